"""Street tiles from the network: asked for only where a server is named, and only once switched on."""

import base64
from collections.abc import Iterator

import pytest

from tests.browser.conftest import WAIT_MS, Opener, served
from tests.skips import need_browser, need_npm

pytestmark = pytest.mark.browser

HOST = "https://tile.example.org"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture(scope="module")
def tiled_address() -> Iterator[str]:
    need_browser()
    need_npm()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GREEN_ZONE_TILES", HOST + "/{z}/{x}/{y}.png")
        with served() as here:
            yield here


def test_tiles_are_asked_for_once_they_are_switched_on(visit: Opener, tiled_address: str) -> None:
    here = visit(f"{tiled_address}/coverage")
    here.page.route(f"{HOST}/**", lambda route: route.fulfill(body=PIXEL, content_type="image/png"))
    frame = here.map_frame()
    button = frame.get_by_role("button", name="Street map from the network")
    assert here.outside == []
    with here.page.expect_request(f"{HOST}/**"):
        button.click(timeout=WAIT_MS)
    assert button.get_attribute("aria-pressed") == "true"
    assert all(url.startswith(HOST) for url in here.outside)
    assert "OpenStreetMap" in frame.locator(".leaflet-control-attribution").inner_text()
    button.click()
    assert button.get_attribute("aria-pressed") == "false"
    here.outside.clear()  # asked for by the visitor


def test_tiles_that_do_not_come_are_told(visit: Opener, tiled_address: str) -> None:
    here = visit(f"{tiled_address}/coverage")
    frame = here.map_frame()
    frame.get_by_role("button", name="Street map from the network").click(timeout=WAIT_MS)
    frame.locator(".gz-notice", has_text="could not be loaded").wait_for(timeout=WAIT_MS)
    here.outside.clear()
