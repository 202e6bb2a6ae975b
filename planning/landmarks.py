"""What a caller may name that is no town: a reported site, a mission, a post, a border gate."""

from collections.abc import Mapping
from typing import Final

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.coordinates import Place, parse_place
from geo.crs import Bounds
from geo.errors import UnknownPlaceError
from geo.gazetteer import Gazetteer, unknown_name
from geo.notation.entries import entries_from_rows
from geo.notation.reading import clean

LANDMARKS: Final = ("sites", "missions", "green_zones", "police_posts")
"""Layers whose rows can be named, those first that a name is kept of."""
_COLUMNS = (
    *("id", "name", "name_ko", "name_local", "alt_names", "lat", "lon", "precision_m"),
    *("town", "city", "province", "level"),
)
_MOST_CHOICES = 6
_SLACK = 0.05  # degrees: the line of the border is general


def landmarks_of(
    layers: Mapping[str, gpd.GeoDataFrame], junctions: pd.DataFrame, outline: BaseGeometry
) -> Gazetteer:
    """Gather the names of a country's landmarks; each is also found by its id.

    A report of a whole town or province is none: it has no place. Nor is a mission abroad.

    Parameters
    ----------
    layers
        Layer name -> rows in EPSG:4326; of them `LANDMARKS` are taken.
    junctions
        Named junctions of the roads, of which border gates are taken.
    outline
        The country in EPSG:4326.
    """
    gates = junctions[junctions["kind"] == "border_gate"]
    named: dict[str, Mapping[str, object]] = {}
    for layer in (*(layers[kind] for kind in LANDMARKS), gates):
        columns = [name for name in _COLUMNS if name in layer.columns]
        points = shapely.points(layer["lon"].to_numpy(float), layer["lat"].to_numpy(float))
        rows = layer.loc[shapely.dwithin(outline, points, _SLACK), columns].astype(object)
        for row in rows.where(rows.notna(), "").to_dict("records"):
            is_named = any(map(str.isalnum, clean(str(row["name"]))))
            if is_named and row.get("level") != "area":
                named.setdefault(str(row["id"]), _as_place(row))
    return Gazetteer(entries_from_rows(named.values()))


def _as_place(row: Mapping[str, object]) -> Mapping[str, object]:
    others = (row.get("alt_names", ""), row.get("name_local", ""), row["id"])
    return {
        **row,
        "alt_names": ";".join(str(other) for other in others if other),
        "district": row.get("town") or row.get("city") or "",
    }


def read_named(text: str, places: Gazetteer, landmarks: Gazetteer, *, bounds: Bounds) -> Place:
    """Read a place, then a landmark where no place bears the name.

    Parameters
    ----------
    text
        As in `geo.coordinates.parse_place`.
    places, landmarks
        Names of the country; a place's own name means the place.
    bounds
        West, south, east, north of the country, degrees.

    Raises
    ------
    SwappedError, OutsideError, AmbiguousPlaceError, UnknownPlaceError, PlaceError
        As `parse_place` raises them; of a name that nobody bears with the landmarks and places
        that are alike.
    """
    own = clean(text)
    if landmarks.holds_exactly(own) and not places.holds_exactly(own):
        return parse_place(text, gazetteer=landmarks, bounds=bounds)
    try:
        return parse_place(text, gazetteer=places, bounds=bounds)
    except UnknownPlaceError as unknown:
        try:
            return parse_place(text, gazetteer=landmarks, bounds=bounds)
        except UnknownPlaceError as too:
            choices = dict.fromkeys([*too.choices, *unknown.choices])
            if not too.choices:
                raise unknown from None
            raise unknown_name(own, [*choices][:_MOST_CHOICES]) from None
