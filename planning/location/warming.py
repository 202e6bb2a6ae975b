"""Compiles the kernels of the searches before anybody waits: ``python -m planning.location.warming``.

They are kept beside the code; without this the first plan on a machine takes the time.
"""

import numpy as np
from scipy.sparse import csc_array

from planning.location.problem import Capacitated, Covering, Limits, Medians
from planning.location.solving import solve


def main() -> None:
    """Solve a few of the smallest problems that run every kernel."""
    rng = np.random.default_rng(0)
    gives = csc_array((rng.random((12, 6)) < 0.4) * 1.0)
    scarce = Limits(csc_array(np.ones((1, 6))), np.array([2.0]))
    for limits in (None, scarce):
        solve(Covering(gives, np.ones(12), 2, limits=limits), time_limit_s=5.0)
    solve(Capacitated(Covering(gives, np.ones(12), 2), np.full(6, 2.0)), time_limit_s=5.0)
    solve(Medians(rng.random((12, 6)), np.ones(12), 2), time_limit_s=5.0)


if __name__ == "__main__":
    main()
