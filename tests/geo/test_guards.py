"""GDAL's doors are shut, and what the program itself writes still goes through."""

import os
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from rasterio.io import MemoryFile

from geo.guards import KEPT_DRIVERS, open_drivers
from tests.geo import hostile

# Read in a process of its own: pytest may have loaded GDAL in whatever order.
LISTING = """
import geo, pyogrio, rasterio
with rasterio.Env() as environment:
    print(*pyogrio.list_drivers(), *environment.drivers(), sep="\\n")
"""


def run_alone(code: str) -> subprocess.CompletedProcess[str]:
    """Run Python that inherits none of the guards of this process."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GDAL_", "CPL_", "OGR_", "PROJ_"))
    }
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=False, env=environment, cwd=Path(__file__).parents[2],
    )  # fmt: skip


def test_only_the_drivers_kept_are_registered() -> None:
    """A new wheel with a new driver fails here: add it to the list of skipped ones."""
    answer = run_alone(LISTING)
    found = set(answer.stdout.split("\n")) - {""}
    assert found <= KEPT_DRIVERS
    assert {"GPKG", "GTiff", "LIBKML", "GPX", "ESRI Shapefile", "PMTiles"} <= found
    assert answer.stderr == "", "and GDAL says nothing about drivers it lacks"


LATE = """
import pyogrio, geo
from geo.files import read_upload
from tests.geo import hostile
read_upload("a.gpkg", hostile.geopackage({"a": hostile.places()}), bounds=hostile.BOUNDS)
"""


def test_without_guards_nothing_is_opened() -> None:
    assert "RuntimeError: import geo before pyogrio" in run_alone(LATE).stderr


def test_this_process_is_guarded() -> None:
    assert open_drivers() == frozenset()


@pytest.mark.parametrize(
    ("driver", "name"),
    [
        ("GPKG", "a.gpkg"),
        ("GeoJSON", "a.geojson"),
        ("LIBKML", "a.kml"),
        ("ESRI Shapefile", "a.shp"),
        ("PMTiles", "a.pmtiles"),
    ],
)
def test_drivers_kept_still_write(tmp_path: Path, driver: str, name: str) -> None:
    path = tmp_path / name
    hostile.places().to_file(path, driver=driver, engine="pyogrio")
    if driver == "PMTiles":
        assert path.read_bytes().startswith(b"PMTiles\x03")
    else:
        assert len(gpd.read_file(path, engine="pyogrio")) == 2


def test_geotiff_still_works() -> None:
    profile = {"width": 3, "height": 2, "count": 1, "dtype": "float32", "crs": "EPSG:32648"}
    with MemoryFile() as memory:
        with memory.open(
            driver="GTiff", transform=rasterio.Affine(1, 0, 0, 0, -1, 2), **profile
        ) as raster:
            raster.write(np.ones((1, 2, 3), "float32"))
        content = memory.read()
    with MemoryFile(content) as memory, memory.open(driver="GTiff") as raster:
        assert raster.read().sum() == 6


def test_a_virtual_raster_does_not_open(tmp_path: Path) -> None:
    """A20."""
    path = tmp_path / "a.tif"
    path.write_text('<VRTDataset rasterXSize="1" rasterYSize="1"></VRTDataset>')
    with pytest.raises(rasterio.errors.RasterioIOError):
        rasterio.open(path)
