"""The problems as mixed-integer programs, for the exact solver."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array, hstack, identity, vstack

from planning.location.problem import Covering, Medians, Spanning
from planning.location.programs import Program

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


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
    gives, weight = _merged(csc_array(problem.gives.multiply(may[None, :])), problem.weight)
    rows, columns = gives.shape
    steps = len(problem.reward)
    eye = identity(rows, format="csr")
    parts = [hstack([gives, *[-eye] * steps])]
    low = [np.zeros(rows)]
    for step in range(0 if problem.is_concave else steps - 1):
        # The next reward counts only after the one before.
        parts.append(_difference(columns, rows, steps=steps, step=step))
        low.append(np.zeros(rows))
    is_counted = ~problem.is_must
    scarce = csc_array(np.ones((1, columns)))
    most = np.array([problem.p], dtype=np.float64)
    if problem.limits is not None:
        scarce = csc_array(vstack([scarce, problem.limits.use]))
        most = np.concatenate([most, problem.limits.most])
    scarce = csc_array(scarce.multiply(is_counted[None, :]))
    parts.append(hstack([scarce, csc_array((len(most), rows * steps))]))
    high = np.concatenate([np.full(sum(map(len, low)), np.inf), most])
    is_column = np.arange(columns + rows * steps) < columns
    program = Program(
        cost=np.concatenate([np.zeros(columns), *[weight * one for one in problem.reward]]),
        matrix=csc_array(vstack(parts)),
        row_lower=np.concatenate([*low, np.full(len(most), -np.inf)]),
        row_upper=high,
        lower=np.concatenate([must & may, np.zeros(rows * steps)]).astype(np.float64),
        upper=np.concatenate([may, np.ones(rows * steps)]).astype(np.float64),
        is_integer=is_column | (not problem.is_concave),
        maximise=True,
    )
    is_chosen = problem.is_must.astype(np.float64)
    is_chosen[chosen] = 1.0
    reached = gives @ is_chosen
    return program, np.concatenate([is_chosen, *[(reached > k) * 1.0 for k in range(steps)]])


def _difference(columns: int, rows: int, *, steps: int, step: int) -> csc_array:
    eye = csc_array(identity(rows))
    blocks = [csc_array((rows, columns)), *[csc_array((rows, rows)) for _ in range(steps)]]
    blocks[1 + step], blocks[2 + step] = eye, -eye
    return csc_array(hstack(blocks))


def _merged(gives: csc_array, weight: Floats) -> tuple[csc_array, Floats]:
    """Make one row of all rows that the same columns cover, and drop those that none does."""
    table = gives.tocsr()
    table.sort_indices()
    number: dict[bytes, int] = {}
    sums: list[float] = []
    first: list[int] = []
    for row in np.flatnonzero(np.diff(table.indptr)).tolist():
        if weight[row] <= 0:
            continue
        key = table.indices[table.indptr[row] : table.indptr[row + 1]].tobytes()
        at = number.setdefault(key, len(sums))
        if at == len(sums):
            sums.append(0.0)
            first.append(row)
        sums[at] += float(weight[row])
    return csc_array(table[first]), np.array(sums)


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
