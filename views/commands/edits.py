"""Commands about edits: what was saved in the app or here, rows of a file put in, one taken back."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from geo.errors import FaultsError
from geo.files import file_content
from planning import packs
from planning.editing.changesets import Changeset, RowChange, What
from planning.editing.edited import changes_to, changeset_of, undo_of, undone, with_edits
from planning.editing.ledger import ledger_of
from planning.editing.uploads import columns_in, likely_columns, likely_layer, matched, read_sent
from views.commands.asked import JsonOption, PackOption, answer, chosen, group, tell
from views.lines.texts import Value, one_line

commands = group("Edits of a pack, saved in the app or here, in your own folder.")
By = Annotated[str, typer.Option("--by", help="Which desk or role saves this.")]


@commands.command("list")
def edits_list(*, pack: PackOption = None, as_json: JsonOption = False) -> None:
    """List the edits, the oldest first."""
    changesets = ledger_of(packs.open_pack(chosen(pack)).name).read()
    back = undone(changesets)
    value = {"edits": [_value(one) | {"undone": one.number in back} for one in changesets]}
    answer(value, lambda: _lines(changesets, back), as_json=as_json)


@commands.command("add")
def edits_add(
    file: Annotated[Path, typer.Argument(help="CSV, XLSX, GeoJSON, GPKG, KML, GPX or zip.")],
    *,
    by: By,
    layer: Annotated[str | None, typer.Option("--as", help="Layer; else the likeliest.")] = None,
    good: Annotated[bool, typer.Option("--good", help="Take the rows without faults.")] = False,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put the rows of a file into a layer: new ones, and those that change one by its id."""
    opened = packs.open_pack(chosen(pack))
    ledger = ledger_of(opened.name)
    changesets = ledger.read()
    now = with_edits(opened, changesets).pack
    sent = read_sent(file.name, file_content(file))
    for warning in sent.warnings:
        tell(one_line(warning))
    table = next(iter(sent.tables.values()))
    kind = layer or likely_layer(table)
    if kind not in packs.LAYERS:
        changes_to(now, kind, [])  # names the layers there are
    pairs = likely_columns(kind, columns_in(table))
    everywhere = {"source": file.name, "as_of": datetime.now(tz=opened.zone).date().isoformat()}
    found = matched(now, kind, table, columns=pairs, everywhere=everywhere)
    faults = [*sent.left_out, *found.faults]
    if faults and not good:
        raise FaultsError(file.name, faults)
    for fault in faults:
        tell(f"left out: {one_line(str(fault))}")
    rows, numbers = found.good
    changes = changes_to(now, kind, rows, numbers=numbers)
    made = ledger.append(
        lambda number: _signed(number, changes, kind, by=by, what="upload", note=file.name),
        seen=changesets[-1].number if changesets else 0,
    )
    answer(_value(made), lambda: _lines((made,), frozenset()), as_json=as_json)


@commands.command("undo")
def edits_undo(
    number: Annotated[int, typer.Argument(help="Number of the edit.")],
    *,
    by: By,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take an edit back."""
    opened = packs.open_pack(chosen(pack))
    ledger = ledger_of(opened.name)
    changesets = ledger.read()
    changes = undo_of(with_edits(opened, changesets).pack, changesets, number)
    kind = next(one.layer for one in changesets if one.number == number)
    made = ledger.append(
        lambda new: _signed(new, changes, kind, by=by, what="undo", undoes=number),
        seen=changesets[-1].number,
    )
    answer(_value(made), lambda: _lines((made,), frozenset()), as_json=as_json)


def _signed(
    number: int,
    changes: tuple[RowChange, ...],
    layer: str,
    *,
    by: str,
    what: What,
    note: str = "",
    undoes: int | None = None,
) -> Changeset:
    signed = (by, datetime.now(tz=UTC))
    return changeset_of(
        number, changes, layer=layer, signed=signed, what=what, note=note, undoes=undoes
    )


def _value(one: Changeset) -> Value:
    added, changed, removed = one.counts()
    return {
        "number": one.number,
        "at": one.at.isoformat(),
        "by": one.by,
        "layer": one.layer,
        "what": one.what,
        "added": added,
        "changed": changed,
        "removed": removed,
        "note": one.note,
        "undoes": one.undoes,
    }


def _lines(changesets: tuple[Changeset, ...], back: frozenset[int]) -> str:
    if not changesets:
        return "Nothing has been edited here yet."
    lines = []
    for one in changesets:
        added, changed, removed = one.counts()
        counts = f"{added} added, {changed} changed, {removed} removed"
        more = f", {one_line(one.note)}" if one.note else ""
        of = f" of {one.undoes}" if one.undoes else ""
        gone = " (undone)" if one.number in back else ""
        lines.append(
            f"{one.number}. {one.at:%Y-%m-%d %H:%M} UTC, {one_line(one.by)}: {one.what}{of}, "
            f"{one.layer}, {counts}{more}{gone}"
        )
    return "\n".join(lines)
