"""What might have been otherwise: changes of a pack, police counted, a call made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final, Literal

import geopandas as gpd
import pandas as pd

from geo.coordinates import Place
from layers.hours import Hours
from planning.packs import Pack
from planning.supply.facilities import PolicePolicy
from planning.trials.reading import Texts, TrialTable

CallAt = Literal["", "escape", "door"]
CHANGES: Final = ("open_zone", "set_hours", "post_officers")
_POLICIES: Final[tuple[PolicePolicy, ...]] = ("none", "trusted", "all")
_CALLS: Final[tuple[CallAt, ...]] = ("", "escape", "door")
_OURS = MappingProxyType(
    {
        "source": "proposed",
        "confidence": "high",
        "precision_m": 0.0,
        "valid_from": "",
        "valid_to": "",
    }
)


@dataclass(frozen=True, slots=True)
class OpenZone:
    """A Green Zone that lets anyone in.

    Parameters
    ----------
    hours
        When.
    host
        Id of the mission it stands at, or empty.
    place
        Where it stands; None with a host.
    """

    hours: Hours
    host: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class SetHours:
    """Other hours of a mission or a Green Zone.

    Parameters
    ----------
    id
        Its id.
    hours
        The new ones.
    """

    id: str
    hours: Hours


@dataclass(frozen=True, slots=True)
class PostOfficers:
    """Officers posted to a place.

    Parameters
    ----------
    place
        Where they sleep and work.
    shifts
        When they are at work; outside of it they are on call.
    """

    place: Place
    shifts: Hours


Change = OpenZone | SetHours | PostOfficers


@dataclass(frozen=True, slots=True)
class Measure:
    """One proposal.

    Parameters
    ----------
    id
        Its key in the file.
    name, note
        In both languages; the note may be empty.
    changes
        Of the pack.
    police
        Which posts count as help.
    call
        When the help line is called and answered: at the ``escape``, at the ``door``, or not.
    """

    id: str
    name: Texts
    note: Texts
    changes: tuple[Change, ...]
    police: PolicePolicy
    call: CallAt


def read_measure(table: TrialTable) -> Measure:
    """Read one of the ``[[measures]]``."""
    police, call = (
        table.word("police", _POLICIES, default="none"),
        table.word("call", _CALLS, default=""),
    )
    changes = [_change(one) for one in table.tables("changes", needed=False)]
    measure = Measure(
        id=table.text("id"),
        name=table.texts("name"),
        note=table.texts("note", needed=False),
        changes=tuple(change for change in changes if change is not None),
        police=next(one for one in _POLICIES if one == police),
        call=next(one for one in _CALLS if one == call),
    )
    if not changes and police == "none" and not call:
        table.fault("", "NO_KEY", "changes nothing; give changes, police or call")
    table.close()
    return measure


def _change(table: TrialTable) -> Change | None:
    kind = table.word("kind", CHANGES)
    read = {"open_zone": _zone, "set_hours": _hours, "post_officers": _officers}[kind]
    change = read(table)
    table.close()
    return change


def _zone(table: TrialTable) -> OpenZone | None:
    hours, host = _needed_hours(table, "hours"), ""
    place = None
    if table.has("host"):
        host = table.text("host")
        if host and host not in set(table.pack.layers["missions"]["id"]):
            table.fault("host", "UNKNOWN_ID", f"{host[:80]!r} is no mission")
    else:
        place = table.place("place")
    return OpenZone(hours, host, place) if hours and (host or place) else None


def _hours(table: TrialTable) -> SetHours | None:
    door, hours = table.text("id"), _needed_hours(table, "hours")
    if door and not any(door in set(table.pack.layers[kind]["id"]) for kind in _WITH_HOURS):
        table.fault("id", "UNKNOWN_ID", f"{door[:80]!r} is no mission and no Green Zone")
    return SetHours(door, hours) if hours else None


def _officers(table: TrialTable) -> PostOfficers | None:
    place, shifts = table.place("place"), _needed_hours(table, "shifts")
    return PostOfficers(place, shifts) if place and shifts else None


def _needed_hours(table: TrialTable, key: str) -> Hours | None:
    if not table.has(key):
        table.fault(key, "NO_KEY", "is missing; write opening hours, such as 24/7")
    return table.hours(key)


_WITH_HOURS = ("missions", "green_zones")


def applied(pack: Pack, changes: Sequence[Change]) -> Pack:
    """Give the pack with changes made: a new value, the old one stays as it was."""
    layers = dict(pack.layers)
    for number, change in enumerate(changes, start=1):
        if isinstance(change, OpenZone):
            layers["green_zones"] = _with_row(
                layers["green_zones"], _zone_row(pack, change, number)
            )
        elif isinstance(change, PostOfficers):
            layers["units"] = _with_row(layers["units"], _unit_row(pack, change, number))
        else:
            for kind in _WITH_HOURS:
                rows = layers[kind]
                is_it = rows["id"] == change.id
                layers[kind] = rows.assign(hours=rows["hours"].mask(is_it, change.hours.text))
    return replace(pack, layers=MappingProxyType(layers))


def host_of(pack: Pack, door: str) -> str:
    """Give the id of the mission at which a door stands: a Green Zone's host, else its own."""
    zones = pack.layers["green_zones"]
    if "host" not in zones.columns:
        return door
    hosts = zones.loc[zones["id"] == door, "host"]
    return str(hosts.iloc[0] or door) if len(hosts) else door


def _zone_row(pack: Pack, zone: OpenZone, number: int) -> dict[str, Any]:
    missions = pack.layers["missions"]
    spot: Mapping[str, Any]
    if zone.place is None:
        spot = missions[missions["id"] == zone.host].iloc[0]
    else:
        spot = _spot(zone.place)
    return _row(spot, number) | {
        "host": zone.host,
        "kind": "gate",
        "status": "open",
        "admits_anyone": "yes",
        "hours": zone.hours.text,
    }


def _unit_row(pack: Pack, posted: PostOfficers, number: int) -> dict[str, Any]:
    return _row(_spot(posted.place), number) | {
        "base": "",
        "kind": "consular_officer",
        "country": pack.home_country,
        "shifts": posted.shifts.text,
        "on_call": "yes",
    }


def _spot(place: Place) -> dict[str, Any]:
    return {"name": place.name, "lat": place.lat, "lon": place.lon, "precision_m": place.error_m}


def _row(spot: Mapping[str, Any], number: int) -> dict[str, Any]:
    where = {key: spot[key] for key in ("lat", "lon", "precision_m")}
    name, name_ko = str(spot["name"]), str(spot.get("name_ko") or spot["name"])
    names = {"name": f"{name} (proposed)", "name_ko": f"{name_ko} (제안)"}
    return {**_OURS, **where, **names, "id": f"proposed-{number}"}


def _with_row(rows: gpd.GeoDataFrame, row: Mapping[str, Any]) -> gpd.GeoDataFrame:
    """Give a layer with one more row; columns that it does not say are empty."""
    columns = list(dict.fromkeys([*(name for name in rows.columns if name != "geometry"), *row]))
    records = [*rows.drop(columns="geometry").to_dict("records"), dict(row)]
    table = pd.DataFrame([{name: one.get(name, "") for name in columns} for one in records])
    points = gpd.points_from_xy(table["lon"].astype(float), table["lat"].astype(float))
    return gpd.GeoDataFrame(table, geometry=points, crs=rows.crs)
