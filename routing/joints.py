"""Pieces of road that merely go on in one another, joined end to end into chains."""

from dataclasses import dataclass

import numpy as np

from routing.network import BoolArray, IntArray

NO_LINK = -1
_NOWHERE = np.zeros(0, dtype=np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class Chains:
    """Pieces in the order and direction in which they make up records.

    Parameters
    ----------
    piece
        Pieces, one record after another; the record of the first piece comes first.
    is_reversed
        Per entry of `piece`: whether the record runs against the piece's drawing.
    start
        Per record: its first entry of `piece`; one more at the end.
    """

    piece: IntArray
    is_reversed: BoolArray
    start: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Looks:
    """What must agree where two pieces become one.

    Parameters
    ----------
    look
        Per piece: number of its traits.
    forward, backward
        Per piece: number of who may use it as drawn, and the other way.
    is_joinable
        Per piece: whether it may be joined at all.
    """

    look: IntArray
    forward: IntArray
    backward: IntArray
    is_joinable: BoolArray


def chain_pieces(
    tail: IntArray, head: IntArray, looks: Looks, *, kept: IntArray = _NOWHERE
) -> Chains:
    """Join pieces at nodes where just two meet that look alike and let the same pass each way.

    Parameters
    ----------
    tail, head
        Per piece: numbers of the nodes at which its drawing begins and ends.
    looks
        What they are.
    kept
        Nodes at which nothing is joined.

    Returns
    -------
    Chains
        Every piece is in one; a record begins at a chain's end, on a ring with its first piece.
    """
    count = len(tail)
    leader, place = np.arange(count), np.zeros(count, dtype=np.int64)
    is_reversed = np.zeros(count, dtype=np.bool_)
    for chain in _followed(_linked_ends(tail, head, looks, kept=kept)):
        members = [end % count for end in chain]
        leader[members] = min(members)
        place[members] = range(len(chain))
        is_reversed[members] = [end >= count for end in chain]
    order = np.lexsort((place, leader)).astype(np.int32)
    led = leader[order]
    begins = np.flatnonzero(np.insert(led[1:] != led[:-1], 0, True)) if count else led
    return Chains(order, is_reversed[order], np.append(begins, count).astype(np.int32))


def _linked_ends(tail: IntArray, head: IntArray, looks: Looks, *, kept: IntArray) -> IntArray:
    """Per end of a piece (all beginnings, then all ends): the end it is joined with."""
    count = len(tail)
    node = np.concatenate([tail, head])
    leaving = np.concatenate([looks.forward, looks.backward])
    coming = np.concatenate([looks.backward, looks.forward])
    look, joinable = np.tile(looks.look, 2), np.tile(looks.is_joinable, 2)
    most = max(int(node.max(initial=-1)), int(kept.max(initial=-1)))
    arms = np.bincount(node, minlength=most + 1)
    arms[kept] = 0
    order = np.argsort(node, kind="stable")
    one, other = order[arms[node[order]] == 2].reshape(-1, 2).T
    alike = (look[one] == look[other]) & joinable[one] & joinable[other]
    alike &= (coming[one] == leaving[other]) & (coming[other] == leaving[one])
    alike &= one % max(count, 1) != other % max(count, 1)
    link = np.full(2 * count, NO_LINK, dtype=np.int32)
    link[one[alike]], link[other[alike]] = other[alike], one[alike]
    return link


def _followed(link: IntArray) -> list[list[int]]:
    """Walk each chain of joined pieces once: from an end of it, or anywhere on a ring.

    Returns
    -------
    list
        Per chain the end by which each piece is entered.
    """
    count = len(link) // 2
    linked = (link != NO_LINK).reshape(2, -1)
    begins = np.flatnonzero(linked[1] & ~linked[0])
    ends = np.flatnonzero(linked[0] & ~linked[1]) + count
    rings = np.flatnonzero(linked.all(axis=0))
    partner = link.tolist()
    seen: set[int] = set()
    chains = []
    for begin in np.concatenate([begins, ends, rings]).tolist():
        chain, end = list[int](), begin
        while end != NO_LINK and end % count not in seen:
            seen.add(end % count)
            chain.append(end)
            end = partner[(end + count) % (2 * count)]
        if chain:
            chains.append(chain)
    return chains
