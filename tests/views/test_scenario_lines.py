"""Words of scenarios for a person: what is not comparable comes first, what is unknown is named."""

from planning.scenarios.changes import OpenZone
from planning.scenarios.compare import compare
from planning.scenarios.conditions import GoldenTime
from planning.scenarios.sensitivity import sensitivity
from planning.scenarios.series import series
from tests.planning.scenarios.toy import EVENING, at, toy
from views.lines.scenarios import comparison_lines, sensitivity_lines, series_lines

REACH = at(EVENING, direction="reach")


def test_a_comparison_tells_its_differences_before_its_figures() -> None:
    other = REACH.but(OpenZone("Z1"), GoldenTime(30))
    lines = comparison_lines(compare(toy(), REACH, other), ["old file"]).splitlines()
    assert lines[1:3] == [
        "caution: old file",
        "not comparable as they stand: golden time 60 min vs 30 min",
    ]
    assert "sites: 0.0 % -> 100.0 % (+100.0 points)" in lines
    assert "  gained 1,000  Town 2, P: Closed on arrival -> In time" in lines


def test_a_series_tells_what_differs_between_its_steps() -> None:
    lines = series_lines(series(toy(), [REACH, REACH.but(GoldenTime(30))])).splitlines()
    assert lines[1] == "  Su 03:00, 2025-01-19: sites 0.0 %, people 0.0 %, places 0.0 %"
    assert "  not comparable as they stand: golden time 60 min vs 30 min" in lines


def test_sensitivity_names_what_is_not_known() -> None:
    text = sensitivity_lines(sensitivity(toy(), REACH))
    assert "golden time 120 min: sites 0.0 %" in text
    assert "+100.0 points at best: Gate (Z1: hours, admits_anyone, status)" in text
    assert "2 gaps looked at" in text
