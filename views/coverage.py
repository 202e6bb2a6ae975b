"""Coverage: what is inside the golden time at a moment, over the week, by area, and if all were else."""

from datetime import datetime

import streamlit as st

from planning.cover.demand import demand_of
from planning.coverage import Coverage
from planning.reporting.report import coverage_report
from views import frame, maps, ui
from views.cover.areas import areas_panel
from views.cover.ask import Asked, ask_counted, ask_most_hazard
from views.cover.compare import compare_panel
from views.cover.figures import cause_bar, coverage_figures
from views.cover.firm import firm_panel
from views.cover.gaps import Names, gap_list, point_table, spoken_names
from views.cover.marks import result_pile
from views.cover.ready import ready_panel
from views.cover.week import week_panel
from views.faults import guarded
from views.in_words import in_words
from views.legend import legend
from views.maps import Group
from views.overlays import country_groups
from views.question import moment_heading, pick
from views.words import Words

_GAPS_AT_ONCE = 20
_WITH_DANGER = ("moment", "week", "areas")
_LEGEND = ("answer", "sites", "missions", "zones")


def page() -> None:
    """Show the page."""
    t = ui.words()
    frame.head(t("Coverage"))
    _board()


@st.fragment
@guarded
def _board() -> None:
    t = ui.words()
    face = _ask_face(t)
    asked = _ask(face, t)
    panels = {
        "moment": _moment,
        "week": week_panel,
        "areas": areas_panel,
        "compare": compare_panel,
        "ready": ready_panel,
    }
    panels[face](asked, t)


def _ask_face(t: Words) -> str:
    """Ask what is to be seen; only that is counted."""
    words = {
        "moment": t("This moment"),
        "week": t("Week"),
        "areas": t("By area"),
        "compare": t("Compare"),
        "ready": t("Ready zones"),
    }
    return pick(t("What to see"), words, key="show", default="moment")


def _ask(face: str, t: Words) -> Asked:
    with st.container(key="ctl", horizontal=True, gap="small", vertical_alignment="bottom"):
        question, direction, kind = ask_counted(t)
        most_hazard = ask_most_hazard(t) if face in _WITH_DANGER else None
    moment = frame.moment_at(question.when)
    return Asked(
        moment,
        demand_of(moment, kind),
        question.golden_s,
        direction,
        question.police,
        most_hazard,
    )


def _moment(asked: Asked, t: Words) -> None:
    coverage = asked.coverage()
    names = spoken_names(coverage, t)
    left, right = st.columns([6, 7], gap="small")
    with left:
        with st.container(key="step-first"):
            moment_heading(coverage.moment.when, t)
            ui.html(coverage_figures(coverage, t))
            ui.html(cause_bar(coverage, t))
        with st.container(key="step-answers"):
            firm_panel(asked, coverage, t)
            _gaps(coverage, names, t)
    with right:
        _show(coverage, names, t)


def _gaps(coverage: Coverage, names: Names, t: Words) -> None:
    gaps, places = len(coverage.gaps), len(coverage.covered)
    ui.html(
        ui.heading(
            t("Gaps, the heaviest first"),
            t("{count} of {all} places", count=t.number(gaps), all=t.number(places)),
        )
    )
    ui.html(gap_list(coverage, names, t, most=_GAPS_AT_ONCE))
    if gaps > _GAPS_AT_ONCE:
        with st.expander(t("{count} more gaps", count=t.number(gaps - _GAPS_AT_ONCE))):
            ui.html(gap_list(coverage, names, t, after=_GAPS_AT_ONCE))
    with st.expander(
        t("Every place on the map, as a table"), key="places_table", on_change="rerun"
    ) as box:
        if box.open:
            ui.html(point_table(coverage, names, t))
            if said := _not_counted(coverage, t):
                ui.html(ui.hint(said))
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


def _not_counted(coverage: Coverage, t: Words) -> str:
    """Say why fewer reported sites are counted than are on the map, where that is so."""
    on_map = len(coverage.moment.layer("sites"))
    left = on_map - len(coverage.covered)
    if coverage.demand.kind != "sites" or not left:
        return ""
    return t(
        "Of {all} reported sites on the map {count} are not counted: reports of a whole town or "
        "of several sites at once, which would count twice, and what was reported after this hour.",
        all=t.number(on_map),
        count=t.number(left),
    )


def _to_dispatch(when: datetime) -> None:
    """Open Dispatch as if the call came at `when`."""
    st.session_state.update(call_mode="then", call_day=when.date(), call_clock=when.time())
    frame.go_to("dispatch")


def _show(coverage: Coverage, names: Names, t: Words) -> None:
    look = ui.colours()
    result = Group(t("Coverage"), (), (result_pile(coverage, names, t=t, look=look),), moves=True)
    groups = (*country_groups(coverage.moment, t, look, quiet=True), result)
    with st.container(key="step-map"), st.container(key="mapbox-coverage"):
        frame.map_note()
        page_map = maps.map_of(groups, frame.look(), title=t("Map of what is reached in time"))
        moving = maps.moving_group((), groups=groups)
        maps.show(page_map, key="coverage_map", height=640, moving=moving)
    with st.container(key="step-legend"):
        legend(_LEGEND)
        in_words(coverage.moment)
