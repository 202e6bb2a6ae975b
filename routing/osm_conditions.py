"""Access that hours change: OpenStreetMap's conditional restrictions, for cars."""

import re
from dataclasses import dataclass

from routing.network import ENDS_ONLY, NO_ACCESS, OPEN_ACCESS
from routing.osm_access import (
    ACCESS_KEYS,
    DIRECTIONS,
    Access,
    access_level,
    barrier_access,
    base_level,
    oneway_of,
    way_access,
)
from routing.osm_tags import Tags

LONGEST_TEXT = 2000
WORD_OF_LEVEL = {NO_ACCESS: "no", ENDS_ONLY: "destination", OPEN_ACCESS: "yes"}

# A time is made of these alone (https://wiki.openstreetmap.org/wiki/Key:opening_hours); any other
# word (weight, length, hgv, residents, wet) makes the condition one that no clock decides.
_TIME_WORD = re.compile(
    r"24/7|\d{1,2}:\d\d|\d{4}|\d{1,2}|mo|tu|we|th|fr|sa|su|ph|sh|week|easter|days?|off|closed|open|"
    r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|sunrise|sunset|dawn|dusk",
    re.ASCII | re.IGNORECASE,
)
_WORD = re.compile(r"24/7|\d{1,2}:\d\d|\w+|[^\w\s]", re.ASCII)
_TIME_MARKS = frozenset("-,;+()[]:/")
_AND = re.compile(r"\s+AND\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Condition:
    """What the hours make of a direction of a way, for vehicles.

    Parameters
    ----------
    text
        Normal form, ``no; yes @ (Mo-Fr 08:00-18:00)``: the value without ``@`` holds
        at all other hours; where there is none, the edge's own level does. Empty
        where no hours matter.
    car, motorbike
        Highest level at any hour, 0, 1 or 2; None where the hours change nothing for
        that mode.
    """

    text: str = ""
    car: int | None = None
    motorbike: int | None = None


UNCONDITIONAL = Condition()


def parse_conditional(text: str) -> tuple[tuple[int, str], ...]:
    """Split a conditional restriction into levels and the hours for which they hold.

    Parameters
    ----------
    text
        Such as ``destination; no @ (Mo-Fr 07:00-09:00)``. Clauses whose condition is
        no time (weight, length, kind of user, weather), alone or joined by ``AND``,
        are left out, as are those whose value means nothing.

    Returns
    -------
    tuple of (level, hours)
        In the order written, so that the last that holds wins. Hours are
        opening_hours text, not yet checked beyond its words, or empty for a value
        that holds at all other hours.

    Examples
    --------
    >>> parse_conditional("no; yes @ (Mo-Fr 08:00-18:00; Sa 08:00-12:00); no @ (weight>7.5)")
    ((0, ''), (2, 'Mo-Fr 08:00-18:00; Sa 08:00-12:00'))
    """
    found = (_clause(part) for part in _split(text[:LONGEST_TEXT]))
    return tuple(clause for clause in found if clause is not None)


def way_condition(tags: Tags, direction: str) -> Condition:
    """Tell what the hours make of a way in a direction, ``forward`` or ``backward``.

    The most special key decides: ``motorcar:conditional`` before ``motor_vehicle``,
    ``vehicle`` and ``access``; a plain value of a more special key outdoes the
    conditional of a more general one. What ``motorcar:conditional`` says does not
    bind a motorbike. A reversible road is open only at the hours that
    ``oneway:conditional`` names for the direction.

    Examples
    --------
    >>> tags = {"highway": "pedestrian", "motor_vehicle:conditional": "yes @ (20:00-06:00)"}
    >>> way_condition(tags, "forward")
    Condition(text='no; yes @ (20:00-06:00)', car=2, motorbike=2)
    """
    if not any("conditional" in key for key in tags):
        return UNCONDITIONAL
    oneway = oneway_of(tags, "car")
    if oneway == "reversible":
        return _reversible(tags, direction)
    if oneway not in {"both", direction}:
        return UNCONDITIONAL
    return _condition(tags, direction, base=way_access(tags)[DIRECTIONS.index(direction)])


def barrier_condition(tags: Tags) -> Condition:
    """Tell what the hours make of a barrier: its conditional access, or its opening hours."""
    if "barrier" not in tags:
        return UNCONDITIONAL
    base = barrier_access(tags)
    found = _condition(tags, "both", base=base)
    hours = tags.get("opening_hours", "")[:LONGEST_TEXT].strip()
    if found.text or not base.car or hours == "24/7" or not _is_time(hours):
        return found
    return Condition(f"no; {WORD_OF_LEVEL[base.car]} @ ({hours})", base.car, base.motorbike)


def _condition(tags: Tags, direction: str, *, base: Access) -> Condition:
    for key in ACCESS_KEYS["car"]:
        for full_key in (
            f"{key}:{direction}:conditional",
            f"{key}:conditional:{direction}",
            f"{key}:conditional",
        ):
            clauses = parse_conditional(tags.get(full_key, ""))
            if any(hours for _, hours in clauses):
                own = "motorcycle" in tags or key == "motorcar"
                return _joined(clauses, base, binds_motorbikes=not own)
        if access_level(tags.get(f"{key}:{direction}", tags.get(key, ""))) is not None:
            return UNCONDITIONAL
    return UNCONDITIONAL


def _joined(
    clauses: tuple[tuple[int, str], ...], base: Access, *, binds_motorbikes: bool
) -> Condition:
    given = [level for level, hours in clauses if not hours]
    timed = [(level, hours) for level, hours in clauses if hours]
    usual = given[-1] if given else base.car
    highest = max(usual, *(level for level, _ in timed))
    if highest == NO_ACCESS:
        return UNCONDITIONAL
    parts = [f"{WORD_OF_LEVEL[level]} @ ({hours})" for level, hours in timed]
    if usual < highest:
        parts.insert(0, WORD_OF_LEVEL[usual])
    motorbike = max(base.motorbike, highest) if binds_motorbikes else None
    return Condition("; ".join(parts), highest, motorbike)


def _reversible(tags: Tags, direction: str) -> Condition:
    wanted = {"forward": ("yes", "1", "true"), "backward": ("-1", "reverse")}[direction]
    hours = []
    for part in _split(tags.get("oneway:conditional", "")[:LONGEST_TEXT]):
        value, _, condition = part.partition("@")
        time = _time(condition)
        if time and value.strip().lower() in {*wanted, "no"}:
            hours.append(time)
    tagged = base_level(tags, "car", direction=direction)
    level = OPEN_ACCESS if tagged is None else tagged
    if not hours or level == NO_ACCESS:
        return UNCONDITIONAL
    word = WORD_OF_LEVEL[level]
    return Condition("; ".join(["no", *(f"{word} @ ({time})" for time in hours)]), level, level)


def _split(text: str) -> list[str]:
    """Split at the semicolons outside brackets."""
    parts, depth = [""], 0
    for mark in text:
        depth += {"(": 1, ")": -1}.get(mark, 0)
        depth = max(depth, 0)
        if mark == ";" and not depth:
            parts.append("")
        else:
            parts[-1] += mark
    return [part.strip() for part in parts if part.strip()]


def _clause(part: str) -> tuple[int, str] | None:
    value, at, condition = part.partition("@")
    level = access_level(value)
    if level is None:
        return None
    if not at:
        return level, ""
    time = _time(condition)
    return (level, time) if time else None


def _time(condition: str) -> str:
    """Take the hours out of a condition; empty where it is not made of time alone."""
    text = condition.strip()
    if text.startswith("(") and text.endswith(")") and _is_balanced(text[1:-1]):
        text = text[1:-1].strip()
    parts = [part.strip() for part in _AND.split(text)]
    return " ".join(parts) if all(_is_time(part) for part in parts) else ""


def _is_time(text: str) -> bool:
    words = _WORD.findall(text)
    if _WORD.sub("", text).strip() or not _is_balanced(text):
        return False
    times = [word for word in words if _TIME_WORD.fullmatch(word)]
    return bool(times) and all(word in times or word in _TIME_MARKS for word in words)


def _is_balanced(text: str) -> bool:
    """Tell whether every bracket that opens is closed, and none before it opens."""
    depth = 0
    for mark in text:
        depth += {"(": 1, ")": -1}.get(mark, 0)
        if depth < 0:
            return False
    return depth == 0
