"""Which doors count and who can be sent: at a moment, and ever. The supply side of golden time."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal

import geopandas as gpd
import numpy as np

from layers.dates import read_instant
from layers.holidays import calendar_of
from layers.hours import Hours, parse_hours
from planning.moment import Moment
from planning.packs import Pack
from planning.supply.trust import with_trust
from planning.supply.values import Absence, Door, Unit

PolicePolicy = Literal["none", "trusted", "all"]
ADMITTING_KINDS = ("embassy", "consulate", "branch_office", "korean_desk")
Row = Mapping[str, Any]


def hours_of(pack: Pack, text: str, holidays: str = "") -> Hours:
    """Read hours of a pack, in its zone.

    Parameters
    ----------
    text
        OSM opening_hours text.
    holidays
        Codes of the countries whose public holidays it keeps; empty: those of the pack's own.

    Raises
    ------
    FaultsError
        If the hours or a code cannot be read.
    """
    calendar = calendar_of(holidays) if holidays else pack.calendar
    return parse_hours(text, zone=pack.zone, calendar=calendar)


def all_doors(moment: Moment, *, police: PolicePolicy = "none") -> list[Door]:
    """List the doors that may ever count: our missions, open Green Zones, posts by policy.

    Each says when it is in force, which need not be at the moment. Records of low confidence
    are left out: they are never a safe point. A post marked `avoid`, or in an area whose
    police are, is never one either, whatever the policy.
    """
    posts = _counted_posts(moment, police)
    return [*_own_doors(moment.pack), *(door for door, _ in posts)]


# A pack is a value that never changes: what follows from its rows alone is worked out once.
@lru_cache(maxsize=16)
def _own_doors(pack: Pack) -> tuple[Door, ...]:
    """List our missions and the open Green Zones, whenever they are in force."""
    zones = pack.layers["green_zones"]
    zones = zones[(zones["status"] == "open") & (zones["admits_anyone"] == "yes")]
    return (
        *_doors(pack, _ours(pack, pack.layers["missions"])),
        *_doors(pack, zones),
    )


@lru_cache(maxsize=16)
def _own_units(pack: Pack) -> tuple[Unit, ...]:
    return tuple(unit_of(row, pack) for row in _sure(pack.layers["units"]))


@lru_cache(maxsize=16)
def _sure_posts(pack: Pack) -> Mapping[int, tuple[Door, Unit]]:
    """Give the police posts that are sure as doors and as units, by their place in the layer."""
    posts = pack.layers["police_posts"]
    places = np.flatnonzero(posts["confidence"] != "low").tolist()
    both = zip(_doors(pack, posts), (_post(row, pack) for row in _sure(posts)), strict=True)
    return MappingProxyType(dict(zip(places, both, strict=True)))


def doors_at(moment: Moment, *, police: PolicePolicy = "none") -> list[Door]:
    """List the doors of `all_doors` that are in force, each id once."""
    return _in_force(all_doors(moment, police=police), moment)


def our_missions(moment: Moment) -> gpd.GeoDataFrame:
    """Give our missions in force in the country, of the kinds that may let people in."""
    return _ours(moment.pack, moment.layer("missions"))


def _ours(pack: Pack, missions: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    is_ours = missions["country"] == pack.home_country
    is_here = missions["host_country"] == pack.manifest.about["country"]
    return missions[is_ours & is_here & missions["kind"].isin(ADMITTING_KINDS)]


def meeting_doors(moment: Moment, *, police: PolicePolicy = "trusted") -> list[Door]:
    """List the doors behind which one can wait in public, whoever keeps them.

    These are the doors that may count (`doors_at`), and the hospitals and fuel stations of a
    pack that has them. A hospital that takes emergencies is open day and night unless its
    hours say otherwise; nothing else is open without hours that say so.
    """
    layers = moment.pack.layers
    public = []
    if "hospitals" in layers:
        hospitals = layers["hospitals"]
        is_ward = (hospitals["emergency"] == "yes") & (hospitals["hours"] == "")
        hours = hospitals["hours"].mask(is_ward, "24/7")
        public += _doors(moment.pack, hospitals.assign(hours=hours))
    if "fuel_stations" in layers:
        public += _doors(moment.pack, layers["fuel_stations"])
    return _in_force([*all_doors(moment, police=police), *public], moment)


def _in_force(doors: Iterable[Door], moment: Moment) -> list[Door]:
    return list({door.id: door for door in doors if door.is_in_force(moment.when)}.values())


def _counted_posts(moment: Moment, police: PolicePolicy) -> list[tuple[Door, Unit]]:
    """Give the posts that are sure and count by policy, as doors and as units."""
    if police == "none":
        return []
    posts = with_trust(moment, moment.pack.layers["police_posts"])
    counts = (posts["trust"] != "avoid") & (posts["kind"] != "border_gate")
    if police == "trusted":
        counts &= (posts["trust"] == "trusted") | (posts["safe_point"] == "yes")
    sure = _sure_posts(moment.pack)
    return [sure[at] for at in np.flatnonzero(counts).tolist() if at in sure]


def door_of(row: Row, pack: Pack) -> Door:
    """Read a row of a layer of places with hours as a door; whether it counts is not asked."""
    return Door(
        **_common(row, pack),
        hours=hours_of(pack, row["hours"], row.get("holidays", "")),
        admission=row.get("after_hours_admission") or "no",
        host=row.get("host") or row["id"],
    )


def _doors(pack: Pack, rows: gpd.GeoDataFrame) -> list[Door]:
    return [door_of(row, pack) for row in _sure(rows)]


def all_units(moment: Moment, *, police: PolicePolicy = "none") -> list[Unit]:
    """List the units that may ever be sent, and posts by policy, in their state at the moment.

    Each says when it is in force, at work and on call. Records of low confidence are left out.
    """
    posts = _counted_posts(moment, police)
    units = [*_own_units(moment.pack), *(unit for _, unit in posts)]
    return [unit.at(moment.when) for unit in units]


def units_at(moment: Moment, *, police: PolicePolicy = "none") -> list[Unit]:
    """List the units of `all_units` that are on duty or on call and not busy with a case."""
    return [
        unit
        for unit in all_units(moment, police=police)
        if unit.state != "off" and unit.id not in moment.busy
    ]


def absent_units(moment: Moment) -> list[Absence]:
    """List the units in force that are neither on duty nor known to be on call, nor busy."""
    return [
        Absence(
            unit,
            next_duty=_next_in_force(unit, unit.duty, moment.when),
            next_call=_next_in_force(unit, unit.on_call, moment.when),
        )
        for unit in all_units(moment)
        if unit.state == "off" and unit.is_in_force(moment.when) and unit.id not in moment.busy
    ]


def _next_in_force(unit: Unit, hours: Hours | None, when: datetime) -> datetime | None:
    begin = hours.next_opening(when) if hours is not None else None
    return begin if begin is not None and unit.is_in_force(begin) else None


def unit_of(row: Row, pack: Pack) -> Unit:
    """Read a row of the layer of units; its `state` is not set yet."""
    holidays, delays = row.get("holidays", ""), pack.settings.delays
    always_or_hours = row.get("on_call_hours") or "24/7"
    return Unit(
        **_common(row, pack),
        base=row["base"],
        duty=hours_of(pack, row["shifts"], holidays),
        on_call=hours_of(pack, always_or_hours, holidays) if row["on_call"] == "yes" else None,
        turnout_on_duty_s=_seconds(row, "turnout_on_duty_min", delays.turnout_on_duty_s),
        turnout_on_call_s=_seconds(row, "turnout_on_call_min", delays.turnout_on_call_s),
    )


def _post(row: Row, pack: Pack) -> Unit:
    delays = pack.settings.delays
    return Unit(
        **_common(row, pack),
        base=row["id"],
        duty=hours_of(pack, row["hours"], row.get("holidays", "")),
        on_call=None,
        turnout_on_duty_s=delays.turnout_on_duty_s,
        turnout_on_call_s=delays.turnout_on_call_s,
    )


def _seconds(row: Row, column: str, otherwise_s: float) -> float:
    minutes = float(row.get(column, np.nan))
    return otherwise_s if np.isnan(minutes) else 60.0 * minutes


def _sure(rows: gpd.GeoDataFrame) -> list[Row]:
    records: list[Row] = rows[rows["confidence"] != "low"].to_dict("records")
    return records


def _common(row: Row, pack: Pack) -> dict[str, Any]:
    begin, end = row.get("valid_from") or "", row.get("valid_to") or ""
    return {
        "id": row["id"],
        "name": row["name"],
        "name_ko": row.get("name_ko") or "",
        "kind": row["kind"],
        "lon": row["lon"],
        "lat": row["lat"],
        "precision_m": row["precision_m"],
        "valid_from": read_instant(begin, pack.zone) if begin else None,
        "valid_to": read_instant(end, pack.zone) if end else None,
    }
