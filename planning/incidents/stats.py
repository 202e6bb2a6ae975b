"""What the cases tell: are calls answered at once, is help inside the golden time, and when not why."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise
from statistics import fmean, median
from types import MappingProxyType
from typing import Final

from planning.incidents.cases import Case
from planning.incidents.events import TIMES

ANSWER_PERCENTS: Final = (50, 90)
HELP_PERCENTS: Final = (50, 80, 90)


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the cases that are decided went well.

    Parameters
    ----------
    good, decided
        Counts; the share is of the decided ones.
    running
        Cases whose time has not run out yet: neither good nor bad, counted apart.
    """

    good: int
    decided: int
    running: int

    @property
    def share(self) -> float | None:
        """Part that went well, 0..1; None while nothing is decided."""
        return self.good / self.decided if self.decided else None


@dataclass(frozen=True, slots=True)
class Stage:
    """One stretch of the way from the call to the admission.

    Parameters
    ----------
    start, end
        Names of `TIMES`.
    cases
        Cases that have both times, the end not before the start.
    mean_s, median_s
        Over these cases, seconds; None where there is none.
    complete_mean_s
        Mean over the complete cases alone: these add up to `Statistics.complete_mean_s`.
    """

    start: str
    end: str
    cases: int
    mean_s: float | None
    median_s: float | None
    complete_mean_s: float | None


@dataclass(frozen=True, slots=True)
class Statistics:
    """What the cases of a span tell.

    Parameters
    ----------
    cases, open_cases
        Counts: all, and those not closed.
    answered_at_once
        Answered within the pack's `answer_s`, inclusive.
    answer_s
        Percent of `ANSWER_PERCENTS` -> seconds within which that part of the decided calls was
        answered; None if that part never was.
    in_time
        Help inside the golden time that held when the case was opened, inclusive.
    help_s
        Percent of `HELP_PERCENTS` -> seconds from the call within which that part of the
        decided cases had help; None if that part never had.
    by_hour
        `in_time` for each hour of the day of the call on the clock there, 24 rows.
    stages
        Where the minutes went.
    complete_cases, complete_mean_s
        Cases with every time, in order; the mean from call to admission over them, seconds.
    """

    cases: int
    open_cases: int
    answered_at_once: Share
    answer_s: Mapping[int, float | None]
    in_time: Share
    help_s: Mapping[int, float | None]
    by_hour: tuple[Share, ...]
    stages: tuple[Stage, ...]
    complete_cases: int
    complete_mean_s: float | None


def within(
    cases: Iterable[Case], *, since: datetime | None = None, until: datetime | None = None
) -> list[Case]:
    """Keep the cases that were called from `since` on and before `until`."""
    return [
        case
        for case in cases
        if (since is None or case.called >= since) and (until is None or case.called < until)
    ]


def statistics_of(
    cases: Sequence[Case], *, now: datetime, answer_s: float, zone: tzinfo
) -> Statistics:
    """Count what the cases tell.

    A case without help counts as late as soon as its golden time has run out or it is closed:
    what is not known to have come is not taken for help. Percentiles are the smallest time
    within which at least that part of the cases was served (inverted distribution function),
    so that those never served push them up instead of dropping out.

    Parameters
    ----------
    cases
        The cases of the span, open and closed.
    now
        The instant of counting.
    answer_s
        Within how many seconds a call counts as answered at once.
    zone
        Clock of the hours of the day.
    """
    answers = [
        _served(case, case.seconds_to("answered"), limit_s=answer_s, now=now) for case in cases
    ]
    helps = [_served(case, _helped_s(case), limit_s=case.golden_s, now=now) for case in cases]
    hours = [case.called.astimezone(zone).hour for case in cases]
    by_hour = [
        [help_ for help_, at in zip(helps, hours, strict=True) if at == hour] for hour in range(24)
    ]
    complete = [case for case in cases if _is_complete(case)]
    wholes = _seconds(complete, TIMES[0], TIMES[-1])
    return Statistics(
        cases=len(cases),
        open_cases=sum(case.closed_at is None for case in cases),
        answered_at_once=_share(answers),
        answer_s=_percentiles(answers, ANSWER_PERCENTS),
        in_time=_share(helps),
        help_s=_percentiles(helps, HELP_PERCENTS),
        by_hour=tuple(map(_share, by_hour)),
        stages=tuple(_stage(ends, cases, complete) for ends in pairwise(TIMES)),
        complete_cases=len(complete),
        complete_mean_s=fmean(wholes) if wholes else None,
    )


@dataclass(frozen=True, slots=True)
class _Served:
    """Seconds until a case was served (inf: not yet, or never), and what that counts as."""

    after_s: float
    is_good: bool
    is_running: bool


def _served(case: Case, after_s: float | None, *, limit_s: float, now: datetime) -> _Served:
    if after_s is not None:
        return _Served(after_s, is_good=after_s <= limit_s, is_running=False)
    has_time = now <= case.called + timedelta(seconds=limit_s)
    return _Served(math.inf, is_good=False, is_running=has_time and case.closed_at is None)


def _helped_s(case: Case) -> float | None:
    at = case.helped_at
    return None if at is None else (at - case.called).total_seconds()


def _share(served: Sequence[_Served]) -> Share:
    running = sum(one.is_running for one in served)
    good = sum(one.is_good for one in served)
    return Share(good=good, decided=len(served) - running, running=running)


def _percentiles(served: Sequence[_Served], percents: Sequence[int]) -> Mapping[int, float | None]:
    after_s = sorted(one.after_s for one in served if not one.is_running)
    found = {
        percent: after_s[math.ceil(percent * len(after_s) / 100) - 1] if after_s else math.inf
        for percent in percents
    }
    return MappingProxyType(
        {percent: None if math.isinf(one_s) else one_s for percent, one_s in found.items()}
    )


def _is_complete(case: Case) -> bool:
    """Whether a case has every time, and nobody was let in before help arrived."""
    return all(_seconds([case], start, end) for start, end in pairwise(TIMES))


def _seconds(cases: Sequence[Case], start: str, end: str) -> list[float]:
    """Give the seconds between two times of the cases that have both, in this order."""
    known = [case.times for case in cases if {start, end} <= case.times.keys()]
    found = [(times[end] - times[start]).total_seconds() for times in known]
    return [seconds for seconds in found if seconds >= 0]


def _stage(ends: tuple[str, str], cases: Sequence[Case], complete: Sequence[Case]) -> Stage:
    start, end = ends
    found = _seconds(cases, start, end)
    return Stage(
        start=start,
        end=end,
        cases=len(found),
        mean_s=fmean(found) if found else None,
        median_s=median(found) if found else None,
        complete_mean_s=fmean(_seconds(complete, start, end)) if complete else None,
    )
