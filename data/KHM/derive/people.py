"""Make ``people.csv``, the demand points, from the 2019 census and the gazetteer.

The rule, in three steps:

1. A province has the people of ``census.csv`` (everyone counted), no more and no fewer.
2. They go to its districts as ``census_districts.csv`` counts them (people in regular households,
   98 % of all). A figure that stands for several districts is shared by the ``parts`` beside it;
   the last row of a province may stand for what the others leave of it.
3. In a district, towns and villages with a population in ``places.csv`` take that many (less, in
   proportion, where together they would take more than there are); the rest stand at the town
   that is the district's seat, and their precision says that most of them live around it.

Whole people are made by the largest remainder, so that every province sums to its census. Needs
nothing beyond Python; run from the project's folder, after ``places.py``::

    python data/KHM/derive/people.py
"""

import csv
import sys
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

PACK = Path(__file__).resolve().parents[1]
CENSUS_DAY = "2019-03-03"
COLUMNS = [
    "id", "name", "place", "province", "district", "people", "lat", "lon", "precision_m",
    "source", "as_of", "confidence", "note",
]  # fmt: skip
SEATS = ("provincial_seat", "district_town", "border_town")  # which place stands for a district
VILLAGE_M, KHAN_M, CITY_M, RURAL_M, SPARSE_M = 5_000, 4_000, 6_000, 12_000, 25_000
# Fewer than 40 people a square kilometre by the census: districts of 50 km and more across.
SPARSE = {
    "Koh Kong", "Kratie", "Mondulkiri", "Oddar Meanchey", "Preah Vihear", "Pursat", "Ratanakiri",
    "Stung Treng",
}  # fmt: skip
# Where the household tables leave out more than a quarter of the province (camps, hotels, boats).
UNEVEN = {"Preah Sihanouk"}
Row = dict[str, str]
District = tuple[str, str]  # province, district


def read_table(name: str) -> list[Row]:
    """Return the rows of one CSV file of the pack."""
    with (PACK / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def whole_shares(total: int, weights: Sequence[Fraction]) -> list[int]:
    """Split `total` into whole numbers in proportion to `weights` by the largest remainder.

    >>> whole_shares(10, [Fraction(1), Fraction(1), Fraction(1)])
    [4, 3, 3]
    """
    whole = sum(weights, Fraction())
    exact = [total * weight / whole for weight in weights]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda at: (shares[at] - exact[at], at))
    for at in by_remainder[: total - sum(shares)]:
        shares[at] += 1
    return shares


def district_weights(
    provinces: Mapping[str, int], counted: Iterable[Row]
) -> dict[District, Fraction]:
    """Return the weight of every district: its people in the census, or its part of a figure.

    A row without a figure stands for what the rows before it leave of their province.
    """
    weights: dict[District, Fraction] = {}
    for row in counted:
        names = row["districts"].split(";")
        parts = [int(part) for part in row["parts"].split(";")] if row["parts"] else [1]
        before = [weight for key, weight in weights.items() if key[0] == row["province"]]
        left = provinces[row["province"]] - sum(before, Fraction())
        figure = Fraction(row["people"]) if row["people"] else left
        for name, part in zip(names, parts, strict=True):
            weights[row["province"], name] = figure * part / sum(parts)
    return weights


def district_people(
    provinces: Mapping[str, int], weights: Mapping[District, Fraction]
) -> dict[District, int]:
    """Return the whole people of every district; each province sums to its census."""
    people: dict[District, int] = {}
    for province, total in provinces.items():
        mine = sorted(key for key in weights if key[0] == province)
        people.update(zip(mine, whole_shares(total, [weights[key] for key in mine]), strict=True))
    return people


def seat_of(places: Iterable[Row]) -> Row | None:
    """Return the place that stands for a district, or None where there is none."""
    ranked = [row for row in places if row["kind"] in SEATS]
    return min(ranked, key=lambda row: (SEATS.index(row["kind"]), row["name"]), default=None)


def shares_of(people: int, seat: Row, places: Iterable[Row]) -> list[tuple[Row, int]]:
    """Return how many of a district's people stand at each of its places, the seat last."""
    named = [row for row in places if row["population"] and row["kind"] in {"town", "village"}]
    wanted = [Fraction(int(row["population"])) for row in named]
    taken = sum(wanted, Fraction())
    rest = max(people - taken, Fraction())
    shares = whole_shares(people, [*wanted, rest])
    both = [*zip(named, shares[:-1], strict=True), (seat, shares[-1])]
    return [(row, count) for row, count in both if count > 0]


def precision_of(place: Row, *, is_seat: bool) -> int:
    """Return how far from the place its people may live, in metres."""
    if not is_seat:
        return VILLAGE_M
    if place["province"] == "Phnom Penh":
        return KHAN_M
    if place["kind"] in {"provincial_seat", "border_town"}:
        return CITY_M
    return SPARSE_M if place["province"] in SPARSE else RURAL_M


def demand_point(place: Row, people: int, *, is_seat: bool, own_figure: bool) -> Row:
    """Return one row of ``people.csv``."""
    sure = own_figure and place["province"] not in UNEVEN
    note = "people of the district around it" if is_seat else "as many as GeoNames says, undated"
    return {
        "id": f"people-{place['id']}",
        "name": place["name"],
        "place": place["id"],
        "province": place["province"],
        "district": place["district"],
        "people": str(people),
        "lat": place["lat"],
        "lon": place["lon"],
        "precision_m": str(precision_of(place, is_seat=is_seat)),
        "source": "2019 census by province (census.csv), split by the rule of people.py",
        "as_of": CENSUS_DAY,
        "confidence": "medium" if sure and is_seat else "low",
        "note": note if own_figure else f"{note}; its district has no figure of its own",
    }


def by_district(places: Iterable[Row]) -> dict[District, list[Row]]:
    """Return the places of every district."""
    grouped: dict[District, list[Row]] = {}
    for row in places:
        grouped.setdefault((row["province"], row["district"]), []).append(row)
    return grouped


def demand_points(
    places: Sequence[Row], census: Sequence[Row], counted: Sequence[Row]
) -> list[Row]:
    """Return every demand point in order of province, district and place."""
    provinces = {row["province"]: int(row["people"]) for row in census}
    grouped = by_district(places)
    people = district_people(provinces, district_weights(provinces, counted))
    alone = {(r["province"], r["districts"]) for r in counted if ";" not in r["districts"]}
    points = []
    for district in sorted(grouped.keys() - people.keys()):
        sys.exit(f"{', '.join(district)}: census_districts.csv does not name this district")
    for district, count in sorted(people.items()):
        here = grouped.get(district, [])
        seat = seat_of(here)
        if seat is None:
            sys.exit(f"{', '.join(district)}: places.csv has no town that stands for it")
        points += [
            demand_point(row, share, is_seat=row is seat, own_figure=district in alone)
            for row, share in shares_of(count, seat, here)
        ]
    return points


def main() -> None:
    """Write ``people.csv`` beside this folder."""
    points = demand_points(
        read_table("places.csv"), read_table("census.csv"), read_table("census_districts.csv")
    )
    with (PACK / "people.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(points)
    print(f"{len(points)} demand points, {sum(int(row['people']) for row in points):,} people")


if __name__ == "__main__":
    main()
