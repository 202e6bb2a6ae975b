"""Drive seconds between two lists of places: tables in, a table out."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo.errors import Fault, FaultsError, OutsideError
from geo.files import atomic_write
from layers.tables import read_layer
from planning.moment import Moment
from planning.places import check_inside
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
    """Read a table of places in the pack's country: ``id``, ``lat``, ``lon`` (EPSG:4326).

    Raises
    ------
    FaultsError
        Naming every fault of the file at its row; a place abroad or in the sea is one.
    """
    places = read_layer(path, "points")
    faults = []
    for row, place in enumerate(places.to_dict("records"), start=2):
        try:
            check_inside(moment.pack, lat=place["lat"], lon=place["lon"], when=moment.when)
        except OutsideError as error:
            faults.append(Fault(error.code, str(error), row))
    if faults:
        raise FaultsError(path.name, faults)
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
