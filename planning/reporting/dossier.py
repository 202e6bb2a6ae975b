"""All figures of a report, gathered once: the page and the tables say the same."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from planning.cover.areas import AreaCover, AreaKind, cover_by_area
from planning.cover.week import Week, assess_week
from planning.coverage import Coverage, assess_coverage
from planning.moment import Moment
from planning.reporting.ages import LayerAge, layer_ages
from planning.scenarios.compare import Comparison
from planning.scenarios.files import LoadedScenario
from planning.scenarios.fingerprint import joined_hash, pack_hash
from planning.scenarios.scenario import BASELINE, Scenario
from planning.supply.facilities import PolicePolicy
from planning.supply.readiness import (
    NationalTable,
    ReadinessEffect,
    national_table,
    ready_only,
)
from planning.supply.trust import Trust, province_table

AREAS: tuple[AreaKind, ...] = ("province", "district", "hex")
POLICIES: tuple[PolicePolicy, ...] = ("none", "trusted", "all")


@dataclass(frozen=True, slots=True)
class Dossier:
    """The figures of one report.

    Parameters
    ----------
    coverage
        The question and its answer at the moment.
    week
        The same question at each hour of the week.
    safe
        The same at the moment by ways out of danger; None if nobody asked.
    by_police
        The same at the moment by which police posts count.
    areas
        Cover by area, by the kind of area.
    readiness, effect
        Checklists of the Green Zones, and the cover with the ready ones only.
    trust
        How far the police may be relied on, by province.
    loaded
        The scenario that the moment is in; the baseline is the pack as it is.
    comparison
        The scenario held against another; None if nobody asked.
    layers
        How old the data are.
    hash, pack_hash
        Digits of everything that decides a number here, and of the data alone.
    """

    coverage: Coverage
    week: Week
    safe: Coverage | None
    by_police: Mapping[PolicePolicy, Coverage]
    areas: Mapping[AreaKind, tuple[AreaCover, ...]]
    readiness: NationalTable
    effect: ReadinessEffect
    trust: Mapping[str, Trust]
    loaded: LoadedScenario
    comparison: Comparison | None
    layers: tuple[LayerAge, ...]
    hash: str
    pack_hash: str

    @property
    def moment(self) -> Moment:
        """The country at the instant asked about."""
        return self.coverage.moment


def dossier_of(
    coverage: Coverage,
    *,
    most_hazard: float | None = None,
    loaded: LoadedScenario | None = None,
    comparison: Comparison | None = None,
) -> Dossier:
    """Gather the figures of a report.

    Parameters
    ----------
    coverage
        The answer at the moment, of the doors on the map.
    most_hazard
        Limit of hazard of the safe coverage, 0..1; None: it is left out.
    loaded
        The scenario that the moment is in; None: the pack as it is.
    comparison
        The scenario held against another.

    Raises
    ------
    SettingError
        If the limit is not from 0 to 1.
    """
    moment, demand, policy = coverage.moment, coverage.demand, coverage.police
    digits = pack_hash(moment.pack)
    return Dossier(
        coverage=coverage,
        week=assess_week(
            moment,
            demand,
            golden_s=coverage.golden_s,
            direction=coverage.direction,
            police=policy,
            most_hazard=coverage.most_hazard,
        ),
        safe=None if most_hazard is None else _again(coverage, most_hazard=most_hazard),
        by_police=MappingProxyType(
            {one: coverage if one == policy else _again(coverage, police=one) for one in POLICIES}
        ),
        areas=MappingProxyType(
            {kind: tuple(cover_by_area(demand, coverage.houses, kind)) for kind in AREAS}
        ),
        readiness=national_table(moment),
        effect=ReadinessEffect(coverage, _with_ready_zones(coverage)),
        trust=MappingProxyType(province_table(moment)),
        loaded=loaded or LoadedScenario(BASELINE),
        comparison=comparison,
        layers=layer_ages(moment.pack),
        hash=joined_hash(f"{digits}{_beyond(coverage, most_hazard)}", question_of(coverage)),
        pack_hash=digits,
    )


def question_of(coverage: Coverage) -> Scenario:
    """Give the question of an answer as a scenario that changes nothing else.

    Its `planning.scenarios.fingerprint.scenario_hash` is the hash of the report, unless
    something was asked that no scenario says: a limit of hazard, busy units, other points.
    """
    kind = coverage.demand.kind
    return Scenario(
        "report",
        when=coverage.moment.when.isoformat(),
        golden_min=coverage.golden_s / 60,
        direction=coverage.direction,
        police=coverage.police,
        demand=kind,
    )


def _beyond(coverage: Coverage, most_hazard: float | None) -> str:
    """Write what decides a number and no scenario says; empty in the usual case."""
    said = []
    for name, limit in (("safe", most_hazard), ("hazard", coverage.most_hazard)):
        if limit is not None:
            said.append(f"{name} {limit:g}")
    if coverage.moment.busy:
        said.append(f"busy {sorted(coverage.moment.busy)}")
    if coverage.demand.kind == "points":
        demand, points = coverage.demand, coverage.demand.points
        whole = hashlib.sha256(repr(list(demand.ids)).encode())
        for numbers in (points.lon, points.lat, points.error_m, demand.weight):
            whole.update(numbers.tobytes())
        said.append(f"points {whole.hexdigest()}")
    return "".join(f"\n{one}" for one in said)


def _again(
    coverage: Coverage,
    *,
    moment: Moment | None = None,
    police: PolicePolicy | None = None,
    most_hazard: float | None = None,
) -> Coverage:
    """Ask the same, but for what is given."""
    return assess_coverage(
        moment or coverage.moment,
        coverage.demand,
        golden_s=coverage.golden_s,
        direction=coverage.direction,
        police=police or coverage.police,
        most_hazard=coverage.most_hazard if most_hazard is None else most_hazard,
    )


def _with_ready_zones(coverage: Coverage) -> Coverage:
    moment = coverage.moment
    pack = ready_only(moment.pack, moment)
    if pack is moment.pack:
        return coverage
    return _again(coverage, moment=replace(moment, pack=pack))
