"""The figures of one scenario: what it reaches, under which question, with which digits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from planning.cover.demand import DemandKind, demand_of
from planning.coverage import Coverage, assess_coverage
from planning.moment import moment_of
from planning.packs import Pack
from planning.scenarios.differences import Setting
from planning.scenarios.fingerprint import joined_hash, pack_hash
from planning.scenarios.scenario import Question, Scenario, applied, asked

KINDS: tuple[DemandKind, ...] = ("sites", "people", "places")


@dataclass(frozen=True, slots=True)
class Assessed:
    """A scenario with its figures.

    Parameters
    ----------
    scenario
        What was asked.
    pack_name, pack_hash, hash
        Of which country, the digits of its data, and the digits of all settings.
    setting
        The question and the numbers under which the figures hold.
    coverage
        By what was to be covered.
    """

    scenario: Scenario
    pack_name: str
    pack_hash: str
    hash: str
    setting: Setting
    coverage: Mapping[DemandKind, Coverage]

    @property
    def question(self) -> Question:
        """What was asked once every change was made."""
        return self.setting.question


def assess(
    pack: Pack,
    scenario: Scenario,
    *,
    when: datetime | None = None,
    kinds: Sequence[DemandKind] = KINDS,
) -> Assessed:
    """Count what a scenario reaches.

    Parameters
    ----------
    pack
        The baseline.
    scenario
        What is other.
    when
        An instant that wins over the scenario's own.
    kinds
        What is to be covered.

    Raises
    ------
    FaultsError
        If the scenario has faults.
    NoResourceError
        If nothing of a kind has any weight.
    """
    changed = applied(pack, scenario)
    return assess_changed(
        pack, scenario, changed=changed, question=asked(changed, scenario, when), kinds=kinds
    )


def assess_changed(
    pack: Pack,
    scenario: Scenario,
    *,
    changed: Pack,
    question: Question,
    kinds: Sequence[DemandKind],
) -> Assessed:
    """Count what a scenario reaches whose changes are made, under a question.

    Parameters
    ----------
    pack, scenario
        The baseline, and what is other.
    changed
        The pack with the changes of the scenario.
    question
        What is asked, in place of the scenario's own question.
    kinds
        What is to be covered.

    Raises
    ------
    NoResourceError
        If nothing of a kind has any weight.
    """
    digits = pack_hash(pack)
    return Assessed(
        scenario=scenario,
        pack_name=pack.name,
        pack_hash=digits,
        hash=joined_hash(digits, scenario),
        setting=Setting(question, changed.settings, changed.zone),
        coverage=cover(changed, question, kinds),
    )


def cover(
    changed: Pack, question: Question, kinds: Sequence[DemandKind]
) -> Mapping[DemandKind, Coverage]:
    """Count what is reached of each kind in a pack whose changes are made.

    Raises
    ------
    NoResourceError
        If nothing of a kind has any weight.
    """
    moment = moment_of(changed, question.when)
    return MappingProxyType(
        {
            kind: assess_coverage(
                moment,
                demand_of(moment, kind),
                golden_s=question.golden_s,
                direction=question.direction,
                police=question.police,
            )
            for kind in kinds
        }
    )
