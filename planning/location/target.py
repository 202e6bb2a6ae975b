"""Target covering: the fewest columns that cover enough weight."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from planning.location.bounds import covering_bound
from planning.location.covering import covering_curve
from planning.location.formulas import target_program
from planning.location.greedy import greedy_cover
from planning.location.plans import covering_plan
from planning.location.problem import CurvePoint, Solution, Target
from planning.location.run import Run
from planning.location.search import CoverSearch, covered_weight

Ints = NDArray[np.int64]
_ENOUGH = 1e-9
_ROUNDS = 24  # of a search, before a number of columns counts as too few for now
_CURVE_SHARE = 0.1
_STEPS = 200  # of a bound that is to show it


def solve_target(problem: Target, run: Run) -> Solution:
    """Cover enough weight with the fewest columns beside those of ``must``.

    A number of columns is enough when a plan of so many covers enough, and shown to be too few
    when their bound does not; it is searched by halves, and HiGHS closes what is left.

    Parameters
    ----------
    problem
        What to cover. If not even all columns cover enough the plan covers what can be
        covered, and the status is ``infeasible``.
    run
        The clock.
    """
    covering = replace(problem.covering, p=int((~problem.covering.is_must).sum()))
    most = covered_weight(covering, np.flatnonzero(~covering.is_must))
    impossible = most < problem.least * (1.0 - _ENOUGH)
    # Where things are scarce all columns together are no plan: the exact solver decides.
    asked = Target(covering, min(problem.least, most))
    early = run.until(1.0 - _CURVE_SHARE)
    chosen, least = _halve(asked, early)
    if early.left_s and (least < len(chosen) or not _is_enough(asked, chosen)):
        chosen, least, never = _proof(asked, chosen, least, run=early)
        impossible |= never
    plan = covering_plan(covering, chosen)
    covered = covered_weight(covering, plan.chosen)
    is_short = covered < problem.least * (1.0 - _ENOUGH)
    count = float(len(plan.chosen))
    least = min(least, len(plan.chosen))
    return run.solution(
        plan,
        (count, float(least), least >= count and not is_short),
        unreachable=covering.unreachable,
        curve=covering_curve(covering, run, known=CurvePoint(len(plan.chosen), covered, most)),
        is_impossible=impossible,
    )


def _enough(problem: Target) -> float:
    return problem.least * (1.0 - _ENOUGH) - _ENOUGH


def _is_enough(problem: Target, chosen: Ints) -> bool:
    return covered_weight(problem.covering, chosen) >= _enough(problem)


def _halve(problem: Target, run: Run) -> tuple[Ints, int]:
    """Give a plan of few columns that cover enough, and the fewest that are not too few."""
    covering = problem.covering
    chosen = greedy_cover(covering, problem.least)
    if not _is_enough(problem, chosen):
        chosen = CoverSearch(covering, seed=run.seed).chosen
    chosen = covering_plan(covering, chosen).chosen
    low, high, shown = -1, len(chosen), 0  # `low` columns were not enough; `shown` may be
    until_s = run.elapsed_s + 0.4 * run.left_s
    while high - low > 1 and (run.elapsed_s < until_s or not shown):
        middle = (low + high) // 2
        fewer = replace(covering, p=middle)
        search = CoverSearch(fewer, seed=run.seed)
        for _ in range(_ROUNDS):
            if _is_enough(problem, search.chosen) or run.elapsed_s > until_s:
                break
            search.run(1)
        if _is_enough(problem, search.chosen):
            chosen = covering_plan(fewer, search.chosen).chosen
            high = min(middle, len(chosen))
        else:
            price = covering_bound(fewer, value=search.value, steps=_STEPS)
            shown = max(shown, price.fewest(middle, _enough(problem)))
            low = max(middle, shown - 1)
        run.tell("search", float(high), float(shown))
    return chosen, shown


def _proof(problem: Target, chosen: Ints, least: int, *, run: Run) -> tuple[Ints, int, bool]:
    program, start = target_program(problem, chosen)
    answer = run.prove(program, start=start if _is_enough(problem, chosen) else None)
    found = answer.chosen(~problem.covering.is_must)
    if found is not None and _is_enough(problem, found):
        is_better = len(found) < len(chosen) or not _is_enough(problem, chosen)
        chosen = found if is_better else chosen
    if answer.status == "optimal":
        return chosen, len(chosen), False
    if answer.bound is not None:
        least = max(least, int(np.ceil(answer.bound - 1e-6)))
    return chosen, min(least, len(chosen)), answer.status == "infeasible"
