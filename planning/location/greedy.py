"""Covering by the column that adds most, one after the other."""

from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from planning.location.problem import Covering
from planning.location.search import covered_weight

Ints = NDArray[np.int64]


def greedy_cover(covering: Covering, least: float) -> Ints:
    """Add the column that adds most until enough is covered, or none adds anything or may be had.

    With rewards that never rise a column adds ever less, so one whose last known figure is
    under another's new one need not be asked again (Minoux 1978).

    Parameters
    ----------
    covering
        What is covered; its `p` is not asked.
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

    free = np.flatnonzero(~covering.is_must)
    waiting = [(-adds(one), one, 0) for one in free.tolist()]
    heapify(waiting)
    chosen = list[int]()
    covered = covered_weight(covering, np.empty(0, dtype=np.int64))
    while waiting and covered < least:
        known, one, asked = heappop(waiting)
        if asked < len(chosen):
            heappush(waiting, (-adds(one), one, len(chosen)))
        elif known >= 0.0:
            break
        elif covering.limits is None or covering.limits.keeps(np.array([*chosen, one])):
            covered -= known
            counts[rows[one]] += 1
            chosen.append(one)
    return np.array(chosen, dtype=np.int64)
