"""Plans in phases: what is opened in one stays open in all that follow."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import block_array, csc_array, hstack, identity, vstack

from planning.location.problem import Covering, Limits

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Phased:
    """A covering problem over all phases at once.

    Parameters
    ----------
    covering
        Columns: those of ``must``, then every other one once for each phase in which it may be
        opened. Rows: every row once for each phase; the phases count alike.
    free
        The other columns, by number in the first problem.
    must
        Those of ``must``.
    """

    covering: Covering
    free: Ints
    must: Ints

    def opened(self, chosen: Sequence[int]) -> list[tuple[int, int]]:
        """Give chosen columns as numbers in the first problem, each with its phase from 0."""
        numbers = [one - len(self.must) for one in chosen]
        size = len(self.free)
        return [(int(self.free[number % size]), number // size) for number in numbers]


def phased(covering: Covering, counts: Sequence[int]) -> Phased:
    """Spread a covering problem over phases (multiperiod covering, Schilling 1980).

    Parameters
    ----------
    covering
        What is covered; its `p` is not asked.
    counts
        Most columns open after each phase, ascending.
    """
    gives = csc_array(covering.gives)
    phases = len(counts)
    must = np.array(covering.must, dtype=np.int64)
    free = np.flatnonzero(~covering.is_must)
    standing, others = gives[:, must], gives[:, free]
    empty = csc_array(others.shape)
    blocks = [
        [others if opened <= now else empty for opened in range(phases)] for now in range(phases)
    ]
    every = hstack([vstack([standing] * phases), block_array(blocks)])
    size = len(free)
    opened_by = np.repeat(np.tril(np.ones((phases, phases))), size, axis=1)
    once = hstack([identity(size)] * phases)
    use, most = [csc_array(opened_by), once], [np.array(counts, dtype=np.float64), np.ones(size)]
    if covering.limits is not None:
        use.append(hstack([covering.limits.use[:, free]] * phases))
        most.append(covering.limits.most)
    wide = hstack([csc_array((sum(map(len, most)), len(must))), vstack(use)])
    spread = Covering(
        csc_array(every),
        np.tile(covering.weight / phases, phases),
        counts[-1],
        covering.reward,
        tuple(range(len(must))),
        Limits(csc_array(wide), np.concatenate(most)),
    )
    return Phased(spread, free, must)
