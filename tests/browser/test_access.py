"""Everybody can use it: axe finds no fault of ours, and a keyboard alone is enough."""

from dataclasses import asdict, dataclass
from functools import cache

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.browser.conftest import WAIT_MS, Opener, Visit
from tests.skips import ROOT

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Known:
    """A fault that is not ours to mend: what axe calls it, at what, and why it stays."""

    rule: str
    selector: str
    why: str


OF_STREAMLIT = (
    Known(
        "presentation-role-conflict",
        "section[data-testid='stFileUploaderDropzone']",
        "Streamlit names its drop zone although it gives it no role; the button in it has both",
    ),
)
OF_A_FRAME = (
    Known("landmark-one-main", "html", "the map is a part of a page, which has its main"),
    Known("page-has-heading-one", "html", "the map is a part of a page, which has its heading"),
)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FAULTS = """async ([tags, known]) => {
  const found = await axe.run(document, {
    iframes: false, elementRef: true, resultTypes: ["violations"], runOnly: tags,
  });
  const isKnown = (rule, node) => known.some((one) => one.rule === rule && node.matches(one.selector));
  return found.violations.flatMap(({ id, impact, nodes }) => nodes
    .filter(({ element }) => !isKnown(id, element))
    .map(({ html, failureSummary }) => `${impact} ${id}: ${html.slice(0, 200)} ${failureSummary}`));
}"""


@cache
def axe() -> str:
    return (ROOT / "static" / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")


def faults(at: Page | Frame, known: tuple[Known, ...]) -> list[str]:
    """Let axe look at a page or a frame; evaluated, it needs no leave of the content policy."""
    at.evaluate(axe())
    found: list[str] = at.evaluate(FAULTS, [TAGS, [asdict(one) for one in known]])
    return found


def look_for_faults(here: Visit, *, has_map: bool) -> None:
    """Unfold what the page keeps folded, and let axe look at it and at its map."""
    here.unfold()
    assert faults(here.page, OF_STREAMLIT) == []
    if has_map:
        assert faults(here.map_frame(), OF_A_FRAME) == []


FOCUS = """(selector) => {
  let node = document.activeElement;
  while (node.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  const ring = (one) => getComputedStyle(one).outlineStyle !== "none";
  const rung = ring(node) || node.tagName === "IFRAME" || node.matches("g.spot")
    || [1, 2].some((far) => { let one = node; for (; far; far -= 1) one = one.parentElement; return ring(one); });
  return { isThere: node.matches(selector), isSeen: rung, html: node.outerHTML.slice(0, 200) };
}"""


def tab_to(here: Visit, selector: str, *, most: int = 40) -> None:
    """Press Tab until the focus is at what fits; it is seen at each stop on the way."""
    for _ in range(most):
        here.page.keyboard.press("Tab")
        focus = here.page.evaluate(FOCUS, selector)
        assert focus["isSeen"], focus["html"]
        if focus["isThere"]:
            return
    pytest.fail(f"{most} times Tab do not lead to {selector}")


NOTE = """() => {
  const marks = Object.values(map._layers).filter((one) => one instanceof L.Circle && one.getTooltip());
  marks[0].fire("click", { latlng: marks[0].getLatLng() });
}"""
SCREENS = [(1440, "light", "en-US"), (390, "dark", "ko-KR")]
on_both_screens = pytest.mark.parametrize(
    "screen", [pytest.param(one, id=f"{one[0]} {one[1]} {one[2]}") for one in SCREENS]
)


def opened(visit: Opener, url: str, screen: tuple[int, str, str]) -> Visit:
    width, scheme, locale = screen
    return visit(url, width=width, scheme=scheme, locale=locale)


@on_both_screens
def test_start_and_coverage_by_keyboard_and_without_a_fault_of_ours(
    visit: Opener, address: str, screen: tuple[int, str, str]
) -> None:
    here = opened(visit, address, screen)
    here.page.wait_for_selector(".now", timeout=WAIT_MS)
    look_for_faults(here, has_map=False)
    tab_to(here, ".st-key-try_coverage button")
    here.page.keyboard.press("Enter")
    frame = here.map_frame()
    assert "03:00" in here.text("h2.h2")
    frame.evaluate(NOTE)
    frame.locator(".leaflet-popup-close-button").wait_for()
    look_for_faults(here, has_map=True)
    tab_to(here, ".st-key-show button")
    here.page.keyboard.press("ArrowRight")
    here.page.keyboard.press("Enter")
    here.page.wait_for_selector("button.cell", timeout=WAIT_MS)
    look_for_faults(here, has_map=False)
    here.page.locator(".st-key-show button").nth(3).click()
    here.page.wait_for_selector('iframe[data-map="ready"] >> nth=1', timeout=WAIT_MS)
    expect(here.page.locator(".st-key-limit")).to_have_count(0)  # of the face before
    look_for_faults(here, has_map=True)


@on_both_screens
def test_dispatch_by_keyboard_and_without_a_fault_of_ours(
    visit: Opener, address: str, screen: tuple[int, str, str]
) -> None:
    here = opened(visit, f"{address}/dispatch", screen)
    frame = here.map_frame()
    tab_to(here, ".st-key-place_text input")
    here.page.keyboard.type("Sihanoukville")
    here.page.keyboard.press("Enter")
    here.page.wait_for_selector(".big .v", timeout=WAIT_MS)
    here.page.wait_for_selector(".rts", timeout=WAIT_MS)
    tab_to(here, "iframe")
    tab_to(here, "details.more summary", most=20)
    frame.locator(".leaflet-control-layers-toggle").press("Enter")
    look_for_faults(here, has_map=True)


@on_both_screens
def test_siting_by_keyboard_and_without_a_fault_of_ours(
    visit: Opener, address: str, screen: tuple[int, str, str]
) -> None:
    here = opened(visit, f"{address}/siting", screen)
    here.map_frame()
    tab_to(here, ".st-key-solve button")
    here.page.keyboard.press("Enter")
    here.page.wait_for_selector("g.spot.chosen", timeout=WAIT_MS)
    tab_to(here, "g.spot")
    tab_to(here, ".st-key-accept button")
    here.page.keyboard.press("Enter")
    here.page.wait_for_selector(".st-key-to_compare button", timeout=WAIT_MS)
    # Streamlit pales what is about to be drawn anew: the shaken worlds must be over.
    here.page.wait_for_selector(
        '.st-key-plan-progress [role="status"]', state="detached", timeout=WAIT_MS
    )
    look_for_faults(here, has_map=True)


def test_the_browser_is_told_the_language(visit: Opener, address: str) -> None:
    here = visit(f"{address}/coverage?lang=ko", width=390, scheme="dark", locale="ko-KR")
    frame = here.map_frame()
    for document in (here.page, frame):
        expect(document.locator("html")).to_have_attribute("lang", "ko")
    assert here.page.title() == "도달 범위 · Green Zone"
    assert "지도" in (here.page.locator("iframe").get_attribute("title") or "")
    expect(frame.locator(".leaflet-control-zoom-in")).to_have_attribute("aria-label", "확대")
    here.page.locator(".st-key-lang").get_by_text("EN", exact=True).click()
    expect(here.page.locator("html")).to_have_attribute("lang", "en")


@on_both_screens
def test_the_data_page_without_a_fault_of_ours(
    visit: Opener, address: str, screen: tuple[int, str, str]
) -> None:
    for face, there in (("loaded", "table.tb"), ("edit", '[data-testid="stDataFrame"]')):
        here = opened(visit, f"{address}/data?do={face}", screen)
        here.page.wait_for_selector(there, timeout=WAIT_MS)
        look_for_faults(here, has_map=face == "edit")
        here.page.close()
