"""Course length of the trunk roads beside their published length, worst first.

Run as ``python -m benchmarks.roads [pack folder]``. The network is schematic:
a course that leaves out bends comes out short, so the differences say how far
a distance that rests on it can be trusted.
"""

import csv
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd

PACK = Path(__file__).resolve().parent.parent / "data" / "KHM"
PACK_CRS = "EPSG:32648"
# Why a course is more than 15 % off its published length.
REASONS = {
    "NR55": "mountain road: the bends west of Phnum Kravanh are not drawn",
    "NR58": "published Samraong-Poipet, drawn between the same towns: the 2014 figure may count branches",
    "NR71C": "published from Sralap to Svay Teap, drawn from Suong to Chamkar Leu",
    "NR76": "mountain and forest road: the bends beyond Kaev Seima are not drawn",
}


@dataclass(frozen=True, slots=True)
class RoadLength:
    """One numbered road: how long its course is drawn and how long it is said to be.

    Parameters
    ----------
    ref
        Road number, such as ``NR5``.
    course_km
        Length of all its records, kilometres in the pack's projection.
    published_km
        Length of the whole road as published, kilometres; None if none was found.
    """

    ref: str
    course_km: float
    published_km: float | None

    @property
    def difference_percent(self) -> float | None:
        """How much longer the course is than published, per cent of the published length."""
        if self.published_km is None:
            return None
        return 100.0 * (self.course_km / self.published_km - 1.0)


def read_published(path: Path) -> dict[str, float]:
    """Read the published lengths, kilometres by road number.

    Parameters
    ----------
    path
        CSV file with the columns ``ref`` and ``published_km``.
    """
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["ref"]: float(row["published_km"]) for row in csv.DictReader(lines)}


def measure_roads(roads: Path, published: Path) -> list[RoadLength]:
    """Measure every numbered road, the worst difference first, those without one last.

    Parameters
    ----------
    roads
        GeoJSON of road records (EPSG:4326); records without a ``ref`` are left out.
    published
        CSV of published lengths.
    """
    records = gpd.read_file(roads).to_crs(PACK_CRS)
    numbered = records[(records["ref"].fillna("") != "") & (records["class"] != "ferry")]
    course_km = (numbered.length / 1000.0).groupby(numbered["ref"]).sum()
    said_km = read_published(published)
    lengths = [
        RoadLength(str(ref), float(km), said_km.get(str(ref))) for ref, km in course_km.items()
    ]
    return sorted(lengths, key=_worst_first)


def _worst_first(road: RoadLength) -> tuple[bool, float, str]:
    difference = road.difference_percent
    return (difference is None, -abs(difference or 0.0), road.ref)


def table(lengths: list[RoadLength]) -> str:
    """Render the lengths as a table with the median difference below it.

    Parameters
    ----------
    lengths
        Roads in the order in which they are printed.
    """
    rows = [f"{'road':<8}{'course km':>10}{'published':>11}{'difference':>12}"]
    for road in lengths:
        difference = road.difference_percent
        said = "-" if road.published_km is None else f"{road.published_km:.1f}"
        off = "-" if difference is None else f"{difference:+.1f} %"
        reason = REASONS.get(road.ref, "")
        rows.append(f"{road.ref:<8}{road.course_km:>10.1f}{said:>11}{off:>12}  {reason}".rstrip())
    differences = [road.difference_percent for road in lengths]
    known = [abs(percent) for percent in differences if percent is not None]
    total_km = sum(road.course_km for road in lengths)
    rows.append(f"{len(lengths)} numbered roads, {total_km:.0f} km of course")
    if known:
        rows.append(
            f"{len(known)} with a published length, median difference {statistics.median(known):.1f} %"
        )
    return "\n".join(rows)


def main() -> None:
    """Print the table for the built-in pack or for the folder given as first argument."""
    pack = Path(sys.argv[1]) if len(sys.argv) > 1 else PACK
    print(table(measure_roads(pack / "roads.geojson", pack / "published.csv")))


if __name__ == "__main__":
    main()
