"""The solver's process: right, on time, and gone when its parent is."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csc_array

from planning.location.exact import solve_program
from planning.location.programs import Program

ROOT = Path(__file__).resolve().parents[3]


def knapsack(values: list[float], sizes: list[float], room: float) -> Program:
    count = len(values)
    return Program(
        cost=np.array(values),
        matrix=csc_array(np.array([sizes])),
        row_lower=np.array([-np.inf]),
        row_upper=np.array([room]),
        lower=np.zeros(count),
        upper=np.ones(count),
        is_integer=np.ones(count, dtype=bool),
        maximise=True,
    )


def hard(count: int = 60) -> Program:
    """Make a market split: no solver closes it soon."""
    rng = np.random.default_rng(0)
    rows = 8
    split = rng.integers(0, 100, (rows, count)).astype(np.float64)
    matrix = np.hstack([split, np.eye(rows), -np.eye(rows)])
    half = np.floor(split.sum(axis=1) / 2)
    return Program(
        cost=np.concatenate([np.zeros(count), np.ones(2 * rows)]),
        matrix=csc_array(matrix),
        row_lower=half,
        row_upper=half,
        lower=np.zeros(count + 2 * rows),
        upper=np.concatenate([np.ones(count), np.full(2 * rows, np.inf)]),
        is_integer=np.arange(count + 2 * rows) < count,
        maximise=False,
    )


def test_a_knapsack() -> None:
    told: list[tuple[float | None, float | None]] = []
    program = knapsack([6, 5, 4], [3, 2, 2], 4)
    answer = solve_program(
        program, limit_s=30, on_progress=lambda value, bound: told.append((value, bound))
    )
    assert answer.status == "optimal"
    assert answer.objective == pytest.approx(9)
    assert answer.bound == pytest.approx(9)
    assert answer.values is not None
    assert answer.values.round().tolist() == [0, 1, 1]
    assert told[-1][0] == pytest.approx(9)


def test_nothing_fits() -> None:
    program = knapsack([1.0], [1.0], -1.0)
    assert solve_program(program, limit_s=30).status == "infeasible"


def test_the_process_is_ended_at_the_limit_and_its_findings_are_kept() -> None:
    program = hard()
    begun = time.monotonic()
    answer = solve_program(program, limit_s=2.0)
    assert time.monotonic() - begun < 60
    assert answer.status == "limit"
    assert answer.bound is not None
    assert answer.values is not None
    assert answer.objective == pytest.approx(program.cost @ answer.values)


def test_a_point_to_start_from_is_never_lost() -> None:
    program = hard()
    start = np.zeros(len(program.cost))
    start[60:68] = program.row_lower
    answer = solve_program(program, limit_s=2.0, start=start)
    assert answer.objective is not None
    assert answer.objective <= program.cost @ start


def test_cancelled() -> None:
    answer = solve_program(hard(), limit_s=60.0, is_cancelled=lambda: True)
    assert answer.status == "cancelled"


def test_the_process_ends_with_its_parent() -> None:
    script = (
        "from tests.planning.location.test_exact import hard\n"
        "from planning.location.exact import solve_program\n"
        "solve_program(hard(), limit_s=300)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT)
    child = _wait_for(lambda: _children(parent.pid))[0]
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    assert _wait_for(lambda: [True] if not _is_alive(child) else [])


def _children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(word) for word in path.read_text().split()]


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def _wait_for(found: Callable[[], Sequence[int]]) -> list[int]:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        seen = found()
        if seen:
            return list(seen)
        time.sleep(0.05)
    raise TimeoutError
