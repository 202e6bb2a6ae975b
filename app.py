"""The app: page settings, language, navigation. `streamlit run app.py` or `streamlit run server.py`."""

import streamlit as st

from views import coverage, data, dispatch, siting, start, ui
from views.faults import guarded
from views.page_language import tell_language


def main() -> None:
    """Show the page that was asked for."""
    st.set_page_config(
        page_title="Green Zone",
        page_icon="static/logo_mark.svg",
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    t = ui.words()
    ui.style()
    tell_language(t.language)
    st.logo("static/logo_dark.svg" if ui.is_dark() else "static/logo.svg", size="large")
    pages = {
        "start": st.Page(
            guarded(start.page), title=t("Start"), icon=":material/home:", default=True
        ),
        "dispatch": st.Page(
            guarded(dispatch.page),
            title=t("Dispatch"),
            icon=":material/emergency_share:",
            url_path="dispatch",
        ),
        "coverage": st.Page(
            guarded(coverage.page),
            title=t("Coverage"),
            icon=":material/grid_on:",
            url_path="coverage",
        ),
        "siting": st.Page(
            guarded(siting.page),
            title=t("Siting"),
            icon=":material/add_location_alt:",
            url_path="siting",
        ),
        "data": st.Page(
            guarded(data.page), title=t("Data"), icon=":material/database:", url_path="data"
        ),
    }
    st.session_state["pages"] = pages
    page = st.navigation(list(pages.values()), position="top")
    st.set_page_config(page_title=f"{page.title} · Green Zone")
    page.run()
    ui.tell_refused()


main()
