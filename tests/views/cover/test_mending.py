"""What is said of a gap: for every cause the figure that would mend it, in both languages."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

import pytest

from planning.cover.causes import CAUSES, Cause
from planning.cover.demand import demand_of
from planning.coverage import Coverage, Gap, assess_coverage
from tests.views.payloads import HOSTILE
from views import frame
from views.cover.causes import TONES, cause_word
from views.cover.figures import cause_bar
from views.cover.gaps import gap_list
from views.cover.sentences import gap_sentence
from views.words import Words

WHEN = datetime(2025, 10, 18, 2, tzinfo=frame.pack().zone)
EN, KO = Words("en"), Words("ko")


@cache
def coverage() -> Coverage:
    moment = frame.moment_at(WHEN)
    return assess_coverage(moment, demand_of(moment, "sites"), golden_s=3600.0, most_hazard=0.3)


def gap(why: Cause, *, eta_s: float | None = None, eta_by: str = "", name: str = "X") -> Gap:
    return Gap("x", name, "Kampot", 104.0, 10.6, 1.0, eta_s, eta_by, why)


def said(why: Cause, t: Words = EN, *, eta_s: float | None = None, eta_by: str = "") -> str:
    return gap_sentence(gap(why, eta_s=eta_s, eta_by=eta_by), coverage(), names={}, t=t)


MENDS = [
    pytest.param(
        Cause("closed_on_arrival", "A", 600.0, 15_600.0, WHEN + timedelta(hours=5, minutes=20)),
        "A is **10 min** away but closed on arrival: **it opens in 5 h 20** (07:20).",
        id="opens",
    ),
    pytest.param(
        Cause("closed_on_arrival", "A", 600.0, 9e4, WHEN + timedelta(hours=30)),
        "A is **10 min** away but closed on arrival: **it opens in 30 h 00** (Sun 08:00).",
        id="opens another day",
    ),
    pytest.param(
        Cause("nobody_on_duty", "A", 4320.0, 720.0),
        "A is only on call and comes after 1 h 12: **its turnout is 12 min too long.**",
        id="turnout too long",
    ),
    pytest.param(
        Cause("nobody_on_duty", "A", 4320.0, 720.0, WHEN + timedelta(hours=6)),
        "A is only on call and comes after 1 h 12: **its turnout is 12 min too long.** "
        "On duty in 6 h 00 (08:00).",
        id="turnout too long, on duty later",
    ),
    pytest.param(
        Cause("nobody_on_duty", "A", opens_at=WHEN + timedelta(hours=6)),
        "Nobody can be sent at this moment. A is **on duty in 6 h 00** (08:00).",
        id="on duty later",
    ),
    pytest.param(
        Cause("too_far", "A", 13_200.0, 9600.0),
        "Nearest help: A, **3 h 40** away, **2 h 40 too far**.",
        id="too far",
    ),
    pytest.param(
        Cause("too_far", "A", 13_200.0, 7200.0),
        "Nearest help: A, **3 h 40**; even on duty it is **2 h 00 too far**.",
        id="too far even on duty",
    ),
    pytest.param(
        Cause("hazard", "A", 1800.0, needs_hazard=0.65),
        "In time only through more danger than 0.3: A, **30 min**. "
        "**In time with a limit of 0.65.**",
        id="hazard",
    ),
    pytest.param(
        Cause("busy", "A", 1800.0),
        "A would be there after **30 min** but is busy with another case.",
        id="busy",
    ),
]


@pytest.mark.parametrize(("why", "sentence"), MENDS)
def test_a_gap_tells_what_would_mend_it(why: Cause, sentence: str) -> None:
    assert said(why) == f"{sentence} Within the limit of danger no help is known at any time."


def test_a_cut_off_place_names_what_is_closed() -> None:
    why = Cause("no_road", blocked_by=("Bridge *B*", "NR 5 (closed at this hour)"))
    closed = (
        "No open road leads from here to help. **Closed: Bridge B, NR 5 (closed at this hour).**"
    )
    assert said(why) == closed
    assert said(why, KO).endswith("**닫힌 곳: Bridge B, NR 5 (이 시각 통제).**")


def test_what_is_missing_is_told_once() -> None:
    why = Cause("too_far", "A", 7200.0, 3600.0)
    assert said(why, eta_s=7200.0, eta_by="A").count("1 h 00") == 1
    assert said(why, eta_s=9000.0, eta_by="B").endswith(
        "First known help: B after 2 h 30, **1 h 30 too late.**"
    )


@pytest.mark.parametrize("cause", CAUSES)
def test_every_cause_has_a_word_a_tone_and_a_sentence(cause: str) -> None:
    assert TONES[cause] in {"late", "shut", "unk"}
    for t in (EN, KO):
        assert cause_word(cause, t)
        assert said(Cause(cause, "A", 7200.0), t)
    assert cause_word(cause, EN) != cause_word(cause, KO)


def test_a_hostile_name_stays_text() -> None:
    name = HOSTILE["image"]
    one = gap(Cause("busy", name, 60.0), name=name)
    shown = str(gap_list(replace(coverage(), gaps=(one,)), {}, EN))
    assert "<img src=x" not in shown
    assert shown.count("&lt;img src=x") == 2


def test_the_bar_of_causes_adds_up_and_never_clips_a_word() -> None:
    for t in (EN, KO):
        bar = str(cause_bar(coverage(), t))
        widths = [float(part.split("%")[0]) for part in bar.split("width:")[1:]]
        assert sum(widths) == pytest.approx(100, abs=0.05)
        for part in bar.split("width:")[1:]:
            width, word = float(part.split("%")[0]), part.split(">")[1].split("<")[0]
            assert len(word) <= max(4, width)
