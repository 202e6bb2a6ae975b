"""The built-in tables as their text, read by nothing of the project."""

import csv
from pathlib import Path

Row = dict[str, str]


def read_table(path: Path) -> list[Row]:
    """Read every row of a CSV file."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
