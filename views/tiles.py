"""Street tiles from the network: off unless somebody names a server, and then until switched on."""

import os
from dataclasses import dataclass
from urllib.parse import urlsplit

from geo.errors import SettingError

VARIABLE = "GREEN_ZONE_TILES"
OSM_CREDIT = "© OpenStreetMap contributors"


@dataclass(frozen=True, slots=True)
class TileServer:
    """A server of map tiles.

    Parameters
    ----------
    url
        Address of a tile with ``{z}``, ``{x}`` and ``{y}`` in it.
    """

    url: str

    def __post_init__(self) -> None:
        """Refuse what is no address of tiles.

        Raises
        ------
        SettingError
            If it is not https, or lacks one of the three.
        """
        parts = urlsplit(self.url)
        is_whole = all(sign in self.url for sign in ("{z}", "{x}", "{y}"))
        is_plain = all(sign not in self.url for sign in " '\"<>`;,")
        if parts.scheme != "https" or not parts.hostname or not is_whole or not is_plain:
            raise SettingError(
                f"{VARIABLE} {self.url[:60]!r}: give https://tile.openstreetmap.org/{{z}}/{{x}}/{{y}}.png"
            )

    @property
    def origin(self) -> str:
        """What the browser is allowed to load pictures from."""
        parts = urlsplit(self.url)
        port = f":{parts.port}" if parts.port else ""
        return f"https://{parts.hostname}{port}"


def tile_server() -> TileServer | None:
    """Give the server that the environment names; None without one.

    Raises
    ------
    SettingError
        If what it names is no address of tiles.
    """
    url = os.environ.get(VARIABLE, "").strip()
    return TileServer(url) if url else None
