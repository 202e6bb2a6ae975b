"""What tags say of a road: class, surface, the time of a crossing."""

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.network import ROAD_CLASSES, SURFACES
from routing.osm_tags import (
    ROAD_CLASS_OF,
    SURFACE_OF,
    SURFACE_OF_TRACKTYPE,
    crossing_seconds,
    road_class,
    surface,
)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        pytest.param({"highway": "motorway_link"}, "expressway", id="a link has its road's class"),
        pytest.param({"highway": "unclassified"}, "minor", id="unclassified is minor"),
        pytest.param({"highway": "living_street"}, "residential", id="living street"),
        pytest.param({"highway": "steps"}, "path", id="steps are a path"),
        pytest.param({"highway": "construction"}, None, id="built, and nobody says what"),
        pytest.param({"highway": "construction", "construction": "trunk"}, "trunk", id="will be"),
        pytest.param({"highway": "proposed", "proposed": "track"}, "track", id="planned track"),
        pytest.param({"highway": "bus_stop"}, None, id="no road at all"),
        pytest.param({"route": "ferry"}, "ferry", id="a ferry"),
        pytest.param({"route": "ferry", "highway": "service"}, "service", id="a road goes first"),
        pytest.param({"route": "bus"}, None, id="a bus line is no road"),
        pytest.param({}, None, id="no tags"),
    ],
)
def test_road_class(tags: dict[str, str], expected: Any) -> None:
    assert road_class(tags) == expected


def test_every_class_and_surface_is_one_of_the_network() -> None:
    assert set(ROAD_CLASS_OF.values()) <= set(ROAD_CLASSES)
    assert {*SURFACE_OF.values(), *SURFACE_OF_TRACKTYPE.values()} <= set(SURFACES)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        pytest.param({"surface": "concrete:plates"}, "concrete", id="what follows a colon is more"),
        pytest.param({"surface": "Asphalt"}, "asphalt", id="capitals"),
        pytest.param({"surface": "sett"}, "cobbles", id="setts"),
        pytest.param({"surface": "laterite"}, "gravel", id="laterite"),
        pytest.param({"surface": "lose;mud"}, "dirt", id="the first value that is known"),
        pytest.param({"surface": "tartan", "tracktype": "grade5"}, "dirt", id="tracktype helps"),
        pytest.param({"surface": "asphalt", "tracktype": "grade5"}, "asphalt", id="surface first"),
        pytest.param({"route": "ferry", "surface": "asphalt"}, "water", id="a ferry is on water"),
        pytest.param({"surface": "moon dust"}, None, id="unknown stays unknown"),
        pytest.param({}, None, id="not said"),
    ],
)
def test_surface(tags: dict[str, str], expected: Any) -> None:
    assert surface(tags) == expected


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("00:35", 2100),
        ("0:07", 420),
        ("1:20:00", 4800),
        ("00:00:20", 20),
        ("35", 2100),
        ("1.5", 90),
        ("20min", 1200),
        ("35 minutes", 2100),
        ("2 h", 7200),
        ("2h30", 9000),
        ("1,5 hours", 5400),
        ("PT35M", 2100),
        ("PT1H30M", 5400),
        ("P1DT2H", 93600),
        ("PT20S", 20),
        ("48:00", 172800),
    ],
)
def test_duration_is_read_in_all_its_forms(text: str, seconds: float) -> None:
    assert crossing_seconds(text) == seconds


@pytest.mark.parametrize("text", ["", "0", "00:00", "PT", "P", "-5", "soon", "999:00", "1:2:3:4"])
def test_a_duration_that_says_nothing_is_unknown(text: str) -> None:
    assert math.isnan(crossing_seconds(text))


TEXTS = st.text() | st.sampled_from([*ROAD_CLASS_OF, *SURFACE_OF, "ferry", "construction", "yes"])
KEYS = st.sampled_from(
    ["highway", "construction", "proposed", "route", "surface", "tracktype", "junction"]
)


@settings(deadline=None)
@given(st.dictionaries(KEYS, TEXTS))
def test_any_tags_are_read(tags: dict[str, str]) -> None:
    assert road_class(tags) in {None, *ROAD_CLASSES}
    assert surface(tags) in {None, *SURFACES}


@settings(deadline=None)
@given(st.text() | st.from_regex(r"[P0-9:.,hmTHMS ]{0,12}", fullmatch=True))
def test_any_duration_is_read(text: str) -> None:
    seconds = crossing_seconds(text)
    assert math.isnan(seconds) or 0 < seconds <= 7 * 86400
