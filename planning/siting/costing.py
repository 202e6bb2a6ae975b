"""A siting question of least time put to the solver: seconds until help is there."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from planning.cover.houses import Supply
from planning.cover.times import times_by_way
from planning.location.phasing import phased
from planning.location.problem import Centers, Medians, Solution
from planning.siting.options import Option
from planning.siting.questions import SitingQuestion
from planning.siting.rows import decided_of, limits_of, most_of
from planning.siting.solved import Choice, Effort, Solved, with_musts
from planning.siting.timing import Timing
from planning.supply.values import Door, Unit

Floats = NDArray[np.float64]


def solve_costing(
    timing: Timing, options: Sequence[Option], asked: SitingQuestion, *, effort: Effort
) -> Solved:
    """Answer a question of least time, waits included.

    Columns of the problem are the houses that stand, if they may be given up, then the options;
    what stays, and the musts, serve every point as they are.
    """
    stands_s, options_s = _help_seconds(timing, asked)
    before_s = stands_s.min(axis=1, initial=np.inf)
    is_closable = asked.keep == "closable"
    houses = stands_s.shape[1] if is_closable else 0
    columns_s = np.hstack([stands_s[:, :houses], options_s])
    decided = decided_of(options, asked)
    kept_s = np.full(len(before_s), np.inf) if is_closable else before_s
    must = (houses + decided).tolist()
    solution, phase_of = _solve(
        (columns_s, np.minimum(kept_s, columns_s[:, must].min(axis=1, initial=np.inf))),
        timing,
        options,
        asked=asked,
        effort=effort,
    )
    weight = timing.demand.weight
    served = np.isfinite(np.column_stack([columns_s, before_s])).any(axis=1) & (weight > 0)

    def total(nearest_s: Floats) -> float:
        mine = nearest_s[served]
        return float(weight[served] @ mine if asked.model == "pmedian" else mine.max(initial=0.0))

    open_houses = [one for one in phase_of if one < houses]
    sites = [one for one in phase_of if one >= houses and one not in must]
    picked = sorted([*must, *sites], key=lambda one: phase_of.get(one) or 0)
    base_s = np.minimum(kept_s, columns_s[:, open_houses].min(axis=1, initial=np.inf))

    def with_sites(columns: Sequence[int]) -> float:
        return total(np.minimum(base_s, columns_s[:, columns].min(axis=1, initial=np.inf)))

    after, choices = with_sites(picked), []
    for place, one in enumerate(picked):
        last, now = with_sites(picked[:place]), with_sites(picked[: place + 1])
        adds = last - now if np.isfinite(now) else 0.0
        without = with_sites([other for other in picked if other != one])
        loss = without - after if np.isfinite(after) else 0.0
        if adds > 0 or loss > 0 or one in must:
            phase = phase_of.get(one, 1 if asked.phases else None)
            choices.append(Choice(one - houses, adds, loss, one in must, phase))
    kept = np.unique(timing.house[: len(timing.supply)])[open_houses] if is_closable else None
    found = with_musts(solution, len(decided))
    return Solved(found, tuple(choices), total(before_s), after, kept)


def _solve(
    costs_s: tuple[Floats, Floats],
    timing: Timing,
    options: Sequence[Option],
    *,
    asked: SitingQuestion,
    effort: Effort,
) -> tuple[Solution, dict[int, int | None]]:
    """Give the solution, and its columns with the phase of each."""
    columns_s, given_s = costs_s
    houses, decided = columns_s.shape[1] - len(options), decided_of(options, asked)
    limits = limits_of(timing, options, asked, decided=decided, houses=houses)
    most = most_of(asked, options, houses=houses) - len(decided)
    make = Medians if asked.model == "pmedian" else Centers
    problem = make(columns_s, timing.demand.weight, most, limits, given_s)
    if asked.phases and isinstance(problem, Medians):
        spread = phased(problem, [max(count - len(decided), 0) for count in asked.phases])
        solution = effort.solve(spread.problem)
        return solution, {one: phase + 1 for one, phase in spread.opened(solution.chosen)}
    solution = effort.solve(problem)
    return solution, dict.fromkeys(solution.chosen)


def _help_seconds(timing: Timing, asked: SitingQuestion) -> tuple[Floats, Floats]:
    """Time help from every house that stands, and from every option, at the one moment."""
    ((_, travel_s),) = timing.clocks
    standing = timing.supply.at(timing.moment.when)
    is_here = np.array(
        [
            one.is_in_force(timing.moment.when)
            for one in (*timing.supply.doors, *timing.supply.units)
        ],
        dtype=bool,
    )
    doors = [one for one in timing.stand_ins if isinstance(one, Door)]
    units = [one for one in timing.stand_ins if isinstance(one, Unit)]
    new = Supply(doors, [unit.at(timing.moment.when) for unit in units], np.arange(len(is_here)))
    count = len(is_here)
    stands_s, options_s = (
        times_by_way(
            timing.moment, timing.demand, supply, golden_s=asked.golden_s, travel_s=way_s
        ).help_s
        for supply, way_s in (
            (standing, travel_s[:, :count][:, is_here]),
            (new, travel_s[:, count:]),
        )
    )
    mine = timing.house[:count]
    houses = [
        stands_s[:, mine[is_here] == number].min(axis=1, initial=np.inf)
        for number in np.unique(mine).tolist()
    ]
    by_house = np.column_stack(houses) if houses else np.empty((len(stands_s), 0))
    return by_house, options_s
