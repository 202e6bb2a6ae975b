"""Who may use a way or pass a barrier, each way."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.osm_access import (
    ACCESS_KEYS,
    LEVEL_OF,
    ONEWAY_KEYS,
    Access,
    barrier_access,
    way_access,
)

STREET = {"highway": "residential"}


def levels(access: Access) -> tuple[int, int, int]:
    return access.car, access.motorbike, access.foot


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        pytest.param({"highway": "primary"}, (2, 2, 2), id="a road is open to all"),
        pytest.param({"highway": "path"}, (0, 0, 2), id="a path is walked"),
        pytest.param({"highway": "cycleway"}, (0, 0, 2), id="so is a cycleway"),
        pytest.param({"highway": "primary", "motorroad": "yes"}, (2, 2, 0), id="motorroad"),
        pytest.param({"highway": "path", "motorcycle": "yes"}, (0, 2, 2), id="motorbike path"),
        pytest.param({**STREET, "access": "no"}, (0, 0, 0), id="closed to all"),
        pytest.param({**STREET, "access": "private"}, (1, 1, 1), id="private: ends only"),
        pytest.param({**STREET, "access": "no", "foot": "yes"}, (0, 0, 2), id="foot outdoes"),
        pytest.param({**STREET, "vehicle": "destination"}, (1, 1, 2), id="vehicles by leave"),
        pytest.param({**STREET, "motor_vehicle": "permit"}, (1, 1, 2), id="permit"),
        pytest.param(
            {**STREET, "vehicle": "no", "motor_vehicle": "yes"}, (2, 2, 2), id="special first"
        ),
        pytest.param(
            {**STREET, "motor_vehicle": "no", "motorcar": "delivery"}, (1, 0, 2), id="cars deliver"
        ),
        pytest.param({**STREET, "motorcycle": "no"}, (2, 0, 2), id="no motorbikes"),
        pytest.param({**STREET, "access": "agricultural;forestry"}, (0, 0, 0), id="farm work"),
        pytest.param({**STREET, "access": "no;customers"}, (1, 1, 1), id="the most open of two"),
        pytest.param({**STREET, "access": "perhaps"}, (2, 2, 2), id="nonsense says nothing"),
        pytest.param(
            {"highway": "construction", "construction": "primary"}, (0, 0, 0), id="being built"
        ),
        pytest.param(
            {"highway": "construction", "construction": "primary", "access": "yes"},
            (2, 2, 2),
            id="being built, tagged open",
        ),
        pytest.param(
            {"highway": "proposed", "proposed": "path", "foot": "yes"}, (0, 0, 2), id="walkable"
        ),
        pytest.param({**STREET, "construction": "yes"}, (0, 0, 0), id="dug up"),
        pytest.param({**STREET, "construction": "minor"}, (2, 2, 2), id="minor works"),
        pytest.param({**STREET, "smoothness": "impassable"}, (0, 0, 2), id="wheels cannot"),
        pytest.param({"route": "ferry"}, (2, 2, 2), id="a ferry takes cars"),
        pytest.param({"route": "ferry", "foot": "yes"}, (0, 0, 2), id="a ferry for people"),
        pytest.param(
            {"route": "ferry", "foot": "yes", "motor_vehicle": "yes"}, (2, 2, 2), id="car ferry"
        ),
        pytest.param({"route": "ferry", "motorcar": "no"}, (0, 2, 2), id="ferry of motorbikes"),
        pytest.param({"highway": "service", "service": "emergency_access"}, (0, 0, 0), id="911"),
    ],
)
def test_levels_both_ways(tags: dict[str, str], expected: Any) -> None:
    forward, backward = way_access(tags)
    assert levels(forward) == levels(backward) == expected


@pytest.mark.parametrize(
    ("tags", "forward", "backward"),
    [
        pytest.param({"oneway": "yes"}, (2, 2, 2), (0, 0, 2), id="yes"),
        pytest.param({"oneway": "1"}, (2, 2, 2), (0, 0, 2), id="1"),
        pytest.param({"oneway": "-1"}, (0, 0, 2), (2, 2, 2), id="against the drawing"),
        pytest.param({"oneway": "reverse"}, (0, 0, 2), (2, 2, 2), id="reverse"),
        pytest.param({"oneway": "no", "junction": "roundabout"}, (2, 2, 2), (2, 2, 2), id="no"),
        pytest.param({"oneway": "alternating"}, (2, 2, 2), (2, 2, 2), id="in turn"),
        pytest.param({"oneway": "reversible"}, (0, 0, 2), (0, 0, 2), id="no hours known"),
        pytest.param({"junction": "roundabout"}, (2, 2, 2), (0, 0, 2), id="a ring is one-way"),
        pytest.param({"junction": "circular"}, (2, 2, 2), (0, 0, 2), id="a circle too"),
        pytest.param({"highway": "motorway"}, (2, 2, 0), (0, 0, 0), id="a motorway is one-way"),
        pytest.param({"highway": "motorway_link"}, (2, 2, 0), (2, 2, 0), id="its link is not"),
        pytest.param(
            {"oneway": "yes", "oneway:motorcycle": "no"}, (2, 2, 2), (0, 2, 2), id="motorbikes free"
        ),
        pytest.param({"oneway": "yes", "oneway:foot": "yes"}, (2, 2, 2), (0, 0, 0), id="foot too"),
        pytest.param({"motor_vehicle:backward": "no"}, (2, 2, 2), (0, 0, 2), id="by direction"),
        pytest.param(
            {"access": "no", "vehicle:forward": "destination"}, (1, 1, 0), (0, 0, 0), id="one in"
        ),
        pytest.param({"highway": "", "route": "ferry", "oneway": "yes"}, (2, 2, 2), (0, 0, 0)),
    ],
)
def test_levels_each_way(tags: dict[str, str], forward: Any, backward: Any) -> None:
    found = way_access({**STREET, **tags})
    assert (levels(found[0]), levels(found[1])) == (forward, backward)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        pytest.param({}, (2, 2, 2), id="no barrier"),
        pytest.param({"access": "no"}, (2, 2, 2), id="access without a barrier stops nobody"),
        pytest.param({"barrier": "gate"}, (2, 2, 2), id="a gate is opened"),
        pytest.param({"barrier": "border_control"}, (2, 2, 2), id="a border is crossed"),
        pytest.param({"barrier": "bollard"}, (0, 2, 2), id="bollard"),
        pytest.param({"barrier": "block"}, (0, 2, 2), id="block"),
        pytest.param({"barrier": "chain"}, (0, 0, 2), id="chain"),
        pytest.param({"barrier": "jersey_barrier"}, (0, 0, 2), id="concrete wall"),
        pytest.param({"barrier": "yes"}, (0, 0, 2), id="unknown kinds stop vehicles"),
        pytest.param({"barrier": "wall"}, (0, 0, 0), id="a wall stops all"),
        pytest.param({"barrier": "bollard", "motor_vehicle": "yes"}, (2, 2, 2), id="let down"),
        pytest.param({"barrier": "bollard", "motorcycle": "no"}, (0, 0, 2), id="narrow"),
        pytest.param({"barrier": "gate", "access": "private"}, (1, 1, 1), id="private gate"),
        pytest.param({"barrier": "lift_gate", "motorcar": "no"}, (0, 2, 2), id="not for cars"),
        pytest.param({"barrier": "gate", "locked": "yes"}, (0, 0, 0), id="locked"),
        pytest.param(
            {"barrier": "gate", "locked": "yes", "foot": "yes"}, (0, 0, 2), id="locked, a way by"
        ),
    ],
)
def test_who_passes_a_barrier(tags: dict[str, str], expected: Any) -> None:
    assert levels(barrier_access(tags)) == expected


ALL_KEYS = sorted(
    {key for keys in (*ACCESS_KEYS.values(), *ONEWAY_KEYS.values()) for key in keys}
    | {"highway", "route", "barrier", "junction", "motor_vehicle:forward", "foot:backward"}
)
VALUES = st.text(max_size=8) | st.sampled_from(
    [*LEVEL_OF, "residential", "motorway", "ferry", "gate", "-1", "reversible", "roundabout"]
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(ALL_KEYS), VALUES))
def test_any_tags_give_levels(tags: dict[str, str]) -> None:
    for access in (*way_access(tags), barrier_access(tags)):
        assert isinstance(access, Access)
        assert set(levels(access)) <= {0, 1, 2}


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(ALL_KEYS), VALUES))
def test_turning_the_drawing_round_turns_the_levels_round(tags: dict[str, str]) -> None:
    """A way drawn the other way, with its tags turned round, is the same road."""
    ways = {"forward": "backward", "backward": "forward", "yes": "-1", "1": "-1", "true": "-1"}
    turned = {}
    for key, value in tags.items():
        stem, _, end = key.rpartition(":")
        if end in ways:
            turned[f"{stem}:{ways[end]}"] = value
        elif key.startswith("oneway"):
            plain = value.strip().lower()
            turned[key] = "yes" if plain in {"-1", "reverse"} else ways.get(plain, value)
        else:
            turned[key] = value
    if tags.get("highway") == "motorway" or "junction" in tags:
        return  # one-way without saying so
    assert way_access(turned) == way_access(tags)[::-1]
