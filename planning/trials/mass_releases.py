"""What happens in a mass release: who sets out where and when, or comes to a door as counted."""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from geo.coordinates import Place
from geo.errors import NoResourceError
from planning.cover.demand import demand_of
from planning.moment import Moment
from planning.trials.doors import place_named
from planning.trials.reading import Texts, TrialTable
from routing.network import Mode

MODES: Final[tuple[Mode, ...]] = ("car", "motorbike", "foot")
MOST_PEOPLE: Final = 1_000_000
MOST_HOURS: Final = 24 * 60
"""Longest run, hours: sixty days."""


@dataclass(frozen=True, slots=True)
class Group:
    """People who leave a place, or come to a door, evenly over some hours.

    Parameters
    ----------
    people
        How many; need not be whole.
    begin, over_h
        From when, and over how many hours.
    share
        Share of them that sets out, 0..1; all who are counted at a door did.
    source
        Where the figure is from, or empty.
    assumed
        What of it no source has, in both languages; may be empty.
    """

    people: float
    begin: datetime
    over_h: float
    share: float
    source: str
    assumed: Texts


@dataclass(frozen=True, slots=True)
class Release:
    """People who set out from a place.

    Parameters
    ----------
    group
        How many, when, by whom.
    place
        From where.
    mode
        How they travel.
    part
        Part of the group that leaves from this one of its places, 0..1.
    """

    group: Group
    place: Place
    mode: Mode
    part: float


@dataclass(frozen=True, slots=True)
class Arrival:
    """People who come to a door, as counted or assumed there.

    Parameters
    ----------
    group
        How many, when, by whom.
    door
        Id of the door.
    """

    group: Group
    door: str


def _group(table: TrialTable, *, share: float = 1.0) -> Group:
    return Group(
        people=table.number("people", least=0, most=MOST_PEOPLE),
        begin=table.instant("begin"),
        over_h=table.number("over_h", least=1 / 60, most=MOST_HOURS),
        share=share,
        source=table.text("source", needed=False),
        assumed=table.texts("assumed", needed=False),
    )


def read_arrival(table: TrialTable, doors: set[str]) -> Arrival:
    """Read one of the ``[[arrivals]]`` at one of the doors of a run."""
    door = table.text("door")
    if door and door not in doors:
        table.fault("door", "UNKNOWN_ID", f"{door[:80]!r} is no door of this run; add it to doors")
    arrival = Arrival(_group(table), door)
    table.close()
    return arrival


def read_release(table: TrialTable, moment: Moment) -> list[Release]:
    """Read one of the ``[[releases]]``: from a place, a site, or all sites by their weight."""
    group = _group(table, share=table.number("share", least=0, most=1, default=1.0))
    word = table.word("by", MODES, default="car")
    mode = next(one for one in MODES if one == word)
    places = _places(table, moment)
    table.close()
    return [Release(group, place, mode, part) for place, part in places]


def _places(table: TrialTable, moment: Moment) -> list[tuple[Place, float]]:
    """Give the places of a release, each with its part of the people."""
    named = [key for key in ("place", "site", "sites") if table.has(key)]
    if named == ["place"]:
        place = table.place("place")
        return [(place, 1.0)] if place else []
    if named == ["site"]:
        name, sites = table.text("site"), moment.pack.layers["sites"]
        rows = sites[sites["id"] == name].to_dict("records")
        if name and not rows:
            table.fault("site", "UNKNOWN_ID", f"{name[:80]!r} is no site of the pack")
        return [(place_named(row), 1.0) for row in rows[:1]]
    if named != ["sites"]:
        table.fault("place", "NO_KEY", 'give one of place, site or sites = "by_weight"')
        return []
    table.word("sites", ["by_weight"])
    return _sites_by_weight(table, moment)


def _sites_by_weight(table: TrialTable, moment: Moment) -> list[tuple[Place, float]]:
    """Give every site that counts with its part of the whole weight of danger."""
    try:
        demand = demand_of(moment, "sites")
    except NoResourceError:
        table.fault("sites", "RANGE", "no site of the pack has a weight at this moment")
        return []
    total = math.fsum(demand.weight.tolist())
    points = demand.points
    rows = zip(
        *(points.lat.tolist(), points.lon.tolist(), points.error_m.tolist()),
        *(demand.names, demand.weight.tolist()),
        strict=True,
    )
    return [
        (Place(lat, lon, error_m, name, "record", name), weight / total)
        for lat, lon, error_m, name, weight in rows
        if weight > 0
    ]
