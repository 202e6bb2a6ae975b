"""Two scenarios of the small country side by side, every figure by hand, every difference told."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.packs import Pack
from planning.scenarios.assessing import assess
from planning.scenarios.changes import Change, CloseRoad, OpenZone, PostOfficers, RemoveUnit
from planning.scenarios.compare import COVERED, NOT_COUNTED, compare, compared
from planning.scenarios.conditions import (
    AsOf,
    GoldenTime,
    Police,
    Season,
    SetTurnout,
    SpeedFactor,
)
from planning.scenarios.scenario import Scenario
from tests.planning.scenarios.toy import EVENING, EVENING_AT, NOON, at, toy

REACH = at(EVENING, direction="reach")
OPEN = REACH.but(OpenZone("Z1"))


def keys(before: Scenario, after: Scenario, pack: Pack | None = None) -> list[str]:
    return [one.key for one in compare(pack or toy(), before, after).differences]


def test_gains_are_the_places_that_turned() -> None:
    found = compare(toy(), REACH, OPEN)
    tally = found.tallies["sites"]
    # by night no door is open; the zone at J2 is 600 s from both sites
    assert (tally.before.covered_share, tally.after.covered_share) == (0.0, 1.0)
    assert [(turn.id, turn.before, turn.after) for turn in tally.gains] == [
        ("S1", "closed_on_arrival", COVERED),
        ("S3", "closed_on_arrival", COVERED),
    ]
    assert tally.losses == ()
    assert tally.share_difference == 1.0
    weight = tally.after.total_weight
    assert tally.weight_difference == pytest.approx(weight)
    before, after = tally.by_province()["P"]
    assert before == pytest.approx((0.0, weight))
    assert after == pytest.approx((weight, weight))
    assert found.tallies["people"].weight_difference == 1000
    assert found.tallies["places"].weight_difference == 1
    assert found.is_like_for_like


def test_the_other_way_round_gains_are_losses() -> None:
    there, back = compare(toy(), REACH, OPEN), compare(toy(), OPEN, REACH)
    for kind, tally in there.tallies.items():
        assert [turn.id for turn in back.tallies[kind].losses] == [turn.id for turn in tally.gains]
        assert back.tallies[kind].share_difference == -tally.share_difference


def test_two_equal_scenarios_compare_to_zero() -> None:
    other = replace(OPEN, name="other", title_en="Another name")
    found = compare(toy(), OPEN, other)
    assert found.differences == ()
    assert found.before.hash == found.after.hash
    for tally in found.tallies.values():
        assert (tally.share_difference, tally.gains, tally.losses) == (0.0, (), ())


@pytest.mark.parametrize(
    ("change", "keys_told"),
    [
        (GoldenTime(30), ["golden time"]),
        (Police("all"), ["police"]),
        (AsOf("2025-01-15T23:00"), ["instant", "time of day"]),
        (Season("wet"), ["season"]),
        (SetTurnout(1), ["delays turnout_on_duty_s"]),
        (
            SpeedFactor(2),
            ["access speed_kph", "speeds free_kph", "speeds built_up_kph", "speeds motorbike_kph"],
        ),
        (CloseRoad("r1"), []),
        (PostOfficers("Town 3"), []),
        (RemoveUnit("U1"), []),
    ],
)
def test_every_setting_that_differs_is_told(change: Change, keys_told: list[str]) -> None:
    assert keys(at(EVENING), at(EVENING, changes=(change,))) == keys_told


def test_differences_say_both_sides() -> None:
    other = at(EVENING, direction="response", changes=(GoldenTime(30), SpeedFactor(2)))
    said = [one.text for one in compare(toy(), at(EVENING), other).differences]
    assert said[:2] == ["golden time 60 min vs 30 min", "direction either vs response"]
    assert "speeds free_kph x1 vs x1 or x2" in said


def test_other_demand_is_told() -> None:
    layers = toy().layers
    later = layers["sites"].assign(claim_date=["2025-01-01", "2025-06-01"], as_of="2025-01-01")
    pack = replace(toy(), layers={**layers, "sites": later})
    found = compare(pack, at(NOON), at("2025-07-02T10:00"))
    told = {one.key: one.text for one in found.differences}
    assert told["demand (sites)"].startswith("demand (sites) 1 points that weigh")
    assert "season" in told
    turn = found.tallies["sites"].gains[0]
    assert (turn.id, turn.before) == ("S3", NOT_COUNTED)


def test_another_state_of_the_pack_is_told() -> None:
    before = assess(toy(), REACH)
    after = assess(toy(hours="24/7", status="open", admits_anyone="yes"), REACH)
    assert [one.key for one in compared(before, after).differences] == ["pack files"]


def test_who_names_no_instant_is_asked_at_that_of_the_other() -> None:
    for pair in ((Scenario("a"), OPEN), (OPEN, Scenario("a"))):
        found = compare(toy(), *pair, kinds=("sites",))
        assert found.before.question.when == found.after.question.when == EVENING_AT
    neither = compare(toy(), Scenario("a"), Scenario("b"), kinds=("sites",))
    assert neither.before.question.when == neither.after.question.when
    told = compare(toy(), at(NOON), at(EVENING), when=EVENING_AT, kinds=("sites",))
    assert told.differences == ()


@settings(max_examples=5, deadline=None)
@given(
    hours=st.tuples(st.integers(0, 23), st.integers(0, 23)),
    golden_min=st.tuples(st.floats(5, 120), st.floats(5, 120)),
    road=st.sampled_from(["", "r0", "r1", "r2"]),
)
def test_gains_less_losses_are_the_difference(
    hours: tuple[int, int], golden_min: tuple[float, float], road: str
) -> None:
    a, b = (
        at(f"2025-01-15T{hour:02d}:00", golden_min=minutes)
        for hour, minutes in zip(hours, golden_min, strict=True)
    )
    found = compare(toy(), a, b.but(CloseRoad(road)) if road else b, kinds=("sites", "people"))
    for tally in found.tallies.values():
        sum_of = {
            name: sum(turn.weight for turn in getattr(tally, name)) for name in ("gains", "losses")
        }
        assert tally.weight_difference == pytest.approx(sum_of["gains"] - sum_of["losses"])
        covered = [tally.by_province()["P"][side][0] for side in (0, 1)]
        assert covered[1] - covered[0] == pytest.approx(tally.weight_difference)
