"""Start: which of the three are you, one example each, and what holds right now."""

from collections import Counter
from contextlib import suppress
from datetime import datetime

import streamlit as st
from markupsafe import Markup

from geo.coordinates import Place
from geo.crs import distance_m
from geo.errors import GreenZoneError
from geo.text import markdown_escaped
from planning.cover.demand import demand_of
from planning.coverage import Coverage, assess_coverage
from planning.moment import Moment
from planning.places import locate
from planning.reporting.picture import Mark
from planning.routes import Route, plan_route
from planning.supply.facilities import doors_at, units_at
from views import frame, pictures, symbols, ui
from views.dispatch_ways import place_name, stand_of
from views.overlays import open_state
from views.plans.ask import ask_again
from views.tokens import ground
from views.words import Words

_EXAMPLES_TRIED = 5
_DOORS_TRIED = 3


def example() -> Place | None:
    """Choose the place of the examples: the town of most reported sites, else of most people.

    None where the pack knows no place by name.
    """
    return _example(frame.kept_for())


@st.cache_resource(show_spinner=False, max_entries=8)
def _example(edition: frame.Edition) -> Place | None:  # noqa: ARG001 - a key of the cache
    pack = frame.pack()
    towns = Counter(pack.layers["sites"]["town"]).most_common()
    places = pack.layers["places"].sort_values("population", ascending=False)
    names = [*(str(town) for town, _ in towns), *places["name"].head(_EXAMPLES_TRIED)]
    for name in filter(None, names):
        with suppress(GreenZoneError):  # a name that many bear is no example
            return locate(pack, name)
    return None


@st.cache_resource(show_spinner=False, max_entries=8)
def _example_way(edition: frame.Edition) -> Route | None:  # noqa: ARG001 - a key of the cache
    """Give the way from the example to the nearest door, for its picture; None without one."""
    place, moment = example(), frame.moment_at(frame.this_minute())
    if place is None:
        return None
    here = (place.lon, place.lat)
    doors = sorted(doors_at(moment), key=lambda door: distance_m(here, (door.lon, door.lat)))
    found: list[Route] = []
    for door in doors[:_DOORS_TRIED]:
        with suppress(GreenZoneError):
            found.append(plan_route(moment, place, stand_of(door)))
    return min(found, key=lambda one: one.path.total_s, default=None)


def page() -> None:
    """Show the page."""
    t = ui.words()
    now = frame.this_minute()
    moment = frame.moment_at(now)
    ui.strip(t("Green Zone, {country}", country=frame.country(t)), now, frame.about_roads(moment))
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
    coverage = now_covered(moment) if len(moment.layer("sites")) else None
    roles = st.columns(3, gap="medium")
    with roles[0]:
        _dispatch_role(moment, t)
    with roles[1]:
        _analyst_role(moment, coverage, t)
    with roles[2]:
        _planner_role(moment, coverage, t)
    _right_now(moment, coverage, t)


@st.cache_resource(show_spinner=False, max_entries=20)
def _covered(edition: frame.Edition, when: datetime) -> Coverage:  # noqa: ARG001 - a key of the cache
    moment = frame.moment_at(when)
    golden_s = moment.pack.settings.golden_s
    return assess_coverage(moment, demand_of(moment, "sites"), golden_s=golden_s)


def now_covered(moment: Moment) -> Coverage:
    """Give the coverage of the reported sites at a moment, counted once for everybody."""
    return _covered(frame.kept_for(), moment.when)


def _role(picture: str, title: str, sentence: str) -> None:
    ui.html(
        Markup(
            '<div class="role"><div class="pic"><img alt="" src="{}"></div>'
            '<div class="tx"><h2>{}</h2><p>{}</p></div></div>'
        ).format(symbols.address(picture), title, sentence)
    )


def _dispatch_role(moment: Moment, t: Words) -> None:
    place, way = example(), _example_way(frame.kept_for())
    marks = pictures.doors_marks(moment)
    if place is not None:
        marks.append(pictures.call_mark(place))
    _role(
        _picture(moment, marks, way),
        t("Dispatch officer"),
        t(
            "Paste a place. See who gets there first, how sure, by which road, and where the "
            "victim can go right now."
        ),
    )
    label = t("Open Dispatch")
    if place is not None:
        label = t("Try: a call from {place}, now", place=markdown_escaped(place_name(place, t)))
    if st.button(
        label,
        icon=":material/play_arrow:",
        type="primary",
        width="stretch",
        key="try_dispatch",
    ):
        if place is not None:
            st.session_state["place_text"] = place_name(place, t)
            st.session_state["picked"] = None
            st.session_state["picking"] = False
            st.session_state["called_at"] = frame.this_second()
        frame.go_to("dispatch")


def _analyst_role(moment: Moment, coverage: Coverage | None, t: Words) -> None:
    _role(
        _picture(moment, pictures.coverage_marks(coverage) if coverage else []),
        t("Policy analyst"),
        t(
            "See what share is reached at any hour of the week, and every gap with its cause "
            "in words."
        ),
    )
    if st.button(
        t("Try: an open door at 03:00 on a Sunday"),
        icon=":material/play_arrow:",
        type="primary",
        width="stretch",
        key="try_coverage",
    ):
        # Of all that can be counted this is what an hour changes most: who finds an open door.
        st.session_state.update(when="hour", day=6, hour=3, direction="reach", demand="people")
        frame.go_to("coverage")


def _planner_role(moment: Moment, coverage: Coverage | None, t: Words) -> None:
    marks = pictures.coverage_marks(coverage) if coverage else []
    gaps = [mark for mark in marks if mark.kind == "gap"]
    _role(
        _picture(moment, [*gaps, *pictures.doors_marks(moment)]),
        t("Mission planner"),
        t("Ask where the next Green Zones go, and how far that is from the best there can be."),
    )
    if st.button(
        t("Try: the four best places"),
        icon=":material/play_arrow:",
        type="primary",
        width="stretch",
        key="try_siting",
    ):
        ask_again(4)
        frame.go_to("siting")


def _picture(moment: Moment, marks: list[Mark], way: Route | None = None) -> str:
    return pictures.country_svg(
        moment.pack,
        marks,
        look=ui.colours(),
        land=ground(dark=ui.is_dark()),
        way=way,
    )


def _right_now(moment: Moment, coverage: Coverage | None, t: Words) -> None:
    facts = [_doors_now(moment, t), _units_now(moment, t)]
    if coverage:
        golden = t.minutes(coverage.golden_s)
        facts.append(
            (
                t("{share} in time", share=t.share(coverage.covered_share)),
                t("of the weight of reported sites, within {golden}", golden=golden),
            )
        )
    facts.append(_records_now(moment, t))
    aside = f"{t.weekday(moment.when)} {t.clock(moment.when)} · {t.home_clock(moment.when)}"
    ui.html(ui.heading(t("Right now in {country}", country=frame.country(t)), aside))
    boxes = ui.join(Markup("<div><b>{}</b>{}</div>").format(head, tail) for head, tail in facts)
    ui.html(Markup('<div class="now">{}</div>').format(boxes))


def _doors_now(moment: Moment, t: Words) -> tuple[str, str]:
    states = [open_state(door.hours, moment) for door in doors_at(moment)]
    unknown = states.count("unknown")
    return (
        t("{count} of {all} doors open", count=states.count("open"), all=len(states)),
        t("that can let somebody in; hours of {count} are not known", count=unknown),
    )


def _units_now(moment: Moment, t: Words) -> tuple[str, str]:
    units = units_at(moment)
    on_duty = sum(unit.on_duty for unit in units)
    return (
        t("{duty} on duty, {call} on call", duty=on_duty, call=len(units) - on_duty),
        t("units that can be sent"),
    )


def _records_now(moment: Moment, t: Words) -> tuple[str, str]:
    sites, missions = len(moment.layer("sites")), len(moment.layer("missions"))
    return (
        t("{count} reported sites", count=sites),
        t("and {count} missions on the map; the roads are schematic", count=missions)
        if moment.pack.is_schematic
        else t("and {count} missions on the map; the roads are streets", count=missions),
    )
