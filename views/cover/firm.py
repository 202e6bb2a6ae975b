"""How firm a coverage is: with police or without, with a backup, with houses that are busy."""

from dataclasses import replace

import streamlit as st
from markupsafe import Markup

from planning.coverage import Coverage
from views import address, ui
from views.cover.ask import Asked
from views.question import POLICIES, police_words
from views.words import Words

BUSY = tuple(range(0, 100, 10))
"""Chances that a house is busy which can be asked for, per cent."""


def firm_panel(asked: Asked, coverage: Coverage, t: Words) -> None:
    """Show the same coverage under each police policy; counted only once it is opened."""
    panel = st.expander(
        t("Police, backup and busy houses, side by side"), key="firm", on_change="rerun"
    )
    if not panel.open:
        return
    with panel:
        busy = _ask_busy(t)
        ui.html(firm_table(_side_by_side(asked, coverage, t), busy=busy, t=t))


def _ask_busy(t: Words) -> float:
    address.begin("busy", BUSY, 0)
    chosen = st.select_slider(
        t("Chance that a house is busy, as you assume it"),
        BUSY,
        format_func=lambda chance: t.share(chance / 100),
        key="busy",
        help=t("Two doors or units of one host or at one point are one house."),
        persist_state="session",
        width=330,
    )
    address.keep("busy", chosen, 0)
    return chosen / 100


def _side_by_side(asked: Asked, coverage: Coverage, t: Words) -> list[tuple[str, Coverage, bool]]:
    """Give the coverage under each policy, and without a limit of danger where there is one."""
    found = [
        (
            police_words(policy, t),
            coverage if policy == asked.police else replace(asked, police=policy).coverage(),
            policy == asked.police,
        )
        for policy in POLICIES
    ]
    if asked.most_hazard is not None:
        anyway = replace(asked, most_hazard=None).coverage()
        found.append((t("As asked, but whatever the danger on the way"), anyway, False))
    return found


def firm_table(found: list[tuple[str, Coverage, bool]], *, busy: float, t: Words) -> Markup:
    """Set coverages beside one another; the one of the page is told in words, too."""
    rows = [
        (
            Markup("<b>{}</b> ({})").format(name, t("as asked")) if is_asked else name,
            t.share(one.covered_share),
            t.share(one.backup_share),
            t.share(one.expected_share(busy)),
        )
        for name, one, is_asked in found
    ]
    expected = t("Expected, each house busy {share} of the time", share=t.share(busy))
    return ui.table(("", t("In time"), t("With a backup"), expected), rows)
