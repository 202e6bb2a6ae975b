"""Drive seconds between two lists of places: tables in, a table out."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo.errors import Fault, FaultsError
from geo.files import atomic_write, read_upload
from planning.moment import Moment
from routing.reach import seconds_between


@dataclass(frozen=True, slots=True)
class DriveTable:
    """Drive seconds, without the legs to and from the road.

    Parameters
    ----------
    rows, columns
        Ids of the origins and of the destinations.
    seconds
        Shape (rows, columns); inf where no road leads.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    seconds: NDArray[np.float64]


def read_places(path: Path, moment: Moment) -> gpd.GeoDataFrame:
    """Read a table of places: columns ``id``, ``lat``, ``lon`` (EPSG:4326).

    Raises
    ------
    FaultsError
        Naming every fault of the file at its row.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        why = error.strerror or "cannot be read"
        raise FaultsError(path.name, [Fault("NO_FILE", f"{why}; check the path")]) from None
    layers = read_upload(path.name, content, bounds=moment.pack.bounds).layers
    places = next(iter(layers.values()))
    if "id" not in places.columns:
        known = ", ".join(str(name) for name in places.columns)
        raise FaultsError(path.name, [Fault("NO_COLUMN", f"no column id; found {known}")])
    return places


def drive_matrix(
    moment: Moment, origins: Path, destinations: Path, *, out: Path | None = None
) -> DriveTable:
    """Time every pair of two tables of places.

    Parameters
    ----------
    moment
        The roads at an instant.
    origins, destinations
        CSV files with ``id``, ``lat``, ``lon``.
    out
        Where to write the table: rows are origins, columns destinations, seconds with one
        decimal, empty where there is no road. None writes nothing.

    Raises
    ------
    FaultsError
        If a table has faults; nothing is written then.
    """
    start, end = read_places(origins, moment), read_places(destinations, moment)
    drive = seconds_between(
        moment.travel,
        moment.snap(start.geometry.x.to_numpy(), start.geometry.y.to_numpy()),
        moment.snap(end.geometry.x.to_numpy(), end.geometry.y.to_numpy()),
    )
    table = DriveTable(tuple(start["id"]), tuple(end["id"]), drive.drive_s)
    if out is not None:
        atomic_write(out, _as_csv(table).encode())
    return table


def _as_csv(table: DriveTable) -> str:
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(["id", *table.columns])
    for name, seconds in zip(table.rows, table.seconds, strict=True):
        cells = [f"{value:.1f}" if np.isfinite(value) else "" for value in seconds]
        writer.writerow([name, *cells])
    return lines.getvalue()
