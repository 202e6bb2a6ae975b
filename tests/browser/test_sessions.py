"""Two visitors at once, and one whose phone slept: nobody sees another's work, nobody loses theirs."""

import pytest

from tests.browser.conftest import WAIT_MS, Opener, Visit

pytestmark = pytest.mark.browser


def drop_zone(here: Visit, place: str, shown: str) -> None:
    field = here.page.locator(".st-key-zone_text input")
    field.fill(place, timeout=WAIT_MS)
    field.press("Enter")
    here.page.locator(".st-key-step-answers").get_by_text(shown).first.wait_for(timeout=WAIT_MS)


def test_what_one_visitor_does_is_never_seen_by_another(visit: Opener, address: str) -> None:
    first = visit(f"{address}/siting?way=hand&golden=120")
    second = visit(f"{address}/siting?way=hand", width=390, locale="ko-KR", scheme="dark")
    drop_zone(first, "Kampot", "Kampot")
    second.page.locator(".st-key-zone_text input").wait_for(timeout=WAIT_MS)
    drop_zone(second, "Battambang", "바탐방")
    told = second.page.locator(".st-key-step-answers").inner_text()
    assert "Kampot" not in told
    assert "캄폿" not in told
    first.page.reload()
    first.page.locator(".st-key-zone_text input").wait_for(timeout=WAIT_MS)
    assert "Battambang" not in first.page.locator(".stMain").inner_text()
    assert first.page.evaluate("document.documentElement.lang") == "en"
    assert second.page.evaluate("document.documentElement.lang") == "ko"
    assert "golden" not in second.page.url


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
    here.page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    assert "11.9" in here.page.locator('[data-read="place"]').inner_text()
    assert field.input_value() == "11.9, 105.4"
