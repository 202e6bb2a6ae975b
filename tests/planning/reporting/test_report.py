"""The report: its figures are those of the answers, it hides nothing, loads nothing, runs nothing."""

import re
from dataclasses import replace
from datetime import datetime
from functools import cache

import pytest

from planning.cover.demand import demand_of
from planning.cover.week import assess_week
from planning.coverage import assess_coverage
from planning.moment import moment_of
from planning.packs import open_pack
from planning.reporting.dossier import dossier_of, question_of
from planning.reporting.report import MOST_GAPS, coverage_report, report_page
from planning.scenarios.fingerprint import scenario_hash
from planning.supply.readiness import readiness_effect
from tests.planning.reporting.dossiers import (
    GOLDEN_S,
    NIGHT,
    ZONE,
    Read,
    full_dossier,
    hostile_dossier,
    many_people,
    plain_dossier,
)
from tests.views.payloads import HOSTILE
from views.words import LANGUAGES, Language, Words

EN = Words("en")
WATER_FESTIVAL = datetime(2026, 11, 24, 12, tzinfo=ZONE)


def test_figures_are_those_of_the_answers() -> None:
    dossier = full_dossier()
    moment, demand = dossier.moment, dossier.coverage.demand
    again = assess_coverage(moment, demand, golden_s=GOLDEN_S)
    safe = assess_coverage(moment, demand, golden_s=GOLDEN_S, most_hazard=0.0)
    week = assess_week(moment, demand, golden_s=GOLDEN_S)
    assert dossier.safe is not None
    assert (dossier.week.shares() == week.shares()).all()
    assert dossier.safe.covered_share == safe.covered_share
    effect = readiness_effect(moment, demand, golden_s=GOLDEN_S)
    for told, found in (
        (dossier.effect.all_zones, effect.all_zones),
        (dossier.effect.ready_zones, effect.ready_zones),
    ):
        assert told.covered_share == found.covered_share
    assert effect.ready_zones.covered_share < effect.all_zones.covered_share
    text = Read(report_page(dossier, EN)).line
    for said in (
        f"Inside the golden time {100 * again.covered_share:.1f} %",
        f"With backup {100 * again.backup_share:.1f} %",
        f"Out of danger {100 * safe.covered_share:.1f} %",
        f"Over the week {100 * week.mean_share:.1f} %",
        "Golden time 15 min inclusive",
        f"{100 * effect.ready_zones.covered_share:.1f} %",
    ):
        assert said in text, said


def test_the_police_stand_side_by_side() -> None:
    moment = moment_of(open_pack(), WATER_FESTIVAL)
    people = demand_of(moment, "people")
    dossier = dossier_of(assess_coverage(moment, people, golden_s=3600, police="trusted"))
    shares = {}
    for policy, found in dossier.by_police.items():
        one = assess_coverage(moment, people, golden_s=3600, police=policy)
        assert found.police == policy
        shares[policy] = one.covered_share
        assert found.covered_share == one.covered_share
    assert shares["none"] < shares["trusted"] <= shares["all"]


def test_areas_and_causes_add_up() -> None:
    dossier = many_people()
    found = dossier.coverage
    for areas in dossier.areas.values():
        assert sum(one.total_weight for one in areas) == pytest.approx(found.total_weight)
        assert sum(one.covered_weight for one in areas) == pytest.approx(found.covered_weight)
    uncovered = found.total_weight - found.covered_weight
    assert sum(found.causes.values()) == pytest.approx(uncovered)


def test_the_heaviest_gaps_stand_on_the_page_and_the_rest_is_counted() -> None:
    dossier = many_people()
    gaps = dossier.coverage.gaps
    read = Read(report_page(dossier, EN))
    head = next(n for n, row in enumerate(read.rows) if "Cause and remedy" in " ".join(row))
    listed = [row[0].strip() for row in read.rows[head + 1 : head + 1 + MOST_GAPS]]
    assert listed == [gap.name for gap in gaps[:MOST_GAPS]]
    assert f"{len(gaps) - MOST_GAPS} more gaps" in read.line


def test_a_gap_names_its_cause_and_the_figure_that_would_mend_it() -> None:
    """At half past eight in the evening the embassy opens at eight, in 11 h 30."""
    read = Read(report_page(plain_dossier(), EN))
    near = next(row for row in read.rows if row and row[0].strip() == "near site")
    assert "Closed on arrival opens Thu 08:00, in 11 h 30" in near[2]
    assert "Embassy (10 min)" in near[3]


def test_gains_and_losses_name_the_places() -> None:
    dossier = full_dossier()
    assert dossier.comparison is not None
    tally = dossier.comparison.tallies["sites"]
    assert tally.after.covered_share == dossier.coverage.covered_share
    assert {turn.name for turn in tally.gains} == {"near site", "far site"}
    assert not tally.losses
    read = Read(report_page(dossier, EN))
    gained = [row for row in read.rows if row and row[0].strip() == "+ gained"]
    assert [row[1].strip() for row in gained][:2] == [turn.name for turn in tally.gains]
    for said in ("Both were asked under the same settings.", "Scenario: Opened (opened)",
                 dossier.comparison.before.hash, "have changed since a scenario"):  # fmt: skip
        assert said in read.line, said


def test_what_differs_between_scenarios_is_told() -> None:
    dossier = full_dossier()
    assert dossier.comparison is not None
    before = dossier.comparison.before
    question = replace(before.question, golden_s=60.0, police="all")
    from planning.scenarios.compare import compared  # noqa: PLC0415

    other = replace(before, setting=replace(before.setting, question=question))
    unlike = replace(dossier, comparison=compared(other, dossier.comparison.after))
    text = Read(report_page(unlike, EN)).line
    assert "Not comparable as they stand" in text
    assert "Golden time 1 min 15 min" in text
    assert "Police every police post not marked avoid counts no police post counts" in text


def test_one_hash_for_one_question_of_one_pack() -> None:
    dossier = plain_dossier()
    asked = question_of(dossier.coverage)
    assert dossier.hash == scenario_hash(dossier.moment.pack, asked)
    assert dossier.hash == plain_dossier().hash
    assert Read(report_page(dossier, EN)).text.count(dossier.hash) == 2
    moved = dossier.moment.pack.layers["sites"].assign(confidence="low")
    from tests.planning.worlds import make_pack  # noqa: PLC0415

    others = [
        plain_dossier(golden_s=901),
        plain_dossier(kind="places"),
        plain_dossier(most_hazard=0.1),
        plain_dossier(most_hazard=0.2),
        plain_dossier(make_pack(sites=moved)),
        dossier_of(
            assess_coverage(
                dossier.moment.with_busy(["U1"]), dossier.coverage.demand, golden_s=GOLDEN_S
            )
        ),
    ]
    assert len({dossier.hash, *(one.hash for one in others)}) == 1 + len(others)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_loads_and_runs_nothing(language: Language) -> None:
    page = report_page(full_dossier(), Words(language))
    read = Read(page)
    assert not set(read.tags) & {"script", "img", "link", "iframe", "a", "object", "form", "use"}
    assert not read.attributes & {"src", "href", "xlink:href", "onload", "onerror"}
    assert "url(" not in page
    assert "@import" not in page
    assert set(re.findall(r"https?://[^\s\"'<]+", page)) == {"http://www.w3.org/2000/svg"}
    assert "default-src 'none'" in page
    assert f'<html lang="{language}">' in page


@cache
def calm_page() -> Read:
    return Read(report_page(hostile_dossier("Calm"), EN))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_are_shown_as_text(text: str) -> None:
    read, calm = Read(report_page(hostile_dossier(text), EN)), calm_page()
    assert read.tags == calm.tags
    assert read.attributes == calm.attributes
    assert read.text.count(text) == calm.text.count("Calm") > 10


def test_what_cannot_be_seen_is_not_on_the_page() -> None:
    page = report_page(hostile_dossier("gate\u202egpj.exe\x00\x1b[2J"), EN)
    assert "gategpj.exe[2J" in page
    assert not set(page) & {"\u202e", "\x00", "\x1b"}


def test_a_korean_page_speaks_korean() -> None:
    """Whatever Latin letters are left are names and texts of the data, signs of units (km/h, %p)."""
    for dossier in (hostile_dossier("이름"), full_dossier("이름")):
        read = Read(report_page(dossier, Words("ko")))
        known = {
            *re.findall(r"[A-Za-z]+", " ".join(dossier.coverage.demand.names)),
            *(
                "KST",
                "km",
                "h",
                "m",
                "H",
                "p",
                "opened",
                "baseline",
                "by",
                "hand",
                "P",
                "Z",
                "Toyland",
            ),
            *("Embassy", "Officers", "Gate", "Town", "J", "T", "Bad", "post", "Post"),
        }
        text = re.sub(r"\b[0-9a-f]{12}\b", "", read.line)
        assert set(re.findall(r"[A-Za-z]+", text)) - known == set()
        assert not re.search(r"\{\w*\}", text)


def test_the_holiday_of_the_day_is_told() -> None:
    moment = moment_of(open_pack(), WATER_FESTIVAL)
    found = assess_coverage(moment, demand_of(moment, "sites"), golden_s=3600)
    text = Read(coverage_report(found, EN)).line
    assert "Public holiday there: Water Festival." in text
    assert "2026-11-23 Water Festival (KH); 2026-11-24 Water Festival (KH)" in text
    assert "not known to the map" not in text
    usual = Read(report_page(plain_dossier(), EN)).line
    assert NIGHT.year == 2025
    assert "Public holiday there" not in usual


def test_residents_are_never_victims() -> None:
    text = Read(report_page(plain_dossier(kind="people"), EN)).line
    assert "1 points that weigh 1,000 together: residents as their source counts them" in text
    assert "Residents are never counted as victims" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_old_the_data_are(language: Language) -> None:
    dossier = plain_dossier(open_pack())
    ages = {one.layer: one for one in dossier.layers}
    sites = dossier.moment.pack.layers["sites"]
    assert ages["sites"].rows == len(sites)
    assert (ages["sites"].oldest, ages["sites"].newest) == (min(sites["as_of"]), max(sites["as_of"]))  # fmt: skip
    assert (ages["notices"].rows, ages["notices"].oldest) == (0, "")
    read = Read(report_page(dossier, Words(language)))
    named = Words(language)("Reported sites")
    row = next(row for row in read.rows if row and row[0].strip() == named)
    assert [cell.strip() for cell in row[1:]] == [
        str(len(sites)), ages["sites"].oldest, ages["sites"].newest,
    ]  # fmt: skip
