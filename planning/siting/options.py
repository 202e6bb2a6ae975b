"""What can be chosen: a candidate with its hours, the officers it takes and what it costs."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Literal

from planning.moment import Moment
from planning.siting.candidates import Candidate
from planning.siting.staffing import Staffing
from planning.supply.facilities import hours_of
from planning.supply.values import Door, Facility, Unit

Role = Literal["zone", "officers"]
ALWAYS = "24/7"


@dataclass(frozen=True, slots=True)
class Option:
    """One way in which a candidate can be used.

    Parameters
    ----------
    candidate
        Where.
    hours
        OSM opening_hours text: when somebody lets people in, or is on duty.
    role
        A ``zone`` lets victims in; ``officers`` are sent to them.
    officers
        Needed to keep the hours, whole people.
    cost
        Of a year; None: not known.
    """

    candidate: Candidate
    hours: str
    role: Role
    officers: float
    cost: float | None

    @property
    def id(self) -> str:
        """Id of the candidate; its hours follow unless they are day and night."""
        if self.hours == ALWAYS or self.candidate.hours:
            return self.candidate.id
        return f"{self.candidate.id} {self.hours}"

    def facility(self, moment: Moment) -> Door | Unit:
        """Give what would stand there, as a door or as a unit on duty in the hours."""
        spot, hours = self.candidate, hours_of(moment.pack, self.hours)
        common = Facility(
            id=f"option-{self.id}",
            name=spot.name,
            name_ko=spot.name_ko,
            kind=spot.kind,
            lon=spot.lon,
            lat=spot.lat,
            precision_m=spot.precision_m,
        )
        same = {one.name: getattr(common, one.name) for one in fields(common)}
        if self.role == "zone":
            return Door(**same, hours=hours, admission="no", host=spot.host)
        delays = moment.pack.settings.delays
        return Unit(
            **same,
            base=spot.host,
            duty=hours,
            on_call=None,
            turnout_on_duty_s=delays.turnout_on_duty_s,
            turnout_on_call_s=delays.turnout_on_call_s,
        )


def options_of(
    moment: Moment,
    candidates: Sequence[Candidate],
    *,
    hours: Sequence[str],
    role: Role,
    staffing: Staffing,
) -> list[Option]:
    """Give every candidate with each of the hours, or with its own where it names them.

    Parameters
    ----------
    moment
        The pack, whose public holidays the hours keep.
    candidates
        Where.
    hours
        OSM opening_hours texts.
    role
        What they do.
    staffing
        How many people keep the hours, and what they cost.

    Raises
    ------
    FaultsError
        If hours cannot be read.
    """
    weekly_h = {text: staffing.weekly_hours(moment, text) for text in hours}
    options = []
    for candidate in candidates:
        for text in [candidate.hours] if candidate.hours else hours:
            if text not in weekly_h:
                weekly_h[text] = staffing.weekly_hours(moment, text)
            officers = staffing.officers(weekly_h[text])
            if candidate.officers is not None:
                officers = candidate.officers
            cost = candidate.cost
            if cost is None:
                cost = staffing.cost(officers)
            options.append(Option(candidate, text, role, officers, cost))
    return options
