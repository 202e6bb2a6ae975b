"""The ledger of changesets: one file each, written whole, never altered and never removed."""

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from geo.errors import ConflictError, CorruptFileError, WriteError
from planning.editing.changesets import Changeset, changeset_text, read_changeset
from planning.folders import own_folder

_MOST_BYTES = 100_000_000


class Ledger:
    """The edits of a pack, in the user's own folder.

    A changeset is linked into its number: who comes second with the same number finds the
    place taken and is told, so that nobody writes over what another has just saved.

    Parameters
    ----------
    folder
        Where it lies; it is made with the first changeset, for its owner alone.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def last(self) -> int:
        """Number of the last changeset; 0 without any."""
        return max(self._files(), default=0)

    def read(self, *, until: int | None = None) -> tuple[Changeset, ...]:
        """Read the changesets in their order.

        Parameters
        ----------
        until
            The last one of interest; None: all.

        Raises
        ------
        CorruptFileError
            If one is damaged, or missing among the others.
        """
        files = self._files()
        last = max(files, default=0) if until is None else until
        found = []
        for number in range(1, last + 1):
            if number not in files:
                raise CorruptFileError(f"{self.folder}: edit {number} is missing among the others")
            found.append(_read(files[number], number))
        return tuple(found)

    def append(self, make: Callable[[int], Changeset], *, seen: int) -> Changeset:
        """Save a changeset after those that were seen.

        Parameters
        ----------
        make
            Gives it for its number.
        seen
            Number of the last one that its maker had before their eyes.

        Raises
        ------
        ConflictError
            If somebody has saved another one since; nothing is written.
        WriteError
            If it cannot be written; nothing is.
        """
        changeset = make(seen + 1)
        self._make_folder()
        try:
            _link(self.folder / f"{changeset.number:06d}.json", changeset_text(changeset).encode())
        except FileExistsError:
            raise ConflictError(
                "somebody has saved other edits since you began: take them over, then save again"
            ) from None
        except OSError as error:
            why = error.strerror or error
            raise WriteError(f"{self.folder}: {why}; nothing was saved") from error
        return changeset

    def _make_folder(self) -> None:
        try:
            for folder in (self.folder.parent.parent, self.folder.parent, self.folder):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            why = error.strerror or error
            raise WriteError(f"{self.folder}: {why}; nothing was saved") from error

    def _files(self) -> dict[int, Path]:
        if not self.folder.is_dir():
            return {}
        return {
            int(path.stem): path for path in self.folder.glob("*.json") if path.stem.isdecimal()
        }


def ledger_of(pack: str) -> Ledger:
    """Give the ledger of a pack by its short name."""
    return Ledger(own_folder(pack) / "edits")


def _read(path: Path, number: int) -> Changeset:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise CorruptFileError(f"{path}: too large for an edit; it is left as it is")
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CorruptFileError(f"{path}: cut short or altered; it is left as it is") from error
    except OSError as error:
        raise CorruptFileError(f"{path}: {error.strerror or error}") from error
    changeset = read_changeset(text, name=str(path))
    if changeset.number != number:
        raise CorruptFileError(f"{path}: holds edit {changeset.number}; it is left as it is")
    return changeset


def _link(path: Path, content: bytes) -> None:
    """Write a file whole beside its place, then link it there unless the place is taken."""
    handle, beside = tempfile.mkstemp(prefix=".edit.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(path).hardlink_to(beside)
    finally:
        with suppress(OSError):
            Path(beside).unlink()
    with suppress(OSError, AttributeError):  # Windows has no such call
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
