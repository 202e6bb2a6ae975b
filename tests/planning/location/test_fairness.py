"""Fair, target and capacitated covering: small instances against every choice there is."""

from dataclasses import replace
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csc_array

from planning.location.capacity import served
from planning.location.fairness import shares_of
from planning.location.problem import (
    Capacitated,
    Covering,
    Fair,
    Limits,
    Problem,
    Spanning,
    Target,
)
from planning.location.solving import solve

Ints = NDArray[np.int64]
SEEDS = range(8)


def small(seed: int) -> Covering:
    """Make a problem of a dozen rows; some have columns that stand, some scarce things."""
    rng = np.random.default_rng(seed)
    columns = int(rng.integers(3, 8))
    gives = csc_array((rng.random((12, columns)) < 0.3) * 1.0)
    weight = rng.integers(0, 9, 12).astype(np.float64)
    must = (0,) if seed % 2 else ()
    limits = None
    if seed % 3 == 0:
        use = rng.integers(1, 5, (1, columns)).astype(np.float64)
        limits = Limits(csc_array(use), np.array([7.0]))
    return Covering(gives, weight, int(rng.integers(1, columns)), must=must, limits=limits)


def every_plan(problem: Covering, p: int | None = None) -> list[tuple[int, ...]]:
    free = [one for one in range(problem.gives.shape[1]) if one not in problem.must]
    most = problem.p if p is None else p
    plans = [plan for size in range(min(most, len(free)) + 1) for plan in combinations(free, size)]
    if problem.limits is None:
        return plans
    use, limit = problem.limits.use.toarray()[0], problem.limits.most[0]
    return [plan for plan in plans if sum(use[one] for one in plan) <= limit]


def rows_covered(problem: Covering, plan: tuple[int, ...]) -> NDArray[np.bool_]:
    table = problem.gives.toarray() > 0
    return np.array([any(row[one] for one in (*problem.must, *plan)) for row in table])


def weight_covered(problem: Covering, plan: tuple[int, ...]) -> float:
    return float(problem.weight[rows_covered(problem, plan)].sum())


def group_shares(problem: Fair, plan: tuple[int, ...]) -> list[float]:
    weight = problem.covering.weight
    is_covered = rows_covered(problem.covering, plan)
    totals = {int(one): weight[problem.group == one].sum() for one in np.unique(problem.group)}
    return [
        float(weight[(problem.group == one) & is_covered].sum() / total)
        for one, total in totals.items()
        if total > 0
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_worst_group_is_as_good_as_any_choice_makes_it(seed: int) -> None:
    covering = small(seed)
    problem = Fair(covering, np.arange(12) % 3)
    answer = solve(problem, time_limit_s=20)
    best = max(min(group_shares(problem, plan)) for plan in every_plan(covering))
    assert answer.status == "optimal"
    assert answer.value == pytest.approx(best)
    assert shares_of(problem, np.array(answer.chosen, dtype=np.int64)).min() >= best - 1e-9


@pytest.mark.parametrize("floor", [0.2, 0.6])
@pytest.mark.parametrize("seed", SEEDS)
def test_no_group_is_under_its_floor_where_that_can_be(seed: int, floor: float) -> None:
    covering = small(seed)
    problem = Fair(covering, np.arange(12) % 2, floor)
    answer = solve(problem, time_limit_s=20)
    fair = [
        plan for plan in every_plan(covering) if min(group_shares(problem, plan)) >= floor - 1e-9
    ]
    if not fair:
        assert answer.status == "infeasible"
        return
    assert answer.status == "optimal"
    assert answer.value == pytest.approx(max(weight_covered(covering, plan) for plan in fair))
    assert min(group_shares(problem, answer.chosen)) >= floor - 1e-9


@pytest.mark.parametrize("share", [0.0, 0.4, 0.8, 1.0])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_target_takes_no_more_columns_than_it_must(seed: int, share: float) -> None:
    covering = small(seed)
    least = share * float(covering.weight.sum())
    answer = solve(Target(covering, least), time_limit_s=20)
    enough = [
        plan
        for plan in every_plan(covering, covering.gives.shape[1])
        if weight_covered(covering, plan) >= least - 1e-9
    ]
    if not enough:
        assert answer.status == "infeasible"
        return
    assert answer.status == "optimal"
    assert answer.value == min(map(len, enough)) == len(answer.chosen)
    assert weight_covered(covering, answer.chosen) >= least - 1e-6


@pytest.mark.parametrize("seed", SEEDS)
def test_no_plan_beats_a_point_of_a_curve(seed: int) -> None:
    covering = replace(small(seed), must=())
    least = 0.7 * float(covering.weight.sum())
    spanning = Spanning(covering.gives, covering.weight)
    free = replace(covering, limits=None)
    for problem, asked in ((Target(covering, least), covering), (spanning, free)):
        for point in solve(problem, time_limit_s=20).curve:
            plans = every_plan(asked, point.sites)
            best = max(weight_covered(asked, plan) for plan in plans)
            assert point.value <= best + 1e-6 <= point.bound + 2e-6


def most_served(problem: Capacitated, plan: tuple[int, ...]) -> float:
    """Serve by a maximum flow of another library, in whole numbers."""
    graph: nx.DiGraph[object] = nx.DiGraph()
    table = problem.covering.gives.toarray() > 0
    graph.add_nodes_from(["from", "to"])
    for row, weight in enumerate(problem.covering.weight):
        graph.add_edge("from", ("row", row), capacity=int(weight))
    for column in (*problem.covering.must, *plan):
        capacity = problem.capacity[column]
        graph.add_edge(("column", column), "to", capacity=int(min(capacity, 10**6)))
        for row in np.flatnonzero(table[:, column]).tolist():
            graph.add_edge(("row", row), ("column", column), capacity=10**6)
    return float(nx.maximum_flow_value(graph, "from", "to"))


@pytest.mark.parametrize("seed", SEEDS)
def test_limited_columns_serve_as_much_as_any_choice(seed: int) -> None:
    covering = small(seed)
    rng = np.random.default_rng(seed)
    capacity = rng.integers(0, 12, covering.gives.shape[1]).astype(np.float64)
    capacity[-1] = np.inf
    problem = Capacitated(covering, capacity)
    answer = solve(problem, time_limit_s=20)
    best = max(most_served(problem, plan) for plan in every_plan(covering))
    assert answer.status == "optimal"
    assert answer.value == pytest.approx(best)
    chosen: Ints = np.array(answer.chosen, dtype=np.int64)
    assert served(problem, chosen).sum() == pytest.approx(most_served(problem, answer.chosen))


def field(count: int) -> Covering:
    rng = np.random.default_rng(1)
    at = rng.random((count, 2))
    apart = np.hypot(*(at[:, None, :] - at[None, :80, :]).transpose(2, 0, 1))
    return Covering(csc_array((apart <= 0.15) * 1.0), rng.lognormal(6.7, 0.7, count), 6)


PROBLEMS = [
    Fair(field(400), np.arange(400) % 8),
    Fair(field(400), np.arange(400) % 8, 0.2),
    Target(field(400), 0.5 * float(field(400).weight.sum())),
    Capacitated(field(120), np.full(80, 9000.0)),
]


@pytest.mark.parametrize("problem", PROBLEMS, ids=["worst", "floor", "target", "capacity"])
def test_a_cancelled_search_still_answers(problem: Problem) -> None:
    answer = solve(problem, time_limit_s=30, is_cancelled=lambda: True)
    assert answer.chosen
    assert np.isfinite(answer.bound)
    assert answer.status in {"cancelled", "optimal"}


@pytest.mark.parametrize("problem", PROBLEMS, ids=["worst", "floor", "target", "capacity"])
def test_what_is_said_of_a_plan_holds(problem: Problem) -> None:
    answer = solve(problem, time_limit_s=1.5)
    assert 0 <= answer.gap <= 1
    better = answer.value <= answer.bound + 1e-9
    assert better if not isinstance(problem, Target) else answer.value >= answer.bound
    assert len(answer.marginal) == len(answer.loss) == len(answer.chosen)


def test_a_group_of_no_weight_does_not_count() -> None:
    covering = field(60)
    group = np.arange(60) % 4
    weight = np.where(group == 3, 0.0, covering.weight)
    problem = Fair(replace(covering, weight=weight), group)
    assert len(shares_of(problem, np.array([0]))) == 3
    assert solve(problem, time_limit_s=5).value > 0
