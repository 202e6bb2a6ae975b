"""Saving and reading files of our own: whole, or as they were."""

import hashlib
import os
import stat
from pathlib import Path

import pytest

from geo.errors import FaultsError, MissingFileError, WriteError
from geo.files import Limits, atomic_write, file_content, file_sha256


def test_a_file_is_written_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    atomic_write(path, b"one")
    assert path.read_bytes() == b"one"
    path.chmod(0o640)
    atomic_write(path, b"two")
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [path], "nothing is left beside it"


def test_a_new_file_gets_the_permissions_of_any_other(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    atomic_write(tmp_path / "b", b"")
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "b").stat().st_mode


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_nothing_saved_is_lost_when_writing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"saved before")

    def fail(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    if step == "fsync":
        monkeypatch.setattr(os, "fsync", fail)
    else:
        monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(WriteError, match="No space left"):
        atomic_write(path, b"new")
    assert path.read_bytes() == b"saved before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="unchanged"):
        atomic_write(tmp_path / "no" / "a", b"")


def test_sha256_and_content(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"abc" * 100_000)
    assert file_sha256(path) == hashlib.sha256(b"abc" * 100_000).hexdigest()
    assert file_content(path) == path.read_bytes()
    assert len(file_content(path, limits=Limits(file_bytes=300_000))) == 300_000
    with pytest.raises(FaultsError) as caught:
        file_content(path, limits=Limits(file_bytes=299_999))
    assert caught.value.faults[0].code == "TOO_LARGE"
    for missing in (tmp_path, tmp_path / "no"):
        with pytest.raises(MissingFileError):
            file_content(missing)
        with pytest.raises(MissingFileError):
            file_sha256(missing)
