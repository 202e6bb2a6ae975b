"""Scenarios at a terminal: one JSON value, one clear line, words for a person."""

import json
from pathlib import Path

import pytest

import cli
from tests.terminal import Run, refusal_of

NIGHT = "2025-10-19T03:00"


@pytest.fixture
def mine(tmp_path: Path, ask: Run) -> Path:
    """A scenario written at the terminal."""
    out = tmp_path / "mine.toml"
    words = ["--change", "open_zone zone=Z001", "--change", "golden_time minutes=30"]
    value = ask("scenario", "new", str(out), "--name", "mine", *words)
    assert [change["do"] for change in value["changes"]] == ["open_zone", "golden_time"]
    return out


def test_compare_gives_both_sides(ask: Run) -> None:
    value = ask("compare", "now", "as_promised")
    assert value["comparable"] is True
    assert value["differences"] == []
    sites = value["demand"]["sites"]
    assert sites["share_difference"] == pytest.approx(sites["share_after"] - sites["share_before"])
    assert {"id", "name", "province", "weight", "before", "after"} <= set(sites["gains"][0])
    assert len(value["before"]["hash"]) == 12
    assert set(value["demand"]) == {"sites", "people", "places"}


def test_what_is_not_comparable_says_so(
    ask: Run, mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    value = ask("compare", "baseline", str(mine), "--when", NIGHT)
    assert value["comparable"] is False
    assert value["differences"] == [{"key": "golden time", "before": "60 min", "after": "30 min"}]
    assert cli.main(["compare", "baseline", str(mine), "--when", NIGHT]) == 0
    said = capsys.readouterr().out
    assert "not comparable as they stand: golden time 60 min vs 30 min" in said
    assert "sites: " in said


def test_coverage_and_eta_take_a_scenario(ask: Run, mine: Path) -> None:
    plain = ask("coverage", "--when", NIGHT)
    assert "scenario" not in plain
    value = ask("coverage", "--when", NIGHT, "--scenario", str(mine))
    assert value["golden_s"] == 1800
    assert value["scenario"]["name"] == "mine"
    assert ask("coverage", "--when", NIGHT, "--scenario", "baseline")["gaps"] == plain["gaps"]
    card = ask("eta", "Sihanoukville", "--scenario", "as_promised")
    assert card["responders"][0]["unit"] == "posted-1"
    assert len(card["scenario"]["changes"]) == 3


def test_an_option_wins_over_the_scenario(ask: Run, tmp_path: Path) -> None:
    out = tmp_path / "p.toml"
    ask("scenario", "new", str(out), "--name", "p", "--change", "police police=all")
    words = ("coverage", "--when", NIGHT, "--golden-min", "120", "--direction", "reach")
    shares = [
        ask(*words, *more)["covered_share"]
        for more in (
            (),
            ("--scenario", str(out)),
            ("--scenario", str(out), "--police", "none"),
            ("--police", "all"),
        )
    ]
    assert shares[0] == shares[2]
    assert shares[1] == shares[3]


def test_show_series_and_sensitivity(ask: Run, capsys: pytest.CaptureFixture[str]) -> None:
    shown = ask("scenario", "show", "as_promised")
    assert all(change["source"] for change in shown["changes"])
    value = ask("scenario", "series")
    names = [step["name"] for step in value["steps"]]
    assert names == ["before_october_2025", "now", "as_promised"]
    assert value["hours"] == ["Su 03:00", "We 10:00"]
    assert len(value["differences"]) == 2
    value = ask("scenario", "sensitivity", "now", "--when", NIGHT)
    assert len(value["golden_min"]) == 5
    assert 1 <= len(value["worst_gaps"]["people"]) <= 3
    for words in (["show", "now"], ["series", "now", "--hour", "Fr 17:30"]):
        assert cli.main(["scenario", *words]) == 0
        assert "sites" in capsys.readouterr().out or words[0] == "show"


def test_an_old_file_is_a_caution(mine: Path, ask: Run, capsys: pytest.CaptureFixture[str]) -> None:
    mine.write_text(mine.read_text().replace("minutes = 30", "minutes = 35"))
    assert "have changed since" in ask("compare", "baseline", str(mine))["cautions"][0]
    assert cli.main(["coverage", "--scenario", str(mine)]) == 0
    assert "caution: mine: the pack or the settings have changed" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["compare", "now", "nothing"], "name a file, or one of baseline, as_promised"),
        (["compare", "now", "README.md"], "README.md"),
        (["coverage", "--scenario", "data"], "no scenario"),
        (["scenario", "show", "a\nb"], "no scenario"),
        (["scenario", "series", "now", "--hour", "noon"], "write Su 03:00"),
        (["scenario", "new", "x.toml", "--name", "x", "--change", "rain"], "begin with one of"),
        (["scenario", "new", "x.toml", "--name", "x", "--change", "close_road road=NR99"], "NR99"),
        (["scenario", "new", "no/x.toml", "--name", "x"], "x.toml"),
    ],
)
def test_a_fault_is_one_line(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(words) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1
    assert "Traceback" not in err


def test_text_of_a_file_cannot_write_to_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evil = tmp_path / "evil.toml"
    evil.write_text('name = "a\u202eb\u009b31m"\n[[change]]\ndo = "season"\nseason = "wet"\n')
    assert cli.main(["scenario", "show", str(evil)]) == 0
    said = capsys.readouterr().out
    assert "\u202e" not in said
    assert "\u009b" not in said


def test_an_empty_name_is_no_scenario_and_not_the_pack_as_it_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["coverage", "--scenario", ""]) == 2
    assert "no scenario ''" in capsys.readouterr().err


def test_an_instant_that_wins_over_the_scenarios_own_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ["eta", "Phnom Penh", "--scenario", "now", "--json"]
    assert cli.main([*words, "--when", "2025-01-15T10:00"]) == 0
    told = "asked at 2025-01-15T10:00:00+07:00, not at the instant of the scenario"
    said = capsys.readouterr()
    assert json.loads(said.out)["scenario"]["cautions"] == [told]
    assert told in said.err
    assert cli.main(words) == 0
    assert json.loads(capsys.readouterr().out)["scenario"]["cautions"] == []


def test_a_file_that_is_no_text_is_said_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "picture.toml"
    path.write_bytes(b"\x89PNG\xff\xfe")
    assert cli.main(["coverage", "--scenario", str(path)]) == 2
    assert capsys.readouterr().err == "error: picture.toml: it is not UTF-8 text\n"


def test_a_kept_scenario_is_known_to_every_command(
    ask: Run, mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = ask("scenario", "keep", str(mine))["kept"]
    assert name in ask("scenario", "list")["kept"]
    assert ask("compare", "baseline", name)["after"]["name"] == "mine"
    assert cli.main(["scenario", "list"]) == 0
    assert f"{name} (kept)" in capsys.readouterr().out
    assert ask("scenario", "forget", name) == {"forgotten": name}
    assert refusal_of(capsys, "scenario", "forget", name).find("kept: none") > 0
