"""Cover by area: provinces, districts, hexagons of equal standing (H3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import h3
import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Polygon

from geo.errors import SettingError
from planning.cover.demand import Demand

Floats = NDArray[np.float64]
AreaKind = Literal["province", "district", "hex"]
HEX_RESOLUTION = 5
"""H3 resolution of hexagons unless asked: 253 km2 each, about 9 km from the centre to a corner."""
_RESOLUTIONS = (2, 8)


@dataclass(frozen=True, slots=True)
class AreaCover:
    """One area: its weight, and how much of it is in time.

    Parameters
    ----------
    id, name, province
        A province has its name as id; a hexagon has its H3 index, and the name of its
        heaviest point.
    points
        Number of demand points in it.
    total_weight, covered_weight, backup_weight
        Weight of all, of the points in time, and of those in time twice over.
    """

    id: str
    name: str
    province: str
    points: int
    total_weight: float
    covered_weight: float
    backup_weight: float

    @property
    def covered_share(self) -> float:
        """Share of its weight in time, 0..1."""
        return self.covered_weight / self.total_weight

    @property
    def backup_share(self) -> float:
        """Share of its weight in time from two independent houses, 0..1."""
        return self.backup_weight / self.total_weight


def cover_by_area(
    demand: Demand,
    houses: NDArray[np.uint16],
    kind: AreaKind,
    *,
    resolution: int = HEX_RESOLUTION,
) -> list[AreaCover]:
    """Sum cover by area, the heaviest area first.

    Parameters
    ----------
    demand
        The points.
    houses
        How many independent houses are in time for each, shape (n,).
    kind
        ``province``, ``district`` or ``hex``.
    resolution
        Of the hexagons: an H3 resolution, 2 (some 87,000 km2) to 8 (0.7 km2).

    Raises
    ------
    SettingError
        If there is no such resolution.
    """
    keys = _keys(demand, kind, resolution=resolution)
    areas: dict[str, list[int]] = {}
    for row, key in enumerate(keys):
        areas.setdefault(key, []).append(row)
    found = [_area(demand, houses, kind, key=key, rows=rows) for key, rows in areas.items()]
    return sorted(found, key=lambda area: (-area.total_weight, area.id))


def hexagon(cell: str) -> Polygon:
    """Draw a hexagon by its H3 index, EPSG:4326."""
    return Polygon([(lon, lat) for lat, lon in h3.cell_to_boundary(cell)])


def _keys(demand: Demand, kind: AreaKind, *, resolution: int) -> Sequence[str]:
    if kind == "province":
        return demand.provinces
    if kind == "district":
        names = demand.districts or [""] * len(demand.ids)
        return [
            f"{province} / {name}" for province, name in zip(demand.provinces, names, strict=True)
        ]
    least, most = _RESOLUTIONS
    if not least <= resolution <= most:
        raise SettingError(f"hexagons of resolution {resolution}: give {least} to {most}")
    places = zip(demand.points.lat.tolist(), demand.points.lon.tolist(), strict=True)
    return [h3.latlng_to_cell(lat, lon, resolution) for lat, lon in places]


def _area(
    demand: Demand,
    houses: NDArray[np.uint16],
    kind: AreaKind,
    *,
    key: str,
    rows: list[int],
) -> AreaCover:
    weight, count = demand.weight[rows], houses[rows]
    heaviest = rows[int(weight.argmax())]
    province = demand.provinces[heaviest]
    names = {"province": province, "district": key.removeprefix(f"{province} / ")}
    return AreaCover(
        id=key,
        name=names.get(kind, demand.names[heaviest]),
        province=province,
        points=len(rows),
        total_weight=float(weight.sum()),
        covered_weight=float(weight[count >= 1].sum()),
        backup_weight=float(weight[count >= 2].sum()),
    )
