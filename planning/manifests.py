"""What a pack says of itself, and the seal that shows when a file of it was changed."""

import hashlib
import json
import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from geo.errors import Fault, FaultsError
from geo.files import atomic_write
from geo.notation.reading import excerpt

MANIFEST = "manifest.toml"
COARSE_OUTLINE_M = 6000.0
"""How far an outline may stray of which nothing is said: inlets this wide are land."""
_KEYS = ("name", "title", "country", "crs", "zone", "home_country", "home_zone", "resolution")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a pack says of itself.

    Parameters
    ----------
    about
        ``name``, ``title``, ``country`` (ISO 3166 alpha-2), ``crs`` (the pack's one metric
        CRS), ``zone`` (time zone there), ``home_country``, ``home_zone`` (whose citizens),
        ``resolution`` (``schematic`` or ``street``), ``as_of``.
    files
        File name -> (sha256, rows) as sealed.
    other_names
        Further names of the country, in any script.
    seal
        What was sealed of all of the above; empty if nothing was.
    content
        What the seal should be, now.
    outline_m
        How far the outline may stray from the true border and shore, metres, above 0: a place
        so far out still counts as inside, and so much water on a way as land.
    """

    about: Mapping[str, str]
    files: Mapping[str, tuple[str, int]]
    other_names: tuple[str, ...] = ()
    seal: str = ""
    content: str = ""
    outline_m: float = COARSE_OUTLINE_M

    @property
    def country_names(self) -> tuple[str, ...]:
        """Every name of the country that the manifest has: its titles, then the others."""
        titles = (text for key, text in self.about.items() if key.split("_")[0] == "title")
        return tuple(dict.fromkeys((*titles, *self.other_names)))


def read_manifest(folder: Path) -> Manifest:
    """Read what a pack says of itself.

    Raises
    ------
    FaultsError
        If the manifest cannot be read, lacks a key, or lists a file without its seal.
    """
    table = _manifest_table(folder / MANIFEST)
    faults = [
        Fault("NO_KEY", f"{key} is missing; write it as text")
        for key in _KEYS
        if not isinstance(table.get(key), str)
    ]
    for key in ("zone", "home_zone"):
        try:
            ZoneInfo(str(table.get(key)))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            faults.append(Fault("ZONE", f"{key} {excerpt(str(table.get(key)))} is no time zone"))
    if table.get("resolution") not in ("schematic", "street"):
        faults.append(Fault("BAD_WORD", "resolution must be schematic or street"))
    names = table.get("other_names", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        faults.append(Fault("BAD_WORD", "other_names must be a list of texts"))
    outline_m = table.get("outline_m", COARSE_OUTLINE_M)
    if type(outline_m) not in (int, float) or not 0 < outline_m < math.inf:
        faults.append(Fault("RANGE", "outline_m must be a number of metres above 0"))
    files = table.get("files", {})
    if not isinstance(files, dict) or not all(map(_is_sealed, files.values())):
        message = "each file needs its sha256 as text and its rows as a whole number"
        faults.append(
            Fault("FILES", f"{message}; take the [files] part out and seal the pack anew")
        )
    if faults:
        raise FaultsError(MANIFEST, faults)
    return Manifest(
        about=MappingProxyType({k: v for k, v in table.items() if isinstance(v, str)}),
        files=MappingProxyType({name: (one["sha256"], one["rows"]) for name, one in files.items()}),
        other_names=tuple(names),
        seal=str(table.get("seal", "")),
        content=_manifest_seal(table),
        outline_m=float(outline_m),
    )


def _manifest_table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        why = error.strerror or "it cannot be opened"
        raise FaultsError(MANIFEST, [Fault("READ", f"cannot be read: {why}")]) from None
    except (ValueError, RecursionError) as error:
        raise FaultsError(MANIFEST, [Fault("TOML", str(error))]) from None


def _is_sealed(entry: object) -> bool:
    if not isinstance(entry, dict):
        return False
    return isinstance(entry.get("sha256"), str) and type(entry.get("rows")) is int


def _manifest_seal(table: Mapping[str, Any]) -> str:
    """Give the sha256 over what the manifest says of the files and of the pack itself."""
    files = sorted(
        f"{name} {one['sha256']} {one['rows']}" for name, one in table.get("files", {}).items()
    )
    about = sorted(
        f"{key} = {json.dumps(value, sort_keys=True, default=str)}"
        for key, value in table.items()
        if key not in {"files", "seal"}
    )
    return hashlib.sha256("\n".join([*files, *about]).encode()).hexdigest()


def verify_pack(folder: Path) -> list[Fault]:
    """Compare a pack with its manifest: every file's sha256 and rows, then the manifest itself.

    Only the files of the folder itself are sealed; sub-folders, such as the scripts in
    ``derive``, are not.

    Returns
    -------
    list of Fault
        One for each file that is missing, altered or not listed; empty when all is well.
    """
    manifest = read_manifest(folder)
    sealed = manifest.files
    present = {path.name for path in _data_files(folder)}
    faults = [Fault("MISSING", f"{name} is not there") for name in sorted(set(sealed) - present)]
    for path in _data_files(folder):
        if path.name not in sealed:
            faults.append(Fault("UNLISTED", f"{path.name} is not in the manifest"))
        elif sealed[path.name] != _seal(path):
            faults.append(Fault("ALTERED", f"{path.name} is not what was sealed"))
    if not manifest.seal:
        faults.append(Fault("UNLISTED", f"{MANIFEST} has no seal of its own; seal the pack"))
    elif manifest.seal != manifest.content:
        faults.append(Fault("ALTERED", f"{MANIFEST} is not what was sealed"))
    return faults


def seal_pack(folder: Path) -> None:
    """Write the sha256 and the rows of every file, and the manifest's own seal, into it.

    The rest of the manifest stays. Sub-folders, such as ``derive``, are not sealed.

    Raises
    ------
    WriteError
        If the manifest cannot be written; it is as it was then.
    """
    path = folder / MANIFEST
    lines = _unsealed(path.read_text(encoding="utf-8"))
    for file in _data_files(folder):
        sha256, rows = _seal(file)
        name = json.dumps(file.name, ensure_ascii=False)
        lines += ["", f"[files.{name}]", f'sha256 = "{sha256}"', f"rows = {rows}"]
    first_table = next(i for i, line in enumerate([*lines, "["]) if line.startswith("["))
    while first_table and not lines[first_table - 1].strip():
        first_table -= 1
    seal = _manifest_seal(tomllib.loads("\n".join(lines)))
    lines.insert(first_table, f'seal = "{seal}"')
    atomic_write(path, "\n".join([*lines, ""]).encode())


def _unsealed(text: str) -> list[str]:
    """Give the lines of a manifest without its seal and its list of files."""
    kept: list[str] = []
    is_kept = True
    for line in text.splitlines():
        if line.startswith("["):
            is_kept = not re.match(r"\[files[.\]]", line)
        if is_kept and not re.match(r"seal\s*=", line):
            kept.append(line)
    while kept and not kept[-1].strip():
        kept.pop()
    return kept


def _data_files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.iterdir()
        if path.is_file() and path.name != MANIFEST and not path.name.startswith(".")
    )


def _seal(path: Path) -> tuple[str, int]:
    content = path.read_bytes()
    rows = content.count(b"\n")
    if path.suffix == ".csv":
        rows -= 1
    elif path.suffix == ".geojson":
        rows = content.count(b'"Feature"')
    return hashlib.sha256(content).hexdigest(), rows
