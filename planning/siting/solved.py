"""A siting question put to the solver, and its answer in the words of the question."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geo.errors import Fault, FaultsError
from planning.cover.demand import Demand
from planning.cover.houses import Supply
from planning.cover.times import times_by_way
from planning.location.capacity import capacity_plan, served
from planning.location.fairness import shares_of
from planning.location.phasing import Phased, phased
from planning.location.plans import Plan, covering_plan
from planning.location.problem import (
    Capacitated,
    Centers,
    Covering,
    CurvePoint,
    Fair,
    Medians,
    Problem,
    Progress,
    Solution,
    Target,
)
from planning.location.search import covered_weight
from planning.location.solving import solve
from planning.siting.options import Option
from planning.siting.questions import SitingQuestion
from planning.siting.rows import Rows, decided_of, rows_of
from planning.siting.timing import Timing
from planning.supply.values import Door, Unit

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
        solution,
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
    is_limited = any(option.candidate.capacity is not None for option in options)
    is_plain = asked.model == "mclp" and asked.span != "worst" and asked.least_share is None
    if is_limited and (asked.phases or not is_plain):
        told = "capacities go with mclp alone, without phases, worst hour or least share"
        raise FaultsError("the question", [Fault("TOGETHER", told)])
    if asked.phases:
        decided = sum(column >= rows.houses for column in covering.must)
        spread = phased(covering, [max(count - decided, 0) for count in asked.phases])
        return spread.covering, spread
    if asked.span == "worst":
        return Fair(covering, rows.kind, None), None
    if asked.least_share is not None:
        provinces = list(dict.fromkeys(demand.provinces))
        group = np.array([provinces.index(name) for name in demand.provinces])
        return Fair(covering, group[rows.point], asked.least_share), None
    if asked.model == "lscp":
        everything = covered_weight(covering, np.flatnonzero(~covering.is_must))
        return Target(covering, asked.target_share * everything), None
    if is_limited:
        mine = [option.candidate.capacity for option in options]
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


def solve_costing(
    timing: Timing, options: Sequence[Option], asked: SitingQuestion, *, effort: Effort
) -> Solved:
    """Answer a question of least time: seconds until help is there, waits included.

    What stands already, and the musts, cap the time of every point.
    """
    stands_s, options_s = _help_seconds(timing, asked)
    weight = timing.demand.weight
    decided = decided_of(options, asked)
    before_s = stands_s.min(axis=1, initial=np.inf)
    held_s = np.minimum(before_s, options_s[:, decided].min(axis=1, initial=np.inf))
    p = max((asked.sites or len(options)) - len(decided), 1)
    capped_s = np.minimum(options_s, held_s[:, None])
    make = Medians if asked.model == "pmedian" else Centers
    solution = effort.solve(make(capped_s, weight, p))
    served = np.isfinite(capped_s).any(axis=1) & (weight > 0)

    def total(nearest_s: Floats) -> float:
        mine = nearest_s[served]
        return float(weight[served] @ mine if asked.model == "pmedian" else mine.max(initial=0.0))

    choices, now_s = [], before_s
    picked = [*decided.tolist(), *(one for one in solution.chosen if one not in decided)]
    after_s = np.minimum(before_s, options_s[:, picked].min(axis=1, initial=np.inf))
    for one in picked:
        next_s = np.minimum(now_s, options_s[:, one])
        others = [other for other in picked if other != one]
        without_s = np.minimum(before_s, options_s[:, others].min(axis=1, initial=np.inf))
        adds = total(now_s) - total(next_s) if np.isfinite(total(next_s)) else 0.0
        loss = total(without_s) - total(after_s) if np.isfinite(total(after_s)) else 0.0
        is_must = one in decided
        if adds > 0 or loss > 0 or is_must:
            choices.append(Choice(one, adds, loss, is_must))
        now_s = next_s
    return Solved(solution, tuple(choices), total(before_s), total(after_s))


def _help_seconds(timing: Timing, asked: SitingQuestion) -> tuple[Floats, Floats]:
    """Time help from all that stands, and from every option, at the one moment."""
    ((_, travel_s),) = timing.clocks
    standing = timing.supply.at(timing.moment.when)
    is_here = [
        one.is_in_force(timing.moment.when) for one in (*timing.supply.doors, *timing.supply.units)
    ]
    doors = [one for one in timing.stand_ins if isinstance(one, Door)]
    units = [one for one in timing.stand_ins if isinstance(one, Unit)]
    new = Supply(doors, [unit.at(timing.moment.when) for unit in units], np.arange(len(is_here)))
    count = len(is_here)
    stands_s, options_s = (
        times_by_way(
            timing.moment, timing.demand, supply, golden_s=asked.golden_s, travel_s=way_s
        ).help_s
        for supply, way_s in (
            (standing, travel_s[:, :count][:, np.array(is_here, dtype=bool)]),
            (new, travel_s[:, count:]),
        )
    )
    return stands_s, options_s
