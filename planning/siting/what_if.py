"""What a new Green Zone would change: drop one on the map and count again."""

from collections.abc import Sequence
from dataclasses import dataclass

from geo.coordinates import Place
from planning.cover.demand import Demand
from planning.cover.houses import Direction
from planning.coverage import Coverage, Gap, assess_coverage
from planning.moment import Moment
from planning.supply.facilities import PolicePolicy, hours_of
from planning.supply.values import Door


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Coverage without and with the dropped zones.

    Parameters
    ----------
    before, after
        The same question, without and with the zones.
    gained
        Gaps of before that are covered after, the heaviest first.
    """

    before: Coverage
    after: Coverage
    gained: tuple[Gap, ...]


def dropped_zone(moment: Moment, place: Place, *, hours: str = "24/7", name: str = "") -> Door:
    """Make a door out of a place, as if a Green Zone stood there.

    Parameters
    ----------
    hours
        When somebody would open, as OSM opening_hours text.

    Raises
    ------
    FaultsError
        If the hours cannot be read.
    """
    own_id = f"what-if-{place.lat:.4f}-{place.lon:.4f}"
    return Door(
        id=own_id,
        name=name or place.name,
        name_ko="",
        kind="what_if",
        lon=place.lon,
        lat=place.lat,
        precision_m=place.error_m,
        hours=hours_of(moment.pack, hours),
        admission="no",
        host=own_id,
    )


def what_if(
    moment: Moment,
    demand: Demand,
    zones: Sequence[Door],
    *,
    golden_s: float,
    direction: Direction = "reach",
    police: PolicePolicy = "none",
) -> WhatIf:
    """Count coverage without and with new zones, all else equal.

    Parameters
    ----------
    moment, demand
        The country at an instant, and what is to be covered.
    zones
        Doors that are not on the map, from `dropped_zone`.
    golden_s, direction, police
        As in `planning.coverage.assess_coverage`.
    """
    before = assess_coverage(moment, demand, golden_s=golden_s, direction=direction, police=police)
    after = assess_coverage(
        moment, demand, golden_s=golden_s, direction=direction, police=police, more_doors=zones
    )
    still = {gap.id for gap in after.gaps}
    return WhatIf(before, after, tuple(gap for gap in before.gaps if gap.id not in still))
