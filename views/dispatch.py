"""Dispatch: a place comes in, the answer is who gets there first and where the victim can go."""

from dataclasses import dataclass
from datetime import datetime

import streamlit as st
from markupsafe import Markup

from geo.coordinates import Place
from geo.errors import AmbiguousPlaceError, UnknownPlaceError
from geo.text import markdown_escaped
from planning.dispatch import DispatchCard, assess_incident
from planning.incidents.cases import Case
from planning.incidents.desk import place_of
from planning.moment import Moment
from planning.places import check_inside, locate
from views import case_store, dispatch_link, frame, maps, ui
from views import dispatch_cards as cards
from views import way_cards as ways
from views.alarm_marks import alarm_badge
from views.dispatch_cases import ask_to_open, list_cases, show_statistics, work_on
from views.dispatch_help import contacts_card, pair_card, show_say
from views.dispatch_map import answer_marks
from views.dispatch_others import holiday_note, other_units
from views.dispatch_print import print_page
from views.dispatch_reach import ask_reach, reach_marks
from views.dispatch_ways import NO_WAYS, find_meetings, find_ways, place_name, show_ways
from views.faults import guarded, told
from views.headlines import headline
from views.in_words import in_words
from views.legend import legend
from views.meeting_cards import meeting_card
from views.overlays import country_groups, unit_group
from views.question import Question, ask_golden, ask_mode, ask_police
from views.words import Words

MAP_KEY = "dispatch_map"
CLICK_ERROR_M = 250.0
_MOST_CHOICES = 6

_LEGEND = ("sites", "missions", "zones", "police", "units")


def page() -> None:
    """Show the page."""
    t = ui.words()
    frame.head(t("Dispatch"))
    _desk()


@st.fragment
@guarded
def _desk() -> None:
    t = ui.words()
    left, right = st.columns([5, 8.2], gap="small")
    with left:
        with st.container(key="step-ask"):
            cases, case = _cases(t)
            asked = _Asked(_ask(case), case, case_store.busy_with_others(cases, case))
            place = place_of(case.place) if case else _place()
            dispatch_link.keep(place, case, when=asked.question.when)
            answer = _assess(asked, place)
            if answer is None and case is None:
                _hint()
        with st.container(key="step-first"):
            _first(answer, asked, t)
        if answer is not None:
            _answer(answer, asked)
    with right:
        _show(answer, asked)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The question, the case it is about, and the units that are busy with other cases."""

    question: Question
    case: Case | None
    busy: frozenset[str]

    @property
    def moment(self) -> Moment:
        """The moment asked about; who is busy is known only for now."""
        moment = frame.moment_at(self.question.when)
        return moment.with_busy(self.busy) if self.is_live else moment

    @property
    def is_live(self) -> bool:
        """Whether the golden time runs now."""
        return self.case is not None or st.session_state.get("call_mode", "now") == "now"


def _cases(t: Words) -> tuple[tuple[Case, ...], Case | None]:
    """Show the open cases and give them, with the one that is worked on."""
    cases: tuple[Case, ...] = ()
    with told():
        cases = case_store.read_cases(open_only=True)
    dispatch_link.follow(cases)
    case = case_store.picked_case(cases)
    if case_store.is_gone(case):
        st.info(t("The case you worked on is closed."), icon=":material/lock:")
    list_cases(cases, case, t)
    return cases, case


def _first(answer: DispatchCard | None, asked: _Asked, t: Words) -> None:
    """Show the countdown, and the case with its buttons."""
    if answer is not None:
        ui.html(cards.countdown(answer, frame.this_second(), t, live=asked.is_live))
    if asked.case is not None:
        work_on(asked.case, answer, t)


def _assess(asked: _Asked, place: Place | None) -> DispatchCard | None:
    answer: DispatchCard | None = None
    question = asked.question
    if place is not None:
        with told():
            moment = asked.moment
            _say_place(place, moment)
            answer = assess_incident(
                moment,
                place,
                golden_s=question.golden_s,
                police=question.police,
                mode=question.mode,
            )
    return answer


def _ask(case: Case | None) -> Question:
    """Ask what is to be answered; a case answers when the call was, and how long there is."""
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
        st.toggle(t("Map click is the place"), key="picking")
        with st.popover(t("Options"), icon=":material/tune:"):
            golden_s = ask_golden(t) if case is None else case.golden_s
            police = ask_police(t)
            when = _ask_call_time(t) if case is None else case.called.astimezone(frame.pack().zone)
    return Question(when, golden_s, police, ask_mode(t))


def _ask_call_time(t: Words) -> datetime:
    st.session_state.setdefault("call_mode", "now")
    mode = st.segmented_control(
        t("Call"),
        ["now", "then"],
        default=st.session_state["call_mode"],
        key="call_mode",
        required=True,
        format_func={"now": t("Just now"), "then": t("At another time")}.__getitem__,
    )
    if mode == "then":
        now = frame.this_minute()
        st.session_state.setdefault("call_day", now.date())
        st.session_state.setdefault("call_clock", now.time())
        city = t.city(now.tzinfo)
        # As in `question.choose`: what opens in a popover begins anew there.
        day = st.date_input(
            t("Day, {city}", city=city), st.session_state["call_day"], key="call_day"
        )
        clock = st.time_input(
            t("Time, {city}", city=city),
            st.session_state["call_clock"],
            key="call_clock",
            step=300,
        )
        return datetime.combine(day or now.date(), clock or now.time(), tzinfo=now.tzinfo)
    called: datetime = st.session_state.get("called_at") or frame.this_minute()
    return called


def _typed() -> None:
    case_store.forget()
    st.session_state["picked"] = None
    st.session_state["called_at"] = frame.this_second()
    if st.session_state.get("place_text", "").strip():
        st.session_state["picking"] = False


def _clicked() -> None:
    """Take a click as the place, only while the switch is on."""
    spot = maps.clicked(st.session_state.get(MAP_KEY))
    if spot is None or not st.session_state.get("picking"):
        return
    case_store.forget()
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
            try:
                place = locate(frame.pack(), text)
            except (AmbiguousPlaceError, UnknownPlaceError) as error:
                if not error.choices:
                    raise
                _offer(error, t)
    return place


def _offer(error: AmbiguousPlaceError | UnknownPlaceError, t: Words) -> None:
    """Offer what an unclear text may mean: nothing is guessed, one press chooses."""
    asked = headline(error.code, t)
    if error.code != AmbiguousPlaceError.code:  # whose own words ask already
        asked = f"{asked} {t('Did you mean …?')}"
    st.warning(asked, icon=":material/help:")
    with st.container(key="meant", horizontal=True, gap="small", vertical_alignment="center"):
        for number, choice in enumerate(error.choices[:_MOST_CHOICES]):
            st.button(
                markdown_escaped(choice, 80), key=f"meant_{number}", on_click=_meant, args=(choice,)
            )


def _meant(choice: str) -> None:
    st.session_state["place_text"] = choice
    _typed()


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
                    "Paste a place in any form, or click the map: a town, a reported site, a mission, "
                    "a border gate. Examples: **Sihanoukville**, **10.7071, 103.8132**, "
                    "**11°33'44\"N 104°55'E**, a Google, Naver or Kakao link."
                )
            )
        )
    )


def _answer(answer: DispatchCard, asked: _Asked) -> None:
    t, look, now = ui.words(), ui.colours(), frame.this_second()
    moment, question = asked.moment, asked.question
    with st.container(key="step-answers"):
        if asked.case is None:
            ask_to_open(answer, t)
        holiday = holiday_note(answer, now, t)
        if holiday:
            ui.html(holiday)
        sent = asked.case.units_now if asked.case else frozenset[str]()
        ui.html(cards.who_first(answer, t, look, sent=sent))
        show_say(answer, t, now=now if asked.is_live else None)
        for rest in (other_units(answer, t, look, sent=sent), pair_card(answer, t)):
            if rest:
                ui.html(rest)
        counted = question.police != "none"
        note = ways.zone_note(moment, answer.place, t)
        ui.html(ways.doors(answer, t, look, police_counted=counted, note=note))
        met = find_meetings(moment, answer, question.police)
        ui.html(meeting_card(met, answer, t=t, look=look))
        if answer.contacts:
            ui.html(contacts_card(answer, t))


def _show(answer: DispatchCard | None, asked: _Asked) -> None:
    t, look = ui.words(), ui.colours()
    moment = asked.moment
    groups = country_groups(moment, t, look, units=False)
    found = find_ways(moment, answer) if answer else NO_WAYS
    chosen = min(int(st.session_state.get("way_out") or 0), max(len(found.routes) - 1, 0))
    picking = bool(st.session_state.get("picking"))
    moving = maps.moving_group((), unit_group(moment, t, look).piles, pick=picking)
    if answer is not None:
        marks, piles, held = answer_marks(
            answer, found.routes, found.coming, chosen=chosen, t=t, look=look
        )
        if st.session_state.get("reach"):
            marks = (*reach_marks(moment, answer, t=t, look=look), *marks)
        moving = maps.moving_group(marks, piles, fit=held, pick=picking)
    with st.container(key="step-map"), st.container(key="mapbox-dispatch"):
        frame.map_note()
        page_map = maps.map_of(
            groups, frame.look(), title=t("Map of {country} for dispatch", country=frame.country(t))
        )
        maps.show(page_map, key=MAP_KEY, height=440, moving=moving, on_change=_clicked)
        if answer is not None:
            ask_reach(answer, t)
    if answer is not None:
        with st.container(key="step-ways"):
            show_ways(
                answer,
                found,
                chosen,
                printed=lambda route: print_page(
                    moment, answer, t, case=asked.case, ways=(route, found.routes)
                ),
            )
    with st.container(key="step-legend"):
        legend(_LEGEND)
        show_statistics(t)
        in_words(moment)
