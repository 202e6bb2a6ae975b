"""Vector files read through GDAL, one named driver each, from a folder of their own."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError as ProjCrsError

from geo.errors import Fault
from geo.formats.drafts import Draft, Source, counted, layer_frame, preview, unique_names
from geo.formats.systems import check_definition
from geo.guards import open_drivers
from geo.text import plain


@dataclass(frozen=True, slots=True)
class Door:
    """One way into a file through GDAL.

    Parameters
    ----------
    path
        The file, in a folder that holds nothing else.
    driver
        The only driver that may open it.
    encoding
        Of its text, or None as GDAL finds it.
    options
        Open options of the driver.
    refused_as
        Code of the refusal if it cannot be opened.
    """

    path: Path
    driver: str
    encoding: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    refused_as: str = "READ"


def list_layers(source: Source, door: Door) -> list[str]:
    """Name the layers with a geometry.

    Raises
    ------
    FaultsError
        `door.refused_as` if GDAL cannot open the file.
    RuntimeError
        If GDAL was loaded before its doors were shut (see `geo.guards`).
    """
    found = _ask(source, door, "list_layers")
    return [str(name) for name, kind in found if kind is not None]


def read_layer(source: Source, door: Door, layer: str) -> Draft:
    """Read one layer.

    Returns
    -------
    Draft
        The layer under the name given; features whose shape cannot be read are faults.

    Raises
    ------
    FaultsError
        `door.refused_as`, TOO_MANY, ENCODING, or CRS_UNKNOWN.
    """
    about = _ask(source, door, "read_info", layer=layer, encoding=door.encoding, **door.options)
    if about["driver"] != door.driver:
        raise source.refusal(door.refused_as, f"it is not what a {door.driver} file should be")
    if about["features"] > source.limits.rows or len(about["fields"]) > source.limits.columns:
        raise source.refusal(
            "TOO_MANY",
            f"layer {preview(layer)} has {counted(int(about['features']), 'feature')} and "
            f"{counted(len(about['fields']), 'column')}; the limits are "
            f"{source.limits.rows:,} and {source.limits.columns:,}: cut it in parts",
        )
    said: list[str] = []
    meta, _, shapes, cells = _ask(
        source, door, "read", said=said, layer=layer, encoding=door.encoding,
        datetime_as_string=True, **door.options,
    )  # fmt: skip
    return _draft(source, layer, meta=meta, shapes=shapes, cells=cells, said=said)


def _ask(
    source: Source, door: Door, question: str, *, said: list[str] | None = None, **options: Any
) -> Any:
    """Ask GDAL, and turn what it says into a refusal or into notes without server paths."""
    if open_drivers():
        raise RuntimeError("import geo before pyogrio: GDAL was loaded with all its drivers")
    from pyogrio import core, raw  # noqa: PLC0415 - after geo.guards, and slow to load

    asked = {"list_layers": core.list_layers, "read_info": core.read_info, "read": raw.read}
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            answer = asked[question](str(door.path), **options)
    except UnicodeDecodeError as error:
        raise source.refusal(
            "ENCODING", "its text is not in the encoding it declares: save it as UTF-8"
        ) from error
    except (RuntimeError, ValueError, OSError, OverflowError) as error:
        raise source.refusal(
            door.refused_as,
            f"it is damaged, cut short, or no {door.driver} file: save it again"
            + _detail(door, str(error)),
        ) from error
    if said is not None:
        said.extend(_without_path(door, str(warning.message)) for warning in caught)
    return answer


def _detail(door: Door, words: str) -> str:
    shown = _without_path(door, words).split("; It might help", maxsplit=1)[0]
    return f" ({shown})" if shown else ""


def _without_path(door: Door, words: str) -> str:
    return plain(words.replace(f"{door.path.parent}/", "").replace(str(door.path.parent), ""), 160)


def _draft(
    source: Source,
    layer: str,
    *,
    meta: dict[str, Any],
    shapes: NDArray[np.object_],
    cells: list[NDArray[Any]],
    said: list[str],
) -> Draft:
    with np.errstate(invalid="ignore"):  # a NaN coordinate is judged later, with its row
        geometry = shapely.from_wkb(shapes, on_invalid="fix")
    broken = np.array([wkb is not None for wkb in shapes], dtype=bool) & shapely.is_missing(
        geometry
    )
    rows = np.arange(1, len(shapes) + 1)
    faults = [
        Fault(
            "GEOMETRY",
            f"feature {row} of layer {preview(layer)} has a broken shape",
            row,
            "geometry",
        )
        for row in rows[broken].tolist()
    ]
    fields = [str(name) for name in meta["fields"]]
    names = unique_names(fields)
    kinds = [str(kind) for kind in meta["dtypes"]]
    columns = {
        name: _values(column[~broken], kind)
        for name, column, kind in zip(names, cells, kinds, strict=True)
        if not any(isinstance(cell, bytes) for cell in column[:1000])
    }
    notes = [f"layer {preview(layer)}: {note}" for note in dict.fromkeys(said)]
    if len(columns) < len(names):
        notes.append(f"layer {preview(layer)}: columns of binary data were left out")
    frame = layer_frame(columns, geometry=geometry[~broken], rows=rows[~broken].tolist(), crs=None)
    return Draft({layer: _placed(source, frame, meta["crs"])}, tuple(faults), tuple(notes))


def _values(column: NDArray[Any], kind: str) -> list[Any]:
    """Return cells as Python values; whole numbers with gaps come from GDAL as floats."""
    cells: list[Any] = column.tolist()
    if column.dtype.kind == "f" and kind.startswith(("int", "uint")):
        return [None if np.isnan(cell) else int(cell) for cell in cells]
    return cells


def _placed(source: Source, frame: gpd.GeoDataFrame, crs: str | None) -> gpd.GeoDataFrame:
    """Give the frame the system its file declares, if it declares a usable one."""
    if source.crs is not None or not crs:
        return frame
    check_definition(source, crs)
    try:
        return frame.set_crs(CRS.from_user_input(crs))
    except ProjCrsError:
        return frame
