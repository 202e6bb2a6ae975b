"""What is to be covered: reported sites by their weight, residents, places, or points of one's own."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.crs import Metric
from geo.errors import Fault, FaultsError, NoResourceError
from layers.hazard import site_weights
from planning.eta import Points
from planning.matrix import read_places
from planning.moment import Moment

Floats = NDArray[np.float64]
DemandKind = Literal["sites", "people", "places", "points"]

_NAMES: Mapping[DemandKind, str] = MappingProxyType(
    {"sites": "reported sites", "people": "people", "places": "places", "points": "points"}
)
_MOST_WEIGHT = 1e12


@dataclass(frozen=True, slots=True)
class Demand:
    """What is to be covered: points with a weight.

    Parameters
    ----------
    kind
        ``sites`` (weight: evidence x status x age of each reported site), ``people``
        (residents as their source counts them; never victims), ``places`` (each counts one)
        or ``points`` (a user's own, by their own weight).
    ids, names, provinces
        Of each point, shape (n,).
    points
        Where.
    weight
        0 or more, shape (n,).
    districts
        Of each point, shape (n,); empty text where it is not known.
    """

    kind: DemandKind
    ids: Sequence[str]
    names: Sequence[str]
    provinces: Sequence[str]
    points: Points
    weight: Floats
    districts: Sequence[str] = ()


def demand_of(moment: Moment, kind: DemandKind) -> Demand:
    """Take the demand of a kind from the layers of the moment.

    A row without a district takes that of the nearest place of its province that has one.

    Raises
    ------
    NoResourceError
        If nothing of this kind has any weight.
    """
    rows = moment.layer(kind)
    if kind == "sites":
        on = moment.when.date()
        weight = site_weights(rows, moment.pack.settings.hazard, on=on)
    elif kind == "people":
        weight = rows["people"].to_numpy(dtype=np.float64)
    else:
        weight = np.ones(len(rows))
    counted = weight > 0
    if not counted.any():
        raise NoResourceError(
            f"no {_NAMES[kind]} on file with any weight on {moment.when.date()}, so there is "
            "nothing to cover; count over something else, or add them to the pack"
        )
    return _demand(moment, kind, (rows[counted], weight[counted]))


def demand_from_file(moment: Moment, path: Path) -> Demand:
    """Read points of one's own from a table.

    It needs ``id``, ``lat``, ``lon``, and may have ``weight``, ``name``, ``province``,
    ``district``, ``precision_m``. Without a weight each counts one. Without a province or district a point takes that of the
    nearest place on file.

    Raises
    ------
    FaultsError
        Naming every fault of the file at its row: a place abroad, a weight that is no number.
    NoResourceError
        If no point has any weight.
    """
    rows = read_places(path, moment)
    faults: list[Fault] = []
    weight = _numbers(rows, "weight", faults, default=1.0)
    error_m = _numbers(rows, "precision_m", faults, default=0.0)
    if faults:
        raise FaultsError(path.name, faults)
    counted = weight > 0
    if not counted.any():
        raise NoResourceError(f"{path.name}: no point has any weight, so there is nothing to cover")
    rows = rows.assign(lat=rows.geometry.y, lon=rows.geometry.x, precision_m=error_m)
    if "name" not in rows:
        rows = rows.assign(name=rows["id"])
    return _demand(moment, "points", (rows[counted], weight[counted]))


def weighed_points(moment: Moment, rows: gpd.GeoDataFrame, weight: Floats) -> Demand:
    """Take rows of any layer of points as demand.

    Parameters
    ----------
    rows
        With ``id``, ``name``, ``lat``, ``lon`` and ``precision_m``; what they do not say of
        province and district is that of the nearest place on file.
    weight
        0 or more, shape (rows,).
    """
    return _demand(moment, "points", (rows, weight))


def _numbers(rows: gpd.GeoDataFrame, column: str, faults: list[Fault], *, default: float) -> Floats:
    if column not in rows:
        return np.full(len(rows), default)
    numbers = np.full(len(rows), np.nan)
    for row, text in enumerate(rows[column].astype(str)):
        with suppress(ValueError):
            numbers[row] = float(text) if text.strip() else default
        if not 0 <= numbers[row] <= _MOST_WEIGHT:
            what = f"{text[:40]!r} is no number of 0 to {_MOST_WEIGHT:g}"
            faults.append(Fault("NUMBER", what, row=row + 2, column=column))
    return numbers


def _demand(moment: Moment, kind: DemandKind, weighed: tuple[gpd.GeoDataFrame, Floats]) -> Demand:
    rows, weight = weighed
    points = Points(
        *(rows[name].to_numpy(dtype=np.float64) for name in ("lon", "lat", "precision_m"))
    )
    provinces, districts = (
        rows[name].astype(str).tolist() if name in rows else [""] * len(rows)
        for name in ("province", "district")
    )
    areas = _areas(moment, points, provinces, districts=districts)
    return Demand(kind, list(rows["id"]), list(rows["name"]), areas[0], points, weight, areas[1])


def _areas(
    moment: Moment, points: Points, provinces: list[str], *, districts: list[str]
) -> tuple[list[str], list[str]]:
    """Fill in provinces and districts that are not known from the nearest place on file."""
    places = moment.pack.layers["places"]
    if (all(provinces) and all(districts)) or not len(places) or "district" not in places:
        return provinces, districts
    metres = Metric(moment.pack.crs).to_metres
    at = np.column_stack(metres(points.lon, points.lat))
    towns = np.column_stack(metres(places["lon"].to_numpy(), places["lat"].to_numpy()))
    province_of, district_of = places["province"].to_numpy(), places["district"].to_numpy()
    nearest = np.asarray(cKDTree(towns).query(at)[1]).tolist()
    own = [name or str(province_of[near]) for name, near in zip(provinces, nearest, strict=True)]
    filled = np.array(districts, dtype=object)
    for province in set(own):
        inside = np.flatnonzero((province_of == province) & (district_of != ""))
        lacking = np.flatnonzero((np.array(own, dtype=object) == province) & (filled == ""))
        if len(inside) and len(lacking):
            filled[lacking] = district_of[inside[cKDTree(towns[inside]).query(at[lacking])[1]]]
    return own, filled.tolist()
