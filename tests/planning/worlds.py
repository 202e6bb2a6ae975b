"""A small country to check by hand: one road of four stretches, 600 s each, a mission at its end.

J0 ---- J1 ---- J2 ---- J3 ---- J4      (6 km and 600 s between neighbours, by day, dry)
embassy  site           site
unit
"""

from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import pandas as pd
from pyproj import Geod
from shapely.geometry import LineString, Point, box

from geo.gazetteer import Gazetteer
from geo.notation.entries import Entry
from layers.tables import layer_of_rows
from planning.manifests import Manifest
from planning.packs import Pack
from planning.settings import settings_from_table
from routing.network import CONTROLS, ROAD_CLASSES, SURFACES
from routing.tables.build import network_from_records

STEP_M, STEP_S = 6000.0, 600.0
WEST, LAT = 104.0, 12.0
OUTLINE = box(103.5, 11.5, 104.8, 12.5)
OFFICE_HOURS = "Mo-Fr 08:00-16:00"
COMMON = {
    "precision_m": 1.0,
    "source": "by hand",
    "as_of": "2025-01-01",
    "confidence": "high",
    "note": "",
    "valid_from": "",
    "valid_to": "",
    "province": "P",
    "town": "",
}
KPH = dict.fromkeys(ROAD_CLASSES, 36.0)
SETTINGS: dict[str, Any] = {
    "golden_time": {"minutes": 60, "origin": "by hand"},
    "response": {
        "answer_s": 60,
        "processing_s": 240,
        "turnout_on_duty_s": 300,
        "turnout_on_call_s": 1800,
        "spread": {"answer": 0.5, "processing": 0.5, "turnout": 0.4, "drive": 0.2},
    },
    "access": {"limit_m": 5000, "speed_kph": 36, "detour_factor": 1.0},
    "speeds": {
        "ferry_wait_min": 0,
        "delay_s": dict.fromkeys(CONTROLS, 10),
        "motorbike_kph": 18.0,
        "foot_kph": 3.6,
        "wet_months": [7],
        "dual_carriageway_factor": 1.0,
        "free_kph": KPH,
        "built_up_kph": KPH,
        "surface_factor": dict.fromkeys(SURFACES, 1.0),
        "band_factor": {
            "rural": {"day": 1.0, "peak": 1.0, "night": 0.5},
            "built_up": {"day": 1.0, "peak": 1.0, "night": 1.0},
        },
        "season_factor": {
            "paved": {"dry": 1.0, "wet": 0.8},
            "unpaved": {"dry": 1.0, "wet": 0.5},
        },
        "bands": {"peak": [], "night": ["22:00-05:00"]},
    },
    "hazard": {
        "kernel_m": 1000,
        "reach_kernels": 3,
        "cell_m": 1000,
        "weight_half_life_days": 730,
        "evidence": {"confirmed": 1.0, "corroborated": 0.5, "suspected": 0.25},
        "status": {"reported_active": 1.0, "unknown": 1.0, "raided": 0.5, "closed": 0.25},
    },
    "paths": {"balanced_caution": 2.0, "safest_caution": 20.0, "avoid_police_m": 100.0},
    "readiness": {"briefed_within_days": 30},
}


def spot(step: float, *, north_m: float = 0.0) -> tuple[float, float]:
    """Longitude and latitude `step` stretches east of J0."""
    geod = Geod(ellps="WGS84")
    lon, lat, _ = geod.fwd(WEST, LAT, 90, step * STEP_M)
    if north_m:
        lon, lat, _ = geod.fwd(lon, lat, 0, north_m)
    return lon, lat


def rows(*records: dict[str, Any], columns: tuple[str, ...] = ()) -> gpd.GeoDataFrame:
    """A layer out of records with `at=(lon, lat)`."""
    full = [
        COMMON | record | {"lon": record["at"][0], "lat": record["at"][1]} for record in records
    ]
    table = pd.DataFrame(
        full, columns=None if full else [*COMMON, "id", "name", "lon", "lat", *columns]
    )
    points = [Point(*record["at"]) for record in records]
    return gpd.GeoDataFrame(table, geometry=points, crs=4326)


def make_pack(**layers: gpd.GeoDataFrame) -> Pack:
    """The small country; any layer may be replaced. It is a value: built once, changed never."""
    whole = _whole()
    if not layers:
        return whole
    return replace(whole, layers=MappingProxyType({**whole.layers, **layers}))


@cache
def _whole() -> Pack:
    junctions = pd.DataFrame(
        [
            {"id": f"J{i}", "name": f"J{i}", "lon": spot(i)[0], "lat": spot(i)[1], "kind": "town"}
            for i in range(5)
        ]
    )
    about = {
        "name": "TOY",
        "title": "Toyland",
        "country": "TT",
        "crs": "EPSG:32648",
        "zone": "Asia/Phnom_Penh",
        "home_country": "KR",
        "home_zone": "Asia/Seoul",
        "resolution": "street",
        "as_of": "2025-01-01",
    }
    return Pack(
        folder=Path("toy"),
        manifest=Manifest(MappingProxyType(about), MappingProxyType({})),
        settings=settings_from_table(SETTINGS, subject="toy"),
        network=network_from_records(roads(), junctions, crs="EPSG:32648", resolution="street"),
        junctions=junctions,
        layers=default_layers(),
        gazetteer=Gazetteer(
            Entry(
                id=f"J{i}",
                name=f"Town {i}",
                lat=spot(i)[1],
                lon=spot(i)[0],
                precision_m=1.0,
                province="P",
            )
            for i in range(5)
        ),
        outline=OUTLINE,
        neighbours=gpd.GeoDataFrame(
            {"name": ["Elsewhere"]}, geometry=[box(104.8, 11, 106, 13)], crs=4326
        ),
    )


def roads() -> gpd.GeoDataFrame:
    """Four stretches of 6 km."""
    fixed = {
        "name": "",
        "class": "trunk",
        "surface": "asphalt",
        "carriageways": 1,
        "bridge": "no",
        "toll": "no",
        "built_up_share": 0.0,
        "limit_kph": None,
        "ferry_min": None,
        "ref": "NR1",
    }
    records = [{"id": f"r{i}", "from": f"J{i}", "to": f"J{i + 1}"} | fixed for i in range(4)]
    lines = [LineString([spot(i), spot(i + 0.5), spot(i + 1)]) for i in range(4)]
    return gpd.GeoDataFrame(records, geometry=lines, crs=4326)


@cache
def default_layers() -> MappingProxyType[str, gpd.GeoDataFrame]:
    """Layers of the small country."""
    site = {
        "evidence": "confirmed",
        "status": "reported_active",
        "status_date": "2025-01-01",
        "claim_date": "2025-01-01",
        "in_risk": "yes",
        "level": "site",
    }
    layers = {
        "sites": rows(
            {"id": "S1", "name": "near site", "at": spot(1)} | site,
            {"id": "S3", "name": "far site", "at": spot(3)} | site | {"evidence": "corroborated"},
        ),
        "missions": rows(
            {
                "id": "M1",
                "name": "Embassy",
                "name_ko": "",
                "kind": "embassy",
                "country": "KR",
                "host_country": "TT",
                "hours": OFFICE_HOURS,
                "after_hours_admission": "contested",
                "at": spot(0),
            }
        ),
        "contacts": rows(columns=("kind",)),
        "green_zones": rows(columns=("status", "admits_anyone", "kind", "hours")),
        "police_posts": rows(
            {
                "id": "P4",
                "name": "Post",
                "kind": "commissariat",
                "hours": "24/7",
                "trust": "trusted",
                "safe_point": "no",
                "at": spot(4),
            },
            {
                "id": "P2",
                "name": "Bad post",
                "kind": "commissariat",
                "hours": "24/7",
                "trust": "avoid",
                "safe_point": "yes",
                "at": spot(2),
            },
        ),
        "units": rows(
            {
                "id": "U1",
                "name": "Officers",
                "name_ko": "",
                "base": "M1",
                "kind": "consular_officer",
                "country": "KR",
                "shifts": OFFICE_HOURS,
                "on_call": "yes",
                "at": spot(0),
            }
        ),
        "travel_alarms": rows(columns=("level",)),
        "closures": rows(columns=("target", "kind")),
        "signals": rows(columns=("kind", "date", "site", "summary")),
        "police_areas": layer_of_rows([], "police_areas"),
        "notices": layer_of_rows([], "notices"),
        "places": rows({"id": "T2", "name": "Town 2", "at": spot(2)}),
        "people": rows({"id": "D2", "name": "Town 2", "people": 1000, "at": spot(2)}),
    }
    return MappingProxyType(layers)
