"""What of a page's state stands in its address: choices by their stable names, never coordinates.

A link keeps its meaning in every language; a value that is not among the choices falls
back to the default, and the page says so.
"""

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

Value = TypeVar("Value", str, int)
_REFUSED = "link_refused"
_LONGEST = 80


def asked(key: str, options: Sequence[Value], default: Value) -> Value:
    """Read a choice from the address; the default where it is missing or unknown."""
    text = st.query_params.get(key)
    return next((option for option in options if str(option) == text), default)


def begin(key: str, options: Sequence[Value], default: Value) -> None:
    """Give a widget its first value: the address's, else the default."""
    if st.session_state.get(key) not in options:
        given = text(key)
        if given and given not in map(str, options):
            refuse(key)
        st.session_state[key] = asked(key, options, default)


def keep(key: str, value: Value, default: Value) -> None:
    """Write a choice into the address; the default is left out."""
    put(key, None if value == default else str(value))


def text(key: str) -> str:
    """Give what the address says under a key; empty if nothing."""
    return str(st.query_params.get(key) or "")[:_LONGEST]


def put(key: str, value: str | None) -> None:
    """Write a text into the address, or take it out."""
    if st.query_params.get(key) == value:
        return
    if value is None:
        del st.query_params[key]
    else:
        st.query_params[key] = value


def refuse(key: str) -> None:
    """Take what is not known out of the address, and remember to say so."""
    st.session_state[_REFUSED] = (*st.session_state.get(_REFUSED, ()), key)
    put(key, None)


def refused() -> tuple[str, ...]:
    """Give once the keys that were refused since the last time."""
    return tuple(dict.fromkeys(st.session_state.pop(_REFUSED, ())))
