"""Which country pack the app opens, and where its ministry is."""

import os
from functools import cache
from zoneinfo import ZoneInfo

from geo.errors import GreenZoneError
from planning.manifests import read_manifest
from planning.packs import BUILT_IN, find_pack
from views.words import SEOUL

VARIABLE = "GREEN_ZONE_PACK"


def pack_name() -> str:
    """Give the short name or the folder in the environment variable, else the built-in pack's."""
    return os.environ.get(VARIABLE) or BUILT_IN


def home_zone() -> ZoneInfo:
    """Give the time zone of the pack's ministry; Seoul's where the pack cannot be opened."""
    return _home_zone(pack_name())


@cache
def _home_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(read_manifest(find_pack(name)).about["home_zone"])
    except GreenZoneError:  # the page itself says what is wrong with the pack
        return SEOUL
