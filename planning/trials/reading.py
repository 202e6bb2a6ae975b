"""Trial files: one TOML table, read as carefully as an upload, every fault named at once."""

import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from geo.coordinates import Place
from geo.errors import Fault, FaultsError, GreenZoneError
from geo.files import Limits, file_content
from geo.notation.reading import excerpt
from layers.hours import Hours
from planning.moment import parse_when
from planning.packs import Pack
from planning.places import locate
from planning.supply.facilities import hours_of

LANGUAGES: Final = ("en", "ko")
MOST_RECORDS: Final = 500
_MOST_TEXT = 2000
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_LIMITS = Limits(file_bytes=1_000_000)

Texts = Mapping[str, str]
"""A text in each of `LANGUAGES`."""


def read_table(path: Path, pack: Pack) -> "TrialTable":
    """Read a TOML file as a table that gathers its own faults.

    Raises
    ------
    MissingFileError
        If it is not there, or may not be read.
    FaultsError
        If it is too large, not UTF-8 or no TOML.
    """
    try:
        table = tomllib.loads(file_content(path, limits=_LIMITS).decode("utf-8"))
    except FaultsError:
        raise
    except UnicodeDecodeError:
        raise FaultsError(path.name, [Fault("ENCODING", "it is not UTF-8 text")]) from None
    except (ValueError, RecursionError) as error:
        raise FaultsError(path.name, [Fault("TOML", str(error))]) from None
    return TrialTable(table, pack)


class TrialTable:
    """One table of a trial file: takes values out of it and remembers every fault.

    Parameters
    ----------
    table
        As TOML gives it.
    pack
        The country: its places, zone and ids.
    where
        Path of the table in the file, such as ``events[2]``.
    faults
        The list shared by all tables of a file.
    """

    def __init__(
        self,
        table: Mapping[str, Any],
        pack: Pack,
        where: str = "",
        *,
        faults: list[Fault] | None = None,
    ) -> None:
        self.pack = pack
        self.faults: list[Fault] = [] if faults is None else faults
        self._table, self._where = table, where
        self._asked: set[str] = set()

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        self._asked.add(key)
        return key in self._table

    def fault(self, key: str, code: str, message: str) -> None:
        """Note a fault at a key of this table."""
        where = ".".join(part for part in (self._where, key) if part)
        self.faults.append(Fault(code, f"{where}: {message}" if where else message))

    def text(self, key: str, *, needed: bool = True) -> str:
        """Take a text; empty where there is none."""
        if not self.has(key):
            if needed:
                self.fault(key, "NO_KEY", "is missing; write it as text")
            return ""
        value = self._table[key]
        if not isinstance(value, str) or len(value) > _MOST_TEXT or (needed and not value.strip()):
            self.fault(key, "BAD_TEXT", f"write a text of 1 to {_MOST_TEXT} characters")
            return ""
        return value.strip()

    def word(self, key: str, words: Iterable[str], *, default: str | None = None) -> str:
        """Take one of a few words."""
        if default is not None and not self.has(key):
            return default
        known = tuple(words)
        found = self.text(key)
        if found and found not in known:
            self.fault(key, "BAD_WORD", f"{excerpt(found)} is not one of {', '.join(known)}")
        return found if found in known else known[0]

    def texts(self, key: str, *, needed: bool = True) -> Texts:
        """Take a text in both languages."""
        if not needed and not self.has(key):
            return dict.fromkeys(LANGUAGES, "")
        inner = self.table(key)
        return {language: inner.text(language) for language in LANGUAGES}

    def number(self, key: str, *, least: float, most: float, default: float | None = None) -> float:
        """Take a finite number between two bounds, both allowed."""
        if not self.has(key):
            if default is None:
                self.fault(key, "NO_KEY", f"is missing; give {least:g} to {most:.12g}")
            return math.nan if default is None else default
        value = self._table[key]
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not least <= value <= most:
            shown = excerpt(str(value)) if is_number and not abs(value) >= 1e18 else "it"
            self.fault(key, "RANGE", f"{shown} is no number from {least:g} to {most:.12g}")
            return math.nan
        return float(value)

    def clock(self, key: str) -> float:
        """Take a time of day, seconds after midnight."""
        value = self._table.get(key) if self.has(key) else None
        found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            self.fault(key, "BAD_TIME", 'write a time of day as "06:00"')
            return math.nan
        return 3600.0 * int(found[1]) + 60.0 * int(found[2])

    def day(self, key: str) -> date:
        """Take a day, written as a TOML date."""
        value = self._table.get(key) if self.has(key) else None
        if type(value) is not date or not 2000 <= value.year < 2100:
            self.fault(key, "BAD_TIME", "write a day of 2000 to 2099, as 2025-04-01")
            return date(2000, 1, 1)
        return value

    def instant(self, key: str) -> datetime:
        """Take an instant; without an offset it is local time in the country."""
        value = self._table.get(key) if self.has(key) else None
        text = value.isoformat() if isinstance(value, datetime) else value
        try:
            found = parse_when(text, self.pack) if isinstance(text, str) and ":" in text else None
        except GreenZoneError as error:
            self.fault(key, error.code, str(error))
            return datetime(2000, 1, 1, tzinfo=self.pack.zone)
        if found is None or not 2000 <= found.year < 2100:
            message = "write day and time of 2000 to 2099, as 2026-01-19T08:00+07:00"
            self.fault(key, "BAD_TIME", message)
            return datetime(2000, 1, 1, tzinfo=self.pack.zone)
        return found

    def place(self, key: str) -> Place | None:
        """Take a place in the country as people write one; None where it is no such place."""
        text = self.text(key)
        try:
            return locate(self.pack, text) if text else None
        except GreenZoneError as error:
            self.fault(key, error.code, str(error))
            return None

    def hours(self, key: str) -> Hours | None:
        """Take opening hours; None where there are none."""
        text = self.text(key, needed=False)
        try:
            return hours_of(self.pack, text) if text else None
        except FaultsError as error:
            for fault in error.faults:
                self.fault(key, fault.code, fault.message)
            return None

    def table(self, key: str) -> "TrialTable":
        """Take an inner table."""
        value = self._table.get(key) if self.has(key) else None
        if not isinstance(value, Mapping):
            self.fault(key, "NO_KEY", "is missing or no table")
            return TrialTable({}, self.pack, key, faults=[])
        return TrialTable(value, self.pack, self._inner(key), faults=self.faults)

    def tables(self, key: str, *, needed: bool = True) -> list["TrialTable"]:
        """Take a list of tables, ``[[key]]``."""
        value = self._table.get(key, []) if self.has(key) else []
        if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
            self.fault(key, "NO_KEY", f"write it as tables, [[{key}]]")
            return []
        if (needed and not value) or len(value) > MOST_RECORDS:
            self.fault(key, "RANGE", f"{len(value)} tables; give 1 to {MOST_RECORDS}")
            return []
        return [
            TrialTable(one, self.pack, f"{self._inner(key)}[{number}]", faults=self.faults)
            for number, one in enumerate(value, start=1)
        ]

    def values(self, key: str) -> list[Any]:
        """Take a list of anything; empty where there is none."""
        value = self._table.get(key) if self.has(key) else []
        if not isinstance(value, list) or len(value) > MOST_RECORDS:
            self.fault(key, "BAD_LIST", "write a short list, in [ ]")
            return []
        return value

    def close(self) -> None:
        """Note every key that nothing asked for: a mistyped one is never left out in silence."""
        for key in self._table:
            if key not in self._asked:
                known = ", ".join(sorted(self._asked))
                self.fault("", "UNKNOWN_KEY", f"{excerpt(key)} is not known here; known: {known}")

    def _inner(self, key: str) -> str:
        return ".".join(part for part in (self._where, key) if part)


def must_be_sound(path: Path, table: TrialTable) -> None:
    """Refuse a file with faults.

    Raises
    ------
    FaultsError
        Naming all of them.
    """
    if table.faults:
        raise FaultsError(path.name, dict.fromkeys(table.faults))
