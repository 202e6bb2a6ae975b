"""From a place to the road: the nearest edge of each connected part, and the way there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from geo.crs import Metric
from geo.errors import PlaceError, SettingError, TooFarError
from routing.closures import EVERYTHING_OPEN, Closures
from routing.courses import measure_courses
from routing.network import BoolArray, FloatArray, IntArray, Mode, RoadNetwork
from routing.snap_index import Feet, snap_index

KPH_PER_MPS = 3.6


@dataclass(frozen=True, slots=True)
class SnapRule:
    """How far from a road a place may lie, and how the way to the road is timed.

    Parameters
    ----------
    limit_m
        Greatest straight distance to the road, metres, inclusive.
    speed_kph
        Speed on the way to the road, km/h.
    detour_factor
        Way travelled per straight metre, at least 1.

    Raises
    ------
    SettingError
        If a number is out of its range.
    """

    limit_m: float
    speed_kph: float
    detour_factor: float = 1.0

    def __post_init__(self) -> None:
        for name, value, least in (
            ("limit_m", self.limit_m, 0.0),
            ("speed_kph", self.speed_kph, 0.1),
            ("detour_factor", self.detour_factor, 1.0),
        ):
            if not (np.isfinite(value) and value >= least):
                raise SettingError(f"access.{name}: {value} must be a number of at least {least:g}")

    def seconds(self, access_m: FloatArray) -> FloatArray:
        """Time the way over a straight distance in metres."""
        return access_m * (self.detour_factor * KPH_PER_MPS / self.speed_kph)


@dataclass(frozen=True, slots=True, eq=False)
class Snaps:
    """Places and their feet on the roads: the nearest in each connected part in reach.

    Parameters
    ----------
    lon, lat
        Per place: degrees, EPSG:4326.
    label
        Per place: how messages call it.
    point
        Per foot: index of its place, ascending; a place out of reach has no foot.
    record, share
        Per foot: the road and how far along its course, 0..1.
    node
        Per foot: the node when the foot lies on one, else -1.
    foot_lon, foot_lat
        Per foot: degrees, EPSG:4326.
    access_m, access_s
        Per foot: straight metres between place and foot, and seconds for the way.
    """

    lon: FloatArray
    lat: FloatArray
    label: tuple[str, ...]
    point: IntArray
    record: IntArray
    share: FloatArray
    node: IntArray
    foot_lon: FloatArray
    foot_lat: FloatArray
    access_m: FloatArray
    access_s: FloatArray

    def __len__(self) -> int:
        return len(self.lon)

    def __getitem__(self, index: int) -> "Snap":
        one = self.at(np.array([range(len(self))[index]], dtype=np.int32))
        return Snap(**{name: getattr(one, name) for name in Snaps.__slots__})

    def __iter__(self) -> Iterator["Snap"]:
        return (self[index] for index in range(len(self)))

    @property
    def foot_count(self) -> int:
        """Number of feet of all places."""
        return len(self.point)

    @property
    def is_reached(self) -> BoolArray:
        """Per place: whether a road lies within the limit."""
        return np.bincount(self.point, minlength=len(self)) > 0

    def at(self, places: IntArray) -> "Snaps":
        """Give some of the places with their feet, by their indices, each at most once."""
        number = np.full(len(self), -1)
        number[places] = np.arange(len(places))
        feet = np.flatnonzero(number[self.point] >= 0)
        feet = feet[np.argsort(number[self.point[feet]], kind="stable")]
        return Snaps(
            lon=self.lon[places],
            lat=self.lat[places],
            label=tuple(self.label[place] for place in places),
            point=number[self.point[feet]].astype(np.int32),
            record=self.record[feet],
            share=self.share[feet],
            node=self.node[feet],
            foot_lon=self.foot_lon[feet],
            foot_lat=self.foot_lat[feet],
            access_m=self.access_m[feet],
            access_s=self.access_s[feet],
        )

    def kept(self, feet: BoolArray) -> Self:
        """Give the same places with only some of their feet, shape (feet,)."""
        per_foot = (
            *("point", "record", "share", "node", "foot_lon", "foot_lat"),
            *("access_m", "access_s"),
        )
        return replace(self, **{name: getattr(self, name)[feet] for name in per_foot})


@dataclass(frozen=True, slots=True, eq=False)
class Snap(Snaps):
    """One place on the roads: `Snaps` of length one."""

    def on_road(self) -> "Snap":
        """Return the same feet without the way to them."""
        none = np.zeros(self.foot_count)
        return replace(self, access_m=none, access_s=none)


def equal_pairs(one: IntArray, other: IntArray) -> tuple[IntArray, IntArray]:
    """List the pairs of indices at which two arrays hold the same number, 0 or more.

    By sorting, not by comparing each with each; in the order of the first array, then of the
    second.
    """
    order = np.argsort(other, kind="stable").astype(np.int32)
    ordered = other[order]
    begin, end = (np.searchsorted(ordered, one, side=side) for side in ("left", "right"))
    count = np.where(one >= 0, end - begin, 0)
    first = np.repeat(np.arange(len(one), dtype=np.int32), count)
    before = np.repeat(np.cumsum(count) - count, count)
    return first, order[np.arange(len(first)) - before + np.repeat(begin, count)]


def same_places(origins: Snaps, destinations: Snaps) -> tuple[IntArray, IntArray]:
    """List the pairs that are one and the same place, near a road."""
    degrees = np.concatenate([places.lon + 1j * places.lat for places in (origins, destinations)])
    number = np.unique(degrees, return_inverse=True)[1]
    number[~np.concatenate([origins.is_reached, destinations.is_reached])] = -1
    one, other = np.split(number.astype(np.int32), [len(origins)])
    return equal_pairs(one, other)


def is_same_place(origins: Snaps, destinations: Snaps) -> BoolArray:
    """Tell which pairs are one and the same place, near a road; shape (origins, destinations)."""
    same = np.zeros((len(origins), len(destinations)), dtype=np.bool_)
    same[same_places(origins, destinations)] = True
    return same


def snap_points(
    network: RoadNetwork,
    lon: ArrayLike,
    lat: ArrayLike,
    *,
    rule: SnapRule,
    labels: Sequence[str] | None = None,
    closures: Closures = EVERYTHING_OPEN,
    mode: Mode = "car",
) -> Snaps:
    """Find the feet of many places on the open roads.

    A foot lies on the nearest road of each connected part within the limit, never
    inside an expressway, ferry or bridge: there only at a junction.

    Parameters
    ----------
    network
        Roads to snap to.
    lon, lat
        Degrees, EPSG:4326, one pair for each place.
    rule
        Limit and timing of the way to the road.
    labels
        How messages call the places; by default their coordinates.
    closures, mode
        Roads not to snap to, the same as those of the `TravelModel`.

    Returns
    -------
    Snaps
        Places too far from any road are marked in `is_reached`, not refused.

    Raises
    ------
    PlaceError
        If a coordinate is NaN or no longitude and latitude.
    """
    lon = np.atleast_1d(np.asarray(lon, dtype=np.float64))
    lat = np.atleast_1d(np.asarray(lat, dtype=np.float64))
    if not len(lon) == len(lat) == len(lon if labels is None else labels):
        raise PlaceError("longitudes, latitudes and labels: give as many of each")
    names = _label(lon, lat) if labels is None else tuple(labels)
    _check_places(lon, lat, names)
    x, y = Metric(network.crs).to_metres(lon, lat)
    feet = snap_index(network, closures, mode).nearest_feet(x, y, limit_m=rule.limit_m)
    foot_lon, foot_lat = _foot_positions(network, feet)
    return Snaps(
        lon=lon,
        lat=lat,
        label=names,
        point=feet.point,
        record=feet.record,
        share=feet.share,
        node=feet.node,
        foot_lon=foot_lon,
        foot_lat=foot_lat,
        access_m=feet.access_m,
        access_s=rule.seconds(feet.access_m),
    )


def snap_point(
    network: RoadNetwork,
    lon: float,
    lat: float,
    *,
    rule: SnapRule,
    label: str | None = None,
    closures: Closures = EVERYTHING_OPEN,
    mode: Mode = "car",
) -> Snap:
    """Find the feet of one place, see `snap_points`.

    Raises
    ------
    TooFarError
        If no road lies within the limit; names the place and the distance.
    PlaceError
        If a coordinate is NaN or no longitude and latitude.
    """
    labels = None if label is None else [label]
    snap = snap_points(network, lon, lat, rule=rule, labels=labels, closures=closures, mode=mode)[0]
    if not snap.foot_count:
        x, y = Metric(network.crs).to_metres(snap.lon, snap.lat)
        distance_m = snap_index(network, closures, mode).distance_m(float(x[0]), float(y[0]))
        message = (
            f"{snap.label[0]}: the nearest open road is {distance_m / 1000:.1f} km away, further than"
            f" the limit of {rule.limit_m / 1000:g} km; give a place nearer to a road"
        )
        raise TooFarError(message)
    return snap


def _label(lon: FloatArray, lat: FloatArray) -> tuple[str, ...]:
    return tuple(f"{y:.5f}, {x:.5f}" for x, y in zip(lon.tolist(), lat.tolist(), strict=True))


def _check_places(lon: FloatArray, lat: FloatArray, labels: Sequence[str]) -> None:
    wrong = np.flatnonzero(~((np.abs(lon) <= 180) & (np.abs(lat) <= 90)))
    if len(wrong):
        named = ", ".join(f"{labels[i]} (latitude {lat[i]}, longitude {lon[i]})" for i in wrong[:5])
        more = f" and {len(wrong) - 5} more" if len(wrong) > 5 else ""
        raise PlaceError(f"{named}{more}: not a place on Earth; give degrees, latitude -90 to 90")


def _foot_positions(network: RoadNetwork, feet: Feet) -> tuple[FloatArray, FloatArray]:
    lon, lat = measure_courses(network).positions(network, feet.record, feet.share)
    at_node = feet.node >= 0
    lon[at_node] = network.lon[feet.node[at_node]]
    lat[at_node] = network.lat[feet.node[at_node]]
    return lon, lat
