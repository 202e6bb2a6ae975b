"""A visitor whose phone slept: what they had asked is still there."""

import pytest

from tests.browser.conftest import WAIT_MS, Opener

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
    here.page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    assert "11.9" in here.page.locator('[data-read="place"]').inner_text()
    assert field.input_value() == "11.9, 105.4"
    # The break of the connection itself reaches the page as a bare event.
    here.faults[:] = [fault for fault in here.faults if fault != "Event"]
