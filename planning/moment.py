"""One moment in one country: which roads are open, how fast, and where danger is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.coordinates import Place
from geo.crs import distance_words
from geo.errors import MomentError, TooFarError
from layers.dates import read_instant
from layers.hazard import HazardField, hazard_field
from planning.packs import Pack
from planning.timed_access import timed_closures
from routing.closures import Closures, find_closures
from routing.network import Mode
from routing.paths import EdgeHazard
from routing.snap import Snap, SnapRule, Snaps, snap_point, snap_points
from routing.speeds import Conditions
from routing.travel import TravelModel

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Moment:
    """A pack at one instant. Route, ETA, coverage and matrix all ask this one value.

    Parameters
    ----------
    pack
        The country.
    when
        The instant, with its zone.
    travel
        Its roads as a clock: seconds per edge at this band, season and with these closures.
    hazard
        Its danger, as the sum of the sites reported by this day.
    busy
        Ids of units that are tied up by open cases and cannot be sent.
    """

    pack: Pack
    when: datetime
    travel: TravelModel
    hazard: HazardField
    busy: frozenset[str] = frozenset()

    def layer(self, kind: str) -> gpd.GeoDataFrame:
        """Rows of a layer that are in force at this instant."""
        return in_force(self.pack.layers[kind], self.when)

    @property
    def access(self) -> SnapRule:
        """The pack's access rule; nobody is quicker off the road than their mode is on it."""
        rule, speeds = self.pack.settings.access, self.pack.settings.speeds
        top_kph = {"foot": speeds.foot_kph, "motorbike": speeds.motorbike_kph}
        speed_kph = min(rule.speed_kph, top_kph.get(self.travel.mode, rule.speed_kph))
        return replace(rule, speed_kph=speed_kph)

    def snap(self, lon: Sequence[float] | Floats, lat: Sequence[float] | Floats) -> Snaps:
        """Join points (EPSG:4326) to the open roads by the pack's access rule.

        A way that would cross the sea is no way: such feet are left out.
        """
        lon, lat = (np.asarray(degrees, dtype=np.float64) for degrees in (lon, lat))
        roads = self.access, self.travel.closures, self.travel.mode
        return _snapped(self.pack, roads, lon.tobytes(), lat.tobytes())

    def snap_place(self, place: Place) -> Snap:
        """Join one place to the open roads.

        Raises
        ------
        TooFarError
            If no open road lies within the pack's limit, or none over land.
        """
        snap = snap_point(
            self.pack.network,
            place.lon,
            place.lat,
            rule=self.access,
            label=place.name,
            closures=self.travel.closures,
            mode=self.travel.mode,
        )
        on_land = snap.kept(_is_on_land(self.pack, snap))
        if not on_land.foot_count:
            raise TooFarError(
                f"{place.name} lies {distance_words(snap.access_m.min())} from the nearest road, and "
                "the way there crosses the sea; no boat is on the map, so no time is given: ask "
                "for the landing place instead"
            )
        return on_land

    def travelling(self, mode: Mode) -> "Moment":
        """Give the same instant for another mode of travel."""
        return replace(self, travel=_travel_at(self.pack, self.when, mode))

    def with_busy(self, ids: Iterable[str]) -> "Moment":
        """Give the same instant with these units tied up by cases, and no others."""
        return replace(self, busy=frozenset(ids))

    def by_clock(self, instants: Sequence[datetime]) -> list[tuple["Moment", NDArray[np.int_]]]:
        """Set the pack to many instants, those with the same clock (speeds, closures) together.

        Parameters
        ----------
        instants
            Aware instants.

        Returns
        -------
        list of (Moment, indices of its instants)
            Each at the first of its instants; with the hazard and mode of this moment.
        """
        clocks: dict[Clock, list[int]] = {}
        for number, clock in enumerate(_clocks_at(self.pack, instants, self.travel.mode)):
            clocks.setdefault(clock, []).append(number)
        return [
            (
                replace(self, when=instants[numbers[0]], travel=self._timed(*clock)),
                np.array(numbers, dtype=np.int_),
            )
            for clock, numbers in clocks.items()
        ]

    def _timed(self, conditions: Conditions, closures: Closures) -> TravelModel:
        """Give the roads under a clock; this moment's own where it is the same."""
        mode, pack = self.travel.mode, self.pack
        if (conditions, closures) == _clock_at(pack, self.when, mode):
            return self.travel
        return TravelModel.from_profile(
            pack.network, pack.settings.speeds, conditions, closures=closures, mode=mode
        )

    def road_hazard(self) -> EdgeHazard:
        """Give the danger along every road, sampled from the field."""
        return EdgeHazard.sample(self.pack.network, self.hazard.at)


@lru_cache(maxsize=16)
def _snapped(pack: Pack, roads: tuple[SnapRule, Closures, Mode], *degrees: bytes) -> Snaps:
    """Snap points given as the bytes of their longitudes and latitudes, once for every clock."""
    rule, closures, mode = roads
    lon, lat = (np.frombuffer(each, dtype=np.float64) for each in degrees)
    snaps = snap_points(pack.network, lon, lat, rule=rule, closures=closures, mode=mode)
    return snaps.kept(_is_on_land(pack, snaps))


def moment_of(pack: Pack, when: datetime | None = None) -> Moment:
    """Set a pack to an instant; now when none is given.

    Raises
    ------
    MomentError
        If `when` carries no zone, or lies before 2000 or after 2100.
    """
    instant = datetime.now(tz=pack.zone).replace(microsecond=0) if when is None else when
    if instant.tzinfo is None:
        raise MomentError(f"{instant.isoformat()} has no zone; add +07:00 or name one")
    if not 2000 <= instant.year < 2100:
        raise MomentError(f"{instant.isoformat()}: give a year from 2000 to 2099")
    local = instant.astimezone(pack.zone)
    return Moment(pack, local, _travel_at(pack, local, "car"), _hazard_on(pack, local.date()))


@lru_cache(maxsize=64)
def _hazard_on(pack: Pack, day: date) -> HazardField:
    return hazard_field(pack.layers["sites"], pack.settings.hazard, crs=pack.crs, on=day)


def _travel_at(pack: Pack, local: datetime, mode: Mode) -> TravelModel:
    """Give the clock of a mode at an instant."""
    conditions, closures = _clock_at(pack, local, mode)
    profile = pack.settings.speeds
    return TravelModel.from_profile(pack.network, profile, conditions, closures=closures, mode=mode)


Clock = tuple[Conditions, Closures]


def _clock_at(pack: Pack, local: datetime, mode: Mode) -> Clock:
    return _clocks_at(pack, [local], mode)[0]


def _clocks_at(pack: Pack, instants: Sequence[datetime], mode: Mode) -> list[Clock]:
    """Say what decides the clock: hours of access are for vehicles, closures for all."""
    rows, zone = pack.layers["closures"], pack.zone
    stamps = np.array([when.timestamp() for when in instants])
    targets = rows["target"].to_numpy(dtype=np.str_)
    known: dict[bytes, Closures] = {}
    clocks = []
    for when, is_closed in zip(instants, _holds_at(rows, stamps, zone).T, strict=True):
        key = is_closed.tobytes()
        if key not in known:
            known[key] = find_closures(pack.network, targets[is_closed])
        closures = known[key]
        if mode != "foot":
            closures |= timed_closures(pack.network, when, zone, calendar=pack.calendar)
        clocks.append((pack.settings.speeds.conditions_at(when, zone), closures))
    return clocks


def _is_on_land(pack: Pack, snaps: Snaps) -> NDArray[np.bool_]:
    """Whether the straight way from each place to its foot crosses no sea, per foot.

    Less water than the outline is coarse is none: an inlet, a river mouth, the end of a jetty.
    """
    most_m = pack.manifest.outline_m
    place = np.column_stack([snaps.lon, snaps.lat])[snaps.point]
    foot = np.column_stack([snaps.foot_lon, snaps.foot_lat])
    is_on_land = np.ones(snaps.foot_count, dtype=bool)
    far = np.flatnonzero(snaps.access_m > most_m)
    ways = np.asarray(shapely.linestrings(np.stack([place[far], foot[far]], axis=1)))
    is_dry = shapely.covers(pack.outline, ways)
    far, ways = far[~is_dry], ways[~is_dry]
    if not len(far):
        return is_on_land
    lands = np.concatenate([shapely.get_parts(pack.outline), pack.neighbours.geometry.to_numpy()])
    wet = ways.copy()
    for way, land in shapely.STRtree(lands).query(ways, predicate="intersects").T:
        wet[way] = shapely.difference(wet[way], lands[land])
    wet_share = shapely.length(wet) / shapely.length(ways)
    is_on_land[far] = wet_share * snaps.access_m[far] <= most_m
    return is_on_land


def parse_when(text: str, pack: Pack) -> datetime:
    """Read an ISO 8601 instant; without an offset it is local time in the pack's country.

    Raises
    ------
    MomentError
        If the text is no instant, such as 30 February.

    """
    cleaned = text.strip()
    if cleaned.lower() == "now":
        return datetime.now(tz=pack.zone).replace(microsecond=0)
    try:
        instant = datetime.fromisoformat(cleaned)
    except ValueError:
        raise MomentError(
            f"{cleaned[:40]!r} is no date and time; write 2025-10-18T02:00+07:00"
        ) from None
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=pack.zone)
    try:
        return instant.astimezone(pack.zone)
    except (OverflowError, ValueError):
        raise MomentError(f"{cleaned[:40]!r}: give a year from 2000 to 2099") from None


def in_force(rows: gpd.GeoDataFrame, when: datetime) -> gpd.GeoDataFrame:
    """Keep the rows whose `valid_from` <= when < `valid_to`; empty ends are open.

    A date without a time means its first instant in the zone of `when`.
    """
    if rows.empty or "valid_from" not in rows.columns:
        return rows
    zone = when.tzinfo if isinstance(when.tzinfo, ZoneInfo) else None
    return rows[_holds_at(rows, np.array([when.timestamp()]), zone)[:, 0]]


def _holds_at(rows: gpd.GeoDataFrame, stamps: Floats, zone: ZoneInfo | None) -> NDArray[np.bool_]:
    """Whether each row is in force at each POSIX second, shape (rows, stamps)."""
    ends = [
        [read_instant(text, zone).timestamp() if text else empty for text in rows[name]]
        for name, empty in (("valid_from", -np.inf), ("valid_to", np.inf))
    ]
    begun_s, ended_s = np.array(ends, dtype=np.float64)[:, :, np.newaxis]
    return np.asarray((begun_s <= stamps) & (stamps < ended_s))
