"""What all pages share: the country pack, the moment, the pages themselves, the map's box."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from geo.errors import GreenZoneError
from planning.editing.changesets import Changeset
from planning.editing.edited import with_edits
from planning.editing.ledger import Ledger, ledger_of
from planning.manifests import MANIFEST
from planning.moment import Moment, moment_of
from planning.packs import Pack, find_pack, open_pack
from routing.network import Mode
from views import basemap, ui
from views.assets import SERVED
from views.chosen import pack_name
from views.maps import Ground, Look, Named
from views.records import korean_names
from views.words import Words

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage


Opened = tuple[str, int]
"""Folder of a pack, and when its manifest was written: one that is built anew is another."""
Edition = tuple[Opened, str, int]
"""Which pack, where its edits lie, and how many of them count: what a cache is kept for."""
_EDITION = "edition"


@dataclass(frozen=True, slots=True, eq=False)
class Holdings:
    """The country as one edition has it.

    Parameters
    ----------
    pack
        The shipped pack with the edits of the edition.
    changesets
        These edits.
    left_out
        Those that do not fit the shipped files, each with the reason.
    damage
        Why the edits cannot be read; the shipped pack stands alone then.
    """

    pack: Pack
    changesets: tuple[Changeset, ...] = ()
    left_out: tuple[tuple[Changeset, GreenZoneError], ...] = ()
    damage: GreenZoneError | None = None


def _opened() -> Opened:
    folder = find_pack(pack_name())
    return str(folder), (folder / MANIFEST).stat().st_mtime_ns


@st.cache_resource(show_spinner=False, max_entries=4)
def _shipped(opened: Opened) -> Pack:
    """Open a country pack, once for everybody; it is never changed."""
    return open_pack(opened[0])


@st.cache_resource(show_spinner=False, max_entries=8)
def _holdings(edition: Edition) -> Holdings:
    """Lay the edits of an edition over the pack, once for everybody who has it."""
    opened, folder, last = edition
    shipped = _shipped(opened)
    try:
        changesets = Ledger(Path(folder)).read(until=last)
    except GreenZoneError as error:
        return Holdings(shipped, damage=error)
    edited = with_edits(shipped, changesets)
    return Holdings(edited.pack, changesets, edited.left_out)


def ledger() -> Ledger:
    """Give the ledger of the country's edits."""
    return ledger_of(_shipped(_opened()).name)


def edition() -> int:
    """Give the edition that this visitor works with: it stays until they take a newer one.

    It is the number of the last edit that was there when they came, or that they saved.
    """
    if _EDITION not in st.session_state:
        st.session_state[_EDITION] = ledger().last
    return int(st.session_state[_EDITION])


def kept_for() -> Edition:
    """Give this visitor's edition as the key of what is kept for all who have the same."""
    return _opened(), str(ledger().folder), edition()


def take_edition(number: int) -> None:
    """Work with another edition from now on."""
    st.session_state[_EDITION] = number


def holdings() -> Holdings:
    """Give the country with the edits of this visitor's edition."""
    return _holdings(kept_for())


def pack() -> Pack:
    """Give the country pack of this visitor's edition; it is never changed."""
    return holdings().pack


@st.cache_resource(show_spinner=False, max_entries=200)
def _moment(edition: Edition, when: datetime, mode: Mode) -> Moment:
    here = _holdings(edition).pack
    return (
        moment_of(here, when) if mode == "car" else _moment(edition, when, "car").travelling(mode)
    )


def moment_at(when: datetime, mode: Mode = "car") -> Moment:
    """Set the country to an instant; visitors of one edition who ask for the same one share it."""
    return _moment(kept_for(), when, mode)


@st.cache_resource(show_spinner=False, max_entries=4)
def _base_map(opened: Opened) -> Path:
    """Give the folder of the country's base map, built first where it is not there yet."""
    return basemap.build(_shipped(opened), basemap.FOLDER)


def country(t: Words) -> str:
    """Name the country in the visitor's language."""
    about = pack().manifest.about
    plain = about["title"] if t.language == "en" else t.territory(about["country"])
    return about.get(f"title_{t.language}") or plain or about["title"]


def look() -> Look:
    """Say how a map is drawn for this visitor, over the country of the pack."""
    t, folder = ui.words(), _base_map(_opened())
    west, south, east, north = pack().bounds
    owed = pack().manifest.about.get("attribution")
    ground = Ground(
        folder=f"{SERVED}/{basemap.FOLDER.name}/{folder.name}/",
        sheets=basemap.sheets_in(folder),
        fit=((south, west), (north, east)),
        attribution=owed or t("Outlines: Natural Earth · roads: schematic"),
        khmer=_has_khmer(kept_for()),
    )
    return Look(t, ui.is_dark(), ground, _names(kept_for(), t.language))


@st.cache_resource(show_spinner=False, max_entries=16)
def _has_khmer(edition: Edition) -> bool:
    """Say whether any place has a name in Khmer."""
    return bool(_holdings(edition).pack.layers["places"]["name_km"].fillna("").ne("").any())


@st.cache_resource(show_spinner=False, max_entries=16)
def _names(edition: Edition, language: str) -> tuple[Named, ...]:
    """List places and landmarks by all their names, the places with most people first."""
    pack = _holdings(edition).pack
    places = [*pack.gazetteer]
    places.sort(key=lambda entry: entry.population, reverse=True)
    korean = korean_names(pack) if language == "ko" else {}
    found = []
    for entry in (*places, *pack.landmarks):
        label = korean.get(entry.id, entry.name)
        others = tuple(name for name in entry.names if name not in (label, entry.id))
        found.append((label, others, round(entry.lat, 5), round(entry.lon, 5)))
    return tuple(found)


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
    now, t = this_minute(), ui.words()
    ui.strip(title, now, about_roads(moment_at(now)))
    if (newer := ledger().last - edition()) > 0:
        ui.html(ui.hint(t("Newer edits were saved here: {count}. Data has them.", count=newer)))


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
