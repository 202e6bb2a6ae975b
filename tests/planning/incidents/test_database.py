"""The file of cases: private, on the disk at once, told of in one line when it fails."""

import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import unquote

import pytest

from geo.errors import (
    CorruptFileError,
    MissingFileError,
    WriteError,
)
from planning.incidents import database
from planning.incidents.database import default_path
from planning.incidents.events import (
    Noted,
)
from planning.incidents.store import Store
from tests.planning.incidents.stories import NOW, begun


def raw(path: Path, *statements: str) -> None:
    link = sqlite3.connect(path)
    with link:
        for statement in statements:
            link.execute(statement)
    link.close()


def test_file_and_folder_are_private(path: Path) -> None:
    with Store(path, create=True) as store:
        begun(store)
        modes = {stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_file_that_others_may_read_is_made_private(path: Path) -> None:
    Store(path, create=True).close()
    path.chmod(0o644)
    Store(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_every_commit_reaches_the_disk(path: Path) -> None:
    with Store(path, create=True) as store:
        assert store._link.execute("PRAGMA synchronous").fetchone() == (2,)
        assert store._link.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_the_log_of_the_file_cannot_be_altered(path: Path) -> None:
    with Store(path, create=True) as store:
        begun(store)
    for statement in ("UPDATE events SET content = '{}'", "DELETE FROM events"):
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            raw(path, statement)


def test_two_dispatchers_may_open_the_first_file_at_once(tmp_path: Path) -> None:
    for number in range(5):
        path = tmp_path / f"{number}.sqlite"

        def dispatcher(_: int, path: Path = path) -> str:
            with Store(path, create=True) as store:
                return begun(store)

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(dispatcher, range(2))) == ["C0001", "C0002"]


def test_a_full_disk_loses_nothing(path: Path) -> None:
    with Store(path, create=True) as store:
        case_id = begun(store)
        pages = store._link.execute("PRAGMA page_count").fetchone()[0]
        store._link.execute(f"PRAGMA max_page_count = {pages}")
        saved = 0
        for _ in range(1000):
            try:
                store.update("TOY", case_id, [Noted("a" * 400)] * 5, now=NOW)
            except WriteError as error:
                assert "disk is full" in str(error)  # noqa: PT017 - how many went before counts
                break
            saved += 1
        assert 0 < saved < 1000
        assert len(store.case("TOY", case_id).notes) == 5 * saved
    with Store(path) as store:
        assert len(store.case("TOY", case_id).notes) == 5 * saved
        store.update("TOY", case_id, [Noted("there is room again")], now=NOW)


def test_a_file_kept_in_use_is_told_of(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_BUSY_TIMEOUT_S", 0.01)
    with Store(path, create=True) as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(WriteError, match="keeps it in use"):
            begun(store)
        other.execute("ROLLBACK")
        other.close()
        assert begun(store) == "C0001"


def test_a_file_that_may_not_be_written(path: Path) -> None:
    with Store(path, create=True) as store:
        begun(store)
        store._link.execute("PRAGMA query_only = ON")
        with pytest.raises(WriteError, match="may not be written"):
            begun(store)


NO_DATABASE = b"id,name\n1,Kim\n" * 100


@pytest.mark.parametrize("content", [NO_DATABASE, b"\x00" * 4096, b"x"], ids=["csv", "zeros", "x"])
def test_another_file_is_left_as_it_is(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(CorruptFileError, match="left as it is"):
        Store(path, create=True)
    assert path.read_bytes() == content
    assert list(path.parent.iterdir()) == [path]


def test_another_database_is_left_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    raw(path, "CREATE TABLE mine (a)", "INSERT INTO mine VALUES (1)")
    content = path.read_bytes()
    path.chmod(0o644)
    with pytest.raises(CorruptFileError, match="no file of cases"):
        Store(path, create=True)
    assert path.read_bytes() == content
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_a_file_of_a_newer_version_is_left_as_it_is(path: Path) -> None:
    with Store(path, create=True) as store:
        begun(store)
    raw(path, "PRAGMA user_version = 2")
    with pytest.raises(CorruptFileError, match=r"newer Green Zone \(version 2"):
        Store(path)


def test_a_damaged_file_is_told_of(path: Path) -> None:
    with Store(path, create=True) as store:
        case_id = begun(store)
        for _ in range(40):
            store.update("TOY", case_id, [Noted("b" * 400)], now=NOW)
    content = bytearray(path.read_bytes())
    content[4096 * 4 : 4096 * 6] = b"\xff" * 8192
    path.write_bytes(content)
    with pytest.raises(CorruptFileError, match="damaged"):
        Store(path)
    assert path.read_bytes() == content


def test_a_file_cut_short_is_told_of(path: Path) -> None:
    with Store(path, create=True) as store:
        case_id = begun(store)
        for _ in range(40):
            store.update("TOY", case_id, [Noted("b" * 400)], now=NOW)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CorruptFileError, match="damaged"):
        Store(path)


AT = "2026-01-01T00:00:00+00:00"
NOTE = '{"text": "a"}'


@pytest.mark.parametrize(
    "row",
    [
        ("C0001", AT, "note", "{"),
        ("C0001", "2026-01-01T00:00:00", "note", NOTE),
        ("C0001", "x", "note", NOTE),
        ("C0002", AT, "note", NOTE),
        ("x", AT, "note", NOTE),
        ("C0001", AT, "time", f'{{"name": "born", "at": "{AT}"}}'),
        ("C0001", AT, b"\xff", "{}"),
    ],
)
def test_a_line_of_another_hand_is_told_of(path: Path, row: tuple[object, ...]) -> None:
    with Store(path, create=True) as store:
        begun(store)
    link = sqlite3.connect(path)
    with link:
        link.execute(
            "INSERT INTO events (case_id, recorded_at, kind, content) "
            "VALUES (?, ?, CAST(? AS TEXT), ?)",
            row,
        )
    link.close()
    with Store(path) as store, pytest.raises(CorruptFileError, match="damaged"):
        store.cases("TOY")


def test_no_such_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="no such file"):
        Store(tmp_path / "none.sqlite")
    for create in (False, True):
        with pytest.raises(MissingFileError, match="is a folder"):
            Store(tmp_path, create=create)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(WriteError, match="no case was saved"):
        Store(tmp_path / "file" / "deeper" / "incidents.sqlite", create=True)
    assert (tmp_path / "file").read_text() == "mine"


def test_a_name_that_sqlite_takes_for_something_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (":memory:", "file:x?mode=memory", "a b'\"%00;.sqlite"):
        with Store(Path(name), create=True) as store:
            begun(store)
        with Store(Path(name)) as store:
            assert len(store.cases("TOY")) == 1


def test_a_kill_before_the_tables_leaves_a_file_that_opens(path: Path) -> None:
    database.make_private(path)
    assert path.stat().st_size == 0
    with Store(path) as store:
        assert begun(store) == "C0001"


@pytest.mark.parametrize("pack", ["KHM", "../../etc", "..", ".", "", "a/b", "\x1b[2J", "한국"])
def test_the_default_file_lies_in_the_users_own_folder(
    pack: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    found = default_path(pack)
    assert found.resolve().parents[1] == tmp_path / "green-zone"
    assert found.name == "incidents.sqlite"
    assert unquote(found.parent.name).strip() == pack


def test_a_relative_data_home_is_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "here")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_path("KHM").is_relative_to(tmp_path / ".local" / "share" / "green-zone" / "KHM")
