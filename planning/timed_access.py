"""Roads that hours open and close: which of them may be driven at an instant."""

import re
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from geo.errors import FaultsError
from layers.hours import parse_hours
from routing.closures import EVERYTHING_OPEN, Closures
from routing.network import ENDS_ONLY, NO_ACCESS, RoadNetwork
from routing.osm_conditions import parse_conditional

# The pack knows no calendar of holidays: what is said of them is left out.
_HOLIDAY = re.compile(r",?\s*\b[PS]H\b")


def timed_closures(network: RoadNetwork, when: datetime, zone: ZoneInfo) -> Closures:
    """Tell which roads their conditions close, or leave to those who live there, at an instant.

    Parameters
    ----------
    network
        The roads.
    when
        The instant, with its zone.
    zone
        The country's zone: the hours are local.
    """
    if len(network.conditions) <= 1:
        return EVERYTHING_OPEN
    levels = [level_at(text, when, zone) for text in network.conditions]
    edges = np.flatnonzero(network.condition)
    found = np.array([-1 if level is None else level for level in levels])[network.condition[edges]]
    return Closures(
        edges=tuple(edges[found == NO_ACCESS].tolist()),
        ends_only=tuple(edges[found == ENDS_ONLY].tolist()),
    )


def level_at(text: str, when: datetime, zone: ZoneInfo) -> int | None:
    """Give the access level that a condition sets at an instant; None: the road's own.

    Of several clauses that hold the last one counts. Hours that cannot be understood are
    taken to hold where they forbid, and not to hold where they allow.

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
        if not hours or _holds(
            hours, when, zone, if_unknown=clause < (2 if level is None else level)
        ):
            level = clause
    return level


def _holds(hours: str, when: datetime, zone: ZoneInfo, *, if_unknown: bool) -> bool:
    try:
        return _parsed(_HOLIDAY.sub("", hours).lstrip(", "), zone).is_open(when)
    except FaultsError:
        return if_unknown


_parsed = lru_cache(maxsize=512)(lambda text, zone: parse_hours(text, zone=zone))
