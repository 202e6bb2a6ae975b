"""Maximal covering, backup and expected covering: search, bound, proof, and the curve."""

import numpy as np
from numpy.typing import NDArray

from planning.location.bounds import Price, covering_bound
from planning.location.exact import solve_program
from planning.location.formulas import covering_program
from planning.location.problem import Covering, CurvePoint, Solution
from planning.location.run import Run, gap_of
from planning.location.search import CoverSearch, covered_weight

Ints = NDArray[np.int64]
_PROVEN = 1e-9
_CURVE_POINTS = 24
_FIRST_S = 0.3  # a first search; it goes on while the exact solver is at work
_BETWEEN_S = 0.03
_CURVE_SHARE = 0.1


def solve_covering(problem: Covering, run: Run) -> Solution:
    """Cover as much weight as `p` columns can.

    Parameters
    ----------
    problem
        What to cover.
    run
        The clock.
    """
    search, bound = search_covering(problem, run.part(1.0 - _CURVE_SHARE), run)
    chosen = in_order(problem, search.chosen)
    value = covered_weight(problem, chosen)
    curve = _curve(problem, run, known=CurvePoint(len(chosen), value, bound))
    is_proven = bound - value <= _PROVEN * max(1.0, abs(value))
    bound = value if is_proven else bound
    return Solution(
        tuple(chosen.tolist()),
        value,
        bound,
        gap_of(value, bound),
        run.status(is_proven=is_proven),
        run.elapsed_s,
        marginal=_marginal(problem, chosen),
        loss=tuple(
            value - covered_weight(problem, np.delete(chosen, k)) for k in range(len(chosen))
        ),
        unreachable=unreachable_rows(problem),
        curve=curve,
    )


def search_covering(problem: Covering, part: Run, run: Run) -> tuple[CoverSearch, float]:
    """Search for a plan and bound it, within a part of a run.

    Returns
    -------
    search
        With the best plan found.
    bound
        No plan covers more.
    """
    search = CoverSearch(problem, seed=run.seed)
    run.tell("search", search.value, None)
    most = _trivial(problem)
    _shake(search, part, until_s=min(_FIRST_S, 0.1 * part.limit_s), most=most)
    price = covering_bound(problem, value=search.value, steps=60)
    while part.elapsed_s < 0.5 * part.limit_s and part.left_s and price.bound > search.value:
        before = price.bound
        price = covering_bound(problem, value=search.value, steps=100, price=price)
        _shake(search, part, until_s=part.elapsed_s + _BETWEEN_S, most=price.bound)
        run.tell("bound", search.value, min(most, price.bound))
        if before - price.bound < 3e-5 * abs(before):
            break
    bound = min(most, price.bound)
    if bound - search.value > _PROVEN * abs(bound) and part.left_s:
        bound = _proof(problem, search, price, part=part, bound=bound, run=run)
    _shake(search, part, until_s=part.limit_s, most=bound)
    return search, max(bound, search.value)


def _shake(search: CoverSearch, part: Run, *, until_s: float, most: float) -> None:
    while part.elapsed_s < until_s and part.left_s and search.value < most * (1 - _PROVEN):
        search.run(4)


def _trivial(problem: Covering) -> float:
    """Give what all columns together cover."""
    return covered_weight(problem, np.arange(problem.gives.shape[1]))


def _proof(
    problem: Covering, search: CoverSearch, price: Price, *, part: Run, bound: float, run: Run
) -> float:
    """Let HiGHS close the gap over the columns that can be in a better plan."""
    value = search.value
    may, must = price.kept(problem.p, value)
    program, start = covering_program(problem, search.chosen, may=may, must=must)
    answer = solve_program(
        program,
        limit_s=part.left_s,
        start=start,
        seed=run.seed,
        on_progress=lambda value, best: run.tell("exact", value, best),
        is_cancelled=run.is_cancelled,
        meanwhile=lambda: search.run(1),
    )
    if answer.values is not None:
        found = np.flatnonzero(answer.values[: problem.gives.shape[1]] > 0.5).astype(np.int64)
        search.take(found)
    if answer.status == "infeasible":
        return max(value, search.value)
    if answer.bound is None:
        return bound
    exact = answer.bound
    if answer.status == "optimal":
        # HiGHS stops at a relative gap of its tolerance; what is left is rounding.
        exact = min(exact, max(value, answer.objective or value))
    return min(bound, max(value, exact))


def in_order(problem: Covering, chosen: Ints) -> Ints:
    """Order columns by what each adds to those before it, the greatest first."""
    left, ordered = list(map(int, chosen)), list[int]()
    while left:
        worth = [covered_weight(problem, np.array([*ordered, one])) for one in left]
        ordered.append(left.pop(int(np.argmax(worth))))
    return np.array(ordered, dtype=np.int64)


def unreachable_rows(problem: Covering) -> tuple[int, ...]:
    """List the rows of positive weight that no column covers."""
    reached = np.asarray(problem.gives.sum(axis=1)).ravel() > 0
    return tuple(np.flatnonzero(~reached & (problem.weight > 0)).tolist())


def _marginal(problem: Covering, chosen: Ints) -> tuple[float, ...]:
    values = [covered_weight(problem, chosen[:k]) for k in range(len(chosen) + 1)]
    return tuple(np.diff(values).tolist())


def _curve(problem: Covering, run: Run, *, known: CurvePoint) -> tuple[CurvePoint, ...]:
    """Search each number of sites for a moment; the bound is cheap from the last one's prices."""
    most = min(2 * problem.p, problem.gives.shape[1])
    sizes = np.unique(np.linspace(1, most, min(most, _CURVE_POINTS)).round().astype(int))
    points = {0: CurvePoint(0, 0.0, 0.0), known.sites: known}
    ceiling = _trivial(problem)
    for size in sizes.tolist():
        if size in points or not run.left_s:
            continue
        smaller = Covering(problem.gives, problem.weight, size, problem.reward)
        search = CoverSearch(smaller, seed=run.seed)
        search.run(6)
        bound = min(covering_bound(smaller, value=search.value, steps=60).bound, ceiling)
        points[size] = CurvePoint(size, search.value, max(bound, search.value))
        run.tell("curve", search.value, bound)
    return _monotone([points[size] for size in sorted(points)])


def _monotone(points: list[CurvePoint]) -> tuple[CurvePoint, ...]:
    """Make it what it is: more sites never cover less, and fewer are bound by more."""
    values = np.maximum.accumulate([one.value for one in points])
    bounds = np.minimum.accumulate([one.bound for one in points][::-1])[::-1]
    return tuple(
        CurvePoint(one.sites, float(value), float(max(value, bound)))
        for one, value, bound in zip(points, values, bounds, strict=True)
    )
