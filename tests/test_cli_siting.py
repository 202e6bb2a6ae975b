"""Sites on the map, from the terminal."""

import json
from pathlib import Path

import pytest

import cli
from tests.terminal import refusal_of, value_of

QUICK = ("--time-limit", "10", "--hour", "2025-10-18T02:00+07:00")
FEW = "id,name,lat,lon,hours,cost\na,Here,10.61,103.53,24/7,5\nb,There,13.65,102.57,,3\nc,Far,13.73,106.98,24/7,1\n"


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Run a command that tells its progress on stderr; give its lines."""
    assert cli.main(list(words)) == 0
    return capsys.readouterr().out


@pytest.fixture
def table(tmp_path: Path) -> str:
    (tmp_path / "spots.csv").write_text(FEW, encoding="utf-8")
    return str(tmp_path / "spots.csv")


def test_the_answer_has_a_plan_a_bound_and_a_curve(capsys: pytest.CaptureFixture[str]) -> None:
    value = value_of(capsys, "site", "--p", "2", *QUICK)
    assert len(value["chosen"]) == 2
    assert [one["id"] for one in value["sites"]] == value["chosen"]
    assert value["status"] == "optimal"
    assert value["bound"] == pytest.approx(value["covered_weight"])
    assert value["gap"] == 0
    assert 0 < value["before_share"] + 0.1 < value["covered_share"] <= 1
    assert value["covered_share"] == pytest.approx(value["in_time_share"])
    sites = [point["sites"] for point in value["curve"]]
    assert sites == sorted(sites)
    assert {"id", "name"} <= set(value["unreachable"][0]) if value["unreachable"] else True


def test_a_table_of_candidates_with_costs_and_a_budget(
    capsys: pytest.CaptureFixture[str], table: str
) -> None:
    rich = value_of(capsys, "site", "--candidates", table, "--budget", "8", *QUICK)
    assert sorted(rich["chosen"]) == ["a", "b"]
    assert rich["cost"] == 8
    poor = value_of(capsys, "site", "--candidates", table, "--budget", "4", *QUICK)
    assert poor["chosen"] == ["b"]


def test_a_plan_is_accepted_into_a_scenario_that_counts_the_same(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "plan.toml"
    value = value_of(capsys, "site", "--p", "2", *QUICK, "--accept", str(file))
    cover = value_of(capsys, "coverage", "--scenario", str(file))
    assert cover["covered_share"] == pytest.approx(value["covered_share"])


def test_a_plan_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    told = said(capsys, "site", "--p", "1", *QUICK, "--shake", "2")
    assert told.startswith("Proven: no plan of 1 site is better.")
    assert "1. Sihanoukville (town-sihanoukville), 24/7: +" in told
    assert "of 2 shaken plans" in told


def test_models_of_least_time_speak_in_minutes(capsys: pytest.CaptureFixture[str]) -> None:
    told = said(capsys, "site", "--p", "1", "--model", "pmedian", *QUICK)
    assert "Mean time until help: " in told
    value = value_of(capsys, "site", "--p", "1", "--model", "pcenter", *QUICK)
    assert value["objective"] <= value["before"]


def test_a_share_of_each_province_that_cannot_be(capsys: pytest.CaptureFixture[str]) -> None:
    told = said(capsys, "site", "--p", "1", "--least-share", "0.9", "--demand", "people", *QUICK)
    assert told.startswith("No plan brings 90 % of every province in time.")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--p", "0"], "p 0: give 1 to"),
        (["--p", "3", "--demand", "ghosts"], "'ghosts' is unknown"),
        (["--p", "3", "--candidates", "casinos"], "candidates 'casinos': give a table, or of"),
        (["--p", "3", "--agreement", "M010"], "MISSION:GATE:DRIVE_MIN:BORDER_MIN"),
        (["--p", "3", "--agreement", "M999:P053:30:30"], "no mission of ours over the border"),
        (["--p", "3", "--time-limit", "0"], "time limit 0 s"),
        (["--p", "3", "--hour", "noon"], "is no date and time"),
        (["--p", "3", "--phases", "a,b"], "give whole numbers"),
        (["--p", "3", "--model", "pmedian", "--hour", "week"], "pmedian is asked at one moment"),
        (["--candidates", "nowhere.csv", "--p", "1"], "nowhere.csv"),
    ],
)
def test_bad_questions_get_one_clear_line(
    capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    assert told in refusal_of(capsys, "site", *words)


def test_every_fault_of_a_table_is_told_at_its_row(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "bad.csv"
    file.write_text("id,lat,lon,cost,hours\na,11.5,104.9,-3,24/7\nb,11.5,104.9,1,Mo-Xx\n")
    assert cli.main(["site", "--p", "1", "--candidates", str(file), "--json"]) == 2
    message = json.loads(capsys.readouterr().out)["error"]["message"]
    assert "row 2" in message
    assert "row 3" in message


def test_a_mission_over_the_border_acts_by_agreement(capsys: pytest.CaptureFixture[str]) -> None:
    without = value_of(capsys, "site", "--p", "1", "--candidates", "abroad,towns", *QUICK)
    assert {"id": "M010", "why": "no_agreement", "figure": None} in without["left_out"]
    words = ["--candidates", "abroad", "--agreement", "M010:P053:20:10"]
    value = value_of(capsys, "site", "--p", "1", *words, *QUICK)
    assert value["chosen"] == ["M010"]
    near = value_of(
        capsys, "site", "--p", "1", "--candidates", "abroad", "--agreement", "M010:P053:0:0", *QUICK
    )
    assert near["covered_share"] >= value["covered_share"]
