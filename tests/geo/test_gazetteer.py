"""Names: found, forgiven, asked about, refused."""

import csv
import string
from pathlib import Path

import pytest

from geo.errors import (
    AmbiguousPlaceError,
    FaultsError,
    OutsideError,
    PlaceError,
    UnknownPlaceError,
)
from geo.gazetteer import Gazetteer, squeeze
from geo.notation.entries import Entry, entries_from_rows

SEAT, TOWN, VILLAGE = 4, 3, 1


def _entry(
    entry_id: str,
    name: str,
    point: tuple[float, float],
    *,
    province: str,
    other: tuple[str, ...] = (),
    rank: int = TOWN,
    district: str = "",
) -> Entry:
    return Entry(entry_id, name, *point, 1000.0, other, district, province, rank=rank)


TOWNS = Gazetteer(
    [
        _entry("pp", "Phnom Penh", (11.56, 104.93), province="Phnom Penh", other=("프놈펜", "ភ្នំពេញ"), rank=5),
        _entry("snv", "Sihanoukville", (10.62, 103.52), province="Preah Sihanouk", other=("시아누크빌", "Kampong Som"), rank=SEAT),
        _entry("svr", "Svay Rieng", (11.09, 105.8), province="Svay Rieng", rank=SEAT),
        _entry("bavet", "Bavet", (11.07, 106.17), province="Svay Rieng", other=("바벳",)),
        _entry("bavet-gate", "Bavet", (11.075, 106.175), province="Svay Rieng", rank=VILLAGE),
        _entry("kampot", "Kampot", (10.61, 104.18), province="Kampot", other=("캄폿",), rank=SEAT),
        _entry("kampot-v", "Kampot", (13.3, 103.9), province="Siem Reap", rank=VILLAGE),
        _entry("teuk", "Tuek Chhou", (10.7, 104.1), province="Kampot", other=("Kampot",)),
        _entry("thom", "Kampong Thom", (12.71, 104.89), province="Kampong Thom", rank=SEAT),
        _entry("cham", "Kampong Cham", (12.0, 105.46), province="Kampong Cham", rank=SEAT),
        _entry("kep", "Kep", (10.48, 104.3), province="Kep", rank=SEAT),
        _entry("chaam", "Chaam", (12.01, 105.47), province="Kampong Cham", rank=VILLAGE),
        _entry("osmach", "O'Smach", (14.43, 103.7), province="Oddar Meanchey"),
        _entry("chak-k", "Prek Chak", (10.5, 104.5), province="Kampot"),
        _entry("chak-b", "Prek Chak", (11.5, 105.5), province="Prey Veng", district="Ba Phnum"),
        _entry("chak-c", "Prek Chak", (11.9, 105.5), province="Prey Veng", district="Kamchay Mear"),
        _entry("varin-a", "Varin", (13.79, 103.76), province="Siem Reap", district="Varin"),
        _entry("varin-b", "Varin", (13.89, 103.83), province="Siem Reap", district="Varin"),
    ],
    country_names=("Cambodia", "캄보디아", "កម្ពុជា"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Phnom Penh", "pp"),
        ("PHNOM-PENH", "pp"),
        ("Phnôm Pénh", "pp"),
        ("phnompenh", "pp"),
        ("ភ្នំពេញ", "pp"),
        ("프놈펜", "pp"),
        ("프놈 펜", "pp"),
        ("프놈펜시", "pp"),
        ("Phnom Phen", "pp"),
        ("Sihanukville", "snv"),
        ("Sihanouk Ville", "snv"),
        ("시하누크빌", "snv"),
        ("Kompong Som", "snv"),
        ("O Smach", "osmach"),
        ("O’Smach", "osmach"),
        ("osmash", "osmach"),
        ("Bavet", "bavet"),
        ("Bavet city", "bavet"),
        ("Krong Bavet", "bavet"),
        ("Bavet, Svay Rieng", "bavet"),
        ("Svay Rieng, Bavet", "bavet"),
        ("Bavet (Svay Rieng)", "bavet"),
        ("Bavet, Svay Rieng Province, Cambodia", "bavet"),
        ("Bavvet, Svay Reing", "bavet"),
        ("bavet svay rieng", "bavet"),
        ("Bavet, 캄보디아", "bavet"),
        ("바벳, 캄보디아", "bavet"),
        ("바벳, កម្ពុជា", "bavet"),
        ("캄보디아 바벳", "bavet"),
        ("Bavett, Cambodia", "bavet"),
        ("Kampot", "kampot"),
        ("Kampott", "kampot"),
        ("Kampot, Siem Reap", "kampot-v"),
        ("Kompong Thom", "thom"),
        ("Prek Chak, Kampot", "chak-k"),
        ("Prek Chak, Kamchay Mear", "chak-c"),
        ("Varin #varin-b", "varin-b"),
    ],
)
def test_names_and_small_typos(typed: str, found: str) -> None:
    assert TOWNS.find(typed).id == found


@pytest.mark.parametrize(
    ("typed", "choices"),
    [
        pytest.param("Kampong Tham", ("Kampong Cham", "Kampong Thom"), id="one letter from two"),
        pytest.param(
            "Prek Chak",
            ("Prek Chak, Ba Phnum, Prey Veng", "Prek Chak, Kamchay Mear, Prey Veng", "Prek Chak, Kampot"),
            id="one name, three places",
        ),
        pytest.param("Kap", ("Kep",), id="too short to forgive"),
        pytest.param("Bavat", ("Bavet, Svay Rieng",), id="five Latin letters"),
        pytest.param("바벨", ("Bavet, Svay Rieng",), id="two Hangul syllables"),
        pytest.param("바벨시", ("Bavet, Svay Rieng",), id="the word for a town does not count"),
        pytest.param("프놈팬", ("Phnom Penh",), id="three Hangul syllables"),
        pytest.param("Cham", ("Kampong Cham", "Chaam, Kampong Cham"), id="part of a name, beside typos"),
        pytest.param(
            "Varin",
            ("Varin, Siem Reap #varin-a", "Varin, Siem Reap #varin-b"),
            id="nothing but the id tells them apart",
        ),
    ],
)  # fmt: skip
def test_near_ties_are_asked(typed: str, choices: tuple[str, ...]) -> None:
    with pytest.raises(AmbiguousPlaceError) as caught:
        TOWNS.find(typed)
    assert sorted(caught.value.choices) == sorted(choices)
    places = {TOWNS.find(choice).id for choice in caught.value.choices}
    assert len(places) == len(choices), "every choice, typed again, finds its own place"


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("Bavet, Thailand", "Bavet, Svay Rieng"),
        ("저는 바벳에 있어요", "Bavet, Svay Rieng"),
        ("Bavet, Kampot", "Bavet, Svay Rieng"),
        ("I am locked up in a house near Bavet", "Bavet, Svay Rieng"),
        ("please send help", ""),
        ("help", ""),
        ("도와주세요 여권을 빼앗겼어요", ""),
        ("<b>Kampot</b><script>", "Kampot"),
        ("#", ""),
        ("Varin #none", ""),
        ("!!!", ""),
    ],
)
def test_what_is_too_far_is_refused_with_the_nearest(typed: str, nearest: str) -> None:
    with pytest.raises(UnknownPlaceError) as caught:
        TOWNS.find(typed)
    assert nearest in str(caught.value)


@pytest.mark.parametrize("typed", ["Kampot province", "Svay Rieng District", "캄폿주", "ខេត្ត X"])
def test_an_area_is_no_place(typed: str) -> None:
    with pytest.raises(
        PlaceError, match=r"(is an area|\(an area\)), not a place; name a town in it"
    ):
        TOWNS.find(typed)


@pytest.mark.parametrize(
    "typed",
    ["Seoul", "서울", "서울시", "Busan", "Bangkok", "방콕", "Hanoi", "하노이", "Saigon", "Ho Chi Minh City", "호찌민",
     "호치민", "Vientiane", "Manila", "Tokyo", "Beijing", "Incheon", "인천", "Aranyaprathet", "Seoul, South Korea",
     "태국 방콕", "Seoul Station", "Thailand", "베트남", "Bankok"],
)  # fmt: skip
def test_what_is_well_known_elsewhere_is_never_mended_to_a_place_here(typed: str) -> None:
    like_seoul = _entry("snuol", "Snuol", (12.07, 106.42), province="Kratie", other=("Snoul",))
    gazetteer = Gazetteer([*TOWNS, like_seoul], country_names=("Cambodia",))
    with pytest.raises(OutsideError, match=r"lies outside the country.*such as Phnom Penh"):
        gazetteer.find(typed)


def test_a_typo_between_a_place_here_and_one_elsewhere_is_asked() -> None:
    here = Gazetteer([_entry("x", "Bangkor", (12.0, 105.0), province="Takeo")])
    with pytest.raises(AmbiguousPlaceError, match="did you mean Bangkor, Takeo"):
        here.find("Bangkob")


def test_at_home_a_town_known_abroad_is_found() -> None:
    here = Gazetteer([Entry("x", "Seoul", 37.57, 126.98, 5000.0)], country_names=("South Korea",))
    assert here.find("Seoul").id == "x"
    assert here.find("Seoul, 한국").id == "x", "a country's names in other languages are known"
    with pytest.raises(PlaceError, match="is the country"):
        here.find("대한민국")


@pytest.mark.parametrize(
    "typed", ["Cambodia", "캄보디아", "Cambodia, 캄보디아", "Kingdom of Cambodia"]
)
def test_the_country_itself_is_no_place(typed: str) -> None:
    with pytest.raises(PlaceError, match="is the country, not a place in it; name a town"):
        TOWNS.find(typed)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("Oddar Meanchey", "is a province (an area), not a place; name a town in it, for example O'Smach"),
        ("Oddar Meanchey, Cambodia", "is a province (an area)"),
        ("Oddar Meanchy", "looks like Oddar Meanchey, which is a province (an area)"),
        ("Ba Phnum", "is a district (an area), not a place; name a town in it, for example Prek Chak, Ba"),
    ],
)  # fmt: skip
def test_a_province_without_a_town_of_its_name(typed: str, says: str) -> None:
    with pytest.raises(PlaceError) as caught:
        TOWNS.find(typed)
    assert says in str(caught.value)


def test_a_word_of_other_names_is_asked_and_not_mended() -> None:
    towns = Gazetteer(
        [
            _entry("d", "Dangkor", (11.4, 104.9), province="Phnom Penh"),
            _entry("a", "Angkor Borei", (10.99, 104.97), province="Takeo"),
        ]
    )
    with pytest.raises(AmbiguousPlaceError, match="did you mean") as caught:
        towns.find("Angkor")
    assert set(caught.value.choices) == {"Dangkor, Phnom Penh", "Angkor Borei, Takeo"}


@pytest.mark.parametrize("typed", ["xyzzy", "도와주세요", "Atlantis", "Hollywood", "ឆ្ងាយ"])
def test_nothing_near_is_said_with_what_can_be_typed(places: Gazetteer, typed: str) -> None:
    with pytest.raises(UnknownPlaceError) as caught:
        places.find(typed)
    assert "no name is like it" in str(caught.value)
    assert "such as Phnom Penh, or write a position such as 11.5564, 104.9282" in str(caught.value)


def test_names_the_pack_once_took_for_others(places: Gazetteer) -> None:
    for typed in ("코롱", "꼬롱", "Cham", "Angkor", "바벨"):
        with pytest.raises(AmbiguousPlaceError, match="did you mean"):
            places.find(typed)
    for typed in ("Kandal", "Banteay Meanchey", "Preah Vihear"):
        with pytest.raises(PlaceError, match="is a province"):
            places.find(typed)
    assert places.find("시하누크빌").id == "sihanoukville"


def test_nearest_place() -> None:
    found = TOWNS.nearest(10.6, 104.18)
    assert found is not None
    entry, metres = found
    assert entry.id == "kampot"
    assert metres == pytest.approx(1106, abs=1)
    assert Gazetteer([]).nearest(10.6, 104.18) is None


def test_an_empty_gazetteer_knows_nothing() -> None:
    with pytest.raises(UnknownPlaceError):
        Gazetteer([]).find("Bavet")


def test_all_faults_at_once() -> None:
    entries = [
        Entry("a", "A", 11.0, 104.0, 10.0),
        Entry("a", "", 11.0, 204.0, -1.0),
        Entry("c", "C", float("nan"), 104.0, float("nan")),
    ]
    with pytest.raises(FaultsError) as caught:
        Gazetteer(entries)
    codes = [fault.code for fault in caught.value.faults]
    assert codes == ["DUP_ID", "NO_NAME", "BAD_COORD", "RANGE", "BAD_COORD", "RANGE"]


def test_rows_become_entries() -> None:
    rows: list[dict[str, object]] = [
        {"id": "kampot", "name": "Kampot", "name_ko": "캄폿", "alt_names": "Kampôt; Kâmpôt",
         "kind": "provincial_seat", "province": "Kampot", "lat": "10.61", "lon": "104.18",
         "precision_m": "2000", "population": "48000"},
        {"id": "x", "name": "Trapeang", "kind": "village", "district": "Chhuk", "province": "Kampot",
         "lat": "10.8", "lon": "104.4", "name_km": float("nan")},
    ]  # fmt: skip
    kampot, village = entries_from_rows(rows)
    assert kampot.names == ("Kampot", "캄폿", "Kampôt", "Kâmpôt")
    assert (kampot.rank, kampot.population, kampot.precision_m) == (4, 48000.0, 2000.0)
    assert village.around == ("Chhuk", "Kampot", "캄폿", "Kampôt", "Kâmpôt")
    assert village.precision_m == 5000.0
    assert Gazetteer([kampot, village]).find("캄폿 Trapeang").id == "x"


def test_bad_figures_are_all_named() -> None:
    rows = [{"id": "a", "name": "A", "lat": "north", "lon": "1O4", "precision_m": ""}]
    with pytest.raises(FaultsError) as caught:
        entries_from_rows(rows)
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [(2, "lat"), (2, "lon")]


PLACES = Path(__file__).parents[2] / "data" / "KHM" / "places.csv"


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    with PLACES.open(encoding="utf-8-sig", newline="") as file:
        return Gazetteer(entries_from_rows(csv.DictReader(file)))


def _found(places: Gazetteer, typed: str) -> set[str]:
    """Return the ids that a name finds or that its question offers."""
    try:
        return {places.find(typed).id}
    except AmbiguousPlaceError as question:
        return {places.find(choice).id for choice in question.choices}


def test_every_place_of_the_pack_finds_itself(places: Gazetteer) -> None:
    for entry in places:
        assert entry.id in _found(places, entry.name)
        assert places.find(f"{entry.name} #{entry.id}") == entry
        assert entry.id in _found(places, f"{entry.name}, {entry.province}")


def _typos(name: str) -> set[str]:
    ends = range(len(name) + 1)
    letters = string.ascii_lowercase
    return {
        *(name[:at] + name[at + 1 :] for at in ends),
        *(name[:at] + letter + name[at + 1 :] for at in ends for letter in letters),
        *(name[:at] + letter + name[at:] for at in ends for letter in letters),
    }


def test_every_one_letter_typo_of_a_seat_finds_it_or_asks(places: Gazetteer) -> None:
    known = {squeeze(name) for entry in places for name in entry.names}
    seats = [entry for entry in places if entry.rank >= SEAT]
    assert len(seats) == 25
    refused: dict[str, str] = {}
    for seat in seats:
        for typed in _typos(seat.name):
            if squeeze(typed) in known:
                continue
            try:
                assert seat.id in _found(places, typed), typed
            except UnknownPlaceError as refusal:
                refused[typed] = str(refusal)
    assert all("Kep" in refusal for refusal in refused.values()), refused
