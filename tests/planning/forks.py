"""The small country of `worlds` with a second way: a road north of J2, from J1 to J3.

             N (3 km north of J2)
           /   \\
J0 ---- J1 ---- J2 ---- J3 ---- J4      (36 km/h everywhere, by day, dry)
"""

from dataclasses import replace
from math import hypot
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import LineString

from geo.coordinates import Place
from planning.packs import Pack
from routing.tables.build import network_from_records
from tests.planning.worlds import STEP_M, make_pack, roads, rows, spot

NORTH_M = 3000.0
STRAIGHT_S, ROUND_S = 2400.0, 1200.0 + 2 * hypot(STEP_M, NORTH_M) / 10
LONG_AGO = "2025-01-01T00:00+07:00"


def fork(*, gate: str = "", **layers: gpd.GeoDataFrame) -> Pack:
    """The country of two ways; a junction may be a border gate, any layer replaced."""
    pack = make_pack(**layers)
    records = roads()
    north = records.iloc[[0]].assign(id="north", **{"from": "J1", "to": "J3", "ref": "NR2"})
    north.geometry = [LineString([spot(1), spot(2, north_m=NORTH_M), spot(3)])]
    both = gpd.GeoDataFrame(pd.concat([records, north], ignore_index=True), crs=4326)
    kinds = pack.junctions["id"].map({gate: "border_gate"}).fillna("town")
    junctions = pack.junctions.assign(kind=kinds)
    network = network_from_records(both, junctions, crs=pack.crs, resolution="street")
    return replace(pack, network=network, junctions=junctions)


def place(step: float, *, north_m: float = 0.0, error_m: float = 1.0, name: str = "here") -> Place:
    """A place so many stretches east of J0."""
    lon, lat = spot(step, north_m=north_m)
    return Place(lat=lat, lon=lon, error_m=error_m, name=name, kind="coordinate", text="")


def alarms(*given: dict[str, Any]) -> gpd.GeoDataFrame:
    """Travel alarms; by default bans of a named area around J2, 1 km wide, since long ago."""
    standard = {
        "name": "", "label_en": "travel ban", "label_ko": "여행금지", "level": 4.0,
        "area_kind": "named_area", "area_name": "Middle", "extent_m": 1000.0, "at": spot(2),
        "valid_from": LONG_AGO, "province": "",
    }  # fmt: skip
    return rows(*({"id": f"A{n}"} | standard | one for n, one in enumerate(given)))
