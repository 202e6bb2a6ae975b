"""The Data page in a real browser: a row placed by a click, a file uploaded, both undone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload

from planning.editing.ledger import Ledger
from tests.browser.conftest import WAIT_MS, Opener, Visit, served
from tests.browser.test_app import click_map
from tests.geo.hostile_files import CALL_OUT, READ_THE_SERVER
from tests.listening import PLANTED, Listener
from tests.planning.editing.test_uploads import POSTS
from tests.skips import need_browser, need_npm
from tests.views.payloads import HOSTILE, MARK

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("own")


@pytest.fixture(scope="module")
def editing_address(home: Path) -> Iterator[str]:
    """A server whose edits lie in a folder of this file alone."""
    need_browser()
    need_npm()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(home))
        with served() as here:
            yield here


def ledger_in(home: Path) -> Ledger:
    return Ledger(home / "green-zone" / "KHM" / "edits")


def sign(here: Visit) -> None:
    field = here.page.locator(".st-key-signed_by input")
    field.fill("consular desk")
    field.press("Enter")


def test_a_click_places_a_new_zone_which_is_saved_once_it_is_whole(
    visit: Opener, editing_address: str, home: Path
) -> None:
    here = visit(f"{editing_address}/data?do=edit")
    here.page.locator(".st-key-edit_picking label").click(timeout=WAIT_MS)
    click_map(here, 12.0, 104.5)
    fault = here.page.locator('[data-testid="stAlert"]').first
    fault.wait_for(timeout=WAIT_MS)
    assert "row 6, name" in fault.inner_text()
    assert ledger_in(home).last == 0
    here.page.locator(".st-key-edit_discard button").click()
    fault.wait_for(state="detached", timeout=WAIT_MS)


def test_a_file_is_uploaded_its_good_rows_are_taken_and_undone(
    visit: Opener, editing_address: str, home: Path, tmp_path: Path
) -> None:
    path = tmp_path / "posts.csv"
    path.write_text(POSTS, encoding="utf-8")
    here = visit(f"{editing_address}/data?do=upload", width=390, locale="ko-KR", scheme="dark")
    here.page.set_input_files(".st-key-upload_file input", path)
    everywhere = here.page.locator("[class*=st-key-upload_all_police_posts_precision_m] input")
    everywhere.fill("500", timeout=WAIT_MS)
    everywhere.press("Enter")
    here.page.get_by_text("5행을 읽음, 정상 1, 오류 4").wait_for(timeout=WAIT_MS)
    here.settle()
    sign(here)
    here.settle()
    take = here.page.locator(".st-key-upload_take button")
    take.click(timeout=WAIT_MS)
    here.page.get_by_text("이력에서 되돌릴 수 있습니다").wait_for(timeout=WAIT_MS)
    assert [one.note for one in ledger_in(home).read()] == ["posts.csv"]
    here.page.get_by_text("이력", exact=True).click()
    here.page.locator(".st-key-undo_1 button").click(timeout=WAIT_MS)
    here.page.locator(".st-key-undo_2 button").wait_for(timeout=WAIT_MS)
    assert [one.undoes for one in ledger_in(home).read()] == [None, 1]


def test_hostile_files_are_refused_and_nobody_is_called(
    visit: Opener, editing_address: str, home: Path, *, listener: Listener, secret: Path
) -> None:
    here = visit(f"{editing_address}/data?do=upload")
    here.page.wait_for_selector(".st-key-upload_file input", state="attached", timeout=WAIT_MS)
    before = ledger_in(home).last
    aimed = [
        *((one, str(secret)) for one in READ_THE_SERVER[:3]),
        *((one, listener.address) for one in CALL_OUT[:4]),
    ]
    for number, (one, target) in enumerate(aimed):
        name = f"file{number}.{one.name.split('.')[-1]}"
        sent = FilePayload(name=name, mimeType="text/plain", buffer=one.made_for(target))
        here.page.set_input_files(".st-key-upload_file input", sent)
        fault = here.page.locator('[data-testid="stAlert"]', has_text=name)
        fault.wait_for(timeout=WAIT_MS)
        assert PLANTED not in here.page.content()
    assert listener.requests == []
    assert ledger_in(home).last == before


def test_hostile_names_of_an_upload_are_shown_and_never_run(
    visit: Opener, editing_address: str, tmp_path: Path
) -> None:
    rows = [
        f'{number},"{name.replace(chr(34), chr(34) * 2)}",gate,11.5,104.9'
        for number, name in enumerate(HOSTILE.values())
    ]
    path = tmp_path / "names.csv"
    path.write_text("\n".join(["id,name,kind,lat,lon", *rows]), encoding="utf-8")
    here = visit(f"{editing_address}/data?do=upload")
    here.page.set_input_files(".st-key-upload_file input", path)
    here.page.locator("table.tb").wait_for(timeout=WAIT_MS)
    here.page.wait_for_timeout(500)
    assert MARK not in here.page.title()
    here.page.locator(".st-key-upload_fix button").click(timeout=WAIT_MS)
    here.map_frame()
    here.page.wait_for_timeout(500)
    assert MARK not in here.page.title()
