"""The exact solver, in a process that may be ended at any time: ``python -m`` this.

Reads a line with the options as JSON and a program as npz from stdin; writes what it finds,
as it finds it, in lines of JSON. It ends by itself when its parent's end of stdin closes.
"""

import base64
import io
import json
import os
import sys
import threading
from typing import Any

import highspy
import numpy as np


def main() -> None:
    """Solve the one program on stdin."""
    _keep_stdout_clean()
    options = json.loads(sys.stdin.buffer.readline())
    raw = sys.stdin.buffer.read(options["bytes"])
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with np.load(io.BytesIO(raw), allow_pickle=False) as arrays:
        program = {name: arrays[name] for name in arrays.files}
    solver = _solver(program, options)
    solver.cbMipImprovingSolution += lambda event: _tell_point(event.data_out)
    solver.cbMipInterrupt += lambda event: _tell_bound(event.data_out)
    solver.run()
    status = solver.getModelStatus()
    known = {
        highspy.HighsModelStatus.kOptimal: "optimal",
        highspy.HighsModelStatus.kInfeasible: "infeasible",
        highspy.HighsModelStatus.kTimeLimit: "limit",
    }
    info = solver.getInfo()
    final: dict[str, Any] = {"status": known.get(status, "failed"), "bound": info.mip_dual_bound}
    if info.primal_solution_status == 2:
        final |= _point(solver.getSolution().col_value, info.objective_function_value)
    _tell(final)
    os._exit(0)  # the thread still waits for the parent


def _solver(program: dict[str, Any], options: dict[str, Any]) -> highspy.Highs:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(program["cost"]), len(program["row_lower"])
    model.col_cost_ = program["cost"]
    model.col_lower_, model.col_upper_ = program["lower"], program["upper"]
    model.row_lower_, model.row_upper_ = program["row_lower"], program["row_upper"]
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = program["at"]
    model.a_matrix_.index_, model.a_matrix_.value_ = program["row"], program["entry"]
    whole, real = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    model.integrality_ = [whole if one else real for one in program["is_integer"].tolist()]
    if program["maximise"]:
        model.sense_ = highspy.ObjSense.kMaximize
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in options["highs"].items():
        solver.setOptionValue(name, value)
    solver.passModel(model)
    if len(program["start"]):
        start = highspy.HighsSolution()
        start.col_value = program["start"].tolist()
        solver.setSolution(start)
    return solver


_told_to: list[int] = []


def _keep_stdout_clean() -> None:
    """Send what the solver prints of itself elsewhere: our lines alone go to the parent."""
    _told_to.append(os.dup(1))
    os.dup2(2, 1)


def _tell(line: dict[str, Any]) -> None:
    os.write(_told_to[0], json.dumps(line).encode() + b"\n")


def _point(values: Any, objective: float) -> dict[str, Any]:
    packed = np.asarray(values, dtype="<f8").tobytes()
    return {"objective": objective, "values": base64.b64encode(packed).decode()}


def _tell_point(found: Any) -> None:
    bound = {"bound": found.mip_dual_bound}
    _tell(_point(found.mip_solution, found.objective_function_value) | bound)


_told: dict[str, float] = {}


def _tell_bound(found: Any) -> None:
    if _told.get("bound") != found.mip_dual_bound:
        _told["bound"] = found.mip_dual_bound
        _tell({"bound": found.mip_dual_bound})


def _end_with_parent() -> None:
    sys.stdin.buffer.read(1)
    os._exit(1)


if __name__ == "__main__":
    main()
