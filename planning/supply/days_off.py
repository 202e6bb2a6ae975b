"""The public holiday of a moment: hours on file that do not mention holidays say nothing of it."""

from dataclasses import dataclass

from layers.holidays import calendar_of, known_countries
from layers.hours import Hours
from planning.moment import Moment


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday.

    Parameters
    ----------
    country
        ISO 3166 alpha-2 code of who keeps it.
    name
        In the language asked for, else in English.
    is_estimate
        Whether its date is marked as an estimate.
    """

    country: str
    name: str
    is_estimate: bool


def holiday_of(
    moment: Moment, country: str | None = None, *, language: str = "en"
) -> Holiday | None:
    """Give the public holiday of a country on the pack's local date.

    Parameters
    ----------
    country
        ISO 3166 alpha-2 code; None: the pack's own country. An embassy may keep the holidays
        of either country, so ask for `moment.pack.home_country` too.
    language
        ``en`` or ``ko``.

    Returns
    -------
    Holiday or None
        None if the day is none, or the holidays of the country are not known.
    """
    code = country or moment.pack.manifest.about["country"]
    if code not in known_countries():
        return None
    calendar, day = calendar_of(code), moment.when.date()
    name = calendar.name_on(day, language)
    return Holiday(code, name, calendar.is_estimate(day)) if name else None


def is_silent_on_holidays(hours: Hours) -> bool:
    """Whether hours may fail on a holiday: they are known, not 24/7, and name no holiday."""
    return not (hours.is_unknown or hours.text == "24/7" or hours.names_holidays)
