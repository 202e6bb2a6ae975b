"""Both languages say everything, say the same, and say nothing that nobody asks for."""

import re

import pytest

from views.catalogues import messages
from views.words import LANGUAGES, Language, Words, catalogue, language_of

PLACEHOLDER = re.compile(r"\{\w+\}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_and_none_is_left_over(language: Language) -> None:
    said, known = set(messages()), catalogue(language)
    assert {message for message in said if not known.get(message)} == set()
    assert set(known) - said == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_every_value_and_every_emphasis(language: Language) -> None:
    for message, text in catalogue(language).items():
        assert sorted(PLACEHOLDER.findall(message)) == sorted(PLACEHOLDER.findall(text)), message
        assert text.count("**") % 2 == 0, message


def test_english_says_what_the_code_says() -> None:
    assert all(message == text for message, text in catalogue("en").items())


def test_korean_is_korean() -> None:
    exceptions = {"±{distance}"}
    for message, text in catalogue("ko").items():
        assert message in exceptions or re.search("[가-힣]", text), message


@pytest.mark.parametrize(
    ("browser", "language"),
    [("ko", "ko"), ("ko-KR", "ko"), ("en-GB", "en"), ("km-KH", "en"), (None, "en"), ("", "en")],
)
def test_language_follows_the_browser(browser: str | None, language: Language) -> None:
    assert language_of(browser) == language


@pytest.mark.parametrize(
    ("seconds", "english", "korean"),
    [
        pytest.param(0, "0 min", "0분", id="nothing"),
        pytest.param(58 * 60 + 1, "59 min", "59분", id="a begun minute counts"),
        pytest.param(59 * 60 + 0.0001, "59 min", "59분", id="a thousandth of a second does not"),
        pytest.param(59 * 60 + 1, "1 h 00", "1시간 0분", id="rounded up to the hour"),
        pytest.param(7320, "2 h 02", "2시간 2분", id="hours and minutes"),
    ],
)
def test_durations(seconds: float, english: str, korean: str) -> None:
    assert Words("en").duration(seconds) == english
    assert Words("ko").duration(seconds) == korean


def test_a_share_never_claims_none_or_all_when_it_is_not() -> None:
    t = Words("en")
    assert [t.share(value) for value in (0.0, 0.001, 0.5, 0.999, 1.0)] == [
        "0%",
        "<1%",
        "50%",
        ">99%",
        "100%",
    ]
