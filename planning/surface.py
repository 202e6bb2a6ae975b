"""The hazard of a moment as a raster surface."""

from pathlib import Path

from pyproj import Transformer

from geo.raster import Grid, grid_over, write_geotiff
from planning.moment import Moment


def hazard_grid(moment: Moment) -> Grid:
    """Give the grid that covers the pack's country, in its metric CRS."""
    pack = moment.pack
    west, south, east, north = pack.bounds
    edge = Transformer.from_crs("EPSG:4326", pack.crs, always_xy=True)
    left, bottom, right, top = edge.transform_bounds(west, south, east, north)
    return grid_over((left, bottom, right, top), cell_m=pack.settings.hazard.cell_m)


def write_hazard(moment: Moment, out: Path) -> Grid:
    """Write the hazard 0..1 at the centre of every cell as a GeoTIFF.

    Parameters
    ----------
    moment
        The country at an instant.
    out
        File to write; replaced whole or not at all.

    Returns
    -------
    Grid
        The cells written, north up, in the pack's metric CRS.
    """
    grid = hazard_grid(moment)
    x, y = grid.centres()
    hazard = moment.hazard.at_xy(x, y)
    tags = {
        "hazard": "1 - exp(-sum of site terms); 0 no reported site near, 1 certain",
        "when": moment.when.isoformat(),
        "pack": moment.pack.name,
    }
    write_geotiff(out, grid, hazard, crs=moment.pack.crs, tags=tags)
    return grid
