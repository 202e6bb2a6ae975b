"""Primal-dual steps on the linear program of covering, and the bound that any prices give.

Chambolle and Pock (2011), with a step of its own for each row and column (Pock and Chambolle
2011) and restarts from the mean (Applegate et al. 2021).
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import csc_array, vstack

from planning.location.problem import Bools, Covering, Floats

Ints = NDArray[np.int64]
Places = NDArray[np.int32]
# Columns of a matrix: where the entries of each begin, their rows, and the entries.
Columns = tuple[Ints, Places, Floats]
# Weight and rewards of the rows that are covered, then how much there is of each scarce thing.
Worth = tuple[Floats, Floats, Floats]
# Whether each column is in every plan, and how many others may be.
Choice = tuple[Bools, int]
# Steps of prices and of shares.
Steps = tuple[Floats, Floats]
# Prices of rows and things, and in what share each column is taken.
Pair = tuple[Floats, Floats]
_STEP = 3.0  # of a price, in mean weights; found by trial on 2,700 to 14,000 points
_AVERAGED = 50  # steps after which the pair starts again from its mean


@dataclass(frozen=True, slots=True, eq=False)
class LinearProgram:
    """The linear program of a covering problem, as the kernels take it.

    Parameters
    ----------
    columns
        What each column covers and, below that and with a minus, what it uses; uses are
        scaled so that their prices are about as great as those of rows.
    weight, reward, most
        Of each row; of the first, second, … column that covers it; how much there is of each
        thing.
    is_must, p
        As in `planning.location.problem.Covering`.
    steps
        Of each price and of each share.
    """

    columns: Columns
    weight: Floats
    reward: Floats
    most: Floats
    is_must: Bools
    p: int
    steps: Steps


def program_of(problem: Covering, reward: Floats) -> LinearProgram:
    """Write a covering problem down for the kernels.

    Parameters
    ----------
    problem
        What to cover.
    reward
        Rewards that never rise, shape (counts,).
    """
    lines = csc_array(problem.gives)
    most = np.empty(0)
    if problem.limits is not None and problem.limits.use.shape[0]:
        use = csc_array(problem.limits.use.multiply(~problem.is_must[None, :]))
        greatest = np.maximum(use.max(axis=1).toarray().ravel(), 1e-300)
        scale = max(lines.nnz / max(lines.shape[1], 1), 1.0) / greatest
        most = problem.limits.most * scale
        lines = csc_array(vstack([lines, -use.multiply(scale[:, None])]))
    counts = problem.weight > 0
    mean = float(problem.weight[counts].mean()) if counts.any() else 1.0
    size = abs(lines)
    steps = (
        _STEP * mean / np.maximum(np.asarray(size.sum(axis=1)).ravel(), 1e-9),
        1.0 / (_STEP * mean * np.maximum(np.asarray(size.sum(axis=0)).ravel(), 1e-9)),
    )
    columns = lines.indptr.astype(np.int64), lines.indices.astype(np.int32), lines.data
    is_must = problem.is_must
    p = min(problem.p, int((~is_must).sum()))
    return LinearProgram(columns, problem.weight, reward, most, is_must, p, steps)


def worth_of(program: LinearProgram, prices: Floats) -> Floats:
    """Give what each column is worth at some prices, what it uses paid, shape (columns,)."""
    worth = np.empty(len(program.is_must))
    _price(program.columns, prices, worth)
    return worth


def descend(
    program: LinearProgram, pair: Pair, *, steps: int, value: float
) -> tuple[float, Floats]:
    """Step prices and shares, in place.

    Parameters
    ----------
    program
        The linear program.
    pair
        Prices, shape (rows + things,), and shares, shape (columns,), to go on from.
    steps
        Most steps.
    value
        Of a plan that is known; the steps end where the bound meets it.

    Returns
    -------
    bound, prices
        The best bound, and the prices that give it.
    """
    worth = program.weight, program.reward, program.most
    choice = program.is_must, program.p
    bound, prices = _descend(program.columns, (worth, choice, program.steps), (*pair, steps, value))
    return float(bound), prices


@njit(cache=True)
def _price(columns: Columns, prices: Floats, worth: Floats) -> None:
    """Sum what the entries of each column are worth at some prices."""
    begin, rows, entries = columns
    for column in range(len(worth)):
        total = 0.0
        for at in range(begin[column], begin[column + 1]):
            total += prices[rows[at]] * entries[at]
        worth[column] = total


@njit(cache=True)
def _bound(rules: tuple[Worth, Choice, Steps], prices: Floats, of_column: Floats) -> float:
    """Bound any plan by prices of rows, and the worth of columns at them."""
    (weight, reward, most), (is_must, p), _ = rules
    bound = 0.0
    for row in range(len(weight)):
        for share in reward:
            bound += max(weight[row] * share - prices[row], 0.0)
    for thing in range(len(most)):
        bound += prices[len(weight) + thing] * most[thing]
    free = np.zeros(len(of_column))
    for column in range(len(of_column)):
        if is_must[column]:
            bound += of_column[column]
        else:
            free[column] = max(of_column[column], 0.0)
    return bound + float(np.sort(free)[len(free) - p :].sum())


@njit(cache=True)
def _step_shares(share: Floats, wish: Floats, rules: tuple[Worth, Choice, Steps]) -> None:
    """Bring wished shares to 0..1 and their sum to at most `p`, by as little as can be."""
    _, (is_must, p), (_, step) = rules
    total, low, high = 0.0, 0.0, 0.0
    for column in range(len(wish)):
        if not is_must[column]:
            total += min(max(wish[column], 0.0), 1.0)
            high = max(high, wish[column] / step[column])
    if total <= p:
        high = 0.0
    for _ in range(40 if total > p else 0):
        level = (low + high) / 2
        total = 0.0
        for column in range(len(wish)):
            if not is_must[column]:
                total += min(max(wish[column] - level * step[column], 0.0), 1.0)
        if total > p:
            low = level
        else:
            high = level
    for column in range(len(wish)):
        share[column] = 1.0
        if not is_must[column]:
            share[column] = min(max(wish[column] - high * step[column], 0.0), 1.0)


@njit(cache=True)
def _step_prices(prices: Floats, covered: Floats, rules: tuple[Worth, Choice, Steps]) -> None:
    """Step each price to where it agrees with the rewards of its row that are still taken."""
    (weight, reward, most), _, (step, _) = rules
    rows, counts = len(weight), len(reward)
    for row in range(rows):
        start = prices[row] - step[row] * covered[row]
        for taken in range(counts, -1, -1):
            price = start + step[row] * taken
            if taken < counts and price < weight[row] * reward[taken]:
                price = weight[row] * reward[taken]
                break
            if taken == 0 or price < weight[row] * reward[taken - 1]:
                break
        prices[row] = max(price, 0.0)
    for row in range(rows, rows + len(most)):
        moved = prices[row] - step[row] * (covered[row] + most[row - rows])
        prices[row] = max(moved, 0.0)


@njit(cache=True)
def _descend(
    columns: Columns,
    rules: tuple[Worth, Choice, Steps],
    start: tuple[Floats, Floats, int, float],
) -> tuple[float, Floats]:
    begin, rows, entries = columns
    prices, share, steps, value = start
    of_column, wish, covered = np.empty(len(share)), np.empty(len(share)), np.empty(len(prices))
    sum_prices, sum_shares, summed = np.zeros(len(prices)), np.zeros(len(share)), 0
    best, best_prices = np.inf, prices.copy()
    for count in range(steps + 1):
        if summed == _AVERAGED or (count == steps and summed):
            prices[:] = sum_prices / summed
            share[:] = sum_shares / summed
            sum_prices[:] = 0.0
            sum_shares[:] = 0.0
            summed = 0
        _price(columns, prices, of_column)
        bound = _bound(rules, prices, of_column)
        if bound < best:
            best = bound
            best_prices[:] = prices
        if count == steps or best - value <= 1e-9 * abs(value):
            break
        for column in range(len(share)):
            wish[column] = share[column] + rules[2][1][column] * of_column[column]
        covered[:] = 0.0
        before = share.copy()
        _step_shares(share, wish, rules)
        for column in range(len(share)):
            ahead = 2.0 * share[column] - before[column]
            if ahead != 0.0:
                for at in range(begin[column], begin[column + 1]):
                    covered[rows[at]] += ahead * entries[at]
        _step_prices(prices, covered, rules)
        sum_prices += prices
        sum_shares += share
        summed += 1
    return best, best_prices
