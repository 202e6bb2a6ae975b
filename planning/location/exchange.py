"""Local search for the p-median: greedy, the best exchange of one site, shaken and searched again."""

import numpy as np
from numba import njit

from planning.location.plans import filled_in
from planning.location.problem import Floats, Medians
from planning.location.scarcity import Ints, Use, charge, fits, fitting, thrift, use_of

# Cost of each column and row, of each row without any, weights, and what the columns use.
Case = tuple[Floats, Floats, Floats, Use]
# Nearest and second nearest cost of each row, and the place of the nearest among the chosen,
# -1 where no column is nearer than what stands.
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
        filled, base = filled_in(problem.cost[counted], problem.base[counted])
        cost = np.ascontiguousarray(filled.T)
        self._case = cost, base, problem.weight[counted], use_of(problem.limits, len(cost))
        self._columns = len(cost)
        self._seed = seed
        self._round = 0
        self._count = min(problem.p, self._columns)
        self.chosen = self._begin()
        self._best = self._penalised(self.chosen)

    @property
    def value(self) -> float:
        """Weighted cost of the best plan; inf if it serves not every row."""
        return service_cost(self._problem, self.chosen)

    @property
    def progressing(self) -> bool:
        """Whether another round may change anything."""
        is_open = self._count < self._columns or self._problem.limits is not None
        return is_open and self._round < 400

    def take(self, chosen: Ints) -> None:
        """Take over a plan from elsewhere, if it is better and keeps the rules."""
        limits = self._problem.limits
        keeps = len(chosen) <= self._count and (limits is None or limits.keeps(chosen))
        if keeps and self._penalised(chosen) < self._best:
            self.chosen, self._best = chosen.astype(np.int64), self._penalised(chosen)

    def run(self, rounds: int) -> None:
        """Shake and search again so many times; the plan only ever gets better."""
        for _ in range(rounds if self.progressing else 0):
            self._round += 1
            found = self._searched(self._shaken(np.random.default_rng((self._seed, self._round))))
            worth = self._penalised(found)
            if worth < self._best:
                self.chosen, self._best = found, worth

    def _begin(self) -> Ints:
        """Search from a greedy plan; where things are scarce, also from one that spares them."""
        nothing = np.empty(0, dtype=np.int64)
        scales = [np.ones(self._columns)]
        if self._problem.limits is not None:
            scales.append(thrift(self._case[3]))
        plans = [self._searched(nothing, scale) for scale in scales]
        return min(plans, key=self._penalised)

    def _shaken(self, rng: np.random.Generator) -> Ints:
        """Put others in the place of some columns; where things are scarce sometimes fewer."""
        size = len(self.chosen)
        free = np.setdiff1d(np.arange(self._columns), self.chosen)
        many = int(rng.integers(1, max(1, min(8, size // 2, len(free))) + 1)) if size else 0
        kept = np.delete(self.chosen, rng.permutation(size)[:many])
        wild = many if self._problem.limits is None else int(rng.integers(0, many + 1))
        more = rng.choice(free, size=min(wild, len(free)), replace=False)
        return np.concatenate([kept, more]).astype(np.int64)

    def _searched(self, start: Ints, scale: Floats | None = None) -> Ints:
        even = np.ones(self._columns) if scale is None else scale
        begun = fitting(self._problem.limits, start, self._count)
        filled = _filled(self._case, begun, (self._count, even))
        found: Ints = _exchange(self._case, filled, self._count)
        return found

    def _penalised(self, chosen: Ints) -> float:
        cost, base, weight, _ = self._case
        return float(weight @ np.minimum(base, cost[chosen].min(axis=0, initial=np.inf)))


def service_cost(problem: Medians, chosen: Ints) -> float:
    """Sum the weighted cost of each row to its nearest; inf where one has no way."""
    counted = problem.weight > 0
    nearest = problem.cost[counted][:, chosen].min(axis=1, initial=np.inf)
    return float(problem.weight[counted] @ np.minimum(nearest, problem.base[counted]))


@njit(cache=True)
def _filled(case: Case, start: Ints, effort: tuple[int, Floats]) -> Ints:
    """Add to some columns, one by one, the one of most scaled saving that fits."""
    (cost, base, weight, use), (count, scale) = case, effort
    size, rows = cost.shape
    chosen = np.empty(count, dtype=np.int64)
    is_chosen, used = np.zeros(size, dtype=np.bool_), np.zeros(len(use[3]))
    nearest = base.copy()
    for place in range(count):
        best, most = -1, -np.inf
        if place < len(start):
            best = start[place]
        else:
            for column in range(size):
                if is_chosen[column] or not fits(use, used, column):
                    continue
                saved = 0.0
                for row in range(rows):
                    saved += weight[row] * max(nearest[row] - cost[column, row], 0.0)
                if saved * scale[column] > most:
                    best, most = column, saved * scale[column]
        if best < 0:
            return chosen[:place]
        chosen[place] = best
        is_chosen[best] = True
        charge(use, used, (best, 1))
        for row in range(rows):
            nearest[row] = min(nearest[row], cost[best, row])
    return chosen


@njit(cache=True)
def _rank(costs: tuple[Floats, Floats], chosen: Ints, ranks: Ranks) -> None:
    (cost, base), (first, second, which) = costs, ranks
    for row in range(cost.shape[1]):
        first[row], second[row], which[row] = base[row], base[row], -1
        for place in range(len(chosen)):
            one = cost[chosen[place], row]
            if one < first[row]:
                second[row] = first[row]
                first[row] = one
                which[row] = place
            elif one < second[row]:
                second[row] = one


@njit(cache=True)
def _cheapest(use: Use, used: Floats, swap: tuple[Ints, Floats, int]) -> int:
    """Give the place whose loss is least among those a column fits into, or -1."""
    chosen, lost, column = swap
    best = -1
    for place in range(len(chosen)):
        if best >= 0 and lost[place] >= lost[best]:
            continue
        charge(use, used, (chosen[place], -1))
        if fits(use, used, column):
            best = place
        charge(use, used, (chosen[place], 1))
    return best


@njit(cache=True)
def _exchange(case: Case, start: Ints, count: int) -> Ints:
    """Add a column where there is room, or put it in the place of another, while that saves."""
    cost, base, weight, use = case
    size, rows = cost.shape
    chosen = start.copy()
    is_chosen, used = np.zeros(size, dtype=np.bool_), np.zeros(len(use[3]))
    for which_one in chosen:
        is_chosen[which_one] = True
        charge(use, used, (which_one, 1))
    first, second = np.empty(rows), np.empty(rows)
    which = np.empty(rows, dtype=np.int64)
    _rank((cost, base), chosen, (first, second, which))
    still, column = 0, 0
    while still < size and len(chosen) < size:
        is_moved = False
        if not is_chosen[column]:
            gained = 0.0
            lost = np.zeros(len(chosen) + 1)  # the last: what no column loses
            for row in range(rows):
                one = cost[column, row]
                if one < first[row]:
                    gained += weight[row] * (first[row] - one)
                else:
                    lost[which[row]] += weight[row] * (min(second[row], one) - first[row])
            least = 1e-9 * (1.0 + gained)
            if len(chosen) < count and fits(use, used, column):
                is_moved = gained > least
                if is_moved:
                    chosen = np.append(chosen, column)
            else:
                place = _cheapest(use, used, (chosen, lost, column))
                is_moved = place >= 0 and gained - lost[place] > least
                if is_moved:
                    is_chosen[chosen[place]] = False
                    charge(use, used, (chosen[place], -1))
                    chosen[place] = column
        if is_moved:
            is_chosen[column] = True
            charge(use, used, (column, 1))
            _rank((cost, base), chosen, (first, second, which))
        still = 0 if is_moved else still + 1
        column = (column + 1) % size
    return chosen
