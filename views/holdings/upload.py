"""Upload: a file is read, matched with a layer, and shown with every fault before a row is taken."""

from collections.abc import Mapping, Sequence
from pathlib import PurePath

import streamlit as st
from markupsafe import Markup

from geo.errors import Fault
from geo.text import plain
from layers.schemas import COLUMNS
from planning.editing.changesets import RowChange
from planning.editing.edited import changes_to
from planning.editing.uploads import (
    Matched,
    Sent,
    columns_in,
    likely_columns,
    likely_layer,
    matched,
    read_sent,
)
from planning.packs import LAYERS
from views import frame, ui
from views.faults import told
from views.headlines import fault_words
from views.holdings import draft as drafts
from views.holdings.columns import column_words
from views.holdings.edit import ask_signed, save
from views.holdings.words import layer_words
from views.words import Words

TYPES = ("csv", "xlsx", "geojson", "json", "gpkg", "kml", "kmz", "gpx", "zip")
MOST_MB = 50
_LEAVE = "upload_leave"
_FAULTY_SHOWN, _GOOD_SHOWN = 40, 5
_OWN = {"name", "lat", "lon"}
"""Columns that differ from row to row: where one is not found, the columns are matched by hand."""


def upload(t: Words) -> None:
    """Ask for a file, and go with it as far as it can be read."""
    if st.session_state.pop(_LEAVE, False):
        st.rerun()  # the whole page: this part alone cannot show another face
    given = st.file_uploader(
        t("CSV, XLSX, GeoJSON, GPKG, KML, GPX or zipped shapefile"),
        type=list(TYPES),
        key="upload_file",
        max_upload_size=MOST_MB,
    )
    if given is None:
        ui.html(
            ui.hint(
                t(
                    "The file is read and checked row by row; nothing is saved before you take "
                    "the rows. Its place on the map may be in columns, or in the shapes."
                )
            )
        )
        return
    with told():
        sent = _read(given.name, given.getvalue())
        _match(sent, t)


@st.cache_data(show_spinner=False, max_entries=10, scope="session")
def _read(name: str, content: bytes) -> Sent:
    return read_sent(name, content)


def _match(sent: Sent, t: Words) -> None:
    """Ask which table goes into which layer, and by which columns."""
    for warning in sent.warnings:
        ui.html(ui.hint(plain(warning, 300)))
    title = next(iter(sent.tables))
    if len(sent.tables) > 1:
        title = st.selectbox(t("Layer of the file"), list(sent.tables), key="upload_part")
    table = sent.tables[title]
    columns = columns_in(table)
    names = layer_words(t)
    likely = likely_layer(table, f"{PurePath(sent.name).name} {title}")
    kind = str(
        st.selectbox(
            t("Goes into"),
            LAYERS,
            index=LAYERS.index(likely),
            format_func=names.__getitem__,
            key=f"upload_kind_{sent.name}_{title}",
            width=260,
        )
    )
    pairs, everywhere = _ask_columns(kind, columns, sent=sent, t=t)
    swap: Sequence[int] = ()
    found = matched(frame.pack(), kind, table, columns=pairs, everywhere=everywhere)
    if found.swapped and st.toggle(
        t("Swap latitude and longitude (rows: {count})", count=len(found.swapped)),
        key="upload_swap",
    ):
        swap = found.swapped
        found = matched(frame.pack(), kind, table, columns=pairs, everywhere=everywhere, swap=swap)
    _report(found, sent, t)
    _take(found, sent, kind, t=t)


def _ask_columns(
    kind: str, columns: Sequence[str], *, sent: Sent, t: Words
) -> tuple[dict[str, str], dict[str, str]]:
    """Ask, behind a fold, which column is which; and what all rows have where none is."""
    likely, words = likely_columns(kind, columns), column_words(t)
    lacking = [name for name, cell in COLUMNS[kind].items() if cell.required and not likely[name]]
    with st.expander(t("Columns"), expanded=bool(_OWN & set(lacking))):
        pairs = {}
        options = ["", *columns]
        parts = st.columns(4, gap="small")
        for place, name in enumerate(COLUMNS[kind]):
            pairs[name] = str(
                parts[place % 4].selectbox(
                    words[name] + (" *" if COLUMNS[kind][name].required else ""),
                    options,
                    index=options.index(likely[name]),
                    format_func=lambda one: one or t("none"),
                    help=f"`{name}`",
                    key=f"upload_{kind}_{name}_{sent.name}",
                )
            )
    everywhere = {}
    first = {
        "source": sent.name,
        "as_of": frame.this_minute().date().isoformat(),
        "confidence": "low",
    }
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        for name, cell in COLUMNS[kind].items():
            if not cell.required or pairs[name] or name in {"id", "lat", "lon"}:
                continue
            key = f"upload_all_{kind}_{name}_{sent.name}"
            label = t("{column} of all rows", column=words[name])
            if cell.words:
                options = ["", *cell.words]
                index = options.index(first.get(name, ""))
                everywhere[name] = str(
                    st.selectbox(
                        label,
                        options,
                        index=index,
                        format_func=lambda one: one or t("none"),
                        key=key,
                        width=190,
                    )
                )
            else:
                everywhere[name] = str(
                    st.text_input(label, first.get(name, ""), key=key, width=190, max_chars=400)
                )
    if not pairs["id"]:
        ui.html(
            ui.hint(
                t(
                    "The file has no ids: each row gets one made of its name and place, so that "
                    "the same file taken twice adds nothing twice."
                )
            )
        )
    if lacking := [name for name, text in everywhere.items() if not text]:
        ui.html(
            ui.hint(
                t(
                    "The file has no column for {columns}: fill it in for all rows, or match one.",
                    columns=", ".join(words[name] for name in lacking),
                )
            )
        )
    return pairs, everywhere


def _report(found: Matched, sent: Sent, t: Words) -> None:
    """List the rows with faults, each with what is wrong, and a few good ones."""
    good, _ = found.good
    faults = (*sent.left_out, *found.faults)
    read = t.number(len(found.rows) + len(sent.left_out))
    wrong = len({fault.row for fault in faults})
    ui.html(
        ui.heading(
            t("Upload: {name}", name=plain(PurePath(sent.name).name, 80)),
            t(
                "rows read: {read}, good: {good}, with faults: {wrong}; nothing is saved yet",
                read=read,
                good=t.number(len(good)),
                wrong=t.number(wrong),
            ),
        )
    )
    ui.html(
        ui.table(
            (t("row"), t("name"), t("position"), t("what is wrong, and what to do")),
            [*_faulty(found, faults, t), *_sound(found, t)],
        )
    )
    if wrong > _FAULTY_SHOWN:
        ui.html(ui.hint(t("and {count} more", count=wrong - _FAULTY_SHOWN)))


def _faulty(found: Matched, faults: Sequence[Fault], t: Words) -> list[tuple[Markup | str, ...]]:
    by_row: dict[int, list[str]] = {}
    names = column_words(t)
    for fault in faults:
        by_row.setdefault(fault.row or 0, []).append(fault_words(fault, t, names))
    rows = dict(zip(found.numbers, found.rows, strict=True))
    lines: list[tuple[Markup | str, ...]] = []
    for number in sorted(by_row)[:_FAULTY_SHOWN]:
        wrong = ui.join(Markup("<div>{}</div>").format(one) for one in by_row[number])
        lines.append((str(number or ""), *_named(rows.get(number, {})), wrong))
    return lines


def _sound(found: Matched, t: Words) -> list[tuple[Markup | str, ...]]:
    rows, numbers = found.good
    pairs = list(zip(numbers, rows, strict=True))[:_GOOD_SHOWN]
    return [(str(number), *_named(row), ui.badge("ok", t("good"))) for number, row in pairs]


def _named(row: Mapping[str, str]) -> tuple[str, str]:
    position = ", ".join(filter(None, (row.get("lat", ""), row.get("lon", ""))))
    return plain(row.get("name") or row.get("id", ""), 80), position


def _take(found: Matched, sent: Sent, kind: str, *, t: Words) -> None:
    """Offer to take the good rows, or to mend the others in the table."""
    good, numbers = found.good
    changes: tuple[RowChange, ...] = ()
    with told():
        changes = changes_to(frame.pack(), kind, good, numbers=numbers)
    added = sum(change.before is None for change in changes)
    ui.html(
        ui.hint(
            t(
                "New rows: {added}; changing one on file by its id: {changed}; as on file: {same}.",
                added=t.number(added),
                changed=t.number(len(changes) - added),
                same=t.number(len(good) - len(changes)),
            )
        )
    )
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        by = ask_signed(t)
        if st.button(
            t("Take the good rows ({count})", count=t.number(len(good))),
            icon=":material/check:",
            type="primary",
            key="upload_take",
            disabled=not changes,
        ):
            with told():
                save(changes, kind, by=by, what="upload", note=plain(sent.name, 80))
                drafts.drop(kind)
                st.session_state["taken"] = sent.name, len(changes)
                st.rerun()
        st.button(
            t("Fix in the table"),
            key="upload_fix",
            on_click=_to_table,
            args=(kind, found.rows),
            disabled=not found.rows,
        )
    name, taken = st.session_state.get("taken", ("", 0))
    if name == sent.name and not changes:  # it stays for as long as it is true
        ui.html(ui.hint(t("Rows taken: {count}; History can undo it.", count=taken)))


def _to_table(kind: str, rows: Sequence[Mapping[str, str]]) -> None:
    """Put all rows, the faulty ones too, into the draft of the layer, and open its table."""
    draft = drafts.draft_of(kind)
    places = {one: place for place, one in enumerate(draft.table["id"])}
    for row in rows:
        known = {name: cell for name, cell in row.items() if name in draft.table.columns}
        draft = drafts.with_cells(draft, places.get(row.get("id", "")), known)
    drafts.put(draft)
    st.session_state.update({"do": "edit", "edit_layer": kind, _LEAVE: True})
