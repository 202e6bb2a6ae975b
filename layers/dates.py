"""Dates and instants as layers write them: a year, a month, a day, or an instant with its offset."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from geo.errors import MomentError
from geo.notation.reading import clean, excerpt

FIRST_YEAR, LAST_YEAR = 1900, 2200
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_YEAR_FIRST = re.compile(
    r"(\d{4}) ?(?:[-./년] ?(\d{1,2}) ?(?:[-./월] ?(\d{1,2}) ?[.일]?|월|\.)?|년|\.)?"
)
_YEAR_LAST = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")
_OFFSET = re.compile(r"(?:[zZ]|[+-]\d{2}:?\d{2})$")


def canonical_date(text: str) -> str:
    """Bring a date to ISO 8601 as deep as it was given: 2025, 2025-10 or 2025-10-16.

    Parameters
    ----------
    text
        A date, year first; Korean and dotted forms are read too. Empty stays empty.

    Raises
    ------
    MomentError
        If it is no date, does not exist, may mean two days, or lies outside 1900..2200.

    Examples
    --------
    >>> canonical_date("2025-10"), canonical_date("2025년 3월 4일"), canonical_date("")
    ('2025-10', '2025-03-04', '')
    """
    cleaned = clean(text)
    if not cleaned:
        return ""
    found = _YEAR_FIRST.fullmatch(cleaned)
    if found is None:
        raise MomentError(_why_no_date(cleaned))
    year, month, day = (int(part) if part else None for part in found.groups())
    first_day(_iso(year or 0, month, day))
    return _iso(year or 0, month, day)


def _iso(year: int, month: int | None, day: int | None) -> str:
    parts = [f"{year:04d}", *(f"{part:02d}" for part in (month, day) if part is not None)]
    return "-".join(parts)


def _why_no_date(text: str) -> str:
    swapped = _YEAR_LAST.fullmatch(text)
    if swapped is None:
        return f"{excerpt(text)} is no date; write it as 2025-10-16, 2025-10 or 2025"
    first, second, year = (int(part) for part in swapped.groups())
    readings = [
        _iso(year, month, day)
        for month, day in dict.fromkeys([(first, second), (second, first)])
        if 1 <= month <= 12 and 1 <= day <= monthrange(max(year, 1), month)[1]
    ]
    return (
        f"{excerpt(text)} may be {' or '.join(readings) or 'no day at all'}; write the year first"
    )


def first_day(text: str) -> date:
    """Give the first day that an ISO date of any depth may mean.

    Raises
    ------
    MomentError
        If there is no such day, or it lies outside 1900..2200.

    Examples
    --------
    >>> first_day("2025-10").isoformat()
    '2025-10-01'
    """
    return _days(text)[0]


def last_day(text: str) -> date:
    """Give the last day that an ISO date of any depth may mean.

    Raises
    ------
    MomentError
        If there is no such day, or it lies outside 1900..2200.

    Examples
    --------
    >>> last_day("2024-02").isoformat(), last_day("2025").isoformat()
    ('2024-02-29', '2025-12-31')
    """
    return _days(text)[1]


def days_since(text: str, on: date) -> tuple[int, int] | None:
    """Count the days from an ISO date of any depth to a day: at least and at most.

    Returns
    -------
    tuple of int or None
        Negative for a date that lies ahead; None for an empty text, a day nobody knows.

    Raises
    ------
    MomentError
        As `first_day`.

    Examples
    --------
    >>> days_since("2025-10-16", date(2025, 10, 18)), days_since("2025-09", date(2025, 10, 18))
    ((2, 2), (18, 47))
    """
    if not text:
        return None
    first, last = _days(text)
    return (on - last).days, (on - first).days


def _days(text: str) -> tuple[date, date]:
    found = _PARTIAL.fullmatch(text)
    if found is None:
        raise MomentError(f"{excerpt(text)} is no date; write it as 2025-10-16, 2025-10 or 2025")
    year, month, day = (int(part) if part else None for part in found.groups())
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        hint = f" ({year - 543} in the common era?)" if year and 2440 <= year <= 2743 else ""
        raise MomentError(f"{text}: the year lies outside {FIRST_YEAR}..{LAST_YEAR}{hint}")
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        raise MomentError(f"there is no day {text}") from None
    last_month = month or 12
    return first, date(year, last_month, day or monthrange(year, last_month)[1])


@lru_cache(maxsize=4096)
def read_instant(text: str, zone: ZoneInfo | None = None) -> datetime:
    """Read an instant with its offset, or a whole day as its first instant in a zone.

    Parameters
    ----------
    text
        ISO 8601: 2025-10-16T00:00+09:00, or a day when `zone` is given.
    zone
        Zone of a day that has no time; None: only instants with an offset are taken.

    Returns
    -------
    datetime
        Aware, in UTC.

    Raises
    ------
    MomentError
        If it is no such instant, does not exist, or has a time without an offset.

    Examples
    --------
    >>> read_instant("2025-10-16T00:00+09:00").isoformat()
    '2025-10-15T15:00:00+00:00'
    """
    cleaned = text.strip()
    if zone is not None and _PARTIAL.fullmatch(cleaned) and len(cleaned) == 10:
        day = first_day(cleaned)
        return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
    try:
        instant = datetime.fromisoformat(cleaned)
    except ValueError:
        instant = None
    if instant is None or "T" not in cleaned.upper():
        example = "2025-10-16T00:00+09:00" + (" or 2025-10-16" if zone else "")
        raise MomentError(f"{excerpt(text)} is no date and time; write it as {example}")
    if instant.tzinfo is None or not _OFFSET.search(cleaned):
        raise MomentError(f"{excerpt(text)} has no offset from UTC; add one, such as +07:00")
    first_day(instant.date().isoformat())
    return instant.astimezone(UTC)
