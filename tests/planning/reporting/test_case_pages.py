"""Printed case sheets: everything on file is on the page, as text, and the page loads nothing."""

import re
from datetime import datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest

from planning.moment import moment_of
from planning.packs import open_pack
from planning.reporting.case_pages import age_words, case_page, reported_words
from planning.sheets.sheet import CaseSheet, case_sheet
from tests.planning.sheets.test_sheet import moment
from tests.planning.worlds import spot
from tests.views.payloads import HOSTILE
from views.words import LANGUAGES, Language, Words


class Page(HTMLParser):
    """The text of a page, and every tag that could load or run something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self._in_style = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self._in_style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._in_style &= tag != "style"

    def handle_data(self, data: str) -> None:
        if not self._in_style:
            self.text += f" {data}"


def full_sheet(text: str = "An office") -> CaseSheet:
    here = moment(
        site={"name": text, "claimed_by": text, "note": text, "source": text, "town": text},
        posts=(
            {"id": "P4", "name": text, "at": spot(4), "trust": "avoid", "reported_issue": text},
        ),
        notices=(
            {"note": text, "source": text},
            {"told": text, "outcome": "no_answer", "outcome_date": "", "date": "2024-12"},
        ),
        signals=({"kind": "raid", "date": "2025-01-03", "summary": text, "source": text},),
    )
    return case_sheet(here, "S1")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("subject", ["S1", "P4"])
def test_a_page_loads_and_runs_nothing(language: Language, subject: str) -> None:
    sheet = case_sheet(full_sheet().moment, subject)
    page = case_page(sheet, Words(language))
    read = Page(page)
    assert not read.tags & {"script", "img", "link", "iframe", "a", "object", "svg", "form"}
    assert not read.attributes & {"src", "href", "onload", "onerror"}
    assert "url(" not in page
    assert "@import" not in page
    assert "default-src 'none'" in page
    assert f'<html lang="{language}">' in page


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_are_shown_as_text(text: str) -> None:
    read = Page(case_page(full_sheet(text), Words("en")))
    assert read.text.count(text) >= 9
    assert not read.tags & {"script", "img"}


def test_what_cannot_be_seen_is_not_on_the_page() -> None:
    page = case_page(full_sheet("gate\u202egpj.exe\x00\x1b[2J"), Words("en"))
    assert "gategpj.exe[2J" in page
    assert not set(page) & {"\u202e", "\x00", "\x1b"}


def test_everything_on_file_is_on_the_page() -> None:
    text = " ".join(Page(case_page(full_sheet(), Words("en"))).text.split())
    for said in (
        "Reported by An office in 2024-12",
        "15 to 45 days ago",
        "Report of an NGO · evidence: suspected · confidence: high",
        "raided · 2025-01-05 10 days ago",
        "2025-01-03 12 days ago Raid",
        "Embassy to An office: a request for rescue → the place was visited",
        "the place was visited · 2025-01-04 11 days ago",
        "no answer came",
        "18 km ±2 m",
        "avoid . An office",
        "What came of the notice to An office of 2024-12?",
        "Is it in use again?",
        "It is no finding of ours",
    ):
        assert said in text, said


def test_a_sheet_without_anything_says_so() -> None:
    text = Page(case_page(case_sheet(moment(posts=()), "S1"), Words("en"))).text
    for said in (
        "No dated report is on file.",
        "No notice is on file: whether anybody was told is not known.",
        "No police post is on the map.",
        "Was anybody told? No notice is on file.",
    ):
        assert said in text


def test_a_korean_page_speaks_korean() -> None:
    page = case_page(full_sheet(), Words("ko"))
    text = Page(page).text
    for said in (
        "가까운 곳",
        "누가 언제 무엇을 보고했나",
        "알려지지 않은 것",
        "An office 보고 (2024-12)",
        "15~45일 전",
    ):
        assert said in text
    assert not re.search(r"\{\w+\}", text)


@pytest.mark.parametrize(
    ("days", "english", "korean"),
    [
        (None, "", ""),
        ((-3, -3), "", ""),
        ((0, 0), "today", "오늘"),
        ((-5, 0), "today", "오늘"),
        ((1, 1), "1 day ago", "1일 전"),
        ((1423, 1423), "1,423 days ago", "1,423일 전"),
        ((-9, 21), "0 to 21 days ago", "0~21일 전"),
    ],
)
def test_ages(days: tuple[int, int] | None, english: str, korean: str) -> None:
    assert age_words(days, Words("en")) == english
    assert age_words(days, Words("ko")) == korean


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2025-10-16", "Reported by X on 2025-10-16"),
        ("2025-10", "Reported by X in 2025-10"),
        ("", "Reported by X, undated"),
    ],
)
def test_an_allegation_is_a_report(day: str, said: str) -> None:
    assert reported_words("X", day, Words("en")) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_the_built_in_country(language: Language) -> None:
    here = moment_of(open_pack(), datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("Asia/Phnom_Penh")))
    for subject in ("KH-S001", "KH-S012", "P008", "P022"):
        text = Page(case_page(case_sheet(here, subject), Words(language))).text
        assert subject in text
        assert "{" not in text
