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


@pytest.mark.parametrize(
    ("dotted", "value"),
    [
        *((f"response.spread.{name}", None) for name in ("answer", "processing", "turnout", "drive")),
        *((f"hazard.evidence.{name}", None) for name in ("confirmed", "corroborated", "suspected")),
        *((f"hazard.status.{name}", None) for name in ("reported_active", "raided", "closed", "unknown")),
        ("response.spread.drive", 400),
        ("response.spread.drive", 2.01),
        ("response.answer_s", 1e308),
        ("hazard.evidence.confirmed", 1.01),
        ("hazard.evidence.suspected", -0.1),
        ("hazard.status.closed", 7),
        ("hazard.status.closed", True),
        ("golden_time.minutes", 1e308),
        ("golden_time.minutes", 0),
        ("golden_time.minutes", 0.99),
        ("golden_time.minutes", 10081),
        ("golden_time.minutes", float("nan")),
        ("golden_time.minutes", 10**400),
        ("paths.safest_caution", 1e7),
        ("access.detour_factor", float("inf")),
        ("readiness.briefed_within_days", None),
        ("readiness.briefed_within_days", -1),
        ("speeds.ferry_wait_min", -1),
    ],
)  # fmt: skip
def test_what_is_missing_or_out_of_range_is_named(dotted: str, value: float | None) -> None:
    table = copy.deepcopy(SETTINGS)
    *sections, name = dotted.split(".")
    here = table
    for section in sections:
        here = here[section]
    if value is None:
        del here[name]
    else:
        here[name] = value
    with pytest.raises(FaultsError) as caught:
        settings_from_table(table, subject="settings.toml")
    assert len(caught.value.faults) == 1
    assert dotted in str(caught.value)


def test_the_ends_of_the_ranges_are_taken() -> None:
    table = copy.deepcopy(SETTINGS)
    table["golden_time"]["minutes"] = 10080
    table["response"]["spread"] |= {"answer": 0, "drive": 2}
    table["hazard"]["evidence"] |= {"confirmed": 1, "suspected": 0}
    settings = settings_from_table(table, subject="toy")
    assert settings.golden_s == 604_800
    assert settings.delays.spread["drive"] == 2


def test_faults_of_the_speeds_are_named_beside_the_others() -> None:
    table = copy.deepcopy(SETTINGS)
    table["golden_time"]["minutes"] = 0
    table["speeds"]["wet_months"] = [13]
    del table["hazard"]["status"]
    with pytest.raises(FaultsError) as caught:
        settings_from_table(table, subject="settings.toml")
    said = str(caught.value)
    for name in ("golden_time.minutes", "wet_months", "[hazard.status]", "hazard.status.raided"):
        assert name in said


@pytest.mark.parametrize(
    "text", ["golden_time = [", "\xff\xfe", "a = " + "[" * 5000, "a = 1" + "0" * 5000]
)
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
