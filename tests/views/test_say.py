"""The two sentences for a victim, word by word, in both languages."""

from datetime import datetime, timedelta

import pytest

from planning.dispatch import DispatchCard
from tests.planning.answers.calls import (
    EVENING,
    MORNING,
    ask,
    at,
    changed,
    embassy,
    lines,
    units,
)
from tests.planning.worlds import spot
from views.say import about, sentences
from views.words import Language, Words

LINE = {"id": "C", "name": "Call Centre", "name_ko": "콜센터", "phone": "+82 2 1"}


def card(case: str, *, phone: bool) -> DispatchCard:
    contacts = lines(LINE) if phone else lines({**LINE, "phone": ""})
    nobody = units({"shifts": "", "on_call": "no"})
    open_house = embassy(hours="24/7", name_ko="대사관")
    if case == "go":
        pack = changed(contacts=contacts, missions=open_house)
        return ask(pack, EVENING, at(0.2), golden_s=1500.0, mode="foot")
    if case == "go alone":
        pack = changed(contacts=contacts, missions=open_house, units=nobody)
        return ask(pack, EVENING, at(2), golden_s=900.0)
    if case == "wait":
        pack = changed(contacts=contacts, units=units({"at": spot(3), "base": "P4"}))
        return ask(pack, MORNING, at(3.5), golden_s=1500.0)
    if case == "late":
        return ask(changed(contacts=contacts), EVENING, at(3))
    pack = changed(contacts=contacts, units=nobody)
    return ask(pack, EVENING, at(2))


STAY_EN = "Stay hidden where you are and keep your phone on, without sound."
STAY_KO = "지금 있는 곳에 숨어 계시고 전화기는 무음으로 켜 두세요."
SAID: list[tuple[str, bool, Language, tuple[str, str]]] = [
    ("go", True, "en", (
        "Go to Embassy now: about 20 to 30 minutes on foot.",
        "It is open when you get there; if you cannot go, stay hidden and call Call Centre, +82 2 1.",
    )),
    ("go", True, "ko", (
        "지금 다음 장소로 가세요: 대사관, 도보 약 20~30분.",
        "도착하면 문이 열려 있으며, 갈 수 없으면 숨어서 전화하세요: 콜센터, +82 2 1.",
    )),
    ("go", False, "en", (
        "Go to Embassy now: about 20 to 30 minutes on foot.",
        "It is open when you get there; if you cannot go, stay hidden and call us again.",
    )),
    ("go alone", True, "en", (
        "Go to Embassy now: about 20 to 30 minutes by car.",
        ("Nobody can be sent to you, but it is open when you get there; if you cannot go, stay "
         "hidden and call Call Centre, +82 2 1."),
    )),
    ("go alone", False, "ko", (
        "지금 다음 장소로 가세요: 대사관, 자동차 약 20~30분.",
        "보낼 수 있는 사람은 없지만, 도착하면 문이 열려 있습니다.",
    )),
    ("wait", True, "en", (
        "Stay hidden where you are and wait for us.",
        ("Officers can be with you in about 15 to 25 minutes; if anything changes, call Call Centre, "
         "+82 2 1."),
    )),
    ("wait", False, "ko", (
        "지금 있는 곳에 숨어서 저희를 기다리세요.",
        "약 15~25분 뒤에 도착할 수 있으니(Officers), 상황이 바뀌면 저희에게 다시 전화하세요.",
    )),
    ("late", True, "en", (
        STAY_EN,
        ("Nobody can be with you by 20:00: Officers can be there in about 65 to 90 minutes, so if "
         "you are in danger before, call Call Centre, +82 2 1."),
    )),
    ("late", False, "ko", (
        STAY_KO,
        ("20:00까지는 아무도 도착할 수 없고 약 65~90분 뒤에 도착할 수 있으니(Officers), "
         "그 전에 위험하면 저희에게 다시 전화하세요."),
    )),
    ("nobody", True, "en", (
        STAY_EN,
        "Nobody can be sent to you now, so call Call Centre, +82 2 1, and say where you are.",
    )),
    ("nobody", True, "ko", (
        STAY_KO,
        "지금은 보낼 수 있는 사람이 없으니, 전화해서 위치를 알리세요: 콜센터, +82 2 1.",
    )),
    ("nobody", False, "en", (
        STAY_EN, "Nobody can be sent to you now, so call us again as soon as you can.",
    )),
]  # fmt: skip


@pytest.mark.parametrize(("case", "phone", "language", "said"), SAID)
def test_each_answer_is_two_sentences(
    case: str, phone: bool, language: Language, said: tuple[str, str]
) -> None:
    assert sentences(card(case, phone=phone), Words(language)) == said


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("phone", [True, False])
@pytest.mark.parametrize("case", ["go", "go alone", "wait", "late", "nobody"])
def test_a_sentence_ends_once(case: str, phone: bool, language: Language) -> None:
    for sentence in sentences(card(case, phone=phone), Words(language)):
        assert sentence.endswith(".")
        assert sentence.count(".") == 1
        assert "{" not in sentence


def test_the_time_that_has_passed_is_taken_off() -> None:
    answer = card("late", phone=False)
    later: datetime = answer.called_at + timedelta(minutes=30)
    said = sentences(answer, Words("en"), now=later)[1]
    assert "can be there in about 35 to 60 minutes" in said
    assert "by 20:00" in said
    much_later = sentences(answer, Words("en"), now=answer.called_at + timedelta(hours=9))[1]
    assert "in about 2 minutes" in much_later


@pytest.mark.parametrize(
    ("low_s", "high_s", "said"),
    [
        (0, 0, "about 2 minutes"),
        (290, 310, "about 5 to 6 minutes"),
        (600, 600, "about 10 minutes"),
        (601, 601, "about 10 to 15 minutes"),
        (3599, 3601, "about 60 to 65 minutes"),
        (5400, 5400, "about 90 minutes"),
        (5400, 5401, "about 1 h 30 to 1 h 35"),
    ],
)
def test_a_range_is_rounded_outwards(low_s: float, high_s: float, said: str) -> None:
    assert about(low_s, high_s, Words("en")) == said
