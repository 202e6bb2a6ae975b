"""Calls that a link opens: kept in the memory of the server, so that no link holds coordinates."""

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import streamlit as st

_MOST = 1000
_KEPT_FOR = timedelta(hours=12)
_BYTES = 12


@dataclass(frozen=True, slots=True)
class Call:
    """What a visitor asked: the text or the click that is the place, and when the call was."""

    text: str
    picked: tuple[float, float] | None
    called_at: datetime


@dataclass(eq=False)
class Calls:
    """The calls of the last hours, each under a word that nobody can guess.

    They are never written to a disk: with the server they are gone.
    """

    _kept: OrderedDict[str, Call] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, call: Call) -> str:
        """Keep a call and give its word; the oldest goes where there are too many."""
        word = secrets.token_urlsafe(_BYTES)
        with self._lock:
            self._kept[word] = call
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return word

    def find(self, word: str, *, now: datetime) -> Call | None:
        """Give the call of a word; None where it is not known, or too old."""
        with self._lock:
            call = self._kept.get(word)
            if call is not None and now - call.called_at > _KEPT_FOR:
                del self._kept[word]
                return None
            return call


@st.cache_resource(show_spinner=False)
def calls() -> Calls:
    """Give the calls of this server."""
    return Calls()
