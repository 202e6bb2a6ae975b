"""The report at a terminal: one page and its tables, or one clear line and nothing written."""

from pathlib import Path

import pytest

import cli
from tests.terminal import Run

NIGHT = "2026-11-22T03:00"


def test_one_command_gives_page_and_tables(ask: Run, tmp_path: Path) -> None:
    out, tables = tmp_path / "r.html", tmp_path / "t.xlsx"
    words = ["--when", NIGHT, "--golden-min", "120", "--demand", "people", "--police", "all"]
    value = ask("report", "--out", str(out), "--tables", str(tables), "--safe", "0.2", *words)
    found = ask("coverage", *words)
    assert (value["out"], value["tables"]) == (str(out), str(tables))
    assert value["covered_share"] == found["covered_share"]
    assert value["gaps"] == len(found["gaps"])
    page = out.read_text(encoding="utf-8")
    assert value["hash"] in page
    assert f"{100 * found['covered_share']:.1f} %" in page
    assert "hazard 0.2 at most" in page
    assert tables.stat().st_size > 0


def test_a_scenario_is_held_against_another_under_one_question(ask: Run, tmp_path: Path) -> None:
    out = tmp_path / "r.html"
    words = ["--scenario", "as_promised", "--against", "now", "--golden-min", "120"]
    value = ask("report", "--out", str(out), "--when", NIGHT, "--lang", "ko", *words)
    assert value["scenario"]["name"] == "as_promised"
    assert value["tables"] is None
    page = out.read_text(encoding="utf-8")
    assert "두 시나리오의 설정이 같습니다." in page
    assert "2025년 10월 약속대로" in page
    plain = ask("report", "--out", str(out), "--when", NIGHT, "--golden-min", "120")
    assert plain["covered_share"] < value["covered_share"]
    assert plain["hash"] != value["hash"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--tables", "{}/t.csv"], "a CSV file holds one table"),
        (["--tables", "{}/t.doc"], "end its name with"),
        (["--tables", "{}/no/t.zip"], "no"),
        (["--safe", "2"], "0 to 1"),
        (["--against", "nowhere"], "no scenario 'nowhere'"),
    ],
)
def test_what_cannot_be_made_is_told_and_nothing_is_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, *, words: list[str], said: str
) -> None:
    out = tmp_path / "r.html"
    asked = [word.format(tmp_path) for word in words]
    assert cli.main(["report", "--out", str(out), "--when", NIGHT, *asked]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
