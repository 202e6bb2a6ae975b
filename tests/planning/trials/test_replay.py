"""A chronology in the small country: 600 s a stretch, Town 3 three stretches from the embassy."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from planning.packs import Pack, open_pack
from planning.trials import replay as module
from planning.trials.days import distinct_days
from planning.trials.finding import find_trial
from planning.trials.outcomes import Case
from planning.trials.replay import Outcome, Replay, replay
from planning.trials.spans import Span
from tests.planning.trials.stories import MEASURES, REPLAY, event, written
from tests.planning.worlds import default_layers, make_pack

HOUR = 3600.0
ZONE = ZoneInfo("Asia/Phnom_Penh")
TOYLAND = make_pack()


@pytest.fixture(scope="module")
def pack() -> Pack:
    layers = default_layers()
    posts = layers["police_posts"].assign(at=None)
    return make_pack(police_posts=posts)


@pytest.fixture(scope="module")
def found(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Replay:
    text = REPLAY + event("phone_answered", at="07:30") + event("counter_open", at="08:00")
    text += event("admitted", at="08:00") + event("told") + MEASURES
    return replay(pack, written(tmp_path_factory.mktemp("replay"), text))


def outcome(found: Replay, name: str) -> Outcome:
    return next(one for one in found.outcomes if one.measure and one.measure.id == name)


def near(span: Span | None, least_s: float, most_s: float) -> None:
    assert span is not None
    assert [span.least_s, span.most_s] == pytest.approx([least_s, most_s], abs=20)


def test_as_it_was_by_hand(found: Replay) -> None:
    was = found.as_it_was
    assert was.by == ("Embassy",)
    assert (was.is_met, was.in_time) == (False, "no")
    near(was.at, 8 * HOUR, 8 * HOUR)
    near(was.since_escape, 2 * HOUR, 3 * HOUR)


def test_steps_by_hand(found: Replay) -> None:
    escaped, way, door, phone, counter, admitted, told = found.steps
    near(escaped.reported, 5 * HOUR, 6 * HOUR)
    assert escaped.modelled is None
    near(way.modelled, 1800, 1800)
    near(way.difference, 1800 - 2 * HOUR, 1800 - 1 * HOUR)
    assert door.states == ("closed",)
    near(door.modelled, 8 * HOUR, 8 * HOUR)
    near(door.difference, HOUR, HOUR)
    assert phone.by == ("Officers",)
    assert phone.modelled is not None
    assert 7.5 * HOUR + 2100 < phone.modelled.least_s < 7.5 * HOUR + 1.15 * 2100
    near(counter.difference, 0, 0)
    near(admitted.modelled, 8 * HOUR, 8 * HOUR)
    assert told.modelled is None


def test_doors_by_hand(found: Replay) -> None:
    gate, hours, town = (outcome(found, name) for name in ("gate", "hours", "town"))
    near(gate.at, 7 * HOUR, 7 * HOUR)
    near(gate.saved, HOUR, HOUR)
    near(hours.at, 7.5 * HOUR, 7.5 * HOUR)
    assert (gate.in_time, hours.in_time, town.in_time) == ("in_part", "no", "yes")
    assert town.since_escape is not None
    assert town.since_escape.least_s == pytest.approx(600, rel=0.02)
    assert town.by == ("Town 2",)


def test_calls_agree_with_dice(found: Replay) -> None:
    """On call at home: 60 + 240 + 1800 s, and 1800 s of driving, each a lognormal."""
    dice = np.random.default_rng(7)
    parts = [(60, 0.5), (240, 0.5), (1800, 0.4), (1800, 0.2)]
    draws = sum(m * np.exp(s * dice.standard_normal(200_000)) for m, s in parts)
    call = outcome(found, "call")
    assert call.is_met
    assert call.since_escape is not None
    expected = np.percentile(draws, [50, 90])
    assert [call.since_escape.least_s, call.since_escape.most_s] == pytest.approx(
        expected, rel=0.01
    )


def test_a_call_at_the_door_counts_from_there(found: Replay) -> None:
    phone, posted = outcome(found, "phone"), outcome(found, "posted")
    assert phone.at is not None
    assert 7 * HOUR + 2100 < phone.at.least_s < phone.at.most_s <= 8 * HOUR + 900
    assert posted.by == ("1 officer posted to Town 3",)
    assert posted.in_time == "yes"


def test_police_that_are_counted_are_doors_and_units(found: Replay) -> None:
    police = outcome(found, "police")
    assert police.by == ("Post",)
    assert police.since_escape is not None
    assert police.since_escape.least_s == pytest.approx(600, rel=0.02)


def test_on_a_saturday_the_counter_is_shut_until_monday(pack: Pack, tmp_path: Path) -> None:
    found = replay(pack, written(tmp_path, REPLAY.replace("01-15", "01-18")))
    near(found.as_it_was.at, 56 * HOUR, 56 * HOUR)


def test_nobody_known_to_open_is_said(tmp_path: Path) -> None:
    layers = default_layers()
    unknown = make_pack(missions=layers["missions"].assign(hours=""))
    found = replay(unknown, written(tmp_path, REPLAY + MEASURES))
    assert found.as_it_was.at is None
    assert found.as_it_was.in_time == "no"
    assert found.steps[2].states == ("unknown",)
    assert outcome(found, "gate").saved is None


def test_a_measure_changes_no_pack(pack: Pack, tmp_path: Path) -> None:
    before = {name: rows.copy() for name, rows in pack.layers.items()}
    replay(pack, written(tmp_path, REPLAY + MEASURES))
    for name, rows in pack.layers.items():
        assert rows.equals(before[name]), name


def test_alike_days_are_run_once_and_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layers = default_layers()
    opened = layers["missions"].assign(valid_from="2025-01-21")
    country = make_pack(missions=opened)
    text = REPLAY.replace("last = 2025-01-15", "last = 2025-01-30").replace("[1, 2]", "[2, 2]")
    path = written(tmp_path, text.replace("first = 2025-01-15", "first = 2025-01-20"))
    quick = replay(country, path)
    monkeypatch.setattr(module, "distinct_days", lambda _packs, days, **_rest: days)
    assert replay(country, path) == quick
    assert quick.as_it_was.at is None


@settings(max_examples=40, deadline=None)
@given(
    st.dates(date(2025, 1, 1), date(2025, 12, 1)),
    st.integers(1, 40),
    st.sampled_from(["", "2025-03-04", "2025-06-30T12:00+07:00"]),
    st.floats(0.5, 72),
)
@example(date(2025, 7, 1), 40, "", 72.0)
def test_every_day_has_a_day_alike(first: date, count: int, turn: str, way_h: float) -> None:
    layers = {
        **TOYLAND.layers,
        "missions": TOYLAND.layers["missions"].assign(valid_from=turn),
    }
    country = replace(TOYLAND, layers=MappingProxyType(layers))
    days = [first + timedelta(days=number) for number in range(count)]
    kept = distinct_days([country], days, way_s=way_h * HOUR)
    assert set(kept) <= set(days)

    def kind(day: date) -> tuple[Any, ...]:
        arrived = datetime(day.year, day.month, day.day, 6, tzinfo=ZONE)
        ends = (Case(arrived, way_h * HOUR).escaped, arrived)
        is_open = [not turn or datetime.fromisoformat(turn).astimezone(ZONE) <= end for end in ends]
        return (day.weekday(), tuple(is_open), tuple(end.month == 7 for end in ends))

    assert {kind(day) for day in kept} == {kind(day) for day in days}


def test_hours_that_speak_of_dates_make_every_day_its_own() -> None:
    dated = default_layers()["missions"].assign(hours="Mo-Fr 08:00-16:00; Apr 14 off")
    days = [date(2025, 4, 1) + timedelta(days=number) for number in range(28)]
    assert distinct_days([make_pack(missions=dated)], days, way_s=HOUR) == tuple(days)
    assert len(distinct_days([make_pack()], days, way_s=HOUR)) == 7


def test_longer_hours_are_never_a_later_help(pack: Pack, tmp_path: Path) -> None:
    def inside(hours: str) -> float:
        measure = "[[measures]]".join(["", *MEASURES.split("[[measures]]")[2:3]])
        text = REPLAY + measure.replace("Mo-Su 07:30-16:00", hours)
        at = outcome(replay(pack, written(tmp_path, text)), "hours").at
        assert at is not None
        return at.most_s

    later = [inside(f"Mo-Fr {begin:02d}:00-16:00") for begin in (9, 8, 7)]
    assert later == sorted(later, reverse=True)


def test_the_settings_of_a_golden_time_decide(pack: Pack, tmp_path: Path) -> None:
    path = written(tmp_path, REPLAY)
    assert replay(pack, path, golden_s=3 * HOUR).as_it_was.in_time == "yes"
    assert replay(pack, path, golden_s=3 * HOUR - 1).as_it_was.in_time == "in_part"
    called = written(tmp_path, REPLAY.replace("[1, 2]", "[2, 2]") + MEASURES)
    assert outcome(replay(pack, called, golden_s=4500), "call").in_time == "in_part"
    assert outcome(replay(pack, called, golden_s=9000), "call").in_time == "yes"
    frozen = replace(pack, layers=MappingProxyType(dict(pack.layers)))
    assert replay(frozen, path).golden_s == 3600


def test_a_call_of_the_evening_before_is_timed_from_there(pack: Pack, tmp_path: Path) -> None:
    call = event("phone_answered", at="23:00").replace("\nat =", "\ndays_before = 1\nat =")
    step = replay(pack, written(tmp_path, REPLAY + call)).steps[-1]
    near(step.reported, -HOUR, -HOUR)
    assert step.difference is not None
    assert 2100 < step.difference.least_s < 1.15 * 2100


def test_a_measure_may_be_any_change_of_the_map_that_a_scenario_knows(
    pack: Pack, tmp_path: Path
) -> None:
    names = 'name = { en = "so", ko = "그래서" }\n[[measures.change]]\n'
    more = f"""
[[measures]]
id = "none"
call = "escape"
{names}do = "remove_unit"
unit = "U1"
[[measures]]
id = "quick"
call = "escape"
{names}do = "set_turnout"
on_call_min = 5.0
[[measures]]
id = "bridge"
call = "escape"
{names}do = "close_road"
road = "r2"
"""
    found = replay(pack, written(tmp_path, REPLAY + MEASURES + more))
    none, bridge = outcome(found, "none"), outcome(found, "bridge")
    assert (none.by, none.saved) == (("Embassy",), Span(0.0, 0.0))
    assert bridge.by == ("Embassy",)
    quick, call = outcome(found, "quick").since_escape, outcome(found, "call").since_escape
    assert quick is not None
    assert call is not None
    assert call.least_s - quick.least_s == pytest.approx(1500, rel=0.1)


def test_a_proposed_door_is_called_as_its_measure_calls_it(pack: Pack, tmp_path: Path) -> None:
    named = MEASURES.replace('at = "Town 2"', 'at = "Town 2"\nname = "Zone"\nname_ko = "그린존"')
    town = outcome(replay(pack, written(tmp_path, REPLAY + named)), "town")
    assert (town.by, town.by_ko) == (("Zone",), ("그린존",))


def test_the_replay_of_cambodia_runs_and_every_measure_helps_no_later() -> None:
    country = open_pack("KHM")
    found = replay(country, find_trial(country, None, "replay"))
    assert found.as_it_was.at == Span(8 * HOUR, 8 * HOUR)
    assert len(found.outcomes) == 6
    for one in found.outcomes:
        assert one.saved is not None
        assert one.saved.least_s >= 0


def test_a_door_in_some_cases_and_a_unit_in_others_is_told_as_both(
    pack: Pack, tmp_path: Path
) -> None:
    text = REPLAY.replace("[1, 2]", "[0.01, 14]") + MEASURES
    call = outcome(replay(pack, written(tmp_path, text)), "call")
    assert (call.is_met, call.is_let_in) == (True, True)
    gate = outcome(replay(pack, written(tmp_path, text)), "gate")
    assert (gate.is_met, gate.is_let_in) == (False, True)
