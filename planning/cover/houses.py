"""Who can help, and which of them stand or fall together: doors and units as columns of a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from planning.moment import Moment
from planning.supply.facilities import PolicePolicy, all_doors, all_units
from planning.supply.values import Door, Unit

Floats = NDArray[np.float64]
Ints = NDArray[np.int_]
Direction = Literal["reach", "response", "either"]


@dataclass(frozen=True, slots=True)
class Supply:
    """Doors and units, in this order, as the columns of every table of cover.

    Parameters
    ----------
    doors, units
        In force at some time, open and on duty or not.
    house
        Number of the house each belongs to, shape (facilities,): two of one house are not
        independent, for what shuts one shuts the other.
    """

    doors: Sequence[Door]
    units: Sequence[Unit]
    house: Ints

    def __len__(self) -> int:
        return len(self.doors) + len(self.units)

    @property
    def names(self) -> list[str]:
        """Names of all."""
        return [one.name for one in (*self.doors, *self.units)]

    @property
    def lon(self) -> Floats:
        """Degrees, EPSG:4326, shape (facilities,)."""
        return np.array([one.lon for one in (*self.doors, *self.units)], dtype=np.float64)

    @property
    def lat(self) -> Floats:
        """Degrees, EPSG:4326, shape (facilities,)."""
        return np.array([one.lat for one in (*self.doors, *self.units)], dtype=np.float64)

    def at(self, when: datetime) -> "Supply":
        """Keep those in force at an instant."""
        held = [one.is_in_force(when) for one in (*self.doors, *self.units)]
        return Supply(
            [door for door in self.doors if door.is_in_force(when)],
            [unit for unit in self.units if unit.is_in_force(when)],
            self.house[np.array(held, dtype=bool)],
        )


def directions_of(direction: Direction) -> tuple[Direction, ...]:
    """Give the one or two ways in which help is counted."""
    return ("reach", "response") if direction == "either" else (direction,)


def supply_of(
    moment: Moment,
    direction: Direction,
    *,
    police: PolicePolicy = "none",
    more_doors: Sequence[Door] = (),
) -> Supply:
    """List the doors and units of a pack that count in a direction, at whatever instant.

    Parameters
    ----------
    moment
        The pack; units are given in their state at it.
    direction
        ``reach``: doors; ``response``: units; ``either``: both.
    police
        Which police posts count.
    more_doors
        Doors that are not on the map: a what-if.
    """
    doors: list[Door] = []
    units: list[Unit] = []
    if direction != "response":
        doors = [*all_doors(moment, police=police), *more_doors]
    if direction != "reach":
        units = all_units(moment, police=police)
    return Supply(doors, units, houses_of(doors, units))


def houses_of(doors: Sequence[Door], units: Sequence[Unit]) -> Ints:
    """Give each the number of its house: one host, or one point on the map, is one house.

    Two that are known only to the same town point may stand apart; as long as nobody says
    so they count as one.
    """
    keys = [(door.host, _point(door)) for door in doors]
    keys += [(unit.base, _point(unit)) for unit in units]
    number = {key: i for i, key in enumerate(dict.fromkeys(key for row in keys for key in row))}
    if not keys:
        return np.empty(0, dtype=np.int_)
    row, key = np.array([(row, number[key]) for row, mine in enumerate(keys) for key in mine]).T
    size = len(keys) + len(number)
    links = coo_array((np.ones(len(row)), (row, key + len(keys))), shape=(size, size))
    house = connected_components(links, directed=False)[1][: len(keys)]
    return np.unique(house, return_inverse=True)[1].astype(np.int_)


def _point(one: Door | Unit) -> str:
    return f"{one.lat:.6f},{one.lon:.6f}"
