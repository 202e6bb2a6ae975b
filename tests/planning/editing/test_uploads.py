"""Files that somebody sent, as rows of a layer: matched, mended, refused row by row."""

from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point

from geo.errors import FaultsError
from geo.exports import WRITERS, write_vector
from planning import packs
from planning.editing.edited import changes_to
from planning.editing.uploads import (
    Sent,
    columns_in,
    likely_columns,
    likely_layer,
    matched,
    read_sent,
)
from planning.packs import LAYERS

POSTS = """id,name,kind,province,lat,lon,hours,trust
U1,Kampot Provincial,station,Kampot,10.610,104.181,24/7,unverified
U2,Veal Renh post,station,Preah Sihanouk,103.813,10.707,Mo-Su 06:00-22:00,unverified
U3,Sre Ambel,station,Koh Kong,11.120,103.760,8am to 5,unverified
U4,Bavet checkpoint,station,Svay Rieng,11.07,127.96,24/7,unverified
U5,,station,Kratie,11.990,105.460,24/7,unverified
"""
EVERYWHERE = {"source": "a list", "as_of": "2026-11-01", "confidence": "low", "precision_m": "500"}


@cache
def pack() -> packs.Pack:
    return packs.open_pack("KHM")


def only(sent: Sent) -> list[tuple[int, dict[str, str]]]:
    return [(number, dict(row)) for number, row in next(iter(sent.tables.values()))]


def test_a_table_is_matched_and_each_fault_is_at_its_row() -> None:
    table = only(read_sent("posts.csv", POSTS.encode()))
    columns = columns_in(table)
    assert likely_layer(table) == "police_posts"
    pairs = likely_columns("police_posts", columns)
    found = matched(pack(), "police_posts", table, columns=pairs, everywhere=EVERYWHERE)
    faults = {fault.row: fault.code for fault in found.faults}
    assert {row: faults[row] for row in (3, 5)} == {3: "SWAPPED", 5: "OUTSIDE"}
    assert set(faults) == {3, 4, 5, 6}
    rows, numbers = found.good
    assert numbers == (2,)
    assert found.swapped == (3,)
    mended = matched(
        pack(), "police_posts", table, columns=pairs, everywhere=EVERYWHERE, swap=found.swapped
    )
    assert mended.good[1] == (2, 3)
    changes = changes_to(pack(), "police_posts", rows, numbers=numbers)
    assert [(change.id, change.before) for change in changes] == [("U1", None)]


def test_the_name_of_a_file_speaks_for_a_layer() -> None:
    table = only(read_sent("x.csv", b"id,name,lat,lon,hours\nA,Gate,11.5,104.9,24/7\n"))
    for name, kind in (("my zones.csv", "green_zones"), ("Hospitals 2025.xlsx", "hospitals")):
        assert likely_layer(table, name) == kind


@pytest.mark.parametrize("kind", LAYERS)
@pytest.mark.parametrize("form", ["csv", "xlsx", "geojson", "gpkg"])
def test_every_layer_that_is_taken_home_comes_back_as_it_was(kind: str, form: str) -> None:
    layer = pack().layers[kind]
    if not len(layer):
        return
    if not layer.geometry.notna().all() and form != "csv":
        return  # rows without a place are read from a table alone
    content = write_vector(layer, form, title=kind)
    table = only(read_sent(f"{kind}.{form}", content))
    columns = columns_in(table)
    assert likely_layer(table) == kind
    pairs = likely_columns(kind, columns)
    found = matched(pack(), kind, table, columns=pairs, everywhere={})
    assert found.faults == ()
    assert changes_to(pack(), kind, found.rows, numbers=found.numbers) == ()


def test_korean_headings_are_understood() -> None:
    text = "번호,명칭,위도,경도,종류,출처,기준일\n1,정문,11.55,104.92,gate,목록,2026-11-01\n"
    table = only(read_sent("그린존.csv", text.encode("cp949")))
    pairs = likely_columns("green_zones", columns_in(table))
    assert pairs["name"] == "명칭"
    assert pairs["source"] == "출처"
    assert pairs["as_of"] == "기준일"
    assert pairs["lat"] == "위도"


KOREAN = """이름,위도,경도,종류,운영시간,출처,기준일,신뢰도
새 게이트,11.556,104.928,gate,24/7,우리 목록,2026-11-01,high
둘째 게이트,11.6,104.9,gate,24/7,우리 목록,2026-11-01,high
"""


def test_a_table_with_places_goes_into_no_layer_without() -> None:
    table = only(read_sent("목록.csv", KOREAN.encode()))
    kind = likely_layer(table)
    assert kind == "green_zones"
    pairs = likely_columns(kind, columns_in(table))
    named = ("name", "lat", "lon", "kind", "hours", "source", "as_of", "confidence")
    assert all(pairs[name] for name in named)


def test_rows_without_ids_get_one_that_stays() -> None:
    table = only(read_sent("목록.csv", KOREAN.encode()))
    pairs = likely_columns("green_zones", columns_in(table))
    assert not pairs["id"]
    given = {"status": "candidate", "precision_m": "100"}
    found = matched(pack(), "green_zones", table, columns=pairs, everywhere=given)
    assert found.faults == ()
    changes = changes_to(pack(), "green_zones", found.rows)
    assert [change.before for change in changes] == [None, None]
    again = matched(pack(), "green_zones", table[1:], columns=pairs, everywhere=given)
    assert again.rows[0]["id"] == found.rows[1]["id"]
    twice = matched(
        pack(), "green_zones", [*table, (9, table[0][1])], columns=pairs, everywhere=given
    )
    assert {fault.code for fault in twice.faults} == {"DUP_ID"}


def test_an_empty_id_is_one_fault() -> None:
    table = only(
        read_sent(
            "목록.csv",
            KOREAN.replace("이름,", "id,이름,")
            .replace("\n새", "\n,새")
            .replace("\n둘", "\n,둘")
            .encode(),
        )
    )
    pairs = likely_columns("green_zones", columns_in(table))
    given = {"status": "candidate", "precision_m": "100"}
    found = matched(pack(), "green_zones", table, columns=pairs, everywhere=given)
    assert len(found.faults) == 2
    assert {fault.column for fault in found.faults} == {"id"}


def test_shapes_in_metres_give_degrees_and_a_workbook_its_cells() -> None:
    frame = gpd.GeoDataFrame({"id": ["a"], "name": ["x"]}, geometry=[Point(104.9, 11.5)], crs=4326)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        frame.to_crs(32648).to_file(path, driver="GPKG")
        row = only(read_sent("a.gpkg", path.read_bytes()))[0][1]
    assert float(row["lat"]) == pytest.approx(11.5, abs=1e-6)
    buffer = BytesIO()
    pd.DataFrame({"id": ["007"], "lat": [11.5], "lon": [104.9]}).to_excel(buffer, index=False)
    assert only(read_sent("a.xlsx", buffer.getvalue())) == [
        (2, {"id": "007", "lat": "11.5", "lon": "104.9"})
    ]


def test_a_table_without_places_is_read_too() -> None:
    text = "id,name,kind,phone,source,as_of,confidence\nC9,Line,hotline,117,list,2026-11,low\n"
    sent = read_sent("lines.csv", text.encode())
    table = only(sent)
    assert likely_layer(table) == "contacts"
    pairs = likely_columns("contacts", columns_in(table))
    found = matched(pack(), "contacts", table, columns=pairs, everywhere={})
    assert found.faults == ()


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.7", b"<html></html>", b"{}"])
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(FaultsError):
        read_sent("x.csv", content)


def test_every_format_that_is_offered_can_be_written() -> None:
    for form in WRITERS:
        assert write_vector(pack().layers["green_zones"], form, title="green_zones")
