"""The history of edits: who saved what and when; taking one back; taking newer ones over."""

import streamlit as st

from planning.editing.changesets import Changeset
from planning.editing.edited import undo_of, undone
from views import frame, ui
from views.faults import told
from views.holdings import draft as drafts
from views.holdings.edit import save
from views.holdings.words import changeset_words
from views.words import Words

_SHOWN = 12


def newer(t: Words) -> None:
    """Offer the edits that were saved since this visitor came."""
    last = frame.ledger().last
    if last <= frame.edition():
        return
    if st.button(
        t("Take over {count} newer edits", count=last - frame.edition()),
        icon=":material/sync:",
        key="take_newer",
    ):
        frame.take_edition(last)
        drafts.drop()
        st.rerun()


def history(t: Words) -> None:
    """List the edits, the newest first, each with a button that takes it back."""
    here = frame.holdings()
    if here.damage is not None:
        with told():
            raise here.damage
    for changeset, why in here.left_out:
        ui.html(
            ui.hint(
                t(
                    "Edit {number} does not fit the country's files any more and is left out: {why}",
                    number=changeset.number,
                    why=str(why),
                )
            )
        )
    if not here.changesets:
        ui.html(ui.hint(t("Nothing has been edited here yet.")))
        return
    back = undone(here.changesets)
    for changeset in list(reversed(here.changesets))[:_SHOWN]:
        _line(changeset, t, is_back=changeset.number in back)
    if len(here.changesets) > _SHOWN:
        ui.html(ui.hint(t("and {count} more", count=len(here.changesets) - _SHOWN)))


def _line(changeset: Changeset, t: Words, *, is_back: bool) -> None:
    at = changeset.at.astimezone(frame.pack().zone)
    when = f"{t.date(at)} {t.clock(at)}"
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        ui.html(
            ui.row(
                ui.NOTHING,
                f"{changeset.number}. {changeset_words(changeset, t)}",
                below=ui.rich(
                    " · ".join(filter(None, (when, changeset.by, changeset.note)))
                    + (" · " + t("undone") if is_back else "")
                ),
            )
        )
        if not is_back and st.button(
            t("Undo"), key=f"undo_{changeset.number}", icon=":material/undo:"
        ):
            with told():
                here = frame.holdings()
                changes = undo_of(here.pack, here.changesets, changeset.number)
                save(
                    changes,
                    changeset.layer,
                    by=str(st.session_state.get("signed_by") or ""),
                    what="undo",
                    undoes=changeset.number,
                )
                drafts.drop(changeset.layer)
                st.rerun()
