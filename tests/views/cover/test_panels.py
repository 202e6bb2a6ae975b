"""Each face of the Coverage page as a visitor meets it, against the engine's own answers."""

import pytest

from planning.cover.areas import cover_by_area
from planning.cover.demand import demand_of
from planning.coverage import Coverage, assess_coverage
from planning.scenarios.compare import compare
from planning.scenarios.files import find_scenario, kept
from planning.scenarios.kept import forget_scenario
from planning.scenarios.scenario import BASELINE
from planning.supply.readiness import national_table
from tests.views.clock import NOW
from tests.views.payloads import HOSTILE
from tests.views.test_pages import opened, said
from views import frame
from views.cover.areas import area_table, hexagon_marks
from views.cover.ask import Asked
from views.cover.compare import put
from views.cover.differences import differences_card, key_word, value_word
from views.cover.turns import turn_table
from views.question import hour_of_week
from views.tokens import LIGHT
from views.words import Words

EN, KO = Words("en"), Words("ko")
FACES = ("week", "areas", "compare", "ready")
SUNDAY = hour_of_week(NOW.astimezone(frame.pack().zone), weekday=6, hour=3)


def counted(kind: str = "people", **asked: object) -> Coverage:
    moment = frame.moment_at(SUNDAY)
    golden_s = moment.pack.settings.golden_s
    return assess_coverage(moment, demand_of(moment, kind), golden_s=golden_s, **asked)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("face", FACES)
def test_every_face_opens_in_both_languages(face: str, language: str) -> None:
    page = opened("coverage", language, show=face)
    assert not page.error
    assert page.query_params["show"] == face


def test_the_week_shows_the_chosen_hour_beside_it() -> None:
    page = opened("coverage", show="week", demand="people", when="hour", day=6, hour=3)
    assert f'<div class="v">{EN.share(counted().covered_share)}</div>' in said(page)
    assert said(page).count('<div class="gap">') == 5
    next(one for one in page.button if one.label == "Open this hour on the map").click().run()
    assert not page.exception
    assert page.session_state["show"] == "moment"
    assert "Why " in said(page)


def test_a_limit_of_danger_makes_causes_of_its_own() -> None:
    page = opened("coverage", demand="people", when="hour", day=6, hour=3, limit=5, police="all")
    safe = counted(police="all", most_hazard=0.05)
    assert "hazard" in safe.causes
    assert f'<div class="v">{EN.share(safe.covered_share)}</div>' in said(page)
    assert "In time only through more danger than 0.05" in said(page)


def test_police_and_busy_houses_side_by_side() -> None:
    page = opened("coverage", demand="people", when="hour", day=6, hour=3, firm=True, busy=30)
    text = said(page)
    assert "Expected, each house busy 30% of the time" in text
    for policy in ("none", "trusted", "all"):
        one = counted(police=policy)
        figures = (one.covered_share, one.backup_share, one.expected_share(0.3))
        assert "".join(f"<td>{EN.share(share)}</td>" for share in figures) in text
    assert text.count("(as asked)") == 1
    closed = said(opened("coverage", demand="people"))
    assert "Expected, each house busy" not in closed


@pytest.mark.parametrize("kind", ["province", "district", "hex"])
def test_areas_are_those_of_the_engine(kind: str) -> None:
    page = opened("coverage", show="areas", demand="people", when="hour", day=6, hour=3, by=kind)
    coverage = counted()
    areas = cover_by_area(coverage.demand, coverage.houses, kind)  # type: ignore[arg-type]
    table = next(part.proto.body for part in page.get("html") if ">Area</th>" in part.proto.body)
    assert table.count("<tr>") == 1 + len(areas)
    assert f"<td>{EN.number(areas[0].total_weight)}</td>" in table


def test_hexagons_differ_in_line_and_fill_not_in_colour_alone() -> None:
    coverage = counted()
    areas = cover_by_area(coverage.demand, coverage.houses, "hex")
    for area, mark in zip(areas, hexagon_marks(areas, names={}, t=EN, look=LIGHT), strict=True):
        assert (mark.dash is not None) == (area.covered_share == 0)
        assert (mark.fill > 0.3) == (area.covered_share == 1)
        assert mark.about[0].lines[0] == f"In time: {EN.share(area.covered_share)}"
        lat, lon = mark.at[0]
        assert 9 < lat < 15
        assert 102 < lon < 108


def test_two_scenarios_are_held_against_each_other() -> None:
    page = opened("coverage", show="compare", a="now", b="as_promised", demand="sites")
    pack = frame.pack()
    pair = [find_scenario(pack, name).scenario for name in ("now", "as_promised")]
    tally = compare(pack, *pair, kinds=["sites"]).tallies["sites"]
    text = said(page)
    assert "The same settings on both sides" in text
    assert f"<b>{EN.points(100 * tally.share_difference)} points</b>" in text
    assert text.count("+ gained") == len(tally.gains) > 0


def test_what_a_scenario_changes_is_told_in_the_visitors_language() -> None:
    text = said(opened("coverage", "ko", show="compare", a="now", b="as_promised"))
    assert "그린존 Z003" in text
    assert "The question is asked" not in text


def test_settings_that_differ_are_told_before_any_figure() -> None:
    page = opened("coverage", "ko", show="compare", a="before_october_2025", b="now")
    assert "양쪽 설정이 같아" in said(page)
    page.toggle(key="same_hour").set_value(False).run()
    text = said(page)
    assert "양쪽 설정이 달라" in text
    assert "2025년 9월 8일 (월) 10:00" in text
    assert "points that weigh" not in text
    assert text.index("양쪽 설정이 달라") < text.index("나란히 보기")


def test_a_scenario_from_a_file_is_kept_and_compared_and_a_bad_one_is_refused() -> None:
    page = opened("coverage", show="compare")
    shutting = b"name = 'night'\n[[change]]\ndo = 'close_road'\nroad = 'NR4'\n"
    page.file_uploader[0].upload("../hand<b>ed.toml", shutting, "application/toml").run()
    assert not page.error
    (name,) = kept(frame.pack())
    assert name.startswith("night-")
    assert page.selectbox(key="b").value == name
    assert "NR4" in said(page)
    bad_zone = b"name = 'x'\n[[change]]\ndo = 'open_zone'\nzone = '<img src=x>'\n"
    for content, why in ((b"\xff\xfe", "UTF"), (bad_zone, "is no Green Zone")):
        page.file_uploader[0].upload("bad.toml", content, "application/toml").run()
        assert len(page.error) == 1
        assert why in page.error[0].value
        assert list(kept(frame.pack())) == [name]
    forget_scenario(frame.pack(), name)


def test_the_question_of_the_page_is_put_to_a_scenario() -> None:
    page = opened("coverage", show="compare", golden=120, police="trusted", a="now", b="now")
    assert not page.error
    moment = frame.moment_at(SUNDAY)
    asked = Asked(moment, demand_of(moment, "people"), 7200.0, "reach", "trusted")
    scenario = put(BASELINE, asked)
    assert (scenario.golden_min, scenario.direction, scenario.police) == (120, "reach", "trusted")
    same = Asked(moment, asked.demand, moment.pack.settings.golden_s, "either", "none")
    assert put(BASELINE, same).golden_min is None


def test_ready_zones_are_those_of_the_national_table() -> None:
    page = opened("coverage", show="ready", when="hour", day=6, hour=3)
    found = national_table(frame.moment_at(SUNDAY))
    text = said(page)
    assert f"{len(found.ready)} / {len(found.zones)}" in text
    table = next(part for part in text.split('<div class="ready">')[1:])
    answers = sum(item.answer == "unknown" for one in found.checklists for item in one.items)
    assert table.count("not known</span>") == answers


def test_hostile_names_stay_text() -> None:
    coverage = counted("sites")
    bad = HOSTILE["image"]
    names = dict.fromkeys((*coverage.demand.ids, *coverage.demand.names), bad)
    areas = cover_by_area(coverage.demand, coverage.houses, "hex")
    pack = frame.pack()
    pair = [find_scenario(pack, name).scenario for name in ("now", "as_promised")]
    found = compare(pack, *pair, kinds=["sites"])
    for shown in (
        area_table(areas, "hex", coverage=coverage, names=names, t=EN),
        turn_table(found.tallies["sites"], names, EN),
        differences_card(found, EN),
    ):
        assert "<img src=x" not in shown


def test_words_of_settings_that_differ() -> None:
    assert key_word("golden time", KO) == "골든타임"
    assert key_word("delays answer_s", KO) == "delays answer_s"
    assert value_word("season", "wet", EN) == "wet season"
    assert value_word("police", "all", EN) == "All police posts count, except avoid"
    assert value_word("delays answer_s", "60", KO) == "60"
