"""What people paste: every notation, every way to get it wrong, and whatever else a keyboard gives."""

import contextlib
import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lat_lon_parser import to_str_deg_min, to_str_deg_min_sec
from mgrs import MGRS
from openlocationcode import openlocationcode
from pyproj import Transformer

from geo.coordinates import Place, parse_place
from geo.crs import Bounds, distance_m
from geo.errors import (
    AmbiguousPlaceError,
    GreenZoneError,
    OutsideError,
    PlaceError,
    SwappedError,
    UnknownPlaceError,
)
from geo.gazetteer import Gazetteer
from geo.notation.entries import Entry

CAMBODIA: Bounds = (102.3, 9.9, 107.7, 14.75)
TOWNS = Gazetteer(
    [
        Entry("pp", "Phnom Penh", 11.5564, 104.9282, 3000, ("프놈펜",), rank=5),
        Entry("bavet", "Bavet", 11.07, 106.17, 1500, ("바벳",), "Bavet", "Svay Rieng", rank=3),
        Entry("kampot", "Kampot", 10.61, 104.18, 4000, ("캄폿",), "", "Kampot", rank=4),
    ],
    country_names=("Cambodia", "캄보디아"),
)


def parse(text: str, near: tuple[float, float] | None = None) -> Place:
    return parse_place(text, gazetteer=TOWNS, bounds=CAMBODIA, near=near)


def at(place: Place) -> tuple[float, float]:
    return round(place.lat, 6), round(place.lon, 6)


@pytest.mark.parametrize(
    ("text", "lat", "lon", "error_m"),
    [
        ("10.7071, 103.8132", 10.7071, 103.8132, 10),
        ("10.7071,103.8132", 10.7071, 103.8132, 10),
        ("(10.7071, 103.8132)", 10.7071, 103.8132, 10),
        ("10.7071, 103.8132.", 10.7071, 103.8132, 10),
        ("10.7071 103.8132", 10.7071, 103.8132, 10),
        ("10.7071 - 103.8132", 10.7071, 103.8132, 10),
        ("10.7071\n103.8132", 10.7071, 103.8132, 10),
        ("+10.7071+103.8132/", 10.7071, 103.8132, 10),
        ("103.8132E 10.7071N", 10.7071, 103.8132, 10),
        ("E103.8132N10.7071", 10.7071, 103.8132, 10),
        ("10.7071 north, 103.8132 east", 10.7071, 103.8132, 10),
        ("lon=103.8132 lat=10.7071", 10.7071, 103.8132, 10),
        ("lat=10.7071&lon=103.8132", 10.7071, 103.8132, 10),
        ("?lat=10.7071&lng=103.8132&zoom=12", 10.7071, 103.8132, 10),
        ("10.7071,103.8132,15z", 10.7071, 103.8132, 100),
        ("@10.7071,103.8132,3a,75y,90t", 10.7071, 103.8132, 100),
        ("경도 103.8132 위도 10.7071", 10.7071, 103.8132, 10),
        ('{"lat": 10.7071, "lng": 103.8132}', 10.7071, 103.8132, 10),
        ("my place: 10.7071, 103.8132, please!", 10.7071, 103.8132, 10),
        ("call 012 345 678, I am at 10.7071, 103.8132", 10.7071, 103.8132, 10),
        ("2025.10.11 오후 3:20 위치 10.7071 103.8132 입니다", 10.7071, 103.8132, 10),
        ("it's 10.7071, 103.8132", 10.7071, 103.8132, 10),
        ("2025-10-11 10.7071,103.8132", 10.7071, 103.8132, 10),
        ("room 7! 10°30'00\"N 103°45'00\"E come", 10.5, 103.75, 22),
        ("N10.7 E103.8", 10.7, 103.8, 7803),
        ("10.70 103.80", 10.7, 103.8, 780),
        ("10.707, 103.813", 10.707, 103.813, 78),
        ("10.7, 103.8132", 10.7, 103.8132, 5566),
        ("11 105", 11.0, 105.0, 77995),
        ("１０．７０７１，１０３．８１３２", 10.7071, 103.8132, 10),
        ("១០.៧០៧១, ១០៣.៨១៣២", 10.7071, 103.8132, 10),
        ("10,7071; 103,8132", 10.7071, 103.8132, 10),
        ("10,7071 103,8132", 10.7071, 103.8132, 10),
        ("10,7071, 103,8132", 10.7071, 103.8132, 10),
        ("10\u200b.7071,\u202e 103.8132", 10.7071, 103.8132, 10),
        ("10°30'N 103°15'E", 10.5, 103.25, 1301),
        ("10°30'36\"N 103°15'36\"E", 10.51, 103.26, 22),
        ("10º30′36″N, 103º15′36″E", 10.51, 103.26, 22),
        ("10°30'36,0\"N 103°15'36,0\"E", 10.51, 103.26, 10),
        ("10 30 36, 103 15 36", 10.51, 103.26, 22),
        ("10 30 36 103 15 36", 10.51, 103.26, 22),
        ("10d30m36s N 103d15m36s E", 10.51, 103.26, 22),
        ("N10 30.6 E103 15.6", 10.51, 103.26, 130),
        ("10 30.60, 103 15.60", 10.51, 103.26, 13),
        ("북위 10도 30분 36초, 동경 103도 15분 36초", 10.51, 103.26, 22),
    ],
)
def test_degrees_in_any_notation(text: str, *, lat: float, lon: float, error_m: float) -> None:
    place = parse(text)
    assert at(place) == (lat, lon)
    assert place.error_m == pytest.approx(error_m, abs=0.6)
    assert place.kind == "coordinate"
    assert place.gazetteer_id is None


@pytest.mark.parametrize(
    ("text", "kind", "error_m"),
    [
        ("48P VT 92170 77502", "mgrs", 10),
        ("48pvt9217077502", "mgrs", 10),
        ("MGRS: 48P-VT-921-775", "mgrs", 71),
        ("48PVT9277", "mgrs", 707),
        ("48P 492170 1277502", "utm", 10),
        ("48N 492170 1277502", "utm", 10),
        ("48 492170 1277502", "utm", 10),
        ("UTM zone 48 north 492170mE 1277502mN", "utm", 10),
        ("48P 492200 1277500", "utm", 71),
        ("7P36HW4H+H7", "plus_code", 10),
        ("7p36hw4h+h7 somewhere", "plus_code", 10),
        ("HW4H+H7 Phnom Penh", "plus_code", 10),
        ("프놈펜 HW4H+H7", "plus_code", 10),
        ("HW4H+H7, Phnom Penh, Cambodia", "plus_code", 10),
    ],
)
def test_grid_references(text: str, kind: str, error_m: float) -> None:
    place = parse(text)
    assert place.kind == kind
    assert place.error_m == pytest.approx(error_m, abs=0.5)
    metres = distance_m((104.92819, 11.55640), (place.lon, place.lat))
    assert metres <= place.error_m + 10


def test_a_short_plus_code_needs_a_place() -> None:
    assert parse("HW4H+H7", near=(11.9, 104.6)).lat == pytest.approx(11.5564375)
    with pytest.raises(PlaceError, match="put its town behind it"):
        parse("HW4H+H7")
    with pytest.raises(UnknownPlaceError):
        parse("HW4H+H7 Atlantis")


@pytest.mark.parametrize(
    ("text", "lat", "lon", "error_m", "name"),
    [
        pytest.param("near Bavet", 11.07, 106.17, 5000, "near Bavet", id="least 5 km"),
        pytest.param("Bavet 근처", 11.07, 106.17, 5000, "near Bavet", id="Korean, spaced"),
        pytest.param("바벳근처에서", 11.07, 106.17, 5000, "near Bavet", id="Korean, glued"),
        pytest.param("near near Bavet", 11.07, 106.17, 5000, "near Bavet", id="said twice"),
        pytest.param(
            "바벳 북쪽 근처", 11.07, 106.17, 10000, "바벳 북쪽 근처", id="near the north of"
        ),
        pytest.param("around Kampot", 10.61, 104.18, 8000, "near Kampot", id="twice 4 km"),
        pytest.param("Kampot area", 10.61, 104.18, 8000, "near Kampot", id="suffix"),
        pytest.param("north of Bavet", 11.07, 106.17, 10000, "north of Bavet", id="direction"),
        pytest.param("바벳 북쪽", 11.07, 106.17, 10000, "바벳 북쪽", id="Korean direction"),
        pytest.param("20 km from Kampot", 10.61, 104.18, 24000, "near Kampot", id="a ring"),
        pytest.param("캄폿에서 20km", 10.61, 104.18, 24000, "near Kampot", id="Korean ring"),
        pytest.param(
            "near 11.07, 106.17", 11.07, 106.17, 5000, "near 11.07000, 106.17000", id="xy"
        ),
        pytest.param("in Bavet", 11.07, 106.17, 1500, "Bavet", id="in is not near"),
        pytest.param("바벳에서", 11.07, 106.17, 1500, "Bavet", id="Korean in"),
    ],
)
def test_vague_words_widen(text: str, *, lat: float, lon: float, error_m: float, name: str) -> None:
    place = parse(text)
    assert (*at(place), place.error_m, place.name) == (lat, lon, error_m, name)


@pytest.mark.parametrize(
    "text",
    [
        "10.7071 103.8132 or 10.6, 103.9",
        "10.7071, 103.8132 and 10.7072, 103.8133",
        "at 10.7071, 103.8132, 12",
        "room 12, 10.7071, 103.8132",
        "10°30'N 103°45'E or 10°31'N 103°45'E",
        "10°30'N 103°45'E, perhaps 10°40'",
        "s 10.7071, 103.8132 e",
        "lat 10.7071 103.8132 S",
        "we are at 10.7071, 103.8132 S please",
    ],
)
def test_of_two_positions_in_a_message_none_is_taken(text: str) -> None:
    with pytest.raises(GreenZoneError):
        parse(text)


@pytest.mark.parametrize(
    "text", ["30 km north of Kampot", "캄폿에서 북쪽으로 30km", "캄폿 북쪽 30km"]
)
def test_distance_and_direction_move_the_point(text: str) -> None:
    place = parse(text)
    assert place.lon == pytest.approx(104.18)
    assert distance_m((104.18, 10.61), (place.lon, place.lat)) == pytest.approx(30_000)
    assert place.lat > 10.61
    assert place.error_m == pytest.approx(12_000), "0.4 of the way"


def test_a_distance_from_somewhere_near_is_not_taken_for_nearness() -> None:
    with pytest.raises(UnknownPlaceError, match="near Bavet"):
        parse("80 km from near Bavet")


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("103.8132, 10.7071", "10.7071, 103.8132"),
        ("lat 103.8132, lon 10.7071", "10.7071, 103.8132"),
        ("N103.8 E10.7", "10.7, 103.8"),
        ("https://maps.google.com/?q=103.8132,10.7071", "10.7071, 103.8132"),
        ("geo:103.8132,10.7071", "10.7071, 103.8132"),
    ],
)
def test_swapped_order_is_asked_and_never_guessed(text: str, mended: str) -> None:
    with pytest.raises(SwappedError) as caught:
        parse(text)
    assert caught.value.choices == (mended,)
    assert caught.value.code == "SWAPPED"
    assert mended in str(caught.value)
    assert parse(mended).lat == 10.7071 or parse(mended).lat == 10.7


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("37.5665, 126.9780", "near Seoul"),
        ("37.5665, 126.9780", "check the place, and give one inside"),
        ("near Seoul", "in South Korea"),
        ("HW4H+H7 Bangkok", "in Thailand"),
        ("0, 0", "never filled in"),
        ("13.75, 100.5", "near Bangkok"),
        ("-10.7071, 103.8132", "Jakarta"),
        ("10.7071S 103.8132E", "Jakarta"),
        ("49P 492170 1277502", "Ho Chi Minh City"),
        ("300 km from nowhere 16.0, 104.0", ""),
        ("90 km south of Kampot", "Phu Quoc"),
    ],
)
def test_a_point_abroad_is_named(text: str, where: str) -> None:
    with pytest.raises(GreenZoneError) as caught:
        parse(text)
    if where:
        assert isinstance(caught.value, OutsideError)
        assert where in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\x00\u200b",
        "?",
        "\u3164",
        "nan",
        "NaN, NaN",
        "inf, inf",
        "lat nan lon nan",
        "null",
        "10.7071",
        "10.7071°",
        "117",
        "1, 2, 3, 4",
        "10.7071, 103.8132, 25",
        "10.7, 103.8; 10.8, 103.9",
        "10,7071,103,8132",
        "+855 12 345 678",
        "95, 200",
        "10.7071, 203.8132",
        "1e1, 1.04e2",
        "1e400, 5",
        "9" * 400 + ", 5",
        "10.7N 103.8N",
        "-10.7S 103.8E",
        "10.5 30 N 103.5 15 E",
        "10°75'N 103°15'E",
        "10°60'N 103°15'E",
        "10°30'99\"N 103°15'E",
        "' 10 103",
        "48PVT",
        "48PVT123",
        "48P VT 92170 775",
        "48PII1212",
        "99PVT1212",
        "61P 492170 1277502",
        "48Q 492170 1277502",
        "492170 1277502",
        "HW4H+I7",
        "H7+22",
        "between Bavet and Kampot",
        "Kampot province",
        "500 km from Kampot",
        "near",
        "near ?",
    ],
)
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises((PlaceError, UnknownPlaceError)) as caught:
        parse(text)
    assert not isinstance(caught.value, OutsideError | SwappedError)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("text", ["\udcff\udc80", "Bavet\udcff", "https://waze.com/\ud800"])
def test_bytes_that_are_no_text_are_said_to_be_none(text: str) -> None:
    with pytest.raises(PlaceError, match="cannot be read as text") as caught:
        parse(text)
    str(caught.value).encode()


def test_the_code_of_a_bad_coordinate_is_stable() -> None:
    with pytest.raises(PlaceError) as caught:
        parse("10.7071")
    assert caught.value.code == "BAD_COORD"
    assert "11.5564, 104.9282" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "lat"),
    [
        pytest.param("48N 492170 1277502", 11.556, id="N as hemisphere, not as band 0..8"),
        pytest.param("48P 492170 1277502", 11.556, id="P as band"),
    ],
)
def test_the_letter_of_utm(text: str, lat: float) -> None:
    assert parse(text).lat == pytest.approx(lat, abs=0.001)


def test_a_letter_that_may_be_band_or_hemisphere_is_asked() -> None:
    everywhere: Bounds = (-180, -90, 180, 90)
    with pytest.raises(AmbiguousPlaceError) as caught:
        parse_place("48S 492170 4100000", gazetteer=TOWNS, bounds=everywhere)
    north, south = (
        parse_place(choice, gazetteer=TOWNS, bounds=everywhere) for choice in caught.value.choices
    )
    assert north.lat == pytest.approx(37.05, abs=0.01)
    assert south.lat == pytest.approx(-53.2, abs=0.1)


def test_nothing_hostile_is_echoed_whole() -> None:
    with pytest.raises(GreenZoneError) as caught:
        parse("<script>alert(1)</script>" + "\u202e" + "x" * 400)
    assert "\u202e" not in str(caught.value)
    assert "x" * 81 not in str(caught.value)
    with pytest.raises(PlaceError, match="too long"):
        parse("11.5564, 104.9282 " * 40)
    with pytest.raises(PlaceError, match="too long"):
        parse("1" * 100_000)


def test_what_was_typed_travels_with_the_place() -> None:
    place = parse("  Bavet\u200b ")
    assert (place.text, place.name, place.gazetteer_id) == ("Bavet", "Bavet", "bavet")


@pytest.mark.parametrize(
    "text",
    [
        "a " * 249,
        "에서 " * 160,
        "1 " * 249,
        "1," * 249,
        "°' " * 160,
        "N1" * 249,
        "near " * 99,
        "북쪽 1km " * 60,
    ],
)
def test_no_text_takes_long(text: str) -> None:
    start = time.perf_counter()
    with pytest.raises(GreenZoneError):
        parse(text)
    assert time.perf_counter() - start < 1.0


lats = st.floats(CAMBODIA[1] + 0.1, CAMBODIA[3] - 0.1)
lons = st.floats(CAMBODIA[0] + 0.1, CAMBODIA[2] - 0.1)


def _missed_m(text: str, lat: float, lon: float) -> float:
    """Give the metres by which the reading misses the point beyond its stated error."""
    place = parse(text)
    assert math.isfinite(place.error_m)
    assert place.error_m >= 10
    return distance_m((lon, lat), (place.lon, place.lat)) - place.error_m


@given(lats, lons, st.integers(2, 7))
def test_decimal_degrees_come_back(lat: float, lon: float, digits: int) -> None:
    assert _missed_m(f"{lat:.{digits}f}, {lon:.{digits}f}", lat, lon) <= 0.5
    assert _missed_m(f"{lon:.{digits}f}°E {lat:.{digits}f}°N", lat, lon) <= 0.5
    link = f"https://www.google.com/maps/search/?api=1&query={lat:.{digits}f}%2C{lon:.{digits}f}"
    assert _missed_m(link, lat, lon) <= 0.5


@given(lats, lons)
def test_minutes_and_seconds_come_back(lat: float, lon: float) -> None:
    assert _missed_m(f"{to_str_deg_min_sec(lat)}, {to_str_deg_min_sec(lon)}", lat, lon) <= 0.5
    assert _missed_m(f"{to_str_deg_min(lat)} N {to_str_deg_min(lon)} E", lat, lon) <= 0.5


@given(lats, lons, st.integers(1, 5))
def test_mgrs_comes_back(lat: float, lon: float, digits: int) -> None:
    square = MGRS().toMGRS(lat, lon, MGRSPrecision=digits)
    place = parse_place(square, gazetteer=TOWNS, bounds=(100, 8, 110, 16))
    metres = distance_m((lon, lat), (place.lon, place.lat))
    assert metres <= place.error_m * 1.002 + 1  # UTM's scale is up to 0.1 % off at a zone's edge


@given(lats, lons)
def test_utm_comes_back(lat: float, lon: float) -> None:
    east, north = Transformer.from_crs(4326, 32648, always_xy=True).transform(lon, lat)
    assert _missed_m(f"48P {east:.0f} {north:.0f}", lat, lon) <= 0
    assert _missed_m(f"48N {east:.2f} {north:.2f}", lat, lon) <= 0


@given(lats, lons, st.sampled_from([8, 10, 11]))
def test_plus_codes_come_back(lat: float, lon: float, length: int) -> None:
    code = openlocationcode.encode(lat, lon, length)
    assert _missed_m(code, lat, lon) <= 0.5
    if length >= 10:
        short = code[4:]
        place = parse(short, near=(lat, lon))
        assert distance_m((lon, lat), (place.lon, place.lat)) <= place.error_m


NUMBERS = ("10.7", "103.8", "nan", "½", "𝟙", "e9", "48P", "VT", "HW4H+H7")
MARKS = tuple("NE°',;-+=&@%#/([{ \\\"\x00")
LINKS = ("geo:", "https://", "maps.google.com/", "?q=", "map.naver.com/", "!3d", "!4d")
WORDS = ("near ", "Bavet", "근처", "10km ")


@given(
    st.one_of(
        st.text(max_size=600),
        st.lists(st.sampled_from(NUMBERS + MARKS + LINKS + WORDS), max_size=12).map("".join),
    )
)
def test_any_text_gives_a_place_or_one_of_our_errors(text: str) -> None:
    with contextlib.suppress(GreenZoneError):
        place = parse(text)
        assert CAMBODIA[1] <= place.lat <= CAMBODIA[3]
        assert CAMBODIA[0] <= place.lon <= CAMBODIA[2]
        assert 10 <= place.error_m < 200_000
        assert len(place.name) <= 120
