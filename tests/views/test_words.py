"""Both languages say everything, say the same, and say nothing that nobody asks for."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from planning.manifests import MANIFEST
from planning.packs import BUILT_IN, find_pack
from views.catalogues import messages
from views.chosen import VARIABLE, home_zone
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
    exceptions = {"±{distance}", "{least} to {most}"}
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


def test_home_is_the_zone_of_the_packs_ministry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = (find_pack(BUILT_IN) / MANIFEST).read_text(encoding="utf-8")
    elsewhere = manifest.replace('home_zone = "Asia/Seoul"', 'home_zone = "Europe/Paris"')
    (tmp_path / MANIFEST).write_text(elsewhere, encoding="utf-8")
    noon = datetime(2026, 1, 22, 12, tzinfo=UTC)
    for pack, clock in (("KHM", "Seoul 21:00"), (str(tmp_path), "Paris 13:00"), ("no", "Seoul 21:00")):  # fmt: skip
        monkeypatch.setenv(VARIABLE, pack)
        assert Words("en", home_zone()).home_clock(noon) == clock
