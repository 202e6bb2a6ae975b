"""How long people wait in the app, in a real browser beside an empty Streamlit page.

Run ``python -m benchmarks.app``, with a Chromium on the machine; ``--only NAME`` for one figure.
Every time is the median of several, warm; what the empty page takes in the same run is told
beside it.
"""

import argparse
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import shapely
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.serving import FLAGS, Served, chromium_path, server_of
from benchmarks.wire import wire_to
from layers.tables import layer_of_rows, write_layer
from planning.manifests import seal_pack
from planning.packs import open_pack

EMPTY = """import streamlit as st
st.title("empty")
st.text(st.text_input("echo"))
"""
RUNS = 5
SESSIONS = 20
IDLE = 10
LARGE = 50_000
_ZOOM = """zoom => new Promise(done => {
  map.setZoom(zoom, { animate: false });
  requestAnimationFrame(() => requestAnimationFrame(() => done(null)));
})"""
READY = 'iframe[data-map="ready"]'
READ = '[data-read="place"]'
AT = "2025-10-18T02:00"
_LONG_MS = 90_000


@dataclass(frozen=True, slots=True)
class Rig:
    """What is measured: our server, the empty page, and the browser."""

    ours: Served
    empty: Served
    browser: Browser

    def page(self) -> Page:
        """Open a blank page of a visitor of their own."""
        return self.context().new_page()

    def context(self) -> BrowserContext:
        """Give a new visitor."""
        return self.browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US")


@contextmanager
def rig() -> Iterator[Rig]:
    """Start both servers and the browser."""
    path = chromium_path()
    if path is None:
        raise SystemExit("no Chromium on this machine: install it, as .ci/run does")
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "empty.py"
        script.write_text(EMPTY, encoding="utf-8")
        with (
            server_of() as ours,
            server_of(str(script), well="/_stcore/health") as empty,
            sync_playwright() as player,
        ):
            browser = player.chromium.launch(executable_path=path, args=[*FLAGS])
            yield Rig(ours, empty, browser)
            browser.close()


def seconds(act: Callable[[], None]) -> float:
    """Time an action."""
    began = perf_counter()
    act()
    return perf_counter() - began


def first_map(here: Rig) -> None:
    """From the address to a map that can be used, in a browser that has been there before."""
    visitor = here.context()

    def ours() -> None:
        page = visitor.new_page()
        page.goto(f"{here.ours.address}/dispatch")
        page.wait_for_selector(READY, timeout=_LONG_MS)
        page.close()

    def empty() -> None:
        page = visitor.new_page()
        page.goto(here.empty.address)
        page.wait_for_selector("h1", timeout=_LONG_MS)
        page.close()

    _beside("first useful map", (ours, empty), most_over=3.0)


def card(here: Rig) -> None:
    """From Enter after a place to its card; the empty page echoes a word meanwhile."""
    page = here.page()
    page.goto(f"{here.ours.address}/dispatch")
    page.wait_for_selector(READY, timeout=_LONG_MS)
    other = here.page()
    other.goto(here.empty.address)
    other.wait_for_selector("h1")
    names, words = cycle(("Kampot", "Battambang")), count()

    def ours() -> None:
        name = next(names)
        _say(page, ".st-key-place_text input", name)
        page.wait_for_function(
            "([where, name]) => document.querySelector(where)?.innerText.includes(name)",
            arg=[READ, name],
            timeout=_LONG_MS,
        )

    def empty() -> None:
        word = f"word {next(words)}"
        _say(other, "input", word)
        other.get_by_text(word, exact=True).wait_for(timeout=_LONG_MS)

    _beside("place to dispatch card", (ours, empty), most_over=1.0)


def golden(here: Rig) -> None:
    """From another golden time to new figures of coverage."""
    page = here.page()
    page.goto(f"{here.ours.address}/coverage")
    page.wait_for_selector(READY, timeout=_LONG_MS)
    taken = []
    for _, minutes in zip(range(RUNS + 2), cycle(("120 min", "240 min")), strict=False):
        before = page.locator(".kp .v").first.inner_text()
        page.locator(".st-key-golden input").click()
        option = page.get_by_role("option", name=minutes, exact=True)
        option.wait_for()
        began = perf_counter()
        option.click()
        page.wait_for_function(
            "before => document.querySelector('.kp .v').innerText !== before",
            arg=before,
            timeout=_LONG_MS,
        )
        taken.append(perf_counter() - began)
    _tell("golden time to new numbers", median(taken[2:]), most=0.7)


def week(here: Rig) -> None:
    """From a click to the 168 hours."""
    taken = []
    for _ in range(RUNS):
        page = here.page()
        page.goto(f"{here.ours.address}/coverage")
        page.wait_for_selector(READY, timeout=_LONG_MS)
        button = page.get_by_role("radio", name="Week", exact=True)

        def show(page: Page = page) -> None:
            page.wait_for_selector("button.cell", timeout=_LONG_MS)

        button.or_(page.get_by_text("Week", exact=True)).first.click()
        taken.append(seconds(show))
        page.context.close()
    _tell("the week of 168 hours", median(taken), most=2.0)


def idle(here: Rig) -> None:
    """Memory of an idle session over the pack that all share."""
    pages = []
    for number in range(IDLE + 2):
        page = here.page()
        page.goto(f"{here.ours.address}/dispatch?place=kampot&at={AT}")
        page.wait_for_selector(READ, timeout=_LONG_MS)
        page.wait_for_selector(READY, timeout=_LONG_MS)
        pages.append(page)
        if number == 1:
            before_mb = here.ours.resident_mb
    each = (here.ours.resident_mb - before_mb) / IDLE
    for page in pages:
        page.context.close()
    print(f"idle session: {each:.1f} MB each over {before_mb:.0f} MB (at most 60)")


def sessions(here: Rig) -> None:
    """Twenty at once, each asking about its own place: every answer is the one given alone."""
    places = open_pack().layers["places"].sort_values("population", ascending=False)
    ids = places["id"].head(SESSIONS).tolist()
    alone = {}
    page = here.page()
    for one in ids:
        alone[one] = _answer(page, here.ours.address, one)
    page.context.close()
    pages = {one: here.page() for one in ids}
    began = perf_counter()
    for one, page in pages.items():
        page.goto(f"{here.ours.address}/dispatch?place={one}&at={AT}", wait_until="commit")
    right = sum(_shown(page) == alone[one] for one, page in pages.items())
    taken = perf_counter() - began
    for page in pages.values():
        page.context.close()
    print(f"{SESSIONS} sessions at once: {right} answers right, all there after {taken:.1f} s")


def newcomer(here: Rig) -> None:
    """Time each first answer of somebody who follows only the start page."""
    for button, there, most in (
        ("try_dispatch", READ, 10.0),
        ("try_coverage", ".gap", 20.0),
        ("try_siting", ".certain", 60.0),
    ):
        page = here.page()

        def go(page: Page = page, button: str = button, there: str = there) -> None:
            page.goto(here.ours.address)
            page.locator(f".st-key-{button} button").click(timeout=_LONG_MS)
            page.wait_for_selector(there, timeout=_LONG_MS)

        _tell(f"start page, {button}, first answer", seconds(go), most=most)
        page.context.close()


def traffic(here: Rig) -> None:
    """Count what the server sends for a page with its map, and for a click on it."""
    page = here.page()
    print(_sent(page, here.ours.address))
    page.context.close()


def large(here: Rig) -> None:
    """Do the same with a layer of 50,000 points on the map, and zoom while they are shown."""
    with tempfile.TemporaryDirectory() as folder, server_of(pack=_large_pack(folder)) as server:
        page = here.page()
        sent = _sent(page, server.address)
        frame = next(one for one in page.frames if "streamlit_folium" in one.url)
        frame.locator(".leaflet-control-layers-toggle").focus()
        page.keyboard.press("Enter")
        box = frame.get_by_role("checkbox", name="Hospitals", exact=True)
        began = perf_counter()
        with page.expect_response(lambda answer: "/layers/" in answer.url) as answer:
            box.press("Space")
        answer.value.finished()
        shown = perf_counter() - began
        page.wait_for_timeout(2500)
        zooms = []
        for zoom in (9, 10, 11, 12):
            began = perf_counter()
            frame.evaluate(_ZOOM, zoom)
            zooms.append(perf_counter() - began)
        print(
            f"{LARGE:,} points in one layer: {sent}; layer there {shown:.1f} s after it is "
            f"switched on, a zoom {median(zooms):.2f} s"
        )
        page.context.close()


def _sent(page: Page, address: str) -> str:
    """Count what is sent over the socket for the page and a click on it: packed, and as it is."""
    bare = [0]
    page.on(
        "websocket",
        lambda socket: socket.on(
            "framereceived", lambda data: bare.__setitem__(0, bare[0] + len(data))
        ),
    )
    with wire_to(address) as wire:
        page.goto(f"{wire.address}/dispatch")
        page.wait_for_selector(READY, timeout=_LONG_MS)
        page.wait_for_timeout(1500)
        first = _in_kb(wire.socket_bytes, bare[0])
        wire.socket_bytes = bare[0] = 0
        box = page.locator(READY).bounding_box()
        if box is None:
            raise SystemExit("the map has no place on the page")
        page.mouse.click(box["x"] + 0.5 * box["width"], box["y"] + 0.6 * box["height"])
        page.wait_for_selector(READ, timeout=_LONG_MS)
        page.wait_for_timeout(2500)
        click = _in_kb(wire.socket_bytes, bare[0])
    return f"over the socket for the page {first}, for a click on its map {click}"


def _in_kb(packed: int, bare: int) -> str:
    return f"{packed / 1e3:.1f} kB ({bare / 1e3:.0f} kB unpacked)"


def visit(here: Rig) -> None:
    """Count all that a browser gets that was never there before, up to an answer on the map."""
    whole = []
    for server, path, there in (
        (here.ours, f"/dispatch?place=kampot&at={AT}", READY),
        (here.empty, "", "h1"),
    ):
        page = here.page()
        with wire_to(server.address) as wire:
            page.goto(f"{wire.address}{path}")
            page.wait_for_selector(there, timeout=_LONG_MS)
            page.wait_for_timeout(4000)
            whole.append((wire.socket_bytes + wire.other_bytes) / 1e6)
        page.context.close()
    print(f"first visit ever: {whole[0]:.1f} MB, the empty page {whole[1]:.1f} MB")


def _large_pack(folder: str) -> str:
    """Write the built-in country with so many clinics that stand for nothing."""
    pack, out = open_pack(), Path(folder) / "LARGE"
    shutil.copytree(pack.folder, out, ignore=shutil.ignore_patterns("derive"))
    rng = np.random.default_rng(0)
    west, south, east, north = pack.bounds
    lon, lat = rng.uniform(west, east, 3 * LARGE), rng.uniform(south, north, 3 * LARGE)
    inside = np.flatnonzero(shapely.contains_xy(pack.outline, lon, lat))[:LARGE]
    same = {"kind": "clinic", "precision_m": "50", "emergency": "unknown", "confidence": "low"}
    same |= {"source": "synthetic", "as_of": "2026-01-01"}
    rows = [
        {"id": f"c{one}", "name": f"Clinic {one}"}
        | {"lat": f"{lat[one]:.5f}", "lon": f"{lon[one]:.5f}"}
        | same
        for one in inside.tolist()
    ]
    write_layer(layer_of_rows(rows, "hospitals"), out / "hospitals.csv", "hospitals")
    seal_pack(out)
    return str(out)


FIGURES: dict[str, Callable[[Rig], None]] = {
    one.__name__: one
    for one in (first_map, card, golden, week, idle, sessions, newcomer, traffic, visit, large)
}


def _beside(
    what: str, pair: tuple[Callable[[], None], Callable[[], None]], *, most_over: float
) -> None:
    """Time ours and the empty page by turns, after one run of each."""
    ours, empty = pair
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(RUNS + 2):
        for act, kept in zip((ours, empty), times, strict=True):
            taken = seconds(act)
            if number > 1:
                kept.append(taken)
    mine, theirs = map(median, times)
    print(
        f"{what}: {mine:.2f} s, the empty page {theirs:.2f} s: "
        f"{mine - theirs:.2f} s over it (at most {most_over:g})"
    )


def _tell(what: str, taken: float, *, most: float) -> None:
    print(f"{what}: {taken:.2f} s (at most {most:g})")


def _say(page: Page, where: str, text: str) -> None:
    field = page.locator(where).first
    field.fill(text)
    field.press("Enter")


def _answer(page: Page, address: str, place: str) -> str:
    page.goto(f"{address}/dispatch?place={place}&at={AT}")
    return _shown(page)


def _shown(page: Page) -> str:
    """Give the answer on a page once it is whole."""
    page.wait_for_selector(READ, timeout=_LONG_MS)
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    page.wait_for_selector(".st-key-step-answers .calls")
    parts = (page.locator(READ), page.locator(".st-key-step-answers"))
    return "\n".join(part.first.inner_text() for part in parts)


def main() -> None:
    """Print every figure, or one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=FIGURES)
    only = parser.parse_args().only
    with rig() as here:
        for name, figure in FIGURES.items():
            if only in {None, name}:
                figure(here)


if __name__ == "__main__":
    main()
