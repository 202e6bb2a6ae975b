"""Long trips through the small country: over an hour by slices of the day, else not."""

import pytest

from planning.moment import moment_of, parse_when
from planning.places import locate
from planning.routes import Route, plan_route
from planning.ways.slices import long_trip_slices, slice_words
from routing.slices import SlicedDrive
from tests.planning.worlds import make_pack

PACK = make_pack()


def trip(when: str, goal: str) -> tuple[Route, SlicedDrive | None]:
    moment = moment_of(PACK, parse_when(when, PACK))
    route = plan_route(moment, locate(PACK, "Town 0"), locate(PACK, goal))
    return route, long_trip_slices(moment, route)


def test_a_trip_of_an_hour_or_less_is_not_sliced() -> None:
    # Four stretches of 600 s by day: 40 min. By night 0.5: 80 min.
    assert trip("2025-03-01T10:00", "Town 4")[1] is None
    by_night, sliced = trip("2025-03-01T23:00", "Town 3")
    assert by_night.path.total_s == pytest.approx(3600, abs=1)
    assert (sliced is None) == (by_night.path.total_s <= 3600)


def test_a_trip_into_the_morning_by_hand() -> None:
    # From 04:20 by night 1200 s a stretch: 40 min = 2 stretches until 05:00, then 2 of 600 s.
    route, sliced = trip("2025-03-01T04:20", "Town 4")
    assert sliced is not None
    assert route.path.seconds == pytest.approx(4800, abs=2)
    assert sliced.seconds == pytest.approx(3600, abs=2)
    assert slice_words(sliced) == [
        "by slices of the day 60 min, 20 min less than at the start's speeds",
        "from 04:20, night, dry season: 40 min, 12 km",
        "from 05:00, day, dry season: 20 min, 12 km",
    ]
    assert slice_words(sliced, "ko")[1] == "04:20부터 밤, 건기: 40분, 12 km"


def test_words_when_it_gets_slower_and_when_nothing_changes() -> None:
    moment_rain = trip("2025-06-30T23:30", "Town 4")[1]  # rain begins at midnight
    assert moment_rain is not None
    assert "more than at the start's speeds" in slice_words(moment_rain)[0]
    same = trip("2025-03-01T23:00", "Town 4")[1]
    assert same is not None
    assert slice_words(same)[0] == "by slices of the day 80 min, as at the start's speeds"
