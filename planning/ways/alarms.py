"""Travel alarms of the home ministry: what holds where at a moment. They bind travellers, not us."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.crs import Metric, distances_m
from layers.alarms import NEEDS_DISTANCE, alarms_at
from planning.moment import Moment

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm in force.

    Parameters
    ----------
    level
        1, 2, 2.5 (special advisory), 3 or 4 (travel ban).
    area, area_kind, province
        What it speaks of: a province, a municipality, a named area, a border strip, or the
        remainder of the country.
    lon, lat, extent_m
        Middle (EPSG:4326) and reach of a named area, reach of a strip; None elsewhere.
    label_en, label_ko
        The ministry's words.
    source
        Where it was announced.
    """

    level: float
    area: str
    area_kind: str
    province: str
    lon: float | None
    lat: float | None
    extent_m: float | None
    label_en: str
    label_ko: str
    source: str


def alarms_in_force(moment: Moment) -> list[Alarm]:
    """List every alarm in force at the moment, the strictest first."""
    rows = moment.layer("travel_alarms")
    return [_alarm(row) for row in rows.sort_values("level", ascending=False).to_dict("records")]


def alarm_of(moment: Moment, lon: float, lat: float) -> Alarm | None:
    """Give the strictest alarm that a point (EPSG:4326) is under; see `alarms_of`."""
    return alarms_of(moment, np.array([lon]), np.array([lat]))[0]


def alarms_of(moment: Moment, lon: FloatArray, lat: FloatArray) -> list[Alarm | None]:
    """Give the strictest alarm that each of many points is under; None where none is known.

    A point counts to the province, and to the municipality, of the nearest place of the
    gazetteer: no official polygons exist. A strip is measured from the border line of the
    pack's outlines.

    Parameters
    ----------
    moment
        The instant.
    lon, lat
        Degrees, EPSG:4326.
    """
    alarms = pd.DataFrame(moment.layer("travel_alarms"))
    if alarms.empty:
        return [None] * len(lon)
    names, where = _municipalities(moment, alarms, near=_nearest_places(moment, lon, lat))
    measured = alarms[alarms["area_kind"].isin(NEEDS_DISTANCE)]
    away_m = {
        str(row["area_name"]): _distances_m(moment, row, lon=lon, lat=lat)
        for row in measured.to_dict("records")
    }
    inside = [
        away_m[str(area)] <= float(extent_m)
        for area, extent_m in zip(measured["area_name"], measured["extent_m"], strict=True)
    ]
    # Points of one municipality that lie in the same areas are under the same alarm.
    _, first, same = np.unique(
        np.column_stack([where, *inside]), axis=0, return_index=True, return_inverse=True
    )
    found = [
        _strictest(
            (alarms, moment.when),
            names[where[point]],
            {area: float(each[point]) for area, each in away_m.items()},
        )
        for point in first.tolist()
    ]
    return [found[number] for number in same.ravel().tolist()]


def _municipalities(
    moment: Moment, alarms: pd.DataFrame, *, near: IntArray
) -> tuple[list[tuple[str, str]], IntArray]:
    """Name province and municipality of the places next to points, and give each point's number.

    A place lies in the municipality of an alarm by its name or its district.
    """
    places = moment.pack.layers["places"]
    rows = alarms[alarms["area_kind"] == "municipality"]
    spoken_of = set(zip(rows["province"], rows["area_name"], strict=True))
    asked, number = np.unique(near, return_inverse=True)
    known: dict[tuple[str, str], int] = {}
    numbers = []
    for place in asked.tolist():
        row = places.iloc[place] if place >= 0 else {}
        province = str(row.get("province", ""))
        found = [str(row.get(key, "")) for key in ("name", "district")]
        municipality = next((name for name in found if (province, name) in spoken_of), "")
        numbers.append(known.setdefault((province, municipality), len(known)))
    return list(known), np.array(numbers, dtype=np.int32)[number]


def _nearest_places(moment: Moment, lon: FloatArray, lat: FloatArray) -> IntArray:
    """Find the nearest place of the gazetteer in metres: its number, -1 where there is none."""
    places, metric = moment.pack.layers["places"], Metric(moment.pack.crs)
    if not len(places):
        return np.full(len(lon), -1, dtype=np.int32)
    spots = np.column_stack(metric.to_metres(places["lon"].to_numpy(), places["lat"].to_numpy()))
    _, nearest = cKDTree(spots).query(np.column_stack(metric.to_metres(lon, lat)))
    return np.asarray(nearest, dtype=np.int32)


def _strictest(
    in_force: tuple[pd.DataFrame, datetime],
    where: tuple[str, str],
    distances_m: Mapping[str, float],
) -> Alarm | None:
    """Give the strictest alarm of a province, a municipality, and areas so far away."""
    alarms, when = in_force
    applying = alarms_at(
        alarms,
        when=when,
        province=where[0],
        municipality=where[1],
        distances_m=distances_m,
    )
    return None if applying.empty else _alarm(applying.to_dict("records")[0])


def _distances_m(
    moment: Moment, alarm: Mapping[Hashable, Any], *, lon: FloatArray, lat: FloatArray
) -> FloatArray:
    """Metres from points to the middle of a named area, or to the border line of a strip."""
    if alarm["area_kind"] == "named_area":
        return distances_m(lon, lat, to=(float(alarm["lon"]), float(alarm["lat"])))
    neighbours, metric = moment.pack.neighbours, Metric(moment.pack.crs)
    area = str(alarm["area_name"])
    across = neighbours[[str(name).split()[0][:4] in area for name in neighbours["name"]]]
    if not len(across):
        return np.full(len(lon), np.inf)
    border = across.to_crs(metric.crs).union_all()
    shapely.prepare(border)
    points = shapely.points(*metric.to_metres(lon, lat))
    ends = shapely.get_coordinates(shapely.shortest_line(points, border)).reshape(-1, 4)
    return distances_m(lon, lat, to=metric.to_degrees(ends[:, 2], ends[:, 3]))


def _alarm(row: Mapping[Hashable, Any]) -> Alarm:
    def number(name: str) -> float | None:
        value = float(str(row[name])) if str(row[name]) else float("nan")
        return value if np.isfinite(value) else None

    return Alarm(
        level=float(str(row["level"])),
        area=str(row["area_name"]),
        area_kind=str(row["area_kind"]),
        province=str(row["province"]),
        lon=number("lon"),
        lat=number("lat"),
        extent_m=number("extent_m"),
        label_en=str(row["label_en"]),
        label_ko=str(row["label_ko"]),
        source=str(row["source"]),
    )
