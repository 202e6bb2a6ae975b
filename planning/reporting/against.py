"""The scenario of a report held against another, both asked the question of the report."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from geo.errors import NoResourceError
from planning.cover.demand import DemandKind, demand_of
from planning.moment import Moment, moment_of
from planning.packs import Pack
from planning.scenarios.assessing import KINDS, assess_changed
from planning.scenarios.compare import Comparison, compared
from planning.scenarios.scenario import Question, Scenario, applied, asked


def held_against(
    pack: Pack,
    before: Scenario,
    after: Scenario,
    *,
    when: datetime,
    given: Mapping[str, Any],
) -> Comparison:
    """Hold the scenario of a report against another.

    Parameters
    ----------
    pack
        The country as it is.
    before, after
        The other scenario and that of the report: gains are what only the second reaches.
    when
        The instant of the report. The other scenario keeps an instant of its own, unless
        `given` has ``when``.
    given
        Fields of `planning.scenarios.scenario.Question` that were asked for in so many words:
        they hold for both.

    Raises
    ------
    FaultsError
        If a scenario has faults.
    """
    own = when if "when" in given or not before.instant else None
    one, other = (
        _posed(pack, before, when=own, given=given),
        _posed(pack, after, when=when, given=given),
    )
    moments = [moment_of(changed, question.when) for changed, question in (one, other)]
    kinds = [kind for kind in KINDS if all(_has(moment, kind) for moment in moments)]
    return compared(
        *(
            assess_changed(pack, scenario, changed=changed, question=question, kinds=kinds)
            for scenario, (changed, question) in ((before, one), (after, other))
        )
    )


def _posed(
    pack: Pack, scenario: Scenario, *, when: datetime | None, given: Mapping[str, Any]
) -> tuple[Pack, Question]:
    changed = applied(pack, scenario)
    return changed, replace(asked(changed, scenario, when), **given)


def _has(moment: Moment, kind: DemandKind) -> bool:
    with suppress(NoResourceError):
        return len(demand_of(moment, kind).ids) > 0
    return False
