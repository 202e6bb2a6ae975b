"""The shore: what is land by coastlines drawn on squared paper, and by a grid that knows it."""

from pathlib import Path
from random import Random

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from shapely import LineString, MultiLineString, box
from shapely.geometry.base import BaseGeometry

from geo.openstreetmap.coast import coast_lines, land_within
from geo.osmfile import read_osm
from tests.geo.osm_worlds import as_pbf, node, relation, way, world

SEA = box(0, 0, 10, 10)
ISLAND = [(2, 2), (6, 2), (6, 6), (2, 6), (2, 2)]
LAGOON = [(3, 3), (3, 5), (5, 5), (5, 3), (3, 3)]  # clockwise: water within


@pytest.mark.parametrize(
    ("lines", "land", "loose"),
    [
        pytest.param([ISLAND], 16, 0, id="a ring is an island"),
        pytest.param([ISLAND[:3], ISLAND[2:]], 16, 0, id="a ring of two ways"),
        pytest.param([ISLAND, LAGOON], 12, 0, id="a lagoon is sea"),
        pytest.param([[(-1, 3), (4, 3)], [(4, 3), (11, 3)]], 70, 0, id="land north of a shore"),
        pytest.param([[(4, 3), (11, 3)], [(-1, 3), (4, 3)]], 70, 0, id="whichever way comes first"),
        pytest.param([[(11, 3), (4, 3), (-1, 3)]], 30, 0, id="land south of a shore"),
        pytest.param(
            [[(-1, 3), (4, 3), (11, 3)], [(7, 1), (8, 1), (8, 2), (7, 2), (7, 1)]], 71, 0,
            id="mainland and an island off it",
        ),
        pytest.param([[(10, 0), (10, 5), (10, 10)]], 100, 0, id="the border is the shore"),
        pytest.param([[(-1, 3), (2, 3), (4, 3)]], 88, 1, id="broken off: straight to the edge"),
        pytest.param([[(3, 4), (6, 4), (6, 6), (3, 6)]], 6, 2, id="a ring with a gap"),
        pytest.param([ISLAND, [(8, 8), (8, 9), (9, 9), (8, 8)]], 16, 0, id="drawn the wrong way"),
        pytest.param([[(20, 20), (21, 20), (21, 21), (20, 20)]], 100, 0, id="a shore elsewhere"),
        pytest.param([], 100, 0, id="no shore"),
    ],
)  # fmt: skip
def test_land_lies_on_the_left(
    lines: list[list[tuple[float, float]]], land: float, loose: int
) -> None:
    found = land_within(SEA, MultiLineString(lines))
    assert found.shape.area == pytest.approx(land)
    assert found.loose_ends == loose
    assert found.shape.is_valid
    assert shapely.covers(SEA, found.shape)


def rings_of(land: BaseGeometry) -> list[LineString]:
    """Coastlines around land, each ring cut in two ways."""
    parts = shapely.get_parts(land)
    rings = shapely.get_rings(shapely.orient_polygons(parts))
    points = [shapely.get_coordinates(ring) for ring in rings]
    halves = [(p[: len(p) // 2 + 1], p[len(p) // 2 :]) for p in points]
    return [LineString(half) for both in halves for half in both]


@settings(max_examples=60, deadline=None)
@given(arrays(np.bool_, (5, 5)), st.randoms(use_true_random=False))
def test_a_grid_of_land_and_sea_is_found_again(cells: np.ndarray, random: Random) -> None:
    area = box(0.5, 0.6, 4.4, 4.35)
    land = shapely.union_all([box(x, y, x + 1, y + 1) for x, y in np.argwhere(cells)])
    assume(cells.any() and land.boundary.intersects(area))
    lines = rings_of(land)
    random.shuffle(lines)
    found = land_within(area, MultiLineString(lines))
    assert found.loose_ends == 0
    assert shapely.symmetric_difference(found.shape, land & area).area == pytest.approx(0, abs=1e-9)


def test_a_line_is_cut_where_points_are_unknown() -> None:
    nan = float("nan")
    long = np.array(
        [[1, 0, 0], [2, 1, 0], [3, nan, nan], [4, 3, 0], [5, nan, nan], [6, 5, 0], [7, 6, 0]]
    )
    short = np.array([[8, 0, 9], [9, 1, 9]])
    lines = [list(line.coords) for line in coast_lines([long, short]).geoms]
    assert lines == [[(0, 0), (1, 0)], [(5, 0), (6, 0)], [(0, 9), (1, 9)]]
    assert coast_lines([]).is_empty


CORNERS = [node(1, 1, 1), node(2, 2, 1), node(3, 2, 2), node(4, 1, 2), node(5, 5, 5)]
COAST = {"natural": "coastline"}
WORLD = world(
    *CORNERS,
    way(10, [1, 2], {"highway": "residential"}),
    way(20, [1, 2, 3], COAST),
    way(21, [3, 4, 1], {**COAST, "place": "island"}),
    way(22, [1, 5], {"natural": "cliff"}),
    way(23, [2, 3], {**COAST, "highway": "path"}),
    relation(30, ["w20 outer", "w21 outer"], {"type": "boundary", "boundary": "administrative", "admin_level": "4"}),
)  # fmt: skip


def test_coastlines_are_read_whatever_else_they_are(tmp_path: Path) -> None:
    # 23 is a road too, 21 a place asked for, 20 and 21 draw a boundary: each counts once.
    file = as_pbf(tmp_path / "island.osm.pbf", WORLD)
    for features in ({}, {"place": frozenset({"island"})}):
        extract = read_osm(file, features=features)
        assert sorted(len(line.coords) for line in extract.coast.geoms) == [2, 3, 3]
        assert len(extract.boundaries) == 1
        assert sorted(extract.roads.way_id) == [10, 23]


def test_a_file_without_a_shore_has_none(tmp_path: Path) -> None:
    path = tmp_path / "inland.osm"
    path.write_text(world(*CORNERS, way(10, [1, 2], {"highway": "residential"})), encoding="utf-8")
    assert read_osm(path).coast.is_empty
