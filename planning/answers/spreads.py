"""How sure the times of one incident are: of a unit, of a victim's own way, of getting in."""

from collections.abc import Sequence

import numpy as np

from layers.timetables import timetable
from planning.chance import Part, TimeSpread, sum_of_parts
from planning.eta import Response
from planning.golden import latest_s
from planning.moment import Moment
from planning.supply.values import Door

# Past the end of the golden time, so that its last instant is still asked of the hours.
_WINDOW_MARGIN_S = 60.0


def response_spread(response: Response, unit: int, place: int, *, error_m: float) -> TimeSpread:
    """Give the distribution of one unit's ETA, the errors of the place and the base included.

    Parameters
    ----------
    error_m
        How far the true place may be, metres: it is driven at the off-road speed.
    """
    call, own = _call_parts(response, unit, place), _own_parts(response, unit, place)
    errors_m = (error_m, response.units[unit].precision_m)
    return _spread(response.moment, [*call, *own], errors_m)


def split_spread(
    response: Response, unit: int, place: int, *, error_m: float, share_road: bool
) -> tuple[TimeSpread, TimeSpread]:
    """Split one unit's ETA into what it shares with another unit and what is its own.

    The call is answered and handled once, and the victim's place is wrong by the same way for
    both: that is shared. Turnout and drive are each unit's own; two units of one base share the
    drive too, for they are in the same traffic on the same road.

    Parameters
    ----------
    response, unit, place
        The times, and the row and column of the unit and the place.
    error_m
        How far the true place may be, metres.
    share_road
        Whether the other unit starts from the same base.

    Returns
    -------
    tuple
        The shared and the own distribution; their sum is that of `response_spread`.
    """
    base_m = response.units[unit].precision_m
    call = _call_parts(response, unit, place)
    turnout, road = _own_parts(response, unit, place)
    if share_road:
        shared = _spread(response.moment, [*call, road], (error_m, base_m))
        return shared, _spread(response.moment, [turnout])
    shared = _spread(response.moment, call, (error_m,))
    return shared, _spread(response.moment, [turnout, road], (base_m,))


def drive_spread(moment: Moment, seconds: float, *, errors_m: Sequence[float]) -> TimeSpread:
    """Give the distribution of a victim's own way of `seconds`, errors of both ends included.

    Parameters
    ----------
    moment
        Whose settings say how wide a drive spreads.
    seconds
        Median of the way.
    errors_m
        How far the true places at the ends may be, metres.
    """
    spread = moment.pack.settings.delays.spread["drive"]
    return _spread(moment, [Part(seconds, spread)], errors_m)


def chance_inside(moment: Moment, door: Door, way: TimeSpread, *, golden_s: float) -> float:
    """Probability that a victim is inside a door within the golden time.

    Whether the door is open at some instant between the arrival and the end of the golden time
    depends on the arrival in one direction only: it does up to the last instant at which the
    door is open by then. Hours that are not known count as closed.

    Parameters
    ----------
    way
        The distribution of the arrival, seconds from the instant of the moment.
    """
    window_s = golden_s + _WINDOW_MARGIN_S
    hours = timetable(door.hours, door.admission, moment.when, seconds=window_s)
    return float(way.reached_at(hours.last_open(np.array([latest_s(golden_s)])))[0])


def _call_parts(response: Response, unit: int, place: int) -> list[Part]:
    parts, spread = response.parts(unit, place), response.moment.pack.settings.delays.spread
    return [Part(parts.answer_s, spread["answer"]), Part(parts.processing_s, spread["processing"])]


def _own_parts(response: Response, unit: int, place: int) -> list[Part]:
    parts, spread = response.parts(unit, place), response.moment.pack.settings.delays.spread
    return [Part(parts.turnout_s, spread["turnout"]), Part(parts.road_s, spread["drive"])]


def _spread(moment: Moment, parts: Sequence[Part], errors_m: Sequence[float] = ()) -> TimeSpread:
    access = moment.access
    speed_mps = access.speed_kph / 3.6 / access.detour_factor
    return sum_of_parts(parts, position_errors_s=[error_m / speed_mps for error_m in errors_m])
