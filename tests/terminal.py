"""The command line as other programs call it: what must succeed, and what must be refused."""

import json
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest

import cli

Run = Callable[..., Any]
"""A command's words to what it gave: the fixtures `ask`, `say` and `fail`."""


def value_of(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    """Run a command that must succeed; give its JSON value."""
    code = cli.main(["--json", *words])
    said = capsys.readouterr()
    assert code == 0, said.err
    return json.loads(said.out)


def lines_of(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Run a command that must succeed; give its lines for a person."""
    code = cli.main(list(words))
    said = capsys.readouterr()
    assert (code, said.err) == (0, "")
    return said.out


def refusal_of(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Run a command that must fail; give its one clean line."""
    code = cli.main(list(words))
    said = capsys.readouterr()
    assert code == 2, said.out
    assert said.err.count("\n") == 1, said.err
    assert not any(unicodedata.category(sign) in {"Cc", "Cf"} for sign in said.err.rstrip("\n"))
    return said.err
