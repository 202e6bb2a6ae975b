"""Grids and GeoTIFF: what is written comes back, what is hostile stays shut."""

import math
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from hypothesis import given
from hypothesis import strategies as st
from rasterio.enums import ColorInterp
from rasterio.transform import Affine

from geo.errors import (
    CrsError,
    MissingFileError,
    RasterCrsError,
    RasterTooLargeError,
    RasterTypeError,
    SettingError,
    WriteError,
)
from geo.raster import Grid, grid_over, read_geotiff, write_geotiff

GRID = Grid((400_000.0, 1_200_000.0, 403_000.0, 1_202_000.0), 1000.0)
VALUES = np.array([[0.0, 0.25, 0.5], [1.0, math.nan, 0.125]])
CRS = "EPSG:32648"


def _tiff(path: Path, values: Any, **changes: Any) -> Path:
    bands = np.atleast_3d(np.asarray(values)) if np.ndim(values) == 2 else np.asarray(values)
    bands = bands.transpose(2, 0, 1) if np.ndim(values) == 2 else bands
    profile = {
        "driver": "GTiff",
        "count": bands.shape[0],
        "height": bands.shape[1],
        "width": bands.shape[2],
        "dtype": bands.dtype,
        "crs": CRS,
        "transform": Affine(1000, 0, 400_000, 0, -1000, 1_202_000),
    }
    with rasterio.open(path, "w", **{**profile, **changes}) as file:
        file.write(bands)
    return path


def test_cells_by_hand() -> None:
    assert GRID.shape == (2, 3)
    assert GRID.x_m.tolist() == [400_500.0, 401_500.0, 402_500.0]
    assert GRID.y_m.tolist() == [1_201_500.0, 1_200_500.0]
    x, y = GRID.centres()
    assert (x[1, 2], y[1, 2]) == (402_500.0, 1_200_500.0)


@given(
    west=st.floats(-1e6, 1e6).map(lambda metres: round(metres, 3)),
    south=st.floats(-1e6, 1e6).map(lambda metres: round(metres, 3)),
    size=st.floats(1, 1e5),
    cell=st.sampled_from([250.0, 1000.0]),
)
def test_a_grid_over_bounds_covers_them(
    *, west: float, south: float, size: float, cell: float
) -> None:
    grid = grid_over((west, south, west + size, south + size), cell_m=cell)
    assert grid.bounds[0] <= west
    assert grid.bounds[2] >= west + size
    assert grid.bounds[3] - grid.bounds[1] < size + 2 * cell
    assert grid.bounds[0] % cell == 0


@pytest.mark.parametrize(
    ("bounds", "cell_m"),
    [
        ((0, 0, 10, 10), 0),
        ((0, 0, 10, 10), math.nan),
        ((0, 0, 10, 10), math.inf),
        ((10, 0, 0, 10), 1),
        ((0, 0, math.inf, 10), 1),
        ((0, 0, 10, 10), 3),
        ((0, 0, 1e7, 1e7), 1),
    ],
)
def test_impossible_grids(bounds: tuple[float, float, float, float], cell_m: float) -> None:
    with pytest.raises(SettingError):
        Grid(bounds, cell_m)


def test_there_and_back(tmp_path: Path) -> None:
    path = tmp_path / "위험.tif"
    write_geotiff(
        path, GRID, VALUES, crs=CRS, tags={"moment": "2025-10-18T02:00+07:00", "출처": "법"}
    )
    raster = read_geotiff(path)
    np.testing.assert_array_equal(raster.values, VALUES)
    assert raster.grid() == GRID
    assert raster.crs == CRS
    assert raster.tags["moment"] == "2025-10-18T02:00+07:00"
    assert raster.tags["출처"] == "법"
    np.testing.assert_array_equal(raster.centres(), GRID.centres())
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_number_for_nodata(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    write_geotiff(path, GRID, VALUES, crs=CRS, nodata=-1.0)
    np.testing.assert_array_equal(read_geotiff(path).values, VALUES)
    with rasterio.open(path) as file:
        assert file.nodata == -1.0
        assert file.read(1)[1, 1] == -1.0
        assert file.transform.e < 0


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    write_geotiff(path, GRID, VALUES, crs=CRS)
    before = path.read_bytes()
    for wrong in (VALUES.T, VALUES + math.inf):
        with pytest.raises(RasterTypeError):
            write_geotiff(path, GRID, wrong, crs=CRS)
    with pytest.raises(RasterTypeError, match="cannot mean unknown"):
        write_geotiff(path, GRID, VALUES, crs=CRS, nodata=0.25)
    with pytest.raises(CrsError):
        write_geotiff(path, GRID, VALUES, crs="EPSG:4326")
    assert path.read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 1


def test_nowhere_to_write(tmp_path: Path) -> None:
    with pytest.raises(WriteError):
        write_geotiff(tmp_path / "none" / "a.tif", GRID, VALUES, crs=CRS)
    (tmp_path / "folder.tif").mkdir()
    with pytest.raises(WriteError):
        write_geotiff(tmp_path / "folder.tif", GRID, VALUES, crs=CRS)
    assert len(list(tmp_path.iterdir())) == 1


def test_south_up_is_turned(tmp_path: Path) -> None:
    path = _tiff(
        tmp_path / "a.tif",
        np.array([[1.0, 2.0], [3.0, 4.0]]),
        transform=Affine(1000, 0, 400_000, 0, 1000, 1_200_000),
    )
    raster = read_geotiff(path)
    assert raster.values.tolist() == [[3.0, 4.0], [1.0, 2.0]]
    assert raster.bounds == (400_000, 1_200_000, 402_000, 1_202_000)


def test_degrees_are_read_but_are_no_metric_grid(tmp_path: Path) -> None:
    path = _tiff(
        tmp_path / "a.tif",
        np.array([[1, 255]], dtype="uint8"),
        crs="EPSG:4326",
        transform=Affine(0.5, 0, 104, 0, -0.5, 12),
        nodata=255,
    )
    raster = read_geotiff(path)
    assert raster.values[0, 0] == 1.0
    assert math.isnan(raster.values[0, 1])
    assert raster.centres()[0].tolist() == [[104.25, 104.75]]
    with pytest.raises(RasterCrsError):
        raster.grid()


def test_oblong_cells_are_no_grid(tmp_path: Path) -> None:
    path = _tiff(tmp_path / "a.tif", VALUES, transform=Affine(2, 0, 0, 0, -1, 10))
    with pytest.raises(RasterTypeError, match="no squares"):
        read_geotiff(path).grid()


def test_the_limit_is_inclusive_and_counts_bands(tmp_path: Path) -> None:
    path = _tiff(tmp_path / "a.tif", VALUES)
    assert read_geotiff(path, max_pixels=6).values.size == 6
    with pytest.raises(RasterTooLargeError) as caught:
        read_geotiff(path, max_pixels=5)
    assert caught.value.code == "RASTER_TOO_LARGE"


def test_a_sparse_giant_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "giant.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=200_000, height=200_000, count=1, dtype="uint8", crs=CRS,
        transform=Affine(2, 0, 0, 0, -2, 0), SPARSE_OK=True, tiled=True, compress="deflate",
    ):  # fmt: skip
        pass
    assert path.stat().st_size < 20_000_000
    with pytest.raises(RasterTooLargeError):
        read_geotiff(path)


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_no_reference_system(tmp_path: Path) -> None:
    path = _tiff(tmp_path / "a.tif", VALUES, crs=None)
    with pytest.raises(RasterCrsError) as caught:
        read_geotiff(path)
    assert caught.value.code == "RASTER_CRS"


def test_pictures_and_oddities(tmp_path: Path) -> None:
    colours = np.zeros((3, 2, 2), dtype="uint8")
    complex_values = np.ones((2, 2), dtype="complex64")
    turned = Affine(8.0, 6.0, 0.0, 6.0, -8.0, 0.0)
    for number, path in enumerate(
        [
            _tiff(tmp_path / "rgb.tif", colours),
            _tiff(tmp_path / "complex.tif", complex_values),
            _tiff(tmp_path / "turned.tif", VALUES, transform=turned),
            _tiff(tmp_path / "endless.tif", VALUES + math.inf),
        ]
    ):
        with pytest.raises(RasterTypeError) as caught:
            read_geotiff(path)
        assert caught.value.code == "RASTER_TYPE", number


def test_a_palette_is_a_picture(tmp_path: Path) -> None:
    path = _tiff(tmp_path / "a.tif", np.zeros((2, 2), dtype="uint8"), photometric="palette")
    with rasterio.open(path, "r+") as file:
        file.write_colormap(1, {0: (255, 0, 0, 255)})
        assert file.colorinterp[0] == ColorInterp.palette
    with pytest.raises(RasterTypeError, match="picture"):
        read_geotiff(path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"II*\x00",
        b"II*\x00" + b"\xff" * 64,
        b"II*\x00" + struct.pack("<I", 8) + b"\x00" * 64,
        b'<VRTDataset rasterXSize="1" rasterYSize="1"></VRTDataset>',
        b"PK\x03\x04",
    ],
)
def test_what_is_no_geotiff(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.tif"
    path.write_bytes(content)
    with pytest.raises(RasterTypeError):
        read_geotiff(path)


def test_a_cut_file(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    grid = Grid((0.0, 0.0, 300_000.0, 300_000.0), 1000.0)
    values = np.random.default_rng(1).random(grid.shape)
    write_geotiff(path, grid, values, crs=CRS)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(RasterTypeError):
        read_geotiff(path)


@pytest.mark.parametrize("name", ["none.tif", "/vsicurl/http:", "\x00.tif"])
def test_what_is_not_there(tmp_path: Path, name: str) -> None:
    with pytest.raises(MissingFileError):
        read_geotiff(tmp_path / name)
    with pytest.raises(MissingFileError):
        read_geotiff(tmp_path)


def test_a_public_raster(shared: Path) -> None:
    path = shared / "data" / "population" / "khm_worldpop_2020_10km.tif"
    raster = read_geotiff(path)
    with rasterio.open(path) as file:
        expected = file.read(1, masked=True)
        assert raster.bounds == pytest.approx(tuple(file.bounds))
    assert raster.crs == "EPSG:4326"
    assert np.nansum(raster.values) == pytest.approx(float(expected.sum(dtype="float64")))
