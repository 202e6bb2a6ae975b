"""A mass release through the doors: load of each by the hour, and who is sent on to where."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from layers.hours import open_on_arrival
from planning.eta import Reach, reach_times
from planning.facilities import Door
from planning.moment import moment_of
from planning.packs import Pack
from planning.trials.doors import points_of
from planning.trials.mass_doors import Staffed
from planning.trials.mass_releases import Group
from planning.trials.masses import Mass, read_mass
from planning.trials.queueing import Flow, Plan, alone, officers_enough, run_queues
from routing.network import Mode

Floats = NDArray[np.float64]
_PARTS_OF_AN_HOUR = 4


@dataclass(frozen=True, slots=True)
class DoorLoad:
    """One door through the run; every array has one value for each hour.

    Parameters
    ----------
    staffed
        Which, and who registers there.
    arrived, registered, moved_on, waiting, without_place, inside, left
        People, as of `Flow`.
    longest_wait_h
        Whole hours; see `Flow`.
    officers_enough
        Fewest officers with whom nobody who comes here first waits longer than `Desk.wait_h`;
        None where no number is: it is shut for too long.
    capacity_enough
        Most people there at once with these officers, or with those there are if none are
        enough: room for all who come here first.
    """

    staffed: Staffed
    arrived: Floats
    registered: Floats
    moved_on: Floats
    waiting: Floats
    without_place: Floats
    inside: Floats
    left: Floats
    longest_wait_h: float
    officers_enough: int | None
    capacity_enough: float

    @property
    def present(self) -> Floats:
        """Everybody before and behind the door, shape (hours,)."""
        return self.waiting + self.without_place + self.inside

    @property
    def peak_hour(self) -> int:
        """First hour with the most people present."""
        return int(np.argmax(self.present))

    @property
    def first_over(self) -> int | None:
        """First hour with more people present than there is room for; None where there is none."""
        over = np.flatnonzero(self.present > self.staffed.desk.capacity + 1e-6)
        return int(over[0]) if len(over) else None


@dataclass(frozen=True, slots=True)
class Move:
    """People sent on from one door to another."""

    origin: Door
    goal: Door
    people: float


@dataclass(frozen=True, slots=True)
class Surge:
    """A mass release through the doors.

    Parameters
    ----------
    mass
        The file.
    begin
        Beginning of the first hour.
    loads
        One for each door that anybody came to, the most loaded first.
    moves
        Who was sent on to where, the most first.
    released, on_way
        People who set out so far, and who are on the way, at the end of each hour.
    stranded
        Those who set out so far and whom no road leads to any door, at the end of each hour.
    """

    mass: Mass
    begin: datetime
    loads: tuple[DoorLoad, ...]
    moves: tuple[Move, ...]
    released: Floats
    on_way: Floats
    stranded: Floats

    @property
    def hours(self) -> int:
        """How many hours were run."""
        return len(self.released)


def surge(pack: Pack, file: Path) -> Surge:
    """Run a surge file.

    People go to the nearest door that is open when they get there, else to the one where they
    get in first, else, where the hours of none are known, to the nearest. A door whose hours
    are not known opens to nobody.

    Parameters
    ----------
    pack
        The country.
    file
        See `read_mass`.

    Raises
    ------
    MissingFileError
        If there is no such file.
    FaultsError
        Naming every fault of it.
    """
    mass = read_mass(file, pack)
    ways = _Ways(pack, mass)
    plan, stranded = _plan(mass, ways)
    flow = run_queues([one.desk for one in mass.doors], plan, ways.onward)
    moves = [
        Move(mass.doors[i].door, mass.doors[j].door, float(flow.moves[i, j]))
        for i, j in np.argwhere(flow.moves > 0).tolist()
    ]
    loads = [_load(mass, plan, flow, column=column) for column in range(len(mass.doors))]
    lost = np.cumsum(stranded)
    return Surge(
        mass=mass,
        begin=mass.begin,
        loads=tuple(
            sorted((one for one in loads if one.arrived.any()), key=lambda one: -one.present.max())
        ),
        moves=tuple(sorted(moves, key=lambda move: -move.people)),
        released=flow.released.sum(axis=1) + lost,
        on_way=flow.on_way.sum(axis=1),
        stranded=lost,
    )


def _load(mass: Mass, plan: Plan, flow: Flow, *, column: int) -> DoorLoad:
    staffed = mass.doors[column]
    desk, arriving, opens = staffed.desk, plan.arriving[:, column], plan.open_share[:, column]
    enough = officers_enough(desk, arriving, opens)
    officers = desk.officers if enough is None else enough
    roomy = alone(desk, officers, arriving=arriving, open_share=opens)
    return DoorLoad(
        staffed=staffed,
        arrived=flow.arrived[:, column],
        registered=flow.registered[:, column],
        moved_on=flow.moved_on[:, column],
        waiting=flow.waiting[:, column],
        without_place=flow.without_place[:, column],
        inside=flow.inside[:, column],
        left=flow.left[:, column],
        longest_wait_h=float(flow.longest_wait_h[column]),
        officers_enough=enough,
        capacity_enough=float(roomy.present.max()),
    )


class _Ways:
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


def _plan(mass: Mass, ways: _Ways) -> tuple[Plan, Floats]:
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
    """People of a group for each hour, evenly from its beginning on."""
    edges = np.arange(mass.hours + 1, dtype=np.float64)
    after_h = (group.begin - mass.begin) / timedelta(hours=1)
    return np.diff(group.people * np.clip((edges - after_h) / group.over_h, 0.0, 1.0))


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
    shape = (mass.hours, _PARTS_OF_AN_HOUR, len(mass.doors))
    return np.array(states, dtype=np.float64).reshape(shape).mean(axis=1)
