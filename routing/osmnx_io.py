"""The one door to OSMnx: what it downloads, what it finds by name, what it saved as GraphML.

OSMnx keeps its settings in a module for the whole process. They are set inside `_configured`
alone and put back after it, so nothing here may run in two threads at once.
"""

import socket
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import networkx as nx
from shapely import MultiPolygon, Polygon
from shapely.errors import ShapelyError

from geo.errors import Fault, FaultsError, SettingError, UnknownPlaceError
from geo.files import atomic_write, file_content
from geo.formats.drafts import Limits, Source
from geo.formats.markup import walk_xml

Area = Polygon | MultiPolygon
"""Where to fetch: degrees, EPSG:4326."""

GRAPHML_LIMITS = Limits(file_bytes=2_000_000_000)
_UNREADABLE = (
    nx.NetworkXError, ShapelyError, AttributeError, LookupError, TypeError, ValueError,
    MemoryError, RecursionError,
)  # fmt: skip


OVERPASS_URL = "https://overpass-api.de/api"
NOMINATIM_URL = "https://nominatim.openstreetmap.org"
USER_AGENT = "Green Zone (OSMnx)"


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """Which servers are asked, in whose name, and how patiently.

    Parameters
    ----------
    cache
        Folder where answers are kept, so that nothing is asked twice.
    overpass_url, nominatim_url
        Where the two servers are, http or https, without ``/interpreter`` and ``/search``.
    user_agent
        What the servers are told about who asks; their rules want one that can be reached.
    timeout_s
        Whole seconds a server may take to find an answer, at least 1.
    tries
        How often one thing is asked when a server is busy or falls silent, at least 1.
    first_pause_s, longest_pause_s
        Seconds before the second try, doubled before each one after it, and the most of them.
        A longer wait that a server itself asks for is not sat out but told.

    Raises
    ------
    SettingError
        If a value is outside its range.
    """

    cache: Path
    overpass_url: str = OVERPASS_URL
    nominatim_url: str = NOMINATIM_URL
    user_agent: str = USER_AGENT
    timeout_s: int = 180
    tries: int = 5
    first_pause_s: float = 15.0
    longest_pause_s: float = 300.0

    def __post_init__(self) -> None:
        for url in (self.overpass_url, self.nominatim_url):
            if not _is_server(url):
                raise SettingError(f"{url!r} is no server: give its address with https://")
        agent = self.user_agent
        if not (agent.strip() and agent.isascii() and agent.isprintable()):
            raise SettingError("the user agent is one line of plain letters: say who asks")
        if self.timeout_s < 1 or self.tries < 1:
            raise SettingError("the time-out and the number of tries are at least 1")
        if not 0 <= self.first_pause_s <= self.longest_pause_s:
            raise SettingError("pauses are 0 s or more, the first no longer than the longest")


def _is_server(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host, _ = (parts.hostname or "").encode("idna"), parts.port
    except ValueError:  # a name or a port that no server can have
        return False
    return parts.scheme in {"http", "https"} and host != b""


Hear = Callable[..., None]
"""Called with each answer (`requests.Response`) before OSMnx reads it; may raise."""


@contextmanager
def _configured(settings: FetchSettings, folder: Path, hear: Hear) -> Iterator[ModuleType]:
    """Give OSMnx with these settings, and leave it and the process as they were."""
    import osmnx  # noqa: PLC0415 - more than a second to load, and only downloads need it

    wanted = {
        "cache_folder": folder,
        "cache_only_mode": True,  # answers are kept and read as they are; no graph is built
        "use_cache": True,
        "overpass_url": settings.overpass_url,
        "nominatim_url": settings.nominatim_url,
        "http_user_agent": settings.user_agent,
        "http_referer": settings.user_agent,
        "requests_timeout": settings.timeout_s,
        "requests_kwargs": {"hooks": {"response": hear}},
        # OSMnx would wait a minute for a status page that many servers lack; a server
        # without a free slot answers 429, and then the caller waits as it says.
        "overpass_rate_limit": False,
        "doh_url_template": None,  # a name that does not resolve is told to nobody else
    }
    kept = {name: getattr(osmnx.settings, name) for name in wanted}
    resolver = socket.getaddrinfo  # OSMnx replaces it at each request
    _set(osmnx.settings, wanted)
    try:
        with warnings.catch_warnings():
            # A large area is asked for in parts, as it should be.
            warnings.filterwarnings("ignore", "This area is", UserWarning)
            yield osmnx
    finally:
        _set(osmnx.settings, kept)
        socket.getaddrinfo = resolver


def _set(module: ModuleType, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        setattr(module, name, value)


def keep_ways(
    area: Area, filters: Sequence[str], *, settings: FetchSettings, folder: Path, hear: Hear
) -> None:
    """Have OSMnx ask for ways in an area and their points, and keep the answers in a folder.

    Large areas are asked for in parts. A part that the folder already holds is not asked for.

    Parameters
    ----------
    area
        Polygon in EPSG:4326; 500 m around it are asked for too.
    filters
        Overpass filters such as ``["highway"]``; ways that pass any of them.
    settings, folder, hear
        Whom to ask, where answers are kept, and who hears them first.

    Raises
    ------
    requests.RequestException
        If the server cannot be reached or falls silent.
    """
    with _configured(settings, folder, hear) as osmnx:
        try:
            osmnx.graph.graph_from_polygon(area, custom_filter=list(filters))
        except InterruptedError:  # how OSMnx says that all answers are kept
            return


def keep_features(
    area: Area,
    tags: Mapping[str, frozenset[str]],
    *,
    settings: FetchSettings,
    folder: Path,
    hear: Hear,
) -> None:
    """Have OSMnx ask for whatever has one of the tags, and keep the answers in a folder.

    Parameters and errors as in `keep_ways`; `tags` maps keys to values.
    """
    if not tags:
        return
    wanted = {key: sorted(values) for key, values in tags.items()}
    with _configured(settings, folder, hear) as osmnx:
        try:
            osmnx.features.features_from_polygon(area, wanted)
        except InterruptedError:
            return


def geocode(text: str, *, settings: FetchSettings, folder: Path, hear: Hear) -> tuple[Area, str]:
    """Have OSMnx find the outline of a named place, the most important one that has an outline.

    Returns
    -------
    tuple
        The outline in EPSG:4326, and its full name as the server gives it.

    Raises
    ------
    UnknownPlaceError
        If the server knows no such place, or no outline of it.
    requests.RequestException
        If the server cannot be reached or falls silent.
    """
    with _configured(settings, folder, hear) as osmnx:
        try:
            found = osmnx.geocoder.geocode_to_gdf(text)
        except TypeError as error:
            message = f"{text!r} is known as a point without an outline: give a box or a polygon"
            raise UnknownPlaceError(message) from error
    return found.geometry.iloc[0], str(found["display_name"].iloc[0])


def read_graphml(path: Path, *, limits: Limits = GRAPHML_LIMITS) -> "nx.MultiDiGraph[Any]":
    """Read a graph that ``osmnx.save_graphml`` wrote.

    The XML is walked safely first: document types and entities are refused. For files of
    one's own, from the command line; never for a file that somebody sent.

    Parameters
    ----------
    path
        GraphML file.
    limits
        How large it may be.

    Returns
    -------
    networkx.MultiDiGraph
        As ``osmnx.load_graphml`` gives it. Ids that are not all numbers stay texts.

    Raises
    ------
    MissingFileError
        If the file is not there or may not be read.
    FaultsError
        TOO_LARGE, XML_ENTITY, XML_SYNTAX, XML_DEPTH, ENCODING or NOT_GRAPHML.
    """
    source = Source(path.name, file_content(path, limits=limits), limits)
    walk = walk_xml(source, source.content)
    if walk.root != "graphml":
        raise _no_graph(path, "it is no GraphML")
    return _load(path)


def write_graphml(graph: "nx.MultiDiGraph[Any]", path: Path) -> None:
    """Write a graph as ``osmnx.save_graphml`` does, whole or not at all.

    Raises
    ------
    WriteError
        If it cannot be written; what was saved before is untouched.
    """
    import osmnx  # noqa: PLC0415 - more than a second to load

    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "graph.graphml"
        osmnx.io.save_graphml(graph, written)
        atomic_write(path, written.read_bytes())


def _load(path: Path) -> "nx.MultiDiGraph[Any]":
    import osmnx  # noqa: PLC0415 - more than a second to load

    texts: dict[str, Any] = {"osmid": str}
    try:
        try:
            graph = osmnx.io.load_graphml(path)
        except ValueError:  # ids that are no numbers, or a damaged value
            graph = osmnx.io.load_graphml(path, node_dtypes=texts, edge_dtypes=texts)
    # What OSMnx, NetworkX and Shapely raise on a graph that no OSMnx saved.
    except _UNREADABLE as error:
        why = f"it cannot be read ({type(error).__name__}: {str(error)[:80]})"
        raise _no_graph(path, why) from error
    if not isinstance(graph, nx.MultiDiGraph):
        raise _no_graph(path, "its edges have no direction")
    return graph


def _no_graph(path: Path, why: str) -> FaultsError:
    message = f"{why}: save the graph with osmnx.save_graphml"
    return FaultsError(path.name, [Fault("NOT_GRAPHML", message)])
