"""What is read out of an OpenStreetMap file, on worlds that fit on a hand and on real extracts."""

import bz2
import gzip
import itertools
import operator
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.crs import distance_m
from geo.errors import GreenZoneError, MissingFileError, OsmFileError
from geo.openstreetmap.reading import Reading
from geo.openstreetmap.roads import NO_WAYS
from geo.osmfile import OsmExtract, OsmRestriction, read_osm
from tests.geo.osm_worlds import as_pbf, node, relation, way, world

ROAD = {"highway": "residential"}
FEATURES = {
    "amenity": frozenset({"police", "hospital"}),
    "place": frozenset({"town", "island"}),
}
NODES = [node(number, number / 1000, 0.5) for number in range(1, 10)]
"""Nine points a thousandth of a degree apart, from west to east."""
ODD_NAME = "Rue «A, b=c»  @ 100%\n가\u202e"
WORLD = world(
    *NODES[:4],
    '<node id="5" lon="0.005" lat="0.5"><tag k="highway" v="traffic_signals"/>'
    '<tag k="source" v="x"/></node>',
    *NODES[5:],
    way(20, [1, 2, 3], {"highway": "primary", "name": ODD_NAME, "lit": "yes"}),
    way(10, [5, 3], {**ROAD, "maxspeed:conditional": "30 @ (22:00-06:00)"}),
    way(30, [8, 9], {"building": "yes"}),
)


def read(folder: Path, text: str, **options: Any) -> OsmExtract:
    path = folder / "world.osm"
    path.write_text(text, encoding="utf-8")
    return read_osm(path, **options)


def courses(extract: OsmExtract) -> list[tuple[int, list[int]]]:
    """Number and points of each way."""
    roads, number = extract.roads, extract.points.point_id
    return [
        (int(way_id), number[roads.point[a:b]].tolist())
        for way_id, a, b in zip(roads.way_id, roads.first[:-1], roads.first[1:], strict=True)
    ]


def same(one: OsmExtract, other: OsmExtract) -> None:
    assert courses(one) == courses(other)
    assert one.roads.tags == other.roads.tags
    assert one.points.tags == other.points.tags
    np.testing.assert_array_equal(one.points.lon, other.points.lon)
    np.testing.assert_array_equal(one.points.lat, other.points.lat)
    assert one.features == other.features
    assert one.restrictions == other.restrictions
    assert one.left_out == other.left_out
    assert one.boundaries.equals(other.boundaries)


def test_roads_and_their_points_are_read(tmp_path: Path) -> None:
    extract = read(tmp_path, WORLD)
    assert courses(extract) == [(20, [1, 2, 3]), (10, [5, 3])]
    assert extract.points.point_id.tolist() == [1, 2, 3, 5]
    assert extract.points.lon.tolist() == [0.001, 0.002, 0.003, 0.005]
    assert extract.points.lat.tolist() == [0.5] * 4
    assert dict(extract.points.tags) == {3: {"highway": "traffic_signals"}}
    assert extract.roads.tags[0] == {"highway": "primary", "name": ODD_NAME}
    assert extract.roads.tags[1] == {**ROAD, "maxspeed:conditional": "30 @ (22:00-06:00)"}
    assert (extract.missing_points, dict(extract.left_out)) == (0, {})
    assert len(extract.boundaries) == 0
    assert extract.boundaries.crs == "EPSG:4326"


def test_nothing_that_was_read_can_be_changed(tmp_path: Path) -> None:
    extract = read(tmp_path, WORLD)
    roads, points = extract.roads, extract.points
    for values in (roads.way_id, roads.first, roads.point, points.point_id, points.lon, points.lat):
        assert not values.flags.writeable
    with pytest.raises(TypeError):
        operator.setitem(extract.roads.tags[0], "highway", "motorway")  # type: ignore[call-overload]
    assert [roads.way_id.dtype, roads.first.dtype, roads.point.dtype] == ["i8", "i4", "i4"]


def test_every_form_of_a_file_gives_the_same(tmp_path: Path) -> None:
    plain = read(tmp_path, FULL, features=FEATURES)
    packed: dict[str, Callable[[bytes], bytes]] = {
        "w.osm.gz": gzip.compress,
        "w.osm.bz2": bz2.compress,
        "no_suffix": bytes,
    }
    for name, pack in packed.items():
        (tmp_path / name).write_bytes(pack(FULL.encode()))
        same(read_osm(tmp_path / name, features=FEATURES), plain)
    for name in ("w.osm.pbf", "w.pbf"):
        same(read_osm(as_pbf(tmp_path / name, FULL), features=FEATURES), plain)


def test_equal_tags_are_kept_once(tmp_path: Path) -> None:
    ways = [way(n, [n, n + 1], ROAD) for n in range(1, 9)]
    tags = read(tmp_path, world(*NODES, *ways)).roads.tags
    assert len({id(one) for one in tags}) == 1


@pytest.mark.parametrize(
    ("tags", "is_kept"),
    [
        pytest.param({"highway": "motorway"}, True, id="a road"),
        pytest.param({"highway": "steps"}, True, id="a way on foot"),
        pytest.param({"highway": "construction", "construction": "trunk"}, True, id="being built"),
        pytest.param({"highway": "a_word_of_2031"}, True, id="a word nobody knows"),
        pytest.param({"route": "ferry"}, True, id="a ferry"),
        pytest.param({"highway": "platform", "route": "ferry"}, True, id="a ferry all the same"),
        pytest.param({"route": "hiking"}, False, id="another route"),
    ],
)
def test_which_ways_are_travelled(tmp_path: Path, tags: dict[str, str], is_kept: bool) -> None:
    extract = read(tmp_path, world(*NODES, way(1, [1, 2], ROAD), way(2, [2, 3], tags)))
    assert (2 in extract.roads.way_id) == is_kept


def test_what_is_no_way_at_all_is_left_out(tmp_path: Path) -> None:
    words = ["residential", *sorted(NO_WAYS)]
    ways = [way(number, [1, 2], {"highway": word}) for number, word in enumerate(words, 1)]
    assert read(tmp_path, world(*NODES, *ways)).roads.way_id.tolist() == [1]


@pytest.mark.parametrize(
    ("tags", "kept"),
    [
        ({"highway": "stop", "direction": "forward"}, {"highway": "stop", "direction": "forward"}),
        ({"barrier": "border_control", "name": "Gate"}, {"barrier": "border_control", "name": "Gate"}),
        ({"railway": "level_crossing"}, {"railway": "level_crossing"}),
        ({"motor_vehicle": "no", "fixme": "?"}, {"motor_vehicle": "no"}),
        ({"amenity": "ferry_terminal", "name": "Pier"}, {"amenity": "ferry_terminal", "name": "Pier"}),
        ({"amenity": "bench", "barrier": "gate"}, {"barrier": "gate"}),
        ({"amenity": "bench", "name": "Bench"}, None),
        ({"natural": "tree"}, None),
    ],
)  # fmt: skip
def test_what_a_point_says(
    tmp_path: Path, tags: dict[str, str], kept: dict[str, str] | None
) -> None:
    said = "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
    point = f'<node id="2" lon="1" lat="1">{said}</node>'
    extract = read(tmp_path, world(NODES[0], point, way(1, [1, 2], ROAD)))
    assert extract.points.tags.get(1) == kept


def test_a_way_is_cut_where_the_extract_ends(tmp_path: Path) -> None:
    extract = read(
        tmp_path,
        world(
            *NODES,
            way(1, [101, 1, 2, 102, 103, 3, 104, 4, 5, 6], ROAD),
            way(2, [102, 7], ROAD),
            way(3, [], ROAD),
            way(4, [7], ROAD),
        ),
    )
    assert courses(extract) == [(1, [1, 2]), (1, [4, 5, 6])]
    assert extract.missing_points == 4  # 101 to 104, each once
    assert extract.left_out == {"cut_ways": 3}
    assert 3 not in extract.points.point_id  # alone between two gaps


@pytest.mark.parametrize(
    ("nodes", "others", "course"),
    [
        pytest.param([1, 1, 2, 2], [], [1, 2], id="a point twice running"),
        pytest.param([1, 2, 1], [], [1, 2, 1], id="there and back"),
        pytest.param([1, 2, 12, 3], [], [1, 2, 3], id="another point at its place"),
        pytest.param([1, 2, 12, 3], [[12, 4]], [1, 12, 3], id="the one a road leaves from stays"),
        pytest.param([1, 2, 12, 3], [[12, 4], [2, 5]], [1, 2, 12, 3], id="both are junctions"),
        pytest.param([1, 2, 13, 3], [], [1, 13, 3], id="the one with a barrier stays"),
        pytest.param([12, 2, 3], [[2, 4]], [2, 3], id="at the beginning"),
        pytest.param([3, 2, 12], [[2, 4]], [3, 2], id="at the end"),
        pytest.param([2, 12], [], None, id="nothing is left"),
    ],
)
def test_points_that_lead_nowhere_go(
    tmp_path: Path, nodes: list[int], others: list[list[int]], course: list[int] | None
) -> None:
    twins = [node(12, 0.002, 0.5), node(13, 0.002, 0.5, barrier="gate")]
    more = [way(50 + place, other, ROAD) for place, other in enumerate([[8, 9], *others])]
    extract = read(tmp_path, world(*NODES, *twins, way(1, nodes, ROAD), *more))
    assert dict(courses(extract)).get(1) == course


def test_a_ferry_of_which_only_its_route_tells(tmp_path: Path) -> None:
    route = {
        "type": "route",
        "route": "ferry",
        "name": "Line 1",
        "duration": "PT20M",
        "foot": "yes",
    }
    objects = [
        *NODES,
        way(1, [1, 2], ROAD),
        way(2, [2, 3], {}),
        way(3, [3, 4], {"foot": "no"}),
        way(4, [5, 6], {}),
        way(5, [6, 7], {"man_made": "pier"}),
        relation(1, ["w1 ", "w2 ", "w3 ", "w5 platform"], route),
        relation(2, ["w4 "], route),
    ]  # fmt: skip
    extract = read(tmp_path, world(*objects))
    tags = dict(zip(extract.roads.way_id.tolist(), extract.roads.tags, strict=True))
    shared = {"route": "ferry", "name": "Line 1"}
    assert tags == {
        1: ROAD,
        2: {**shared, "foot": "yes"},
        3: {**shared, "foot": "no"},
        4: {**shared, "foot": "yes", "duration": "PT20M"},
    }


def turn(**changes: Any) -> OsmRestriction:
    given: dict[str, Any] = {
        "relation_id": 1, "kind": "no_left_turn", "from_ways": (1,), "via_point": 2,
        "via_ways": (), "to_ways": (3,), "exceptions": frozenset(),
    }  # fmt: skip
    return OsmRestriction(**(given | changes))


TURN = {"type": "restriction", "restriction": "no_left_turn"}
ENDS = ["w1 from", "n2 via", "w3 to"]
RUSH = "no_left_turn @ (Mo-Fr 07:00-09:00; Sa 08:00-10:00)"


@pytest.mark.parametrize(
    ("members", "tags", "turns"),
    [
        pytest.param(ENDS, TURN, [turn()], id="at a point"),
        pytest.param(
            ["w1 from", "w7 via", "w8 via", "w3 to"],
            TURN,
            [turn(via_point=None, via_ways=(7, 8))],
            id="over ways",
        ),
        pytest.param(
            ["w1 from", "w4 from", "n2 via", "w3 to"],
            {"type": "restriction", "restriction": "no_entry"},
            [turn(kind="no_entry", from_ways=(1, 4))],
            id="from two ways",
        ),
        pytest.param(
            ENDS,
            {**TURN, "except": "bus; psv"},
            [turn(exceptions=frozenset({"bus", "psv"}))],
            id="not for buses",
        ),
        pytest.param(
            ENDS,
            {"type": "restriction", "restriction:motorcar": "no_u_turn"},
            [turn(kind="no_u_turn", exceptions=frozenset({"motorcycle"}))],
            id="cars alone",
        ),
        pytest.param(
            ENDS,
            {**TURN, "restriction:motorcar": "only_straight_on"},
            [
                turn(exceptions=frozenset({"motorcar"})),
                turn(kind="only_straight_on", exceptions=frozenset({"motorcycle"})),
            ],
            id="cars have their own",
        ),
        pytest.param(
            ENDS,
            {"type": "restriction", "restriction:conditional": RUSH},
            [turn(condition=RUSH)],
            id="at some hours",
        ),
        pytest.param(
            ENDS,
            {"type": "restriction", "restriction:conditional": "no_left_turn @ 7-9; no_u_turn @ (wet)"},
            [turn(condition="no_left_turn @ 7-9"), turn(kind="no_u_turn", condition="no_u_turn @ (wet)")],
            id="two clauses",
        ),
        pytest.param(ENDS, {"type": "restriction", "restriction:hgv": "no_u_turn"}, [], id="lorries"),
    ],
)  # fmt: skip
def test_turns(
    tmp_path: Path, members: list[str], tags: dict[str, str], turns: list[OsmRestriction]
) -> None:
    extract = read(tmp_path, world(*NODES, way(1, [1, 2], ROAD), relation(1, members, tags)))
    assert list(extract.restrictions) == turns
    assert "broken_restrictions" not in extract.left_out


@pytest.mark.parametrize(
    ("members", "tags"),
    [
        (["w1 from", "n2 via"], TURN),
        (["n2 via", "w3 to"], TURN),
        (["w1 from", "w3 to"], TURN),
        (["w1 from", "n2 via", "n4 via", "w3 to"], TURN),
        (["w1 from", "n2 via", "w4 via", "w3 to"], TURN),
        (ENDS, {"type": "restriction", "restriction": ""}),
        (ENDS, {"type": "restriction", "restriction:conditional": "never understood"}),
        ([], TURN),
    ],
)
def test_a_broken_turn_is_counted(tmp_path: Path, members: list[str], tags: dict[str, str]) -> None:
    extract = read(tmp_path, world(*NODES, way(1, [1, 2], ROAD), relation(1, members, tags)))
    assert extract.restrictions == ()
    assert extract.left_out == {"broken_restrictions": 1}


SQUARE = [node(11, 1.0, 1.0), node(12, 1.01, 1.0), node(13, 1.01, 1.01), node(14, 1.0, 1.01)]
HOLE = [node(21, 1.004, 1.004), node(22, 1.006, 1.004), node(23, 1.006, 1.006)]
ADMIN = {
    "type": "boundary", "boundary": "administrative", "admin_level": "4", "name": "Ổ", "name:en": "O",
    "ISO3166-2": "XX-1",
}  # fmt: skip
FULL = world(
    *NODES[:2],
    node(3, 0.003, 0.5, amenity="police", name="Post"),
    *NODES[3:],
    *SQUARE,
    *HOLE,
    way(1, [1, 2, 3], ROAD),
    way(2, [11, 12, 13, 14, 11], {"amenity": "hospital", "name": "Clinic"}),
    way(3, [11, 12, 13], {}),
    way(4, [13, 14, 11], {"boundary": "administrative"}),
    way(5, [21, 22, 23, 21], {}),
    way(6, [13, 999], {}),
    way(7, [21, 22, 23], {}),
    relation(1, ["w3 outer", "w4 outer"], {"type": "multipolygon", "place": "island", "name": "I"}),
    relation(2, ["w3 outer", "w4 ", "w5 inner", "n11 label", "r9 subarea"], ADMIN),
    relation(3, ["w3 outer", "w6 outer"], ADMIN),
    relation(4, ["w3 outer"], ADMIN),
    relation(5, ["w3 outer", "w777 outer"], ADMIN),
    relation(6, ["w3 outer", "w4 outer"], {**ADMIN, "admin_level": "5"}),
    relation(7, ["w3 outer", "w6 outer"], {"type": "multipolygon", "place": "town"}),
    relation(8, ["w3 outer"], {"type": "site", "place": "town"}),
    relation(9, ["w3 outer", "w4 outer", "w7 inner"], ADMIN),
)


def test_places_of_interest_lie_at_their_middle_and_reach_as_far_as_their_outline(
    tmp_path: Path,
) -> None:
    extract = read(tmp_path, FULL, features=FEATURES)
    post, clinic, island = extract.features
    assert (post.osm_type, post.osm_id, post.lon, post.lat, post.extent_m) == (
        *("node", 3, 0.003, 0.5, 0.0),
    )
    assert post.tags == {"amenity": "police", "name": "Post"}
    corner_m = distance_m((1.005, 1.005), (1.0, 1.0))
    for place, kind, number in ((clinic, "way", 2), (island, "relation", 1)):
        assert (place.osm_type, place.osm_id) == (kind, number)
        assert (place.lon, place.lat) == pytest.approx((1.005, 1.005), abs=1e-12)
        assert place.extent_m == pytest.approx(corner_m, rel=1e-4)
    assert extract.left_out["cut_features"] == 1
    assert read(tmp_path, FULL).features == ()


def test_a_place_that_the_file_does_not_place_is_counted(tmp_path: Path) -> None:
    nowhere = '<node id="50"><tag k="amenity" v="police"/></node>'
    empty = way(51, [], {"amenity": "police"})
    extract = read(tmp_path, world(*NODES, nowhere, way(1, [1, 2], ROAD), empty), features=FEATURES)
    assert (extract.features, extract.left_out) == ((), {"cut_features": 2})


def test_an_island_on_the_180th_meridian_lies_on_it(tmp_path: Path) -> None:
    corners = [node(11, 179.99, 1), node(12, -179.99, 1), node(13, -179.99, 1.02), node(14, 179.99, 1.02)]  # fmt: skip
    outline = way(2, [11, 12, 13, 14, 11], {"place": "island"})
    extract = read(tmp_path, world(*NODES, *corners, way(1, [1, 2], ROAD), outline), features=FEATURES)  # fmt: skip
    (island,) = extract.features
    assert abs(island.lon) == pytest.approx(180, abs=1e-9)
    assert island.extent_m == pytest.approx(distance_m((180, 1.01), (179.99, 1)), rel=1e-4)


def test_areas_are_put_together_and_cut_ones_counted(tmp_path: Path) -> None:
    extract = read(tmp_path, FULL)
    (area,) = extract.boundaries.to_dict("records")
    hole = shapely.Polygon([(1.004, 1.004), (1.006, 1.004), (1.006, 1.006)])
    assert area["geometry"].equals(shapely.box(1, 1, 1.01, 1.01) - hole)
    del area["geometry"]
    assert area == {
        "relation_id": 2, "admin_level": 4, "name": "Ổ", "name_en": "O", "name_ko": "", "iso": "XX-1",
    }  # fmt: skip
    assert extract.left_out == {"cut_boundaries": 4}  # a point, two ends, a way, an end of a hole


def test_the_date_is_the_headers_then_the_newest_objects_then_the_files(tmp_path: Path) -> None:
    header = osmium.io.Header()
    header.set("osmosis_replication_timestamp", "2024-05-06T07:08:09Z")
    assert read_osm(as_pbf(tmp_path / "h.osm.pbf", WORLD, header)).as_of == "2024-05-06"
    stamped = WORLD.replace('<way id="20"', '<way id="20" timestamp="2023-02-01T23:00:00Z"')
    stamped = stamped.replace('<way id="10"', '<way id="10" timestamp="2021-02-01T23:00:00Z"')
    assert read(tmp_path, stamped).as_of == "2023-02-01"
    assert Reading(FEATURES).finished("some day").as_of == ""
    path = tmp_path / "world.osm"
    path.write_text(WORLD, encoding="utf-8")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    assert read_osm(path).as_of == "2023-11-14"


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []
    read(
        tmp_path, FULL, features=FEATURES, progress=lambda stage, count: told.append((stage, count))
    )
    assert told == [("relations", 9), ("points", 1), ("ways", 7)]


HTML = b"<!DOCTYPE html><html><body>404 not found</body></html>"
CHANGES = b'<?xml version="1.0"?><osmChange version="0.6"></osmChange>'


@pytest.mark.parametrize(
    ("name", "content", "code", "words"),
    [
        pytest.param("w.osm.pbf", b"", "OSM_EMPTY", "empty", id="no byte"),
        pytest.param("w.osm.pbf", HTML, "OSM_FILE", "a web page", id="HTML"),
        pytest.param("w.osm", b"\xef\xbb\xbf\n <HTML>", "OSM_FILE", "a web page", id="HTML as XML"),
        pytest.param("w.osm.gz", gzip.compress(HTML), "OSM_FILE", "a web page", id="packed HTML"),
        pytest.param("w.osm.bz2", bz2.compress(b"text"), "OSM_FILE", "else, packed", id="packed text"),
        pytest.param("w.osm.pbf", b"PK\x03\x04 and more", "OSM_FILE", "zip", id="a renamed zip"),
        pytest.param("w.osm.pbf", bytes(range(256)) * 9, "OSM_FILE", "something else", id="bytes"),
        pytest.param("w.osm", b'<gpx version="1.1"/>', "OSM_FILE", "<gpx>", id="GPX"),
        pytest.param("w.osm", CHANGES, "OSM_FILE", "changes", id="changes"),
        pytest.param("w.osm.pbf", WORLD.encode(), "OSM_FILE", r"rename it to end in \.osm", id="XML as PBF"),
        pytest.param("w.osm", gzip.compress(WORLD.encode()), "OSM_FILE", r"end in \.osm\.gz", id="gzip as XML"),
        pytest.param("w.osm", WORLD[:200].encode(), "OSM_DAMAGED", "cut short", id="XML cut short"),
        pytest.param("w.osm.gz", gzip.compress(WORLD.encode())[:60], "OSM_DAMAGED", "cut short", id="gzip cut"),
        pytest.param("w.osm.bz2", bz2.compress(WORLD.encode())[:60], "OSM_DAMAGED", "cut short", id="bzip2 cut"),
        pytest.param("w.osm", WORLD.replace('lat="0.5"', 'lat="91"').encode(), "OSM_DAMAGED", "location", id="latitude 91"),
        pytest.param("w.osm", WORLD.replace('lat="0.5"', 'lat="x"').encode(), "OSM_DAMAGED", "coordinate", id="latitude x"),
        pytest.param("w.osm", WORLD.replace('id="20"', 'id="way"').encode(), "OSM_DAMAGED", "illegal id", id="number"),
        pytest.param("w.osm", WORLD.replace("0.6", "0.5").encode(), "OSM_DAMAGED", "version", id="old version"),
        pytest.param(
            "w.osm",
            b'<?xml version="1.0"?><!DOCTYPE osm [<!ENTITY a "aaaa">]><osm version="0.6"><way id="1">'
            b'<tag k="highway" v="&a;"/></way></osm>',
            "OSM_DAMAGED", "entities", id="entities",
        ),
        pytest.param("w.osm", world().encode(), "NO_NETWORK", "no road", id="nothing in it"),
        pytest.param("w.osm", world(*NODES).encode(), "NO_NETWORK", "no road", id="no road"),
        pytest.param("w.osm", world(way(1, [1, 2], ROAD)).encode(), "NO_NETWORK", "points", id="no point"),
        pytest.param(
            "w.osm", world(node(-1, 0, 0), node(-2, 0, 1), way(-1, [-1, -2], ROAD)).encode(),
            "OSM_FILE", "renumber", id="never uploaded",
        ),
    ],
)  # fmt: skip
def test_what_is_no_sound_extract_is_said_to_be_so(
    tmp_path: Path, name: str, content: bytes, code: str, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(GreenZoneError, match=words) as caught:
        read_osm(path)
    assert caught.value.code == code
    assert str(path) in str(caught.value)


def test_a_pbf_cut_short_or_with_broken_text(tmp_path: Path) -> None:
    path = as_pbf(tmp_path / "w.osm.pbf", WORLD)
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    with pytest.raises(OsmFileError, match="cut short or damaged") as caught:
        read_osm(path)
    assert caught.value.code == "OSM_DAMAGED"


def spoilt(path: Path, text: bytes) -> Path:
    """Write a PBF with a road whose name is these bytes, eight of them: osmium packs nothing."""
    with osmium.SimpleWriter(osmium.io.File(path, "pbf,pbf_compression=none")) as writer:
        for number in (1, 2):
            writer.add(osmium.osm.mutable.Node(id=number, location=(number, 1)))
        tags = {**ROAD, "name": "somename"}
        writer.add(osmium.osm.mutable.Way(id=1, nodes=[1, 2], tags=tags))
    path.write_bytes(path.read_bytes().replace(b"somename", text))
    return path


@pytest.mark.parametrize("text", [b"some\xff\xfe\xfd\xfc", b"somenam\xe1", b"some\x00ame"])
def test_text_that_is_none_is_one_clear_error(tmp_path: Path, text: bytes) -> None:
    with pytest.raises(OsmFileError, match="cut short or damaged"):
        read_osm(spoilt(tmp_path / "w.osm.pbf", text))


@pytest.mark.parametrize("text", [b"some\xed\xa0\x80e", b"somen\xc0\x80e", b"some\xf7\xbf\xbf\xbf"])
def test_signs_that_no_text_may_hold_are_marked(tmp_path: Path, text: bytes) -> None:
    name = read_osm(spoilt(tmp_path / "w.osm.pbf", text)).roads.tags[0]["name"]
    assert name.encode().startswith(b"some")
    assert "\ufffd" in name


def test_a_history_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "w.osm.pbf"
    as_pbf(tmp_path / "w.osh.pbf", WORLD).rename(path)
    with pytest.raises(OsmFileError, match="every version"):
        read_osm(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="check the name"):
        read_osm(tmp_path / "none.osm.pbf")
    with pytest.raises(MissingFileError):
        read_osm(tmp_path)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_a_spoilt_byte_never_ends_in_anything_but_an_extract_or_one_clear_error(
    tmp_path: Path, data: st.DataObject
) -> None:
    path = as_pbf(tmp_path / "w.osm.pbf", FULL)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.integers(1, len(content)))])
    try:
        said = str(read_osm(path, features=FEATURES).roads.way_id.size)
    except GreenZoneError as error:
        said = str(error)
    assert said > "0" if said.isdigit() else str(path) in said


NOT_DRIVABLE = {
    "bridleway", "construction", "corridor", "cycleway", "footway", "path", "pedestrian", "platform",
    "proposed", "raceway", "rest_area", "services", "steps", "track",
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "drivable", "found", "more"),
    [
        pytest.param("porto_alegre_osm.pbf", 12_283, {"police": 0, "hospital": 0}, (0, 0), id="Porto Alegre"),
        pytest.param("maldives-latest.osm.pbf", 8_668, {"police": 39, "hospital": 53}, (0, 0), id="Maldives"),
    ],
)  # fmt: skip
def test_a_real_extract_holds_what_a_plain_count_finds(
    shared: Path, name: str, drivable: int, found: dict[str, int], more: tuple[int, int]
) -> None:
    path = shared / "data" / "osm" / name
    extract = read_osm(path, features=FEATURES)
    kinds = Counter(feature.tags.get("amenity", "") for feature in extract.features)
    assert {kind: kinds[kind] for kind in found} == found
    words = [tags.get("highway", "none") for tags in extract.roads.tags]
    assert sum(word not in {*NOT_DRIVABLE, "none"} for word in words) == drivable
    assert extract.missing_points == 0

    plain: dict[int, list[int]] = {}
    place: dict[int, tuple[float, float]] = {}
    ways = osmium.filter.EntityFilter(osmium.osm.WAY)
    for thing in osmium.FileProcessor(path).with_locations().with_filter(ways):
        assert isinstance(thing, osmium.osm.Way)
        if thing.tags.get("highway", "no") in NO_WAYS and thing.tags.get("route") != "ferry":
            continue
        plain[thing.id] = [ref for ref, _ in itertools.groupby(n.ref for n in thing.nodes)]
        place |= {point.ref: (point.lon, point.lat) for point in thing.nodes}
    ours = dict(courses(extract))
    lent = set(ours) - set(plain)  # ways of which only a ferry relation tells
    numbers = extract.points.point_id.tolist()
    idle = {ref for refs in plain.values() for ref in refs} - set(numbers)
    assert (len(lent), len(idle)) == more
    for number, refs in plain.items():
        assert ours[number] == [ref for ref in refs if ref not in idle]
    at = zip(extract.points.lon.tolist(), extract.points.lat.tolist(), strict=True)
    assert [*at] == [place[number] for number in numbers]


def test_the_areas_of_the_maldives(shared: Path) -> None:
    extract = read_osm(shared / "data" / "osm" / "maldives-latest.osm.pbf")
    areas = extract.boundaries
    assert Counter(areas["admin_level"]) == {2: 1, 4: 21, 8: 3}
    assert areas.geometry.is_valid.all()
    country = areas[areas["admin_level"] == 2].iloc[0]
    assert (country["name_en"], country["iso"]) == ("Maldives", "MV")
    male = areas[areas["name_en"] == "Malé"].iloc[0]
    assert male.geometry.contains(shapely.Point(73.509, 4.175))
    atolls = areas[areas["admin_level"] == 4].geometry
    assert country.geometry.buffer(1e-6).contains(atolls.union_all())
    assert extract.as_of == "2023-12-19"
