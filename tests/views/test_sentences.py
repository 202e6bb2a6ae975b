"""What is said about a gap, a way and a nearest Green Zone, word by word."""

from dataclasses import replace
from datetime import datetime

import pytest

from planning.cover.causes import Cause
from planning.cover.demand import demand_of
from planning.coverage import Gap, assess_coverage
from planning.places import locate
from planning.routes import plan_route
from views import frame
from views.cover.sentences import gap_sentence
from views.dispatch_map import off_road_legs
from views.dispatch_ways import place_name
from views.tokens import LIGHT
from views.way_cards import route_way, zone_note
from views.words import Words

WHEN = datetime(2025, 10, 18, 2, tzinfo=frame.pack().zone)
GAP = Gap(
    id="x",
    name="X",
    province="Kampot",
    lon=104.0,
    lat=10.6,
    weight=1.0,
    eta_s=None,
    eta_by="",
    why=Cause("too_far"),
)


def sentence(language: str, **changes: object) -> str:
    moment = frame.moment_at(WHEN)
    coverage = assess_coverage(moment, demand_of(moment, "sites"), golden_s=3600)
    words = Words("ko" if language == "ko" else "en")
    of_cause = {"kind": changes.pop("cause", "too_far")} | {
        name: changes.pop(name) for name in Cause.__slots__ if name in changes
    }
    gap = replace(GAP, why=Cause(**of_cause), **changes)  # type: ignore[arg-type]
    return gap_sentence(gap, coverage, names={"A": "A"}, t=words)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param(
            {"by": "A", "arrival_s": 7200.0, "eta_s": 7200.0, "eta_by": "A"},
            "Nearest help: A, **2 h 00**. **1 h 00 too late.**",
            id="too far, the same one helps first",
        ),
        pytest.param(
            {"by": "A", "arrival_s": 7200.0, "eta_s": 9000.0, "eta_by": "B"},
            "Nearest help: A, **2 h 00**. First known help: B after 2 h 30, **1 h 30 too late.**",
            id="too far, another helps first",
        ),
        pytest.param(
            {
                "cause": "closed_on_arrival",
                "by": "A",
                "arrival_s": 600.0,
                "eta_s": 21600.0,
                "eta_by": "A",
            },
            "A is **10 min** away but closed on arrival. First known help: A after 6 h 00, "
            "**5 h 00 too late.**",
            id="closed, and it helps once it opens",
        ),
        pytest.param(
            {"cause": "hours_unknown", "by": "A", "arrival_s": 600.0},
            "A is **10 min** away, but its hours are not on file, so it does not count. "
            "**One phone call settles this.** No help is known at any time.",
            id="hours unknown and nothing else",
        ),
        pytest.param(
            {
                "cause": "nobody_on_duty",
                "by": "A",
                "arrival_s": 4200.0,
                "eta_s": 4200.0,
                "eta_by": "A",
            },
            "A is only on call and comes after 1 h 10; **on duty it would be in time.** "
            "**10 min too late.**",
            id="on call",
        ),
        pytest.param({"cause": "no_road"}, "No open road leads from here to help.", id="no road"),
        pytest.param(
            {"cause": "no_help"}, "No door and no unit that counts is on the map.", id="no help"
        ),
    ],
)
def test_a_gap_names_its_cause_and_the_first_known_help(
    changes: dict[str, object], said: str
) -> None:
    assert sentence("en", **changes) == said


def test_a_gap_is_said_in_korean_too() -> None:
    said = sentence("ko", by="A", arrival_s=7200.0, eta_s=9000.0, eta_by="B")
    assert said == (
        "가장 가까운 도움: A, **2시간 0분**. 확인된 첫 도움: B, 2시간 30분 뒤, **1시간 30분 늦습니다.**"
    )


def test_the_way_off_the_road_is_drawn_and_told() -> None:
    pack, moment = frame.pack(), frame.moment_at(WHEN)
    route = plan_route(moment, locate(pack, "11.0, 104.3"), locate(pack, "Phnom Penh"))
    first = off_road_legs(route, t=Words("en"), look=LIGHT)[0]
    assert first.at[0] == (11.0, 104.3)
    assert first.at[1] == (float(route.path.lat[0]), float(route.path.lon[0]))
    minutes = Words("en").duration(route.path.access_s + route.path.egress_s)
    assert route_way(route, Words("en")).endswith(f" + {minutes} off the road")


def test_a_candidate_zone_is_called_one() -> None:
    moment = frame.moment_at(WHEN)
    place = locate(frame.pack(), "Siem Reap")
    assert place_name(place, Words("ko")) == "시엠립"
    said = zone_note(moment, place, Words("en"))
    assert said.startswith("The nearest Green Zone is only a candidate and is not counted: Door of")
