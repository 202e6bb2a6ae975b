"""Who serves whom, against a linear program that knows nothing of paths."""

from itertools import accumulate
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csc_array

from planning.location.capacity import capacity_plan, served
from planning.location.problem import Capacitated, Covering
from planning.location.serving import Serving


def most_served(problem: Capacitated, columns: list[int]) -> float:
    """Serve as much as can be, one variable for each row by each column."""
    gives = problem.covering.gives.toarray()[:, columns]
    rows, count = gives.shape
    if not count:
        return 0.0
    by_row = np.kron(np.eye(rows), np.ones(count))
    by_column = np.kron(np.ones(rows), np.eye(count))
    capacity = np.minimum(problem.capacity[columns], 1e6)
    found = linprog(
        -gives.ravel(),
        A_ub=np.vstack([by_row, by_column]),
        b_ub=np.concatenate([problem.covering.weight, capacity]),
    )
    return -float(found.fun or 0.0)


@st.composite
def problems(draw: st.DrawFn) -> Capacitated:
    rows, columns = draw(st.integers(1, 8)), draw(st.integers(1, 6))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    gives = csc_array((rng.random((rows, columns)) < 0.45).astype(np.float64))
    weight = np.round(rng.random(rows) * 10, 2) * (rng.random(rows) < 0.9)
    capacity = rng.choice([0.0, 1.0, 4.5, 12.0, np.inf], columns)
    must = tuple(np.flatnonzero(rng.random(columns) < 0.25).tolist())
    return Capacitated(Covering(gives, weight, columns, must=must), capacity)


@given(problems(), st.randoms(use_true_random=False))
def test_columns_in_any_order_serve_what_a_linear_program_does(
    problem: Capacitated, random: Random
) -> None:
    must = list(problem.covering.must)
    others = [one for one in range(problem.covering.gives.shape[1]) if one not in must]
    random.shuffle(others)
    serving = Serving(problem)
    total = float(problem.covering.weight.sum() - serving.left.sum())
    assert total == pytest.approx(most_served(problem, must), abs=1e-6)
    for count, column in enumerate(others, start=1):
        foretold = serving.more(column)
        assert serving.add(column) == foretold
        total += foretold
        assert total == pytest.approx(most_served(problem, must + others[:count]), abs=1e-6)
        assert (serving.left >= 0).all()
    mine = served(problem, np.array(others, dtype=np.int64))
    assert mine.sum() == pytest.approx(total, abs=1e-9)
    assert (mine <= problem.covering.weight).all()


@given(problems())
def test_a_plan_is_in_the_order_of_what_each_serves_more(problem: Capacitated) -> None:
    free = np.flatnonzero(~problem.covering.is_must)
    plan = capacity_plan(problem, free)
    must, order = list(problem.covering.must), plan.chosen.tolist()
    assert sorted(order) == free.tolist()
    sums = [most_served(problem, must), *plan.marginal]
    for count, total in enumerate(accumulate(sums)):
        assert total == pytest.approx(most_served(problem, must + order[:count]), abs=1e-6)
    for place, (one, adds, loss) in enumerate(zip(order, plan.marginal, plan.loss, strict=True)):
        before = must + order[:place]
        rest = [most_served(problem, [*before, other]) for other in order[place:]]
        assert adds + most_served(problem, before) == pytest.approx(max(rest), abs=1e-6)
        without = [other for other in order if other != one]
        lost = most_served(problem, must + order) - most_served(problem, must + without)
        assert loss == pytest.approx(lost, abs=1e-6)
