"""The language of a page: what a report asks of it, and the names it knows."""

from datetime import datetime
from typing import Protocol

from planning.packs import Pack


class Speech(Protocol):
    """Speaks one language: calling it translates an English text."""

    @property
    def language(self) -> str:
        """Language code, such as ``en`` or ``ko``."""

    def __call__(self, message: str, /, **values: object) -> str:
        """Translate a text and fill in its ``{names}``."""

    def duration(self, seconds: float) -> str:
        """Write a duration."""


class ReportSpeech(Speech, Protocol):
    """Speaks one language, and writes distances, numbers and days of the week in it."""

    def distance(self, metres: float) -> str:
        """Write a distance."""

    def number(self, value: float, digits: int = 0) -> str:
        """Write a number with at most `digits` decimals."""

    def weekday(self, when: datetime) -> str:
        """Write the short name of the day of the week."""


def local_names(pack: Pack, language: str) -> dict[str, str]:
    """Map the English names of a pack's records and provinces to a language's, where known."""
    column = f"name_{language}"
    names: dict[str, str] = {}
    for rows in pack.layers.values():
        if column in rows.columns:
            known = rows[rows[column] != ""]
            names |= dict(zip(known["name"], known[column], strict=True))
    return names
