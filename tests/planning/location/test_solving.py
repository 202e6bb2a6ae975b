"""Every small instance against every choice there is."""

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csc_array

from planning.location.bounds import median_bound
from planning.location.problem import Centers, Covering, Limits, Medians, Problem, Spanning
from planning.location.solving import solve

Floats = NDArray[np.float64]
CLOSE = 1e-6
FEWER = settings(max_examples=settings().max_examples * 2 // 5)  # most start a process


@st.composite
def matrices(draw: st.DrawFn) -> tuple[Floats, Floats, int]:
    """Costs of 0 to 9 or none, whole weights, and how many sites."""
    rows, columns = draw(st.integers(1, 12)), draw(st.integers(1, 12))
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    cost = rng.integers(0, 10, (rows, columns)).astype(np.float64)
    cost[rng.random(cost.shape) < draw(st.sampled_from([0.0, 0.1, 0.5]))] = np.inf
    weight = rng.integers(0, 6, rows).astype(np.float64)
    weight[0] = 1.0
    return cost, weight, draw(st.integers(1, columns))


def every_plan(columns: int, p: int) -> list[tuple[int, ...]]:
    return [plan for size in range(p + 1) for plan in combinations(range(columns), size)]


def covered(
    gives: NDArray[np.bool_], weight: Floats, reward: tuple[float, ...]
) -> dict[int, float]:
    """Give the most weight that plans of each size cover."""
    best: dict[int, float] = {}
    for plan in every_plan(gives.shape[1], gives.shape[1]):
        value = sum(
            w * sum(reward[: int(sum(row[j] for j in plan))])
            for row, w in zip(gives.tolist(), weight.tolist(), strict=True)
        )
        best[len(plan)] = max(best.get(len(plan), 0.0), value)
    return best


def farthest(cost: Floats, weight: Floats, plan: tuple[int, ...]) -> Floats:
    """Give the nearest cost of every row that counts and has any way."""
    counts = (weight > 0) & np.isfinite(cost).any(axis=1)
    return np.asarray(cost[counts][:, plan].min(axis=1, initial=np.inf))


def sparse(gives: NDArray[np.bool_]) -> csc_array:
    return csc_array(gives.astype(np.float64))


REWARDS = [
    pytest.param((1.0,), id="mclp"),
    pytest.param((0.0, 1.0), id="backup"),
    pytest.param((0.7, 0.21, 0.063), id="mexclp"),
]


@pytest.mark.parametrize("reward", REWARDS)
@FEWER
@given(matrices())
def test_covering_equals_every_choice(
    reward: tuple[float, ...], case: tuple[Floats, Floats, int]
) -> None:
    cost, weight, p = case
    gives = cost <= 4
    answer = solve(Covering(sparse(gives), weight, p, reward), time_limit_s=30)
    best = covered(gives, weight, reward)
    assert answer.status == "optimal"
    assert answer.value == pytest.approx(max(best[k] for k in range(p + 1)), abs=CLOSE)
    assert answer.bound == pytest.approx(answer.value, abs=CLOSE)
    assert len(answer.chosen) <= p
    assert sum(answer.marginal) == pytest.approx(answer.value, abs=CLOSE)
    for point in answer.curve:
        most = max(best[k] for k in range(point.sites + 1))
        assert point.value <= most + CLOSE
        assert point.bound >= most - CLOSE


@FEWER
@given(matrices())
def test_medians_equal_every_choice(case: tuple[Floats, Floats, int]) -> None:
    cost, weight, p = case
    answer = solve(Medians(cost, weight, p), time_limit_s=30)
    counts = (weight > 0) & np.isfinite(cost).any(axis=1)
    best = min(
        float(weight[counts] @ farthest(cost, weight, plan)) if counts.any() else 0.0
        for plan in every_plan(cost.shape[1], p)
    )
    assert answer.value == pytest.approx(best, abs=CLOSE)
    assert answer.status == ("optimal" if np.isfinite(best) else "infeasible")
    assert answer.unreachable == tuple(
        np.flatnonzero((weight > 0) & ~np.isfinite(cost).any(axis=1)).tolist()
    )


@FEWER
@given(matrices())
def test_centers_equal_every_choice(case: tuple[Floats, Floats, int]) -> None:
    cost, weight, p = case
    answer = solve(Centers(cost, weight, p), time_limit_s=30)
    best = min(
        farthest(cost, weight, plan).max(initial=0.0) for plan in every_plan(cost.shape[1], p)
    )
    assert answer.value == pytest.approx(best)
    assert answer.status == ("optimal" if np.isfinite(best) else "infeasible")


@FEWER
@given(matrices())
def test_spanning_equals_every_choice(case: tuple[Floats, Floats, int]) -> None:
    cost, weight, _ = case
    gives = cost <= 4
    answer = solve(Spanning(sparse(gives), weight), time_limit_s=30)
    needed = (weight > 0) & gives.any(axis=1)
    best = min(
        len(plan)
        for plan in every_plan(cost.shape[1], cost.shape[1])
        if gives[needed][:, plan].any(axis=1).all()
    )
    assert (answer.value, answer.status) == (best, "optimal")
    assert gives[needed][:, answer.chosen].any(axis=1).all()


def field(count: int, *, seed: int = 0) -> Covering:
    """Scatter points over a square; each covers those near it."""
    rng = np.random.default_rng(seed)
    at = rng.random((count, 2))
    apart = np.hypot(*(at[:, None, :] - at[None, :, :]).transpose(2, 0, 1))
    return Covering(sparse(apart <= 0.12), rng.lognormal(6.7, 0.7, count), 12)


def test_a_plan_and_a_bound_come_at_once_when_there_is_no_time() -> None:
    problem = field(400)
    answer = solve(problem, time_limit_s=0.05)
    assert 0 < answer.value <= answer.bound < problem.weight.sum()
    assert len(answer.chosen) == problem.p


def test_the_same_seed_gives_the_same_proven_plan() -> None:
    problem = field(150)
    first, again = (solve(problem, time_limit_s=60, seed=3) for _ in range(2))
    assert first.status == again.status == "optimal"
    assert first.chosen == again.chosen
    other = solve(problem, time_limit_s=60, seed=4)
    assert other.value == pytest.approx(first.value)


@pytest.mark.parametrize(
    "problem",
    [
        field(300),
        Spanning(field(300).gives, field(300).weight),
        Medians(np.random.default_rng(1).random((200, 60)), np.ones(200), 7),
        Centers(np.random.default_rng(1).random((200, 60)), np.ones(200), 7),
    ],
    ids=["covering", "spanning", "medians", "centers"],
)
def test_a_cancelled_search_still_answers(problem: Problem) -> None:
    answer = solve(problem, time_limit_s=30, is_cancelled=lambda: True)
    assert answer.status in {"cancelled", "optimal"}
    assert answer.chosen
    assert np.isfinite(answer.bound)


def test_progress_tells_better_and_better_plans() -> None:
    told: list[float] = []
    solve(
        field(300),
        time_limit_s=20,
        progress=lambda step: told.append(step.value or 0.0) if step.stage != "curve" else None,
    )
    assert told == sorted(told)
    assert len(told) > 1


Costing = Medians | Centers


@st.composite
def conditional(draw: st.DrawFn, make: type[Costing]) -> Costing:
    """Costs as in `matrices`; columns cost money or exclude each other, and something stands."""
    cost, weight, p = draw(matrices())
    rows, columns = cost.shape
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    limits = standing = None
    if draw(st.booleans()):
        money = rng.integers(0, 9, (1, columns))
        apart = (rng.random((2, columns)) < 0.4) * 1
        most = np.array([float(rng.integers(0, 20)), 1.0, 1.0])
        limits = Limits(csc_array(np.vstack([money, apart]).astype(np.float64)), most)
    if draw(st.booleans()):
        standing = rng.integers(0, 12, rows).astype(np.float64)
        standing[rng.random(rows) < draw(st.sampled_from([0.0, 0.5, 1.0]))] = np.inf
    return make(cost, weight, draw(st.integers(0, p)), limits, standing)


def kept_plans(problem: Costing) -> list[tuple[int, ...]]:
    """List every plan that keeps the limits."""
    every = every_plan(problem.cost.shape[1], problem.p)
    if problem.limits is None:
        return every
    use, most = problem.limits.use.toarray(), problem.limits.most
    return [plan for plan in every if (use[:, list(plan)].sum(axis=1) <= most).all()]


def stands(problem: Costing) -> Floats:
    return np.full(len(problem.cost), np.inf) if problem.standing is None else problem.standing


def nearest(problem: Costing, plan: tuple[int, ...]) -> Floats:
    """Give the least cost of every row that counts and has any way."""
    both = np.column_stack([problem.cost, stands(problem)])
    counts = (problem.weight > 0) & np.isfinite(both).any(axis=1)
    return np.asarray(both[counts][:, [*plan, -1]].min(axis=1))


def check_costing(problem: Costing, total: Callable[[Floats], float]) -> None:
    answer = solve(problem, time_limit_s=30)
    best = min(total(nearest(problem, plan)) for plan in kept_plans(problem))
    assert answer.value == pytest.approx(best, abs=CLOSE)
    assert answer.status == ("optimal" if np.isfinite(best) else "infeasible")
    assert tuple(sorted(answer.chosen)) in kept_plans(problem)
    before = total(nearest(problem, ()))
    if np.isfinite(before):
        assert before - sum(answer.marginal) == pytest.approx(best, abs=CLOSE)


@FEWER
@given(conditional(Medians))
def test_medians_with_limits_and_what_stands_equal_every_choice(problem: Medians) -> None:
    is_way = np.isfinite(problem.cost).any(axis=1) | np.isfinite(stands(problem))
    weight = problem.weight[(problem.weight > 0) & is_way]
    check_costing(problem, lambda cost: float(weight @ cost) if len(cost) else 0.0)


@FEWER
@given(conditional(Centers))
def test_centers_with_limits_and_what_stands_equal_every_choice(problem: Centers) -> None:
    check_costing(problem, lambda cost: float(cost.max(initial=0.0)))


def test_limits_are_priced_in_the_bound_of_a_median() -> None:
    rng = np.random.default_rng(3)
    at, site = rng.random((300, 2)), rng.random((60, 2))
    cost = np.hypot(*(at[:, None, :] - site[None, :, :]).transpose(2, 0, 1))
    limits = Limits(csc_array(rng.integers(1, 9, (1, 60)).astype(np.float64)), np.array([12.0]))
    asked = Medians(cost, np.ones(300), 20, limits)
    best = solve(asked, time_limit_s=60)
    assert best.status == "optimal"
    bound = median_bound(asked, value=best.value, steps=400)
    free = median_bound(Medians(cost, np.ones(300), 20), value=best.value, steps=400)
    assert free < 0.9 * best.value < 0.97 * best.value < bound <= best.value + CLOSE
