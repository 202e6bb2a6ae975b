"""Shapefiles written as a zip: one for each kind of shape, and a table of column names."""

import csv
import io
import re
import tempfile
import warnings
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd

from geo.text import formula_safe

_NAME_BYTES = 10
_TEXT_BYTES = 254
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same layer makes the same archive
_FILES = {
    "points": ("Point",),
    "point_groups": ("MultiPoint",),
    "lines": ("LineString", "MultiLineString"),
    "areas": ("Polygon", "MultiPolygon"),
}
_NAME_TABLE = "column_names.csv"


def shapefile_bytes(layer: gpd.GeoDataFrame, title: str) -> bytes:
    """Write a zip of Shapefiles in UTF-8.

    Column names become ASCII of at most ten characters, because longer or Korean ones are
    cut inside a letter and make the file unreadable; `column_names.csv` keeps the full
    names. Texts are cut at 254 bytes, the most the format holds.

    Parameters
    ----------
    layer
        Degrees (EPSG:4326); several kinds of shape make several Shapefiles.
    title
        Name of the files, made ASCII.
    """
    columns = [column for column in layer.columns if column != "geometry"]
    short = dict(zip(columns, short_names(columns), strict=True))
    parts = layer.explode(index_parts=False) if _has_collections(layer) else layer
    plain = parts.rename(columns=short)
    files = {_NAME_TABLE: _name_table(short)}
    base = re.sub(r"[^A-Za-z0-9_-]+", "_", title)[:40].strip("_") or "layer"
    for word, kinds in _FILES.items():
        part = plain[plain.geometry.geom_type.isin(kinds)]
        if len(part) > 0:
            files |= _files(part, f"{base}_{word}")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return stream.getvalue()


def short_names(names: list[str]) -> list[str]:
    """Make column names a DBF table can hold: ASCII, at most ten, different in any case.

    Examples
    --------
    >>> short_names(["name_local", "name_locality", "이름"])
    ['name_local', 'name_loc_2', 'field_3']
    """
    taken: dict[str, None] = {}
    for position, name in enumerate(names, start=1):
        ascii_name = re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_")
        base = ascii_name[:_NAME_BYTES] if ascii_name else f"field_{position}"
        candidate, count = base, 1
        while candidate.lower() in taken:
            count += 1
            candidate = f"{base[: _NAME_BYTES - len(str(count)) - 1]}_{count}"
        taken[candidate.lower()] = None
        names = [*names[: position - 1], candidate, *names[position:]]
    return names


def _has_collections(layer: gpd.GeoDataFrame) -> bool:
    return bool((layer.geometry.geom_type == "GeometryCollection").any())


def _name_table(short: dict[str, str]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(["short", "full"])
    writer.writerows([new, formula_safe(old)] for old, new in short.items())
    return stream.getvalue().encode("utf-8-sig")


def _files(layer: gpd.GeoDataFrame, name: str) -> dict[str, bytes]:
    import pyogrio  # noqa: PLC0415 - after geo.guards, and slow to load

    cells = {name: [_cut(cell) for cell in layer[name]] for name in layer if name != "geometry"}
    fitted = layer.assign(**cells).infer_objects()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.shp"
        with warnings.catch_warnings():
            # Numbers wider than a DBF column are rounded by the format itself.
            warnings.simplefilter("ignore", RuntimeWarning)
            pyogrio.write_dataframe(fitted, path, driver="ESRI Shapefile", encoding="UTF-8")
        return {part.name: part.read_bytes() for part in sorted(Path(folder).iterdir())}


def _cut(cell: Any) -> Any:
    """Cut text at a whole letter within the bytes a DBF cell holds."""
    if isinstance(cell, bool):
        return int(cell)
    if not isinstance(cell, str):
        return cell
    return cell.encode()[:_TEXT_BYTES].decode("utf-8", "ignore")
