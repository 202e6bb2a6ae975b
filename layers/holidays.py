"""Public holidays of countries: dates and names, year by year, from a maintained library."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import holidays

from geo.errors import Fault, FaultsError
from geo.notation.reading import clean, excerpt

_ENGLISH = "en_US"
_ESTIMATED = "estimated"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The public holidays of one or more countries; of none it is a calendar without holidays.

    Make it with `calendar_of`. Only holidays of the whole country count, days given in place
    of one that fell on a weekend included. The dates are those of the `holidays` library:
    gazetted where it has them, else reckoned from a lunar calendar or a custom.

    Parameters
    ----------
    countries
        ISO 3166 alpha-2 codes, sorted, each once.
    """

    countries: tuple[str, ...]

    def covers(self, year: int) -> bool:
        """Say whether the library has this year for every country; else nothing is known."""
        return all(first <= year <= last for first, last in map(_years_of, self.countries))

    def of_year(self, year: int, language: str = "en") -> Mapping[date, str]:
        """Give the holidays of a year with their names.

        Parameters
        ----------
        year
            Of the common era.
        language
            Of the names: ``en``, or another that the library has for a country; one that it
            has not is English.

        Returns
        -------
        mapping of date to str
            In the order of dates; names that share a day are joined by ``; ``. Empty for a
            year that is not covered.

        Examples
        --------
        >>> calendar_of("KH").of_year(2026)[date(2026, 11, 24)]
        'Water Festival'
        """
        return _holidays_of(self.countries, year, language) if self.covers(year) else _NONE

    def name_on(self, day: date, language: str = "en") -> str:
        """Name the holiday of a day; empty if it is none, or its year is not covered."""
        return self.of_year(day.year, language).get(day, "")

    def is_estimate(self, day: date) -> bool:
        """Say whether the library marks the date as an estimate, as it does for a moon to be seen.

        It marks no date of Cambodia or Korea: their lunar calendars are reckoned.
        """
        return _ESTIMATED in self.name_on(day)


_NONE: Mapping[date, str] = MappingProxyType({})
NO_HOLIDAYS = Calendar(())
"""A calendar without a holiday: to try whether hours that name holidays can be understood."""


@lru_cache(maxsize=256)
def calendar_of(codes: str) -> Calendar:
    """Give the calendar of countries.

    Parameters
    ----------
    codes
        ISO 3166 alpha-2 codes separated by spaces: ``KH`` or ``KH KR``.

    Raises
    ------
    FaultsError
        With a fault ``BAD_COUNTRY`` for each code that the library does not know; or if there
        is none.

    Examples
    --------
    >>> calendar_of("KR KH").countries
    ('KH', 'KR')
    """
    words = clean(codes).split()
    faults = [
        Fault(
            "BAD_COUNTRY",
            f"{excerpt(word)} is no country whose holidays are known; write ISO 3166 codes of two "
            "letters separated by spaces, such as KH or KH KR",
        )
        for word in words
        if word not in known_countries()
    ]
    if not words:
        faults = [Fault("BAD_COUNTRY", "no country is named; write its ISO 3166 code, such as KH")]
    if faults:
        raise FaultsError("public holidays", faults)
    return Calendar(tuple(sorted(set(words))))


@lru_cache(maxsize=1)
def known_countries() -> frozenset[str]:
    """Give the ISO 3166 alpha-2 codes of the countries whose holidays are known."""
    codes = holidays.list_supported_countries(include_aliases=False)
    return frozenset(code for code in codes if len(code) == 2)


@lru_cache(maxsize=256)
def _years_of(country: str) -> tuple[int, int]:
    """Give the first and the last year that the library has for a country."""
    entity = holidays.country_holidays(country)
    return entity.start_year, entity.end_year


@lru_cache(maxsize=1024)
def _holidays_of(countries: Sequence[str], year: int, language: str) -> Mapping[date, str]:
    names: dict[date, list[str]] = {}
    for country in countries:
        spoken = holidays.country_holidays(country).supported_languages
        chosen = language if language in spoken else _ENGLISH
        found = holidays.country_holidays(country, years=year, language=chosen, expand=False)
        for day, name in found.items():
            names.setdefault(day, []).append(name)
    return MappingProxyType({day: "; ".join(names[day]) for day in sorted(names)})
