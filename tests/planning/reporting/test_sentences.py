"""Sentences of a report: the remedy of every cause, and every change, in both languages."""

import re
from datetime import datetime, timedelta

import pytest

from planning.cover.causes import Cause
from planning.reporting.change_words import change_words
from planning.reporting.sentences import mend_words
from planning.scenarios.changes import (
    Change,
    CloseRoad,
    OpenRoad,
    OpenZone,
    PostOfficers,
    RemoveUnit,
    SetAdmission,
    SetHours,
    SetOnCall,
    SetZone,
    Trust,
)
from planning.scenarios.conditions import (
    AsOf,
    GoldenTime,
    Police,
    Season,
    SetTurnout,
    SpeedFactor,
)
from planning.scenarios.scenario import CHANGES
from tests.planning.reporting.dossiers import NIGHT, plain_dossier
from views.words import Words

MORNING: datetime = NIGHT + timedelta(hours=11, minutes=30)
EACH: list[Change] = [
    OpenZone(zone="Z1"),
    OpenZone(at="J1", hours="Mo 08:00-09:00"),
    SetHours(target="M1", hours=""),
    SetAdmission(mission="M1", admission="contested"),
    SetZone(zone="Z1", status="promised", admits_anyone="no"),
    SetZone(zone="Z1"),
    PostOfficers(at="J2", officers=2, shifts="", on_call="unknown", kind="partner"),
    SetOnCall(unit="U1", on_call="yes"),
    RemoveUnit(unit="U1"),
    CloseRoad(road="NR4"),
    OpenRoad(road="NR4"),
    Trust(post="P1", trust="avoid"),
    Season(season="wet"),
    GoldenTime(minutes=30.0),
    Police(police="all"),
    SpeedFactor(factor=0.8),
    SetTurnout(on_duty_min=5.0, on_call_min=7.5),
    SetTurnout(unit="U1"),
    AsOf(when="2025-01-15T10:00"),
]


@pytest.mark.parametrize(
    ("why", "english", "korean"),
    [
        (
            Cause("closed_on_arrival", "Embassy", 600, 1.0, MORNING),
            "opens Thu 08:00, in 11 h 30",
            "여는 시각 목 08:00, 11시간 30분 뒤",
        ),
        (Cause("closed_on_arrival", "Embassy", 600), "", ""),
        (
            Cause("nobody_on_duty", "Officers", 600, 720, MORNING),
            "turnout on call 12 min too long; on duty Thu 08:00, in 11 h 30",
            "호출 대기 준비가 12분 초과; 근무 시작 목 08:00, 11시간 30분 뒤",
        ),
        (Cause("too_far", "Embassy", 9000, 5400), "1 h 30 too far", "1시간 30분 더 멂"),
        (
            Cause("hazard", "Embassy", 600, needs_hazard=0.35),
            "in time with a limit of 0.35",
            "위험 한도 0.35이면 시간 안",
        ),
        (Cause("no_road", blocked_by=("NR4", "Poipet")), "closed: NR4, Poipet", "통제: NR4, Poipet"),
        (Cause("hours_unknown", "Gate", 60), "find out its hours", "운영 시간을 확인할 것"),
        (Cause("busy", "Officers", 60), "", ""),
        (Cause("no_help"), "", ""),
    ],
)  # fmt: skip
def test_what_would_mend_a_gap(why: Cause, english: str, korean: str) -> None:
    coverage = plain_dossier().coverage
    assert mend_words(why, coverage, Words("en")) == english
    assert mend_words(why, coverage, Words("ko")) == korean


def test_there_is_one_of_each_change() -> None:
    assert {one.key for one in EACH} == set(CHANGES)


@pytest.mark.parametrize("change", EACH, ids=lambda change: change.key)
def test_a_change_is_said_as_it_says_itself(change: Change) -> None:
    assert change_words(change, Words("en")) == change.text
    korean = change_words(change, Words("ko"))
    assert re.search("[가-힣]", korean)
    left = set(re.findall("[A-Za-z]+", korean))
    assert left <= {"Z", "J", "M", "U", "P", "NR", "Mo", "T"}
