"""The tables of a report, read back: what the page says, and no text a formula."""

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pyogrio
import pytest
from shapely.geometry import Point

from geo.errors import SettingError
from geo.spreadsheets import Table, write_tables
from planning.reporting.dossier_tables import dossier_tables
from tests.planning.reporting.dossiers import full_dossier, hostile_dossier, plain_dossier

Sheets = dict[str, list[dict[str, Any]]]


def workbook(path: Path) -> Sheets:
    book = openpyxl.load_workbook(path)
    sheets = {}
    for sheet in book.worksheets:
        head, *rows = sheet.iter_rows(values_only=True)
        sheets[sheet.title] = [dict(zip(map(str, head), row, strict=True)) for row in rows]
    return sheets


def test_a_workbook_holds_the_figures(tmp_path: Path) -> None:
    dossier = full_dossier()
    write_tables(dossier_tables(dossier), tmp_path / "t.xlsx")
    sheets = workbook(tmp_path / "t.xlsx")
    found, week = dossier.coverage, dossier.week
    figures = {row["figure"]: row["value"] for row in sheets["figures"]}
    assert figures["covered_share"] == pytest.approx(found.covered_share)
    assert figures["week_mean_share"] == pytest.approx(week.mean_share)
    shares = [row["covered_share"] for row in sheets["week"]]
    assert shares == pytest.approx(week.shares().ravel().tolist())
    assert [(row["day"], row["hour"]) for row in sheets["week"]][167] == (6, 23)
    assert dossier.safe is not None
    assert [(row["id"], row["cause"], row["weight"]) for row in sheets["gaps_safe"]] == [
        (gap.id, gap.cause, gap.weight) for gap in dossier.safe.gaps
    ]
    assert {row["id"]: row["covered_weight"] for row in sheets["provinces"]} == pytest.approx(
        {one.id: one.covered_weight for one in dossier.areas["province"]}
    )
    assert {row["police"]: row["covered_share"] for row in sheets["police"]} == pytest.approx(
        {name: one.covered_share for name, one in dossier.by_police.items()}
    )
    assert dossier.comparison is not None
    gains = [row["id"] for row in sheets["scenario_places"] if row["demand"] == "sites"]
    assert gains == [turn.id for turn in dossier.comparison.tallies["sites"].gains]
    settings = {row["setting"]: row["value"] for row in sheets["settings"]}
    assert settings["hash"] == dossier.hash
    assert settings["golden_s"] == found.golden_s
    assert settings["pack.delays.turnout_on_call_s"] == 1800
    assert {"causes", "districts", "hexagons", "readiness_zones", "trust_posts", "data"} <= set(sheets)  # fmt: skip


def test_a_gap_keeps_the_figure_that_would_mend_it(tmp_path: Path) -> None:
    dossier = plain_dossier()
    write_tables(dossier_tables(dossier), tmp_path / "t.zip")
    with zipfile.ZipFile(tmp_path / "t.zip") as archive:
        text = archive.read("gaps.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["id"] for row in rows] == [gap.id for gap in dossier.coverage.gaps]
    assert rows[0]["cause"] == "closed_on_arrival"
    assert rows[0]["opens_at"] == "2025-01-16T08:00:00+07:00"
    assert float(rows[0]["arrival_s"]) == pytest.approx(600, abs=1)


def test_gaps_are_points_and_hexagons_polygons(tmp_path: Path) -> None:
    dossier = plain_dossier()
    path = tmp_path / "t.gpkg"
    write_tables(dossier_tables(dossier), path)
    kinds = {str(name): kind for name, kind in pyogrio.list_layers(path)}
    assert (kinds["gaps"], kinds["hexagons"], kinds["week"]) == ("Point", "Polygon", None)
    gaps, hexagons = (pyogrio.read_dataframe(path, layer=name) for name in ("gaps", "hexagons"))
    assert gaps.crs == hexagons.crs == "EPSG:4326"
    for _, gap in gaps.iterrows():
        assert gap.geometry.equals_exact(Point(gap["lon"], gap["lat"]), 1e-9)
        assert hexagons.contains(gap.geometry).sum() == 1
    assert hexagons["total_weight"].sum() == pytest.approx(dossier.coverage.total_weight)


def test_no_text_is_a_formula(tmp_path: Path) -> None:
    dossier = hostile_dossier("=cmd|' /C calc'!A0")
    write_tables(dossier_tables(dossier), tmp_path / "t.zip")
    with zipfile.ZipFile(tmp_path / "t.zip") as archive:
        texts = [archive.read(name).decode("utf-8-sig") for name in archive.namelist()]
    cells = [cell for text in texts for row in csv.reader(io.StringIO(text)) for cell in row]
    assert sum("=cmd" in cell for cell in cells) > 5
    assert not any(cell.startswith("=") for cell in cells)
    write_tables(dossier_tables(dossier), tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    types = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in types


def test_shapes_are_one_a_row() -> None:
    with pytest.raises(SettingError, match="2 shapes for 1 rows"):
        Table("t", ("a",), [(1,)], [Point(0, 0), Point(1, 1)])
