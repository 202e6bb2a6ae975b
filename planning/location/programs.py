"""A mixed-integer program as a value, and what a solver answers to it."""

import io
from dataclasses import dataclass, fields
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Program:
    """Find ``x`` of best ``cost @ x`` with ``row_lower <= matrix @ x <= row_upper``.

    Parameters
    ----------
    cost, lower, upper
        Of each variable, shape (variables,); inf where there is no limit.
    matrix
        Shape (rows, variables).
    row_lower, row_upper
        Shape (rows,).
    is_integer
        Whether a variable is whole, shape (variables,).
    maximise
        Whether more is better.
    """

    cost: Floats
    matrix: csc_array
    row_lower: Floats
    row_upper: Floats
    lower: Floats
    upper: Floats
    is_integer: NDArray[np.bool_]
    maximise: bool

    def packed(self, *, start: Floats | None) -> bytes:
        """Write the program, and a point to start from, as the bytes of an npz file."""
        arrays = {
            one.name: np.asarray(getattr(self, one.name))
            for one in fields(self)
            if one.name != "matrix"
        }
        matrix = csc_array(self.matrix)
        arrays |= {"at": matrix.indptr, "row": matrix.indices, "entry": matrix.data}
        arrays["start"] = np.empty(0) if start is None else start
        file = io.BytesIO()
        np.savez(file, **arrays)  # type: ignore[arg-type]
        return file.getvalue()


@dataclass(frozen=True, slots=True, eq=False)
class ProgramAnswer:
    """What came of a program.

    Parameters
    ----------
    status
        ``optimal``; ``infeasible``; ``limit``: time ran out; ``cancelled``; ``failed``: the
        solver's process died, of memory for instance.
    values
        Best point found, shape (variables,); None if none was.
    objective, bound
        Of that point, and of any; None if not known.
    seconds
        Taken, the start of the process included.
    """

    status: Literal["optimal", "infeasible", "limit", "cancelled", "failed"]
    values: Floats | None
    objective: float | None
    bound: float | None
    seconds: float

    def chosen(self, is_free: Bools) -> Ints | None:
        """Give the columns that the best point takes, by number; None if no point was found.

        Parameters
        ----------
        is_free
            Whether a column is asked about, shape (columns,); columns are the first variables.
        """
        if self.values is None:
            return None
        return np.flatnonzero((self.values[: len(is_free)] > 0.5) & is_free).astype(np.int64)
