"""Scenarios kept beside a pack: found by name, the same one once, harmless names, gone when forgotten."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import FaultsError, MissingFileError, WriteError
from planning import packs
from planning.scenarios.changes import OpenZone
from planning.scenarios.files import find_scenario, kept, kept_folder, shipped
from planning.scenarios.kept import forget_scenario, keep_scenario, kept_name
from planning.scenarios.scenario import Scenario
from tests.planning.scenarios.toy import NOON, at, toy

PACK = toy()
PLAN = at(NOON).but(OpenZone("Z1")).renamed("night plan", pack=PACK.name)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))


def test_what_is_kept_is_found_by_its_name_and_kept_once() -> None:
    assert kept(PACK) == {}
    name = keep_scenario(PACK, PLAN)
    assert name.startswith("night-plan-")
    found = find_scenario(PACK, name)
    assert (found.scenario, found.is_stale) == (PLAN, False)
    written = kept(PACK)[name].stat().st_mtime_ns
    assert keep_scenario(PACK, replace(PLAN, title_en="another title")) == name
    assert kept(PACK)[name].stat().st_mtime_ns == written


def test_another_setting_is_another_scenario_and_the_newest_is_first() -> None:
    first = keep_scenario(PACK, PLAN)
    os.utime(kept(PACK)[first], ns=(1, 1))
    second = keep_scenario(PACK, replace(PLAN, golden_min=30))
    assert list(kept(PACK)) == [second, first]
    forget_scenario(PACK, second)
    forget_scenario(PACK, second)
    assert list(kept(PACK)) == [first]
    with pytest.raises(MissingFileError, match=first):
        find_scenario(PACK, second)


@given(st.text(max_size=60))
def test_a_name_is_never_a_path(text: str) -> None:
    name = kept_name(PACK, Scenario(text))
    path = kept_folder(PACK) / f"{name}.toml"
    assert path.parent == kept_folder(PACK)
    assert len(path.name.encode()) < 255
    assert not name.startswith((".", "-"))
    assert "/" not in name


def test_what_cannot_be_made_is_not_kept() -> None:
    with pytest.raises(FaultsError, match="Z9"):
        keep_scenario(PACK, at(NOON).but(OpenZone("Z9")))
    assert kept(PACK) == {}


def test_a_folder_that_cannot_be_made_is_one_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    with pytest.raises(WriteError, match="cannot be kept"):
        keep_scenario(PACK, PLAN)


def test_a_shipped_scenario_wins_over_a_kept_one_of_its_name() -> None:
    pack = packs.open_pack("KHM")
    kept_folder(pack).mkdir(parents=True)
    (kept_folder(pack) / "now.toml").write_text("name = 'false'")
    assert "now" in shipped(pack)
    assert find_scenario(pack, "now").scenario.name != "false"
