"""Where a user's own files lie: cases, edits, packs built here."""

import os
from pathlib import Path
from urllib.parse import quote


def own_folder(pack: str) -> Path:
    """Give the user's own folder for a pack, by the XDG base directory rule; it may not exist.

    Parameters
    ----------
    pack
        Short name of the pack; whatever a folder's name cannot hold is written as ``%2F``.
    """
    told = Path(os.environ.get("XDG_DATA_HOME", ""))
    home = told if told.is_absolute() else Path.home() / ".local" / "share"
    return home / "green-zone" / (quote(pack, safe="").replace(".", "%2E")[:100] or "%20")
