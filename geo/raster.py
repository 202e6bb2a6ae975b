"""Pixels: grids in metres, and GeoTIFF files written whole and read with care."""

import math
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import rasterio
from rasterio.enums import ColorInterp
from rasterio.errors import RasterioError
from rasterio.transform import Affine

from geo.crs import Bounds, Floats, metric_crs, read_crs
from geo.errors import (
    CrsError,
    MissingFileError,
    RasterCrsError,
    RasterTooLargeError,
    RasterTypeError,
    SettingError,
    WriteError,
)

MAX_CELLS: Final = 25_000_000
"""Most cells of one grid: 200 MB as float64."""

_TIFF_STARTS = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
_LARGEST_BLOCK = 4_194_304  # pixels that one compressed block of a file may unfold to
_SQUARE = 1e-6  # share by which a cell's sides may differ and still count as a square


@dataclass(frozen=True, slots=True)
class Grid:
    """Square cells, rows from north to south, in a metric system.

    Parameters
    ----------
    bounds
        West, south, east, north in metres of the pack's system.
    cell_m
        Side of a cell, metres.
    shape
        Rows and columns; set from the other two.

    Raises
    ------
    SettingError
        If the bounds are empty or not a whole number of cells, or there are
        more than 25 million cells.

    Examples
    --------
    >>> grid = Grid((0.0, 0.0, 30.0, 20.0), 10.0)
    >>> grid.shape, grid.x_m.tolist(), grid.y_m.tolist()
    ((2, 3), [5.0, 15.0, 25.0], [15.0, 5.0])
    """

    bounds: Bounds
    cell_m: float
    shape: tuple[int, int] = field(init=False)

    def __post_init__(self) -> None:
        west, south, east, north = self.bounds
        is_sound = all(map(math.isfinite, self.bounds)) and 0 < self.cell_m < math.inf
        if not (is_sound and west < east and south < north):
            raise SettingError(f"grid: no cells of {self.cell_m} m fit into {self.bounds}")
        rows, columns = (north - south) / self.cell_m, (east - west) / self.cell_m
        if rows * columns > MAX_CELLS:
            raise SettingError(
                f"grid: {rows * columns:,.0f} cells are more than {MAX_CELLS:,}; take larger cells"
            )
        if max(abs(rows - round(rows)), abs(columns - round(columns))) > 1e-6:
            raise SettingError(
                f"grid: {self.bounds} is not a whole number of {self.cell_m} m cells"
            )
        object.__setattr__(self, "shape", (round(rows), round(columns)))

    @property
    def x_m(self) -> Floats:
        """Middles of the columns, metres, west to east."""
        return np.asarray(self.bounds[0] + (np.arange(self.shape[1]) + 0.5) * self.cell_m)

    @property
    def y_m(self) -> Floats:
        """Middles of the rows, metres, north to south."""
        return np.asarray(self.bounds[3] - (np.arange(self.shape[0]) + 0.5) * self.cell_m)

    def centres(self) -> tuple[Floats, Floats]:
        """Return x and y of the middle of every cell, metres, each in the grid's shape."""
        x, y = np.meshgrid(self.x_m, self.y_m)
        return x, y


def grid_over(bounds: Bounds, *, cell_m: float) -> Grid:
    """Lay a grid over bounds, its edges on whole multiples of the cell.

    Parameters
    ----------
    bounds
        West, south, east, north in metres; they are widened outwards.
    cell_m
        Side of a cell, metres, > 0.

    Raises
    ------
    SettingError
        If the bounds are empty, the cell is not > 0, or there are too many cells.

    Examples
    --------
    >>> grid_over((5.0, 5.0, 25.0, 12.0), cell_m=10.0).bounds
    (0.0, 0.0, 30.0, 20.0)
    """
    if not (all(map(math.isfinite, bounds)) and 0 < cell_m < math.inf):
        raise SettingError(f"grid: no cells of {cell_m} m fit into {bounds}")
    west, south = (math.floor(edge / cell_m) * cell_m for edge in bounds[:2])
    east, north = (math.ceil(edge / cell_m) * cell_m for edge in bounds[2:])
    return Grid((west, south, east, north), cell_m)


@dataclass(frozen=True, slots=True)
class Raster:
    """Values on cells, north up, in whatever system their file has.

    Parameters
    ----------
    values
        Rows from north to south, float64; NaN where unknown.
    bounds
        West, south, east, north in the units of `crs`.
    crs
        Name of the system, such as ``EPSG:32648``, or its WKT.
    tags
        Text tags of the file.
    """

    values: Floats
    bounds: Bounds
    crs: str
    tags: Mapping[str, str]

    def centres(self) -> tuple[Floats, Floats]:
        """Return x and y of the middle of every cell in the units of `crs`."""
        rows, columns = self.values.shape
        west, south, east, north = self.bounds
        x = west + (np.arange(columns) + 0.5) * (east - west) / columns
        y = north - (np.arange(rows) + 0.5) * (north - south) / rows
        wide, high = np.meshgrid(x, y)
        return wide, high

    def grid(self) -> Grid:
        """Return the metric grid of the cells.

        Raises
        ------
        RasterCrsError
            If the system does not count in metres.
        RasterTypeError
            If the cells are no squares.
        """
        try:
            metric_crs(self.crs)
        except CrsError as error:
            raise RasterCrsError(f"raster: {error}") from error
        rows, columns = self.values.shape
        west, south, east, north = self.bounds
        wide, high = (east - west) / columns, (north - south) / rows
        if abs(wide - high) > _SQUARE * wide:
            raise RasterTypeError(f"raster: cells of {wide:g} x {high:g} m are no squares")
        return Grid(self.bounds, wide)


def write_geotiff(
    path: Path,
    grid: Grid,
    values: Floats,
    *,
    crs: str,
    nodata: float = math.nan,
    tags: Mapping[str, str] | None = None,
) -> None:
    """Write values on a grid to a GeoTIFF: the whole file, or none.

    Parameters
    ----------
    path
        Where to; a file there is replaced only when the new one is complete.
    grid
        Cells, metres of `crs`.
    values
        One value a cell, in the grid's shape; NaN where unknown.
    crs
        The pack's metric system.
    nodata
        Value that stands for NaN in the file; NaN itself by default.
    tags
        Text tags, such as the moment and the source.

    Raises
    ------
    CrsError
        If `crs` does not count in metres.
    RasterTypeError
        If the shape is not the grid's, a value is infinite, a true value
        equals `nodata`.
    WriteError
        If the file cannot be written.
    """
    values = np.asarray(values, dtype=np.float64)
    system = metric_crs(crs)
    _require_writable(values, grid, nodata)
    filled = np.where(np.isnan(values), nodata, values).astype(np.float32)
    rows, columns = grid.shape
    with (
        _replacing(path) as unfinished,
        rasterio.open(
            unfinished,
            "w",
            driver="GTiff",
            height=rows,
            width=columns,
            count=1,
            dtype="float32",
            crs=system.to_wkt(),
            transform=Affine(grid.cell_m, 0, grid.bounds[0], 0, -grid.cell_m, grid.bounds[3]),
            nodata=nodata,
            compress="deflate",
            predictor=3,
            tiled=True,
            blockxsize=256,
            blockysize=256,
        ) as file,
    ):
        file.write(filled, 1)
        file.update_tags(**{name: str(text) for name, text in (tags or {}).items()})


def _require_writable(values: Floats, grid: Grid, nodata: float) -> None:
    if values.shape != grid.shape:
        raise RasterTypeError(f"raster: values {values.shape} do not fit the grid {grid.shape}")
    if np.isinf(values).any():
        raise RasterTypeError("raster: infinite values cannot be written; NaN means unknown")
    if not math.isnan(nodata) and (values.astype(np.float32) == np.float32(nodata)).any():
        raise RasterTypeError(f"raster: {nodata:g} is a value of some cell and cannot mean unknown")


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """Give a new file beside the path and move it there if all went well."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tif")
        os.close(handle)
    except OSError as error:
        raise WriteError(f"{path.name}: cannot be written: {error.strerror}") from error
    unfinished = Path(name)
    try:
        yield unfinished
        unfinished.chmod(0o644)
        unfinished.replace(path)
    except (RasterioError, OSError) as error:
        raise WriteError(f"{path.name}: cannot be written: {error}") from error
    finally:
        unfinished.unlink(missing_ok=True)


def read_geotiff(path: Path, *, max_pixels: int = MAX_CELLS) -> Raster:
    """Read a GeoTIFF of one band, after its head has been judged.

    Parameters
    ----------
    path
        A file on this machine; no other source and no other format is opened.
    max_pixels
        Most pixels, bands counted, inclusive.

    Returns
    -------
    Raster
        North up whichever way the file lies; no-data cells are NaN.

    Raises
    ------
    MissingFileError
        If it is not there.
    RasterTypeError
        If it is no GeoTIFF, is corrupt, rotated, of colours or complex
        numbers, of several bands, or holds infinite values.
    RasterTooLargeError
        If it declares more pixels than allowed; nothing is read then.
    RasterCrsError
        If it names no reference system.
    """
    _require_tiff(path)
    try:
        with rasterio.open(path, driver="GTiff", sharing=False) as file:
            _require_readable(file, path.name, max_pixels)
            band = file.read(1, masked=True)
            return _raster(file, np.ma.filled(band.astype(np.float64), math.nan), path.name)
    except RasterioError as error:
        raise RasterTypeError(f"{path.name}: cannot be read as GeoTIFF: {error}") from error


def _require_tiff(path: Path) -> None:
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except (OSError, ValueError) as error:
        raise MissingFileError(f"{path.name}: cannot be opened: {error}") from error
    if start not in _TIFF_STARTS:
        raise RasterTypeError(f"{path.name}: is no GeoTIFF; save it as one")


def _require_readable(file: Any, name: str, max_pixels: int) -> None:
    pixels = file.width * file.height * file.count
    largest = max((rows * columns for rows, columns in file.block_shapes), default=0)
    if pixels > max_pixels or largest > max(_LARGEST_BLOCK, file.width * file.height):
        raise RasterTooLargeError(
            f"{name}: {file.width:,} x {file.height:,} pixels in {file.count} bands are more than "
            f"{max_pixels:,}; cut it to the country or take larger cells"
        )
    if file.count != 1 or file.colorinterp[0] == ColorInterp.palette:
        raise RasterTypeError(f"{name}: is a picture; one band of figures is needed")
    if "complex" in file.dtypes[0]:
        raise RasterTypeError(f"{name}: complex numbers are not understood")
    if file.crs is None:
        raise RasterCrsError(f"{name}: names no reference system; assign one, as EPSG:4326")
    if file.transform.b or file.transform.d or not (file.transform.a and file.transform.e):
        raise RasterTypeError(f"{name}: is rotated; warp it to north up")


def _raster(file: Any, values: Floats, name: str) -> Raster:
    if np.isinf(values).any():
        raise RasterTypeError(f"{name}: holds infinite values; NaN means unknown")
    if file.transform.e > 0:
        values = values[::-1]
    if file.transform.a < 0:
        values = values[:, ::-1]
    left, top = file.transform.c, file.transform.f
    right, bottom = left + file.transform.a * file.width, top + file.transform.e * file.height
    edges = (min(left, right), min(top, bottom), max(left, right), max(top, bottom))
    if not all(map(math.isfinite, edges)):
        raise RasterTypeError(f"{name}: has no place on Earth")
    code = file.crs.to_epsg()
    system = f"EPSG:{code}" if code else file.crs.to_wkt()
    read_crs(system)
    return Raster(np.ascontiguousarray(values), edges, system, dict(file.tags()))
