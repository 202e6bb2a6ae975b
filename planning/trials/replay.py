"""A reported chronology beside the model: each step, then each measure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache, partial
from pathlib import Path
from typing import Literal

from planning.moment import moment_of
from planning.packs import Pack
from planning.trials.chronology import Chronology, read_chronology
from planning.trials.days import distinct_days
from planning.trials.measures import Measure
from planning.trials.outcomes import Case, Help, first_help
from planning.trials.spans import Span, clock_of, span_of
from planning.trials.steps import Step, step_of

InTime = Literal["yes", "no", "in_part"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a measure would have changed.

    Parameters
    ----------
    measure
        It; None: as it was.
    by, by_ko
        Names of the doors or units that help first.
    is_met, is_let_in
        Whether a unit meets the person, and whether a door lets them in; both where it is the
        one in some of the cases and the other in the rest.
    at
        When, as times of the day; None where nobody helps in one of the cases. The most is a
        time not exceeded nine times in ten.
    since_escape, saved
        Seconds from the escape; seconds earlier than as it was, below 0 for later.
    in_time
        Within the golden time from the escape: in all cases nine times in ten, in none even
        half of the time, or in part.
    """

    measure: Measure | None
    by: tuple[str, ...]
    by_ko: tuple[str, ...]
    is_met: bool
    is_let_in: bool
    at: Span | None
    since_escape: Span | None
    saved: Span | None
    in_time: InTime


@dataclass(frozen=True, slots=True)
class Replay:
    """A chronology through the model.

    Parameters
    ----------
    chronology
        As reported.
    golden_s
        Golden time, seconds, inclusive, from the escape.
    steps
        One for each event, in order.
    as_it_was
        The model without any measure.
    outcomes
        One for each measure.
    """

    chronology: Chronology
    golden_s: float
    steps: tuple[Step, ...]
    as_it_was: Outcome
    outcomes: tuple[Outcome, ...]


def replay(pack: Pack, file: Path, *, golden_s: float | None = None) -> Replay:
    """Run a replay file: every day it may have been, the shortest and the longest way.

    Parameters
    ----------
    pack
        The country.
    file
        See `read_chronology`.
    golden_s
        Golden time, seconds; None: the pack's.

    Raises
    ------
    MissingFileError
        If there is no such file.
    FaultsError
        Naming every fault of it.
    """
    story = read_chronology(file, pack)
    changed = [one.pack_of(pack) for one in story.measures]
    days = distinct_days([pack, *changed], story.days, way_s=max(story.way_s))
    cases = _cases(pack, story, days)
    golden = pack.settings.golden_s if golden_s is None else golden_s
    now = cache(partial(moment_of, pack))
    before = [first_help(now, story, case) for case in cases]
    tried = []
    for there, measure in zip(changed, story.measures, strict=True):
        then = now if there is pack else cache(partial(moment_of, there))
        tried.append([first_help(then, story, case, measure=measure) for case in cases])
    return Replay(
        chronology=story,
        golden_s=golden,
        steps=tuple(step_of(now, story, event, runs=(cases, before)) for event in story.events),
        as_it_was=_outcome(None, cases, before, was=before, golden_s=golden),
        outcomes=tuple(
            _outcome(measure, cases, helps, was=before, golden_s=golden)
            for measure, helps in zip(story.measures, tried, strict=True)
        ),
    )


def _cases(pack: Pack, story: Chronology, days: Sequence[date]) -> list[Case]:
    """List every day with the shortest and the longest time on the way."""
    hour, minute = divmod(round(story.arrived_s / 60), 60)
    return [
        Case(datetime.combine(day, time(hour, minute), pack.zone), way_s)
        for day in days
        for way_s in sorted(set(story.way_s))
    ]


def _outcome(
    measure: Measure | None,
    cases: Sequence[Case],
    helps: Sequence[Help | None],
    *,
    was: Sequence[Help | None],
    golden_s: float,
) -> Outcome:
    """Gather one help for each case into ranges."""
    runs = list(zip(cases, helps, was, strict=True))
    known = [one for one in helps if one is not None]
    all_known = len(known) == len(helps)
    at = [clock_of(case, case.way_s - s) for case, one, _ in runs if one for s in _ends(one)]
    saved = [
        before.p50_s - seconds
        for _, one, before in runs
        if one and before
        for seconds in _ends(one)
    ]
    return Outcome(
        measure=measure,
        by=tuple(dict.fromkeys(one.by for one in known)),
        by_ko=tuple(dict.fromkeys(one.by_ko or one.by for one in known)),
        is_met=any(one.is_met for one in known),
        is_let_in=any(not one.is_met for one in known),
        at=span_of(at) if all_known else None,
        since_escape=span_of(s for one in known for s in _ends(one)) if all_known else None,
        saved=span_of(saved) if all_known and all(was) else None,
        in_time=_in_time(helps, golden_s),
    )


def _ends(one: Help) -> tuple[float, float]:
    return one.p50_s, one.p90_s


def _in_time(helps: Sequence[Help | None], golden_s: float) -> InTime:
    if all(one is not None and one.p90_s <= golden_s for one in helps):
        return "yes"
    is_ever = any(one is not None and one.p50_s <= golden_s for one in helps)
    return "in_part" if is_ever else "no"
