"""A scenario: a baseline question and changes, and the new pack that they give."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations
from types import MappingProxyType
from typing import Any, get_args

from geo.errors import Fault, FaultsError, GreenZoneError
from geo.notation.reading import excerpt
from planning.cover.demand import DemandKind
from planning.cover.houses import Direction
from planning.moment import Moment, moment_of, parse_when
from planning.packs import Pack
from planning.scenarios import changes as on_the_map
from planning.scenarios import conditions
from planning.scenarios.applying import apply_change
from planning.scenarios.changes import Change
from planning.scenarios.conditioning import with_golden
from planning.supply.facilities import PolicePolicy

CHANGES: Mapping[str, type[Change]] = MappingProxyType(
    {
        kind.key: kind
        for kind in (
            *(on_the_map.OpenZone, on_the_map.SetHours, on_the_map.SetAdmission),
            *(on_the_map.SetZone, on_the_map.PostOfficers, on_the_map.SetOnCall),
            *(on_the_map.RemoveUnit, on_the_map.CloseRoad, on_the_map.OpenRoad),
            *(on_the_map.Trust, conditions.Season, conditions.GoldenTime, conditions.Police),
            *(conditions.SpeedFactor, conditions.SetTurnout, conditions.AsOf),
        )
    }
)
"""Every kind of change by its key."""
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
POLICIES: tuple[PolicePolicy, ...] = get_args(PolicePolicy)
DEMANDS: tuple[DemandKind, ...] = get_args(DemandKind)
MOST_CHANGES = 200
MOST_NAME = 80


@dataclass(frozen=True, slots=True)
class Scenario:
    """A baseline question and what is other than in the pack. Never mutated.

    Parameters
    ----------
    name
        Short name; decides no number.
    title_en, title_ko
        What a person reads; may be empty.
    pack
        Short name of the country it was made for; empty: any.
    when
        ISO 8601 instant, local time there without an offset; empty: the instant of asking.
    golden_min
        Golden time, minutes; None: the pack's.
    direction, police, demand
        The question, as `planning.coverage.assess_coverage` takes it.
    changes
        In the order in which they are made.
    """

    name: str
    title_en: str = ""
    title_ko: str = ""
    pack: str = ""
    when: str = ""
    golden_min: float | None = None
    direction: Direction = "either"
    police: PolicePolicy = "none"
    demand: DemandKind = "sites"
    changes: tuple[Change, ...] = ()

    def but(self, *more: Change) -> "Scenario":
        """Give the scenario with further changes."""
        return replace(self, changes=(*self.changes, *more))

    def renamed(self, name: str, *, pack: str) -> "Scenario":
        """Give the scenario under a name of its own, made for a pack, without titles."""
        return replace(self, name=name, pack=pack, title_en="", title_ko="")

    @property
    def instant(self) -> str:
        """Text of the instant that is asked about, changes made; empty: that of asking."""
        instants = [one.when for one in self.changes if isinstance(one, conditions.AsOf)]
        return instants[-1] if instants else self.when

    @property
    def settings(self) -> dict[str, Any]:
        """Everything of it that decides a number: the question and the changes."""
        return {
            "when": self.when,
            "golden_min": self.golden_min,
            "direction": self.direction,
            "police": self.police,
            "demand": self.demand,
            "changes": [[one.key, one.settings] for one in self.changes],
        }


BASELINE = Scenario("baseline")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked once every change is made.

    Parameters
    ----------
    when
        Aware instant, in the pack's zone.
    golden_s
        Golden time, seconds, inclusive.
    direction, police, demand
        As `planning.coverage.assess_coverage` takes them.
    """

    when: datetime
    golden_s: float
    direction: Direction
    police: PolicePolicy
    demand: DemandKind


def applied(pack: Pack, scenario: Scenario) -> Pack:
    """Give the pack as it is in a scenario: new layers and settings, the same roads.

    Parameters
    ----------
    pack
        The baseline; not changed.
    scenario
        What is other.

    Raises
    ------
    FaultsError
        Naming every fault of the scenario: unknown ids, roads and places, hours that cannot
        be read, numbers out of range, changes that contradict each other.
    """
    changed, faults = _fold(pack, scenario)
    if faults:
        raise FaultsError(f"scenario {excerpt(scenario.name)}", faults)
    return changed


def moment_in(pack: Pack, scenario: Scenario, when: datetime | None = None) -> Moment:
    """Set a pack to the instant of a scenario, its changes made; `when` wins if it is given.

    Raises
    ------
    FaultsError
        As `applied`.
    """
    changed = applied(pack, scenario)
    return moment_of(changed, asked(changed, scenario, when).when)


def asked(changed: Pack, scenario: Scenario, when: datetime | None = None) -> Question:
    """Give the question of a scenario.

    Parameters
    ----------
    changed
        The pack as `applied` gives it.
    scenario
        The scenario.
    when
        An instant that wins over the scenario's own.
    """
    policies = [one.police for one in scenario.changes if isinstance(one, conditions.Police)]
    police = policies[-1] if policies else scenario.police
    return Question(
        when=when or parse_when(scenario.instant or "now", changed),
        golden_s=changed.settings.golden_s,
        direction=scenario.direction,
        police=police,
        demand=scenario.demand,
    )


def _fold(pack: Pack, scenario: Scenario) -> tuple[Pack, list[Fault]]:
    """Make the changes one after the other; one that cannot be made is told and left out."""
    changed, faults = pack, list(_question_faults(pack, scenario))
    try:
        changed = with_golden(changed, scenario.golden_min)
    except FaultsError as error:
        faults += error.faults
    for number, change in enumerate(scenario.changes, start=1):
        try:
            changed = apply_change(change, changed)
        except FaultsError as error:
            where = f"change {number}, {change.key}"
            faults += [Fault(one.code, f"{where}: {one}") for one in error.faults]
    return changed, [*faults, *_contradictions(scenario.changes)]


def _question_faults(pack: Pack, scenario: Scenario) -> Iterator[Fault]:
    if not 0 < len(scenario.name.strip()) <= MOST_NAME:
        yield Fault("BLANK", f"the name has {len(scenario.name)} letters; give 1 to {MOST_NAME}")
    if scenario.pack not in {"", pack.name}:
        message = f"it was made for pack {excerpt(scenario.pack)}, not for {excerpt(pack.name)}"
        yield Fault("OTHER_PACK", message)
    if len(scenario.changes) > MOST_CHANGES:
        message = f"{len(scenario.changes)} changes are too many; give up to {MOST_CHANGES}"
        yield Fault("TOO_LARGE", message)
    words = {"direction": DIRECTIONS, "police": POLICIES, "demand": DEMANDS}
    for name, known in words.items():
        if getattr(scenario, name) not in known:
            message = f"{name} {excerpt(str(getattr(scenario, name)))}: give {', '.join(known)}"
            yield Fault("BAD_WORD", message)
    if scenario.when:
        try:
            moment_of(pack, parse_when(scenario.when, pack))
        except GreenZoneError as error:
            yield Fault(error.code, f"when: {error}")


def _contradictions(changes: Sequence[Change]) -> Iterator[Fault]:
    """Name each pair of changes that settle one field differently."""
    numbered = enumerate(changes[:MOST_CHANGES], start=1)
    for (first, one), (second, other) in combinations(numbered, 2):
        for claim in sorted(one.claims.keys() & other.claims.keys()):
            before, after = one.claims[claim], other.claims[claim]
            if before != after:
                message = (
                    f"changes {first} and {second} contradict each other on {excerpt(claim[0])}, "
                    f"{claim[1]}: {excerpt(str(before))} and {excerpt(str(after))}; "
                    "keep one"
                )
                yield Fault("CONTRADICTION", message)
