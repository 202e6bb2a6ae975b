"""Trust: the strictest record that speaks, never better than a post's own, unknown never safe."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from itertools import product
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import pytest

from geo.errors import NoResourceError
from layers.tables import layer_of_rows
from planning.moment import Moment, moment_of
from planning.packs import open_pack
from planning.supply.facilities import doors_at, units_at
from planning.supply.trust import (
    LEVELS,
    province_table,
    trust_at,
    trust_of,
    trust_table,
    trusted_posts,
)
from tests.planning.worlds import make_pack, rows, spot

ZONE = ZoneInfo("Asia/Phnom_Penh")
WHEN = datetime(2025, 1, 15, 10, tzinfo=ZONE)
CONFIDENCE = ("high", "low")


def area(**changes: str) -> dict[str, str]:
    return {
        "id": "A1",
        "name": "Area",
        "province": "P",
        "trust": "avoid",
        "reported_by": "a paper",
        "report_date": "2024-10",
        "claim": "Reported by a paper in 2024-10: raids leaked.",
        "source": "https://a.example/1",
        "as_of": "2024-10",
        "confidence": "medium",
    } | changes


def posts(*changes: dict[str, Any]) -> gpd.GeoDataFrame:
    post = {
        "name": "Post",
        "kind": "commissariat",
        "hours": "24/7",
        "trust": "trusted",
        "safe_point": "no",
        "town": "T",
        "at": spot(2),
    }
    return rows(*(post | {"id": f"P{i}"} | change for i, change in enumerate(changes, start=1)))


@cache
def bare() -> Moment:
    """The small country, made once: its roads never change here."""
    return moment_of(make_pack(), WHEN)


def moment(areas: list[dict[str, str]], *changes: dict[str, Any]) -> Moment:
    layers = {
        **bare().pack.layers,
        "police_posts": posts(*(changes or ({},))),
        "police_areas": layer_of_rows(areas, "police_areas"),
    }
    return replace(bare(), pack=replace(bare().pack, layers=MappingProxyType(layers)))


def test_the_strictest_record_holds_and_gives_its_reason() -> None:
    trust = trust_of(moment([area()]), "P1")
    assert trust.level == "avoid"
    assert trust.reason == "Reported by a paper in 2024-10: raids leaked."
    assert (trust.source, trust.date) == ("https://a.example/1", "2024-10")
    assert [report.about for report in trust.reports] == ["Area", "Post"]


PAIRS = [
    pair
    for pair in product(LEVELS, CONFIDENCE, LEVELS, CONFIDENCE)
    if pair[2:] != ("trusted", "low")  # the layer refuses such a report
]


@pytest.mark.parametrize(("own", "sure", "said", "reported_sure"), PAIRS)
def test_every_pair_of_post_and_area(*, own: str, sure: str, said: str, reported_sure: str) -> None:
    """By brute force: the stricter of two, and a record of low confidence trusts nobody."""
    here = moment([area(trust=said, confidence=reported_sure)], {"trust": own, "confidence": sure})
    expected = max(LEVELS.index(own), LEVELS.index(said))
    if (own, sure) == ("trusted", "low"):
        expected = max(expected, LEVELS.index("unverified"))
    assert trust_of(here, "P1").level == LEVELS[expected]
    assert LEVELS.index(trust_of(here, "P1").level) >= LEVELS.index(own)
    assert trusted_posts(here)["trust"].tolist() == [trust_of(here, "P1").level]


@pytest.mark.parametrize(
    ("where", "reaches"),
    [
        pytest.param({"province": "P"}, True, id="its province"),
        pytest.param({"province": "Q"}, False, id="another province"),
        pytest.param({"province": ""}, True, id="the country"),
        pytest.param({"town": "T"}, True, id="its town"),
        pytest.param({"town": "T", "province": ""}, True, id="its town, no province given"),
        pytest.param({"town": "U"}, False, id="another town"),
        pytest.param({"town": "T", "province": "Q"}, False, id="a town of that name elsewhere"),
    ],
)
def test_whom_a_report_reaches_by_name(where: dict[str, str], reaches: bool) -> None:
    trust = trust_of(moment([area(**where)]), "P1")
    assert (trust.level == "avoid") is reaches
    assert len(trust.reports) == 1 + reaches


@pytest.mark.parametrize(("precision_m", "reaches"), [("6010", True), ("5990", False)])
def test_a_report_reaches_as_far_as_it_is_coarse(precision_m: str, reaches: bool) -> None:
    lon, lat = spot(1)  # the post stands 6 km east
    there = area(town="U", lon=str(lon), lat=str(lat), precision_m=precision_m)
    assert (trust_of(moment([there]), "P1").level == "avoid") is reaches


@pytest.mark.parametrize(
    ("reported", "known"),
    [
        ("2025-01-15", True),
        ("2025-01-16", False),
        ("2025-01", True),
        ("2025-02", False),
        ("", True),
    ],
)
def test_what_is_reported_later_is_not_known_yet(reported: str, known: bool) -> None:
    here = moment([area(report_date=reported)])
    assert (trust_of(here, "P1").level == "avoid") is known
    assert (trust_at(here, "P").level == "avoid") is known


def test_a_province() -> None:
    town = area(id="A1", town="T", trust="avoid")
    good_town = area(id="A2", town="V", trust="trusted", confidence="high")
    assert trust_at(moment([]), "P").level == "unverified"
    assert trust_at(moment([town]), "P").level == "avoid"
    assert trust_at(moment([town]), "Q").level == "unverified"
    assert trust_at(moment([good_town]), "P").level == "unverified"
    assert trust_at(moment([area(trust="trusted", confidence="high")]), "P").level == "trusted"
    both = moment([area(id="A1", province=""), area(id="A2", trust="trusted", confidence="high")])
    assert trust_at(both, "P").level == "avoid"
    assert {name: one.level for name, one in province_table(moment([town])).items()} == {
        "P": "avoid"
    }


def test_nothing_on_file_is_not_trusted() -> None:
    nothing = trust_at(moment([]), "nowhere")
    assert (nothing.level, nothing.reason, nothing.source, nothing.date) == (
        "unverified",
        "",
        "",
        "",
    )


def test_an_unknown_post_is_said() -> None:
    with pytest.raises(NoResourceError, match="no police post 'P9'"):
        trust_of(moment([]), "P9")
    with pytest.raises(NoResourceError, match="in force"):
        trust_of(moment([], {"valid_from": "2025-02-01"}), "P1")


def test_no_post_of_an_area_to_avoid_is_a_door_or_sends_anybody() -> None:
    here = moment([area(town="T")], {}, {"town": "U"}, {"safe_point": "yes"})
    for policy in ("trusted", "all"):
        assert {d.id for d in doors_at(here, police=policy)} == {"M1", "P2"}
        sent = {unit.id for unit in units_at(here, police=policy)}
        assert sent == {"U1", "P2"}


def test_the_built_in_country() -> None:
    here = moment_of(open_pack(), datetime(2026, 11, 22, 12, tzinfo=ZONE))
    table = trust_table(here)
    own = dict(
        zip(here.layer("police_posts")["id"], here.layer("police_posts")["trust"], strict=True)
    )
    assert set(table) == set(own)
    assert all(LEVELS.index(table[post].level) >= LEVELS.index(own[post]) for post in own)
    assert [post for post, one in table.items() if one.level == "trusted"] == ["P008"]
    assert {post for post, one in table.items() if one.level == "avoid"} == {
        "P007", "P011", "P022", "P053",
    }  # fmt: skip
    for one in table.values():
        assert one.source
        assert not one.reason or one.reason.startswith("Reported by ")
    assert trust_at(here, "Preah Sihanouk").level == "avoid"
    assert trusted_posts(here)["trust"].tolist() == [one.level for one in table.values()]
