"""When a person would have been inside or met, for one day and one time on the way."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np

from geo.coordinates import Place
from planning.answers.spreads import drive_spread, response_spread
from planning.eta import admission_at, reach_times, response_times
from planning.moment import Moment
from planning.supply.facilities import doors_at, units_at
from planning.supply.values import Door, Unit
from planning.trials.chronology import Chronology
from planning.trials.doors import door_named, place_of, points_of
from planning.trials.measures import Measure


@dataclass(frozen=True, slots=True)
class Case:
    """One day that it may have been, and one time on the way.

    Parameters
    ----------
    arrived
        Instant at the door, as reported.
    way_s
        Seconds on the way, as reported.
    """

    arrived: datetime
    way_s: float

    @property
    def escaped(self) -> datetime:
        """Instant of the escape: the arrival less the way."""
        earlier = self.arrived.astimezone(UTC) - timedelta(seconds=self.way_s)
        return earlier.astimezone(self.arrived.tzinfo)


@dataclass(frozen=True, slots=True)
class Help:
    """Somebody who would have helped, in seconds from the escape.

    Parameters
    ----------
    by, by_ko
        Name of the door or unit; the Korean one may be empty.
    is_met
        Whether a unit meets the person; otherwise a door lets them in.
    p50_s, p90_s
        Seconds not exceeded half of the time and nine times in ten.
    """

    by: str
    by_ko: str
    is_met: bool
    p50_s: float
    p90_s: float


MomentAt = Callable[[datetime], Moment]
"""The country at an instant."""


def first_help(
    moment_at: MomentAt, story: Chronology, case: Case, *, measure: Measure | None = None
) -> Help | None:
    """Give who helps first; None where nobody is known to.

    The door where the reported way ended, and any door at the same mission, keeps the reported
    arrival: the model does not travel better than the person did. Any other door and every unit
    is timed by the model, from the escape. A door whose hours are not known never counts.

    Parameters
    ----------
    moment_at
        The country, with the changes of the measure made.
    story
        As reported.
    case
        The day and the time on the way.
    measure
        Whose calls and police count; None: nobody is called.
    """
    police = measure.police if measure else "none"
    moment = moment_at(case.escaped)
    helps = [*_doors(moment, story, case, doors=doors_at(moment, police=police))]
    if measure and measure.call == "escape":
        units = units_at(moment, police=police)
        helps += units_to(moment, story.escaped_from, units)
    elif measure and measure.call == "door":
        later = moment_at(case.arrived)
        place = place_of(door_named(later.pack, story.door))
        units = units_at(later, police=police)
        helps += [_later(one, case.way_s) for one in units_to(later, place, units)]
    return min(helps, key=lambda one: (one.p50_s, one.p90_s), default=None)


def units_to(moment: Moment, place: Place, units: Sequence[Unit]) -> list[Help]:
    """Time every unit that can be sent to a place, from the call.

    Parameters
    ----------
    moment
        The roads at the instant of the call.
    place
        Where they are called to; its error widens every time.
    units
        Who can be sent; those whom no road leads there are left out.
    """
    if not units:
        return []
    response = response_times(moment, units, points_of(place))
    helps = []
    for row, unit in enumerate(units):
        if np.isfinite(response.eta_s[row, 0]):
            spread = response_spread(response, row, 0, error_m=place.error_m)
            p50_s, p90_s = (spread.percentile(share) for share in (0.5, 0.9))
            helps.append(Help(unit.name, unit.name_ko, is_met=True, p50_s=p50_s, p90_s=p90_s))
    return helps


def _later(help_: Help, seconds: float) -> Help:
    return replace(help_, p50_s=help_.p50_s + seconds, p90_s=help_.p90_s + seconds)


def _doors(
    moment: Moment, story: Chronology, case: Case, *, doors: Sequence[Door]
) -> Iterable[Help]:
    """Time every door that may count, whose hours are known."""
    here = door_named(moment.pack, story.door).host
    known = [door for door in doors if not door.hours.is_unknown or door.admission == "yes"]
    others = [door for door in known if door.host != here]
    for door in known:
        if door not in others:
            yield from _inside(moment, door, (case.way_s, case.way_s))
    if not others:
        return
    reach = reach_times(moment, points_of(story.escaped_from), others)
    for column, door in enumerate(others):
        arrival_s = float(reach.arrival_s[0, column])
        if np.isfinite(arrival_s):
            errors_m = story.escaped_from.error_m, door.precision_m
            spread = drive_spread(moment, arrival_s, errors_m=errors_m)
            yield from _inside(moment, door, (spread.percentile(0.5), spread.percentile(0.9)))


def _inside(moment: Moment, door: Door, ways_s: tuple[float, float]) -> Iterable[Help]:
    """Add the wait before a door to the ways to it; nothing where it does not open."""
    p50_s, p90_s = (way_s + admission_at(moment, door, way_s).wait_s for way_s in ways_s)
    if np.isfinite(p50_s) and np.isfinite(p90_s):
        yield Help(door.name, door.name_ko, is_met=False, p50_s=p50_s, p90_s=p90_s)
