"""Every trade between two ways, and ways that share little, in a country of two ways."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from geo.errors import NoRouteError, SettingError
from planning.moment import Moment, moment_of
from planning.routes import plan_route
from planning.ways.choices import choices_between, variety_between
from routing.network import Mode
from tests.planning.forks import ROUND_S, STRAIGHT_S, alarms, fork, place
from tests.planning.ways.test_rules import NOWHERE, SITE
from tests.planning.worlds import rows, spot
from views.lines.ways import choices_lines, choices_value, variety_lines, variety_value

NOON = datetime(2025, 1, 15, 12, tzinfo=ZoneInfo("Asia/Phnom_Penh"))
ENDS = place(0, name="A\x1b[2J"), place(4, name="B")


@pytest.fixture(scope="module")
def moment() -> Moment:
    """A site at J2: the straight way is quick, the one round it is safe."""
    return moment_of(fork(sites=rows(SITE | {"at": spot(2)})), NOON)


def test_both_ways_with_their_price(moment: Moment) -> None:
    found = choices_between(moment, *ENDS)
    assert (found.total, found.is_exact, found.epsilon) == (2, True, 0.0)
    assert [one.path.seconds for one in found.routes] == pytest.approx(
        [STRAIGHT_S, ROUND_S], rel=1e-5
    )
    first, second = found.prices
    assert (first.more_s, first.less_exposure_share) == (0.0, 0.0)
    assert second.more_s == pytest.approx(ROUND_S - STRAIGHT_S, abs=0.1)
    exposures = [one.path.exposure_s for one in found.routes]
    assert second.less_exposure_share == pytest.approx(1 - exposures[1] / exposures[0])
    assert exposures[1] < exposures[0] / 2


def test_the_ends_are_the_fastest_and_the_safest(moment: Moment) -> None:
    found = choices_between(moment, *ENDS)
    for number, caution in ((0, 0.0), (-1, 1e6)):
        alone = plan_route(moment, *ENDS, caution=caution).path
        assert found.routes[number].path.edges.tolist() == alone.edges.tolist()
        assert found.routes[number].path.seconds == pytest.approx(alone.seconds, abs=1e-6)


def test_no_more_than_asked_but_all_are_counted(moment: Moment) -> None:
    found = choices_between(moment, *ENDS, at_most=1)
    assert (len(found.routes), found.total) == (1, 2)
    with pytest.raises(SettingError):
        choices_between(moment, *ENDS, at_most=0)


def test_without_danger_there_is_one_choice() -> None:
    found = choices_between(moment_of(fork(sites=NOWHERE), NOON), *ENDS)
    assert (found.total, found.prices[0].less_exposure_share) == (1, 0.0)


def test_who_starts_at_the_site_has_no_choice(moment: Moment) -> None:
    """The danger of the own site is left out, so nothing is bought by a longer way."""
    found = choices_between(moment, place(2), place(4))
    assert found.total == 1
    assert found.routes[0].own_sites == ("S",)


@pytest.mark.parametrize(("mode", "slower"), [("car", 1), ("motorbike", 2), ("foot", 10)])
def test_two_ways_share_the_ends(moment: Moment, mode: Mode, slower: int) -> None:
    found = variety_between(moment.travelling(mode), *ENDS)
    assert [one.path.seconds / slower for one in found.routes] == pytest.approx(
        [STRAIGHT_S, ROUND_S], rel=1e-5
    )
    assert {one.mode for one in found.routes} == {mode}
    assert found.shared_share[0, 1] == pytest.approx(0.5, rel=1e-3)  # 12 km of 24 km


@pytest.mark.parametrize(
    ("asked", "ways"),
    [({"most_shared": 0.49}, 1), ({"longest": 1.05}, 1), ({"longest": 1.06}, 2), ({"count": 1}, 1)],
)
def test_what_is_asked_of_the_ways(moment: Moment, asked: dict[str, float], ways: int) -> None:
    assert len(variety_between(moment, *ENDS, **asked).routes) == ways  # type: ignore[arg-type]


def test_caution_puts_the_safe_way_first(moment: Moment) -> None:
    found = variety_between(moment, *ENDS, caution=1e3, longest=1e6)
    assert found.routes[0].path.seconds == pytest.approx(ROUND_S, rel=1e-5)
    assert found.routes[0].path.exposure_s < found.routes[1].path.exposure_s


def test_no_road_is_said() -> None:
    closed = rows(
        *({"id": key, "target": key, "kind": "road", "at": spot(2)} for key in ("r1", "north"))
    )
    cut = moment_of(fork(closures=closed), NOON)
    for ask in (choices_between, variety_between):
        with pytest.raises(NoRouteError, match="no open road joins A"):
            ask(cut, *ENDS)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_is_said_has_every_way_and_no_control_sign(moment: Moment, language: str) -> None:
    banned = moment_of(fork(sites=moment.pack.layers["sites"], travel_alarms=alarms({})), NOON)
    choices, variety = choices_between(banned, *ENDS), variety_between(banned, *ENDS)
    for said in (choices_lines(choices, language), variety_lines(variety, language)):
        lines = said.splitlines()
        assert [line[:2] for line in lines if line[0].isdigit()][:2] == ["1.", "2."]
        assert "\x1b" not in said
        assert lines[-1].startswith("1: ")  # only the straight way runs through the ban
        assert "Middle" in lines[-1]
    ways = choices_value(choices, language)["ways"]
    assert [way["bans"] for way in ways] == [["Middle"], []]
    assert [way["more_s"] for way in ways] == [price.more_s for price in choices.prices]
    shared = variety_value(variety, language)["shared_share"]
    assert shared == variety.shared_share.tolist()
