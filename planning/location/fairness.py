"""Fair covering: the worst hour or province as good as can be, or no province under a floor."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planning.location.bounds import covering_bound
from planning.location.formulas import fair_program
from planning.location.plans import covering_plan
from planning.location.problem import Covering, CurvePoint, Fair, Floats, Solution
from planning.location.run import PROVEN, Run
from planning.location.search import CoverSearch, covered_rows, covered_weight

Ints = NDArray[np.int64]
_ROUNDS = 16  # prices of the groups that are tried before the exact solver
_STEPS = 100  # of the bound at each of them
_SHARE = 0.3  # of the time for them


def _totals(problem: Fair) -> Floats:
    weight = problem.covering.weight
    return np.asarray(np.bincount(problem.group, weight), dtype=np.float64)


def shares_of(problem: Fair, chosen: Ints) -> Floats:
    """Give the covered share of each group that has any weight, by ascending number.

    Parameters
    ----------
    chosen
        Columns beside those of ``must``.
    """
    total = _totals(problem)
    covered = np.bincount(
        problem.group, covered_rows(problem.covering, chosen), minlength=len(total)
    )
    counts = total > 0
    return np.asarray(covered[counts] / total[counts])


def solve_fair(problem: Fair, run: Run) -> Solution:
    """Cover so that no group is left behind.

    Groups are priced, and a covering problem is searched and bounded at each set of prices;
    a group that is behind gets dearer. HiGHS closes what is left.

    Parameters
    ----------
    problem
        What to cover.
    run
        The clock.
    """
    covering = problem.covering
    best, bound = _priced(problem, run)
    impossible = False
    if run.left_s and not (best.is_fair and bound - best.value <= PROVEN * max(1.0, bound)):
        best, bound, impossible = _proof(problem, best, bound, run=run)
    plan = covering_plan(covering, best.chosen)
    value = best.value
    is_proven = impossible or (best.is_fair and bound - value <= PROVEN * max(1.0, abs(value)))
    bound = value if is_proven else max(bound, value)
    curve = tuple(
        CurvePoint(sites, _worth(problem, plan.chosen[:sites]), bound)
        for sites in range(len(plan.chosen) + 1)
    )
    return run.solution(
        plan,
        (value, bound, is_proven),
        unreachable=covering.unreachable,
        curve=curve,
        is_impossible=impossible,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Best:
    """A plan: whether every group has its floor, what it is worth, and its least share."""

    chosen: Ints
    is_fair: bool
    value: float
    least: float

    def over(self, other: "_Best") -> bool:
        """Whether it is better: fair first, then by worth; of unfair ones by the least share."""
        if self.is_fair != other.is_fair:
            return self.is_fair
        if self.is_fair:
            return self.value > other.value
        return (self.least, self.value) > (other.least, other.value)


def _judged(problem: Fair, chosen: Ints) -> _Best:
    least = float(shares_of(problem, chosen).min(initial=1.0))
    is_fair = problem.floor is None or least >= problem.floor - 1e-9
    return _Best(chosen, is_fair, _worth(problem, chosen), least)


def _worth(problem: Fair, chosen: Ints) -> float:
    if problem.floor is None:
        return float(shares_of(problem, chosen).min(initial=1.0))
    return covered_weight(problem.covering, chosen)


def _priced(problem: Fair, run: Run) -> tuple[_Best, float]:
    """Search and bound at prices of the groups; a group that is behind gets dearer."""
    total = _totals(problem)
    groups = np.flatnonzero(total > 0)
    prices = np.full(len(groups), 0.0 if problem.floor is not None else 1.0 / len(groups))
    best = _judged(problem, np.empty(0, dtype=np.int64))
    bound = _worth(problem, np.flatnonzero(~problem.covering.is_must))  # of everything
    until_s = run.elapsed_s + _SHARE * run.left_s
    for number in range(_ROUNDS):
        if number and (run.elapsed_s >= until_s or not run.left_s):
            break
        priced, constant = _at_prices(problem, prices, total[groups])
        search = CoverSearch(priced, seed=run.seed)
        search.run(4)
        found = _judged(problem, search.chosen)
        best = found if found.over(best) else best
        price = covering_bound(priced, value=search.value, steps=_STEPS)
        bound = min(bound, price.bound - constant)
        run.tell("bound", best.value if best.is_fair else None, bound)
        if best.is_fair and bound - best.value <= PROVEN * max(1.0, bound):
            break
        shares = shares_of(problem, search.chosen)
        if problem.floor is None:
            step = 4.0 / (1.0 + 0.5 * number)
            prices = prices * np.exp(step * (shares.mean() - shares))
            prices /= prices.sum()
        else:
            prices = np.maximum(prices + 2.0 * (problem.floor - shares), 0.0)
    return best, bound


def _at_prices(problem: Fair, prices: Floats, total: Floats) -> tuple[Covering, float]:
    """Give the covering problem at prices of the groups, and what its bound is too great by."""
    covering = problem.covering
    each, constant = prices / total, 0.0
    if problem.floor is not None:
        each, constant = 1.0 + prices, float(problem.floor * (prices @ total))
    number = np.cumsum(_totals(problem) > 0) - 1  # rows of no weight may fall anywhere
    return replace(covering, weight=covering.weight * each[number[problem.group]]), constant


def _proof(problem: Fair, best: _Best, bound: float, *, run: Run) -> tuple[_Best, float, bool]:
    """Let the exact solver find a better plan, or show that there is none, or no fair one."""
    program, start = fair_program(problem, best.chosen)
    answer = run.prove(program, start=start if best.is_fair else None)
    if (chosen := answer.chosen(~problem.covering.is_must)) is not None:
        found = _judged(problem, chosen)
        best = found if found.over(best) else best
    if answer.status == "infeasible":
        return best, bound, not best.is_fair
    if answer.status == "optimal" and best.is_fair:
        return best, min(bound, best.value), False
    if answer.bound is not None:
        bound = min(bound, answer.bound)
    return best, bound, False
