"""Addresses of the browser files: our own copies, or the network when they are not installed."""

from pathlib import Path

STATIC = Path(__file__).parent.parent / "static"
SERVED = "/app/static"
NETWORK = "https://cdn.jsdelivr.net/npm"

_LEAFLET = "leaflet@1.9.4/dist"
_PROTOMAPS = "protomaps-leaflet@5.1.0/dist"
_FILES = {
    "leaflet.js": ("leaflet/leaflet.js", f"{_LEAFLET}/leaflet.js"),
    "leaflet.css": ("leaflet/leaflet.css", f"{_LEAFLET}/leaflet.css"),
    "icons": ("leaflet/images/", f"{_LEAFLET}/images/"),
    "protomaps.js": ("protomaps/protomaps-leaflet.js", f"{_PROTOMAPS}/protomaps-leaflet.js"),
}


def vendored(static: Path = STATIC) -> bool:
    """Say whether the pinned browser files are installed (`node static/vendor.mjs`)."""
    return (static / "vendor" / "stamp").is_file()


def asset(name: str) -> str:
    """Address of a browser file by its short name; ours where it is installed."""
    ours, theirs = _FILES[name]
    return f"{SERVED}/vendor/{ours}" if vendored() else f"{NETWORK}/{theirs}"


def own(name: str) -> str:
    """Address of a file that is part of this project, such as ``map/map.js``.

    The file's time stamp is part of the address, so a browser never keeps an old one.
    """
    stamp = int((STATIC / name).stat().st_mtime)
    return f"{SERVED}/{name}?v={stamp}"
