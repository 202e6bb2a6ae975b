"""What is scarce, for kernels: what each column uses, what is left, and whether one more fits."""

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import csc_array, vstack

from planning.location.problem import Bools, Floats, Limits

Ints = NDArray[np.int64]
Places = NDArray[np.int32]
# Things each column uses: where its entries begin, things, amounts; and how much there is.
Use = tuple[Ints, Places, Floats, Floats]


def use_of(limits: Limits | None, columns: int) -> Use:
    """Lay out what so many columns use; with no limits nothing is scarce."""
    if limits is None:
        none = np.zeros(columns + 1, dtype=np.int64)
        return none, np.empty(0, dtype=np.int32), np.empty(0), np.empty(0)
    use = csc_array(limits.use)
    return (
        use.indptr.astype(np.int64),
        use.indices.astype(np.int32),
        use.data.astype(np.float64),
        limits.enough,
    )


def fitting(limits: Limits | None, chosen: Ints, count: int) -> Ints:
    """Keep the first of some columns, `count` at most, that there is enough of everything for."""
    if limits is None:
        return chosen[:count]
    used = np.cumsum(limits.use[:, chosen].toarray(), axis=1)
    over = (used > limits.enough[:, None]).any(axis=0)
    return chosen[: min(count, int(np.argmax(over)) if over.any() else len(chosen))]


def thrift(use: Use) -> Floats:
    """Give one over the greatest share that each column uses of anything, shape (columns,)."""
    at, things, amounts, most = use
    share = np.full(len(at) - 1, 1e-6)
    column = np.repeat(np.arange(len(at) - 1), np.diff(at))
    np.maximum.at(share, column, amounts / np.maximum(most[things], 1e-300))
    return 1.0 / share


def scarce_lines(p: int, is_must: Bools, limits: Limits | None) -> tuple[csc_array, Floats]:
    """Give what columns beside those of every plan use: one of `p`, and of each scarce thing.

    Returns
    -------
    use
        Shape (1 + things, columns).
    most
        Shape (1 + things,).
    """
    scarce, most = csc_array(np.ones((1, len(is_must)))), np.array([p], dtype=np.float64)
    if limits is not None:
        scarce = csc_array(vstack([scarce, limits.use]))
        most = np.concatenate([most, limits.most])
    return csc_array(scarce.multiply(~is_must[None, :])), most


@njit(cache=True)
def charge(use: Use, used: Floats, move: tuple[int, int]) -> None:
    """Add to what is used what a column takes (step 1), or give it back (-1)."""
    at, things, amounts, _ = use
    which, step = move
    for entry in range(at[which], at[which + 1]):
        used[things[entry]] += step * amounts[entry]


@njit(cache=True)
def fits(use: Use, used: Floats, which: int) -> bool:
    """Whether there is still enough of everything for a column that is not taken."""
    at, things, amounts, most = use
    for entry in range(at[which], at[which + 1]):
        if used[things[entry]] + amounts[entry] > most[things[entry]]:
            return False
    return True
