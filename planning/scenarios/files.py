"""Scenarios as small readable files, with a hash of all settings. No path in one is ever opened."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from geo.errors import Fault, FaultsError, MissingFileError
from geo.files import Limits, atomic_write, file_content
from geo.formats.drafts import shown_name
from geo.notation.reading import excerpt
from planning.packs import Pack
from planning.scenarios.changes import Change
from planning.scenarios.fingerprint import scenario_hash
from planning.scenarios.scenario import BASELINE, CHANGES, MOST_CHANGES, Scenario, applied

MOST_BYTES = 200_000
MOST_TEXT = 1000
_MOST_NUMBER = 1e15
_HEAD = ("name", "title_en", "title_ko", "pack")
_QUESTION = ("when", "golden_min", "direction", "police", "demand")
_STALE = "the pack or the settings have changed since this was saved: the figures may differ"
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class LoadedScenario:
    """A scenario out of a file.

    Parameters
    ----------
    scenario
        What it holds.
    cautions
        What a reader must know before the figures; empty when all is well.
    """

    scenario: Scenario
    cautions: tuple[str, ...] = ()


def find_scenario(pack: Pack, text: str) -> LoadedScenario:
    """Give the baseline, a scenario that came with the pack, or one from a file.

    Parameters
    ----------
    pack
        The country.
    text
        ``baseline``, the name of a scenario in the pack (``scenario_NAME.toml``), or a path.

    Raises
    ------
    MissingFileError
        If there is no such scenario; the message lists those that came with the pack.
    FaultsError
        With every fault of the file.
    """
    if text == BASELINE.name:
        return LoadedScenario(BASELINE)
    own = shipped(pack)
    path = own.get(text) or Path(text)
    try:
        content = file_content(path, limits=Limits(file_bytes=MOST_BYTES))
    except (MissingFileError, ValueError) as error:
        if isinstance(error, FaultsError):
            raise
        names = ", ".join([BASELINE.name, *own])
        raise MissingFileError(
            f"no scenario {excerpt(text)}: name a file, or one of {names}"
        ) from None
    return read_scenario(pack, content, subject=shown_name(path.name))


def shipped(pack: Pack) -> dict[str, Path]:
    """Give the scenarios that came with a pack: name -> file."""
    files = sorted(pack.folder.glob("scenario_*.toml"))
    return {path.stem.removeprefix("scenario_"): path for path in files}


def read_scenario(pack: Pack, content: bytes, *, subject: str) -> LoadedScenario:
    """Read a scenario from the bytes of a file and make sure that it fits the pack.

    Parameters
    ----------
    pack
        The country it is asked of.
    content
        TOML, as `scenario_text` writes it.
    subject
        The file as a person would call it.

    Raises
    ------
    FaultsError
        With every fault of the file, or of the scenario in this pack.
    """
    if len(content) > MOST_BYTES:
        raise FaultsError(subject, [Fault("TOO_LARGE", f"it is over {MOST_BYTES:,} bytes")])
    try:
        table = tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise FaultsError(subject, [Fault("TOML", str(error)[:200])]) from None
    scenario = scenario_of_table(table, subject=subject)
    applied(pack, scenario)
    stored = table.get("hash", "")
    is_stale = bool(stored) and stored != scenario_hash(pack, scenario)
    return LoadedScenario(scenario, (_STALE,) if is_stale else ())


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


def save_scenario(pack: Pack, scenario: Scenario, path: Path) -> str:
    """Write a scenario to a file, whole or not at all; give its hash.

    Raises
    ------
    FaultsError
        If it has faults: what cannot be made is not saved.
    WriteError
        If it cannot be written; what was saved before is untouched.
    """
    applied(pack, scenario)
    text = scenario_text(pack, scenario)
    read_scenario(pack, text.encode(), subject=shown_name(path.name))
    atomic_write(path, text.encode())
    return scenario_hash(pack, scenario)


def scenario_text(pack: Pack, scenario: Scenario) -> str:
    """Write a scenario as TOML; fields that are at their defaults are left out."""
    head = _lines(scenario, _HEAD)
    stamp = f"hash = {_toml(scenario_hash(pack, scenario))}  # of the pack and of all settings here"
    question = _lines(scenario, _QUESTION)
    lines = [*head, stamp, *(["", "[question]", *question] if question else ())]
    for change in scenario.changes:
        names = [one.name for one in fields(change) if one.name != "source"]
        lines += ["", "[[change]]", f"# {_commented(change.text)}", f"do = {_toml(change.key)}"]
        lines += _lines(change, (*names, "source"))
    return "\n".join([*lines, ""])


def _commented(text: str) -> str:
    return " ".join(_UNSEEN.sub(" ", text).split())


def _lines(value: object, names: tuple[str, ...]) -> list[str]:
    defaults = {one.name: one.default for one in fields(value)}  # type: ignore[arg-type]
    return [
        f"{name} = {_toml(getattr(value, name))}"
        for name in names
        if getattr(value, name) != defaults[name]
    ]


def _toml(value: object) -> str:
    """Write one value: a JSON text is a TOML one, but for the sign that deletes."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)


def _scenario(table: Mapping[str, Any], faults: list[Fault]) -> Scenario:
    """Read the table of a file; every fault is noted, and then the result is not to be used."""
    question, listed = table.get("question", {}), table.get("change", [])
    known = {*_HEAD, "hash", "question", "change"}
    faults += [_extra(name) for name in table if name not in known]
    if not isinstance(question, dict):
        faults.append(Fault("BAD_TYPE", "question must be a table [question]"))
        question = {}
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        faults.append(Fault("BAD_TYPE", "change must be a list of tables [[change]]"))
        listed = []
    if len(listed) > MOST_CHANGES:
        faults.append(Fault("TOO_LARGE", f"{len(listed)} changes: give up to {MOST_CHANGES}"))
        listed = []
    if not isinstance(table.get("hash", ""), str):
        faults.append(Fault("BAD_TYPE", "hash must be a text"))
    hints = get_type_hints(Scenario)
    head = {name: table[name] for name in _HEAD if name in table}
    faults += _faults(head, {name: hints[name] for name in _HEAD}, needed=("name",))
    faults += _faults(question, {name: hints[name] for name in _QUESTION}, where="question: ")
    changes = [_change(entry, number, faults) for number, entry in enumerate(listed, start=1)]
    if faults:
        return BASELINE
    return Scenario(**head, **question, changes=tuple(one for one in changes if one is not None))


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
        is_shown = len(value) <= MOST_TEXT and not _UNSEEN.search(value)
        return None if is_shown else f"must be a text of up to {MOST_TEXT} letters that one can see"
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    is_number = is_number and abs(value) < _MOST_NUMBER  # type: ignore[arg-type]
    if hint is int:
        return None if is_number and isinstance(value, int) else "must be a whole number"
    return None if is_number else "must be a number"
