"""Local search for covering: greedy, swaps of one site, shaken and searched again."""

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import csc_array

from planning.location.problem import Covering

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_EVEN = 1e-9


class CoverSearch:
    """A search that can be run on, a stretch of rounds at a time.

    Swaps are evaluated by taking one site out and putting the best one in, with the gain of
    every column kept up to date (Resende and Werneck 2007); between two local optima a few
    neighbouring sites are thrown out (iterated local search). The same seed gives the same
    plan after the same number of rounds.

    Parameters
    ----------
    problem
        What to cover.
    seed
        Of the random shakes.
    """

    def __init__(self, problem: Covering, *, seed: int = 0) -> None:
        self._problem = problem
        columns = csc_array(problem.gives)
        rows = columns.tocsr()
        self._columns = columns.indptr.astype(np.int64), columns.indices.astype(np.int32)
        self._rows = rows.indptr.astype(np.int64), rows.indices.astype(np.int32)
        self._reward = _padded(problem)
        self._seed = seed
        self._round = 0
        self._slack = _EVEN * max(float(problem.weight.sum()), 1e-300)
        self._count = min(problem.p, columns.shape[1])
        start = np.empty(0, dtype=np.int64)
        smooth = np.append(np.full(len(self._reward) - 1, 1.0 / (len(self._reward) - 1)), 0.0)
        if problem.is_concave:
            smooth = self._reward
        greedy = self._searched(start, smooth, swaps=0)
        self.greedy_value = covered_weight(problem, greedy)
        self._current = self._searched(greedy, self._reward, swaps=1)
        self.chosen = self._current
        self.value = covered_weight(problem, self.chosen)

    def run(self, rounds: int) -> None:
        """Shake and search again so many times; `chosen` and `value` only ever get better."""
        for _ in range(rounds):
            self._round += 1
            rng = np.random.default_rng((self._seed, self._round))
            keep = self._shaken(rng)
            found = self._searched(keep, self._reward, swaps=1)
            value = covered_weight(self._problem, found)
            if value > self.value + self._slack:
                self.chosen, self.value = found, value
            mine = covered_weight(self._problem, self._current)
            if value >= mine - self._slack or self._round % 40 == 0:
                self._current = found if value >= mine - self._slack else self.chosen

    def take(self, chosen: Ints) -> None:
        """Take over a plan from elsewhere, if it is better."""
        value = covered_weight(self._problem, chosen)
        if value > self.value and len(chosen) <= self._problem.p:
            self.chosen, self.value = chosen, value
            if len(chosen) == self._count:
                self._current = chosen

    def _shaken(self, rng: np.random.Generator) -> Ints:
        """Throw out some sites, half of the times those that share rows with one of them."""
        size = len(self._current)
        many = int(rng.integers(1, max(2, min(12, size // 3)) + 1)) if size else 0
        out = rng.permutation(size)[:many]
        if size > 2 and rng.random() < 0.5:
            shared = (
                self._problem.gives[:, self._current].T
                @ self._problem.gives[:, [int(self._current[int(rng.integers(size))])]]
                .toarray()
                .ravel()
            )
            near = np.argsort(-(shared + 1e-6 * rng.random(size)))
            out = near[:many]
        kept = np.delete(self._current, out)
        free = np.setdiff1d(np.arange(self._problem.gives.shape[1]), self._current)
        wild = int(rng.integers(0, max(1, many // 2) + 1))
        more = rng.choice(free, size=min(wild, len(free), many), replace=False)
        return np.concatenate([kept, more]).astype(np.int64)

    def _searched(self, start: Ints, reward: Floats, *, swaps: int) -> Ints:
        found: Ints = _improve(
            *self._columns,
            *self._rows,
            self._problem.weight,
            reward,
            start,
            self._count,
            swaps,
            self._slack,
        )
        return found


def covered_weight(problem: Covering, chosen: Ints) -> float:
    """Weigh what some columns cover, by the rewards of the problem.

    Parameters
    ----------
    chosen
        Numbers of columns.
    """
    reached = np.asarray(problem.gives[:, chosen].sum(axis=1)).ravel().astype(np.int64)
    added = np.concatenate([[0.0], np.cumsum(problem.reward)])
    return float(problem.weight @ added[np.minimum(reached, len(added) - 1)])


def _padded(problem: Covering) -> Floats:
    return np.append(np.array(problem.reward, dtype=np.float64), 0.0)


@njit(cache=True)
def _shift(  # type: ignore[no-untyped-def]  # noqa: PLR0917 - numba takes arrays by position
    column_at, rows, row_at, columns, weight, reward, counts, gain, which, step
):
    """Put a column in (step 1) or take it out (-1), and keep every column's gain true."""
    last = len(reward) - 1
    for at in range(column_at[which], column_at[which + 1]):
        row = rows[at]
        before = reward[min(counts[row], last)]
        counts[row] += step
        change = weight[row] * (reward[min(counts[row], last)] - before)
        if change != 0.0:
            for other in range(row_at[row], row_at[row + 1]):
                gain[columns[other]] += change


@njit(cache=True)
def _best(gain, is_chosen):  # type: ignore[no-untyped-def]
    best, most = -1, -np.inf
    for column in range(len(gain)):
        if not is_chosen[column] and gain[column] > most:
            best, most = column, gain[column]
    return best


@njit(cache=True)
def _improve(  # type: ignore[no-untyped-def]  # noqa: PLR0917 - as above
    column_at, rows, row_at, columns, weight, reward, start, count, swaps, slack
):
    """Fill up greedily, then swap one site for another as long as that is better."""
    size = len(column_at) - 1
    counts = np.zeros(len(weight), dtype=np.int64)
    is_chosen = np.zeros(size, dtype=np.bool_)
    gain = np.zeros(size)
    for column in range(size):
        for at in range(column_at[column], column_at[column + 1]):
            gain[column] += weight[rows[at]] * reward[0]
    chosen = np.empty(count, dtype=np.int64)
    for place in range(count):
        which = start[place] if place < len(start) else _best(gain, is_chosen)
        chosen[place] = which
        is_chosen[which] = True
        _shift(column_at, rows, row_at, columns, weight, reward, counts, gain, which, 1)
    still = 0
    place = 0
    while swaps and count and count < size and still < count:
        old = chosen[place]
        _shift(column_at, rows, row_at, columns, weight, reward, counts, gain, old, -1)
        is_chosen[old] = False
        new = _best(gain, is_chosen)
        if gain[new] <= gain[old] + slack:
            new = old
            still += 1
        else:
            still = 0
        chosen[place] = new
        is_chosen[new] = True
        _shift(column_at, rows, row_at, columns, weight, reward, counts, gain, new, 1)
        place = (place + 1) % count
    return chosen
