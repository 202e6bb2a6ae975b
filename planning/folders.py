"""Where a user's own files lie: cases, edits, extracts to build from, packs built here."""

import os
from pathlib import Path
from urllib.parse import quote


def own_root() -> Path:
    """Give the folder of all that is the user's own, by the XDG base directory rule."""
    told = Path(os.environ.get("XDG_DATA_HOME", ""))
    home = told if told.is_absolute() else Path.home() / ".local" / "share"
    return home / "green-zone"


def own_folder(pack: str) -> Path:
    """Give the user's own folder for a pack; it may not exist.

    Parameters
    ----------
    pack
        Short name of the pack; whatever a folder's name cannot hold is written as ``%2F``.
    """
    return own_root() / (quote(pack, safe="").replace(".", "%2E")[:100] or "%20")


def own_packs() -> Path:
    """Give the folder of packs that were built in the app; it may not exist."""
    return own_root() / "built packs"


def own_extracts() -> Path:
    """Give the folder of OpenStreetMap files that packs are built from; it may not exist."""
    return own_root() / "extracts"


def make_own(folder: Path) -> None:
    """Make a folder under the user's own, for its owner alone.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    for one in (own_root(), folder):
        one.mkdir(mode=0o700, parents=True, exist_ok=True)
