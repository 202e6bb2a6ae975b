"""Layers out of OpenStreetMap: posts, missions, hospitals, fuel, places and their people."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import geopandas as gpd

from geo.openstreetmap.extract import OsmFeature, Tags
from layers.osm_regions import osm_key, regions_of, twins
from layers.osm_words import (
    PLACE_KINDS,
    SETTLEMENTS,
    english_name,
    is_honorary,
    local_name,
    mission_kind,
    opening_hours,
    other_names,
    phone_number,
    place_kind,
    population,
    population_source,
    post_kind,
    readable,
    sending_country,
    tagged,
)
from layers.tables import layer_of_rows

OSM_FEATURES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "amenity": frozenset({"police", "embassy", "hospital", "clinic", "fuel"}),
        "office": frozenset({"diplomatic"}),
        "place": frozenset(PLACE_KINDS),
    }
)
"""What to ask `geo.osmfile.read_osm` for."""
OSM_LAYERS = ("police_posts", "missions", "hospitals", "fuel_stations", "places", "people")
LEAST_ERROR_M = 50.0
"""Nothing out of OpenStreetMap is taken to be known better than this; heuristic."""

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class OsmLayers:
    """Layers out of one extract.

    Parameters
    ----------
    layers
        By name, all of `OSM_LAYERS`, as `layers.tables.read_layer` gives them; any may be empty.
    notes
        What was left out or not understood, counted, a sentence each.
    """

    layers: Mapping[str, gpd.GeoDataFrame]
    notes: tuple[str, ...]


def layers_from_osm(
    features: Sequence[OsmFeature],
    boundaries: gpd.GeoDataFrame,
    *,
    as_of: str,
    host_country: str,
) -> OsmLayers:
    """Make layers of the places of interest of an extract.

    A post is never more than ``unverified`` and never a safe point. A mission needs a kind and
    a sending country, a place needs a name; those without are left out and counted. What has
    no name is of low confidence, as is an honorary consul.

    Parameters
    ----------
    features
        From `geo.osmfile.read_osm`, asked for `OSM_FEATURES`.
    boundaries
        Its administrative areas: level 4 gives the province, 6 the district.
    as_of
        ISO date of the extract.
    host_country
        ISO 3166 alpha-2 code of the country that the missions are in.

    Raises
    ------
    FaultsError
        If a row does not fit its layer; the OSM object is named in it.

    Examples
    --------
    >>> post = OsmFeature("node", 7, 104.9, 11.5, 0.0, {"amenity": "police", "name": "Post"})
    >>> areas = gpd.GeoDataFrame({"admin_level": [], "name": [], "name_en": []}, geometry=[], crs=4326)
    >>> made = layers_from_osm([post], areas, as_of="2026-11-01", host_country="KH")
    >>> made.layers["police_posts"].loc[0, ["id", "kind", "trust", "province"]].tolist()
    ['osm-n7', 'station', 'unverified', 'unknown']
    """
    regions = regions_of(features, boundaries)
    drawn_twice = twins(features)
    rows: dict[str, list[Row]] = {kind: [] for kind in OSM_LAYERS}
    left_out: Counter[str] = Counter()
    for feature, region in zip(features, regions, strict=True):
        seen = _Seen(feature, *region, as_of=as_of, host_country=host_country)
        for kind in _layers_of(feature.tags):
            is_twin = kind == "places" and osm_key(feature) in drawn_twice
            made = "places drawn a second time, as an outline" if is_twin else _MAKERS[kind](seen)
            if isinstance(made, str):
                left_out[made] += 1
            else:
                rows[kind].append(made)
    rows["people"] = [row for place in rows["places"] if (row := _people(place))]
    layers = {kind: layer_of_rows(rows[kind], kind) for kind in OSM_LAYERS}
    return OsmLayers(MappingProxyType(layers), _notes(rows, left_out))


@dataclass(frozen=True, slots=True)
class _Seen:
    """A feature and what it lies in."""

    feature: OsmFeature
    province: str
    district: str
    as_of: str
    host_country: str

    @property
    def tags(self) -> Tags:
        return self.feature.tags

    def row(self, no_name: str = "", *, is_doubtful: bool = False) -> Row:
        """Give the cells that all layers share; hours and phone are for those that have them."""
        feature, tags = self.feature, self.tags
        name = english_name(tags)
        hours, hours_note = opening_hours(tags)
        return {
            "id": osm_key(feature),
            "name": name or no_name,
            "name_ko": tagged(tags, "name:ko"),
            "lat": repr(feature.lat),
            "lon": repr(feature.lon),
            "precision_m": repr(round(max(feature.extent_m, LEAST_ERROR_M), 1)),
            "hours": hours,
            "phone": phone_number(tags),
            "source": f"https://www.openstreetmap.org/{feature.osm_type}/{feature.osm_id}",
            "as_of": self.as_of,
            "confidence": "medium" if name and not is_doubtful else "low",
            "note": hours_note,
        }


def _layers_of(tags: Tags) -> tuple[str, ...]:
    """Name the layers that a feature belongs to."""
    amenity = tags.get("amenity")
    belongs = {
        "police_posts": amenity == "police",
        "missions": amenity == "embassy" or tags.get("office") == "diplomatic",
        "hospitals": amenity in {"hospital", "clinic"},
        "fuel_stations": amenity == "fuel",
        "places": tags.get("place") in PLACE_KINDS,
    }
    return tuple(kind for kind, does in belongs.items() if does)


def _post(seen: _Seen) -> Row:
    row = seen.row("Police post without a name")
    del row["phone"]
    return row | {
        "kind": post_kind(seen.tags),
        "town": tagged(seen.tags, "addr:city"),
        "province": seen.province,
        "trust": "unverified",
        "safe_point": "no",
    }


def _mission(seen: _Seen) -> Row | str:
    kind, country = mission_kind(seen.tags), sending_country(seen.tags)
    if not kind:
        return "missions of a kind that is not told, or a residence"
    if not country:
        return "missions that do not tell whose they are"
    is_consul = is_honorary(seen.tags)
    row = seen.row("Mission without a name", is_doubtful=is_consul)
    consul = "honorary consul" if is_consul else ""
    return row | {
        "name_local": local_name(seen.tags),
        "kind": kind,
        "country": country,
        "city": tagged(seen.tags, "addr:city"),
        "host_country": seen.host_country,
        "note": "; ".join(part for part in (consul, row["note"]) if part),
    }


def _hospital(seen: _Seen) -> Row:
    emergency = seen.tags.get("emergency", "")
    return seen.row("Hospital without a name") | {
        "name_local": local_name(seen.tags),
        "kind": seen.tags["amenity"],
        "emergency": emergency if emergency in {"yes", "no"} else "unknown",
    }


def _fuel_station(seen: _Seen) -> Row:
    return seen.row(readable(seen.tags, "brand", "operator") or "Fuel station without a name") | {
        "name_local": local_name(seen.tags),
        "kind": "fuel",
    }


def _place(seen: _Seen) -> Row | str:
    if not english_name(seen.tags):
        return "places without a name"
    row = seen.row()
    people = population(seen.tags)
    del row["hours"], row["phone"]
    return row | {
        "name_km": tagged(seen.tags, "name:km"),
        "alt_names": other_names(seen.tags),
        "kind": place_kind(seen.tags),
        "district": seen.district,
        "province": seen.province,
        "population": "" if people is None else str(people),
        "population_source": "" if people is None else population_source(seen.tags),
        "note": "",
    }


def _people(place: Row) -> Row | None:
    """Give the people of a place, once: those of a suburb live in its town."""
    if place["kind"] not in SETTLEMENTS or not place["population"]:
        return None
    kept = ("id", "name", "province", "district", "lat", "lon", "precision_m", "as_of")
    return {key: place[key] for key in kept} | {
        "place": place["id"],
        "people": place["population"],
        "source": f"{place['source']} ({place['population_source']})",
        "confidence": "low",
        "note": "a tag that anybody may set; people of the place, not of its surroundings",
    }


_MAKERS: Mapping[str, Callable[[_Seen], Row | str]] = {
    "police_posts": _post,
    "missions": _mission,
    "hospitals": _hospital,
    "fuel_stations": _fuel_station,
    "places": _place,
}


def _notes(rows: Mapping[str, Sequence[Row]], left_out: Mapping[str, int]) -> tuple[str, ...]:
    hours = sum("not understood" in row["note"] for kind in rows for row in rows[kind])
    unread = sum(row["kind"] in SETTLEMENTS and not row["population"] for row in rows["places"])
    told = [f"left out: {count} {what}" for what, count in sorted(left_out.items())]
    if hours:
        told.append(f"hours left empty because they are not understood: {hours}")
    if unread:
        told.append(f"settlements without a population that can be read: {unread}")
    return tuple(told)
