"""The table of a scenario file as a scenario: keys and types checked, every fault named."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from geo.errors import Fault, FaultsError
from geo.notation.reading import excerpt
from planning.scenarios.changes import Change
from planning.scenarios.scenario import BASELINE, CHANGES, MOST_CHANGES, Scenario

MOST_TEXT = 1000
HEAD = ("name", "title_en", "title_ko", "pack")
"""Fields of a scenario that stand at the top of its file."""
QUESTION = ("when", "golden_min", "direction", "police", "demand")
"""Fields of a scenario that stand in its table of the question."""
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Signs that no text of a scenario may hold."""
_MOST_NUMBER = 1e15


def scenario_of_table(table: Mapping[str, Any], *, subject: str) -> Scenario:
    """Make a scenario of the table of a file; whether it fits a pack is not asked.

    Raises
    ------
    FaultsError
        Naming all that is unknown, missing or of another type.
    """
    faults: list[Fault] = []
    scenario = _scenario(table, faults)
    if faults:
        raise FaultsError(subject, faults)
    return scenario


def changes_of(listed: object) -> tuple[Change, ...]:
    """Make changes of the ``[[change]]`` tables of a file; whether they fit a pack is not asked.

    Raises
    ------
    FaultsError
        Naming all that is unknown, missing or of another type, each with the number of its change.
    """
    faults: list[Fault] = []
    changes = _changes(listed, faults)
    if faults:
        raise FaultsError("changes", faults)
    return changes


def _scenario(table: Mapping[str, Any], faults: list[Fault]) -> Scenario:
    """Read the table of a file; every fault is noted, and then the result is not to be used."""
    question = table.get("question", {})
    known = {*HEAD, "hash", "question", "change"}
    faults += [_extra(name) for name in table if name not in known]
    if not isinstance(question, dict):
        faults.append(Fault("BAD_TYPE", "question must be a table [question]"))
        question = {}
    if not isinstance(table.get("hash", ""), str):
        faults.append(Fault("BAD_TYPE", "hash must be a text"))
    hints = get_type_hints(Scenario)
    head = {name: table[name] for name in HEAD if name in table}
    faults += _faults(head, {name: hints[name] for name in HEAD}, needed=("name",))
    faults += _faults(question, {name: hints[name] for name in QUESTION}, where="question: ")
    changes = _changes(table.get("change", []), faults)
    return BASELINE if faults else Scenario(**head, **question, changes=changes)


def _changes(listed: object, faults: list[Fault]) -> tuple[Change, ...]:
    """Read a list of changes; every fault is noted, and a change that has one left out."""
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        faults.append(Fault("BAD_TYPE", "change must be a list of tables [[change]]"))
        return ()
    if len(listed) > MOST_CHANGES:
        faults.append(Fault("TOO_LARGE", f"{len(listed)} changes: give up to {MOST_CHANGES}"))
        return ()
    found = [_change(entry, number, faults) for number, entry in enumerate(listed, start=1)]
    return tuple(one for one in found if one is not None)


def _change(entry: Mapping[str, Any], number: int, faults: list[Fault]) -> Change | None:
    where = f"change {number}: "
    key = entry.get("do")
    if not isinstance(key, str) or key not in CHANGES:
        shown = "do is missing" if key is None else f"do = {excerpt(str(key))} is not known"
        faults.append(Fault("BAD_WORD", f"{where}{shown}; write one of {', '.join(CHANGES)}"))
        return None
    kind = CHANGES[key]
    hints = {one.name: get_type_hints(kind)[one.name] for one in fields(kind)}
    needed = tuple(one.name for one in fields(kind) if one.default is MISSING)
    values = {name: value for name, value in entry.items() if name != "do"}
    found = list(_faults(values, hints, where=f"{where[:-2]}, {key}: ", needed=needed))
    faults += found
    return None if found else kind(**values)


def _faults(
    values: Mapping[str, object],
    hints: Mapping[str, Any],
    *,
    where: str = "",
    needed: tuple[str, ...] = (),
) -> Iterator[Fault]:
    """Name what is unknown, missing or of another type."""
    yield from (
        Fault("BLANK", f"{where}{name} is missing") for name in needed if name not in values
    )
    for name, value in values.items():
        why = _why_not(value, hints[name]) if name in hints else None
        if name not in hints:
            yield _extra(name, where)
        elif why:
            yield Fault("BAD_TYPE", f"{where}{name} {why}")


def _extra(name: str, where: str = "") -> Fault:
    return Fault("UNKNOWN_KEY", f"{where}{excerpt(name)} is not known here; leave it out")


def _why_not(value: object, hint: Any) -> str | None:
    """Say why a value is not of a type; None if it is."""
    if get_origin(hint) in {UnionType, Union}:
        return _why_not(value, get_args(hint)[0])
    if get_origin(hint) is Literal:
        words = get_args(hint)
        return None if value in words else f"must be one of {', '.join(words)}"
    if hint is str:
        if not isinstance(value, str):
            return "must be a text"
        is_shown = len(value) <= MOST_TEXT and not UNSEEN.search(value)
        return None if is_shown else f"must be a text of up to {MOST_TEXT} letters that one can see"
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    is_number = is_number and abs(value) < _MOST_NUMBER  # type: ignore[arg-type]
    if hint is int:
        return None if is_number and isinstance(value, int) else "must be a whole number"
    return None if is_number else "must be a number"
