"""A mass release in the small country: from the towns to the doors of one road."""

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.packs import Pack
from planning.trials.surge import DoorLoad, Surge, surge
from tests.planning.trials.stories import SURGE, written
from tests.planning.worlds import default_layers, make_pack, rows, spot

TOYLAND = make_pack()
ZONE = {
    "id": "Z4",
    "name": "Far gate",
    "name_ko": "",
    "host": "",
    "kind": "gate",
    "status": "open",
    "admits_anyone": "yes",
    "hours": "24/7",
    "capacity": 4,
    "at": spot(4),
}


def release(place: str, people: float, *, begin: str = "08:00", **more: object) -> str:
    lines = [f"{key} = {value!r}" for key, value in more.items()]
    return "\n".join(
        [
            *("", "[[releases]]", f'place = "{place}"', f"people = {people}"),
            *(f"begin = 2025-01-15T{begin}:00+07:00", "over_h = 1", *lines, ""),
        ]
    )


def without_arrivals(text: str) -> str:
    return text.split("[[arrivals]]", maxsplit=1)[0]


def run(pack: Pack, folder: Path, text: str) -> Surge:
    return surge(pack, written(folder, text))


def load(found: Surge, name: str) -> DoorLoad:
    return next(one for one in found.loads if one.staffed.door.id == name)


def balance(found: Surge) -> None:
    known = found.on_way + found.stranded
    for one in found.loads:
        known = known + one.present + one.left
    np.testing.assert_allclose(known, found.released, atol=1e-6)


def test_stated_arrivals_by_hand(tmp_path: Path) -> None:
    found = run(TOYLAND, tmp_path, SURGE)
    embassy = load(found, "M1")
    assert embassy.arrived.tolist() == [12, 0, 0, 0, 0]
    assert embassy.registered.tolist() == [6, 6, 0, 0, 0]
    assert embassy.waiting.tolist() == [6, 0, 0, 0, 0]
    assert embassy.inside.tolist() == [6, 12, 12, 12, 12]
    assert (embassy.longest_wait_h, embassy.officers_enough) == (1, 2)
    assert (embassy.capacity_enough, embassy.first_over, embassy.peak_hour) == (12, None, 0)
    balance(found)


def test_a_release_comes_when_the_road_says(tmp_path: Path) -> None:
    """Town 3 is 1800 s from the embassy: half of those of an hour arrive in the next."""
    found = run(TOYLAND, tmp_path, without_arrivals(SURGE) + release("Town 3", 10))
    embassy = load(found, "M1")
    assert embassy.arrived[:3] == pytest.approx([5, 5, 0], abs=0.05)
    assert found.on_way[:2] == pytest.approx([5, 0], abs=0.05)
    balance(found)


def test_travel_on_foot_is_slower(tmp_path: Path) -> None:
    """6 km at 3.6 km/h are 1 h 40."""
    found = run(TOYLAND, tmp_path, without_arrivals(SURGE) + release("Town 1", 12, by="foot"))
    assert load(found, "M1").arrived[:4] == pytest.approx([0, 4, 8, 0], abs=0.1)


def test_the_nearest_open_door_wins_over_a_nearer_shut_one(tmp_path: Path) -> None:
    layers = default_layers() | {"green_zones": rows(ZONE)}
    country = make_pack(**layers)
    by_day = run(country, tmp_path, without_arrivals(SURGE) + release("Town 1", 2, begin="09:00"))
    assert [one.staffed.door.id for one in by_day.loads] == ["M1"]
    by_night = run(country, tmp_path, without_arrivals(SURGE) + release("Town 1", 2, begin="01:00"))
    assert [one.staffed.door.id for one in by_night.loads] == ["Z4"]
    text = without_arrivals(SURGE) + '[[doors]]\nid = "Z4"\nhours = "Sa 09:00-10:00"\n'
    shut = run(country, tmp_path, text + release("Town 3", 2, begin="01:00"))
    assert [one.staffed.door.id for one in shut.loads] == ["M1"]
    balance(by_night)


def test_an_open_door_wins_over_a_shut_one_that_opens_sooner_than_it_is_reached(
    tmp_path: Path,
) -> None:
    """On foot from Town 1 at 06:00: 07:40 at the embassy, which opens at 08:00; 11:00 far off."""
    country = make_pack(green_zones=rows(ZONE))
    text = without_arrivals(SURGE).replace("after_h = 4", "after_h = 9")
    text += release("Town 1", 3, begin="06:00", by="foot")
    assert [one.staffed.door.id for one in run(country, tmp_path, text).loads] == ["Z4"]


def test_who_finds_no_room_is_sent_on_and_stays_counted(tmp_path: Path) -> None:
    """The far gate has room for 4; the embassy, 2400 s away, takes what is over."""
    country = make_pack(green_zones=rows(ZONE))
    text = without_arrivals(SURGE) + release("Town 4", 9, begin="09:00")
    found = run(country, tmp_path, text)
    far, embassy = load(found, "Z4"), load(found, "M1")
    assert far.staffed.desk.capacity == 4
    assert far.registered.sum() == pytest.approx(4, abs=0.01)
    assert far.moved_on.sum() == pytest.approx(5, abs=0.01)
    assert embassy.arrived[:3] == pytest.approx([0, 5, 0], abs=0.01)
    assert [(one.origin.id, one.goal.id) for one in found.moves] == [("Z4", "M1")]
    assert far.capacity_enough == pytest.approx(9, abs=0.01)
    balance(found)


def test_who_finds_no_room_anywhere_is_without_a_place(tmp_path: Path) -> None:
    text = SURGE.replace("officers = 2", "officers = 2\ncapacity = 5\nstay_h = 2")
    found = run(TOYLAND, tmp_path, text)
    embassy = load(found, "M1")
    assert embassy.without_place.tolist() == [7, 7, 2, 2, 0]
    assert embassy.first_over == 0
    assert embassy.left.tolist() == [0, 0, 5, 5, 10]
    balance(found)


def test_unknown_hours_open_to_nobody(tmp_path: Path) -> None:
    country = make_pack(missions=default_layers()["missions"].assign(hours=""))
    found = run(country, tmp_path, SURGE)
    embassy = load(found, "M1")
    assert embassy.registered.sum() == 0
    assert embassy.officers_enough is None
    balance(found)


def test_those_without_a_road_are_told(tmp_path: Path) -> None:
    closed = rows({"id": "C1", "target": "r0", "kind": "road", "at": spot(0.5)})
    found = run(
        make_pack(closures=closed), tmp_path, without_arrivals(SURGE) + release("Town 3", 8)
    )
    assert found.stranded[-1] == pytest.approx(8)
    assert found.loads == ()
    balance(found)


def test_sites_share_a_release_by_their_weight(tmp_path: Path) -> None:
    text = without_arrivals(SURGE) + release("Town 3", 30).replace(
        'place = "Town 3"', 'sites = "by_weight"'
    )
    found = run(TOYLAND, tmp_path, text)
    near_part, far_part = (one.part for one in found.mass.releases)
    assert near_part + far_part == pytest.approx(1)
    assert near_part == pytest.approx(2 * far_part)
    assert found.released[-1] == pytest.approx(30)
    one_site = text.replace('sites = "by_weight"', 'site = "S3"\nshare = 0.5')
    assert run(TOYLAND, tmp_path, one_site).released[-1] == pytest.approx(15)


def test_another_country_has_its_own_doors(tmp_path: Path) -> None:
    missions = default_layers()["missions"]
    other = missions.assign(id="M9", country="ID", name="Other embassy")
    both = rows(
        *missions.assign(at=[spot(0)]).drop(columns="geometry").to_dict("records"),
        *other.assign(at=[spot(2)]).drop(columns="geometry").to_dict("records"),
    )
    country = make_pack(missions=both)
    text = without_arrivals(SURGE).replace("after_h", 'country = "ID"\nafter_h')
    found = run(country, tmp_path, text + release("Town 1", 3, begin="09:00"))
    assert [one.staffed.door.id for one in found.loads] == ["M9"]


def test_a_door_of_the_files_own(tmp_path: Path) -> None:
    text = without_arrivals(SURGE) + (
        '[[doors]]\nid = "hall"\nname = "Sports hall"\nplace = "Town 2"\nhours = "24/7"\n'
        "capacity = 100\nofficers = 9\n"
    )
    found = run(TOYLAND, tmp_path, text + release("Town 3", 9))
    hall = load(found, "hall")
    assert hall.staffed.door.name == "Sports hall"
    assert (hall.staffed.desk.capacity, hall.staffed.desk.rate) == (100, 27)


@pytest.mark.parametrize("people", [0, 0.0])
def test_no_release_is_no_load(tmp_path: Path, people: float) -> None:
    found = run(TOYLAND, tmp_path, SURGE.replace("people = 12", f"people = {people}"))
    assert found.loads == ()
    assert not found.released.any()


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.floats(0, 500), st.integers(0, 23)), min_size=1, max_size=3
    ),
    st.integers(0, 40),
    st.sampled_from(["", "capacity = 7\n", "capacity = 60\nstay_h = 3\n"]),
)
def test_people_are_conserved_at_every_hour(
    tmp_path_factory: pytest.TempPathFactory,
    released: list[tuple[int, float, int]],
    officers: int,
    room: str,
) -> None:
    zone = rows(ZONE)
    country = replace(TOYLAND, layers=MappingProxyType({**TOYLAND.layers, "green_zones": zone}))
    text = SURGE.replace("officers = 2", f"officers = {officers}\n{room}")
    text += "".join(release(f"Town {t}", n, begin=f"{h:02d}:00") for t, n, h in released)
    found = run(country, tmp_path_factory.mktemp("surge"), text)
    balance(found)
    assert found.released[-1] == pytest.approx(12 + sum(n for _, n, _ in released))
