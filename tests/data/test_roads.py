"""The schematic road network of data/KHM: whole, connected, in the country, near its villages."""

import csv
import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from pyproj import Geod, Transformer
from scipy.spatial import KDTree

from benchmarks.roads import REASONS
from tests.skips import ROOT

PACK = ROOT / "data" / "KHM"
GEOD = Geod(ellps="WGS84")
METRES = "EPSG:32648"

CLASSES = {"expressway", "trunk", "primary", "secondary", "tertiary", "urban", "ferry"}
SURFACES = {"asphalt", "concrete", "gravel", "dirt", "water"}
YES_NO = {"yes", "no"}
CONFIDENCE = {"high", "medium", "low"}
KINDS = {
    "junction", "town", "border_town", "interchange", "toll_gate", "border_gate", "ferry_landing",
    "bridge_end", "end",
}  # fmt: skip
NUMBERS = [
    1, 2, 3, 4, 5, 6, 7, 8, 11, 21, 22, 23, 31, 33, 41, 44, 48, 51,
    55, 56, 57, 58, 59, 62, 64, 66, 67, 68, 71, 73, 76, 78,
]  # fmt: skip
REFS = {"E4", "RING3"} | {f"NR{number}" for number in NUMBERS}
KEYS = {
    "id", "ref", "name", "class", "surface", "carriageways", "from", "to", "published_km",
    "bridge", "toll", "built_up_share", "limit_kph", "ferry_min", "opened", "source", "as_of",
    "confidence", "precision_m", "length_km", "length_from",
}  # fmt: skip

Point = tuple[float, float]
Record = dict[str, Any]


def _table(name: str) -> list[dict[str, str]]:
    with (PACK / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def records() -> list[Record]:
    features = json.loads((PACK / "roads.geojson").read_text(encoding="utf-8"))["features"]
    return [one["properties"] | {"course": one["geometry"]["coordinates"]} for one in features]


@pytest.fixture(scope="module")
def junctions() -> dict[str, Point]:
    return {row["id"]: (float(row["lon"]), float(row["lat"])) for row in _table("junctions.csv")}


def _legs_km(course: list[list[float]]) -> list[float]:
    lon, lat = zip(*course, strict=True)
    return [metres / 1000 for metres in GEOD.line_lengths(lon, lat)]


def _km_by_ref(records: list[Record]) -> dict[str, float]:
    total: dict[str, float] = defaultdict(float)
    for record in records:
        if record["ref"]:
            total[record["ref"]] += sum(_legs_km(record["course"]))
    return total


def _metres(points: list[Point]) -> np.ndarray[Any, Any]:
    lon, lat = zip(*points, strict=True)
    to_metres = Transformer.from_crs("EPSG:4326", METRES, always_xy=True)
    return np.column_stack(to_metres.transform(lon, lat))


def test_every_record_has_the_schema(records: list[Record]) -> None:
    faults = []
    for record in records:
        good = (
            set(record) - {"course", "name_km"} == KEYS
            and record["name"]
            and record["class"] in CLASSES
            and record["surface"] in SURFACES
            and record["carriageways"] in {1, 2}
            and record["bridge"] in YES_NO
            and record["toll"] in YES_NO
            and 0 <= record["built_up_share"] <= 1
            and record["confidence"] in CONFIDENCE
            and record["precision_m"] > 0
            and record["source"]
            and re.fullmatch(r"\d{4}-\d\d-\d\d", record["as_of"])
            and (record["opened"] is None or re.fullmatch(r"\d{4}(-\d\d){0,2}", record["opened"]))
            and (record["limit_kph"] is None or 20 <= record["limit_kph"] <= 130)
            and (record["class"] == "ferry") == (record["ferry_min"] is not None)
            and (record["class"] == "ferry") == (record["surface"] == "water")
        )
        if not good:
            faults.append(record["id"])
    assert faults == []
    assert len({record["id"] for record in records}) == len(records)


def test_every_junction_has_the_schema() -> None:
    rows = _table("junctions.csv")
    bad = [
        row["id"]
        for row in rows
        if row["kind"] not in KINDS
        or row["confidence"] not in CONFIDENCE
        or float(row["precision_m"]) <= 0
        or not row["name"]
        or not row["source"]
    ]
    assert bad == []
    assert len({row["id"] for row in rows}) == len(rows)


def test_records_end_at_their_junctions(records: list[Record], junctions: dict[str, Point]) -> None:
    faults = []
    for record in records:
        for key, vertex in (("from", record["course"][0]), ("to", record["course"][-1])):
            place = junctions.get(record[key])
            if place is None or np.abs(np.subtract(place, vertex)).max() > 1e-6:
                faults.append((record["id"], key, record[key]))
    assert faults == []
    used = {record[key] for record in records for key in ("from", "to")}
    assert set(junctions) - used == set()


def test_a_vertex_at_least_every_ten_kilometres(records: list[Record]) -> None:
    assert [one["id"] for one in records if max(_legs_km(one["course"])) > 10] == []


def test_records_meet_only_at_junctions(records: list[Record]) -> None:
    at_grade = [one for one in records if one["class"] not in {"expressway", "ferry"}]
    lines = gpd.GeoSeries.from_wkt(
        ["LINESTRING(" + ",".join(f"{x} {y}" for x, y in one["course"]) + ")" for one in at_grade]
    )
    left, right = lines.sindex.query(lines, predicate="intersects")
    faults = []
    for i, j in zip(left[left < right], right[left < right], strict=True):
        meeting = lines[i].intersection(lines[j])
        ends = {at_grade[i]["from"], at_grade[i]["to"]} & {at_grade[j]["from"], at_grade[j]["to"]}
        points = len(getattr(meeting, "geoms", [meeting]))
        if meeting.length > 0 or points > len(ends):
            faults.append((at_grade[i]["id"], at_grade[j]["id"]))
    assert faults == []


def test_courses_stay_in_the_country(records: list[Record]) -> None:
    tolerance_m = 3000.0  # Natural Earth's line and our coarse gates
    country = gpd.read_file(PACK / "outline.geojson").to_crs(METRES).union_all()
    points = [(x, y) for one in records for x, y in one["course"]]
    x, y = _metres(points).T
    outside = gpd.GeoSeries.from_xy(x, y, crs=METRES).distance(country) > tolerance_m
    assert [point for point, out in zip(points, outside, strict=True) if out] == []


def test_listed_roads_are_all_there(records: list[Record]) -> None:
    assert {one["ref"] for one in records} >= REFS
    assert any("Bokor" in one["name"] for one in records)
    assert all(one["toll"] == "yes" for one in records if one["ref"] == "E4")


def test_the_expressway_meets_others_only_at_its_gates(records: list[Record]) -> None:
    kinds = {row["id"]: row["kind"] for row in _table("junctions.csv")}
    ends = {one[key] for one in records if one["ref"] == "E4" for key in ("from", "to")}
    assert {kinds[end] for end in ends} <= {"interchange", "toll_gate"}


def test_the_network_is_one_part(records: list[Record]) -> None:
    near: dict[str, set[str]] = defaultdict(set)
    for record in records:
        near[record["from"]].add(record["to"])
        near[record["to"]].add(record["from"])
    reached, edge = {"pp-centre"}, ["pp-centre"]
    while edge:
        fresh = near[edge.pop()] - reached
        reached |= fresh
        edge.extend(fresh)
    assert sorted(set(near) - reached) == []


def test_only_ends_dangle(records: list[Record]) -> None:
    kinds = {row["id"]: row["kind"] for row in _table("junctions.csv")}
    roads: dict[str, int] = defaultdict(int)
    for record in records:
        roads[record["from"]] += 1
        roads[record["to"]] += 1
    through = {"junction", "bridge_end", "interchange", "toll_gate"}
    loose = [name for name, count in roads.items() if count == 1 and kinds[name] in through]
    assert loose == []


def test_courses_are_near_the_published_lengths(records: list[Record]) -> None:
    share = 0.15  # a schematic course cuts the bends short
    length = _km_by_ref(records)
    off = {
        row["ref"]
        for row in _table("published.csv")
        if abs(length[row["ref"]] / float(row["published_km"]) - 1) > share
    }
    assert off == set(REASONS)


def test_lengths_are_the_published_ones_where_there_are_any(records: list[Record]) -> None:
    driven: dict[str, float] = defaultdict(float)
    for record in records:
        driven[record["ref"]] += record["length_km"]
        assert record["length_km"] > 0.999 * sum(_legs_km(record["course"]))
    for row in _table("published.csv"):
        if row["own_km"]:
            assert driven[row["ref"]] == pytest.approx(float(row["own_km"]), rel=0.03), row["ref"]


def test_trunk_vertices_lie_near_villages(records: list[Record], shared: Path) -> None:
    villages = gpd.read_file(shared / "data" / "places" / "khm_villages.gpkg").to_crs(METRES)
    tree = KDTree(np.column_stack([villages.geometry.x, villages.geometry.y]))
    roads = [one for one in records if one["class"] in {"trunk", "primary", "expressway"}]
    vertices = _metres(sorted({(x, y) for one in roads for x, y in one["course"]}))
    country = gpd.read_file(PACK / "outline.geojson").to_crs(METRES).geometry
    scattered = country.sample_points(2000, rng=1).explode()
    near_road = np.mean(tree.query(vertices)[0] < 2000)
    near_random = np.mean(tree.query(np.column_stack([scattered.x, scattered.y]))[0] < 2000)
    assert near_road > 0.6
    assert near_road > 1.5 * near_random
