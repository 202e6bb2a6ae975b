"""Local search for covering: greedy, swaps of one site, shaken and searched again."""

import numpy as np
from numba import njit
from scipy.sparse import csc_array

from planning.location.problem import Bools, Covering, Floats
from planning.location.scarcity import Ints, Places, Use, charge, fits, fitting, thrift, use_of

# Rows by column, columns by row: where the entries of each begin, and the entries.
Table = tuple[Ints, Places, Ints, Places]
# Weight of each row, reward of each count with a 0 in the end, and scale of each column's gain.
Worth = tuple[Floats, Floats, Floats]
Case = tuple[Table, Worth, Use]
# What changes as columns come and go: columns of each row, gain of each column, what is used
# of each thing, and whether a column is taken.
State = tuple[Ints, Floats, Floats, Bools]
_EVEN = 1e-9
_RESTART = 40  # rounds without a better plan, after which the search goes back to the best


class CoverSearch:
    """A search that can be run on, a stretch of rounds at a time.

    Swaps are evaluated by taking one site out and putting the best ones in, with the gain of
    every column kept up to date (Resende and Werneck 2007); between two local optima a few
    neighbouring sites are thrown out (iterated local search). The same seed gives the same
    plan after the same number of rounds.

    Parameters
    ----------
    problem
        What to cover.
    seed
        Of the random shakes.

    Attributes
    ----------
    chosen
        Columns of the best plan yet beside those of ``must``.
    value
        What it covers, those of ``must`` included.
    """

    def __init__(self, problem: Covering, *, seed: int = 0) -> None:
        self._problem = problem
        self._columns = csc_array(problem.gives)
        self._table = _table_of(self._columns)
        self._use = use_of(problem.limits, problem.gives.shape[1])
        self._must = np.array(problem.must, dtype=np.int64)
        self._seed = seed
        self._round = 0
        self._slack = _EVEN * max(float(problem.weight.sum()), 1e-300)
        self._free = np.flatnonzero(~problem.is_must)
        self._count = min(problem.p, len(self._free))
        self.chosen, self.value = self._begin()
        self._current, self._held = self.chosen, self.value

    def run(self, rounds: int) -> None:
        """Shake and search again so many times; `chosen` and `value` only ever get better."""
        for _ in range(rounds):
            self._round += 1
            rng = np.random.default_rng((self._seed, self._round))
            found = self._searched(self._shaken(rng))
            value = covered_weight(self._problem, found)
            if value > self.value + self._slack:
                self.chosen, self.value = found, value
            if value >= self._held - self._slack:
                self._current, self._held = found, value
            elif self._round % _RESTART == 0:
                self._current, self._held = self.chosen, self.value

    def take(self, chosen: Ints) -> None:
        """Take over a plan from elsewhere, if it is better and keeps the rules."""
        value = covered_weight(self._problem, chosen)
        limits = self._problem.limits
        keeps = len(chosen) <= self._count and (limits is None or limits.keeps(chosen))
        if value > self.value and keeps:
            self.chosen, self.value = chosen, value
            self._current, self._held = chosen, value

    def _begin(self) -> tuple[Ints, float]:
        """Search from a greedy plan; where things are scarce, also from one that spares them."""
        nothing = np.empty(0, dtype=np.int64)
        reward = np.array(self._problem.reward)
        smooth = reward if self._problem.is_concave else np.full(len(reward), 1.0 / len(reward))
        scales = [None] if self._problem.limits is None else [None, thrift(self._use)]
        starts = [self._searched(nothing, reward=smooth, scale=scale, swaps=0) for scale in scales]
        plans = [self._searched(start) for start in starts]
        values = [covered_weight(self._problem, plan) for plan in plans]
        best = int(np.argmax(values))
        return plans[best], values[best]

    def _shaken(self, rng: np.random.Generator) -> Ints:
        """Throw out some sites, half of the times those that share rows with one of them."""
        size = len(self._current)
        many = int(rng.integers(1, max(2, min(12, size // 3)) + 1)) if size else 0
        out = rng.permutation(size)[:many]
        if size > 2 and rng.random() < 0.5:
            mine = self._columns[:, self._current]
            one = mine[:, [int(rng.integers(size))]].toarray().ravel()
            out = np.argsort(-(mine.T @ one + 1e-6 * rng.random(size)))[:many]
        kept = np.delete(self._current, out)
        free = np.setdiff1d(self._free, self._current)
        wild = int(rng.integers(0, max(1, many // 2) + 1))
        more = rng.choice(free, size=min(wild, len(free), many), replace=False)
        return np.concatenate([kept, more]).astype(np.int64)

    def _searched(
        self,
        start: Ints,
        *,
        reward: Floats | None = None,
        scale: Floats | None = None,
        swaps: int = 1,
    ) -> Ints:
        given = np.array(self._problem.reward) if reward is None else reward
        even = np.ones(self._columns.shape[1]) if scale is None else scale
        worth = self._problem.weight, np.append(given, 0.0), even
        # Where nothing is scarce a site that adds nothing yet is in nobody's way.
        is_scarce = self._problem.limits is not None and self._problem.is_concave
        least = self._slack if is_scarce else -np.inf
        effort = self._count, swaps, self._slack, least
        plan = self._must, fitting(self._problem.limits, start, self._count)
        found: Ints = _improve((self._table, worth, self._use), plan, effort)
        return found


def covered_rows(problem: Covering, chosen: Ints) -> Floats:
    """Weigh what some columns and those of ``must`` cover of each row, shape (rows,).

    Parameters
    ----------
    chosen
        Numbers of columns, none of them of ``must``.
    """
    both = np.concatenate([np.array(problem.must, dtype=np.int64), chosen])
    reached = np.asarray(problem.gives[:, both].sum(axis=1)).ravel().astype(np.int64)
    added = np.concatenate([[0.0], np.cumsum(problem.reward)])
    return np.asarray(problem.weight * added[np.minimum(reached, len(added) - 1)])


def covered_weight(problem: Covering, chosen: Ints) -> float:
    """Sum `covered_rows`."""
    return float(covered_rows(problem, chosen).sum())


def _table_of(columns: csc_array) -> Table:
    rows = columns.tocsr()
    return (
        columns.indptr.astype(np.int64),
        columns.indices.astype(np.int32),
        rows.indptr.astype(np.int64),
        rows.indices.astype(np.int32),
    )


@njit(cache=True)
def _move(case: Case, state: State, move: tuple[int, int]) -> None:
    """Put a column in (step 1) or take it out (-1), and keep every column's gain true."""
    (column_at, rows, row_at, columns), (weight, reward, _), use = case
    counts, gain, used, is_taken = state
    which, step = move
    is_taken[which] = step > 0
    last = len(reward) - 1
    charge(use, used, move)
    for at in range(column_at[which], column_at[which + 1]):
        row = rows[at]
        before = reward[min(counts[row], last)]
        counts[row] += step
        change = weight[row] * (reward[min(counts[row], last)] - before)
        if change != 0.0:
            for other in range(row_at[row], row_at[row + 1]):
                gain[columns[other]] += change


@njit(cache=True)
def _best(case: Case, state: State, least: float) -> int:
    """Give the column of most scaled gain that fits, or -1."""
    scale, (_, gain, used, is_taken) = case[1][2], state
    best, most = -1, -np.inf
    for column in range(len(gain)):
        score = gain[column] * scale[column]
        is_free = not is_taken[column] and gain[column] > least
        if score > most and is_free and fits(case[2], used, column):
            best, most = column, score
    return best


@njit(cache=True)
def _begun(case: Case, must: Ints) -> State:
    """Take the columns of every plan, and nothing of what is scarce."""
    (column_at, rows, _, _), (weight, reward, _), use = case
    counts, used = np.zeros(len(weight), dtype=np.int64), np.zeros(len(use[3]))
    gain, is_taken = np.zeros(len(column_at) - 1), np.zeros(len(column_at) - 1, dtype=np.bool_)
    for column in range(len(gain)):
        for at in range(column_at[column], column_at[column + 1]):
            gain[column] += weight[rows[at]] * reward[0]
    state = counts, gain, used, is_taken
    for which in must:
        _move(case, state, (which, 1))
    used[:] = 0.0
    return state


@njit(cache=True)
def _swap(case: Case, state: State, spot: tuple[Ints, int, int, float, float]) -> int:
    """Put the best ones in the place of one site if they are better; give how many, or 0."""
    chosen, size, at, slack, least = spot
    old, count = chosen[at], len(chosen)
    _move(case, state, (old, -1))
    lost, gained, more = state[1][old], 0.0, 0
    fresh = np.empty(count - size + 1, dtype=np.int64)
    while more < len(fresh):
        which = _best(case, state, least)
        is_last = more + 1 == len(fresh)
        if which < 0 or (is_last and gained + state[1][which] <= lost + slack):
            break
        gained += state[1][which]
        fresh[more] = which
        more += 1
        _move(case, state, (which, 1))
    if gained > lost + slack:
        chosen[at] = fresh[0]
        chosen[size : size + more - 1] = fresh[1:more]
        return more
    for back in range(more):
        _move(case, state, (fresh[back], -1))
    _move(case, state, (old, 1))
    return 0


@njit(cache=True)
def _improve(case: Case, plan: tuple[Ints, Ints], effort: tuple[int, int, float, float]) -> Ints:
    """Fill up greedily, then swap one site for others as long as that is better."""
    must, start = plan
    count, swaps, slack, least = effort
    state = _begun(case, must)
    chosen = np.empty(count, dtype=np.int64)
    size = 0
    while size < count:
        which = start[size] if size < len(start) else _best(case, state, least)
        if which < 0:
            break
        _move(case, state, (which, 1))
        chosen[size] = which
        size += 1
    still, at = 0, 0
    while swaps and still < size:
        more = _swap(case, state, (chosen, size, at, slack, least))
        still = 0 if more else still + 1
        size += max(more, 1) - 1
        at = (at + 1) % size
    return chosen[:size]
