"""Siting as a planner meets it, without a browser: asked, solved, stopped, accepted."""

import pytest
from streamlit.testing.v1 import AppTest

from planning.reporting.plan_words import certificate_words
from planning.scenarios.files import kept
from planning.scenarios.kept import kept_name
from planning.scenarios.scenario import moment_in
from planning.siting.plan import SitingPlan
from tests.views.test_pages import opened, said
from views import frame
from views.plans.job import Job
from views.plans.marks import candidate_at
from views.words import Words

JOB = "siting_job"
EN = Words("en")


def solved(language: str = "en", **state: object) -> AppTest:
    """Open the page, press Solve, and wait for the answer."""
    page = opened("siting", language, **state)
    page.button(key="solve").click().run()  # it waits for the answer, and until that is shaken
    assert not page.exception
    job = page.session_state[JOB]
    assert job.plan is None or job.firm is not None
    return page


def plan_of(page: AppTest) -> SitingPlan:
    plan: SitingPlan = page.session_state["siting_done"].plan
    return plan


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_plan_comes_with_its_certificate_its_sites_and_what_is_gained(language: str) -> None:
    page = solved(language)
    text = said(page)
    assert not page.error
    t = Words("ko" if language == "ko" else "en")
    assert certificate_words(plan_of(page), t) in text
    assert text.count("24/7") >= 4
    assert t("Place gained") in text
    assert t.share(plan_of(page).value / plan_of(page).total) in text


def test_the_slider_asks_for_another_number_and_says_so_until_it_is_solved() -> None:
    page = solved(plan_sites=2)
    assert len(plan_of(page).picks) == 2
    page.slider(key="plan_sites").set_value(3).run()
    assert "The question has changed since this plan" in said(page)
    page.button(key="solve").click().run()
    assert len(plan_of(page).picks) == 3
    assert "The question has changed" not in said(page)


@pytest.mark.parametrize("aim", ["lscp", "pmedian", "pcenter", "backup", "mexclp", "fading"])
def test_every_aim_is_answered(aim: str) -> None:
    page = solved(aim=aim, plan_sites=2, plan_kinds=["missions", "gates"])
    assert not page.error
    assert certificate_words(plan_of(page), Words("en")) in said(page)


def test_musts_and_the_forbidden_hold() -> None:
    page = solved(plan_sites=2, plan_must=["town-kratie"], plan_never=["town-sihanoukville"])
    ids = [pick.option.id for pick in plan_of(page).picks]
    assert "town-kratie" in ids
    assert "town-sihanoukville" not in ids
    assert "must have" in said(page)


def test_sites_are_opened_in_phases_and_the_table_says_in_which() -> None:
    page = solved(plan_sites=4, phases=2)
    assert plan_of(page).asked.phases == (2, 4)
    assert [pick.choice.phase for pick in plan_of(page).picks] == [1, 1, 2, 2]
    assert said(page).count("phase 1") == 2
    assert said(page).count("phase 2") == 2


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_share_of_every_province_that_no_plan_reaches_names_the_provinces(language: str) -> None:
    page = solved(language, want="people", plan_sites=1, plan_least=95)
    plan = plan_of(page)
    assert plan.asked.least_share == 0.95
    assert plan.solution.status == "infeasible"
    assert "Koh Kong" in plan.short_provinces
    assert ("Koh Kong" if language == "en" else "코콩") in said(page)
    assert ("leaves short" in said(page)) == (language == "en")


def test_what_does_not_go_with_the_aim_is_said_to_be_left_out() -> None:
    page = opened("siting", aim="pcenter", plan_least=50, phases=3, plan_officers=9)
    told = next(line for line in said(page).splitlines() if "is left out" in line)
    for name in ("Over which hours", "Least share of every", "Opened in phases"):
        assert name in told
    assert "Most officers" not in told
    assert "is left out" not in said(opened("siting", phases=3))


def test_a_plan_that_is_stopped_is_still_a_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    wait = Job.wait

    def stop(job: Job, seconds: float) -> None:
        job.stop.set()
        wait(job, seconds)

    monkeypatch.setattr(Job, "wait", stop)
    page = solved(want="people", span="worst")
    assert not page.error
    job = page.session_state[JOB]
    assert job.plan is not None
    assert job.plan.solution.status in {"cancelled", "optimal"}


def test_an_accepted_plan_counts_the_same_and_can_be_compared() -> None:
    page = solved(plan_sites=2)
    page.button(key="accept").click().run()
    scenario = page.session_state["siting_outcome"].scenario
    name = kept_name(frame.pack(), scenario)
    assert next(iter(kept(frame.pack()))) == name
    assert f"Accepted as <b>{name}</b>" in said(page)
    moment = moment_in(frame.pack(), scenario, plan_of(page).moment.when)
    assert len(moment.layer("green_zones")) > len(frame.pack().layers["green_zones"]) - 1
    colleague = opened("coverage", show="compare", b=name)
    assert not colleague.error
    assert name in said(colleague)
    colleague.button(key=f"forget_{name}").click().run()
    assert name not in kept(frame.pack())
    assert name not in colleague.selectbox(key="b").options


def test_what_cannot_be_solved_is_one_plain_sentence() -> None:
    page = solved(plan_kinds=["embassies"])
    assert len(page.error) == 1
    assert "no candidate is left" in page.error[0].value


def test_two_planners_never_see_each_others_plans() -> None:
    mine, yours = solved(plan_sites=1), opened("siting")
    assert "Proven" in said(mine)
    assert "Proven" not in said(yours)


def test_a_click_finds_the_candidate_under_it_or_none() -> None:
    page = solved(plan_sites=1)
    kept = plan_of(page).candidates.kept
    spot = kept[-1]
    assert candidate_at(kept, spot.lat + 0.001, spot.lon) == spot
    assert candidate_at(kept, spot.lat + 9.0, spot.lon) is None
    assert candidate_at((), 11.0, 104.0) is None


def test_a_plan_over_the_week_also_tells_the_hour_that_coverage_counts() -> None:
    page = solved(plan_sites=2)
    plan, text = plan_of(page), said(page)
    shown = page.session_state["siting_outcome"]
    assert "on average over the 168 hours of the week" in text
    before, after = EN.share(shown.before.covered_share), EN.share(shown.after.covered_share)
    assert f"At the hour above alone: {before} becomes <b>{after}</b> (They reach a door)." in text
    assert "At the hour above alone" not in said(solved(plan_sites=2, span="moment"))
    limited = said(solved(plan_sites=2, plan_must=["town-kratie"]))
    assert "within these limits" in limited
    assert "no plan of so many sites" not in limited
    assert plan.out_of_means is None


def test_a_budget_that_pays_for_nothing_is_named() -> None:
    text = said(solved(plan_sites=2, plan_budget=1000, plan_cost=50_000))
    assert "the budget is 1,000" in text
    assert "No site would bring anything more" not in text
    assert "These 0 sites" not in text


def test_a_budget_pays_officers_by_the_rules_of_work() -> None:
    page = solved(plan_sites=4, plan_budget=700_000, plan_cost=50_000, plan_at_once=1)
    plan = plan_of(page)
    assert plan.asked.budget == 700_000.0
    assert plan.cost is not None
    assert plan.cost <= 700_000.0
    assert len(plan.picks) == 2  # six officers day and night, 300,000 a year each
    page = opened("siting", plan_budget=700_000)
    assert "A budget needs what an officer costs" in said(page)


def test_a_mission_over_the_border_is_a_candidate_once_gate_and_minutes_are_given() -> None:
    page = opened("siting", plan_kinds=["towns", "abroad"], plan_abroad=["M010"])
    assert "Not counted before gate and minutes are given" in said(page)
    page.selectbox(key="plan_gate_M010").select("P053")
    page.number_input(key="plan_drive_M010").set_value(80)
    page.number_input(key="plan_border_M010").set_value(30).run()
    assert not page.exception
    kept = {one.id: one for one in page.session_state["plan_candidates"]}
    assert kept["M010"].extra_s == 60.0 * 110


def test_an_embassy_is_a_candidate_once_its_host_agreed() -> None:
    page = opened("siting", plan_kinds=["embassies"])
    assert "0 candidates" in said(page)
    page.multiselect(key="plan_consents").select("M018").run()
    assert [one.id for one in page.session_state["plan_candidates"]] == ["M018"]


TABLE = b"id,lat,lon,hours,capacity\na,11.55,104.92,24/7,5\nb,10.61,103.52,24/7,\n"


def test_candidates_of_a_table_take_the_place_of_the_kinds() -> None:
    page = opened("siting", want="sites", plan_sites=1)
    page.file_uploader(key="plan_table").upload("mine.csv", TABLE, "text/csv").run()
    assert [one.id for one in page.session_state["plan_candidates"]] == ["a", "b"]
    page.button(key="solve").click().run()
    assert not page.error
    assert {pick.option.candidate.id for pick in plan_of(page).picks} <= {"a", "b"}


def test_a_table_with_faults_names_each_at_its_row_and_the_kinds_stay() -> None:
    page = opened("siting")
    bad = b"id,lat,lon,capacity\na,95,104.92,-1\n"
    page.file_uploader(key="plan_table").upload("<b>x</b>.csv", bad, "text/csv").run()
    told = page.error[0].value
    assert "row 2" in told
    assert "capacity" in told
    assert "<b>" not in told.replace("\\<b\\>", "")
    assert len(page.session_state["plan_candidates"]) > 10
