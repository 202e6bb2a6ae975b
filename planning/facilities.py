"""Who can be sent and which doors count at a moment: the supply side of golden time."""

from dataclasses import dataclass
from typing import Literal

import geopandas as gpd

from layers.hours import Hours, parse_hours
from planning.moment import Moment
from planning.trust import trusted_posts

PolicePolicy = Literal["none", "trusted", "all"]
ADMITTING_KINDS = ("embassy", "consulate", "branch_office", "korean_desk")


@dataclass(frozen=True, slots=True)
class Door:
    """A place that can let a victim in.

    Parameters
    ----------
    id, name, name_ko, kind
        As in its layer.
    lon, lat
        EPSG:4326, with `precision_m` metres of doubt.
    hours
        When somebody opens; may be unknown.
    admission
        Whether it lets people in outside its hours: yes, no, contested, unknown.
    """

    id: str
    name: str
    name_ko: str
    kind: str
    lon: float
    lat: float
    precision_m: float
    hours: Hours
    admission: str


@dataclass(frozen=True, slots=True)
class Unit:
    """People who can be sent.

    Parameters
    ----------
    id, name, name_ko, kind, base
        As in the layer; `base` is the id of the mission or post they leave from.
    on_duty
        Whether they are at work at this moment; otherwise they are on call at home.
    turnout_s
        Seconds from the order to a moving car, for that state.
    """

    id: str
    name: str
    name_ko: str
    kind: str
    base: str
    lon: float
    lat: float
    precision_m: float
    on_duty: bool
    turnout_s: float


def doors_at(moment: Moment, *, police: PolicePolicy = "none") -> list[Door]:
    """List the doors that may count: our missions, open Green Zones, posts by policy.

    Records of low confidence are left out: they are never a safe point. A post marked
    `avoid`, or in an area whose police are, is never one either, whatever the policy.
    """
    zones = moment.layer("green_zones")
    zones = zones[(zones["status"] == "open") & (zones["admits_anyone"] == "yes")]
    doors = [
        *_doors(moment, our_missions(moment), admission="after_hours_admission"),
        *_doors(moment, zones, admission=None),
        *_doors(moment, _counted_posts(moment, police), admission=None),
    ]
    return list({door.id: door for door in doors}.values())


def our_missions(moment: Moment) -> gpd.GeoDataFrame:
    """Give our missions in the country, of the kinds that may let people in."""
    missions, pack = moment.layer("missions"), moment.pack
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
        hospitals = moment.layer("hospitals")
        is_ward = (hospitals["emergency"] == "yes") & (hospitals["hours"] == "")
        public += _doors(
            moment,
            hospitals.assign(hours=hospitals["hours"].mask(is_ward, "24/7")),
            admission=None,
        )
    if "fuel_stations" in layers:
        public += _doors(moment, moment.layer("fuel_stations"), admission=None)
    doors = [*doors_at(moment, police=police), *public]
    return list({door.id: door for door in doors}.values())


def _counted_posts(moment: Moment, police: PolicePolicy) -> gpd.GeoDataFrame:
    posts = trusted_posts(moment)
    posts = posts[(posts["trust"] != "avoid") & (posts["kind"] != "border_gate")]
    if police == "none":
        return posts.iloc[:0]
    if police == "trusted":
        return posts[(posts["trust"] == "trusted") | (posts["safe_point"] == "yes")]
    return posts


def _doors(moment: Moment, rows: gpd.GeoDataFrame, *, admission: str | None) -> list[Door]:
    return [
        Door(
            id=row["id"],
            name=row["name"],
            name_ko=row.get("name_ko") or "",
            kind=row["kind"],
            lon=row["lon"],
            lat=row["lat"],
            precision_m=row["precision_m"],
            hours=parse_hours(row["hours"], zone=moment.pack.zone),
            admission=row[admission] if admission else "no",
        )
        for row in rows[rows["confidence"] != "low"].to_dict("records")
    ]


def units_at(moment: Moment, *, police: PolicePolicy = "none") -> list[Unit]:
    """List the units in force that are on duty or on call, and posts by policy.

    A unit whose shifts are unknown counts as not on duty. One that is neither on duty nor
    known to be on call cannot be sent and is not listed.
    """
    delays = moment.pack.settings.delays
    rows = moment.layer("units")
    units = []
    for row in rows[rows["confidence"] != "low"].to_dict("records"):
        on_duty = _is_open(moment, row["shifts"])
        if on_duty or row["on_call"] == "yes":
            turnout_s = delays.turnout_on_duty_s if on_duty else delays.turnout_on_call_s
            units.append(_unit(row, base=row["base"], on_duty=on_duty, turnout_s=turnout_s))
    posts = _counted_posts(moment, police)
    units.extend(
        _unit(row, base=row["id"], on_duty=True, turnout_s=delays.turnout_on_duty_s)
        for row in posts[posts["confidence"] != "low"].to_dict("records")
        if _is_open(moment, row["hours"])
    )
    return units


def has_units(moment: Moment, *, police: PolicePolicy = "none") -> bool:
    """Tell whether any unit in force is on the map, on duty or not, and posts by policy."""
    rows = (moment.layer("units"), _counted_posts(moment, police))
    return any(bool((each["confidence"] != "low").any()) for each in rows)


def absent_units(moment: Moment) -> list[str]:
    """Name the units in force that are neither on duty nor known to be on call."""
    present = {unit.id for unit in units_at(moment)}
    rows = moment.layer("units")
    return [row["name"] for row in rows.to_dict("records") if row["id"] not in present]


def _is_open(moment: Moment, hours: str) -> bool:
    parsed = parse_hours(hours, zone=moment.pack.zone)
    return not parsed.is_unknown and parsed.is_open(moment.when)


def _unit(row: dict[str, object], *, base: str, on_duty: bool, turnout_s: float) -> Unit:
    return Unit(
        id=str(row["id"]),
        name=str(row["name"]),
        name_ko=str(row.get("name_ko") or ""),
        kind=str(row["kind"]),
        base=base,
        lon=float(str(row["lon"])),
        lat=float(str(row["lat"])),
        precision_m=float(str(row["precision_m"])),
        on_duty=on_duty,
        turnout_s=turnout_s,
    )
