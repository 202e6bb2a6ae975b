"""The dispatch card as JSON and as lines: every key, one number under both names, no escape."""

import json
from datetime import datetime

import pytest

from planning.dispatch import DispatchCard
from tests.planning.answers.calls import (
    EVENING,
    MORNING,
    ask,
    at,
    changed,
    embassy,
    in_cambodia,
    lines,
    units,
)
from tests.planning.worlds import rows, spot
from views.lines.cards import card_lines, card_value
from views.words import Words

PARTS = ("answer_s", "processing_s", "turnout_s", "access_s", "drive_s", "egress_s")
HOSTILE = "Gate\x1b[2J\u202e\nof"
EN, KO = Words("en"), Words("ko")


def answered(when: datetime = MORNING) -> DispatchCard:
    pack = changed(
        units=units({"id": "a"}, {"id": "b", "at": spot(4), "base": "P4"}),
        contacts=lines({"id": "C", "phone": "+82 2 1"}, {"id": "D"}),
    )
    return ask(pack, when, at(2))


@pytest.mark.parametrize("when", [MORNING, EVENING])
def test_the_value_holds_the_whole_card(when: datetime) -> None:
    value = json.loads(json.dumps(card_value(answered(when), EN), allow_nan=False))
    assert value["called_at"] == value["when"] == when.isoformat()
    assert value["deadline"] == when.replace(hour=when.hour + 1).isoformat()
    for one in value["responders"]:
        assert one["eta_s"] == pytest.approx(
            sum(one[part] for part in (*PARTS, "admission_wait_s"))
        )
        assert one["chance_in_time"] == one["chance"]
        assert one["budget_s"] == value["golden_s"] - sum(one[part] for part in PARTS[:3])
        assert one["in_time"] == (sum(one[part] for part in PARTS[3:]) <= one["budget_s"])
        assert one["p50_s"] <= one["p90_s"]
    pair, best = value["pair"], value["responders"][0]
    assert {pair["first"], pair["second"]} == {"a", "b"}
    assert pair["chance_in_time"] == pytest.approx(best["chance"] + pair["gain"])
    assert [(one["id"], one["phone"]) for one in value["contacts"]] == [
        ("C", "+82 2 1"),
        ("D", None),
    ]
    assert len(value["say"]) == 2


def test_the_sentences_follow_the_language_and_nothing_else_does() -> None:
    english, korean = card_value(answered(), EN), card_value(answered(), KO)
    assert "지금" in korean.pop("say")[0]
    assert english.pop("say")[0].isascii()
    assert english == korean


def test_a_place_no_road_leads_from_is_said_without_infinity() -> None:
    closed = rows({"id": "C", "name": "closed", "target": "r0", "kind": "road", "at": spot(0.5)})
    card = ask(changed(closures=closed), MORNING, at(2))
    value = json.loads(json.dumps(card_value(card, EN), allow_nan=False))
    assert value["pair"] is None
    assert value["responders"][0]["p90_s"] is None
    assert value["safe_points"][0]["chance_in_time"] == 0
    assert "Nobody can be sent to you now" in card_lines(card, EN)


def test_the_lines_tell_the_new_and_hide_no_escape() -> None:
    text = card_lines(answered(), EN)
    assert "golden time 1 h 00, ends Wed 11:00" in text
    assert "50 min left to drive" in text
    assert "Send two:" in text
    assert "Line: +82 2 1, answered now" in text
    assert "Line: no confirmed number on file\n" in text
    hostile = changed(
        missions=embassy(name=HOSTILE, hours="24/7"),
        units=units({"id": "a", "name": HOSTILE}, {"id": "b", "name": HOSTILE}),
        contacts=lines({"id": "C", "name": HOSTILE, "phone": "1"}),
    )
    for when in (MORNING, EVENING):
        said = card_lines(ask(hostile, when, at(2)), EN)
        assert "\x1b" not in said
        assert "\u202e" not in said
        assert "Gate[2J of" in said


def test_admission_that_is_not_sure_is_flagged() -> None:
    for admission, said in (("contested", "is contested"), ("unknown", "is not known")):
        pack = changed(missions=embassy(after_hours_admission=admission))
        card = ask(pack, EVENING, at(2))
        assert f"admission after hours {said}: counts as closed" in card_lines(card, EN)
        [point] = card_value(card, EN)["safe_points"]
        assert point["flags"] == [f"admission_{admission}"]


def test_an_absent_unit_keeps_its_name_and_tells_when_it_is_back() -> None:
    card = ask(changed(units=units({"on_call": "no"})), EVENING, at(2))
    value = card_value(card, EN)
    assert value["absent"] == ["Officers"]
    assert value["absent_until"] == [
        {
            "unit": "U1",
            "name": "Officers",
            "next_duty": "2025-01-16T08:00:00+07:00",
            "next_call": None,
        }
    ]
    assert "Officers: not on duty, not known to be on call, on duty again Thu 16 Jan 08:00" in (
        card_lines(card, EN)
    )
    unknown = changed(units=units({"shifts": "", "on_call": "no"}))
    assert "when they are again is not known" in card_lines(ask(unknown, EVENING, at(2)), EN)


def test_a_holiday_that_hours_say_nothing_about_is_told() -> None:
    when = datetime(2026, 11, 24, 10, tzinfo=MORNING.tzinfo)
    card = ask(in_cambodia(missions=embassy(name=HOSTILE)), when, at(2))
    [holiday] = card_value(card, EN)["holidays"]
    assert holiday == {
        "country": "KH", "name": "Water Festival", "is_estimate": False, "silent": ["M1", "U1"],
    }  # fmt: skip
    text = card_lines(card, EN)
    assert "Holiday: Water Festival in Cambodia; the hours on file say nothing about" in text
    assert "call first: Gate[2J of; Officers" in text
