"""Plans in phases: what is opened in one stays open in all that follow."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import block_array, csc_array, hstack, identity, vstack

from planning.location.problem import Covering, Limits, Medians

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Phased:
    """A problem over all phases at once.

    Parameters
    ----------
    problem
        Columns: those of ``must``, then every other one once for each phase in which it may be
        opened. Rows: every row once for each phase; the phases count alike.
    free
        The other columns, by number in the first problem.
    must
        Those of ``must``.
    """

    problem: Covering | Medians
    free: Ints
    must: Ints

    def opened(self, chosen: Sequence[int]) -> list[tuple[int, int]]:
        """Give chosen columns as numbers in the first problem, each with its phase from 0."""
        numbers = [one - len(self.must) for one in chosen]
        size = len(self.free)
        return [(int(self.free[number % size]), number // size) for number in numbers]


def phased(problem: Covering | Medians, counts: Sequence[int]) -> Phased:
    """Spread a problem over phases (multiperiod location, Schilling 1980).

    Parameters
    ----------
    problem
        What is served; its `p` is not asked.
    counts
        Most columns open after each phase, ascending.
    """
    phases = len(counts)
    weight = np.tile(problem.weight / phases, phases)
    if isinstance(problem, Medians):
        columns = np.arange(problem.cost.shape[1])
        never = np.full(problem.cost.shape, np.inf)
        blocks = [
            [problem.cost if opened <= now else never for opened in range(phases)]
            for now in range(phases)
        ]
        cost, base = np.block(blocks), np.tile(problem.base, phases)
        limits = _limits(problem.limits, columns, counts, musts=0)
        return Phased(Medians(cost, weight, counts[-1], limits, base), columns, columns[:0])
    gives = csc_array(problem.gives)
    must = np.array(problem.must, dtype=np.int64)
    free = np.flatnonzero(~problem.is_must)
    standing, others = gives[:, must], gives[:, free]
    empty = csc_array(others.shape)
    opened_blocks = [
        [others if opened <= now else empty for opened in range(phases)] for now in range(phases)
    ]
    spread = Covering(
        csc_array(hstack([vstack([standing] * phases), block_array(opened_blocks)])),
        weight,
        counts[-1],
        problem.reward,
        tuple(range(len(must))),
        _limits(problem.limits, free, counts, musts=len(must)),
    )
    return Phased(spread, free, must)


def _limits(given: Limits | None, free: Ints, counts: Sequence[int], *, musts: int) -> Limits:
    """Let so many columns be open after each phase, and each be opened once."""
    phases, size = len(counts), len(free)
    opened_by = np.repeat(np.tril(np.ones((phases, phases))), size, axis=1)
    once = hstack([identity(size)] * phases)
    use, most = [csc_array(opened_by), once], [np.array(counts, dtype=np.float64), np.ones(size)]
    if given is not None:
        use.append(hstack([given.use[:, free]] * phases))
        most.append(given.most)
    wide = hstack([csc_array((sum(map(len, most)), musts)), vstack(use)])
    return Limits(csc_array(wide), np.concatenate(most))
