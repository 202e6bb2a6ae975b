"""A siting plan as one HTML page to ask a ministry with: it prints on A4 and loads nothing."""

from datetime import datetime
from typing import Final

from markupsafe import Markup

from planning.coverage import Coverage
from planning.reporting import report_words
from planning.reporting.charts import share_text
from planning.reporting.cover_map import cover_map
from planning.reporting.plan_words import certificate_words, work_words
from planning.reporting.speech import ReportSpeech, local_names
from planning.reporting.templates import templates_in
from planning.siting.candidates import Candidate
from planning.siting.plan import Pick, SitingPlan
from planning.siting.questions import COSTING
from planning.siting.stability import Stability
from planning.siting.staffing import Staffing

MOST_NEWLY: Final = 12
"""Newly covered places that are named."""


_TEMPLATES: Final = templates_in()


def plan_page(
    plan: SitingPlan,
    after: Coverage,
    speech: ReportSpeech,
    *,
    staffing: Staffing | None = None,
    firm: Stability | None = None,
) -> str:
    """Write a plan as one self-contained HTML page: what is asked for, and what it brings.

    Parameters
    ----------
    plan
        The plan.
    after
        Cover at the moment with the plan in place.
    speech
        The language of the page.
    staffing
        The rules of work by which officers were counted.
    firm
        How firm the plan is; None: not tried.

    Returns
    -------
    str
        HTML that loads nothing from anywhere; every run-time text is escaped.
    """
    moment = plan.moment
    pack, about = moment.pack, moment.pack.manifest.about
    names = local_names(pack, speech.language)
    heaviest = sorted(
        {one for pick in plan.picks for one in pick.newly.tolist()},
        key=lambda one: -float(plan.demand.weight[one]),
    )
    return _TEMPLATES.get_template("plan_page.html.j2").render(
        _=speech,
        r=report_words,
        language=speech.language,
        plan=plan,
        firm=firm,
        title=about.get(f"title_{speech.language}", about["title"]),
        when=moment.when,
        home_when=moment.when.astimezone(pack.home_zone),
        certificate=certificate_words(plan, speech),
        work=work_words(staffing or Staffing(), speech),
        map=Markup(cover_map(after, speech)),  # noqa: S704 - escaped where it is made
        named=lambda name: names.get(name, name),
        percent=lambda share: f"{share_text(share, 1)} %",
        adds=lambda pick: _adds(plan, pick, speech),
        name_of=lambda spot: _name(spot, speech),
        minutes=speech.duration(plan.asked.golden_s),
        newly=[names.get(plan.demand.names[one], plan.demand.names[one]) for one in heaviest],
        most=MOST_NEWLY,
        is_schematic=pack.is_schematic,
        made=datetime.now(tz=pack.zone),
    )


def _name(spot: Candidate, speech: ReportSpeech) -> str:
    return spot.name_ko if speech.language == "ko" and spot.name_ko else spot.name


def _adds(plan: SitingPlan, pick: Pick, speech: ReportSpeech) -> str:
    adds = pick.choice.adds
    if plan.asked.model not in COSTING:
        return f"{100 * adds / plan.total:+.1f}"
    if adds == float("inf"):
        return speech("the first")
    return "−" + speech.duration(adds / plan.total if plan.asked.model == "pmedian" else adds)
