"""The commands readiness, trust and sheet as other programs call them."""

import csv
import json
from pathlib import Path

import pytest

import cli
from tests.terminal import Run

NOON = "2026-11-22T12:00+07:00"


@pytest.fixture
def folder(tmp_path: Path, root: Path) -> Path:
    """A copy of the built-in pack, its second zone made ready and its first claimed open."""
    target = tmp_path / "pack"
    target.mkdir()
    for path in (root / "data/KHM").iterdir():
        if path.is_file():
            (target / path.name).write_bytes(path.read_bytes())
    with (target / "green_zones.csv").open(encoding="utf-8") as stream:
        table = list(csv.DictReader(stream))
    table[0] |= {"status": "open", "admits_anyone": "yes", "hours": "24/7"}
    ready = {"authority": "yes", "line_24h": "yes", "staff_briefed_on": "2026-11-01"}
    table[1] |= {**table[0], **ready, "guard_informed_on": "2026-10-01", "id": "Z002"}
    with (target / "green_zones.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(table[0]))
        writer.writeheader()
        writer.writerows(table)
    return target


def test_readiness_of_the_built_in_country(ask: Run) -> None:
    value = ask("readiness", "--when", NOON)
    assert (value["zones"], value["ready"], value["briefed_within_days"]) == (5, 0, 90.0)
    assert value["by_province"] == {
        "Phnom Penh": {"ready": 0, "zones": 4},
        "Siem Reap": {"ready": 0, "zones": 1},
    }
    for one in value["checklists"]:
        assert one["items"]["open"]["answer"] == "no"
        assert one["items"]["authority"] == {
            "answer": "unknown", "missing": "authority_unknown", "days_ago": None,
        }  # fmt: skip
    assert value["coverage"]["all"] == value["coverage"]["ready"]


def test_readiness_beside_all_zones(*, ask: Run, folder: Path) -> None:
    words = ("readiness", "--when", NOON, "--pack", str(folder), "--direction", "reach")
    value = ask(*words, "--demand", "people")
    states = {one["id"]: one["is_ready"] for one in value["checklists"]}
    assert (states["Z001"], states["Z002"], value["ready"]) == (False, True, 1)
    briefed = value["checklists"][1]["items"]["staff_briefed"]
    assert briefed == {"answer": "yes", "missing": "", "days_ago": 21}
    every, ready = value["coverage"]["all"], value["coverage"]["ready"]
    assert 0 < ready["covered_share"] <= every["covered_share"]


def test_trust_of_every_post_and_province(ask: Run) -> None:
    value = ask("trust", "--when", NOON)
    posts = {post["id"]: post for post in value["posts"]}
    assert (posts["P022"]["level"], posts["P022"]["own_trust"]) == ("avoid", "avoid")
    assert posts["P022"]["reason"].startswith("Reported by ichannela.com in 2025-10: ")
    assert posts["P022"]["source"] == "https://ichannela.com/news/detail/000000496414.do"
    assert posts["P008"]["level"] == "trusted"
    provinces = {one["province"]: one["level"] for one in value["provinces"]}
    assert len(provinces) == 25
    assert {name for name, level in provinces.items() if level == "avoid"} == {
        "Preah Sihanouk", "Svay Rieng", "Pursat",
    }  # fmt: skip
    assert len(value["areas"]) == 5


@pytest.mark.parametrize("command", ["readiness", "trust"])
@pytest.mark.parametrize("name", ["t.xlsx", "t.zip", "t.gpkg"])
def test_tables_are_written(*, ask: Run, tmp_path: Path, command: str, name: str) -> None:
    out = tmp_path / name
    assert ask(command, "--when", NOON, "--out", str(out))
    assert out.stat().st_size > 500


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("subject", ["KH-S019", "P007"])
def test_a_sheet_is_written(*, ask: Run, tmp_path: Path, lang: str, subject: str) -> None:
    out = tmp_path / "sheet.html"
    value = ask("sheet", subject, "--out", str(out), "--lang", lang, "--when", NOON)
    page = out.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert f'lang="{lang}"' in page
    assert (value["out"], value["id"], value["notices"]) == (str(out), subject, [])
    assert {"question": "nobody_told", "distance_m": 0.0, "date": "", "subject": ""} in value[
        "open_questions"
    ]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["sheet", "KH-S999", "--out", "x.html"], "NO_RESOURCE"),
        (["sheet", "KH-S019"], "USAGE"),
        (["sheet", "KH-S019", "--out", "/nowhere/at/all.html", "--when", NOON], "WRITE"),
        (["sheet", "KH-S019", "--out", "x.html", "--lang", "km"], "USAGE"),
        (["readiness", "--golden-min", "0"], "RANGE"),
        (["trust", "--out", "x.csv"], "RANGE"),
        (["readiness", "--out", "x.pdf"], "RANGE"),
        (["trust", "--when", "yesterday"], "BAD_TIME"),
    ],
)
def test_what_cannot_be_done_is_one_error(
    *,
    words: list[str],
    code: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main([*words, "--json"]) == 2
    said = capsys.readouterr()
    assert json.loads(said.out)["error"]["code"] == code
    assert said.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_people_read_one_line_a_thing(
    *, folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = folder / "green_zones.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Gate of the", "Gate\x1b[2J\u202e of the", 1), encoding="utf-8")
    assert cli.main(["readiness", "--pack", str(folder), "--when", NOON]) == 0
    assert cli.main(["trust", "--pack", str(folder), "--when", NOON]) == 0
    words = ["sheet", "KH-S019", "--out", str(tmp_path / "s.html"), "--pack", str(folder)]
    assert cli.main([*words, "--when", NOON]) == 0
    said = capsys.readouterr().out
    assert "1 of 5 Green Zones can admit" in said
    assert "Staff briefed: yes (21 days ago at most)" in said
    assert "P008 National Police HQ incl. Korea-Cambodia task force: trusted" in said
    assert not set(said) & {"\x1b", "\u202e"}


def test_a_pack_without_notices_and_areas_opens(*, folder: Path, ask: Run, tmp_path: Path) -> None:
    for name in ("notices.csv", "police_areas.csv"):
        (folder / name).unlink()
    assert ask("trust", "--pack", str(folder), "--when", NOON)["areas"] == []
    out = str(tmp_path / "s.html")
    words = ["--out", out, "--pack", str(folder), "--when", NOON]
    assert ask("sheet", "KH-S019", *words)["notices"] == []
