"""What of a page's state stands in its address: choices by their stable names, never a place.

A link keeps its meaning in every language; a value that is not among the choices falls
back to the default.
"""

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

Value = TypeVar("Value", str, int)


def asked(key: str, options: Sequence[Value], default: Value) -> Value:
    """Read a choice from the address; the default where it is missing or unknown."""
    text = st.query_params.get(key)
    return next((option for option in options if str(option) == text), default)


def begin(key: str, options: Sequence[Value], default: Value) -> None:
    """Give a widget its first value: the address's, else the default."""
    if st.session_state.get(key) not in options:
        st.session_state[key] = asked(key, options, default)


def keep(key: str, value: Value, default: Value) -> None:
    """Write a choice into the address; the default is left out."""
    text = None if value == default else str(value)
    if st.query_params.get(key) == text:
        return
    if text is None:
        del st.query_params[key]
    else:
        st.query_params[key] = text
