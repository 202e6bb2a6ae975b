"""The demand points: the census by province, split to places by one stated rule."""

import runpy
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.data.tables import Row, read_table
from tests.skips import ROOT

WHOLE_SHARES = runpy.run_path(str(ROOT / "data" / "KHM" / "derive" / "people.py"))["whole_shares"]
NATION = 15_552_211  # General Population Census of Cambodia 2019, final results


@pytest.fixture(scope="module")
def people(pack: Path) -> list[Row]:
    return read_table(pack / "people.csv")


@pytest.fixture(scope="module")
def census(pack: Path) -> dict[str, int]:
    return {row["province"]: int(row["people"]) for row in read_table(pack / "census.csv")}


@pytest.fixture(scope="module")
def script(root: Path) -> dict[str, Any]:
    return runpy.run_path(str(root / "data" / "KHM" / "derive" / "people.py"))


def test_the_census_has_25_provinces_and_its_own_total(census: dict[str, int]) -> None:
    assert len(census) == 25
    assert sum(census.values()) == NATION
    # Read apart from the table: a census audit and the press give these.
    assert census["Phnom Penh"] == 2_281_951
    assert census["Kandal"] == 1_201_581
    assert census["Kep"] == 42_665
    assert census["Preah Sihanouk"] == 310_072


def test_every_province_sums_to_its_census(people: list[Row], census: dict[str, int]) -> None:
    split: Counter[str] = Counter()
    for row in people:
        split[row["province"]] += int(row["people"])
    assert dict(split) == census


def test_every_point_is_a_place_with_people(people: list[Row], pack: Path) -> None:
    places = {row["id"]: row for row in read_table(pack / "places.csv")}
    assert len({row["id"] for row in people}) == len(people)
    for row in people:
        place = places[row["place"]]
        assert int(row["people"]) > 0
        same = ("name", "lat", "lon", "district", "province")
        assert [row[key] for key in same] == [place[key] for key in same]


def test_rural_people_are_not_said_to_live_in_their_town(people: list[Row], pack: Path) -> None:
    kinds = {row["id"]: row["kind"] for row in read_table(pack / "places.csv")}
    for row in people:
        rural = kinds[row["place"]] == "district_town" and row["province"] != "Phnom Penh"
        assert int(row["precision_m"]) >= (10_000 if rural else 4_000), row["id"]


def test_districts_keep_the_proportions_of_the_census(people: list[Row], pack: Path) -> None:
    split: Counter[tuple[str, str]] = Counter()
    for row in people:
        split[row["province"], row["district"]] += int(row["people"])
    for row in read_table(pack / "census_districts.csv"):
        if row["people"] and row["province"] != "Preah Sihanouk":
            here = sum(split[row["province"], name] for name in row["districts"].split(";"))
            assert 0.99 < here / int(row["people"]) < 1.05, row["districts"]


def test_household_counts_stay_under_the_census(pack: Path, census: dict[str, int]) -> None:
    counted: Counter[str] = Counter()
    for row in read_table(pack / "census_districts.csv"):
        counted[row["province"]] += int(row["people"] or 0)
    assert all(counted[province] <= total for province, total in census.items())
    # The province subtotals of the census's own tables, where they are known apart.
    assert counted["Banteay Meanchey"] == 853_252
    assert counted["Kampong Cham"] == 887_121
    assert counted["Kandal"] == 1_180_431
    assert counted["Phnom Penh"] == 2_189_460
    assert counted["Preah Sihanouk"] == 219_865


def test_the_file_is_what_its_rule_gives(
    people: list[Row], pack: Path, script: dict[str, Any]
) -> None:
    tables = [read_table(pack / f"{name}.csv") for name in ("places", "census", "census_districts")]
    assert script["demand_points"](*tables) == people


def test_a_row_without_a_figure_takes_what_is_left(script: dict[str, Any]) -> None:
    counted = [
        {"province": "P", "districts": "A", "parts": "", "people": "60"},
        {"province": "P", "districts": "B;C", "parts": "3;1", "people": ""},
    ]
    weights = script["district_weights"]({"P": 100}, counted)
    assert weights == {("P", "A"): 60, ("P", "B"): 30, ("P", "C"): 10}


def test_villages_never_take_more_than_their_district_has(script: dict[str, Any]) -> None:
    seat = {"kind": "district_town", "population": "", "name": "S"}
    villages = [{"kind": "village", "population": "600", "name": name} for name in "AB"]
    shares = script["shares_of"](900, seat, [seat, *villages])
    assert [count for _, count in shares] == [450, 450]
    shares = script["shares_of"](1_500, seat, [seat, *villages])
    assert [count for _, count in shares] == [600, 600, 300]


@given(
    total=st.integers(0, 10**7),
    weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(any),
)
def test_largest_remainder_keeps_the_sum_and_stays_within_one(
    total: int, weights: list[int]
) -> None:
    shares = WHOLE_SHARES(total, [Fraction(weight) for weight in weights])
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - Fraction(total * weight, sum(weights))) < 1
