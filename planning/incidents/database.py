"""The file of cases: made private, checked before use, and told of in plain words when it fails."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from geo.errors import CorruptFileError, GreenZoneError, MissingFileError, WriteError
from planning.folders import own_folder

FILE_NAME: Final = "incidents.sqlite"
SCHEMA: Final = 1
"""Version of the tables, kept in the file as ``user_version``."""
_APPLICATION = 0x475A4953
"""Marks the file as ours: "GZIS" in its header."""
_MAGIC = b"SQLite format 3\x00"
_BUSY_TIMEOUT_S = 20.0
_TABLES = f"""
CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    kind TEXT NOT NULL,
    content TEXT NOT NULL
);
CREATE INDEX events_of_case ON events (case_id, seq);
CREATE UNIQUE INDEX once ON events (kind, case_id) WHERE kind IN ('opened', 'closed');
CREATE TRIGGER never_altered BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'the log is never altered'); END;
CREATE TRIGGER never_deleted BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'the log is never deleted'); END;
PRAGMA application_id = {_APPLICATION};
PRAGMA user_version = {SCHEMA};
"""


def default_path(pack: str) -> Path:
    """Give the user's own file of cases for a pack by its short name."""
    return own_folder(pack) / FILE_NAME


def make_private(path: Path) -> None:
    """Make an empty file that only its owner may read, and its folders down from the user's.

    Raises
    ------
    WriteError
        If the folder or the file cannot be made.
    """
    try:
        for folder in (path.parent.parent, path.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        folder_handle = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder_handle)
        os.close(folder_handle)
    except OSError as error:
        why = error.strerror or error
        raise WriteError(f"{path}: it cannot be made ({why}); no case was saved") from error


def connect(path: Path) -> sqlite3.Connection:
    """Open a file of cases that is there, checked; an empty one gets its tables.

    Every commit reaches the disk before it returns: write-ahead log, ``synchronous=FULL``.

    Raises
    ------
    MissingFileError
        If there is no such file.
    CorruptFileError
        If it is another file, a damaged one, or one of a newer version; it is left as it is.
    WriteError
        If it may not be written, or stays in use by another program.
    """
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "no such file of cases"
        raise MissingFileError(f"{path}: {what}; check the name")
    _check_start(path)
    with told_plainly(path):
        link = sqlite3.connect(path, timeout=_BUSY_TIMEOUT_S, isolation_level=None)
        try:
            _prepare(link, path)
        except BaseException:
            link.close()
            raise
    return link


def _prepare(link: sqlite3.Connection, path: Path) -> None:
    if _is_blank(link):
        _make_tables(link)
    _check(link, path)
    link.execute("PRAGMA synchronous = FULL")
    link.execute("PRAGMA trusted_schema = OFF")
    if link.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        with suppress(sqlite3.OperationalError):  # in use: as safe without, only slower
            link.execute("PRAGMA journal_mode = WAL")
    if path.stat().st_mode & 0o077:
        with suppress(OSError):  # another's file: its owner decides
            path.chmod(0o600)


def _check_start(path: Path) -> None:
    """Refuse a file that does not begin as a database: SQLite would write over a very short one."""
    try:
        with path.open("rb") as stream:
            start = stream.read(len(_MAGIC))
    except OSError as error:
        raise MissingFileError(f"{path}: {error.strerror or error}; check its rights") from error
    is_in_making = path.with_name(f"{path.name}-journal").exists()
    if start and start != _MAGIC and not is_in_making:
        raise _no_cases(path)


def _no_cases(path: Path) -> CorruptFileError:
    return CorruptFileError(f"{path}: no file of cases; it is left as it is, name another")


def _is_blank(link: sqlite3.Connection) -> bool:
    return not _number(link, "SELECT count(*) FROM sqlite_master") and not _number(
        link, "PRAGMA application_id"
    )


def _make_tables(link: sqlite3.Connection) -> None:
    """Make the tables in one step, unless another program was quicker."""
    link.execute("PRAGMA synchronous = FULL")
    with writing(link):
        if _is_blank(link):
            for statement in _statements(_TABLES):
                link.execute(statement)


def _statements(script: str) -> Iterator[str]:
    """Cut a script into its statements, triggers whole."""
    statement = ""
    for line in script.strip().splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _check(link: sqlite3.Connection, path: Path) -> None:
    if _number(link, "PRAGMA application_id") != _APPLICATION:
        raise _no_cases(path)
    version = _number(link, "PRAGMA user_version")
    if version < 1:
        raise damaged(path, "it has no version")
    if version > SCHEMA:
        raise CorruptFileError(
            f"{path}: made by a newer Green Zone (version {version} of the tables, this one knows "
            f"{SCHEMA}); it is left as it is: update this one"
        )
    found = link.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise damaged(path, str(found))


def _number(link: sqlite3.Connection, question: str) -> int:
    return int(link.execute(question).fetchone()[0])


def damaged(path: Path, why: str) -> CorruptFileError:
    """Make the error of a file that cannot be trusted any more."""
    return CorruptFileError(
        f"{path}: the file of cases is damaged ({why[:120]}); it is left as it is: keep a copy of "
        "it, and put a whole one in its place"
    )


@contextmanager
def writing(link: sqlite3.Connection) -> Iterator[None]:
    """Do all of what follows or nothing; at its end it is on the disk."""
    link.execute("BEGIN IMMEDIATE")
    try:
        yield
        link.execute("COMMIT")
    except BaseException:
        if link.in_transaction:
            link.execute("ROLLBACK")
        raise


@contextmanager
def told_plainly(path: Path) -> Iterator[None]:
    """Turn what the database says into one sentence of ours.

    Raises
    ------
    CorruptFileError
        If the file is damaged or none of ours.
    WriteError
        If it is full, in use, or may not be written; what was saved before is unchanged.
    """
    try:
        yield
    except sqlite3.ProgrammingError:  # a bug of ours
        raise
    except sqlite3.Error as error:
        raise _mended(error, path) from error


def _mended(error: sqlite3.Error, path: Path) -> GreenZoneError:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or not name:
        return damaged(path, str(error))
    advice = {
        "SQLITE_FULL": "the disk is full: make room",
        "SQLITE_BUSY": "another program keeps it in use: try again",
        "SQLITE_READONLY": "it may not be written: check the rights of the file and its folder",
        "SQLITE_CANTOPEN": "it cannot be opened: check the rights of the file and its folder",
    }
    known = [words for start, words in advice.items() if name.startswith(start)]
    why = known[0] if known else str(error)
    return WriteError(f"{path}: {why}; what was saved before is unchanged")
