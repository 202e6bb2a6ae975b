"""What no plan can beat: Lagrangian bounds by subgradient steps."""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import csc_array

from planning.location.problem import Covering, Medians

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Price:
    """The prices of the rows that gave the best bound yet.

    Parameters
    ----------
    bound
        No plan is better.
    of_row
        Price of each row, shape (rows,).
    of_column
        What the priced rows of each column are worth, shape (columns,).
    """

    bound: float
    of_row: Floats
    of_column: Floats

    def kept(self, p: int, value: float) -> tuple[Bools, Bools]:
        """Say which columns may, and which must, be in a plan better than `value`.

        A column whose forced use pushes the bound to `value` or below is in none (reduced
        cost fixing).

        Returns
        -------
        may, must
            Shape (columns,) each.
        """
        size = len(self.of_column)
        if p >= size:
            return np.ones(size, dtype=bool), np.ones(size, dtype=bool)
        order = np.argsort(-self.of_column, kind="stable")
        last, next_one = self.of_column[order[p - 1]], self.of_column[order[p]]
        spare = self.bound - value
        is_top = np.zeros(size, dtype=bool)
        is_top[order[:p]] = True
        may = is_top | (last - self.of_column <= spare)
        must = is_top & (self.of_column - next_one > spare)
        return may, must


def envelope(reward: tuple[float, ...]) -> Floats:
    """Give the least rewards that never rise and sum to no less at any count.

    Examples
    --------
    >>> envelope((0.0, 1.0)).tolist(), envelope((0.5, 0.25)).tolist()
    ([0.5, 0.5], [0.5, 0.25])
    """
    total = np.concatenate([[0.0], np.cumsum(reward)])
    hull = total.copy()
    at = 0
    while at < len(reward):
        slopes = (total[at + 1 :] - total[at]) / np.arange(1, len(total) - at)
        to = at + 1 + len(slopes) - 1 - int(np.argmax(slopes[::-1]))
        hull[at : to + 1] = np.interp(np.arange(at, to + 1), [at, to], [total[at], total[to]])
        at = to
    return np.diff(hull)


def covering_bound(
    problem: Covering, *, value: float, steps: int, price: Price | None = None
) -> Price:
    """Bound the weight that any plan can cover.

    The rule that a row is covered only by chosen columns is priced; what is left falls apart
    into rows and into the `p` columns of highest worth. Steps are Polyak's towards `value`,
    along a running mean of subgradients.

    Parameters
    ----------
    value
        Of a plan that is known.
    steps
        Number of subgradient steps.
    price
        To go on from.
    """
    columns = csc_array(problem.gives)
    reward = envelope(problem.reward)
    reach = np.maximum(np.asarray(columns.sum(axis=1)).ravel(), 1.0)
    of_row = problem.weight / reach if price is None else price.of_row
    best, found = _descend(
        columns.indptr.astype(np.int64),
        columns.indices.astype(np.int32),
        problem.weight,
        reward,
        min(problem.p, columns.shape[1]),
        of_row,
        value,
        steps,
    )
    of_column = np.asarray(columns.T @ found).ravel()
    if price is not None and price.bound <= best:
        return price
    return Price(best, found, of_column)


@njit(cache=True)
def _descend(  # type: ignore[no-untyped-def]  # noqa: C901, PLR0912, PLR0917 - one numba loop
    column_at, rows, weight, reward, p, start, value, steps
):
    size = len(column_at) - 1
    price = start.copy()
    best_price = start.copy()
    best = np.inf
    theta = 1.0
    stall = 0
    direction = np.zeros(len(weight))
    slope = np.empty(len(weight))
    worth = np.empty(size)
    for _ in range(steps):
        bound = 0.0
        for row in range(len(weight)):
            taken = 0
            for k in range(len(reward)):
                rest = weight[row] * reward[k] - price[row]
                if rest > 0.0:
                    bound += rest
                    taken += 1
            slope[row] = -taken
        for column in range(size):
            total = 0.0
            for at in range(column_at[column], column_at[column + 1]):
                total += price[rows[at]]
            worth[column] = total
        order = np.argsort(-worth)[:p]
        for column in order:
            bound += worth[column]
            for at in range(column_at[column], column_at[column + 1]):
                slope[rows[at]] += 1.0
        if bound < best:
            best = bound
            best_price[:] = price
            stall = 0
        else:
            stall += 1
            if stall >= 15:
                theta *= 0.6
                stall = 0
                price[:] = best_price
                direction[:] = 0.0
                if theta < 1e-5:
                    break
                continue
        norm = 0.0
        for row in range(len(weight)):
            direction[row] = 0.6 * slope[row] + 0.4 * direction[row]
            if price[row] <= 0.0 and direction[row] > 0.0:
                direction[row] = 0.0
            norm += direction[row] ** 2
        if norm == 0.0 or bound - value <= 0.0:
            break
        length = theta * (bound - value) / norm
        for row in range(len(weight)):
            moved = price[row] - length * direction[row]
            price[row] = min(max(moved, 0.0), weight[row] * reward[0])
    return best, best_price


def median_bound(problem: Medians, *, value: float, steps: int) -> float:
    """Bound the weighted cost of any plan from below.

    The rule that every row is served is priced (Cornuéjols, Fisher and Nemhauser 1977).

    Parameters
    ----------
    value, steps
        As in `covering_bound`.
    """
    counted = problem.weight > 0
    weighted = problem.cost[counted] * problem.weight[counted, None]
    target = value if np.isfinite(value) else 10.0 * float(weighted.min(axis=1).sum() + 1.0)
    return float(_ascend(weighted, min(problem.p, weighted.shape[1]), target, steps))


@njit(cache=True)
def _ascend(  # type: ignore[no-untyped-def]  # noqa: C901, PLR0912, PLR0917 - one numba loop
    weighted, p, value, steps
):
    size, width = weighted.shape
    price = np.empty(size)
    for row in range(size):
        price[row] = np.sort(weighted[row])[min(1, width - 1)]
        if not np.isfinite(price[row]):
            price[row] = weighted[row].min()
    best, theta, stall = -np.inf, 1.0, 0
    best_price = price.copy()
    for _ in range(steps):
        worth = np.zeros(width)
        for row in range(size):
            for column in range(width):
                rest = weighted[row, column] - price[row]
                if rest < 0.0:
                    worth[column] += rest
        order = np.argsort(worth)[:p]
        bound = price.sum()
        for column in order:
            bound += worth[column]
        slope = np.ones(size)
        for row in range(size):
            for column in order:
                if weighted[row, column] < price[row]:
                    slope[row] -= 1.0
        if bound > best:
            best = bound
            best_price[:] = price
            stall = 0
        else:
            stall += 1
            if stall >= 12:
                theta *= 0.6
                stall = 0
                price[:] = best_price
                if theta < 1e-4:
                    break
                continue
        norm = (slope**2).sum()
        if norm == 0.0 or value - bound <= 0.0:
            break
        price += theta * (value - bound) / norm * slope
    return best
