"""Queues by the hour against people moved one by one, and the laws that hold for any numbers."""

import math
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from planning.trials.enough import alone, officers_enough
from planning.trials.queueing import Desk, Flow, Plan, run_queues

Floats = NDArray[np.float64]
Onward = dict[int, list[tuple[int, float]]]
COUNTS = (
    *("on_way", "arrived", "registered", "moved_on", "waiting", "without_place", "inside"),
    "left",
)


def desk(
    rate: float = 2, capacity: float = math.inf, *, stay_h: float = math.inf, wait_h: float = 1
) -> Desk:
    return Desk(rate, 1.0, capacity, stay_h, wait_h)


@dataclass
class Person:
    """Somebody of the oracle: where they are, since when, and where they are bound."""

    door: int
    due: int
    state: str = "away"
    since: int = 0


class OneByOne:
    """Moves every person by themselves, hour after hour."""

    def __init__(self, desks: list[Desk], arriving: Floats, opens: Floats, onward: Onward) -> None:
        self.desks, self.opens, self.onward = desks, opens, onward
        self.hours, self.doors = range(len(arriving)), range(len(desks))
        self.people = [
            Person(d, h) for h in self.hours for d in self.doors for _ in range(int(arriving[h, d]))
        ]
        self.told = {name: np.zeros(arriving.shape) for name in COUNTS}
        self.longest = [0.0] * len(desks)
        for hour in self.hours:
            for door in self.doors:
                self.come_and_go(hour, door)
                self.let_in(hour, door)
            for door in self.doors:
                for other, way_h in onward.get(door, []):
                    self.send_on(hour, (door, other), way_h)
            for door in self.doors:
                self.count(hour, door)
        for one in self.people:
            if one.state == "line":
                self.note(one, len(arriving))

    def at(self, door: int, state: str) -> list[Person]:
        return [one for one in self.people if one.door == door and one.state == state]

    def room(self, door: int) -> float:
        return self.desks[door].capacity - len(self.at(door, "inside"))

    def note(self, one: Person, hour: int) -> None:
        self.longest[one.door] = max(self.longest[one.door], hour - one.since)

    def come_and_go(self, hour: int, door: int) -> None:
        for one in self.at(door, "inside"):
            if hour - one.since >= self.desks[door].stay_h:
                one.state = "left"
        for one in [*self.at(door, "away"), *self.at(door, "way")]:
            if one.due == hour:
                one.state, one.since = "line", hour
                self.told["arrived"][hour, door] += 1

    def let_in(self, hour: int, door: int) -> None:
        line = sorted(self.at(door, "line"), key=lambda one: one.since)
        for one in line[: int(self.desks[door].rate * self.opens[hour, door])]:
            if self.room(door) >= 1:
                self.note(one, hour)
                one.state, one.since = "inside", hour
                self.told["registered"][hour, door] += 1

    def send_on(self, hour: int, ends: tuple[int, int], way_h: float) -> None:
        door, other = ends
        while self.opens[hour, door] and len(self.at(door, "line")) > self.room(door):
            claimed = len(self.at(other, "line")) + len(self.at(other, "way"))
            if self.room(other) - claimed < 1:
                return
            last = max(self.at(door, "line"), key=lambda one: one.since)
            self.note(last, hour)
            last.door, last.state = other, "way"
            last.due = hour + 1 + math.floor(way_h)
            self.told["moved_on"][hour, door] += 1

    def count(self, hour: int, door: int) -> None:
        standing = len(self.at(door, "line"))
        beyond = max(standing - self.room(door), 0)
        counts = {
            "on_way": len(self.at(door, "way")),
            "waiting": standing - beyond,
            "without_place": beyond,
            "inside": len(self.at(door, "inside")),
            "left": len(self.at(door, "left")),
        }
        for name, value in counts.items():
            self.told[name][hour, door] = value


def flow_of(desks: list[Desk], arriving: Floats, opens: Floats, onward: Onward) -> Flow:
    plan = Plan(leaving=arriving, arriving=arriving, open_share=opens)
    return run_queues(desks, plan, lambda _hour, door: onward.get(door, []))


@st.composite
def small_runs(draw: st.DrawFn) -> tuple[list[Desk], Floats, Floats, Onward]:
    """Up to three doors, eight hours, a few people each hour."""
    doors, hours = draw(st.integers(1, 3)), draw(st.integers(1, 8))
    cells = hours * doors
    desks = [
        desk(
            draw(st.integers(0, 4)),
            draw(st.sampled_from([0.0, 1.0, 3.0, 5.0, math.inf])),
            stay_h=draw(st.sampled_from([1.0, 2.0, math.inf])),
        )
        for _ in range(doors)
    ]
    arriving = np.array(draw(st.lists(st.integers(0, 5), min_size=cells, max_size=cells)))
    opens = np.array(draw(st.lists(st.integers(0, 1), min_size=cells, max_size=cells)))
    onward = {
        door: [
            (other, draw(st.sampled_from([0.0, 0.4, 1.0, 2.5])))
            for other in range(doors)
            if other != door
        ]
        for door in range(doors)
    }
    shape = (hours, doors)
    return desks, arriving.reshape(shape) * 1.0, opens.reshape(shape) * 1.0, onward


@settings(max_examples=120, deadline=None)
@given(small_runs())
def test_queues_agree_with_people_moved_one_by_one(
    run: tuple[list[Desk], Floats, Floats, Onward],
) -> None:
    slow = OneByOne(*run)
    flow = flow_of(*run)
    for name in COUNTS:
        np.testing.assert_allclose(getattr(flow, name), slow.told[name], atol=1e-6, err_msg=name)
    assert flow.longest_wait_h.tolist() == slow.longest


@settings(max_examples=60, deadline=None)
@given(small_runs(), st.floats(0.01, 3))
def test_nobody_is_lost_at_any_hour(
    run: tuple[list[Desk], Floats, Floats, Onward], scale: float
) -> None:
    desks, arriving, opens, onward = run
    flow = flow_of(desks, arriving * scale, opens, onward)
    somewhere = flow.on_way + flow.waiting + flow.without_place + flow.inside + flow.left
    np.testing.assert_allclose(somewhere.sum(axis=1), flow.released.sum(axis=1), atol=1e-6)
    for name in COUNTS:
        assert (getattr(flow, name) >= -1e-9).all(), name
    capacity = np.array([one.capacity for one in desks])
    assert (flow.inside <= capacity + 1e-6).all()


@settings(max_examples=60, deadline=None)
@given(small_runs(), st.integers(1, 3), st.integers(1, 4))
def test_more_officers_and_more_room_are_never_a_longer_wait_at_a_door(
    run: tuple[list[Desk], Floats, Floats, Onward], officers: int, room: int
) -> None:
    desks, arriving, opens, _ = run
    one = arriving[:, :1], opens[:, :1]
    before = flow_of(desks[:1], *one, {})
    better = replace(
        desks[0], officers=desks[0].officers + officers, capacity=desks[0].capacity + room
    )
    after = flow_of([better], *one, {})
    assert after.longest_wait_h[0] <= before.longest_wait_h[0]
    let_in = np.cumsum(after.registered - before.registered)
    assert (let_in >= -1e-6).all()


@settings(max_examples=60, deadline=None)
@given(small_runs())
def test_the_fewest_officers_are_enough_and_one_fewer_is_not(
    run: tuple[list[Desk], Floats, Floats, Onward],
) -> None:
    desks, arriving, opens, _ = run
    column, hours = arriving[:, 0], opens[:, 0]

    def is_enough(officers: int) -> bool:
        flow = alone(desks[0], officers, arriving=column, open_share=hours)
        return bool(flow.longest_wait_h[0] <= desks[0].wait_h)

    found = officers_enough(desks[0], column, hours)
    if found is None:
        assert not is_enough(10_000)
    else:
        assert found == 0 or is_enough(found)
        assert found <= 1 or not is_enough(found - 1)


def test_a_line_by_hand() -> None:
    arriving = np.array([[5.0], [0.0], [0.0], [0.0]])
    flow = flow_of([desk(2, 4)], arriving, np.array([[0.0], [1.0], [1.0], [1.0]]), {})
    assert flow.registered[:, 0].tolist() == [0, 2, 2, 0]
    assert flow.waiting[:, 0].tolist() == [4, 2, 0, 0]
    assert flow.without_place[:, 0].tolist() == [1, 1, 1, 1]
    assert flow.longest_wait_h.tolist() == [4]


def test_people_are_sent_on_only_while_somebody_is_there_to_send_them() -> None:
    arriving = np.array([[3.0, 0.0], [0.0, 0.0], [0.0, 0.0], [0.0, 0.0]])
    opens = np.array([[0.0, 1.0], [1.0, 1.0], [1.0, 1.0], [1.0, 1.0]])
    flow = flow_of([desk(5, 1), desk(5, 1)], arriving, opens, {0: [(1, 0.5)]})
    assert flow.moved_on[:, 0].tolist() == [0, 1, 0, 0]
    assert flow.on_way[:, 1].tolist() == [0, 1, 0, 0]
    assert flow.arrived[:, 1].tolist() == [0, 0, 1, 0]
    assert flow.without_place[:, 0].tolist() == [2, 1, 1, 1]
    assert flow.moves.tolist() == [[0, 1], [0, 0]]


@pytest.mark.parametrize("people", [0.0])
def test_nobody_makes_no_load(people: float) -> None:
    arriving = np.full((5, 1), people)
    flow = flow_of([desk()], arriving, np.ones((5, 1)), {})
    assert not flow.present.any()
    assert flow.longest_wait_h[0] == 0
    assert officers_enough(desk(), arriving[:, 0], np.ones(5)) == 0


def test_a_door_that_is_shut_too_long_needs_no_more_officers() -> None:
    arriving, opens = np.array([4.0, 0, 0, 0, 0]), np.array([0.0, 0, 0, 0, 1])
    assert officers_enough(desk(wait_h=3), arriving, opens) is None
    assert officers_enough(desk(wait_h=4), arriving, opens) == 4
    assert officers_enough(replace(desk(), per_officer_hour=0), arriving, opens) is None
