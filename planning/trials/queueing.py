"""Hour-by-hour queues before doors: who waits, who is inside, who goes on to another door.

A fluid approximation of a queue, stepped by the hour: people need not be whole, the first to
come is the first registered, and nobody is lost (deterministic fluid queue, Newell 1971).
"""

import math
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Onward = Callable[[int, int], Sequence[tuple[int, float]]]
"""Of an hour and a door: the other doors, the best first, each with the hours on the way."""
_NOBODY: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Desk:
    """Who registers at a door, and how much room is behind it.

    Parameters
    ----------
    officers
        People who register at once while the door is open.
    per_officer_hour
        People one of them registers in an hour.
    capacity
        People who can be sheltered at once; inf where that is not known or not limited.
    stay_h
        Hours that one stays; inf: to the end of the run.
    wait_h
        Hours of waiting that are held to be enough.
    """

    officers: float
    per_officer_hour: float
    capacity: float
    stay_h: float
    wait_h: float

    @property
    def rate(self) -> float:
        """People registered in an hour."""
        return self.officers * self.per_officer_hour


@dataclass(frozen=True, slots=True)
class Plan:
    """What comes to the doors of its own accord.

    Parameters
    ----------
    leaving, arriving
        People who set out to, and who arrive at, each door in each hour, shape (hours, doors).
    open_share
        Share of each hour in which the door is open, 0..1, same shape.
    """

    leaving: Floats
    arriving: Floats
    open_share: Floats


@dataclass(frozen=True, slots=True)
class Flow:
    """What became of them; every array has shape (hours, doors) and tells the end of the hour.

    Parameters
    ----------
    released
        People who set out to this door first, so far.
    on_way
        On the way to it.
    arrived, registered, moved_on
        In this hour: came to it, were let in, were sent on to another door.
    waiting
        Before it, with room behind it for them.
    without_place
        Before it, when all room behind it is taken and no other door has any.
    inside, left
        Behind it now; gone after their stay, so far.
    longest_wait_h
        Longest wait at each door in whole hours, shape (doors,): of those let in, sent on, or
        standing there at the end.
    moves
        People sent from door to door, shape (doors, doors).
    """

    released: Floats
    on_way: Floats
    arrived: Floats
    registered: Floats
    moved_on: Floats
    waiting: Floats
    without_place: Floats
    inside: Floats
    left: Floats
    longest_wait_h: Floats
    moves: Floats

    @property
    def present(self) -> Floats:
        """Everybody before and behind each door at the end of each hour, shape (hours, doors)."""
        return self.waiting + self.without_place + self.inside


class _Line:
    """The people before one door, in the order in which they came."""

    def __init__(self) -> None:
        self._groups: deque[tuple[int, float]] = deque()
        self.count = 0.0
        self.longest_h = 0

    def join(self, hour: int, people: float) -> None:
        if people > 0:
            self._groups.append((hour, people))
            self.count += people

    def take(self, hour: int, people: float, *, from_end: bool = False) -> None:
        """Take people away, the first to come first, or the last."""
        self.count = max(self.count - people, 0.0)
        rest = people
        while rest > _NOBODY and self._groups:
            came, group = self._groups.pop() if from_end else self._groups.popleft()
            self.longest_h = max(self.longest_h, hour - came)
            if group - rest > _NOBODY:
                back = (came, group - rest)
                (self._groups.append if from_end else self._groups.appendleft)(back)
            rest -= group
        if not self._groups:
            self.count = 0.0

    def close(self, hour: int) -> None:
        """Count the wait of those who still stand there."""
        if self._groups and self.count > _NOBODY:
            self.longest_h = max(self.longest_h, hour - self._groups[0][0])


def run_queues(desks: Sequence[Desk], plan: Plan, onward: Onward) -> Flow:
    """Step every queue through every hour.

    Of each hour: those whose stay is over leave, those who arrive join the end of the line, and
    while the door is open the officers let in as many as they can and as there is room for.
    Then those for whom there is no room are sent on, the last to come first, to the best other
    door with room that nobody has claimed yet; they set out at the end of the hour. Before a
    door that is shut nobody is there to send them.

    Parameters
    ----------
    desks
        One for each door.
    plan
        What comes of its own accord.
    onward
        Which doors to send people to.
    """
    return _Run(desks, plan).through(onward)


class _Run:
    """The state of all doors, stepped by the hour."""

    def __init__(self, desks: Sequence[Desk], plan: Plan) -> None:
        self._desks, self._plan = desks, plan
        hours, doors = plan.arriving.shape
        self._due = np.array(plan.arriving, dtype=np.float64)
        self._lines = [_Line() for _ in desks]
        self._on_way, self._inside, self._left = (np.zeros(doors) for _ in range(3))
        self._moves = np.zeros((doors, doors))
        names = (
            "on_way", "arrived", "registered", "moved_on", "waiting", "without_place", "inside",
            "left",
        )  # fmt: skip
        self._told = {name: np.zeros((hours, doors)) for name in names}

    def through(self, onward: Onward) -> Flow:
        hours = len(self._due)
        for hour in range(hours):
            self._on_way += self._plan.leaving[hour] - self._due[hour]
            for door in range(len(self._desks)):
                self._serve(hour, door)
            for door in range(len(self._desks)):
                self._send_on(hour, door, onward)
            self._tell(hour)
        for line in self._lines:
            line.close(hours)
        return Flow(
            released=np.cumsum(self._plan.leaving, axis=0),
            longest_wait_h=np.array([float(line.longest_h) for line in self._lines]),
            moves=self._moves,
            **self._told,
        )

    def _serve(self, hour: int, door: int) -> None:
        desk, line, told = self._desks[door], self._lines[door], self._told
        if hour >= desk.stay_h:
            gone = told["registered"][hour - int(desk.stay_h), door]
            self._inside[door] = max(self._inside[door] - gone, 0.0)
            self._left[door] += gone
        line.join(hour, self._due[hour, door])
        can = desk.rate * self._plan.open_share[hour, door]
        registered = min(line.count, can, self._room(door))
        line.take(hour, registered)
        self._inside[door] += registered
        told["arrived"][hour, door] = self._due[hour, door]
        told["registered"][hour, door] = registered

    def _room(self, door: int) -> float:
        return max(self._desks[door].capacity - float(self._inside[door]), 0.0)

    def _excess(self, door: int) -> float:
        return max(self._lines[door].count - self._room(door), 0.0)

    def _send_on(self, hour: int, door: int, onward: Onward) -> None:
        if self._plan.open_share[hour, door] <= 0 or self._excess(door) <= _NOBODY:
            return
        for other, way_h in onward(hour, door):
            unclaimed = self._room(other) - self._lines[other].count - self._on_way[other]
            sent = min(self._excess(door), unclaimed)
            if sent <= _NOBODY:
                continue
            self._lines[door].take(hour, sent, from_end=True)
            self._on_way[other] += sent
            self._moves[door, other] += sent
            self._told["moved_on"][hour, door] += sent
            there = hour + 1 + math.floor(way_h)
            if there < len(self._due):
                self._due[there, other] += sent

    def _tell(self, hour: int) -> None:
        counts = np.array([line.count for line in self._lines])
        beyond = np.array([self._excess(door) for door in range(len(self._desks))])
        now = {
            "on_way": self._on_way,
            "waiting": counts - beyond,
            "without_place": beyond,
            "inside": self._inside,
            "left": self._left,
        }
        for name, values in now.items():
            self._told[name][hour] = values
