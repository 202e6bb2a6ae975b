"""The numbers of a pack: golden time, delays, access, hazard weights, checked once at load."""

import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from geo.errors import Fault, FaultsError, SettingError
from layers.hazard import HazardRule
from layers.schemas import EVIDENCE, STATUS
from routing.snap import SnapRule
from routing.speeds import SpeedProfile

GOLDEN_MIN: Final = (1.0, 7 * 24 * 60.0)
"""Shortest and longest golden time, minutes."""
MOST_CAUTION: Final = 1e6
"""Highest price of danger: beyond it a second of danger weighs more than ten days of driving."""
SPREADS: Final = ("answer", "processing", "turnout", "drive")
"""Parts of an ETA that a pack gives a spread."""
_MOST_SPREAD = 2.0
_MOST_DELAY_S = 7 * 24 * 3600.0
_MOST_M = 1e6
_MOST_DAYS = 3660.0


@dataclass(frozen=True, slots=True)
class Delays:
    """Seconds before anybody drives, and how far each part may stray.

    Parameters
    ----------
    answer_s, processing_s
        From the first ring to an answer, and from there to the order to go.
    turnout_on_duty_s, turnout_on_call_s
        From the order to a moving car, for staff at work and for staff at home.
    spread
        Standard deviation of the logarithm of each part of `SPREADS`, 0..2.
    """

    answer_s: float
    processing_s: float
    turnout_on_duty_s: float
    turnout_on_call_s: float
    spread: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Settings:
    """Every number of a pack, each a value and none a global.

    Parameters
    ----------
    golden_s
        Golden time in seconds, inclusive: a help that comes at exactly this time is in time.
    golden_origin
        Where the golden time is from, in words.
    delays, access, speeds, hazard
        The parts of an ETA, the off-road rule, the speed table, the hazard weights.
    balanced_caution, safest_caution
        Price of danger of the two safer routes; 0 is the fastest.
    avoid_police_m
        How far these two keep away from police posts marked ``avoid``, metres.
    briefed_within_days
        How long the briefing of a Green Zone's staff holds, days.
    """

    golden_s: float
    golden_origin: str
    delays: Delays
    access: SnapRule
    speeds: SpeedProfile
    hazard: HazardRule
    balanced_caution: float
    safest_caution: float
    avoid_police_m: float
    briefed_within_days: float


class _Reader:
    """Take numbers out of a nested table and remember every fault."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._table = table
        self.faults: list[Fault] = []

    def section(self, dotted: str) -> Mapping[str, Any]:
        here: Any = self._table
        for name in dotted.split("."):
            here = here.get(name) if isinstance(here, Mapping) else None
        if not isinstance(here, Mapping):
            self.faults.append(Fault("NO_SETTING", f"section [{dotted}] is missing"))
            return {}
        return here

    def number(self, dotted: str, *, least: float = 0.0, most: float) -> float:
        section, _, name = dotted.rpartition(".")
        value = self.section(section).get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.faults.append(Fault("NO_SETTING", f"{dotted} must be a number"))
            return math.nan
        if not least <= value <= most:
            message = f"{dotted} is {str(value)[:40]}; give {least:g} to {most:.12g}"
            self.faults.append(Fault("RANGE", message))
            return math.nan
        return float(value)

    def numbers(self, dotted: str, names: Iterable[str], *, most: float) -> Mapping[str, float]:
        return MappingProxyType(
            {name: self.number(f"{dotted}.{name}", most=most) for name in names}
        )

    def speeds(self) -> SpeedProfile | None:
        try:
            return SpeedProfile.from_table(self.section("speeds"))
        except FaultsError as error:
            self.faults += error.faults
            return None


def read_settings(path: Path) -> Settings:
    """Read a pack's ``settings.toml``.

    Raises
    ------
    FaultsError
        Naming every missing or impossible number of the file at once.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FaultsError(path.name, [Fault("NO_FILE", "the file is missing")]) from None
    except OSError as error:
        why = error.strerror or "it cannot be opened"
        raise FaultsError(path.name, [Fault("READ", f"cannot be read: {why}")]) from None
    except (ValueError, RecursionError) as error:
        raise FaultsError(path.name, [Fault("TOML", str(error))]) from None
    return settings_from_table(table, subject=path.name)


def settings_from_table(table: Mapping[str, Any], *, subject: str) -> Settings:
    """Check a table of settings (the shape of ``settings.toml``) and give it as one value.

    Weights, spreads and cautions are held to their ranges, and every word that a layer may
    use for evidence and status must have its weight: none is ever taken as zero in silence.

    Raises
    ------
    FaultsError
        Naming every missing or impossible number at once.
    """
    read = _Reader(table)
    delays = _delays(read)
    limit_m = read.number("access.limit_m", most=_MOST_M)
    speed_kph = read.number("access.speed_kph", least=1.0, most=300.0)
    detour_factor = read.number("access.detour_factor", least=1.0, most=10.0)
    hazard = _hazard(read)
    golden_min = read.number("golden_time.minutes", least=GOLDEN_MIN[0], most=GOLDEN_MIN[1])
    balanced, safest = (
        read.number(f"paths.{name}_caution", most=MOST_CAUTION) for name in ("balanced", "safest")
    )
    avoid_police_m = read.number("paths.avoid_police_m", most=_MOST_M)
    briefed_within_days = read.number("readiness.briefed_within_days", most=_MOST_DAYS)
    speeds = read.speeds()
    if read.faults or speeds is None:
        raise FaultsError(subject, dict.fromkeys(read.faults))
    return Settings(
        golden_s=60.0 * golden_min,
        golden_origin=str(read.section("golden_time").get("origin", "not stated")),
        delays=delays,
        access=SnapRule(limit_m=limit_m, speed_kph=speed_kph, detour_factor=detour_factor),
        speeds=speeds,
        hazard=hazard,
        balanced_caution=balanced,
        safest_caution=safest,
        avoid_police_m=avoid_police_m,
        briefed_within_days=briefed_within_days,
    )


def _delays(read: _Reader) -> Delays:
    return Delays(
        answer_s=read.number("response.answer_s", most=_MOST_DELAY_S),
        processing_s=read.number("response.processing_s", most=_MOST_DELAY_S),
        turnout_on_duty_s=read.number("response.turnout_on_duty_s", most=_MOST_DELAY_S),
        turnout_on_call_s=read.number("response.turnout_on_call_s", most=_MOST_DELAY_S),
        spread=read.numbers("response.spread", SPREADS, most=_MOST_SPREAD),
    )


def _hazard(read: _Reader) -> HazardRule:
    return HazardRule(
        kernel_m=read.number("hazard.kernel_m", least=1.0, most=_MOST_M),
        reach_kernels=read.number("hazard.reach_kernels", least=1.0, most=100.0),
        cell_m=read.number("hazard.cell_m", least=1.0, most=_MOST_M),
        half_life_days=read.number("hazard.weight_half_life_days", least=1.0, most=1e6),
        evidence=read.numbers("hazard.evidence", EVIDENCE, most=1.0),
        status=read.numbers("hazard.status", STATUS, most=1.0),
    )


def golden_seconds(settings: Settings, minutes: float | None) -> float:
    """Give the golden time in seconds: the user's, or the pack's when none is given.

    Raises
    ------
    SettingError
        If the minutes are not between 1 minute and 7 days.
    """
    if minutes is None:
        return settings.golden_s
    least, most = GOLDEN_MIN
    if not least <= minutes <= most:
        raise SettingError(f"golden time {minutes:g} min: give {least:g} to {most:.12g} minutes")
    return 60.0 * minutes
