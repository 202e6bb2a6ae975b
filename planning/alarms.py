"""Travel alarms of the home ministry: what holds where at a moment. They bind travellers, not us."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.crs import distance_m, distances_m
from layers.alarms import alarms_at, areas_to_measure
from planning.moment import Moment

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm in force.

    Parameters
    ----------
    level
        1, 2, 2.5 (special advisory), 3 or 4 (travel ban).
    area, area_kind, province
        What it speaks of: a province, a municipality, a named area, a border strip, or the
        remainder of the country.
    lon, lat, extent_m
        Middle (EPSG:4326) and reach of a named area, reach of a strip; None elsewhere.
    label_en, label_ko
        The ministry's words.
    source
        Where it was announced.
    """

    level: float
    area: str
    area_kind: str
    province: str
    lon: float | None
    lat: float | None
    extent_m: float | None
    label_en: str
    label_ko: str
    source: str


def alarms_in_force(moment: Moment) -> list[Alarm]:
    """List every alarm in force at the moment, the strictest first."""
    rows = moment.layer("travel_alarms")
    return [_alarm(row) for row in rows.sort_values("level", ascending=False).to_dict("records")]


def alarm_of(moment: Moment, lon: float, lat: float) -> Alarm | None:
    """Give the strictest alarm that a point (EPSG:4326) is under; see `alarms_of`."""
    return alarms_of(moment, np.array([lon]), np.array([lat]))[0]


def alarms_of(moment: Moment, lon: FloatArray, lat: FloatArray) -> list[Alarm | None]:
    """Give the strictest alarm that each of many points is under; None where none is known.

    A point counts to the province, and to the municipality, of the nearest place of the
    gazetteer: no official polygons exist. A strip is measured from the border line of the
    pack's outlines.

    Parameters
    ----------
    moment
        The instant.
    lon, lat
        Degrees, EPSG:4326.
    """
    alarms, places = moment.pack.layers["travel_alarms"], moment.pack.layers["places"]
    if alarms.empty:
        return [None] * len(lon)
    near = _nearest_places(places, lon, lat)
    areas = areas_to_measure(alarms, moment.when)
    inside = {area: _is_inside(moment, area, lon=lon, lat=lat) for area in areas}
    known: dict[tuple[str, str, tuple[str, ...]], Alarm | None] = {}
    found = []
    for number, place in enumerate(near):
        key = (
            str(places["province"].iloc[place]) if place >= 0 else "",
            _municipality(alarms, places.iloc[place]) if place >= 0 else "",
            tuple(area for area in areas if inside[area][number]),
        )
        if key not in known:
            known[key] = _strictest(moment, key)
        found.append(known[key])
    return found


def _nearest_places(places: pd.DataFrame, lon: FloatArray, lat: FloatArray) -> list[int]:
    if not len(places):
        return [-1] * len(lon)
    spots = np.column_stack([places["lon"].to_numpy(), places["lat"].to_numpy()])
    _, nearest = cKDTree(spots).query(np.column_stack([lon, lat]))
    return [int(place) for place in np.atleast_1d(nearest)]


def _strictest(moment: Moment, key: tuple[str, str, tuple[str, ...]]) -> Alarm | None:
    """Give the strictest alarm of a province, a municipality and the areas a point lies in."""
    province, municipality, areas = key
    applying = alarms_at(
        moment.pack.layers["travel_alarms"],
        when=moment.when,
        province=province,
        municipality=municipality,
        distances_m=dict.fromkeys(areas, 0.0),
    )
    return None if applying.empty else _alarm(applying.to_dict("records")[0])


def _municipality(alarms: pd.DataFrame, place: pd.Series) -> str:
    """Name the municipality of an alarm that a place lies in, by its name or its district."""
    named = set(alarms.loc[alarms["area_kind"] == "municipality", "area_name"])
    return next((str(place[key]) for key in ("name", "district") if place.get(key) in named), "")


def _is_inside(moment: Moment, area: str, *, lon: FloatArray, lat: FloatArray) -> BoolArray:
    """Tell which points lie within the reach of a named area or a border strip, inclusive."""
    rows = moment.pack.layers["travel_alarms"]
    row = rows[rows["area_name"] == area].iloc[0]
    if row["area_kind"] == "named_area":
        away_m = distances_m(lon, lat, to=(float(row["lon"]), float(row["lat"])))
        return np.asarray(away_m <= float(row["extent_m"]))
    neighbours = moment.pack.neighbours
    across = neighbours[[str(name).split()[0][:4] in area for name in neighbours["name"]]]
    if not len(across):
        return np.zeros(len(lon), dtype=np.bool_)
    lines = shapely.shortest_line(across.union_all(), shapely.points(lon, lat))
    ends = shapely.get_coordinates(lines).reshape(-1, 2, 2)
    away_m = np.array([distance_m((a, b), (c, d)) for (a, b), (c, d) in ends.tolist()])
    return np.asarray(away_m <= float(row["extent_m"]))


def _alarm(row: Mapping[Hashable, Any]) -> Alarm:
    def number(name: str) -> float | None:
        value = float(str(row[name])) if str(row[name]) else float("nan")
        return value if np.isfinite(value) else None

    return Alarm(
        level=float(str(row["level"])),
        area=str(row["area_name"]),
        area_kind=str(row["area_kind"]),
        province=str(row["province"]),
        lon=number("lon"),
        lat=number("lat"),
        extent_m=number("extent_m"),
        label_en=str(row["label_en"]),
        label_ko=str(row["label_ko"]),
        source=str(row["source"]),
    )
