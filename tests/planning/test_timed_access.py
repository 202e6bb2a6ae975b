"""Roads that hours open and close."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from layers.holidays import calendar_of
from planning.timed_access import level_at, timed_closures
from routing.closures import EVERYTHING_OPEN
from routing.network import ENDS_ONLY, NO_ACCESS
from tests.routing.towns import three_by_three

ZONE = ZoneInfo("Asia/Phnom_Penh")
MONDAY_8 = datetime(2025, 10, 20, 8, tzinfo=ZONE)
SUNDAY_3 = datetime(2025, 10, 19, 3, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "monday", "sunday"),
    [
        pytest.param("no @ (Mo-Fr 07:00-09:00)", 0, None, id="rush hour"),
        pytest.param("no; yes @ (Mo-Fr 08:00-18:00)", 2, 0, id="open by day alone"),
        pytest.param(
            "no @ (Mo-Fr 07:00-20:00); destination @ (07:30-09:00)", 1, None, id="last wins"
        ),
        pytest.param("no @ (Sa,Su,PH 00:00-20:00)", None, 0, id="holidays are not known"),
        pytest.param("no @ (PH,Su 00:00-20:00)", None, 0, id="holidays first"),
        pytest.param("no @ (gibberish 99)", None, None, id="no condition at all"),
        pytest.param("no @ (Mo-Fr 07:00-99:00)", 0, 0, id="a ban that cannot be read holds"),
        pytest.param(
            "no; yes @ (Mo-Fr 07:00-99:00)", 0, 0, id="a permit that cannot be read does not"
        ),
        pytest.param("", None, None, id="nothing"),
    ],
)
def test_a_condition_sets_a_level(text: str, monday: int | None, sunday: int | None) -> None:
    assert level_at(text, MONDAY_8, ZONE) == monday
    assert level_at(text, SUNDAY_3, ZONE) == sunday


def test_public_holidays_are_those_of_the_country() -> None:
    khmer_new_year = datetime(2025, 4, 15, 8, tzinfo=ZONE)  # a Tuesday
    cambodia = calendar_of("KH")
    for text in ("no @ (Sa,Su,PH 00:00-20:00)", "no @ (PH)", "no @ (PH,SH 07:00-09:00)"):
        assert level_at(text, khmer_new_year, ZONE, calendar=cambodia) == NO_ACCESS
        assert level_at(text, MONDAY_8, ZONE, calendar=cambodia) is None
    off = "no @ (Mo-Fr 07:00-09:00; PH off)"
    assert level_at(off, khmer_new_year, ZONE, calendar=cambodia) is None
    assert level_at(off, MONDAY_8, ZONE, calendar=cambodia) == NO_ACCESS
    assert level_at("no @ (SH 07:00-09:00)", MONDAY_8, ZONE, calendar=cambodia) == NO_ACCESS


def test_a_list_of_days_with_blanks_is_a_list() -> None:
    assert level_at("no @ (Sa, Su 07:00-09:00)", SUNDAY_3, ZONE) is None
    assert level_at("no @ (Mo, Tu 07:00-09:00)", MONDAY_8, ZONE) == NO_ACCESS


def test_hours_are_those_of_the_country() -> None:
    utc = MONDAY_8.astimezone(ZoneInfo("UTC"))
    assert level_at("no @ (Mo 07:00-09:00)", utc, ZONE) == NO_ACCESS


def test_edges_are_closed_or_left_to_who_lives_there() -> None:
    network = three_by_three().network
    assert timed_closures(network, MONDAY_8, ZONE) is EVERYTHING_OPEN
    condition = np.zeros(network.edge_count, dtype=np.int32)
    condition[[3, 5]], condition[7] = 1, 2
    texts = ("", "no @ (Mo 07:00-09:00)", "destination @ (Mo)")
    timed = replace(network, condition=condition, conditions=texts)
    found = timed_closures(timed, MONDAY_8, ZONE)
    assert (found.edges, found.ends_only) == ((3, 5), (7,))
    assert ENDS_ONLY not in {level_at(text, SUNDAY_3, ZONE) for text in texts}
    assert timed_closures(timed, SUNDAY_3, ZONE) == EVERYTHING_OPEN
