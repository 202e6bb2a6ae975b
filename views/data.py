"""Data: what is loaded, from where, how old, how sure; edited, uploaded, taken home."""

import streamlit as st

from views import frame, ui
from views.faults import guarded
from views.holdings.build import build_roads, choose_country
from views.holdings.edit import editor
from views.holdings.history import history, newer
from views.holdings.overview import overview, roads_warning
from views.holdings.take_home import take_home
from views.holdings.upload import upload
from views.question import pick


def page() -> None:
    """Show the page."""
    t = ui.words()
    frame.head(t("Data"))
    newer(t)
    faces = {
        "loaded": t("What is loaded"),
        "edit": t("Edit"),
        "upload": t("Upload"),
        "history": t("History"),
        "build": t("Build roads"),
    }
    face = pick(t("What to do"), faces, key="do", default="loaded")
    {"loaded": _loaded, "edit": _edit, "upload": _upload, "history": _history, "build": _build}[
        face
    ]()


@guarded
def _loaded() -> None:
    t = ui.words()
    choose_country(t)
    roads_warning(t)
    overview(t)
    take_home(t)


@st.fragment
@guarded
def _edit() -> None:
    editor(ui.words())


@st.fragment
@guarded
def _upload() -> None:
    upload(ui.words())


@guarded
def _history() -> None:
    history(ui.words())


@guarded
def _build() -> None:
    build_roads(ui.words())
