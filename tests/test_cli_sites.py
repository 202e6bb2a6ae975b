"""Siting by matrices alone, from the terminal."""

from pathlib import Path

import pytest

import cli
from tests.terminal import refusal_of, value_of

# Three villages on a line, 10 minutes apart, and a farm that nobody reaches.
COST = "id,west,middle,east\nw,0,10,20\nm,10,0,10\ne,20,10,0\nfarm,,,\n"
DEMAND = "id,weight\nw,5\nm,1\ne,4\nfarm,2\n"


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    (tmp_path / "cost.csv").write_text(COST, encoding="utf-8")
    (tmp_path / "demand.csv").write_text(DEMAND, encoding="utf-8")
    return str(tmp_path / "cost.csv"), str(tmp_path / "demand.csv")


def test_the_answer_has_its_plan_its_bound_and_its_curve(
    capsys: pytest.CaptureFixture[str], files: tuple[str, str]
) -> None:
    value = value_of(capsys, "site-matrix", *files, "--p", "2", "--radius", "9")
    assert value["chosen"] == ["west", "east"]
    assert (value["covered_weight"], value["covered_share"]) == (9, 0.75)
    assert (value["bound"], value["gap"], value["status"]) == (9, 0, "optimal")
    assert value["curve"] == [
        {"sites": sites, "value": best, "bound": best} for sites, best in enumerate([0, 5, 9, 10])
    ]
    assert (value["marginal"], value["loss"]) == ([5, 4], [5, 4])
    assert value["unreachable"] == ["farm"]


@pytest.mark.parametrize(
    ("words", "chosen", "key", "best"),
    [
        (["--model", "lscp", "--radius", "10"], ["middle"], "sites", 1),
        (["--model", "pmedian", "--p", "1"], ["west"], "objective", 90),
        (["--model", "pcenter", "--p", "1"], ["middle"], "objective", 10),
        (
            ["--model", "backup", "--p", "2", "--radius", "10"],
            ["middle", "west"],
            "covered_weight",
            6,
        ),
        (["--model", "mexclp", "--p", "1", "--radius", "10"], ["middle"], "covered_weight", 7),
    ],
)
def test_every_model(
    capsys: pytest.CaptureFixture[str],
    files: tuple[str, str],
    words: list[str],
    chosen: list[str],
    key: str,
    best: float,
) -> None:
    value = value_of(capsys, "site-matrix", *files, *words)
    assert sorted(value["chosen"]) == sorted(chosen)
    assert value[key] == pytest.approx(best)
    assert value["status"] == "optimal"


def test_the_certificate_comes_first(
    capsys: pytest.CaptureFixture[str], files: tuple[str, str]
) -> None:
    assert cli.main(["site-matrix", *files, "--p", "2", "--radius", "9"]) == 0
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert "search: plan 9" in said.err
    assert lines[0] == "Proven: no plan of 2 sites is better."
    assert lines[1] == "75.0 % of the weight is covered."
    assert lines[4] == "Out of every candidate's reach (1): farm"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--p", "4", "--radius", "9"], "p is 4: give 1 to 3"),
        (["--p", "2"], "radius is missing"),
        (["--p", "2", "--radius", "9", "--time-limit", "0"], "time limit 0 s"),
        (["--p", "2", "--radius", "9", "--model", "best"], "best"),
    ],
)
def test_a_bad_question_gets_one_line(
    capsys: pytest.CaptureFixture[str], files: tuple[str, str], words: list[str], told: str
) -> None:
    assert told in refusal_of(capsys, "site-matrix", *files, *words)


def test_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert "nowhere.csv" in refusal_of(
        capsys, "site-matrix", "nowhere.csv", "demand.csv", "--p", "1", "--radius", "1"
    )
