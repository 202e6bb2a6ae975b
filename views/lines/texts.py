"""What every answer is made of: one line of text, a time, a share, a table of names, an error."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from geo.errors import Fault
from geo.text import plain
from planning.reporting.charts import share_text
from views.words import Words

Value = dict[str, Any]


def one_line(text: object, limit: int | None = None) -> str:
    r"""Give a run-time text on one line: no escape sequence, no line break, no turned direction.

    Examples
    --------
    >>> one_line("Gate\x1b[2J of the\u202e\n embassy")
    'Gate[2J of the embassy'
    """
    return " ".join(plain(text, limit).split())


def table_lines(value: Value) -> str:
    """Write a value as one line for each of its names."""
    return "\n".join(f"{name}: {one_line(_listed(content))}" for name, content in value.items())


def _listed(content: object) -> object:
    """Write several things one after the other, without brackets."""
    if isinstance(content, Mapping):
        return ", ".join(f"{count} {kind}" for kind, count in content.items())
    if isinstance(content, list):
        return "; ".join(map(str, content)) or "none"
    return content


def faults_value(file: Path, faults: Sequence[Fault]) -> Value:
    """Give every fault of a file."""
    return {
        "file": file.name,
        "faults": [
            {"code": one.code, "message": one.message, "row": one.row, "column": one.column}
            for one in faults
        ],
    }


def faults_lines(file: Path, faults: Sequence[Fault]) -> str:
    """Write every fault of a file for a person."""
    if not faults:
        return f"{one_line(file.name, 80)}: no fault"
    return "\n".join(one_line(fault) for fault in faults)


def faults_summary(file: Path, faults: Sequence[Fault]) -> str:
    """Write in one line how many faults a file has, and the first.

    Examples
    --------
    >>> faults_summary(Path("sites.csv"), [Fault("BLANK", "is empty", row=2, column="name")])
    'sites.csv: 1 fault: row 2, name: is empty'
    """
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults, the first"
    return f"{one_line(file.name, 80)}: {count}: {one_line(faults[0])}"


def error_value(code: str, message: str) -> Value:
    """Give an error: its stable code and its one line."""
    return {"error": {"code": code, "message": message}}


def time_words(seconds: float | None) -> str:
    """Write seconds in hours and minutes; a dash for a time that does not exist."""
    known = finite(seconds)
    return "–" if known is None else Words("en").duration(known)


def percent(share: float, width: int = 0) -> str:
    """Write a share 0..1 in per cent to a tenth; a small remainder is not called 0, nor 100.

    Examples
    --------
    >>> percent(0.0393), percent(0.00001), percent(0.0393, width=5)
    ('3.9 %', '<0.1 %', '  3.9 %')
    """
    return f"{share_text(share, 1):>{width}} %"


def finite(seconds: float | None) -> float | None:
    """Give None for a time that does not exist, since JSON knows no infinity."""
    return None if seconds is None or not math.isfinite(seconds) else seconds
