"""The command that places sites on the map: Green Zones, desks, officers."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, cast

import typer

from geo.errors import Fault, FaultsError, SettingError
from geo.files import atomic_write
from planning.cover.demand import Demand, demand_from_file
from planning.cover.houses import Direction
from planning.moment import Moment, moment_of, parse_when
from planning.reporting.plan_page import plan_page
from planning.scenarios.files import save_scenario
from planning.scenarios.scenario import moment_in
from planning.settings import golden_seconds
from planning.siting.accepting import accepted, counted
from planning.siting.candidates import (
    KINDS,
    USUAL_KINDS,
    Agreement,
    CandidateKind,
    CandidateRules,
    Candidates,
    candidates_from_file,
    candidates_of,
)
from planning.siting.options import ALWAYS, Role
from planning.siting.plan import plan_sites
from planning.siting.questions import COSTING, Keep, SitingModel, SitingQuestion, Span
from planning.siting.solved import Effort
from planning.siting.stability import Shake, Stability, shaken
from planning.siting.staffing import Staffing
from planning.siting.wants import read_wants, wanted
from planning.supply.facilities import PolicePolicy
from views.commands.asked import (
    GoldenOption,
    JsonOption,
    LangOption,
    Language,
    PackOption,
    PoliceIfAny,
    ScenarioOption,
    answer,
    headed,
    in_scenario,
    scene_asked,
    tell,
    words_of,
)
from views.commands.coverage import Toward
from views.commands.sites import MOST_S, teller
from views.lines.siting import plan_lines, plan_value

DEFAULT_KINDS = ",".join(USUAL_KINDS)
Model = StrEnum("Model", ["mclp", "lscp", "pmedian", "pcenter", "backup", "mexclp", "fading"])
Kept = StrEnum("Kept", ["existing", "closable", "none"])
Work = StrEnum("Work", ["zone", "officers"])


def site(
    *,
    p: Annotated[int | None, typer.Option("--p", help="Number of new sites.")] = None,
    model: Annotated[Model, typer.Option("--model", help="What is best.")] = Model("mclp"),
    demand: Annotated[
        str,
        typer.Option("--demand", help="sites, people, places, reports, or a mix: sites:2,people:1"),
    ] = "sites",
    points: Annotated[
        Path | None, typer.Option("--points", help="Table of points to be covered instead.")
    ] = None,
    golden_min: GoldenOption = None,
    candidates: Annotated[
        str, typer.Option("--candidates", help=f"A table, or kinds: {', '.join(KINDS)}.")
    ] = DEFAULT_KINDS,
    keep: Annotated[Kept, typer.Option("--keep", help="What stands already.")] = Kept("existing"),
    budget: Annotated[float | None, typer.Option("--budget", help="Most cost of a year.")] = None,
    officers: Annotated[
        float | None, typer.Option("--officers", help="Most officers in all.")
    ] = None,
    hour: Annotated[
        str | None, typer.Option("--hour", help="week, worst, or an ISO date and time.")
    ] = None,
    time_limit: Annotated[float, typer.Option("--time-limit", help="Seconds.")] = 60.0,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the search.")] = 0,
    role: Annotated[Work, typer.Option("--role", help="Let people in, or send officers.")] = Work(
        "zone"
    ),
    hours: Annotated[
        list[str] | None, typer.Option("--hours", help="Hours of a new site; may be repeated.")
    ] = None,
    direction: Annotated[
        Toward | None, typer.Option("--direction", help="How help that stands already counts.")
    ] = None,
    police: PoliceIfAny = None,
    must: Annotated[
        list[str] | None, typer.Option("--must", help="Candidate of every plan; may be repeated.")
    ] = None,
    never: Annotated[
        list[str] | None, typer.Option("--never", help="Candidate of no plan; may be repeated.")
    ] = None,
    spacing_km: Annotated[
        float, typer.Option("--spacing-km", help="Least distance between sites.")
    ] = 0.0,
    least_share: Annotated[
        float | None, typer.Option("--least-share", help="Of each province, 0 to 1.")
    ] = None,
    target_share: Annotated[
        float, typer.Option("--target-share", help="lscp: of what can be covered, to 1.")
    ] = 1.0,
    busy: Annotated[
        float, typer.Option("--busy", help="mexclp: chance that a house is busy.")
    ] = 0.3,
    phases: Annotated[
        str, typer.Option("--phases", help="New sites after each phase: 2,4,7.")
    ] = "",
    most_hazard: Annotated[float, typer.Option("--most-hazard", help="Of a site, 0 to 1.")] = 1.0,
    most_access_km: Annotated[
        float | None, typer.Option("--most-access-km", help="From a site to a road.")
    ] = None,
    consent: Annotated[
        list[str] | None,
        typer.Option("--consent", help="Id of a host who agreed; may be repeated."),
    ] = None,
    agreement: Annotated[
        list[str] | None,
        typer.Option(
            "--agreement",
            help="MISSION:GATE:DRIVE_MIN:BORDER_MIN, for one over the border; may be repeated.",
        ),
    ] = None,
    at_once: Annotated[
        int, typer.Option("--at-once", help="Officers on duty at the same time.")
    ] = 1,
    week_h: Annotated[
        float, typer.Option("--week-h", help="Hours that one officer works in a week.")
    ] = 40.0,
    present: Annotated[
        float, typer.Option("--present", help="Share of working hours that one is there, 0 to 1.")
    ] = 0.8,
    cost_per_officer: Annotated[
        float | None, typer.Option("--cost-per-officer", help="Of a year, your currency.")
    ] = None,
    shake: Annotated[
        int, typer.Option("--shake", min=0, max=200, help="Shaken worlds to try the plan in.")
    ] = 0,
    accept: Annotated[
        Path | None, typer.Option("--accept", help="Write the plan as a scenario to this file.")
    ] = None,
    page: Annotated[
        Path | None, typer.Option("--page", help="Write the plan as a page to print to this file.")
    ] = None,
    lang: LangOption = Language("en"),
    scenario: ScenarioOption = None,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say where the next sites go, and how far that is from the best there can be."""
    if not 0 < time_limit <= MOST_S:
        raise SettingError(f"time limit {time_limit:g} s: give more than 0, at most {MOST_S:g}")
    scene = scene_asked(pack, None, scenario)
    span, moment = _span(hour, scene.moment, model=str(model))
    asked = SitingQuestion(
        golden_s=golden_seconds(moment.pack.settings, golden_min),
        model=cast("SitingModel", str(model)),
        p=p,
        span=span,
        keep=cast("Keep", str(keep)),
        role=cast("Role", str(role)),
        hours=tuple(hours or (ALWAYS,)),
        direction=cast(
            "Direction", str(direction or ("response" if role == "officers" else "reach"))
        ),
        police=cast("PolicePolicy", str(police or scene.question.police)),
        must=tuple(must or ()),
        never=tuple(never or ()),
        budget=budget,
        officers=officers,
        spacing_m=1000.0 * spacing_km,
        least_share=least_share,
        target_share=target_share,
        busy=busy,
        phases=_phases(phases),
    )
    rules = CandidateRules(
        most_hazard=most_hazard,
        most_access_m=None if most_access_km is None else 1000.0 * most_access_km,
        consents=frozenset(consent or ()),
        agreements=tuple(_agreement(text) for text in agreement or ()),
    )
    staffing = Staffing(
        at_once=at_once, week_h=week_h, present=present, cost_per_officer=cost_per_officer
    )
    plan = plan_sites(
        moment,
        _demand(moment, demand, points),
        _candidates(moment, candidates, rules),
        asked=asked,
        staffing=staffing,
        effort=Effort(time_limit, seed, teller()),
    )
    firm: Stability | None = None
    if shake:
        tell(f"trying the plan in {shake} shaken worlds")
        firm = shaken(plan, Shake(runs=shake), seed=seed)
    made = accepted(plan, name=(accept or Path("plan")).stem, base=scene.loaded.scenario)
    if accept is not None:
        save_scenario(scene.baseline, made, accept)
    if page is not None:
        after = counted(plan, moment_in(scene.baseline, made, moment.when))
        text = plan_page(plan, after, words_of(lang, moment.pack), staffing=staffing, firm=firm)
        atomic_write(page, text.encode())
    answer(
        plan_value(plan, firm) | in_scenario(scene),
        lambda: headed(scene, plan_lines(plan, firm)),
        as_json=as_json,
    )


def _span(hour: str | None, moment: Moment, *, model: str) -> tuple[Span, Moment]:
    """Read which hours count; models of least time are asked at one moment."""
    if hour is None:
        return ("moment" if model in COSTING else "week"), moment
    if hour in {"week", "worst"}:
        return cast("Span", hour), moment
    return "moment", moment_of(moment.pack, parse_when(hour, moment.pack))


def _phases(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(",") if text)
    except ValueError:
        raise SettingError(f"phases {text[:40]!r}: give whole numbers, such as 2,4,7") from None


def _demand(moment: Moment, text: str, points: Path | None) -> Demand:
    if points is None:
        return wanted(moment, read_wants(text))
    if text != "sites":
        raise SettingError("give --points or --demand, not both")
    return demand_from_file(moment, points)


def _candidates(moment: Moment, text: str, rules: CandidateRules) -> Candidates:
    """Read kinds of candidates, or a table of them."""
    names = [part.strip() for part in text.split(",")]
    if all(name in KINDS for name in names):
        return candidates_of(moment, cast("Sequence[CandidateKind]", names), rules)
    if "," in text or not Path(text).suffix:
        unknown = ", ".join(repr(name[:40]) for name in names if name not in KINDS)
        raise SettingError(f"candidates {unknown}: give a table, or of {', '.join(KINDS)}")
    return candidates_from_file(moment, Path(text), rules)


def _agreement(text: str) -> Agreement:
    parts = text.split(":")
    try:
        mission, gate, drive_min, border_min = parts
        return Agreement(mission, gate, float(drive_min), float(border_min))
    except ValueError:
        told = f"agreement {text[:60]!r}: give MISSION:GATE:DRIVE_MIN:BORDER_MIN"
        raise FaultsError("--agreement", [Fault("AGREEMENT", told)]) from None
