"""Who of a mass release comes to which door when: the ways by the hour, and the plan of them."""

import math
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from layers.hours import open_on_arrival
from planning.eta import Reach, reach_times
from planning.moment import moment_of
from planning.packs import Pack
from planning.trials.doors import points_of
from planning.trials.mass_releases import Group
from planning.trials.masses import Mass
from planning.trials.queueing import Plan
from routing.network import Mode

Floats = NDArray[np.float64]
_PARTS_OF_AN_HOUR: Final = 4


class Ways:
    """Ways from every place and every door to every door, timed once for each hour and mode."""

    def __init__(self, pack: Pack, mass: Mass) -> None:
        self._pack, self._mass = pack, mass
        self._reach: dict[tuple[int, Mode], Reach] = {}
        self._first_door = len(mass.releases)

    def first(self, hour: int, release: int) -> tuple[int, float] | None:
        """Give the door to which a release sets out in an hour, and the hours on the way."""
        chosen = self._ranked(hour, release, self._mass.releases[release].mode)
        return chosen[0] if chosen else None

    def onward(self, hour: int, door: int) -> Sequence[tuple[int, float]]:
        """Rank the other doors for those who are sent on, by car at the end of an hour."""
        ranked = self._ranked(hour + 1, self._first_door + door, "car")
        return [(other, way_h) for other, way_h in ranked if other != door]

    def _ranked(self, hour: int, row: int, mode: Mode) -> list[tuple[int, float]]:
        reach = self._timed(hour, mode)
        doors = range(len(self._mass.doors))
        timed = [
            (_rank(float(reach.arrival_s[row, d]), float(reach.wait_s[row, d])), d) for d in doors
        ]
        return [
            (door, float(reach.arrival_s[row, door]) / 3600)
            for rank, door in sorted(timed)
            if math.isfinite(rank[1])
        ]

    def _timed(self, hour: int, mode: Mode) -> Reach:
        if (hour, mode) not in self._reach:
            moment = moment_of(self._pack, self._mass.begin + timedelta(hours=hour))
            walker = moment if mode == "car" else moment.travelling(mode)
            places = [one.place for one in self._mass.releases]
            doors = [one.door for one in self._mass.doors]
            self._reach[hour, mode] = reach_times(walker, points_of(*places, *doors), doors)
        return self._reach[hour, mode]


def _rank(arrival_s: float, wait_s: float) -> tuple[int, float, float]:
    """Rank open on arrival, then shut but known to open, then all others."""
    if wait_s == 0:
        return 0, arrival_s, 0.0
    if math.isfinite(wait_s):
        return 1, arrival_s + wait_s, arrival_s
    return 2, arrival_s, 0.0


def plan_of(mass: Mass, ways: Ways) -> tuple[Plan, Floats]:
    """Spread releases and stated arrivals over the hours; give also those without a way."""
    shape = (mass.hours, len(mass.doors))
    leaving, arriving, stranded = np.zeros(shape), np.zeros(shape), np.zeros(mass.hours)
    column = {one.door.id: number for number, one in enumerate(mass.doors)}
    for one in mass.arrivals:
        people = _by_hour(mass, one.group)
        leaving[:, column[one.door]] += people
        arriving[:, column[one.door]] += people
    for number, release in enumerate(mass.releases):
        people = _by_hour(mass, release.group) * release.part
        for hour in np.flatnonzero(people).tolist():
            way = ways.first(hour, number)
            if way is None:
                stranded[hour] += people[hour]
                continue
            door, way_h = way
            leaving[hour, door] += people[hour]
            _arrive(arriving[:, door], hour + way_h, people[hour])
    return Plan(leaving, arriving, _open_shares(mass)), stranded


def _by_hour(mass: Mass, group: Group) -> Floats:
    """People of a group who set out in each hour, evenly from its beginning on."""
    edges = np.arange(mass.hours + 1, dtype=np.float64)
    after_h = (group.begin - mass.begin) / timedelta(hours=1)
    gone = group.people * group.share * np.clip((edges - after_h) / group.over_h, 0.0, 1.0)
    return np.asarray(np.diff(gone), dtype=np.float64)


def _arrive(arriving: Floats, begin_h: float, people: float) -> None:
    """Add people who arrive evenly within an hour from `begin_h`; later than the run: nowhere."""
    first = math.floor(begin_h)
    later = begin_h - first
    for hour, share in ((first, 1 - later), (first + 1, later)):
        if hour < len(arriving):
            arriving[hour] += share * people


def _open_shares(mass: Mass) -> Floats:
    """Share of each hour in which each door is open, asked at every quarter."""
    quarters = range(mass.hours * _PARTS_OF_AN_HOUR)
    step = timedelta(hours=1) / _PARTS_OF_AN_HOUR
    states = [
        [
            open_on_arrival(one.door.hours, one.door.admission, mass.begin + number * step)
            == "open"
            for one in mass.doors
        ]
        for number in quarters
    ]
    quartered = np.array(states, dtype=np.float64).reshape((mass.hours, -1, len(mass.doors)))
    return np.asarray(quartered.mean(axis=1), dtype=np.float64)
