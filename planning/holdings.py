"""What a country's layers hold: how many rows, how sure, how old, by whose word, what is missing."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

import geopandas as gpd

from layers.schemas import CONFIDENCE
from planning.packs import LAYERS, Pack

STATED: Mapping[str, str] = MappingProxyType(
    {
        "sites": "evidence",
        "green_zones": "status",
        "police_posts": "trust",
        "police_areas": "trust",
        "closures": "kind",
        "notices": "outcome",
    }
)
"""Layers whose rows are told apart by one column."""
_HOURS = MappingProxyType(
    {"missions": "hours", "police_posts": "hours", "units": "shifts", "contacts": "hours"}
)


@dataclass(frozen=True, slots=True)
class Holding:
    """What one layer holds.

    Parameters
    ----------
    kind
        The layer.
    rows
        Number of rows.
    sure
        Rows of high, medium and low confidence; empty where rows do not say.
    oldest, newest
        First and last day as of which a row is known, ISO text; empty without any.
    origins
        Hosts of the addresses that sources name, most rows first, each with its rows; ``""``
        is a source that is no address.
    states
        Rows by the column of `STATED`, most first.
    without_hours
        Rows whose hours are not known; None where rows have none.
    """

    kind: str
    rows: int
    sure: tuple[int, ...]
    oldest: str
    newest: str
    origins: tuple[tuple[str, int], ...]
    states: tuple[tuple[str, int], ...]
    without_hours: int | None


def holdings_of(pack: Pack) -> tuple[Holding, ...]:
    """Count what every layer of a pack holds, in the order of its layers."""
    return tuple(_holding(kind, pack.layers[kind]) for kind in LAYERS)


def _holding(kind: str, layer: gpd.GeoDataFrame) -> Holding:
    days = sorted(day for day in _texts(layer, "as_of") if day)
    sure = Counter(_texts(layer, "confidence"))
    return Holding(
        kind,
        len(layer),
        tuple(sure[word] for word in CONFIDENCE) if sure else (),
        days[0] if days else "",
        days[-1] if days else "",
        tuple(Counter(map(host_of, _texts(layer, "source"))).most_common()),
        tuple(Counter(_texts(layer, STATED.get(kind, ""))).most_common()),
        _texts(layer, _HOURS[kind]).count("") if kind in _HOURS else None,
    )


def _texts(layer: gpd.GeoDataFrame, column: str) -> list[str]:
    return [str(cell) for cell in layer[column].tolist()] if column in layer.columns else []


def host_of(source: str) -> str:
    """Give the host of the first address in a source; empty where there is none.

    Examples
    --------
    >>> host_of("https://www.yna.co.kr/view/AKR1; table 2"), host_of("general knowledge")
    ('yna.co.kr', '')
    """
    for word in source.replace(";", " ").split():
        if word.startswith(("http://", "https://")):
            try:
                return (urlsplit(word).hostname or "").removeprefix("www.")
            except ValueError:
                return ""
    return ""
