"""Accept a plan: as a scenario of this visitor, to be compared, and as a file to hand on."""

import streamlit as st

from planning.reporting.plan_page import plan_page
from planning.scenarios.files import scenario_text
from planning.scenarios.scenario import Scenario
from views import frame, ui
from views.plans.outcome import Outcome
from views.words import Words

ACCEPTED = "accepted_plans"
_MOST = 9


def accepted_plans() -> dict[str, Scenario]:
    """Give the plans that this visitor accepted, by name."""
    kept: dict[str, Scenario] = st.session_state.get(ACCEPTED, {})
    return kept


def accept_row(found: Outcome, t: Words) -> None:
    """Offer to accept a plan, and to take it away as a file."""
    name = found.scenario.name
    if not found.plan.picks:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if st.button(
            t("Accept plan into a scenario"), icon=":material/check:", key="accept", width="stretch"
        ):
            kept = {**accepted_plans(), name: found.scenario}
            st.session_state[ACCEPTED] = dict(list(kept.items())[-_MOST:])
        st.download_button(
            t("As a file"),
            data=lambda: scenario_text(frame.pack(), found.scenario),
            file_name=f"{name}.toml",
            mime="application/toml",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            t("Page to print"),
            data=lambda: plan_page(
                found.plan, found.after, t, staffing=found.job.asked.staffing, firm=found.firm
            ),
            file_name=f"{name}.html",
            mime="text/html",
            icon=":material/print:",
            on_click="ignore",
        )
    if name in accepted_plans():
        ui.html(ui.hint(t("Accepted as **{name}**: compare it in Coverage.", name=name)))
        if st.button(t("Compare"), icon=":material/compare_arrows:", key="to_compare"):
            st.session_state.update(show="compare", b=name)
            frame.go_to("coverage")
