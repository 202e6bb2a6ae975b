"""1,000 writers killed with SIGKILL at random moments: nothing that was acknowledged is lost."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from planning.incidents.store import Store
from tests.planning.incidents import killer
from tests.skips import ROOT


@pytest.fixture
def quick_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: a kill, unlike a power cut, spares what is written."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own in it
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


def killed(
    folder: Path, *, files: int, kills: int, names: str, words: Sequence[str] = ()
) -> list[set[str]]:
    """Let a server for each name kill writers of the same files; give each file's safe tokens."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(killer.__file__), str(folder)]
    servers = [
        subprocess.Popen(
            [*command, name, str(files), str(kills), *words],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, cwd=ROOT, text=True,
        )
        for name in names
    ]  # fmt: skip
    told = [server.communicate() for server in servers]
    assert [server.returncode for server in servers] == [0] * len(servers), told
    answers = [json.loads(out) for out, _ in told]
    return [{token for answer in answers for token in answer[number]} for number in range(files)]


def kept(path: Path) -> set[str]:
    """Give the tokens that a file holds, after its laws have been checked."""
    if not path.exists():
        return set()
    with Store(path) as store:
        cases = store.cases("TOY")
        assert [case.id for case in cases] == [f"C{n:04d}" for n in range(1, len(cases) + 1)]
        notes = [note.text for case in cases for note in case.notes]
        seen = [place.text for case in cases for place in case.track]
    assert sorted(notes) == sorted(seen), "half of a write is there"
    assert len(set(notes)) == len(notes), "a write is there twice"
    link = sqlite3.connect(path)
    assert link.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert link.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    link.close()
    return set(notes)


def test_a_thousand_kills_lose_nothing_acknowledged(quick_folder: Path) -> None:
    safe = killed(quick_folder, files=10, kills=50, names="ab")
    assert sum(map(len, safe)) > 1000
    for number, tokens in enumerate(safe):
        assert tokens <= kept(quick_folder / f"{number}.sqlite")


def test_a_write_acknowledged_too_early_is_caught(quick_folder: Path) -> None:
    (safe,) = killed(quick_folder, files=1, kills=100, names="a", words=["early"])
    assert safe - kept(quick_folder / "0.sqlite")
