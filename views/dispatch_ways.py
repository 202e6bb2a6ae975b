"""The ways of an answer: found once, shown with their price, shared with a messenger or a phone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from geo.coordinates import Place
from geo.errors import NoResourceError
from planning.answers.safe_points import SafePoint
from planning.dispatch import DispatchCard
from planning.moment import Moment
from planning.routes import Route, named_routes, plan_route, route_geojson
from planning.supply.facilities import PolicePolicy
from planning.supply.values import Door, Unit
from planning.ways.choices import Choices, choices_between
from planning.ways.exports import phone_links, route_gpx
from planning.ways.meeting import Meeting, plan_meetings
from planning.ways.slices import long_trip_slices
from views import dispatch_cards as cards
from views import frame, ui
from views import way_cards as ways
from views.question import travel_word
from views.records import name_of, own_name, record_of
from views.words import Words

_APP_NAMES = {"KakaoMap": "카카오맵 KakaoMap", "NAVER Map": "네이버 지도 NAVER Map"}


@dataclass(frozen=True, slots=True)
class Ways:
    """The victim's ways to a door, and the first unit's way to the victim."""

    goal: SafePoint | None
    routes: tuple[Route, ...]
    coming: Route | None


NO_WAYS = Ways(None, (), None)


def find_ways(moment: Moment, answer: DispatchCard) -> Ways:
    """Find the ways once for each answer; a changed switch does not search again."""
    wanted = st.session_state.get("goal")
    points = goals(answer)
    goal = next((point for point in points if point.door.id == wanted), best_goal(points))
    key = (answer, goal)
    kept: tuple[object, Ways] | None = st.session_state.get("ways")
    if kept is not None and kept[0] == key:
        return kept[1]
    routes: tuple[Route, ...] = ()
    if goal is not None:
        walker = frame.moment_at(answer.when, answer.mode)
        routes = tuple(named_routes(walker, answer.place, stand_of(goal.door)))
    best = next(iter(cards.reachable(answer)), None)
    coming = None
    if best is not None:
        coming = plan_route(moment, stand_of(best.unit), answer.place)
    found = Ways(goal, routes, coming)
    st.session_state["ways"] = (key, found)
    return found


def best_goal(points: Sequence[SafePoint]) -> SafePoint | None:
    """Choose a door: the first of the answer, unless one of unknown hours is nearer than a shut one.

    One phone call settles whether that is open; a shut door is shut for sure.
    """
    first = next(iter(points), None)
    if first is None or first.open_on_arrival:
        return first
    unsure = [point for point in points if point.open_on_arrival is None]
    return min([first, *unsure], key=lambda point: point.arrival_s)


def find_meetings(
    moment: Moment, answer: DispatchCard, police: PolicePolicy
) -> tuple[Meeting, ...]:
    """Find where both can meet, once for each answer; none where there is no such place."""
    key = (answer, police)
    kept: tuple[object, tuple[Meeting, ...]] | None = st.session_state.get("meetings")
    if kept is not None and kept[0] == key:
        return kept[1]
    try:
        found = plan_meetings(moment, answer.place, mode=answer.mode, police=police)
    except NoResourceError:
        found = ()
    st.session_state["meetings"] = (key, found)
    return found


def _find_choices(answer: DispatchCard, goal: SafePoint) -> Choices:
    """Find every trade of time for safety, once for each answer and door."""
    key = (answer, goal.door.id)
    kept: tuple[object, Choices] | None = st.session_state.get("choices")
    if kept is not None and kept[0] == key:
        return kept[1]
    walker = frame.moment_at(answer.when, answer.mode)
    found = choices_between(walker, answer.place, stand_of(goal.door))
    st.session_state["choices"] = (key, found)
    return found


def goals(answer: DispatchCard) -> list[SafePoint]:
    """List the doors that a road leads to, in the order of the answer."""
    return [point for point in answer.safe_points if point.arrival_s != float("inf")]


def stand_of(one: Door | Unit) -> Place:
    """Give the place where a door or a unit stands."""
    return Place(one.lat, one.lon, one.precision_m, one.name, "", "")


def place_name(place: Place, t: Words) -> str:
    """Name a place in the visitor's language, where the gazetteer knows it."""
    row = record_of(frame.pack(), place.gazetteer_id)
    return place.name if row is None else name_of(row, t)


def goal_name(answer: DispatchCard, route: Route, t: Words) -> str:
    """Name the door a way leads to, in the visitor's language."""
    doors = (one.door for one in answer.safe_points if one.door.name == route.goal.name)
    return next((own_name(door, t) for door in doors), route.goal.name)


def show_ways(
    answer: DispatchCard, found: Ways, chosen: int, *, printed: Callable[[Route | None], str]
) -> None:
    """Show the ways to a door with their price, and what can be done with the chosen one.

    Parameters
    ----------
    printed
        Gives the page to print, with a way on it if there is one.
    """
    t = ui.words()
    if found.goal is None or not found.routes:
        _share(answer, None, printed)
        return
    names = {point.door.id: own_name(point.door, t) for point in goals(answer)}
    if st.session_state.get("goal") not in names:
        st.session_state["goal"] = found.goal.door.id
    if st.session_state.get("way_out") not in range(len(found.routes)):
        st.session_state["way_out"] = 0
    route = found.routes[chosen]
    ui.html(ways.routes_heading(names[found.goal.door.id], travel_word(answer.mode, t), t))
    ui.html(ways.route_cards(found.routes, t, chosen=chosen))
    cautions = ways.cautions(route, t)
    if cautions:
        ui.html(cautions)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        _ask_way(found.routes, t)
        st.selectbox(
            t("To which door?"),
            list(names),
            index=list(names).index(st.session_state["goal"]),
            format_func=names.__getitem__,
            key="goal",
            label_visibility="collapsed",
            width=330,
        )
        _share(answer, route, printed)
    with st.expander(
        t("Say this: the way in words"), key="way_in_words", on_change="rerun"
    ) as said:
        if said.open:
            walker = frame.moment_at(answer.when, answer.mode)
            ui.html(ways.way_in_words(route, t, sliced=long_trip_slices(walker, route)))
    _show_choices(answer, found.goal, t)


def _ask_way(routes: tuple[Route, ...], t: Words) -> None:
    if len(routes) > 1:
        st.segmented_control(
            t("Way"),
            range(len(routes)),
            key="way_out",
            required=True,
            format_func=lambda index: ways.route_name(routes[index], t),
            label_visibility="collapsed",
        )


def _show_choices(answer: DispatchCard, goal: SafePoint, t: Words) -> None:
    """List more ways once they are asked for: the search waits until then."""
    with st.expander(
        t("More ways: time against danger"), key="more_ways", on_change="rerun"
    ) as more:
        if more.open:
            ui.html(ways.choice_list(_find_choices(answer, goal), t))


def _share(
    answer: DispatchCard, route: Route | None, printed: Callable[[Route | None], str]
) -> None:
    """Offer the answer as text, for phones, and as a page, once that is asked for."""
    t = ui.words()
    with (
        st.container(key="acts", width="content"),
        st.popover(
            t("Share this"), icon=":material/share:", key="share_answer", on_change="rerun"
        ) as share,
    ):
        if not share.open:
            return
        st.code(as_text(answer, route, t), language=None, wrap_lines=True)
        files = [(t("Page to print"), printed(route), "html", "text/html")]
        if route is not None:
            _phone_apps(route, t)
            files = [
                ("GPX", route_gpx(route), "gpx", "application/gpx+xml"),
                ("GeoJSON", route_geojson([route]), "geojson", "application/geo+json"),
                *files,
            ]
        with st.container(horizontal=True, gap="small"):
            for name, content, ending, kind in files:
                st.download_button(
                    name, content, f"green-zone-way.{ending}", kind, on_click="ignore"
                )


def _phone_apps(route: Route, t: Words) -> None:
    """Offer links that open the same trip in a phone's map app, and say whom that tells.

    They are buttons, not markup: some apps have a scheme of their own, which markup may not hold.
    """
    with st.container(key="apps", horizontal=True, gap="small"):
        for app, address in phone_links(route).items():
            if app != "geo":
                st.link_button(_APP_NAMES.get(app, app), address)
    ui.html(ui.hint(t("The app finds its own way, and its maker learns both places.")))


def as_text(answer: DispatchCard, route: Route | None, t: Words) -> str:
    """Write the answer as plain text for a messenger, with the way if there is one."""
    place = answer.place
    spot = f"{place.lat:.5f}, {place.lon:.5f}, ±{t.distance(place.error_m)}"
    lines = [
        f"Green Zone · {t.date(answer.when)} {t.clock(answer.when)} ({t.home_clock(answer.when)})",
        f"{t('Caller')}: {place_name(place, t)} ({spot})",
    ]
    for index, one in enumerate(cards.reachable(answer)[:3]):
        name = own_name(one.unit, t)
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
    if route is None:
        lines.append(t("No road leads from there to a door."))
    else:
        way = ways.route_name(route, t)
        lines.append(
            f"{way}: {goal_name(answer, route, t)}, {t.duration(route.path.total_s)}, "
            f"{t.distance(route.path.length_m)}"
        )
    if frame.pack().is_schematic:
        lines.append(t("Times are approximate: the roads are schematic."))
    elif route is not None and route.is_approximate:
        lines.append(t("Times are approximate: the place is known only roughly."))
    return "\n".join(lines)
