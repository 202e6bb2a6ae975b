"""The numbers of a pack: golden time, delays, access, hazard weights, checked once at load."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from geo.errors import Fault, FaultsError, SettingError
from layers.hazard import HazardRule
from routing.snap import SnapRule
from routing.speeds import SpeedProfile


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
        Standard deviation of the logarithm of each part: ``answer``,
        ``processing``, ``turnout``, ``drive``.
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
    """

    golden_s: float
    golden_origin: str
    delays: Delays
    access: SnapRule
    speeds: SpeedProfile
    hazard: HazardRule
    balanced_caution: float
    safest_caution: float


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

    def number(self, dotted: str, *, least: float = 0.0) -> float:
        section, _, name = dotted.rpartition(".")
        value = self.section(section).get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.faults.append(Fault("NO_SETTING", f"{dotted} must be a number"))
            return math.nan
        if not math.isfinite(value) or value < least:
            self.faults.append(Fault("RANGE", f"{dotted} is {value}; it must be {least:g} or more"))
        return float(value)

    def numbers(self, dotted: str) -> Mapping[str, float]:
        names = self.section(dotted)
        return MappingProxyType({name: self.number(f"{dotted}.{name}") for name in names})


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
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FaultsError(path.name, [Fault("TOML", str(error))]) from None
    return settings_from_table(table, subject=path.name)


def settings_from_table(table: Mapping[str, Any], *, subject: str) -> Settings:
    """Check a table of settings (the shape of ``settings.toml``) and give it as one value.

    Raises
    ------
    FaultsError
        Naming every missing or impossible number at once.
    """
    read = _Reader(table)
    delays = Delays(
        answer_s=read.number("response.answer_s"),
        processing_s=read.number("response.processing_s"),
        turnout_on_duty_s=read.number("response.turnout_on_duty_s"),
        turnout_on_call_s=read.number("response.turnout_on_call_s"),
        spread=read.numbers("response.spread"),
    )
    limit_m = read.number("access.limit_m")
    speed_kph = read.number("access.speed_kph", least=1.0)
    detour_factor = read.number("access.detour_factor", least=1.0)
    hazard = HazardRule(
        kernel_m=read.number("hazard.kernel_m", least=1.0),
        reach_kernels=read.number("hazard.reach_kernels", least=1.0),
        cell_m=read.number("hazard.cell_m", least=1.0),
        half_life_days=read.number("hazard.weight_half_life_days", least=1.0),
        evidence=read.numbers("hazard.evidence"),
        status=read.numbers("hazard.status"),
    )
    golden_s = 60.0 * read.number("golden_time.minutes")
    balanced, safest = read.number("paths.balanced_caution"), read.number("paths.safest_caution")
    speeds = read.section("speeds")
    if read.faults:
        raise FaultsError(subject, read.faults)
    return Settings(
        golden_s=golden_s,
        golden_origin=str(read.section("golden_time").get("origin", "not stated")),
        delays=delays,
        access=SnapRule(limit_m=limit_m, speed_kph=speed_kph, detour_factor=detour_factor),
        speeds=SpeedProfile.from_table(speeds),
        hazard=hazard,
        balanced_caution=balanced,
        safest_caution=safest,
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
    if not math.isfinite(minutes) or not 1 <= minutes <= 7 * 24 * 60:
        raise SettingError(f"golden time {minutes:g} min: give 1 to 10080 minutes")
    return 60.0 * minutes
