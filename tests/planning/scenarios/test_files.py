"""Scenario files: round trip, a hash of every setting, and files that mean harm."""

import tomllib
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import FaultsError, MissingFileError
from planning.scenarios import files
from planning.scenarios.changes import CloseRoad, OpenZone, PostOfficers, SetHours
from planning.scenarios.conditions import GoldenTime
from planning.scenarios.files import (
    MOST_BYTES,
    find_scenario,
    read_scenario,
    save_scenario,
    scenario_text,
    shipped,
)
from planning.scenarios.fingerprint import pack_hash, scenario_hash
from planning.scenarios.phrases import change_table
from planning.scenarios.scenario import BASELINE, CHANGES, MOST_CHANGES, Scenario
from planning.scenarios.tables import scenario_of_table
from tests.planning.scenarios.test_applying import ONE_OF_EACH
from tests.planning.scenarios.toy import NOON, at, toy

PACK = toy()
TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\t\n\"'\\#=[]"), max_size=30
)
WORDS: dict[str, Any] = {
    "set_admission": {"admission": st.sampled_from(["yes", "no", "contested", "unknown"])},
    "set_zone": {"status": st.none() | st.just("open"), "admits_anyone": st.just("no")},
    "post_officers": {"on_call": st.just("no"), "kind": st.just("partner")},
    "set_on_call": {"on_call": st.just("yes")},
    "trust": {"trust": st.just("avoid")},
    "season": {"season": st.sampled_from(["wet", "dry"])},
    "police": {"police": st.sampled_from(["none", "trusted", "all"])},
}
NUMBERS = {"minutes", "factor", "on_duty_min", "on_call_min"}


def any_change(key: str) -> st.SearchStrategy[Any]:
    kind = CHANGES[key]
    numbers = st.floats(-1e9, 1e9) | st.integers(-(10**9), 10**9)
    parts = {
        one.name: numbers
        if one.name in NUMBERS
        else st.integers(0, 99)
        if one.name == "officers"
        else TEXT
        for one in fields(kind)
    }
    return st.builds(kind, **(parts | WORDS.get(key, {})))


def read(text: str, pack: Any = PACK) -> files.LoadedScenario:
    return read_scenario(pack, text.encode(), subject="x.toml")


@settings(max_examples=25, deadline=None)
@given(
    changes=st.lists(st.sampled_from(sorted(CHANGES)).flatmap(any_change), max_size=4),
    title=TEXT,
    golden_min=st.none() | st.floats(1, 100),
)
def test_what_is_written_reads_back(
    changes: list[Any], title: str, golden_min: float | None
) -> None:
    scenario = at(NOON, title_ko=title, golden_min=golden_min, changes=tuple(changes))
    table = tomllib.loads(scenario_text(PACK, scenario))
    assert scenario_of_table(table, subject="x") == scenario
    assert table["hash"] == scenario_hash(PACK, scenario)


def test_a_saved_scenario_loads_without_a_caution(tmp_path: Path) -> None:
    scenario = at(NOON, title_ko="황금 시간", changes=(OpenZone("Z1"), GoldenTime(30)))
    digits = save_scenario(PACK, scenario, tmp_path / "a.toml")
    assert digits == scenario_hash(PACK, scenario)
    loaded = find_scenario(PACK, str(tmp_path / "a.toml"))
    assert (loaded.scenario, loaded.cautions) == (scenario, ())


def test_an_old_hash_is_a_caution() -> None:
    text = scenario_text(PACK, at(NOON, changes=(GoldenTime(30),)))
    later = toy(hours="24/7")
    assert "have changed since this was saved" in read(text, later).cautions[0]
    edited = text.replace("minutes = 30", "minutes = 31")
    assert read(edited).cautions != ()
    assert read('name = "no hash"').cautions == ()


def test_what_has_faults_is_not_saved(tmp_path: Path) -> None:
    with pytest.raises(FaultsError):
        save_scenario(PACK, at(NOON, changes=(CloseRoad("NR9"),)), tmp_path / "a.toml")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", range(len(ONE_OF_EACH)))
def test_the_hash_changes_with_each_change(number: int) -> None:
    base = at(NOON)
    digits = scenario_hash(PACK, base.but(ONE_OF_EACH[number]))
    assert digits != scenario_hash(PACK, base)
    assert digits == scenario_hash(PACK, base.but(replace(ONE_OF_EACH[number], source="a source")))


def test_the_hash_changes_exactly_when_a_setting_does() -> None:
    base = at(NOON, changes=(GoldenTime(30),))
    digits = scenario_hash(PACK, base)
    same = [
        replace(base, name="other", title_en="x", title_ko="y", pack="TOY"),
        at(NOON, changes=(GoldenTime(30.0),)),
    ]
    other = [
        replace(base, when="2025-01-15T11:00"),
        replace(base, golden_min=60),
        replace(base, direction="reach"),
        replace(base, police="all"),
        replace(base, demand="people"),
        replace(base, changes=(GoldenTime(31),)),
        replace(base, changes=()),
    ]
    assert {scenario_hash(PACK, one) for one in same} == {digits}
    assert len({digits, *(scenario_hash(PACK, one) for one in other)}) == 1 + len(other)
    assert len(digits) == 12


def test_the_hash_is_of_the_packs_values() -> None:
    numbers = PACK.settings
    months = replace(numbers.speeds, wet_months=frozenset({7, 8}))
    other = [
        toy(hours="24/7"),
        replace(PACK, settings=replace(numbers, golden_s=3000.0)),
        replace(PACK, settings=replace(numbers, speeds=months)),
        replace(PACK, outline=PACK.outline.buffer(0.1)),
        replace(PACK, layers={**PACK.layers, "units": PACK.layers["units"].iloc[:0]}),
    ]
    assert len({pack_hash(PACK), *map(pack_hash, other)}) == 1 + len(other)
    assert pack_hash(replace(PACK, layers=dict(PACK.layers))) == pack_hash(PACK)


HOSTILE = [
    ("", "name is missing"),
    ("name = 3", "name must be a text"),
    ("name = 'a'\nhash = 3", "hash must be a text"),
    ("name = 'a'\ninclude = '/etc/passwd'", "'include' is not known here"),
    ("name = 'a'\nquestion = 3", "question must be a table"),
    ("name = 'a'\nchange = 3", "change must be a list of tables"),
    ("name = 'a'\nchange = [3]", "change must be a list of tables"),
    ("name = 'a'\n[question]\ngolden_min = '60'", "golden_min must be a number"),
    ("name = 'a'\n[question]\ngolden_min = true", "golden_min must be a number"),
    ("name = 'a'\n[question]\ngolden_min = inf", "golden_min must be a number"),
    ("name = 'a'\n[question]\ngolden_min = nan", "golden_min must be a number"),
    ("name = 'a'\n[question]\nwhen = 2025-01-01", "when must be a text"),
    ("name = 'a'\n[question]\npolice = 'some'", "police must be one of none, trusted, all"),
    ("name = 'a'\n[[change]]", "do is missing"),
    ("name = 'a'\n[[change]]\ndo = ['x']", "is not known"),
    ("name = 'a'\n[[change]]\ndo = '__class__'", "is not known"),
    ("name = 'a'\n[[change]]\ndo = 'set_hours'", "target is missing"),
    ("name = 'a'\n[[change]]\ndo = 'season'\nseason = 'monsoon'", "must be one of wet, dry"),
    ("name = 'a'\n[[change]]\ndo = 'golden_time'\nminutes = 1" + "0" * 400, "must be a number"),
    ("name = 'a'\n[[change]]\ndo = 'post_officers'\nat = 'x'\nofficers = 1.5", "whole number"),
    ("name = 'a'\n[[change]]\ndo = 'close_road'\nroad = 'x'\nkey = 'y'", "'key' is not known"),
    ("name = 'a'\n[[change]]\ndo = 'close_road'\nroad = \"a\\u0000b\"", "that one can see"),
    ("name = 'a'\n" + "[[change]]\ndo = 'police'\n" * (MOST_CHANGES + 1), "give up to"),
    (f"name = '{'x' * 2000}'", "up to 1000 letters"),
    ("name = ", "Invalid"),
    ("a = " + "[" * 5000, ""),
    ("x" * (MOST_BYTES + 1), "over"),
]


@pytest.mark.parametrize(("text", "words"), HOSTILE)
def test_a_hostile_file_is_one_clear_error(text: str, words: str) -> None:
    with pytest.raises(FaultsError, match=r"x\.toml") as caught:
        read(text)
    assert words in str(caught.value)
    assert len(str(caught.value)) < 2000


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(FaultsError):
        read_scenario(PACK, b"name = '\xff\xfe'", subject="x.toml")


def test_every_fault_of_a_file_is_named_at_once() -> None:
    text = "nam = 'a'\n[question]\npolice = 3\n[[change]]\ndo = 'x'\n[[change]]\ndo = 'season'"
    with pytest.raises(FaultsError) as caught:
        read(text)
    assert len(caught.value.faults) == 5


def test_no_path_in_a_file_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a file was opened")

    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(Path, "read_text", refuse)
    text = "name = '../../x'\n[[change]]\ndo = 'open_zone'\nzone = 'Z1'\nname = '/etc/passwd'"
    assert read(text).scenario.name == "../../x"
    with pytest.raises(FaultsError, match="made for pack"):
        read("name = 'a'\npack = '/etc'")


def test_the_baseline_has_a_name_and_no_file() -> None:
    assert find_scenario(PACK, "baseline").scenario is BASELINE
    assert shipped(PACK) == {}
    for name in ("nothing", "a\x00b", ".", "x" * 5000):
        with pytest.raises(MissingFileError, match="one of baseline"):
            find_scenario(PACK, name)


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("open_zone zone=Z1", OpenZone("Z1")),
        ("set_hours target=M1 hours='Mo-Fr 08:00-15:30'", SetHours("M1", "Mo-Fr 08:00-15:30")),
        ("post_officers at='Town 3' officers=2", PostOfficers("Town 3", 2)),
        ("golden_time minutes=30", GoldenTime(30)),
    ],
)
def test_a_change_is_typed_in_one_line(text: str, change: object) -> None:
    table = {"name": "x", "change": [change_table(text)]}
    assert scenario_of_table(table, subject="x") == Scenario("x", changes=(change,))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "zone", "open_zone Z1", "open_zone 'Z1", "x=y"])
def test_a_line_that_is_no_change_is_refused(text: str) -> None:
    with pytest.raises(FaultsError):
        change_table(text)
