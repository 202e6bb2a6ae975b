"""What a person sees when something goes wrong: one plain sentence, never a traceback."""

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException, StopException

from geo.errors import FaultsError, GreenZoneError
from geo.text import markdown_escaped
from views.headlines import headline
from views.ui import words
from views.words import Words

LOG = logging.getLogger("green_zone")

_LISTED = 8


@contextmanager
def told() -> Iterator[None]:
    """Show a mendable error as its sentence, and a bug as an apology with a code to quote."""
    try:
        yield
    except (RerunException, StopException):
        raise
    except GreenZoneError as error:
        st.error(sentence(error, words()), icon=":material/error:")
    except Exception as error:  # noqa: BLE001 - a bug must be seen in the log, not on screen
        apologise(error)


def guarded(page: Callable[[], None]) -> Callable[[], None]:
    """Wrap a page, or a part that reruns alone, so that nothing it raises reaches the screen as a traceback."""

    @wraps(page)
    def run() -> None:
        with told():
            page()

    return run


def sentence(error: GreenZoneError, t: Words) -> str:
    """Say what is wrong in the visitor's language, with the exact detail after it."""
    detail = markdown_escaped(error)
    if isinstance(error, FaultsError):
        listed = "; ".join(markdown_escaped(fault) for fault in error.faults[:_LISTED])
        more = len(error.faults) - _LISTED
        detail = f"{markdown_escaped(error.subject)}: {listed}"
        if more > 0:
            detail += " " + t("and {count} more", count=more)
    head = _headlines(error, t)
    return f"{head} {detail}" if t.language != "en" and head else detail


def _headlines(error: GreenZoneError, t: Words) -> str:
    """Name the kinds of all faults that have a name, else that of the whole error."""
    codes = [fault.code for fault in error.faults] if isinstance(error, FaultsError) else []
    named = dict.fromkeys(filter(None, (headline(code, t) for code in codes)))
    return " ".join(named) or headline(error.code, t)


def apologise(error: Exception) -> None:
    """Log an unexpected error and show a code that finds it in the log."""
    code = secrets.token_hex(3).upper()
    LOG.error("unexpected error %s", code, exc_info=error)
    t = words()
    st.error(
        t(
            "Something went wrong on our side. Your input is kept; please try again. Code {code}",
            code=code,
        ),
        icon=":material/sentiment_dissatisfied:",
    )
