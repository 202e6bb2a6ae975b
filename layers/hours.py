"""Opening hours: OSM opening_hours text in a zone, asked at an instant, never guessed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, State, validate

from geo.errors import Fault, FaultsError, MomentError
from geo.notation.reading import clean, excerpt
from layers.holiday_rules import names_holidays, why_not_written_out, written_out
from layers.holidays import Calendar
from layers.hours_rules import rules_of, why_rules_clash, why_unanswerable
from layers.stretches import stretches

DoorState = Literal["open", "closed", "unknown"]
Span = tuple[datetime, datetime, DoorState]

LOOK_AHEAD = timedelta(days=400)
MAX_TEXT = 500
EXAMPLE = "Mo-Fr 08:00-15:30 or 24/7"
_STATES: dict[str, DoorState] = {
    str(State.OPEN): "open",
    str(State.CLOSED): "closed",
    str(State.UNKNOWN): "unknown",
}
_NO_CALENDAR = (
    "holiday rules (PH) need a calendar of public holidays, and none is given: name a country "
    "whose holidays are known, or leave them out"
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
    calendar
        The public holidays of its holiday rules (PH); None exactly when it has none. In a year
        that the calendar does not cover the hours are not known.
    """

    text: str
    zone: ZoneInfo
    calendar: Calendar | None = None

    @property
    def is_unknown(self) -> bool:
        """Whether nothing is known about the hours."""
        return not self.text

    @property
    def names_holidays(self) -> bool:
        """Whether the text says what holds on public holidays."""
        return self.calendar is not None

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
        clock = local.replace(tzinfo=None)
        return _STATES[str(_in_year(self.text, self.calendar, clock.year).state(clock)[0])]

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
        pieces = self._pieces(local, local + LOOK_AHEAD)
        return next((begin for begin, _, state in pieces if state == "open"), None)

    def spans(self, begin: datetime, end: datetime) -> list[Span]:
        """List when the door is open, and when that is not known, between two instants.

        Parameters
        ----------
        begin, end
            Aware instants, in any zone; `end` itself is left out.

        Returns
        -------
        list of (begin, end, state)
            In the zone of the hours, ascending, each cut to the two instants. What no span
            holds is closed. Spans of one state never touch each other. Every instant has the
            state that `state` gives it, where clocks are put forward or back too; reckon with
            them in UTC there, for Python compares two times of one zone by the clock.

        Raises
        ------
        MomentError
            If an instant has no zone.

        Examples
        --------
        >>> hours = parse_hours("Mo-Fr 08:00-15:30", zone=ZoneInfo("Asia/Phnom_Penh"))
        >>> day = datetime(2025, 10, 17, tzinfo=hours.zone)
        >>> [(a.hour, b.hour, state) for a, b, state in hours.spans(day, day + timedelta(days=3))]
        [(8, 15, 'open')]
        """
        found: list[Span] = []
        for first, last, state in self._pieces(self._local(begin), self._local(end)):
            if found and found[-1][1] == first and found[-1][2] == state:
                found[-1] = (found[-1][0], last, state)
            else:
                found.append((first, last, state))
        return [span for span in found if span[2] != "closed"]

    def _pieces(self, begin: datetime, end: datetime) -> Iterator[Span]:
        """Give the states between two instants without a gap, some of them in several pieces."""
        for first, last, clock in stretches(begin, end, self.zone):
            reader = _in_year(self.text or "unknown", self.calendar, clock.year)
            for since, until, state, _ in reader.intervals(clock, clock + (last - first)):
                begins, ends = (
                    (first + (at - clock)).astimezone(self.zone) for at in (since, until)
                )
                yield begins, ends, _STATES[str(state)]

    def _local(self, when: datetime) -> datetime:
        if when.tzinfo is None or when.utcoffset() is None:
            raise MomentError(f"{when.isoformat()} has no zone; add an offset such as +07:00")
        return when.astimezone(self.zone)


def parse_hours(
    text: str,
    *,
    zone: ZoneInfo,
    calendar: Calendar | None = None,
    subject: str = "opening hours",
) -> Hours:
    """Read OSM opening_hours text.

    Parameters
    ----------
    text
        Such as ``Mo-Fr 08:00-15:30``, ``22:00-05:00`` or ``24/7``; empty: not known.
    zone
        Time zone in which the text speaks.
    calendar
        The public holidays that ``PH`` stands for; without it a rule for them is a fault.
    subject
        What the hours belong to, for the message of an error.

    Raises
    ------
    FaultsError
        With a fault ``BAD_HOURS`` if the text cannot be understood, or cannot be answered
        without knowing more (holidays without a calendar, school holidays, sunrise, open ends,
        nights that a later rule cuts).

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
    canonical = str(_compiled(cleaned))
    has_holidays = names_holidays(canonical)
    rules = rules_of(canonical)
    why = why_unanswerable(canonical) or why_rules_clash(rules)
    if has_holidays and not why:
        why = why_not_written_out(cleaned, rules) if calendar else _NO_CALENDAR
    if why:
        raise _bad(subject, f"{excerpt(cleaned)}: {why}")
    return Hours(canonical, zone, calendar if has_holidays else None)


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
    begin, end = (when.astimezone(UTC) for when in span)
    states = {open_on_arrival(hours, admission, when) for when in span}
    if admission != "yes":
        found = hours.spans(begin, end)
        lengths = (last.astimezone(UTC) - first.astimezone(UTC) for first, last, _ in found)
        known = sum(lengths, timedelta())
        states |= {state for _, _, state in found}
        states |= {"closed"} if known < end - begin else set()
    worst: tuple[DoorState, ...] = ("closed", "unknown", "open")
    return next(state for state in worst if state in states)


@lru_cache(maxsize=1024)
def _compiled(text: str) -> OpeningHours:
    """Read a text for clocks on the wall: which instants they show is none of its business."""
    return OpeningHours(text, auto_country=False, auto_timezone=False)


@lru_cache(maxsize=4096)
def _in_year(text: str, calendar: Calendar | None, year: int) -> OpeningHours:
    """Read a text for one year, its holiday rules as dates."""
    if calendar is None:
        return _compiled(text)
    if not calendar.covers(year):
        return _compiled("unknown")
    eve = date(year - 1, 12, 31)  # its night runs into the year
    days = [eve] * bool(calendar.name_on(eve)) + list(calendar.of_year(year))
    return _compiled(written_out(text, days))


def _bad(subject: str, message: str) -> FaultsError:
    return FaultsError(subject, [Fault("BAD_HOURS", message)])
