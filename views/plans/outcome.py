"""A solved plan as the page shows it: its scenario, and cover before and with it at the hour."""

from dataclasses import dataclass, replace

import streamlit as st

from planning.coverage import Coverage, Gap
from planning.scenarios.kept import kept_name
from planning.scenarios.scenario import Scenario, moment_in
from planning.siting.accepting import accepted, counted
from planning.siting.plan import SitingPlan
from planning.siting.stability import Stability
from views.cover.gaps import Names, spoken_names
from views.plans.job import Job
from views.words import Words

_KEPT = "siting_outcome"


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What came of a plan.

    Parameters
    ----------
    job
        The question and its answer.
    plan, firm
        The answer, and how firm it is.
    scenario
        The country with the plan.
    kept_as
        The name under which that scenario is kept once it is accepted.
    before, after
        Cover at the hour of the question, without and with it.
    """

    job: Job
    plan: SitingPlan
    firm: Stability | None
    scenario: Scenario
    kept_as: str
    before: Coverage
    after: Coverage

    @property
    def gained(self) -> tuple[Gap, ...]:
        """Gaps of before that are covered after, the heaviest first."""
        still = {gap.id for gap in self.after.gaps}
        return tuple(gap for gap in self.before.gaps if gap.id not in still)

    def names(self, t: Words) -> Names:
        """Give Korean names where they are known."""
        return spoken_names(self.after, t)


def outcome_of(job: Job) -> Outcome | None:
    """Count anew with the plan of a job in place; once, then it is kept for this visitor."""
    kept: Outcome | None = st.session_state.get(_KEPT)
    if kept is not None and kept.job is job:
        return replace(kept, firm=job.firm)
    plan = job.plan
    if plan is None:
        return None
    scenario = accepted(plan, name=plan_name(plan))
    with_plan = moment_in(plan.moment.pack, scenario, plan.moment.when)
    before, after = counted(plan, plan.moment), counted(plan, with_plan)
    kept_as = kept_name(plan.moment.pack, scenario)
    found = Outcome(job, plan, job.firm, scenario, kept_as, before, after)
    st.session_state[_KEPT] = found
    return found


def plan_name(plan: SitingPlan) -> str:
    """Name the scenario of a plan by what it is."""
    return f"plan-{plan.asked.model}-{len(plan.picks)}-{plan.asked.span}"
