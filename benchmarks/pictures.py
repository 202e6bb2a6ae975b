"""Makes the pictures of the README from the running app: ``python -m benchmarks.pictures``.

A Chromium on the machine is needed. The same moment and place give the same picture, but for
the clock at the top.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.serving import FLAGS, ROOT, chromium_path, server_of

FOLDER = ROOT / "static" / "pictures"
NIGHT = "2025-10-18T02:00"
_LONG_MS = 90_000


def ready(page: Page) -> None:
    """Wait for the map."""
    page.wait_for_selector('iframe[data-map="ready"]', timeout=_LONG_MS)


def answered(page: Page) -> None:
    """Wait for the map and for what to tell the victim."""
    ready(page)
    page.wait_for_selector(".st-key-step-answers .told", timeout=_LONG_MS)


def listed(page: Page) -> None:
    """Wait for the table."""
    page.wait_for_selector("table.tb", timeout=_LONG_MS)


def the_week(page: Page) -> None:
    """Wait for the cells of the week."""
    page.wait_for_selector("button.cell", timeout=_LONG_MS)


def solved(page: Page) -> None:
    """Solve, and wait for the certificate and for what stands in shaken worlds."""
    ready(page)
    page.locator(".st-key-solve button").click()
    page.wait_for_selector(".certain", timeout=_LONG_MS)
    page.wait_for_selector('.st-key-plan-progress [role="status"]', state="detached")
    ready(page)


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture.

    Parameters
    ----------
    name
        Of the file, without its ending.
    link
        What is opened.
    until
        Waits until the page is whole.
    width, height
        Of the window, pixels.
    look
        Theme and language.
    """

    name: str
    link: str
    until: Callable[[Page], None]
    width: int = 1440
    height: int = 900
    look: tuple[str, str] = ("light", "en-US")


KOREAN = ("light", "ko-KR")
SHOTS = (
    Shot("dispatch_en", f"dispatch?place=sihanoukville&at={NIGHT}", answered),
    Shot(
        "dispatch_ko_phone",
        f"dispatch?place=sihanoukville&at={NIGHT}",
        answered,
        390,
        844,
        ("dark", "ko-KR"),
    ),
    Shot("coverage_ko", "coverage?when=hour&day=6&hour=3", ready, look=KOREAN),
    Shot("week_en", "coverage?show=week&demand=people", the_week),
    Shot("siting_en", "siting", solved, height=1080),
    Shot("data_en", "data", listed),
)


def take(browser: Browser, address: str, shot: Shot) -> Path:
    """Take a picture."""
    theme, locale = shot.look
    visitor = browser.new_context(
        viewport={"width": shot.width, "height": shot.height},
        color_scheme="dark" if theme == "dark" else "light",
        locale=locale,
        is_mobile=shot.width < 600,
    )
    page = visitor.new_page()
    page.goto(f"{address}/{shot.link}")
    shot.until(page)
    page.wait_for_timeout(2500)  # fonts and tiles are drawn
    path = FOLDER / f"{shot.name}.png"
    page.screenshot(path=path)
    visitor.close()
    return path


def main() -> None:
    """Take all, or one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=[shot.name for shot in SHOTS])
    only = parser.parse_args().only
    path = chromium_path()
    if path is None:
        raise SystemExit("no Chromium on this machine: install it, as .ci/run does")
    with server_of() as server, sync_playwright() as player:
        browser = player.chromium.launch(executable_path=path, args=[*FLAGS])
        for shot in SHOTS:
            if only in {None, shot.name}:
                print(take(browser, server.address, shot).relative_to(ROOT))
        browser.close()


if __name__ == "__main__":
    main()
