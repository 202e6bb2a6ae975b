"""The gazetteer: complete, sourced, and every place where its district and province are."""

import re
import runpy
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from pyproj import Transformer
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from tests.data.tables import Row, read_table

METRIC = "EPSG:32648"
SLACK_M = 3_000  # the district polygons are simplified
KINDS = {"capital", "provincial_seat", "district_town", "border_town", "town", "village"}
# Districts made after the polygons were drawn, and where they were cut from.
CUT_FROM = {
    "Arey Ksatr": ["Lvea Aem", "Khsach Kandal"],
    "Boeng Keng Kang": ["Chamkar Mon"],
    "Borei Ou Svay Senchey": ["Thala Barivat"],
    "Kamboul": ["Pur SenChey", "Dangkao"],
    "Kaoh Rung": ["Preah Sihanouk"],
    "Ou Krieng Saenchey": ["Sambour", "Kracheh", "Chetr Borei"],
    "Sampov Pun": ["Kaoh Thum"],
    "Ta Lou Senchey": ["Bakan", "Phnum Kravanh"],
    "Taing Kouk": ["Baray"],
}
PROVINCE_SPELT = {
    "Banteay Meanchey": "Bantey Meanchey",
    "Ratanakiri": "Ratanakiri Province",
    "Tboung Khmum": "Tbong Khmum",
}
BORDER_TOWNS = [
    "Poipet", "Bavet", "O'Smach", "Chrey Thom", "Cham Yeam", "Choam", "Prum", "Doung",
    "Phnom Den", "Prek Chak", "Kaam Samnor", "Trapeang Kriel", "Trapeang Phlong", "Trapeang Sre",
    "Thma Da", "An Ses", "Chob Kokir", "Banteay Chakrey",
]  # fmt: skip
WELL_KNOWN = {
    "poipet": ["Poipet", "Paoy Paet", "포이펫"],
    "osmach": ["O'Smach", "Ou Smach"],
    "sihanoukville": ["Sihanoukville", "시아누크빌", "시하누크빌"],
    "tbeng-meanchey": ["Tbeng Meanchey", "Tbaeng Mean Chey", "Preah Vihear town"],
    "bavet": ["Bavet", "바벳", "បាវិត"],
    "phnom-penh": ["Phnom Penh", "프놈펜", "ភ្នំពេញ"],
    "chrey-thom": ["Chrey Thom", "츠레이톰"],
}


@pytest.fixture(scope="module")
def places(pack: Path) -> list[Row]:
    return read_table(pack / "places.csv")


@pytest.fixture(scope="module")
def hand(pack: Path) -> list[Row]:
    return read_table(pack / "places_by_hand.csv")


@pytest.fixture(scope="module")
def script(pack: Path) -> dict[str, Any]:
    return runpy.run_path(str(pack / "derive" / "places.py"))


class Ground:
    """Other people's districts and provinces, in metres."""

    def __init__(self, folder: Path) -> None:
        districts = gpd.read_file(folder / "khm_adm2_geoboundaries_simplified.geojson")
        provinces = gpd.read_file(folder / "khm_adm1_geoboundaries.geojson")
        areas = provinces.to_crs(METRIC)
        self.provinces: dict[str, BaseGeometry] = dict(
            zip(areas.shapeName, areas.geometry, strict=True)
        )
        inner = districts.to_crs(METRIC)
        self.districts: dict[tuple[str, str], BaseGeometry] = {}
        for name, area in zip(inner.shapeName, inner.geometry, strict=True):
            middle = area.representative_point()
            near = min(self.provinces, key=lambda key: self.provinces[key].distance(middle))
            self.districts[near, name] = area
        self.to_metres = Transformer.from_crs("EPSG:4326", METRIC, always_xy=True)

    def point(self, row: Row) -> Point:
        return Point(self.to_metres.transform(float(row["lon"]), float(row["lat"])))

    def off_province(self, row: Row) -> float:
        return float(self.provinces[spelt(row)].distance(self.point(row)))

    def off_district(self, row: Row) -> float:
        names = CUT_FROM.get(row["district"], [row["district"]])
        point = self.point(row)
        return min(float(self.districts[spelt(row), name].distance(point)) for name in names)


def spelt(row: Row) -> str:
    """Return the province as the polygons spell it."""
    return PROVINCE_SPELT.get(row["province"], row["province"])


@pytest.fixture(scope="module")
def ground(shared: Path) -> Ground:
    return Ground(shared / "data" / "boundaries")


def test_two_hundred_places_with_ids_of_their_own(places: list[Row]) -> None:
    ids = [row["id"] for row in places]
    assert len(ids) >= 200
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key) for key in ids)


def test_every_province_has_one_seat_and_every_row_a_known_kind(
    places: list[Row], pack: Path
) -> None:
    provinces = {row["province"] for row in read_table(pack / "census.csv")}
    seats = [row["province"] for row in places if row["kind"] in {"capital", "provincial_seat"}]
    assert sorted(seats) == sorted(provinces)
    assert len(provinces) == 25
    assert {row["kind"] for row in places} == KINDS
    assert {row["province"] for row in places} == provinces


def test_every_district_of_the_census_has_a_town(places: list[Row], pack: Path) -> None:
    counted = {
        (row["province"], name)
        for row in read_table(pack / "census_districts.csv")
        for name in row["districts"].split(";")
    }
    with_town = {
        (row["province"], row["district"])
        for row in places
        if row["kind"] in {"provincial_seat", "district_town", "border_town"}
    }
    assert counted == with_town
    assert len(counted) >= 204


def test_border_towns_and_well_known_spellings_are_found(places: list[Row]) -> None:
    by_id = {row["id"]: row for row in places}
    at_the_border = {row["name"] for row in places if row["kind"] == "border_town"}
    assert set(BORDER_TOWNS) <= at_the_border
    for key, spellings in WELL_KNOWN.items():
        row = by_id[key]
        said = {row["name"], row["name_ko"], row["name_km"], *row["alt_names"].split(";")}
        assert set(spellings) <= said, key


def test_points_say_how_well_they_are_known(places: list[Row]) -> None:
    for row in places:
        assert 102 < float(row["lon"]) < 108, row["id"]
        assert 9.9 < float(row["lat"]) < 14.8, row["id"]
        assert row["confidence"] in {"high", "medium", "low"}
        assert row["source"].startswith("GeoNames ") or row["source"] == "general knowledge"
        least = 3_000 if row["source"] == "general knowledge" else 1_000
        assert int(row["precision_m"]) >= least, row["id"]


def test_names_are_in_their_own_script(places: list[Row]) -> None:
    for row in places:
        assert re.fullmatch(r"[\u1780-\u17ff]*", row["name_km"]), row["id"]
        assert re.fullmatch(r"[가-힣]*", row["name_ko"]), row["id"]
        assert row["name"].isascii()
    assert sum(bool(row["name_km"]) for row in places) >= 200
    assert sum(bool(row["name_ko"]) for row in places) >= 12


def test_a_name_that_is_no_english_one_has_a_source(hand: list[Row]) -> None:
    for row in hand:
        for name in ("name_ko", "name_km", "population"):
            assert bool(row[name]) == bool(row[f"{name}_source"]), (row["name"], name)


def test_populations_are_sourced_and_fit_their_census(places: list[Row], pack: Path) -> None:
    provinces = {r["province"]: int(r["people"]) for r in read_table(pack / "census.csv")}
    seats = {"capital", "provincial_seat"}
    for row in places:
        assert bool(row["population"]) == bool(row["population_source"]), row["id"]
        if row["kind"] in seats:
            assert row["population_source"].startswith("2019 census"), row["id"]
        if row["population"]:
            assert 0 < int(row["population"]) <= provinces[row["province"]], row["id"]
    takeo = next(row for row in places if row["id"] == "takeo")
    assert int(takeo["population"]) < 100_000, "GeoNames gives Takeo its province's people"


def test_the_gazetteer_is_what_its_table_says(
    places: list[Row], hand: list[Row], script: dict[str, Any]
) -> None:
    kept = [row for row in hand if row["kind"] != "left_out"]
    assert sorted(row["name"] for row in kept) == sorted(row["name"] for row in places)
    stand_ins = {
        row["geonameid"]: {
            "latitude": 0.0,
            "longitude": 0.0,
            "population": 0,
            "name": row["name"],
            "alternatenames": [row["name_ko"], row["name_km"]],
        }
        for row in hand
        if row["geonameid"]
    }
    assert script["faults_of"](hand, stand_ins) == []
    rebuilt = {row["id"]: row for row in script["gazetteer"](hand, stand_ins)}
    same = ["name", "kind", "district", "province", "name_ko", "name_km", "precision_m"]
    for row in places:
        assert {key: rebuilt[row["id"]][key] for key in same} == {key: row[key] for key in same}


def test_the_script_refuses_a_table_that_does_not_agree(
    hand: list[Row], script: dict[str, Any]
) -> None:
    first = dict(next(row for row in hand if row["geonameid"]))
    unknown = {**first, "geonameid": "1", "kind": "hamlet"}
    no_point = {**first, "geonameid": "", "lat": "", "source": ""}
    faults = script["faults_of"]([unknown, no_point], {"2": {"alternatenames": []}})
    assert len(faults) == 5
    assert sum("is not a name that GeoNames has" in fault for fault in faults) == 2
    assert any("GeoNames 2 is not listed" in fault for fault in faults)
    assert any("is not in the package" in fault for fault in faults)
    assert any("needs lat, lon and source" in fault for fault in faults)


def test_large_or_foreign_figures_of_geonames_are_not_kept(script: dict[str, Any]) -> None:
    row = {"population": "", "population_source": "", "kind": "village"}
    assert script["population_of"](row, {"population": 9_000})[0] == "9000"
    assert script["population_of"](row, {"population": 44_395}) == ("", "")
    assert script["population_of"](row, {"population": 0}) == ("", "")
    assert script["population_of"]({**row, "kind": "district_town"}, {"population": 9_000})[0] == ""


def test_every_place_stands_in_its_province(places: list[Row], ground: Ground) -> None:
    far = {}
    for row in places:
        off = ground.off_province(row)
        if off > int(row["precision_m"]) + SLACK_M:
            far[row["id"]] = round(off)
    assert not far, far


def test_every_place_stands_in_its_district(places: list[Row], ground: Ground) -> None:
    far = {}
    for row in places:
        off = ground.off_district(row)
        if off > int(row["precision_m"]) + SLACK_M:
            far[row["id"]] = round(off)
    assert not far, far


def test_most_places_stand_inside_their_district(places: list[Row], ground: Ground) -> None:
    inside = sum(ground.off_district(row) == 0 for row in places)
    assert inside / len(places) > 0.9, f"{inside} of {len(places)}"
