"""Send two: against Monte Carlo, with one call for both and one road from one base."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.answers.pairs import Pair
from planning.dispatch import DispatchCard
from tests.planning.answers.calls import EVENING, MORNING, WORLD, ask, at, changed, units
from tests.planning.worlds import spot

COUNT = 1_000_000
TURNOUT_S = {True: 300.0, False: 1800.0}


def drawn(median_s: float, spread: float, rng: np.random.Generator) -> np.ndarray:
    return median_s * np.exp(spread * rng.standard_normal(COUNT))


def oracle(card: DispatchCard, *, error_s: float, one_road: bool) -> tuple[np.ndarray, np.ndarray]:
    """Draw both arrivals of the pair: answer, processing and the place's error are common."""
    rng = np.random.default_rng(11)
    pair = told(card)
    common = drawn(60, 0.5, rng) + drawn(240, 0.5, rng) + rng.uniform(-error_s, error_s, COUNT)
    road = drawn(pair.first.parts.road_s, 0.2, rng)
    arrivals = []
    for one in (pair.first, pair.second):
        own_road = road if one_road else drawn(one.parts.road_s, 0.2, rng)
        arrivals.append(common + drawn(one.parts.turnout_s, 0.4, rng) + own_road)
    return arrivals[0], arrivals[1]


def told(card: DispatchCard) -> Pair:
    assert card.pair is not None
    return card.pair


@pytest.mark.parametrize(
    ("second", "one_road"),
    [
        pytest.param({"at": spot(4), "base": "P4"}, False, id="two bases"),
        pytest.param({"at": spot(0), "base": "M1"}, True, id="one base"),
        pytest.param({"at": spot(0), "base": "M1", "shifts": ""}, True, id="one on call"),
        pytest.param({"at": spot(3), "base": "P4", "shifts": ""}, False, id="nearer, on call"),
    ],
)
@pytest.mark.parametrize("error_m", [3000.0])
def test_two_agree_with_monte_carlo(
    second: dict[str, object], one_road: bool, error_m: float
) -> None:
    pack = changed(units=units({"id": "a"}, {"id": "b", "name": "Second"} | second))
    for golden_s in (1500.0, 2000.0):
        card = ask(pack, MORNING, at(2, error_m=error_m), golden_s=golden_s)
        pair = told(card)
        first, other = oracle(card, error_s=error_m / 10, one_road=one_road)
        earlier = np.minimum(first, other)
        assert pair.same_base is one_road
        assert pair.chance == pytest.approx((earlier <= golden_s).mean(), abs=0.005)
        assert pair.first_chance == pytest.approx((first < other).mean(), abs=0.005)
        assert pair.p50_s == pytest.approx(np.quantile(earlier, 0.5), rel=0.01)
        assert pair.p90_s == pytest.approx(np.quantile(earlier, 0.9), rel=0.01)
        assert pair.gain == pytest.approx(pair.chance - card.responders[0].chance, abs=1e-9)


def test_two_of_one_base_add_less_than_two_of_two() -> None:
    both = [
        ask(
            changed(units=units({"id": "a", "at": spot(1)}, {"id": "b", **second})),
            MORNING,
            at(2.5),
            golden_s=1500.0,
        )
        for second in ({"at": spot(1)}, {"at": spot(4), "base": "P4"})
    ]
    alone = [card.responders[0].chance for card in both]
    assert alone[0] == pytest.approx(alone[1], abs=1e-3)
    assert told(both[0]).gain < told(both[1]).gain - 0.05


@settings(max_examples=12, deadline=None)
@given(
    steps=st.lists(st.floats(0, 4), min_size=2, max_size=4),
    here=st.floats(0, 4),
    golden_s=st.floats(300, 5000),
    evening=st.booleans(),
)
def test_two_are_never_less_sure_than_one(
    steps: list[float], here: float, golden_s: float, evening: bool
) -> None:
    records = [{"id": f"u{n}", "base": f"B{n}", "at": spot(step)} for n, step in enumerate(steps)]
    pack = changed(units=units(*records))
    card = ask(pack, EVENING if evening else MORNING, at(here, error_m=500), golden_s=golden_s)
    pair = told(card)
    assert pair.chance >= max(one.chance for one in card.responders) - 5e-4
    assert 0 <= pair.gain <= 1
    assert 0.5 <= pair.first_chance <= 1
    assert pair.first.unit.id != pair.second.unit.id


def test_one_unit_alone_makes_no_pair() -> None:
    assert ask(WORLD, MORNING, at(2)).pair is None
    assert ask(changed(units=units({"shifts": "", "on_call": "no"})), MORNING, at(2)).pair is None


def test_a_crowd_at_one_base_hides_nobody_elsewhere() -> None:
    crowd = [{"id": f"c{n}", "at": spot(2)} for n in range(10)]
    pack = changed(units=units(*crowd, {"id": "far", "at": spot(4), "base": "P4"}))
    pair = told(ask(pack, MORNING, at(2.5), golden_s=1000.0))
    assert pair.first.unit.base == "M1"
    wanted = ask(pack, MORNING, at(3), golden_s=1000.0)
    assert {told(wanted).first.unit.base, told(wanted).second.unit.base} == {"M1", "P4"}
