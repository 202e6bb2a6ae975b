"""The ledger on a disk: whole or not at all, never over another's edit, damage told."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from geo.errors import ConflictError, CorruptFileError, WriteError
from planning.editing.changesets import Changeset, RowChange, changeset_text
from planning.editing.ledger import Ledger, ledger_of

NOW = datetime(2026, 11, 27, 7, 30, tzinfo=UTC)


def made(number: int, by: str = "desk") -> Changeset:
    return Changeset(number, NOW, by, "sites", "edit", (RowChange("a", None, {"id": "a"}),))


def test_edits_are_read_in_their_order_and_private(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "green-zone" / "KHM" / "edits")
    assert ledger.last == 0
    assert ledger.read() == ()
    for number in range(3):
        ledger.append(made, seen=number)
    assert ledger.last == 3
    assert [one.number for one in ledger.read()] == [1, 2, 3]
    assert [one.number for one in ledger.read(until=2)] == [1, 2]
    assert ledger.folder.stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in ledger.folder.iterdir()) == [
        "000001.json",
        "000002.json",
        "000003.json",
    ]


def test_who_comes_second_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "a" / "b" / "edits")
    ledger.append(made, seen=0)
    with pytest.raises(ConflictError, match="somebody has saved other edits"):
        ledger.append(lambda number: made(number, "another"), seen=0)
    assert [one.by for one in ledger.read()] == ["desk"]


def test_of_many_at_once_one_is_saved(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "a" / "b" / "edits")

    def save(name: str) -> bool:
        try:
            ledger.append(lambda number: made(number, name), seen=0)
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(8) as many:
        won = list(many.map(save, [f"desk {number}" for number in range(24)]))
    assert sum(won) == 1
    assert [one.by for one in ledger.read()] == [f"desk {won.index(True)}"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        '{"format": 1}',
        '{"format": 2}',
        "[" * 100_000,
        changeset_text(made(2)),
        json.dumps(json.loads(changeset_text(made(1))) | {"what": "magic"}),
        json.dumps(json.loads(changeset_text(made(1))) | {"rows": [1]}),
        json.dumps(json.loads(changeset_text(made(1))) | {"at": "soon"}),
    ],
)
def test_a_damaged_edit_is_named_and_left_as_it_is(tmp_path: Path, content: str) -> None:
    ledger = Ledger(tmp_path)
    path = tmp_path / "000001.json"
    path.write_text(content)
    with pytest.raises(CorruptFileError, match="000001"):
        ledger.read()
    assert path.read_text() == content


def test_a_missing_edit_among_the_others_is_named(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "x" / "y" / "edits")
    ledger.append(made, seen=0)
    ledger.append(made, seen=1)
    (ledger.folder / "000001.json").unlink()
    with pytest.raises(CorruptFileError, match="edit 1 is missing"):
        ledger.read()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WriteError, match="nothing was saved"):
        Ledger(tmp_path / "file" / "b" / "edits").append(made, seen=0)


def test_the_ledger_lies_in_the_users_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert ledger_of("KHM").folder == tmp_path / "green-zone" / "KHM" / "edits"
