"""What each hour allows each door and unit: delays before the way, and when it must be over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from layers.hours import Hours
from layers.timetables import Timetable, timetable
from planning.cover.houses import Supply
from planning.golden import latest_s
from planning.moment import Moment
from planning.supply.values import Door, Unit

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Allowance:
    """What each instant allows each facility: in time is ``delay_s + travel_s <= limit_s``.

    Parameters
    ----------
    delay_s
        Seconds before anybody travels: answer, processing and turnout of a unit; 0 for a
        door; inf for a unit that cannot be sent. Shape (facilities, instants).
    limit_s
        Seconds from the instant by which the way must be over: for a unit the last that counts
        (`planning.golden`), for a door the last instant until then at which it is open. A
        victim who arrives no later finds it open, or sees it open in time. -inf where it
        never is.
    """

    delay_s: Floats
    limit_s: Floats

    @property
    def budget_s(self) -> Floats:
        """Longest way that is in time: the drive radius left; negative where there is none."""
        return np.asarray(self.limit_s - self.delay_s)

    def at(self, instants: NDArray[np.int_]) -> "Allowance":
        """Keep some of the instants, by number."""
        return Allowance(self.delay_s[:, instants], self.limit_s[:, instants])


def allowance(
    moment: Moment, supply: Supply, instants: Sequence[datetime], *, golden_s: float
) -> Allowance:
    """Say what each instant allows each facility.

    Parameters
    ----------
    moment
        The pack, and which units are busy: they are so at every instant.
    supply
        Doors and units.
    instants
        Aware, ascending instants of the call, or of the victim's first step.
    golden_s
        The golden time, seconds, inclusive.
    """
    asked = _Asked(instants, golden_s)
    delay_s = np.zeros((len(supply), len(instants)))
    limit_s = np.full_like(delay_s, latest_s(golden_s))
    for row, door in enumerate(supply.doors):
        hours = asked.timetable(door.hours, door.admission)
        last_s = hours.last_open(asked.at_s + latest_s(golden_s))
        limit_s[row] = np.where(asked.in_force(door), last_s - asked.at_s, -np.inf)
    delays = moment.pack.settings.delays
    for row, unit in enumerate(supply.units, start=len(supply.doors)):
        is_free = asked.in_force(unit) & (unit.id not in moment.busy)
        turnout_s = np.where(is_free, asked.turnout_s(unit), np.inf)
        delay_s[row] = delays.answer_s + delays.processing_s + turnout_s
    return Allowance(delay_s, limit_s)


class _Asked:
    """Instants, as seconds after the first."""

    def __init__(self, instants: Sequence[datetime], golden_s: float) -> None:
        self._begin = instants[0].astimezone(UTC)
        self.at_s = np.array([self._seconds(when) for when in instants])
        self._window_s = float(self.at_s[-1]) + golden_s + 60.0

    def timetable(self, hours: Hours, admission: str = "no") -> Timetable:
        return timetable(hours, admission, self._begin, seconds=self._window_s)

    def in_force(self, one: Door | Unit) -> NDArray[np.bool_]:
        begun = -np.inf if one.valid_from is None else self._seconds(one.valid_from)
        ended = np.inf if one.valid_to is None else self._seconds(one.valid_to)
        return np.asarray((begun <= self.at_s) & (self.at_s < ended))

    def turnout_s(self, unit: Unit) -> Floats:
        on_duty = self.timetable(unit.duty).is_open(self.at_s)
        on_call = np.zeros_like(on_duty)
        if unit.on_call is not None:
            on_call = self.timetable(unit.on_call).is_open(self.at_s)
        called_s = np.where(on_call, unit.turnout_on_call_s, np.inf)
        return np.where(on_duty, unit.turnout_on_duty_s, called_s)

    def _seconds(self, when: datetime) -> float:
        return (when.astimezone(UTC) - self._begin).total_seconds()
