"""What can happen to a case, each a value, and how it stands in the log: one line of JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, tzinfo
from types import MappingProxyType
from typing import Any, Final, NoReturn

TIMES: Final = ("called", "answered", "sent", "arrived", "admitted")
"""The times of a case, in the order in which help goes to the victim."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A case begins.

    Parameters
    ----------
    pack
        Short name of the country pack.
    golden_s
        The golden time that held then, seconds.
    """

    pack: str
    golden_s: float


@dataclass(frozen=True, slots=True)
class TimeTold:
    """One of `TIMES`, told for the first time or corrected; the log keeps what it was before."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PlaceSeen:
    """Where the victim was.

    Parameters
    ----------
    seen_at
        When.
    lat, lon
        EPSG:4326.
    error_m
        How far the true place may be, metres.
    text
        A label from the gazetteer or the coordinates, never what a caller said.
    """

    seen_at: datetime
    lat: float
    lon: float
    error_m: float
    text: str


@dataclass(frozen=True, slots=True)
class UnitSent:
    """A unit is busy with the case from now on."""

    unit: str


@dataclass(frozen=True, slots=True)
class UnitFreed:
    """A unit is free for another case."""

    unit: str


@dataclass(frozen=True, slots=True)
class Noted:
    """A hand-over note about the case, never about the person."""

    text: str


@dataclass(frozen=True, slots=True)
class Closed:
    """The case is over; its units are free."""

    at: datetime


Change = Opened | TimeTold | PlaceSeen | UnitSent | UnitFreed | Noted | Closed


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the log.

    Parameters
    ----------
    case
        Id of the case.
    recorded_at
        When it was written down.
    change
        What happened.
    """

    case: str
    recorded_at: datetime
    change: Change


_KINDS: Final[Mapping[str, type[Change]]] = MappingProxyType(
    {
        "opened": Opened,
        "time": TimeTold,
        "place": PlaceSeen,
        "unit_sent": UnitSent,
        "unit_freed": UnitFreed,
        "note": Noted,
        "closed": Closed,
    }
)
_NAMES: Final = MappingProxyType({kind: name for name, kind in _KINDS.items()})


def kind_of(change: Change) -> str:
    """Name what happened, in one stable word.

    Examples
    --------
    >>> kind_of(UnitSent("U001"))
    'unit_sent'
    """
    return _NAMES[type(change)]


def values_of(change: Change, zone: tzinfo | None = UTC) -> dict[str, Any]:
    """Give the values of a change as JSON knows them; instants on the clock of a zone."""
    values = ((field.name, getattr(change, field.name)) for field in fields(change))
    return {
        name: value.astimezone(zone).isoformat() if isinstance(value, datetime) else value
        for name, value in values
    }


def to_text(change: Change) -> str:
    """Write a change as JSON.

    Examples
    --------
    >>> to_text(UnitSent("U001"))
    '{"unit": "U001"}'
    """
    return json.dumps(values_of(change), ensure_ascii=False, allow_nan=False)


def from_text(kind: str, text: str) -> Change:
    """Read a change out of the log.

    Raises
    ------
    ValueError
        If the line is not one that `to_text` wrote.
    """
    try:
        return _made(kind, json.loads(text, parse_constant=_refuse))
    except (OverflowError, RecursionError) as error:
        raise ValueError(str(error)) from None


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


def _made(kind: str, values: object) -> Change:
    made = _KINDS.get(kind)
    if made is None or not isinstance(values, dict):
        raise ValueError(f"no event {kind[:40]!r} is known")
    types = {field.name: field.type for field in fields(made)}
    if set(types) != set(values):
        raise ValueError(f"event {kind!r} has the values {sorted(values)}, not {sorted(types)}")
    return made(**{name: _read(value, types[name]) for name, value in values.items()})


def read_instant(text: str) -> datetime:
    """Read an instant of the log, which has its zone.

    Raises
    ------
    ValueError
        If it is none.
    """
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text[:40]!r} has no zone")
    return instant


def _read(value: object, wanted: object) -> Any:
    if wanted is datetime:
        return read_instant(str(value))
    if wanted is float and type(value) in (int, float):
        return float(str(value))
    if type(value) is not wanted:
        raise ValueError(f"{str(value)[:40]!r} is not what the log holds there")
    return value
