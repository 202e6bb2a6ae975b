"""The clock: seconds of each directed edge at one moment, and the graph that is searched."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import numpy as np
from scipy.sparse import csr_array

from geo.errors import SettingError
from routing.closures import EVERYTHING_OPEN, Closures
from routing.graph import OpenGraph, open_graph
from routing.network import FloatArray, Mode, RoadNetwork
from routing.speeds import Conditions, SpeedProfile


@dataclass(frozen=True, slots=True, eq=False)
class TravelModel:
    """Roads at one moment: the only clock. Never changed once made.

    Parameters
    ----------
    network
        The roads; shared, not changed.
    seconds
        Driving seconds of each directed edge, closed ones too (what they would
        take); copied.
    closures
        What may not be driven now.
    mode
        Who travels: decides which edges are open.

    Raises
    ------
    SettingError
        If a time is NaN, infinite or negative, or there is not one for each edge.
    """

    network: RoadNetwork
    seconds: FloatArray
    closures: Closures = EVERYTHING_OPEN
    mode: Mode = "car"

    def __post_init__(self) -> None:
        seconds = np.array(self.seconds, dtype=np.float64)
        if seconds.shape != (self.network.edge_count,):
            message = (
                f"{seconds.shape} times for {self.network.edge_count} edges; give one for each"
            )
            raise SettingError(message)
        wrong = np.flatnonzero(~(np.isfinite(seconds) & (seconds >= 0)))
        if len(wrong):
            key = self.network.record_key[self.network.record[wrong[0]]]
            message = (
                f"road {key}: driving time {seconds[wrong[0]]} s is impossible"
                f" ({len(wrong)} edges); close a road instead of giving it no time"
            )
            raise SettingError(message)
        seconds.setflags(write=False)
        object.__setattr__(self, "seconds", seconds)

    @classmethod
    def from_profile(
        cls,
        network: RoadNetwork,
        profile: SpeedProfile,
        conditions: Conditions,
        *,
        closures: Closures = EVERYTHING_OPEN,
        mode: Mode = "car",
    ) -> Self:
        """Time the roads with a country's speed table.

        Parameters
        ----------
        network
            The roads.
        profile
            Speeds by class, surface, town, band and season.
        conditions
            Band and season of the moment, from `SpeedProfile.conditions_at`.
        closures
            What may not be driven, from `find_closures`.
        mode
            Who travels.
        """
        return cls(network, profile.edge_seconds(network, conditions, mode), closures, mode)

    @property
    def graph(self) -> OpenGraph:
        """The open edges in searching order."""
        return open_graph(self.network, self.closures, self.mode)

    def csr(self) -> csr_array:
        """Seconds between joined states, parallel edges reduced to the quickest.

        Closed edges are not in it; for the states see `OpenGraph`.
        """
        return _weighed(self)


@lru_cache(maxsize=8)
def _weighed(travel: TravelModel) -> csr_array:
    return travel.graph.weigh(travel.seconds)
