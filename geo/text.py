"""Text from outside: made plain, and made harmless for each place it is shown in."""

import math
import re
import unicodedata

TEXT_LIMIT = 2000
"""Characters of one text that a popup or a report shows; tables keep the whole text."""

# & < > " ' for HTML, ` $ { } \ for JavaScript strings and template literals,
# { } % # for templates rendered on the server, = / for attributes and end tags.
_ENTITIES = {ord(sign): f"&#{ord(sign)};" for sign in "&<>\"'`${}%#\\=/"}
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&^=])")
# Where an address begins: without brackets it would still become a link, escaped or not.
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:(?=//)|www(?=\.)|@", re.IGNORECASE)
_FORMULA_START = tuple("=+-@\t\r＝＋－＠")
_NEGATIVE_NUMBER = re.compile(r"-\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?")
_LINE_BREAKS = {0x0D: "\n", 0x0B: "\n", 0x0C: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n"}
# Not in a category of its own, yet shown as nothing.
_INVISIBLE = frozenset("\u00ad\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs"})


def plain(text: object, limit: int | None = TEXT_LIMIT) -> str:
    r"""Return the text without anything a reader cannot see.

    Control characters, marks that turn the writing direction, zero-width characters
    and halves of surrogate pairs go; every kind of line break becomes ``\n``, a tab a
    space. None and NaN become the empty text.

    Parameters
    ----------
    text
        Anything; `str` of it is taken.
    limit
        Longest result in characters, the closing "…" not counted; None for no limit.

    Examples
    --------
    >>> plain("gate\u202egpj.exe\x00")
    'gategpj.exe'
    >>> plain("abcdef", limit=3)
    'abc…'
    """
    if text is None or (isinstance(text, float) and math.isnan(text)):
        return ""
    lines = str(text).replace("\r\n", "\n").translate(_LINE_BREAKS).replace("\t", " ")
    seen = lines if lines.isascii() and lines.isprintable() else "".join(filter(_is_seen, lines))
    return seen if limit is None or len(seen) <= limit else seen[:limit] + "…"


def _is_seen(sign: str) -> bool:
    if sign == "\n":
        return True
    return sign not in _INVISIBLE and unicodedata.category(sign) not in _UNSEEN_CATEGORIES


def entity_encoded(text: object, limit: int | None = TEXT_LIMIT) -> str:
    """Return the text with every character that could mean something to a page as a number.

    The result holds no character with a meaning in HTML, in a JavaScript string or
    template literal, or in a template rendered on the server; a browser shows the text
    itself. For everything that is handed to the map.

    Parameters
    ----------
    text
        Anything; made `plain` first.
    limit
        Longest text in characters before encoding; None for no limit.

    Examples
    --------
    >>> entity_encoded("<b>")
    '&#60;b&#62;'
    >>> entity_encoded("${7*7}")
    '&#36;&#123;7*7&#125;'
    """
    return plain(text, limit).translate(_ENTITIES)


def markdown_escaped(text: object, limit: int | None = TEXT_LIMIT) -> str:
    r"""Return the text so that Markdown shows it as it is, on one line.

    No image is fetched, no link made, no colour, icon or formula applied. For labels,
    errors and every other widget that reads Markdown. An invisible U+2060 parts addresses.

    Parameters
    ----------
    text
        Anything; made `plain` first.
    limit
        Longest text in characters before escaping; None for no limit.

    Examples
    --------
    >>> print(markdown_escaped("![zone](a) :red[b]"))
    \!\[zone\]\(a\) \:red\[b\]
    """
    line = " ".join(plain(text, limit).split())
    return _MARKDOWN.sub(r"\\\1", _ADDRESS.sub("\\g<0>\u2060", line))


def storable(text: str) -> str:
    r"""Return the text without what XML, workbooks and tables cannot hold.

    Control characters go, halves of surrogate pairs become ``?``; every line break becomes
    ``\n``, since XML knows no other; a tab stays.

    Examples
    --------
    >>> storable("a\x00\x0bb\r\nc")
    'ab\nc'
    """
    if text.isprintable() and text.isascii():
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    whole = lines.encode("utf-8", "replace").decode()
    return "".join(
        sign
        for sign in whole
        if sign in "\t\n" or not (unicodedata.category(sign) == "Cc" or sign in "\ufffe\uffff")
    )


def formula_safe(cell: object) -> object:
    """Return a cell for CSV that no spreadsheet takes for a formula.

    Text that starts like a formula gets an apostrophe before it; numbers, None and
    other text are returned as they are. A phone number "+855 …" counts as a formula,
    because a spreadsheet would add it up.

    Examples
    --------
    >>> formula_safe("=1+1"), formula_safe(-1.5), formula_safe("-1.5")
    ("'=1+1", -1.5, '-1.5')
    >>> formula_safe("+855 23 211 900")
    "'+855 23 211 900"
    """
    if not isinstance(cell, str) or not cell.lstrip(" \n").startswith(_FORMULA_START):
        return cell
    return cell if _NEGATIVE_NUMBER.fullmatch(cell) else f"'{cell}"


def formula_restored(cell: str) -> str:
    """Return the cell without the apostrophe that `formula_safe` put before it.

    Examples
    --------
    >>> formula_restored("'=1+1"), formula_restored("'t Hooft")
    ('=1+1', "'t Hooft")
    """
    if cell.startswith("'") and formula_safe(cell[1:]) == cell:
        return cell[1:]
    return cell
