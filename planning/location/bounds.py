"""What no plan can beat: Lagrangian bounds, by primal-dual and by subgradient steps."""

from dataclasses import dataclass

import numpy as np
from numba import njit

from planning.location.primal_dual import LinearProgram, descend, program_of, worth_of
from planning.location.problem import Bools, Covering, Floats, Medians
from planning.location.scarcity import Use, use_of


@dataclass(frozen=True, slots=True, eq=False)
class Price:
    """The prices that gave the best bound yet.

    Parameters
    ----------
    bound
        No plan is better.
    of_row
        Price of each row, then of each scarce thing, shape (rows + things,).
    of_column
        What the priced rows of each column are worth, what it uses paid, shape (columns,).
    share
        In what share each column is taken at the last step, 0..1, shape (columns,).
    program
        The linear program it is of.
    """

    bound: float
    of_row: Floats
    of_column: Floats
    share: Floats
    program: LinearProgram

    def kept(self, p: int, value: float) -> tuple[Bools, Bools]:
        """Say which columns may, and which must, be in a plan better than `value`.

        A column whose forced use pushes the bound to `value` or below is in none (reduced
        cost fixing).

        Parameters
        ----------
        p
            Most columns beside those of every plan.
        value
            Of a plan that is known.

        Returns
        -------
        may, must
            Shape (columns,) each.
        """
        is_must = self.program.is_must
        free = np.flatnonzero(~is_must)
        worth = self.of_column[free]
        order = np.argsort(-worth, kind="stable")
        last = max(float(worth[order[p - 1]]), 0.0) if 0 < p <= len(free) else 0.0
        after = max(float(worth[order[p]]), 0.0) if p < len(free) else 0.0
        spare = self.bound - value
        is_top = np.zeros(len(free), dtype=bool)
        is_top[order[:p]] = True
        is_top &= worth > 0
        may, must = is_must.copy(), is_must.copy()
        may[free] = is_top | (last - worth <= spare)
        must[free] = is_top & (worth - after > spare)
        return may, must

    def fewest(self, p: int, least: float) -> int:
        """Give a number of columns beside those of every plan of which no fewer cover enough.

        The bound is what the prices alone give and the `p` columns of highest worth; so the
        same prices bound any other number of columns.

        Parameters
        ----------
        p
            Of the problem whose bound this is.
        least
            Weight that is enough; if even all columns are bound to cover less, it is one more
            than there are.
        """
        worth = np.sort(np.maximum(self.of_column[~self.program.is_must], 0.0))[::-1]
        sums = np.concatenate([[0.0], np.cumsum(worth)])
        is_enough = self.bound - sums[min(p, len(worth))] + sums >= least
        return int(np.argmax(is_enough)) if is_enough.any() else len(worth) + 1


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

    The rules that a row is covered only by chosen columns, and that no more is used than there
    is, are priced; what is left falls apart into rows and into the `p` columns of highest
    worth, so that any prices give a bound. Good ones are found by primal-dual steps on the
    linear program (`planning.location.primal_dual`).

    Parameters
    ----------
    problem
        What to cover; of rewards that rise their `envelope` is taken.
    value
        Of a plan that is known; the steps end where the bound meets it.
    steps
        Most steps.
    price
        Of the same problem, to go on from.
    """
    if price is None:
        program = program_of(problem, envelope(problem.reward))
        reach = np.asarray(problem.gives.sum(axis=1)).ravel()
        rows = problem.weight / np.maximum(reach, 1.0)
        prices = np.concatenate([rows, np.zeros(len(program.most))])
        share = problem.is_must.astype(np.float64)
    else:
        program, prices, share = price.program, price.of_row.copy(), price.share.copy()
    bound, found = descend(program, (prices, share), steps=steps, value=value)
    if price is not None and price.bound <= bound:
        bound, found = price.bound, price.of_row
    return Price(bound, found, worth_of(program, found), share, program)


def median_bound(problem: Medians, *, value: float, steps: int) -> float:
    """Bound the weighted cost of any plan from below.

    The rules that every row is served (Cornuéjols, Fisher and Nemhauser 1977), and that no
    more is used than there is, are priced.

    Parameters
    ----------
    value, steps
        As in `covering_bound`.
    """
    counted = problem.weight > 0
    weight = problem.weight[counted]
    weighted = problem.cost[counted] * weight[:, None], problem.base[counted] * weight
    nearest = np.minimum(weighted[0].min(axis=1, initial=np.inf), weighted[1])
    target = value if np.isfinite(value) else 10.0 * float(nearest.sum() + 1.0)
    columns = problem.cost.shape[1]
    use = _scaled(use_of(problem.limits, columns), np.sqrt(len(weight)))
    return float(_ascend(weighted, use, (min(problem.p, columns), target, steps)))


def _scaled(use: Use, size: float) -> Use:
    """Measure each thing so that there is so much of it: prices of all are about as great then."""
    at, things, amounts, most = use
    scale = size / np.maximum(most, 1e-6)
    return at, things, amounts * scale[things], most * scale


@njit(cache=True)
def _ascend(  # noqa: C901, PLR0912 - one numba loop
    costs: tuple[Floats, Floats], use: Use, effort: tuple[int, float, int]
) -> float:
    (weighted, base), (p, value, steps) = costs, effort
    use_at, things, amounts, most = use
    size, width = weighted.shape
    price = np.zeros(size + len(most))
    for row in range(size):
        price[row] = np.sort(weighted[row])[min(1, width - 1)]
        price[row] = min(price[row], base[row])
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
        for column in range(width):
            for entry in range(use_at[column], use_at[column + 1]):
                worth[column] += price[size + things[entry]] * amounts[entry]
        order = np.argsort(worth)[:p]
        order = order[worth[order] < 0.0]
        slope = np.ones(size + len(most))
        slope[size:] = -most
        for row in range(size):  # what stands serves a row whose price is higher
            if base[row] < price[row]:
                slope[row] -= 1.0
        bound = np.minimum(base - price[:size], 0.0).sum()
        bound += (price[:size].sum() + worth[order].sum()) - (price[size:] * most).sum()
        for column in order:
            for row in range(size):
                if weighted[row, column] < price[row]:
                    slope[row] -= 1.0
            for entry in range(use_at[column], use_at[column + 1]):
                slope[size + things[entry]] += amounts[entry]
        for thing in range(size, len(price)):
            if price[thing] <= 0.0 and slope[thing] < 0.0:
                slope[thing] = 0.0
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
        price[size:] = np.maximum(price[size:], 0.0)
    return best
