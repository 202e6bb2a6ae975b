"""Files that are wrong: every fault is named at once, nothing is taken in silence."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import FaultsError, GreenZoneError, MissingFileError, PackError
from planning.trials.chronology import read_chronology
from planning.trials.finding import find_trial
from planning.trials.masses import read_mass
from tests.planning.trials.stories import MEASURES, REPLAY, SURGE, event, written
from tests.planning.worlds import make_pack

TOYLAND = make_pack()
RELEASE = '\n[[releases]]\nplace = "Town 3"\npeople = 5\nbegin = 2025-01-15T08:00:00\nover_h = 2\n'


def told(read: Callable[..., Any], folder: Path, text: str) -> list[str]:
    with pytest.raises(FaultsError) as caught:
        read(written(folder, text), TOYLAND)
    return [f"{fault.code} {fault.message}" for fault in caught.value.faults]


def test_whole_files_are_sound(tmp_path: Path) -> None:
    story = read_chronology(written(tmp_path, REPLAY + MEASURES), TOYLAND)
    assert [one.id for one in story.measures][:2] == ["gate", "hours"]
    assert story.is_day_known
    mass = read_mass(written(tmp_path, SURGE + RELEASE), TOYLAND)
    assert (mass.hours, len(mass.releases)) == (6, 1)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("people = 12", "people = -1", "RANGE arrivals[1].people: '-1' is no number"),
        ("people = 12", "people = 1_000_000_000", "RANGE arrivals[1].people: '1000000000'"),
        ("people = 12", "people = nan", "RANGE arrivals[1].people: 'nan' is no number"),
        ("people = 12", "people = inf", "RANGE arrivals[1].people"),
        ("people = 12", 'people = "many"', "RANGE arrivals[1].people: it is no number"),
        ("people = 12", "people = true", "RANGE arrivals[1].people: it is no number"),
        ("people = 12", f"people = 0x{'f' * 9000}", "RANGE arrivals[1].people: it is no number"),
        ("people = 12", "", "NO_KEY arrivals[1].people: is missing; give 0 to 1000000"),
        ("over_h = 1", "over_h = 0", "RANGE arrivals[1].over_h"),
        ("over_h = 1", "over_h = -3", "RANGE arrivals[1].over_h"),
        ("over_h = 1", "over_h = 1439", "RANGE 1443 hours are too many to run; at most 1440"),
        ('door = "M1"', 'door = "M2"', "UNKNOWN_ID arrivals[1].door: 'M2' is no door of this run"),
        ("begin = 2025", "begin = 1825", "BAD_TIME arrivals[1].begin: write day and time of 2000"),
        ("begin = 2025-01-15T08:00:00+07:00", "begin = 2025-01-15", "BAD_TIME arrivals[1].begin"),
        ("begin = 2025-01-15T08:00:00+07:00", 'begin = "noon:"', "BAD_TIME arrivals[1].begin"),
        ("officers = 2", "", "NO_KEY desk.officers: is missing"),
        ("officers = 2", "officers = 2\ncapacity = -1", "RANGE desk.capacity"),
        ("officers = 2", "officers = 2\nstay_h = 0", "RANGE desk.stay_h"),
        ("[desk]", "[desks]", "NO_KEY desk: is missing or no table"),
        ("[desk]", "[desks]", "UNKNOWN_KEY 'desks' is not known here"),
        ("officers = 2", "officers = 2\nofficer = 3", "UNKNOWN_KEY desk: 'officer' is not known"),
        ('kind = "surge"', 'kind = "replay"', "BAD_WORD kind: 'replay' is not one of surge"),
        ('kind = "surge"', 'kind = "surge"\ncountry = "XX"', "NO_KEY doors: no door of 'XX'"),
        (', ko = "어림값"', "", "NO_KEY desk.origin.ko: is missing"),
        ("[desk]", '[[doors]]\nid = "M7"\n[desk]', "UNKNOWN_ID doors[1].id: 'M7' is no door"),
        (
            "[desk]",
            '[[doors]]\nid = "x"\nplace = "Town 1"\n[desk]',
            "NO_KEY doors[1].hours: a door of the file's own needs hours",
        ),
        ("[desk]", '[[doors]]\nid = "M1"\nhours = "always"\n[desk]', "BAD_HOURS doors[1].hours"),
        (
            "[desk]",
            '[[doors]]\nid = "M1"\n[[doors]]\nid = "M1"\n[desk]',
            "DUP_ID doors[2].id: 'M1' stands above already",
        ),
        ("[[arrivals]]", "[[arrival]]", "NO_KEY releases: nothing happens"),
    ],
)
def test_faults_of_a_surge(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert old in SURGE
    faults = told(read_mass, tmp_path, SURGE.replace(old, new))
    assert any(fault.startswith(expected) for fault in faults), faults


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"Town 3"', '"Nowhere"', "UNKNOWN_PLACE releases[1].place"),
        ('place = "Town 3"', "", "NO_KEY releases[1].place: give one of place, site or sites"),
        ('place = "Town 3"', 'site = "S9"', "UNKNOWN_ID releases[1].site: 'S9' is no site"),
        ('place = "Town 3"', 'sites = "all"', "BAD_WORD releases[1].sites"),
        (
            'place = "Town 3"\npeople = 5\nbegin = 2025',
            'sites = "by_weight"\npeople = 5\nbegin = 2020',
            "RANGE releases[1].sites: no site of the pack has a weight at this moment",
        ),
        ("over_h = 2", 'over_h = 2\nby = "boat"', "BAD_WORD releases[1].by: 'boat' is not one of"),
        ("over_h = 2", "over_h = 2\nshare = 1.5", "RANGE releases[1].share: '1.5' is no number"),
    ],
)
def test_faults_of_a_release(tmp_path: Path, old: str, new: str, expected: str) -> None:
    faults = told(read_mass, tmp_path, SURGE + RELEASE.replace(old, new))
    assert [fault for fault in faults if fault.startswith(expected)], faults


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('kind = "escaped"', 'kind = "flew"', "BAD_WORD events[1].kind: 'flew' is not one of"),
        ('"Town 3"', '"Nowhere"', "UNKNOWN_PLACE events[1].place"),
        ("[1, 2]", "[2, 1]", "RANGE events[2].lasting_h: write the shortest and the longest"),
        ("[1, 2]", "[nan, 2]", "RANGE events[2].lasting_h"),
        ("[1, 2]", '["1", 2]', "RANGE events[2].lasting_h"),
        ("lasting_h = [1, 2]\n", "", "NO_KEY events: on_the_way needs lasting_h"),
        ('"07:00"', '"25:00"', 'BAD_TIME events[3].at: write a time of day as "06:00"'),
        ('door = "M1"', 'door = "M2"', "UNKNOWN_ID events[3].door: 'M2' is no mission"),
        ('door = "M1"\n', "", "NO_KEY events: at_door needs at"),
        ("last = 2025-01-15", "last = 2025-01-14", "RANGE period.last: give first to last"),
        ("last = 2025-01-15", "last = 2099-01-14", "RANGE period.last"),
        ("last = 2025-01-15", 'last = 2025-01-15\nweekdays = ["Xx"]', "BAD_WORD period.weekdays"),
        ("last = 2025-01-15", 'last = 2025-01-15\nweekdays = ["Sa"]', "RANGE period.weekdays"),
        ("first = 2025-01-15", 'first = "soon"', "BAD_TIME period.first"),
        ('source = "by hand"\n[[events]]', "[[events]]", "NO_KEY events[1].source"),
        (', ko = "손으로"', "", "NO_KEY title.ko: is missing"),
    ],
)
def test_faults_of_a_chronology(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert old in REPLAY
    faults = told(read_chronology, tmp_path, REPLAY.replace(old, new, 1))
    assert [fault for fault in faults if fault.startswith(expected)], faults


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('host = "M1"', 'host = "M2"', "UNKNOWN_ID measures[1]: change 1, open_zone: 'M2' is no"),
        ('at = "M1"', 'at = "Nowhere"', "UNKNOWN_PLACE measures[1]: change 1, open_zone: place"),
        ('hours = "24/7"', 'hours = "SH off"', "BAD_HOURS measures[1]: change 1, open_zone: hours"),
        ('hours = "24/7"', "hours = 24", "BAD_TYPE measures[1]: change 1, open_zone: hours must"),
        ('hours = "24/7"', "bed = 7", "UNKNOWN_KEY measures[1]: change 1, open_zone: 'bed' is not"),
        ('"open_zone"', '"pray"', "BAD_WORD measures[1]: change 1: do = 'pray' is not known"),
        ('do = "open_zone"', "", "BAD_WORD measures[1]: change 1: do is missing"),
        ("[[measures.change]]", "[measures.change]", "BAD_LIST measures[1].change: write a short"),
        ("[[measures.change]]", "change = [3]", "BAD_TYPE measures[1]: change must be a list of"),
        ("[[measures.change]]", "[[measures.changes]]", "UNKNOWN_KEY measures[1]: 'changes' is"),
        ('target = "M1"', 'target = "M2"', "UNKNOWN_ID measures[2]: change 1, set_hours: 'M2' is"),
        (
            'do = "open_zone"',
            'do = "police"',
            "BAD_WORD measures[1]: change 1: police is no change",
        ),
        ('do = "open_zone"', 'do = "as_of"', "BAD_WORD measures[1]: change 1: as_of is no change"),
        (
            'do = "open_zone"',
            'do = "golden_time"',
            "BAD_WORD measures[1]: change 1: golden_time is no change of a measure",
        ),
        ('call = "escape"\nname', "name", "NO_KEY measures[4]: changes nothing"),
        ('police = "trusted"', 'police = "most"', "BAD_WORD measures[7].police"),
    ],
)
def test_faults_of_a_measure(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert old in MEASURES
    faults = told(read_chronology, tmp_path, REPLAY + MEASURES.replace(old, new, 1))
    assert [fault for fault in faults if fault.startswith(expected)], faults


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    bad = SURGE.replace("people = 12", "people = -1").replace("officers = 2", "officers = nan")
    bad += RELEASE.replace("Town 3", "Nowhere").replace("over_h = 2", "over_h = 0\nmode = 1")
    codes = [fault.split(":")[0] for fault in told(read_mass, tmp_path, bad)]
    assert sorted(codes) == [
        "RANGE arrivals[1].people",
        "RANGE desk.officers",
        "RANGE releases[1].over_h",
        "UNKNOWN_KEY releases[1]",
        "UNKNOWN_PLACE releases[1].place",
    ]


def test_a_second_arrival_is_a_fault(tmp_path: Path) -> None:
    text = REPLAY + event("at_door", at="09:00", door="M1")
    assert "NO_KEY events: 2 events of kind at_door; give exactly one" in told(
        read_chronology, tmp_path, text
    )


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\xff\xfe", id="no UTF-8"),
        pytest.param(b"a = ", id="no TOML"),
        pytest.param(b"a = " + b"[" * 5000, id="too deep"),
        pytest.param(b"a = " + b"9" * 5000, id="too many digits"),
        pytest.param(b"#" * 1_000_001, id="too large"),
        pytest.param(b"", id="empty"),
        pytest.param(b'kind = 3\ntitle = "x"\nevents = 5\nperiod = []\nmeasures = [1]', id="types"),
        pytest.param(b'desk = 3\ntitle = []\narrivals = [[]]\nreleases = {}\n"" = 1', id="shapes"),
    ],
)
@pytest.mark.parametrize("read", [read_chronology, read_mass])
def test_hostile_files_are_refused(tmp_path: Path, read: Any, content: bytes) -> None:
    path = tmp_path / "bad.toml"
    path.write_bytes(content)
    with pytest.raises(FaultsError):
        read(path, TOYLAND)


@settings(max_examples=60, deadline=None)
@given(
    data=st.data(),
    read=st.sampled_from([(read_chronology, REPLAY + MEASURES), (read_mass, SURGE + RELEASE)]),
)
def test_a_damaged_file_is_read_or_refused(
    data: st.DataObject, read: tuple[Any, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    reader, text = read
    lines = text.splitlines()
    number = data.draw(st.integers(0, len(lines) - 1))
    key = lines[number].split("=")[0]
    worth = data.draw(st.sampled_from(["", "= -1", "= []", '= ""', "= {}", "= 1e999", "= [[]]"]))
    lines[number] = key + worth
    path = written(tmp_path_factory.mktemp("damaged"), "\n".join(lines))
    with suppress(GreenZoneError):
        reader(path, TOYLAND)


def test_files_are_found_by_name_by_path_or_as_the_only_one(tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    folder.mkdir()
    country = replace(TOYLAND, folder=folder)
    with pytest.raises(PackError, match="the pack has none of its own"):
        find_trial(country, None, "surge")
    first = written(folder, SURGE, "surge_2025.toml")
    other = written(tmp_path, SURGE, "mine.toml")
    assert find_trial(country, None, "surge") == first
    names = ("2025", "surge_2025", "surge_2025.toml")
    assert {find_trial(country, name, "surge") for name in names} == {first}
    assert find_trial(country, str(other), "surge") == other
    written(folder, SURGE, "surge_2026.toml")
    with pytest.raises(PackError, match="surge_2025, surge_2026"):
        find_trial(country, None, "surge")
    for name in ("", "no\0file", "x" * 5000, "../pack"):
        with pytest.raises(PackError):
            find_trial(country, name, "surge")


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        read_mass(tmp_path / "none.toml", TOYLAND)
