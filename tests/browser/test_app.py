"""The app in a real browser with every outside address blocked."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Frame, expect

from tests.browser.conftest import Opener, Visit
from tests.views.payloads import HOSTILE, MARK

pytestmark = pytest.mark.browser

COLOURS = """() => {
  const seen = new Set();
  for (const canvas of document.querySelectorAll('.leaflet-tile-pane canvas')) {
    const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    for (let i = 0; i < data.length; i += 4 * 97) seen.add(`${data[i]},${data[i+1]},${data[i+2]}`);
  }
  return seen.size;
}"""


def drawn_colours(visit: Visit, least: int = 8) -> int:
    """Count the colours of the base map, waiting for its tiles."""
    frame = visit.map_frame()
    colours = 0
    for _ in range(40):
        colours = int(frame.evaluate(COLOURS))
        if colours >= least:
            break
        visit.page.wait_for_timeout(250)
    return colours


def click_map(visit: Visit, lat: float, lon: float) -> None:
    """Click the map at a place on the ground."""
    frame = visit.map_frame()
    spot: dict[str, Any] = frame.evaluate(
        "([lat, lon]) => map.latLngToContainerPoint([lat, lon])", [lat, lon]
    )
    box = visit.page.locator('iframe[data-map="ready"]').bounding_box()
    assert box is not None
    visit.page.mouse.click(box["x"] + spot["x"], box["y"] + spot["y"])


@dataclass(frozen=True)
class Screen:
    """What a visitor looks at: page, width in pixels, theme, language."""

    view: str
    width: int
    scheme: str
    locale: str


SCREENS = [
    Screen("dispatch", 1440, "light", "en-US"),
    Screen("dispatch", 390, "dark", "ko-KR"),
    Screen("coverage", 1440, "dark", "ko-KR"),
    Screen("coverage", 390, "light", "en-US"),
    Screen("siting", 1440, "light", "ko-KR"),
    Screen("siting", 390, "dark", "en-US"),
]


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: f"{screen.view} {screen.width}")
def test_the_map_draws_with_no_network(visit: Opener, address: str, screen: Screen) -> None:
    url = f"{address}/{screen.view}"
    here = visit(url, width=screen.width, scheme=screen.scheme, locale=screen.locale)
    assert drawn_colours(here) >= 8
    frame = here.map_frame()
    frame.locator("path.leaflet-interactive").nth(49).wait_for(state="attached", timeout=45_000)
    west, east = frame.evaluate("() => [map.getBounds().getWest(), map.getBounds().getEast()]")
    assert west < 102.4
    assert 107.6 < east < 117
    frame.locator(".gz-symbol").nth(19).wait_for(state="attached", timeout=45_000)
    legend = here.text(".leg")
    assert ("보고된 시설" if screen.locale == "ko-KR" else "Reported sites") in legend
    assert not here.page.locator(".mapnote").first.is_visible()
    assert here.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    dark = "getComputedStyle(document.documentElement).getPropertyValue('--page')"
    assert (here.page.evaluate(dark) == "#0F1513") == (screen.scheme == "dark")


LAYERS = """() => Object.fromEntries(
  [...document.querySelectorAll('.leaflet-control-layers-overlays label')]
    .map((label) => [label.textContent.trim(), label.querySelector('input').checked]))"""


def test_every_layer_can_be_switched_on_from_the_keyboard(visit: Opener, address: str) -> None:
    here = visit(f"{address}/dispatch")
    frame = here.map_frame()
    layers = frame.evaluate(LAYERS)
    waiting = {"Travel alarms", "Dated reports", "Roads", "Reported danger", "Other missions"}
    assert {name for name, on in layers.items() if not on} == waiting
    before = frame.locator(".gz-symbol").count()
    frame.locator(".leaflet-control-layers-toggle").focus()
    here.page.keyboard.press("Enter")
    for name in sorted(waiting):
        box = frame.get_by_role("checkbox", name=name, exact=True)
        box.press("Space")
        expect(box).to_be_checked()
    frame.locator("img.leaflet-image-layer").wait_for(timeout=45_000)
    frame.wait_for_function(
        "least => document.querySelectorAll('.gz-symbol').length > least", arg=before
    )
    assert frame.locator("img.leaflet-image-layer").get_attribute("alt") == "Reported danger"
    summary = here.page.locator("details.more summary")
    summary.focus()
    here.page.keyboard.press("Enter")
    assert "travel ban" in here.page.locator("details.more .leg").inner_text()


def top_of(visit: Visit, selector: str) -> float:
    visit.page.wait_for_selector(selector, timeout=45_000)
    box = visit.page.locator(selector).first.bounding_box()
    assert box is not None
    return box["y"]


def test_a_click_on_the_map_gives_an_arrival_and_a_second_waits_to_be_asked_for(
    visit: Opener, address: str
) -> None:
    here = visit(f"{address}/dispatch")
    click_map(here, 11.56, 104.90)
    assert "11.5" in here.text('[data-read="place"]')
    assert re.search(r"\d\d:\d\d", here.text(".big .v"))
    assert here.page.locator(".card h2.q").first.inner_text().startswith("Who gets there first?")
    here.map_frame().wait_for_selector(".gz-chip", timeout=45_000)
    first = here.text('[data-read="place"]')
    here.page.wait_for_timeout(800)
    click_map(here, 11.40, 104.70)
    here.page.wait_for_timeout(2500)
    assert here.text('[data-read="place"]') == first


def test_typing_a_place_on_a_phone(visit: Opener, address: str) -> None:
    here = visit(f"{address}/dispatch", width=390, locale="ko-KR")
    here.page.wait_for_selector(".st-key-place_text input", timeout=45_000)
    here.page.locator(".st-key-place_text input").fill("Sihanoukville")
    here.page.keyboard.press("Enter")
    assert re.search(r"\d\d:\d\d", here.text(".big .v"))
    assert "누가 먼저 도착하나?" in here.text(".card h2.q")
    here.map_frame()
    assert top_of(here, ".cd") < top_of(here, 'iframe[data-map="ready"]') < top_of(here, ".big")
    assert top_of(here, 'iframe[data-map="ready"]') < 844 / 2
    assert top_of(here, ".st-key-acts button") < 844
    left = "Number(getComputedStyle(document.querySelector('.cd .n')).getPropertyValue('--left'))"
    before = here.page.evaluate(left)
    here.page.wait_for_function(f"before => {left} < before", arg=before, timeout=10_000)


def test_a_zone_dropped_by_click_changes_coverage(visit: Opener, address: str) -> None:
    here = visit(f"{address}/siting?way=hand")
    click_map(here, 10.65, 103.55)
    here.page.wait_for_selector(".certain", timeout=45_000)
    shares = [int(share) for share in re.findall(r"(\d+)%", here.text(".certain"))]
    assert shares[-1] > shares[0]


def test_a_plan_is_solved_and_its_curve_asks_for_another(visit: Opener, address: str) -> None:
    here = visit(f"{address}/siting")
    here.page.locator(".st-key-solve button").click(timeout=45_000)
    here.page.wait_for_selector("g.spot.chosen", timeout=45_000)
    assert "4" in (here.page.locator("g.spot.chosen").get_attribute("aria-label") or "")
    here.page.locator("table.tb tbody tr").nth(3).wait_for(timeout=45_000)
    spot = here.page.locator("g.spot").nth(2)
    spot.focus()
    here.page.keyboard.press("Enter")
    chosen = "g.spot.chosen[aria-label^='2 sites']"
    here.page.wait_for_selector(chosen, timeout=45_000)


def test_a_plan_that_is_accepted_is_compared_while_it_is_still_shaken(
    visit: Opener, address: str
) -> None:
    here = visit(f"{address}/siting")
    here.page.locator(".st-key-solve button").click(timeout=45_000)
    here.page.locator(".st-key-accept button").click(timeout=45_000)
    here.page.locator(".st-key-to_compare button").click(timeout=45_000)
    here.page.wait_for_selector("h1.t:has-text('Coverage')", timeout=45_000)
    here.settle()
    assert "becomes" in here.text(".certain")
    assert "b=plan-" in here.page.url


def test_a_way_opens_in_the_apps_of_a_phone(visit: Opener, address: str) -> None:
    here = visit(f"{address}/dispatch?place=kampot", width=390)
    here.page.locator(".st-key-acts button").first.click(timeout=45_000)
    links = here.page.locator(".st-key-apps a")
    links.first.wait_for(timeout=45_000)
    schemes = [str(one.get_attribute("href")).split("://", 1)[0] for one in links.all()]
    assert schemes[-3:] == ["om", "kakaomap", "nmap"]
    assert set(schemes[:-3]) == {"https"}


def test_a_candidate_is_a_must_by_click_then_forbidden(visit: Opener, address: str) -> None:
    here = visit(f"{address}/siting")
    here.page.wait_for_selector(".st-key-solve button", timeout=45_000)
    for word in ("must", "never"):
        click_map(here, 13.658, 102.564)
        if word == "must":
            here.page.wait_for_timeout(2500)
            here.page.get_by_text("Candidates", exact=True).click()
        here.page.locator(f".st-key-plan_{word}").get_by_text("Poipet").wait_for(timeout=45_000)


def test_an_hour_of_the_week_is_chosen_by_click_and_by_key(visit: Opener, address: str) -> None:
    here = visit(f"{address}/coverage?show=week&demand=people", width=390)
    chosen = "button.cell[aria-current]"
    here.page.locator("button.cell").nth(6 * 24 + 3).click(timeout=45_000)
    here.page.wait_for_selector(f"{chosen}[aria-label^='Sun 03:00']", timeout=45_000)
    assert here.text("h2.h2:has-text('Sun 03:00')").startswith("Sun 03:00")
    here.page.keyboard.press("ArrowDown")
    here.page.keyboard.press("ArrowLeft")
    here.page.keyboard.press("Enter")
    here.page.wait_for_selector(f"{chosen}[aria-label^='Sat 04:00']", timeout=45_000)
    assert "day=5" in here.page.url
    assert here.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_language_is_part_of_the_address(visit: Opener, address: str) -> None:
    here = visit(f"{address}/coverage")
    here.page.wait_for_selector(".st-key-lang", timeout=45_000)
    here.page.locator(".st-key-lang").get_by_text("한국어").click()
    here.page.wait_for_selector("h1.t:has-text('도달 범위')", timeout=45_000)
    assert "lang=ko" in here.page.url
    assert "도달 범위" in visit(here.page.url).text("h1.t")


TIPS = """() => map.eachLayer((layer) => layer.getTooltip && layer.getTooltip()
  && layer.openTooltip && layer.openTooltip())"""


def nothing_ran(here: Visit, *, maps: int = 0) -> None:
    """Open every tooltip of a page's maps: names of data are text on it, and none of them ran."""
    here.settle()
    ready = 'iframe[data-map="ready"]'
    here.page.wait_for_function(
        "([ready, maps]) => document.querySelectorAll(ready).length === maps",
        arg=[ready, maps],
        timeout=45_000,
    )
    for handle in here.page.locator(ready).element_handles():
        frame = handle.content_frame()
        assert frame is not None
        frame.evaluate(TIPS)
        here.page.wait_for_timeout(300)
        assert "{{ 6 * 7 }}" in frame.locator("body").inner_text()
        assert frame.locator("img[src='x']").count() == 0
    assert here.page.locator("img[src='x']").count() == 0
    assert MARK not in here.page.title()
    assert here.page.evaluate("document.title") == here.page.title()


def test_hostile_names_on_the_way_of_a_call(visit: Opener, hostile_address: str) -> None:
    here = visit(hostile_address)
    here.page.wait_for_selector(".now", timeout=45_000)
    nothing_ran(here)
    here.page.goto(f"{hostile_address}/dispatch")
    assert drawn_colours(here) >= 8
    click_map(here, 11.56, 104.90)
    here.page.wait_for_selector(".big .v", timeout=45_000)
    here.page.wait_for_selector(".rts", timeout=45_000)
    here.page.locator(".st-key-acts button").click()
    here.page.get_by_text("Page to print").wait_for(timeout=45_000)
    here.page.keyboard.press("Escape")
    here.page.locator(".st-key-copy_say button").click()
    here.page.locator("[data-testid='stCode']").wait_for(timeout=45_000)
    here.unfold()
    nothing_ran(here, maps=1)


def test_hostile_names_on_every_face_of_coverage(visit: Opener, hostile_address: str) -> None:
    here = visit(f"{hostile_address}/coverage")
    assert drawn_colours(here) >= 8
    here.page.get_by_text("more gaps").first.click(timeout=45_000)
    here.page.locator(".gaps").nth(1).wait_for(state="visible")
    listed = "\n".join(here.page.locator(".gaps").all_inner_texts())
    for payload in HOSTILE.values():
        assert payload in listed
    here.unfold()
    nothing_ran(here, maps=1)
    for face, there, maps in (
        ("Week", "button.cell", 0),
        ("By area", ".hexkey", 1),
        ("Compare", ".st-key-mapbox-B", 2),
        ("Ready zones", ".ready", 0),
    ):
        here.page.locator(".st-key-show").get_by_text(face, exact=True).click()
        here.page.wait_for_selector(there, timeout=45_000)
        nothing_ran(here, maps=maps)


def test_hostile_names_in_plans_and_data(visit: Opener, hostile_address: str) -> None:
    here = visit(f"{hostile_address}/siting")
    assert drawn_colours(here) >= 8
    here.page.locator(".st-key-solve button").click(timeout=45_000)
    here.page.wait_for_selector("g.spot.chosen", timeout=45_000)
    shaken = here.page.locator('.st-key-plan-progress [role="status"]')
    shaken.wait_for(state="detached", timeout=45_000)  # the map is drawn anew after it
    nothing_ran(here, maps=1)
    here.page.goto(f"{hostile_address}/siting?way=hand")
    here.map_frame()
    click_map(here, 10.65, 103.55)
    here.page.wait_for_selector(".certain", timeout=45_000)
    nothing_ran(here, maps=1)
    here.page.goto(f"{hostile_address}/data?do=edit")
    here.page.wait_for_selector('[data-testid="stDataFrame"]', timeout=45_000)
    nothing_ran(here, maps=1)


def test_a_map_that_cannot_start_says_so(visit: Opener, address: str) -> None:
    here = visit("about:blank")
    here.page.route("**/leaflet.js", lambda route: route.abort())
    here.page.goto(f"{address}/coverage")
    here.page.wait_for_selector(".mapnote .slow", state="visible", timeout=45_000)
    assert "could not start" in (here.page.locator(".mapnote").first.text_content() or "")
    here.page.locator(".gap").nth(9).wait_for(state="attached", timeout=45_000)
    here.faults.clear()


def test_a_place_is_found_by_name_on_the_map(visit: Opener, address: str) -> None:
    here = visit(f"{address}/coverage", width=390, locale="ko-KR", scheme="dark")
    frame = here.map_frame()
    field = frame.locator(".gz-search input")
    field.fill("포이")
    frame.locator(".gz-search button", has_text="포이펫").wait_for(timeout=45_000)
    field.press("Enter")
    frame.locator(".gz-popup", has_text="포이펫").wait_for(timeout=45_000)
    lat, lon = frame.evaluate("() => [map.getCenter().lat, map.getCenter().lng]")
    assert abs(lat - 13.65) < 0.1
    assert abs(lon - 102.56) < 0.1
    field.fill("nowhere at all")
    frame.locator(".gz-search li.none").wait_for(timeout=45_000)


LETTERS = """() => [...document.querySelectorAll('.leaflet-gz-names-pane canvas')]
  .map((one) => one.toDataURL().length).join()"""


def test_names_of_places_are_shown_in_khmer_and_stay_so(visit: Opener, address: str) -> None:
    here = visit(f"{address}/coverage")
    button = here.map_frame().get_by_role("button", name="Names of places in Khmer")
    assert button.get_attribute("aria-pressed") == "false"
    here.page.wait_for_timeout(1500)
    before = here.map_frame().evaluate(LETTERS)
    button.click()
    here.map_frame().wait_for_function(f"before => ({LETTERS})() !== before", arg=before)
    here.page.goto(f"{address}/dispatch")
    frame = here.map_frame()
    expect(frame.locator(".gz-khmer a")).to_have_attribute("aria-pressed", "true")
    assert drawn_colours(here) >= 8


def test_large_layers_come_by_address_and_wait_until_they_are_shown(
    visit: Opener, address: str
) -> None:
    here = visit("about:blank")
    asked: list[str] = []
    here.page.on("request", lambda request: asked.append(request.url))
    here.page.goto(f"{address}/dispatch")
    frame = here.map_frame()
    first = sum("/layers/" in url for url in asked)
    assert first >= 1
    frame.locator(".leaflet-control-layers-toggle").focus()
    here.page.keyboard.press("Enter")
    roads = frame.get_by_role("checkbox", name="Roads", exact=True)
    with here.page.expect_response(lambda answer: "/layers/" in answer.url) as answer:
        roads.press("Space")
    assert answer.value.status == 200


VIEW = "() => [map.getCenter().lat, map.getCenter().lng, map.getZoom()]"


def at_rest(here: Visit, frame: Frame) -> list[float]:
    """Give centre and zoom of a map once it is near and moves no more."""
    before: list[float] = []
    for _ in range(80):
        now: list[float] = frame.evaluate(VIEW)
        if now == before and now[2] >= 11:
            return now
        before = now
        here.page.wait_for_timeout(250)
    pytest.fail(f"the map is at {before} and not at rest near a place")


def test_the_maps_of_two_scenarios_move_and_switch_together(visit: Opener, address: str) -> None:
    here = visit(f"{address}/coverage?show=compare&b=as_promised&demand=sites")
    here.page.wait_for_selector('iframe[data-map="ready"] >> nth=1', timeout=45_000)
    one, other = (frame for frame in here.page.frames if "streamlit_folium" in frame.url)
    assert one.evaluate(VIEW) == pytest.approx(other.evaluate(VIEW), abs=1e-6)
    for moved, follows, name in ((one, other, "Poipet"), (other, one, "Bavet")):
        field = moved.locator(".gz-search input")
        field.fill(name)
        field.press("Enter")
        moved.locator(".gz-popup", has_text=name).wait_for(timeout=45_000)
        follows.wait_for_function(
            "([lat, lon, zoom]) => { const at = map.getCenter(); return map.getZoom() === zoom"
            " && Math.abs(at.lat - lat) < 0.002 && Math.abs(at.lng - lon) < 0.002; }",
            arg=at_rest(here, moved),
            timeout=45_000,
        )
    for frame in (one, other):
        frame.locator(".leaflet-control-layers-toggle").focus()
        here.page.keyboard.press("Enter")
    boxes = [frame.get_by_role("checkbox", name="Police", exact=True) for frame in (one, other)]
    boxes[0].press("Space")
    expect(boxes[1]).to_be_checked()
    boxes[1].press("Space")
    expect(boxes[0]).not_to_be_checked()


def test_the_map_stays_as_it_was_moved_while_its_answer_changes(
    visit: Opener, address: str
) -> None:
    here = visit(f"{address}/coverage?demand=sites&golden=30")
    frame = here.map_frame()
    here.settle()
    frame.evaluate("() => map.setView([11.6, 104.9], 9, { animate: false })")
    frame.evaluate("() => { window.isTheSame = true; }")
    figure = here.page.locator(".kp .v").first
    before = figure.inner_text()
    here.page.locator(".st-key-golden input").click()
    here.page.get_by_role("option", name="240 min", exact=True).click()
    expect(figure).not_to_have_text(before, timeout=45_000)
    here.settle()
    assert frame.evaluate("() => [window.isTheSame, map.getZoom()]") == [True, 9]
    frame.locator(".leaflet-control-layers-toggle").focus()
    here.page.keyboard.press("Enter")
    box, marks = (
        frame.get_by_role("checkbox", name="Coverage", exact=True),
        frame.locator(".gz-pile"),
    )
    shown = marks.count()
    box.press("Space")
    hidden = marks.count()
    assert hidden < shown
    box.press("Space")
    assert marks.count() == shown
