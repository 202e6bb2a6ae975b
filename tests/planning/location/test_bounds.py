"""Bounds of covering: never beaten, near the linear program, with musts and scarce things."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csc_array

from planning.location.bounds import covering_bound, envelope
from planning.location.phasing import phased
from planning.location.problem import Covering, Limits
from planning.location.search import CoverSearch, covered_weight
from planning.location.solving import solve

Floats = NDArray[np.float64]
REWARDS = [(1.0,), (0.0, 1.0), (0.7, 0.21, 0.063)]


@st.composite
def coverings(draw: st.DrawFn) -> Covering:
    """Small problems with columns that stand already and things that are scarce."""
    rows, columns = draw(st.integers(1, 10)), draw(st.integers(1, 8))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    gives = csc_array((rng.random((rows, columns)) < draw(st.sampled_from([0.2, 0.5]))) * 1.0)
    weight = rng.integers(0, 6, rows).astype(np.float64)
    must = tuple(sorted(rng.permutation(columns)[: draw(st.integers(0, min(2, columns)))].tolist()))
    things = draw(st.integers(0, 2))
    limits = None
    if things:
        use = rng.integers(0, 5, (things, columns)).astype(np.float64)
        limits = Limits(csc_array(use), rng.integers(0, 9, things).astype(np.float64))
    p = draw(st.integers(0, columns))
    return Covering(gives, weight, p, draw(st.sampled_from(REWARDS)), must, limits)


def every_plan(problem: Covering) -> list[NDArray[np.int64]]:
    """List every plan that keeps the rules, read from the rules alone."""
    free = [one for one in range(problem.gives.shape[1]) if one not in problem.must]
    plans = []
    for size in range(min(problem.p, len(free)) + 1):
        for plan in combinations(free, size):
            if problem.limits is not None:
                table = problem.limits.use.toarray()
                used = [sum(line[one] for one in plan) for line in table]
                if any(u > m for u, m in zip(used, problem.limits.most, strict=True)):
                    continue
            plans.append(np.array(plan, dtype=np.int64))
    return plans


def weigh(problem: Covering, plan: NDArray[np.int64]) -> float:
    """Weigh a plan row by row."""
    total = 0.0
    for row, weight in zip(problem.gives.toarray(), problem.weight, strict=True):
        count = int(sum(row[one] for one in (*problem.must, *plan)))
        total += weight * sum(problem.reward[:count])
    return total


def relaxed(problem: Covering) -> float:
    """Solve the linear program of the envelope by another solver."""
    rows, columns = problem.gives.shape
    reward = envelope(problem.reward)
    counts = len(reward)
    cost = np.concatenate([np.zeros(columns), *[-problem.weight * one for one in reward]])
    lines = [np.hstack([-problem.gives.toarray(), *[np.eye(rows)] * counts])]
    most = [np.zeros(rows)]
    is_free = ~problem.is_must
    lines.append(np.concatenate([is_free * 1.0, np.zeros(rows * counts)])[None, :])
    most.append(np.array([problem.p]))
    if problem.limits is not None:
        use = problem.limits.use.toarray() * is_free
        lines.append(np.hstack([use, np.zeros((len(use), rows * counts))]))
        most.append(problem.limits.most)
    bounds = [(1.0 if one else 0.0, 1.0) for one in problem.is_must] + [(0, 1)] * (rows * counts)
    found = linprog(cost, A_ub=np.vstack(lines), b_ub=np.concatenate(most), bounds=bounds)
    return -float(found.fun or 0.0)


@given(coverings())
def test_no_plan_beats_the_bound_and_the_best_is_kept(problem: Covering) -> None:
    best = max(weigh(problem, plan) for plan in every_plan(problem))
    price = covering_bound(problem, value=best, steps=120)
    assert price.bound >= best - 1e-9
    may, must = price.kept(problem.p, best - 0.5)
    alive = [
        plan
        for plan in every_plan(problem)
        if weigh(problem, plan) > best - 1e-9
        and may[plan].all()
        and set(np.flatnonzero(must)) <= {*plan.tolist(), *problem.must}
    ]
    assert alive


@given(coverings())
def test_the_bound_comes_near_the_linear_program(problem: Covering) -> None:
    exact = relaxed(problem)
    price = covering_bound(problem, value=0.0, steps=3000)
    assert price.bound >= exact - 1e-6
    assert price.bound <= exact + 0.02 * max(exact, 1.0)


@given(coverings())
def test_a_search_keeps_the_rules(problem: Covering) -> None:
    search = CoverSearch(problem)
    search.run(6)
    assert sorted(search.chosen.tolist()) in [sorted(plan.tolist()) for plan in every_plan(problem)]
    assert search.value == pytest.approx(weigh(problem, search.chosen))
    assert covered_weight(problem, search.chosen) == pytest.approx(search.value)


def test_plans_with_musts_and_scarce_things_equal_every_choice() -> None:
    """Solved to the end: each starts a process, so that these are few and fixed."""
    for seed in range(8):
        rng = np.random.default_rng(seed)
        gives = csc_array((rng.random((12, 8)) < 0.3) * 1.0)
        weight = rng.integers(1, 9, 12).astype(np.float64)
        use = rng.integers(1, 6, (2, 8)).astype(np.float64)
        limits = Limits(csc_array(use), np.array([8.0, 9.0]))
        problem = Covering(gives, weight, 4, REWARDS[seed % 3], (seed % 8,), limits)
        answer = solve(problem, time_limit_s=20)
        best = max(weigh(problem, plan) for plan in every_plan(problem))
        assert answer.status == "optimal"
        assert answer.value == pytest.approx(best)
        assert answer.bound == pytest.approx(best)
        assert limits.keeps(np.array(answer.chosen, dtype=np.int64))
        assert not set(answer.chosen) & set(problem.must)


def test_phases_are_nested_and_equal_every_order_of_opening() -> None:
    for seed in range(4):
        rng = np.random.default_rng(seed)
        gives = csc_array((rng.random((9, 6)) < 0.35) * 1.0)
        covering = Covering(gives, rng.integers(1, 9, 9).astype(np.float64), 0, must=(0,))
        counts = (1, 3)
        spread = phased(covering, counts)
        answer = solve(spread.problem, time_limit_s=20)
        values = []
        for last in combinations(range(1, 6), counts[1]):
            for first in combinations(last, counts[0]):
                both = [weigh(covering, np.array(some)) for some in (first, last)]
                values.append(sum(both) / 2)
        assert answer.value == pytest.approx(max(values))
        opened = spread.opened(answer.chosen)
        assert sum(phase == 0 for _, phase in opened) <= counts[0]
        assert len({column for column, _ in opened}) == len(opened) <= counts[1]
