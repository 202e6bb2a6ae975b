"""Logs of trips: read as people write them, every fault named at its row."""

from pathlib import Path

import pytest

from geo.errors import FaultsError
from planning.calibrating.trip_log import COLUMNS, MOST_TRIPS, read_trip_log
from planning.packs import Pack
from tests.planning.worlds import make_pack, spot

HEADER = ",".join(COLUMNS)


@pytest.fixture(name="pack", scope="module")
def small_country() -> Pack:
    return make_pack()


def log_of(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "log.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_names_and_coordinates_are_read(pack: Pack, tmp_path: Path) -> None:
    lon, lat = spot(3)
    row = f'T1,Town 0,"{lat:.5f}, {lon:.5f}",2025-03-01T14:30,42.5'
    (trip,) = read_trip_log(log_of(tmp_path, row), pack).trips
    assert (trip.id, trip.origin.name, trip.observed_s) == ("T1", "Town 0", 2550)
    assert trip.destination.lat == pytest.approx(lat, abs=1e-5)
    assert trip.departure.isoformat() == "2025-03-01T14:30:00+07:00"


def test_an_offset_is_kept_as_the_instant(pack: Pack, tmp_path: Path) -> None:
    row = "T1,Town 0,Town 2,2025-03-01T23:30+00:00,30"
    (trip,) = read_trip_log(log_of(tmp_path, row), pack).trips
    assert trip.departure.isoformat() == "2025-03-02T06:30:00+07:00"


def test_other_columns_are_not_kept_and_said_so(pack: Pack, tmp_path: Path) -> None:
    row = "Kim,T1,Town 0,Town 2,2025-03-01T10:00,30"
    log = read_trip_log(log_of(tmp_path, row, header=f"driver,{HEADER}"), pack)
    assert log.notes == ("not read and not kept: driver",)
    assert "Kim" not in repr(log)


def test_every_fault_is_named_at_its_row(pack: Pack, tmp_path: Path) -> None:
    path = log_of(
        tmp_path,
        "T1,Town 0,Town 2,2025-03-01T10:00,30",
        "T1,Town 0,Nowhere at all,2025-03-01T10:00,30",
        ",Town 0,Town 2,2025-02-30T10:00,0",
        "T4,Town 0,Town 2,2025-03-01,1441",
        "T5,,Town 2,,soon",
        "T6,Town 0,Town 2,1999-03-01T10:00,nan",
        "T7,Town 0,Town 2,now,-3",
        "T8,Town 0,Town 2,2025-03-01T10:00,1440",
    )
    with pytest.raises(FaultsError) as caught:
        read_trip_log(path, pack)
    found = {(fault.row, fault.column, fault.code) for fault in caught.value.faults}
    assert found == {
        (3, "id", "DUP_ID"),
        (3, "destination", "UNKNOWN_PLACE"),
        (4, "id", "BLANK"),
        (4, "departure", "BAD_TIME"),
        (4, "minutes", "RANGE"),
        (5, "departure", "BAD_TIME"),
        (5, "minutes", "RANGE"),
        (6, "origin", "BLANK"),
        (6, "departure", "BLANK"),
        (6, "minutes", "BAD_NUMBER"),
        (7, "departure", "BAD_TIME"),
        (7, "minutes", "BAD_NUMBER"),
        (8, "departure", "BAD_TIME"),
        (8, "minutes", "RANGE"),
    }


def test_missing_columns_are_all_named(pack: Pack, tmp_path: Path) -> None:
    with pytest.raises(FaultsError) as caught:
        read_trip_log(log_of(tmp_path, "T1,Town 0", header="id,origin"), pack)
    assert [fault.column for fault in caught.value.faults] == [
        "destination",
        "departure",
        "minutes",
    ]


@pytest.mark.parametrize("count", [0, MOST_TRIPS + 1])
def test_no_trip_and_too_many_are_refused(pack: Pack, tmp_path: Path, count: int) -> None:
    rows = [f"T{n},Town 0,Town 2,2025-03-01T10:00,30" for n in range(count)]
    with pytest.raises(FaultsError, match=f"{count} trips"):
        read_trip_log(log_of(tmp_path, *rows), pack)


def test_a_file_that_is_no_table_is_one_clear_error(pack: Pack, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(FaultsError, match="PDF"):
        read_trip_log(path, pack)
    with pytest.raises(FaultsError, match="not there"):
        read_trip_log(tmp_path / "none.csv", pack)
