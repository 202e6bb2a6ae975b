"""What a visitor asked stays: over a phone that slept, and on the way from page to page."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.browser.conftest import DONE, WAIT_MS, Opener, Visit

pytestmark = pytest.mark.browser


def test_a_phone_that_slept_comes_back_to_where_it_was(visit: Opener, address: str) -> None:
    here = visit(f"{address}/dispatch", width=390, locale="ko-KR", scheme="dark")
    field = here.page.locator(".st-key-place_text input")
    field.fill("11.9, 105.4", timeout=WAIT_MS)
    field.press("Enter")
    here.page.locator('[data-read="place"]').wait_for(timeout=WAIT_MS)
    here.page.context.set_offline(True)
    here.page.wait_for_timeout(4000)
    here.page.context.set_offline(False)
    here.page.locator(".st-key-picking label").click(timeout=WAIT_MS)
    here.page.wait_for_selector(DONE)
    assert "11.9" in here.page.locator('[data-read="place"]').inner_text()
    assert field.input_value() == "11.9, 105.4"
    # The break of the connection itself reaches the page as a bare event.
    here.faults[:] = [fault for fault in here.faults if fault != "Event"]


def go(here: Visit, name: str) -> str:
    """Open another page by its name at the top; give its address once it has settled."""
    here.page.get_by_role("link", name=name).first.click()
    here.page.wait_for_selector(f"h1.t:has-text('{name}')", timeout=WAIT_MS)
    here.map_frame()
    here.settle()
    return here.page.url


@pytest.mark.parametrize(
    "asked", ["", "?golden=90&police=trusted&when=hour&day=2&hour=22&lang=ko"], ids=["usual", "own"]
)
def test_no_choice_changes_on_the_way_from_page_to_page(
    visit: Opener, address: str, asked: str
) -> None:
    here = visit(f"{address}/coverage{asked}")
    here.map_frame()
    names = ("출동", "도달 범위", "입지") if asked else ("Dispatch", "Coverage", "Siting")
    dispatch, coverage, siting = names
    kept = dict(parse_qsl(asked.removeprefix("?")))
    everywhere = {key: kept[key] for key in ("golden", "police", "lang") if key in kept}
    for name in (dispatch, coverage, siting, dispatch):
        told = dict(parse_qsl(urlsplit(go(here, name)).query))
        assert told == (everywhere if name == dispatch else kept), name
        assert here.page.locator('[data-testid="stAlert"]').count() == 0, name


def test_an_hour_that_coverage_hands_over_stays_when_the_options_are_opened(
    visit: Opener, address: str
) -> None:
    here = visit(f"{address}/coverage?when=hour&day=6&hour=3")
    here.page.get_by_text("Ask Dispatch for this hour").click(timeout=WAIT_MS)
    field = here.page.locator(".st-key-place_text input")
    for name in ("Kampot", "Takeo"):
        field.fill(name, timeout=WAIT_MS)
        field.press("Enter")
        here.page.locator('[data-read="place"]', has_text=name).wait_for(timeout=WAIT_MS)
        here.page.get_by_text("Options", exact=True).click()
        here.page.locator(".st-key-call_day input").first.wait_for(timeout=WAIT_MS)
        here.page.wait_for_timeout(1500)
        here.page.keyboard.press("Escape")
        assert "at=" in here.page.url
        assert "03:00" in here.text(".cd")
