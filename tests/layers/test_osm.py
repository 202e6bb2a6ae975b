"""Layers out of OpenStreetMap: what the tags say is told, what they do not say is not."""

from collections import Counter
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.crs import DEGREES
from geo.osmfile import OsmFeature, read_osm
from layers.osm import LEAST_ERROR_M, OSM_FEATURES, OSM_LAYERS, OsmLayers, layers_from_osm
from layers.osm_words import mission_kind, opening_hours, phone_number, population
from layers.schemas import OFTEN_EMPTY
from layers.tables import read_layer, write_layer

AREAS = gpd.GeoDataFrame(
    {
        "admin_level": [2, 4, 4, 6],
        "name": ["나라", "Tây", "동", "Sông"],
        "name_en": ["Land", "West", "", ""],
    },
    geometry=[
        shapely.box(0, 0, 20, 10),
        shapely.box(0, 0, 10, 10),
        shapely.box(10, 0, 20, 10),
        shapely.box(0, 0, 5, 10),
    ],
    crs=DEGREES,
)


def at(lon: float, tags: dict[str, str], *, number: int = 1, **changes: Any) -> OsmFeature:
    given: dict[str, Any] = {
        "osm_type": "node", "osm_id": number, "lon": lon, "lat": 5.0, "extent_m": 0.0, "tags": tags,
    }  # fmt: skip
    return OsmFeature(**(given | changes))


def made(*features: OsmFeature, areas: gpd.GeoDataFrame = AREAS) -> OsmLayers:
    return layers_from_osm(features, areas, as_of="2026-11-01", host_country="KH")


def row(kind: str, tags: dict[str, str], **changes: Any) -> dict[str, Any]:
    """The one row that a feature becomes."""
    (only,) = made(at(2.0, tags, **changes)).layers[kind].to_dict("records")
    return {str(key): value for key, value in only.items()}


def test_a_police_post() -> None:
    tags = {"amenity": "police", "name": "Đồn", "name:en": "Post", "name:ko": "파출소", "opening_hours": "24/7"}  # fmt: skip
    found = row("police_posts", tags, osm_type="way", osm_id=7, extent_m=120.04)
    assert found.pop("geometry") == shapely.Point(2, 5)
    assert found == {
        "id": "osm-w7", "name": "Post", "name_ko": "파출소", "kind": "station", "town": "",
        "province": "West", "lat": 5.0, "lon": 2.0, "precision_m": 120.0, "hours": "24/7",
        "holidays": "",
        "trust": "unverified", "safe_point": "no", "reported_issue": "",
        "source": "https://www.openstreetmap.org/way/7", "as_of": "2026-11-01",
        "confidence": "medium", "note": "", "valid_from": "", "valid_to": "",
    }  # fmt: skip


def test_no_tag_makes_a_post_trusted_or_safe() -> None:
    tags = {"amenity": "police", "name": "P", "trust": "trusted", "safe_point": "yes"}
    found = row("police_posts", tags)
    assert (found["trust"], found["safe_point"]) == ("unverified", "no")


@pytest.mark.parametrize(
    ("tags", "name", "kind", "confidence"),
    [
        ({"name": "Tourist Police"}, "Tourist Police", "tourist_police", "medium"),
        ({"name:en": "Immigration Office"}, "Immigration Office", "immigration", "medium"),
        ({"name": "Đồn 3"}, "Đồn 3", "station", "medium"),
        ({}, "Police post without a name", "station", "low"),
        ({"name": "\u202e\u200b --"}, "Police post without a name", "station", "low"),
    ],
)
def test_kinds_and_names_of_posts(
    tags: dict[str, str], name: str, kind: str, confidence: str
) -> None:
    found = row("police_posts", {"amenity": "police", **tags})
    assert (found["name"], found["kind"], found["confidence"]) == (name, kind, confidence)


@pytest.mark.parametrize(
    ("lon", "province", "district"),
    [(2.0, "West", "Sông"), (7.0, "West", ""), (12.0, "동", ""), (25.0, "unknown", "")],
)
def test_province_and_district_are_where_it_lies(lon: float, province: str, district: str) -> None:
    (place,) = made(at(lon, {"place": "town", "name": "T"})).layers["places"].to_dict("records")
    assert (place["province"], place["district"]) == (province, district)


EMBASSY = {"office": "diplomatic", "diplomatic": "embassy", "country": "kr", "name": "대사관"}


def test_a_mission() -> None:
    tags = {**EMBASSY, "name:en": "Embassy", "addr:city": "Malé", "phone": "tel; +82-2-3210-0404"}
    found = row("missions", {**tags, "opening_hours": "Su-Th 09:00-15:00; PH off"})
    wanted = {
        "kind": "embassy", "country": "KR", "host_country": "KH", "name": "Embassy", "city": "Malé",
        "name_local": "대사관", "phone": "+82-2-3210-0404", "precision_m": LEAST_ERROR_M,
        "hours": "Su-Th 09:00-15:00; PH closed", "note": "",
        "after_hours_admission": "unknown", "confidence": "medium",
    }  # fmt: skip
    assert {key: found[key] for key in wanted} == wanted


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"diplomatic": "embassy"}, "embassy"),
        ({"diplomatic": "embassy", "embassy": "high_commission"}, "embassy"),
        ({"diplomatic": "embassy", "embassy": "branch_embassy"}, "branch_office"),
        ({"diplomatic": "embassy", "embassy": "residence"}, ""),
        ({"diplomatic": "ambassadors_residence"}, ""),
        ({"diplomatic": "consulate", "consulate": "consulate_general"}, "consulate"),
        ({"diplomatic": "consulate", "consulate": "residence"}, ""),
        ({"diplomatic": "liaison"}, "branch_office"),
        ({"diplomatic": "permanent_mission"}, ""),
        ({"amenity": "embassy"}, "embassy"),
        ({"amenity": "embassy", "diplomatic": "consulate"}, "consulate"),
        ({"office": "diplomatic"}, ""),
    ],
)
def test_kinds_of_missions(tags: dict[str, str], kind: str) -> None:
    assert mission_kind(tags) == kind


def test_an_honorary_consul_is_of_low_confidence() -> None:
    tags = {**EMBASSY, "diplomatic": "consulate", "consulate": "honorary_consul"}
    found = row("missions", tags)
    assert (found["kind"], found["confidence"], found["note"]) == ("consulate", "low", "honorary consul")  # fmt: skip


def test_a_mission_of_nobody_known_is_left_out_and_counted() -> None:
    nobody = {key: value for key, value in EMBASSY.items() if key != "country"}
    found = made(
        at(1, nobody),
        at(1, {**nobody, "target": "KH"}, number=2),  # whom it is sent to, not whose it is
        at(1, {**EMBASSY, "country": "Korea"}, number=3),
        at(1, {**EMBASSY, "diplomatic": "permanent_mission"}, number=4),
    )
    assert len(found.layers["missions"]) == 0
    assert found.notes == (
        "left out: 1 missions of a kind that is not told, or a residence",
        "left out: 3 missions that do not tell whose they are",
    )


def test_hospitals_and_fuel() -> None:
    clinic = row("hospitals", {"amenity": "clinic", "name": "C", "emergency": "no"})
    assert (clinic["kind"], clinic["emergency"]) == ("clinic", "no")
    ward = row("hospitals", {"amenity": "hospital", "emergency": "emergency_ward_entrance"})
    assert (ward["emergency"], ward["confidence"]) == ("unknown", "low")
    fuel = row("fuel_stations", {"amenity": "fuel", "brand": "FSM", "opening_hours": "Mo-Su 07:00-23:00"})  # fmt: skip
    assert (fuel["name"], fuel["hours"], fuel["confidence"]) == ("FSM", "Mo-Su 07:00-23:00", "low")


@pytest.mark.parametrize(
    ("tags", "kind", "people"),
    [
        ({"place": "city", "capital": "yes", "population": "103693"}, "capital", 103_693),
        ({"place": "town", "capital": "4", "population": "10,398"}, "provincial_seat", 10_398),
        ({"place": "village", "population": "3000+"}, "village", None),
        ({"place": "village", "population": "0"}, "village", None),
        ({"place": "hamlet", "population": "999999999"}, "hamlet", None),
        ({"place": "suburb", "population": "20000"}, "suburb", None),
        ({"place": "islet", "capital": "4", "population": "1525"}, "island", None),
    ],
)
def test_people_are_those_of_a_settlements_own_figure(
    tags: dict[str, str], kind: str, people: int | None
) -> None:
    found = made(at(2.0, {**tags, "name": "N", "source:population": "census"})).layers
    place, rows = found["places"].loc[0], found["people"].to_dict("records")
    assert place["kind"] == kind
    assert [one["people"] for one in rows] == ([] if people is None else [people])
    assert all(one["place"] == one["id"] == "osm-n1" for one in rows)
    if population(tags):
        assert place["population"] == population(tags)
        assert place["population_source"] == "population in OpenStreetMap, census"
    else:
        assert place["population_source"] == ""


def test_names_of_a_place() -> None:
    tags = {"place": "town", "name": "ភូមិ", "name:en": "Phum", "name:km": "ភូមិ", "name:ko": "품", "alt_name": "Poum; Phum ;Pum"}  # fmt: skip
    found = row("places", tags)
    assert [found[key] for key in ("name", "name_km", "name_ko", "alt_names")] == [
        *("Phum", "ភូមិ", "품", "Poum;Pum"),
    ]
    assert made(at(2.0, {"place": "islet"})).notes == ("left out: 1 places without a name",)


def test_a_place_drawn_round_its_own_point_is_one_place() -> None:
    island = {"place": "island", "name": "Gan"}
    found = made(
        at(2.0, {"place": "town", "name": "Gan"}),
        at(2.001, island, number=2, osm_type="way", extent_m=112.0),  # the town is 111 m away
        at(2.001, island, number=3, osm_type="way", extent_m=110.0),
        at(2.0, {**island, "name": "Fua"}, number=4, osm_type="way", extent_m=900.0),
    )
    assert found.layers["places"]["id"].tolist() == ["osm-n1", "osm-w3", "osm-w4"]
    assert "left out: 1 places drawn a second time, as an outline" in found.notes


@pytest.mark.parametrize(
    ("tags", "number"),
    [
        ({"phone": "117"}, "117"),
        ({"contact:phone": "+960 331 0000"}, "+960 331 0000"),
        ({"phone": "ask; +960-1;+960-2"}, "+960-1"),
        ({"phone": "ask at the gate"}, ""),
        ({}, ""),
    ],
)
def test_the_first_number_that_is_one(tags: dict[str, str], number: str) -> None:
    assert phone_number(tags) == number


def test_texts_too_long_are_cut() -> None:
    hours, note = opening_hours({"opening_hours": "Mo 08:00-09:00, " * 1000})
    assert hours == ""
    assert len(note) < 300
    assert len(row("police_posts", {"amenity": "police", "name": "x" * 100_000})["name"]) == 256


def test_a_brand_of_no_letter_is_no_name() -> None:
    found = row("fuel_stations", {"amenity": "fuel", "brand": "\U00018cd6", "operator": "Tela"})
    assert found["name"] == "Tela"
    nameless = row("fuel_stations", {"amenity": "fuel", "brand": "\U00018cd6"})
    assert nameless["name"] == "Fuel station without a name"


TEXT = st.text(max_size=12)
TAGS = st.fixed_dictionaries(
    {"name": TEXT},
    optional={
        "amenity": st.sampled_from(["police", "embassy", "hospital", "clinic", "fuel"]),
        "place": st.sampled_from(["town", "islet", "suburb", "galaxy"]),
        "name:en": TEXT, "name:ko": TEXT, "name:km": TEXT, "alt_name": TEXT, "phone": TEXT,
        "opening_hours": TEXT, "population": TEXT, "addr:city": TEXT, "country": TEXT,
        "emergency": TEXT, "brand": TEXT, "source:population": TEXT, "capital": TEXT,
    },
)  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(st.lists(TAGS, max_size=4))
def test_whatever_the_tags_say_the_layers_are_sound(tags: list[dict[str, str]]) -> None:
    features = [at(place + 0.5, one, number=place + 1) for place, one in enumerate(tags)]
    found = made(*features).layers  # checks every cell
    assert set(found) == set(OSM_LAYERS)
    assert (found["police_posts"]["trust"] == "unverified").all()


def test_the_layers_survive_being_written(tmp_path: Path) -> None:
    layers = made(
        at(1.1, {"amenity": "police", "name": 'A "post",\nof two lines'}, number=1),
        at(1.2, EMBASSY, number=2),
        at(1.3, {"amenity": "hospital", "name": "=1+1"}, number=3),
        at(1.4, {"place": "town", "name": "T", "population": "7"}, number=4),
    ).layers
    for kind, layer in layers.items():
        path = tmp_path / f"{kind}.csv"
        write_layer(layer, path, kind)
        read = read_layer(path, kind, may_be_empty=True)
        assert_geodataframe_equal(read, layer, check_dtype=len(layer) > 0)
    assert len(layers["fuel_stations"]) == 0
    assert {"hospitals", "fuel_stations"} <= set(OFTEN_EMPTY)


def test_the_maldives(shared: Path) -> None:
    extract = read_osm(shared / "data" / "osm" / "maldives-latest.osm.pbf", features=OSM_FEATURES)
    found = layers_from_osm(
        extract.features, extract.boundaries, as_of=extract.as_of, host_country="MV"
    )
    layers = found.layers
    assert {kind: len(layers[kind]) for kind in ("police_posts", "missions", "fuel_stations")} == {
        "police_posts": 39, "missions": 3, "fuel_stations": 25,
    }  # fmt: skip
    assert Counter(layers["hospitals"]["kind"]) == {"hospital": 53, "clinic": 15}
    assert sorted(layers["missions"]["country"]) == ["AE", "IN", "PK"]
    capital = layers["places"].set_index("kind").loc["capital"]
    assert (capital["name"], capital["population"], capital["province"]) == (
        "Malé",
        103_693,
        "Malé",
    )
    assert layers["people"]["people"].sum() == 103_693 + 10_398 + 15_875
    assert (layers["police_posts"]["precision_m"] >= LEAST_ERROR_M).all()
    assert "left out: 1 missions of a kind that is not told, or a residence" in found.notes
