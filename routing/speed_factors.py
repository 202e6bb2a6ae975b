"""What fitted factors of driving time mean for a table of speeds, and for the time of a path."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from routing.network import ROAD_CLASSES, FloatArray, RoadNetwork
from routing.paths import Path
from routing.slices import SlicedDrive
from routing.speeds import BANDS, FASTEST_KPH, Conditions, SpeedProfile

PLACES: Final = ("open_major", "open_minor", "built_up")
"""Kinds of road: main and lesser ones outside towns, and all inside. Ferries keep their time."""
GROUPS: Final = (*PLACES, "peak", "night")
"""What has a factor of driving time; peak and night are against the day. The table's factors of
season and surface are taken as they are."""
MAJOR: Final = ("expressway", "trunk", "primary")
PARTS: Final = (*PLACES, "controls")
"""Of an edge's time: driving by place, and waits at signals and the like, which have no factor of
their own but grow and shrink with the band."""
CELLS: Final = tuple((part, band) for part in PARTS for band in BANDS)
"""The parts a trip's time is split into."""
_PROBE = np.log(1.25)

SecondsByPart = Callable[[Conditions], tuple[FloatArray, FloatArray]]


def cell_groups() -> FloatArray:
    """Tell which groups' factors change the time of a cell: 0 or 1, shape (cells, groups)."""
    return np.array([[float(group in cell) for group in GROUPS] for cell in CELLS])


def with_factors(profile: SpeedProfile, log_factor: FloatArray) -> SpeedProfile:
    """Give a table whose driving times are multiplied by a factor for each group.

    Parameters
    ----------
    profile
        The table; not changed.
    log_factor
        Logarithm of each factor of `GROUPS`; above 0 is slower. No speed is taken over 200 km/h.
    """
    open_major, open_minor, built_up, peak, night = np.exp(-log_factor)
    free = [open_major if name in MAJOR else open_minor for name in ROAD_CLASSES]
    band = {"day": 1.0, "peak": peak, "night": night}
    return replace(
        profile,
        free_kph=_scaled_kph(profile.free_kph, free),
        built_up_kph=_scaled_kph(profile.built_up_kph, [built_up] * len(ROAD_CLASSES)),
        rural_factor=_scaled(profile.rural_factor, [band[name] for name in BANDS]),
        built_up_factor=_scaled(profile.built_up_factor, [band[name] for name in BANDS]),
    )


def seconds_by_part(network: RoadNetwork, profile: SpeedProfile) -> SecondsByPart:
    """Split the seconds of each edge, in a car, by what a factor would change of them.

    The profile itself is asked, with the speeds of one group lowered: what its seconds gain is
    what that group takes. This is exact where the speed of the table is driven; where a legal
    limit caps it, it is what a factor of 1.25 would bring, which is less or nothing.

    Returns
    -------
    SecondsByPart
        From conditions to the seconds of each edge that factors change, shape (`PARTS`,
        edges), and all its seconds, shape (edges,). What no factor changes, such as ferries,
        times given by the source, and by day the waits at controls, is in the latter alone.
    """

    def split(conditions: Conditions) -> tuple[FloatArray, FloatArray]:
        whole_s = profile.edge_seconds(network, conditions)

        def moved_by(group: str) -> FloatArray:
            slower = with_factors(profile, np.array([_PROBE * (group == one) for one in GROUPS]))
            gained_s = slower.edge_seconds(network, conditions) - whole_s
            return gained_s / float(np.expm1(_PROBE))

        driven_s = np.stack([moved_by(place) for place in PLACES])
        has_factor = conditions.band in GROUPS
        by_band_s = moved_by(conditions.band) if has_factor else driven_s.sum(axis=0)
        return np.vstack([driven_s, by_band_s - driven_s.sum(axis=0)]), whole_s

    return split


def path_cells(
    path: Path, sliced: SlicedDrive, seconds_at: SecondsByPart
) -> tuple[FloatArray, float]:
    """Split the time of a path by kind of road and band.

    Parameters
    ----------
    path, sliced
        A path, and its time by slices of the day.
    seconds_at
        From `seconds_by_part`, with the profile that `sliced` was timed with.

    Returns
    -------
    tuple
        Seconds that factors change, by cell of `CELLS`, and those that none changes, the ways
        to and from the road among them. They add up to the whole trip.
    """
    cells, drive_s = np.zeros((len(PARTS), len(BANDS))), 0.0
    for one in sliced.slices:
        by_part_s, whole_s = seconds_at(one.conditions)
        cells[:, BANDS.index(one.conditions.band)] += by_part_s[:, path.edges] @ one.driven
        drive_s += float(whole_s[path.edges] @ one.driven)
    fixed_s = path.access_s + path.egress_s + max(drive_s - float(cells.sum()), 0.0)
    return cells.ravel(), fixed_s


def _scaled_kph(speeds: tuple[float, ...], factors: list[float]) -> tuple[float, ...]:
    """Scale all but the ferry's speed."""
    kept = [
        1.0 if name == "ferry" else one for name, one in zip(ROAD_CLASSES, factors, strict=True)
    ]
    return tuple(min(kph, FASTEST_KPH) for kph in _scaled(speeds, kept))


def _scaled(values: tuple[float, ...], factors: list[float]) -> tuple[float, ...]:
    return tuple(float(value * one) for value, one in zip(values, factors, strict=True))
