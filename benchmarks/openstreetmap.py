"""How quick an OpenStreetMap file becomes roads, beside OSMnx on the same file.

Run ``python -m benchmarks.openstreetmap``. Other people's extracts lie beside the project
(``../shared/data/osm``). Each reader runs in a process of its own; seconds and memory are
counted from after its imports, memory with that of the sieve it starts.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import osmium

from benchmarks.network import RUNS, peak_mb, seconds_of

EXTRACTS = Path(__file__).resolve().parents[2] / "shared" / "data" / "osm"
CITY, COUNTRY = EXTRACTS / "porto_alegre_osm.pbf", EXTRACTS / "maldives-latest.osm.pbf"
CITY_CRS = "EPSG:32722"
PLACES = ("-30.0346,-51.2177", "-30.1100,-51.1500")
READERS = ("ours", "osmnx", "pack", "route")


def measured(reader: str, file: Path) -> dict[str, float]:
    """Run one reader in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.openstreetmap", "--reader", reader, str(file)]
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    answer: dict[str, float] = json.loads(told.stdout.splitlines()[-1])
    return answer


def read_ours(file: Path, folder: Path) -> dict[str, float]:
    """From a file to a saved network."""
    from geo.osmfile import read_osm  # noqa: PLC0415 - imports are not counted
    from routing.openstreetmap.roads import network_from_osm  # noqa: PLC0415

    before_mb, start = peak_mb(), time.perf_counter()
    extract = read_osm(file)
    roads = network_from_osm(
        extract.roads, extract.points, extract.restrictions, crs=CITY_CRS, country="BR"
    )
    roads.network.save(folder / "roads.npz")
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "grown_mb": peak_mb() - before_mb, "sieve_mb": sieve_peak_mb(file),
            "nodes": roads.network.node_count, "edges": roads.network.edge_count}  # fmt: skip


def sieve_peak_mb(file: Path) -> float:
    """Read the file once more, and watch the peak memory of the sieve that osmium runs in."""
    from geo.osmfile import read_osm  # noqa: PLC0415

    peaks = [0.0]
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.005):
            for path in Path("/proc/self/task").glob("*/children"):
                for child in path.read_text(encoding="utf-8").split():
                    with suppress(OSError, IndexError):
                        if "osmsieve" in Path(f"/proc/{child}/cmdline").read_text(encoding="utf-8"):
                            status = Path(f"/proc/{child}/status").read_text(encoding="utf-8")
                            peaks.append(int(status.split("VmHWM:")[1].split()[0]) / 1024)

    watcher = threading.Thread(target=watch)
    watcher.start()
    read_osm(file)
    done.set()
    watcher.join()
    return max(peaks)


def read_osmnx(file: Path, _folder: Path) -> dict[str, float]:
    """From OSM XML to a graph, as OSMnx does it; saving it is not counted."""
    import osmnx  # noqa: PLC0415 - imports are not counted

    before_mb, start = peak_mb(), time.perf_counter()
    graph = osmnx.graph_from_xml(file, retain_all=True)
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "grown_mb": peak_mb() - before_mb,
            "nodes": len(graph), "edges": graph.number_of_edges()}  # fmt: skip


def build_pack(file: Path, folder: Path) -> dict[str, float]:
    """From a file to a whole country pack."""
    from planning.making.building import Ministry, write_pack  # noqa: PLC0415 - imports are not counted
    from planning.making.drafts import Wanted, draft_from_osm  # noqa: PLC0415

    before_mb, start = peak_mb(), time.perf_counter()
    draft = draft_from_osm(file, Wanted())
    read_s = time.perf_counter() - start
    write_pack("BENCH", draft, folder / "pack", ministry=Ministry(), source=file.name)
    seconds = time.perf_counter() - start
    parts = int(draft.network.part.max()) + 1
    return {"seconds": seconds, "read_s": read_s, "grown_mb": peak_mb() - before_mb, "parts": parts,
            "nodes": draft.network.node_count, "edges": draft.network.edge_count}  # fmt: skip


def time_route(file: Path, folder: Path) -> dict[str, float]:
    """One route with directions, its places read and joined to the roads, on a warm pack."""
    from planning import moment, packs, places, routes  # noqa: PLC0415 - imports are not counted

    build_pack(file, folder)
    pack = packs.open_pack(str(folder / "pack"))
    now = moment.moment_of(pack, moment.parse_when("2025-10-18T12:00", pack))
    danger = now.road_hazard()

    def route() -> routes.Route:
        ends = (places.locate(pack, text) for text in PLACES)
        return routes.plan_route(now, *ends, hazard=danger)

    found = route()
    seconds = [seconds_of(route) for _ in range(5 * RUNS)]
    return {"seconds": statistics.median(seconds), "edges": found.path.edge_count,
            "nodes": pack.network.node_count}  # fmt: skip


def main() -> None:
    """Run the benchmark, or one reader of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reader", choices=READERS, help="only run this one and tell the seconds")
    parser.add_argument("file", nargs="?", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if arguments.reader:
            work = {"ours": read_ours, "osmnx": read_osmnx, "pack": build_pack, "route": time_route}
            print(json.dumps(work[arguments.reader](arguments.file, folder)))
            return
        xml = folder / "city.osm"
        with osmium.SimpleWriter(str(xml)) as writer:
            for item in osmium.FileProcessor(str(CITY)):
                writer.add(item)
        pairs = [(measured("ours", CITY), measured("osmnx", xml)) for _ in range(3)]
    ours, theirs = (min(side, key=lambda run: run["seconds"]) for side in zip(*pairs, strict=True))
    ratios = [theirs["seconds"] / ours["seconds"] for ours, theirs in pairs]
    print(
        f"Porto Alegre, PBF to a saved network: {ours['seconds']:.2f} s, {ours['grown_mb']:.0f} MiB"
        f" over the imports and {ours['sieve_mb']:.0f} MiB in the sieve; {ours['nodes']:.0f} nodes,"
        f" {ours['edges']:.0f} edges for car, motorbike and foot"
    )
    print(
        f"osmnx.graph_from_xml on the same data, not saved: {theirs['seconds']:.2f} s,"
        f" {theirs['grown_mb']:.0f} MiB; {theirs['nodes']:.0f} nodes, {theirs['edges']:.0f} edges:"
        f" {statistics.median(ratios):.1f} x slower"
    )
    country = measured("pack", COUNTRY)
    print(
        f"Maldives, PBF to a whole pack: {country['seconds']:.1f} s ({country['read_s']:.1f} s of it"
        f" to read), {country['grown_mb']:.0f} MiB over the imports, {country['nodes']:.0f} nodes,"
        f" {country['parts']:.0f} connected parts"
    )
    route = measured("route", CITY)
    print(
        f"one route with directions on Porto Alegre ({route['nodes']:.0f} nodes), warm:"
        f" {route['seconds'] * 1000:.1f} ms, {route['edges']:.0f} edges"
    )


if __name__ == "__main__":
    main()
