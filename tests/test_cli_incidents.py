"""The commands about cases as other programs call them, and what they refuse."""

import json
import sqlite3
import stat
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import cli
from planning.incidents.database import default_path
from planning.incidents.events import Change, PlaceSeen, TimeTold
from planning.incidents.store import Store
from tests.terminal import Run, refusal_of
from views.commands import incidents

NOW = datetime(2026, 1, 5, 12, 0, tzinfo=ZoneInfo("Asia/Phnom_Penh"))
TOWN = "Sihanoukville"


class Clock:
    """The time of day, moved by hand."""

    now = NOW

    def wait(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)


@pytest.fixture(autouse=True)
def clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock by hand, and an empty home."""
    by_hand = Clock()
    monkeypatch.setattr(incidents, "_now", lambda _: by_hand.now)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return by_hand


@pytest.fixture
def fail(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command that must fail both ways alike; give its one line."""

    def run(*words: str) -> str:
        assert cli.main(["--json", *words]) == 2
        value = json.loads(capsys.readouterr().out)
        line = refusal_of(capsys, *words)
        assert line == f"error: {value['error']['message']}\n"
        return line

    return run


def test_a_case_from_the_first_ring_to_its_end(ask: Run, clock: Clock) -> None:
    opened = ask("incident", "open", TOWN, "--note", "two at the gate")
    assert (opened["id"], opened["state"], opened["left_s"]) == ("C0001", "running", 3600.0)
    assert {one["unit"] for one in opened["card"]["responders"]} >= {"U001"}
    assert (opened["card_error"], opened["card"]["golden_s"]) == (None, 3600.0)
    assert stat.S_IMODE(default_path("KHM").stat().st_mode) == 0o600
    clock.wait(10)
    ask(
        "incident",
        "update",
        "C0001",
        "--answered",
        "2026-01-05T12:01",
        "--sent",
        "now",
        "--unit",
        "U001",
    )
    assert ask("incident", "list")["cases"][0]["units_now"] == ["U001"]
    clock.wait(60)
    late = ask("incident", "show", "C0001")
    assert (late["state"], late["left_s"]) == ("overdue", -600.0)
    case = ask("incident", "update", "C0001", "--arrived", "now", "--close")
    assert (case["state"], case["help_s"], case["units_now"]) == ("helped_late", 4200.0, [])
    assert (case["called"], case["units_sent"]) == (NOW.isoformat(), ["U001"])
    assert ask("incident", "list")["cases"] == []
    assert [one["id"] for one in ask("incident", "list", "--all")["cases"]] == ["C0001"]
    kinds = [one["kind"] for one in ask("incident", "show", "C0001")["log"]]
    assert kinds == [
        "opened", "time", "place", "note", "time", "time", "unit_sent", "time", "closed",
    ]  # fmt: skip


def test_a_busy_unit_is_not_free_for_the_next_case(ask: Run, fail: Run) -> None:
    ask("incident", "open", TOWN)
    ask("incident", "update", "C0001", "--unit", "U001", "--unit", "U003")
    card = ask("incident", "open", "Poipet")["card"]
    assert len(card["busy"]) == 2  # by name: the officers and the task force
    assert not {unit["name"] for unit in card["responders"]} & set(card["busy"])
    assert not {"U001", "U003"} & {one["unit"] for one in card["responders"]}
    assert "U001 is busy with case C0001" in fail("incident", "update", "C0002", "--unit", "U001")
    words = ("eta", TOWN, "--when", NOW.isoformat())
    free, tied_up = ask(*words), ask(*words, "--db", str(default_path("KHM")))
    assert {one["unit"] for one in free["responders"]} - {
        one["unit"] for one in tied_up["responders"]
    } == {"U001", "U003"}
    assert ask(*words, "--busy", "U001", "--busy", "U003")["responders"] == tied_up["responders"]
    ask("incident", "update", "C0001", "--free", "U001")
    assert ask("incident", "update", "C0002", "--unit", "U001")["units_now"] == ["U001"]


def test_a_place_that_is_vague_and_moves(ask: Run, clock: Clock) -> None:
    opened = ask("incident", "open", TOWN, "--error-m", "20000")
    assert opened["place"]["error_m"] == 20_000.0
    clock.wait(5)
    moved = ask(
        "incident", "update", "C0001", "--place", "https://maps.google.com/?q=11.0,104.0&who=Kim"
    )
    assert moved["place"]["text"] == "11.00000, 104.00000"
    assert [one["text"] for one in moved["track"]] == [TOWN, "11.00000, 104.00000"]
    files = default_path("KHM").parent.iterdir()
    assert not any(b"Kim" in path.read_bytes() for path in files)


def test_a_correction_keeps_the_old_value(ask: Run, clock: Clock) -> None:
    ask("incident", "open", TOWN, "--called", "2026-01-05T11:00")
    ask("incident", "update", "C0001", "--answered", "2026-01-05T11:10")
    case = ask("incident", "update", "C0001", "--answered", "2026-01-05T11:01")
    assert case["answered"] == "2026-01-05T11:01:00+07:00"
    log = ask("incident", "show", "C0001")["log"]
    answers = [one["at"] for one in log if one["kind"] == "time" and one["name"] == "answered"]
    assert answers == ["2026-01-05T11:10:00+07:00", "2026-01-05T11:01:00+07:00"]


def test_a_case_is_kept_where_nobody_can_be_timed(ask: Run, say: Run) -> None:
    opened = ask("incident", "open", "Koh Rong")
    assert opened["card"] is None
    assert "sea" in opened["card_error"]
    assert "sea" in say("incident", "open", "Koh Rong")
    assert len(ask("incident", "list")["cases"]) == 2


def test_what_the_cases_tell(ask: Run, clock: Clock) -> None:
    assert ask("incident", "stats")["cases"] == 0
    for minutes in (30, 60, 61):
        case = ask("incident", "open", TOWN)["id"]
        begun = clock.now
        clock.wait(1)
        ask("incident", "update", case, "--answered", "now")
        clock.wait(minutes - 1)
        ask("incident", "update", case, "--admitted", "now", "--close")
        clock.now = begun
    clock.wait(120)
    ask("incident", "open", TOWN, "--golden-min", "30")
    found = ask("incident", "stats")
    assert (found["cases"], found["open_cases"]) == (4, 1)
    assert found["in_time"] == {"share": 2 / 3, "good": 2, "decided": 3, "running": 1}
    assert found["answered_at_once"] == {"share": 1.0, "good": 3, "decided": 3, "running": 1}
    assert found["help_s"] == {"p50": 3600.0, "p80": 3660.0, "p90": 3660.0}
    assert found["by_hour"][12]["decided"] == 3
    assert found["by_hour"][14]["running"] == 1
    assert ask("incident", "stats", "--since", "2026-01-05T13:00")["cases"] == 1
    assert ask("incident", "stats", "--until", "2026-01-05T12:00")["cases"] == 0


def test_words_for_a_person(say: Run, clock: Clock) -> None:
    assert say("incident", "list") == "no case\n"
    assert "C0001 Sihanoukville (±3,000 m)" in say("incident", "open", TOWN)
    clock.wait(10)
    said = say("incident", "update", "C0001", "--unit", "U001", "--note", "guard told")
    assert "50 min left of golden time 1 h 00; busy with it: U001" in said
    clock.wait(80)
    assert "30 min overdue" in say("incident", "list")
    assert "note: text guard told" in say("incident", "show", "C0001")
    say("incident", "open", TOWN, "--called", "2026-01-05T11:00", "--note", "second")
    assert "nobody came" in say("incident", "update", "C0001", "--close")
    said = say("incident", "stats")
    assert "2 cases, 1 open" in said
    assert "0% (0 of 2)" in said
    assert "busy with another case" not in say("eta", TOWN)
    assert "busy with another case" in say("eta", TOWN, "--busy", "U002")


def test_every_fault_is_named_and_nothing_is_saved(ask: Run, fail: Run) -> None:
    ask("incident", "open", TOWN)
    line = fail(
        "incident", "update", "C0001", "--arrived", "2026-01-05T11:00", "--sent", "tomorrow",
        "--admitted", "2027-01-05", "--unit", "U777", "--free", "U002", "--place", "Atlantis",
        "--note", "ring 012 345 678", "--answered", "now",
    )  # fmt: skip
    for part in (
        "sent: 'tomorrow' is no date", "place: 'Atlantis'", "no unit 'U777'", "still to come",
        "U002 is not busy", "phone", "arrived 2026-01-05T11:00:00+07:00 is before",
    ):  # fmt: skip
        assert part in line
    assert len(ask("incident", "show", "C0001")["log"]) == 3
    line = fail(
        "incident", "open", "Atlantis", "--called", "soon", "--error-m", "-1", "--golden-min", "0"
    )
    assert all(part in line for part in ("Atlantis", "'soon'", "golden time 0 min"))
    assert "missing" not in line
    assert len(ask("incident", "list")["cases"]) == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param(["update", "C0001"], "nothing to write", id="nothing"),
        pytest.param(["update", "C0009", "--close"], "no case", id="no such case"),
        pytest.param(["update", "\x1b[2J\u202e", "--close"], "no case", id="hostile id"),
        pytest.param(["update", "\udcff", "--close"], "no case", id="broken id"),
        pytest.param(["show", "C0001' OR 1=1"], "no case", id="SQL"),
        pytest.param(["update", "C0001", "--unit", "\x1b[2J"], "no unit", id="hostile unit"),
        pytest.param(["update", "C0001", "--note", ""], "empty", id="empty note"),
        pytest.param(["update", "C0001", "--note", "x" * 501], "501", id="long note"),
        pytest.param(
            ["update", "C0001", "--arrived", "\x1b]0;x\x07"], "no date", id="hostile time"
        ),
        pytest.param(["update", "C0001", "--arrived", "0001-01-01"], "2000", id="year 1"),
        pytest.param(["update", "C0001", "--arrived", "9999-12-31T23:59"], "come", id="year 9999"),
        pytest.param(["open", TOWN, "--error-m", "nan"], "error of the place", id="error NaN"),
        pytest.param(["open", TOWN, "--error-m", "-5"], "error of the place", id="error below 0"),
        pytest.param(["open", TOWN, "--error-m", "1e9"], "error of the place", id="error too wide"),
        pytest.param(["open", TOWN, "--golden-min", "nan"], "golden time", id="golden NaN"),
        pytest.param(["open", TOWN, "--note", "a@b"], "never about the person", id="e-mail"),
        pytest.param(["open", "Bangkok"], "Thailand", id="abroad"),
        pytest.param(["stats", "--since", "x"], "since", id="no span"),
        pytest.param(["list", "--pack", "no-such"], "no pack", id="no pack"),
    ],
)
def test_bad_input_gets_one_clear_line(fail: Run, words: list[str], says: str) -> None:
    with Store(default_path("KHM"), create=True) as store:
        place = PlaceSeen(NOW, 11.0, 104.0, 10.0, "11.00000, 104.00000")
        begun: list[Change] = [TimeTold("called", NOW), place]
        store.open_case("KHM", begun, golden_s=3600.0, now=NOW)
        before = store.log("KHM", "C0001")
        assert says in fail("incident", *words)
        assert store.log("KHM", "C0001") == before
        assert len(store.cases("KHM")) == 1


def test_a_closed_case_takes_nothing_more(ask: Run, fail: Run) -> None:
    ask("incident", "open", TOWN)
    ask("incident", "update", "C0001", "--close")
    line = fail("incident", "update", "C0001", "--note", "more", "--unit", "U777")
    assert "it is closed since" in line
    assert "U777" in line


def test_a_hostile_note_is_harmless_on_a_terminal(ask: Run, say: Run) -> None:
    ask("incident", "open", TOWN, "--note", "gate\x1b[2J\u202e\nC0002 forged")
    said = say("incident", "show", "C0001") + say("incident", "list")
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert not any(line.startswith("C0002") for line in said.splitlines())


@pytest.mark.parametrize(
    "words",
    [["open", TOWN], ["update", "C0001", "--close"], ["list"], ["show", "C0001"], ["stats"]],
)
def test_a_file_that_cannot_be_used(fail: Run, tmp_path: Path, words: list[str]) -> None:
    other, mine, newer = tmp_path / "notes.txt", tmp_path / "mine.sqlite", tmp_path / "new.sqlite"
    other.write_text("mine")
    for path, statement in ((mine, "CREATE TABLE t (a)"), (newer, "PRAGMA user_version = 9")):
        link = sqlite3.connect(path)
        link.execute(statement)
        if path == newer:
            link.execute("PRAGMA application_id = 1197099347")
        link.commit()
        link.close()
    before = {path: path.read_bytes() for path in (other, mine, newer)}
    for path, says in (
        (other, "no file of cases"),
        (mine, "no file of cases"),
        (newer, "newer Green Zone"),
        (tmp_path, "is a folder"),
        (other / "x.sqlite", "cannot be made" if words[0] == "open" else "no such file"),
        (tmp_path / ("x" * 300), "name too long"),
    ):
        assert says in fail("incident", *words, "--db", str(path))
    assert {path: path.read_bytes() for path in before} == before
    assert not (tmp_path / "data").exists()


def test_eta_with_a_file_that_is_not_there(fail: Run, tmp_path: Path) -> None:
    line = fail("eta", TOWN, "--db", str(tmp_path / "none.sqlite"))
    assert "no such file" in line
    assert "no unit 'U777'" in fail("eta", TOWN, "--busy", "U777", "--busy", "\x1b")


def test_a_folder_that_may_not_be_written(
    ask: Run, fail: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    assert "(Permission denied); no case was saved" in fail("incident", "open", TOWN)
    assert ask("incident", "list")["cases"] == []
