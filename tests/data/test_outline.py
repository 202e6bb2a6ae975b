"""The outline of Cambodia and its neighbours: valid, as large as it is, and around every place."""

import csv
import json
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from shapely import get_coordinates
from shapely.geometry import Point
from shapely.validation import explain_validity

from tests.skips import need_npm

AREA_KM2 = 181_035
FRAME = (100.5, 8.0, 109.6, 16.2)  # west, south, east, north
FILES = ("outline.geojson", "neighbours.geojson")


@pytest.fixture(scope="module")
def outline(pack: Path) -> gpd.GeoDataFrame:
    return gpd.read_file(pack / "outline.geojson")


@pytest.fixture(scope="module")
def neighbours(pack: Path) -> gpd.GeoDataFrame:
    return gpd.read_file(pack / "neighbours.geojson")


def rings_of(path: Path) -> list[tuple[int, list[list[float]]]]:
    """Return every ring with its place in its polygon."""
    collection: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    rings = []
    for feature in collection["features"]:
        shape = feature["geometry"]
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        rings += [(at, ring) for polygon in polygons for at, ring in enumerate(polygon)]
    return rings


def twice_area(ring: list[list[float]]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))


def test_the_area_is_that_of_the_country(outline: gpd.GeoDataFrame) -> None:
    assert list(outline["iso"]) == ["KHM"]
    km2 = outline.to_crs("EPSG:6933").area.sum() / 1e6  # an equal-area system
    assert km2 == pytest.approx(AREA_KM2, rel=0.02)


def test_the_neighbours_are_three_and_lie_in_the_frame(neighbours: gpd.GeoDataFrame) -> None:
    assert list(neighbours["iso"]) == ["THA", "LAO", "VNM"]
    west, south, east, north = neighbours.total_bounds
    assert west >= FRAME[0]
    assert south >= FRAME[1]
    assert east <= FRAME[2]
    assert north <= FRAME[3]


@pytest.mark.parametrize("name", FILES)
def test_geometry_is_valid_and_follows_rfc_7946(pack: Path, name: str) -> None:
    for shape in gpd.read_file(pack / name).geometry:
        assert explain_validity(shape) == "Valid Geometry"
    for at, ring in rings_of(pack / name):
        assert ring[0] == ring[-1]
        assert len(ring) >= 4
        assert (twice_area(ring) > 0) == (at == 0), "outer rings run counter-clockwise"
        assert all(round(value, 4) == value for point in ring for value in point)


def test_countries_touch_and_hardly_overlap(
    outline: gpd.GeoDataFrame, neighbours: gpd.GeoDataFrame
) -> None:
    cambodia = outline.to_crs("EPSG:6933").geometry.iloc[0]
    for shape in neighbours.to_crs("EPSG:6933").geometry:
        assert cambodia.distance(shape) < 500
        assert cambodia.intersection(shape).area < 5e6  # 5 km2: rounding along 800 km


def test_every_place_lies_in_the_outline(outline: gpd.GeoDataFrame, pack: Path) -> None:
    country = outline.to_crs("EPSG:32648").geometry.iloc[0]
    with (pack / "places.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    points = gpd.GeoSeries([Point(float(row["lon"]), float(row["lat"])) for row in rows], crs=4326)
    far = {
        row["id"]: round(off)
        for row, off in zip(rows, points.to_crs("EPSG:32648").distance(country), strict=True)
        if off > int(row["precision_m"]) + 3_000
    }
    assert not far, far


def test_the_outline_is_light_enough_to_draw(outline: gpd.GeoDataFrame) -> None:
    assert 500 < len(get_coordinates(outline.geometry)) < 5_000


def test_the_files_are_what_their_script_makes(pack: Path, tmp_path: Path) -> None:
    need_npm()
    script = pack / "derive" / "outline.mjs"
    modules = pack.parents[1] / "static"
    subprocess.run(["node", script, modules, tmp_path], check=True, capture_output=True)
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (pack / name).read_bytes(), name


def test_the_script_names_a_missing_package(pack: Path, tmp_path: Path) -> None:
    need_npm()
    script = pack / "derive" / "outline.mjs"
    done = subprocess.run(
        ["node", script, tmp_path, tmp_path], check=False, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "needs world-atlas 2.0.2" in done.stderr
    assert list(tmp_path.iterdir()) == []
