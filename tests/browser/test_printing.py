"""Reports on paper: no line runs over the edge of an A4 page, and their pages are few."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from planning.reporting.dossier import Dossier
from planning.reporting.report import report_page
from tests.planning.reporting.dossiers import full_dossier, many_people
from views.words import LANGUAGES, Language, Words

pytestmark = pytest.mark.browser
A4_PX = round((210 - 2 * 13) / 25.4 * 96)  # between the margins of the page


def dossiers() -> list[Dossier]:
    return [full_dossier(), many_people()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_fits_on_a4(chromium: Browser, tmp_path: Path, language: Language) -> None:
    context = chromium.new_context(viewport={"width": A4_PX, "height": 1000}, offline=True)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for number, dossier in enumerate(dossiers()):
        path = tmp_path / f"{number}.html"
        path.write_text(report_page(dossier, Words(language)), encoding="utf-8")
        page.goto(path.as_uri())
        page.emulate_media(media="print")
        assert page.evaluate("document.documentElement.scrollWidth") <= A4_PX
        wide = "[...document.querySelectorAll('table')].filter(t => t.scrollWidth > t.parentElement.clientWidth + 1).length"
        assert page.evaluate(wide) == 0
        assert 3 <= len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) <= 12
    assert said == []
    context.close()
