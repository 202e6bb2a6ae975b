"""Reports on paper: no line runs over the edge of an A4 page, and their pages are few."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from planning.dispatch import assess_incident
from planning.moment import moment_of, parse_when
from planning.packs import open_pack
from planning.places import locate
from planning.reporting.dossier import Dossier
from planning.reporting.report import report_page
from tests.planning.reporting.dossiers import full_dossier, many_people
from tests.views.payloads import HOSTILE, MARK
from views.dispatch_print import print_page
from views.dispatch_ways import find_ways
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


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", ["Sihanoukville", "Siem Reap", "Banlung"])
def test_a_dispatch_answer_fits_on_one_a4_page(
    chromium: Browser, tmp_path: Path, language: Language, place: str
) -> None:
    pack = open_pack()
    moment = moment_of(pack, parse_when("2025-10-18T02:00", pack))
    answer = assess_incident(moment, locate(pack, place), golden_s=3600.0, police="trusted")
    found = find_ways(moment, answer)
    page_text = print_page(moment, answer, Words(language), ways=(found.routes[0], found.routes))
    path = tmp_path / "dispatch.html"
    path.write_text(page_text, encoding="utf-8")
    context = chromium.new_context(viewport={"width": A4_PX, "height": 1000}, offline=True)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(path.as_uri())
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= A4_PX
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1
    for sign in page.locator("img").all():
        assert sign.evaluate("one => one.complete && one.naturalWidth > 0")
    assert said == []
    context.close()


def test_hostile_names_stay_text_on_the_page(chromium: Browser, tmp_path: Path) -> None:
    pack = open_pack()
    moment = moment_of(pack, parse_when("2025-10-18T02:00", pack))
    place = replace(locate(pack, "Kampot"), gazetteer_id=None, name=" ".join(HOSTILE.values()))
    answer = assess_incident(moment, place, golden_s=3600.0)
    path = tmp_path / "hostile.html"
    path.write_text(print_page(moment, answer, Words("en")), encoding="utf-8")
    page = chromium.new_page()
    page.goto(path.as_uri())
    assert MARK not in page.title().replace("title='GZ_RAN'", "")
    assert page.locator("h1").inner_text().startswith("<img")
    page.close()
