"""Readiness and trust in a spreadsheet: each row what the checklist and the trust say."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pyogrio

from geo.spreadsheets import write_tables
from planning.moment import moment_of
from planning.packs import open_pack
from planning.reporting.tables import readiness_tables, trust_tables
from planning.supply.readiness import national_table
from planning.supply.trust import trust_at, trust_of

WHEN = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("Asia/Phnom_Penh"))


def test_tables_hold_what_is_on_file(tmp_path: Path) -> None:
    here = moment_of(open_pack(), WHEN)
    found = national_table(here)
    write_tables([*readiness_tables(found), *trust_tables(here)], tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["zones", "missing", "provinces", "posts", "provinces (2)"]
    zones, missing, provinces, posts, areas = (
        [dict(zip([cell.value for cell in sheet[1]], row, strict=True))
         for row in sheet.iter_rows(min_row=2, values_only=True)]
        for sheet in book.worksheets
    )  # fmt: skip
    assert [row["id"] for row in zones] == [one.id for one in found.checklists]
    for row, one in zip(zones, found.checklists, strict=True):
        assert (row["lat"], row["lon"], row["is_ready"]) == (one.lat, one.lon, one.is_ready)
        assert all(row[item.name] == item.answer for item in one.items)
    assert len(missing) == sum(len(one.missing) for one in found.checklists)
    assert {row["province"]: (row["ready"], row["zones"]) for row in provinces} == (
        found.by_province()
    )
    assert {row["id"]: row["trust"] for row in posts} == {
        row["id"]: trust_of(here, str(row["id"])).level for row in posts
    }
    assert all(row["trust"] == trust_at(here, str(row["province"])).level for row in areas)


def test_zones_and_posts_are_points(tmp_path: Path) -> None:
    here = moment_of(open_pack(), WHEN)
    write_tables(
        [*readiness_tables(national_table(here))[:1], *trust_tables(here)[:1]], tmp_path / "t.gpkg"
    )
    kinds = {str(name): kind for name, kind in pyogrio.list_layers(tmp_path / "t.gpkg")}
    assert kinds == {"zones": "Point", "posts": "Point"}
