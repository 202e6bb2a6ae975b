"""Opening hours: OSM opening_hours text in a zone, asked at an instant, never guessed."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, State, validate

from geo.errors import Fault, FaultsError, MomentError
from geo.notation.reading import clean, excerpt

DoorState = Literal["open", "closed", "unknown"]

LOOK_AHEAD = timedelta(days=400)
MAX_TEXT = 500
EXAMPLE = "Mo-Fr 08:00-15:30 or 24/7"
_STATES: dict[str, DoorState] = {
    str(State.OPEN): "open",
    str(State.CLOSED): "closed",
    str(State.UNKNOWN): "unknown",
}
_COMMENT = re.compile(r'"[^"]*"')
_SPAN = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
_MONTH_DAY = re.compile(r"\b(Feb|Apr|Jun|Sep|Nov) (\d\d)(?!:)(?:-(\d\d)(?!:))?")
_REFUSED = (
    (
        r"\b(PH|SH)\b",
        "holiday rules need a calendar of holidays, and there is none: leave them out",
    ),
    (r"\b(sunrise|sunset|dawn|dusk)\b", "sunrise and sunset differ by place: write clock times"),
    (r"\d\+", "an open end names no closing time: write one"),
)


@dataclass(frozen=True, slots=True)
class Hours:
    """When a door is open or a shift is on duty.

    Make it with `parse_hours`.

    Parameters
    ----------
    text
        OSM opening_hours text in canonical form; empty when the hours are not known.
    zone
        Time zone in which the text speaks.
    """

    text: str
    zone: ZoneInfo

    @property
    def is_unknown(self) -> bool:
        """Whether nothing is known about the hours."""
        return not self.text

    def state(self, when: datetime) -> DoorState:
        """Say whether the door is open, closed or not known to be either.

        Parameters
        ----------
        when
            Aware instant, in any zone. A closing minute is closed, an opening minute open.

        Raises
        ------
        MomentError
            If `when` has no zone.
        """
        local = self._local(when)
        if self.is_unknown:
            return "unknown"
        return _STATES[str(_compiled(self.text, self.zone).state(local)[0])]

    def is_open(self, when: datetime) -> bool:
        """Say whether the door is known to be open; False where the hours are not known.

        Raises
        ------
        MomentError
            If `when` has no zone.
        """
        return self.state(when) == "open"

    def next_opening(self, when: datetime) -> datetime | None:
        """Give the first instant at or after `when` at which the door is open.

        Returns
        -------
        datetime or None
            In the zone of the hours; `when` itself if it is open then. None if the hours are
            not known, or do not open within 400 days.

        Raises
        ------
        MomentError
            If `when` has no zone.

        Examples
        --------
        >>> hours = parse_hours("Mo-Fr 08:00-15:30", zone=ZoneInfo("Asia/Phnom_Penh"))
        >>> hours.next_opening(datetime.fromisoformat("2025-10-18T02:00+07:00")).isoformat()
        '2025-10-20T08:00:00+07:00'
        """
        local = self._local(when)
        if self.is_unknown:
            return None
        spans = _compiled(self.text, self.zone).intervals(local, local + LOOK_AHEAD)
        return next((begin for begin, _, state, _ in spans if str(state) == str(State.OPEN)), None)

    def _local(self, when: datetime) -> datetime:
        if when.tzinfo is None or when.utcoffset() is None:
            raise MomentError(f"{when.isoformat()} has no zone; add an offset such as +07:00")
        return when.astimezone(self.zone)


def parse_hours(text: str, *, zone: ZoneInfo, subject: str = "opening hours") -> Hours:
    """Read OSM opening_hours text.

    Parameters
    ----------
    text
        Such as ``Mo-Fr 08:00-15:30``, ``22:00-05:00`` or ``24/7``; empty: not known.
    zone
        Time zone in which the text speaks.
    subject
        What the hours belong to, for the message of an error.

    Raises
    ------
    FaultsError
        With a fault ``BAD_HOURS`` if the text cannot be understood, or cannot be answered
        without knowing more (holidays, sunrise, open ends, nights that a later rule cuts).

    Examples
    --------
    >>> parse_hours("mo-fr 8:00-15:30", zone=ZoneInfo("Asia/Phnom_Penh")).text
    'Mo-Fr 08:00-15:30'
    """
    if len(text) > MAX_TEXT:
        raise _bad(subject, f"{len(text)} characters are too many for opening hours")
    cleaned = clean(text)
    if not cleaned:
        return Hours("", zone)
    if not validate(cleaned):
        raise _bad(subject, f"{excerpt(cleaned)} is not understood; write it as {EXAMPLE}")
    canonical = str(_compiled(cleaned, zone))
    why = _why_unanswerable(_COMMENT.sub("", canonical))
    if why:
        raise _bad(subject, f"{excerpt(cleaned)}: {why}")
    return Hours(canonical, zone)


def open_on_arrival(hours: Hours, admission: str, when: datetime) -> DoorState:
    """Say whether a person who arrives at a door at `when` is let in.

    Parameters
    ----------
    hours
        Hours of the door.
    admission
        Whether people are let in outside the hours: ``yes``, ``no``, ``contested`` or
        ``unknown``. Only ``yes`` opens a door: doubt is never turned into safety.
    when
        Aware instant of arrival.

    Returns
    -------
    str
        ``open``; ``closed`` when the hours say so and nobody is known to open out of hours;
        ``unknown`` when the hours are not known.

    Raises
    ------
    MomentError
        If `when` has no zone.
    """
    state = hours.state(when)
    return "open" if admission == "yes" else state


def open_throughout(hours: Hours, admission: str, span: tuple[datetime, datetime]) -> DoorState:
    """Say whether a person who waits behind a door is let in, and may stay.

    Parameters
    ----------
    hours, admission
        As in `open_on_arrival`.
    span
        Aware instants of arriving and of leaving, the latter not before the former.

    Returns
    -------
    str
        The worst state met: ``closed`` before ``unknown`` before ``open``.

    Raises
    ------
    MomentError
        If an instant has no zone.
    """
    states = {open_on_arrival(hours, admission, when) for when in span}
    begin, end = (when.astimezone(hours.zone) for when in span)
    if admission != "yes" and not hours.is_unknown and begin < end:
        between = _compiled(hours.text, hours.zone).intervals(begin, end)
        states |= {_STATES[str(state)] for _, _, state, _ in between}
    worst: tuple[DoorState, ...] = ("closed", "unknown", "open")
    return next(state for state in worst if state in states)


def last_open(hours: Hours, admission: str, span: tuple[datetime, datetime]) -> datetime | None:
    """Give the last instant of a span at which a door lets people in.

    Whoever is there by then gets in before the span ends, for the door is open at some
    instant between; whoever comes later does not.

    Parameters
    ----------
    hours, admission
        As in `open_on_arrival`.
    span
        Aware instants, the second not before the first; both belong to it.

    Returns
    -------
    datetime or None
        In the zone of the hours, to the microsecond: a door that closes at 16:00 is last
        open just before. None if it is not known to open within the span.

    Raises
    ------
    MomentError
        If an instant has no zone.
    """
    begin, end = (when.astimezone(hours.zone) for when in span)
    if open_on_arrival(hours, admission, span[1]) == "open":
        return end
    if hours.is_unknown or not begin < end:
        return None
    spans = _compiled(hours.text, hours.zone).intervals(begin, end)
    closings = [until for _, until, state, _ in spans if str(state) == str(State.OPEN)]
    return closings[-1] - timedelta(microseconds=1) if closings else None


@lru_cache(maxsize=1024)
def _compiled(text: str, zone: ZoneInfo) -> OpeningHours:
    return OpeningHours(text, timezone=zone, auto_country=False, auto_timezone=False)


def _bad(subject: str, message: str) -> FaultsError:
    return FaultsError(subject, [Fault("BAD_HOURS", message)])


def _why_unanswerable(text: str) -> str | None:
    """Say why understood text has no safe answer: `text` is canonical, without comments."""
    for pattern, why in _REFUSED:
        if re.search(pattern, text):
            return why
    for month, *days in _MONTH_DAY.findall(text):
        last = max(int(day) for day in days if day)
        if last > (29 if month == "Feb" else 30):
            return f"there is no {month} {last}"
    # By the standard a rule after ";" replaces whole calendar days: it cuts the night before
    # at midnight and leaves the early hours of the night after.
    if ";" in text and any(map(_crosses_midnight, _SPAN.findall(text))):
        return 'a night and a rule after ";" cut each other at midnight: join rules with ","'
    return None


def _crosses_midnight(span: tuple[str, str, str, str]) -> bool:
    from_hour, from_minute, to_hour, to_minute = map(int, span)
    begin = 60 * from_hour + from_minute
    end = 60 * to_hour + to_minute
    return end > 24 * 60 or end <= begin
