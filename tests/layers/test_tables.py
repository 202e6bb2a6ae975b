"""Files as people send them: what must be read, what must be refused, and how it is said."""

import stat
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import CrsError, FaultsError, SettingError
from layers.schemas import OFTEN_EMPTY, SCHEMAS
from layers.tables import check_layer, read_layer, write_layer

# The built-in pack has no rows of these: two come out of OpenStreetMap, one from a ministry.
LAYERS = sorted(set(SCHEMAS) - {"points", "hospitals", "fuel_stations", "notices"})
CAMBODIA = (102.0, 9.5, 108.0, 15.0)
HEAD = "id,name,kind,lat,lon,precision_m,country,host_country,source,as_of,confidence"
ROW = "001,Embassy,embassy,11.56,104.92,1000,KR,KH,a report,2025-10,high"
SECOND = ROW.replace("001", "002")


def written(folder: Path, content: str | bytes, name: str = "missions.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def codes(path: Path, kind: str = "missions") -> list[str]:
    return [fault.code for fault in check_layer(path, kind, bounds=CAMBODIA)]


def text(*rows: str, head: str = HEAD) -> str:
    return "\n".join([head, *rows]) + "\n"


def test_a_layer_is_typed_points(tmp_path: Path) -> None:
    layer = read_layer(written(tmp_path, text(ROW)), "missions")
    assert layer.crs == "EPSG:4326"
    assert (layer.geometry.x[0], layer.geometry.y[0]) == (104.92, 11.56)
    assert layer["precision_m"].dtype == np.float64
    assert list(layer["id"]) == ["001"]
    assert list(layer["as_of"]) == ["2025-10"]


def test_optional_columns_are_always_there(tmp_path: Path) -> None:
    layer = read_layer(written(tmp_path, text(ROW)), "missions")
    assert set(SCHEMAS["missions"].columns) <= set(layer.columns)
    assert list(layer["hours"]) == [""]
    assert list(layer["after_hours_admission"]) == ["unknown"]


def test_columns_we_do_not_know_stay(tmp_path: Path) -> None:
    layer = read_layer(written(tmp_path, text(ROW + ",7", head=HEAD + ",floor")), "missions")
    assert list(layer["floor"]) == ["7"]


@pytest.mark.parametrize("name", ["NA", "None", "Null", "nan", "001", "-1.5", "TRUE"])
def test_text_stays_text(tmp_path: Path, name: str) -> None:
    layer = read_layer(written(tmp_path, text(ROW.replace("Embassy", name))), "missions")
    assert list(layer["name"]) == [name]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(text(ROW).encode("utf-8-sig"), id="byte order mark"),
        pytest.param(text(ROW).encode("utf-16"), id="UTF-16"),
        pytest.param(text(ROW).replace(",", "\t").encode("utf-16"), id="Excel Unicode text"),
        pytest.param(text(ROW).replace(",", ";").encode(), id="semicolons"),
        pytest.param(text(ROW).replace("\n", "\r\n").encode(), id="Windows lines"),
        pytest.param(text(ROW).replace("\n", "\r").encode(), id="old Mac lines"),
        pytest.param(text(ROW + ",,", head=HEAD + ",,").encode(), id="empty columns of a sheet"),
        pytest.param(text(ROW, ",,,,,,,,,,", "").encode(), id="empty rows of a sheet"),
        pytest.param(text(ROW.replace("11.56", "１１．５６")).encode(), id="full-width digits"),
        pytest.param(text(ROW.replace("11.56", '"11°33\'36""N"')).encode(), id="degrees, minutes"),
        pytest.param(text(ROW).replace(",", ";").replace("11.56", "11,56").encode(), id="comma"),
        pytest.param(text(ROW.replace("2025-10", "2025년 10월")).encode(), id="Korean date"),
    ],
)
def test_what_people_send_is_read(tmp_path: Path, content: bytes) -> None:
    layer = read_layer(written(tmp_path, content), "missions")
    assert [layer.geometry.x[0], layer.geometry.y[0]] == pytest.approx([104.92, 11.56])
    assert list(layer["as_of"]) == ["2025-10"]


def test_korean_excel_is_read_as_cp949(tmp_path: Path) -> None:
    content = text(ROW.replace("Embassy", "주캄보디아 대한민국 대사관")).encode("cp949")
    layer = read_layer(written(tmp_path, content), "missions")
    assert list(layer["name"]) == ["주캄보디아 대한민국 대사관"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "EMPTY_FILE", id="empty"),
        pytest.param(b" \n\n", "EMPTY_FILE", id="blank"),
        pytest.param(text().encode(), "NO_ROWS", id="header only"),
        pytest.param(b"hello", "UNKNOWN_TYPE", id="hello"),
        pytest.param(b"<html><body>404</body></html>", "TYPE_MISMATCH", id="web page"),
        pytest.param(b'{"type":"FeatureCollection","features":[]}', "TYPE_MISMATCH", id="JSON"),
        pytest.param(b"PK\x03\x04\x14\x00", "TYPE_MISMATCH", id="workbook renamed"),
        pytest.param(b"SQLite format 3\x00", "TYPE_MISMATCH", id="GeoPackage"),
        pytest.param(text(ROW.replace("001", "1\x00")).encode(), "BINARY", id="NUL byte"),
        pytest.param(
            text(ROW).encode().replace(b"Embassy", b"\xac\xa1\xac\xa2"), "ENCODING", id="not Korean"
        ),
        pytest.param(text(ROW).encode().replace(b"Embassy", b"caf\xe9 "), "ENCODING", id="latin 1"),
        pytest.param(
            text(ROW).encode().replace(b"Embassy", b"\xff\xfe\xff"), "ENCODING", id="bytes"
        ),
        pytest.param(text(ROW + ",more").encode(), "CSV_SHAPE", id="a cell too many"),
        pytest.param(text("001,Embassy").encode(), "CSV_SHAPE", id="cells missing"),
        pytest.param(text(ROW.replace("Embassy", '"Embassy')).encode(), "CSV_SHAPE", id="quote"),
        pytest.param(text(ROW + ",1", head=HEAD + ",lat").encode(), "DUP_COLUMN", id="lat twice"),
        pytest.param(text(ROW + ",1", head=HEAD + ",").encode(), "BAD_COLUMN", id="no name"),
        pytest.param(
            text(ROW.rpartition(",")[0], head=HEAD.rpartition(",")[0]).encode(),
            "NO_COLUMN",
            id="no confidence",
        ),
        pytest.param(text(ROW, ROW).encode(), "DUP_ID", id="id twice"),
        pytest.param(
            text(ROW.replace("11.56,104.92", "104.92,11.56")).encode(), "SWAPPED", id="swap"
        ),
        pytest.param(text(ROW.replace("11.56", "37.5")).encode(), "OUTSIDE", id="Seoul's latitude"),
        pytest.param(text(ROW.replace("11.56,104.92", "0,0")).encode(), "BAD_COORD", id="0, 0"),
        pytest.param(
            text(ROW.replace("11.56", "north")).encode(), "BAD_COORD", id="word for number"
        ),
        pytest.param(text(ROW.replace("11.56", "NaN")).encode(), "BAD_COORD", id="NaN"),
        pytest.param(text(ROW.replace("11.56", "1e400")).encode(), "BAD_COORD", id="infinite"),
        pytest.param(text(ROW.replace("11.56", "1278900")).encode(), "BAD_COORD", id="metres"),
        pytest.param(
            text(ROW.replace("2025-10", "2025-02-30")).encode(), "BAD_DATE", id="30 February"
        ),
        pytest.param(text(ROW.replace("high", "sure")).encode(), "BAD_WORD", id="word of no list"),
    ],
)
def test_what_cannot_be_right_is_one_clear_fault(tmp_path: Path, content: bytes, code: str) -> None:
    path = written(tmp_path, content)
    assert codes(path) == [code]
    with pytest.raises(FaultsError) as caught:
        read_layer(path, "missions", bounds=CAMBODIA)
    assert [fault.code for fault in caught.value.faults] == [code]
    assert str(caught.value).startswith("missions.csv: ")
    assert str(tmp_path) not in str(caught.value)


def test_an_empty_layer_is_typed_like_a_full_one(root: Path, tmp_path: Path) -> None:
    for kind in LAYERS:
        full = read_layer(root / f"data/KHM/{kind}.csv", kind)
        path = written(tmp_path, ",".join(column for column in full if column != "geometry"))
        with pytest.raises(FaultsError, match="no row below it"):
            read_layer(path, kind)
        empty = read_layer(path, kind, may_be_empty=True)
        assert len(empty) == 0
        assert empty.crs == full.crs
        assert dict(empty.dtypes) == dict(full.dtypes)


@pytest.mark.parametrize("kind", LAYERS)
def test_only_what_a_country_may_lack_is_sound_without_rows(
    *, root: Path, tmp_path: Path, kind: str
) -> None:
    header = (root / f"data/KHM/{kind}.csv").read_text(encoding="utf-8").splitlines()[0]
    expected = [] if kind in OFTEN_EMPTY else ["NO_ROWS"]
    assert codes(written(tmp_path, header), kind) == expected


@pytest.mark.parametrize("kind", LAYERS)
def test_our_own_layers_have_no_fault(root: Path, kind: str) -> None:
    assert check_layer(root / f"data/KHM/{kind}.csv", kind, bounds=CAMBODIA, home="KH") == []


def test_only_a_mission_abroad_may_lie_outside(tmp_path: Path) -> None:
    bangkok = ROW.replace("11.56,104.92", "13.75,100.5")
    path = written(tmp_path, text(bangkok.replace("KH", "TH"), bangkok.replace("001", "002")))
    found = check_layer(path, "missions", bounds=CAMBODIA, home="KH")
    assert [(fault.row, fault.code) for fault in found] == [(3, "OUTSIDE")]
    assert len(check_layer(path, "missions", bounds=CAMBODIA)) == 2
    swapped = written(
        tmp_path, text(ROW.replace("11.56,104.92,1000,KR,KH", "100.5,13.75,1000,KR,TH"))
    )
    assert [one.code for one in check_layer(swapped, "missions", bounds=CAMBODIA, home="KH")] == [
        "SWAPPED"
    ]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert codes(tmp_path / "none.csv") == ["NO_FILE"]


def test_a_folder_is_no_table(tmp_path: Path) -> None:
    assert codes(tmp_path) == ["READ"]


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("layers.rows.MAX_BYTES", 10)
    assert codes(written(tmp_path, text(ROW))) == ["TOO_LARGE"]


def test_every_fault_is_named_at_its_row_and_column(tmp_path: Path) -> None:
    rows = [
        ROW,
        "",
        SECOND.replace("11.56", "x").replace("high", "sure"),
        ROW.replace("KR", "").replace("embassy", "bank"),
    ]
    found = check_layer(written(tmp_path, text(*rows)), "missions")
    assert [(fault.row, fault.code, fault.column) for fault in found] == [
        (4, "BAD_COORD", "lat"),
        (4, "BAD_WORD", "confidence"),
        (5, "DUP_ID", "id"),
        (5, "BAD_WORD", "kind"),
        (5, "BLANK", "country"),
    ]


def test_all_faults_of_the_shape_are_named_at_once(tmp_path: Path) -> None:
    found = check_layer(written(tmp_path, text("1", ROW, "2", head=HEAD)), "missions")
    assert [(fault.row, fault.code) for fault in found] == [(2, "CSV_SHAPE"), (4, "CSV_SHAPE")]


def test_a_line_break_inside_quotes_is_one_row(tmp_path: Path) -> None:
    rows = text(ROW.replace("Embassy", '"Embassy\nof Korea"'), SECOND.replace("high", "sure"))
    found = check_layer(written(tmp_path, rows), "missions")
    assert [(fault.row, fault.code) for fault in found] == [(3, "BAD_WORD")]


def test_swapped_says_so_instead_of_out_of_range(tmp_path: Path) -> None:
    path = written(tmp_path, text(ROW.replace("11.56,104.92", "104.92,11.56")))
    for bounds in (None, CAMBODIA):
        found = check_layer(path, "missions", bounds=bounds)
        assert [(fault.code, fault.row, fault.column) for fault in found] == [("SWAPPED", 2, "lat")]


def test_without_bounds_the_whole_earth_will_do(tmp_path: Path) -> None:
    assert check_layer(written(tmp_path, text(ROW.replace("11.56", "-33.5"))), "missions") == []


def test_a_table_of_another_layer_is_named(tmp_path: Path, root: Path) -> None:
    path = written(tmp_path, (root / "data/KHM/sites.csv").read_bytes())
    (fault,) = check_layer(path, "missions")
    assert fault.code == "WRONG_KIND"
    assert "sites" in fault.message


def test_a_table_that_lacks_a_column_is_not_taken_for_a_plainer_layer(
    tmp_path: Path, root: Path
) -> None:
    table = (
        (root / "data/KHM/missions.csv")
        .read_text(encoding="utf-8")
        .replace(",country,", ",land,", 1)
    )
    (fault,) = check_layer(written(tmp_path, table.encode()), "missions")
    assert (fault.code, fault.column) == ("NO_COLUMN", "country")


def test_a_layer_nobody_knows(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="name one of sites, missions"):
        read_layer(written(tmp_path, text(ROW)), "castles")


def test_layers_without_a_place(root: Path) -> None:
    contacts = read_layer(root / "data/KHM/contacts.csv", "contacts")
    alarms = read_layer(root / "data/KHM/travel_alarms.csv", "travel_alarms")
    assert contacts.geometry.isna().all()
    assert alarms.geometry.notna().sum() == (alarms["area_kind"] == "named_area").sum() == 2
    assert alarms.loc[alarms["area_kind"] == "province", "lat"].isna().all()


@pytest.mark.parametrize("kind", ["sites", "missions", "contacts", "travel_alarms", "units"])
def test_a_layer_written_is_the_layer_read(*, tmp_path: Path, root: Path, kind: str) -> None:
    layer = read_layer(root / f"data/KHM/{kind}.csv", kind)
    write_layer(layer, tmp_path / "again.csv", kind)
    again = read_layer(tmp_path / "again.csv", kind)
    pd.testing.assert_frame_equal(pd.DataFrame(again), pd.DataFrame(layer))
    assert [path.name for path in tmp_path.iterdir()] == ["again.csv"]


def test_a_moved_point_is_written_where_it_is(tmp_path: Path) -> None:
    layer = read_layer(written(tmp_path, text(ROW)), "missions")
    moved = layer.set_geometry(gpd.points_from_xy([105.25], [12.5]), crs="EPSG:4326")
    write_layer(moved, tmp_path / "moved.csv", "missions")
    again = read_layer(tmp_path / "moved.csv", "missions")
    assert (again["lon"][0], again["lat"][0]) == (105.25, 12.5)


def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, text(ROW))
    layer = read_layer(path, "missions")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_layer(layer, path, "missions")
    assert path.read_text() == text(ROW)
    assert list(tmp_path.iterdir()) == [path]


def test_a_written_layer_can_be_read_by_others(tmp_path: Path) -> None:
    layer = read_layer(written(tmp_path, text(ROW)), "missions")
    write_layer(layer, tmp_path / "out.csv", "missions")
    assert stat.S_IMODE((tmp_path / "out.csv").stat().st_mode) == 0o644


def test_a_layer_in_metres_is_not_written(tmp_path: Path) -> None:
    layer = read_layer(written(tmp_path, text(ROW)), "missions").to_crs("EPSG:32648")
    with pytest.raises(CrsError):
        write_layer(layer, tmp_path / "out.csv", "missions")
    assert not (tmp_path / "out.csv").exists()


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=st.binary(max_size=200))
def test_any_bytes_are_a_layer_or_faults(tmp_path: Path, content: bytes) -> None:
    path = written(tmp_path, content)
    assert all(fault.code.isupper() for fault in check_layer(path, "missions"))


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cell=st.text(max_size=30), column=st.sampled_from(HEAD.split(",")))
def test_any_cell_is_taken_or_named(*, tmp_path: Path, cell: str, column: str) -> None:
    cells = dict(zip(HEAD.split(","), ROW.split(","), strict=True)) | {column: cell}
    frame = pd.DataFrame([cells])
    content = frame.to_csv(index=False).encode("utf-8", "ignore")
    for fault in check_layer(written(tmp_path, content), "missions"):
        assert fault.code.isupper()
        assert len(fault.message) < 400
