"""The sites of a plan as a table, and the places that are newly in time."""

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from planning.coverage import Gap
from planning.siting.plan import Pick
from planning.siting.questions import COSTING
from views import symbols, ui
from views.cover.causes import cause_word
from views.cover.gaps import gap_name
from views.plans.outcome import Outcome
from views.plans.spots import candidate_name
from views.plans.words import kind_words
from views.words import Words

_AT_ONCE = 8


def site_table(found: Outcome, t: Words) -> Markup:
    """Show a site a line: where, when, what it adds, how firm it is, what is to be known of it."""
    plan, firm = found.plan, found.firm
    if not plan.picks:
        if plan.out_of_means is not None:
            return ui.NOTHING  # the certificate says why
        return ui.hint(t("No site would bring anything more in time."))
    look = ui.colours()
    rows = []
    for place, pick in enumerate(plan.picks):
        sign = symbols.picture(symbols.tried_zone(str(place + 1), look), 20)
        stands = ""
        if firm is not None and firm.runs and not pick.choice.is_must:
            stands = f"{t.number(firm.stands[place])} / {t.number(firm.runs)}"
        name = Markup("{} <b>{}</b>").format(sign, candidate_name(pick.option.candidate, t))
        rows.append(
            (name, pick.option.hours, _adds(found, pick, t), stands, _note(found, place, t))
        )
    head = (t("Site"), t("Hours"), t("Adds"), t("In shaken plans"), t("Note"))
    return ui.table(head, rows, stacks=True)


def _adds(found: Outcome, pick: Pick, t: Words) -> str:
    plan, adds = found.plan, pick.choice.adds
    if plan.asked.model not in COSTING:
        return t("{points} points", points=t.points(100 * adds / plan.total))
    if adds == float("inf"):
        return t("the first")
    seconds = adds / plan.total if plan.asked.model == "pmedian" else adds
    return t("{duration} less", duration=t.duration(seconds))


def _note(found: Outcome, place: int, t: Words) -> str:
    pick, firm = found.plan.picks[place], found.firm
    spot = pick.option.candidate
    notes = [kind_words(t)[spot.kind]]
    if pick.choice.phase is not None:
        notes.append(t("phase {number}", number=t.number(pick.choice.phase)))
    if firm is not None and firm.robust[place] and not pick.choice.is_must:
        notes.append(t("robust"))
    if pick.choice.is_must:
        notes.append(t("must have"))
    if "travel_ban" in spot.flags:
        notes.append(t("in a level 4 area"))
    if spot.hazard >= 0.005:
        notes.append(t("danger {share}", share=t.number(spot.hazard, 2)))
    return " · ".join(notes)


def newly_in_time(found: Outcome, t: Words) -> None:
    """Show the places that the plan brings in time at the hour of the question."""
    if not found.gained:
        ui.html(ui.hint(t("At the hour above no place is gained in time.")))
        return
    ui.html(_gained_table(found, found.gained[:_AT_ONCE], t))
    if rest := found.gained[_AT_ONCE:]:
        with st.expander(t("more places gained: {count}", count=t.number(len(rest)))):
            ui.html(_gained_table(found, rest, t))


def _gained_table(found: Outcome, gained: Sequence[Gap], t: Words) -> Markup:
    names, before = found.names(t), found.before
    rows = [
        (
            gap_name(gap, names),
            names.get(gap.province, gap.province),
            t.share(gap.weight / before.total_weight),
            cause_word(gap.cause, t),
        )
        for gap in gained
    ]
    head = (t("Place gained"), t("Province"), t("Weight"), t("Cause before"))
    return ui.table(head, rows)
