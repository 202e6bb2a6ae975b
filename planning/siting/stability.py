"""How firm a plan is: the same question under shaken demand, speeds and golden time."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planning.siting.costing import solve_costing
from planning.siting.plan import SitingPlan
from planning.siting.questions import COSTING
from planning.siting.solved import Effort, solve_covering
from planning.siting.timing import Timing, hours_in_time

Floats = NDArray[np.float64]
ROBUST = 0.9
"""Share of the shaken plans in which a robust site stands, at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shake:
    """How far the world may be from the data, each as the spread of a logarithm.

    Parameters
    ----------
    weight, speed, golden
        Of each point's weight, of all speeds together, of the golden time.
    runs
        Number of shaken worlds.
    """

    weight: float = 0.3
    speed: float = 0.1
    golden: float = 0.1
    runs: int = 10


@dataclass(frozen=True, slots=True, eq=False)
class Stability:
    """What shaking does to a plan.

    Parameters
    ----------
    runs
        Number of shaken worlds that were asked.
    stands
        In how many of their plans each site of the plan stands, in its order.
    others
        Candidates that are not in the plan and stand in others, the most frequent first, with
        in how many.
    shares
        Share of the weight inside the golden time with the unchanged plan in each world.
    """

    runs: int
    stands: tuple[int, ...]
    others: tuple[tuple[str, int], ...]
    shares: tuple[float, ...]

    @property
    def robust(self) -> tuple[bool, ...]:
        """Which sites of the plan stand in nearly every plan."""
        return tuple(self.runs > 0 and count >= ROBUST * self.runs for count in self.stands)


def shaken(
    plan: SitingPlan,
    shake: Shake | None = None,
    *,
    seed: int = 0,
    seconds_each: float = 1.0,
    is_cancelled: Callable[[], bool] | None = None,
) -> Stability:
    """Ask the question of a plan in shaken worlds.

    Parameters
    ----------
    plan
        The plan.
    shake
        How far each world is from the data.
    seed
        Of the worlds.
    seconds_each
        Time limit of each plan.
    is_cancelled
        Asked before each world; what is known then is given.
    """
    shake = shake or Shake()
    answer = solve_costing if plan.asked.model in COSTING else solve_covering
    counts: dict[str, int] = {}
    shares = []
    for run in range(shake.runs):
        if is_cancelled is not None and is_cancelled():
            break
        rng = np.random.default_rng((seed, run))
        weight = plan.demand.weight * rng.lognormal(0.0, shake.weight, len(plan.demand.weight))
        slower = float(np.clip(rng.lognormal(0.0, shake.speed), 0.75, 1.35))
        golden_s = plan.asked.golden_s * float(
            np.clip(rng.lognormal(0.0, shake.golden), 0.75, 1.35)
        )
        timing = _slower(plan.timing, slower, weight=weight)
        asked = replace(plan.asked, golden_s=golden_s)
        effort = Effort(seconds_each, seed, is_cancelled=is_cancelled)
        found = answer(timing, plan.options, asked, effort=effort)
        for choice in found.choices:
            name = plan.options[choice.option].id
            counts[name] = counts.get(name, 0) + 1
        shares.append(_share(plan, timing, golden_s))
    mine = [pick.option.id for pick in plan.picks]
    others = sorted(
        ((name, count) for name, count in counts.items() if name not in mine),
        key=lambda one: (-one[1], one[0]),
    )
    return Stability(
        len(shares), tuple(counts.get(name, 0) for name in mine), tuple(others), tuple(shares)
    )


def _slower(timing: Timing, slower: float, *, weight: Floats) -> Timing:
    clocks = [(numbers, slower * travel_s) for numbers, travel_s in timing.clocks]
    return replace(timing, clocks=clocks, demand=replace(timing.demand, weight=weight))


def _share(plan: SitingPlan, timing: Timing, golden_s: float) -> float:
    """Share of the weight in time with the plan as it is, in another world."""
    weight = timing.demand.weight
    hours = hours_in_time(timing.kinds(golden_s), plan.facilities)
    return float(hours @ weight / weight.sum())
