"""A reported chronology beside the model: each step, then each measure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

import numpy as np

from planning.eta import admission_at, reach_times
from planning.facilities import units_at
from planning.moment import Moment, moment_of
from planning.packs import Pack
from planning.trials.chronology import Chronology, Event, read_chronology
from planning.trials.days import distinct_days
from planning.trials.doors import door_named, points_of
from planning.trials.measures import Measure, applied
from planning.trials.outcomes import Case, Help, first_help, place_of, units_to

InTime = Literal["yes", "no", "in_part"]
Figure = Literal["duration", "clock"]
FIGURES: Final[Mapping[str, Figure]] = MappingProxyType({"on_the_way": "duration"})
"""What the figures of a kind of event are; of every other kind they are times of the day."""
_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Span:
    """From the least to the most over all cases, seconds.

    A time of the day counts from midnight before the reported arrival: it is negative on the
    day before, and 86,400 or more on the day after.
    """

    least_s: float
    most_s: float


@dataclass(frozen=True, slots=True)
class Step:
    """One event and what the model says of it.

    Parameters
    ----------
    event
        As reported.
    reported, modelled
        The two figures; None where there is none. Of ``at_door`` the model gives when that
        door next opens; of ``phone_answered`` when the first unit sent then is at the door.
    difference
        The model's less the reported, over the cases; None without both.
    states
        For ``at_door``: what the person finds there, each of ``open``, ``closed``, ``unknown``.
    by
        Names of the doors or units that the model speaks of.
    """

    event: Event
    reported: Span | None
    modelled: Span | None
    difference: Span | None
    states: tuple[str, ...]
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a measure would have changed.

    Parameters
    ----------
    measure
        It; None: as it was.
    by, by_ko
        Names of the doors or units that help first.
    is_met
        Whether a unit meets the person, rather than a door lets them in.
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
    changed = [applied(pack, measure.changes) for measure in story.measures]
    days = distinct_days([pack, *changed], story.days, way_s=max(story.way_s))
    cases = _cases(pack, story, days)
    golden = pack.settings.golden_s if golden_s is None else golden_s
    before = [first_help(pack, story, case) for case in cases]
    tried = [
        [first_help(there, story, case, measure=measure) for case in cases]
        for there, measure in zip(changed, story.measures, strict=True)
    ]
    return Replay(
        chronology=story,
        golden_s=golden,
        steps=tuple(_step(pack, story, event, runs=(cases, before)) for event in story.events),
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
    at = [_clock(case, case.way_s - s) for case, one, _ in runs if one for s in _ends(one)]
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
        at=_span(at) if all_known else None,
        since_escape=_span(s for one in known for s in _ends(one)) if all_known else None,
        saved=_span(saved) if all_known and all(was) else None,
        in_time=_in_time(helps, golden_s),
    )


def _ends(one: Help) -> tuple[float, float]:
    return one.p50_s, one.p90_s


def _in_time(helps: Sequence[Help | None], golden_s: float) -> InTime:
    if all(one is not None and one.p90_s <= golden_s for one in helps):
        return "yes"
    is_ever = any(one is not None and one.p50_s <= golden_s for one in helps)
    return "in_part" if is_ever else "no"


def _clock(case: Case, before_arrival_s: float) -> float:
    """Give a time of the day, seconds from midnight before the arrival."""
    midnight = case.arrived.replace(hour=0, minute=0, second=0)
    return (case.arrived - midnight).total_seconds() - before_arrival_s


def _span(seconds: Iterable[float]) -> Span | None:
    values = [one for one in seconds if np.isfinite(one)]
    return Span(min(values), max(values)) if values else None


@dataclass(frozen=True, slots=True)
class _Said:
    """What the model says of an event in one case."""

    seconds: float = float("nan")
    state: str = ""
    by: str = ""


def _step(
    pack: Pack,
    story: Chronology,
    event: Event,
    *,
    runs: tuple[Sequence[Case], Sequence[Help | None]],
) -> Step:
    reported = _reported(story, event)
    said = [_said(pack, story, event, run=run) for run in zip(*runs, strict=True)]
    modelled = _span(one.seconds for one in said)
    difference = None
    if reported is not None and modelled is not None:
        low, high = modelled.least_s - reported.most_s, modelled.most_s - reported.least_s
        difference = Span(low, high)
    return Step(
        event=event,
        reported=reported,
        modelled=modelled,
        difference=difference,
        states=tuple(sorted({one.state for one in said if one.state})),
        by=tuple(dict.fromkeys(one.by for one in said if one.by)),
    )


def _reported(story: Chronology, event: Event) -> Span | None:
    """Give the figure that was reported; of the escape, what the others make of it."""
    if event.lasting_s is not None:
        return Span(*event.lasting_s)
    if event.at_s is not None:
        return Span(event.at_s, event.at_s)
    if event.kind == "escaped":
        shortest_s, longest_s = story.way_s
        return Span(story.arrived_s - longest_s, story.arrived_s - shortest_s)
    return None


def _said(pack: Pack, story: Chronology, event: Event, *, run: tuple[Case, Help | None]) -> _Said:
    """Ask the model about one event in one case."""
    case, helped = run
    if event.kind == "on_the_way":
        return _drive(moment_of(pack, case.escaped), story)
    if event.kind == "at_door":
        return _door(moment_of(pack, case.arrived), case, story.door)
    if event.kind == "counter_open":
        return _door(moment_of(pack, case.arrived), case, event.door or story.door)
    if event.kind == "phone_answered" and event.at_s is not None:
        when = case.arrived + (event.at_s - story.arrived_s) * _SECOND
        return _called(moment_of(pack, when), case, story.door)
    if event.kind in {"admitted", "met"} and helped is not None:
        return _Said(_clock(case, case.way_s - helped.p50_s), by=helped.by)
    return _Said()


def _drive(moment: Moment, story: Chronology) -> _Said:
    door = door_named(moment, story.door)
    reach = reach_times(moment, points_of(story.escaped_from), [door])
    return _Said(float(reach.arrival_s[0, 0]), by=door.name)


def _door(moment: Moment, case: Case, door_id: str) -> _Said:
    door = door_named(moment, door_id)
    found = admission_at(moment, door, 0.0)
    state = "unknown" if found.is_open is None else "open" if found.is_open else "closed"
    return _Said(_clock(case, -found.wait_s), state, door.name)


def _called(moment: Moment, case: Case, door_id: str) -> _Said:
    """Give when the first unit is at the door that is called for now."""
    helps = units_to(moment, place_of(door_named(moment, door_id)), units_at(moment))
    if not helps:
        return _Said()
    first = min(helps, key=lambda one: one.p50_s)
    called_s = (moment.when - case.arrived).total_seconds()
    return _Said(_clock(case, -called_s - first.p50_s), by=first.by)
