"""How fast a road is driven: by class, surface, town, time of day and season."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Any, Literal, Self, get_args

import numpy as np

from geo.errors import FaultsError, MomentError
from routing.network import (
    CONTROLS,
    EXPRESSWAY,
    FERRY,
    ROAD_CLASSES,
    SURFACES,
    FloatArray,
    IntArray,
    Mode,
    RoadNetwork,
)
from routing.speed_table import TableReader, is_inside

Band = Literal["day", "peak", "night"]
Season = Literal["dry", "wet"]
BANDS: tuple[Band, ...] = get_args(Band)
SEASONS: tuple[Season, ...] = get_args(Season)
UNPAVED = tuple(SURFACES.index(surface) for surface in ("gravel", "dirt"))

KPH_PER_MPS = 3.6
FASTEST_KPH = 200.0
FASTEST_ON_FOOT_KPH = 15.0
LONGEST_WAIT_MIN = 24 * 60.0
LONGEST_DELAY_S = 3600.0


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
    legal limit caps it. Expressways are dual by nature: no such factor for them. Each
    control met adds its delay, which grows as town speeds fall. A motorbike or tuk-tuk
    passes the queue: rush hour is as any hour of the day, but it has a top speed of its own. Walking has one speed.

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
    delay_s
        Per control of `CONTROLS`: mean seconds lost at one, by day.
    motorbike_kph
        Top speed of a motorbike or tuk-tuk.
    foot_kph
        Speed on foot.
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
    delay_s: tuple[float, ...]
    motorbike_kph: float
    foot_kph: float
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
            ``.unpaved``, ``dual_carriageway_factor``, ``delay_s`` (seconds by control),
            ``motorbike_kph``, ``foot_kph``, ``ferry_wait_min`` (minutes),
            ``wet_months`` (1..12), ``bands.peak`` and ``.night`` (``"HH:MM-HH:MM"``).

        Raises
        ------
        FaultsError
            With every missing, unknown or impossible entry.
        """
        reader = TableReader(table)
        profile = cls(
            free_kph=reader.numbers("free_kph", ROAD_CLASSES, most=FASTEST_KPH),
            built_up_kph=reader.numbers("built_up_kph", ROAD_CLASSES, most=FASTEST_KPH),
            surface_factor=reader.numbers("surface_factor", SURFACES),
            rural_factor=reader.numbers("band_factor.rural", BANDS),
            built_up_factor=reader.numbers("band_factor.built_up", BANDS),
            paved_factor=reader.numbers("season_factor.paved", SEASONS),
            unpaved_factor=reader.numbers("season_factor.unpaved", SEASONS),
            dual_factor=reader.number("dual_carriageway_factor"),
            delay_s=reader.numbers("delay_s", CONTROLS, most=LONGEST_DELAY_S),
            motorbike_kph=reader.number("motorbike_kph", most=FASTEST_KPH),
            foot_kph=reader.number("foot_kph", most=FASTEST_ON_FOOT_KPH),
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
        if any(is_inside(minute, window) for window in self.peak):
            return Conditions("peak", season)
        if any(is_inside(minute, window) for window in self.night):
            return Conditions("night", season)
        return Conditions("day", season)

    def edge_seconds(
        self, network: RoadNetwork, conditions: Conditions, mode: Mode = "car"
    ) -> FloatArray:
        """Time each directed edge.

        Parameters
        ----------
        network
            The roads.
        conditions
            Band and season.
        mode
            Who travels; whether they may is not asked here.

        Returns
        -------
        FloatArray
            Seconds, shape (edges,). Ferries take their own time (their length at ferry
            speed where none is given) and the wait; an edge whose source states its
            driving seconds takes these, in a car.
        """
        if mode == "foot":
            seconds = network.length_m * (KPH_PER_MPS / self.foot_kph)
        else:
            seconds = self._driving_seconds(network, conditions, mode)
        ferry = np.flatnonzero(network.road_class == FERRY).astype(np.int32)
        seconds[ferry] = self._ferry_seconds(network, ferry)
        return seconds

    def _driving_seconds(
        self, network: RoadNetwork, conditions: Conditions, mode: Mode
    ) -> FloatArray:
        has_no_queue = mode == "motorbike" and conditions.band == "peak"
        band = BANDS.index("day" if has_no_queue else conditions.band)
        season, in_town = SEASONS.index(conditions.season), self.built_up_factor[band]
        code = _speed_code(network)
        free, built_up = self._speeds_by_code(band, season, in_town=in_town)
        if mode == "motorbike":
            free = np.minimum(free, self.motorbike_kph)
            built_up = np.minimum(built_up, self.motorbike_kph)
        pace = (1 - network.built_up) / np.fmin(free[code], network.limit_kph)
        pace += network.built_up / np.fmin(built_up[code], network.limit_kph)
        seconds: FloatArray = network.length_m * pace
        seconds *= KPH_PER_MPS
        for control, delay_s in zip(CONTROLS, self.delay_s, strict=True):
            seconds += getattr(network, control) * (delay_s / in_town)
        if mode == "car":
            stated = _stated(network)
            seconds[stated] = network.given_s[stated]
        return seconds

    def _speeds_by_code(
        self, band: int, season: int, *, in_town: float
    ) -> tuple[FloatArray, FloatArray]:
        """Free and built-up km/h for each combination of class, surface and carriageways."""
        road_class, surface, dual = np.indices((len(ROAD_CLASSES), len(SURFACES), 2)).reshape(3, -1)
        weather = np.where(
            np.isin(surface, UNPAVED), self.unpaved_factor[season], self.paved_factor[season]
        )
        common = np.asarray(self.surface_factor)[surface] * weather
        free = np.asarray(self.free_kph)[road_class] * self.rural_factor[band] * common
        gains = (dual == 1) & (road_class != EXPRESSWAY)
        free = free * np.where(gains, self.dual_factor, 1.0)
        return free, np.asarray(self.built_up_kph)[road_class] * in_town * common

    def _ferry_seconds(self, network: RoadNetwork, ferry: IntArray) -> FloatArray:
        at_ferry_speed = network.length_m[ferry] * KPH_PER_MPS / self.free_kph[FERRY]
        stated = network.ferry_s[ferry]
        return np.where(np.isnan(stated), at_ferry_speed, stated) + self.ferry_wait_s


@lru_cache(maxsize=4)
def _speed_code(network: RoadNetwork) -> IntArray:
    """Per edge: number of its combination of class, surface and carriageways."""
    code = network.road_class.astype(np.int32) * len(SURFACES) + network.surface
    numbered: IntArray = code * 2 + (network.carriageways == 2)
    return numbered


@lru_cache(maxsize=4)
def _stated(network: RoadNetwork) -> IntArray:
    """Edges whose driving seconds the source states."""
    return np.flatnonzero(~np.isnan(network.given_s)).astype(np.int32)
