"""How quick one search is on the whole of Auckland, and whether it is right.

Run ``python -m benchmarks.auckland [FILE]``: the road files of the ambulance simulator JEMSS (by
default those beside the project), 54,370 nodes. NetworkX is given the arcs as the file lists them;
both sides take turns. Times and answers come from the same run.
"""

import csv
import io
import os
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np

from benchmarks.network import junction_count, paired
from routing.jemss import SECONDS_A_DAY, read_jemss
from routing.reach import seconds_to_nodes
from routing.snap import SnapRule, snap_points
from routing.travel import TravelModel

FILE = Path(__file__).resolve().parents[1].parent / "shared/data/roads/jemss_auckland_roads.zip"
CRS = "EPSG:2193"
ON_THE_ROAD = SnapRule(limit_m=1.0, speed_kph=5.0)
SOURCES = 5
RUNS = 5


def arcs_of(path: Path) -> list[tuple[str, str, float]]:
    """Read node numbers and urgent driving seconds of each arc, with nothing of ours."""
    with zipfile.ZipFile(path) as packed:
        rows = list(csv.reader(io.StringIO(packed.read("arcs.csv").decode())))
    start = next(number for number, row in enumerate(rows) if row[0] == "index") + 1
    taken = [row for row in rows[start:] if row[0]]
    return [
        (str(int(float(row[1]))), str(int(float(row[2]))), float(row[4]) * SECONDS_A_DAY)
        for row in taken
    ]


def main() -> None:
    """Print the sizes, the times and the greatest difference."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else FILE
    begin = time.perf_counter()
    network = read_jemss(path, crs=CRS)
    built_s = time.perf_counter() - begin
    print(f"{os.cpu_count()} processors; read and built in {built_s:.1f} s")
    print(
        f"{network.node_count:,} nodes, {junction_count(network):,} of them junctions (other than"
        f" two roads meet), {network.edge_count:,} arcs, {network.record_count:,} roads"
    )
    travel = TravelModel(network, network.given_s)
    graph: Any = nx.DiGraph()
    graph.add_weighted_edges_from(arcs_of(path), weight="seconds")
    keys = network.node_key.tolist()
    worst = 0.0
    for node in np.random.default_rng(1).choice(network.node_count, SOURCES).tolist():
        place = snap_points(network, network.lon[node], network.lat[node], rule=ON_THE_ROAD)
        at_node = place.kept(place.node == node)

        def ours(at_node: Any = at_node) -> Any:
            return seconds_to_nodes(travel, at_node)[0]

        def theirs(key: str = keys[node]) -> Any:
            return nx.single_source_dijkstra_path_length(graph, key, weight="seconds")

        ours()  # the graph is laid out once
        ours_s, theirs_s, ratio = paired(ours, theirs, RUNS)
        found = theirs()
        expected = np.array([found.get(key, np.inf) for key in keys])
        reached = np.isfinite(expected) & (expected > 0)
        difference = np.abs(ours()[reached] / expected[reached] - 1).max()
        worst = max(worst, float(difference))
        print(
            f"one to all from node {keys[node]}: {ours_s * 1000:.1f} ms, NetworkX"
            f" {theirs_s * 1000:.0f} ms: {1 / ratio:.0f} x faster; {reached.sum():,} nodes reached"
        )
    print(f"greatest relative difference: {worst:.1e}")


if __name__ == "__main__":
    main()
