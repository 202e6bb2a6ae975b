"""A siting plan in words: how good it is bound to be, and the rules of work behind its officers."""

import math

from planning.reporting.speech import ReportSpeech, local_names
from planning.siting.plan import SitingPlan
from planning.siting.questions import COSTING
from planning.siting.staffing import Staffing


def certificate_words(plan: SitingPlan, speech: ReportSpeech) -> str:
    """Say the certificate; a share is rounded down, so that it is never said to be better."""
    solution = plan.solution
    if plan.out_of_means is not None and not plan.picks:
        return _too_dear(plan, speech)
    if solution.status == "infeasible":
        return _short(plan, speech)
    if plan.asked.model == "lscp":
        return _fewest(plan, speech)
    if solution.status == "optimal":
        alike = speech("Proven: no plan of so many sites is better.")
        limited = speech("Proven: within these limits no plan is better.")
        return limited if plan.asked.is_limited else alike
    if plan.asked.model in COSTING:
        return _over(plan, speech)
    share = speech.number(solution.least_percent, 1)
    return speech("At least {share} % of the best possible plan.", share=share)


def _fewest(plan: SitingPlan, speech: ReportSpeech) -> str:
    count = speech.number(len(plan.picks))
    if plan.solution.status == "optimal":
        return speech("Proven: {count} sites do it, and no fewer do.", count=count)
    fewest = speech.number(math.ceil(plan.solution.bound))
    return speech("{count} sites do it; fewer than {fewest} cannot.", count=count, fewest=fewest)


def _short(plan: SitingPlan, speech: ReportSpeech) -> str:
    if plan.asked.least_share is None:
        return speech("No plan does what was asked; this one comes nearest.")
    names = local_names(plan.moment.pack, speech.language)
    return speech(
        "No plan brings {share} % of every province in time. This one leaves short: {provinces}.",
        share=speech.number(100 * plan.asked.least_share),
        provinces=", ".join(names.get(one, one) for one in plan.short_provinces),
    )


def _too_dear(plan: SitingPlan, speech: ReportSpeech) -> str:
    """Name the means that pay for no site at all, beside what the cheapest takes."""
    if plan.out_of_means == "officers":
        return speech(
            "No site fits: the one of fewest takes {fewest} officers, and there are {most}.",
            fewest=speech.number(plan.fewest_officers),
            most=speech.number(plan.asked.officers or 0),
        )
    return speech(
        "No site fits: the cheapest costs {least} a year, and the budget is {budget}.",
        least=speech.number(plan.least_cost),
        budget=speech.number(plan.asked.budget or 0),
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
