"""The scenarios that can be compared: the country as it is, the pack's, and those kept beside it."""

from pathlib import Path

import streamlit as st

from geo.errors import GreenZoneError
from geo.formats.drafts import shown_name
from planning.scenarios.files import (
    LoadedScenario,
    find_scenario,
    kept,
    read_scenario,
    shipped,
)
from planning.scenarios.kept import forget_scenario, keep_scenario
from planning.scenarios.scenario import BASELINE, Scenario
from views import frame, ui
from views.faults import told
from views.words import Words

_SHOWN = 12
_MOST_MB = 1
_FILE, _TAKEN = "scenario_file", "scenario_taken"


def own_scenarios() -> dict[str, LoadedScenario]:
    """Give the country as it is and the pack's own scenarios by name."""
    pack = frame.pack()
    return {name: find_scenario(pack, name) for name in (BASELINE.name, *shipped(pack))}


def scenario_title(scenario: Scenario, t: Words) -> str:
    """Name a scenario in the visitor's language."""
    if scenario.name == BASELINE.name:
        return t("The country as it is")
    title = scenario.title_ko if t.language == "ko" else scenario.title_en
    return title or scenario.name


def kept_panel(t: Words) -> None:
    """Take in a scenario from a file, and take kept ones away or forget them."""
    with st.popover(t("Kept scenarios"), icon=":material/bookmarks:"):
        _from_file(t)
        files = kept(frame.pack())
        if not files:
            ui.html(
                ui.hint(
                    t(
                        "None is kept yet: accept a plan in Siting, or open a file that was handed on."
                    )
                )
            )
        for name, path in list(files.items())[:_SHOWN]:
            _line(name, path, t)
        if len(files) > _SHOWN:
            ui.html(ui.hint(t("and {count} more", count=t.number(len(files) - _SHOWN))))


def _from_file(t: Words) -> None:
    st.file_uploader(
        t("A scenario from a file"),
        type=["toml"],
        key=_FILE,
        max_upload_size=_MOST_MB,
        on_change=_taken,
    )
    taken = st.session_state.pop(_TAKEN, None)
    if isinstance(taken, GreenZoneError):
        with told():
            raise taken
    if taken is not None:
        ui.html(ui.hint(t("Kept as **{name}**, and B now.", name=taken)))


def _taken() -> None:
    """Keep the scenario of a file that was just given, and compare it."""
    given = st.session_state.get(_FILE)
    if given is None:
        return
    try:
        subject = shown_name(given.name)
        found = read_scenario(frame.pack(), given.getvalue(), subject=subject)
        st.session_state["b"] = name = keep_scenario(frame.pack(), found.scenario)
    except GreenZoneError as error:
        st.session_state[_TAKEN] = error
    else:
        st.session_state[_TAKEN] = name


def _line(name: str, path: Path, t: Words) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        ui.html(ui.row(ui.NOTHING, name))
        st.download_button(
            t("As a file"),
            data=path.read_bytes,
            file_name=f"{name}.toml",
            mime="application/toml",
            icon=":material/download:",
            on_click="ignore",
            key=f"take_{name}",
        )
        st.button(
            t("Forget"),
            icon=":material/delete:",
            key=f"forget_{name}",
            on_click=_forget,
            args=(name,),
        )


def _forget(name: str) -> None:
    try:
        forget_scenario(frame.pack(), name)
    except GreenZoneError as error:
        st.session_state[_TAKEN] = error
