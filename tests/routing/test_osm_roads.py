"""From ways to records: where roads are cut and joined, and what each edge carries."""

import math
from typing import Any

import numpy as np
import pytest
from pyproj import Geod

from geo.errors import NoNetworkError
from geo.osmfile import OsmPoints, OsmWays
from routing.network import MODES, NODE_KINDS, ROAD_CLASSES, SURFACES
from routing.osm_roads import network_from_osm
from tests.routing.osm_worlds import STREET, edge_between, edges_between, network, place

GEOD = Geod(ellps="WGS84")
LINE = {1: (0, 0), 2: (1, 0), 3: (2, 0), 4: (3, 0)}
CROSS = {**LINE, 5: (1, 1), 6: (1, -1)}


def metres(*points: tuple[float, float]) -> float:
    lon, lat = zip(*(place(*point) for point in points), strict=True)
    return float(GEOD.line_length(lon, lat))


def test_a_street_with_a_bend_is_one_record() -> None:
    roads = network({1: (0, 0), 2: (1, 1), 3: (2, 0)}, {7: ((1, 2, 3), {**STREET, "name": "Bow"})})
    assert roads.node_key.tolist() == ["n1", "n3"]
    assert roads.record_key.tolist() == ["w7:0"]
    there, back = edge_between(roads, "n1", "n3"), edge_between(roads, "n3", "n1")
    assert roads.length_m[[there, back]].tolist() == pytest.approx(
        [metres((0, 0), (1, 1), (2, 0))] * 2, rel=1e-12
    )
    assert roads.course(there)[0].tolist() == pytest.approx([105.0, 105.001, 105.002])
    assert roads.names[roads.name[there]] == "Bow"


def test_streets_that_cross_are_cut_where_they_share_a_point() -> None:
    roads = network(CROSS, {7: ((1, 2, 3), STREET), 8: ((5, 2, 6), STREET)})
    assert roads.node_key.tolist() == ["n1", "n2", "n3", "n5", "n6"]
    assert roads.record_key.tolist() == ["w7:0", "w7:1", "w8:0", "w8:1"]
    assert roads.part.tolist() == [0] * 5


def test_ways_over_each_other_without_a_shared_point_do_not_meet() -> None:
    places = {1: (0, 0), 3: (2, 0), 5: (1, 1), 6: (1, -1)}
    roads = network(places, {7: ((1, 3), STREET), 8: ((5, 6), {**STREET, "bridge": "yes"})})
    assert sorted(roads.part.tolist()) == [0, 0, 1, 1]
    assert roads.bridge[edge_between(roads, "n5", "n6")]


@pytest.mark.parametrize(
    ("second", "third", "nodes"),
    [
        pytest.param(((2, 3), STREET), ((3, 4), STREET), "n1 n4", id="alike: joined"),
        pytest.param(((3, 2), STREET), ((3, 4), STREET), "n1 n4", id="drawn the other way: joined"),
        pytest.param(((2, 3), {**STREET, "lit": "yes"}), ((3, 4), STREET), "n1 n4", id="who cares"),
        pytest.param(((2, 3), {**STREET, "bridge": "yes"}), ((3, 4), STREET), "n1 n2 n3 n4"),
        pytest.param(((2, 3), {**STREET, "name": "B"}), ((3, 4), STREET), "n1 n2 n3 n4"),
        pytest.param(((2, 3), {**STREET, "oneway": "yes"}), ((3, 4), STREET), "n1 n2 n3 n4"),
        pytest.param(
            ((2, 3), {**STREET, "maxspeed:forward": "30"}), ((3, 4), STREET), "n1 n2 n3 n4"
        ),
    ],
)
def test_ways_in_a_row_are_joined_where_nothing_changes(
    second: Any, third: Any, nodes: str
) -> None:
    roads = network(LINE, {7: ((1, 2), STREET), 8: second, 9: third})
    assert roads.node_key.tolist() == nodes.split()
    assert roads.road_km * 1000 == pytest.approx(metres((0, 0), (1, 0), (2, 0), (3, 0)))


def test_one_ways_drawn_against_each_other_are_one_road() -> None:
    ways = {
        7: ((2, 1), {**STREET, "oneway": "-1"}),
        8: ((2, 3), {**STREET, "oneway": "yes"}),
        9: ((4, 3), {**STREET, "oneway": "reverse"}),
    }
    roads = network(LINE, {key: (line, {**tags, "foot": "no", "oneway:foot": tags["oneway"]}) for key, (line, tags) in ways.items()})  # fmt: skip
    assert roads.node_key.tolist() == ["n1", "n4"]
    assert edges_between(roads, "n4", "n1") == []
    assert roads.length_m[edge_between(roads, "n1", "n4")] == pytest.approx(metres((0, 0), (3, 0)))


def test_a_record_that_runs_against_its_first_way_keeps_the_direction() -> None:
    """Both ways are drawn away from where they meet: the record turns one of them round."""
    ways = {
        7: ((2, 1), {**STREET, "oneway": "-1", "maxspeed:backward": "30"}),
        8: ((2, 3), {**STREET, "oneway": "yes", "maxspeed:forward": "30"}),
    }
    roads = network(LINE, ways)
    assert roads.record_count == 1
    there, back = edge_between(roads, "n1", "n3"), edge_between(roads, "n3", "n1")
    assert roads.car[[there, back]].tolist() == [2, 0]
    assert roads.limit_kph[there] == 30.0
    assert np.isnan(roads.limit_kph[back])
    assert roads.course(there)[0].tolist() == pytest.approx([105.0, 105.001, 105.002])


def test_people_walk_against_a_one_way() -> None:
    roads = network(LINE, {7: ((1, 2), {**STREET, "oneway": "yes"})})
    there, back = edge_between(roads, "n1", "n2"), edge_between(roads, "n2", "n1")
    assert [roads.access(mode)[[there, back]].tolist() for mode in MODES] == [
        [2, 0],
        [2, 0],
        [2, 2],
    ]


def test_a_ring_on_its_own_keeps_a_node() -> None:
    square = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1)}
    one = network(square, {7: ((1, 2, 3, 4, 1), STREET)})
    two = network(square, {7: ((1, 2, 3), STREET), 8: ((3, 4, 1), STREET)})
    around = metres((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))
    for roads in (one, two):
        assert roads.node_count == 1
        assert roads.road_km * 1000 == pytest.approx(around)


def test_a_road_that_crosses_itself_is_cut_there() -> None:
    places = {1: (0, 0), 2: (1, 0), 3: (2, 1), 4: (2, -1)}
    roads = network(places, {7: ((1, 2, 3, 4, 2), STREET)})
    assert roads.node_key.tolist() == ["n1", "n2"]
    assert roads.record_count == 2


def test_every_part_is_kept_and_nothing_that_nobody_may_use() -> None:
    ways = {
        7: ((1, 2), STREET),
        8: ((3, 4), {"highway": "footway"}),
        9: ((2, 3), {"highway": "construction", "construction": "primary"}),
        10: ((2, 3), {"highway": "residential", "access": "no"}),
        11: ((2, 3), {"highway": "raceway"}),
    }
    roads = network(LINE, ways)
    assert roads.record_key.tolist() == ["w7:0", "w8:0"]
    assert roads.part.max() == 1
    with pytest.raises(NoNetworkError, match="no road that anybody may use"):
        network(LINE, {9: ways[9], 10: ways[10]})


def test_a_way_that_the_extract_cuts_in_two_keeps_its_keys_apart() -> None:
    twice = OsmWays(
        way_id=np.array([7, 7]),
        tags=(STREET, STREET),
        first=np.array([0, 2, 4], dtype=np.int32),
        point=np.array([0, 1, 2, 3], dtype=np.int32),
    )
    lon, lat = np.array([place(*LINE[key]) for key in LINE]).T
    points = OsmPoints(np.array([1, 2, 3, 4]), lon, lat, {})
    roads = network_from_osm(twice, points, crs="EPSG:32648").network
    assert roads.record_key.tolist() == ["w7:0", "w7:1"]


def test_what_an_edge_carries() -> None:
    tags = {
        "highway": "primary", "name": "ផ្លូវ", "name:en": "Road", "ref": "NR4;AH11", "toll": "yes",
        "oneway": "yes", "maxspeed": "40 mph", "surface": "sett", "access": "destination",
        "access:conditional": "no @ (Su)", "maxspeed:type": "KH:rural",
    }  # fmt: skip
    roads = network(LINE, {7: ((1, 2), tags)})
    edge = edge_between(roads, "n1", "n2")
    assert ROAD_CLASSES[roads.road_class[edge]] == "primary"
    assert SURFACES[roads.surface[edge]] == "cobbles"
    assert roads.names[roads.name[edge]] == "ផ្លូវ"
    assert roads.names[roads.name_en[edge]] == "Road"
    assert roads.refs[roads.ref[edge]] == "NR4"
    assert roads.limit_kph[edge] == pytest.approx(40 * 1.609344)
    assert roads.conditions[roads.condition[edge]] == "no @ (Su)"
    assert (roads.carriageways[edge], roads.toll[edge], roads.car[edge]) == (2, True, 1)
    assert roads.built_up[edge] == 0.0
    assert math.isnan(roads.given_s[edge])


@pytest.mark.parametrize(
    ("tags", "given", "surface"),
    [
        pytest.param({"highway": "track"}, {}, "dirt", id="tracks are dirt"),
        pytest.param({"highway": "trunk"}, {}, "asphalt", id="roads are paved"),
        pytest.param({"highway": "trunk"}, {"trunk": "gravel"}, "gravel", id="the country knows"),
        pytest.param(
            {"highway": "trunk", "surface": "mud"}, {"trunk": "gravel"}, "dirt", id="its own word"
        ),
    ],
)
def test_surface_where_the_way_does_not_say(
    tags: dict[str, str], given: dict[str, str], surface: str
) -> None:
    roads = network(LINE, {7: ((1, 2), tags)}, surfaces_by_class=given)
    assert SURFACES[roads.surface[0]] == surface


def test_zones_of_the_country_limit_speed() -> None:
    ways = {7: ((1, 2), {**STREET, "maxspeed": "urban"})}
    roads = network(LINE, ways, country="KH", zones={("KH", "urban"): 60.0})
    assert roads.limit_kph.tolist() == [60.0, 60.0]
    assert np.isnan(network(LINE, ways).limit_kph).all()


def test_a_ferry_takes_its_time_in_shares() -> None:
    ways = {
        7: ((1, 2, 3), {"route": "ferry", "duration": "00:30"}),
        8: ((2, 5), {"route": "ferry", "duration": "PT1H", "foot": "yes"}),
        9: ((3, 4), STREET),
    }
    roads = network(CROSS, ways)
    half = edge_between(roads, "n1", "n2"), edge_between(roads, "n2", "n3")
    assert roads.ferry_s[list(half)].tolist() == pytest.approx([900.0, 900.0])
    boat = edge_between(roads, "n2", "n5")
    assert (roads.ferry_s[boat], roads.car[boat], roads.foot[boat]) == (3600.0, 0, 2)
    assert math.isnan(roads.ferry_s[edge_between(roads, "n3", "n4")])
    (landing,) = roads.find_nodes("n3")
    assert NODE_KINDS[roads.node_kind[landing]] == "ferry_landing"


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"barrier": "border_control", "name": "Poipet"}, "border_gate"),
        ({"barrier": "toll_booth", "name": "Poipet"}, "toll_gate"),
        ({"highway": "motorway_junction", "name": "Poipet"}, "interchange"),
        ({"amenity": "ferry_terminal", "name": "Poipet"}, "ferry_landing"),
    ],
)
def test_gates_stay_nodes_with_their_name(tags: dict[str, str], kind: str) -> None:
    roads = network(LINE, {7: ((1, 2, 3), STREET)}, {2: tags})
    (node,) = roads.find_nodes("n2")
    assert NODE_KINDS[roads.node_kind[node]] == kind
    assert roads.names[roads.node_name[node]] == "Poipet"


def test_the_streets_behind_a_private_drive_end_trips() -> None:
    """Main street 1-2-3-4, a private drive 2-5, an estate 5-7 behind it."""
    places = {**CROSS, 7: (1, 2)}
    ways = {
        7: ((1, 2, 3, 4), {"highway": "primary"}),
        8: ((2, 5), {**STREET, "access": "private", "foot": "yes"}),
        9: ((5, 7), STREET),
    }
    roads = network(places, ways)
    estate = edge_between(roads, "n5", "n7")
    assert (roads.car[estate], roads.motorbike[estate], roads.foot[estate]) == (1, 1, 2)
    assert roads.car[edge_between(roads, "n1", "n2")] == 2


def test_two_junctions_at_one_place_are_a_millimetre_apart() -> None:
    places = {1: (0, 0), 2: (1, 0), 3: (1, 0), 4: (2, 0)}
    roads = network(places, {7: ((1, 2), STREET), 8: ((2, 3), {"highway": "service"}), 9: ((3, 4), STREET)})  # fmt: skip
    assert roads.length_m[edge_between(roads, "n2", "n3")] == 0.001


def test_nothing_given_is_changed_and_all_is_frozen() -> None:
    roads = network(CROSS, {7: ((1, 2, 3), STREET), 8: ((5, 2, 6), STREET)})
    with pytest.raises(ValueError, match="read-only"):
        roads.length_m[0] = 1.0
