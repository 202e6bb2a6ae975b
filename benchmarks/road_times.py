"""The model beside the held road table: distances and times that nobody fitted pair by pair.

Run as ``.venv/bin/python -m benchmarks.road_times``. It needs other people's table, which lies
beside the project (../shared/facts/road_times.csv). Grades A and B are compared, by day in the dry
season; expressway rows from gate to gate, as they are held. A row observed on another road than the expressway is compared with the expressway
closed, whoever the towns are. Bus times hold stops, so they are upper bounds.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path as File
from statistics import median

import numpy as np

from geo.coordinates import Place
from geo.errors import GreenZoneError
from planning.moment import Moment, moment_of
from planning.packs import Pack, open_pack
from planning.places import check_inside
from planning.routes import plan_route
from routing.closures import Closures
from routing.network import EXPRESSWAY
from routing.paths import Path
from routing.travel import TravelModel

TABLE = File(__file__).resolve().parents[2] / "shared" / "facts" / "road_times.csv"
DRY_DAY = "2025-01-15T10:00"
BUS_FROM, BUS_TO = 0.6, 1.0
REASONS = {
    "R024": "held 80 km looks rounded up: a rider's log of the same road gives 68 km",
    "R053": "held 30 km is the climb alone, ridden on a motorbike",
}


@dataclass(frozen=True, slots=True)
class Held:
    """One row of the held table beside the model.

    Parameters
    ----------
    pair, towns, road, mode
        As in the table.
    held_km, model_km
        Distance; None where the table has none.
    held_min, model_min
        Time, legs to and from the road included; None where the table has none.
    """

    pair: str
    towns: str
    road: str
    mode: str
    held_km: float | None
    model_km: float
    held_min: float | None
    model_min: float

    @property
    def km_off(self) -> float | None:
        """Model over held distance, minus 1."""
        return None if self.held_km is None else self.model_km / self.held_km - 1

    @property
    def time_ratio(self) -> float | None:
        """Model over held time."""
        return None if self.held_min is None else self.model_min / self.held_min

    @property
    def is_car(self) -> bool:
        """Whether the time is that of a car or a taxi without stops."""
        return "car" in self.mode or "taxi" in self.mode

    @property
    def is_bus(self) -> bool:
        """Whether the time holds stops: an upper bound."""
        return any(word in self.mode for word in ("bus", "van", "minibus"))


def without_expressway(moment: Moment) -> Moment:
    """Give the same moment with every expressway closed."""
    network = moment.pack.network
    closed = {
        int(network.record[e])
        for e in range(network.edge_count)
        if network.road_class[e] == EXPRESSWAY
    }
    records = tuple(sorted(closed | set(moment.travel.closures.records)))
    closures = Closures(records=records, nodes=moment.travel.closures.nodes)
    return Moment(
        moment.pack,
        moment.when,
        TravelModel(network, moment.travel.seconds, closures),
        moment.hazard,
    )


def compare(pack: Pack, rows: Iterable[dict[str, str]]) -> tuple[list[Held], list[str]]:
    """Compare every row of grade A or B; give the rows, and those left out with the reason."""
    with_e4 = moment_of(pack, datetime.fromisoformat(DRY_DAY).replace(tzinfo=pack.zone))
    without = without_expressway(with_e4)
    held, left_out = [], []
    for row in rows:
        if row["yardstick_grade"] not in {"A", "B"}:
            continue
        moment = with_e4 if "E4" in row["road"] else without
        try:
            held.append(_compare_row(moment, row))
        except GreenZoneError as error:
            left_out.append(f"{row['pair_id']} {row['from']}-{row['to']}: {error}")
    return held, left_out


def _compare_row(moment: Moment, row: dict[str, str]) -> Held:
    ends = [
        Place(
            lat=float(row[f"{end}_lat"]),
            lon=float(row[f"{end}_lon"]),
            error_m=1000.0,
            name=row[end],
            kind="coordinates",
            text=row[end],
        )
        for end in ("from", "to")
    ]
    for end in ends:
        check_inside(moment.pack, lat=end.lat, lon=end.lon)
    path = plan_route(moment, ends[0], ends[1]).path
    length_m, seconds = path.length_m + path.access_m + path.egress_m, path.total_s
    if "E4" in row["road"]:
        length_m, seconds = _on_expressway(moment, path)
    return Held(
        pair=row["pair_id"],
        towns=f"{row['from']}-{row['to']}",
        road=row["road"],
        mode=row["mode"],
        held_km=float(row["distance_km"]) if row["distance_km"] else None,
        model_km=length_m / 1000,
        held_min=float(row["time_min"]) if row["time_min"] else None,
        model_min=seconds / 60,
    )


def _on_expressway(moment: Moment, path: Path) -> tuple[float, float]:
    """Give metres and seconds from gate to gate, as the expressway's figures are held."""
    network = moment.pack.network
    gated = network.road_class[path.edges] == EXPRESSWAY
    share = np.abs(path.edge_share[:, 1] - path.edge_share[:, 0])
    length_m = (network.length_m[path.edges] * share)[gated].sum()
    return float(length_m), float(path.edge_seconds[gated].sum())


def main() -> None:
    """Print the comparison."""
    with TABLE.open(encoding="utf-8") as stream:
        held, left_out = compare(open_pack(), csv.DictReader(stream))
    print(
        f"{'row':5} {'towns':28} {'road':22} {'mode':12} {'km':>6} {'model':>6} {'off':>6}  {'min':>4} {'model':>5} {'ratio':>5}"
    )
    for one in held:
        km = (
            f"{one.held_km:6.0f} {one.model_km:6.1f} {100 * one.km_off:+5.1f}%"
            if one.km_off is not None and one.held_km
            else " " * 20
        )
        ratio = one.time_ratio
        minutes = (
            f"{one.held_min:4.0f} {one.model_min:5.0f} {ratio:5.2f}" if ratio is not None else ""
        )
        print(
            f"{one.pair:5} {one.towns:28.28} {one.road:22.22} {one.mode:12.12} {km}  {minutes}  {REASONS.get(one.pair, '')}"
        )
    for line in left_out:
        print("left out:", line)
    km_off = [abs(one.km_off) for one in held if one.km_off is not None]
    car = [
        abs(ratio - 1) for one in held if (ratio := one.time_ratio) is not None and not one.is_bus
    ]
    bus = [ratio for one in held if (ratio := one.time_ratio) is not None and one.is_bus]
    print(
        f"distances: {len(km_off)} rows, median off {100 * median(km_off):.1f} %, worst {100 * max(km_off):.1f} %"
    )
    print(
        f"car times: {len(car)} rows, median off {100 * median(car):.1f} %, worst {100 * max(car):.1f} %"
    )
    inside = sum(BUS_FROM <= ratio <= BUS_TO for ratio in bus)
    print(
        f"bus times: {len(bus)} rows, model/held {min(bus):.2f} to {max(bus):.2f}, {inside} inside {BUS_FROM}-{BUS_TO}"
    )


if __name__ == "__main__":
    main()
