"""Dispatch: a place comes in, the answer is who gets there first and where the victim can go."""

from dataclasses import dataclass
from datetime import datetime

import streamlit as st
from markupsafe import Markup

from geo.coordinates import Place
from planning.dispatch import DispatchCard, SafePoint, assess_incident
from planning.exports import route_gpx
from planning.moment import Moment
from planning.places import check_inside, locate
from planning.routes import Route, named_routes, plan_route, route_geojson
from planning.slices import long_trip_slices
from views import dispatch_cards as cards
from views import frame, maps, ui
from views import way_cards as ways
from views.alarm_marks import alarm_badge
from views.dispatch_map import answer_marks
from views.faults import guarded, told
from views.in_words import in_words
from views.legend import legend
from views.maps import Look
from views.overlays import country_groups, unit_group
from views.question import Question, ask_golden, ask_police
from views.records import name_of
from views.words import LOCAL, SEOUL, Words

MAP_KEY = "dispatch_map"
CLICK_ERROR_M = 250.0

_LEGEND = ("sites", "missions", "zones", "police", "units")


@dataclass(frozen=True, slots=True)
class Ways:
    """The victim's ways to a door, and the first unit's way to the victim."""

    goal: SafePoint | None
    routes: tuple[Route, ...]
    coming: Route | None


def page() -> None:
    """Show the page."""
    t = ui.words()
    frame.head(t("Dispatch"))
    _desk()


@st.fragment
@guarded
def _desk() -> None:
    left, right = st.columns([5, 8.2], gap="small")
    with left:
        with st.container(key="step-ask"):
            question = _ask()
            place = _place()
            answer = _assess(question, place)
            if answer is None:
                _hint()
        if answer is not None:
            _answer(answer, question)
    with right:
        _show(answer, question)


def _assess(question: Question, place: Place | None) -> DispatchCard | None:
    answer: DispatchCard | None = None
    if place is not None:
        with told():
            moment = frame.moment_at(question.when)
            _say_place(place, moment)
            answer = assess_incident(
                moment, place, golden_s=question.golden_s, police=question.police
            )
    return answer


def _ask() -> Question:
    t = ui.words()
    st.session_state.setdefault("picking", True)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        st.text_input(
            t("Where is the caller? Paste anything"),
            key="place_text",
            placeholder=t("Name, coordinates, map link …"),
            on_change=_typed,
            width="stretch",
        )
        st.toggle(t("Click on map"), key="picking")
        with st.popover(t("Options"), icon=":material/tune:"):
            golden_s = ask_golden(t)
            police = ask_police(t)
            when = _ask_call_time(t)
    return Question(when, golden_s, police)


def _ask_call_time(t: Words) -> datetime:
    mode = st.segmented_control(
        t("Call"),
        ["now", "then"],
        key="call_mode",
        default="now",
        required=True,
        format_func={"now": t("Just now"), "then": t("At another time")}.__getitem__,
    )
    if mode == "then":
        now = frame.this_minute()
        st.session_state.setdefault("call_day", now.date())
        st.session_state.setdefault("call_clock", now.time())
        day = st.date_input(t("Day, Phnom Penh"), key="call_day")
        clock = st.time_input(t("Time, Phnom Penh"), key="call_clock", step=300)
        return datetime.combine(day or now.date(), clock or now.time(), tzinfo=LOCAL)
    called: datetime = st.session_state.get("called_at") or frame.this_minute()
    return called


def _typed() -> None:
    st.session_state["picked"] = None
    st.session_state["called_at"] = frame.this_second()
    if st.session_state.get("place_text", "").strip():
        st.session_state["picking"] = False


def _clicked() -> None:
    """Take a click as the place, only while the switch is on."""
    spot = maps.clicked(st.session_state.get(MAP_KEY))
    if spot is None or not st.session_state.get("picking"):
        return
    st.session_state["picked"] = spot
    st.session_state["called_at"] = frame.this_second()
    st.session_state["picking"] = False
    st.session_state["place_text"] = ""


def _place() -> Place | None:
    """Read the place from the click or the text."""
    t = ui.words()
    picked: tuple[float, float] | None = st.session_state.get("picked")
    text = str(st.session_state.get("place_text") or "").strip()
    place: Place | None = None
    with told():
        if picked is not None:
            place = clicked_place(*picked, t)
        elif text:
            place = locate(frame.pack(), text)
    return place


def _say_place(place: Place, moment: Moment) -> None:
    """Say what the place was read as, and which travel alarm it is under."""
    t = ui.words()
    error = t("±{distance}", distance=t.distance(place.error_m))
    name = place_name(place, t).replace("*", "")
    said = ui.rich(t("Read as **{name}** · {error}", name=name, error=error))
    alarm = alarm_badge(moment, place, t=t, look=ui.colours())
    ui.html(
        Markup('<div class="kv read"><span data-read="place">{}</span>{}</div>').format(said, alarm)
    )


def place_name(place: Place, t: Words) -> str:
    """Name a place in the visitor's language, where the gazetteer knows it."""
    rows = frame.pack().layers["places"]
    known = rows[rows["id"] == place.gazetteer_id]
    return name_of(known.iloc[0], t) if len(known) else place.name


def clicked_place(lat: float, lon: float, t: Words) -> Place:
    """Make a place out of a click on the map."""
    check_inside(frame.pack(), lat=lat, lon=lon)
    name = t("the clicked point {lat}, {lon}", lat=f"{lat:.4f}", lon=f"{lon:.4f}")
    return Place(lat, lon, CLICK_ERROR_M, name, "coordinate", f"{lat:.5f}, {lon:.5f}")


def _hint() -> None:
    t = ui.words()
    ui.html(
        Markup('<div class="hint">{}</div>').format(
            ui.rich(
                t(
                    "Paste a place in any form, or click the map. Examples: **Sihanoukville**, "
                    "**10.7071, 103.8132**, **11°33'44\"N 104°55'E**, a Google, Naver or Kakao link."
                )
            )
        )
    )


def _answer(answer: DispatchCard, question: Question) -> None:
    t, look = ui.words(), ui.colours()
    moment = frame.moment_at(question.when)
    live = st.session_state.get("call_mode", "now") == "now"
    with st.container(key="step-first"):
        ui.html(cards.countdown(answer, datetime.now(tz=LOCAL), t, live=live))
    with st.container(key="step-answers"):
        ui.html(cards.who_first(answer, t, look))
        others = cards.other_units(answer, t, look)
        if others:
            ui.html(others)
        counted = question.police != "none"
        note = ways.zone_note(moment, answer.place, t)
        ui.html(ways.doors(answer, t, look, police_counted=counted, note=note))
        ui.html(ways.contacts_card(moment, t))


def _show(answer: DispatchCard | None, question: Question) -> None:
    t, look = ui.words(), ui.colours()
    moment = frame.moment_at(question.when)
    groups = country_groups(moment, t, look, units=False)
    found = _ways(moment, answer) if answer else Ways(None, (), None)
    chosen = min(int(st.session_state.get("way") or 0), max(len(found.routes) - 1, 0))
    picking = bool(st.session_state.get("picking"))
    moving = maps.moving_group((), unit_group(moment, t, look).piles, pick=picking)
    if answer is not None:
        marks, piles, held = answer_marks(
            answer, found.routes, found.coming, chosen=chosen, t=t, look=look
        )
        moving = maps.moving_group(marks, piles, fit=held, pick=picking)
    with st.container(key="step-map"), st.container(key="mapbox-dispatch"):
        frame.map_note()
        page_map = maps.map_of(
            groups, Look(t, ui.is_dark()), title=t("Map of Cambodia for dispatch")
        )
        maps.show(page_map, key=MAP_KEY, height=440, moving=moving, on_change=_clicked)
    if answer is not None:
        with st.container(key="step-ways"):
            _show_ways(answer, found, chosen)
    with st.container(key="step-legend"):
        legend(_LEGEND)
        in_words(moment)


def _ways(moment: Moment, answer: DispatchCard) -> Ways:
    """Find the ways once for each answer; a changed switch does not search again."""
    wanted = st.session_state.get("goal")
    key = (answer, wanted)
    kept: tuple[object, Ways] | None = st.session_state.get("ways")
    if kept is not None and kept[0] == key:
        return kept[1]
    points = goals(answer)
    goal = next((point for point in points if point.door.id == wanted), next(iter(points), None))
    routes: tuple[Route, ...] = ()
    if goal is not None:
        routes = tuple(named_routes(moment, answer.place, door_place(goal)))
    best = next(iter(cards.reachable(answer)), None)
    coming = None
    if best is not None:
        base = Place(best.unit.lat, best.unit.lon, best.unit.precision_m, best.unit.name, "", "")
        coming = plan_route(moment, base, answer.place)
    found = Ways(goal, routes, coming)
    st.session_state["ways"] = (key, found)
    return found


def goals(answer: DispatchCard) -> list[SafePoint]:
    """List the doors that a road leads to, in the order of the answer."""
    return [point for point in answer.safe_points if point.arrival_s != float("inf")]


def door_place(point: SafePoint) -> Place:
    """Make a place out of a door."""
    door = point.door
    return Place(door.lat, door.lon, door.precision_m, door.name, "", "")


def _show_ways(answer: DispatchCard, found: Ways, chosen: int) -> None:
    t = ui.words()
    if found.goal is None or not found.routes:
        return
    names = {
        point.door.id: cards.door_name(point.door.name, point.door.name_ko, t)
        for point in goals(answer)
    }
    if st.session_state.get("goal") not in names:
        st.session_state["goal"] = found.goal.door.id
    if st.session_state.get("way") not in range(len(found.routes)):
        st.session_state["way"] = 0
    ui.html(ways.routes_heading(names[found.goal.door.id], t))
    ui.html(ways.route_cards(found.routes, t, chosen=chosen))
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        if len(found.routes) > 1:
            st.segmented_control(
                t("Way"),
                range(len(found.routes)),
                key="way",
                required=True,
                format_func=lambda index: ways.route_name(found.routes[index], t),
                label_visibility="collapsed",
            )
        st.selectbox(
            t("To which door?"),
            list(names),
            format_func=names.__getitem__,
            key="goal",
            label_visibility="collapsed",
            width=330,
        )
        _share(answer, found.routes[chosen])
    with st.expander(t("Say this: the way in words")):
        route = found.routes[chosen]
        sliced = long_trip_slices(frame.moment_at(answer.when), route)
        ui.html(ways.way_in_words(route, t, sliced=sliced))


def _share(answer: DispatchCard, route: Route) -> None:
    t = ui.words()
    with (
        st.container(key="acts", width="content"),
        st.popover(t("Share this"), icon=":material/share:"),
    ):
        st.code(as_text(answer, route, t), language=None, wrap_lines=True)
        ui.html(ways.phone_apps(route, t))
        st.download_button(
            "GPX", route_gpx(route), "green-zone-way.gpx", "application/gpx+xml", on_click="ignore"
        )
        st.download_button(
            "GeoJSON",
            route_geojson([route]),
            "green-zone-way.geojson",
            "application/geo+json",
            on_click="ignore",
        )


def as_text(answer: DispatchCard, route: Route, t: Words) -> str:
    """Write the answer as plain text for a messenger."""
    place = answer.place
    seoul = f"{t('Seoul')} {t.clock(answer.when, SEOUL)}"
    spot = f"{place.lat:.5f}, {place.lon:.5f}, ±{t.distance(place.error_m)}"
    lines = [
        f"Green Zone · {t.date(answer.when)} {t.clock(answer.when)} ({seoul})",
        f"{t('Caller')}: {place_name(place, t)} ({spot})",
    ]
    for index, one in enumerate(cards.reachable(answer)[:3]):
        name = cards.door_name(one.unit.name, one.unit.name_ko, t)
        chance = t.share(one.chance)
        lines.append(
            t(
                "{letter}: {name}, {duration} after the call, chance in time {chance}",
                letter=cards.LETTERS[index],
                name=name,
                duration=t.duration(one.parts.eta_s),
                chance=chance,
            )
        )
    way = ways.route_name(route, t)
    lines.append(
        f"{way}: {route.goal.name}, {t.duration(route.path.total_s)}, "
        f"{t.distance(route.path.length_m)}"
    )
    if route.is_approximate:
        lines.append(t("Times are approximate: the roads are schematic."))
    return "\n".join(lines)
