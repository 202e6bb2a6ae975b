"""Dispatch as a link: a place or a case by its id, a call by a word of the server, an instant.

Coordinates never stand in a link.
"""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from geo.coordinates import Place
from geo.errors import GreenZoneError, UnknownPlaceError
from planning.incidents.cases import Case
from planning.moment import parse_when
from planning.places import locate
from views import address, case_store, frame
from views.calls import Call, calls

_FOLLOWED, _KEPT = "link_followed", "call_kept"


def follow(cases: Sequence[Case]) -> None:
    """Begin with what the link says, once; what is not known is left out and told.

    Parameters
    ----------
    cases
        The open cases, of which the link may name one.
    """
    if st.session_state.get(_FOLLOWED):
        return
    st.session_state[_FOLLOWED] = True
    if at := address.text("at"):
        _at(at)
    if case_id := address.text("case"):
        case = next((one for one in cases if one.id == case_id), None)
        if case is None:
            address.refuse("case")
        else:
            case_store.pick(case)
            return
    is_asked = st.session_state.get("place_text") or st.session_state.get("picked")
    if is_asked:
        return
    word, place = address.text("call"), address.text("place")
    if word and _call(word):
        return
    if place:
        address.put("call", None)
        _place(place)
    elif word:
        address.refuse("call")


def keep(place: Place | None, case: Case | None, *, when: datetime) -> None:
    """Write place, case and instant into the address, so that a colleague can open them."""
    address.put("case", case.id if case else None)
    address.put("place", place.gazetteer_id if place and case is None else None)
    is_chosen = case is None and st.session_state.get("call_mode") == "then"
    address.put("at", f"{when:%Y-%m-%dT%H:%M}" if is_chosen else None)
    address.put("call", _word() if place and case is None else None)


def _word() -> str | None:
    """Give the word of the call in view: a reload, or a phone that slept, comes back to it."""
    called_at = st.session_state.get("called_at")
    if called_at is None:
        return None
    text = str(st.session_state.get("place_text") or "")
    call = Call(text, st.session_state.get("picked"), called_at)
    kept: tuple[Call, str] | None = st.session_state.get(_KEPT)
    if kept is None or kept[0] != call:
        kept = (call, calls().keep(call))
        st.session_state[_KEPT] = kept
    return kept[1]


def _call(word: str) -> bool:
    call = calls().find(word, now=frame.this_second())
    if call is None:
        return False
    st.session_state.update(
        place_text=call.text, picked=call.picked, called_at=call.called_at, picking=False
    )
    st.session_state[_KEPT] = (call, word)
    return True


def _at(text: str) -> None:
    try:
        when = parse_when(text, frame.pack()).astimezone(frame.pack().zone)
    except GreenZoneError:
        address.refuse("at")
        return
    st.session_state.update(call_mode="then", call_day=when.date(), call_clock=when.time())


def _place(place_id: str) -> None:
    try:
        text = frame.pack().entry(place_id).name
    except UnknownPlaceError:
        address.refuse("place")
        return
    try:
        is_it = locate(frame.pack(), text).gazetteer_id == place_id
    except GreenZoneError:
        is_it = False  # a name of two places
    st.session_state.update(
        place_text=text if is_it else f"{text} #{place_id}",
        called_at=frame.this_second(),
        picking=False,
    )
