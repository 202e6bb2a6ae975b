"""Time cut where a wall clock jumps or a year begins, so that clock and time run alike."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_STEP = timedelta(days=7)  # no zone puts its clock forward and back again within a week
_SECOND = timedelta(seconds=1)


def stretches(
    begin: datetime, end: datetime, zone: ZoneInfo
) -> Iterator[tuple[datetime, datetime, datetime]]:
    """Cut the time between two instants so that each stretch has one offset and one local year.

    Parameters
    ----------
    begin, end
        Aware instants.
    zone
        The zone whose wall clock is looked at.

    Yields
    ------
    first, last, clock
        Instants in UTC, `last` left out, and what the wall clock shows at `first` (naive).

    Examples
    --------
    >>> new_year = datetime(2026, 1, 1, tzinfo=UTC)
    >>> hour = timedelta(hours=1)
    >>> [str(clock) for *_, clock in stretches(new_year - hour, new_year + hour, ZoneInfo("UTC"))]
    ['2025-12-31 23:00:00', '2026-01-01 00:00:00']
    """
    first, last = begin.astimezone(UTC), end.astimezone(UTC)
    while first < last:
        cut = _next_cut(first, last, zone)
        yield first, cut, first.astimezone(zone).replace(tzinfo=None)
        first = cut


def _next_cut(first: datetime, last: datetime, zone: ZoneInfo) -> datetime:
    """Give the first instant after `first` with another offset or year, or `last`."""
    here = _offset_and_year(first, zone)
    before = first
    while before < last:
        after = min(before + _STEP, last)
        if _offset_and_year(after, zone) != here:
            return _change(before, after, zone)
        before = after
    return last


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Give the whole second at which offset or year changes between two instants."""
    here = _offset_and_year(before, zone)
    low = before.replace(microsecond=0)
    low_s, high_s = 0, int((after - low) / _SECOND) + 1
    while high_s - low_s > 1:
        middle_s = (low_s + high_s) // 2
        if _offset_and_year(low + middle_s * _SECOND, zone) == here:
            low_s = middle_s
        else:
            high_s = middle_s
    return min(low + high_s * _SECOND, after)


def _offset_and_year(when: datetime, zone: ZoneInfo) -> tuple[timedelta | None, int]:
    local = when.astimezone(zone)
    return local.utcoffset(), local.year
