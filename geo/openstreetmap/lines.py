"""OPL, the text form of OpenStreetMap objects: one object a line (osmcode.org/opl-file-format)."""

import re
import sys
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.openstreetmap.extract import Tags

Points = NDArray[np.float64]
"""Rows of OSM node number, longitude, latitude; NaN where the file lacks the point."""

_ESCAPE = re.compile("%([0-9a-f]+)%")


class OsmLine(NamedTuple):
    """One object, its geometry or members not yet read.

    Parameters
    ----------
    kind
        ``n`` (node), ``w`` (way) or ``r`` (relation).
    osm_id
        OSM number.
    stamp
        When it was last changed, ISO 8601; empty where the file does not tell.
    tags
        All its tags.
    body
        The position of a node, the points of a way, the members of a relation.
    """

    kind: str
    osm_id: int
    stamp: str
    tags: Tags
    body: str


class OsmMember(NamedTuple):
    """A member of a relation: its kind as in `OsmLine`, its number and its role."""

    kind: str
    osm_id: int
    role: str


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_sign, text) if "%" in text else text


def _sign(found: re.Match[str]) -> str:
    """Give an escaped sign; what no text may hold (broken UTF-8 in the file) is marked."""
    code = int(found[1], 16)
    is_text = 0 < code < 0xD800 or 0xDFFF < code <= sys.maxunicode
    return chr(code) if is_text else "\ufffd"


def read_line(line: str) -> OsmLine:
    """Read one line.

    Examples
    --------
    >>> read_line("w7 Thighway=track,name=Old%20%Road Nn1x104.9y11.5,n2x104.8y11.6").tags["name"]
    'Old Road'
    """
    head, _, rest = line.rstrip("\n").partition(" T")
    tag_text, _, body = rest.partition(" ")
    number, _, told = head.partition(" ")
    return OsmLine(number[0], int(number[1:]), told.rpartition("t")[2], _read_tags(tag_text), body)


@lru_cache(maxsize=1 << 14)
def _read_tags(text: str) -> Tags:
    """Read all tags of an object; many ways of a town have the same ones."""
    if not text:
        return MappingProxyType({})
    text = text.replace("%20%", " ")
    pairs = [tag.split("=") for tag in text.split(",")]
    if "%" in text:
        return MappingProxyType({_unescaped(key): _unescaped(value) for key, value in pairs})
    return MappingProxyType(dict(pairs))


def read_position(body: str) -> tuple[float, float]:
    """Read longitude and latitude of a node, degrees; NaN where it has none.

    Examples
    --------
    >>> read_position("x104.9 y11.5")
    (104.9, 11.5)
    """
    lon, _, lat = body.partition(" ")
    return float(lon[1:] or "nan"), float(lat[1:] or "nan")


def read_points(*bodies: str) -> Points:
    """Read the points of ways: rows of number, longitude and latitude, one way after another.

    The longitude and latitude of a point that the file does not hold are NaN. OSM numbers are
    far below 2 ** 53, so that a float holds them exactly.

    Examples
    --------
    >>> read_points("Nn1x104.9y11.5,n2xy", "Nn3x0y1").tolist()
    [[1.0, 104.9, 11.5], [2.0, nan, nan], [3.0, 0.0, 1.0]]
    """
    points = ",".join(body[1:] for body in bodies if len(body) > 1).replace("n", "")
    numbers = points.replace("xy", "xnanynan").replace("x", ",").replace("y", ",")
    return np.fromstring(numbers, sep=",").reshape(-1, 3)


def count_points(body: str) -> int:
    """Count the points of a way."""
    return body.count("n")


def read_members(body: str) -> tuple[OsmMember, ...]:
    """Read the members of a relation.

    Examples
    --------
    >>> read_members("Mw5@from,n3@via")
    (OsmMember(kind='w', osm_id=5, role='from'), OsmMember(kind='n', osm_id=3, role='via'))
    """
    if len(body) < 2:
        return ()
    parts = (member.partition("@") for member in body[1:].split(","))
    return tuple(OsmMember(head[0], int(head[1:]), _unescaped(role)) for head, _, role in parts)
