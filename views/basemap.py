"""Builds the base map's vector tiles from a country pack: ``python -m views.basemap``.

Each pack has its own folder under ``static``, named after its seal: one that is there is whole
and up to date.
"""

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from babel import Locale
from numpy.typing import NDArray
from shapely.geometry import Point

from geo.errors import GreenZoneError
from planning.manifests import Manifest, read_manifest
from planning.packs import Pack, find_pack, open_pack
from routing.network import ROAD_CLASSES, RoadNetwork
from views.assets import STATIC
from views.chosen import pack_name

FOLDER = STATIC / "basemap"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file of tiles: the zooms it holds; beyond the greatest its tiles are stretched."""

    min_zoom: int
    max_zoom: int
    classes: tuple[str, ...] = ()


# A country has ten times as many lanes as roads: they are left out of the tiles that show it whole.
SHEETS: Mapping[str, Sheet] = MappingProxyType(
    {
        "earth": Sheet(4, 9),
        "roads": Sheet(4, 11, ("expressway", "trunk", "primary", "secondary", "ferry")),
        "streets": Sheet(8, 11, ("tertiary", "urban")),
        "lanes": Sheet(12, 12, ("minor", "residential", "service", "track", "path")),
        "places": Sheet(4, 9),
        "villages": Sheet(9, 9),
    }
)
RANKS: Mapping[str, int] = MappingProxyType(
    {"capital": 1, "city": 2, "provincial_seat": 2, "border_town": 3}
    | dict.fromkeys(("district_town", "town"), 4)
    | dict.fromkeys(("island", "village"), 5)
    | dict.fromkeys(("suburb", "hamlet"), 6)
)
"""How early the name of a place shows: 1 the earliest."""

VILLAGE = 5
"""The first rank that only near tiles hold."""

_CRS = "EPSG:4326"
_LARGEST_TILE = 300_000  # bytes; what does not fit is drawn coarser


def folder_of(manifest: Manifest, within: Path) -> Path:
    """Give the folder of a pack's base map: it follows from its seal and from this file."""
    key = hashlib.sha256(Path(__file__).read_bytes() + manifest.content.encode())
    return within / key.hexdigest()[:16]


def sheets_in(folder: Path) -> dict[str, int]:
    """Name the files of tiles that are there, with the greatest zoom of each."""
    return {
        name: sheet.max_zoom
        for name, sheet in SHEETS.items()
        if (folder / f"{name}.pmtiles").is_file()
    }


def build(pack: Pack, within: Path) -> Path:
    """Write a pack's earth, roads and places as PMTiles, unless they are there; give the folder.

    A sheet with nothing on it is left out. A reader never sees half of it.
    """
    folder = folder_of(pack.manifest, within)
    if folder.is_dir():
        return folder
    within.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(dir=within))
    try:
        part.chmod(0o755)
        earth = _earth(pack)
        _write(part, "earth", earth)
        for name, sheet in SHEETS.items():
            if sheet.classes:
                _write(part, name, _roads(pack.network, sheet.classes))
        names = [*_countries(earth), *_places(pack.layers["places"])]
        _write(part, "places", [one for one in names if one["rank"] < VILLAGE])
        _write(part, "villages", [one for one in names if one["rank"] >= VILLAGE])
        part.rename(folder)
    except OSError:
        if not folder.is_dir():  # nobody else was first
            raise
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder


def _earth(pack: Pack) -> list[dict[str, Any]]:
    """Give the neighbours, then the country itself, with the code of each where it is known."""
    codes = {str(name): code for code, name in Locale("en").territories.items() if len(code) == 2}
    about = pack.manifest.about
    neighbours = zip(pack.neighbours["name"], pack.neighbours.geometry, strict=True)
    return [
        *(
            {"kind": "land", "code": codes.get(str(name), ""), "geometry": shape}
            for name, shape in neighbours
        ),
        {"kind": "home", "code": about["country"], "geometry": pack.outline},
    ]


def _roads(network: RoadNetwork, classes: Iterable[str]) -> list[dict[str, Any]]:
    """Give one shape for each class and road number: fewer, longer lines are smaller tiles."""
    edges = network.first_edges()
    drawn = []
    for name in classes:
        of_class = edges[network.road_class[edges] == ROAD_CLASSES.index(name)]
        if not len(of_class):
            continue
        order = of_class[np.argsort(network.ref[of_class], kind="stable")]
        refs, start = np.unique(network.ref[order], return_index=True)
        for ref, group in zip(refs.tolist(), np.split(order, start[1:]), strict=True):
            lines = shapely.line_merge(shapely.multilinestrings(_courses(network, group)))
            drawn += [
                {"kind": name, "ref": network.refs[ref], "geometry": line}
                for line in shapely.get_parts(lines)
            ]
    return drawn


def _courses(network: RoadNetwork, edges: NDArray[Any]) -> NDArray[Any]:
    """Give the courses of some edges as lines, EPSG:4326."""
    records = network.record[edges]
    start, end = network.course_start[records], network.course_start[records + 1]
    count = end - start
    first = np.repeat(start - (np.cumsum(count) - count), count)
    at = first + np.arange(count.sum())
    course = np.column_stack([network.course_lon[at], network.course_lat[at]])
    owner = np.repeat(np.arange(len(edges)), count)
    return np.asarray(shapely.linestrings(course, indices=owner), dtype=object)


def _countries(earth: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    languages = {"name": "en", "name_ko": "ko", "name_km": "km"}
    territories = {key: Locale(language).territories for key, language in languages.items()}
    return [
        {key: names[one["code"]] for key, names in territories.items()}
        | {"rank": 0, "geometry": one["geometry"].representative_point()}
        for one in earth
        if one["code"]
    ]


def _places(places: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Give the places, those with most people first: where names collide, the first one stays."""
    rows = places.to_dict("records")
    rows.sort(key=lambda row: -_people(row.get("population")))
    return [
        {
            "name": row["name"],
            "name_ko": row.get("name_ko") or row["name"],
            "name_km": row.get("name_km") or row["name"],
            "rank": RANKS.get(row["kind"], VILLAGE),
            "geometry": Point(row["lon"], row["lat"]),
        }
        for row in rows
    ]


def _people(cell: object) -> float:
    number = float(str(cell)) if cell not in (None, "") else 0.0
    return number if np.isfinite(number) else 0.0


def _write(folder: Path, name: str, features: Sequence[Mapping[str, Any]]) -> None:
    if not features:
        return
    frame = gpd.GeoDataFrame(list(features), geometry="geometry", crs=_CRS)
    sheet = SHEETS[name]
    pyogrio.write_dataframe(
        frame,
        folder / f"{name}.pmtiles",
        driver="PMTiles",
        layer=name,
        MINZOOM=sheet.min_zoom,
        MAXZOOM=sheet.max_zoom,
        MAX_SIZE=_LARGEST_TILE,
    )


def main() -> int:
    """Build the base map of the pack that the app opens, say what happened, give the exit code."""
    os.environ.setdefault("CPL_LOG", os.devnull)
    name = pack_name()
    try:
        if folder_of(read_manifest(find_pack(name)), FOLDER).is_dir():
            sys.stdout.write("base map is up to date\n")
            return 0
        build(open_pack(name), FOLDER)
    except GreenZoneError as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    sys.stdout.write("base map built\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
