"""Section B of the catalogue: text that must stay text."""

import re

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.text import (
    TEXT_LIMIT,
    entity_encoded,
    formula_restored,
    formula_safe,
    markdown_escaped,
    plain,
)

PAYLOADS = [
    pytest.param("<img src=x onerror=alert(1)>", id="B1"),
    pytest.param("${alert(1)}", id="B2"),
    pytest.param("`+alert(1)+`", id="B3"),
    pytest.param("{{ 7 * 7 }}", id="B4"),
    pytest.param("{% raw %}", id="B5 block"),
    pytest.param("{# note #}", id="B5 note"),
    pytest.param("{% for i in range(9) %}x{% endfor %}", id="B6"),
    pytest.param("</script><script>alert(1)</script>", id="B7"),
    pytest.param("\\u003cb\\u003e'\"", id="escapes"),
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payloads_hold_no_sign_of_any_language(payload: str) -> None:
    encoded = entity_encoded(payload)
    assert not set(re.sub(r"&#\d+;", "", encoded)) & set("&<>\"'`${}%#\\=/")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payloads_pass_through_a_template_unchanged(payload: str) -> None:
    """Rendered once more on the server, as the map library does, nothing happens."""
    encoded = entity_encoded(payload)
    assert jinja2.Environment(autoescape=False).from_string(encoded).render() == encoded  # noqa: S701


def shown(encoded: str) -> str:
    """Return what a browser shows of numeric entities."""
    return re.sub(r"&#(\d+);", lambda match: chr(int(match[1])), encoded)


@given(st.text())
def test_a_browser_shows_the_text_itself(text: str) -> None:
    assert shown(entity_encoded(text, None)) == plain(text, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(None, "", id="nothing"),
        pytest.param(float("nan"), "", id="NaN"),
        pytest.param(1.5, "1.5", id="number"),
        pytest.param("가나 ភ្នំពេញ", "가나 ភ្នំពេញ", id="Korean and Khmer"),
        pytest.param("a\x00b\x1bc\x7fd\x9fe", "abcde", id="B12 controls"),
        pytest.param("a\u202eb\u2066c\u200fd", "abcd", id="B12 direction"),
        pytest.param("a\u200bb\ufeffc\u2060d\u00ade", "abcde", id="B12 zero width"),
        pytest.param("a\u2028b\u2029c\r\nd\re\x85f", "a\nb\nc\nd\ne\nf", id="B12 lines"),
        pytest.param("a\tb", "a b", id="tab"),
        pytest.param("a\ud800b", "ab", id="half a letter"),
        pytest.param("x" * 10_000, "x" * TEXT_LIMIT + "…", id="B13"),
        pytest.param("x" * TEXT_LIMIT, "x" * TEXT_LIMIT, id="B13 the limit itself"),
    ],
)
def test_plain(text: object, expected: str) -> None:
    assert plain(text) == expected


@given(st.text())
def test_plain_twice_is_plain(text: str) -> None:
    assert plain(plain(text, None), None) == plain(text, None)


@pytest.mark.parametrize(
    "text",
    [
        "![](https://evil.example/t.png)",
        "[x](javascript:alert(1))",
        ":red[x] :material/home:",
        "$x^2$ *a* _b_ ~~c~~ `d`",
        "# title\n- list\n1. one\n> quote",
        "<b>x</b> &amp; | table |",
        "https://evil.example",
    ],
)
def test_markdown_shows_every_sign(text: str) -> None:
    """B8: each sign that Markdown could read stands behind a backslash, on one line."""
    escaped = markdown_escaped(text)
    assert "\n" not in escaped
    assert not re.search(r"(?<!\\)[`*_\[\]()<>#!$:~|]", escaped.replace("\\\\", ""))
    assert re.sub(r"\\(.)", r"\1", escaped).replace("\u2060", "") == " ".join(text.split())


def test_no_bare_address_is_left_for_markdown() -> None:
    """What a reader of Markdown sees once the backslashes are gone is no address either."""
    for text in ("see https://evil.example", "www.evil.example", "a@evil.example"):
        seen = markdown_escaped(text).replace("\\", "")
        assert not re.search(r"://|www\.|@\w", seen)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        pytest.param("=1+1", "'=1+1", id="B10 ="),
        pytest.param("+82 2 3210 0404", "'+82 2 3210 0404", id="B10 +"),
        pytest.param("-cmd", "'-cmd", id="B10 -"),
        pytest.param("@SUM(A1)", "'@SUM(A1)", id="B10 @"),
        pytest.param("\t=1", "'\t=1", id="B10 tab"),
        pytest.param("\r=1", "'\r=1", id="B10 return"),
        pytest.param(" =1", "' =1", id="B10 blank before"),
        pytest.param("＝1", "'＝1", id="B10 full width"),
        pytest.param("-1.5", "-1.5", id="B10 a number is no text"),
        pytest.param("-2-3", "'-2-3", id="B10 a sum"),
        pytest.param(-1.5, -1.5, id="B10 number"),
        pytest.param(None, None, id="nothing"),
        pytest.param("a=b", "a=b", id="inside"),
    ],
)
def test_formula_safe(cell: object, expected: object) -> None:
    assert formula_safe(cell) == expected


@given(st.text())
def test_a_cell_comes_back_as_it_was(cell: str) -> None:
    safe = formula_safe(cell)
    assert isinstance(safe, str)
    if not cell.startswith("'"):
        assert formula_restored(safe) == cell
