"""A siting plan on the map as one JSON value, and as plain lines."""

import math

from planning.location.curves import knee
from planning.siting.plan import Pick, SitingPlan
from planning.siting.questions import COSTING, SitingModel
from planning.siting.stability import Stability
from views.lines.sites import Aim, certificate, known
from views.lines.texts import Value, one_line

_SHOWN = 12


def plan_value(plan: SitingPlan, firm: Stability | None = None) -> Value:
    """Give a plan with its certificate."""
    solution = plan.solution
    value: Value = {
        "chosen": [pick.option.id for pick in plan.picks],
        "bound": known(solution.bound),
        "gap": solution.gap,
        "status": solution.status,
        "seconds": round(solution.seconds, 3),
        "curve": [
            {
                "sites": one.sites,
                "value": known(one.value),
                "bound": known(one.bound),
            }
            for one in solution.curve
        ],
        "knee": knee(solution.curve),
        "unreachable": [
            {"id": plan.demand.ids[one], "name": one_line(plan.demand.names[one])}
            for one in plan.unreachable.tolist()
        ],
    }
    if plan.asked.model in COSTING:
        value |= {"objective": known(solution.value), "before": known(plan.before)}
    else:
        value |= {
            "covered_weight": plan.value,
            "covered_share": plan.value / plan.total,
            "before_share": plan.before / plan.total,
        }
    if plan.asked.model == "lscp":
        value["sites_needed"] = known(solution.value)
    value |= {
        "in_time_share": plan.in_time_after,
        "in_time_share_before": plan.in_time_before,
        "officers": plan.officers,
        "cost": plan.cost,
        "closed": [one_line(name) for name in plan.closed],
        "sites": [_pick_value(plan, pick) for pick in plan.picks],
        "candidates": len(plan.candidates.kept),
        "left_out": [
            {"id": one.candidate.id, "why": one.why, "figure": one.figure}
            for one in plan.candidates.left_out
        ],
    }
    if firm is not None:
        value["stability"] = _firm_value(plan, firm)
    return value


def _pick_value(plan: SitingPlan, pick: Pick) -> Value:
    option, spot, choice = pick.option, pick.option.candidate, pick.choice
    return {
        "id": option.id,
        "name": one_line(spot.name),
        "kind": spot.kind,
        "lat": spot.lat,
        "lon": spot.lon,
        "precision_m": spot.precision_m,
        "province": spot.province,
        "hours": option.hours,
        "officers": option.officers,
        "cost": option.cost,
        "adds": known(choice.adds),
        "loss": known(choice.loss),
        "newly": [plan.demand.ids[one] for one in pick.newly.tolist()],
        "must": choice.is_must,
        "phase": choice.phase,
        "hazard": round(spot.hazard, 4),
        "access_m": round(spot.access_m),
        "flags": list(spot.flags),
    }


def _firm_value(plan: SitingPlan, firm: Stability) -> Value:
    return {
        "runs": firm.runs,
        "stands": dict(zip([pick.option.id for pick in plan.picks], firm.stands, strict=True)),
        "robust": [
            pick.option.id for pick, sure in zip(plan.picks, firm.robust, strict=True) if sure
        ],
        "others": [{"id": name, "runs": count} for name, count in firm.others],
        "in_time_share": [min(firm.shares), max(firm.shares)] if firm.shares else [],
    }


def aim_of(model: SitingModel) -> Aim:
    """Say what is best under a model."""
    if model in COSTING:
        return "cost"
    return "count" if model == "lscp" else "cover"


def plan_lines(plan: SitingPlan, firm: Stability | None = None) -> str:
    """Say a plan in plain lines, the certificate first."""
    lines = [*_certified(plan)]
    if plan.asked.model in COSTING:
        before, after = (_minutes(plan, cost) for cost in (plan.before, plan.value))
        which = "Mean" if plan.asked.model == "pmedian" else "Longest"
        lines.append(f"{which} time until help: {before} before, {after} with the plan.")
    lines.append(
        f"In time: {100 * plan.in_time_before:.1f} % of the weight before, "
        f"{100 * plan.in_time_after:.1f} % with the plan ({_SPANS[plan.asked.span]})."
    )
    for place, pick in enumerate(plan.picks, start=1):
        lines.append(f"{place}. {_pick_line(plan, pick)}")
        if firm is not None:
            sure = ", robust" if firm.robust[place - 1] else ""
            lines.append(f"   in {firm.stands[place - 1]} of {firm.runs} shaken plans{sure}")
    if plan.closed:
        lines.append(f"Given up: {one_line('; '.join(plan.closed))}")
    if len(plan.unreachable):
        names = [plan.demand.names[one] for one in plan.unreachable[:_SHOWN].tolist()]
        more = ", …" if len(plan.unreachable) > _SHOWN else ""
        told = one_line(", ".join(names))
        lines.append(f"Out of every candidate's reach ({len(plan.unreachable)}): {told}{more}")
    cost = "" if plan.cost is None else f", {plan.cost:,.0f} a year"
    lines.append(f"Officers: {plan.officers:g}{cost} (working rules are assumptions).")
    lines.append(f"{plan.solution.status}, {plan.solution.seconds:.1f} s")
    return "\n".join(lines)


def _certified(plan: SitingPlan) -> list[str]:
    """Say how good the plan is bound to be; or which provinces no plan serves as asked."""
    asked = plan.asked
    if asked.least_share is not None and plan.solution.status == "infeasible":
        short = ", ".join(one_line(name) for name in plan.short_provinces)
        share = f"{100 * asked.least_share:g} %"
        return [f"No plan brings {share} of every province in time. Left short: {short}."]
    target = "all that can be covered"
    if asked.target_share < 1:
        target = f"{100 * asked.target_share:g} % of what can be covered"
    return [certificate(plan.solution, aim_of(asked.model), target=target)]


def _minutes(plan: SitingPlan, cost: float) -> str:
    """Write the cost of a model of least time as minutes; of a sum, as their mean."""
    seconds = cost / plan.total if plan.asked.model == "pmedian" else cost
    return f"{seconds / 60:.0f} min" if math.isfinite(seconds) else "no way for some"


_SPANS = {
    "moment": "at the moment",
    "week": "mean of 168 hours",
    "worst": "mean of 168 hours; the plan is for the worst",
}


def _pick_line(plan: SitingPlan, pick: Pick) -> str:
    option, choice = pick.option, pick.choice
    told = f"{one_line(option.candidate.name)} ({option.id}), {option.hours}"
    if plan.asked.model not in COSTING:
        told += f": +{100 * choice.adds / plan.total:.1f} points"
    elif math.isfinite(choice.adds):
        told += f": {_minutes(plan, choice.adds)} less"
    if len(pick.newly):
        names = [plan.demand.names[one] for one in pick.newly[:3].tolist()]
        more = f" and {len(pick.newly) - 3} more" if len(pick.newly) > 3 else ""
        told += f"; newly in time: {one_line(', '.join(names))}{more}"
    if choice.phase is not None:
        told += f"; phase {choice.phase}"
    if "travel_ban" in option.candidate.flags:
        told += "; in a level 4 area"
    return told
