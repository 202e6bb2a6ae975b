"""Problems of who serves whom as mixed-integer programs, for the exact solver."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array, hstack, vstack

from planning.location.problem import Capacitated, Floats, Medians, Spanning
from planning.location.programs import Program
from planning.location.scarcity import scarce_lines

Ints = NDArray[np.int64]


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
    scarce, scarce_most = scarce_lines(covering.p, covering.is_must, covering.limits)
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
    """Write the p-median down: columns first, then one share for each way that is open.

    Last one for each row that what stands can serve.
    """
    counted = np.flatnonzero(problem.weight > 0)
    cost, base = problem.cost[counted], problem.base[counted]
    row, column = np.nonzero(np.isfinite(cost))
    kept = np.flatnonzero(np.isfinite(base))
    columns, ways = cost.shape[1], np.arange(len(row))
    ones = np.ones(len(row))
    shape = (len(row), columns + len(row) + len(kept))
    by_row = np.concatenate([row, kept])
    served = coo_array(
        (np.ones(len(by_row)), (by_row, columns + np.arange(len(by_row)))),
        shape=(len(counted), shape[1]),
    )
    only_open = coo_array((ones, (ways, column)), shape=shape) - coo_array(
        (ones, (ways, columns + ways)), shape=shape
    )
    none_is_must = np.zeros(columns, dtype=bool)
    scarce, most = scarce_lines(problem.p, none_is_must, problem.limits)
    scarce = hstack([scarce, csc_array((len(most), len(by_row)))])
    weighed = problem.weight[counted][by_row] * np.concatenate([cost[row, column], base[kept]])
    return Program(
        cost=np.concatenate([np.zeros(columns), weighed]),
        matrix=csc_array(vstack([served, only_open, scarce])),
        row_lower=np.concatenate(
            [np.ones(len(counted)), np.zeros(len(row)), np.full(len(most), -np.inf)]
        ),
        row_upper=np.concatenate([np.ones(len(counted)), np.full(len(row), np.inf), most]),
        lower=np.zeros(shape[1]),
        upper=np.ones(shape[1]),
        is_integer=np.arange(shape[1]) < columns,
        maximise=False,
    )
