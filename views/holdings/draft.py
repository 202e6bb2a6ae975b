"""A visitor's unsaved changes of one layer: a table of text that nobody else sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from layers.schemas import COLUMNS
from planning.editing.changesets import RowChange
from planning.editing.edited import changes_to, row_texts
from planning.packs import Pack
from views import frame

_DRAFTS, _TURN = "drafts", "draft_turn"
OWN = "own-"
"""How the id of a row begins that was entered here without one."""


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """A layer as a visitor has changed it.

    Parameters
    ----------
    kind
        The layer.
    table
        Its rows as text, shape (rows, columns of the layer).
    """

    kind: str
    table: pd.DataFrame

    def changes(self, pack: Pack, today: date) -> tuple[RowChange, ...]:
        """Give what would be saved.

        Raises
        ------
        FaultsError
            Naming every fault at the number its row has in the table, from 1.
        """
        known = row_texts(pack.layers[self.kind], self.kind)
        rows, numbers = [], []
        for number, row in enumerate(self._rows(known, today), start=1):
            if known.get(row["id"]) != row:
                rows.append(row)
                numbers.append(number)
        kept = set(self.table["id"])
        removed = [one for one in known if one not in kept]
        return changes_to(pack, self.kind, rows, removed=removed, numbers=numbers)

    def _rows(
        self, taken: Sequence[str] | dict[str, dict[str, str]], today: date
    ) -> list[dict[str, str]]:
        """Give the rows as text; one without an id gets a new one."""
        used = {*taken, *self.table["id"]}
        rows = []
        for row in self.table.to_dict("records"):
            texts = {
                str(name): str(cell).strip() or self._default(str(name))
                for name, cell in row.items()
            }
            if not texts["id"]:
                texts["id"] = free_id(used, today)
                used.add(texts["id"])
            rows.append(texts)
        return rows

    def _default(self, name: str) -> str:
        cell = COLUMNS[self.kind].get(name)
        return "" if cell is None else cell.default


def free_id(taken: set[str], today: date) -> str:
    """Give an id that no row has.

    Examples
    --------
    >>> free_id({"own-20261127-1"}, date(2026, 11, 27))
    'own-20261127-2'
    """
    number = 1
    while (name := f"{OWN}{today:%Y%m%d}-{number}") in taken:
        number += 1
    return name


def draft_of(kind: str) -> Draft:
    """Give this visitor's draft of a layer: as it is on file until something is changed."""
    drafts: dict[str, Draft] = st.session_state.setdefault(_DRAFTS, {})
    if kind not in drafts:
        rows = row_texts(frame.pack().layers[kind], kind).values()
        table = pd.DataFrame(list(rows), columns=columns_of(kind), dtype=str).fillna("")
        drafts[kind] = Draft(kind, table)
    return drafts[kind]


def columns_of(kind: str) -> list[str]:
    """Give the columns of a layer in the order they are shown."""
    layer = frame.pack().layers[kind]
    names = [name for name in COLUMNS[kind] if name in layer.columns]
    return names + [name for name in layer.columns if name not in {*names, layer.geometry.name}]


def put(draft: Draft) -> None:
    """Keep a draft that did not come from the table on the page, which then shows it anew."""
    st.session_state.setdefault(_DRAFTS, {})[draft.kind] = draft
    st.session_state[_TURN] = turn() + 1


def drop(kind: str | None = None) -> None:
    """Forget the draft of a layer, or all."""
    drafts: dict[str, Draft] = st.session_state.setdefault(_DRAFTS, {})
    for one in [kind] if kind else list(drafts):
        drafts.pop(one, None)
    st.session_state[_TURN] = turn() + 1


def turn() -> int:
    """Count how often a draft was put from elsewhere: a part of the key of the table."""
    return int(st.session_state.get(_TURN, 0))


def with_cells(draft: Draft, place: int | None, cells: dict[str, str]) -> Draft:
    """Give a draft with cells changed in one row, or in a new one at the end."""
    table = draft.table.copy()
    if place is None:
        blank = dict.fromkeys(table.columns, "")
        table = pd.concat([table, pd.DataFrame([blank | cells])], ignore_index=True)
    else:
        for name, cell in cells.items():
            table.loc[table.index[place], name] = cell
    return Draft(draft.kind, table)
