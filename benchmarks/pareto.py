"""How quick and how exact the front of seconds and exposure is, beside plain Python.

Run ``python -m benchmarks.pareto``. First the roads of Auckland as other people's
benchmark data give them (``../shared/data/roads/jemss_auckland_roads.zip``), then the
tiled network of ``benchmarks.network`` with 300,000 junctions. Each in a process of its own,
so that the memory is its own. Hazard is 40 places with Gaussian kernels cut at three standard
deviations, as ``layers.hazard`` makes it; the pairs are random nodes; all seeds are fixed.

The peer is the same method written plainly (heapq, dictionaries, bounds from scipy) on the
same arrays, for a few pairs; its fronts must be equal. A sweep of 12 cautions with
`fastest_safe_path` beside it shows how much of a front a weighted sum finds.
"""

import argparse
import csv
import heapq
import io
import statistics
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from benchmarks.network import junction_count, peak_mb, seconds_of, tiled_network
from geo.crs import Metric
from geo.errors import NoRouteError
from routing.alternatives import alternative_paths
from routing.build import network_from_records
from routing.fronts import TwoCostArcs
from routing.network import FloatArray, RoadNetwork
from routing.pareto import pareto_paths
from routing.paths import EdgeHazard, RiskPreference, fastest_safe_path
from routing.snap import Snap, SnapRule, snap_points
from routing.travel import TravelModel
from routing.trips import Trip

ROADS = Path(__file__).resolve().parents[2] / "shared/data/roads/jemss_auckland_roads.zip"
AUCKLAND_CRS = "EPSG:2193"  # New Zealand Transverse Mercator
DAY_S = 86_400.0
KERNELS, REACH = 40, 3.0
RULE = SnapRule(limit_m=2000, speed_kph=5)
CAUTIONS = np.geomspace(0.05, 500, 12)
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class World:
    """Roads at one moment, and the hazard along them."""

    travel: TravelModel
    hazard: EdgeHazard


def auckland_network() -> tuple[RoadNetwork, FloatArray]:
    """Read the zip: the roads, straight from node to node, and the seconds of each edge."""
    with zipfile.ZipFile(ROADS) as archive:
        nodes, arcs = (_table(archive, name) for name in ("nodes.csv", "arcs.csv"))
    places = pd.DataFrame({"id": nodes["index"].astype(str), "lon": nodes["x"], "lat": nodes["y"]})
    position = nodes.set_index("index")[["x", "y"]]
    ends = np.stack([position.loc[arcs[end]].to_numpy() for end in ("fromNode", "toNode")], axis=1)
    columns = {
        "id": arcs["index"].astype(str).to_numpy(),
        "from": arcs["fromNode"].astype(str).to_numpy(),
        "to": arcs["toNode"].astype(str).to_numpy(),
        "class": "urban",
        "surface": "asphalt",
        "oneway": "yes",
    }
    roads = gpd.GeoDataFrame(columns, geometry=shapely.linestrings(ends), crs="EPSG:4326")
    network = network_from_records(roads, places, crs=AUCKLAND_CRS, resolution="street")
    # A record of one direction is one edge.
    row_of_edge = pd.Index(arcs["index"].astype(str)).get_indexer(
        pd.Index(network.record_key[network.record])
    )
    return network, (arcs["mode_1"].to_numpy() * DAY_S)[row_of_edge]


def _table(archive: zipfile.ZipFile, name: str) -> pd.DataFrame:
    """Read the last table of a JEMSS file: its columns stand in the row that begins with `index`."""
    lines = csv.reader(io.TextIOWrapper(archive.open(name), encoding="utf-8"))
    header = next([name for name in line if name] for line in lines if line[:1] == ["index"])
    rows = [line[: len(header)] for line in lines if line[0]]
    table = pd.DataFrame(np.array(rows, dtype=np.float64), columns=header)
    whole = table.columns.intersection(["index", "fromNode", "toNode"])
    table[whole] = table[whole].astype(int)
    return table


def with_hazard(network: RoadNetwork, seconds: FloatArray, widths_m: tuple[float, float]) -> World:
    """Place Gaussian kernels at random nodes, with widths between two, and sample them."""
    rng = np.random.default_rng(1)
    centres = rng.choice(network.node_count, KERNELS, replace=False)
    widths = rng.uniform(*widths_m, KERNELS)
    metric = Metric(network.crs)

    def hazard_of(lon: FloatArray, lat: FloatArray) -> FloatArray:
        here = np.stack(metric.to_metres(lon, lat), axis=1)
        tree, total = cKDTree(here), np.zeros(len(here))
        for centre, width in zip(centres, widths, strict=True):
            middle = np.array([network.x[centre], network.y[centre]])
            near = tree.query_ball_point(middle, REACH * width)
            squared = ((here[near] - middle) ** 2).sum(axis=1)
            total[near] += np.exp(-0.5 * squared / width**2)
        return 1 - np.exp(-total)

    return World(TravelModel(network, seconds), EdgeHazard.sample(network, hazard_of))


def random_pairs(network: RoadNetwork, count: int) -> list[tuple[Snap, Snap]]:
    """Choose pairs of nodes of the largest connected part."""
    nodes = np.flatnonzero(network.part == 0)
    chosen = np.random.default_rng(2).choice(nodes, (2 * count, 2))
    ends = chosen[chosen[:, 0] != chosen[:, 1]].ravel()
    places = list(snap_points(network, network.lon[ends], network.lat[ends], rule=RULE))
    return list(zip(places[::2], places[1::2], strict=True))


def joined_pairs(world: World, count: int) -> list[tuple[Snap, Snap]]:
    """Keep pairs that a road joins: some nodes can only be left, or only be come to."""
    calm = RiskPreference(world.hazard)

    def is_joined(pair: tuple[Snap, Snap]) -> bool:
        try:
            fastest_safe_path(world.travel, calm, start=pair[0], end=pair[1])
        except NoRouteError:
            return False
        return True

    found = list(islice(filter(is_joined, random_pairs(world.travel.network, count)), count))
    if len(found) < count:
        raise NoRouteError(f"{len(found)} of {count} pairs are joined by a road; give other seeds")
    return found


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Time one run and give its result."""
    results: list[Result] = []
    return seconds_of(lambda: results.append(work())), results[0]


def plain_front(arcs: TwoCostArcs, source: int, target: int) -> list[tuple[float, float]]:
    """BOA* as its paper has it, in plain Python, with bounds from two scipy searches."""
    least_s, least_e = (_bounds(arcs, cost, target) for cost in (arcs.seconds, arcs.exposure))
    ends, heads = arcs.indptr.tolist(), arcs.head.tolist()
    seconds, exposure = arcs.seconds.tolist(), arcs.exposure.tolist()
    settled: dict[int, float] = {}
    found: list[tuple[float, float]] = []
    heap = [(least_s[source], least_e[source], source)]
    while heap:
        whole_s, whole_e, state = heapq.heappop(heap)
        done = settled.get(target, np.inf)
        if whole_e >= done or whole_e - least_e[state] >= settled.get(state, np.inf):
            continue
        settled[state] = whole_e - least_e[state]
        if state == target:
            found.append((whole_s, whole_e))
            continue
        here_s, here_e = whole_s - least_s[state], whole_e - least_e[state]
        for arc in range(ends[state], ends[state + 1]):
            head = heads[arc]
            new_e = here_e + exposure[arc]
            if new_e < settled.get(head, np.inf) and new_e + least_e[head] < done:
                new = here_s + seconds[arc] + least_s[head], new_e + least_e[head], head
                heapq.heappush(heap, new)
    return found


def _bounds(arcs: TwoCostArcs, cost: FloatArray, target: int) -> list[float]:
    """Least cost from every state to the target."""
    tail = np.repeat(np.arange(arcs.state_count), np.diff(arcs.indptr))
    order = np.lexsort((cost, tail, arcs.head))
    first = np.ones(len(order), dtype=np.bool_)
    pairs = np.stack([arcs.head[order], tail[order]])
    first[1:] = (pairs[:, 1:] != pairs[:, :-1]).any(axis=0)
    kept = order[first]
    shape = (arcs.state_count, arcs.state_count)
    indptr = np.searchsorted(arcs.head[kept], np.arange(arcs.state_count + 1))
    columns = tail[kept].astype(np.int32), indptr.astype(np.int32)
    backward = csr_array((cost[kept], *columns), shape=shape)
    least: list[float] = dijkstra(backward, indices=[target])[0].tolist()
    return least


@dataclass(frozen=True, slots=True)
class Answer:
    """One front and its time; not the front itself, which holds on to all roads."""

    seconds: float
    points: list[tuple[float, float]]
    epsilon: float


def answer(world: World, start: Snap, end: Snap) -> Answer:
    """Time the whole call for one pair."""
    seconds, front = timed(partial(pareto_paths, world.travel, world.hazard, start=start, end=end))
    points = list(zip(front.total_s.tolist(), front.exposure_s.tolist(), strict=True))
    return Answer(seconds, points, front.epsilon)


def report_fronts(world: World, pairs: list[tuple[Snap, Snap]]) -> list[Answer]:
    """Time all pairs, the graph of open roads ready."""
    answer(world, *pairs[0])
    answers = [answer(world, *pair) for pair in pairs]
    times = [one.seconds for one in answers]
    sizes = [len(one.points) for one in answers]
    thinned = [one.epsilon for one in answers if one.epsilon]
    print(
        f"front of {len(pairs)} pairs: median {statistics.median(times):.3f} s,"
        f" p95 {np.quantile(times, 0.95):.3f} s, worst {max(times):.3f} s;"
        f" {statistics.median(sizes):.0f} ways in the median, {max(sizes)} at most;"
        f" exact for {len(pairs) - len(thinned)}"
        + (f", the others within {max(thinned):.0%}" if thinned else ""),
        flush=True,
    )
    return answers


def report_peer(world: World, pairs: list[tuple[Snap, Snap]], answers: list[Answer]) -> None:
    """Compare two exact fronts of middling size with plain Python and a sweep of cautions."""
    exact = [number for number, one in enumerate(answers) if not one.epsilon]
    by_size = sorted(exact, key=lambda number: len(answers[number].points))
    for number in by_size[len(exact) // 2 :][:2]:
        start, end = pairs[number]
        ours = answer(world, start, end)
        trip = Trip.between(world.travel, start, end)
        arcs = trip.costs(world.hazard)
        plain_s, found = timed(partial(plain_front, arcs, trip.source, trip.target))
        swept_s, swept = timed(partial(sweep, world, start, end))
        print(
            f"  {len(ours.points)} ways: {ours.seconds:.3f} s, plain Python {plain_s:.2f} s"
            f" ({plain_s / ours.seconds:.0f} x), equal: {found == ours.points};"
            f" {len(CAUTIONS)} cautions find {swept} of them in {swept_s:.2f} s",
            flush=True,
        )


def sweep(world: World, start: Snap, end: Snap) -> int:
    """Count the different ways that some cautions find."""
    paths = [
        fastest_safe_path(
            world.travel, RiskPreference(world.hazard, float(caution)), start=start, end=end
        )
        for caution in CAUTIONS
    ]
    return len({(round(path.total_s, 3), round(path.exposure_s, 3)) for path in paths})


def report_alternatives(world: World, pairs: list[tuple[Snap, Snap]]) -> None:
    """Time three ways that share at most half."""
    calm = RiskPreference(world.hazard, 4.0)
    runs = [
        timed(partial(alternative_paths, world.travel, calm, start=start, end=end))
        for start, end in pairs
    ]
    times = [seconds for seconds, _ in runs[1:]]
    counts = [len(found) for _, found in runs[1:]]
    print(
        f"alternatives: median {statistics.median(times):.3f} s, p95 {np.quantile(times, 0.95):.3f} s;"
        f" {statistics.mean(counts):.1f} of 3 ways found on average"
    )


def report(network: RoadNetwork, seconds: FloatArray, *, widths_m: tuple[float, float]) -> None:
    """Print all lines for one network and one width of kernels."""
    world = with_hazard(network, seconds, widths_m)
    low, high = (width / 1000 for width in widths_m)
    exposed = (world.hazard.mean > 0).mean()
    print(f"{KERNELS} kernels of {low:g}-{high:g} km: hazard on {exposed:.0%} of the road pieces")
    pairs = joined_pairs(world, 50)
    print(f"memory so far {peak_mb():.0f} MiB")
    report_peer(world, pairs, report_fronts(world, pairs))
    print(f"peak memory with the fronts {peak_mb():.0f} MiB")
    report_alternatives(world, pairs[:20])


def run(case: str, junctions: int) -> None:
    """Measure one network in this process."""
    if case == "auckland":
        network, seconds = auckland_network()
        widths = [(500.0, 1000.0)]
    else:
        network = tiled_network(junctions)
        seconds = network.length_m * 3.6 / 30
        widths = [(500.0, 1000.0), (3000.0, 8000.0)]
    print(
        f"{case}: {junction_count(network):,} junctions (degree other than 2),"
        f" {network.node_count:,} nodes, {network.edge_count:,} directed edges"
    )
    for pair in widths:
        report(network, seconds, widths_m=pair)
    print()


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--case", choices=["auckland", "tiles"], help="only this one, in this process"
    )
    parser.add_argument(
        "--junctions", type=int, default=300_000, help="least junctions of the tiles"
    )
    arguments = parser.parse_args()
    if arguments.case:
        run(arguments.case, arguments.junctions)
        return
    for case in ("auckland", "tiles"):
        command = [sys.executable, "-m", "benchmarks.pareto", "--case", case]
        subprocess.run([*command, "--junctions", str(arguments.junctions)], check=True)


if __name__ == "__main__":
    main()
