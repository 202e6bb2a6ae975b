"""Replay and surge from the terminal, on the trials that ship with the built-in pack."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

import cli
from planning import packs
from planning.trials.finding import find_trial
from planning.trials.mass_releases import Arrival
from planning.trials.masses import read_mass
from tests.planning.trials.stories import SURGE, written
from tests.terminal import Run

HOUR = 3600.0


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    """The shipped chronology, run once."""
    return {}


@pytest.fixture
def chronology(say: Run, told: dict[str, Any]) -> Any:
    if not told:
        told.update(json.loads(say("replay", "--json")))
    return told


def measure(chronology: Any, name: str) -> Any:
    return next(one for one in chronology["measures"] if one["id"] == name)


def test_the_door_was_shut_and_the_wait_is_the_one_reported(chronology: Any) -> None:
    door = next(step for step in chronology["steps"] if step["kind"] == "at_door")
    assert door["states"] == ["closed"]
    assert door["reported_s"] == [6 * HOUR, 6 * HOUR]
    assert door["difference_s"] == [2 * HOUR, 2 * HOUR]
    assert chronology["as_it_was"]["at_s"] == [8 * HOUR, 8 * HOUR]
    assert not chronology["day_known"]
    assert len(chronology["days"]) == 22


def test_the_ministrys_account_stands_beside_the_press(chronology: Any) -> None:
    phone = next(step for step in chronology["steps"] if step["kind"] == "phone_answered")
    assert phone["reported_by"] == "the Korean Foreign Ministry"
    assert phone["contested"][0]["source"].startswith("https://")
    low, high = phone["modelled_s"]
    assert 7 * HOUR < low <= high < 8 * HOUR


def test_every_event_has_its_source(chronology: Any) -> None:
    for step in chronology["steps"]:
        for account in (step, *step["contested"]):
            assert account["source"].startswith("https://"), step
            assert account["reported_by"]


def test_what_each_measure_would_have_changed(chronology: Any) -> None:
    assert measure(chronology, "gate_day_and_night")["saved_s"] == [2 * HOUR, 2 * HOUR]
    assert measure(chronology, "zone_in_town")["in_time"] == "yes"
    assert measure(chronology, "officers_in_town")["in_time"] == "in_part"
    call, police = (measure(chronology, name) for name in ("call_at_escape", "trusted_police"))
    assert call["at_s"] == police["at_s"]
    assert call["in_time"] == "no"


def test_replay_in_words_of_both_languages(
    say: Run, chronology: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = find_trial(packs.open_pack(), None, "replay").read_text(encoding="utf-8")
    short = re.sub(r"last = .*", "last = 2025-04-01", shipped)
    path = str(written(tmp_path, short))
    english, korean = say("replay", path), say("replay", path, "--lang", "ko")
    assert "model: closed; opens 08:00, a wait of 2 h 00" in english
    assert "16:00 to 18:00 the day before" in english
    assert "모형: 닫힘. 08:00 개방, 대기 2시간 0분" in korean
    assert len(english.splitlines()) == len(korean.splitlines())
    assert not {"{", "}"} & set(english + korean)


def test_the_surge_of_january_keeps_the_sourced_figures(say: Run) -> None:
    found = json.loads(say("surge", "--json"))
    (embassy,) = found["doors"]
    assert embassy["id"] == "M016"
    days = [sum(embassy["arrived"][24 * day : 24 * day + 24]) for day in range(5)]
    assert days == pytest.approx([230, 230, 230, 520, 230])
    assert sum(days) == pytest.approx(1440)
    assert embassy["capacity"] is None
    assert embassy["first_over_capacity"] is None
    assert embassy["officers_enough"] == 6
    assert embassy["capacity_enough"] == pytest.approx(1440)
    assert found["begin"] == "2026-01-16T00:00:00+07:00"


def test_what_no_source_has_is_called_assumed() -> None:
    pack = packs.open_pack()
    mass = read_mass(find_trial(pack, None, "surge"), pack)
    assert "heuristic" in mass.origin["en"]
    assert all(isinstance(one, Arrival) and one.group.assumed["en"] for one in mass.arrivals)
    (embassy,) = (one for one in mass.doors if one.door.id == "M016")
    assert embassy.origin["en"].startswith("assumed")


def test_surge_in_words_of_both_languages(say: Run) -> None:
    english, korean = say("surge"), say("surge", "2026_01", "--lang", "ko")
    assert re.search(r"2026-01-19 +520 +480 +40 ", english)
    assert "최장 대기 2시간" in korean
    assert len(english.splitlines()) == len(korean.splitlines())
    assert not {"{", "}"} & set(english + korean)


def test_a_release_at_our_own_doors(say: Run, tmp_path: Path) -> None:
    text = SURGE.split("[[arrivals]]", maxsplit=1)[0].replace("after_h = 4", "after_h = 9") + (
        '[[releases]]\nsites = "by_weight"\npeople = 300\nshare = 0.5\n'
        "begin = 2026-01-19T06:00:00\nover_h = 2\n"
    )
    path = str(written(tmp_path, text))
    found = json.loads(say("surge", path, "--json"))
    assert {one["id"] for one in found["doors"]} <= {"M001", "M003"}
    ends = [found["on_way"][-1], found["stranded"][-1]]
    for one in found["doors"]:
        ends += [one[name][-1] for name in ("waiting", "without_place", "inside", "left")]
    assert sum(ends) == pytest.approx(found["released"][-1])
    assert found["released"][-1] == pytest.approx(150)
    said = say("surge", path)
    assert "by the hour" in said
    assert "of whom 50% set out" in said
    assert "still wait at the end" in said


def test_hostile_words_stay_on_their_line(say: Run, tmp_path: Path) -> None:
    evil = r"a\u001b[2J\nb\u202e"
    text = SURGE.replace("By hand", evil).replace("heuristic", evil).replace('"M1"', '"M016"')
    text = text.replace(
        "[desk]", f'[[doors]]\nid = "M016"\norigin = {{ en = "{evil}", ko = "x" }}\n[desk]'
    )
    said = say("surge", str(written(tmp_path, text)))
    assert not {"\x1b", "\u202e"} & set(said)
    assert "\nb" not in said


@pytest.mark.parametrize("command", ["replay", "surge"])
def test_bad_files_are_one_line_and_one_value(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(written(tmp_path, f'kind = "{command}"\npeople = -1'))
    assert cli.main([command, path, "--json"]) == 2
    said = capsys.readouterr()
    error = json.loads(said.out)["error"]
    assert error["code"] == "FAULTS"
    assert said.err.count("\n") == 1
    assert cli.main([command, "no-such-file", "--json"]) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "PACK"
    assert command in error["message"]
