"""What all pages share: the country pack, the moment, the pages themselves, the map's box."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from planning.moment import Moment, moment_of
from planning.packs import Pack, open_pack
from routing.network import Mode
from views import basemap, ui
from views.assets import SERVED
from views.chosen import pack_name
from views.maps import Ground, Look
from views.words import Words

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage


@st.cache_resource(show_spinner=False)
def pack() -> Pack:
    """Open the country pack, once for everybody; it is never changed."""
    return open_pack(pack_name())


@st.cache_resource(show_spinner=False, max_entries=200)
def moment_at(when: datetime, mode: Mode = "car") -> Moment:
    """Set the country to an instant; visitors who ask for the same one share it."""
    return moment_of(pack(), when) if mode == "car" else moment_at(when).travelling(mode)


@st.cache_resource(show_spinner=False)
def _base_map() -> Path:
    """Give the folder of the country's base map, built first where it is not there yet."""
    return basemap.build(pack(), basemap.FOLDER)


def country(t: Words) -> str:
    """Name the country in the visitor's language."""
    about = pack().manifest.about
    plain = about["title"] if t.language == "en" else t.territory(about["country"])
    return about.get(f"title_{t.language}") or plain or about["title"]


def look() -> Look:
    """Say how a map is drawn for this visitor, over the country of the pack."""
    t, folder = ui.words(), _base_map()
    west, south, east, north = pack().bounds
    owed = pack().manifest.about.get("attribution")
    ground = Ground(
        folder=f"{SERVED}/{basemap.FOLDER.name}/{folder.name}/",
        sheets=basemap.sheets_in(folder),
        fit=((south, west), (north, east)),
        attribution=owed or t("Outlines: Natural Earth · roads: schematic"),
    )
    return Look(t, ui.is_dark(), ground)


def this_minute() -> datetime:
    """Give the present minute in the country's zone."""
    return this_second().replace(second=0)


def this_second() -> datetime:
    """Give the present second in the country's zone: the instant of a call."""
    return datetime.now(tz=pack().zone).replace(microsecond=0)


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
