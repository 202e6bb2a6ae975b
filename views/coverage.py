"""Coverage: what share is inside the golden time at a moment, and why the rest is not."""

from collections.abc import Mapping
from datetime import datetime

import streamlit as st

from planning.coverage import Coverage, DemandKind, Direction, assess_coverage, demand_of
from planning.packs import Pack
from planning.reporting.report import coverage_report
from views import coverage_cards as cards
from views import frame, maps, ui
from views.coverage_map import result_pile
from views.faults import guarded
from views.in_words import in_words
from views.legend import legend
from views.maps import Group
from views.overlays import country_groups
from views.question import Question, ask_golden, ask_hour, ask_police, choose, moment_heading
from views.records import korean_names
from views.words import Words

DIRECTIONS: tuple[Direction, ...] = ("either", "response", "reach")
DEMANDS: tuple[DemandKind, ...] = ("sites", "people", "places")

_LEGEND = ("answer", "sites", "missions", "zones")


def page() -> None:
    """Show the page."""
    t = ui.words()
    frame.head(t("Coverage"))
    _moment()


@st.fragment
@guarded
def _moment() -> None:
    t = ui.words()
    question, direction, kind = ask_coverage(t)
    moment = frame.moment_at(question.when)
    demand = demand_of(moment, kind)
    coverage = assess_coverage(
        moment, demand, golden_s=question.golden_s, direction=direction, police=question.police
    )
    names = spoken_names(coverage, t)
    left, right = st.columns([6, 7], gap="small")
    with left:
        with st.container(key="step-first"):
            _figures(coverage, t)
        with st.container(key="step-answers"):
            _gaps(coverage, names, t)
    with right:
        _show(coverage, names, t)


def ask_coverage(t: Words) -> tuple[Question, Direction, DemandKind]:
    """Ask what a coverage is counted over, in one row."""
    with st.container(key="ctl", horizontal=True, gap="small", vertical_alignment="bottom"):
        question = Question(ask_hour(t), ask_golden(t), ask_police(t))
        return question, ask_direction(t), ask_demand(t)


def ask_direction(t: Words) -> Direction:
    """Ask what in time means."""
    words = {
        "either": t("Either in time"),
        "response": t("Help reaches them"),
        "reach": t("They reach a door"),
    }
    chosen = choose(
        t("What counts"),
        list(words),
        words.__getitem__,
        key="direction",
        default="either",
        width=180,
    )
    return next(direction for direction in DIRECTIONS if direction == chosen)


def usual_demand(pack: Pack) -> DemandKind:
    """Say over what to count unless asked: the first that the pack has any of."""
    return next((kind for kind in DEMANDS if len(pack.layers[kind])), "sites")


def ask_demand(t: Words) -> DemandKind:
    """Ask what is to be covered."""
    words = {"sites": t("Reported sites"), "people": t("People"), "places": t("Places")}
    chosen = choose(
        t("Counted over"),
        list(words),
        words.__getitem__,
        key="demand",
        default=usual_demand(frame.pack()),
        width=150,
        hint=t("Reported sites weigh by evidence, status and age; people are residents."),
    )
    return next(kind for kind in DEMANDS if kind == chosen)


def spoken_names(coverage: Coverage, t: Words) -> Mapping[str, str]:
    """Give Korean names by id and by English name, where they are known."""
    if t.language != "ko":
        return {}
    names = korean_names(coverage.moment)
    for rows in coverage.moment.pack.layers.values():
        if {"id", "name", "name_ko"} <= set(rows.columns):
            for row in rows.to_dict("records"):
                if row["name_ko"]:
                    names.setdefault(str(row["name"]), str(row["name_ko"]))
    return names


def _figures(coverage: Coverage, t: Words) -> None:
    moment_heading(coverage.moment.when, t)
    ui.html(cards.coverage_figures(coverage, t))
    ui.html(cards.cause_bar(coverage, t))


def _gaps(coverage: Coverage, names: Mapping[str, str], t: Words) -> None:
    ui.html(
        ui.heading(t("Gaps, the heaviest first"), t("{count} places", count=len(coverage.gaps)))
    )
    ui.html(cards.gap_list(coverage, names, t))
    with st.expander(t("By province, as a table")):
        ui.html(cards.province_table(coverage, t))
    with st.expander(t("Every place on the map, as a table")):
        ui.html(cards.point_table(coverage, names, t))
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            t("Report"),
            data=lambda: coverage_report(coverage, t),
            file_name=f"green-zone-coverage-{coverage.moment.when:%Y-%m-%d-%H%M}.html",
            mime="text/html",
            icon=":material/print:",
            on_click="ignore",
        )
        if st.button(t("Ask Dispatch for this hour"), icon=":material/emergency_share:"):
            _to_dispatch(coverage.moment.when)


def _to_dispatch(when: datetime) -> None:
    """Open Dispatch as if the call came at `when`."""
    st.session_state.update(call_mode="then", call_day=when.date(), call_clock=when.time())
    frame.go_to("dispatch")


def _show(coverage: Coverage, names: Mapping[str, str], t: Words) -> None:
    look = ui.colours()
    result = Group(t("Coverage"), (), (result_pile(coverage, names, t=t, look=look),))
    groups = (*country_groups(coverage.moment, t, look, quiet=True), result)
    with st.container(key="step-map"), st.container(key="mapbox-coverage"):
        frame.map_note()
        page_map = maps.map_of(groups, frame.look(), title=t("Map of what is reached in time"))
        maps.show(page_map, key="coverage_map", height=640)
    with st.container(key="step-legend"):
        legend(_LEGEND)
        in_words(coverage.moment)
