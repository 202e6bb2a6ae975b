"""A pack with edits: changesets laid over its layers, and new ones made and checked against it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import geopandas as gpd

from geo.errors import ConflictError, Fault, FaultsError, GreenZoneError, SettingError
from geo.notation.reading import excerpt
from layers.edits import with_rows, without_rows
from layers.schemas import COLUMNS
from layers.tables import cell_text, layer_of_rows, row_faults
from planning.editing.changesets import Changeset, RowChange, What
from planning.packs import LAYERS, NEVER_EMPTY, Pack, with_layers

MOST_SIGNED = 60


@dataclass(frozen=True, slots=True, eq=False)
class Edited:
    """A pack with the edits that fit it.

    Parameters
    ----------
    pack
        As it is with them.
    left_out
        Changesets that do not fit the shipped files any more, each with the reason.
    """

    pack: Pack
    left_out: tuple[tuple[Changeset, GreenZoneError], ...] = ()


def with_edits(pack: Pack, changesets: Iterable[Changeset]) -> Edited:
    """Lay changesets over a pack, one after the other; the pack itself stays as it is.

    One that does not fit is left out and told, so that a new shipped file never keeps the
    country from opening.
    """
    left_out = []
    for changeset in changesets:
        try:
            pack = _applied(pack, changeset)
        except GreenZoneError as error:
            left_out.append((changeset, error))
    return Edited(pack, tuple(left_out))


def row_texts(layer: gpd.GeoDataFrame, kind: str) -> dict[str, dict[str, str]]:
    """Give the rows of a layer as text, by id, columns in the order of the layer."""
    names = [name for name in COLUMNS[kind] if name in layer.columns]
    more = [name for name in layer.columns if name not in {*names, layer.geometry.name}]
    table = layer[[*names, *more]].to_numpy(dtype=object)
    rows = ({n: cell_text(c) for n, c in zip([*names, *more], row, strict=True)} for row in table)
    return {row["id"]: row for row in rows}


def changes_to(
    pack: Pack,
    kind: str,
    rows: Sequence[Mapping[str, str]],
    *,
    removed: Sequence[str] = (),
    numbers: Sequence[int] | None = None,
) -> tuple[RowChange, ...]:
    """Give what changes when rows are put into a layer, by id, and others taken out of it.

    Parameters
    ----------
    pack
        The country as it is.
    kind
        The layer.
    rows
        Cells by column, ``id`` among them; columns that are lacking stay as they are, or get
        their default in a new row. Rows that change nothing are left out.
    removed
        Ids of rows that go.
    numbers
        As in `layers.tables.row_faults`.

    Raises
    ------
    FaultsError
        Naming every fault: of the rows at their numbers, of ids to remove that are not there,
        and of rows elsewhere that name what would go.
    """
    known = _known(pack, kind)
    counted = list(range(2, len(rows) + 2)) if numbers is None else list(numbers)
    whole = [{**known.get(row.get("id", ""), {}), **row} for row in rows]
    faults = row_faults(
        whole,
        kind,
        bounds=pack.bounds,
        home=pack.manifest.about["country"],
        numbers=counted,
    )
    faults += [
        Fault("UNKNOWN_ID", f"there is no row {excerpt(one)} to remove")
        for one in removed
        if one not in known
    ]
    if faults:
        raise FaultsError(kind, faults)
    changed = [
        RowChange(row["id"], known.get(row["id"]), row)
        for row in _filled(whole, kind)
        if known.get(row["id"]) != row
    ]
    changes = (*changed, *(RowChange(one, known[one], None) for one in removed))
    _laid_over(pack, kind, changes)
    return changes


def changeset_of(
    number: int,
    changes: Sequence[RowChange],
    *,
    layer: str,
    signed: tuple[str, datetime],
    what: What = "edit",
    note: str = "",
    undoes: int | None = None,
) -> Changeset:
    """Make a changeset.

    Parameters
    ----------
    signed
        By whom (a desk or a role, cut at 60 characters), and when.

    Raises
    ------
    SettingError
        If nothing changes, or nobody signs.
    """
    by, at = signed
    if not changes:
        raise SettingError("nothing has changed, so nothing is saved")
    if not by.strip():
        raise SettingError("say which desk or role saves this")
    return Changeset(
        number,
        at,
        " ".join(by.split())[:MOST_SIGNED],
        layer,
        what,
        tuple(changes),
        note=note,
        undoes=undoes,
    )


def undone(changesets: Sequence[Changeset]) -> frozenset[int]:
    """Give the numbers of the changesets that are taken back, an undo that was undone not."""
    back: set[int] = set()
    for one in reversed(changesets):
        if one.undoes is not None and one.number not in back:
            back.add(one.undoes)
    return frozenset(back)


def undo_of(pack: Pack, changesets: Sequence[Changeset], number: int) -> tuple[RowChange, ...]:
    """Give the changes that take a changeset back.

    Raises
    ------
    SettingError
        If there is no such changeset, or it was taken back already.
    ConflictError
        If one of its rows was changed again since.
    FaultsError
        If rows elsewhere name what would go.
    """
    found = next((one for one in changesets if one.number == number), None)
    if found is None or number in undone(changesets):
        raise SettingError(f"edit {number} is not there, or was undone already")
    known = _known(pack, found.layer)
    later = [row.id for row in found.rows if known.get(row.id) != row.after]
    if later:
        told = ", ".join(excerpt(one) for one in later[:5])
        raise ConflictError(f"changed again since: {told}; undo the later edit first")
    changes = tuple(row.reversed for row in found.rows)
    _laid_over(pack, found.layer, changes)
    return changes


def _known(pack: Pack, kind: str) -> dict[str, dict[str, str]]:
    if kind not in LAYERS:
        raise SettingError(f"no layer {kind[:40]!r}: name one of {', '.join(LAYERS)}")
    return row_texts(pack.layers[kind], kind)


def _filled(rows: Sequence[Mapping[str, str]], kind: str) -> Iterator[dict[str, str]]:
    """Give rows as the layer will hold them: numbers and days in their one form."""
    yield from row_texts(layer_of_rows(rows, kind), kind).values()


def _applied(pack: Pack, changeset: Changeset) -> Pack:
    if changeset.layer not in LAYERS:
        raise SettingError(f"no layer {excerpt(changeset.layer)}")
    return _laid_over(pack, changeset.layer, changeset.rows)


def _laid_over(pack: Pack, kind: str, changes: Sequence[RowChange]) -> Pack:
    """Give the pack with changed rows in their old places and new ones at the end."""
    layer = pack.layers[kind]
    place = {one: number for number, one in enumerate(layer["id"])}
    kept = without_rows(layer, [change.id for change in changes])
    new = [change.after for change in changes if change.after is not None]
    both = with_rows(kept, new, kind=kind) if new else kept
    if both.empty and kind in NEVER_EMPTY:
        raise FaultsError(kind, [Fault("NO_ROWS", "the last row cannot go")])
    order = sorted(range(len(both)), key=lambda row: place.get(both["id"].iloc[row], len(place)))
    return with_layers(pack, {kind: both.iloc[order].reset_index(drop=True)})
