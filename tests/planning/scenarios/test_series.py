"""A time series of the small country: the hours, the figures, what is told between steps."""

from datetime import datetime, time

import pytest

from geo.errors import MomentError
from planning.scenarios.changes import OpenZone
from planning.scenarios.series import HOURS, Hour, parse_hour, series
from tests.planning.scenarios.toy import ZONE, at, toy

TUESDAY = "2025-01-14T12:00"


def test_each_step_is_asked_at_the_same_hours_of_its_week() -> None:
    steps = [at(TUESDAY), at("2025-01-19T23:00")]
    found = series(toy(), steps, kinds=("sites",))
    whens = [[one.question.when for one in step.figures] for step in found.steps]
    assert whens == [
        [datetime(2025, 1, 19, 3, tzinfo=ZONE), datetime(2025, 1, 15, 10, tzinfo=ZONE)],
        [datetime(2025, 1, 19, 3, tzinfo=ZONE), datetime(2025, 1, 22, 10, tzinfo=ZONE)],
    ]
    assert [str(hour) for hour in found.hours] == ["Su 03:00", "We 10:00"]


def test_figures_are_those_of_the_hour() -> None:
    base = at(TUESDAY, direction="reach")
    found = series(toy(), [base, base.but(OpenZone("Z1"))], kinds=("sites",))
    shares = [[one.coverage["sites"].covered_share for one in step.figures] for step in found.steps]
    # the embassy's door is open on Wednesday at 10 only; the zone is always
    assert shares == [[0.0, 1.0], [1.0, 1.0]]
    assert found.differences == ((),)


def test_what_differs_from_step_to_step_is_told() -> None:
    steps = [at(TUESDAY), at("2025-01-21T12:00", police="all"), at("2025-01-21T12:00")]
    found = series(toy(), steps, hours=[Hour(4, time(9))], kinds=("people",))
    told = [[one.key for one in each] for each in found.differences]
    assert told == [["police", "instant"], ["police"]]


def test_an_hour_is_read_as_it_is_written() -> None:
    assert [parse_hour(str(hour)) for hour in HOURS] == list(HOURS)
    for text in ("", "Su", "Su 25:00", "X 03:00", "Su 3h", "Su 03:00:00"):
        with pytest.raises(MomentError):
            parse_hour(text)
