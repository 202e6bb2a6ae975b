"""Days that the model cannot tell apart: only one of them needs to be run."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from layers.dates import read_instant
from planning.packs import Pack

# Days of the week, clock times and words of state: nothing that speaks of a date.
_WEEKLY: Final = re.compile(r"(?:Mo|Tu|We|Th|Fr|Sa|Su|off|open|closed|[0-9:/,; -])*")
_HOURS_COLUMNS: Final = ("hours", "shifts")


def distinct_days(packs: Sequence[Pack], days: Sequence[date], *, way_s: float) -> tuple[date, ...]:
    """Give one day for each kind of day: by weekday, season and records in force.

    Where a pack has hours that speak of dates or holidays, or roads with hours of access, every
    day is a kind of its own.

    Parameters
    ----------
    packs
        The states of one country that will be run.
    days
        Days of arrival.
    way_s
        Longest time on the way to them, seconds.
    """
    if any(_has_dates(pack) for pack in packs):
        return tuple(days)
    wet_months = {frozenset(pack.settings.speeds.wet_months) for pack in packs}
    turns = sorted({turn for pack in packs for turn in _turns(pack)})
    kinds: dict[tuple[object, ...], date] = {}
    for day in days:
        ends = (day - timedelta(days=2 + way_s // 86400), day + timedelta(days=2))
        epochs = tuple(bisect_right(turns, _midnight(end)) for end in ends)
        seasons = {(end.month in wet) for end in (*ends, day) for wet in wet_months}
        if epochs[0] != epochs[1] or len(seasons) > 1:
            kinds[day,] = day
        else:
            kinds.setdefault((day.weekday(), *seasons, epochs), day)
    return tuple(sorted(kinds.values()))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)  # the ends leave room for any zone


def _has_dates(pack: Pack) -> bool:
    """Tell whether any hours of a pack differ between two weeks."""
    texts = (
        str(text)
        for rows in pack.layers.values()
        for column in _HOURS_COLUMNS
        if column in rows.columns
        for text in rows[column].unique()
    )
    return len(pack.network.conditions) > 1 or not all(map(_WEEKLY.fullmatch, texts))


def _turns(pack: Pack) -> Iterable[datetime]:
    """List the instants at which a record of a pack comes into force or goes out of it."""
    for rows in pack.layers.values():
        for column in ("valid_from", "valid_to"):
            if column in rows.columns:
                yield from (read_instant(t, pack.zone) for t in rows[column].unique() if t)
