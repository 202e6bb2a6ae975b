"""Every page under axe-core, the map's frame too: no serious fault, in two languages and themes."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Frame

from tests.browser.conftest import WAIT_MS, Opener
from tests.skips import ROOT

pytestmark = pytest.mark.browser

AXE = ROOT / "static" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = (
    *("", "dispatch?place=sihanoukville", "coverage", "coverage?show=week", "coverage?show=ready"),
    *("siting", "data", "data?do=edit", "data?do=build"),
)
FOUND = """async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
  .filter(one => ['serious', 'critical'].includes(one.impact))
  .flatMap(one => one.nodes.map(node => `${one.id} ${node.target.join(' ')} ${node.html.slice(0, 200)}`))
"""


@dataclass(frozen=True)
class Eyes:
    """How a visitor sees the pages."""

    width: int
    scheme: str
    locale: str


@pytest.mark.parametrize(
    "eyes",
    [Eyes(1440, "light", "en-US"), Eyes(390, "dark", "ko-KR")],
    ids=lambda eyes: f"{eyes.locale} {eyes.width}",
)
def test_axe_finds_no_serious_fault(visit: Opener, address: str, eyes: Eyes) -> None:
    faults: list[str] = []
    for path in PAGES:
        here = visit(f"{address}/{path}", width=eyes.width, scheme=eyes.scheme, locale=eyes.locale)
        here.page.wait_for_selector("h1", timeout=WAIT_MS)
        here.page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
        if here.page.locator("iframe").count():
            here.map_frame()
        frames = [here.page.main_frame]
        frames += [frame for frame in here.page.frames if "streamlit_folium" in frame.url]
        for frame in frames:
            faults += [f"/{path}: {fault}" for fault in serious(frame)]
        assert here.page.evaluate("document.documentElement.lang") == eyes.locale[:2]
        here.page.close()
    assert faults == []


def test_axe_would_find_a_fault(visit: Opener, address: str) -> None:
    here = visit(f"{address}/data?do=history")
    here.page.wait_for_selector("h1", timeout=WAIT_MS)
    here.page.evaluate("document.body.append(document.createElement('button'))")
    assert any(fault.startswith("button-name") for fault in serious(here.page.main_frame))


def serious(frame: Frame) -> list[str]:
    """Give the serious faults of a frame."""
    frame.evaluate(AXE.read_text(encoding="utf-8"))
    faults: list[str] = frame.evaluate(FOUND)
    return faults
