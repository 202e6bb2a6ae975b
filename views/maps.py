"""Maps from plain marks. The only module that knows folium, and the place where it is guarded."""

import json
import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import branca.element
import folium
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template
from streamlit_folium import st_folium

from geo.text import entity_encoded
from views.assets import asset, own, vendored
from views.layer_store import STORE
from views.marks import LatLon, Mark, Pile, drawing, script_json
from views.tiles import OSM_CREDIT, tile_server
from views.tokens import ground, tokens
from views.words import Words

_FOREIGN = re.compile(
    r"""(?:src|href|action)\s*=\s*["']?((?:https?:)?//[^"'\s>]+)""", re.IGNORECASE
)
_CREDITS = re.compile(r"^https://(leafletjs\.com|protomaps\.com)\b")


_MOST_NAMES = 1000  # that stand in a map itself
_LEAST_LAYER = 600  # signs; a smaller one is sent with the map sooner than asked for


class ForeignAddressError(RuntimeError):
    """A map that would load something from outside although our own copies are installed."""


class _Literal:
    """Stands where folium compiles finished output once more: the text stays as it is."""

    def __init__(self, source: object) -> None:
        self._source = str(source)

    @property
    def module(self) -> "_Literal":
        return self

    def render(self, *_args: object, **_values: object) -> str:
        return self._source


def guard_folium() -> None:
    """Keep run-time text from being read as a template, and load only what a map needs."""
    vars(branca.element)["Template"] = _Literal
    folium.Map.default_js = [("leaflet", asset("leaflet.js"))]
    folium.Map.default_css = [("leaflet_css", asset("leaflet.css"))]


guard_folium()


class _Basemap(JSCSSMixin, MacroElement):
    """The ground under every map, drawn from our own vector tiles."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "GreenZone.start({{ this._parent.get_name() }}, {{ this.options_json }});"
        "{% endmacro %}"
    )

    def __init__(self, options: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Basemap"
        self.options_json = script_json(options)
        self.default_js = [
            ("protomaps", asset("protomaps.js")),
            ("green_zone_map", own("map/map.js")),
        ]
        self.default_css = [("green_zone_map_css", own("map/map.css"))]
        if vendored():
            self.default_css.append(("fonts", "/app/static/fonts/fonts.css"))


class _Marks(MacroElement):
    """Marks of one group, drawn by ``map.js``: given here, or by the address of a layer."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = GreenZone.{{ this.call }}({{ this.given_json }});"
        "{{ this.get_name() }}.addTo({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )

    def __init__(self, call: str, *given: Mapping[str, Any] | str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Marks"
        self.call, self.given_json = call, ",".join(script_json(one) for one in given)


@dataclass(frozen=True, slots=True)
class Group:
    """Marks that are switched on and off together under one name.

    Parameters
    ----------
    name
        In the list of layers.
    marks, piles
        What is drawn.
    shown
        Whether it is on at first.
    late
        Gives more piles, for a layer so large that it is made once and kept under its `key`.
    key
        All that `late` depends on; None where there is none.
    moves
        Whether it changes with every answer: the map holds its place in the list of layers, and
        `moving_group` what is drawn in it.
    """

    name: str
    marks: tuple[Mark, ...] = ()
    piles: tuple[Pile, ...] = ()
    shown: bool = True
    late: Callable[[], tuple[Pile, ...]] | None = None
    key: Hashable = None
    moves: bool = False

    def content(self) -> "_Marks":
        """Give what stands in the map: its place, the marks, or the address they are at."""
        if self.moves:
            return _Marks("slot", self.name)
        if self.late is None or not STORE.is_served:
            late = () if self.late is None else self.late()
            return _steady(drawing(self.marks, (*self.piles, *late)))
        if (address := STORE.known(self.key)) is None:
            content = drawing(self.marks, (*self.piles, *self.late()))
            text = json.dumps(content, ensure_ascii=False, allow_nan=False)
            address = STORE.put(text.encode(), key=self.key)
        return _Marks("layer", address)


def _steady(content: Mapping[str, Any]) -> _Marks:
    """Give marks as they are, or by the address of a layer if they are many."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False)
    if STORE.is_served and len(text) > _LEAST_LAYER:
        return _Marks("layer", STORE.put(text.encode()))
    return _Marks("marks", content)


@dataclass(frozen=True, slots=True)
class Ground:
    """The country under a map.

    Parameters
    ----------
    folder
        Address of its base map, with a slash at the end.
    sheets
        Files of tiles in it, by name, with the greatest zoom of each.
    fit
        Corners that the first view holds.
    attribution
        Whom the data are owed to; shown on the map.
    khmer
        Whether its places have names in Khmer, which can be switched on.
    """

    folder: str
    sheets: Mapping[str, int]
    fit: tuple[LatLon, LatLon]
    attribution: str
    khmer: bool = False


Named = tuple[str, tuple[str, ...], float, float]
"""A name in the visitor's language, other names, latitude and longitude."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a map is drawn: language and theme, over which country, and the names it can find."""

    words: Words
    dark: bool
    ground: Ground
    names: tuple[Named, ...] = ()


def map_of(groups: tuple[Group, ...], look: Look, *, title: str, circle: str = "") -> folium.Map:
    """Build a map with our own base map and one layer for each group.

    Parameters
    ----------
    title
        What the map shows, in words; read out by a screen reader.
    circle
        Maps of one page with the same word here are moved and switched together; alone if empty.
    """
    page = folium.Map(
        location=_middle(look.ground.fit),
        zoom_start=7,
        tiles=None,
        control_scale=True,
        zoom_control="topright",
        minZoom=4,
        maxZoom=17,
        zoomSnap=0.25,
        wheelPxPerZoomLevel=120,
        font_size="12px",
    )
    _Basemap(_basemap_options(look, title, circle)).add_to(page)
    for group in groups:
        layer = folium.FeatureGroup(name=entity_encoded(group.name), show=group.shown)
        group.content().add_to(layer)
        layer.add_to(page)
    if len(groups) > 1:
        folium.LayerControl(position="topright", collapsed=True).add_to(page)
    return page


def moving_group(
    marks: tuple[Mark, ...],
    piles: tuple[Pile, ...] = (),
    *,
    groups: tuple[Group, ...] = (),
    fit: tuple[LatLon, ...] | None = None,
    pick: bool | None = None,
) -> folium.FeatureGroup:
    """Build the layer that changes with every answer, so the map itself is not sent again.

    Parameters
    ----------
    groups
        Groups of the map; of those that move the marks are drawn, each in its place.
    """
    layer = folium.FeatureGroup(name="answer", control=False)
    _Marks("marks", drawing(marks, piles, fit=fit, pick=pick)).add_to(layer)
    for group in groups:
        if group.moves:
            _Marks("into", group.name, drawing(group.marks, group.piles)).add_to(layer)
    return layer


def foreign_addresses(page: folium.Map) -> tuple[str, ...]:
    """List the outside addresses that showing `page` would load."""
    found = _FOREIGN.findall(page.get_root().render())
    return tuple(address for address in found if not _CREDITS.match(address))


def refuse_foreign(page: folium.Map) -> None:
    """Stop a map that would reach outside although our own copies are installed.

    Raises
    ------
    ForeignAddressError
        If any script, style or picture comes from another address.
    """
    if not vendored():
        return
    found = foreign_addresses(page)
    if found:
        raise ForeignAddressError(f"the map would load {', '.join(found)}")


def show(
    page: folium.Map,
    *,
    key: str,
    height: int,
    moving: folium.FeatureGroup | None = None,
    on_change: Callable[[], None] | None = None,
) -> LatLon | None:
    """Show a map and return the last place clicked, or None."""
    refuse_foreign(page)
    answer = st_folium(
        page,
        key=key,
        height=height,
        use_container_width=True,
        returned_objects=["last_clicked"],
        feature_group_to_add=moving,
        on_change=on_change,
    )
    return clicked(answer)


def clicked(answer: object) -> LatLon | None:
    """Read the clicked place out of the map's answer; None when nothing was clicked.

    Examples
    --------
    >>> clicked({"last_clicked": {"lat": 11.5, "lng": 104.9}}), clicked(None)
    ((11.5, 104.9), None)
    """
    click = answer.get("last_clicked") if isinstance(answer, dict) else None
    if not isinstance(click, dict):
        return None
    return float(click["lat"]), float(click["lng"])


def _middle(points: tuple[LatLon, ...]) -> list[float]:
    latitudes = [lat for lat, _ in points]
    longitudes = [lon for _, lon in points]
    return [(min(latitudes) + max(latitudes)) / 2, (min(longitudes) + max(longitudes)) / 2]


def _names(names: tuple[Named, ...]) -> str | list[Named] | None:
    """Give the names a map can find: by the address of a layer, or themselves if they are few."""
    if not names:
        return None
    if STORE.is_served:
        text = json.dumps(names, ensure_ascii=False, allow_nan=False)
        return STORE.put(text.encode())
    return list(names) if len(names) <= _MOST_NAMES else None


def _tiles() -> dict[str, str] | None:
    server = tile_server()
    return None if server is None else {"url": server.url, "credit": OSM_CREDIT}


def _basemap_options(look: Look, title: str, circle: str) -> dict[str, Any]:
    t = look.words
    colour = asdict(ground(dark=look.dark))
    colour["homeLine"] = colour.pop("home_line")
    here = look.ground
    return {
        "language": t.language,
        "dark": look.dark,
        "colour": colour,
        "tokens": {**asdict(tokens(dark=look.dark)), "sea": colour["sea"]},
        "basemap": {"folder": here.folder, "sheets": dict(here.sheets)},
        "icons": asset("icons"),
        "sample": "Phnom Penh 프놈펜",
        "attribution": entity_encoded(here.attribution),
        "names": _names(look.names),
        "tiles": _tiles(),
        "khmer": here.khmer,
        "circle": circle,
        "fit": [list(corner) for corner in here.fit],
        "words": {
            "map": title,
            "full": t("Full screen"),
            "here": t("My position"),
            "nowhere": t("The position is not known: this device or the browser does not tell it."),
            "search": t("Find on the map"),
            "nothing": t("no such name"),
            "khmer": t("Names of places in Khmer"),
            "streets": t("Street map from the network"),
            "nostreets": t("The street map could not be loaded; the map below it is still there."),
            "nearer": t("Zoom in"),
            "farther": t("Zoom out"),
            "layers": t("What the map shows"),
            "close": t("Close this note"),
            "more": t("and {count} more", count="{count}"),
            "nobase": t("The background could not be loaded. The marks are still in place."),
            "part": t("Part of the map could not be drawn. Use the lists beside it."),
        },
    }
