"""PySAL spopt on one matrix after another: run by ``benchmarks.siting_peer`` with its own Python.

Reads lines of JSON (kind, matrix file, radius, p) and answers each with value and seconds.
"""

import json
import sys
from time import perf_counter
from typing import Any

import numpy as np
import pulp  # type: ignore[import-not-found]
from spopt.locate import LSCP, LSCPB, MCLP, PCenter, PMedian  # type: ignore[import-not-found]


def main() -> None:
    """Answer every line."""
    for line in sys.stdin:
        asked = json.loads(line)
        with np.load(asked["file"]) as arrays:
            cost, weight = arrays["cost"], arrays["weight"]
        begun = perf_counter()
        value = solved(asked, cost, weight)
        print(json.dumps({"value": value, "seconds": perf_counter() - begun}), flush=True)


def solved(asked: dict[str, Any], cost: Any, weight: Any) -> float:
    """Build and solve one model with the solver that comes with PuLP."""
    solver = pulp.PULP_CBC_CMD(msg=False, threads=1)
    radius, p = asked["radius"], asked["p"]
    if asked["kind"] == "mclp":
        model = MCLP.from_cost_matrix(cost, weight, radius, p_facilities=p).solve(solver)
        return float(pulp.value(model.problem.objective))
    if asked["kind"] == "lscp":
        model = LSCP.from_cost_matrix(cost, radius).solve(solver)
        return float(pulp.value(model.problem.objective))
    if asked["kind"] == "lscpb":
        model = LSCPB.from_cost_matrix(cost, radius, solver).solve(solver)
        return float(model.backup_perc)
    if asked["kind"] == "pcenter":
        model = PCenter.from_cost_matrix(cost, p_facilities=p).solve(solver)
        return float(pulp.value(model.problem.objective))
    model = PMedian.from_cost_matrix(cost, weight, p_facilities=p).solve(solver)
    return float(pulp.value(model.problem.objective))


if __name__ == "__main__":
    main()
