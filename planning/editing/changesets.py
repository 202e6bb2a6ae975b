"""A changeset: rows of one layer as they were and as they are now, by whom and when."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from geo.errors import CorruptFileError

Texts = Mapping[str, str]
"""A row as text, cells by column."""
What = Literal["edit", "upload", "undo"]
FORMAT = 1


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row before and after; None where there was none, or is none any more.

    Parameters
    ----------
    id
        Of the row; it is never changed.
    before, after
        All its cells.
    """

    id: str
    before: Texts | None
    after: Texts | None

    @property
    def reversed(self) -> "RowChange":
        """The change that takes this one back."""
        return RowChange(self.id, self.after, self.before)


@dataclass(frozen=True, slots=True)
class Changeset:
    """Changes that were saved together.

    Parameters
    ----------
    number
        From 1, in the order they were saved.
    at
        When, aware.
    by
        Who signed: a desk or a role.
    layer
        Which layer.
    what
        An ``edit`` by hand, rows of an ``upload``, or the ``undo`` of another.
    note
        What it is about: the name of the file, for instance.
    rows
        What changed; each id once.
    undoes
        Number of the changeset that is taken back; None for the others.
    """

    number: int
    at: datetime
    by: str
    layer: str
    what: What
    rows: tuple[RowChange, ...]
    note: str = ""
    undoes: int | None = None

    def counts(self) -> tuple[int, int, int]:
        """Count rows added, changed and removed."""
        added = sum(row.before is None for row in self.rows)
        removed = sum(row.after is None for row in self.rows)
        return added, len(self.rows) - added - removed, removed


def changeset_text(changeset: Changeset) -> str:
    """Write a changeset as JSON."""
    value = {
        "format": FORMAT,
        "number": changeset.number,
        "at": changeset.at.astimezone(UTC).isoformat(),
        "by": changeset.by,
        "layer": changeset.layer,
        "what": changeset.what,
        "note": changeset.note,
        "undoes": changeset.undoes,
        "rows": [
            {"id": row.id, "before": _plain(row.before), "after": _plain(row.after)}
            for row in changeset.rows
        ],
    }
    return json.dumps(value, ensure_ascii=False, indent=1)


def read_changeset(text: str, *, name: str) -> Changeset:
    """Read a changeset that `changeset_text` wrote.

    Parameters
    ----------
    name
        Of the file, for the message.

    Raises
    ------
    CorruptFileError
        If it is cut short, altered, or of a newer version.
    """
    try:
        value = json.loads(text)
        if value["format"] != FORMAT:
            raise CorruptFileError(f"{name}: written by another version; it is left as it is")
        whats: dict[str, What] = {one: one for one in get_args(What)}
        return Changeset(
            number=int(value["number"]),
            at=datetime.fromisoformat(value["at"]).astimezone(UTC),
            by=str(value["by"]),
            layer=str(value["layer"]),
            what=whats[value["what"]],
            rows=_rows(value["rows"]),
            note=str(value["note"]),
            undoes=None if value["undoes"] is None else int(value["undoes"]),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise CorruptFileError(f"{name}: cut short or altered; it is left as it is") from error


def _rows(values: Sequence[Mapping[str, Any]]) -> tuple[RowChange, ...]:
    return tuple(
        RowChange(str(one["id"]), _texts(one["before"]), _texts(one["after"])) for one in values
    )


def _texts(cells: Mapping[str, Any] | None) -> Texts | None:
    return None if cells is None else {str(name): str(cell) for name, cell in cells.items()}


def _plain(texts: Texts | None) -> dict[str, str] | None:
    return None if texts is None else dict(texts)
