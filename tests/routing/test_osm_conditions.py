"""What hours make of a way: conditional restrictions split, told apart, brought to one form."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from routing.osm_conditions import barrier_condition, parse_conditional, way_condition

STREET = {"highway": "residential"}
BUSY = "Mo-Fr 07:00-09:00"


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        pytest.param(f"no @ ({BUSY})", ((0, BUSY),), id="one clause"),
        pytest.param(f"no @ {BUSY}", ((0, BUSY),), id="without brackets"),
        pytest.param(f"no@({BUSY})", ((0, BUSY),), id="without spaces"),
        pytest.param(
            "yes @ (Su; Mo-Fr 19:00-24:00); no @ (Sa)",
            ((2, "Su; Mo-Fr 19:00-24:00"), (0, "Sa")),
            id="semicolons inside brackets",
        ),
        pytest.param(f"no; yes @ ({BUSY})", ((0, ""), (2, BUSY)), id="a value at other hours"),
        pytest.param("destination @ (22:00-06:00)", ((1, "22:00-06:00"),), id="destination"),
        pytest.param("no @ (weight>7.5)", (), id="weight is not a car's business"),
        pytest.param(f"no @ ({BUSY} AND weight>7.5)", (), id="nor is weight at some hours"),
        pytest.param("no @ (Mo-Fr AND 07:00-09:00)", ((0, BUSY),), id="two times joined"),
        pytest.param("yes @ (residents); no @ (Su)", ((0, "Su"),), id="kinds of user left out"),
        pytest.param("no @ (wet)", (), id="weather left out"),
        pytest.param("no @ (Dec-Feb)", ((0, "Dec-Feb"),), id="months"),
        pytest.param("no @ (2024 Mar 01-2024 Apr 10)", ((0, "2024 Mar 01-2024 Apr 10"),)),
        pytest.param("no @ (sunset-sunrise)", ((0, "sunset-sunrise"),), id="by the sun"),
        pytest.param("no @ (24/7)", ((0, "24/7"),), id="always"),
        pytest.param("maybe @ (Su)", (), id="a value that means nothing"),
        pytest.param("no @ (Mo-Fr", (), id="a bracket that is not closed"),
        pytest.param("no @ ()", (), id="nothing in the brackets"),
        pytest.param("no @ Mo) (Su", (), id="brackets the wrong way round"),
        pytest.param("", (), id="nothing"),
    ],
)
def test_clauses(text: str, clauses: tuple[tuple[int, str], ...]) -> None:
    assert parse_conditional(text) == clauses


@pytest.mark.parametrize(
    ("tags", "text", "car", "motorbike"),
    [
        pytest.param({}, "", None, None, id="no hours"),
        pytest.param(
            {"access:conditional": f"no @ ({BUSY})"}, f"no @ ({BUSY})", 2, 2, id="closed at times"
        ),
        pytest.param(
            {"motor_vehicle": "no", "motor_vehicle:conditional": "yes @ (Su)"},
            "no; yes @ (Su)", 2, 2, id="open at times: kept, with a closed base",
        ),
        pytest.param(
            {"access": "private", "access:conditional": "yes @ (Su)"},
            "destination; yes @ (Su)", 2, 2, id="ends only at other times",
        ),
        pytest.param(
            {"highway": "pedestrian", "vehicle:conditional": "destination @ (05:00-09:00)"},
            "no; destination @ (05:00-09:00)", 1, 1, id="a class that is closed",
        ),
        pytest.param(
            {"motorcar:conditional": "no @ (Su)", "access:conditional": "no @ (Sa)"},
            "no @ (Su)", 2, None, id="the most special key; motorbikes are not meant",
        ),
        pytest.param(
            {"motor_vehicle": "yes", "access:conditional": "no @ (Su)"},
            "", None, None, id="a plain special key outdoes a general conditional",
        ),
        pytest.param(
            {"motorcycle": "no", "motor_vehicle": "no", "motor_vehicle:conditional": "yes @ (Su)"},
            "no; yes @ (Su)", 2, None, id="motorbikes have their own word",
        ),
        pytest.param(
            {"access": "no", "access:conditional": "no @ (Su)"}, "", None, None, id="never open"
        ),
        pytest.param({"access:conditional": "no @ (weight>3)"}, "", None, None, id="no times"),
        pytest.param(
            {"oneway": "-1", "access:conditional": "no @ (Su)"}, "", None, None, id="not this way"
        ),
        pytest.param(
            {"motor_vehicle:forward:conditional": "no @ (Su)"}, "no @ (Su)", 2, 2, id="this way"
        ),
        pytest.param({"motor_vehicle:backward:conditional": "no @ (Su)"}, "", None, None),
    ],
)  # fmt: skip
def test_hours_of_a_way_forward(
    tags: dict[str, str], text: str, car: int | None, motorbike: int | None
) -> None:
    found = way_condition({**STREET, **tags}, "forward")
    assert (found.text, found.car, found.motorbike) == (text, car, motorbike)


def test_a_reversible_road_is_open_one_way_at_its_hours() -> None:
    tags = {
        **STREET,
        "oneway": "reversible",
        "oneway:conditional": "yes @ (06:00-12:00); -1 @ (12:00-20:00); no @ (Su)",
    }
    assert way_condition(tags, "forward").text == "no; yes @ (06:00-12:00); yes @ (Su)"
    assert way_condition(tags, "backward").text == "no; yes @ (12:00-20:00); yes @ (Su)"
    assert way_condition({**tags, "access": "no"}, "forward").text == ""
    assert way_condition({**STREET, "oneway": "reversible"}, "forward").text == ""


@pytest.mark.parametrize(
    ("tags", "text"),
    [
        pytest.param(
            {"barrier": "gate", "opening_hours": "06:00-22:00"}, "no; yes @ (06:00-22:00)"
        ),
        pytest.param({"barrier": "gate", "opening_hours": "24/7"}, "", id="always open"),
        pytest.param({"barrier": "gate", "opening_hours": "ask"}, "", id="no hours"),
        pytest.param({"barrier": "bollard", "opening_hours": "06:00-22:00"}, "", id="never open"),
        pytest.param(
            {"barrier": "bollard", "vehicle:conditional": "yes @ (Su)"}, "no; yes @ (Su)", id="Su"
        ),
        pytest.param({"amenity": "cafe", "opening_hours": "06:00-22:00"}, "", id="no barrier"),
    ],
)
def test_hours_of_a_barrier(tags: dict[str, str], text: str) -> None:
    assert barrier_condition(tags).text == text


@settings(deadline=None)
@given(
    st.text()
    | st.lists(
        st.sampled_from(["no", "yes", "@", "(", ")", ";", "Mo-Fr", "07:00-09:00", "AND", "wet"])
    ).map(" ".join)
)
@example("no @ (" * 50)
def test_any_text_is_split(text: str) -> None:
    for level, hours in parse_conditional(text):
        assert level in {0, 1, 2}
        assert hours.count("(") == hours.count(")")


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from([0, 1, 2]), st.sampled_from([BUSY, "Su", "Sa; Mo"]))))
def test_the_normal_form_reads_back(clauses: tuple[tuple[int, str], ...]) -> None:
    words = {0: "no", 1: "destination", 2: "yes"}
    text = "; ".join(f"{words[level]} @ ({hours})" for level, hours in clauses)
    found = way_condition({**STREET, "access:conditional": text}, "forward")
    assert parse_conditional(found.text) == tuple(clauses)
