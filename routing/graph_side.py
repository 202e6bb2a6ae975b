"""What an OSMnx graph says that a RoadNetwork does not: a side table of JSON text, types kept."""

import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import NoneType
from typing import Any, Self

import numpy as np
import shapely
from pyproj import CRS
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from geo.errors import CorruptFileError, Fault
from geo.files import atomic_write, file_content
from geo.formats.drafts import Limits

Attributes = Mapping[str, Any]

_VERSION = 1
_PLAIN_TYPES = frozenset({bool, int, float, str, NoneType, LineString})
_LIMITS = Limits(file_bytes=4_000_000_000)


@dataclass(frozen=True, slots=True)
class OsmnxSide:
    """What to lay over a network to get back the very graph that it was read from.

    Parameters
    ----------
    text
        JSON: ids and keys of nodes and edges, attributes that differ from what the network
        alone would give, and edges that no network can hold. Nothing in it is a road fact
        that the network does not have.
    """

    text: str

    @property
    def content(self) -> dict[str, Any]:
        """The table as plain values."""
        content: dict[str, Any] = json.loads(self.text)
        return content

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Self:
        """Make a side table from plain values."""
        return cls(json.dumps({"version": _VERSION, **content}, separators=(",", ":")))

    def save(self, path: Path) -> None:
        """Write the table to a JSON file, whole or not at all.

        Raises
        ------
        WriteError
            If it cannot be written.
        """
        atomic_write(path, self.text.encode())

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a table that `save` wrote.

        Raises
        ------
        MissingFileError
            If there is no such file.
        CorruptFileError
            If it is no side table of this version.
        """
        try:
            text = file_content(path, limits=_LIMITS).decode()
            version = json.loads(text)["version"]
        except (ValueError, KeyError, TypeError) as error:
            message = f"{path}: no side table of a graph; read the graph again"
            raise CorruptFileError(message) from error
        if version != _VERSION:
            raise CorruptFileError(f"{path}: a side table of version {version}, not {_VERSION}")
        return cls(text)


def difference(source: Attributes, written: Attributes) -> dict[str, Any]:
    """Say what to change in attributes to get those of the source.

    Returns
    -------
    dict
        ``set`` with the attributes to give, encoded, and ``drop`` with those to take away;
        each only where there are any.

    Raises
    ------
    TypeError
        If a value is of a type that JSON cannot bring back.
    """
    changed = {
        name: encode(value)
        for name, value in source.items()
        if name not in written or not is_same(value, written[name])
    }
    dropped = [name for name in written if name not in source]
    return {key: value for key, value in (("set", changed), ("drop", dropped)) if value}


def applied(written: Attributes, change: Mapping[str, Any]) -> dict[str, Any]:
    """Change attributes as `difference` says."""
    dropped = set(change.get("drop", ()))
    kept = {name: value for name, value in written.items() if name not in dropped}
    return {**kept, **{name: decode(value) for name, value in change.get("set", {}).items()}}


def is_same(one: object, other: object) -> bool:
    """Tell whether two values are of one type and equal to the last bit; NaN equals NaN."""
    if type(one) is not type(other):
        return False
    if isinstance(one, str | int):
        return one == other
    if isinstance(one, BaseGeometry) and isinstance(other, BaseGeometry):
        return bool(shapely.equals_identical(one, other))
    return repr(one) == repr(other)  # tells 1 from True and 1.0 within lists, and -0.0 from 0.0


def encode(value: object) -> Any:
    """Write a value of a graph as JSON can hold it, its type kept.

    Raises
    ------
    TypeError
        If its type cannot be brought back.

    Examples
    --------
    >>> encode([1, 2.5, None, "a"]), encode((1, float("inf")))
    ([1, 2.5, None, 'a'], {'$tuple': [1, {'$float': 'inf'}]})
    """
    kind = type(value)
    if value is None or kind in {bool, int, str}:
        return value
    if isinstance(value, BaseGeometry):
        return {"$wkb": shapely.to_wkb(value, hex=True, include_srid=True)}
    if isinstance(value, CRS):
        return {"$crs": value.to_json()}
    if isinstance(value, np.generic) and value.dtype.kind in "biufU":
        return {"$numpy": [value.dtype.str, encode(value.item())]}
    write = _WRITE.get(kind)
    if write is None:
        raise TypeError(f"{kind.__name__} is no type that a file can keep")
    return write(value)


def decode(value: Any) -> Any:
    """Read back what `encode` wrote."""
    if isinstance(value, list):
        return [decode(part) for part in value]
    if isinstance(value, dict):
        [(mark, content)] = value.items()
        return _READ[mark](content)
    return value


def _encode_float(value: float) -> Any:
    return value if math.isfinite(value) else {"$float": str(value)}


def _encode_all(values: Iterable[object]) -> list[Any]:
    return [encode(part) for part in values]


def _decode_numpy(content: list[Any]) -> Any:
    return np.dtype(content[0]).type(decode(content[1]))


_WRITE: dict[type, Callable[[Any], Any]] = {
    float: _encode_float,
    list: _encode_all,
    tuple: lambda value: {"$tuple": _encode_all(value)},
    set: lambda value: {"$set": _encode_all(value)},
    dict: lambda value: {"$dict": [_encode_all(pair) for pair in value.items()]},
}
_READ: dict[str, Callable[[Any], Any]] = {
    "$float": float,
    "$tuple": lambda content: tuple(map(decode, content)),
    "$set": lambda content: set(map(decode, content)),
    "$dict": lambda content: {decode(key): decode(value) for key, value in content},
    "$wkb": shapely.from_wkb,
    "$crs": CRS.from_json,
    "$numpy": _decode_numpy,
}


def check_attributes(where: str, attributes: Mapping[Any, object]) -> list[Fault]:
    """Name attributes that no side table can keep."""
    faults = []
    for name, value in attributes.items():
        if type(value) in _PLAIN_TYPES and isinstance(name, str):
            continue
        try:
            _require_text(name)
            encode(value)
        except TypeError as error:
            message = f"{where}: attribute {name!r}: {error}; make it a text or a number"
            faults.append(Fault("ATTRIBUTE", message))
    return faults


def _require_text(name: object) -> None:
    if not isinstance(name, str):
        raise TypeError(f"its name is a {type(name).__name__}")
