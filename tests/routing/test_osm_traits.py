"""Traits of ways: each distinct set of tags is read once, and the reader keeps what is read."""

import pytest

from geo.openstreetmap.roads import POINT_KEYS, ROAD_FAMILIES, ROAD_KEYS
from routing.network import ROAD_CLASSES
from routing.osm_access import Access
from routing.osm_traits import CLOSED_SIDE, NO_BODY, READ_KEYS, read_traits

STREET = {"highway": "residential", "name": "A"}


def test_the_reader_of_files_keeps_every_key_that_is_read() -> None:
    lost = {
        key
        for key in READ_KEYS
        if key not in ROAD_KEYS and key.partition(":")[0] not in ROAD_FAMILIES
    }
    assert lost == set()
    assert {"barrier", "locked", "opening_hours", "direction", "stop", "railway"} <= POINT_KEYS


def test_ways_alike_share_their_look_and_sides() -> None:
    ways = [
        STREET,
        dict(STREET),
        {**STREET, "source": "survey"},
        {**STREET, "name": "B"},
        {**STREET, "oneway": "yes"},
        {"waterway": "river"},
    ]
    traits = read_traits(ways, zones={}, country="", surfaces={})
    assert traits.look.tolist() == [0, 0, 0, 1, 0, NO_BODY]
    assert traits.forward[:5].tolist() == [traits.forward[0]] * 5
    assert traits.backward[4] != traits.backward[0]
    assert traits.sides[traits.backward[4]].access == Access(0, 0, 2)
    assert traits.forward[5] == traits.backward[5] == CLOSED_SIDE
    assert [traits.names[number] for number in traits.name[traits.look[[0, 3]]]] == ["A", "B"]


def test_no_ways_at_all() -> None:
    traits = read_traits([], zones={}, country="", surfaces={})
    assert len(traits.look) == len(traits.body) == 0


@pytest.mark.parametrize(
    ("tags", "carriageways"),
    [
        pytest.param({"highway": "trunk", "oneway": "yes"}, 2, id="half of a dual carriageway"),
        pytest.param({"highway": "motorway"}, 2, id="a motorway always is"),
        pytest.param({"highway": "trunk"}, 1, id="both ways on one"),
        pytest.param({"highway": "trunk_link", "oneway": "yes"}, 1, id="a slip road"),
        pytest.param({"highway": "secondary", "oneway": "yes"}, 1, id="a one-way street"),
        pytest.param({"highway": "primary", "junction": "roundabout"}, 1, id="a ring"),
        pytest.param({"highway": "tertiary", "dual_carriageway": "yes"}, 2, id="said so"),
    ],
)
def test_carriageways(tags: dict[str, str], carriageways: int) -> None:
    traits = read_traits([tags], zones={}, country="", surfaces={})
    assert traits.bodies[0].carriageways == carriageways


@pytest.mark.parametrize(
    ("zone", "is_town"), [("KH:urban", True), ("KH:rural", False), ("sign", None), ("urban", None)]
)
def test_zones_tell_towns(zone: str, is_town: bool | None) -> None:
    traits = read_traits([{**STREET, "maxspeed:type": zone}], zones={}, country="", surfaces={})
    assert traits.bodies[0].is_town is is_town
    assert ROAD_CLASSES[traits.bodies[0].road_class] == "residential"
