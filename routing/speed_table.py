"""Reading a table of speeds entry by entry, every fault named."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from geo.errors import Fault

DAY_MINUTES = 24 * 60
WINDOW = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


def is_inside(minute: int, window: tuple[int, int]) -> bool:
    """Tell whether a minute of the day lies in a half-open window, over midnight too."""
    first, last = window
    return first <= minute < last if first < last else minute >= first or minute < last


class TableReader:
    """Reads a table entry by entry and gathers what is wrong with it."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.table = table
        self.faults: list[Fault] = []

    def numbers(self, key: str, entries: Sequence[str], *, most: float = 10.0) -> tuple[float, ...]:
        """Read one number above 0 for each entry, none else."""
        values = self._find(key)
        if not isinstance(values, Mapping):
            self._fault(key, f"is missing; give a number for each of {', '.join(entries)}")
            return (1.0,) * len(entries)
        for unknown in sorted(set(values) - set(entries)):
            self._fault(f"{key}.{unknown}", f"is not one of {', '.join(entries)}")
        return tuple(self.number(f"{key}.{entry}", most=most) for entry in entries)

    def number(self, key: str, *, least: float | None = None, most: float = 10.0) -> float:
        """Read one number: above 0, or at least `least`, and at most `most`."""
        value = self._find(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self._fault(key, f"{'is missing' if value is None else repr(value)}; give a number")
            return 1.0
        too_low = value <= 0 if least is None else value < least
        if not math.isfinite(value) or too_low or value > most:
            bound = "above 0" if least is None else f"at least {least:g}"
            self._fault(key, f"{value} must be {bound} and at most {most:g}")
            return 1.0
        return float(value)

    def months(self, key: str) -> frozenset[int]:
        """Read a list of months 1 to 12."""
        values = self._find(key)
        if not isinstance(values, list) or any(
            type(month) is not int or not 1 <= month <= 12 for month in values
        ):
            self._fault(key, f"{values!r} must be a list of months 1 to 12")
            return frozenset()
        return frozenset(values)

    def windows(self, key: str) -> tuple[tuple[int, int], ...]:
        """Read a list of windows of the day, in minutes."""
        texts = self._find(key)
        if not isinstance(texts, list):
            self._fault(key, 'must be a list of windows such as "06:30-08:30"')
            return ()
        return tuple(window for text in texts for window in self._window(key, text))

    def check_overlap(
        self, peak: Sequence[tuple[int, int]], night: Sequence[tuple[int, int]]
    ) -> None:
        """Find a minute that belongs to two windows."""
        for minute in range(DAY_MINUTES):
            if sum(is_inside(minute, window) for window in (*peak, *night)) > 1:
                clock = f"{minute // 60:02}:{minute % 60:02}"
                self._fault("bands", f"two windows hold {clock}; each minute belongs to one band")
                return

    def _window(self, key: str, text: object) -> list[tuple[int, int]]:
        match = WINDOW.fullmatch(text) if isinstance(text, str) else None
        if match is None:
            self._fault(key, f'{text!r} is not a window such as "06:30-08:30"')
            return []
        hours, minutes, last_hours, last_minutes = map(int, match.groups())
        first, last = hours * 60 + minutes, last_hours * 60 + last_minutes
        if first == last:
            self._fault(key, f"{text!r} begins and ends at once; write two different times")
            return []
        return [(first, last)]

    def _find(self, key: str) -> Any:
        value: Any = self.table
        for word in key.split("."):
            value = value.get(word) if isinstance(value, Mapping) else None
        return value

    def _fault(self, key: str, message: str) -> None:
        self.faults.append(Fault("SETTING", f"speeds.{key} {message}", column=key))
