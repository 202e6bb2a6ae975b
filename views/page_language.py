"""The language of the page, told to the browser: Streamlit calls every page English."""

import streamlit as st

from views.words import Language

_TELL = st.components.v2.component(
    "green_zone_page_language",
    js="export default ({ data }) => { document.documentElement.lang = data.language; };",
)


def tell_language(language: Language) -> None:
    """Let screen readers and fonts know in which language the page is; it shows nothing."""
    _TELL(key="page_language", data={"language": language})
