"""What moves a headline of the small country, each figure as a scenario of its own counts it."""

import pytest

from planning.cover.demand import DemandKind
from planning.scenarios.assessing import assess
from planning.scenarios.changes import (
    Change,
    OpenZone,
    SetAdmission,
    SetHours,
    SetOnCall,
    Trust,
)
from planning.scenarios.conditions import GoldenTime, SpeedFactor
from planning.scenarios.gaps import data_gaps
from planning.scenarios.scenario import Scenario
from planning.scenarios.sensitivity import GOLDEN_MIN, SPEED_FACTORS, sensitivity
from tests.planning.scenarios.toy import EVENING, EVENING_AT, at, toy
from tests.planning.worlds import make_pack

KINDS: tuple[DemandKind, ...] = ("sites", "people")


def shares(scenario: Scenario) -> dict[DemandKind, float]:
    coverage = assess(toy(), scenario, kinds=KINDS).coverage
    return {kind: one.covered_share for kind, one in coverage.items()}


def test_each_knob_is_the_scenario_with_that_change() -> None:
    base = at(EVENING)
    found = sensitivity(toy(), base)
    assert dict(found.headline) == shares(base)
    for minutes in GOLDEN_MIN:
        assert dict(found.golden_min[minutes]) == shares(base.but(GoldenTime(minutes)))
    for factor in SPEED_FACTORS:
        assert dict(found.speed_factor[factor]) == shares(base.but(SpeedFactor(factor)))


def test_the_gaps_that_move_the_headline_most_come_first() -> None:
    found = sensitivity(toy(), at(EVENING, direction="reach", golden_min=25))
    # the zone at J2 is 600 s from S1 and S3; the embassy's door is 600 s from S1 and 1800 s from S3
    effects = found.worst_gaps["sites"]
    assert [one.gap.id for one in effects] == ["Z1", "M1"]
    assert effects[0].share == 1.0
    assert effects[0].moves == 1.0
    assert 0.5 < effects[1].moves < 1.0
    assert found.gap_count == 2
    assert [one.gap.unknown for one in effects] == [
        ("hours", "admits_anyone", "status"),
        ("after_hours_admission",),
    ]


def test_at_most_three_are_listed_and_none_that_moves_nothing() -> None:
    found = sensitivity(toy(), at(EVENING, direction="response"))
    assert found.worst_gaps == {"sites": (), "people": ()}


def gaps_of(police: str = "none", **layers: object) -> dict[str, tuple[Change, ...]]:
    pack = make_pack(**layers)
    found = data_gaps(pack, EVENING_AT, police=police)  # type: ignore[arg-type]
    return {gap.id: gap.best for gap in found}


def test_gaps_are_found_in_the_layers() -> None:
    layers = make_pack().layers
    assert gaps_of() == {"M1": (SetAdmission("M1", "yes"),)}
    known = layers["missions"].assign(after_hours_admission="no")
    assert gaps_of(missions=known) == {}
    unknown = known.assign(hours="", after_hours_admission="unknown")
    assert gaps_of(missions=unknown) == {
        "M1": (SetHours("M1", "24/7"), SetAdmission("M1", "yes")),
    }
    units = layers["units"].assign(shifts="", on_call="unknown")
    assert gaps_of(missions=known, units=units) == {
        "U1": (SetHours("U1", "24/7"), SetOnCall("U1", "yes")),
    }
    posts = layers["police_posts"].assign(hours="", trust=["unverified", "avoid"])
    assert gaps_of("trusted", missions=known, police_posts=posts) == {
        "P4": (SetHours("P4", "24/7"), Trust("P4", "trusted")),
    }
    assert gaps_of("all", missions=known, police_posts=posts) == {"P4": (SetHours("P4", "24/7"),)}


@pytest.mark.parametrize(
    "cells",
    [
        {"country": "JP"},
        {"host_country": "TH"},
        {"kind": "task_force"},
        {"confidence": "low"},
        {"valid_from": "2026-01-01"},
        {"valid_to": "2024-01-01"},
    ],
)
def test_what_could_cover_nothing_is_no_gap(cells: dict[str, str]) -> None:
    assert gaps_of(missions=make_pack().layers["missions"].assign(**cells)) == {}


@pytest.mark.parametrize(
    ("cells", "best"),
    [
        ({}, OpenZone("Z1", hours="24/7")),
        ({"hours": "Mo-Fr 08:00-12:00"}, OpenZone("Z1", hours="Mo-Fr 08:00-12:00")),
        ({"hours": "24/7", "status": "promised", "admits_anyone": "yes"}, OpenZone("Z1")),
        ({"status": "closed"}, None),
        ({"hours": "24/7", "status": "open", "admits_anyone": "yes"}, None),
    ],
)
def test_a_zone_is_a_gap_until_it_is_known(cells: dict[str, str], best: Change | None) -> None:
    found = {gap.id: gap.best for gap in data_gaps(toy(**cells), EVENING_AT)}
    assert found.get("Z1") == ((best,) if best else None)
