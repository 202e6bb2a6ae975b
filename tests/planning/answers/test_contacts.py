"""Whom to call: who answers now first, no number that is not confirmed, none made up."""

from datetime import datetime

import geopandas as gpd
import pytest

from planning.answers.contacts import Contact, contacts_at
from planning.moment import moment_of
from tests.planning.answers.calls import EVENING, MORNING, changed, embassy, lines
from tests.planning.worlds import OFFICE_HOURS


def contacts(when: datetime, **layers: gpd.GeoDataFrame) -> list[Contact]:
    return contacts_at(moment_of(changed(**layers), when))


def test_those_who_answer_now_come_first() -> None:
    layer = lines(
        {"id": "silent", "phone": ""},
        {"id": "office", "phone": "3", "hours": OFFICE_HOURS},
        {"id": "unsaid", "phone": "4", "hours": ""},
        {"id": "country", "phone": "117", "kind": "hotline"},
        {"id": "centre", "phone": "2"},
        {"id": "duty", "phone": "1", "kind": "duty_phone"},
    )
    by_night = contacts(EVENING, contacts=layer)
    assert [one.id for one in by_night] == [
        "duty",
        "centre",
        "country",
        "unsaid",
        "office",
        "silent",
    ]
    assert [one.is_open for one in by_night] == [True, True, True, None, False, True]
    office = by_night[4]
    assert office.opens_at is not None
    assert office.opens_at.isoformat() == "2025-01-16T08:00:00+07:00"
    by_day = contacts(MORNING, contacts=layer)
    assert [one.id for one in by_day][:4] == ["duty", "centre", "office", "country"]


def test_a_mission_is_called_on_the_number_on_file_and_on_no_other() -> None:
    note = "Telephone +855-23-211-900 is from an unverified text: confirm before use."
    assert contacts(MORNING, missions=embassy(phone="", note=note)) == []
    [house] = contacts(MORNING, missions=embassy(phone="+855 12 345"))
    assert (house.id, house.phone, house.is_open) == ("M1", "+855 12 345", True)
    assert contacts(MORNING, missions=embassy(phone="1", country="JP")) == []
    assert contacts(MORNING, missions=embassy(phone="1", host_country="TH")) == []


def test_a_number_of_low_confidence_is_not_shown() -> None:
    [line] = contacts(MORNING, contacts=lines({"id": "a", "phone": "1", "confidence": "low"}))
    assert (line.phone, line.is_for_victims) == ("", False)
    assert contacts(MORNING, missions=embassy(phone="1", confidence="low")) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param({"phone": "1"}, True, id="answers now"),
        pytest.param({"phone": ""}, False, id="no number"),
        pytest.param({"phone": "1", "hours": OFFICE_HOURS}, False, id="answers by day"),
        pytest.param({"phone": "1", "hours": ""}, False, id="hours not known"),
        pytest.param({"phone": "117", "kind": "hotline"}, False, id="a line of the police"),
    ],
)
def test_a_victim_is_told_to_call_only_who_answers_and_is_ours(
    change: dict[str, object], told: bool
) -> None:
    [line] = contacts(EVENING, contacts=lines({"id": "a"} | change))
    assert line.is_for_victims is told
