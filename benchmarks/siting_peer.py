"""Siting beside PySAL spopt on the same matrices in the same run.

Run ``python -m benchmarks.siting_peer``: it makes an environment of its own for spopt in a
temporary folder (which needs a package index), or takes one with ``--python``.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from benchmarks.siting import SF_PEOPLE, SJC, sf_case, sjc_case
from planning.location.problem import (
    Centers,
    Covering,
    Medians,
    Problem,
    Spanning,
    covers_within,
)
from planning.location.solving import solve

Floats = NDArray[np.float64]
PEER = "spopt==0.7.0"
_CHILD = Path(__file__).with_name("spopt_child.py")
_RADIUS_M = 5000.0


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to both: its family, what the peer is told, and our problem."""

    family: str
    kind: str
    matrix: str
    radius: float
    p: int
    problem: Problem


def questions(folder: Path) -> Iterator[Asked]:
    """Give every question, its matrix in a file that the peer reads."""
    for count, radii in SJC.items():
        at, weight = sjc_case(count)
        cost = cdist(at, at)
        file = _kept(folder / f"sjc{count}.npz", cost, weight)
        for radius, optima in radii.items():
            gives = covers_within(cost, radius)
            for p in range(1, len(optima) + 1):
                problem = Covering(gives, weight, p)
                yield Asked(f"SJC{count} MCLP", "mclp", file, radius, p, problem)
    cost, people = sf_case()
    near, even = covers_within(cost, _RADIUS_M), np.ones(len(people))
    file = _kept(folder / "sf.npz", cost, people)
    for p in range(1, len(SF_PEOPLE) + 1):
        yield Asked("SF MCLP", "mclp", file, _RADIUS_M, p, Covering(near, people, p))
    yield Asked("SF LSCP", "lscp", file, _RADIUS_M, 0, Spanning(near, even))
    yield Asked("SF LSCP-B", "lscpb", file, _RADIUS_M, 8, backed_up(cost))
    yield Asked("SF p-centre", "pcenter", file, 0.0, 4, Centers(cost, even, 4))
    yield Asked("SF p-median", "pmedian", file, 0.0, 4, Medians(cost, people, 4))


def backed_up(cost: Floats, *, p: int = 8) -> Covering:
    """Cover every tract with so many stores, and as many as can be twice.

    A first cover counts more than all second ones together.
    """
    tracts = len(cost)
    reward = (tracts + 1.0, 1.0)
    return Covering(covers_within(cost, _RADIUS_M), np.ones(tracts), p, reward)


def backup_percent(cost: Floats, value: float) -> tuple[float, float]:
    """Give the share of tracts covered twice: truly, and as the peer counts it.

    spopt 0.7.0 counts a tract that only one store reaches as backed up, whatever is chosen.
    """
    tracts = len(cost)
    twice = value - (tracts + 1.0) * tracts
    alone = int(((cost <= _RADIUS_M).sum(axis=1) < 2).sum())
    return 100.0 * twice / tracts, 100.0 * (twice + alone) / tracts


def _kept(file: Path, cost: Floats, weight: Floats) -> str:
    np.savez(file, cost=cost, weight=weight)
    return str(file)


@contextmanager
def peer(python: str, folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """Start the peer in an environment of its own."""
    if not python:
        home = folder / "env"
        print(f"installing {PEER} …", flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        python = str(home / "bin" / "python")
        subprocess.run([python, "-m", "pip", "install", "-q", PEER], check=True)
    command = [python, str(_CHILD)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        yield child


def run(python: str) -> None:
    """Ask both every question, and print each family."""
    with tempfile.TemporaryDirectory() as name, peer(python, Path(name)) as child:
        asked = list(questions(Path(name)))
        for kind in (Covering, Medians, Spanning, Centers):  # the first calls compile
            solve(next(one.problem for one in asked if isinstance(one.problem, kind)))
        families: dict[str, list[float]] = {}
        for one in asked:
            theirs, their_s = _ask(child, one)
            begun = perf_counter()
            answer = solve(one.problem, time_limit_s=60.0)
            our_s = perf_counter() - begun
            ours = answer.value
            if one.kind == "lscpb":
                truly, ours = backup_percent(sf_case()[0], ours)
                print(f"SF LSCP-B: {ours:.6f} % as the peer counts, {truly:.6f} % truly twice")
            sums = families.setdefault(one.family, [0.0, 0.0, 0.0, 0.0])
            is_equal = abs(ours - theirs) <= 1e-6 * max(1.0, abs(theirs))
            for place, number in enumerate((1.0, float(not is_equal), their_s, our_s)):
                sums[place] += number
        if child.stdin is not None:
            child.stdin.close()
    for family, (count, other, their_s, our_s) in families.items():
        print(
            f"{family}: {count:.0f} cases, {other:.0f} differ, "
            f"spopt {their_s:.2f} s, ours {our_s:.2f} s, {their_s / our_s:.1f} x"
        )
    their_s, our_s = (sum(sums[place] for sums in families.values()) for place in (2, 3))
    print(f"in all: spopt {their_s:.1f} s, ours {our_s:.1f} s, {their_s / our_s:.1f} x faster")


def _ask(child: "subprocess.Popen[str]", one: Asked) -> tuple[float, float]:
    if child.stdin is None or child.stdout is None:
        raise OSError("the peer has no pipes")
    question = {"kind": one.kind, "file": one.matrix, "radius": one.radius, "p": one.p}
    child.stdin.write(json.dumps(question) + "\n")
    child.stdin.flush()
    answer = json.loads(child.stdout.readline())
    return float(answer["value"]), float(answer["seconds"])


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default="", help="of an environment that has spopt")
    run(parser.parse_args().python)


if __name__ == "__main__":
    main()
