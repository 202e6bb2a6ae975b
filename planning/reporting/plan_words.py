"""A siting plan in words: how good it is bound to be, and the rules of work behind its officers."""

import math

from planning.reporting.speech import ReportSpeech, local_names
from planning.siting.plan import SitingPlan
from planning.siting.questions import COSTING
from planning.siting.staffing import Staffing


def certificate_words(plan: SitingPlan, speech: ReportSpeech) -> str:
    """Say the certificate; a share is rounded down, so that it is never said to be better."""
    solution, count = plan.solution, speech.number(len(plan.picks))
    is_proven = solution.status == "optimal"
    if solution.status == "infeasible":
        return _short(plan, speech)
    if plan.asked.model == "lscp":
        if is_proven:
            return speech("Proven: {count} sites do it, and no fewer do.", count=count)
        fewest = speech.number(math.ceil(solution.bound))
        return speech(
            "{count} sites do it; fewer than {fewest} cannot.", count=count, fewest=fewest
        )
    if is_proven:
        return speech("Proven: no plan of so many sites is better.")
    if plan.asked.model in COSTING:
        return _over(plan, speech)
    share = speech.number(solution.least_percent, 1)
    return speech("At least {share} % of the best possible plan.", share=share)


def _short(plan: SitingPlan, speech: ReportSpeech) -> str:
    if plan.asked.least_share is None:
        return speech("No plan does what was asked; this one comes nearest.")
    names = local_names(plan.moment.pack, speech.language)
    return speech(
        "No plan brings {share} % of every province in time. This one leaves short: {provinces}.",
        share=speech.number(100 * plan.asked.least_share),
        provinces=", ".join(names.get(one, one) for one in plan.short_provinces),
    )


def _over(plan: SitingPlan, speech: ReportSpeech) -> str:
    over = plan.solution.over_percent
    if over is None:
        return speech("How far this is from the least possible is not known.")
    return speech("At most {share} % over the least possible.", share=speech.number(over, 1))


def work_words(staffing: Staffing, speech: ReportSpeech) -> str:
    """Say by which rules of work officers are counted; they are assumed, not reported."""
    return speech(
        "Officers are counted by assumed rules of work: {many} on duty at a time, {hours} hours a "
        "week each, there {share} % of the working time; no source states them.",
        many=speech.number(staffing.at_once),
        hours=speech.number(staffing.week_h, 1),
        share=speech.number(100 * staffing.present),
    )
