"""Cases on Dispatch: the list of open ones, opening one, and the buttons that write into it."""

from collections.abc import Container, Mapping, Sequence
from datetime import datetime
from typing import Literal

import streamlit as st

from geo.text import markdown_escaped
from planning.dispatch import DispatchCard
from planning.incidents.cases import Case
from planning.incidents.events import Change, Closed, TimeTold, UnitFreed, UnitSent
from planning.incidents.notes import MOST_CHARACTERS
from planning.incidents.stats import statistics_of
from planning.supply.facilities import all_units
from planning.supply.values import Unit
from views import case_store as store
from views import frame, ui
from views.case_cards import case_card, case_row, step_word, urgency
from views.case_tables import statistics_tables
from views.dispatch_cards import LETTERS, reachable
from views.records import own_name
from views.words import Words

_SHOWN = 5
_LIST_HEIGHT = 330


def list_cases(cases: Sequence[Case], case: Case | None, t: Words) -> None:
    """List the open cases, the most urgent first, each with a button to work on it."""
    if not cases:
        return
    ordered = sorted(cases, key=urgency)
    height: int | Literal["content"] = _LIST_HEIGHT if len(ordered) > _SHOWN else "content"
    ui.html(ui.heading(t("Open cases"), str(len(ordered))))
    with st.container(key="cases", height=height, gap=None, border=False):
        for one in ordered:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                ui.html(case_row(one, frame.this_second(), t))
                _pick_button(one, is_picked=case is not None and case.id == one.id, t=t)


def _pick_button(one: Case, *, is_picked: bool, t: Words) -> None:
    if is_picked:
        st.button(t("Put aside"), key=f"aside_{one.id}", type="primary", on_click=store.put_aside)
    else:
        st.button(t("Take up"), key=f"take_{one.id}", on_click=store.pick, args=(one,))


def ask_to_open(answer: DispatchCard, t: Words) -> None:
    """Offer to open a case from the answer in view."""
    with st.popover(t("Open a case"), icon=":material/add_alert:"):
        place = t.distance(answer.place.error_m)
        ui.html(
            ui.hint(
                t(
                    "Kept: the call at **{clock}**, the place with its error of ±{error}, and the note. "
                    "Never a name.",
                    clock=t.moment(answer.called_at, frame.this_second()),
                    error=place,
                )
            )
        )
        _note_field("open_note", t)
        store.show_fault()
        st.button(
            t("Open this case"),
            key="open_case",
            type="primary",
            on_click=store.open_case,
            args=(answer,),
        )


def work_on(case: Case, answer: DispatchCard | None, t: Words) -> None:
    """Show a case and the buttons that write into it."""
    names = {unit.id: own_name(unit, t) for unit in _units()}
    ui.html(case_card(case, names, now=frame.this_second(), t=t))
    store.show_fault()
    at = _ask_time(case, t)
    with st.container(horizontal=True, gap="small"):
        for name in (
            "answered",
            "arrived",
            "admitted",
            *(["sent"] if "sent" in case.times else []),
        ):
            _time_button(case, name, at=at, t=t)
    _ask_units(case, answer, names, at=at, t=t)
    with st.container(horizontal=True, gap="small"):
        _ask_note(case, t)
        _ask_close(case, at, t)


def _ask_time(case: Case, t: Words) -> datetime | None:
    """Ask for the instant that the buttons write: None is the instant they are pressed."""
    mode = st.segmented_control(
        t("When it happened"),
        ["now", "then"],
        key=f"at_{case.id}",
        default="now",
        required=True,
        format_func={"now": t("Now"), "then": t("At another time")}.__getitem__,
        label_visibility="collapsed",
    )
    if mode != "then":
        return None
    now = frame.this_minute()
    st.session_state.setdefault(f"day_{case.id}", now.date())
    st.session_state.setdefault(f"clock_{case.id}", now.time())
    with st.container(horizontal=True, gap="small"):
        day = st.date_input(t("Day, {city}", city=t.city(now.tzinfo)), key=f"day_{case.id}")
        clock = st.time_input(
            t("Time, {city}", city=t.city(now.tzinfo)), key=f"clock_{case.id}", step=60
        )
    chosen = datetime.combine(day or now.date(), clock or now.time(), tzinfo=now.tzinfo)
    return store.in_its_minute(case, chosen)


def _time_button(case: Case, name: str, *, at: datetime | None, t: Words) -> None:
    """Write a time; one that is known is only corrected by naming another."""
    is_known = name in case.times
    st.button(
        step_word(name, t),
        key=f"{name}_{case.id}",
        icon=":material/check:" if is_known else None,
        disabled=is_known and at is None,
        help=t("Known already; choose another time to correct it.") if is_known else None,
        on_click=_write_time,
        args=(case, name, at),
    )


def _write_time(case: Case, name: str, at: datetime | None) -> None:
    changes = [TimeTold(name, at or frame.this_second())]
    store.write(case, changes, only_as_seen=True)


def _ask_units(
    case: Case,
    answer: DispatchCard | None,
    names: Mapping[str, str],
    *,
    at: datetime | None,
    t: Words,
) -> None:
    """Offer to send a unit, those of the answer first, and to free each that is busy with it."""
    order = [one.unit.id for one in reachable(answer)] if answer else []
    letters = {unit: f"{LETTERS[number % 26]} · " for number, unit in enumerate(order)}
    busy = {unit.id for unit in answer.tied_up} if answer else set()
    away = [one.unit.id for one in answer.absences] if answer else list(names)
    left = [one for one in (*order, *away) if one not in case.units_now | busy]
    if left:
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            unit = st.selectbox(
                t("Unit"),
                left,
                format_func=lambda one: letters.get(one, "") + names.get(one, one),
                key=f"unit_{case.id}",
                label_visibility="collapsed",
            )
            st.button(
                t("Send"),
                key=f"send_{case.id}",
                type="primary",
                icon=":material/send:",
                on_click=_send,
                args=(case, [unit], at),
            )
        _both_button(case, answer, set(left), at=at, t=t)
    for unit in sorted(case.units_now):
        st.button(
            t(
                "Release {unit}: free for other cases",
                unit=markdown_escaped(names.get(unit, unit)),
            ),
            key=f"free_{case.id}_{unit}",
            on_click=_free,
            args=(case, unit),
        )


def _both_button(
    case: Case, answer: DispatchCard | None, left: Container[str], *, at: datetime | None, t: Words
) -> None:
    """Offer to send, in one step, the two units that are best sent together."""
    pair = answer.pair if answer else None
    if answer is None or pair is None:
        return
    both = [pair.first.unit.id, pair.second.unit.id]
    if not all(one in left for one in both):
        return
    order = [one.unit.id for one in reachable(answer)]
    first, second = (LETTERS[order.index(one) % 26] for one in both)
    st.button(
        t("Send {first} and {second}", first=first, second=second),
        key=f"both_{case.id}",
        icon=":material/send:",
        on_click=_send,
        args=(case, both, at),
    )


def _free(case: Case, unit: str) -> None:
    store.write(case, [UnitFreed(unit)])


def _send(case: Case, units: Sequence[str], at: datetime | None) -> None:
    """Send units; the first of a case also give the time at which help was sent."""
    changes: list[Change] = [UnitSent(unit) for unit in units]
    sent_at, known = at or frame.this_second(), case.times.get("sent")
    if known is None or sent_at < known:
        changes.append(TimeTold("sent", sent_at))
    store.write(case, changes, only_as_seen=True)


def _ask_note(case: Case, t: Words) -> None:
    with st.popover(t("Hand-over note"), icon=":material/edit_note:"):
        key = f"note_{case.id}"
        _note_field(key, t)
        st.button(
            t("Add the note"),
            key=f"add_{key}",
            type="primary",
            on_click=store.add_note,
            args=(case, key),
        )


def _note_field(key: str, t: Words) -> None:
    st.text_area(t("Note about the case"), key=key, max_chars=MOST_CHARACTERS, height=90)
    ui.html(
        ui.hint(
            t(
                "About the case, never about a person: no name, no number of a telephone or passport, "
                "no account. A note with such a number is refused."
            )
        )
    )


def _ask_close(case: Case, at: datetime | None, t: Words) -> None:
    with st.popover(t("Close"), icon=":material/lock:"):
        ui.html(ui.hint(t("Its units become free. A closed case cannot be opened again.")))
        st.button(
            t("Close case {id}", id=case.id),
            key=f"close_{case.id}",
            type="primary",
            on_click=_close,
            args=(case, at),
        )


def _close(case: Case, at: datetime | None) -> None:
    if store.write(case, [Closed(at or frame.this_second())], only_as_seen=True):
        store.put_aside()


def show_statistics(t: Words) -> None:
    """Show what all cases tell, once it is asked for."""
    with st.expander(t("What the cases tell"), key="case_stats", on_change="rerun") as asked:
        if asked.open:
            pack = frame.pack()
            answer_s = pack.settings.delays.answer_s
            found = statistics_of(
                store.read_cases(open_only=False),
                now=frame.this_second(),
                answer_s=answer_s,
                zone=pack.zone,
            )
            ui.html(statistics_tables(found, answer_s, t))


def _units() -> list[Unit]:
    return all_units(frame.moment_at(frame.this_minute()), police="all")
