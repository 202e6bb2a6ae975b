"""The printed page of a siting plan: read back, in two languages, every text escaped."""

import re
from dataclasses import replace
from functools import cache

import pytest

from planning import packs
from planning.coverage import Coverage, assess_coverage
from planning.moment import moment_of, parse_when
from planning.reporting.plan_page import plan_page
from planning.reporting.plan_words import certificate_words
from planning.scenarios.scenario import moment_in
from planning.siting.accepting import accepted
from planning.siting.candidates import Candidates, candidates_of
from planning.siting.plan import SitingPlan, plan_sites
from planning.siting.questions import SitingQuestion
from planning.siting.solved import Effort
from planning.siting.stability import Stability
from planning.siting.staffing import Staffing
from planning.siting.wants import read_wants, wanted
from views.words import Words

STAFFING = Staffing(at_once=2, cost_per_officer=50_000.0)


@cache
def planned(hostile: str = "") -> tuple[SitingPlan, Coverage]:
    pack = packs.open_pack("KHM")
    moment = moment_of(pack, parse_when("2025-10-18T02:00+07:00", pack))
    few = candidates_of(moment, ["towns"]).kept[::30]
    if hostile:
        few = tuple(replace(one, name=hostile) for one in few)
    plan = plan_sites(
        moment,
        wanted(moment, read_wants("sites")),
        Candidates(few),
        asked=SitingQuestion(golden_s=3600.0, p=2, span="moment"),
        staffing=STAFFING,
        effort=Effort(10.0),
    )
    with_plan = moment_in(pack, accepted(plan, name="plan"), moment.when)
    return plan, assess_coverage(with_plan, plan.demand, golden_s=3600.0, direction="reach")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_page_asks_for_every_site_with_officers_and_cost(language: str) -> None:
    plan, after = planned()
    speech = Words("ko" if language == "ko" else "en")
    firm = Stability(5, (5, 1), (), (0.1,) * 5)
    page = plan_page(plan, after, speech, staffing=STAFFING, firm=firm)
    assert certificate_words(plan, speech) in page
    for pick in plan.picks:
        assert pick.option.id in page
        assert f">{pick.option.officers:g}<" in page
    assert f"{plan.cost:,.0f}" in page
    assert f"{plan.officers:g}" in page
    assert "5 / 5" in page
    assert speech("robust") in page
    assert f"{100 * plan.in_time_after:.1f} %" in page


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    plan, after = planned("<script>alert(1)</script>{{ 6 * 7 }}")
    page = plan_page(plan, after, Words("en"), staffing=STAFFING)
    assert "<script" not in page
    assert "{{ 6 * 7 }}" in page
    assert "default-src 'none'" in page
    assert not re.search(r"""(?:src|href)\s*=|url\(""", page)
