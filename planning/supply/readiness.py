"""Readiness: a Green Zone counts only if it can admit; the national table, and what it costs."""

from collections import Counter
from dataclasses import dataclass, replace
from types import MappingProxyType

from geo.errors import NoResourceError
from geo.notation.reading import excerpt
from planning.cover.demand import Demand
from planning.cover.houses import Direction
from planning.coverage import Coverage, assess_coverage
from planning.moment import Moment, in_force
from planning.packs import Pack
from planning.supply.checklists import (
    ANSWERS,
    ITEMS,
    Answer,
    Checklist,
    hosts_of,
    of_door,
    of_zone,
    zone_items,
)
from planning.supply.facilities import PolicePolicy, our_missions


@dataclass(frozen=True, slots=True)
class NationalTable:
    """Every zone of a country, and every mission door that could be one.

    Parameters
    ----------
    checklists
        By province, town and id.
    briefed_within_days
        How long a briefing holds, days: a setting of the pack.
    """

    checklists: tuple[Checklist, ...]
    briefed_within_days: float

    @property
    def zones(self) -> tuple[Checklist, ...]:
        """Those that are zones, open or not."""
        return tuple(one for one in self.checklists if one.is_zone)

    @property
    def ready(self) -> tuple[Checklist, ...]:
        """The zones that can admit."""
        return tuple(one for one in self.checklists if one.is_ready)

    @property
    def answers(self) -> dict[str, dict[Answer, int]]:
        """Count the zones by item and answer."""
        counted = {
            name: Counter(
                item.answer for one in self.zones for item in one.items if item.name == name
            )
            for name in ITEMS
        }
        return {
            name: {answer: count[answer] for answer in ANSWERS} for name, count in counted.items()
        }

    def by_province(self) -> dict[str, tuple[int, int]]:
        """Count the ready zones and all zones by province, in the order of the alphabet."""
        ready = Counter(one.province for one in self.ready)
        return {
            province: (ready[province], count)
            for province, count in sorted(Counter(one.province for one in self.zones).items())
        }


@dataclass(frozen=True, slots=True)
class ReadinessEffect:
    """The same coverage twice: with every open zone, and with the ready ones only.

    Parameters
    ----------
    all_zones, ready_zones
        The two answers; the second never covers what the first does not.
    """

    all_zones: Coverage
    ready_zones: Coverage


def checklist(moment: Moment, zone: str) -> Checklist:
    """Go through what one Green Zone needs, or a mission's own door.

    Parameters
    ----------
    moment
        The country at an instant: days are counted back from it.
    zone
        The id of a zone or of one of our missions in the country.

    Raises
    ------
    NoResourceError
        If no such zone or mission is in force.
    """
    zones = {row["id"]: row for row in moment.layer("green_zones").to_dict("records")}
    if zone in zones:
        return of_zone(moment, zones[zone], hosts_of(moment))
    doors = {row["id"]: row for row in our_missions(moment).to_dict("records")}
    if zone in doors:
        return of_door(moment, doors[zone], hosts_of(moment))
    known = ", ".join([*zones, *doors]) or "none"
    raise NoResourceError(f"no Green Zone {excerpt(zone)} is in force then; there are: {known}")


def national_table(moment: Moment) -> NationalTable:
    """Go through every zone in force, and every mission door at which no zone stands."""
    zones = moment.layer("green_zones").to_dict("records")
    doors = our_missions(moment).to_dict("records")
    hosts, taken = hosts_of(moment), {row["host"] for row in zones}
    found = [of_zone(moment, row, hosts) for row in zones]
    found += [of_door(moment, row, hosts) for row in doors if row["id"] not in taken]
    found.sort(key=lambda one: (one.province, one.town, not one.is_zone, one.id))
    return NationalTable(tuple(found), moment.pack.settings.briefed_within_days)


def ready_only(pack: Pack, moment: Moment) -> Pack:
    """Give the pack with every open zone that cannot admit made a candidate again.

    Parameters
    ----------
    pack
        The country; it is not changed.
    moment
        The instant at which readiness is judged.
    """
    zones, present = pack.layers["green_zones"], replace(moment, pack=pack)
    ready = [
        row["id"]
        for row in in_force(zones, moment.when).to_dict("records")
        if all(item.answer == "yes" for item in zone_items(present, row))
    ]
    is_claimed = (zones["status"] == "open") & ~zones["id"].isin(ready)
    if not is_claimed.any():
        return pack
    honest = zones.assign(status=zones["status"].mask(is_claimed, "candidate"))
    return replace(pack, layers=MappingProxyType({**pack.layers, "green_zones": honest}))


def readiness_effect(
    moment: Moment,
    demand: Demand,
    *,
    golden_s: float,
    direction: Direction = "either",
    police: PolicePolicy = "none",
) -> ReadinessEffect:
    """Give the coverage with the ready zones only beside that with all open zones.

    Parameters
    ----------
    moment, demand, golden_s, direction, police
        As in `planning.coverage.assess_coverage`.
    """
    claimed, ready = (
        assess_coverage(one, demand, golden_s=golden_s, direction=direction, police=police)
        for one in (moment, replace(moment, pack=ready_only(moment.pack, moment)))
    )
    return ReadinessEffect(claimed, ready)
