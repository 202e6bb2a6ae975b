"""Solve a location problem: a good plan at once, a better one while time lasts, a bound always."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from planning.location.capacity import solve_capacitated
from planning.location.centring import solve_centers
from planning.location.covering import solve_covering
from planning.location.fairness import solve_fair
from planning.location.medians import solve_medians
from planning.location.problem import (
    Capacitated,
    Centers,
    Covering,
    Fair,
    Medians,
    Problem,
    Progress,
    Solution,
    Spanning,
    Target,
)
from planning.location.run import Run
from planning.location.spanning import solve_spanning
from planning.location.target import solve_target


def solve(
    problem: Problem,
    *,
    time_limit_s: float = 60.0,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Solution:
    """Choose columns, and say how far from the best any choice can be.

    Greedy and local search give a plan at once; a Lagrangian bound says what no plan can
    beat, and which columns are in no better one; HiGHS, in a process of its own that is
    ended at the limit, closes what is left, started from the plan.

    Parameters
    ----------
    problem
        What to choose.
    time_limit_s
        Seconds; the answer comes within 1.2 times of them, always with a plan and a bound.
    seed
        Of the local search. A proven answer is the same for any seed but for ties.
    progress
        Told of every step; must not raise.
    is_cancelled
        Asked again and again; after the first true the best plan yet is given.

    Returns
    -------
    Solution
    """
    run = Run(time_limit_s, seed, progress, is_cancelled)
    return replace(_SOLVERS[type(problem)](problem, run), seconds=run.elapsed_s)


_SOLVERS: Mapping[type, Callable[[Any, Run], Solution]] = MappingProxyType(
    {
        Covering: solve_covering,
        Medians: solve_medians,
        Centers: solve_centers,
        Spanning: solve_spanning,
        Fair: solve_fair,
        Target: solve_target,
        Capacitated: solve_capacitated,
    }
)
