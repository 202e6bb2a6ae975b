"""Hours as arrays: when a door is open, asked for thousands of arrivals at once."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from layers.hours import Hours

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Timetable:
    """The open spans of one door or shift inside a window.

    Times are seconds after the window's begin, so that they are exact.

    Parameters
    ----------
    opens_s, closes_s
        Spans ``[opens, closes)``, ascending and apart, shape (spans,).
    is_unknown
        Whether nothing at all is known about the hours.
    """

    opens_s: Floats
    closes_s: Floats
    is_unknown: bool

    def is_open(self, at_s: Floats) -> NDArray[np.bool_]:
        """Say at which instants it is known to be open; same shape as `at_s`."""
        return np.asarray(self.next_open(at_s) == at_s)

    def next_open(self, at_s: Floats) -> Floats:
        """Give the first instant at or after each at which it is open; inf where there is none."""
        span = np.searchsorted(self.closes_s, at_s, side="right")
        return np.asarray(np.maximum(at_s, np.append(self.opens_s, np.inf)[span]))

    def last_open(self, until_s: Floats) -> Floats:
        """Give the latest instant not after each at which it is open; -inf where there is none.

        A closing instant is closed, so the latest before it is the number just below.
        """
        span = np.searchsorted(self.opens_s, until_s, side="right")
        closes_s = np.insert(np.nextafter(self.closes_s, -np.inf), 0, -np.inf)[span]
        return np.asarray(np.minimum(until_s, closes_s))


def timetable(hours: Hours, admission: str, begin: datetime, *, seconds: float) -> Timetable:
    """Lay the hours of a door out over a window.

    Parameters
    ----------
    hours
        Hours of the door; unknown ones open it never.
    admission
        Whether it admits outside them; only ``yes`` opens a door, and then it is always open.
    begin
        Aware instant at which the window begins.
    seconds
        Its length.
    """
    if admission == "yes":
        return Timetable(np.array([-np.inf]), np.array([np.inf]), is_unknown=False)
    if hours.is_unknown:
        return Timetable(np.empty(0), np.empty(0), is_unknown=True)
    begin = begin.astimezone(UTC)  # differences of local clocks would miss a change of the clocks
    spans = [
        [(instant.astimezone(UTC) - begin).total_seconds() for instant in (since, until)]
        for since, until, state in hours.spans(begin, begin + timedelta(seconds=seconds))
        if state == "open"
    ]
    opens_s, closes_s = np.array(spans, dtype=np.float64).reshape(-1, 2).T
    return Timetable(opens_s, closes_s, is_unknown=False)
