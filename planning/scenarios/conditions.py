"""Changes of the question and of the pack's numbers: season, golden time, police, speeds, turnout."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from planning.scenarios.changes import Change, Claim
from planning.supply.facilities import PolicePolicy

SeasonName = Literal["wet", "dry"]


@dataclass(frozen=True, slots=True)
class Season(Change):
    """Let it be the wet or the dry season, whatever the month."""

    key: ClassVar[str] = "season"
    says: ClassVar[str] = "It is the {season} season."
    settles: ClassVar[tuple[str, str] | None] = ("the roads", "season")
    season: SeasonName


@dataclass(frozen=True, slots=True)
class GoldenTime(Change):
    """Ask with another golden time, minutes."""

    key: ClassVar[str] = "golden_time"
    says: ClassVar[str] = "The golden time is {minutes} minutes."
    settles: ClassVar[tuple[str, str] | None] = ("the golden time", "minutes")
    minutes: float


@dataclass(frozen=True, slots=True)
class Police(Change):
    """Count no police posts, the trusted ones, or all but those to avoid."""

    key: ClassVar[str] = "police"
    says: ClassVar[str] = "Police posts that count: {police}."
    settles: ClassVar[tuple[str, str] | None] = ("the question", "police")
    police: PolicePolicy


@dataclass(frozen=True, slots=True)
class SpeedFactor(Change):
    """Multiply every driving speed, that to the nearest road too.

    Legal limits stay, and so do ferries, walking, and roads whose source states their time.
    """

    key: ClassVar[str] = "speed_factor"
    says: ClassVar[str] = "Driving speeds are {factor} times those of the pack."
    settles: ClassVar[tuple[str, str] | None] = ("driving speeds", "factor")
    factor: float


@dataclass(frozen=True, slots=True)
class SetTurnout(Change):
    """Change how long it takes from the order to a moving car, minutes.

    Parameters
    ----------
    on_duty_min, on_call_min
        For staff at work, and for staff at home; None leaves it.
    unit
        Id of one unit; empty: of every unit that has no turnout of its own.
    """

    key: ClassVar[str] = "set_turnout"
    on_duty_min: float | None = None
    on_call_min: float | None = None
    unit: str = ""

    @property
    def stated(self) -> dict[str, float]:
        """The turnouts that are given, by the column of a unit that holds one."""
        both = {
            "turnout_on_duty_min": self.on_duty_min,
            "turnout_on_call_min": self.on_call_min,
        }
        return {name: minutes for name, minutes in both.items() if minutes is not None}

    @property
    def text(self) -> str:
        """Say the change in one plain sentence."""
        words = {"turnout_on_duty_min": "on duty", "turnout_on_call_min": "on call"}
        said = ", ".join(f"{words[name]} {minutes:g} min" for name, minutes in self.stated.items())
        return f"Turnout of {self.unit or 'every unit'}: {said or 'as it is'}."

    @property
    def claims(self) -> Mapping[Claim, object]:
        """The turnouts that are given."""
        return {(self.unit or "every unit", name): value for name, value in self.stated.items()}


@dataclass(frozen=True, slots=True)
class AsOf(Change):
    """Ask at another instant: ISO 8601, local time there without an offset."""

    key: ClassVar[str] = "as_of"
    says: ClassVar[str] = "The question is asked as of {when}."
    settles: ClassVar[tuple[str, str] | None] = ("the question", "when")
    when: str
