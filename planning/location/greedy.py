"""Covering by the column that adds most, one after the other."""

from collections.abc import Callable, Iterator
from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from planning.location.problem import Covering
from planning.location.search import covered_weight

Ints = NDArray[np.int64]


def lazily(columns: Ints, adds: Callable[[int], float]) -> Iterator[tuple[int, float]]:
    """Give columns one after the other, each the one that adds most to those taken before it.

    A column must add ever less as others are taken; so one whose last known figure is under
    another's new one need not be asked again (Minoux 1978).

    Parameters
    ----------
    columns
        Numbers; of equals the first comes first.
    adds
        What a column adds to those taken by now. Whether one that was given is taken, or left
        for good, is settled before the next is asked for.

    Yields
    ------
    column, adds
    """
    waiting = [(-adds(one), place, 0) for place, one in enumerate(columns.tolist())]
    heapify(waiting)
    given = 0
    while waiting:
        known, place, asked = heappop(waiting)
        one = int(columns[place])
        if asked < given:
            heappush(waiting, (-adds(one), place, given))
        else:
            given += 1
            yield one, -known


def greedy_cover(covering: Covering, least: float) -> Ints:
    """Add the column that adds most until enough is covered, or none adds anything or may be had.

    Parameters
    ----------
    covering
        What is covered, with rewards that never rise; its `p` is not asked.
    least
        Weight that is enough.

    Returns
    -------
    ndarray
        Columns beside those of ``must``, in the order they came.
    """
    gives, reward = csc_array(covering.gives), np.append(covering.reward, 0.0)
    counts = np.asarray(gives[:, list(covering.must)].sum(axis=1)).ravel().astype(np.int64)
    rows = np.split(gives.indices, gives.indptr[1:-1])

    def adds(column: int) -> float:
        mine = rows[column]
        each = reward[np.minimum(counts[mine], len(reward) - 1)]
        return float(covering.weight[mine] @ each)

    chosen = list[int]()
    covered = covered_weight(covering, np.empty(0, dtype=np.int64))
    for one, more in lazily(np.flatnonzero(~covering.is_must), adds):
        if covered >= least or more <= 0.0:
            break
        if covering.limits is None or covering.limits.keeps(np.array([*chosen, one])):
            covered += more
            counts[rows[one]] += 1
            chosen.append(one)
    return np.array(chosen, dtype=np.int64)
