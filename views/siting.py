"""Siting: the best places for the next zones or officers, with proof; or zones tried by hand."""

import streamlit as st

from views import frame, ui
from views.faults import guarded
from views.plans.board import board
from views.plans.by_hand import by_hand
from views.question import pick


def page() -> None:
    """Show the page."""
    t = ui.words()
    frame.head(t("Siting"))
    _page()


@st.fragment
@guarded
def _page() -> None:
    t = ui.words()
    faces = {"find": t("Find the best places"), "hand": t("Try by hand")}
    if pick(t("What to do"), faces, key="way", default="find") == "hand":
        by_hand(t)
    else:
        board(t)
