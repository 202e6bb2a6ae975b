"""How quick the roads are at the size of a whole country.

Run ``python -m benchmarks.network``. One town tile is repeated until the network
has 300,000 junctions (nodes where other than two roads meet; the plain node count
is printed beside it). Ratios are medians over runs in which both sides take turns.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from planning.packs import PACKS
from routing.closures import Closures
from routing.courses import measure_courses
from routing.directions import directions
from routing.isochrones import isochrones
from routing.nearest import nearest_place, nearest_places
from routing.network import IntArray, RoadNetwork
from routing.paths import EdgeHazard, RiskPreference, fastest_safe_path
from routing.reach import seconds_between, seconds_to_nodes
from routing.snap import SnapRule, snap_points
from routing.speeds import Conditions, SpeedProfile
from routing.tables.build import network_from_records
from routing.travel import TravelModel

CRS = "EPSG:32648"
WEST, SOUTH, STEP_DEG = 103.0, 11.0, 0.004  # about 440 m
TILE = 10  # nodes along a side of one tile
STREETS_KEPT = 0.7
ROADS = ("trunk", "primary", "secondary", "tertiary", "urban")
KPH = 30.0
RULE = SnapRule(limit_m=2000, speed_kph=5)
RUNS = 5


def tiled_network(junctions: int) -> RoadNetwork:
    """Repeat one tile of streets, some of them missing, until there are enough junctions."""
    rng = np.random.default_rng(1)
    kept = rng.random((2, TILE, TILE)) < STREETS_KEPT
    roads_at = sum(
        pattern + np.roll(pattern, 1, axis=1 - way) for way, pattern in enumerate(kept.astype(int))
    )
    share = float((roads_at != 2).mean())
    tiles = int(np.ceil(np.sqrt(junctions / share) / TILE))
    side = tiles * TILE
    node = np.arange(side * side).reshape(side, side)
    east, north = (np.tile(pattern, (tiles, tiles)) for pattern in kept)
    start = np.concatenate([node[:, :-1][east[:, :-1]], node[:-1][north[:-1]]])
    end = np.concatenate([node[:, 1:][east[:, :-1]], node[1:][north[:-1]]])
    lon = WEST + STEP_DEG * (node % side).ravel()
    lat = SOUTH + STEP_DEG * (node // side).ravel()
    ends = np.stack([np.stack([lon[at], lat[at]], axis=1) for at in (start, end)], axis=1)
    bend = ends.mean(axis=1) + rng.uniform(-0.1, 0.1, (len(start), 2)) * STEP_DEG
    courses = shapely.linestrings(np.stack([ends[:, 0], bend, ends[:, 1]], axis=1))
    columns = {
        "id": np.arange(len(start)).astype(str),
        "from": start.astype(str),
        "to": end.astype(str),
        "class": rng.choice(ROADS, len(start)),
        "surface": "asphalt",
    }
    roads = gpd.GeoDataFrame(columns, geometry=courses, crs="EPSG:4326")
    places = pd.DataFrame({"id": node.ravel().astype(str), "lon": lon, "lat": lat})
    return network_from_records(roads, places, crs=CRS, resolution="street")


def junction_count(network: RoadNetwork) -> int:
    """Count the nodes where other than two roads meet."""
    edges = network.first_edges()
    ends = np.concatenate([network.tail[edges], network.head[edges]])
    return int((np.bincount(ends, minlength=network.node_count) != 2).sum())


def seconds_of(work: Callable[[], object]) -> float:
    """Time one run."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def paired(first: Callable[[], object], second: Callable[[], object], runs: int) -> list[float]:
    """Medians of both, and of their ratio first to second, in runs that take turns."""
    pairs = [(seconds_of(first), seconds_of(second)) for _ in range(runs)]
    ratios = [one / other for one, other in pairs]
    return [statistics.median(column) for column in (*zip(*pairs, strict=True), ratios)]


def peak_mb() -> float:
    """Peak memory of this process so far, in MiB."""
    # Not getrusage: its peak starts at that of the parent process.
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def measure_open(path: Path) -> dict[str, float]:
    """Open a saved network in this process: seconds and peak memory, before and after."""
    libraries_mb = peak_mb()
    first_s = seconds_of(lambda: RoadNetwork.load(path))
    opened_mb = peak_mb()
    again = [seconds_of(lambda: RoadNetwork.load(path)) for _ in range(RUNS)]
    return {
        "first_s": first_s,
        "median_s": statistics.median(again),
        "libraries_mb": libraries_mb,
        "opened_mb": opened_mb,
    }


def report_open(network: RoadNetwork) -> None:
    """Save the network and open it in a fresh process."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roads.npz"
        saved_s = seconds_of(lambda: network.save(path))
        size_mb = path.stat().st_size / 2**20
        command = [sys.executable, "-m", "benchmarks.network", "--open", str(path)]
        told = subprocess.run(command, check=True, capture_output=True, text=True)
    opened = json.loads(told.stdout)
    print(f"saved in {saved_s:.2f} s, {size_mb:.0f} MiB")
    print(
        f"opened in {opened['median_s']:.2f} s (first time {opened['first_s']:.2f} s),"
        f" {opened['opened_mb'] - opened['libraries_mb']:.0f} MiB over the imports"
    )


def report_one_to_all(network: RoadNetwork, travel: TravelModel) -> None:
    """Time one place to all nodes against the bare scipy call and against NetworkX."""
    node = network.node_count // 2 + network.node_count // 50
    place = snap_points(network, network.lon[node], network.lat[node], rule=RULE)
    source, graph = int(place.node[0]), travel.csr()
    # Ours adds the place to the graph and copies the result; scipy starts at a node.
    ours_s, bare_s, ratio = paired(
        lambda: seconds_to_nodes(travel, place), lambda: dijkstra(graph, indices=[source]), 3 * RUNS
    )
    print(f"one to all: {ours_s * 1000:.0f} ms, bare scipy {bare_s * 1000:.0f} ms: {ratio:.2f} x")
    coo = graph.tocoo()
    edges = list(zip(coo.row.tolist(), coo.col.tolist(), coo.data.tolist(), strict=True))
    for kind in (nx.MultiDiGraph, nx.DiGraph):
        roads: Any = kind()
        roads.add_weighted_edges_from(edges, weight="seconds")
        search = partial(nx.single_source_dijkstra_path_length, roads, source, weight="seconds")
        ours_s, networkx_s, ratio = paired(lambda: seconds_to_nodes(travel, place), search, RUNS)
        name = f"NetworkX {kind.__name__}"
        print(
            f"one to all: {ours_s * 1000:.0f} ms, {name} {networkx_s:.2f} s: {1 / ratio:.0f} x faster"
        )
        seconds, expected = seconds_to_nodes(travel, place)[0], search()
        reached = np.array(list(expected), dtype=np.int32)
        agrees = np.allclose(seconds[reached], list(expected.values()))
        agrees &= np.isfinite(seconds).sum() == len(reached)
        print(f"same answer as {name} at {len(reached):,} nodes in reach: {agrees}")


def some_nodes(network: RoadNetwork, count: int) -> IntArray:
    """Choose nodes of the largest connected part."""
    nodes = np.flatnonzero(network.part == 0)
    return np.random.default_rng(2).choice(nodes, count).astype(np.int32)


def report_jobs(network: RoadNetwork, travel: TravelModel) -> None:
    """Time what a country asks for: snapping its villages, a matrix, a path."""
    villages, zones = some_nodes(network, 14_000), some_nodes(network, 50)
    lon, lat = network.lon + STEP_DEG / 3, network.lat + STEP_DEG / 3

    def snap_villages() -> object:
        return snap_points(network, lon[villages], lat[villages], rule=RULE)

    print(f"first snap, with its index: {seconds_of(snap_villages):.1f} s")
    print(f"snapping 14,000 places: {seconds_of(snap_villages) * 1000:.0f} ms")
    people = snap_points(network, lon[villages], lat[villages], rule=RULE)
    doors = snap_points(network, lon[zones], lat[zones], rule=RULE)
    for cutoff_s in (3600.0, None):
        work = partial(seconds_between, travel, people, doors, cutoff_s=cutoff_s)
        print(f"14,000 places to 50, cut-off {cutoff_s} s: {seconds_of(work):.2f} s")
    calm = RiskPreference(EdgeHazard.none(network))

    def route() -> object:
        path = fastest_safe_path(travel, calm, start=doors[0], end=people[0])
        return directions(network, path)

    search = partial(seconds_to_nodes, travel, doors[0])
    route_s, all_s, ratio = paired(route, search, 3 * RUNS)
    print(
        f"one route with directions: {route_s * 1000:.0f} ms, one to all {all_s * 1000:.0f} ms:"
        f" {ratio:.2f} x"
    )


def report_reweighing(network: RoadNetwork) -> None:
    """Time new edge seconds after another hour or season, and a new graph after a closure."""
    table = tomllib.loads((PACKS / "KHM" / "settings.toml").read_text(encoding="utf-8"))["speeds"]
    profile = SpeedProfile.from_table(table)
    travel = TravelModel.from_profile(network, profile, Conditions())
    travel.csr()

    def another_hour() -> object:
        return TravelModel.from_profile(network, profile, Conditions("night", "wet"))

    def closure(record: int) -> object:
        return TravelModel(network, travel.seconds, Closures(records=(record,))).csr()

    hour_s = statistics.median(seconds_of(another_hour) for _ in range(RUNS))
    closed_s = statistics.median(seconds_of(partial(closure, record)) for record in range(RUNS))
    print(
        f"new seconds for another hour and season: {hour_s * 1000:.0f} ms; a new graph after a"
        f" closure: {closed_s * 1000:.0f} ms ({network.edge_count:,} edges)"
    )


def report_uncontracted(network: RoadNetwork, travel: TravelModel) -> None:
    """Time one to all against bare scipy on every point of the same courses."""
    graph, node_of = uncontracted(network, travel)
    place = snap_points(network, network.lon[0], network.lat[0], rule=RULE)
    node = int(place.node[0])
    bare = partial(dijkstra, graph, indices=[node_of[node]])
    ours_s, bare_s, ratio = paired(lambda: seconds_to_nodes(travel, place), bare, RUNS)
    print(
        f"one to all: {ours_s * 1000:.0f} ms, bare scipy on all {graph.shape[0]:,} points of these"
        f" roads {bare_s * 1000:.0f} ms: {1 / ratio:.1f} x faster"
    )
    seconds, expected = seconds_to_nodes(travel, place)[0], bare()[0][node_of]
    print(f"same answer at {np.isfinite(expected).sum():,} nodes: {np.allclose(seconds, expected)}")


def uncontracted(network: RoadNetwork, travel: TravelModel) -> tuple[csr_array, IntArray]:
    """Make every course position a node; give the graph, and the point of each node."""
    edges = network.first_edges()
    record = np.repeat(np.arange(network.record_count), np.diff(network.course_start))
    point = network.node_count + np.arange(len(record))
    point[network.course_start[:-1]] = network.tail[edges]
    point[network.course_start[1:] - 1] = network.head[edges]
    _, number = np.unique(np.append(np.arange(network.node_count), point), return_inverse=True)
    point = number[network.node_count :]
    within = np.flatnonzero(record[1:] == record[:-1])
    courses = measure_courses(network)
    share = np.diff(courses.share)[within]
    both = network.record_edges()[record[within]]
    rows, columns, seconds = [], [], []
    for way, (tail, head) in enumerate(((within, within + 1), (within + 1, within))):
        driven = both[:, way] >= 0
        rows.append(point[tail][driven])
        columns.append(point[head][driven])
        seconds.append((travel.seconds[both[:, way]] * share)[driven])
    size = int(number.max()) + 1
    entries = (np.concatenate(seconds), (np.concatenate(rows), np.concatenate(columns)))
    return csr_array(entries, shape=(size, size)), np.arange(network.node_count, dtype=np.int32)


def report_nearest(network: RoadNetwork, travel: TravelModel) -> None:
    """Time the nearest of 200 facilities at every node, the three nearest, and an isochrone."""
    nodes = some_nodes(network, 200)
    lon, lat = network.lon[nodes] + STEP_DEG / 3, network.lat[nodes]
    doors, graph = snap_points(network, lon, lat, rule=RULE), travel.csr()
    bare = partial(dijkstra, graph, indices=nodes, min_only=True, return_predecessors=True)
    ours_s, bare_s, ratio = paired(lambda: nearest_place(travel, doors), bare, 3 * RUNS)
    print(
        f"nearest of 200 at every node: {ours_s * 1000:.0f} ms,"
        f" bare scipy {bare_s * 1000:.0f} ms: {ratio:.2f} x"
    )
    three = partial(nearest_places, travel, doors, count=3)
    compiled_s = seconds_of(three)
    three_s = statistics.median(seconds_of(three) for _ in range(RUNS))
    print(f"three nearest of 200: {three_s:.2f} s (first time {compiled_s:.1f} s)")
    # What it replaces: every facility's seconds, of which the three least are kept.
    row_s = statistics.median(seconds_of(lambda: seconds_to_nodes(travel, doors[0])) for _ in nodes)
    print(f"one search for each of 200: {200 * row_s:.1f} s at least")
    hour_s = statistics.median(
        seconds_of(lambda: isochrones(travel, doors[0])) for _ in range(RUNS)
    )
    print(f"isochrones of an hour, four bands: {hour_s:.1f} s")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--junctions", type=int, default=300_000, help="least junctions")
    parser.add_argument("--open", type=Path, help="only open this file and tell how long it took")
    arguments = parser.parse_args()
    if arguments.open:
        print(json.dumps(measure_open(arguments.open)))
        return
    print(f"{os.cpu_count()} processors")
    start = time.perf_counter()
    network = tiled_network(arguments.junctions)
    print(f"built in {time.perf_counter() - start:.1f} s")
    print(
        f"{junction_count(network):,} junctions (degree other than 2), {network.node_count:,} nodes,"
        f" {network.edge_count:,} directed edges, {network.part.max() + 1:,} connected parts"
    )
    report_open(network)
    travel = TravelModel(network, network.length_m * 3.6 / KPH)
    report_jobs(network, travel)
    report_reweighing(network)
    report_nearest(network, travel)
    report_uncontracted(network, travel)
    report_one_to_all(network, travel)
    print(f"peak memory of the whole run, NetworkX included: {peak_mb():.0f} MiB")


if __name__ == "__main__":
    main()
