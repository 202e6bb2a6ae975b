"""A change in one line of words: its key, then its fields, as it is typed at a terminal."""

import shlex
from contextlib import suppress
from dataclasses import fields
from typing import Any

from geo.errors import Fault, FaultsError
from geo.notation.reading import excerpt
from planning.scenarios.scenario import CHANGES
from planning.scenarios.tables import MOST_TEXT

EXAMPLE = "post_officers at=Sihanoukville officers=2"


def change_table(text: str) -> dict[str, Any]:
    """Read a change as a table of a scenario file.

    Parameters
    ----------
    text
        The key of a change and ``field=value`` words, quoted where a value has spaces.

    Raises
    ------
    FaultsError
        If it is no such line.

    Examples
    --------
    >>> change_table('set_hours target=M1 hours="Mo-Fr 08:00-15:30"')
    {'do': 'set_hours', 'target': 'M1', 'hours': 'Mo-Fr 08:00-15:30'}
    >>> change_table("golden_time minutes=30")
    {'do': 'golden_time', 'minutes': 30.0}
    """
    try:
        key, *words = shlex.split(text[: 10 * MOST_TEXT])
    except ValueError as error:
        raise _bad(text, f"cannot be read: {error}") from None
    if key not in CHANGES:
        raise _bad(text, f"begin with one of {', '.join(CHANGES)}")
    pairs = [word.partition("=") for word in words]
    if not all(equals for _, equals, _ in pairs):
        raise _bad(text, f"write fields as name=value, such as {EXAMPLE}")
    kinds = {one.name: one.type for one in fields(CHANGES[key])}
    return {"do": key} | {name: _typed(value, kinds.get(name)) for name, _, value in pairs}


def _typed(value: str, kind: object) -> object:
    """Read a number where one is asked for; what is none stays as it is and is told later."""
    if kind is int:
        with suppress(ValueError):
            return int(value)
    if kind in {float, float | None}:
        with suppress(ValueError):
            return float(value)
    return value


def _bad(text: str, why: str) -> FaultsError:
    return FaultsError("change", [Fault("BAD_CHANGE", f"{excerpt(text)}: {why}")])
