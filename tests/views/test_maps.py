"""Maps: hostile names stay text, nothing is loaded from outside, clicks are read."""

import json
import re

import folium
import pytest
from folium import plugins

from tests.skips import need_npm
from tests.views.payloads import HOSTILE
from views import maps, marks
from views.tokens import LIGHT
from views.words import Words

GROUND = maps.Ground("/tiles/", {"earth": 9}, ((9.9, 102.3), (14.7, 107.65)), "© nobody")
LOOK = maps.Look(Words("en"), dark=False, ground=GROUND)


def page_with(name: str) -> folium.Map:
    about = (marks.About(name, (name,)),)
    symbol = marks.Symbol((11.5, 104.9), "<svg/>", name, about=about)
    group = maps.Group(
        name,
        (marks.Disc((11.5, 104.9), 500, LIGHT.site, about=about), marks.Chip((11, 105), name)),
        (marks.Pile((symbol,), (1,)),),
    )
    return maps.map_of((group, group), LOOK, title=name)


@pytest.mark.parametrize("payload", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_name_reaches_the_page_as_text_alone(payload: str) -> None:
    html = page_with(payload).get_root().render()
    script = html[html.index("GreenZone.start") :]
    assert payload not in script
    assert not re.search(r"\b42\b", script)
    for sign in ("${", "{{", "{%", "<img", "`"):
        assert sign not in script


@pytest.mark.parametrize("payload", HOSTILE.values(), ids=HOSTILE.keys())
def test_the_moving_layer_is_guarded_too(payload: str) -> None:
    about = (marks.About(payload),)
    layer = maps.moving_group((marks.Disc((11.5, 104.9), 500, LIGHT.site, about=about),))
    html = layer.add_to(folium.Map()).get_root().render()
    assert payload not in html[html.index("GreenZone.marks") :]


@pytest.mark.parametrize("payload", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_group_that_moves_is_a_place_in_the_map_and_marks_beside_it(payload: str) -> None:
    symbol = marks.Symbol((11.5, 104.9), "<svg/>", payload, about=(marks.About(payload),))
    group = maps.Group(payload, (), (marks.Pile((symbol,), (1,)),), moves=True)
    still = maps.map_of((group, page_group()), LOOK, title="m").get_root().render()
    script = still[still.index("GreenZone.start") :]
    assert f"GreenZone.slot({marks.script_json(payload)})" in script
    assert "11.5" not in script
    layer = maps.moving_group((), groups=(group, page_group()))
    moving = layer.add_to(folium.Map()).get_root().render()
    script = moving[moving.index("GreenZone.marks") :]
    assert script.count("GreenZone.into(") == 1
    assert "11.5" in script
    for text in (still[still.index("GreenZone.start") :], script):
        assert payload not in text


def page_group() -> maps.Group:
    return maps.Group("still", (marks.Chip((12.25, 105.0), "still"),))


@pytest.mark.parametrize("payload", HOSTILE.values(), ids=HOSTILE.keys())
def test_script_json_gives_the_same_value_back(payload: str) -> None:
    written = marks.script_json({"name": payload})
    assert json.loads(written) == {"name": payload}
    assert not set(written[1:-1]) & set("{}$`<>&%#'")


def test_a_map_loads_nothing_from_outside() -> None:
    need_npm()
    page = page_with("Sihanoukville")
    assert maps.foreign_addresses(page) == ()
    maps.refuse_foreign(page)


def test_a_map_that_would_reach_outside_is_refused() -> None:
    need_npm()
    page = page_with("Sihanoukville")
    plugins.HeatMap([[11.5, 104.9]]).add_to(page)  # type: ignore[no-untyped-call]
    with pytest.raises(maps.ForeignAddressError, match="would load https://"):
        maps.refuse_foreign(page)


@pytest.mark.parametrize(
    ("answer", "spot"),
    [
        ({"last_clicked": {"lat": 11.5, "lng": 104.9}}, (11.5, 104.9)),
        ({"last_clicked": None}, None),
        ({}, None),
        (None, None),
    ],
)
def test_clicks(answer: object, spot: tuple[float, float] | None) -> None:
    assert maps.clicked(answer) == spot


def test_symbols_that_are_the_same_are_sent_once() -> None:
    symbols = [marks.Symbol((11.0, 104.0 + step / 10), "<svg/>", "x") for step in range(50)]
    drawn = marks.drawing(symbols)
    assert len(drawn["images"]) == 1
    assert {mark["image"] for mark in drawn["marks"]} == {0}


def test_the_view_holds_every_point() -> None:
    drawn = marks.drawing((), fit=[(10.6, 103.5), (11.6, 104.9), (11.0, 104.0)])
    assert drawn["fit"] == [[10.6, 103.5], [11.6, 104.9]]


def test_no_text_is_read_as_a_template_even_unencoded() -> None:
    page = folium.Map(tiles=None)
    folium.Marker([11.5, 104.9], tooltip="{{ 6 * 7 }}", popup="{% raw %}").add_to(page)
    html = page.get_root().render()
    assert "{{ 6 * 7 }}" in html
    assert "42" not in html.split("L.marker")[1].split("bindTooltip")[1][:80]
