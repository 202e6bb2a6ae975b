"""Bytes to text: Unicode or Korean Windows, never a guess that yields other letters."""

import codecs
from dataclasses import dataclass

from geo.formats.drafts import Source, preview

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
KOREAN_WINDOWS = "cp949"


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, and a warning if its encoding had to be inferred."""

    text: str
    warnings: tuple[str, ...] = ()


def decode_text(source: Source) -> Decoded:
    """Decode a text file as UTF-8, UTF-16, UTF-32 or CP949.

    Latin-1 is never tried: it accepts any bytes and would turn Korean into other letters
    without a word.

    Raises
    ------
    FaultsError
        ENCODING if it is none of them, BINARY if zero bytes show that it is no text.
    """
    content = source.content
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    text, encoding = _first_that_fits(content, [marked] if marked else ["utf-8", KOREAN_WINDOWS])
    if "\x00" in text or (encoding is None and b"\x00" in content):
        raise source.refusal("BINARY", "it holds zero bytes, so it is no text: save it as UTF-8")
    if encoding is None:
        raise source.refusal(
            "ENCODING", "the text is neither Unicode nor Korean CP949: save it as UTF-8"
        )
    if encoding != KOREAN_WINDOWS:
        return Decoded(text.removeprefix("\ufeff"))
    return Decoded(text, (korean_warning(text),))


def korean_warning(text: str) -> str:
    """Tell that a text was taken for Korean Windows text, with a sample to judge by."""
    start = next((i for i, sign in enumerate(text) if not sign.isascii()), 0)
    sample = preview(text[max(start - 5, 0) : start + 25])
    return f"read as Korean Windows text (CP949): {sample}; if unreadable save as UTF-8"


def _first_that_fits(content: bytes, encodings: list[str]) -> tuple[str, str | None]:
    for encoding in encodings:
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return "", None


def inferred_encoding(content: bytes) -> str | None:
    """Name the encoding of undeclared bytes: ``utf-8``, ``cp949`` or None."""
    return _first_that_fits(content, ["utf-8", KOREAN_WINDOWS])[1]
