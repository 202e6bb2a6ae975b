"""Edits on the terminal: rows of a file put in, counted by the other commands, taken back."""

from pathlib import Path

import pytest

from tests.terminal import refusal_of, value_of

POSTS = (
    "id,name,kind,province,lat,lon,hours,trust,confidence,precision_m\n"
    "U1,Kampot Provincial,station,Kampot,10.610,104.181,24/7,unverified,low,500\n"
    "U2,Swapped,station,Kampot,104.2,10.7,24/7,unverified,low,500\n"
)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))


def test_rows_of_a_file_count_with_edited_and_are_taken_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "posts.csv"
    path.write_text(POSTS)
    assert "changed places" in refusal_of(capsys, "edits", "add", str(path), "--by", "desk")
    assert value_of(capsys, "edits", "list") == {"edits": []}
    made = value_of(capsys, "edits", "add", str(path), "--by", "desk", "--good")
    assert (made["layer"], made["added"], made["by"]) == ("police_posts", 1, "desk")

    def posts(*options: str) -> int:
        count = value_of(capsys, *options, "pack", "info")["layers"]["police_posts"]
        assert isinstance(count, int)
        return count

    assert posts("--edited") == posts() + 1
    path.write_text(POSTS.replace(POSTS.splitlines()[2] + "\n", ""))
    again = refusal_of(capsys, "edits", "add", str(path), "--by", "desk")
    assert "nothing has changed" in again
    undo = value_of(capsys, "edits", "undo", "1", "--by", "another desk")
    assert undo["undoes"] == 1
    assert posts("--edited") == posts()
    listed = value_of(capsys, "edits", "list")["edits"]
    assert [one["undone"] for one in listed] == [True, False]
    assert "undone already" in refusal_of(capsys, "edits", "undo", "1", "--by", "desk")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["edits", "add", "no.csv", "--by", "desk"], "no.csv"),
        (["edits", "undo", "7", "--by", "desk"], "edit 7 is not there"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told in refusal_of(capsys, *words)
