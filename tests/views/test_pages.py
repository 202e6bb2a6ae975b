"""Each view as a visitor meets it, on the built-in country, without a browser."""

import ast
from datetime import date, time, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from planning.cover.demand import demand_of
from planning.coverage import assess_coverage
from tests.skips import ROOT
from tests.views.payloads import HOSTILE, MARKDOWN
from views import dispatch, dispatch_ways, frame
from views.calls import Call, Calls
from views.question import hour_of_week
from views.words import Words

SCRIPT = """
from views import {view} as page
from views import ui
from views.faults import guarded

ui.style()
guarded(page.page)()
"""
VIEWS = ("start", "dispatch", "coverage", "siting")


def script(view: str) -> AppTest:
    return AppTest.from_string(SCRIPT.format(view=view), default_timeout=60)


def opened(view: str, language: str = "en", **state: object) -> AppTest:
    page = script(view)
    page.query_params["lang"] = language
    for name, value in state.items():
        page.session_state[name] = value
    page.run()
    assert not page.exception
    return page


def said(page: AppTest) -> str:
    return "\n".join(str(part.proto.body) for part in page.get("html"))


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("view", VIEWS)
def test_every_page_opens_in_both_languages(view: str, language: str) -> None:
    page = opened(view, language)
    assert not page.error
    assert ("프놈펜" if language == "ko" else "Phnom Penh") in said(page)


def test_the_app_opens_on_the_start_page() -> None:
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert not page.exception
    assert not page.error
    assert "Dispatch officer" in said(page)


def test_where_no_road_leads_to_a_door_the_answer_is_shared_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dispatch, "find_ways", lambda *_: dispatch_ways.NO_WAYS)
    page = opened("dispatch", place_text="Sihanoukville", picking=False, share_answer=True)
    assert not page.error
    said_last = page.code[-1].value
    assert "No road leads from there to a door." in said_last
    assert "A: " in said_last
    assert [one.proto.label for one in page.get("download_button")] == ["Page to print"]


def test_the_text_for_a_messenger_names_the_door_in_the_visitors_language() -> None:
    for language, name in (("en", "Embassy of the Republic"), ("ko", "주캄보디아 대한민국 대사관")):
        page = opened("dispatch", language, place_text="Kampot", picking=False, share_answer=True)
        assert name in page.code[-1].value.splitlines()[-2]


def keys_of_widgets(source: str) -> set[str]:
    """Give the keys under which the widgets of a module keep what was chosen."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    named = ((ast.unparse(call.func), call.keywords) for call in calls)
    return {
        str(one.value.value)
        for name, keywords in named
        if not name.endswith((".container", "Group"))
        for one in keywords
        if one.arg == "key" and isinstance(one.value, ast.Constant)
    }


def test_no_two_modules_keep_a_choice_under_one_key() -> None:
    owners: dict[str, list[str]] = {}
    for path in sorted((ROOT / "views").rglob("*.py")):
        for key in keys_of_widgets(path.read_text(encoding="utf-8")):
            owners.setdefault(key, []).append(path.name)
    assert {"way", "way_out", "golden"} <= set(owners)
    assert {key: names for key, names in owners.items() if len(names) > 1} == {}


@pytest.mark.parametrize("way", ["find", "hand"])
def test_dispatch_answers_after_a_visit_to_siting(way: str) -> None:
    page = opened("dispatch", place_text="Kampot", picking=False, way=way)
    assert not page.error
    assert "Fastest" in said(page)


def test_a_typed_place_is_answered() -> None:
    page = opened("dispatch")
    page.text_input(key="place_text").set_value("Sihanoukville").run()
    text = said(page)
    assert not page.error
    assert "Read as <b>Sihanoukville</b>" in text
    assert "Who gets there first?" in text
    assert "Where can the victim go now?" in text
    assert "Fastest" in text


@pytest.mark.parametrize(
    ("text", "meant", "read"),
    [
        ("104.92, 11.56", "11.56, 104.92", "11.56"),
        ("Sangkae", "Sangkae, Battambang", "Sangkae"),
        ("Crown casino", "Crown casino Bavet, Svay Rieng", "Crown casino Bavet"),
        (
            "대사관",
            "Embassy of the Republic of Korea, Phnom Penh",
            "Embassy of the Republic of Korea",
        ),
    ],
)
def test_what_an_unclear_place_may_mean_is_one_press_away(text: str, meant: str, read: str) -> None:
    page = opened("dispatch", place_text=text)
    assert len(page.warning) == 1
    assert not page.error
    page.button(key="meant_0").click().run()
    assert not page.warning
    assert not page.error
    assert page.text_input(key="place_text").value == meant
    assert f"Read as <b>{read}" in said(page)
    assert "Who gets there first?" in said(page)


def test_a_clicked_place_is_answered() -> None:
    page = opened("dispatch", picked=(11.56, 104.92))
    assert "the clicked point 11.5600, 104.9200" in said(page)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("Zzyzx Nowhere", "Zzyzx", id="unknown"),
        pytest.param("9.0, 103.0", "outside the country", id="in the sea"),
        pytest.param("13.75, 100.50", "lies in Thailand, not in Cambodia", id="abroad"),
        pytest.param("91, 400", "91", id="no such degrees"),
        pytest.param("nan, nan", "nan", id="not numbers"),
        pytest.param(MARKDOWN, "", id="markdown"),
        *(pytest.param(text, "", id=name) for name, text in HOSTILE.items()),
    ],
)
def test_a_bad_place_is_one_plain_sentence(text: str, sentence: str) -> None:
    page = opened("dispatch")
    page.text_input(key="place_text").set_value(text).run()
    assert len(page.error) == 1
    assert sentence in page.error[0].value
    assert "Traceback" not in page.error[0].value
    assert "![](" not in page.error[0].value


def test_korean_errors_begin_in_korean() -> None:
    page = opened("dispatch", "ko")
    page.text_input(key="place_text").set_value("Zzyzx Nowhere").run()
    assert page.error[0].value.startswith("알 수 없는 장소입니다.")


def test_coverage_answers_the_same_question_as_the_engine() -> None:
    page = opened("coverage", when="hour", day=6, hour=3)
    when = hour_of_week(frame.this_minute(), weekday=6, hour=3)
    moment = frame.moment_at(when)
    golden_s = moment.pack.settings.golden_s
    expected = assess_coverage(moment, demand_of(moment, "sites"), golden_s=golden_s)
    text = said(page)
    assert f'<div class="v">{Words("en").share(expected.covered_share)}</div>' in text
    assert text.count('<div class="gap">') == len(expected.gaps)


def test_a_longer_golden_time_never_covers_less() -> None:
    page = opened("coverage")
    gaps = []
    for minutes in (30, 120, 240):
        page.selectbox(key="golden").set_value(minutes).run()
        gaps.append(said(page).count('<div class="gap">'))
    assert gaps == sorted(gaps, reverse=True)
    assert page.query_params["golden"] == "240"


def test_choices_come_from_the_address_and_bad_ones_fall_back() -> None:
    page = script("coverage")
    page.query_params.update(
        {"golden": "120", "police": "trusted", "when": "<script>", "day": "99", "lang": "xx"}
    )
    page.run()
    assert page.selectbox(key="golden").value == 120
    assert page.selectbox(key="police").value == "trusted"
    assert page.session_state["when"] == "now"
    assert page.session_state["lang"] == "en"


def test_a_dropped_zone_never_covers_less() -> None:
    page = opened("siting", way="hand")
    page.text_input(key="zone_text").set_value("Sihanoukville").run()
    assert not page.error
    text = said(page)
    assert "One new Green Zone" in text
    assert "Place gained" in text
    page.button(key="remove_0").click().run()
    assert "Click the map or type a place" in said(page)


def test_a_zone_in_the_sea_is_refused_in_words() -> None:
    page = opened("siting", way="hand")
    page.text_input(key="zone_text").set_value("9.0, 103.0").run()
    assert len(page.error) == 1
    assert "outside the country" in page.error[0].value
    assert "trials" not in page.session_state


def test_dispatch_says_whom_to_call_and_which_alarm_holds() -> None:
    page = opened("dispatch", place_text="Sihanoukville", call_mode="then")
    page.date_input(key="call_day").set_value(date(2025, 10, 18)).run()
    text = said(page)
    assert "Travel alarm 3: departure recommended" in text
    assert 'href="tel:+82-2-3210-0404"' in text
    assert 'href="tel:117"' in text
    assert "number not on file" in text
    assert "The nearest Green Zone is only a candidate and is not counted" in text


def test_dispatch_tells_what_to_say_and_when_the_golden_time_ends() -> None:
    page = opened("dispatch", place_text="Sihanoukville", call_mode="then")
    page.date_input(key="call_day").set_value(date(2025, 10, 18)).run()
    page.time_input(key="call_clock").set_value(time(2, 0)).run()
    assert "golden time ends <b>03:00</b> · Seoul 05:00" in said(page)
    assert "Left to drive: <b>9 min</b> of 60 min" in said(page)
    page.session_state["copy_say"] = True
    first, second = page.run().code[0].value.split("\n")
    assert first == "Stay hidden where you are and keep your phone on, without sound."
    assert second.startswith("Nobody can be with you by 03:00: Citizen safety officers")
    assert second.endswith("call Consular Call Center (24/7), +82-2-3210-0404.")
    assert f"<p>{first}</p><p>{second}</p>" in said(page)


def test_dispatch_says_which_two_to_send() -> None:
    page = opened("dispatch", place_text="11.58, 104.80", call_mode="then")
    page.date_input(key="call_day").set_value(date(2026, 1, 14)).run()
    page.time_input(key="call_clock").set_value(time(10, 0)).run()
    assert "Send two?" in said(page)
    assert "points more than the surest alone." in said(page)


def test_a_call_that_is_over_is_said_to_be() -> None:
    called = frame.this_second() - timedelta(minutes=90)
    page = opened("dispatch", place_text="Sihanoukville", called_at=called)
    assert "golden time ended <b>" in said(page)


def test_coverage_says_why_fewer_sites_are_counted_than_are_on_the_map() -> None:
    moment = frame.moment_at(frame.this_minute())
    on_map, counted = len(moment.layer("sites")), len(demand_of(moment, "sites").ids)
    assert counted < on_map
    told = f"Of {on_map} reported sites on the map {on_map - counted} are not counted"
    assert told in said(opened("coverage", places_table=True))
    assert "are not counted: reports" not in said(
        opened("coverage", demand="people", places_table=True)
    )


def test_coverage_lists_every_place_of_its_map() -> None:
    page = opened("coverage", demand="places", places_table=True)
    moment = frame.moment_at(frame.this_minute())
    demand = demand_of(moment, "places")
    tables = [part for part in page.get("html") if "First known help</th>" in part.proto.body]
    assert len(tables) == 1
    assert tables[0].proto.body.count("<tr>") == 1 + len(demand.ids)


def test_coverage_hands_its_hour_to_dispatch() -> None:
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    page.session_state["when"] = "hour"
    page.run()
    page.button(key="try_coverage").click().run()
    next(one for one in page.button if one.label == "Ask Dispatch for this hour").click().run()
    assert not page.exception
    assert page.session_state["call_mode"] == "then"
    assert page.session_state["call_clock"] == time(3, 0)
    assert "Where is the caller?" in page.text_input(key="place_text").label


def test_two_visitors_never_see_each_others_zones() -> None:
    mine, yours = opened("siting", way="hand"), opened("siting", way="hand")
    mine.text_input(key="zone_text").set_value("Sihanoukville").run()
    yours.run()
    assert "Click the map or type a place" in said(yours)


def test_a_night_call_from_the_coast_is_not_in_time() -> None:
    page = opened("dispatch", place_text="Sihanoukville", call_mode="then")
    page.date_input(key="call_day").set_value(date(2025, 10, 18)).run()
    page.time_input(key="call_clock").set_value(time(2, 0)).run()
    text = said(page)
    assert not page.error
    assert "call <b>18 Oct 2025 02:00</b>" in text
    assert "No open door within 60 min." in text
    assert "badge ok" not in text


def test_more_police_never_takes_an_answer_away() -> None:
    page = opened("dispatch", place_text="Sihanoukville")
    page.selectbox(key="police").set_value("all").run()
    assert not page.error
    assert ">not counted</span>" not in said(page)
    page.selectbox(key="police").set_value("none").run()
    assert not page.error
    assert ">not counted</span>" in said(page)


def test_the_chosen_way_and_door_can_change() -> None:
    page = opened("dispatch", place_text="Sihanoukville")
    doors = page.selectbox(key="goal").options
    page.selectbox(key="goal").select_index(len(doors) - 1).run()
    assert not page.error
    assert "Fastest" in said(page)
    page.text_input(key="place_text").set_value("Siem Reap").run()
    assert not page.error


def test_a_victim_on_foot_has_another_way_and_another_meeting() -> None:
    page = opened("dispatch", place_text="Sihanoukville", police="trusted")
    assert "Where can both meet?" in said(page)
    assert "the victim by car" in said(page)
    by_car = page.session_state["ways"][1].routes[0].path.total_s
    page.session_state["travel"] = "foot"
    page.run()
    assert not page.error
    assert "on foot · to " in said(page)
    assert page.session_state["ways"][1].routes[0].path.total_s > by_car
    assert page.query_params["travel"] == "foot"


def test_nothing_is_searched_again_on_an_unrelated_click(monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[str] = []
    for name in ("named_routes", "plan_meetings", "choices_between"):
        real = getattr(dispatch_ways, name)

        def counted(
            *given: object, _real: object = real, _name: str = name, **named: object
        ) -> object:
            searched.append(_name)
            return _real(*given, **named)  # type: ignore[operator]

        monkeypatch.setattr(dispatch_ways, name, counted)
    page = opened("dispatch", place_text="Sihanoukville", called_at=frame.this_second())
    assert sorted(searched) == ["named_routes", "plan_meetings"]
    page.segmented_control(key="way_out").set_value(1).run()
    page.toggle(key="picking").set_value(True).run()
    assert not page.error
    assert sorted(searched) == ["named_routes", "plan_meetings"]
    page.session_state["more_ways"] = True
    page.run()
    text = said(page)
    assert "none left out is both quicker and safer" in text
    page.segmented_control(key="way_out").set_value(0).run()
    assert sorted(searched) == ["choices_between", "named_routes", "plan_meetings"]


def linked(view: str, **link: str) -> AppTest:
    page = script(view)
    page.query_params.update({"lang": "en", **link})
    page.run()
    assert not page.exception
    return page


def test_a_link_opens_a_place_at_an_instant_and_holds_no_coordinates() -> None:
    page = linked("dispatch", place="sihanoukville", at="2025-10-18T02:00")
    assert "Read as <b>Sihanoukville</b>" in said(page)
    assert "Golden time ends at 03:00" in said(page)
    assert page.query_params["place"] == "sihanoukville"
    assert page.query_params["at"] == "2025-10-18T02:00"
    page.text_input(key="place_text").set_value("11.5564, 104.9282").run()
    assert "place" not in page.query_params
    assert not any("11.55" in str(value) for value in page.query_params.values())


@pytest.mark.parametrize(
    "state", [{"place_text": "11.5564, 104.9282"}, {"picked": (11.5564, 104.9282)}]
)
def test_a_reload_comes_back_to_a_call_from_coordinates(state: dict[str, Any]) -> None:
    called_at = frame.this_second() - timedelta(minutes=9)
    page = opened("dispatch", called_at=called_at, **state)
    word = page.query_params["call"]
    assert "11.55" not in word
    page.run()
    assert page.query_params["call"] == word
    again = linked("dispatch", call=word)
    assert "11.55" in said(again)
    assert again.session_state["called_at"] == called_at
    assert again.query_params["call"] == word
    again.text_input(key="place_text").set_value("Kampot").run()
    assert again.query_params["call"] != word
    assert "11.55" in said(linked("dispatch", call=word))


def test_a_place_by_name_keeps_the_instant_of_its_call() -> None:
    called_at = frame.this_second() - timedelta(minutes=9)
    page = opened("dispatch", place_text="Sihanoukville", called_at=called_at)
    link = {key: str(page.query_params[key]) for key in ("place", "call")}
    again = linked("dispatch", **link)
    assert again.session_state["called_at"] == called_at
    fresh = linked("dispatch", place=link["place"], call="gone")
    assert "link_refused" not in fresh.session_state
    assert fresh.session_state["called_at"] == frame.this_second()


def test_a_call_is_forgotten_after_hours_and_the_oldest_where_there_are_too_many() -> None:
    now = frame.this_second()
    kept = Calls()
    first = kept.keep(Call("Kampot", None, now))
    assert kept.find(first, now=now) == Call("Kampot", None, now)
    assert kept.find(first, now=now + timedelta(hours=13)) is None
    assert kept.find(first, now=now) is None
    words = [kept.keep(Call(str(number), None, now)) for number in range(1001)]
    assert kept.find(words[0], now=now) is None
    assert kept.find(words[1], now=now) is not None
    assert len(set(words)) == 1001


def test_a_call_at_another_time_does_not_run_down_yet() -> None:
    page = linked("dispatch", place="sihanoukville", at="2027-01-20T02:00")
    text = said(page)
    assert "golden time, from that call on" in text
    assert "golden time ends <b>03:00</b>" in text
    assert "(in " not in text.split('class="cd"')[1].split("</div>")[2]


def test_where_nothing_is_sooner_than_to_stay_the_card_says_so() -> None:
    assert "Nowhere sooner than where the victim is" in said(
        opened("dispatch", place_text="Kampot", travel="foot")
    )


def test_a_nearer_door_of_unknown_hours_comes_before_one_that_is_shut() -> None:
    def goal(place: str) -> str:
        page = opened("dispatch", place_text=place)
        answer = page.session_state["ways"][0][0]
        points = dispatch_ways.goals(answer)
        first = points[0]
        chosen = page.session_state["ways"][1].goal
        assert not first.open_on_arrival
        unsure = [point for point in points if point.open_on_arrival is None]
        nearer = min(unsure, key=lambda point: point.arrival_s)
        assert chosen == (nearer if nearer.arrival_s < first.arrival_s else first)
        return str(chosen.door.name)

    assert "Siem Reap" in goal("Poipet")
    assert "Siem Reap" not in goal("Kampot")


def test_every_place_has_a_link_that_opens_it() -> None:
    places = frame.pack().layers["places"]
    twice = places[places["name"].duplicated(keep=False)].head(2)
    for row in [*places.head(2).to_dict("records"), *twice.to_dict("records")]:
        page = linked("dispatch", place=row["id"])
        assert not page.error
        assert "Who gets there first?" in said(page)


def test_a_link_that_is_not_understood_falls_back_and_says_so() -> None:
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    page.query_params.update({"lang": "xx"})
    page.run()
    assert "left out of the link: lang" in page.toast[0].value
    for link in ({"place": "<script>"}, {"at": "soon"}, {"case": "no-such"}, {"call": "no"}):
        page = linked("dispatch", **link)
        assert page.session_state["link_refused"] == tuple(link)
        assert not page.error
        assert next(iter(link)) not in page.query_params
