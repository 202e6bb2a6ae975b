"""Start: which of the three are you, one example each, and what holds right now."""

from datetime import datetime

import streamlit as st
from markupsafe import Markup

from planning.coverage import Coverage, assess_coverage, demand_of
from planning.facilities import doors_at, units_at
from planning.moment import Moment
from planning.picture import Mark
from planning.places import locate
from views import frame, pictures, symbols, ui
from views.dispatch import place_name
from views.overlays import open_state
from views.siting import add_trial
from views.tokens import ground
from views.words import SEOUL, Words

EXAMPLE = "Sihanoukville"


def example(t: Words) -> str:
    """Name the example's town in the visitor's language."""
    return place_name(locate(frame.pack(), EXAMPLE), t)


def page() -> None:
    """Show the page."""
    t = ui.words()
    now = frame.this_minute()
    moment = frame.moment_at(now)
    ui.strip(t("Green Zone, Cambodia"), now, frame.about_roads(moment))
    ui.html(
        Markup('<div class="hero">{}</div><div class="herosub">{}</div>').format(
            t("A door only helps if it is open when they get there."),
            t(
                "Green Zone joins roads, opening hours and reported sites, and says who is reached "
                "inside the golden time, how sure that is, and why the others are not. "
                "Which of the three are you?"
            ),
        )
    )
    coverage = now_covered(moment)
    roles = st.columns(3, gap="medium")
    with roles[0]:
        _dispatch_role(moment, t)
    with roles[1]:
        _analyst_role(coverage, t)
    with roles[2]:
        _planner_role(moment, coverage, t)
    _right_now(moment, coverage, t)


@st.cache_resource(show_spinner=False, max_entries=20)
def _covered(when: datetime) -> Coverage:
    moment = frame.moment_at(when)
    golden_s = moment.pack.settings.golden_s
    return assess_coverage(moment, demand_of(moment, "sites"), golden_s=golden_s)


def now_covered(moment: Moment) -> Coverage:
    """Give the coverage of the reported sites at a moment, counted once for everybody."""
    return _covered(moment.when)


def _role(picture: str, title: str, sentence: str) -> None:
    ui.html(
        Markup(
            '<div class="role"><div class="pic"><img alt="" src="{}"></div>'
            '<div class="tx"><h3>{}</h3><p>{}</p></div></div>'
        ).format(symbols.address(picture), title, sentence)
    )


def _dispatch_role(moment: Moment, t: Words) -> None:
    _role(
        _picture(moment, pictures.doors_marks(moment)),
        t("Dispatch officer"),
        t(
            "Paste a place. See who gets there first, how sure, by which road, and where the "
            "victim can go right now."
        ),
    )
    if st.button(
        t("Try: a call from {place}, now", place=example(t)),
        icon=":material/play_arrow:",
        type="primary",
        width="stretch",
        key="try_dispatch",
    ):
        st.session_state["place_text"] = example(t)
        st.session_state["picked"] = None
        st.session_state["picking"] = False
        st.session_state["called_at"] = frame.this_second()
        frame.go_to("dispatch")


def _analyst_role(coverage: Coverage, t: Words) -> None:
    _role(
        _picture(coverage.moment, pictures.coverage_marks(coverage)),
        t("Policy analyst"),
        t(
            "See what share is reached at any hour of the week, and every gap with its cause "
            "in words."
        ),
    )
    if st.button(
        t("Try: 03:00 on a Sunday"),
        icon=":material/play_arrow:",
        type="primary",
        width="stretch",
        key="try_coverage",
    ):
        st.session_state.update(when="hour", day=6, hour=3)
        frame.go_to("coverage")


def _planner_role(moment: Moment, coverage: Coverage, t: Words) -> None:
    gaps = [mark for mark in pictures.coverage_marks(coverage) if mark.kind == "gap"]
    _role(
        _picture(moment, [*gaps, *pictures.doors_marks(moment)]),
        t("Mission planner"),
        t("Drop a Green Zone anywhere on the map and see at once what it would change."),
    )
    if st.button(
        t("Try: a Green Zone in {place}", place=example(t)),
        icon=":material/play_arrow:",
        type="primary",
        width="stretch",
        key="try_siting",
    ):
        st.session_state["trials"] = ()
        add_trial(locate(frame.pack(), EXAMPLE), "24/7")
        frame.go_to("siting")


def _picture(moment: Moment, marks: list[Mark]) -> str:
    return pictures.country_svg(
        moment.pack, marks, look=ui.colours(), land=ground(dark=ui.is_dark())
    )


def _right_now(moment: Moment, coverage: Coverage, t: Words) -> None:
    doors = doors_at(moment)
    states = [open_state(door.hours, moment) for door in doors]
    units = units_at(moment)
    on_duty = sum(unit.on_duty for unit in units)
    sites, missions = len(moment.layer("sites")), len(moment.layer("missions"))
    facts = (
        (
            t("{count} of {all} doors open", count=states.count("open"), all=len(doors)),
            t(
                "that can let somebody in; hours of {count} are not known",
                count=states.count("unknown"),
            ),
        ),
        (
            t("{duty} on duty, {call} on call", duty=on_duty, call=len(units) - on_duty),
            t("units that can be sent"),
        ),
        (
            t("{share} in time", share=t.share(coverage.covered_share)),
            t(
                "of the weight of reported sites, within {golden}",
                golden=t.minutes(coverage.golden_s),
            ),
        ),
        (
            t("{count} reported sites", count=sites),
            t("and {count} missions on the map; the roads are schematic", count=missions),
        ),
    )
    aside = f"{t.weekday(moment.when)} {t.clock(moment.when)} · " + t(
        "Seoul {clock}", clock=t.clock(moment.when, SEOUL)
    )
    ui.html(ui.heading(t("Right now in Cambodia"), aside))
    boxes = ui.join(Markup("<div><b>{}</b>{}</div>").format(head, tail) for head, tail in facts)
    ui.html(Markup('<div class="now">{}</div>').format(boxes))
