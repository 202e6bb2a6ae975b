"""Gaps in what is known, found in the layers: each with the changes that take it at its best."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import geopandas as gpd

from planning.moment import in_force
from planning.packs import Pack
from planning.scenarios.changes import (
    Change,
    OpenZone,
    SetAdmission,
    SetHours,
    SetOnCall,
    Trust,
)
from planning.supply.facilities import ADMITTING_KINDS, PolicePolicy

_ALWAYS = "24/7"
_Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class DataGap:
    """Something that is not known of one mission, zone, unit or post.

    Parameters
    ----------
    id, name
        Whose.
    unknown
        What is not known, such as ``hours``; the words are those of the columns.
    best
        Changes that take it at its best.
    """

    id: str
    name: str
    unknown: tuple[str, ...]
    best: tuple[Change, ...]


def data_gaps(pack: Pack, when: datetime, *, police: PolicePolicy = "none") -> list[DataGap]:
    """Find every gap of a pack that could change who is reached at an instant.

    Hours and shifts that are empty; admission after hours that is contested or not known;
    Green Zones that are candidates or promised, or of which it is not known whom they admit;
    units of which it is not known whether they are on call; with the police, posts whose
    hours or trust are not known. Records of low confidence cover nothing at their best.

    Parameters
    ----------
    pack
        The country.
    when
        Aware instant: only records in force are looked at.
    police
        Which posts count.
    """

    def rows(kind: str) -> Iterator[_Row]:
        return _rows(in_force(pack.layers[kind], when.astimezone(pack.zone)))

    found = [
        *(_mission(row) for row in rows("missions") if _is_ours(pack, row)),
        *(_zone(row) for row in rows("green_zones") if row["status"] != "closed"),
        *(_unit(row) for row in rows("units")),
        *(_post(row, police) for row in rows("police_posts") if police != "none"),
    ]
    return [gap for gap in found if gap.best]


def _rows(rows: gpd.GeoDataFrame) -> Iterator[_Row]:
    yield from rows[rows["confidence"] != "low"].to_dict("records")


def _is_ours(pack: Pack, row: _Row) -> bool:
    return (
        row["country"] == pack.home_country
        and row["host_country"] == pack.manifest.about["country"]
        and row["kind"] in ADMITTING_KINDS
    )


def _mission(row: _Row) -> DataGap:
    best: dict[str, Change] = {}
    if not row["hours"]:
        best["hours"] = SetHours(row["id"], _ALWAYS)
    if row["after_hours_admission"] in {"contested", "unknown"}:
        best["after_hours_admission"] = SetAdmission(row["id"], "yes")
    return _gap(row, best)


def _zone(row: _Row) -> DataGap:
    unknown = [
        name
        for name, is_unknown in (
            ("hours", not row["hours"]),
            ("admits_anyone", row["admits_anyone"] == "unknown"),
            ("status", row["status"] != "open"),
        )
        if is_unknown
    ]
    best = OpenZone(row["id"], hours=row["hours"] or _ALWAYS)
    return DataGap(row["id"], row["name"], tuple(unknown), (best,) if unknown else ())


def _unit(row: _Row) -> DataGap:
    best: dict[str, Change] = {}
    if not row["shifts"]:
        best["shifts"] = SetHours(row["id"], _ALWAYS)
    if row["on_call"] == "unknown":
        best["on_call"] = SetOnCall(row["id"], "yes")
    return _gap(row, best)


def _post(row: _Row, police: PolicePolicy) -> DataGap:
    best: dict[str, Change] = {}
    if not row["hours"] and row["trust"] != "avoid":
        best["hours"] = SetHours(row["id"], _ALWAYS)
    if row["trust"] == "unverified" and police == "trusted":
        best["trust"] = Trust(row["id"], "trusted")
    return _gap(row, best)


def _gap(row: _Row, best: dict[str, Change]) -> DataGap:
    return DataGap(row["id"], row["name"], tuple(best), tuple(best.values()))
