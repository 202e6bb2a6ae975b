"""Errors: what can be mended is one sentence, what cannot is an apology with a code."""

import logging
import re

import pytest
from streamlit.testing.v1 import AppTest

from geo.errors import Fault, FaultsError, TooFarError
from views.faults import sentence
from views.words import Words

BROKEN = """
from views.faults import guarded

def page():
    raise RuntimeError("secret detail")

guarded(page)()
"""


def test_a_bug_is_an_apology_with_a_code(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="green_zone"):
        page = AppTest.from_string(BROKEN).run()
    assert not page.exception
    shown = page.error[0].value
    assert "secret detail" not in shown
    code = re.search(r"Code ([0-9A-F]{6})", shown)
    assert code is not None
    assert code.group(1) in caplog.text
    assert "secret detail" in caplog.text


def test_all_faults_of_an_input_are_listed_up_to_a_number() -> None:
    faults = [Fault("BAD_COORD", f"latitude {95 + row}", row=row) for row in range(12)]
    text = sentence(FaultsError("sites.csv", faults), Words("en"))
    assert "row 7" in text
    assert "row 8" not in text
    assert "and 4 more" in text


def test_a_sentence_begins_in_the_visitors_language() -> None:
    error = TooFarError("Phnom Aural: 41 km from any road")
    assert sentence(error, Words("en")).startswith("Phnom Aural")
    assert sentence(error, Words("ko")).startswith("도로에서 너무 먼 곳입니다.")


def test_markdown_in_an_error_is_shown_as_text() -> None:
    text = sentence(TooFarError("![](https://evil.example/x.png)"), Words("en"))
    assert "![](" not in text
