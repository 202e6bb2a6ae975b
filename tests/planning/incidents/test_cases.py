"""A case is the sum of its log, and nothing impossible gets into the log."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.incidents.cases import Case, case_of
from planning.incidents.checks import faults_of
from planning.incidents.events import (
    TIMES,
    Change,
    Closed,
    Event,
    Noted,
    Opened,
    PlaceSeen,
    TimeTold,
    UnitFreed,
    UnitSent,
    from_text,
    kind_of,
    to_text,
)
from tests.planning.incidents.stories import CALL, NOW, after, call, case, seen

INSTANTS = st.datetimes(timezones=st.just(UTC))


def whole(*changes: Change) -> Case:
    opening = [Opened("TOY", 3600.0), *call()]
    return case_of(Case("C0001"), [Event("C0001", NOW, one) for one in (*opening, *changes)])


def refused(
    *changes: Change, before: Case | None = None, busy: dict[str, str] | None = None
) -> list[str]:
    return [fault.code for fault in faults_of(before or whole(), changes, now=NOW, busy=busy or {})]


def test_a_case_is_the_sum_of_its_log() -> None:
    found = whole(
        TimeTold("answered", after(1)),
        UnitSent("U1"),
        UnitSent("U2"),
        seen(5, text="Town 3", error_m=9000.0),
        Noted("two at the gate"),
        UnitFreed("U1"),
        TimeTold("answered", after(2)),
    )
    assert found.called == CALL
    assert found.times["answered"] == after(2)
    assert (sorted(found.units_now), found.units_sent) == (["U2"], ("U1", "U2"))
    assert (found.place.text, found.place.error_m, len(found.track)) == ("Town 3", 9000.0, 2)
    assert [note.text for note in found.notes] == ["two at the gate"]
    assert found.due_at == after(60)
    assert found.helped_at is None


def test_closing_frees_every_unit_and_a_unit_sent_twice_is_named_once() -> None:
    found = whole(UnitSent("U1"), UnitFreed("U1"), UnitSent("U1"), Closed(NOW))
    assert (found.units_now, found.units_sent, found.closed_at) == (frozenset(), ("U1",), NOW)


def test_the_latest_place_is_the_one_shown() -> None:
    assert whole(seen(30, text="late"), seen(10, text="early")).place.text == "late"
    assert whole(seen(0, text="corrected")).place.text == "corrected"


def test_first_help_is_the_first_of_arrived_and_admitted() -> None:
    assert case(arrived=50, admitted=40).helped_at == after(40)
    assert case(arrived=30, admitted=40).helped_at == after(30)
    assert case(admitted=40).helped_at == after(40)


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        pytest.param([TimeTold("answered", after(-1))], ["ORDER"], id="answered before the call"),
        pytest.param([TimeTold("sent", after(5)), TimeTold("answered", after(6))], ["ORDER"], id="sent"),
        pytest.param([TimeTold("sent", after(5)), TimeTold("arrived", after(4))], ["ORDER"], id="arrived"),
        pytest.param([TimeTold("admitted", after(-1))], ["ORDER"], id="admitted before the call"),
        pytest.param([TimeTold("admitted", after(1)), TimeTold("answered", after(9))], [], id="at the door"),
        pytest.param([TimeTold("admitted", after(5)), TimeTold("arrived", after(9))], [], id="let in first"),
        pytest.param([TimeTold("arrived", NOW + timedelta(hours=1))], ["FUTURE"], id="to come"),
        pytest.param([TimeTold("called", datetime(1999, 1, 1, tzinfo=CALL.tzinfo))], ["BAD_TIME"], id="1999"),
        pytest.param([TimeTold("answered", datetime(2026, 1, 5, 3))], ["BAD_TIME"], id="no zone"),  # noqa: DTZ001
        pytest.param([TimeTold("born", after(1))], ["BAD_WORD"], id="no such time"),
        pytest.param([Closed(after(5)), TimeTold("arrived", after(6))], ["ORDER"], id="closed first"),
        pytest.param([UnitFreed("U1")], ["NOT_BUSY"], id="not busy"),
        pytest.param([UnitSent("U9")], ["BUSY"], id="busy elsewhere"),
        pytest.param([seen(error_m=0.0)], ["RANGE"], id="no error"),
        pytest.param([seen(error_m=float("nan"))], ["RANGE"], id="error NaN"),
        pytest.param([PlaceSeen(CALL, 95.0, 104.0, 10.0, "x")], ["BAD_COORD"], id="off the Earth"),
        pytest.param([PlaceSeen(CALL, 12.0, float("inf"), 10.0, "x")], ["BAD_COORD"], id="inf"),
        pytest.param([Opened("TOY", float("nan"))], ["RANGE"], id="golden NaN"),
        pytest.param([Opened("TOY", 59.0)], ["RANGE"], id="golden 59 s"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(changes: Sequence[Change], codes: list[str]) -> None:
    assert refused(*changes, busy={"U9": "C0002"}) == codes


def test_every_fault_is_named_at_once() -> None:
    codes = refused(
        TimeTold("arrived", after(-5)),
        TimeTold("admitted", NOW + timedelta(days=9)),
        Noted("ring 012 345 678"),
        UnitFreed("U3"),
        seen(error_m=-1.0),
    )
    assert sorted(codes) == ["FUTURE", "NOTE_NUMBER", "NOT_BUSY", "ORDER", "RANGE"]


def test_a_closed_case_takes_nothing_more() -> None:
    assert refused(Noted("more"), before=whole(Closed(NOW))) == ["CLOSED"]


def test_a_unit_is_not_sent_twice_to_the_same_case() -> None:
    assert refused(UnitSent("U1"), before=whole(UnitSent("U1"))) == ["BUSY"]


def test_a_case_needs_a_call_and_a_place() -> None:
    assert refused(Opened("TOY", 60.0), before=Case("C0001", "TOY")) == ["NO_CALL", "NO_PLACE"]


@given(st.dictionaries(st.sampled_from(TIMES), st.integers(0, 600)))
def test_the_order_is_judged_as_the_rule_says(minutes: dict[str, int]) -> None:
    chain = [minutes[name] for name in TIMES[:4] if name in minutes and name != "called"]
    start = minutes.get("called", 0)
    known = [start, *chain]
    is_possible = known == sorted(known) and minutes.get("admitted", start) >= start
    changes = [TimeTold(name, after(value)) for name, value in minutes.items()]
    assert (refused(*changes) == []) == is_possible


@given(
    st.one_of(
        st.builds(Opened, st.text(), st.floats(allow_nan=False, allow_infinity=False)),
        st.builds(TimeTold, st.text(), INSTANTS),
        st.builds(UnitSent, st.text()),
        st.builds(Noted, st.text()),
        st.builds(Closed, INSTANTS),
    )
)
def test_the_log_gives_back_what_was_written(change: Change) -> None:
    assert from_text(kind_of(change), to_text(change)) == change


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("gone", "{}"),
        ("note", "[]"),
        ("note", "{"),
        ("note", "[" * 100_000),
        ("note", '{"text": 5}'),
        ("note", '{"text": "a", "name": "b"}'),
        ("opened", '{"pack": "TOY", "golden_s": NaN}'),
        ("opened", '{"pack": "TOY", "golden_s": true}'),
        ("closed", '{"at": "2026-01-01"}'),
        ("closed", '{"at": "soon"}'),
    ],
)
def test_a_strange_line_of_the_log_is_refused(kind: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_text(kind, text)
