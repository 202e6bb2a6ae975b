"""A mass release through the doors: load of each by the hour, and who is sent on to where."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from planning.packs import Pack
from planning.supply.values import Door
from planning.trials.enough import alone, officers_enough
from planning.trials.mass_doors import Staffed
from planning.trials.masses import Mass, read_mass
from planning.trials.queueing import Flow, Plan, run_queues
from planning.trials.ways import Ways, plan_of

Floats = NDArray[np.float64]


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
    def still_waiting(self) -> float:
        """People before the door at the end of the run."""
        return float(self.waiting[-1] + self.without_place[-1])

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
    ways = Ways(pack, mass)
    plan, stranded = plan_of(mass, ways)
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
