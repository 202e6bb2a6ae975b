"""Each step of a chronology beside what the model says of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Final, Literal

from planning.eta import admission_at, reach_times
from planning.moment import Moment
from planning.supply.facilities import units_at
from planning.trials.chronology import Chronology, Event
from planning.trials.doors import door_named, place_of, points_of
from planning.trials.outcomes import Case, Help, MomentAt, units_to
from planning.trials.spans import Span, clock_of, span_of

Figure = Literal["duration", "clock"]
FIGURES: Final[Mapping[str, Figure]] = MappingProxyType({"on_the_way": "duration"})
"""What the figures of a kind of event are; of every other kind they are times of the day."""
_SECOND: Final = timedelta(seconds=1)


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
class _Said:
    """What the model says of an event in one case."""

    seconds: float = float("nan")
    state: str = ""
    by: str = ""


def step_of(
    now: MomentAt,
    story: Chronology,
    event: Event,
    *,
    runs: tuple[Sequence[Case], Sequence[Help | None]],
) -> Step:
    """Put an event beside what the model says of it in every case.

    Parameters
    ----------
    now
        The country as it was.
    story, event
        As reported; one of its events.
    runs
        The cases, and who helps first in each without any measure.
    """
    reported = _reported(story, event)
    said = [_said(now, story, event, run=run) for run in zip(*runs, strict=True)]
    modelled = span_of(one.seconds for one in said)
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


def _said(
    now: MomentAt, story: Chronology, event: Event, *, run: tuple[Case, Help | None]
) -> _Said:
    """Ask the model about one event in one case."""
    case, helped = run
    if event.kind == "on_the_way":
        return _drive(now(case.escaped), story)
    if event.kind == "at_door":
        return _door(now(case.arrived), case, story.door)
    if event.kind == "counter_open":
        return _door(now(case.arrived), case, event.door or story.door)
    if event.kind == "phone_answered" and event.at_s is not None:
        when = case.arrived + (event.at_s - story.arrived_s) * _SECOND
        return _called(now(when), case, story.door)
    if event.kind in {"admitted", "met"} and helped is not None:
        return _Said(clock_of(case, case.way_s - helped.p50_s), by=helped.by)
    return _Said()


def _drive(moment: Moment, story: Chronology) -> _Said:
    door = door_named(moment.pack, story.door)
    reach = reach_times(moment, points_of(story.escaped_from), [door])
    return _Said(float(reach.arrival_s[0, 0]), by=door.name)


def _door(moment: Moment, case: Case, door_id: str) -> _Said:
    door = door_named(moment.pack, door_id)
    found = admission_at(moment, door, 0.0)
    state = "unknown" if found.is_open is None else "open" if found.is_open else "closed"
    return _Said(clock_of(case, -found.wait_s), state, door.name)


def _called(moment: Moment, case: Case, door_id: str) -> _Said:
    """Give when the first unit is at the door that is called for now."""
    helps = units_to(moment, place_of(door_named(moment.pack, door_id)), units_at(moment))
    if not helps:
        return _Said()
    first = min(helps, key=lambda one: one.p50_s)
    called_s = (moment.when - case.arrived).total_seconds()
    return _Said(clock_of(case, -called_s - first.p50_s), by=first.by)
