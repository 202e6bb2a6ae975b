"""What may be written into a case next; everything that may not is named at once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

from geo.errors import Fault
from geo.text import plain
from planning.incidents.cases import Case, case_of
from planning.incidents.events import (
    TIMES,
    Change,
    Closed,
    Event,
    Noted,
    Opened,
    PlaceSeen,
    TimeTold,
    UnitFreed,
    UnitSent,
)
from planning.incidents.notes import clean_note, note_faults

FIRST_DAY: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""No case is older."""
NO_CALL: Final = "NO_CALL"
NO_PLACE: Final = "NO_PLACE"
_CLOCK_SLACK = timedelta(minutes=1)
_GOLDEN_S = (60.0, 7 * 24 * 3600.0)
_MOST_ERROR_M = 1e6
# A victim may stand at a door before anybody answers or goes: only the call comes before it.
_ORDERS = (TIMES[:4], ("called", "admitted"))
_MOST_LABEL = 100
_LAST_YEAR = 9000


def tidy(change: Change) -> Change:
    """Give a change as it is kept: instants in UTC, no text that holds what cannot be seen."""
    match change:
        case Noted(text):
            return Noted(clean_note(text))
        case PlaceSeen(at, text=text):
            label = " ".join(plain(text, _MOST_LABEL).split())
            return replace(change, seen_at=_in_utc(at), text=label)
        case TimeTold(_, at) | Closed(at):
            return replace(change, at=_in_utc(at))
        case _:
            return change


def _in_utc(at: datetime) -> datetime:
    """Turn to UTC, for two clock times of one zone compare wrongly in the hour that comes twice."""
    is_sound = at.tzinfo is not None and FIRST_DAY.year <= at.year < _LAST_YEAR
    return at.astimezone(UTC) if is_sound else at


def faults_of(
    before: Case, changes: Sequence[Change], *, now: datetime, busy: Mapping[str, str]
) -> list[Fault]:
    """Name everything for which changes to a case are refused.

    Parameters
    ----------
    before
        The case as it stands; one without a place is about to be opened.
    changes
        What is to be written, all of it or nothing.
    now
        The instant of writing: no time may lie after it.
    busy
        Unit -> the open case that it is busy with.
    """
    faults = []
    if before.closed_at is not None:
        message = f"it is closed since {_told(before.closed_at, now)}; open a new case"
        faults.append(Fault("CLOSED", message))
    for change in changes:
        faults += _own_faults(change, before, now=now, busy=busy)
    after = case_of(before, (Event(before.id, now, change) for change in changes))
    if "called" not in after.times:
        faults.append(Fault(NO_CALL, "the time of the call is missing"))
    if not after.track:
        faults.append(Fault(NO_PLACE, "the place is missing; give one, however vague"))
    return [*faults, *_order_faults(after, now)]


def _own_faults(
    change: Change, before: Case, *, now: datetime, busy: Mapping[str, str]
) -> list[Fault]:
    """Name what is wrong with one change, whatever the others are."""
    faults: list[Fault] = []
    match change:
        case Opened(_, golden_s):
            faults = _golden_faults(golden_s)
        case TimeTold(name, at):
            faults = _instant_faults(name, at, now)
            if name not in TIMES:
                known = ", ".join(TIMES)
                faults.append(Fault("BAD_WORD", f"no time {name[:40]!r} is kept; name {known}"))
        case Closed(at):
            faults = _instant_faults("closed", at, now)
        case PlaceSeen():
            faults = _place_faults(change, now)
        case UnitSent(unit):
            faults = _sent_faults(unit, before, busy)
        case UnitFreed(unit):
            faults = _freed_faults(unit, before)
        case Noted(text):
            faults = note_faults(text)
    return faults


def _golden_faults(golden_s: float) -> list[Fault]:
    least, most = _GOLDEN_S
    if least <= golden_s <= most:
        return []
    message = f"golden time {golden_s / 60:g} min: give {least / 60:g} to {most / 60:.12g} minutes"
    return [Fault("RANGE", message)]


def _freed_faults(unit: str, before: Case) -> list[Fault]:
    if unit in before.units_now:
        return []
    present = ", ".join(sorted(before.units_now)) or "no unit"
    return [Fault("NOT_BUSY", f"{unit[:40]} is not busy with it; {present} is")]


def _sent_faults(unit: str, before: Case, busy: Mapping[str, str]) -> list[Fault]:
    if unit in before.units_now:
        return [Fault("BUSY", f"{unit[:40]} is busy with it already; leave it out")]
    if unit in busy:
        message = f"{unit[:40]} is busy with case {busy[unit]}; free it there first"
        return [Fault("BUSY", message)]
    return []


def _place_faults(seen: PlaceSeen, now: datetime) -> list[Fault]:
    faults = _instant_faults("place seen", seen.seen_at, now)
    if not (-90 <= seen.lat <= 90 and -180 <= seen.lon <= 180):
        faults.append(Fault("BAD_COORD", f"{seen.lat:g}, {seen.lon:g} is no point on Earth"))
    if not 0 < seen.error_m <= _MOST_ERROR_M:
        message = f"the error of the place is {seen.error_m:g} m; give more than 0, at most 1000000"
        faults.append(Fault("RANGE", message))
    return faults


def _instant_faults(name: str, at: datetime, now: datetime) -> list[Fault]:
    if at.tzinfo is None:
        return [Fault("BAD_TIME", f"{name} {at.isoformat()} has no zone; add +07:00 or name one")]
    if at < FIRST_DAY:
        return [Fault("BAD_TIME", f"{name} {_told(at, now)} is before 2000; check the year")]
    if at > now + _CLOCK_SLACK:
        message = f"{name} {_told(at, now)} is still to come; give the time when it happened"
        return [Fault("FUTURE", message)]
    return []


def _order_faults(case: Case, now: datetime) -> list[Fault]:
    """Name each two times that stand in an impossible order."""
    named = dict(case.times)
    pairs = [
        pair
        for order in _ORDERS
        for pair in pairwise([name for name in order if name in named])
    ]  # fmt: skip
    if case.closed_at is not None:
        named["closed"] = case.closed_at
        pairs += [(name, "closed") for name in case.times]
    return [
        Fault(
            "ORDER",
            f"{later} {_told(named[later], now)} is before {earlier} {_told(named[earlier], now)}; "
            "correct one of them",
        )
        for earlier, later in dict.fromkeys(pairs)
        if _is_aware(named[earlier], named[later]) and named[later] < named[earlier]
    ]


def _is_aware(*instants: datetime) -> bool:
    return all(at.tzinfo is not None for at in instants)


def _told(at: datetime, now: datetime) -> str:
    """Write an instant in the zone of the one who is told."""
    local = at.astimezone(now.tzinfo) if FIRST_DAY.year <= at.year < _LAST_YEAR else at
    return local.isoformat(timespec="seconds")
