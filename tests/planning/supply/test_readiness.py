"""Readiness: every item by hand, an independent oracle for the rule, and ready never covers more."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from itertools import product
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import NoResourceError
from planning.cover.demand import demand_of
from planning.cover.houses import Direction
from planning.moment import Moment, moment_of
from planning.reporting.words import ANSWER_WORDS, ITEM_WORDS, MISSING_WORDS
from planning.supply.checklists import ITEMS, Checklist
from planning.supply.facilities import doors_at
from planning.supply.readiness import checklist, national_table, readiness_effect, ready_only
from tests.planning.worlds import make_pack, rows, spot

ZONE = ZoneInfo("Asia/Phnom_Penh")
WHEN = datetime(2025, 1, 15, 10, tzinfo=ZONE)
READY: dict[str, Any] = {
    "id": "Z1",
    "name": "Gate",
    "host": "M1",
    "kind": "gate",
    "status": "open",
    "hours": "24/7",
    "admits_anyone": "yes",
    "authority": "yes",
    "line_24h": "yes",
    "staff_briefed_on": "2025-01-01",
    "guard_informed_on": "2024-06-01",
    "at": spot(4),
}


def zones(*changes: dict[str, Any]) -> gpd.GeoDataFrame:
    return rows(*(READY | {"id": f"Z{i}"} | change for i, change in enumerate(changes, start=1)))


@cache
def bare() -> Moment:
    """The small country without a zone, made once: its roads never change here."""
    return moment_of(make_pack(), WHEN)


def moment(*changes: dict[str, Any], when: datetime = WHEN) -> Moment:
    layers = {**bare().pack.layers, "green_zones": zones(*changes)}
    pack = replace(bare().pack, layers=MappingProxyType(layers))
    return replace(bare(), pack=pack, when=when.astimezone(ZONE))


def found(item: str, **changes: str) -> tuple[str, str, int | None]:
    one = next(one for one in checklist(moment(changes), "Z1").items if one.name == item)
    return one.answer, one.missing, one.days_ago


def test_a_zone_with_everything_is_ready() -> None:
    one = checklist(moment({}), "Z1")
    assert one.is_ready
    assert one.missing == ()
    assert [item.name for item in one.items] == list(ITEMS)
    assert {item.answer for item in one.items} == {"yes"}


@pytest.mark.parametrize(
    ("item", "changes", "answer", "missing", "days_ago"),
    [
        ("open", {"status": "candidate"}, "no", "is_candidate", None),
        ("open", {"status": "promised"}, "no", "is_promised", None),
        ("open", {"status": "closed"}, "no", "is_closed", None),
        ("open", {"confidence": "low"}, "unknown", "low_confidence", None),
        ("admits_anyone", {"admits_anyone": "no"}, "no", "admits_anyone_no", None),
        ("admits_anyone", {"admits_anyone": "unknown"}, "unknown", "admits_anyone_unknown", None),
        ("authority", {"authority": "no"}, "no", "authority_no", None),
        ("authority", {"authority": "unknown"}, "unknown", "authority_unknown", None),
        ("hours", {"hours": ""}, "unknown", "hours_unknown", None),
        ("line_24h", {"line_24h": "no"}, "no", "line_24h_no", None),
        ("line_24h", {"line_24h": "unknown"}, "unknown", "line_24h_unknown", None),
        # 30 days hold in the small country: 16 December is 30 days before 15 January
        ("staff_briefed", {"staff_briefed_on": "2024-12-16"}, "yes", "", 30),
        ("staff_briefed", {"staff_briefed_on": "2024-12-15"}, "no", "staff_briefed_long_ago", 31),
        ("staff_briefed", {"staff_briefed_on": "2025-01-15"}, "yes", "", 0),
        ("staff_briefed", {"staff_briefed_on": "2025-01-16"}, "no", "staff_briefed_ahead", None),
        ("staff_briefed", {"staff_briefed_on": ""}, "unknown", "staff_briefed_unknown", None),
        # of a month its first day counts, and a month that has begun may hold a day ahead
        ("staff_briefed", {"staff_briefed_on": "2024-12"}, "no", "staff_briefed_long_ago", 45),
        ("staff_briefed", {"staff_briefed_on": "2025-01"}, "unknown", "staff_briefed_vague", None),
        ("guard_informed", {"guard_informed_on": "2020"}, "yes", "", 1841),
        ("guard_informed", {"guard_informed_on": ""}, "unknown", "guard_informed_unknown", None),
        ("guard_informed", {"guard_informed_on": "2025-02-01"}, "no", "guard_informed_ahead", None),
        ("guard_informed", {"guard_informed_on": "2025"}, "unknown", "guard_informed_vague", None),
    ],
)
def test_each_item(
    *, item: str, changes: dict[str, str], answer: str, missing: str, days_ago: int | None
) -> None:
    assert found(item, **changes) == (answer, missing, days_ago)
    assert checklist(moment(changes), "Z1").is_ready is (answer == "yes")


def test_a_day_is_the_day_there() -> None:
    """At 18:00 UTC it is the next day in the country."""
    utc = datetime(2025, 1, 15, 18, tzinfo=ZoneInfo("UTC"))
    one = checklist(moment({"staff_briefed_on": "2025-01-16"}, when=utc), "Z1")
    assert one.is_ready


def oracle(row: dict[str, str], on: date) -> bool:
    """The rule, written down a second time."""
    if not (
        row["status"] == "open" and row["admits_anyone"] == "yes" and row["authority"] == "yes"
    ):
        return False
    if not row["hours"] or row["line_24h"] != "yes":
        return False
    if not row["staff_briefed_on"] or not row["guard_informed_on"]:
        return False
    briefed = date.fromisoformat(row["staff_briefed_on"])
    return timedelta(0) <= on - briefed <= timedelta(30) and (
        date.fromisoformat(row["guard_informed_on"]) <= on
    )


def test_every_small_zone_against_the_rule() -> None:
    choices = {
        "status": ("open", "promised"),
        "admits_anyone": ("yes", "unknown"),
        "authority": ("yes", "no"),
        "hours": ("24/7", ""),
        "line_24h": ("yes", "no"),
        "staff_briefed_on": ("2025-01-10", "2024-11-01", ""),
        "guard_informed_on": ("2024-01-01", "2025-03-01", ""),
    }
    cases = [dict(zip(choices, words, strict=True)) for words in product(*choices.values())]
    here = moment(*cases)
    table = {one.id: one for one in national_table(here).zones}
    expected = {f"Z{i}": oracle(case, WHEN.date()) for i, case in enumerate(cases, start=1)}
    assert {name: one.is_ready for name, one in table.items()} == expected
    assert sum(expected.values()) == 1
    kept = ready_only(here.pack, here).layers["green_zones"]
    is_open = (kept["status"] == "open").tolist()
    assert is_open == list(expected.values())
    for before, after in zip(cases, kept["status"].tolist(), strict=True):
        assert after in ({"open", "candidate"} if before["status"] == "open" else {"promised"})


def test_the_pack_itself_is_not_changed() -> None:
    here = moment({}, {"authority": "no"})
    before = here.pack.layers["green_zones"].copy()
    after = ready_only(here.pack, here)
    assert after is not here.pack
    assert here.pack.layers["green_zones"].equals(before)
    assert after.layers["green_zones"]["status"].tolist() == ["open", "candidate"]
    whole = moment({})
    assert ready_only(whole.pack, whole) is whole.pack


def test_a_zone_not_in_force_is_no_zone() -> None:
    here = moment({"valid_from": "2025-02-01"})
    assert national_table(here).zones == ()
    with pytest.raises(NoResourceError, match="there are: M1"):
        checklist(here, "Z1")


def test_the_national_table_lists_zones_and_doors_without_one() -> None:
    table = national_table(moment({}, {"authority": "no", "host": ""}))
    assert [(one.id, one.is_zone, one.is_ready) for one in table.checklists] == [
        ("Z1", True, True),
        ("Z2", True, False),
    ]
    assert table.by_province() == {"P": (1, 2)}
    assert table.answers["authority"] == {"yes": 1, "no": 1, "unknown": 0}
    empty = national_table(bare())
    (door,) = empty.checklists
    assert (door.id, door.is_zone, door.is_ready, empty.zones) == ("M1", False, False, ())
    answers = {item.name: item.answer for item in door.items}
    assert answers == dict.fromkeys(ITEMS, "unknown") | {"open": "no", "hours": "yes"}
    assert checklist(bare(), "M1") == door


def test_only_a_door_that_counts_can_be_ready() -> None:
    here = moment({}, {"admits_anyone": "no"}, {"status": "promised"}, {"line_24h": "no"})
    counted = {door.id for door in doors_at(here)}
    assert {one.id for one in national_table(here).ready} <= counted
    assert counted == {"M1", "Z1", "Z4"}


@pytest.mark.parametrize(("authority", "ready_share"), [("yes", 1.0), ("no", 2 / 3)])
def test_what_hangs_on_a_zone_that_cannot_admit(authority: str, ready_share: float) -> None:
    """S3 weighs 0.5 and is 600 s from the zone, 1800 s from the embassy; S1 600 s from that."""
    here = moment({"authority": authority})
    demand = demand_of(here, "sites")
    effect = readiness_effect(here, demand, golden_s=900.0, direction="reach")
    assert effect.all_zones.covered_share == 1.0
    assert effect.ready_zones.covered_share == pytest.approx(ready_share, abs=1e-9)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "status": st.sampled_from(["open", "promised"]),
                "authority": st.sampled_from(["yes", "no", "unknown"]),
                "staff_briefed_on": st.sampled_from(["2025-01-10", "2024-01-01", ""]),
                "at": st.floats(0, 4).map(spot),
            }
        ),
        min_size=1,
        max_size=3,
    ),
    st.floats(60, 7200),
    st.sampled_from(["reach", "either"]),
)
def test_ready_zones_never_cover_more(
    changes: list[dict[str, Any]], golden_s: float, direction: Direction
) -> None:
    here = moment(*changes)
    effect = readiness_effect(
        here, demand_of(here, "sites"), golden_s=golden_s, direction=direction
    )
    assert (effect.ready_zones.covered <= effect.all_zones.covered).all()
    assert (effect.ready_zones.eta_s >= effect.all_zones.eta_s).all()


def test_every_answer_has_its_words() -> None:
    def keys(one: Checklist) -> set[str]:
        return {item.missing for item in one.items if item.missing}

    assert set(ITEM_WORDS) == set(ITEMS)
    assert set(ANSWER_WORDS) == {"yes", "no", "unknown"}
    worst: list[dict[str, Any]] = [
        {"status": status, "authority": word, "admits_anyone": word, "line_24h": word, "hours": "",
         "staff_briefed_on": day, "guard_informed_on": day, "confidence": sure}
        for status in ("candidate", "promised", "closed")
        for word in ("no", "unknown")
        for day in ("", "2020-01-01", "2030-01-01", "2025")
        for sure in ("high", "low")
    ]  # fmt: skip
    said = set().union(*(keys(one) for one in national_table(moment(*worst)).checklists))
    said |= keys(national_table(bare()).checklists[0])
    assert said == set(MISSING_WORDS)
