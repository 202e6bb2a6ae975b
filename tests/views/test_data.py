"""The Data page as its users meet it, without a browser: looked at, edited, uploaded, undone."""

from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from layers.schemas import COLUMNS
from planning.editing.ledger import ledger_of
from planning.editing.uploads import read_sent
from planning.folders import own_packs
from planning.making.building import Ministry
from planning.packs import LAYERS, open_pack
from tests.planning.editing.test_edited import ZONE as WITH_ID
from tests.planning.editing.test_uploads import POSTS
from tests.planning.making.test_drafts import with_border
from tests.views.payloads import HOSTILE
from tests.views.test_pages import opened, said
from views.holdings.build import Build, Yard, extracts, yard
from views.holdings.columns import column_words
from views.holdings.words import layer_words
from views.words import LANGUAGES, Language, Words


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test a folder of its own for what is saved."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


def rows_on_file() -> dict[str, str]:
    return {path.name: path.read_text() for path in (Path("data") / "KHM").glob("*.csv")}


def draft_with(page: AppTest, *rows: dict[str, str], kind: str = "green_zones") -> None:
    """Type rows at the end of the table, as a person would."""
    drafts = page.session_state["drafts"]
    draft = drafts[kind]
    blank = dict.fromkeys(draft.table.columns, "")
    table = pd.concat([draft.table, pd.DataFrame([blank | row for row in rows])], ignore_index=True)
    drafts[kind] = type(draft)(kind, table)
    page.session_state["drafts"] = drafts
    page.session_state["draft_turn"] = 99
    page.run()


ZONE = {name: cell for name, cell in WITH_ID.items() if name != "id"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_layer_is_listed_with_what_it_holds(language: str) -> None:
    page = opened("data", language)
    text, t = said(page), Words("ko" if language == "ko" else "en")
    for kind in LAYERS:
        assert layer_words(t)[kind] in text
    for kind in ("sites", "missions", "places"):
        assert f">{t.number(len(open_pack('KHM').layers[kind]))}<" in text
    assert ("schematic" in text) == (language == "en")
    assert ("개략도" in text) == (language == "ko")


def test_a_new_zone_is_saved_counts_at_once_and_is_undone() -> None:
    before = rows_on_file()
    page = opened("data", do="edit", signed_by="planning desk")
    draft_with(page, ZONE)
    assert not page.error
    page.button(key="edit_save").click().run()
    assert not page.exception
    (saved,) = ledger_of("KHM").read()
    assert (saved.by, saved.layer, saved.counts()) == ("planning desk", "green_zones", (1, 0, 0))
    assert saved.rows[0].id.startswith("own-")
    assert page.session_state["edition"] == 1
    page.session_state["do"] = "history"
    page.run()
    assert "planning desk" in said(page)
    page.button(key="undo_1").click().run()
    assert [one.what for one in ledger_of("KHM").read()] == ["edit", "undo"]
    assert "undone" in said(page)
    assert rows_on_file() == before


def test_a_row_with_faults_is_not_saved_and_every_fault_is_told() -> None:
    page = opened("data", do="edit", signed_by="desk")
    draft_with(page, ZONE | {"lat": "95", "as_of": "soon"}, ZONE | {"kind": "palace"})
    told = page.error[0].value
    for word in ("row 6", "row 7", "as\\_of", "kind"):
        assert word in told
    assert page.button(key="edit_save").disabled
    assert ledger_of("KHM").last == 0


def test_nobody_saves_without_a_signature() -> None:
    page = opened("data", do="edit")
    draft_with(page, ZONE)
    page.button(key="edit_save").click().run()
    assert "which desk" in page.error[0].value
    assert ledger_of("KHM").last == 0


def test_a_draft_is_discarded_and_never_seen_by_another() -> None:
    page, other = (opened("data", do="edit", signed_by="desk") for _ in range(2))
    draft_with(page, ZONE)
    other.run()
    assert len(other.session_state["drafts"]["green_zones"].table) == 5
    page.button(key="edit_discard").click().run()
    assert len(page.session_state["drafts"]["green_zones"].table) == 5


def test_another_visitor_keeps_the_edition_they_came_with_until_they_take_the_newer_one() -> None:
    first, second = (opened("data", do="edit", signed_by="desk") for _ in range(2))
    draft_with(first, ZONE)
    first.button(key="edit_save").click().run()
    second.run()
    assert "Newer edits were saved here: 1" in said(second)
    assert second.session_state["edition"] == 0
    draft_with(second, ZONE | {"name": "Another gate"})
    second.button(key="edit_save").click().run()
    assert "somebody has saved other edits" in second.error[0].value
    second.button(key="take_newer").click().run()
    assert second.session_state["edition"] == 1
    assert "Newer edits" not in said(second)


def test_a_saved_zone_is_in_coverage_siting_and_dispatch() -> None:
    page = opened("data", do="edit", signed_by="desk")
    open_zone = {"status": "open", "hours": "24/7", "admits_anyone": "yes"}
    draft_with(page, ZONE | open_zone | {"lat": "10.61", "lon": "103.52"})
    page.button(key="edit_save").click().run()
    shares = []
    for edition in (0, 1):
        look = opened("coverage", edition=edition, when="hour", day=6, hour=3)
        shares.append(said(look))
        assert not look.error
    assert shares[0] != shares[1]


def test_good_rows_of_an_upload_are_taken_and_the_others_told() -> None:
    page = opened("data", do="upload", signed_by="desk")
    page.file_uploader(key="upload_file").upload("posts.csv", POSTS.encode(), "text/csv").run()
    assert not page.exception
    page.text_input(key="upload_all_police_posts_precision_m_posts.csv").set_value("500").run()
    text = said(page)
    assert "rows read: 5, good: 1, with faults: 4" in text
    for told in ("changed places", "lies outside", "is empty", "8am to 5"):
        assert told in text
    page.toggle(key="upload_swap").set_value(True).run()
    assert "good: 2, with faults: 3" in said(page)
    page.button(key="upload_take").click().run()
    assert not page.exception
    (saved,) = ledger_of("KHM").read()
    assert (saved.what, saved.note, saved.counts()) == ("upload", "posts.csv", (2, 0, 0))
    assert {row.id for row in saved.rows} == {"U1", "U2"}


def test_faulty_rows_are_mended_in_the_table() -> None:
    page = opened("data", do="upload", signed_by="desk")
    page.file_uploader(key="upload_file").upload("posts.csv", POSTS.encode(), "text/csv").run()
    page.button(key="upload_fix").click().run()
    assert not page.exception
    assert page.session_state["do"] == "edit"
    table = page.session_state["drafts"]["police_posts"].table
    assert {"U1", "U2", "U3", "U4", "U5"} <= set(table["id"])
    assert ledger_of("KHM").last == 0


@pytest.mark.parametrize("content", [b"", b"hello", b"MZ\x90", b"<OGRVRTDataSource/>", b"{}"])
def test_a_file_that_is_no_table_is_one_clear_line(content: bytes) -> None:
    page = opened("data", do="upload")
    page.file_uploader(key="upload_file").upload("x.geojson", content, "text/csv").run()
    assert not page.exception
    assert len(page.error) == 1
    assert "Traceback" not in page.error[0].value


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_cells_are_shown_as_text(payload: str) -> None:
    text = f'id,name,kind,lat,lon\n1,"{payload.replace(chr(34), chr(34) * 2)}",gate,11.5,104.9\n'
    if not read_sent("x.csv", text.encode()).tables:
        return
    page = opened("data", do="upload")
    page.file_uploader(key="upload_file").upload("x.csv", text.encode(), "text/csv").run()
    assert not page.exception
    assert payload not in said(page) or "<" not in payload


def test_damaged_edits_are_told_and_the_country_still_opens() -> None:
    ledger = ledger_of("KHM")
    ledger.folder.mkdir(parents=True)
    (ledger.folder / "000001.json").write_text("{")
    page = opened("data", do="history")
    assert "cut short or altered" in page.error[0].value
    assert not opened("dispatch").error


def test_a_layer_is_taken_home_in_the_formats_that_can_hold_it() -> None:
    page = opened("data", home_layer="contacts")
    assert list(page.selectbox(key="home_format").options) == ["CSV", "XLSX"]
    page = opened("data", home_layer="sites")
    assert len(page.selectbox(key="home_format").options) == 7


def test_a_country_is_built_from_an_uploaded_file_and_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("views.basemap.FOLDER", tmp_path / "basemap")
    st.cache_resource.clear()
    page = opened("data", do="build", signed_by="desk")
    assert "No OpenStreetMap file is there yet" in said(page)
    content = with_border("KH").encode()
    page.file_uploader(key="build_file").upload("../../town?.osm", content, "text/xml").run()
    assert sorted(extracts()) == ["town.osm"]
    page.text_input(key="build_name").set_value("TOWN").run()
    page.button(key="build_go").click().run()
    assert not page.error
    build = yard().build
    assert build is not None
    assert build.ended.wait(60)
    page.run()
    assert not page.error
    assert "is built" in said(page)
    page.button(key="build_open").click().run()
    assert not page.exception
    assert page.session_state["signed_by"] == "desk"
    assert "roads: street level" in said(page)
    assert "The roads are schematic" not in said(page)
    back = page.selectbox(key="pack_pick")
    assert str(back.value).endswith("TOWN")
    back.select("KHM").run()
    assert "roads: schematic" in said(page)
    st.cache_resource.clear()


def test_what_cannot_be_built_is_one_clear_line_and_the_page_goes_on() -> None:
    st.cache_resource.clear()
    page = opened("data", do="build")
    page.file_uploader(key="build_file").upload("x.osm.pbf", b"no map", "x").run()
    page.text_input(key="build_name").set_value("../up").run()
    page.button(key="build_go").click().run()
    assert "no name of a pack" in page.error[0].value
    page.text_input(key="build_name").set_value("UP").run()
    page.button(key="build_go").click().run()
    build = yard().build
    assert build is not None
    assert build.ended.wait(60)
    page.run()
    assert not page.exception
    assert len(page.error) == 1
    assert not (own_packs() / "UP").exists()
    st.cache_resource.clear()


def test_a_machine_builds_one_pack_at_a_time(tmp_path: Path) -> None:
    waiting = Build("A", tmp_path / "none.osm", Ministry())
    place = Yard(waiting)
    assert not place.begin(Build("B", tmp_path / "none.osm", Ministry()))
    waiting.ended.set()
    assert place.begin(Build("B", tmp_path / "none.osm", Ministry()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_has_words_of_its_own(language: Language) -> None:
    words = column_words(Words(language))
    assert set(words) == {name for columns in COLUMNS.values() for name in columns}
    for columns in COLUMNS.values():
        labels = [words[name] for name in columns]
        assert len(set(labels)) == len(labels)
