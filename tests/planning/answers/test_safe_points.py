"""Doors by their timetable: the chance to be inside, against Monte Carlo, and what is flagged."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from layers.hours import open_on_arrival, parse_hours
from layers.timetables import timetable
from planning.answers.safe_points import SafePoint
from planning.eta import admission_at, later
from planning.moment import moment_of
from planning.supply.facilities import doors_at
from tests.planning.answers.calls import (
    EVENING,
    MORNING,
    ZONE,
    ask,
    at,
    changed,
    embassy,
    sure,
)
from tests.planning.worlds import OFFICE_HOURS, rows, spot


def day(clock: str) -> datetime:
    return datetime.fromisoformat(f"2025-01-15T{clock}").replace(tzinfo=ZONE)


def door(when: datetime, step: float = 2, **changes: object) -> SafePoint:
    golden_s = float(str(changes.pop("golden_s", 3600)))
    pack = changed(missions=embassy(**changes))
    return ask(pack, when, at(step), golden_s=golden_s).safe_points[0]


@pytest.mark.parametrize(
    ("clock", "hours"),
    [
        pytest.param("15:40", OFFICE_HOURS, id="shuts on the way"),
        pytest.param("15:30", "08:00-15:50,16:05-16:20", id="shuts on the way, and again"),
        pytest.param("07:10", OFFICE_HOURS, id="opens before the end"),
        pytest.param("06:59", OFFICE_HOURS, id="opens a minute before it is too late"),
        pytest.param("06:50", OFFICE_HOURS, id="opens too late"),
        pytest.param("10:00", OFFICE_HOURS, id="open all the while"),
        pytest.param("10:00", "24/7", id="day and night"),
        pytest.param("23:30", "22:00-00:05", id="shuts after midnight"),
        pytest.param("10:00", 'Mo-Su "by appointment"', id="not known to be open"),
    ],
)
@pytest.mark.parametrize("golden_s", [1300.0, 3600.0])
def test_the_chance_to_be_inside_agrees_with_monte_carlo(
    clock: str, hours: str, golden_s: float
) -> None:
    """Drawn arrivals ask the door itself when it lets them in."""
    when = day(clock)
    point = door(when, hours=hours, golden_s=golden_s)
    rng = np.random.default_rng(3)
    drawn = point.arrival_s * np.exp(0.2 * rng.standard_normal(40_000))
    grid = np.arange(5.0, 3600.0, 10.0)  # the middle of each ten seconds
    moment = moment_of(changed(missions=embassy(hours=hours)), when)
    [asked] = doors_at(moment)
    wait_s = np.array([admission_at(moment, asked, seconds).wait_s for seconds in grid])
    inside = grid + np.where(np.isnan(wait_s), np.inf, wait_s) <= golden_s
    share = inside[np.minimum((drawn / 10.0).astype(int), len(grid) - 1)].mean()
    assert point.chance == pytest.approx(share, abs=0.01)


def test_unknown_hours_are_no_chance_and_are_flagged() -> None:
    point = door(MORNING, hours="", after_hours_admission="unknown")
    assert (point.chance, point.in_time, point.open_throughout) == (0.0, False, False)
    assert point.flags == ("hours_unknown", "admission_unknown")


@pytest.mark.parametrize(
    ("when", "admission", "flags"),
    [
        (EVENING, "contested", ("admission_contested",)),
        (EVENING, "unknown", ("admission_unknown",)),
        (EVENING, "no", ()),
        (EVENING, "yes", ("after_hours",)),
        (MORNING, "yes", ()),
        (MORNING, "contested", ()),
    ],
)
def test_after_hours_admission_is_flagged(
    when: datetime, admission: str, flags: tuple[str, ...]
) -> None:
    point = door(when, after_hours_admission=admission)
    assert point.flags == flags
    assert (point.chance > 0.9) is (when == MORNING or admission == "yes")


@pytest.mark.parametrize(
    ("clock", "throughout"),
    [("10:00", True), ("15:35", False), ("15:45", False), ("07:43", False), ("07:45", True)],
)
def test_open_throughout_asks_for_the_soonest_and_the_latest(clock: str, throughout: bool) -> None:
    # 1200 s of road, 10 % to 90 %: 930 to 1550 s
    point = door(day(clock))
    assert point.open_throughout is throughout


@pytest.mark.parametrize(
    "clock", ["06:59:58", "07:00:02", "15:39:58", "15:40:02", "06:30:00", "15:45:00"]
)
def test_without_any_doubt_the_chance_is_the_verdict(clock: str) -> None:
    pack = sure(changed(missions=embassy(precision_m=0.0)))
    point = ask(pack, day(clock), at(2, error_m=0.0)).safe_points[0]
    assert point.chance == float(point.in_time)


def test_a_door_that_no_road_reaches_has_no_chance() -> None:
    roads_end = rows({"id": "C", "name": "closed", "target": "r0", "kind": "road", "at": spot(0.5)})
    pack = changed(closures=roads_end)
    [point] = ask(pack, MORNING, at(2)).safe_points
    assert not point.is_reachable
    assert (point.chance, point.flags, point.open_throughout) == (0.0, (), False)


SPANS = [
    ("07:00", "12:00"),
    ("12:00", "20:00"),
    ("16:00", "20:00"),
    ("06:00", "08:00"),
    ("09:00", "09:00"),
]


@pytest.mark.parametrize(("begin", "end"), SPANS)
@pytest.mark.parametrize("text", ["08:00-16:00", "08:00-10:00,13:00-15:00", "24/7", ""])
@pytest.mark.parametrize("admission", ["no", "yes"])
def test_the_last_open_instant_by_brute_force(
    begin: str, end: str, text: str, admission: str
) -> None:
    hours, span = parse_hours(text, zone=ZONE), (day(begin), day(end))
    minutes = int((span[1] - span[0]).total_seconds() // 60)
    steps = [span[0] + timedelta(minutes=step) for step in range(minutes + 1)]
    is_open = [one for one in steps if open_on_arrival(hours, admission, one) == "open"]
    end_s = (span[1] - span[0]).total_seconds()
    table = timetable(hours, admission, span[0], seconds=end_s + 60)
    [found_s] = table.last_open(np.array([end_s])).tolist()
    if not is_open:
        assert found_s < 0
    else:
        # as instants are to the microsecond, so is the one just before a door closes
        found = later(span[0], np.floor(found_s * 1e6) / 1e6)
        assert is_open[-1] <= found < is_open[-1] + timedelta(minutes=1)
        assert open_on_arrival(hours, admission, found) == "open"
