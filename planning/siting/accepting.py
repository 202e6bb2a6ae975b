"""A plan as a scenario: the same sites, opened on the map, asked by everything else."""

from collections.abc import Iterator

from planning.coverage import Coverage, assess_coverage
from planning.moment import Moment
from planning.scenarios.changes import Change, OpenZone, PostOfficers
from planning.scenarios.scenario import BASELINE, Scenario
from planning.siting.plan import Pick, SitingPlan

_MOST_NAME = 100


def accepted(plan: SitingPlan, *, name: str, base: Scenario = BASELINE) -> Scenario:
    """Open the sites of a plan in a scenario.

    What is given up in a plan of closable sites is not closed by it: who keeps those doors
    decides that.

    Parameters
    ----------
    plan
        The plan.
    name
        Of the new scenario.
    base
        The scenario in which the plan was made; its changes stay.
    """
    moment = plan.moment
    scenario = base.renamed(name, pack=moment.pack.name)
    kinds = {"sites", "people", "places"}
    demand = plan.demand.kind if plan.demand.kind in kinds else base.demand
    return Scenario(
        scenario.name,
        pack=scenario.pack,
        when=moment.when.isoformat(),
        golden_min=plan.asked.golden_s / 60.0,
        direction=plan.asked.direction,
        police=plan.asked.police,
        demand=demand,
        changes=(*base.changes, *_changes(plan)),
    )


def counted(plan: SitingPlan, moment: Moment) -> Coverage:
    """Count cover as a plan does, of a moment with or without it.

    Parameters
    ----------
    plan
        Whose question is asked.
    moment
        The country as it is, or in the scenario of the plan.
    """
    return assess_coverage(
        moment,
        plan.demand,
        golden_s=plan.asked.golden_s,
        direction=plan.asked.direction,
        police=plan.asked.police,
    )


def _changes(plan: SitingPlan) -> Iterator[Change]:
    on_file = set(plan.moment.pack.layers["green_zones"]["id"])
    hosts = {
        *plan.moment.pack.layers["missions"]["id"],
        *plan.moment.pack.layers["police_posts"]["id"],
    }
    for place, pick in enumerate(plan.picks, start=1):
        yield _change(pick, on_file, hosts, source=f"siting plan, site {place}")


def _change(pick: Pick, on_file: set[str], hosts: set[str], *, source: str) -> Change:
    option, spot = pick.option, pick.option.candidate
    at = f"{spot.lat:.6f},{spot.lon:.6f}"
    if option.role == "officers":
        return PostOfficers(
            at=spot.host if spot.host in hosts else at,
            officers=round(option.officers),
            shifts=option.hours,
            on_call="no",
            name=spot.name[:_MOST_NAME],
            name_ko=spot.name_ko,
            source=source,
        )
    if spot.id in on_file:
        return OpenZone(zone=spot.id, hours=option.hours, source=source)
    return OpenZone(
        at=at,
        hours=option.hours,
        name=spot.name[:_MOST_NAME],
        name_ko=spot.name_ko,
        host=spot.host if spot.host in hosts else "",
        source=source,
    )
