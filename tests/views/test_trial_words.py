"""A replay and a surge say the same in both languages."""

import re
from collections.abc import Mapping

import pytest

from views.lines.trial_words import REPLAY_WORDS, SURGE_WORDS
from views.words import Language


@pytest.mark.parametrize("words", [REPLAY_WORDS, SURGE_WORDS], ids=["replay", "surge"])
def test_both_languages_say_everything_with_every_value(
    words: Mapping[Language, Mapping[str, str]],
) -> None:
    assert set(words["en"]) == set(words["ko"])
    for key, english in words["en"].items():
        fields = [sorted(re.findall(r"\{\w+\}", text)) for text in (english, words["ko"][key])]
        assert fields[0] == fields[1], key
