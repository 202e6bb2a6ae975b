"""A layer with rows added, changed, left out: the old one stays, the new cells are checked."""

import geopandas as gpd
import numpy as np
import pytest
from geopandas.testing import assert_geodataframe_equal

from geo.errors import FaultsError
from layers.edits import with_cells, with_rows, without_rows
from layers.tables import layer_of_rows

ROW = {
    "id": "Z1",
    "name": "Gate",
    "kind": "gate",
    "status": "candidate",
    "lat": "11.561",
    "lon": "104.925",
    "precision_m": "1000",
    "capacity": "12",
    "source": "by hand",
    "as_of": "2025-10",
    "confidence": "medium",
}


def zones(*rows: dict[str, str]) -> gpd.GeoDataFrame:
    return layer_of_rows(rows, "green_zones")


def test_added_rows_are_as_if_they_had_been_read_together() -> None:
    other = ROW | {"id": "Z2", "capacity": ""}
    old = zones(ROW)
    both = with_rows(old, [other], kind="green_zones")
    assert_geodataframe_equal(both, zones(ROW, other))
    assert_geodataframe_equal(old, zones(ROW))
    assert both.crs == "EPSG:4326"
    assert_geodataframe_equal(with_rows(zones(), [ROW], kind="green_zones"), zones(ROW))
    assert_geodataframe_equal(with_rows(old, [], kind="green_zones"), old)


def test_changed_cells_are_as_if_they_had_been_read_so() -> None:
    other = ROW | {"id": "Z2"}
    old = zones(ROW, other)
    new = with_cells(old, "Z2", {"hours": "24/7", "capacity": "5"}, kind="green_zones")
    assert_geodataframe_equal(new, zones(ROW, other | {"hours": "24/7", "capacity": "5"}))
    assert_geodataframe_equal(old, zones(ROW, other))


def test_a_column_that_was_not_there_is_unknown_elsewhere() -> None:
    old = zones(ROW, ROW | {"id": "Z2"}).drop(columns=["capacity", "hours"])
    new = with_cells(old, "Z1", {"hours": "24/7", "capacity": "5"}, kind="green_zones")
    assert new["hours"].tolist() == ["24/7", ""]
    assert new["capacity"].iloc[0] == 5
    assert np.isnan(new["capacity"].iloc[1])


def test_rows_may_bring_columns_of_their_own() -> None:
    old = zones(ROW).drop(columns=["capacity", "hours"]).assign(more="x")
    both = with_rows(old, [ROW | {"id": "Z2", "hours": "24/7"}], kind="green_zones")
    assert both["hours"].tolist() == ["", "24/7"]
    assert both["more"].tolist() == ["x", ""]
    assert np.isnan(both["capacity"].iloc[0])
    assert both["capacity"].iloc[1] == 12


def test_rows_are_left_out_by_id() -> None:
    assert list(without_rows(zones(ROW, ROW | {"id": "Z2"}), ["Z1", "Z9"])["id"]) == ["Z2"]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"hours": "x"}, "BAD_HOURS"),
        ({"status": "ajar"}, "BAD_WORD"),
        ({"confidence": "low", "status": "open"}, "UNSAFE"),
    ],
)
def test_a_cell_that_a_file_may_not_hold_is_refused(cells: dict[str, str], code: str) -> None:
    with pytest.raises(FaultsError) as changed:
        with_cells(zones(ROW), "Z1", cells, kind="green_zones")
    with pytest.raises(FaultsError) as added:
        with_rows(zones(ROW), [ROW | {"id": "Z2"} | cells], kind="green_zones")
    for caught in (changed, added):
        assert [fault.code for fault in caught.value.faults] == [code]


def test_an_id_that_is_there_already_is_refused() -> None:
    with pytest.raises(FaultsError, match="'Z1'"):
        with_rows(zones(ROW), [ROW], kind="green_zones")
