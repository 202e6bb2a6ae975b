"""Run the sieve on a file and read what it lets through."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from geo.errors import OsmDamagedError, OsmFileError

_SIEVE = Path(__file__).parents[1] / "osmsieve.py"
_REFUSED = 65  # `geo.osmsieve.REFUSED`; importing it would load osmium into this process
_MAX_ECHO = 300


@dataclass(frozen=True, slots=True)
class Sifted:
    """What came through the sieve.

    Parameters
    ----------
    date
        When the extract was cut, ISO 8601; empty where its header does not tell.
    lines
        The objects in OPL, to be read once: relations, then nodes, then ways.
    """

    date: str
    lines: Iterator[str]


@dataclass(frozen=True, slots=True)
class Wish:
    """What to let through.

    Parameters
    ----------
    node_keys, way_keys
        A node or way with any of these keys passes.
    way_tags
        So does a way with any of these (key, value) pairs.
    relation_tags
        A relation with any of these (key, value) pairs passes, and with it its member ways,
        but for those of turn restrictions.
    """

    node_keys: tuple[str, ...]
    way_keys: tuple[str, ...]
    way_tags: tuple[tuple[str, str], ...]
    relation_tags: tuple[tuple[str, str], ...]


@contextmanager
def sifted(path: Path, form: str, *, wish: Wish) -> Iterator[Sifted]:
    """Sift a file; the sieve ends with the block.

    Parameters
    ----------
    path
        The file.
    form
        From `geo.openstreetmap.kinds.osm_form`.
    wish
        What to let through.

    Raises
    ------
    OsmFileError
        If it is a history of changes.
    OsmDamagedError
        If osmium cannot read it: at once, or when `lines` come to the broken place.
    """
    asked = json.dumps({"path": str(path.resolve()), "form": form, **asdict(wish)})
    command = [sys.executable, "-I", str(_SIEVE), asked]
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(  # noqa: S603 - our own program; no shell reads the arguments
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=complaints,
            encoding="utf-8", errors="replace",
        ) as sieve,
    ):  # fmt: skip
        try:
            yield _opened(path, sieve, complaints)
        finally:
            sieve.kill()


def _opened(path: Path, sieve: subprocess.Popen[str], complaints: IO[bytes]) -> Sifted:
    lines = _lines(path, sieve, complaints)
    head = json.loads(next(lines))
    if head["is_history"]:
        raise OsmFileError(
            f"{path}: it holds every version of each object: give an extract of one day"
        )
    return Sifted(head["date"], lines)


def _lines(path: Path, sieve: subprocess.Popen[str], complaints: IO[bytes]) -> Iterator[str]:
    """Yield whole lines; once they end, ask why."""
    if sieve.stdout is not None:
        for line in sieve.stdout:
            if line.endswith("\n"):
                yield line
    code = sieve.wait()
    if code == 0:
        return
    complaints.seek(0)
    said = complaints.read().decode("utf-8", "replace").strip()
    if code > 0 and code != _REFUSED:
        raise RuntimeError(f"the OpenStreetMap sieve failed: {said}")
    reason = said[:_MAX_ECHO] if code == _REFUSED else "it makes osmium give up"
    raise OsmDamagedError(
        f"{path}: it is cut short or damaged ({reason}): download it again, or save it anew"
    )
