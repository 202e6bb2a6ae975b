"""Near the border: who says no, where the place lies, which gate, and what to do."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import geopandas as gpd
import pytest
from shapely.geometry import box

from geo.errors import OutsideError, PlaceError, UnknownPlaceError
from planning.packs import Pack, open_pack
from planning.places import check_inside, locate
from tests.planning.worlds import make_pack, rows, spot

NOON = datetime(2025, 10, 15, 12, 0, tzinfo=ZoneInfo("Asia/Phnom_Penh"))
# The toy country is 103.5..104.8 east, 11.5..12.5 north; "Elsewhere" lies east of it.


def toy(closure: dict[str, str] | None = None, *, gate: bool = True) -> Pack:
    """The toy country with a gate at J4, near its eastern edge."""
    report = {"id": "c", "name": "", "kind": "gate", "target": "J4", "at": spot(4)}
    pack = make_pack(closures=rows(report | closure)) if closure else make_pack()
    if not gate:
        return pack
    kinds = pack.junctions["kind"].mask(pack.junctions["id"] == "J4", "border_gate")
    return replace(pack, junctions=pack.junctions.assign(kind=kinds))


@pytest.fixture(scope="module")
def khm() -> Pack:
    return open_pack()


def test_a_point_just_outside_the_bounds_is_the_outlines_to_judge() -> None:
    # A degree of longitude at 12 north is 108.9 km: 0.03 are 3.3 km, 0.06 are 6.5 km.
    assert locate(toy(), "12.0000, 104.8300").lon == 104.83
    assert locate(toy(), "12.0000, 103.4700").lon == 103.47
    with pytest.raises(
        OutsideError, match=r"in Elsewhere, not in Toyland.*nearest border gate, J4"
    ):
        locate(toy(), "12.0000, 104.8600")
    with pytest.raises(OutsideError, match="sea or far away, not in Toyland; check the place"):
        locate(toy(), "12.0000, 103.4200")


@pytest.mark.parametrize("text", ["12.0000, 105.9000", "12N 105.9E", "95 km east of Town 4"])
def test_far_from_the_border_the_neighbour_is_named_as_far_as_it_is_drawn(text: str) -> None:
    with pytest.raises(OutsideError, match="in Elsewhere, not in Toyland; give a place in Toyland"):
        locate(toy(), text)


def test_beyond_what_is_drawn_the_words_are_the_readers() -> None:
    with pytest.raises(OutsideError, match=r"is outside the country: .*; check the place"):
        locate(toy(), "95 km west of Town 0")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("37.5665, 126.9780", "near Seoul; check the place, and give one inside"),
        ("Seoul", "'Seoul' lies outside the country, in South Korea; name a town in the country"),
    ],
)
def test_far_away_keeps_its_own_words(text: str, says: str) -> None:
    with pytest.raises(OutsideError) as caught:
        locate(toy(), text)
    assert says in str(caught.value)
    assert "gate" not in str(caught.value)


@pytest.mark.parametrize(
    ("closure", "when", "says"),
    [
        ({}, NOON, "give a place in Toyland, such as the nearest border gate, J4, "),
        ({"valid_from": "2025-01-01"}, NOON, "J4, is reported closed since 2025-01-01: check"),
        ({"valid_from": "2025-01-01"}, None, "J4, is reported closed since 2025-01-01: check"),
        ({"valid_from": "2025-11-01"}, NOON, "give a place in Toyland"),
        ({"valid_from": "2025-01-01", "valid_to": "2025-02-01"}, NOON, "give a place in Toyland"),
        ({"valid_from": "2025-01-01", "valid_to": "2025-02-01"}, None, "give a place in Toyland"),
    ],
)
def test_the_nearest_gate_and_whether_it_is_closed(
    closure: dict[str, str], when: datetime | None, says: str
) -> None:
    pack = toy(closure)
    for ask in (
        lambda: locate(pack, "12.0, 105.0", when=when),
        lambda: check_inside(pack, lat=12.0, lon=105.0, when=when),
    ):
        with pytest.raises(OutsideError) as caught:
            ask()
        assert says in str(caught.value)


def test_without_a_gate_there_is_still_something_to_do() -> None:
    with pytest.raises(OutsideError, match="check the place, and give one in Toyland"):
        locate(toy(gate=False), "12.0, 105.0")


def test_without_neighbours_the_words_are_the_readers() -> None:
    nobody = gpd.GeoDataFrame({"name": []}, geometry=[], crs=4326)
    pack = replace(toy(), neighbours=nobody)
    with pytest.raises(OutsideError, match="is outside the country: "):
        locate(pack, "12.0, 105.9")
    with pytest.raises(OutsideError, match="sea or far away"):
        check_inside(pack, lat=12.0, lon=105.9)


def test_a_strip_between_the_drawings_is_the_neighbours_if_that_is_nearer() -> None:
    east = gpd.GeoDataFrame({"name": ["Elsewhere"]}, geometry=[box(104.9, 11, 106, 13)], crs=4326)
    pack = replace(toy(), neighbours=east)
    with pytest.raises(OutsideError, match="lies in Elsewhere"):
        check_inside(pack, lat=12.0, lon=104.87)
    with pytest.raises(OutsideError, match="sea or far away"):
        check_inside(pack, lat=13.2, lon=105.0)


def test_a_place_on_this_side_is_not_said_to_lie_on_the_other(khm: Pack) -> None:
    # Read from a town abroad, moved to this side: 20 km north of Ha Tien is home ground.
    with pytest.raises(OutsideError, match=r"Ha Tien.* lies outside the country, in Vietnam"):
        locate(khm, "20 km north of Ha Tien")


@pytest.mark.parametrize("text", ["10.40, 104.47", "10.38,104.49"])
def test_by_prek_chak_the_slack_decides(khm: Pack, text: str) -> None:
    assert locate(khm, text).kind == "coordinate"


@pytest.mark.parametrize(
    ("text", "land", "gate"),
    [
        ("10.36, 104.51", "Vietnam", "such as the nearest border gate, Prek Chak"),
        ("13.0, 102.25", "Thailand", "Doung border gate (Ban Laem), is reported closed since"),
        ("15.0, 103.5", "Thailand", "O'Smach border gate (Chong Chom), is reported closed since"),
        ("14.5, 106.0", "Laos", "Trapeang Kriel"),
        ("10.8, 106.7", "Vietnam", "such as the nearest border gate, Bavet"),
        ("Aranyaprathet", "Thailand", "is reported closed since"),
        ("near Aranyaprathet", "Thailand", "is reported closed since"),
        ("호치민", "Vietnam", "such as the nearest border gate, Bavet"),
        ("https://waze.com/ul?ll=10.8,106.7", "Vietnam", "such as the nearest border gate, Bavet"),
    ],
)
def test_every_place_in_a_drawn_neighbour_has_its_gate(
    khm: Pack, text: str, land: str, gate: str
) -> None:
    with pytest.raises(OutsideError) as caught:
        locate(khm, text, when=NOON)
    assert f"lies in {land}, not in Cambodia" in str(caught.value)
    assert gate in str(caught.value)


@pytest.mark.parametrize(
    "text", ["바벳, 캄보디아", "바벳, កម្ពុជា", "Bavet, Cambodia", "캄보디아 바벳"]
)
def test_the_country_is_understood_in_its_languages(khm: Pack, text: str) -> None:
    assert locate(khm, text).gazetteer_id == "bavet"


@pytest.mark.parametrize(
    ("text", "kind"),
    [("Preah Vihear", PlaceError), ("xyzzy", UnknownPlaceError), ("\udcff", PlaceError), ("", PlaceError)],
)  # fmt: skip
def test_what_is_no_place_says_what_to_do(khm: Pack, text: str, kind: type[Exception]) -> None:
    with pytest.raises(kind, match=r"name a town|type it again|write one"):
        locate(khm, text)
