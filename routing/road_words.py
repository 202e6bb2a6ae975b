"""The words of road layers that others made: what they call a class, a direction, a bridge."""

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from geo.text import plain
from routing.network import ROAD_CLASSES, IntArray
from routing.osm_tags import ROAD_CLASS_OF, SURFACE_OF_TRACKTYPE

WORD_LIMIT = 200
"""Characters of a name or word that are kept."""

# Besides the words of OpenStreetMap and our own: those of Geofabrik's column `fclass`
# ("OpenStreetMap Data in Layered GIS Format", roads), and highway=* that no car may drive yet,
# no longer, or never.
CLASS_OF_WORD: Mapping[str, str | None] = MappingProxyType(
    {
        **ROAD_CLASS_OF,
        **{name: name for name in ROAD_CLASSES},
        **{f"track_{grade}": "track" for grade in SURFACE_OF_TRACKTYPE},
        "unknown": "minor",
        **dict.fromkeys(("construction", "proposed", "planned", "abandoned", "razed", "disused")),
        **dict.fromkeys(("busway", "bus_guideway", "raceway", "escape", "elevator")),
    }
)

# Of OpenStreetMap, of Geofabrik and HERE (F, T, B) and of ArcGIS networks (FT, TF).
ONEWAY_OF_WORD: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("yes", "true", "1", "f", "ft", "forward"), "yes"),
        **dict.fromkeys(("-1", "t", "tf", "reverse", "backward"), "-1"),
        **dict.fromkeys(("no", "false", "0", "b", "both", "alternating"), "no"),
        "reversible": "reversible",
    }
)
"""Words of a one-way column, put to those of OpenStreetMap's ``oneway``."""

_NO_BRIDGE = frozenset({"", "no", "n", "none", "false", "f", "0", "abandoned"})


def is_bridge(word: str) -> bool:
    """Tell whether a word in a column of bridges means that there is one.

    Examples
    --------
    >>> is_bridge("viaduct"), is_bridge("T"), is_bridge("no")
    (True, True, False)
    """
    return word.lower() not in _NO_BRIDGE


def distinct_words(table: pd.DataFrame, column: str | None) -> tuple[IntArray, list[str]]:
    """Count off the distinct words of a column; nothing known is the empty word.

    Parameters
    ----------
    table
        Any table.
    column
        One of its columns; None for one that is not there.

    Returns
    -------
    tuple
        Per row the number of its word, and the words: without blanks at their ends and
        anything invisible, whole numbers without a fraction.

    Examples
    --------
    >>> numbers, words = distinct_words(pd.DataFrame({"oneway": [1.0, None, 1.0]}), "oneway")
    >>> numbers.tolist(), words
    ([0, 1, 0], ['1', ''])
    """
    cells = pd.Series("", table.index) if column is None else table[column].astype(object)
    number, distinct = pd.factorize(cells.where(cells.notna(), ""), use_na_sentinel=False)
    return number.astype("int32"), [_word(cell) for cell in distinct]


def _word(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, str) and cell.isascii() and cell.replace(".", "", 1).isalnum():
        word = cell[:WORD_LIMIT]  # most words are plain as they are
    else:
        word = " ".join(plain(cell, WORD_LIMIT).split())
    return word[:-2] if word.endswith(".0") and word[:-2].lstrip("-").isdecimal() else word
