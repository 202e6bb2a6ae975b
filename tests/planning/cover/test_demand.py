"""Points of one's own: read whole, or refused with every fault at its row."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from geo.errors import FaultsError, NoResourceError
from planning.cover.demand import demand_from_file
from planning.moment import Moment, moment_of
from planning.packs import open_pack

NOON = datetime(2025, 1, 15, 12, tzinfo=ZoneInfo("Asia/Phnom_Penh"))


@pytest.fixture(scope="module")
def moment() -> Moment:
    return moment_of(open_pack(), NOON)


def table(folder: Path, text: str) -> Path:
    path = folder / "own.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_bare_table_counts_each_point_once(moment: Moment, tmp_path: Path) -> None:
    found = demand_from_file(
        moment, table(tmp_path, "id,lat,lon\na,11.56,104.92\nb,10.61,103.53\n")
    )
    assert (found.kind, list(found.ids), list(found.names)) == ("points", ["a", "b"], ["a", "b"])
    assert found.weight.tolist() == [1.0, 1.0]
    assert list(found.provinces) == ["Phnom Penh", "Preah Sihanouk"]
    assert all(found.districts)
    assert found.points.error_m.tolist() == [0.0, 0.0]


def test_own_columns_win(moment: Moment, tmp_path: Path) -> None:
    text = (
        "id,lat,lon,weight,name,province,district,precision_m\n"
        "a,11.56,104.92,2.5,Room 3,Q,R,40\nb,11.57,104.92,0,,,,\nc,11.57,104.92,,Shop,,,\n"
    )
    found = demand_from_file(moment, table(tmp_path, text))
    assert list(found.ids) == ["a", "c"]  # of no weight, of no interest
    assert found.weight.tolist() == [2.5, 1.0]
    assert list(found.names) == ["Room 3", "Shop"]
    assert (found.provinces[0], found.districts[0]) == ("Q", "R")
    assert found.points.error_m.tolist() == [40.0, 0.0]


def test_every_fault_is_named_at_its_row(moment: Moment, tmp_path: Path) -> None:
    text = "id,lat,lon,weight,precision_m\na,11.56,104.92,-1,x\nb,11.56,104.92,nan,1\nc,11.56,104.92,1e99,1\n"
    with pytest.raises(FaultsError) as caught:
        demand_from_file(moment, table(tmp_path, text))
    where = {(fault.row, fault.column) for fault in caught.value.faults}
    assert where == {(2, "weight"), (3, "weight"), (4, "weight"), (2, "precision_m")}


def test_a_point_abroad_is_a_fault(moment: Moment, tmp_path: Path) -> None:
    with pytest.raises(FaultsError, match="row 2"):
        demand_from_file(moment, table(tmp_path, "id,lat,lon\na,13.75,100.5\n"))


def test_nothing_to_cover_is_said(moment: Moment, tmp_path: Path) -> None:
    with pytest.raises(NoResourceError, match="no point has any weight"):
        demand_from_file(moment, table(tmp_path, "id,lat,lon,weight\na,11.56,104.92,0\n"))
