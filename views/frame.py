"""What all pages share: the country pack, the moment, the pages themselves, the map's box."""

import os
from datetime import datetime
from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from planning.moment import Moment, moment_of
from planning.packs import BUILT_IN, Pack, open_pack
from views import ui
from views.words import LOCAL

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage


@st.cache_resource(show_spinner=False)
def pack() -> Pack:
    """Open the country pack, once for everybody; it is never changed."""
    return open_pack(os.environ.get("GREEN_ZONE_PACK", BUILT_IN))


@st.cache_resource(show_spinner=False, max_entries=200)
def moment_at(when: datetime) -> Moment:
    """Set the country to an instant; visitors who ask for the same one share it."""
    return moment_of(pack(), when)


def this_minute() -> datetime:
    """Give the present minute in the country's zone."""
    return datetime.now(tz=LOCAL).replace(second=0, microsecond=0)


def this_second() -> datetime:
    """Give the present second in the country's zone: the instant of a call."""
    return datetime.now(tz=LOCAL).replace(microsecond=0)


def about_roads(moment: Moment) -> str:
    """Say date, season and kind of roads in one line."""
    t = ui.words()
    profile = moment.pack.settings.speeds
    season = profile.conditions_at(moment.when, moment.pack.zone).season
    parts = [
        t.date(moment.when),
        t("wet season") if season == "wet" else t("dry season"),
        t("roads: schematic") if moment.pack.is_schematic else t("roads: street level"),
    ]
    return " · ".join(parts)


def head(title: str) -> None:
    """Show a page's title, the clocks there and at home, and what the roads are."""
    now = this_minute()
    ui.strip(title, now, about_roads(moment_at(now)))


def go_to(name: str) -> None:
    """Open another page of the app."""
    pages: dict[str, StreamlitPage] = st.session_state["pages"]
    st.switch_page(pages[name])


def map_note() -> None:
    """Put words where the map will be; they stay when the map cannot start."""
    t = ui.words()
    ui.html(
        Markup('<div class="mapnote" role="status">{}<span class="slow">{}</span></div>').format(
            t("The map is being drawn …"),
            t("The map could not start. Everything it shows is also in the lists and tables."),
        )
    )
