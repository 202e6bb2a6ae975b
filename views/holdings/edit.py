"""Edit a layer: in a table, or on the map by a click; nothing counts before it is saved."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from layers.schemas import COLUMNS
from planning.editing.changesets import RowChange, What
from planning.editing.edited import changeset_of
from planning.packs import LAYERS
from views import frame, maps, ui
from views.faults import told
from views.holdings import draft as drafts
from views.holdings.columns import column_words
from views.holdings.words import layer_words
from views.marks import About, Disc, Symbol
from views.overlays import country_groups
from views.symbols import tried_zone
from views.words import Words

MAP_KEY = "edit_map"
_NOW = "edit_now"
_PRECISION_M = "50"
_FIRST = "green_zones"
_LONG = 320


def editor(t: Words) -> None:
    """Show the table of a layer, the map beside it, and what saving would change."""
    names = layer_words(t)
    st.session_state.setdefault("edit_layer", _FIRST)
    kind = str(
        st.selectbox(t("Edit"), LAYERS, format_func=names.__getitem__, key="edit_layer", width=260)
    )
    left, right = st.columns([8, 5], gap="small")
    with left:
        with st.container(key="step-table"):
            now = _table(drafts.draft_of(kind), t)
        with st.container(key="step-save"):
            _save(now, t)
    with right, st.container(key="step-map"):
        if "lat" in COLUMNS[kind]:
            _map(now, t)


def _table(draft: drafts.Draft, t: Words) -> drafts.Draft:
    """Show a draft as a table that can be typed in; give it as it is now."""
    config, words = {}, column_words(t)
    for name in draft.table.columns:
        label, own = words.get(name, name), f"`{name}`"
        cell = COLUMNS[draft.kind].get(name)
        config[name] = (
            st.column_config.SelectboxColumn(label, options=["", *cell.words], help=own)
            if cell is not None and cell.words
            else st.column_config.TextColumn(label, max_chars=4000, help=own)
        )
    config["id"] = st.column_config.TextColumn(
        "id", disabled=True, help=t("A new row gets its own."), pinned=True
    )
    shown = draft.table.set_axis(range(1, len(draft.table) + 1), axis=0)
    edited = st.data_editor(
        shown,
        key=f"edit_{draft.kind}_{drafts.turn()}_{frame.edition()}",
        num_rows="dynamic",
        column_config=config,
        height=_LONG,
        width="stretch",
    )
    now = drafts.Draft(
        draft.kind, pd.DataFrame(edited).fillna("").astype(str).reset_index(drop=True)
    )
    st.session_state[_NOW] = now
    return now


def _save(now: drafts.Draft, t: Words) -> None:
    """Say what saving would change, or what is wrong; and save."""
    changes: tuple[RowChange, ...] = ()
    with told():
        changes = now.changes(frame.pack(), frame.this_minute().date())
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        by = ask_signed(t)
        if st.button(
            t("Save changes ({count})", count=len(changes)) if changes else t("Nothing to save"),
            icon=":material/save:",
            type="primary",
            key="edit_save",
            disabled=not changes,
        ):
            with told():
                save(changes, now.kind, by=by)
                drafts.drop(now.kind)
                st.rerun()
        if st.button(t("Discard"), key="edit_discard"):
            drafts.drop(now.kind)
            st.rerun()
    ui.html(
        ui.hint(
            t(
                "Saved edits lie in your own folder beside the country, never in its files. Every "
                "row keeps a source and a day."
            )
        )
    )


def ask_signed(t: Words) -> str:
    """Ask which desk saves."""
    return str(
        st.text_input(
            t("Signed by (desk or role)"),
            key="signed_by",
            max_chars=60,
            persist_state="session",
            width=220,
        )
        or ""
    )


def save(
    changes: Sequence[RowChange],
    kind: str,
    *,
    by: str,
    what: What = "edit",
    note: str = "",
    undoes: int | None = None,
) -> None:
    """Save changes into the ledger, and work with them from now on.

    Raises
    ------
    GreenZoneError
        If nobody signs, somebody else has saved since, or it cannot be written.
    """
    made = frame.ledger().append(
        lambda number: changeset_of(
            number,
            changes,
            layer=kind,
            signed=(by, frame.this_second()),
            what=what,
            note=note,
            undoes=undoes,
        ),
        seen=frame.edition(),
    )
    frame.take_edition(made.number)


def _map(now: drafts.Draft, t: Words) -> None:
    """Show the rows on the map; a click moves the chosen one, or adds one."""
    places = list(range(len(now.table)))
    new = len(places)
    names = now.table["name"].tolist() if "name" in now.table else now.table["id"].tolist()
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        st.selectbox(
            t("Row that a click places"),
            [new, *places],
            format_func=lambda one: t("a new row") if one == new else f"{one + 1}. {names[one]}",
            key="edit_row",
            width=260,
        )
        st.toggle(t("Map click is the place"), key="edit_picking")
    look = ui.colours()
    groups = country_groups(frame.moment_at(frame.this_minute()), t, look, quiet=True)
    marks = tuple(_marks(now))
    with st.container(key="mapbox-edit"):
        frame.map_note()
        page_map = maps.map_of(groups, frame.look(), title=t("Map of the layer that is edited"))
        moving = maps.moving_group(marks, pick=bool(st.session_state.get("edit_picking")))
        maps.show(page_map, key=MAP_KEY, height=420, moving=moving, on_change=_clicked)


def _marks(now: drafts.Draft) -> list[Disc | Symbol]:
    """Mark the row that is chosen, as wide as its position is known."""
    chosen = st.session_state.get("edit_row")
    if not isinstance(chosen, int) or chosen >= len(now.table):
        return []
    row = now.table.iloc[chosen]
    try:
        at = float(row["lat"]), float(row["lon"])
        wide_m = float(row["precision_m"] or 0)
    except ValueError:
        return []
    look = ui.colours()
    about = (About(str(row.get("name") or row["id"])),)
    return [
        Disc(at, max(wide_m, 1.0), look.focus, fill=0.2, about=about),
        Symbol(
            at, tried_zone(str(chosen + 1), look), about[0].title, size=26, front=True, about=about
        ),
    ]


def _clicked() -> None:
    """Put the chosen row, or a new one, where the map was clicked."""
    spot = maps.clicked(st.session_state.get(MAP_KEY))
    now: drafts.Draft | None = st.session_state.get(_NOW)
    if spot is None or now is None or not st.session_state.get("edit_picking"):
        return
    cells = {"lat": f"{spot[0]:.5f}", "lon": f"{spot[1]:.5f}"}
    chosen = st.session_state.get("edit_row")
    if isinstance(chosen, int) and chosen < len(now.table):
        drafts.put(drafts.with_cells(now, chosen, cells))
        return
    today = frame.this_minute().date().isoformat()
    defaults = {name: cell.default for name, cell in COLUMNS[now.kind].items() if cell.default} | {
        "precision_m": _PRECISION_M,
        "as_of": today,
        "confidence": "medium",
    }
    known = {name: cell for name, cell in defaults.items() if name in now.table.columns}
    drafts.put(drafts.with_cells(now, None, known | cells))
