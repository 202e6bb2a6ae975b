"""Which country pack the app opens."""

import os

from planning.packs import BUILT_IN

VARIABLE = "GREEN_ZONE_PACK"


def pack_name() -> str:
    """Give the short name or the folder in the environment variable, else the built-in pack's."""
    return os.environ.get(VARIABLE) or BUILT_IN
