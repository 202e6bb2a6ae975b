"""A file of lines on disk, whatever GIS wrote it, read as safely as an upload."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd

from geo.crs import Bounds
from geo.errors import Fault, FaultsError
from geo.files import Limits, file_content, read_upload
from geo.formats.drafts import preview

EVERYWHERE: Bounds = (-180.0, -90.0, 180.0, 90.0)
COUNTRY_LIMITS = Limits(
    file_bytes=1_000_000_000,
    unpacked_bytes=3_000_000_000,
    rows=5_000_000,
    vertices=100_000_000,
)
"""Room for the roads of one country, from a file that its user put there (heuristic)."""

_SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_LINES = ("LineString", "MultiLineString")


@dataclass(frozen=True, slots=True, eq=False)
class LineFile:
    """A layer of lines.

    Parameters
    ----------
    lines
        Degrees, EPSG:4326; the index ``row`` numbers the rows in the file.
    warnings
        What was decided or left out, each naming the file.
    """

    lines: gpd.GeoDataFrame
    warnings: tuple[str, ...]


def read_lines(
    path: Path,
    *,
    layer: str | None = None,
    bounds: Bounds = EVERYWHERE,
    limits: Limits = COUNTRY_LIMITS,
    crs: str | None = None,
) -> LineFile:
    """Read the lines of a GeoPackage, GeoJSON, KML or Shapefile, zipped or not.

    Parameters
    ----------
    path
        The file; of a Shapefile the part ``.shp``, with the others beside it.
    layer
        Name of the layer, if several hold lines.
    bounds
        Where the lines should lie: west, south, east, north, degrees, edges included.
    limits
        How large the file may be.
    crs
        Reference system to read it in, such as ``EPSG:32648``; overrules the one declared.

    Raises
    ------
    MissingFileError
        If it is not there or may not be read.
    FaultsError
        With every fault of the file; NO_LINES if no layer holds a line, LAYERS if several do
        and none, or another, is named.
    """
    name, content = path.name, file_content(path, limits=limits)
    if path.suffix.lower() == ".shp":
        name, content = f"{path.stem}.zip", _packed(path, limits)
    upload = read_upload(name, content, bounds=bounds, limits=limits, crs=crs)
    found = {title: table for title, table in upload.layers.items() if _has_lines(table)}
    if layer is not None:
        found = {title: table for title, table in found.items() if title == layer}
    if len(found) != 1:
        raise FaultsError(upload.name, [_which_layer(upload.layers, found, layer)])
    return LineFile(next(iter(found.values())), upload.warnings)


def _packed(path: Path, limits: Limits) -> bytes:
    """Put the parts of a Shapefile, named in any case, into an archive."""
    parts = [
        part
        for part in sorted(path.parent.iterdir())
        if part.stem == path.stem and part.suffix.lower() in _SHAPEFILE_PARTS
    ]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for part in parts:
            archive.writestr(part.name, file_content(part, limits=limits))
    return stream.getvalue()


def _has_lines(table: gpd.GeoDataFrame) -> bool:
    return bool(table.geometry.geom_type.isin(_LINES).any())


def _which_layer(
    layers: dict[str, gpd.GeoDataFrame], found: dict[str, gpd.GeoDataFrame], layer: str | None
) -> Fault:
    if layer is not None:
        shown = ", ".join(map(preview, layers))
        return Fault("LAYERS", f"no layer {preview(layer)} with lines; there are {shown}")
    if not found:
        return Fault("NO_LINES", "no layer holds a line: export the roads as lines")
    return Fault(
        "LAYERS", f"several layers hold lines: choose one of {', '.join(map(preview, found))}"
    )
