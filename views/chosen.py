"""Which country pack the app opens, and where its ministry is."""

import os
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import streamlit as st

from geo.errors import GreenZoneError
from planning.folders import own_packs
from planning.manifests import MANIFEST, read_manifest
from planning.packs import BUILT_IN, PACKS, find_pack
from views.words import SEOUL

VARIABLE = "GREEN_ZONE_PACK"
_CHOSEN = "pack_chosen"
_KEPT = ("lang", "signed_by")
"""What a visitor keeps who goes to another country."""


def default_pack() -> str:
    """Give the short name or the folder in the environment variable, else the built-in pack's."""
    return os.environ.get(VARIABLE) or BUILT_IN


def known_packs() -> dict[str, str]:
    """Give the packs that a visitor may choose: how each is opened, by what it is called."""
    folders = [*sorted(PACKS.glob(f"*/{MANIFEST}")), *sorted(own_packs().glob(f"*/{MANIFEST}"))]
    found = {
        str(path.parent) if own_packs() in path.parents else path.parent.name: path.parent.name
        for path in folders
    }
    default = default_pack()
    return {default: found.get(default) or Path(default).name} | found


def pack_name() -> str:
    """Give the short name or the folder of the pack that this visitor has chosen."""
    chosen = st.session_state.get(_CHOSEN)
    return chosen if isinstance(chosen, str) and chosen in known_packs() else default_pack()


def choose_pack(name: str) -> None:
    """Open another pack for this visitor, who begins anew with it."""
    kept = {key: st.session_state[key] for key in _KEPT if key in st.session_state}
    st.session_state.clear()
    st.session_state.update(kept)
    st.session_state[_CHOSEN] = name


def home_zone() -> ZoneInfo:
    """Give the time zone of the pack's ministry; Seoul's where the pack cannot be opened."""
    return _home_zone(pack_name())


@cache
def _home_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(read_manifest(find_pack(name)).about["home_zone"])
    except GreenZoneError:  # the page itself says what is wrong with the pack
        return SEOUL
