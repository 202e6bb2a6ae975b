"""Travel alarms of the home ministry: what holds where at a moment. They bind travellers, not us."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from shapely import Point
from shapely.ops import nearest_points

from geo.crs import distance_m
from layers.alarms import alarms_at, areas_to_measure
from planning.moment import Moment


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
    """Give the strictest alarm that a point (EPSG:4326) is under; None where none is known.

    The point counts to the province, and to the municipality, of the nearest place of the
    gazetteer: no official polygons exist. A strip is measured from the border line of the
    pack's outlines.
    """
    alarms = moment.pack.layers["travel_alarms"]
    places = moment.pack.layers["places"]
    away = np.hypot(places["lon"] - lon, places["lat"] - lat)
    nearest = places.iloc[int(away.argmin())]
    measured = {
        area: _distance_to(moment, area, lon=lon, lat=lat)
        for area in areas_to_measure(alarms, moment.when)
    }
    applying = alarms_at(
        alarms,
        when=moment.when,
        province=str(nearest["province"]),
        municipality=_municipality(alarms, nearest),
        distances_m={area: metres for area, metres in measured.items() if np.isfinite(metres)},
    )
    return None if applying.empty else _alarm(applying.to_dict("records")[0])


def _municipality(alarms: pd.DataFrame, place: pd.Series) -> str:
    """Name the municipality of an alarm that a place lies in, by its name or its district."""
    named = set(alarms.loc[alarms["area_kind"] == "municipality", "area_name"])
    return next((str(place[key]) for key in ("name", "district") if place.get(key) in named), "")


def _distance_to(moment: Moment, area: str, *, lon: float, lat: float) -> float:
    rows = moment.pack.layers["travel_alarms"]
    row = rows[rows["area_name"] == area].iloc[0]
    if row["area_kind"] == "named_area":
        return distance_m((lon, lat), (float(row["lon"]), float(row["lat"])))
    neighbours = moment.pack.neighbours
    across = neighbours[[str(name).split()[0][:4] in area for name in neighbours["name"]]]
    if not len(across):
        return float("inf")
    near = nearest_points(across.union_all(), Point(lon, lat))[0]
    return distance_m((lon, lat), (near.x, near.y))


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
