"""How far each headline moves with the golden time, with speeds, and with what is not known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from planning.cover.demand import DemandKind
from planning.coverage import Coverage
from planning.golden import latest_s
from planning.packs import Pack
from planning.scenarios.applying import apply_change
from planning.scenarios.assessing import cover
from planning.scenarios.conditions import SpeedFactor
from planning.scenarios.gaps import DataGap, data_gaps
from planning.scenarios.scenario import Question, Scenario, applied, asked

GOLDEN_MIN = (30.0, 45.0, 60.0, 90.0, 120.0)
SPEED_FACTORS = (0.8, 1.0, 1.2)
WORST = 3
Shares = Mapping[DemandKind, float]


@dataclass(frozen=True, slots=True)
class GapEffect:
    """What one gap in the data would move a headline by, taken at its best.

    Parameters
    ----------
    gap
        What is not known.
    share
        Covered share at the gap's best, 0..1.
    moves
        By how much that is more than the headline.
    """

    gap: DataGap
    share: float
    moves: float


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How far the headlines of a scenario move.

    Parameters
    ----------
    scenario, question
        What was asked.
    headline
        Covered share by kind of demand.
    golden_min, speed_factor
        Covered shares at each golden time (minutes) and each factor of speed.
    worst_gaps
        By kind: the gaps that move its headline most, those that move nothing left out.
    gap_count
        How many gaps were looked at.
    """

    scenario: Scenario
    question: Question
    headline: Shares
    golden_min: Mapping[float, Shares]
    speed_factor: Mapping[float, Shares]
    worst_gaps: Mapping[DemandKind, tuple[GapEffect, ...]]
    gap_count: int


def sensitivity(
    pack: Pack,
    scenario: Scenario,
    *,
    when: datetime | None = None,
    kinds: Sequence[DemandKind] = ("sites", "people"),
) -> Sensitivity:
    """Turn one knob at a time and count again.

    Parameters
    ----------
    pack
        The baseline.
    scenario
        What is other; may be `planning.scenarios.scenario.BASELINE`.
    when
        An instant that wins over the scenario's own.
    kinds
        Which headlines.

    Raises
    ------
    FaultsError, NoResourceError
        As `planning.scenarios.assessing.assess`.
    """
    changed = applied(pack, scenario)
    question = asked(changed, scenario, when)
    base = cover(changed, question, kinds)
    headline = _shares(base)
    gaps = data_gaps(changed, question.when, police=question.police)
    best = [(gap, _shares(cover(_at_best(changed, gap), question, kinds))) for gap in gaps]
    return Sensitivity(
        scenario=scenario,
        question=question,
        headline=headline,
        golden_min=MappingProxyType({one: _within(base, 60 * one) for one in GOLDEN_MIN}),
        speed_factor=MappingProxyType(
            {one: _shares(_at_speed(changed, question, kinds, factor=one)) for one in SPEED_FACTORS}
        ),
        worst_gaps=MappingProxyType({kind: _worst(kind, headline, best) for kind in kinds}),
        gap_count=len(gaps),
    )


def _shares(coverage: Mapping[DemandKind, Coverage]) -> Shares:
    return MappingProxyType({kind: one.covered_share for kind, one in coverage.items()})


def _within(coverage: Mapping[DemandKind, Coverage], golden_s: float) -> Shares:
    """Give the shares for another golden time: it moves no unit and opens no door."""
    return MappingProxyType(
        {
            kind: float(one.demand.weight[one.eta_s <= latest_s(golden_s)].sum()) / one.total_weight
            for kind, one in coverage.items()
        }
    )


def _at_speed(
    changed: Pack, question: Question, kinds: Sequence[DemandKind], *, factor: float
) -> Mapping[DemandKind, Coverage]:
    return cover(apply_change(SpeedFactor(factor), changed), question, kinds)


def _at_best(changed: Pack, gap: DataGap) -> Pack:
    for change in gap.best:
        changed = apply_change(change, changed)
    return changed


def _worst(
    kind: DemandKind, headline: Shares, best: Sequence[tuple[DataGap, Shares]]
) -> tuple[GapEffect, ...]:
    effects = [GapEffect(gap, at[kind], at[kind] - headline[kind]) for gap, at in best]
    moving = [one for one in effects if one.moves > 0]
    return tuple(sorted(moving, key=lambda one: (-one.moves, one.gap.id))[:WORST])
