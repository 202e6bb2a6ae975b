"""The matrix from files to a file: the same clock, every fault at its row."""

import csv
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from geo.errors import FaultsError
from planning.matrix import drive_matrix
from planning.moment import moment_of
from tests.planning.worlds import make_pack, rows, spot

NOON = datetime(2025, 1, 15, 12, tzinfo=ZoneInfo("Asia/Phnom_Penh"))


def table(path: Path, *steps: float, header: str = "id,lat,lon") -> Path:
    lines = [f"p{step},{spot(step)[1]},{spot(step)[0]}" for step in steps]
    path.write_text("\n".join([header, *lines]) + "\n")
    return path


def test_every_pair_is_timed(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    moment = moment_of(make_pack(), NOON)
    drive_matrix(
        moment, table(tmp_path / "a.csv", 0, 1.5), table(tmp_path / "b.csv", 0, 4), out=out
    )
    with out.open(encoding="utf-8") as stream:
        read = list(csv.reader(stream))
    assert read[0] == ["id", "p0", "p4"]
    assert [row[0] for row in read[1:]] == ["p0", "p1.5"]
    seconds = [[float(cell) for cell in row[1:]] for row in read[1:]]
    assert seconds == [
        [0.0, pytest.approx(2400, abs=0.3)],
        [pytest.approx(900, abs=0.3), pytest.approx(1500, abs=0.3)],
    ]


def test_no_road_is_an_empty_cell(tmp_path: Path) -> None:
    closed = rows({"id": "c", "name": "", "kind": "road", "target": "r1", "at": spot(1)})
    moment = moment_of(make_pack(closures=closed), NOON)
    out = tmp_path / "out.csv"
    drive_matrix(moment, table(tmp_path / "a.csv", 0), table(tmp_path / "b.csv", 1, 4), out=out)
    with out.open(encoding="utf-8") as stream:
        read = list(csv.reader(stream))
    assert read[1] == ["p0", "600.0", ""]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id,lat,lon\na,12,104\nb,12,105\n", "row 3.*Elsewhere"),
        ("id,lat,lon\na,12,104\nb,12,103\n", "row 3.*sea"),
        ("lat,lon\n12,104\n", "id"),
        ("id,lat,lon\n,12,104\n", "row 2"),
        ("id,lat,lon\na,12,104\na,12,104\n", "row 3"),
        ("id,lat,lon\na,nan,104\n", "row 2"),
        ("id,lat,lon\n", "no row"),
        ("", "nothing"),
    ],
)
def test_every_fault_is_said_and_nothing_is_written(tmp_path: Path, text: str, says: str) -> None:
    bad = tmp_path / "a.csv"
    bad.write_text(text)
    out = tmp_path / "out.csv"
    with pytest.raises(FaultsError, match=f"(?s){says}"):
        drive_matrix(moment_of(make_pack(), NOON), bad, table(tmp_path / "b.csv", 1), out=out)
    assert not out.exists()
