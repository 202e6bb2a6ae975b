"""Two scenarios side by side: who is reached in one and not in the other, and what else differs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from planning.cover.areas import cover_by_area
from planning.cover.demand import DemandKind
from planning.coverage import Coverage
from planning.packs import Pack
from planning.scenarios.assessing import KINDS, Assessed, assess
from planning.scenarios.differences import Difference, demand_difference, differing
from planning.scenarios.scenario import Scenario, applied, asked

COVERED = "covered"
"""Stands where a cause would, for a place that is reached in time."""
NOT_COUNTED = "not_counted"
"""Stands where a cause would, for a place that has no weight in that scenario."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A place that is reached in one scenario only.

    Parameters
    ----------
    id, name, province, lon, lat
        The place, EPSG:4326.
    weight
        Its weight in the scenario that reaches it.
    before, after
        `COVERED`, `NOT_COUNTED` or a cause of `planning.cover.causes.CAUSES`.
    """

    id: str
    name: str
    province: str
    lon: float
    lat: float
    weight: float
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Tally:
    """What two scenarios reach of one kind of demand.

    Parameters
    ----------
    before, after
        Coverage in each.
    gains, losses
        Places that only the second reaches, and only the first, the heaviest first.
    """

    before: Coverage
    after: Coverage
    gains: tuple[Turn, ...]
    losses: tuple[Turn, ...]

    @property
    def share_difference(self) -> float:
        """Covered share of the second less that of the first."""
        return self.after.covered_share - self.before.covered_share

    @property
    def weight_difference(self) -> float:
        """Covered weight of the second less that of the first."""
        return self.after.covered_weight - self.before.covered_weight

    def by_province(self) -> dict[str, tuple[tuple[float, float], tuple[float, float]]]:
        """Covered and total weight before and after, by province; provinces by name."""
        before, after = (
            {
                area.name: (area.covered_weight, area.total_weight)
                for area in cover_by_area(one.demand, one.houses, "province")
            }
            for one in (self.before, self.after)
        )
        none = (0.0, 0.0)
        names = sorted({*before, *after})
        return {name: (before.get(name, none), after.get(name, none)) for name in names}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two scenarios, their difference, and every setting in which they differ.

    Parameters
    ----------
    before, after
        The scenarios with their figures.
    tallies
        By what was to be covered.
    differences
        Settings that differ: with any of these the figures do not compare as they stand.
    """

    before: Assessed
    after: Assessed
    tallies: Mapping[DemandKind, Tally]
    differences: tuple[Difference, ...]

    @property
    def is_like_for_like(self) -> bool:
        """Whether both were asked under the same settings."""
        return not self.differences


def compare(
    pack: Pack,
    before: Scenario,
    after: Scenario,
    *,
    when: datetime | None = None,
    kinds: Sequence[DemandKind] = KINDS,
) -> Comparison:
    """Hold two scenarios of one pack against each other.

    A scenario that names no instant is asked at that of the other, and both at one instant
    if neither does.

    Parameters
    ----------
    pack
        The baseline of both.
    before, after
        Gains are what only the second reaches.
    when
        An instant that wins over the scenarios' own.
    kinds
        What is to be covered.

    Raises
    ------
    FaultsError, NoResourceError
        As `assess`.
    """
    if when is None and not (before.instant and after.instant):
        named = before if before.instant else after
        when = asked(applied(pack, named), named).when
    first = assess(pack, before, when=when, kinds=kinds)
    second = assess(pack, after, when=when, kinds=kinds)
    return compared(first, second)


def compared(before: Assessed, after: Assessed) -> Comparison:
    """Hold two scenarios with their figures against each other, be it of two states of a pack."""
    kinds = [kind for kind in before.coverage if kind in after.coverage]
    tallies = {kind: _tally(before.coverage[kind], after.coverage[kind]) for kind in kinds}
    differences = [*_pack_differences(before, after), *differing(before.setting, after.setting)]
    for kind, tally in tallies.items():
        differences += demand_difference(kind, tally.before.demand, tally.after.demand)
    return Comparison(before, after, MappingProxyType(tallies), tuple(differences))


def _pack_differences(before: Assessed, after: Assessed) -> Iterator[Difference]:
    if before.pack_name != after.pack_name:
        yield Difference("pack", before.pack_name, after.pack_name)
    if before.pack_hash != after.pack_hash:
        yield Difference("pack files", before.pack_hash, after.pack_hash)


def _tally(before: Coverage, after: Coverage) -> Tally:
    old, new = _states(before), _states(after)
    turns = [
        (point, old.get(point, NOT_COUNTED), new.get(point, NOT_COUNTED))
        for point in {**old, **new}
    ]
    gains = [_turn(after, *one) for one in turns if one[1] != COVERED == one[2]]
    losses = [_turn(before, *one) for one in turns if one[1] == COVERED != one[2]]
    return Tally(before, after, _heaviest_first(gains), _heaviest_first(losses))


def _states(coverage: Coverage) -> dict[str, str]:
    """Give the cause, or `COVERED`, of every point by its id."""
    causes = {gap.id: gap.cause for gap in coverage.gaps}
    return {point: causes.get(point, COVERED) for point in coverage.demand.ids}


def _turn(coverage: Coverage, point: str, *states: str) -> Turn:
    demand = coverage.demand
    row = demand.ids.index(point)
    before, after = states
    return Turn(
        id=point,
        name=demand.names[row],
        province=demand.provinces[row],
        lon=float(demand.points.lon[row]),
        lat=float(demand.points.lat[row]),
        weight=float(demand.weight[row]),
        before=before,
        after=after,
    )


def _heaviest_first(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    return tuple(sorted(turns, key=lambda turn: (-turn.weight, turn.id)))
