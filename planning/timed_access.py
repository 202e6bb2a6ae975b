"""Roads that hours open and close: which of them may be driven at an instant."""

import re
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from geo.errors import FaultsError
from layers.holidays import Calendar
from layers.hours import Hours, parse_hours
from routing.closures import EVERYTHING_OPEN, Closures
from routing.network import ENDS_ONLY, NO_ACCESS, RoadNetwork
from routing.openstreetmap.conditions import parse_conditional

# School holidays are on no calendar, nor are public ones without one: what is said of them is
# left out.
_SCHOOL_HOLIDAY = re.compile(r",?\s*\bSH\b")
_HOLIDAY = re.compile(r",?\s*\b[PS]H\b")
_BLANK_IN_LIST = re.compile(r"\b([A-Z][a-zH]),\s+(?=[A-Z][a-zH]\b)")


def timed_closures(
    network: RoadNetwork, when: datetime, zone: ZoneInfo, *, calendar: Calendar | None = None
) -> Closures:
    """Tell which roads their conditions close, or leave to those who live there, at an instant.

    Parameters
    ----------
    network
        The roads.
    when
        The instant, with its zone.
    zone
        The country's zone: the hours are local.
    calendar
        Its public holidays; None if they are not known.
    """
    if len(network.conditions) <= 1:
        return EVERYTHING_OPEN
    levels = [level_at(text, when, zone, calendar=calendar) for text in network.conditions]
    edges = np.flatnonzero(network.condition)
    found = np.array([-1 if level is None else level for level in levels])[network.condition[edges]]
    return Closures(
        edges=tuple(edges[found == NO_ACCESS].tolist()),
        ends_only=tuple(edges[found == ENDS_ONLY].tolist()),
    )


def level_at(
    text: str, when: datetime, zone: ZoneInfo, *, calendar: Calendar | None = None
) -> int | None:
    """Give the access level that a condition sets at an instant; None: the road's own.

    Of several clauses that hold the last one counts. Hours that cannot be understood are
    taken to hold where they forbid, and not to hold where they allow.

    Parameters
    ----------
    text
        An OpenStreetMap conditional restriction: ``no @ (Mo-Fr 07:00-09:00)``.
    when, zone
        Aware instant, and the zone in which the hours are meant.
    calendar
        Public holidays that the hours may name.

    Examples
    --------
    >>> zone = ZoneInfo("Asia/Phnom_Penh")
    >>> sunday = datetime(2025, 10, 19, 3, tzinfo=zone)
    >>> level_at("no @ (Su 00:00-06:00)", sunday, zone)
    0
    >>> level_at("no @ (Mo-Fr 07:00-09:00)", sunday, zone) is None
    True
    """
    level = None
    for clause, hours in parse_conditional(text):
        if_unknown = clause < (2 if level is None else level)
        if not hours or _holds(_parsed(hours, zone, calendar), when, if_unknown=if_unknown):
            level = clause
    return level


def _holds(hours: Hours | None, when: datetime, *, if_unknown: bool) -> bool:
    return if_unknown if hours is None else hours.is_open(when)


@lru_cache(maxsize=512)
def _parsed(text: str, zone: ZoneInfo, calendar: Calendar | None) -> Hours | None:
    """Read the hours of a condition; None where they cannot be understood."""
    left_out = _HOLIDAY if calendar is None else _SCHOOL_HOLIDAY
    known = left_out.sub("", text).lstrip(", ")
    try:
        return parse_hours(_BLANK_IN_LIST.sub(r"\1,", known), zone=zone, calendar=calendar)
    except FaultsError:
        return None
