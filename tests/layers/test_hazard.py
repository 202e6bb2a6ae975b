"""Hazard against a plain double loop, and the laws it must keep."""

import math
from datetime import date

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from geo.errors import CrsError
from layers.hazard import HazardField, HazardRule, hazard_field, site_weights

CRS = "EPSG:32648"
RULE = HazardRule(
    kernel_m=2000,
    reach_kernels=3,
    cell_m=1000,
    half_life_days=730,
    evidence={"confirmed": 1.0, "corroborated": 0.5, "suspected": 0.25},
    status={"reported_active": 1.0, "unknown": 0.8, "raided": 0.5, "closed": 0.25},
)
ROWS = [
    {"id": "sharp", "lon": 103.53, "lat": 10.61, "precision_m": 500.0, "evidence": "confirmed"},
    {"id": "vague", "lon": 103.60, "lat": 10.65, "precision_m": 8000.0, "evidence": "suspected"},
    {"id": "area", "lon": 103.53, "lat": 10.61, "precision_m": 9000.0, "evidence": "confirmed"},
]


def make_sites(**changes: object) -> gpd.GeoDataFrame:
    rows = [
        {
            "status": "reported_active",
            "status_date": "2025-01-01",
            "claim_date": "2024-01-01",
            "as_of": "2025-01-01",
            "in_risk": "no" if row["id"] == "area" else "yes",
        }
        | row
        | changes
        for row in ROWS
    ]
    points = gpd.points_from_xy([row["lon"] for row in rows], [row["lat"] for row in rows])
    return gpd.GeoDataFrame(rows, geometry=points, crs=4326)


def field() -> HazardField:
    return hazard_field(make_sites(), RULE, crs=CRS, on=date(2025, 1, 1))


def by_hand(lon: float, lat: float, left_out: str = "") -> float:
    project = Transformer.from_crs(4326, CRS, always_xy=True).transform
    x, y = project(lon, lat)
    total = 0.0
    for row, weight in zip(ROWS[:2], (1.0, 0.25), strict=True):
        there = project(row["lon"], row["lat"])
        away = math.hypot(x - there[0], y - there[1])
        width = max(2000.0, float(str(row["precision_m"])))
        if row["id"] != left_out and away <= 3 * width:
            total += weight * (2000 / width) ** 2 * math.exp(-(away**2) / (2 * width**2))
    return 1 - math.exp(-total)


@pytest.mark.parametrize(
    ("lon", "lat"), [(103.53, 10.61), (103.55, 10.62), (103.6, 10.65), (103.7, 10.8), (104.9, 11.5)]
)
def test_hazard_is_the_sum_over_sites(lon: float, lat: float) -> None:
    here = (np.array([lon]), np.array([lat]))
    assert field().at(*here)[0] == pytest.approx(by_hand(lon, lat), abs=1e-12)
    left_out = field().without(["sharp"]).at(*here)[0]
    assert left_out == pytest.approx(by_hand(lon, lat, left_out="sharp"), abs=1e-12)


def test_a_vague_report_is_never_a_sharp_dot() -> None:
    vague_only = field().without(["sharp"])
    assert vague_only.at(np.array([103.60]), np.array([10.65]))[0] < 0.02


@pytest.mark.parametrize(
    ("changes", "weight"),
    [
        pytest.param({}, 1.0, id="fresh"),
        pytest.param({"status_date": "2023-01-02"}, 0.5, id="two years old: half"),
        pytest.param({"status": "raided"}, 0.5, id="raided"),
        pytest.param({"claim_date": "2025-02-01"}, 0.0, id="claimed later: not known yet"),
        pytest.param(
            {"claim_date": "2025-01-01", "status": "closed", "status_date": "2026-01"},
            0.8,
            id="closed later: unknown then",
        ),
        pytest.param(
            {"status_date": "", "claim_date": "2025"}, 1.0, id="year alone: its first day"
        ),
        pytest.param({"in_risk": "no"}, 0.0, id="kept out of the risk surface"),
    ],
)
def test_weight_follows_evidence_status_and_age(changes: dict[str, object], weight: float) -> None:
    weights = site_weights(make_sites(**changes), RULE, on=date(2025, 1, 1))
    assert weights[0] == pytest.approx(weight, rel=2e-3)


def test_no_site_is_no_hazard() -> None:
    nothing = hazard_field(make_sites(in_risk="no"), RULE, crs=CRS, on=date(2025, 1, 1))
    assert nothing.at(np.array([103.53]), np.array([10.61]))[0] == 0.0


def test_wrong_crs_is_refused() -> None:
    with pytest.raises(CrsError, match="EPSG:4326"):
        hazard_field(make_sites().to_crs(CRS), RULE, crs=CRS, on=date(2025, 1, 1))


@settings(max_examples=50, deadline=None)
@given(lon=st.floats(102.5, 105), lat=st.floats(10, 12))
def test_leaving_a_site_out_never_adds_hazard(lon: float, lat: float) -> None:
    whole, rest = field(), field().without(["vague"])
    here = (np.array([lon]), np.array([lat]))
    assert 0.0 <= rest.at(*here)[0] <= whole.at(*here)[0] <= 1.0
