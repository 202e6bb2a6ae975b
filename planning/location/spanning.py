"""Set covering: the fewest columns that cover every row that can be covered."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from planning.location.bounds import covering_bound
from planning.location.covering import covering_curve
from planning.location.greedy import greedy_cover
from planning.location.plans import covering_plan
from planning.location.problem import (
    Covering,
    CurvePoint,
    Solution,
    Spanning,
)
from planning.location.run import Run
from planning.location.search import CoverSearch, covered_weight
from planning.location.service_formulas import spanning_program

Ints = NDArray[np.int64]
_CURVE_SHARE = 0.1


def solve_spanning(problem: Spanning, run: Run) -> Solution:
    """Cover every row with the fewest columns.

    Parameters
    ----------
    problem
        What to cover.
    run
        The clock.
    """
    weighed = Covering(problem.gives, problem.weight, problem.gives.shape[1])
    chosen, least = fewest(problem, run.until(1.0 - _CURVE_SHARE))
    plan = covering_plan(weighed, chosen)
    value = float(len(plan.chosen))
    covered = covered_weight(weighed, plan.chosen)
    return run.solution(
        plan,
        (value, float(least), least >= len(plan.chosen)),
        unreachable=weighed.unreachable,
        curve=covering_curve(weighed, run, known=CurvePoint(len(plan.chosen), covered, covered)),
    )


def fewest(problem: Spanning, run: Run) -> tuple[Ints, int]:
    """Find few columns that cover all that can be covered, and the least number there can be.

    Returns
    -------
    chosen
        Columns.
    least
        No plan has fewer.
    """
    counts = (problem.gives.sum(axis=1) > 0) & (problem.weight > 0)
    even = np.asarray(counts, dtype=np.float64)  # every row counts alike here
    weighed = Covering(problem.gives, even, problem.gives.shape[1])
    all_rows = float(even.sum()) - 0.5  # sums of ones may be off by rounding
    chosen = covering_plan(weighed, greedy_cover(weighed, all_rows)).chosen
    chosen = _fewer(weighed, chosen, run=run)
    least = _least(weighed, most=len(chosen), run=run)
    run.tell("bound", float(len(chosen)), float(least))
    if least >= len(chosen) or not run.left_s:
        return chosen, least
    start = np.zeros(problem.gives.shape[1])
    start[chosen] = 1.0
    answer = run.prove(spanning_program(problem), start=start)
    found = answer.chosen(np.ones(problem.gives.shape[1], dtype=bool))
    if (
        found is not None
        and len(found) < len(chosen)
        and covered_weight(weighed, found) >= all_rows
    ):
        chosen = found
    if answer.bound is not None:
        least = max(least, int(np.ceil(answer.bound - 1e-6)))
    return chosen, min(least, len(chosen))


def _fewer(weighed: Covering, chosen: Ints, *, run: Run) -> Ints:
    """Search for plans with one column less as long as there is one, for a third of the time."""
    all_rows = float(weighed.weight.sum()) - 0.5
    until_s = run.elapsed_s + 0.3 * run.left_s
    while len(chosen) > 1:
        search = CoverSearch(replace(weighed, p=len(chosen) - 1), seed=run.seed)
        rounds = 0
        while search.value < all_rows and run.elapsed_s < until_s and rounds < 200:
            search.run(4)
            rounds += 4
        if search.value < all_rows:
            break
        chosen = search.chosen
        run.tell("search", float(len(chosen)), None)
    return chosen


def _least(weighed: Covering, *, most: int, run: Run) -> int:
    """Count how many columns must at least be: fewer are bound to leave a row out."""
    total = float(weighed.weight.sum())
    low, high = 0, most  # `low` columns are known not to do
    while high - low > 1 and (run.left_s or not low):
        middle = (low + high) // 2
        asked = replace(weighed, p=middle)
        price = covering_bound(asked, value=total - 1.0, steps=300)
        low = max(low, price.fewest(middle, total - 1e-6) - 1)
        high = middle if low < middle else high
    return min(low + 1, most)
