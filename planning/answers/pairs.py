"""Send two: how much surer that is, and who is first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from planning.answers.responders import Responder, rank_of_unit
from planning.answers.spreads import split_spread
from planning.chance import TimeSpread, added, chance_before, chance_of_sum, first_of
from planning.eta import Response

_MOST_UNITS = 8
_MOST_OF_A_BASE = 2


@dataclass(frozen=True, slots=True)
class Pair:
    """The two units that are best sent together.

    Parameters
    ----------
    first, second
        The units; `first` is there first more often than not.
    first_chance
        Probability that it is.
    chance
        Probability that at least one of them is there within the golden time.
    gain
        How much more that is than the chance of the surest unit alone; 0 or more.
    p50_s, p90_s
        Seconds to the earlier arrival, not exceeded half of the time and nine times in ten.
    same_base
        Whether both leave from one base: they share the road, so the second adds only its
        own turnout.
    """

    first: Responder
    second: Responder
    first_chance: float
    chance: float
    gain: float
    p50_s: float
    p90_s: float
    same_base: bool


@dataclass(frozen=True, slots=True)
class _Duo:
    """Two units: what delays both, and what each has for itself."""

    rows: tuple[int, int]
    shared: TimeSpread
    own: tuple[TimeSpread, TimeSpread]
    same_base: bool


def best_pair(
    response: Response, responders: Sequence[Responder], *, error_m: float, golden_s: float
) -> Pair | None:
    """Choose the two units whose chance together is the highest.

    Parameters
    ----------
    response
        Times to one place.
    responders
        Its units judged, in the order of its rows.
    error_m
        How far the true place may be, metres.

    Returns
    -------
    Pair or None
        Of the eight surest units, at most two of a base; None if fewer than two can come.
    """
    rows = _candidates(responders)
    if len(rows) < 2:
        return None
    alone = max(one.chance for one in responders)
    judged: list[tuple[tuple[float, float, float], float, _Duo]] = []
    for pair in combinations(rows, 2):
        duo = _duo(response, pair, error_m=error_m)
        ours = [responders[row] for row in pair]
        both = chance_of_sum(duo.shared, first_of(*duo.own), golden_s)
        # Two are never less sure than the surer of them: the last digit may say so.
        chance = max(both, *(one.chance for one in ours))
        etas_s = sorted(one.parts.eta_s for one in ours)
        judged.append(((-round(chance, 3), etas_s[0], etas_s[1]), chance, duo))
    _, chance, duo = min(judged, key=lambda one: one[0])
    return _told(duo, responders, chance=chance, gain=max(0.0, chance - alone))


def _candidates(responders: Sequence[Responder]) -> list[int]:
    """List the rows of the surest units, not all of them from one base."""
    order = sorted(range(len(responders)), key=lambda row: rank_of_unit(responders[row]))
    seen: Counter[str] = Counter()
    chosen = []
    for row in order:
        base = responders[row].unit.base
        seen[base] += 1
        if responders[row].is_reachable and seen[base] <= _MOST_OF_A_BASE:
            chosen.append(row)
    return chosen[:_MOST_UNITS]


def _duo(response: Response, rows: tuple[int, int], *, error_m: float) -> _Duo:
    one, other = (response.units[row] for row in rows)
    same_base = (one.base, one.lon, one.lat) == (other.base, other.lon, other.lat)
    split = [split_spread(response, row, 0, error_m=error_m, share_road=same_base) for row in rows]
    return _Duo(rows, split[0][0], (split[0][1], split[1][1]), same_base)


def _told(duo: _Duo, responders: Sequence[Responder], *, chance: float, gain: float) -> Pair:
    first_chance = chance_before(*duo.own)
    first, second = (responders[row] for row in duo.rows)
    if first_chance < 0.5:
        first, second, first_chance = second, first, 1 - first_chance
    earlier = added(duo.shared, first_of(*duo.own))
    return Pair(
        first=first,
        second=second,
        first_chance=first_chance,
        chance=chance,
        gain=gain,
        p50_s=earlier.percentile(0.5),
        p90_s=earlier.percentile(0.9),
        same_base=duo.same_base,
    )
