"""Files of section A of the catalogue through every uploader: refused in one line, nothing read or kept."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.text import markdown_escaped
from planning.editing.ledger import ledger_of
from planning.folders import own_extracts
from planning.scenarios.files import kept
from tests.geo import hostile
from tests.geo.hostile_files import CALL_OUT, READ_THE_SERVER, REFUSED
from tests.listening import PLANTED, Listener
from tests.views.test_pages import opened, said
from views import frame
from views.holdings.upload import TYPES


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))


def hostile_files(listener: Listener, secret: Path) -> list[tuple[str, bytes]]:
    """Give every file that is refused, by its name, aimed at the secret or the listener."""
    return [
        *((one.name, one.made_for(str(secret))) for one in READ_THE_SERVER),
        *((one.name, one.made_for(listener.address)) for one in CALL_OUT),
        *((one.name, one.made_for("")) for one in REFUSED),
        ("a.zip", hostile.zip_bomb(75 << 20)),
        ("../../a<b>.csv", b""),
    ]


def a_few(listener: Listener, secret: Path) -> list[tuple[str, bytes]]:
    """Give one file of each sort, for pages on which each takes a while."""
    return hostile_files(listener, secret)[::9]


def shown(page: AppTest) -> str:
    """Give all words of a page: its own, and those of errors."""
    return "\n".join([said(page), *(one.value for one in page.error)])


def refused(page: AppTest, name: str) -> None:
    """Make sure that a file was refused in one line that names it, and that nothing was shown."""
    assert not page.exception, name
    (error,) = page.error
    assert markdown_escaped(name.rsplit("/", 1)[-1]) in error.value
    assert ".." not in error.value.split(": ")[0]
    assert "\n" not in error.value
    assert PLANTED not in shown(page)


def test_the_data_page_refuses_each_in_one_line(listener: Listener, secret: Path) -> None:
    page = opened("data", do="upload")
    for name, content in hostile_files(listener, secret):
        if not name.endswith(TYPES):
            continue  # Streamlit itself lets it in nowhere
        page.file_uploader[0].upload(name, content, "application/octet-stream").run()
        refused(page, name)
        assert not page.get("download_button")
    assert listener.requests == []
    assert ledger_of("KHM").last == 0


def test_a_table_of_candidates_is_read_as_a_table_alone(listener: Listener, secret: Path) -> None:
    page = opened("siting")
    for name, content in a_few(listener, secret):
        page.file_uploader[0].upload(f"{name}.csv", content, "text/csv").run()
        refused(page, f"{name}.csv")
    assert listener.requests == []


def test_a_scenario_file_opens_nothing(listener: Listener, secret: Path) -> None:
    page = opened("coverage", show="compare")
    for name, content in a_few(listener, secret):
        page.file_uploader[0].upload(f"{name}.toml", content, "application/toml").run()
        refused(page, f"{name}.toml")
    assert listener.requests == []
    assert not kept(frame.pack())


def test_an_extract_lies_in_its_own_folder_by_the_last_part_of_its_name(
    listener: Listener, secret: Path
) -> None:
    page = opened("data", do="build")
    for name, content in hostile_files(listener, secret)[-3:]:
        page.file_uploader[0].upload(f"../../{name}.osm", content, "text/xml").run()
        assert not page.exception
    lying = [path.name for path in own_extracts().rglob("*")]
    assert lying
    assert all(name.endswith(".osm") for name in lying)
    assert [path for path in secret.parent.rglob("*.osm") if path.parent != own_extracts()] == []
    assert listener.requests == []
