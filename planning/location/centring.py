"""The p-centre: the least radius at which `p` columns cover every row."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from planning.location.medians import unserved_rows
from planning.location.problem import Centers, CurvePoint, Medians, Solution, Spanning
from planning.location.run import Run, gap_of
from planning.location.spanning import fewest

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def solve_centers(problem: Centers, run: Run) -> Solution:
    """Bring the farthest row that has any way as near as `p` columns can.

    The answer is one of the costs on file, so it is searched by halves: at each radius the
    fewest columns that cover all are found, and shown to be the fewest (Minieka 1970).

    Parameters
    ----------
    problem
        What to serve.
    run
        The clock.
    """
    counted = np.flatnonzero(problem.weight > 0)
    cost = problem.cost[counted]
    never = unserved_rows(Medians(problem.cost, problem.weight, problem.p))
    cost = cost[np.isfinite(cost).any(axis=1)]
    chosen, least = _halve(cost, problem.p, run)
    value = _farthest(cost, chosen)
    chosen = _in_order(cost, chosen)
    steps = [_farthest(cost, chosen[:k]) for k in range(len(chosen) + 1)]
    is_proven = least >= value
    return Solution(
        tuple(chosen.tolist()),
        value,
        min(least, value),
        gap_of(value, min(least, value)),
        "infeasible" if is_proven and not np.isfinite(value) else run.status(is_proven=is_proven),
        run.elapsed_s,
        marginal=tuple(
            before - after if np.isfinite(after) else 0.0 for before, after in pairwise(steps)
        ),
        loss=tuple(
            _farthest(cost, np.delete(chosen, k)) - value if np.isfinite(value) else 0.0
            for k in range(len(chosen))
        ),
        unreachable=never,
        curve=(CurvePoint(len(chosen), value, min(least, value)),),
    )


def _halve(cost: Floats, p: int, run: Run) -> tuple[Ints, float]:
    """Give the best columns found, and the least radius that is not shown to be too short."""
    floor = float(cost.min(axis=1).max(initial=0.0))
    radii = np.unique(cost[np.isfinite(cost) & (cost >= floor)])
    chosen = np.argsort(cost.max(axis=0), kind="stable")[:p].astype(np.int64)
    low, high = 0, len(radii)  # radii below `low` are too short; `high` is the best that will do
    open_to = len(radii)  # radii from here on need no further look
    while low < open_to and run.left_s:
        middle = (low + open_to) // 2
        gives = csc_array((cost <= radii[middle]).astype(np.float64))
        found, least = fewest(Spanning(gives, np.ones(len(cost))), run.part(0.5))
        if len(found) <= p:
            chosen, high, open_to = found, middle, middle
        elif least > p:
            low = middle + 1
        else:  # neither shown: look on above it, and leave the bound where it is
            return _rest(cost, radii, (chosen, low, middle, high), p=p, run=run)
        run.tell("exact", _farthest(cost, chosen), float(radii[min(low, len(radii) - 1)]))
    return chosen, float(radii[low]) if low < len(radii) else float("inf")


def _rest(
    cost: Floats, radii: Floats, state: tuple[Ints, int, int, int], *, p: int, run: Run
) -> tuple[Ints, float]:
    chosen, low, unsure, high = state
    bound = float(radii[low])
    at = unsure + 1
    while at < high and run.left_s:
        middle = (at + high) // 2
        gives = csc_array((cost <= radii[middle]).astype(np.float64))
        found, _ = fewest(Spanning(gives, np.ones(len(cost))), run.part(0.5))
        if len(found) <= p:
            chosen, high = found, middle
        else:
            at = middle + 1
    return chosen, bound


def _farthest(cost: Floats, chosen: Ints) -> float:
    return float(cost[:, chosen].min(axis=1, initial=np.inf).max(initial=0.0))


def _in_order(cost: Floats, chosen: Ints) -> Ints:
    left, ordered = list(map(int, chosen)), list[int]()
    most = float(cost[np.isfinite(cost)].max(initial=0.0)) + 1.0
    filled = np.where(np.isfinite(cost), cost, most)
    while left:
        worth = [_farthest(filled, np.array([*ordered, one])) for one in left]
        ordered.append(left.pop(int(np.argmin(worth))))
    return np.array(ordered, dtype=np.int64)
