"""How good and how fast siting is, on cases whose answers are known.

Run ``python -m benchmarks.siting``: every public case under ``../shared/benchmarks``, then
covering of 2,700 to 7,700 villages and of all of them, then hard cases of every kind with
little time.
"""

import argparse
import csv
import resource
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

from planning.location.problem import (
    Capacitated,
    Centers,
    Covering,
    Fair,
    Medians,
    Problem,
    Solution,
    Spanning,
    Target,
    covers_within,
)
from planning.location.search import CoverSearch
from planning.location.solving import solve

Floats = NDArray[np.float64]
SHARED = Path(__file__).resolve().parents[2] / "shared"
SJC: dict[int, dict[int, tuple[float, ...]]] = {
    324: {
        800: (5461, 8790, 11604, 12106, 12152),
        1200: (9932, 11555, 12152),
        1600: (12123, 12152),
    },
    500: {
        800: (7944, 12454, 15730, 17794, 18859, 19525, 19692, 19707),
        1200: (10726, 18070, 19393, 19707),
        1600: (14804, 19668, 19707),
    },
    818: {
        800: (
            *(8393, 13306, 17507, 21428, 24531, 25908, 26974),
            *(27813, 28408, 28838, 29093, 29159, 29168),
        ),
        1200: (11612, 20290, 25211, 27029, 28513, 29137, 29168),
        1600: (16827, 24646, 27672, 28862, 29168),
    },
}
SF_PEOPLE: tuple[float, ...] = (448255, 671938, 791499, 875247, 927402, 941462)
SF_MEDIAN_M, SF_CENTER_M = 2982.1268579890657, 7403.0638


def sjc_case(count: int) -> tuple[Floats, Floats]:
    """Read the points and weights of a case of São José dos Campos."""
    folder = SHARED / "benchmarks" / "sjc"
    lines = (folder / f"SJC{count}.txt").read_text().split("\n")
    at = np.array([line.split() for line in lines if len(line.split()) == 2], dtype=np.float64)
    return at, np.loadtxt(folder / f"demand-SJC{count}.dat").ravel()


def sf_case() -> tuple[Floats, Floats]:
    """Read the distances (tracts, stores) in metres and the people of San Francisco."""
    folder = SHARED / "benchmarks" / "spopt_sf"
    name = "SF_network_distance_candidateStore_16_censusTract_205_new.csv"
    with (folder / name).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    tracts = {one["DestinationName"]: float(one["demand"]) for one in rows}
    stores = {one["name"]: k for k, one in enumerate({one["name"]: one for one in rows}.values())}
    number = {name: k for k, name in enumerate(tracts)}
    cost = np.full((len(tracts), len(stores)), np.inf)
    for one in rows:
        cost[number[one["DestinationName"]], stores[one["name"]]] = float(one["distance"])
    return cost, np.array(list(tracts.values()))


def villages(count: int, *, per_point: float | None = None, radius_m: float = 0.0) -> csc_array:
    """Cover some of Cambodia's villages from each other, by straight distance."""
    frame = gpd.read_file(SHARED / "data" / "places" / "khm_villages.gpkg").to_crs(32648)
    every = np.column_stack([frame.geometry.centroid.x, frame.geometry.centroid.y])
    rng = np.random.default_rng(0)
    at = every[np.sort(rng.permutation(len(every))[:count])] if count else every
    tree = cKDTree(at)
    if per_point is not None:
        low, high = 100.0, 200_000.0
        while high - low > 10.0:
            radius_m = (low + high) / 2
            mean = np.mean(tree.query_ball_point(at, radius_m, return_length=True))
            low, high = (radius_m, high) if mean < per_point else (low, radius_m)
    near = tree.query_pairs(radius_m, output_type="ndarray")
    own = np.arange(len(at))
    row = np.concatenate([near[:, 0], near[:, 1], own])
    column = np.concatenate([near[:, 1], near[:, 0], own])
    return csc_array(coo_array((np.ones(len(row)), (row, column)), shape=(len(at), len(at))))


def weights(count: int) -> Floats:
    """Draw the weights of the villages."""
    return np.random.default_rng(0).lognormal(6.7, 0.7, count)


@dataclass(frozen=True, slots=True)
class Case:
    """A problem with the answer that is known."""

    name: str
    problem: Problem
    known: float


def known_cases() -> list[Case]:
    """Give every public case."""
    cases = []
    for count, radii in SJC.items():
        at, weight = sjc_case(count)
        cost = cdist(at, at)
        for radius, optima in radii.items():
            for p, best in enumerate(optima, start=1):
                problem = Covering(covers_within(cost, radius), weight, p)
                cases.append(Case(f"SJC{count} S={radius} p={p}", problem, best))
    cost, people = sf_case()
    near = covers_within(cost, 5000.0)
    for p, best in enumerate(SF_PEOPLE, start=1):
        cases.append(Case(f"San Francisco MCLP p={p}", Covering(near, people, p), best))
    evenly = np.ones(len(people))
    mean = float(people.sum())
    more: list[tuple[str, Problem, float]] = [
        ("LSCP", Spanning(near, evenly), 8.0),
        ("p-centre p=4", Centers(cost, evenly, 4), SF_CENTER_M),
        ("p-median p=4", Medians(cost, people, 4), SF_MEDIAN_M * mean),
    ]
    for name, other, known in more:
        cases.append(Case(f"San Francisco {name}", other, known))
    return cases


def run_known() -> None:
    """Solve every known case, and print the seconds in all."""
    total_s, wrong, open_ = 0.0, 0, 0
    cases = known_cases()
    solve(cases[0].problem)  # the first call compiles
    solve(next(one.problem for one in cases if isinstance(one.problem, Medians)))
    for case in cases:
        begun = perf_counter()
        answer = solve(case.problem, time_limit_s=60.0)
        total_s += perf_counter() - begun
        is_right = abs(answer.value - case.known) <= 1e-6 * case.known
        wrong += not is_right
        open_ += answer.status != "optimal"
        if not is_right or answer.status != "optimal":
            print(f"  {case.name}: {answer.value:.6f} ({case.known}), {answer.status}")
    print(f"known cases: {len(cases)}, wrong {wrong}, not proven {open_}, {total_s:.2f} s in all")


def run_villages(count: int, p: int, *, limit_s: float, long_s: float) -> None:
    """Cover villages: what is found in 10 s against what no search of any length can beat."""
    gives = villages(count, per_point=45.0)
    problem = Covering(gives, weights(gives.shape[0]), p)
    quick = CoverSearch(problem, seed=1)
    begun = perf_counter()
    while perf_counter() - begun < 10.0:
        quick.run(4)
    answer = solve(problem, time_limit_s=limit_s)
    longer = solve(problem, time_limit_s=long_s, seed=100) if long_s > limit_s else answer
    best = max(quick.value, answer.value, longer.value)
    bound = min(answer.bound, longer.bound)
    print(
        f"{gives.shape[0]} villages, p={p}, {gives.nnz / gives.shape[0]:.0f} points a candidate: "
        f"plan of 10 s {100 * (1 - quick.value / best):.3f} % under the best known, "
        f"{100 * (1 - quick.value / bound):.3f} % under what none can beat, {_told(answer)}"
    )


def run_limits(limits_s: tuple[float, ...]) -> None:
    """Ask hard cases of every kind with little time: by how much the limit is overrun."""
    gives = villages(7700, per_point=45.0)
    weight = weights(gives.shape[0])
    covering = Covering(gives, weight, 100)
    rng = np.random.default_rng(0)
    at = rng.random((900, 2)) * 1e5
    cost = cdist(at, at)
    group = rng.integers(0, 25, len(weight))
    twice = Covering(gives, weight, 100, (0.0, 1.0))
    busy = Covering(gives, weight, 100, tuple(0.7 * 0.3**k for k in range(12)))
    problems: dict[str, Problem] = {
        "mclp": covering,
        "backup": twice,
        "mexclp": busy,
        "lscp": Spanning(gives, weight),
        "target": Target(covering, 0.6 * float(weight.sum())),
        "fair": Fair(covering, group),
        "capacities": Capacitated(covering, np.full(gives.shape[1], 50_000.0)),
        "p-median": Medians(cost, weight[:900], 40),
        "p-centre": Centers(cost, weight[:900], 40),
    }
    for limit_s in limits_s:
        for name, problem in problems.items():
            answer = solve(problem, time_limit_s=limit_s)
            is_whole = np.isfinite([answer.value, answer.bound]).all() and answer.chosen
            print(
                f"{name}, limit {limit_s:g} s: {answer.seconds / limit_s:.2f} x of it, "
                f"{'a plan and a bound' if is_whole else 'NO PLAN OR NO BOUND'}, "
                f"gap {100 * answer.gap:.2f} % ({answer.status})",
                flush=True,
            )


def run_country(radius_m: float) -> None:
    """Cover all villages."""
    gives = villages(0, radius_m=radius_m)
    problem = Covering(gives, weights(gives.shape[0]), 50)
    answer = solve(problem, time_limit_s=30.0)
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{gives.shape[0]} villages, {radius_m / 1000:.0f} km, p=50: {_told(answer)}, "
        f"{len(answer.unreachable)} out, at most {peak_mib:.0f} MiB"
    )


def _told(answer: Solution) -> str:
    return (
        f"gap {100 * answer.gap:.3f} % ({answer.status}) in {answer.seconds:.1f} s, "
        f"value {answer.value:.1f}"
    )


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", type=float, default=0.0, metavar="SECONDS")
    parser.add_argument("--only", choices=["known", "villages", "country", "limits"], default="")
    asked = parser.parse_args()
    if asked.only in {"", "known"}:
        run_known()
    if asked.only in {"", "villages"}:
        for count, p in ((2700, 50), (5000, 75), (7700, 100)):
            run_villages(count, p, limit_s=60.0, long_s=asked.long)
    if asked.only in {"", "country"}:
        for radius_m in (20_000.0, 30_000.0):
            run_country(radius_m)
    if asked.only in {"", "limits"}:
        run_limits((5.0, 20.0))


if __name__ == "__main__":
    main()
