"""What the fixed delays leave of the golden time, as the roads that can be driven in it."""

import geopandas as gpd

from planning.moment import Moment
from planning.supply.values import Unit
from routing.isochrones import isochrones


def budget_of(moment: Moment, unit: Unit, golden_s: float) -> float:
    """Seconds left to drive: the golden time less answer, processing and the unit's turnout.

    Parameters
    ----------
    moment, unit
        Whose delays these are.
    golden_s
        Golden time, seconds.

    Returns
    -------
    float
        Seconds; below 0 where the delays alone take longer.
    """
    delays = moment.pack.settings.delays
    return golden_s - (delays.answer_s + delays.processing_s + unit.turnout_s)


def budget_reach(moment: Moment, unit: Unit, golden_s: float) -> gpd.GeoDataFrame | None:
    """Draw how far a unit comes on the roads within its budget: a picture, not a count.

    Parameters
    ----------
    moment, unit
        The roads at an instant, and who drives.
    golden_s
        Golden time, seconds.

    Returns
    -------
    GeoDataFrame or None
        One row, as `routing.isochrones.isochrones` gives it: `minutes` and the area in
        EPSG:4326. None if the delays alone take the golden time.
    """
    budget_s = budget_of(moment, unit, golden_s)
    if budget_s <= 0:
        return None
    base = moment.snap([unit.lon], [unit.lat])
    return isochrones(moment.travel, base, minutes=[budget_s / 60])
