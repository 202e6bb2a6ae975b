"""Two visitors of one server at once: what one chooses, drops, solves and accepts stays with them."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import WAIT_MS, Opener, Visit

pytestmark = pytest.mark.browser


def chosen(here: Visit) -> dict[str, str | None]:
    """Give what a visitor's page says of their question: its language, title and golden time."""
    golden = here.page.locator(".st-key-golden input")
    golden.wait_for(timeout=WAIT_MS)
    return {
        "lang": here.page.locator("html").get_attribute("lang"),
        "title": here.page.locator("h1.t").inner_text(),
        "golden": golden.input_value(),
    }


def ask_again(here: Visit, face: str) -> None:
    """Go to a face of Siting: the server answers this visitor anew."""
    here.page.locator(".st-key-way").get_by_text(face, exact=True).click()


def solve(here: Visit) -> str:
    """Solve, and give what stands at the point of the plan on its curve."""
    here.page.locator(".st-key-solve button").click(timeout=WAIT_MS)
    spot = here.page.locator("g.spot.chosen")
    spot.wait_for(timeout=WAIT_MS)
    return str(spot.get_attribute("aria-label"))


def options(here: Visit) -> list[str]:
    """Give the scenarios that a visitor can compare."""
    here.page.locator(".st-key-b input").click(timeout=WAIT_MS)
    offered = here.page.get_by_role("option")
    offered.first.wait_for(timeout=WAIT_MS)
    return offered.all_inner_texts()


def test_two_visitors_at_once_never_meet(visit: Opener, address: str) -> None:
    mine = visit(f"{address}/siting?way=hand&golden=30")
    yours = visit(f"{address}/siting?way=hand", width=1400)
    at_first = chosen(yours)
    assert at_first == {"lang": "en", "title": "Siting", "golden": "60 min"}

    mine.page.locator(".st-key-zone_text input").fill("Sihanoukville")
    mine.page.keyboard.press("Enter")
    mine.page.wait_for_selector(".certain", timeout=WAIT_MS)
    mine.page.locator(".st-key-lang").get_by_text("한국어").click()
    expect(mine.page.locator("html")).to_have_attribute("lang", "ko")
    ask_again(yours, "Find the best places")
    yours.page.wait_for_selector(".st-key-solve button", timeout=WAIT_MS)
    ask_again(yours, "Try by hand")
    yours.page.wait_for_selector(".hint:has-text('Click the map or type a place')", timeout=WAIT_MS)
    assert yours.page.locator(".certain").count() == 0
    assert chosen(yours) == at_first

    ask_again(mine, "최적 위치 찾기")
    plan = solve(mine)
    mine.page.locator(".st-key-accept button").click()
    mine.page.wait_for_selector(".st-key-to_compare button", timeout=WAIT_MS)
    ask_again(yours, "Find the best places")
    yours.page.wait_for_selector(".st-key-solve button", timeout=WAIT_MS)
    yours.page.wait_for_selector(".hint:has-text('Press Solve')", timeout=WAIT_MS)
    assert yours.page.locator("g.spot, .st-key-accept").count() == 0
    solve(yours)
    assert yours.page.locator(".st-key-to_compare").count() == 0
    assert mine.page.locator("g.spot.chosen").get_attribute("aria-label") == plan
    assert chosen(yours) == at_first
    assert chosen(mine)["golden"] == "30분"

    mine.page.locator(".st-key-to_compare button").click()
    yours.page.goto(f"{address}/coverage?show=compare")
    assert len(options(mine)) == len(options(yours)) + 1
