"""Builders of small worlds whose every time can be checked by hand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from routing.closures import Closures, find_closures
from routing.network import RoadNetwork
from routing.paths import EdgeHazard
from routing.snap import Snap, SnapRule, snap_point
from routing.tables.build import network_from_records
from routing.travel import TravelModel

CRS = "EPSG:32648"
WEST, SOUTH = 105.0, 11.5  # on the central meridian of the zone
STEP_DEG = 0.001  # about 110 m
STREET_S = 10.0
RULE = SnapRule(limit_m=1000.0, speed_kph=3.6, detour_factor=1.0)  # 1 m a second

Road = Mapping[str, Any]


def road(start: str, end: str, **columns: Any) -> dict[str, Any]:
    """One record between two junctions; `key` names it, `via` gives positions between them."""
    return {"from": start, "to": end, **columns}


def junction_table(places: Mapping[str, tuple[float, float]], **kinds: str) -> pd.DataFrame:
    """Junctions by id at (column, row) of a grid of STEP_DEG."""
    return pd.DataFrame(
        {
            "id": list(places),
            "name": [f"Junction {key}" for key in places],
            "lon": [WEST + STEP_DEG * column for column, _ in places.values()],
            "lat": [SOUTH + STEP_DEG * row for _, row in places.values()],
            "kind": [kinds.get(key, "junction") for key in places],
        }
    )


def road_table(roads: Iterable[Road], junctions: pd.DataFrame) -> gpd.GeoDataFrame:
    """Road records as a pack holds them, urban asphalt unless said otherwise."""
    place = {row.id: (row.lon, row.lat) for row in junctions.itertuples()}
    rows, courses = [], []
    for number, given in enumerate(roads):
        columns = dict(given)
        via = [(WEST + STEP_DEG * x, SOUTH + STEP_DEG * y) for x, y in columns.pop("via", ())]
        key = columns.pop("key", f"r{number}")
        standard = {"class": "urban", "surface": "asphalt", "built_up_share": 0.0}
        rows.append({"id": key, **standard, **columns})
        courses.append(shapely.LineString([place[columns["from"]], *via, place[columns["to"]]]))
    return gpd.GeoDataFrame(rows, geometry=courses, crs="EPSG:4326")


def build(
    roads: Iterable[Road], places: Mapping[str, tuple[float, float]], **kinds: str
) -> RoadNetwork:
    """A street network from roads and junctions on the grid."""
    junctions = junction_table(places, **kinds)
    table = road_table(roads, junctions)
    return network_from_records(table, junctions, crs=CRS, resolution="street")


@dataclass(frozen=True, slots=True)
class Town:
    """A network, and the same time for each of its roads unless told otherwise."""

    network: RoadNetwork
    seconds: Mapping[str, float]

    @property
    def travel(self) -> TravelModel:
        return self.travel_with()

    @property
    def hazard(self) -> EdgeHazard:
        """Hazard 1 on the street 1-4 and nowhere else."""
        return self.hazard_on("1-4")

    def hazard_on(self, *keys: str) -> EdgeHazard:
        return EdgeHazard.from_records(self.network, np.isin(self.network.record_key, keys))

    def travel_with(self, *closed: str) -> TravelModel:
        """The town with some roads or junctions closed."""
        keys = self.network.record_key[self.network.record].tolist()
        seconds = np.array([self.seconds.get(key, STREET_S) for key in keys])
        return TravelModel(self.network, seconds, self.closures(closed))

    def closures(self, closed: Sequence[str]) -> Closures:
        return find_closures(self.network, list(closed))

    def __getitem__(self, junction: int | str) -> Snap:
        """A place exactly at a junction."""
        node = int(self.network.find_nodes(str(junction))[0])
        return self.at(lon=float(self.network.lon[node]), lat=float(self.network.lat[node]))

    def place(self, column: float, row: float, *, closed: Sequence[str] = ()) -> Snap:
        """A place at a column and row of the grid."""
        return self.at(lon=WEST + STEP_DEG * column, lat=SOUTH + STEP_DEG * row, closed=closed)

    def at(self, *, lon: float, lat: float, closed: Sequence[str] = ()) -> Snap:
        return snap_point(self.network, lon, lat, rule=RULE, closures=self.closures(closed))


def town_of(
    roads: Iterable[Road],
    places: Mapping[str, tuple[float, float]],
    *,
    seconds: Mapping[str, float] | None = None,
    **kinds: str,
) -> Town:
    """A town from roads and junctions on the grid."""
    return Town(build(roads, places, **kinds), seconds or {})


def grid_places(columns: int, rows: int) -> dict[str, tuple[float, float]]:
    """Junctions 0, 1, 2... row by row from the south-west."""
    return {str(row * columns + col): (col, row) for row in range(rows) for col in range(columns)}


def grid_roads(columns: int, rows: int) -> list[dict[str, Any]]:
    """Two-way streets between neighbours, named ``0-1`` and so on."""
    pairs = [(n, n + 1) for n in range(columns * rows) if (n + 1) % columns]
    pairs += [(n, n + columns) for n in range(columns * (rows - 1))]
    return [road(str(a), str(b), key=f"{a}-{b}") for a, b in pairs]


def three_by_three() -> Town:
    """Nine junctions, twelve streets of 10 s::

    6 - 7 - 8
    |   |   |
    3 - 4 - 5
    |   |   |
    0 - 1 - 2
    """
    return town_of(grid_roads(3, 3), grid_places(3, 3))
