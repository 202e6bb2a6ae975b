"""HiGHS in a process of its own: ended at the limit, and nothing that it found is lost.

On large dense programs the solver does not keep its own time limit, so it is not trusted to.
"""

import base64
import json
import math
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from typing import IO, Any, Literal

import numpy as np

from planning.location.programs import Floats, Program, ProgramAnswer

_ROOT = Path(__file__).resolve().parents[2]
_TICK_S = 0.1


def solve_program(
    program: Program,
    *,
    limit_s: float,
    start: Floats | None = None,
    seed: int = 0,
    on_progress: Callable[[float | None, float | None], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> ProgramAnswer:
    """Solve a mixed-integer program within a time.

    Parameters
    ----------
    program
        What to solve.
    limit_s
        Seconds, inclusive of starting the process, after which it is killed.
    start
        A point to start from, shape (variables,).
    seed
        Of the solver.
    on_progress
        Told of the best value and bound whenever one gets better.
    is_cancelled
        Asked ten times a second.
    meanwhile
        Something short to do, again and again, while the process is at work.

    Returns
    -------
    ProgramAnswer
        The best point and bound known when it ended.
    """
    begun = perf_counter()
    highs = {
        "output_flag": False,
        "threads": 1,
        "random_seed": seed % 2**31,
        "time_limit": max(0.01, limit_s),
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 1e-9,
        "mip_feasibility_tolerance": 1e-9,
    }
    packed = program.packed(start=start)
    child = subprocess.Popen(
        [sys.executable, "-m", "planning.location.exact_child"],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    heard = _Heard(program, on_progress)
    lines: queue.Queue[dict[str, Any] | None] = queue.Queue()
    head = json.dumps({"bytes": len(packed), "highs": highs}).encode()
    talks = _talks(child, lines, head + b"\n" + packed)
    status: Literal["optimal", "infeasible", "limit", "cancelled", "failed"] = "limit"
    try:
        while perf_counter() - begun < limit_s:
            if is_cancelled is not None and is_cancelled():
                status = "cancelled"
                break
            try:
                line = lines.get(timeout=_TICK_S if meanwhile is None else 0.001)
            except queue.Empty:
                if meanwhile is not None:
                    meanwhile()
                continue
            if line is None:
                status = "failed"
                break
            heard.take(line)
            if "status" in line:
                status = line["status"]
                break
    finally:
        child.kill()
        child.wait()
        for talk in talks:
            talk.join()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with suppress(OSError):  # what a killed child did not read
                    pipe.close()
    seconds = perf_counter() - begun
    return ProgramAnswer(status, heard.values, heard.objective, heard.bound, seconds)


class _Heard:
    """The best that was heard of yet."""

    def __init__(
        self, program: Program, told: Callable[[float | None, float | None], None] | None
    ) -> None:
        self._better: Callable[[float, float], float] = max if program.maximise else min
        self._tighter: Callable[[float, float], float] = min if program.maximise else max
        self._told = told
        self.values: Floats | None = None
        self.objective: float | None = None
        self.bound: float | None = None

    def take(self, line: dict[str, Any]) -> None:
        before = self.objective, self.bound
        bound = line.get("bound")
        if bound is not None and math.isfinite(bound):
            self.bound = bound if self.bound is None else self._tighter(self.bound, bound)
        objective = line.get("objective")
        if objective is not None and math.isfinite(objective):
            best = objective if self.objective is None else self._better(self.objective, objective)
            if best != self.objective:
                self.objective = best
                packed = base64.b64decode(line["values"])
                self.values = np.frombuffer(packed, dtype="<f8").astype(np.float64)
        if self._told is not None and before != (self.objective, self.bound):
            self._told(self.objective, self.bound)


def _talks(
    child: subprocess.Popen[bytes], heard: "queue.Queue[dict[str, Any] | None]", sent: bytes
) -> tuple[threading.Thread, threading.Thread]:
    """Hand the program over and listen, without ever waiting for a child that is stuck."""

    def listen(pipe: IO[bytes]) -> None:
        with suppress(ValueError):  # killed in the middle of a line
            for line in pipe:
                heard.put(json.loads(line))
        heard.put(None)

    def hand_over(pipe: IO[bytes]) -> None:
        with suppress(OSError):  # it has died already; the listener says so
            pipe.write(sent)
            pipe.flush()  # and stays open: the child ends when it closes

    if child.stdin is None or child.stdout is None:
        raise OSError("the solver's process has no pipes")
    threads = (
        threading.Thread(target=listen, args=(child.stdout,), daemon=True),
        threading.Thread(target=hand_over, args=(child.stdin,), daemon=True),
    )
    for thread in threads:
        thread.start()
    return threads
