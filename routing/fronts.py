"""The front of (seconds, exposure) between two states of a graph that is only arrays.

Label setting for two kinds of cost with dimensionality reduction: labels are taken in
order of (seconds, exposure), so one number for each state, the least exposure settled
there, tells whether a label is dominated (BOA*, Hernandez Ulloa, Yeoh, Baier, Zhang,
Suazo and Koenig, "A Simple and Fast Bi-Objective Search Algorithm", ICAPS 2020). The
bounds for the rest of a way come from two searches back from the target; each also
knows the other cost of its ways, so that every settled label gives a whole way at once
and is not driven on where the fastest rest is the safest too (Ahmadi, Tack, Harabor and
Kilby, "Bi-objective Search with Bi-directional A*", ESA 2021).

Where the exact front needs too many labels, labels of one state are merged while one
way stands for all of them within a factor 1 + epsilon in both costs (Zhang, Salzman,
Felner, Kumar, Hernandez Ulloa and Koenig, "A*pex: Efficient Approximate Multi-Objective
Search on Graphs", ICAPS 2022).
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from geo.errors import SettingError
from routing.network import FloatArray, IntArray

# Costs are rounded to this, about a microsecond: sums up to 2**33 s are then exact in
# whatever order they are made, and ties are ties.
GRAIN_S = 2.0**-20
# 72 bytes each: 288 MB.
MOST_LABELS = 4_000_000
EPSILON = 0.01


def on_grain(cost: FloatArray) -> FloatArray:
    """Round to whole multiples of `GRAIN_S`."""
    rounded: FloatArray = np.rint(cost / GRAIN_S) * GRAIN_S
    return rounded


@dataclass(frozen=True, slots=True, eq=False)
class TwoCostArcs:
    """Arcs between states, each with two costs; parallel arcs and loops are allowed.

    Parameters
    ----------
    indptr, head
        CSR structure: the arcs of state ``i`` are ``indptr[i]`` up to ``indptr[i + 1]``.
    seconds, exposure
        Per arc: its costs, finite and at least 0, whole multiples of `GRAIN_S`.
    """

    indptr: IntArray
    head: IntArray
    seconds: FloatArray
    exposure: FloatArray

    @classmethod
    def from_costs(
        cls, indptr: IntArray, head: IntArray, *, seconds: FloatArray, exposure: FloatArray
    ) -> Self:
        """Round the costs to whole multiples of `GRAIN_S`.

        Raises
        ------
        SettingError
            If a cost is negative, infinite or NaN.
        """
        for name, cost in (("seconds", seconds), ("exposure", exposure)):
            if not (np.isfinite(cost) & (cost >= 0)).all():
                raise SettingError(f"{name} of an arc must be a number of at least 0")
        rounded = on_grain(seconds), on_grain(exposure)
        return cls(np.asarray(indptr, np.int32), np.asarray(head, np.int32), *rounded)

    @property
    def state_count(self) -> int:
        """Number of states."""
        return len(self.indptr) - 1


@dataclass(frozen=True, slots=True, eq=False)
class Chains:
    """The ways of a front, each as links that many of them share.

    Parameters
    ----------
    source
        State where the ways begin.
    arc, before
        Per link: its arc (-1 at the source), and the link before it.
    end, tree
        Per way: its last link, and the row of `rest` by which it goes on from there.
    rest
        Shape (2, states): next arc of the fastest and of the safest way to the target.
    head
        Per arc: the state it comes to.
    """

    source: int
    arc: IntArray
    before: IntArray
    end: IntArray
    tree: IntArray
    rest: IntArray
    head: IntArray

    def way(self, number: int) -> IntArray:
        """Arcs of one way, in the order driven."""
        arcs, link = [], int(self.end[number])
        while (arc := int(self.arc[link])) >= 0:
            arcs.append(arc)
            link = int(self.before[link])
        arcs.reverse()
        state = int(self.head[arcs[-1]]) if arcs else self.source
        while (arc := int(self.rest[self.tree[number], state])) >= 0:
            arcs.append(arc)
            state = int(self.head[arc])
        return np.array(arcs, dtype=np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class Front:
    """The ways of which none is better in one cost and no worse in the other.

    Parameters
    ----------
    seconds
        Per way, ascending.
    exposure
        Per way, descending.
    epsilon
        0 for the exact front. Else each way that is missing has one here that is at
        most ``1 + epsilon`` times as long and at most ``1 + epsilon`` times as exposed;
        the fastest and the safest way are exact all the same.
    chains
        Their arcs.
    """

    seconds: FloatArray
    exposure: FloatArray
    epsilon: float
    chains: Chains

    def __len__(self) -> int:
        return len(self.seconds)

    @property
    def is_exact(self) -> bool:
        """Whether no way is missing."""
        return self.epsilon == 0

    def way(self, number: int) -> IntArray:
        """Arcs of one way, in the order driven."""
        return self.chains.way(range(len(self))[number])


@dataclass(frozen=True, slots=True, eq=False)
class WayTree:
    """The least ways from one state to all, or from all to one.

    Parameters
    ----------
    least
        Per state: least first cost, infinite where no way leads.
    other
        Per state: least second cost among the ways with least first cost.
    arc
        Per state: the arc of such a way next to the state, -1 at the root and where none leads.
    """

    least: FloatArray
    other: FloatArray
    arc: IntArray


def find_front(
    arcs: TwoCostArcs,
    *,
    source: int,
    target: int,
    epsilon: float = EPSILON,
    most_labels: int = MOST_LABELS,
) -> Front:
    """Find all ways from one state to another that no other way dominates.

    Of ways with equal costs one is given. Costs are compared after rounding to
    `GRAIN_S`, and then exactly. The search is deterministic.

    Parameters
    ----------
    arcs
        Arcs and their costs.
    source, target
        States.
    epsilon
        Above 0: what is given up where the exact front needs too many labels. Where
        that is not enough either it is doubled until it is.
    most_labels
        Labels to hold at once, 72 bytes each; at least as many as there are arcs are taken.

    Returns
    -------
    Front
        Sorted by seconds; empty where no way leads. Its `epsilon` says what was given up.

    Raises
    ------
    SettingError
        If `epsilon` is not above 0.

    Examples
    --------
    >>> two_roads = TwoCostArcs.from_costs(
    ...     np.array([0, 2, 2]), np.array([1, 1]),
    ...     seconds=np.array([60.0, 90.0]), exposure=np.array([8.0, 0.0]),
    ... )
    >>> front = find_front(two_roads, source=0, target=1)
    >>> front.seconds.tolist(), front.exposure.tolist(), front.is_exact
    ([60.0, 90.0], [8.0, 0.0], True)
    """
    if not epsilon > 0:
        raise SettingError(f"epsilon {epsilon}: give a number above 0")
    from routing import labels  # noqa: PLC0415 - numba takes a second to import

    columns = arcs.indptr, arcs.head, arcs.seconds, arcs.exposure
    backward = labels.by_head(arcs.indptr, arcs.head)
    safest = labels.grow_tree(backward, (arcs.exposure, arcs.seconds), (target, np.inf))
    if not np.isfinite(safest[0][source]):
        return _no_front(arcs, source)
    latest = target, safest[1][source]
    fastest = labels.grow_tree(backward, (arcs.seconds, arcs.exposure), latest)
    widest = int(np.diff(arcs.indptr).max())
    limits = max(most_labels, 2 * len(arcs.head) + 2), widest
    given_up, is_complete = 0.0, False
    while not is_complete:
        used = given_up
        question = columns, fastest, safest, 1.0 + used
        found, pool, is_complete = labels.search(question, source, limits)
        given_up = max(epsilon, 2 * used)
    state, seconds, exposure = (pool[name][found] for name in ("state", "own_s", "own_e"))
    exposure = exposure - safest[0][state] + fastest[1][state]
    ends = np.append(found, 0).astype(np.int32)
    seconds, exposure = (
        np.append(seconds, safest[1][source]),
        np.append(exposure, safest[0][source]),
    )
    kept = _undominated(seconds, exposure)
    links = labels.keep_chains(pool, ends[kept])
    by_safest = (kept == len(found)).astype(np.int32)
    chains = Chains(source, *links, by_safest, np.stack([fastest[2], safest[2]]), arcs.head)
    return Front(seconds[kept], exposure[kept], used, chains)


def _undominated(seconds: FloatArray, exposure: FloatArray) -> IntArray:
    """Sort ways by seconds and leave out those that merging let through; the first of equals stays."""
    order = np.lexsort((exposure, seconds))
    least = np.minimum.accumulate(exposure[order])
    kept: IntArray = order[np.append(True, least[1:] < least[:-1])].astype(np.int32)
    return kept


def _no_front(arcs: TwoCostArcs, source: int) -> Front:
    none, nothing = np.zeros(0, dtype=np.int32), np.zeros(0)
    rest = np.full((2, arcs.state_count), -1, dtype=np.int32)
    chains = Chains(source, none, none, none, none, rest, arcs.head)
    return Front(nothing, nothing, 0.0, chains)


def least_ways(
    arcs: TwoCostArcs, root: int, *, cost: FloatArray, then: FloatArray, inbound: bool = False
) -> WayTree:
    """Find the least ways from one state to all others, or from all others to it.

    Parameters
    ----------
    arcs
        The graph; its own costs are not read.
    root
        The state.
    cost, then
        Per arc: what is least, and what decides between ways that are equal in it.
    inbound
        Whether the ways lead to the root.
    """
    from routing import labels  # noqa: PLC0415 - numba takes a second to import

    every = np.arange(len(arcs.head), dtype=np.int32)
    outbound = arcs.indptr, every, arcs.head
    order = labels.by_head(arcs.indptr, arcs.head) if inbound else outbound
    return WayTree(*labels.grow_tree(order, (cost, then), (root, np.inf)))
