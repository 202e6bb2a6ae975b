"""From a named place, a box or a polygon to one OpenStreetMap file of its roads and features.

OSMnx asks Overpass part by part and keeps each answer, judged first, in a folder of its own for
each area. What is kept is not asked for again, so that an interrupted fetch goes on.
"""

import datetime as dt
import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import shapely
from shapely import MultiPolygon, Polygon

from geo.crs import Bounds
from geo.errors import FetchError, PlaceError
from geo.files import atomic_write, file_content, read_upload
from geo.osm_elements import KINDS, OsmElements, is_answer, merge_answers, osm_xml
from routing.download.answers import Judge, Pause, Tell, ask_patiently, is_place_list
from routing.osmnx_io import Area, FetchSettings, geocode, keep_features, keep_ways

WAYS = ('["highway"]',)
"""Roads and paths; their points bring signals, barriers and level crossings."""

BESIDE_ROADS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "route": frozenset({"ferry"}),
        "type": frozenset({"restriction"}),
        "boundary": frozenset({"administrative"}),
        "natural": frozenset({"coastline"}),
    }
)
"""Ferries, turn restrictions, borders and the shore, which `geo.osmfile.read_osm` reads always."""

_WORLD: Bounds = (-180.0, -90.0, 180.0, 90.0)


def _silent(_line: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One OpenStreetMap file of an area.

    Parameters
    ----------
    path
        The OSM XML file, as a PBF or XML file of any other source is read.
    nodes, ways, relations
        How many it holds.
    asked
        Answers that were asked for now; the others had been kept before.
    as_of
        Instant of the server's database (ISO text, UTC), empty where it did not say.
    """

    path: Path
    nodes: int
    ways: int
    relations: int
    asked: int
    as_of: str


def area_from_bounds(bounds: Bounds) -> Area:
    """Make an area from west, south, east and north, degrees, EPSG:4326.

    Raises
    ------
    PlaceError
        If they are no box on Earth; a box may not cross the 180th meridian.
    """
    west, south, east, north = bounds
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise PlaceError(
            f"{west:g},{south:g},{east:g},{north:g} is no box: give west,south,east,north in "
            "degrees, west below east and south below north"
        )
    return shapely.box(west, south, east, north)


def area_from_file(path: Path) -> Area:
    """Make an area from the polygons of a file: GeoJSON, GeoPackage, KML, Shapefile zip ...

    Raises
    ------
    MissingFileError
        If the file is not there.
    FaultsError
        If it cannot be read.
    PlaceError
        If it holds no polygon.
    """
    upload = read_upload(path.name, file_content(path), bounds=_WORLD)
    shapes = [shape for layer in upload.layers.values() for shape in layer.geometry]
    return _as_area(shapely.union_all(shapes), path.name)


def find_area(
    text: str, *, settings: FetchSettings, tell: Tell = _silent, pause: Pause = time.sleep
) -> tuple[Area, str]:
    """Look up the outline of a place by its name at Nominatim.

    Parameters
    ----------
    text
        Name of a town, province or country, such as ``Sihanoukville, Cambodia``.
    settings
        Whom to ask.
    tell
        Called with each line of progress.
    pause
        Called with the seconds to wait before a try.

    Returns
    -------
    tuple
        The outline in EPSG:4326 and the full name, for the person to see what was found.

    Raises
    ------
    UnknownPlaceError
        If there is no such place, or no outline of it.
    FetchError
        If the server does not answer, or not with places.
    """
    folder = settings.cache / "places"
    _drop_damaged(folder, is_place_list)
    judge = Judge("Nominatim", is_place_list, tell)
    ask = partial(geocode, text, settings=settings, folder=folder, hear=judge)
    area, name = ask_patiently(ask, settings, tell=tell, pause=pause)
    return _as_area(area, name), name


def _as_area(shape: Any, name: str) -> Area:
    """Return the polygonal part of a shape, made valid."""
    sound = shapely.make_valid(shape)
    parts = [part for part in shapely.get_parts(sound) if isinstance(part, Polygon | MultiPolygon)]
    area = shapely.union_all(parts)
    if not isinstance(area, Polygon | MultiPolygon) or area.is_empty:
        raise PlaceError(f"{name}: no polygon in it: draw the area to fetch")
    return area


def fetch_osm(
    area: Area,
    path: Path,
    *,
    features: Mapping[str, frozenset[str]],
    settings: FetchSettings,
    tell: Tell = _silent,
    pause: Pause = time.sleep,
) -> Fetched:
    """Download all that `geo.osmfile.read_osm` reads of an area, as one OpenStreetMap file.

    The file is dated as the database it comes from. It has whole ways and relations, so it reaches beyond the area where they do.
    Answers are kept in a folder of `settings.cache` that belongs to this area, these
    servers and these questions; delete it to ask anew.

    Parameters
    ----------
    area
        Polygon or MultiPolygon, valid, EPSG:4326.
    path
        OSM XML file (``.osm``) to write, whole or not at all.
    features
        Which places to ask for beside roads, as for `geo.osmfile.read_osm`.
    settings
        Whom to ask and how patiently.
    tell
        Called with each line of progress.
    pause
        Called with the seconds to wait before a try.

    Raises
    ------
    FetchError
        If the server cannot be reached, stays busy, gives up, answers with something
        else than OpenStreetMap elements, or knows no road there.
    WriteError
        If the file or an answer cannot be written.
    """
    folder = settings.cache / _cache_name(area, features, settings)
    _drop_damaged(folder, is_answer)
    judge = Judge("Overpass", is_answer, tell)
    questions = {
        "roads and paths": partial(keep_ways, area, WAYS),
        "ferries, turn restrictions, borders, shore": partial(keep_features, area, BESIDE_ROADS),
        "places": partial(keep_features, area, features),
    }
    for title, keep in questions.items():
        tell(title)
        ask = partial(keep, settings=settings, folder=folder, hear=judge)
        ask_patiently(ask, settings, tell=tell, pause=pause)
    merged = _merge_kept(folder)
    atomic_write(path, osm_xml(merged))
    _date_file(path, merged.as_of)
    nodes, ways_found, relations = map(merged.count, KINDS)
    return Fetched(path, nodes, ways_found, relations, asked=judge.heard, as_of=merged.as_of)


def _date_file(path: Path, as_of: str) -> None:
    """Date a file as what it holds: answers may have been kept for weeks before it is written."""
    with suppress(ValueError, OSError):
        instant = dt.datetime.fromisoformat(as_of).timestamp()
        os.utime(path, (instant, instant))


def _cache_name(area: Area, features: Mapping[str, frozenset[str]], settings: FetchSettings) -> str:
    """Name the folder of an area's answers by all that the answers depend on."""
    asked = [
        [settings.overpass_url, settings.timeout_s, WAYS],
        *(
            {key: sorted(values) for key, values in each.items()}
            for each in (BESIDE_ROADS, features)
        ),
    ]
    told = json.dumps(asked, sort_keys=True).encode() + shapely.to_wkb(shapely.normalize(area))
    return f"area-{hashlib.sha256(told).hexdigest()[:16]}"


def _drop_damaged(folder: Path, is_sound: Callable[[object], bool]) -> None:
    """Forget answers that were cut short when the process ended, so that they are asked again."""
    for kept in folder.glob("*.json"):
        try:
            sound = is_sound(json.loads(kept.read_bytes()))
        except ValueError:
            sound = False
        if not sound:
            kept.unlink()


def _merge_kept(folder: Path) -> OsmElements:
    kept = sorted(folder.glob("*.json"))
    merged = merge_answers(json.loads(answer.read_bytes()) for answer in kept)
    if not any("highway" in element.get("tags", {}) for element in merged.elements):
        shutil.rmtree(folder, ignore_errors=True)
        raise FetchError(
            "the server knows no road in this area: check the area, and that the server "
            "holds this part of the world"
        )
    return merged
