"""Calibration from a file: known factors come back, and what cannot be said is refused."""

import csv
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import box

from geo.errors import CalibrationError
from planning.calibrating.calibration import MOST_ROUNDS, Calibration, calibrate, calibrated
from planning.calibrating.trip_log import COLUMNS
from planning.calibrating.words import calibration_words, settings_text
from planning.moment import moment_of
from planning.packs import Pack, open_pack
from planning.places import locate
from planning.routes import plan_route
from routing.fitting.speed_factors import GROUPS, with_factors
from routing.network import ROAD_CLASSES, FloatArray
from routing.slices import timed_by_slices
from routing.speeds import BANDS
from routing.tables.build import network_from_records
from tests.planning.worlds import make_pack
from tests.routing.towns import CRS, grid_places, junction_table, road, road_table

SIDE, APART = 6, 60  # a grid of towns, about 6.6 km apart
KINDS = ("trunk", "tertiary", "primary", "secondary")
ALL_BUT_PEAK = np.log([1.3, 1.1, 1.5, 1.0, 0.8])
Row = Sequence[object]


@pytest.fixture(name="pack", scope="module")
def grid_country() -> Pack:
    """A grid of roads of all classes, more and less built up; peak never comes."""
    rng = np.random.default_rng(11)
    places = {key: (x * APART, y * APART) for key, (x, y) in grid_places(SIDE, SIDE).items()}
    pairs = [(n, n + 1) for n in range(SIDE * SIDE) if (n + 1) % SIDE]
    pairs += [(n, n + SIDE) for n in range(SIDE * (SIDE - 1))]
    roads = [
        road(str(a), str(b), **{"class": KINDS[n % 4], "built_up_share": float(rng.uniform(0, 1))})
        for n, (a, b) in enumerate(pairs)
    ]
    junctions = junction_table(places)
    network = network_from_records(
        road_table(roads, junctions), junctions, crs=CRS, resolution="street"
    )
    return replace(
        make_pack(),
        network=network,
        outline=box(104.9, 11.4, 105.5, 12.0),
        neighbours=gpd.GeoDataFrame({"name": []}, geometry=[], crs=4326),
    )


def faster_or_slower(pack: Pack, log_factor: FloatArray) -> Pack:
    speeds = with_factors(pack.settings.speeds, log_factor)
    return replace(pack, settings=replace(pack.settings, speeds=speeds))


def drive(pack: Pack, ends: tuple[str, str], departure: datetime) -> float:
    """Seconds of the fastest way, door to door, by the clock."""
    moment = moment_of(pack, departure)
    path = plan_route(moment, locate(pack, ends[0]), locate(pack, ends[1])).path
    sliced = timed_by_slices(
        path, moment.travel, pack.settings.speeds, departure=departure, zone=pack.zone
    )
    return path.access_s + sliced.seconds + path.egress_s


def rows_of(truth: Pack, *, count: int, spread: float, seed: int = 1) -> list[list[object]]:
    """Trips over the country as it is, which the pack's table does not know."""
    rng, network = np.random.default_rng(seed), truth.network
    rows: list[list[object]] = []
    for number in range(count):
        start, end = rng.choice(network.node_count, 2, replace=False)
        ends = tuple(f"{network.lat[n]:.6f}, {network.lon[n]:.6f}" for n in (start, end))
        departure = datetime(2025, 3, 1, 6, tzinfo=truth.zone) + timedelta(
            minutes=int(rng.integers(0, 24 * 60))
        )
        seconds = drive(truth, (ends[0], ends[1]), departure) * np.exp(rng.normal(0, spread))
        when = departure.replace(tzinfo=None).isoformat()
        rows.append([f"T{number}", *ends, when, f"{seconds / 60:.2f}"])
    return rows


def write(path: Path, rows: Iterable[Row]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([COLUMNS, *rows])
    return path


@pytest.fixture(name="known", scope="module")
def from_known_factors(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Calibration:
    rows = rows_of(faster_or_slower(pack, ALL_BUT_PEAK), count=40, spread=0.1, seed=2)
    rows[7][-1] = f"{5 * float(str(rows[7][-1])):.2f}"
    return calibrate(pack, write(tmp_path_factory.mktemp("log") / "log.csv", rows))


def test_known_factors_come_back_within_their_intervals(known: Calibration) -> None:
    assert known.is_stable
    assert known.rounds <= MOST_ROUNDS
    assert known.spread == pytest.approx(0.1, rel=0.3)
    for factor, truth in zip(known.factors, np.exp(ALL_BUT_PEAK), strict=True):
        if factor.group == "peak":
            assert (factor.factor, factor.is_fitted, factor.trip_count) == (1, False, 0)
        else:
            assert factor.is_fitted
            # four intervals of 90 % at once: widened to the 99 % that one of them would need
            assert abs(factor.factor - truth) < 2.6 * factor.standard_error
            assert factor.low < factor.factor < factor.high


def test_without_scatter_the_very_factors_come_back(pack: Pack, tmp_path: Path) -> None:
    """The ways are not known beforehand: they are found anew with the factors, and match."""
    rows = rows_of(faster_or_slower(pack, ALL_BUT_PEAK), count=25, spread=0.0, seed=4)
    found = calibrate(pack, write(tmp_path / "log.csv", rows))
    fitted = [one.factor for one in found.factors]
    assert fitted == pytest.approx(np.exp(ALL_BUT_PEAK).tolist(), rel=0.01)


def test_cross_validation_says_what_is_won(known: Calibration) -> None:
    assert known.error_before > 0.15
    assert known.error_after < 0.1
    assert known.nearer > 30
    assert known.chance < 1e-6


def test_a_trip_with_a_stop_is_set_aside_by_its_id(known: Calibration) -> None:
    assert "T7" in {one.id for one in known.set_aside}
    reason = next(one.reason for one in known.set_aside if one.id == "T7")
    assert "times what the other trips say" in reason
    assert known.used == 40 - len(known.set_aside)


def test_the_calibrated_pack_drives_as_the_trips_did(pack: Pack, known: Calibration) -> None:
    truth, fitted = faster_or_slower(pack, ALL_BUT_PEAK), calibrated(pack, known)
    assert fitted.settings.delays.spread["drive"] == known.spread
    assert fitted.settings.delays.spread["turnout"] == pack.settings.delays.spread["turnout"]
    nodes = [f"{pack.network.lat[n]:.6f}, {pack.network.lon[n]:.6f}" for n in (0, 35)]
    for hour in (3, 12):
        when = datetime(2025, 3, 2, hour, tzinfo=pack.zone)
        ends = nodes[0], nodes[1]
        assert drive(fitted, ends, when) == pytest.approx(drive(truth, ends, when), rel=0.1)


def test_the_lines_for_the_settings_are_the_fitted_table(known: Calibration) -> None:
    table = tomllib.loads(settings_text(known))
    speeds = table["speeds"]
    for key, values in (
        ("free_kph", known.speeds.free_kph),
        ("built_up_kph", known.speeds.built_up_kph),
    ):
        assert speeds[key] == pytest.approx(dict(zip(ROAD_CLASSES, values, strict=True)), rel=1e-3)
    night = speeds["band_factor"]["rural"]["night"]
    assert night == pytest.approx(known.speeds.rural_factor[BANDS.index("night")], rel=1e-3)
    assert table["response"]["spread"] == {"drive": pytest.approx(known.spread, rel=1e-3)}
    assert "# peak: as before, 0 trips are too few" in settings_text(known)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_words_say_factors_spread_error_and_what_was_set_aside(
    known: Calibration, language: str
) -> None:
    told = calibration_words(known, language)
    assert len(told) == len(GROUPS) + 2 + len(known.set_aside) + len(known.notes)
    assert f"{known.factors[0].factor:.2f}" in told[0]
    assert "T7" in told[-1] or any("T7" in line for line in told)
    restless = calibration_words(replace(known, is_stable=False), language)
    assert len(restless) == len(told) + known.is_stable


def test_a_right_table_is_left_alone(pack: Pack, tmp_path: Path) -> None:
    rows = rows_of(pack, count=20, spread=0.15, seed=3)
    with pytest.raises(CalibrationError, match="does not improve the table: 20 trips"):
        calibrate(pack, write(tmp_path / "log.csv", rows))


def test_nine_trips_are_too_few(pack: Pack, tmp_path: Path) -> None:
    rows = rows_of(faster_or_slower(pack, ALL_BUT_PEAK), count=9, spread=0.1)
    with pytest.raises(CalibrationError, match="9 trips: at least 10") as caught:
        calibrate(pack, write(tmp_path / "log.csv", rows))
    assert caught.value.code == "CALIBRATION"


def test_hours_in_place_of_minutes_are_refused(pack: Pack, tmp_path: Path) -> None:
    rows = [[*row[:-1], float(str(row[-1])) / 60] for row in rows_of(pack, count=12, spread=0.1)]
    with pytest.raises(CalibrationError, match="check that minutes are minutes"):
        calibrate(pack, write(tmp_path / "log.csv", rows))


def test_trips_without_a_way_are_set_aside_with_the_reason(pack: Pack, tmp_path: Path) -> None:
    truth = faster_or_slower(pack, np.log([1.5, 1.5, 1.5, 1.0, 1.0]))
    rows = rows_of(truth, count=15, spread=0.05)
    far, near = "11.95, 104.95", "11.5, 105.0"
    rows.append(["FAR", far, near, "2025-03-01T10:00", 60])
    rows.append(["SAME", near, near, "2025-03-01T10:00", 60])
    found = calibrate(pack, write(tmp_path / "log.csv", rows))
    reasons = {one.id: one.reason for one in found.set_aside}
    assert "road" in reasons["FAR"]
    assert "give them as coordinates" in reasons["SAME"]


def year_of(row: Mapping[str, str]) -> int:
    """Year a held time was observed; undated ones are taken as of the middle of the others."""
    return max(int(row["observed_year"]), 2000) if row["observed_year"].isdigit() else 2015


@pytest.mark.parametrize("grades", ["AB", "ABC"], ids=["best held", "all held"])
def test_the_held_road_times_improve_the_built_in_table_or_are_refused(
    shared: Path, tmp_path: Path, grades: str
) -> None:
    with (shared / "facts" / "road_times.csv").open(encoding="utf-8") as stream:
        held = [
            row
            for row in csv.DictReader(stream)
            if ("car" in row["mode"] or "taxi" in row["mode"])
            and row["time_min"]
            and row["yardstick_grade"] in grades
            and not {"Ho Chi Minh City", "Mango"} & {row["from"], row["to"]}
        ]
    rows = [
        [
            row["pair_id"],
            *(f"{row[f'{end}_lat']}, {row[f'{end}_lon']}" for end in ("from", "to")),
            f"{year_of(row)}-01-15T09:00",
            row["time_min"],
        ]
        for row in held
    ]
    found, refusal = None, ""
    try:
        found = calibrate(open_pack(), write(tmp_path / "log.csv", rows))
    except CalibrationError as error:
        refusal = str(error)
    if found is None:
        assert f"does not improve the table: {len(rows)} trips" in refusal
    else:
        assert found.error_after < found.error_before
        assert 2 * found.nearer > len(rows)
        assert {one.group for one in found.factors if one.is_fitted} <= {"open_major", "built_up"}
        assert found.used + len(found.set_aside) == len(rows)
