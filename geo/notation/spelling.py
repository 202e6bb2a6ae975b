"""How names are compared: what counts in a spelling, and how far a wrong one is forgiven."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from geo.notation.reading import clean

LONGEST_NAME: Final = 80
_NO_LETTER = re.compile(r"[^a-z0-9]+")
_SURE_LETTERS = {"latin": 6, "other": 4}
_TOWN_WORDS = re.compile(
    r"\b(city|town|municipality|village|krong|phum)\b|(?<=\w)\s*(시|읍|마을)$|ក្រុង|ភូមិ",
    re.IGNORECASE,
)
_AREA_WORDS = re.compile(
    r"\b(province|district|commune|srok|khan|khum|sangkat|khaet)\b|(?<=\w)\s*(주|군|구)$"
    r"|ខេត្ត|ស្រុក|ខណ្ឌ|ឃុំ|សង្កាត់",
    re.IGNORECASE,
)


@lru_cache(maxsize=1 << 15)  # one gazetteer asks for the same words again and again
def squeeze(name: str) -> str:
    """Reduce a name to what counts: letters and digits, no case, accents or spaces.

    Hangul falls apart into its letters, so that one wrong stroke is one typo.

    Examples
    --------
    >>> squeeze("O'Smach"), squeeze("Krong  Preah-Sihanouk"), squeeze("Đà Nẵng")
    ('osmach', 'krongpreahsihanouk', 'danang')
    >>> len(squeeze("바벳"))
    5
    """
    lowered = name.casefold()
    if lowered.isascii():
        return _NO_LETTER.sub("", lowered)
    lowered = unicodedata.normalize("NFKD", lowered).replace("đ", "d")
    return "".join(
        character
        for character in lowered
        if unicodedata.category(character)[0] in "LNM" and not "\u0300" <= character <= "\u036f"
    )


def typos_allowed(letters: int) -> int:
    """Say how many wrong letters a name of so many letters may have.

    Examples
    --------
    >>> [typos_allowed(letters) for letters in (4, 5, 7, 8, 12, 13)]
    [0, 1, 1, 2, 2, 3]
    """
    return (letters >= 5) + (letters >= 8) + (letters >= 13)


def may_be_corrected(name: str) -> bool:
    """Say whether a name is long enough to mend a typo in it without asking.

    Six letters are, or four where a letter is not Latin: a Hangul syllable or
    a Khmer consonant says more. A shorter name is too often another place's.

    Examples
    --------
    >>> [may_be_corrected(name) for name in ("Seoul", "Bavett", "바벨", "시하누크빌")]
    [False, True, False, True]
    """
    letters = [letter for letter in clean(name) if unicodedata.category(letter)[0] in "LN"]
    is_latin = all(ord(letter) < 0x0370 or 0x1E00 <= ord(letter) < 0x1F00 for letter in letters)
    return len(letters) >= _SURE_LETTERS["latin" if is_latin else "other"]


def distance(key: str, names: Iterable[str]) -> int:
    """Count the typos between a squeezed name and the nearest of some names; 80 if none."""
    return min((int(OSA.distance(key, squeeze(name))) for name in names), default=LONGEST_NAME)


def without_town_words(name: str) -> str:
    """Take the words for a town from a name.

    Examples
    --------
    >>> without_town_words("Krong Bavet").strip(), without_town_words("프놈펜시").strip()
    ('Bavet', '프놈펜')
    """
    return _TOWN_WORDS.sub(" ", name)


def without_area_words(name: str) -> str:
    """Take the words for a province, a district or a commune from a name.

    Examples
    --------
    >>> without_area_words("Kampot province").strip()
    'Kampot'
    """
    return _AREA_WORDS.sub(" ", name)


def is_called_area(name: str) -> bool:
    """Say whether a name itself says that it is an area.

    Examples
    --------
    >>> is_called_area("Kampot province"), is_called_area("Kampot")
    (True, False)
    """
    return _AREA_WORDS.search(name) is not None


def runs_of_words(text: str) -> list[str]:
    """List what stands in a sentence and may be a name: squeezed runs of one to four words.

    Korean words also without their last syllables, which may be particles.

    Examples
    --------
    >>> runs_of_words("in Svay Rieng")
    ['insvayrieng', 'insvay', 'svayrieng', 'svay', 'rieng']
    """
    words = [word for word in re.split(r"[\s,.;:!?/|<>()\[\]{}\"]+", text) if word][:60]
    runs = [
        " ".join(words[at : at + size])
        for size in (4, 3, 2, 1)
        for at in range(len(words) - size + 1)
    ]
    stems = [word[:-cut] for word in words for cut in (1, 2, 3) if "\uac00" <= word[-1] <= "\ud7a3"]
    keys = [squeeze(run) for run in (*runs, *(stem for stem in stems if len(stem) > 1))]
    return list(dict.fromkeys(key for key in keys if len(key) > 3))
