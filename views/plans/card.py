"""The certificate of a plan in one plain sentence, with a bar; and how far a running one is."""

import math

from markupsafe import Markup

from planning.reporting.plan_words import certificate_words
from planning.siting.plan import SitingPlan
from planning.siting.questions import COSTING
from views import ui
from views.cover.ask import direction_words
from views.plans.job import Job
from views.plans.outcome import Outcome
from views.words import Words


def plan_card(found: Outcome | None, t: Words) -> Markup:
    """Show how good a plan is bound to be, what it brings, and how it was found."""
    if found is None:
        return ui.NOTHING
    plan = found.plan
    lines = [
        Markup('<div class="certain">{}</div>').format(certificate_words(plan, t)),
        Markup('<div class="kv">{}</div>').format(
            ui.rich(f"{brings(plan, t)} {_at_hour(found, t)}")
        ),
    ]
    if plan.asked.model not in COSTING:
        lines.append(_bar(plan, t))
    lines.append(Markup('<div class="kv">{}</div>').format(_found(plan, t)))
    if len(plan.unreachable):
        names = found.names(t)
        some = [
            names.get(plan.demand.names[one], plan.demand.names[one])
            for one in plan.unreachable[:6].tolist()
        ]
        told = t(
            "**{count}** places are out of every candidate's reach: {names}",
            count=t.number(len(plan.unreachable)),
            names=", ".join(some) + (" …" if len(plan.unreachable) > len(some) else ""),
        )
        lines.append(Markup('<div class="kv">{}</div>').format(ui.rich(told)))
    return ui.card(ui.join(lines), tone="brand")


def brings(plan: SitingPlan, t: Words) -> str:
    """Say what a plan brings, and what no plan can bring more than."""
    count, golden = t.number(len(plan.picks)), t.minutes(plan.asked.golden_s)
    if plan.asked.model == "pmedian":
        mean = [
            t.duration(cost / plan.total) if math.isfinite(cost) else t("never")
            for cost in (plan.before, plan.value)
        ]
        return t(
            "Mean time until help: {before} becomes **{after}**.", before=mean[0], after=mean[1]
        )
    if plan.asked.model == "pcenter":
        longest = [
            t.duration(cost) if math.isfinite(cost) else t("never")
            for cost in (plan.before, plan.value)
        ]
        return t(
            "Longest time until help: {before} becomes **{after}**.",
            before=longest[0],
            after=longest[1],
        )
    share, bound = t.share(plan.value / plan.total), t.share(_bound(plan))
    values = {"count": count, "share": share, "golden": golden}
    if not plan.picks:
        return t("Without a new site **{share}** of the weight is inside {golden}.", **values)
    said = {
        "week": t(
            "These {count} sites bring **{share}** of the weight inside {golden}, on average over "
            "the 168 hours of the week.",
            **values,
        ),
        "worst": t(
            "These {count} sites bring **{share}** of the weight inside {golden} at the worst hour "
            "of the week.",
            **values,
        ),
        "moment": t(
            "These {count} sites bring **{share}** of the weight inside {golden}.", **values
        ),
    }[plan.asked.span]
    if plan.asked.model == "lscp" or plan.solution.status == "optimal":
        return said  # the certificate above it says the rest
    return said + " " + t("No choice of so many can bring more than **{bound}**.", bound=bound)


def _at_hour(found: Outcome, t: Words) -> str:
    """Say what a plan over the week changes at the hour above, as Coverage counts it."""
    plan = found.plan
    if plan.asked.span == "moment" or plan.asked.model in COSTING or not plan.picks:
        return ""
    return t(
        "At the hour above alone: {before} becomes **{after}** ({counted}).",
        counted=direction_words(t)[plan.asked.direction],
        before=t.share(found.before.covered_share),
        after=t.share(found.after.covered_share),
    )


def _bound(plan: SitingPlan) -> float:
    return min(plan.solution.bound / plan.total, 1.0)


def _bar(plan: SitingPlan, t: Words) -> Markup:
    before, value = plan.before / plan.total, plan.value / plan.total
    bound = value if plan.asked.model == "lscp" else max(_bound(plan), value)
    right = t("with {share}", share=t.share(value))
    if bound - value >= 0.0005:
        right = t("{share} ≤ best ≤ {bound}", share=t.share(value), bound=t.share(bound))
    return Markup(
        '<div class="cb"><i style="width:{:.2f}%"></i><u style="left:{:.2f}%;width:{:.2f}%"></u>'
        '<s style="left:{:.2f}%;width:{:.2f}%"></s><em>{}</em><em class="r">{}</em></div>'
    ).format(
        100 * before,
        100 * before,
        100 * max(value - before, 0),
        100 * value,
        100 * (bound - value),
        t("without {share}", share=t.share(before)),
        right,
    )


def _found(plan: SitingPlan, t: Words) -> str:
    seconds = t.number(plan.solution.seconds, 1)
    how = {
        "optimal": t("Solved to the end in {seconds} s.", seconds=seconds),
        "limit": t("Stopped at the time limit after {seconds} s.", seconds=seconds),
        "cancelled": t("Stopped by you after {seconds} s.", seconds=seconds),
        "infeasible": t("Shown in {seconds} s.", seconds=seconds),
    }[plan.solution.status]
    officers = t(
        "Officers: {count}, by the working rules assumed here.", count=t.number(plan.officers)
    )
    return f"{how} {officers}"


def progress_card(job: Job, t: Words) -> Markup:
    """Show how far a running question is."""
    step = job.step
    if job.is_answered:
        said = t("The plan is tried in shaken worlds …")
    elif step is None:
        said = t("Timing the roads …")
    else:
        stage = {
            "search": t("searching"),
            "bound": t("bounding"),
            "exact": t("proving"),
            "curve": t("drawing the curve"),
        }.get(step.stage, step.stage)
        said = t("{stage}, {seconds} s", stage=stage, seconds=t.number(step.seconds, 1))
    return Markup('<div class="card" role="status"><div class="kv">{}</div></div>').format(said)
