"""The problems as mixed-integer programs, for the exact solver."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array, hstack, identity, vstack

from planning.location.problem import (
    Bools,
    Capacitated,
    Covering,
    Fair,
    Floats,
    Medians,
    Spanning,
    Target,
)
from planning.location.programs import Program

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
    scarce, most = _scarce_lines(problem)
    parts.append(hstack([scarce, csc_array((len(most), rows * steps))]))
    return _Lines(
        csc_array(vstack(parts)),
        np.concatenate([*low, np.full(len(most), -np.inf)]),
        np.concatenate([np.full(sum(map(len, low)), np.inf), most]),
        (np.arange(columns + rows * steps) < columns) | (not problem.is_concave),
        rows * steps,
    )


def _scarce_lines(problem: Covering) -> tuple[csc_array, Floats]:
    """Give what columns beside those of ``must`` use: one of `p`, and of each scarce thing."""
    columns = problem.gives.shape[1]
    scarce, most = csc_array(np.ones((1, columns))), np.array([problem.p], dtype=np.float64)
    if problem.limits is not None:
        scarce = csc_array(vstack([scarce, problem.limits.use]))
        most = np.concatenate([most, problem.limits.most])
    return csc_array(scarce.multiply(~problem.is_must[None, :])), most


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


def capacity_program(problem: Capacitated, chosen: Ints) -> tuple[Program, Floats]:
    """Write capacitated covering down: columns first, then the weight of each row by each column.

    Parameters
    ----------
    chosen
        Columns of a known plan beside those of ``must``; who serves whom is left to the solver.

    Returns
    -------
    program
    start
        The known plan as values of the columns, nothing served.
    """
    covering = problem.covering
    table = csc_array(covering.gives).tocoo()
    counts = covering.weight[table.row] > 0
    row, column = table.row[counts], table.col[counts]
    columns, ways = covering.gives.shape[1], len(row)
    number, ones = np.arange(ways), np.ones(ways)
    total = columns + ways
    served = coo_array((ones, (row, columns + number)), shape=(len(covering.weight), total))
    most = np.minimum(problem.capacity, np.asarray(covering.gives.T @ covering.weight).ravel())
    within = coo_array((ones, (column, columns + number)), shape=(columns, total)) - coo_array(
        (most, (np.arange(columns), np.arange(columns))), shape=(columns, total)
    )
    only_open = coo_array((ones, (number, columns + number)), shape=(ways, total)) - coo_array(
        (covering.weight[row], (number, column)), shape=(ways, total)
    )
    scarce, scarce_most = _scarce_lines(covering)
    scarce = hstack([scarce, csc_array((len(scarce_most), ways))])
    high = [covering.weight, np.zeros(columns), np.zeros(ways), scarce_most]
    must = covering.is_must.astype(np.float64)
    start = np.zeros(total)
    start[:columns] = must
    start[chosen] = 1.0
    return Program(
        cost=np.concatenate([np.zeros(columns), ones]),
        matrix=csc_array(vstack([served, within, only_open, scarce])),
        row_lower=np.full(sum(map(len, high)), -np.inf),
        row_upper=np.concatenate(high),
        lower=np.concatenate([must, np.zeros(ways)]),
        upper=np.concatenate([np.ones(columns), covering.weight[row]]),
        is_integer=np.arange(total) < columns,
        maximise=True,
    ), start


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


def spanning_program(problem: Spanning) -> Program:
    """Write set covering down: every row has a chosen column, and columns are few."""
    table = problem.gives.tocsr()
    rows = np.flatnonzero((np.diff(table.indptr) > 0) & (problem.weight > 0))
    matrix = csc_array(table[rows])
    size = matrix.shape[1]
    return Program(
        cost=np.ones(size),
        matrix=matrix,
        row_lower=np.ones(len(rows)),
        row_upper=np.full(len(rows), np.inf),
        lower=np.zeros(size),
        upper=np.ones(size),
        is_integer=np.ones(size, dtype=bool),
        maximise=False,
    )


def median_program(problem: Medians) -> Program:
    """Write the p-median down: columns first, then one share for each way that is open."""
    counted = np.flatnonzero(problem.weight > 0)
    cost = problem.cost[counted]
    row, column = np.nonzero(np.isfinite(cost))
    columns, ways = cost.shape[1], np.arange(len(row))
    ones = np.ones(len(row))
    served = coo_array((ones, (row, columns + ways)), shape=(len(counted), columns + len(row)))
    shape = (len(row), columns + len(row))
    only_open = coo_array((ones, (ways, column)), shape=shape) - coo_array(
        (ones, (ways, columns + ways)), shape=shape
    )
    few = coo_array(
        (np.ones(columns), (np.zeros(columns, int), np.arange(columns))), shape=(1, shape[1])
    )
    weighed = problem.weight[counted][row] * cost[row, column]
    return Program(
        cost=np.concatenate([np.zeros(columns), weighed]),
        matrix=csc_array(vstack([served, only_open, few])),
        row_lower=np.concatenate([np.ones(len(counted)), np.zeros(len(row)), [-np.inf]]),
        row_upper=np.concatenate([np.ones(len(counted)), np.full(len(row), np.inf), [problem.p]]),
        lower=np.zeros(shape[1]),
        upper=np.ones(shape[1]),
        is_integer=np.arange(shape[1]) < columns,
        maximise=False,
    )
