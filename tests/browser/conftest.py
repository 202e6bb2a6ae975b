"""A real server and a real Chromium; nothing but the loopback can be reached."""

import csv
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, sync_playwright

from benchmarks.serving import FLAGS, server_of
from tests.skips import ROOT, need_browser, need_npm
from tests.views.payloads import HOSTILE, MARKDOWN

LOOPBACK = {"127.0.0.1", "localhost"}
WAIT_MS = 45_000
UNFOLDED = """() => {
  const folded = document.querySelectorAll("details:not([open]) > summary");
  folded.forEach((one) => one.click());
  const moving = document.getAnimations().filter((one) =>
    one.playState === "running" && !["tick", "appear"].includes(one.animationName));
  return folded.length === 0 && moving.length === 0;
}"""
DONE = '[data-testid="stApp"][data-test-script-state="notRunning"]'


@dataclass
class Visit:
    """One open page, with what it tried to reach and what went wrong on it."""

    page: Page
    outside: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def map_frame(self) -> Frame:
        """The map's frame, once its script has run to the end."""
        self.page.wait_for_selector('iframe[data-map="ready"]', timeout=WAIT_MS)
        frames = [frame for frame in self.page.frames if "streamlit_folium" in frame.url]
        return frames[0]

    def settle(self) -> None:
        """Wait until the page is done and has put its last maps in place of those before."""
        self.page.wait_for_timeout(500)
        self.page.wait_for_selector(DONE, timeout=WAIT_MS)
        self.page.wait_for_timeout(1500)

    def unfold(self) -> None:
        """Open all that the page keeps folded, and wait for what that asks for."""
        self.page.wait_for_function(UNFOLDED, polling=300, timeout=WAIT_MS)
        self.settle()  # Streamlit pales a page meanwhile
        self.page.wait_for_function(UNFOLDED, polling=300, timeout=WAIT_MS)

    def text(self, selector: str) -> str:
        """The text of the first element that fits, once it is there."""
        self.page.wait_for_selector(selector, timeout=WAIT_MS)
        return self.page.locator(selector).first.inner_text()


Opener = Callable[..., Visit]
Visitor = Callable[[int, str, str], BrowserContext]


@contextmanager
def served(pack: str | None = None) -> Iterator[str]:
    """Run the server on a free port of the loopback and give its address."""
    with server_of(pack=pack) as server:
        yield server.address


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The app as everybody has it: one server for all files of a worker."""
    need_browser()
    need_npm()
    with served() as here:
        yield here


@pytest.fixture(scope="module")
def hostile_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app over a copy of the country in which every name is an attack."""
    need_browser()
    need_npm()
    folder = tmp_path_factory.mktemp("hostile") / "KHM"
    shutil.copytree(ROOT / "data" / "KHM", folder, ignore=shutil.ignore_patterns("derive"))
    for layer in ("sites", "missions", "units", "green_zones", "police_posts"):
        rename_all(folder / f"{layer}.csv")
    with served(str(folder)) as here:
        yield here


def rename_all(path: Path) -> None:
    payloads = [*HOSTILE.values(), MARKDOWN]
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for index, row in enumerate(rows):
        row["name"] = f"{payloads[index % len(payloads)]} no {index}"
        row["note"] = payloads[index % len(payloads)]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


# Not for the session: while Playwright is up its loop runs in this thread, under other tests too.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = need_browser()
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=path, args=[*FLAGS])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def visitor(chromium: Browser) -> Visitor:
    """Give the browser of a visitor by width, theme and language; each keeps what it has loaded."""

    @cache
    def browser_of(width: int, scheme: str, locale: str) -> BrowserContext:
        phone = width < 600
        return chromium.new_context(
            viewport={"width": width, "height": 844 if phone else 900},
            color_scheme="dark" if scheme == "dark" else "light",
            locale=locale,
            has_touch=phone,
            is_mobile=phone,
        )

    return browser_of


@pytest.fixture
def visit(visitor: Visitor) -> Iterator[Opener]:
    """Open pages; at the end nothing outside was asked for and no script failed."""
    opened: list[Visit] = []

    def open_page(
        url: str, *, width: int = 1440, scheme: str = "light", locale: str = "en-US"
    ) -> Visit:
        here = Visit(visitor(width, scheme, locale).new_page())

        def watch(url: str) -> None:
            if not url.startswith(("data:", "blob:")) and urlsplit(url).hostname not in LOOPBACK:
                here.outside.append(url)

        here.page.on("request", lambda request: watch(request.url))
        here.page.on("websocket", lambda socket: watch(socket.url))
        here.page.on("pageerror", lambda error: here.faults.append(str(error)))
        here.page.goto(url)
        opened.append(here)
        return here

    yield open_page
    for one in opened:
        one.page.close()
        assert one.outside == []
        assert one.faults == []
