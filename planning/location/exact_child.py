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


class _Parent:
    """Who is told what is found; what the solver prints of itself goes elsewhere."""

    def __init__(self) -> None:
        self._pipe = os.dup(1)
        self._bound: float | None = None
        os.dup2(2, 1)

    def tell(self, line: dict[str, Any]) -> None:
        os.write(self._pipe, json.dumps(line).encode() + b"\n")

    def tell_point(self, found: Any) -> None:
        bound = {"bound": found.mip_dual_bound}
        self.tell(_point(found.mip_solution, found.objective_function_value) | bound)

    def tell_bound(self, found: Any) -> None:
        if self._bound != found.mip_dual_bound:
            self._bound = found.mip_dual_bound
            self.tell({"bound": self._bound})


def main() -> None:
    """Solve the one program on stdin."""
    parent = _Parent()
    options = json.loads(sys.stdin.buffer.readline())
    raw = sys.stdin.buffer.read(options["bytes"])
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with np.load(io.BytesIO(raw), allow_pickle=False) as arrays:
        program = {name: arrays[name] for name in arrays.files}
    solver = _solver(program, options)
    solver.cbMipImprovingSolution += lambda event: parent.tell_point(event.data_out)
    solver.cbMipInterrupt += lambda event: parent.tell_bound(event.data_out)
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
    parent.tell(final)
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


def _point(values: Any, objective: float) -> dict[str, Any]:
    packed = np.asarray(values, dtype="<f8").tobytes()
    return {"objective": objective, "values": base64.b64encode(packed).decode()}


def _end_with_parent() -> None:
    sys.stdin.buffer.read(1)
    os._exit(1)


if __name__ == "__main__":
    main()
