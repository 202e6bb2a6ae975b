"""What a public holiday leaves open: doors and units whose hours on file say nothing of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from planning.moment import Moment
from planning.supply.days_off import holiday_of, is_silent_on_holidays
from planning.supply.facilities import ADMITTING_KINDS
from planning.supply.values import Door, Unit


@dataclass(frozen=True, slots=True)
class HolidayCaution:
    """A public holiday on the day of the call, and who must be called before they are counted on.

    Parameters
    ----------
    country
        ISO 3166 alpha-2 code of who keeps it.
    name, name_ko
        The holiday.
    is_estimate
        Whether its date is an estimate.
    silent
        Doors and units whose hours are known, but say nothing about holidays.
    """

    country: str
    name: str
    name_ko: str
    is_estimate: bool
    silent: tuple[Door | Unit, ...]


def cautions_at(
    moment: Moment, doors: Sequence[Door], units: Sequence[Unit]
) -> list[HolidayCaution]:
    """List the holidays of the day here and at home that some hours on file say nothing about.

    A mission and who leaves from it may keep the holidays of either country; anybody else
    keeps those of the country they are in.

    Parameters
    ----------
    doors, units
        Those of the answer.
    """
    missions = [door for door in doors if door.kind in ADMITTING_KINDS]
    bases = {door.host for door in missions}
    ours: list[Door | Unit] = [*missions, *(unit for unit in units if unit.base in bases)]
    here, home = moment.pack.manifest.about["country"], moment.pack.home_country
    asked: dict[str, list[Door | Unit]] = {home: ours, here: [*doors, *units]}
    found = (_caution(moment, country, asked[country]) for country in dict.fromkeys((here, home)))
    return [caution for caution in found if caution is not None]


def _caution(
    moment: Moment, country: str, facilities: Iterable[Door | Unit]
) -> HolidayCaution | None:
    holiday = holiday_of(moment, country)
    silent = tuple(one for one in facilities if _is_silent(one))
    if holiday is None or not silent:
        return None
    korean = holiday_of(moment, country, language="ko") or holiday
    return HolidayCaution(country, holiday.name, korean.name, holiday.is_estimate, silent)


def _is_silent(one: Door | Unit) -> bool:
    if isinstance(one, Unit):
        shifts = [one.duty, *([one.on_call] if one.on_call is not None else [])]
        return any(map(is_silent_on_holidays, shifts))
    return is_silent_on_holidays(one.hours)
