"""What a week of coverage costs at the size of a whole country.

Run ``python -m benchmarks.week``: 14,000 places and 200 doors and units on 300,000 junctions.
The matrix of ways is timed beside the bare scipy rows that it needs; the 168 hours after it;
and a what-if on the built-in pack.
"""

import argparse
from dataclasses import replace
from datetime import datetime
from functools import partial
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse.csgraph import dijkstra

from benchmarks.network import paired, seconds_of, tiled_network
from planning.cover.allowance import allowance
from planning.cover.demand import Demand, demand_of
from planning.cover.houses import Supply, supply_of
from planning.cover.tally import count_in_time
from planning.cover.travel import travel_seconds
from planning.cover.week import week_instants
from planning.eta import Points
from planning.moment import Moment, moment_of
from planning.packs import Pack, open_pack
from planning.places import locate
from planning.siting.what_if import dropped_zone, what_if
from routing.network import RoadNetwork
from routing.reach import CELLS_AT_ONCE
from routing.sources import source_links

GOLDEN_S = 3600.0
WHEN = datetime.fromisoformat("2025-10-19T03:00+07:00")
HOURS = (
    *("24/7", "Mo-Fr 08:00-15:30", "Mo-Fr 08:00-12:00,14:00-17:30", "Mo-Sa 07:30-17:00"),
    *("Mo-Su 06:00-22:00", "22:00-05:00", "Mo-Fr 09:00-18:00; Sa 09:00-13:00; PH off"),
    *("Mo-Fr 08:30-16:45", "Sa-Su 08:00-20:00", "Mo-Th 07:00-11:00", "Mo-Su 05:30-19:15", ""),
)
RUNS = 9


def tiled_pack(network: RoadNetwork, facilities: int) -> Pack:
    """Put doors and units of many hours on a network of tiles, half of each."""
    pack = open_pack()
    rng = np.random.default_rng(2)
    west, south, east, north = (
        *(network.lon.min(), network.lat.min()),
        *(network.lon.max(), network.lat.max()),
    )
    lon, lat = rng.uniform(west, east, facilities), rng.uniform(south, north, facilities)
    hours = rng.choice(HOURS, facilities)
    half = facilities // 2
    common = {
        "name_ko": "",
        "precision_m": 100.0,
        "confidence": "high",
        "valid_from": "",
        "valid_to": "",
    }
    at = gpd.points_from_xy(lon, lat, crs="EPSG:4326")
    ids = [f"F{number}" for number in range(facilities)]
    zones = gpd.GeoDataFrame(
        common
        | {"id": ids[:half], "name": ids[:half], "kind": "gate", "host": ids[:half]}
        | {"status": "open", "admits_anyone": "yes", "hours": hours[:half]}
        | {"lon": lon[:half], "lat": lat[:half]},
        geometry=at[:half],
    )
    units = gpd.GeoDataFrame(
        common
        | {"id": ids[half:], "name": ids[half:], "kind": "partner", "base": ids[half:]}
        | {"shifts": hours[half:], "on_call": rng.choice(["yes", "no"], facilities - half)}
        | {"lon": lon[half:], "lat": lat[half:]},
        geometry=at[half:],
    )
    layers = dict(pack.layers) | {"green_zones": zones, "units": units}
    layers |= {"closures": pack.layers["closures"][:0], "missions": pack.layers["missions"][:0]}
    return replace(
        pack,
        network=network,
        layers=MappingProxyType(layers),
        outline=shapely.box(west - 1, south - 1, east + 1, north + 1),
    )


def villages(network: RoadNetwork, count: int) -> Demand:
    """Scatter places over the network, each counting one."""
    rng = np.random.default_rng(3)
    lon = rng.uniform(network.lon.min(), network.lon.max(), count)
    lat = rng.uniform(network.lat.min(), network.lat.max(), count)
    names = [f"V{number}" for number in range(count)]
    points = Points(lon, lat, np.zeros(count))
    return Demand("places", names, names, ["P"] * count, points, np.ones(count))


def report_matrix(moment: Moment, demand: Demand, supply: Supply) -> None:
    """Time the matrix of one speed band, both directions, beside the bare rows."""
    travel = moment.travel
    graph = travel.csr()
    back = graph.T.tocsr()
    doors = len(supply.doors)
    feet = moment.snap(supply.lon, supply.lat)
    sides = np.split(np.arange(len(supply), dtype=np.int32), [doors])
    sources = np.concatenate(
        [
            source_links(travel, feet.at(some), inbound=inbound, with_access=False).node
            for inbound, some in zip((True, False), sides, strict=True)
        ]
    )[:, 0]

    size = max(1, CELLS_AT_ONCE // graph.shape[0])  # as many rows at once as ours

    def bare() -> None:
        for matrix, rows in ((back, sources[:doors]), (graph, sources[doors:])):
            for chunk in np.array_split(rows, -(-len(rows) // size)):
                dijkstra(matrix, indices=chunk, limit=GOLDEN_S)

    def ours() -> None:
        travel_seconds(moment, demand.points, supply, cutoff_s=GOLDEN_S)

    ours()
    mine, theirs, ratio = paired(ours, bare, RUNS)
    print(
        f"ways of {len(demand.ids):,} places and {len(supply)} facilities within the hour:"
        f" {mine:.2f} s, bare scipy rows {theirs:.2f} s, {ratio:.2f} x"
    )


def report_week(moment: Moment, demand: Demand, supply: Supply) -> None:
    """Time the 168 hours after the matrices."""
    instants = week_instants(moment)
    matrices = [
        (travel_seconds(clock, demand.points, supply, cutoff_s=GOLDEN_S), hours)
        for clock, hours in moment.by_clock(instants)
    ]

    def hours_of_a_week() -> None:
        allowed = allowance(moment, supply, instants, golden_s=GOLDEN_S)
        for travel_s, hours in matrices:
            count_in_time(travel_s, allowed.at(hours), supply.house)

    runs = sorted(seconds_of(hours_of_a_week) for _ in range(RUNS))
    print(
        f"the 168 hours after {len(matrices)} matrices: {runs[len(runs) // 2]:.2f} s"
        f" (slowest of {len(runs)}: {runs[-1]:.2f} s)"
    )


def report_what_if() -> None:
    """Time a dropped zone on the built-in pack, without and with it."""
    pack = open_pack()
    moment = moment_of(pack, WHEN)
    zone = dropped_zone(moment, locate(pack, "Sihanoukville"))
    for kind in ("sites", "people"):
        demand = demand_of(moment, "sites" if kind == "sites" else "people")
        ask = partial(what_if, moment, demand, [zone], golden_s=GOLDEN_S)
        runs = [seconds_of(ask) for _ in range(RUNS)]
        print(
            f"what-if over {kind} on the built-in pack: {sorted(runs)[RUNS // 2]:.3f} s, first {runs[0]:.3f} s"
        )


def main() -> None:
    """Print every figure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--junctions", type=int, default=300_000)
    options.add_argument("--places", type=int, default=14_000)
    options.add_argument("--facilities", type=int, default=200)
    asked = options.parse_args()
    network = tiled_network(asked.junctions)
    moment = moment_of(tiled_pack(network, asked.facilities), WHEN)
    demand = villages(network, asked.places)
    supply = supply_of(moment, "either")
    report_matrix(moment, demand, supply)
    report_week(moment, demand, supply)
    report_what_if()


if __name__ == "__main__":
    main()
