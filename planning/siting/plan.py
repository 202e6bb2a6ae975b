"""A plan: which sites, in what order, what each adds, and how far it is from the best there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.crs import Metric
from geo.errors import Fault, FaultsError
from planning.cover.demand import Demand
from planning.cover.houses import Supply, supply_of
from planning.cover.week import week_instants
from planning.location.problem import Solution
from planning.moment import Moment
from planning.siting.candidates import Candidates, LeftOut
from planning.siting.costing import solve_costing
from planning.siting.options import Option, options_of
from planning.siting.questions import COSTING, SitingQuestion
from planning.siting.rows import metres_of
from planning.siting.solved import Choice, Effort, solve_covering
from planning.siting.staffing import Staffing
from planning.siting.timing import Timing, hours_in_time, timing_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Pick:
    """One chosen site.

    Parameters
    ----------
    option
        Where, and in which hours.
    choice
        What it adds and what is lost without it; its phase; whether it was asked for.
    newly
        Points that it brings inside the golden time, by number, at some hour at which nothing
        that stands and nothing before it does.
    """

    option: Option
    choice: Choice
    newly: Ints


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SitingPlan:
    """A plan with its certificate.

    Parameters
    ----------
    moment, demand, asked
        The question.
    candidates, options
        Who could be chosen, and how.
    timing
        Every way it rests on.
    solution
        As the solver gave it, with objective, bound, gap and curve.
    picks
        Chosen sites, in the order of what each adds.
    facilities
        What is there with the plan, by number, as in the tables of `timing`: of what stands all
        that is not given up, then the chosen sites.
    before, value
        Without new sites, and with the plan, as in `planning.siting.solved.Solved`.
    hours_before, hours_after
        Share of the hours at which each point is inside the golden time, shape (points,).
    unreachable
        Points that neither what counts nor any candidate ever brings in time, by number.
    """

    moment: Moment
    demand: Demand
    asked: SitingQuestion
    candidates: Candidates
    options: Sequence[Option]
    timing: Timing
    solution: Solution
    picks: tuple[Pick, ...]
    facilities: NDArray[np.int_]
    before: float
    value: float
    hours_before: Floats
    hours_after: Floats
    unreachable: Ints

    @property
    def total(self) -> float:
        """Weight of all demand."""
        return float(self.demand.weight.sum())

    @property
    def in_time_before(self) -> float:
        """Share of the weight inside the golden time without the plan, mean of the hours."""
        return float(self.hours_before @ self.demand.weight) / self.total

    @property
    def in_time_after(self) -> float:
        """Share of the weight inside the golden time with it, mean of the hours."""
        return float(self.hours_after @ self.demand.weight) / self.total

    @property
    def closed(self) -> tuple[str, ...]:
        """Names of what stands and is given up, with ``closable``."""
        names = self.timing.supply.names
        given_up = np.setdiff1d(np.arange(len(names)), self.facilities)
        return tuple(dict.fromkeys(names[one] for one in given_up.tolist()))

    @property
    def short_provinces(self) -> tuple[str, ...]:
        """Provinces whose share in time is under the least that was asked, by name."""
        provinces = np.array(self.demand.provinces)
        weight, least = self.demand.weight, self.asked.least_share or 0.0
        return tuple(
            name
            for name in np.unique(provinces).tolist()
            if (mine := weight * (provinces == name)).sum() > 0
            and self.hours_after @ mine / mine.sum() < least - 1e-9
        )

    @property
    def least_cost(self) -> float:
        """Cost of a year of the cheapest of all options; infinite if that of none is known."""
        known = (one.cost for one in self.options if one.cost is not None)
        return min(known, default=float("inf"))

    @property
    def fewest_officers(self) -> float:
        """Officers of the option that takes fewest."""
        return min(one.officers for one in self.options)

    @property
    def out_of_means(self) -> Literal["budget", "officers"] | None:
        """Which of the means is too small for the cheapest of all sites; None if neither is."""
        if self.asked.budget and self.asked.budget < self.least_cost < float("inf"):
            return "budget"
        if self.asked.officers is not None and self.fewest_officers > self.asked.officers:
            return "officers"
        return None

    @property
    def officers(self) -> float:
        """Officers that the chosen sites take."""
        return sum(pick.option.officers for pick in self.picks)

    @property
    def cost(self) -> float | None:
        """Cost of a year of the chosen sites; None if that of one is not known."""
        costs = [pick.option.cost for pick in self.picks if pick.option.cost is not None]
        return sum(costs) if len(costs) == len(self.picks) else None


def plan_sites(
    moment: Moment,
    demand: Demand,
    candidates: Candidates,
    *,
    asked: SitingQuestion,
    staffing: Staffing | None = None,
    effort: Effort | None = None,
) -> SitingPlan:
    """Find where sites go, and say what no plan can beat.

    Parameters
    ----------
    moment
        The country; with a span of a week, the week it lies in. Weights are of the moment.
    demand
        What is to be covered.
    candidates
        Where sites could be.
    asked
        The question.
    staffing
        Rules of work.
    effort
        How long to look.

    Raises
    ------
    FaultsError
        If the question does not fit the candidates: unknown ids, no candidate left, more
        musts than sites, no cost known where there is a budget.
    """
    supply = supply_of(moment, asked.direction, police=asked.police)
    if asked.keep == "none":
        supply = Supply([], [], np.empty(0, dtype=np.int_))
    candidates = _apart(moment, candidates, supply, asked=asked)
    options = _options(moment, candidates, asked, staffing=staffing or Staffing())
    timing = _timing(moment, demand, options, supply=supply, asked=asked)
    kinds = timing.kinds(asked.golden_s)
    answer = solve_costing if asked.model in COSTING else solve_covering
    found = answer(timing, options, asked, effort=effort or Effort())
    stands = np.arange(len(timing.supply))
    now = stands
    if found.kept is not None:
        now = stands[np.isin(timing.house[: len(stands)], found.kept)]
    picks, hours = [], hours_in_time(kinds, now)
    for choice in found.choices:
        now = np.append(now, len(stands) + choice.option)
        before, hours = hours, hours_in_time(kinds, now)
        picks.append(Pick(options[choice.option], choice, np.flatnonzero(hours > before)))
    ever = hours_in_time(kinds, np.arange(len(timing.house)))
    return SitingPlan(
        moment=moment,
        demand=demand,
        asked=asked,
        candidates=candidates,
        options=options,
        timing=timing,
        solution=found.solution,
        picks=tuple(picks),
        facilities=now,
        before=found.before,
        value=found.value,
        hours_before=hours_in_time(kinds, stands),
        hours_after=hours,
        unreachable=np.flatnonzero((ever == 0) & (demand.weight > 0)),
    )


def _options(
    moment: Moment, candidates: Candidates, asked: SitingQuestion, *, staffing: Staffing
) -> list[Option]:
    known = {one.id for one in candidates.kept}
    left_out = {one.candidate.id: one.why for one in candidates.left_out}
    faults = []
    for name in (*asked.must, *asked.never):
        spot = name.split(" ", 1)[0]
        if spot in left_out and name in asked.must:
            faults.append(
                Fault("CANDIDATE", f"{name[:60]!r} is left out: {left_out[spot].replace('_', ' ')}")
            )
        elif spot not in known and spot not in left_out:
            faults.append(Fault("CANDIDATE", f"no candidate {name[:60]!r}"))
    many = len(set(asked.must))
    if asked.sites is not None and many > asked.sites:
        faults.append(Fault("RANGE", f"{many} musts are more than p = {asked.sites}"))
    if faults:
        raise FaultsError("the question", faults)
    kept = [one for one in candidates.kept if one.id not in asked.never]
    options = options_of(moment, kept, hours=asked.hours, role=asked.role, staffing=staffing)
    options = [option for option in options if option.id not in asked.never]
    if any(one.capacity is not None for one in kept) and not asked.is_plain:
        told = "capacities go with mclp alone, without phases, worst hour or least share"
        raise FaultsError("the question", [Fault("TOGETHER", told)])
    if not options:
        reasons = ", ".join(sorted(why.replace("_", " ") for why in set(left_out.values())))
        reasons = reasons or "none of this kind is on file"
        raise FaultsError("candidates", [Fault("NO_ROWS", f"no candidate is left ({reasons})")])
    places = len({option.candidate.id for option in options})
    is_crowded = bool(asked.spacing_m)  # fewer than asked for may find room
    if asked.sites is not None and asked.sites > places and not is_crowded:
        told = f"p {asked.sites}: give 1 to {places}, the number of candidates"
        raise FaultsError("the question", [Fault("RANGE", told)])
    return options


def _apart(
    moment: Moment, candidates: Candidates, supply: Supply, *, asked: SitingQuestion
) -> Candidates:
    """Leave out what is nearer to a house that is kept than sites may be to each other."""
    if not (asked.spacing_m and asked.keep == "existing" and len(supply) and candidates.kept):
        return candidates
    metres = Metric(moment.pack.crs).to_metres
    stands = cKDTree(np.column_stack(metres(supply.lon, supply.lat)))
    kept, left_out = [], list(candidates.left_out)
    away_m = np.asarray(stands.query(metres_of(moment, candidates.kept))[0]).tolist()
    for one, near_m in zip(candidates.kept, away_m, strict=True):
        if near_m < asked.spacing_m:
            left_out.append(LeftOut(one, "too_near", near_m))
        else:
            kept.append(one)
    return Candidates(tuple(kept), tuple(left_out))


def _timing(
    moment: Moment,
    demand: Demand,
    options: Sequence[Option],
    *,
    supply: Supply,
    asked: SitingQuestion,
) -> Timing:
    longest_s = asked.golden_s * (2.0 if asked.model == "fading" else 1.0)
    return timing_of(
        moment,
        demand,
        supply,
        options=options,
        instants=(moment.when,) if asked.span == "moment" else week_instants(moment),
        longest_s=np.inf if asked.model in COSTING else _SHAKEN * longest_s,
    )


_SHAKEN = 1.8  # quicker roads and longer golden times of a stability run reach farther
