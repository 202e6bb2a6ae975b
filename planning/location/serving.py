"""Who serves whom when columns can serve only so much: a flow that is added to column by column."""

from copy import copy

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from planning.location.problem import Capacitated, Floats

Ints = NDArray[np.int64]
# By column: where its ways begin; the row of each way; by row: where its ways begin; the
# numbers of those ways; the column of each way.
_Net = tuple[Ints, Ints, Ints, Ints, Ints]
_EVEN = 1e-13
"""Part of all weight under which an amount is nothing."""


class Serving:
    """As much weight as the columns taken so far can serve together.

    A column that is added is filled up along shortest augmenting paths (Edmonds and Karp
    1972), on which others may serve elsewhere instead. What cannot be served then can never
    be, so the columns may come in any order.

    Parameters
    ----------
    problem
        What is served, in part or whole, by those of its ``must`` at first.
    columns
        That may be added, by number; None: any.
    """

    def __init__(self, problem: Capacitated, columns: Ints | None = None) -> None:
        covering = problem.covering
        if columns is None:
            columns = np.arange(covering.gives.shape[1])
        must = np.array(covering.must, dtype=np.int64)
        kept = np.union1d(columns, must)
        gives = csc_array(covering.gives[:, kept])
        gives.sort_indices()
        self._number = {int(one): place for place, one in enumerate(kept.tolist())}
        self._net = _net_of(gives)
        self.left = np.array(covering.weight, dtype=np.float64)
        self._room = np.minimum(problem.capacity[kept], gives.T @ self.left)
        self._flow = np.zeros(gives.nnz)
        self._least = _EVEN * max(float(covering.weight.sum()), 1e-300)
        self.take(must)

    def add(self, column: int) -> float:
        """Add a column, and say how much more weight is served, 0 or more."""
        amounts = self.left, self._room, self._flow
        return float(_fill(self._net, amounts, (self._number[int(column)], self._least)))

    def take(self, columns: Ints) -> None:
        """Add several columns."""
        for one in columns.tolist():
            self.add(one)

    def more(self, column: int) -> float:
        """Say what `add` would, without adding it."""
        return self.copy().add(column)

    def copy(self) -> "Serving":
        """Give one that can be added to on its own."""
        other = copy(self)
        vars(other).update(left=self.left.copy(), _room=self._room.copy(), _flow=self._flow.copy())
        return other


def _net_of(gives: csc_array) -> _Net:
    ways = np.arange(gives.nnz)
    owner = np.repeat(np.arange(gives.shape[1]), np.diff(gives.indptr))
    table = csr_array((ways + 1, (gives.indices, owner)), shape=gives.shape)
    wide = (gives.indptr, gives.indices, table.indptr, table.data - 1, owner)
    at, row, back_at, back, owner = (np.ascontiguousarray(one, dtype=np.int64) for one in wide)
    return at, row, back_at, back, owner


@njit(cache=True)
def _fill(  # noqa: C901 - one numba loop
    net: _Net, amounts: tuple[Floats, Floats, Floats], what: tuple[int, float]
) -> float:
    at, row, back_at, back, owner = net
    left, room, flow = amounts
    column, least = what
    by_way = np.empty(len(left), dtype=np.int64)  # by which each row was reached
    given_up = np.empty(len(room), dtype=np.int64)  # the way by which each column was reached
    queue = np.empty(len(room), dtype=np.int64)
    total = 0.0
    while room[column] > least:
        by_way[:] = -1
        given_up[:] = -1
        queue[0] = column
        head, tail, end = 0, 1, -1
        while head < tail and end < 0:
            one = queue[head]
            head += 1
            for way in range(at[one], at[one + 1]):
                to = row[way]
                if by_way[to] >= 0:
                    continue
                by_way[to] = way
                if left[to] > least:
                    end = to
                    break
                for place in range(back_at[to], back_at[to + 1]):
                    other = owner[back[place]]
                    is_new = other != column and given_up[other] < 0
                    if is_new and flow[back[place]] > least:
                        given_up[other] = back[place]
                        queue[tail] = other
                        tail += 1
        if end < 0:
            break
        amount, to = min(room[column], left[end]), end
        while owner[by_way[to]] != column:
            way = given_up[owner[by_way[to]]]
            amount, to = min(amount, flow[way]), row[way]
        to = end
        while owner[by_way[to]] != column:
            way = given_up[owner[by_way[to]]]
            flow[by_way[to]] += amount
            flow[way] -= amount
            to = row[way]
        flow[by_way[to]] += amount
        left[end] -= amount
        room[column] -= amount
        total += amount
    return total
