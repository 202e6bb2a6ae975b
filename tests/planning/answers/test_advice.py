"""What the victim is told to do, and what never: a door that may be shut, a post to avoid."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.dispatch import assess_incident
from planning.moment import moment_of
from tests.planning.answers.calls import EVENING, MORNING, WORLD, ask, at, changed, embassy, units
from tests.planning.worlds import OFFICE_HOURS, rows, spot


def test_an_open_door_nearby_is_surer_than_waiting() -> None:
    advice = ask(WORLD, MORNING, at(1)).advice
    assert (advice.move, advice.help) == ("go", "in_time")
    assert advice.door is not None
    assert advice.door.door.id == "M1"


def test_a_unit_that_is_surer_is_waited_for() -> None:
    pack = changed(units=units({"at": spot(4), "base": "P4"}))
    advice = ask(pack, MORNING, at(3.5), golden_s=1500.0).advice
    assert (advice.move, advice.help, advice.door) == ("stay", "in_time", None)


@pytest.mark.parametrize("hours", ["", OFFICE_HOURS])
def test_nobody_is_sent_to_a_door_not_known_to_be_open(hours: str) -> None:
    pack = changed(missions=embassy(hours=hours), units=units({"on_call": "no"}))
    advice = ask(pack, EVENING, at(1)).advice
    assert (advice.move, advice.help, advice.unit) == ("stay", "nobody", None)


def test_a_late_door_is_told_only_if_nobody_can_come() -> None:
    pack = changed(missions=embassy(hours="24/7"))
    assert ask(pack, EVENING, at(3), golden_s=900.0).advice.move == "stay"
    alone = changed(missions=embassy(hours="24/7"), units=units({"shifts": "", "on_call": "no"}))
    advice = ask(alone, EVENING, at(3), golden_s=900.0).advice
    assert (advice.move, advice.help) == ("go", "nobody")


@settings(max_examples=15, deadline=None)
@given(
    hour=st.integers(0, 23),
    minute=st.integers(0, 59),
    step=st.floats(0, 4),
    golden_s=st.floats(60, 7200),
    admission=st.sampled_from(["yes", "no", "contested", "unknown"]),
)
def test_a_victim_is_never_sent_to_a_shut_door_or_a_post_to_avoid(
    hour: int, minute: int, step: float, golden_s: float, admission: str
) -> None:
    when = datetime(2025, 1, 15, hour, minute, tzinfo=MORNING.tzinfo)
    pack = changed(missions=embassy(after_hours_admission=admission))
    advice = ask(pack, when, at(step), golden_s=golden_s, police="all").advice
    assert (advice.door is not None) is (advice.move == "go")
    if advice.door is not None:
        assert advice.door.door.id != "P2"
        assert advice.door.open_on_arrival is True
        assert advice.door.open_throughout
    assert advice.unit is None or advice.unit.unit.id != "P2"


def test_a_unit_at_another_case_is_named_and_not_sent() -> None:
    moment = moment_of(changed(units=units({"id": "U1"}, {"id": "U2", "name": "Others"})), MORNING)
    tied = moment.with_busy(["U1"])
    card = assess_incident(tied, at(2), golden_s=3600.0)
    assert card.busy == ("Officers",)
    assert [one.unit.id for one in card.responders] == ["U2"]
    assert (card.absent, card.pair) == ((), None)


def test_the_golden_time_runs_from_the_call() -> None:
    card = ask(WORLD, MORNING, at(2), golden_s=2700.0)
    assert card.called_at == MORNING
    assert card.deadline.isoformat() == "2025-01-15T10:45:00+07:00"
    later = MORNING.replace(minute=3)
    assert [card.left_s(now) for now in (MORNING, later, EVENING)] == [2700.0, 2520.0, 0.0]
    assert card.left_s(MORNING.replace(hour=9)) == 2700.0


def test_a_closed_road_leaves_nobody_and_nowhere() -> None:
    closed = rows({"id": "C", "name": "closed", "target": "r0", "kind": "road", "at": spot(0.5)})
    advice = ask(changed(closures=closed), MORNING, at(2)).advice
    assert (advice.move, advice.help, advice.unit) == ("stay", "nobody", None)
