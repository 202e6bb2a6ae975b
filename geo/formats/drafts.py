"""What passes between the readers of uploaded files: limits, drafts of layers, refusals."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.errors import Fault, FaultsError
from geo.text import plain

ROW_INDEX = "row"
"""Name of the index of every layer read: the number of the row or feature in its file."""

NAME_LIMIT = 120
_PREVIEW_LIMIT = 40
_FAULT_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Limits:
    """How large an upload may be; every limit is inclusive.

    Parameters
    ----------
    file_bytes
        The file as it arrives.
    unpacked_bytes
        All files of an archive together, unpacked.
    packing_ratio
        Unpacked over packed size of any file of more than 1 MB in an archive.
    archive_files
        Files in an archive.
    rows
        Rows or features of all layers of one file.
    columns
        Columns of a layer.
    vertices
        Vertices of a layer.
    depth
        Elements inside one another in XML.
    """

    file_bytes: int = 50_000_000
    unpacked_bytes: int = 300_000_000
    packing_ratio: int = 200
    archive_files: int = 1000
    rows: int = 200_000
    columns: int = 400
    vertices: int = 5_000_000
    depth: int = 100


@dataclass(frozen=True, slots=True)
class Draft:
    """Layers as a reader found them, before positions and shapes are judged.

    Parameters
    ----------
    layers
        By name; index `ROW_INDEX`; CRS as declared in the file, or None.
    faults
        Rows left out of `layers`, each with the reason.
    warnings
        What the reader had to decide by itself.
    """

    layers: dict[str, gpd.GeoDataFrame]
    faults: tuple[Fault, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableChoice:
    """What a person picked in a table whose columns explain nothing.

    Parameters
    ----------
    lat, lon
        Column names; with a projected reference system northing and easting.
    """

    lat: str
    lon: str


@dataclass(frozen=True, slots=True)
class Source:
    """An uploaded file on its way through the readers.

    Parameters
    ----------
    name
        File name to show: no folder, nothing invisible.
    content
        Its bytes.
    limits
        What may be read of it.
    columns
        The coordinate columns a person picked, or None to find them.
    crs
        Reference system a person chose instead of the one declared, or None.
    """

    name: str
    content: bytes = field(repr=False)
    limits: Limits
    columns: TableChoice | None = None
    crs: str | None = None

    @property
    def extension(self) -> str:
        """Extension in lower case without the dot."""
        return PurePosixPath(self.name).suffix[1:].lower()

    @property
    def stem(self) -> str:
        """Name without extension: the name of the layer if the file holds just one."""
        return PurePosixPath(self.name).stem or "layer"

    def refusal(self, code: str, message: str) -> FaultsError:
        """Make the error for a fault of the file as a whole."""
        return FaultsError(self.name, [Fault(code, message)])


def shown_name(name: str) -> str:
    """Return the last part of a file name as sent, fit to show and never used as a path.

    Examples
    --------
    >>> shown_name("../../etc/sites.csv")
    'sites.csv'
    """
    last = plain(name, None).replace("\\", "/").replace("\n", " ").rstrip("/").rsplit("/", 1)[-1]
    last = last.strip().lstrip(".") or "file"
    return last if len(last) <= NAME_LIMIT else f"…{last[-NAME_LIMIT:]}"


def unique_names(names: Iterable[object]) -> list[str]:
    """Make layer or column names plain, not empty, and different from one another.

    Examples
    --------
    >>> unique_names(["zone", "zone", ""])
    ['zone', 'zone (2)', 'unnamed']
    """
    taken: dict[str, None] = {}
    for name in names:
        base = plain(name, NAME_LIMIT).replace("\n", " ").strip() or "unnamed"
        candidate, count = base, 1
        while candidate in taken:
            count += 1
            candidate = f"{base} ({count})"
        taken[candidate] = None
    return list(taken)


def preview(text: object) -> str:
    """Quote a bit of what was found, for a message."""
    return f"'{plain(text, _PREVIEW_LIMIT)}'".replace("\n", " ")


def counted(count: int, thing: str) -> str:
    """Say how many.

    Examples
    --------
    >>> counted(1, "row"), counted(1200, "row")
    ('1 row', '1,200 rows')
    """
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def shortened(faults: list[Fault]) -> list[Fault]:
    """Return the first 1,000 faults, and one more that counts the rest."""
    if len(faults) <= _FAULT_LIMIT:
        return faults
    more = Fault("TOO_MANY", f"and {counted(len(faults) - _FAULT_LIMIT, 'more fault')}")
    return [*faults[:_FAULT_LIMIT], more]


def layer_frame(
    columns: dict[str, list[Any]], *, geometry: Any, rows: Iterable[int], crs: object
) -> gpd.GeoDataFrame:
    """Build one layer; whole numbers stay whole, text stays text.

    Parameters
    ----------
    columns
        Cells by column, without the geometry.
    geometry
        One geometry or None a row.
    rows
        Number of each row in its file.
    crs
        Reference system, or None if not declared.
    """
    index = pd.Index(list(rows), name=ROW_INDEX, dtype="int64")
    table = pd.DataFrame(
        {name: pd.Series(cells, index=index, dtype=object) for name, cells in columns.items()},
        index=index,
    )
    return gpd.GeoDataFrame(table.infer_objects(), geometry=geometry, crs=crs)
