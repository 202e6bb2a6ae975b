"""Scenarios as small readable files, with a hash of all settings. No path in one is ever opened."""

import json
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from geo.errors import Fault, FaultsError, MissingFileError
from geo.files import Limits, atomic_write, file_content
from geo.formats.drafts import shown_name
from geo.notation.reading import excerpt
from planning.folders import own_folder
from planning.packs import Pack
from planning.scenarios.fingerprint import scenario_hash
from planning.scenarios.scenario import BASELINE, Scenario, applied
from planning.scenarios.tables import HEAD, QUESTION, UNSEEN, scenario_of_table

MOST_BYTES = 200_000
STALE = "the pack or the settings have changed since this was saved: the figures may differ"


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

    @property
    def is_stale(self) -> bool:
        """Whether the pack or the settings have changed since it was saved."""
        return STALE in self.cautions


def find_scenario(pack: Pack, text: str) -> LoadedScenario:
    """Give the baseline, a scenario that came with the pack or is kept beside it, or a file's.

    Parameters
    ----------
    pack
        The country.
    text
        ``baseline``, the name of a scenario in the pack (``scenario_NAME.toml``) or of one
        that is kept, or a path.

    Raises
    ------
    MissingFileError
        If there is no such scenario; the message lists those that have a name.
    FaultsError
        With every fault of the file.
    """
    if text == BASELINE.name:
        return LoadedScenario(BASELINE)
    own = {**kept(pack), **shipped(pack)}
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


def kept_folder(pack: Pack) -> Path:
    """Give the user's own folder for scenarios of a pack; it may not exist."""
    return own_folder(pack.name) / "scenarios"


def kept(pack: Pack) -> dict[str, Path]:
    """Give the scenarios that users kept beside a pack, the newest first: name -> file."""
    folder = kept_folder(pack)
    try:
        dated = [(path.stat().st_mtime_ns, path) for path in folder.glob("*.toml")]
    except OSError:
        return {}
    return {path.stem: path for _, path in sorted(dated, reverse=True)}


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
    except UnicodeDecodeError:
        raise FaultsError(subject, [Fault("ENCODING", "it is not UTF-8 text")]) from None
    except (ValueError, RecursionError) as error:
        raise FaultsError(subject, [Fault("TOML", str(error)[:200])]) from None
    scenario = scenario_of_table(table, subject=subject)
    applied(pack, scenario)
    stored = table.get("hash", "")
    is_stale = bool(stored) and stored != scenario_hash(pack, scenario)
    return LoadedScenario(scenario, (STALE,) if is_stale else ())


def save_scenario(pack: Pack, scenario: Scenario, path: Path) -> str:
    """Write a scenario to a file, whole or not at all; give its hash.

    Parameters
    ----------
    pack
        The baseline the hash is of.
    scenario
        What is written, as `scenario_text` writes it.
    path
        The file; one that is there is replaced.

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
    head = _lines(scenario, HEAD)
    stamp = f"hash = {_toml(scenario_hash(pack, scenario))}  # of the pack and of all settings here"
    question = _lines(scenario, QUESTION)
    lines = [*head, stamp, *(["", "[question]", *question] if question else ())]
    for change in scenario.changes:
        names = [one.name for one in fields(change) if one.name != "source"]
        lines += ["", "[[change]]", f"# {_commented(change.text)}", f"do = {_toml(change.key)}"]
        lines += _lines(change, (*names, "source"))
    return "\n".join([*lines, ""])


def _commented(text: str) -> str:
    return " ".join(UNSEEN.sub(" ", text).split())


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
