"""Cases as one visitor meets them: the file is opened for each action, and closed again."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import streamlit as st

from planning.dispatch import DispatchCard
from planning.incidents.cases import Case
from planning.incidents.database import default_path
from planning.incidents.desk import sighting_of
from planning.incidents.events import Change, Noted, TimeTold
from planning.incidents.store import Store
from views import frame
from views.faults import told

_FAULT = "case_fault"
_PICKED = "case"


def read_cases(*, open_only: bool) -> tuple[Case, ...]:
    """List the cases of the country; none before the first one is opened."""
    path = _file()
    if not path.exists():
        return ()
    with Store(path) as store:
        return store.cases(frame.pack().name, open_only=open_only)


def picked_case(cases: Sequence[Case]) -> Case | None:
    """Give the case that this visitor works on; None if there is none, or it was closed."""
    wanted = st.session_state.get(_PICKED)
    return next((case for case in cases if case.id == wanted), None)


def busy_with_others(cases: Sequence[Case], case: Case | None) -> frozenset[str]:
    """Give the ids of the units that are busy with any open case but this one."""
    others = (one.units_now for one in cases if case is None or one.id != case.id)
    return frozenset().union(*others)


def pick(case: Case) -> None:
    """Work on a case: its place and the time of its call become the question."""
    seen = case.place
    st.session_state[_PICKED] = case.id
    st.session_state["place_text"] = seen.text  # coordinates would be finer than it is known
    st.session_state["picked"] = None
    st.session_state["picking"] = False


def put_aside() -> None:
    """Leave the case as it is, with nothing asked."""
    forget()
    st.session_state["place_text"] = ""
    st.session_state["picking"] = True


def forget() -> None:
    """Work on no case: the question is about something else now."""
    st.session_state.pop(_PICKED, None)


def is_gone(case: Case | None) -> bool:
    """Say whether the case that was worked on is open no more, and forget it then."""
    gone = case is None and st.session_state.get(_PICKED) is not None
    if gone:
        forget()
    return gone


def open_case(answer: DispatchCard) -> None:
    """Open a case from the answer in view, and work on it."""
    pack, note = frame.pack(), _typed("open_note")
    changes: list[Change] = [
        TimeTold("called", answer.called_at),
        sighting_of(pack, answer.place, when=answer.called_at),
        *([Noted(note)] if note.strip() else []),
    ]

    def save() -> None:
        with Store(_file(), create=True) as store:
            case = store.open_case(
                pack.name, changes, golden_s=answer.golden_s, now=frame.this_second()
            )
        st.session_state["open_note"] = ""
        pick(case)

    _try(save)


def write(case: Case, changes: Sequence[Change], *, only_as_seen: bool = False) -> bool:
    """Write changes to a case, all or none; say whether they are on the disk.

    Parameters
    ----------
    only_as_seen
        Refuse them if another officer has changed the case since it was shown.
    """

    def save() -> None:
        with Store(_file()) as store:
            store.update(
                frame.pack().name,
                case.id,
                changes,
                now=frame.this_second(),
                seen=case if only_as_seen else None,
            )

    return _try(save)


def add_note(case: Case, key: str) -> None:
    """Add the note that was typed; one that is refused stays in its field."""
    if write(case, [Noted(_typed(key))]):
        st.session_state[key] = ""


def show_fault() -> None:
    """Show once why the last action was refused."""
    error: Exception | None = st.session_state.pop(_FAULT, None)
    if error is not None:
        with told():
            raise error


def in_its_minute(case: Case, chosen: datetime) -> datetime:
    """Give the instant for a chosen minute: not before what is known of the case in that minute."""
    same = [at for at in case.times.values() if 0 <= (at - chosen).total_seconds() < 60]
    return max(same, default=chosen)


def _try(save: Callable[[], None]) -> bool:
    """Do an action of a button, whose error is shown in the run that follows."""
    st.session_state.pop(_FAULT, None)
    try:
        save()
    except Exception as error:  # noqa: BLE001 - told by `show_fault`, never as a traceback
        st.session_state[_FAULT] = error
        return False
    return True


def _typed(key: str) -> str:
    return str(st.session_state.get(key) or "")


def _file() -> Path:
    return default_path(frame.pack().name)
