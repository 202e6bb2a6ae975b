"""Travel alarms: which level a place is under at an instant; the strictest that applies wins."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from geo.errors import MomentError, SettingError
from layers.dates import read_instant

NEEDS_DISTANCE = ("named_area", "border_strip")


def alarm_at(
    alarms: pd.DataFrame,
    *,
    when: datetime,
    province: str,
    municipality: str = "",
    distances_m: Mapping[str, float] | None = None,
) -> float | None:
    """Give the level of alarm that a place is under.

    Parameters
    ----------
    alarms
        Layer `travel_alarms`.
    when
        Aware instant, in any zone.
    province
        Province of the place, spelled as in the layer; empty where it is not known.
    municipality
        Town or city of the place, spelled as in the layer; empty where it is not known.
    distances_m
        Metres from the place to the point of each named area and to the line of each border
        strip, by ``area_name``: `areas_to_measure` lists them. An area that is not measured
        does not apply.

    Returns
    -------
    float or None
        1, 2, 2.5 (special advisory), 3 or 4; None when no alarm is known for that instant.

    Raises
    ------
    MomentError
        If `when` has no zone.
    SettingError
        If a distance is no number, or negative.
    """
    applying = alarms_at(
        alarms, when=when, province=province, municipality=municipality, distances_m=distances_m
    )
    return None if applying.empty else float(applying["level"].iloc[0])


def alarms_at(
    alarms: pd.DataFrame,
    *,
    when: datetime,
    province: str,
    municipality: str = "",
    distances_m: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Give the alarms that apply to a place, the strictest first.

    An alarm holds from its start up to, not including, its end. A remainder applies only
    where nothing else does. A place at exactly the reach of an area is inside it.

    Parameters
    ----------
    alarms, when, province, municipality, distances_m
        As in `alarm_at`.

    Returns
    -------
    DataFrame
        Rows of `alarms`; empty when none applies.

    Raises
    ------
    MomentError
        If `when` has no zone.
    SettingError
        If a distance is no number, or negative.
    """
    measured = dict(distances_m or {})
    for area, distance_m in measured.items():
        if not distance_m >= 0:
            raise SettingError(f"distance to {area}: {distance_m} is not 0 metres or more")
    current = _in_force(alarms, when)
    own = [
        _covers(row, province=province, municipality=municipality, measured=measured)
        for row in current.to_dict("records")
    ]
    applying = current[pd.Series(own, index=current.index, dtype=bool)]
    if applying.empty:
        applying = current[current["area_kind"] == "remainder"]
    return applying.sort_values("level", ascending=False, kind="stable")


def areas_to_measure(alarms: pd.DataFrame, when: datetime) -> tuple[str, ...]:
    """Name the areas in force to which a place's distance must be known.

    Raises
    ------
    MomentError
        If `when` has no zone.
    """
    current = _in_force(alarms, when)
    names = current.loc[current["area_kind"].isin(NEEDS_DISTANCE), "area_name"]
    return tuple(dict.fromkeys(str(name) for name in names))


def _in_force(alarms: pd.DataFrame, when: datetime) -> pd.DataFrame:
    if when.tzinfo is None or when.utcoffset() is None:
        raise MomentError(f"{when.isoformat()} has no zone; add an offset such as +07:00")
    held = [
        read_instant(begin) <= when and (not end or when < read_instant(end))
        for begin, end in _spans(alarms)
    ]
    return alarms[pd.Series(held, index=alarms.index, dtype=bool)]


def _spans(alarms: pd.DataFrame) -> Iterator[tuple[str, str]]:
    for begin, end in zip(alarms["valid_from"], alarms["valid_to"], strict=True):
        yield str(begin), str(end)


def _covers(
    row: Mapping[Any, Any], *, province: str, municipality: str, measured: Mapping[str, float]
) -> bool:
    """Whether an alarm other than a remainder speaks of a place."""
    kind, area = row["area_kind"], str(row["area_name"])
    if kind in NEEDS_DISTANCE:
        return area in measured and measured[area] <= float(row["extent_m"])
    if not province or row["province"] != province:
        return False
    return kind == "province" or (kind == "municipality" and area == municipality)
