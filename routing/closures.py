"""What may not be driven at a moment: closed roads, directions and junctions."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from geo.errors import Fault, FaultsError
from geo.notation.reading import excerpt
from routing.network import RoadNetwork


@dataclass(frozen=True, slots=True)
class Closures:
    """What may not be driven: whole roads, and junctions that may not be passed through.

    All are ascending. A closed junction (a border gate) can still be driven to and from: its near
    side is a place where people wait. It can only not be crossed.

    Parameters
    ----------
    records
        Indices of closed records, both directions.
    nodes
        Indices of closed nodes.
    edges
        Indices of closed edges, one direction each.
    ends_only
        Indices of edges that may only begin or end a trip.
    """

    records: tuple[int, ...] = ()
    nodes: tuple[int, ...] = ()
    edges: tuple[int, ...] = ()
    ends_only: tuple[int, ...] = ()

    def __or__(self, other: "Closures") -> "Closures":
        """Close what either closes."""
        return Closures(
            records=_merged(self.records, other.records),
            nodes=_merged(self.nodes, other.nodes),
            edges=_merged(self.edges, other.edges),
            ends_only=_merged(self.ends_only, other.ends_only),
        )


def _merged(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted({*one, *other}))


EVERYTHING_OPEN = Closures()


def find_closures(network: RoadNetwork, targets: ArrayLike) -> Closures:
    """Turn ids of roads and gates into closures.

    Parameters
    ----------
    network
        Roads the ids belong to.
    targets
        Record ids and junction ids, mixed in any order.

    Raises
    ------
    FaultsError
        If an id is neither a record nor a junction; all such ids are named.
    """
    keys = np.atleast_1d(np.asarray(targets, dtype=np.str_))
    records, nodes = network.find_records(keys), network.find_nodes(keys)
    unknown = keys[(records < 0) & (nodes < 0)]
    if len(unknown):
        what = "is neither a road record nor a junction of this network"
        raise FaultsError(
            "closures",
            [Fault("UNKNOWN_TARGET", f"{excerpt(key)} {what}") for key in unknown.tolist()],
        )
    return Closures(
        records=tuple(np.unique(records[records >= 0]).tolist()),
        nodes=tuple(np.unique(nodes[nodes >= 0]).tolist()),
    )


def targets_named(network: RoadNetwork, name: str) -> tuple[str, ...]:
    """Give the ids that a person may mean by a road: its own, or all records of its number.

    Parameters
    ----------
    network
        The roads.
    name
        Id of a record or a junction, or a number such as ``NR4`` (in any case).

    Returns
    -------
    tuple of str
        Ids fit for `find_closures`, in the order of records; empty if nothing is named so.
    """
    if network.find_records([name])[0] >= 0 or network.find_nodes([name])[0] >= 0:
        return (name,)
    wanted = name.strip().casefold()
    refs = [index for index, ref in enumerate(network.refs) if ref and ref.casefold() == wanted]
    records = np.unique(network.record[np.isin(network.ref, refs)])
    return tuple(network.record_key[records].tolist())
