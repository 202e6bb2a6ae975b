"""Problems of cover as mixed-integer programs, for the exact solver."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, hstack, identity, vstack

from planning.location.problem import (
    Bools,
    Covering,
    Fair,
    Floats,
    Target,
)
from planning.location.programs import Program
from planning.location.scarcity import scarce_lines

Ints = NDArray[np.int64]


def covering_program(
    problem: Covering, chosen: Ints, *, may: Bools, must: Bools
) -> tuple[Program, Floats]:
    """Write maximal covering down: ``sum of y of a row <= chosen columns that cover it``.

    Rows that the same columns cover are one row. A reward that rises needs whole numbers.

    Parameters
    ----------
    chosen
        Columns of a known plan beside those of the problem's ``must``.
    may, must
        Columns that can be, and are, in a better plan, the problem's ``must`` among both;
        shape (columns,).

    Returns
    -------
    program
        Columns first, then one variable per row and reward.
    start
        The known plan as values of its variables.
    """
    group = np.zeros(len(problem.weight), dtype=np.int64)
    rows = _merged(csc_array(problem.gives.multiply(may[None, :])), problem.weight, group)
    lines = _cover_lines(problem, rows)
    worth = [rows.weight * one for one in problem.reward]
    program = Program(
        cost=np.concatenate([np.zeros(rows.gives.shape[1]), *worth]),
        matrix=lines.matrix,
        row_lower=lines.low,
        row_upper=lines.high,
        lower=np.concatenate([must & may, np.zeros(lines.extra)]).astype(np.float64),
        upper=np.concatenate([may, np.ones(lines.extra)]).astype(np.float64),
        is_integer=lines.is_integer,
        maximise=True,
    )
    return program, _start(problem, rows, chosen)


@dataclass(frozen=True, slots=True, eq=False)
class _Merged:
    """Rows that the same columns cover, and of the same group, as one; those of none dropped."""

    gives: csc_array
    weight: Floats
    group: Ints


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    """The rules of covering over columns, then one variable per row and reward."""

    matrix: csc_array
    low: Floats
    high: Floats
    is_integer: Bools
    extra: int


def _cover_lines(problem: Covering, merged: _Merged) -> _Lines:
    rows, columns = merged.gives.shape
    steps = len(problem.reward)
    eye = identity(rows, format="csr")
    parts = [hstack([merged.gives, *[-eye] * steps])]
    low = [np.zeros(rows)]
    for step in range(0 if problem.is_concave else steps - 1):
        # The next reward counts only after the one before.
        parts.append(_difference(columns, rows, steps=steps, step=step))
        low.append(np.zeros(rows))
    scarce, most = scarce_lines(problem.p, problem.is_must, problem.limits)
    parts.append(hstack([scarce, csc_array((len(most), rows * steps))]))
    return _Lines(
        csc_array(vstack(parts)),
        np.concatenate([*low, np.full(len(most), -np.inf)]),
        np.concatenate([np.full(sum(map(len, low)), np.inf), most]),
        (np.arange(columns + rows * steps) < columns) | (not problem.is_concave),
        rows * steps,
    )


def _start(problem: Covering, merged: _Merged, chosen: Ints) -> Floats:
    is_chosen = problem.is_must.astype(np.float64)
    is_chosen[chosen] = 1.0
    reached = merged.gives @ is_chosen
    return np.concatenate([is_chosen, *[(reached > k) * 1.0 for k in range(len(problem.reward))]])


def fair_program(problem: Fair, chosen: Ints) -> tuple[Program, Floats]:
    """Write fair covering down: a share of each group, no less than the floor or the least.

    Parameters
    ----------
    chosen
        Columns of a known plan beside those of ``must``.

    Returns
    -------
    program
        Columns first, then one variable per row and reward, then the least share.
    start
        The known plan as values of its variables.
    """
    covering = problem.covering
    total = np.bincount(problem.group, covering.weight)
    rows = _merged(csc_array(covering.gives), covering.weight, problem.group)
    lines = _cover_lines(covering, rows)
    columns = rows.gives.shape[1]
    groups = np.flatnonzero(total > 0)
    number = np.searchsorted(groups, rows.group)
    shares = [
        csc_array(
            (rows.weight * one / total[rows.group], (number, np.arange(len(rows.weight)))),
            shape=(len(groups), len(rows.weight)),
        )
        for one in covering.reward
    ]
    is_least = problem.floor is None
    each = hstack(
        [
            csc_array((len(groups), columns)),
            *shares,
            csc_array(np.full((len(groups), 1), -1.0 * is_least)),
        ]
    )
    wide = hstack([lines.matrix, csc_array((lines.matrix.shape[0], 1))])
    worth = [rows.weight * one * (not is_least) for one in covering.reward]
    must = covering.is_must.astype(np.float64)
    program = Program(
        cost=np.concatenate([np.zeros(columns), *worth, [1.0 * is_least]]),
        matrix=csc_array(vstack([wide, each])),
        row_lower=np.concatenate([lines.low, np.full(len(groups), problem.floor or 0.0)]),
        row_upper=np.concatenate([lines.high, np.full(len(groups), np.inf)]),
        lower=np.concatenate([must, np.zeros(lines.extra + 1)]),
        upper=np.ones(columns + lines.extra + 1),
        is_integer=np.append(lines.is_integer, False),
        maximise=True,
    )
    point = _start(covering, rows, chosen)
    reached = np.asarray(csc_array(hstack(shares)) @ point[columns:])
    least = float(reached.min(initial=1.0))
    return program, np.append(point, least if is_least else 0.0)


def target_program(problem: Target, chosen: Ints) -> tuple[Program, Floats]:
    """Write target covering down: the fewest columns whose cover weighs enough.

    Parameters
    ----------
    chosen
        Columns of a known plan beside those of ``must``.

    Returns
    -------
    program, start
        As in `fair_program`, without the last variable.
    """
    covering = problem.covering
    group = np.zeros(len(covering.weight), dtype=np.int64)
    rows = _merged(csc_array(covering.gives), covering.weight, group)
    lines = _cover_lines(covering, rows)
    columns = rows.gives.shape[1]
    cover = np.concatenate([np.zeros(columns), *[rows.weight * one for one in covering.reward]])
    must = covering.is_must
    program = Program(
        cost=np.concatenate([~must, np.zeros(lines.extra)]).astype(np.float64),
        matrix=csc_array(vstack([lines.matrix, csc_array(cover[None, :])])),
        row_lower=np.append(lines.low, problem.least * (1.0 - 1e-9)),
        row_upper=np.append(lines.high, np.inf),
        lower=np.concatenate([must, np.zeros(lines.extra)]).astype(np.float64),
        upper=np.ones(columns + lines.extra),
        is_integer=lines.is_integer,
        maximise=False,
    )
    return program, _start(covering, rows, chosen)


def _difference(columns: int, rows: int, *, steps: int, step: int) -> csc_array:
    eye = csc_array(identity(rows))
    blocks = [csc_array((rows, columns)), *[csc_array((rows, rows)) for _ in range(steps)]]
    blocks[1 + step], blocks[2 + step] = eye, -eye
    return csc_array(hstack(blocks))


def _merged(gives: csc_array, weight: Floats, group: Ints) -> _Merged:
    table = gives.tocsr()
    table.sort_indices()
    number: dict[tuple[bytes, int], int] = {}
    sums: list[float] = []
    first: list[int] = []
    for row in np.flatnonzero(np.diff(table.indptr)).tolist():
        if weight[row] <= 0:
            continue
        columns = table.indices[table.indptr[row] : table.indptr[row + 1]]
        at = number.setdefault((columns.tobytes(), int(group[row])), len(sums))
        if at == len(sums):
            sums.append(0.0)
            first.append(row)
        sums[at] += float(weight[row])
    return _Merged(csc_array(table[first]), np.array(sums), group[first])
