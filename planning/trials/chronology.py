"""A chronology as it was reported: events in order, each with who says so, and what is proposed."""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final, Literal

from geo.coordinates import Place
from planning.packs import Pack
from planning.trials.doors import door_ids
from planning.trials.measures import Measure, read_measure
from planning.trials.reading import Texts, TrialTable, must_be_sound, read_table

EventKind = Literal[
    "escaped", "on_the_way", "at_door", "phone_answered", "counter_open", "met", "admitted", "told"
]
EVENT_KINDS: Final[tuple[EventKind, ...]] = (
    "escaped", "on_the_way", "at_door", "phone_answered", "counter_open", "met", "admitted", "told",
)  # fmt: skip
WEEKDAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_MOST_DAYS = 366
_MOST_WAY_H = 24.0 * 14


@dataclass(frozen=True, slots=True)
class Origin:
    """Who says so.

    Parameters
    ----------
    by
        Who reported it, in both languages; never a private person.
    on
        When, as written; empty where no date was found.
    source
        Address.
    """

    by: Texts
    on: str
    source: str


@dataclass(frozen=True, slots=True)
class Account:
    """Another account of the same event.

    Parameters
    ----------
    what
        What it says, in both languages.
    origin
        Whose it is.
    """

    what: Texts
    origin: Origin


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was reported.

    Parameters
    ----------
    kind
        One of `EVENT_KINDS`.
    what
        In both languages.
    at_s
        Seconds after midnight of the day of arrival, below 0 before it; None where no time was
        reported. The time of an escape is never read: it is the arrival less the way.
    lasting_s
        Shortest and longest duration reported, seconds; None where it is no duration.
    door
        Id of the door it happened at, or empty.
    origin
        Who says so.
    contested
        Other accounts of it.
    """

    kind: EventKind
    what: Texts
    at_s: float | None
    lasting_s: tuple[float, float] | None
    door: str
    origin: Origin
    contested: tuple[Account, ...]


@dataclass(frozen=True, slots=True)
class Chronology:
    """A chronology and the measures to be tried on it.

    Parameters
    ----------
    title, note
        In both languages.
    days
        Days of arrival that it may have been, one or more.
    is_day_known
        Whether a source names the day; otherwise each of `days` stands in for it.
    escaped_from
        Where the way began.
    door
        Id of the door where it ended.
    arrived_s
        Seconds after midnight of the arrival at that door.
    way_s
        Shortest and longest time on the way, seconds.
    events
        In the order of the file.
    measures
        What might have been otherwise.
    """

    title: Texts
    note: Texts
    days: tuple[date, ...]
    is_day_known: bool
    escaped_from: Place
    door: str
    arrived_s: float
    way_s: tuple[float, float]
    events: tuple[Event, ...]
    measures: tuple[Measure, ...]


def read_chronology(path: Path, pack: Pack) -> Chronology:
    """Read a replay file.

    Parameters
    ----------
    path
        TOML: ``title``, ``note``; ``period`` (``first``, ``last``, ``weekdays``); ``[[events]]``
        with one ``escaped`` (its ``place``), one ``on_the_way`` (``lasting_h``) and one
        ``at_door`` (``at``, ``door``) among them; ``[[measures]]``.
    pack
        The country.

    Raises
    ------
    MissingFileError
        If there is no such file.
    FaultsError
        Naming every fault of it.
    """
    table = read_table(path, pack)
    table.word("kind", ["replay"])
    title, note = table.texts("title"), table.texts("note", needed=False)
    days, is_day_known = _days(table)
    places: list[Place] = []
    events = [_event(one, places) for one in table.tables("events")]
    measures = tuple(read_measure(one) for one in table.tables("measures", needed=False))
    table.close()
    way, arrival = (_only(table, events, kind) for kind in ("on_the_way", "at_door"))
    _only(table, events, "escaped")
    if way is not None and way.lasting_s is None:
        table.fault("events", "NO_KEY", "on_the_way needs lasting_h, such as [12, 14]")
    if arrival is not None and (arrival.at_s is None or not arrival.door):
        table.fault("events", "NO_KEY", 'at_door needs at, such as "06:00", and the id of the door')
    must_be_sound(path, table)
    return Chronology(
        title=title,
        note=note,
        days=days,
        is_day_known=is_day_known,
        escaped_from=places[0],
        door=arrival.door if arrival else "",
        arrived_s=(arrival.at_s if arrival else None) or 0.0,
        way_s=(way.lasting_s if way else None) or (0.0, 0.0),
        events=tuple(events),
        measures=measures,
    )


def _days(table: TrialTable) -> tuple[tuple[date, ...], bool]:
    """Read the days it may have been."""
    period = table.table("period")
    first, last = period.day("first"), period.day("last")
    chosen = period.values("weekdays") if period.has("weekdays") else list(WEEKDAYS)
    if not chosen or any(name not in WEEKDAYS for name in chosen):
        period.fault("weekdays", "BAD_WORD", f"write some of {', '.join(WEEKDAYS)}")
    period.close()
    count = (last - first).days + 1
    if not 1 <= count <= _MOST_DAYS:
        period.fault("last", "RANGE", f"give first to last in order, at most {_MOST_DAYS} days")
        return (), False
    span = [first + timedelta(days=number) for number in range(count)]
    days = tuple(day for day in span if WEEKDAYS[day.weekday()] in chosen)
    if not days:
        period.fault("weekdays", "RANGE", "no such day lies in the period")
    return days, count == 1


def _event(table: TrialTable, places: list[Place]) -> Event:
    kind = next(k for k in EVENT_KINDS if k == table.word("kind", EVENT_KINDS))
    if kind == "escaped":
        place = table.place("place")
        places += [] if place is None else [place]
    event = Event(
        kind=kind,
        what=table.texts("what"),
        at_s=_at(table) if kind != "escaped" and table.has("at") else None,
        lasting_s=_lasting(table) if table.has("lasting_h") else None,
        door=_door(table) if table.has("door") else "",
        origin=_origin(table),
        contested=tuple(_account(one) for one in table.tables("contested", needed=False)),
    )
    table.close()
    return event


def _at(table: TrialTable) -> float:
    """Read a time of the day, of that of the arrival or of one before."""
    days = table.number("days_before", least=0, most=14, default=0)
    return table.clock("at") - 86_400 * days


def _lasting(table: TrialTable) -> tuple[float, float]:
    """Read the shortest and longest of a duration."""
    hours = table.values("lasting_h")
    are_numbers = all(type(hour) in (int, float) and math.isfinite(hour) for hour in hours)
    if len(hours) != 2 or not are_numbers or not 0 < hours[0] <= hours[1] <= _MOST_WAY_H:
        message = f"write the shortest and the longest, such as [12, 14], up to {_MOST_WAY_H:g}"
        table.fault("lasting_h", "RANGE", message)
        return 0.0, 0.0
    return 3600.0 * hours[0], 3600.0 * hours[1]


def _door(table: TrialTable) -> str:
    door = table.text("door")
    known = door_ids(table.pack)
    if door and door not in known:
        table.fault("door", "UNKNOWN_ID", f"{door[:80]!r} is no mission, Green Zone or post")
    return door


def _origin(table: TrialTable) -> Origin:
    return Origin(table.texts("by"), table.text("on", needed=False), table.text("source"))


def _account(table: TrialTable) -> Account:
    account = Account(table.texts("what"), _origin(table))
    table.close()
    return account


def _only(table: TrialTable, events: list[Event], kind: EventKind) -> Event | None:
    """Give the one event of a kind."""
    found = [event for event in events if event.kind == kind]
    if len(found) != 1:
        table.fault("events", "NO_KEY", f"{len(found)} events of kind {kind}; give exactly one")
    return found[0] if found else None
