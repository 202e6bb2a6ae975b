"""`coverage` on the command line: each option adds its keys, and what it adds keeps the laws."""

import json
from pathlib import Path
from typing import Any

import pytest

import cli

SUNDAY = "2025-10-19T03:00"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command with --json; give its exit code and its one value."""

    def call(*words: str) -> tuple[int, Any]:
        code = cli.main([*words, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return call


def told(run: Any, *words: str) -> Any:
    code, value = run("coverage", "--when", SUNDAY, *words)
    assert code == 0, value
    return value


def test_a_plain_answer_names_its_denominator_and_mends(run: Any) -> None:
    value = told(run)
    assert value["denominator"] == "reported sites, weighted by evidence, status and age"
    assert set(value["reached_in_s"]) == {"0.5", "0.8", "0.9"}
    gap = value["total_weight"] - value["covered_weight"]
    assert sum(value["causes"].values()) == pytest.approx(gap)
    for one in value["gaps"]:
        assert {"late_s", "opens_at", "needs_hazard", "blocked_by"} <= set(one)
        if one["cause"] == "too_far":
            assert one["late_s"] > 0
        if one["cause"] == "closed_on_arrival":
            assert one["opens_at"].startswith("2025-10-20T08:00")


def test_the_week_is_seven_by_twenty_four_with_its_worst_hour(run: Any) -> None:
    value = told(run, "--week", "--backup", "--busy-chance", "0.3")
    week = value["week"]
    assert [len(day) for day in week] == [24] * 7
    assert week[6][3] == pytest.approx(value["covered_share"])
    worst = value["worst_hour"]
    assert worst["share"] == min(min(day) for day in week) == week[worst["day"]][worst["hour"]]
    assert value["week_mean"] == pytest.approx(sum(map(sum, week)) / 168)
    for day in range(7):
        for hour in range(24):
            assert value["backup_week"][day][hour] <= week[day][hour]
            assert value["expected_week"][day][hour] <= week[day][hour] + 1e-12
    assert value["backup_share"] <= value["covered_share"]
    assert value["expected_share"] <= value["covered_share"]


@pytest.mark.parametrize("kind", ["province", "district", "hex"])
def test_areas_add_up(run: Any, kind: str) -> None:
    value = told(run, "--by", kind, "--demand", "people", "--direction", "reach")
    assert value["by"] == kind
    for key in ("total_weight", "covered_weight"):
        assert sum(area[key] for area in value["areas"]) == pytest.approx(value[key])


def test_safe_is_never_more(run: Any) -> None:
    when = ("--when", "2025-10-15T09:00", "--golden-min", "240")
    code, value = run("coverage", *when, "--safe", "0.1", "--week")
    assert code == 0
    assert value["safe_share"] <= value["covered_share"]
    assert value["safe"]["most_hazard"] == 0.1
    gap = value["total_weight"] - value["safe"]["covered_weight"]
    assert sum(value["safe"]["causes"].values()) == pytest.approx(gap)
    needed = [one["needs_hazard"] for one in value["safe"]["gaps"] if one["cause"] == "hazard"]
    assert needed
    assert all(0.1 < level <= 1 for level in needed)
    assert value["safe_week"][2][9] == pytest.approx(value["safe_share"])
    assert all(
        safe <= any_way
        for safes, ways in zip(value["safe_week"], value["week"], strict=True)
        for safe, any_way in zip(safes, ways, strict=True)
    )


def test_points_of_ones_own(run: Any, tmp_path: Path) -> None:
    table = tmp_path / "rooms.csv"
    table.write_text("id,lat,lon,weight\na,11.565,104.925,3\nb,10.61,103.53,1\n", encoding="utf-8")
    code, value = run("coverage", "--when", "2025-10-15T09:00", "--points", str(table))
    assert (code, value["demand"], value["total_weight"]) == (0, "points", 4.0)
    assert value["covered_share"] == 0.75


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--safe", "2"), "give 0 to 1"),
        (("--busy-chance", "-0.1"), "give 0 to 1"),
        (("--by", "hex", "--hex-resolution", "12"), "give 2 to 8"),
        (("--by", "village"), "village"),
        (("--points", "nowhere.csv"), "nowhere.csv"),
        (("--points", "x.csv", "--demand", "people"), "not both"),
    ],
)
def test_what_makes_no_sense_gets_one_line(run: Any, words: tuple[str, ...], said: str) -> None:
    code, value = run("coverage", "--when", SUNDAY, *words)
    assert code == 2
    assert said in value["error"]["message"]


def test_words_for_a_person(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--week", "--by", "district", "--backup", "--safe", "0.2", "--busy-chance", "0.2")
    assert cli.main(["coverage", "--when", SUNDAY, *words]) == 0
    said = capsys.readouterr().out
    assert "Counted over reported sites" in said
    assert "Worst: Mon 17:00 with 0.0 %" in said
    assert "two independent houses" in said
    assert "if each house is busy" in said
    assert "(2 h 16 too far)" in said
    assert "(opens Mon 08:00, in 29 h 00)" in said
    assert all(len(line) < 400 for line in said.splitlines())
