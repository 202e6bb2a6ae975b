"""Doors and units as values: where they are, when they are in force, open, on duty or on call."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from layers.hours import Hours

Duty = Literal["duty", "call", "off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facility:
    """What a door and a unit have in common.

    Parameters
    ----------
    id, name, name_ko, kind
        As in its layer.
    lon, lat
        EPSG:4326, with `precision_m` metres of doubt.
    valid_from, valid_to
        Instants between which it is in force, the latter left out; None is an open end.
    """

    id: str
    name: str
    name_ko: str
    kind: str
    lon: float
    lat: float
    precision_m: float
    valid_from: datetime | None = None
    valid_to: datetime | None = None

    def is_in_force(self, when: datetime) -> bool:
        """Whether it exists at an instant."""
        has_begun = self.valid_from is None or self.valid_from <= when
        return has_begun and (self.valid_to is None or when < self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Door(Facility):
    """A place that can let a victim in.

    Parameters
    ----------
    hours
        When somebody opens; may be unknown.
    admission
        Whether it lets people in outside its hours: yes, no, contested, unknown.
    host
        Id of the mission or post it belongs to: its own for a mission or a post. Doors of one
        host are no two independent doors.
    """

    hours: Hours
    admission: str
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit(Facility):
    """People who can be sent.

    Parameters
    ----------
    base
        Id of the mission or post they leave from.
    duty
        When they are at work; may be unknown.
    on_call
        When they are on call at home if not at work; None if never, or not known to be.
    turnout_on_duty_s, turnout_on_call_s
        Seconds from the order to a moving car, at work and on call.
    state
        At the moment the list was made for: at work (``duty``), on call (``call``) or neither
        (``off``). Hours that are not known put nobody on duty or on call.
    """

    base: str
    duty: Hours
    on_call: Hours | None
    turnout_on_duty_s: float
    turnout_on_call_s: float
    state: Duty = "off"

    @property
    def on_duty(self) -> bool:
        """Whether they are at work at the moment; otherwise they are on call at home."""
        return self.state == "duty"

    @property
    def turnout_s(self) -> float:
        """Seconds from the order to a moving car at the moment; inf if they cannot be sent."""
        turnouts_s = {"duty": self.turnout_on_duty_s, "call": self.turnout_on_call_s}
        return turnouts_s.get(self.state, float("inf"))

    def state_at(self, when: datetime) -> Duty:
        """Say whether they are at work, on call or neither at an instant.

        Raises
        ------
        MomentError
            If `when` has no zone.
        """
        if not self.is_in_force(when):
            return "off"
        if self.duty.is_open(when):
            return "duty"
        return "call" if self.on_call is not None and self.on_call.is_open(when) else "off"

    def at(self, when: datetime) -> "Unit":
        """Give the same unit in its state at another instant."""
        return replace(self, state=self.state_at(when))


@dataclass(frozen=True, slots=True)
class Absence:
    """A unit that cannot be sent at the moment, and when it can.

    Parameters
    ----------
    unit
        Who.
    next_duty, next_call
        When they are next at work, and next on call; None if not within 400 days, not while
        they are in force, or not known.
    """

    unit: Unit
    next_duty: datetime | None
    next_call: datetime | None
