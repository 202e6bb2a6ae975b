"""Settings: every missing or impossible number is named at once."""

import copy
from pathlib import Path

import pytest

from geo.errors import FaultsError, SettingError
from planning.settings import golden_seconds, read_settings, settings_from_table
from tests.planning.worlds import SETTINGS


def test_a_good_table_is_read() -> None:
    settings = settings_from_table(SETTINGS, subject="toy")
    assert settings.golden_s == 3600
    assert settings.delays.turnout_on_call_s == 1800
    assert settings.hazard.evidence["corroborated"] == 0.5


def test_every_fault_is_named_at_once() -> None:
    table = copy.deepcopy(SETTINGS)
    del table["response"]["answer_s"]
    table["access"]["speed_kph"] = 0
    table["golden_time"]["minutes"] = "sixty"
    with pytest.raises(FaultsError) as caught:
        settings_from_table(table, subject="settings.toml")
    said = str(caught.value)
    for name in ("response.answer_s", "access.speed_kph", "golden_time.minutes"):
        assert name in said
    assert len(caught.value.faults) == 3


@pytest.mark.parametrize("text", ["golden_time = [", "\xff\xfe"])
def test_a_broken_file_is_said(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(FaultsError, match=r"settings\.toml"):
        read_settings(path)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(FaultsError, match="missing"):
        read_settings(tmp_path / "settings.toml")


@pytest.mark.parametrize("minutes", [0.0, -1.0, float("nan"), float("inf"), 10081.0])
def test_impossible_golden_time_is_refused(minutes: float) -> None:
    with pytest.raises(SettingError):
        golden_seconds(settings_from_table(SETTINGS, subject="toy"), minutes)


def test_golden_time_is_the_users_or_the_packs() -> None:
    settings = settings_from_table(SETTINGS, subject="toy")
    assert golden_seconds(settings, None) == 3600
    assert golden_seconds(settings, 30) == 1800
