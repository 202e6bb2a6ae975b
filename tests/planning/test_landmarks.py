"""What a caller names that is no town: found by its own names and its id, never before a town."""

import pytest
import shapely

from geo.errors import GreenZoneError, UnknownPlaceError
from planning.landmarks import LANDMARKS, landmarks_of
from planning.packs import Pack, open_pack, with_layers
from planning.places import locate
from tests.planning.worlds import make_pack


@pytest.fixture(scope="module")
def khm() -> Pack:
    return open_pack()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("태자단지", "KH-S036"),
        ("태자 단지", "KH-S036"),
        ("Taizi yuanqu", "KH-S036"),
        ("Jinbei 4", "KH-S002"),
        ("A7 Park", "KH-S024"),
        ("KH-S036", "KH-S036"),
        ("주캄보디아 대한민국 대사관", "M001"),
        ("Embassy of the Republic of Korea, Phnom Penh", "M001"),
        ("Poipet border gate (Aranyaprathet)", "gate-poipet"),
        ("near Golden Sun Sky Casino & Hotel", "KH-S004"),
    ],
)
def test_a_landmark_is_found_by_each_of_its_names(khm: Pack, text: str, found: str) -> None:
    place = locate(khm, text)
    assert place.gazetteer_id == found
    assert place.error_m >= khm.entry(found).precision_m


def test_every_landmark_is_found_by_its_name_or_asked_about(khm: Pack) -> None:
    for entry in khm.landmarks:
        assert locate(khm, entry.id).gazetteer_id == entry.id
        assert locate(khm, f"{entry.name} #{entry.id}").gazetteer_id == entry.id


def test_a_town_keeps_its_name(khm: Pack) -> None:
    for town in khm.gazetteer:
        if town.rank >= 3:
            try:
                found = locate(khm, town.name).gazetteer_id
            except GreenZoneError:
                continue  # two towns of one name
            assert found in {entry.id for entry in khm.gazetteer}


def test_landmarks_lie_in_the_country_and_are_no_areas(khm: Pack) -> None:
    sites = khm.layers["sites"].set_index("id")
    for entry in khm.landmarks:
        assert shapely.distance(khm.outline, shapely.Point(entry.lon, entry.lat)) < 0.05
        assert entry.id not in sites.index or sites.loc[entry.id, "level"] == "site"
    of_layers = sum(len(khm.layers[kind]) for kind in LANDMARKS)
    gates = (khm.junctions["kind"] == "border_gate").sum()
    assert 0 < len(khm.landmarks) < of_layers + gates


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("Crown casino", {"Crown casino Bavet, Svay Rieng", "Crown Casino Resort Poipet"}),
        ("Bavet casino", {"Crown casino Bavet, Svay Rieng", "Bavet, Svay Rieng"}),
        ("대사관", {"Embassy of the Republic of Korea, Phnom Penh"}),
    ],
)
def test_what_nobody_bears_is_asked_about(khm: Pack, text: str, choices: set[str]) -> None:
    with pytest.raises(UnknownPlaceError) as caught:
        locate(khm, text)
    given = caught.value.choices
    assert all(any(one.startswith(choice) for one in given) for choice in choices)
    for one in given:
        assert one in str(caught.value)
        assert locate(khm, one).gazetteer_id


def test_landmarks_follow_the_layers(khm: Pack) -> None:
    fewer = with_layers(khm, {"sites": khm.layers["sites"].iloc[:1]})
    assert locate(fewer, "KH-S001").gazetteer_id == "KH-S001"
    with pytest.raises(GreenZoneError):
        locate(fewer, "Taeja complex")
    assert khm.entry("KH-S036").name == "Taeja complex"


def test_a_row_without_a_name_that_can_be_said_is_no_landmark() -> None:
    pack = make_pack()
    sites = pack.layers["sites"].assign(name="...")
    found = landmarks_of({**pack.layers, "sites": sites}, pack.junctions, pack.outline)
    assert not {"S1", "S3"} & {entry.id for entry in found}
    with pytest.raises(UnknownPlaceError):
        pack.entry("nothing")
