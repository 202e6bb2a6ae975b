"""What the cases tell, by hand, against pandas and numpy, and by its laws."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.incidents.cases import Case
from planning.incidents.events import TIMES
from planning.incidents.stats import Share, Statistics, statistics_of, within
from tests.planning.incidents.stories import CALL, NOW, after, case

PHNOM_PENH = ZoneInfo("Asia/Phnom_Penh")
ANSWER_S = 60.0


def told(*cases: Case, now: datetime = NOW) -> Statistics:
    return statistics_of(cases, now=now, answer_s=ANSWER_S, zone=PHNOM_PENH)


def test_golden_time_and_answer_are_inclusive() -> None:
    found = told(case(answered=1, arrived=60), case(answered=1.01, arrived=60.01))
    assert found.in_time == found.answered_at_once == Share(good=1, decided=2, running=0)


def test_first_help_counts_whoever_gave_it() -> None:
    found = told(case(arrived=90, admitted=50), case(admitted=30), case(arrived=20))
    assert found.in_time.share == 1.0
    assert found.help_s == {50: 1800.0, 80: 3000.0, 90: 3000.0}


@pytest.mark.parametrize(
    ("minutes", "closed", "share"),
    [
        (60, None, Share(good=0, decided=0, running=1)),
        (60.1, None, Share(good=0, decided=1, running=0)),
        (30, 20, Share(good=0, decided=1, running=0)),
    ],
)
def test_a_case_without_help(minutes: float, closed: float | None, share: Share) -> None:
    found = told(case(closed=closed), now=after(minutes))
    assert found.in_time == share
    assert found.help_s == {50: None, 80: None, 90: None}


def test_those_never_helped_push_the_percentiles_up() -> None:
    found = told(*(case(arrived=10 * n) for n in range(1, 9)), case(), case())
    assert found.help_s == {50: 3000.0, 80: 4800.0, 90: None}
    assert found.in_time == Share(good=6, decided=10, running=0)


def test_hours_are_of_the_clock_there() -> None:
    found = told(case(arrived=5), case(arrived=99))  # 02:00 UTC is 09:00 in Phnom Penh
    assert len(found.by_hour) == 24
    assert found.by_hour[9] == Share(good=1, decided=2, running=0)
    assert sum(one.decided for one in found.by_hour) == 2


def test_where_the_minutes_went() -> None:
    found = told(
        case(answered=1, sent=6, arrived=46, admitted=106),
        case(answered=3, sent=4, arrived=84, admitted=104),
        case(answered=2),
        case(admitted=10, answered=1, sent=2, arrived=20),  # let in before help came
    )
    assert [(stage.start, stage.end) for stage in found.stages] == list(pairwise(TIMES))
    assert [stage.cases for stage in found.stages] == [4, 3, 3, 2]
    assert [stage.median_s for stage in found.stages] == [90.0, 60.0, 2400.0, 2400.0]
    assert [stage.complete_mean_s for stage in found.stages] == [120.0, 180.0, 3600.0, 2400.0]
    assert (found.complete_cases, found.complete_mean_s) == (2, 6300.0)


def test_no_case_tells_nothing() -> None:
    found = told()
    assert (found.cases, found.in_time.share, found.complete_mean_s) == (0, None, None)
    assert set(found.answer_s.values()) == {None}


def test_a_span_holds_its_beginning_and_not_its_end() -> None:
    cases = [case()]
    assert within(cases, since=CALL, until=after(1)) == cases
    assert within(cases, since=after(1)) == within(cases, until=CALL) == []


FEW = settings(max_examples=40)
MINUTES = st.integers(0, 400)


@st.composite
def some_cases(draw: st.DrawFn) -> list[Case]:
    """Cases with any times that the log would take."""
    found = []
    for number in range(draw(st.integers(0, 12))):
        called = draw(st.integers(-3000, 1000))
        steps = draw(st.lists(MINUTES, min_size=4, max_size=4))
        chain = np.cumsum(steps[:3]) + called
        times = dict(zip(TIMES[1:4], map(float, chain), strict=True))
        times["admitted"] = float(called + steps[3])
        kept = {name: times[name] for name in draw(st.sets(st.sampled_from(TIMES[1:])))}
        last = max([called, *kept.values()])
        closed = draw(st.none() | st.just(last + 5.0))
        golden_s = 60.0 * draw(st.integers(1, 300))
        found.append(
            case(number=number, closed=closed, golden_s=golden_s, called=float(called), **kept)
        )
    return found


def frame(cases: list[Case]) -> pd.DataFrame:
    """The oracle's view: one row a case, seconds from the call."""
    table = {
        name: pd.Series([one.times.get(name) for one in cases], dtype="datetime64[ns, UTC]")
        for name in TIMES
    }
    spent = {name: (at - table["called"]).dt.total_seconds() for name, at in table.items()}
    seconds = pd.DataFrame(spent)
    seconds["golden"] = [one.golden_s for one in cases]
    seconds["is_closed"] = [one.closed_at is not None for one in cases]
    seconds["hour"] = table["called"].dt.tz_convert("Asia/Phnom_Penh").dt.hour
    seconds["age"] = (pd.Timestamp(after(1200)) - table["called"]).dt.total_seconds()
    seconds["help"] = seconds[["arrived", "admitted"]].min(axis=1)
    return seconds


@given(some_cases())
@FEW
def test_counts_and_percentiles_are_those_of_pandas(cases: list[Case]) -> None:
    found, table = told(*cases, now=after(1200)), frame(cases)
    for name, limit, share, percentiles in (
        ("answered", pd.Series(ANSWER_S, table.index), found.answered_at_once, found.answer_s),
        ("help", table["golden"], found.in_time, found.help_s),
    ):
        running = table[name].isna() & (table["age"] <= limit) & ~table["is_closed"].astype(bool)
        decided = table[~running]
        good = (decided[name] <= limit[~running]).sum()
        assert share == Share(good=int(good), decided=len(decided), running=int(running.sum()))
        served = decided[name].fillna(np.inf).to_numpy(dtype=float)
        for percent, value in percentiles.items():
            expected = (
                np.quantile(served, percent / 100, method="inverted_cdf") if len(served) else np.inf
            )
            assert value == (expected if np.isfinite(expected) else None)


@given(some_cases())
@FEW
def test_stages_of_complete_cases_sum_to_the_whole(cases: list[Case]) -> None:
    found = told(*cases)
    means = [stage.complete_mean_s for stage in found.stages]
    if found.complete_mean_s is None:
        assert means == [None] * 4
    else:
        assert sum(mean for mean in means if mean is not None) == pytest.approx(
            found.complete_mean_s
        )


@given(some_cases())
@FEW
def test_stages_are_those_of_pandas(cases: list[Case]) -> None:
    table = frame(cases)
    for stage in told(*cases).stages:
        spent = table[stage.end] - table[stage.start]
        spent = spent[spent >= 0]
        assert stage.cases == len(spent)
        if len(spent):
            assert stage.mean_s == pytest.approx(float(spent.mean()))
            assert stage.median_s == pytest.approx(float(spent.median()))


@given(some_cases())
@FEW
def test_hours_sum_to_the_day(cases: list[Case]) -> None:
    found = told(*cases, now=after(1200))
    for name in ("good", "decided", "running"):
        assert sum(getattr(one, name) for one in found.by_hour) == getattr(found.in_time, name)
    counts = frame(cases)["hour"].value_counts()
    assert [one.decided + one.running for one in found.by_hour] == [
        int(counts.get(hour, 0)) for hour in range(24)
    ]


@given(some_cases(), st.integers(0, 500))
@FEW
def test_time_makes_no_undecided_case_of_a_decided_one(cases: list[Case], minutes: int) -> None:
    now = after(1500)
    early, late = told(*cases, now=now), told(*cases, now=now + timedelta(minutes=minutes))
    assert late.in_time.running <= early.in_time.running
    assert late.in_time.good == early.in_time.good


def test_the_story_stands_where_it_says() -> None:
    assert datetime(2026, 1, 5, 9, 0, tzinfo=PHNOM_PENH).astimezone(UTC) == CALL
