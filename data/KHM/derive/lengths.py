"""Give every road record of roads.geojson its `length_km`, and say where it is from.

A schematic course cuts the bends: it comes out some 5 % short. Where the length of a whole road
is published for just the records that are drawn here (`own_km` of published.csv), the course of
each of its records is stretched to it; other roads outside towns are stretched by the median of
those factors; streets in towns and ferries keep the length of their course. No town pair enters.

Run from the project's root after a change of roads.geojson or published.csv:
    .venv/bin/python data/KHM/derive/lengths.py && .venv/bin/python cli.py pack seal
"""

import csv
import json
import math
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import Any

from pyproj import Geod

PACK = Path(__file__).resolve().parents[1]
ALONG = ("urban", "ferry")
GEOD = Geod(ellps="WGS84")
Record = dict[str, Any]


def course_km(record: Record) -> float:
    """Kilometres along the course of a record, over the ellipsoid (WGS84)."""
    lon, lat = zip(*record["geometry"]["coordinates"], strict=True)
    return float(GEOD.line_length(lon, lat)) / 1000


def stretch_by_ref(records: list[Record], own_km: dict[str, float]) -> dict[str, float]:
    """Divide published by drawn length for each road that is published as it is drawn."""
    drawn: dict[str, float] = defaultdict(float)
    for record in records:
        drawn[record["properties"]["ref"]] += course_km(record)
    return {ref: own_km[ref] / km for ref, km in drawn.items() if ref in own_km}


def stretched(record: Record, factors: dict[str, float]) -> Record:
    """Give the record with its length and where that is from."""
    known = record["properties"]
    ref, along = known["ref"], course_km(record)
    if ref in factors:
        factor, origin = max(1.0, factors[ref]), f"published length of {ref}"
    elif known["class"] in ALONG:
        factor, origin = 1.0, "course"
    else:
        factor = median(factors.values())
        origin = f"course x {factor:.3f}, the median of published over drawn"
    length = {"length_km": math.ceil(along * factor * 1000) / 1000, "length_from": origin}
    kept = {name: value for name, value in known.items() if name not in length}
    return {**record, "properties": {**kept, **length}}


def main() -> None:
    """Rewrite roads.geojson, one record a line."""
    path = PACK / "roads.geojson"
    records = json.loads(path.read_text(encoding="utf-8"))["features"]
    with (PACK / "published.csv").open(encoding="utf-8", newline="") as stream:
        own_km = {
            row["ref"]: float(row["own_km"]) for row in csv.DictReader(stream) if row["own_km"]
        }
    factors = stretch_by_ref(records, own_km)
    lines = [json.dumps(stretched(one, factors), ensure_ascii=False) for one in records]
    body = ",\n".join(lines)
    path.write_text(
        f'{{"type": "FeatureCollection", "features": [\n{body}\n]}}\n', encoding="utf-8"
    )
    print(f"{len(lines)} records; stretch {median(factors.values()):.3f} where none is published")


if __name__ == "__main__":
    main()
