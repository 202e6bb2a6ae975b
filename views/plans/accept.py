"""Accept a plan: as a scenario that is kept, to be compared, and as a file to hand on."""

import streamlit as st

from planning.reporting.plan_page import plan_page
from planning.scenarios.files import kept, scenario_text
from planning.scenarios.kept import keep_scenario
from views import frame, ui
from views.faults import told
from views.plans.outcome import Outcome
from views.words import Words


def accept_row(found: Outcome, t: Words) -> None:
    """Offer to accept a plan, and to take it away as a file."""
    name = found.kept_as
    if not found.plan.picks:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if st.button(
            t("Accept plan into a scenario"), icon=":material/check:", key="accept", width="stretch"
        ):
            with told():
                keep_scenario(found.plan.moment.pack, found.scenario)
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
    if name in kept(frame.pack()):
        ui.html(ui.hint(t("Accepted as **{name}**: compare it in Coverage.", name=name)))
        if st.button(t("Compare"), icon=":material/compare_arrows:", key="to_compare"):
            st.session_state.update(show="compare", b=name)
            frame.go_to("coverage")
