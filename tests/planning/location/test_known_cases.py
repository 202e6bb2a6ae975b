"""Public cases whose best answers are known."""

import numpy as np
import pytest
from scipy.sparse import csc_array
from scipy.spatial.distance import cdist

from benchmarks.siting import SF_CENTER_M, SF_MEDIAN_M, SF_PEOPLE, SJC, sf_case, sjc_case
from planning.location.problem import Centers, Covering, Floats, Medians, Spanning
from planning.location.solving import solve
from tests.skips import need_shared


def within(cost: Floats, radius: float) -> csc_array:
    return csc_array((cost <= radius).astype(np.float64))


@pytest.mark.parametrize("radius", [1200, 1600])
def test_maximal_covering_of_sao_jose_dos_campos(radius: int) -> None:
    need_shared()
    at, weight = sjc_case(324)
    gives = within(cdist(at, at), radius)
    answers = [
        solve(Covering(gives, weight, p), time_limit_s=60)
        for p in range(1, len(SJC[324][radius]) + 1)
    ]
    assert tuple(answer.value for answer in answers) == SJC[324][radius]
    assert {answer.status for answer in answers} == {"optimal"}


def test_the_stores_of_san_francisco() -> None:
    need_shared()
    cost, people = sf_case()
    near, evenly = within(cost, 5000.0), np.ones(len(people))
    found = tuple(solve(Covering(near, people, p)).value for p in range(1, 7))
    assert found == SF_PEOPLE
    assert len(solve(Spanning(near, evenly)).chosen) == 8
    center = solve(Centers(cost, evenly, 4))
    assert center.status == "optimal"
    assert center.value == pytest.approx(SF_CENTER_M, abs=1e-4)
    median = solve(Medians(cost, people, 4))
    assert median.status == "optimal"
    assert median.value / people.sum() == pytest.approx(SF_MEDIAN_M, rel=1e-12)
