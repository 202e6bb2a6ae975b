"""Settings for a new pack: the built-in ones, with the speeds of its country and its kind of roads."""

import re
import tomllib
from pathlib import Path
from typing import Final

from planning.packs import BUILT_IN, PACKS

PROFILES: Final = PACKS / "profiles"
GENERIC: Final = "generic"
_SECTION = re.compile(r"^\[([\w.]+)\]", re.MULTILINE)
_BUILT_IN_COUNTRY = "KH"


def settings_text(country: str, *, access_kind: str = "street") -> str:
    """Write the ``settings.toml`` of a new pack, each number with its origin.

    Everything that is no speed and no access rule is taken from the built-in pack.

    Parameters
    ----------
    country
        ISO 3166 alpha-2; one without a profile of its own gets the generic one.
    access_kind
        ``street`` for roads down to the last lane, ``schematic`` for trunk roads.
    """
    base = (PACKS / BUILT_IN / "settings.toml").read_text(encoding="utf-8")
    text = base
    if country != _BUILT_IN_COUNTRY:
        text = _replaced(text, "speeds", profile_path(country).read_text(encoding="utf-8"))
    if access_kind == "street":
        text = _replaced(text, "access", (PROFILES / "street.toml").read_text(encoding="utf-8"))
    return text


def profile_path(country: str) -> Path:
    """Give the file with the speeds of a country, or the generic one."""
    path = PROFILES / f"{country}.toml"
    return path if path.is_file() and country.isalpha() else PROFILES / f"{GENERIC}.toml"


def surfaces_by_class(country: str) -> dict[str, str]:
    """Give the surface that a road of each class is taken to have where it does not say."""
    known = tomllib.loads((PROFILES / "surfaces.toml").read_text(encoding="utf-8"))
    return {"track": "dirt", "path": "dirt", **known.get(country, {})}


def _replaced(text: str, section: str, other: str) -> str:
    """Put the section of another text, with its sub-sections, where one stands in a text."""
    parts = _parts(text)
    mine = [name for name, _ in parts if name.split(".")[0] == section]
    theirs = "".join(part for name, part in _parts(other) if name.split(".")[0] == section)
    written = [theirs if name == mine[0] else part for name, part in parts if name not in mine[1:]]
    return "".join(written)


def _parts(text: str) -> list[tuple[str, str]]:
    """Cut a TOML text into its sections, by name; what stands before the first has none."""
    starts = [match.start() for match in _SECTION.finditer(text)]
    names = [match.group(1) for match in _SECTION.finditer(text)]
    ends = [*starts[1:], len(text)]
    sections = [
        (name, text[start:end]) for name, start, end in zip(names, starts, ends, strict=True)
    ]
    return [("", text[: starts[0]]), *sections]
