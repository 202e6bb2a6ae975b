"""The doors of a mass release: a country's own, those a file names, and the desk at each."""

import math
from dataclasses import dataclass, replace
from typing import Final

from planning.moment import Moment
from planning.packs import Pack
from planning.siting.what_if import dropped_zone
from planning.supply.facilities import doors_at
from planning.supply.values import Door
from planning.trials.doors import door_ids, door_named
from planning.trials.queueing import Desk
from planning.trials.reading import LANGUAGES, Texts, TrialTable

_WAIT_H: Final = 1.0
_UNSAID: Final[Texts] = dict.fromkeys(LANGUAGES, "")


@dataclass(frozen=True, slots=True)
class Staffed:
    """A door and its desk.

    Parameters
    ----------
    door, desk
        Which, and who registers there.
    origin
        What the file says of where its figures are from, in both languages; may be empty.
    """

    door: Door
    desk: Desk
    origin: Texts


def read_desk(table: TrialTable, usual: Desk | None = None) -> Desk:
    """Read a desk; what it does not say is as usual."""
    officers, rate, capacity, stay_h, wait_h = (
        (usual.officers, usual.per_officer_hour, usual.capacity, usual.stay_h, usual.wait_h)
        if usual
        else (None, None, math.inf, math.inf, _WAIT_H)
    )
    return Desk(
        officers=table.number("officers", least=0, most=100_000, default=officers),
        per_officer_hour=table.number(
            "registered_per_officer_hour", least=0.01, most=1000, default=rate
        ),
        capacity=table.number("capacity", least=0, most=1e7, default=capacity),
        stay_h=table.number("stay_h", least=1, most=24 * 365, default=stay_h),
        wait_h=table.number("wait_h", least=0, most=24 * 14, default=wait_h),
    )


def read_doors(table: TrialTable, moment: Moment, *, country: str, desk: Desk) -> list[Staffed]:
    """Give a country's doors that may count, and those that ``[[doors]]`` names besides.

    Parameters
    ----------
    table
        The file.
    moment
        The country at the beginning.
    country
        ISO code of the country whose doors are taken.
    desk
        The usual one.
    """
    own = doors_at(replace(moment, pack=_with_home(moment, country)))
    staffed = {one.id: Staffed(one, _roomed(moment, one.id, desk), _UNSAID) for one in own}
    seen: set[str] = set()
    for each in table.tables("doors", needed=False):
        name = each.text("id")
        if name in seen:
            each.fault("id", "DUP_ID", f"{name[:80]!r} stands above already")
        seen.add(name)
        door = _door(each, moment, name)
        own_desk = read_desk(each, _roomed(moment, name, desk))
        origin = each.texts("origin", needed=False)
        each.close()
        if door is not None:
            staffed[name] = Staffed(door, own_desk, origin)
    return list(staffed.values())


def _with_home(moment: Moment, country: str) -> Pack:
    """Give the pack as the ministry of another country would have it."""
    pack = moment.pack
    about = {**pack.manifest.about, "home_country": country}
    return replace(pack, manifest=replace(pack.manifest, about=about))


def _roomed(moment: Moment, door: str, desk: Desk) -> Desk:
    """Take the capacity of a Green Zone where its record has one."""
    zones = moment.pack.layers["green_zones"]
    if "capacity" not in zones.columns:
        return desk
    stated = [
        float(one) for one in zones.loc[zones["id"] == door, "capacity"] if one not in {"", None}
    ]
    known = [one for one in stated if math.isfinite(one)]
    return replace(desk, capacity=known[0]) if known else desk


def _door(table: TrialTable, moment: Moment, name: str) -> Door | None:
    """Read a door: one of the pack, perhaps with other hours, or one of the file's own."""
    hours, is_record = table.hours("hours"), name in door_ids(moment.pack)
    if not table.has("place"):
        if name and not is_record:
            table.fault("id", "UNKNOWN_ID", f"{name[:80]!r} is no door of the pack; give its place")
        door = door_named(moment.pack, name) if is_record else None
        return replace(door, hours=hours) if door and hours else door
    place, title = table.place("place"), table.text("name", needed=False)
    if is_record:
        table.fault("id", "DUP_ID", f"{name[:80]!r} is a record of the pack and has its place")
    if hours is None:
        table.fault("hours", "NO_KEY", "a door of the file's own needs hours, such as 24/7")
    if place is None or hours is None:
        return None
    made = dropped_zone(moment, place, hours=hours.text, name=title or place.name)
    return replace(made, id=name)
