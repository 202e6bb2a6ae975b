"""The README is true: every command in it is run, and its output is what it shows."""

import doctest
import re
import shlex
from collections.abc import Iterator

import pytest

import cli
from tests.skips import ROOT

README = ROOT / "README.md"
PROMPT = "$ .venv/bin/python cli.py "


def examples() -> Iterator[tuple[str, str]]:
    """Each command of the README with the output shown below it."""
    text = README.read_text(encoding="utf-8")
    for block in re.findall(r"```console\n(.*?)```", text, flags=re.DOTALL):
        for command, shown in re.findall(
            r"^(\$ .*)\n((?:(?!\$ ).*\n)*)", block, flags=re.MULTILINE
        ):
            if command.startswith(PROMPT) and shown.strip():
                yield command.removeprefix(PROMPT), shown


@pytest.mark.parametrize(("command", "shown"), list(examples()))
def test_output_is_what_the_readme_shows(
    command: str, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(shlex.split(command)) == 0
    said = capsys.readouterr().out.splitlines()
    lines = shown.splitlines()
    if lines[-1] == "...":
        lines, said = lines[:-1], said[: len(lines) - 1]
    assert said == lines


def test_there_is_an_example_for_each_user() -> None:
    commands = [command.split()[0] for command, _ in examples()]
    assert {"eta", "route", "coverage"} <= set(commands)


def test_python_of_the_readme_runs() -> None:
    text = README.read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    assert blocks
    for block in blocks:
        case = doctest.DocTestParser().get_doctest(block, {}, "README", str(README), 0)
        assert doctest.DocTestRunner().run(case).failed == 0


def test_every_picture_and_file_it_names_is_there() -> None:
    text = README.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (ROOT / target).exists(), target


def test_the_two_commands_come_first() -> None:
    lines = README.read_text(encoding="utf-8").splitlines()
    first = [line for line in lines if line.startswith("$")][:2]
    assert [line.split()[1:3] for line in first] == [["make", "app"], ["make", "test"]]
