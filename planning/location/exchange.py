"""Local search for the p-median: greedy, the best exchange of one site, shaken and searched again."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planning.location.plans import filled_in
from planning.location.problem import Floats, Medians

Ints = NDArray[np.int64]
# Nearest and second nearest cost of each row, and the place of the nearest among the chosen.
Ranks = tuple[Floats, Floats, Ints]


class MedianSearch:
    """A search that can be run on, a stretch of rounds at a time.

    Every exchange of a chosen column for another is evaluated from the nearest and second
    nearest of each row (Whitaker 1983). A row without a way counts a cost far beyond any
    other, so that plans which serve all come first.

    Parameters
    ----------
    problem
        What to serve; every row of positive weight must have a way to some column.
    seed
        Of the random shakes.
    """

    def __init__(self, problem: Medians, *, seed: int = 0) -> None:
        self._problem = problem
        counted = problem.weight > 0
        cost = problem.cost[counted]
        self._cost = np.ascontiguousarray(filled_in(cost).T)
        self._weight = problem.weight[counted]
        self._seed = seed
        self._round = 0
        self._count = min(problem.p, cost.shape[1])
        start = _greedy(self._cost, self._weight, self._count)
        self.chosen = _exchange(self._cost, self._weight, start)
        self._best = self._penalised(self.chosen)

    @property
    def value(self) -> float:
        """Weighted cost of the best plan; inf if it serves not every row."""
        return service_cost(self._problem, self.chosen)

    @property
    def progressing(self) -> bool:
        """Whether another round may change anything."""
        return self._count < len(self._cost) and self._round < 400

    def take(self, chosen: Ints) -> None:
        """Take over a plan from elsewhere, if it is better."""
        if len(chosen) <= self._count and self._penalised(chosen) < self._best:
            self.chosen, self._best = chosen.astype(np.int64), self._penalised(chosen)

    def run(self, rounds: int) -> None:
        """Shake and search again so many times; the plan only ever gets better."""
        free_count = len(self._cost) - self._count
        for _ in range(rounds if free_count else 0):
            self._round += 1
            rng = np.random.default_rng((self._seed, self._round))
            many = int(rng.integers(1, max(1, min(8, self._count // 2, free_count)) + 1))
            shaken = self.chosen.copy()
            free = np.setdiff1d(np.arange(len(self._cost)), shaken)
            places = rng.permutation(self._count)[:many]
            shaken[places] = rng.choice(free, size=many, replace=False)
            found = _exchange(self._cost, self._weight, shaken)
            worth = self._penalised(found)
            if worth < self._best:
                self.chosen, self._best = found, worth

    def _penalised(self, chosen: Ints) -> float:
        return float(self._weight @ self._cost[chosen].min(axis=0))


def service_cost(problem: Medians, chosen: Ints) -> float:
    """Sum the weighted cost of each row to its nearest chosen column; inf where one has no way."""
    counted = problem.weight > 0
    nearest = problem.cost[counted][:, chosen].min(axis=1, initial=np.inf)
    return float(problem.weight[counted] @ nearest)


@njit(cache=True)
def _greedy(cost: Floats, weight: Floats, count: int) -> Ints:
    size, rows = cost.shape
    chosen = np.empty(count, dtype=np.int64)
    is_chosen = np.zeros(size, dtype=np.bool_)
    nearest = np.full(rows, np.inf)
    for place in range(count):
        best, least = -1, np.inf
        for column in range(size):
            if is_chosen[column]:
                continue
            total = 0.0
            for row in range(rows):
                total += weight[row] * min(nearest[row], cost[column, row])
            if total < least:
                best, least = column, total
        chosen[place] = best
        is_chosen[best] = True
        for row in range(rows):
            nearest[row] = min(nearest[row], cost[best, row])
    return chosen


@njit(cache=True)
def _rank(cost: Floats, chosen: Ints, ranks: Ranks) -> None:
    first, second, which = ranks
    for row in range(cost.shape[1]):
        first[row], second[row], which[row] = np.inf, np.inf, -1
        for place in range(len(chosen)):
            one = cost[chosen[place], row]
            if one < first[row]:
                second[row] = first[row]
                first[row] = one
                which[row] = place
            elif one < second[row]:
                second[row] = one


@njit(cache=True)
def _exchange(cost: Floats, weight: Floats, start: Ints) -> Ints:
    size, rows = cost.shape
    chosen = start.copy()
    is_chosen = np.zeros(size, dtype=np.bool_)
    is_chosen[chosen] = True
    first, second = np.empty(rows), np.empty(rows)
    which = np.empty(rows, dtype=np.int64)
    _rank(cost, chosen, (first, second, which))
    still, column = 0, 0
    while still < size and len(chosen) < size:
        if not is_chosen[column]:
            gained = 0.0
            lost = np.zeros(len(chosen))
            for row in range(rows):
                one = cost[column, row]
                if one < first[row]:
                    gained += weight[row] * (first[row] - one)
                else:
                    lost[which[row]] += weight[row] * (min(second[row], one) - first[row])
            place = np.argmin(lost)
            if gained - lost[place] > 1e-9 * (1.0 + gained):
                is_chosen[chosen[place]] = False
                is_chosen[column] = True
                chosen[place] = column
                _rank(cost, chosen, (first, second, which))
                still = 0
                continue
        still += 1
        column = (column + 1) % size
    return chosen
