"""Builds the base map's vector tiles from the country pack: ``python -m views.basemap``.

Quick the second time: a stamp over the inputs and this file says that nothing changed.
"""

import csv
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
from babel import Locale
from shapely.geometry import Point, shape

from views.assets import STATIC

PACK = Path(__file__).parent.parent / "data" / "KHM"
INPUTS = ("outline.geojson", "neighbours.geojson", "roads.geojson", "places.csv")

_CRS = "EPSG:4326"
_RANKS = {"capital": 1, "provincial_seat": 2, "border_town": 3, "district_town": 4, "town": 4}
_ROAD_KINDS = {"expressway", "trunk", "primary", "secondary", "tertiary", "urban", "ferry"}
_CODES = {"Cambodia": "KH", "Thailand": "TH", "Laos": "LA", "Vietnam": "VN"}


def build(pack: Path = PACK, folder: Path = STATIC / "basemap") -> bool:
    """Write earth, roads and places as PMTiles; missing inputs are left out.

    Returns
    -------
    bool
        Whether anything had to be built.
    """
    stamp, wanted = folder / "stamp", _fingerprint(pack)
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    outline = _shapes(pack / "outline.geojson", home=True)
    neighbours = _shapes(pack / "neighbours.geojson", home=False)
    _write(folder / "earth.pmtiles", [*neighbours, *outline], max_zoom=9)
    _write(folder / "roads.pmtiles", _roads(pack / "roads.geojson"), max_zoom=11)
    labels = [*_countries([*neighbours, *outline]), *_places(pack / "places.csv")]
    _write(folder / "places.pmtiles", labels, max_zoom=9)
    stamp.write_text(wanted, encoding="utf-8")
    return True


def _fingerprint(pack: Path) -> str:
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for name in INPUTS:
        path = pack / name
        digest.update(path.read_bytes() if path.is_file() else b"missing")
    return digest.hexdigest()


def _features(path: Path) -> Sequence[Mapping[str, Any]]:
    if not path.is_file():
        return []
    features: Sequence[Mapping[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]
    return features


def _shapes(path: Path, *, home: bool) -> list[dict[str, Any]]:
    return [
        {
            "kind": "home" if home else "land",
            "name": feature["properties"].get("name", "Cambodia" if home else ""),
            "geometry": shape(feature["geometry"]),
        }
        for feature in _features(path)
    ]


def _roads(path: Path) -> list[dict[str, Any]]:
    roads = []
    for feature in _features(path):
        properties = feature["properties"]
        kind = properties.get("class")
        if kind in _ROAD_KINDS:
            course = shape(feature["geometry"])
            roads.append({"kind": kind, "ref": properties.get("ref") or "", "geometry": course})
    return roads


def _countries(shapes: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    korean, khmer = Locale("ko").territories, Locale("km").territories
    labels = []
    for one in shapes:
        code = _CODES.get(one["name"])
        if code:
            spot = one["geometry"].representative_point()
            names = {"name": one["name"], "name_ko": korean[code], "name_km": khmer[code]}
            labels.append({**names, "rank": 0, "geometry": spot})
    return labels


def _places(path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    rows.sort(key=lambda row: -float(row.get("population") or 0))
    return [
        {
            "name": row["name"],
            "name_ko": row.get("name_ko") or row["name"],
            "name_km": row.get("name_km") or row["name"],
            "rank": _RANKS.get(row["kind"], 5),
            "geometry": Point(float(row["lon"]), float(row["lat"])),
        }
        for row in rows
    ]


def _write(path: Path, features: Sequence[Mapping[str, Any]], *, max_zoom: int) -> None:
    """Write one layer beside its final name and move it there, so a reader never sees half."""
    path.unlink(missing_ok=True)
    if not features:
        return
    frame = gpd.GeoDataFrame(list(features), geometry="geometry", crs=_CRS)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        part = Path(folder) / path.name
        pyogrio.write_dataframe(
            frame, part, driver="PMTiles", layer=path.stem, MINZOOM=4, MAXZOOM=max_zoom
        )
        part.replace(path)


def main() -> None:
    """Build the base map and say what happened."""
    os.environ.setdefault("CPL_LOG", os.devnull)
    built = build()
    sys.stdout.write("base map built\n" if built else "base map is up to date\n")


if __name__ == "__main__":
    main()
