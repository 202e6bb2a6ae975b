"""Cover against an oracle that shares nothing with it: networkx, pyproj, and a loop over minutes."""

from collections import Counter
from datetime import timedelta
from functools import cache

import numpy as np
import pytest

from planning.cover.demand import demand_of
from planning.cover.week import assess_week
from planning.coverage import assess_coverage
from planning.moment import Moment, moment_of
from planning.packs import Pack
from tests.planning.cover.chance_worlds import MONDAY, World
from tests.planning.cover.oracle import houses_of, pairs_at, ways_at

DIRECTIONS = ("reach", "response", "either")
SEEDS = range(18)


@cache
def made(seed: int) -> tuple[World, Pack]:
    world = World(seed)
    return world, world.pack()


def moment_in(seed: int, hours: float) -> Moment:
    world, pack = made(seed)
    return moment_of(pack, MONDAY + timedelta(hours=hours)).with_busy(world.busy)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_moment_is_what_minutes_counted_by_hand_give(seed: int) -> None:
    world, _ = made(seed)
    for _ in range(3):
        moment = moment_in(seed, world.dice.randrange(168 * 60) / 60)
        ways = ways_at(world, moment.when)
        demand = demand_of(moment, "people")
        pairs = [pairs_at(world, moment.when, node, ways) for node, _ in world.people]
        for direction in DIRECTIONS:
            asked = {"golden_s": world.golden_s, "direction": direction}
            found = assess_coverage(moment, demand, **asked)  # type: ignore[arg-type]
            houses = houses_of(world, direction)
            counts = [one.in_time(direction, houses) for one in pairs]
            assert found.houses.tolist() == counts, (direction, moment.when)
            weight = [people for _, people in world.people]
            total = sum(weight)
            covered = sum(w for w, count in zip(weight, counts, strict=True) if count)
            backup = sum(w for w, count in zip(weight, counts, strict=True) if count > 1)
            assert found.covered_weight == covered
            assert found.backup_share == pytest.approx(backup / total)
            assert found.eta_s == pytest.approx([one.eta_s(direction) for one in pairs], rel=1e-6)
            causes: Counter[str] = Counter()
            for one, people, count in zip(pairs, weight, counts, strict=True):
                causes.update({} if count else {one.cause(direction): people})
            assert found.causes == causes, (direction, moment.when)
            assert sum(found.causes.values()) == total - covered


@pytest.mark.parametrize("seed", SEEDS)
def test_every_hour_of_a_week_is_what_minutes_counted_by_hand_give(seed: int) -> None:
    world, _ = made(seed)
    moment = moment_in(seed, 60.0)
    demand = demand_of(moment, "people")
    found = {
        direction: assess_week(
            moment,
            demand,
            golden_s=world.golden_s,
            direction=direction,  # type: ignore[arg-type]
        )
        for direction in DIRECTIONS
    }
    houses = {direction: houses_of(world, direction) for direction in DIRECTIONS}
    weight = np.array([people for _, people in world.people])
    for hour in range(168):
        when = MONDAY + timedelta(hours=hour)
        ways = ways_at(world, when)
        pairs = [pairs_at(world, when, node, ways) for node, _ in world.people]
        for direction, week in found.items():
            counts = [one.in_time(direction, houses[direction]) for one in pairs]
            assert week.houses[hour].tolist() == counts, (direction, when)
            share = weight[np.array(counts) > 0].sum() / weight.sum()
            assert week.shares().ravel()[hour] == pytest.approx(share)


def test_the_worlds_are_worth_asking() -> None:
    """Each cause, a backup and a week that changes by the hour turn up in them."""
    causes: set[str] = set()
    for seed in SEEDS:
        moment = moment_in(seed, 60.0)
        demand = demand_of(moment, "people")
        for direction in DIRECTIONS:
            found = assess_coverage(
                moment,
                demand,
                golden_s=made(seed)[0].golden_s,
                direction=direction,  # type: ignore[arg-type]
            )
            causes |= set(found.causes) | ({"backup"} if found.backup_share else set())
    assert causes >= {
        *("closed_on_arrival", "hours_unknown", "nobody_on_duty", "busy", "too_far"),
        *("no_road", "no_help", "backup"),
    }
