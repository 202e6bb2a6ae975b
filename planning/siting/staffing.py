"""How many officers keep hours, and what they cost: the shift relief factor."""

import math
from dataclasses import dataclass, fields

from geo.errors import Fault, FaultsError
from layers.timetables import timetable
from planning.cover.week import HOURS, week_instants
from planning.moment import Moment
from planning.supply.facilities import hours_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffing:
    """Rules of work, each an assumption of the planner's: no source states them for a mission.

    Parameters
    ----------
    at_once
        Officers on duty at the same time.
    week_h
        Hours that one officer works in a week.
    present
        Share of the year's working hours in which an officer is there, not on leave, ill or
        in training; 0..1.
    cost_per_officer
        Of one officer for a year, in the planner's currency; None: not known.
    """

    at_once: int = 1
    week_h: float = 40.0
    present: float = 0.8
    cost_per_officer: float | None = None

    def __post_init__(self) -> None:
        """Refuse numbers that no roster can have.

        Raises
        ------
        FaultsError
            Naming every fault.
        """
        ranges = {
            "at_once": (1, 1000),
            "week_h": (1, HOURS),
            "present": (0.05, 1),
            "cost_per_officer": (0, 1e9),
        }
        given = {one.name: getattr(self, one.name) for one in fields(self)}
        faults = [
            Fault("RANGE", f"{name.replace('_', ' ')} {given[name]:g}: give {low} to {high:g}")
            for name, (low, high) in ranges.items()
            if given[name] is not None and not low <= given[name] <= high
        ]
        if faults:
            raise FaultsError("staffing", faults)

    @property
    def relief(self) -> float:
        """Hours of a post that one officer fills in a week."""
        return self.week_h * self.present

    def weekly_hours(self, moment: Moment, hours: str) -> float:
        """Count the open hours of OSM opening_hours text in the week of a moment.

        Raises
        ------
        FaultsError
            If the hours cannot be read.
        """
        monday = week_instants(moment)[0]
        table = timetable(hours_of(moment.pack, hours), "no", monday, seconds=3600.0 * HOURS)
        return float((table.closes_s - table.opens_s).sum()) / 3600.0

    def officers(self, weekly_h: float) -> float:
        """Give the whole officers that fill so many hours of a week, each by `at_once`.

        Examples
        --------
        >>> Staffing().officers(168.0), Staffing().officers(45.0)
        (6.0, 2.0)
        """
        return float(math.ceil(self.at_once * weekly_h / self.relief - 1e-9))

    def cost(self, officers: float) -> float | None:
        """Give what officers cost in a year; None where that is not known."""
        return None if self.cost_per_officer is None else officers * self.cost_per_officer
