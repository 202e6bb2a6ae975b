"""A case: what its log adds up to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import reduce
from types import MappingProxyType
from typing import Any

from planning.incidents.events import (
    Closed,
    Event,
    Noted,
    Opened,
    PlaceSeen,
    TimeTold,
    UnitFreed,
    UnitSent,
)


@dataclass(frozen=True, slots=True)
class Note:
    """A hand-over note and when it was written."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Case:
    """One call for help, as its log stands.

    Parameters
    ----------
    id, pack
        Its own short name; that of the country pack.
    golden_s
        The golden time that held when it was opened, seconds from the call.
    times
        Name of `TIMES` -> when; only those that are known.
    track
        Where the victim was seen, as it was told.
    units_now
        Ids of the units busy with it.
    units_sent
        Ids of every unit ever sent, the first sent first.
    notes
        Hand-over notes, the oldest first.
    closed_at
        When it was over; None while it is open.
    """

    id: str
    pack: str = ""
    golden_s: float = 0.0
    times: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))
    track: tuple[PlaceSeen, ...] = ()
    units_now: frozenset[str] = frozenset()
    units_sent: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    closed_at: datetime | None = None

    @property
    def called(self) -> datetime:
        """When the call came; every case has it."""
        return self.times["called"]

    @property
    def place(self) -> PlaceSeen:
        """Where the victim was seen last."""
        return max(self.track[::-1], key=lambda seen: seen.seen_at)

    @property
    def due_at(self) -> datetime:
        """Last instant of the golden time; help at it is in time."""
        return self.called + timedelta(seconds=self.golden_s)

    @property
    def helped_at(self) -> datetime | None:
        """First help: somebody has arrived, or a door has let the victim in."""
        helps = [self.times[name] for name in ("arrived", "admitted") if name in self.times]
        return min(helps, default=None)

    def seconds_to(self, name: str) -> float | None:
        """Give the seconds from the call to one of `TIMES`; None while it is not known."""
        at = self.times.get(name)
        return None if at is None else (at - self.called).total_seconds()


def case_of(before: Case, log: Iterable[Event]) -> Case:
    """Add up a log, the oldest event first, onto a case as it was before."""
    return reduce(_after, log, before)


def _after(case: Case, event: Event) -> Case:
    """Give the case as it is after one more event."""
    news: dict[str, Any] = {}
    match event.change:
        case Opened(pack, golden_s):
            news = {"pack": pack, "golden_s": golden_s}
        case TimeTold(name, at):
            news = {"times": MappingProxyType({**case.times, name: at})}
        case PlaceSeen() as seen:
            news = {"track": (*case.track, seen)}
        case UnitSent(unit):
            ever = tuple(dict.fromkeys((*case.units_sent, unit)))
            news = {"units_now": case.units_now | {unit}, "units_sent": ever}
        case UnitFreed(unit):
            news = {"units_now": case.units_now - {unit}}
        case Noted(text):
            news = {"notes": (*case.notes, Note(event.recorded_at, text))}
        case Closed(at):
            news = {"closed_at": at, "units_now": frozenset()}
    return replace(case, **news)
