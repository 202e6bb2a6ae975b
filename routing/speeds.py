"""How fast a road is driven: by class, surface, town, time of day and season."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Literal, Self, get_args

import numpy as np

from geo.errors import Fault, FaultsError, MomentError
from routing.network import EXPRESSWAY, FERRY, ROAD_CLASSES, SURFACES, FloatArray, RoadNetwork

Band = Literal["day", "peak", "night"]
Season = Literal["dry", "wet"]
BANDS: tuple[Band, ...] = get_args(Band)
SEASONS: tuple[Season, ...] = get_args(Season)
UNPAVED = tuple(SURFACES.index(surface) for surface in ("gravel", "dirt"))

KPH_PER_MPS = 3.6
DAY_MINUTES = 24 * 60
FASTEST_KPH = 200.0
LONGEST_WAIT_MIN = 24 * 60.0
WINDOW = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the clock and the calendar say about speed.

    Parameters
    ----------
    band
        ``day``, ``peak`` or ``night``.
    season
        ``dry`` or ``wet``.
    """

    band: Band = "day"
    season: Season = "dry"


@dataclass(frozen=True, slots=True)
class SpeedProfile:
    """A country's table of speeds; made by `from_table`.

    The speed of a stretch is its class speed (free or built-up) times the factors
    of surface, band and season, and of a second carriageway where it is free; the
    legal limit caps it. Expressways are dual by nature: no such factor for them.

    Parameters
    ----------
    free_kph, built_up_kph
        Per class of `ROAD_CLASSES`: km/h outside and inside towns, paved, by day, dry.
    surface_factor
        Per surface of `SURFACES`.
    rural_factor, built_up_factor
        Per band of `BANDS`.
    paved_factor, unpaved_factor
        Per season of `SEASONS`.
    dual_factor
        For the free part of a dual carriageway.
    ferry_wait_s
        Seconds to wait for a ferry, added to each crossing.
    wet_months
        Months 1..12 of the wet season.
    peak, night
        Half-open windows (first, last) in minutes of the local day; the last may
        lie before the first and then belongs to the next day.
    """

    free_kph: tuple[float, ...]
    built_up_kph: tuple[float, ...]
    surface_factor: tuple[float, ...]
    rural_factor: tuple[float, ...]
    built_up_factor: tuple[float, ...]
    paved_factor: tuple[float, ...]
    unpaved_factor: tuple[float, ...]
    dual_factor: float
    ferry_wait_s: float
    wet_months: frozenset[int]
    peak: tuple[tuple[int, int], ...]
    night: tuple[tuple[int, int], ...]

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> Self:
        """Read the ``[speeds]`` table of a pack's settings.

        Parameters
        ----------
        table
            ``free_kph`` and ``built_up_kph`` (km/h by class), ``surface_factor``,
            ``band_factor.rural`` and ``.built_up``, ``season_factor.paved`` and
            ``.unpaved``, ``dual_carriageway_factor``, ``ferry_wait_min`` (minutes),
            ``wet_months`` (1..12), ``bands.peak`` and ``.night`` (``"HH:MM-HH:MM"``).

        Raises
        ------
        FaultsError
            With every missing, unknown or impossible entry.
        """
        reader = _TableReader(table)
        profile = cls(
            free_kph=reader.numbers("free_kph", ROAD_CLASSES, most=FASTEST_KPH),
            built_up_kph=reader.numbers("built_up_kph", ROAD_CLASSES, most=FASTEST_KPH),
            surface_factor=reader.numbers("surface_factor", SURFACES),
            rural_factor=reader.numbers("band_factor.rural", BANDS),
            built_up_factor=reader.numbers("band_factor.built_up", BANDS),
            paved_factor=reader.numbers("season_factor.paved", SEASONS),
            unpaved_factor=reader.numbers("season_factor.unpaved", SEASONS),
            dual_factor=reader.number("dual_carriageway_factor"),
            ferry_wait_s=60 * reader.number("ferry_wait_min", least=0, most=LONGEST_WAIT_MIN),
            wet_months=reader.months("wet_months"),
            peak=reader.windows("bands.peak"),
            night=reader.windows("bands.night"),
        )
        reader.check_overlap(profile.peak, profile.night)
        if reader.faults:
            raise FaultsError("speeds", reader.faults)
        return profile

    def conditions_at(self, when: datetime, zone: tzinfo) -> Conditions:
        """Tell the band and the season at an instant.

        Parameters
        ----------
        when
            An instant that carries its zone.
        zone
            The country's zone: bands and months are local.

        Raises
        ------
        MomentError
            If `when` carries no zone.
        """
        if when.utcoffset() is None:
            message = (
                f"{when.isoformat()}: a time without a zone; write it with one, such as +07:00"
            )
            raise MomentError(message)
        local = when.astimezone(zone)
        minute = local.hour * 60 + local.minute
        season: Season = "wet" if local.month in self.wet_months else "dry"
        if any(_is_inside(minute, window) for window in self.peak):
            return Conditions("peak", season)
        if any(_is_inside(minute, window) for window in self.night):
            return Conditions("night", season)
        return Conditions("day", season)

    def edge_seconds(self, network: RoadNetwork, conditions: Conditions) -> FloatArray:
        """Time each directed edge.

        Parameters
        ----------
        network
            Roads; not changed.
        conditions
            Band and season.

        Returns
        -------
        FloatArray
            Seconds per edge; a ferry takes its crossing time (or its length at the
            ferry speed where none is given) and the wait.
        """
        band, season = BANDS.index(conditions.band), SEASONS.index(conditions.season)
        road_class = network.road_class
        common = np.asarray(self.surface_factor)[network.surface] * np.where(
            np.isin(network.surface, UNPAVED),
            self.unpaved_factor[season],
            self.paved_factor[season],
        )
        dual = (network.carriageways == 2) & (road_class != EXPRESSWAY)
        free = np.asarray(self.free_kph)[road_class] * self.rural_factor[band]
        free = free * common * np.where(dual, self.dual_factor, 1.0)
        built_up = np.asarray(self.built_up_kph)[road_class] * self.built_up_factor[band] * common
        pace = (1 - network.built_up) / np.fmin(free, network.limit_kph)
        pace += network.built_up / np.fmin(built_up, network.limit_kph)
        return np.where(
            road_class == FERRY, self._ferry_seconds(network), network.length_m * pace * KPH_PER_MPS
        )

    def _ferry_seconds(self, network: RoadNetwork) -> FloatArray:
        at_ferry_speed = network.length_m * KPH_PER_MPS / self.free_kph[FERRY]
        crossing = np.where(np.isnan(network.ferry_s), at_ferry_speed, network.ferry_s)
        return crossing + self.ferry_wait_s


def _is_inside(minute: int, window: tuple[int, int]) -> bool:
    first, last = window
    return first <= minute < last if first < last else minute >= first or minute < last


class _TableReader:
    """Reads a table entry by entry and gathers what is wrong with it."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.table = table
        self.faults: list[Fault] = []

    def numbers(self, key: str, entries: Sequence[str], *, most: float = 10.0) -> tuple[float, ...]:
        values = self._find(key)
        if not isinstance(values, Mapping):
            self._fault(key, f"is missing; give a number for each of {', '.join(entries)}")
            return (1.0,) * len(entries)
        for unknown in sorted(set(values) - set(entries)):
            self._fault(f"{key}.{unknown}", f"is not one of {', '.join(entries)}")
        return tuple(self.number(f"{key}.{entry}", most=most) for entry in entries)

    def number(self, key: str, *, least: float | None = None, most: float = 10.0) -> float:
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
        values = self._find(key)
        if not isinstance(values, list) or any(
            type(month) is not int or not 1 <= month <= 12 for month in values
        ):
            self._fault(key, f"{values!r} must be a list of months 1 to 12")
            return frozenset()
        return frozenset(values)

    def windows(self, key: str) -> tuple[tuple[int, int], ...]:
        texts = self._find(key)
        if not isinstance(texts, list):
            self._fault(key, 'must be a list of windows such as "06:30-08:30"')
            return ()
        return tuple(window for text in texts for window in self._window(key, text))

    def check_overlap(
        self, peak: Sequence[tuple[int, int]], night: Sequence[tuple[int, int]]
    ) -> None:
        for minute in range(DAY_MINUTES):
            if sum(_is_inside(minute, window) for window in (*peak, *night)) > 1:
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
