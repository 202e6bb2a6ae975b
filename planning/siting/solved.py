"""A siting question put to the solver, and its answer in the words of the question."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planning.cover.demand import Demand
from planning.location.capacity import capacity_plan, served
from planning.location.fairness import shares_of
from planning.location.phasing import Phased, phased
from planning.location.plans import Plan, covering_plan
from planning.location.problem import (
    Capacitated,
    Covering,
    CurvePoint,
    Fair,
    Problem,
    Progress,
    Solution,
    Target,
)
from planning.location.search import covered_weight
from planning.location.solving import solve
from planning.siting.options import Option
from planning.siting.questions import SitingQuestion
from planning.siting.rows import Rows, rows_of
from planning.siting.timing import Timing

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to look, and who is told.

    Parameters
    ----------
    time_limit_s, seed, progress, is_cancelled
        As in `planning.location.solving.solve`.
    """

    time_limit_s: float = 60.0
    seed: int = 0
    progress: Callable[[Progress], None] | None = None
    is_cancelled: Callable[[], bool] | None = None

    def solve(self, problem: Problem) -> Solution:
        """Solve a problem."""
        return solve(
            problem,
            time_limit_s=self.time_limit_s,
            seed=self.seed,
            progress=self.progress,
            is_cancelled=self.is_cancelled,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """One chosen option.

    Parameters
    ----------
    option
        Its number.
    adds
        To those before it, in the unit of the plan's value; inf for the first of a cost.
    loss
        What is lost if it fails.
    is_must
        Whether it was asked for.
    phase
        In which it is opened, from 1; None without phases.
    """

    option: int
    adds: float
    loss: float
    is_must: bool = False
    phase: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """What the solver found.

    Parameters
    ----------
    solution
        With the objective and its bound; its columns are those of the problem.
    choices
        In the order of what each adds.
    before, value
        Without new sites, and with them: weight covered, as the model counts it, or cost in
        seconds times weight, or greatest seconds.
    kept
        With ``closable`` the houses that stay open, by number; else None.
    """

    solution: Solution
    choices: tuple[Choice, ...]
    before: float
    value: float
    kept: Ints | None = None


def solve_covering(
    timing: Timing, options: Sequence[Option], asked: SitingQuestion, *, effort: Effort
) -> Solved:
    """Answer a question of cover."""
    rows = rows_of(timing, options, asked)
    problem, spread = _problem(rows, timing.demand, options, asked=asked)
    solution = effort.solve(problem)
    if asked.span == "worst":
        solution = _as_weight(solution, float(rows.covering.weight.sum()))
    opened: list[tuple[int, int | None]] = [(column, None) for column in solution.chosen]
    if spread is not None:
        opened = [(column, phase + 1) for column, phase in spread.opened(solution.chosen)]
    phase_of = dict(opened)
    decided = [column for column in rows.covering.must if column >= rows.houses]
    houses = np.arange(rows.houses)
    base = replace(
        rows.covering,
        must=tuple(houses.tolist()) if asked.keep == "existing" else (),
        limits=None,
    )
    chosen = np.array(sorted({*phase_of, *decided}), dtype=np.int64)
    measure = _Measure(base, rows, problem, is_worst=asked.span == "worst")
    plan = measure.plan(chosen)
    adds = {
        column: (adds, loss)
        for column, adds, loss in zip(plan.chosen.tolist(), plan.marginal, plan.loss, strict=True)
    }
    order = [*adds, *(column for column in decided if column not in adds)]
    if spread is not None:
        order.sort(key=lambda column: phase_of.get(column) or 0)
    kept = None
    if asked.keep == "closable":
        numbers = np.unique(timing.house[: len(timing.supply)])
        kept = numbers[[column for column in order if column < rows.houses]]
    standing = houses if asked.keep == "closable" else houses[:0]
    return Solved(
        with_musts(solution, len(decided)),
        tuple(
            Choice(
                column - rows.houses,
                *adds.get(column, (0.0, 0.0)),
                is_must=column in decided,
                phase=phase_of.get(column, 1 if spread is not None else None),
            )
            for column in order
            if column >= rows.houses
        ),
        measure.weight(standing),
        measure.weight(chosen),
        kept,
    )


def with_musts(solution: Solution, musts: int) -> Solution:
    """Count the musts in the curve of a problem that did not ask for them."""
    curve = tuple(replace(one, sites=one.sites + musts) for one in solution.curve)
    return replace(solution, curve=curve)


def _as_weight(solution: Solution, total: float) -> Solution:
    """Give a solution whose figures are shares of a weight as the weights themselves."""
    return replace(
        solution,
        value=total * solution.value,
        bound=total * solution.bound,
        curve=tuple(
            CurvePoint(one.sites, total * one.value, total * one.bound) for one in solution.curve
        ),
    )


def _problem(
    rows: Rows, demand: Demand, options: Sequence[Option], *, asked: SitingQuestion
) -> tuple[Problem, Phased | None]:
    """Give the problem of a question, and how it is spread over phases."""
    covering = rows.covering
    if asked.phases:
        decided = sum(column >= rows.houses for column in covering.must)
        spread = phased(covering, [max(count - decided, 0) for count in asked.phases])
        return spread.problem, spread
    if asked.span == "worst":
        return Fair(covering, rows.kind, None), None
    if asked.least_share is not None:
        provinces = list(dict.fromkeys(demand.provinces))
        group = np.array([provinces.index(name) for name in demand.provinces])
        return Fair(covering, group[rows.point], asked.least_share), None
    if asked.model == "lscp":
        everything = covered_weight(covering, np.flatnonzero(~covering.is_must))
        return Target(covering, asked.target_share * everything), None
    mine = [option.candidate.capacity for option in options]
    if any(capacity is not None for capacity in mine):
        known = [np.inf if capacity is None else capacity for capacity in mine]
        return Capacitated(covering, np.array([*[np.inf] * rows.houses, *known])), None
    return covering, None


@dataclass(frozen=True, slots=True, eq=False)
class _Measure:
    """How a plan is weighed: what stands is given, and what is scarce does not matter any more."""

    base: Covering
    rows: Rows
    problem: Problem
    is_worst: bool

    def plan(self, chosen: Ints) -> Plan:
        """Look at a plan site by site."""
        limited = self._limited
        return (
            covering_plan(self.base, chosen) if limited is None else capacity_plan(limited, chosen)
        )

    def weight(self, chosen: Ints) -> float:
        """Weigh what is covered, as the question counts it."""
        if (limited := self._limited) is not None:
            return float(served(limited, chosen).sum())
        if not self.is_worst:
            return covered_weight(self.base, chosen)
        least = shares_of(Fair(self.base, self.rows.kind, None), chosen).min()
        return float(self.base.weight.sum()) * float(least)

    @property
    def _limited(self) -> Capacitated | None:
        if isinstance(self.problem, Capacitated):
            return replace(self.problem, covering=self.base)
        return None
