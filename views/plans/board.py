"""The board of Siting: the question at the left, the map, the sites and what they change at the right."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from views import frame, maps, ui
from views.cover.marks import result_pile
from views.faults import told
from views.legend import legend
from views.maps import Group
from views.overlays import country_groups
from views.plans import job
from views.plans.accept import accept_row
from views.plans.ask import AskedPlan, ask_again, ask_counts, ask_plan, is_asked_again
from views.plans.card import plan_card, progress_card
from views.plans.curve import curve
from views.plans.marks import candidate_at, candidate_group, plan_marks
from views.plans.outcome import Outcome, outcome_of
from views.plans.sites import newly_in_time, site_table
from views.plans.spots import turn
from views.words import Words

MAP_KEY = "plan_map"
_LOOK_S = 0.4
_LEGEND = ("plan", "answer", "sites", "missions")


def board(t: Words) -> None:
    """Show the question and its last answer."""
    counts = ask_counts(t)
    left, right = st.columns([5, 8], gap="small")
    with left:
        with st.container(key="step-ask"):
            asked = ask_plan(counts, t)
            _buttons(asked, t)
        with st.container(key="step-first"):
            if is_asked_again():
                job.begin(asked)
            with st.container(key="plan-progress"):  # always there: what is below stays in place
                slot = st.empty()
            asked_last = job.latest()
            shown = asked_last.stage if asked_last else None
            done = _answer(asked, t)
    found = None if done is None else outcome_of(done)
    with left:
        if found is not None:
            with st.container(key="step-answers"):
                curve(found, t, on_choose=ask_again)
                accept_row(found, t)
    with right:
        _show(asked, found, t)
        if found is not None:
            with st.container(key="step-ways"):
                if sites := site_table(found, t):
                    ui.html(sites)
                newly_in_time(found, t)
    if asked_last is not None and shown is not None:
        _follow(asked_last, slot, t, shown=shown)


def _buttons(asked: AskedPlan, t: Words) -> None:
    st.session_state.setdefault("plan_picking", True)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if st.button(t("Solve"), type="primary", icon=":material/function:", key="solve"):
            job.begin(asked)
        if job.at_work() is not None:
            st.button(t("Stop"), icon=":material/stop:", key="stop", on_click=job.cancel)
        st.toggle(
            t("Click on map: must, forbidden"),
            key="plan_picking",
            help=t("Switched off, a click on the map tells what stands there."),
        )


def _answer(asked: AskedPlan, t: Words) -> job.Job | None:
    """Show the last answer; give the job that has it."""
    done = job.answered()
    if done is None:
        ui.html(
            ui.hint(
                t(
                    "Press **Solve**: the best places are searched, and how far they are from "
                    "the best there can be is told. Click a candidate on the map to make it a "
                    "must, again to forbid it."
                )
            )
        )
        return None
    if done.error is not None:
        _tell(done.error)
        return None
    changed = ui.NOTHING
    if job.at_work() in {None, done} and not asked.is_like(done.asked):
        changed = ui.hint(t("The question has changed since this plan; solve again."))
    ui.html(changed + plan_card(outcome_of(done), t))
    return done


def _tell(error: Exception) -> None:
    """Show what went wrong in the job as if it had on the page."""
    with told():
        raise error


def _follow(asked: job.Job, slot: DeltaGenerator, t: Words, *, shown: tuple[bool, bool]) -> None:
    """Show how far a question is, until it is at another stage than the page has shown.

    The run of the page waits here, after all the rest of it: whatever the visitor does ends the
    wait. A timer in the browser would ask for this page when the visitor is on another already.
    """
    while asked.is_running and asked.stage == shown:
        slot.html(str(progress_card(asked, t)))
        asked.wait(_LOOK_S)
    if asked.stage != shown:
        st.rerun()


def _clicked() -> None:
    """Turn the candidate that was clicked: must, forbidden, free."""
    spot = maps.clicked(st.session_state.get(MAP_KEY))
    candidates = st.session_state.get("plan_candidates", ())
    if not st.session_state.get("plan_picking"):
        return
    if spot is not None and (found := candidate_at(candidates, *spot)) is not None:
        turn(found.id)


def _show(asked: AskedPlan, found: Outcome | None, t: Words) -> None:
    look = ui.colours()
    is_picking = bool(st.session_state.get("plan_picking"))
    st.session_state["plan_candidates"] = asked.candidates.kept
    moment = asked.moment if found is None else found.plan.moment
    piles = (result_pile(found.after, found.names(t), t=t, look=look),) if found else ()
    groups = (
        *country_groups(moment, t, look, quiet=True),
        candidate_group(asked, t, look),
        Group(t("Coverage"), (), piles, moves=True),  # there from the first, so the map stays
    )
    with st.container(key="step-map"), st.container(key="mapbox-siting"):
        frame.map_note()
        page_map = maps.map_of(groups, frame.look(), title=t("Map of candidates and chosen sites"))
        moving = maps.moving_group(plan_marks(asked, found, t), groups=groups, pick=is_picking)
        maps.show(page_map, key=MAP_KEY, height=560, moving=moving, on_change=_clicked)
    with st.container(key="step-legend"):
        legend(_LEGEND)
