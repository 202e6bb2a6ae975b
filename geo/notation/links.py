"""Links of map services to a position, without opening them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from pyproj import Transformer

from geo.errors import PlaceError
from geo.notation.degrees import read_degrees
from geo.notation.grids import read_plus_code
from geo.notation.reading import (
    EXAMPLE,
    LEAST_ERROR_M,
    MAX_LINK,
    Reading,
    clean,
    decimals,
    excerpt,
    spread_m,
)

VIEW_ERROR_M = 100.0
"""The middle of a map view is not a pin: nobody centres better than this."""

_NUMBER = r"[+-]?\d{1,3}(?:\.\d+)?"
_PAIR = re.compile(
    rf"(?:loc:|@)?\s*({_NUMBER})\s*,\s*({_NUMBER})(?:\s*\(.*\)|,[\d.]+z.*)?", re.IGNORECASE
)
_PIN = re.compile(rf"!3d({_NUMBER})!4d({_NUMBER})(?![\d.])")
_PIN_LON_FIRST = re.compile(rf"!1d({_NUMBER})!2d({_NUMBER})(?![\d.])")
_EMBEDDED = re.compile(rf"!2d({_NUMBER})!3d({_NUMBER})(?![\d.])")
_VIEW = re.compile(rf"@({_NUMBER}),({_NUMBER})(?![\d.])")
_SPLIT_PLUS_CODE = re.compile(r"([2-9CFGHJMPQRVWX]{4,8}) ([2-9CFGHJMPQRVWX]{2,3})\b(.*)")
_URL = re.compile(
    r"(?:https?|nmap|kakaomap|comgooglemaps|maps|waze)://\S+|\bgeo:\S+", re.IGNORECASE
)
_BARE = re.compile(
    r"(?:(?:[\w-]+\.)*(?:google\.[a-z.]{2,6}/maps|maps\.google\.[a-z.]{2,6}|naver\.com|naver\.me"
    r"|map\.kakao\.com|kko\.(?:to|kakao\.com)|openstreetmap\.org|osm\.org|maps\.apple\.com"
    r"|goo\.gl|plus\.codes|waze\.com|bing\.com/maps))(?:[/?#]\S*)?",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"(?:maps\.app\.goo\.gl|(?:[\w-]+\.)?goo\.gl|g\.co|naver\.me|kko\.to|kko\.kakao\.com"
    r"|maps\.apple|bit\.ly|t\.co|tinyurl\.com)"
)

Target = Reading | str
"""What a link points to: a position, or a text to be read like a typed one."""


@dataclass(frozen=True, slots=True)
class _Link:
    """A link taken apart, every part decoded and clean."""

    host: str
    path: tuple[str, ...]
    query: Mapping[str, str]
    fragment: str
    whole: str

    def first(self, *names: str) -> str:
        """Return the first of these query values that is not empty."""
        return next((self.query[name] for name in names if self.query.get(name)), "")

    def after(self, word: str) -> str:
        """Return the path segment behind a word."""
        path = self.path
        places = [index for index, segment in enumerate(path[:-1]) if segment == word]
        return path[places[0] + 1] if places else ""


def read_link(text: str) -> Target | None:
    """Find the position in a link of a map service.

    Parameters
    ----------
    text
        A cleaned text that may hold one link: Google, Naver, Kakao, Apple,
        OpenStreetMap, Waze, Bing, plus.codes or ``geo:``.

    Returns
    -------
    Reading | str | None
        A position; or the words the link asks for (a name, degrees, a plus
        code), to be read on; or None if there is no link. A route gives its
        end. The middle of a view has an error of at least 100 m.

    Raises
    ------
    PlaceError
        If there are several links, or the link is short, is of an unknown
        service, is too long, or holds no position.

    Examples
    --------
    >>> read_link("https://map.kakao.com/link/map/gate,10.6255,103.5234")
    Reading(lat=10.6255, lon=103.5234, error_m=10.0, kind='link')
    >>> read_link("https://www.google.com/maps/search/?api=1&query=Bavet")
    'Bavet'
    """
    links = _URL.findall(text)
    if not links and _BARE.fullmatch(text):
        links = [f"https://{text}"]
    if not links:
        return None
    if len(links) > 1:
        raise PlaceError(f"{excerpt(text)} holds {len(links)} links: give one")
    if len(links[0]) > MAX_LINK:
        raise PlaceError(f"a link of {len(links[0]):,} characters is too long; give {EXAMPLE}")
    if links[0].casefold().startswith("geo:"):
        return _geo(links[0][4:])
    link = _taken_apart(links[0])
    target = _service(link)(link)
    if target is None or target == "":
        _refuse(link, "holds no position: choose the place on the map and copy that link")
    return target


def _refuse(link: _Link, why: str) -> NoReturn:
    raise PlaceError(f"the link {excerpt(link.whole)} {why}; or give {EXAMPLE}")


def _taken_apart(text: str) -> _Link:
    text = text.rstrip(".,;>]\"'")
    text = text if "(" in text else text.rstrip(")")
    try:
        parts: SplitResult = urlsplit(text)
        host = (parts.hostname or "").casefold().removeprefix("www.")
        query = parse_qs(parts.query, max_num_fields=100)
    except ValueError as error:
        raise PlaceError(f"{excerpt(text)} is a broken link; give {EXAMPLE}") from error
    scheme = parts.scheme.casefold()
    path = tuple(clean(unquote(segment)) for segment in parts.path.split("/") if segment)
    return _Link(
        host=host if scheme in ("http", "https") else scheme,
        path=path if scheme in ("http", "https") else (host, *path),
        query={name: clean(values[-1]) for name, values in query.items()},
        fragment=clean(unquote(parts.fragment)),
        whole=text,
    )


def _service(link: _Link) -> Callable[[_Link], Target | None]:
    host = link.host
    if _SHORT.fullmatch(host) or (host == "osm.org" and link.path[:1] == ("go",)):
        _refuse(link, "is a short one and needs a network: open it and paste the long one")
    for hosts, service in _SERVICES:
        if re.fullmatch(hosts, host):
            return service
    _refuse(
        link,
        "is of no map service known here (Google, Naver, Kakao, Apple, OpenStreetMap, Waze, Bing)",
    )


def _point(lat: str, lon: str, least_m: float = LEAST_ERROR_M) -> Reading:
    """Make a reading; a program drops zeros at the end, so the longer number tells the step."""
    half = 0.5 * 10.0 ** -max(decimals(lat), decimals(lon))
    error_m = max(least_m, spread_m(float(lat), half, half))
    return Reading(float(lat), float(lon), error_m, "link")


def _point_or_text(value: str, least_m: float = LEAST_ERROR_M) -> Target:
    match = _PAIR.fullmatch(value)
    return _point(match[1], match[2], least_m) if match else value


def _geo(value: str) -> Target:
    """Read ``geo:lat,lon;u=metres`` (RFC 5870) and the ``?q=`` that phones add."""
    head, _, query_text = value.partition("?")
    position, *options = unquote(head).split(";")
    asked = re.search(r"(?:^|&)q=([^&]+)", query_text)
    settings = dict(option.casefold().partition("=")[::2] for option in options)
    if settings.get("crs", "wgs84") != "wgs84":
        raise PlaceError(f"geo link in {excerpt(settings['crs'])}: only wgs84 is understood")
    if asked:
        return _point_or_text(clean(unquote(asked[1].replace("+", " "))))
    match = re.fullmatch(rf"({_NUMBER}),({_NUMBER})(?:,[+-]?[\d.]+)?", position)
    if match is None:
        raise PlaceError(f"the link {excerpt('geo:' + value)} holds no position; give {EXAMPLE}")
    uncertain = settings.get("u", "0")
    if not re.fullmatch(r"\d{1,7}(?:\.\d+)?", uncertain):
        raise PlaceError(f"geo link: u={excerpt(uncertain)} is no number of metres")
    return _point(match[1], match[2], max(LEAST_ERROR_M, float(uncertain)))


def _google(link: _Link) -> Target | None:
    if link.host != "comgooglemaps" and not (
        link.host.startswith("maps.") or "maps" in link.path[:1]
    ):
        _refuse(link, "is no map link")
    if "dir" in link.path:
        return _google_route(link)
    # The pin, then what was asked for; the middle of the view only at last.
    if pins := _PIN.findall(unquote(link.whole)):
        return _point(pins[-1][0], pins[-1][1])
    asked = [
        _point_or_text(_with_plus(link.query[name]))
        for name in ("destination", "daddr", "q", "query", "ll", "viewpoint", "sll")
        if link.query.get(name)
    ]
    if asked:
        return next((target for target in asked if isinstance(target, Reading)), asked[0])
    named = _point_or_text(_spaced(link.after("place") or link.after("search")))
    if isinstance(named, Reading) or _is_position(named):
        return named
    return _google_view(link) or named


def _google_view(link: _Link) -> Target | None:
    """Read the middle of the map that a link opens."""
    whole = unquote(link.whole)
    if pins := _EMBEDDED.findall(whole):
        return _point(pins[-1][1], pins[-1][0], VIEW_ERROR_M)
    if views := _VIEW.findall(whole):
        return _point(views[-1][0], views[-1][1], VIEW_ERROR_M)
    return _point_or_text(link.first("center"), VIEW_ERROR_M)


def _google_route(link: _Link) -> Target | None:
    """Read the end of a route: as it is written, else its pin."""
    stops = [
        _point_or_text(_spaced(stop))
        for stop in link.path[link.path.index("dir") + 1 :]
        if not stop.startswith(("@", "data=", "am=")) and stop != "-"
    ]
    if asked := link.first("destination", "daddr"):
        return _point_or_text(_with_plus(asked))
    if not stops:
        return None
    named = [stop for stop in stops if isinstance(stop, str)]
    pins = _PIN_LON_FIRST.findall(unquote(link.whole))
    if isinstance(stops[-1], str) and pins and len(pins) == len(named):
        return _point(pins[-1][1], pins[-1][0])
    return stops[-1]


def _is_position(text: str) -> bool:
    """Say whether words of a link are degrees or a plus code."""
    return read_degrees(text) is not None or read_plus_code(text) is not None


def _spaced(segment: str) -> str:
    return _with_plus(segment.replace("+", " ").strip())


def _with_plus(value: str) -> str:
    """Give a plus code back the plus that a link's spelling made a space."""
    match = _SPLIT_PLUS_CODE.fullmatch(value)
    return f"{match[1]}+{match[2]}{match[3]}" if match else value


def _naver(link: _Link) -> Target | None:
    for lat, lon in (("dlat", "dlng"), ("elat", "elng"), ("lat", "lng"), ("y", "x")):
        if link.first(lat) and link.first(lon):
            return _lon_lat(link.first(lon), link.first(lat))
    named = link.after("search") or link.first("query", "q")
    stops = [_leading_pair(segment) for segment in link.path if segment != named]
    if pairs := [pair for pair in stops if pair]:
        return _lon_lat(*pairs[-1])
    view = _leading_pair(link.first("c"))
    return _lon_lat(*view, VIEW_ERROR_M) if view else named


def _leading_pair(value: str) -> tuple[str, str] | None:
    """Return the two numbers with decimals that a text starts with; ``15.00,0,0`` is a zoom."""
    match = re.match(r"(\d{2,9}\.\d+),(\d{1,9}\.\d+)(?=,|$)", value)
    return (match[1], match[2]) if match else None


def _lon_lat(first: str, second: str, least_m: float = LEAST_ERROR_M) -> Target | None:
    """Read Naver's order: longitude first, in degrees, or in old links Web Mercator metres."""
    if re.fullmatch(_NUMBER, first) and re.fullmatch(_NUMBER, second):
        return _point(second, first, least_m)
    if not all(re.fullmatch(r"-?\d{1,8}(?:\.\d+)?", number) for number in (first, second)):
        return None
    mercator = Transformer.from_crs("EPSG:3857", "EPSG:4326", always_xy=True)
    lon, lat = mercator.transform(float(first), float(second))
    return Reading(float(lat), float(lon), least_m, "link")


def _kakao(link: _Link) -> Target | None:
    if link.first("urlX") or link.first("urlY"):
        _refuse(link, "counts on Kakao's own grid, which ends at Korea's borders")
    if asked := link.first("p", "ep", "q"):
        return _point_or_text(asked)
    if "link" not in link.path or len(link.path) < 3:
        return None
    if "search" in link.path:
        return link.after("search")
    pair = _PAIR.fullmatch(",".join(link.path[-1].split(",")[-2:]))
    return _point(pair[1], pair[2]) if pair else None


def _openstreetmap(link: _Link) -> Target | None:
    if link.first("mlat") and link.first("mlon"):
        return _point_or_text(f"{link.first('mlat')},{link.first('mlon')}")
    if route := link.first("route", "to"):
        return _point_or_text(route.rpartition(";")[2])
    if asked := link.first("query"):
        return _point_or_text(asked)
    if link.first("lat") and link.first("lon"):
        return _point_or_text(f"{link.first('lat')},{link.first('lon')}", VIEW_ERROR_M)
    view = re.search(rf"map=[\d.]+/({_NUMBER})/({_NUMBER})(?![\d.])", link.fragment)
    return _point(view[1], view[2], VIEW_ERROR_M) if view else None


def _apple(link: _Link) -> Target | None:
    if asked := link.first("ll", "coordinate", "daddr", "q", "address", "sll"):
        return _point_or_text(asked)
    return _point_or_text(link.first("center"), VIEW_ERROR_M)


def _waze(link: _Link) -> Target | None:
    if asked := link.first("ll", "latlng", "to", "q"):
        return _point_or_text(asked.removeprefix("ll.").removeprefix("ll="))
    return _point_or_text(link.first("from").removeprefix("ll."))


def _bing(link: _Link) -> Target | None:
    """Read a pin, a route's end, words, and the middle of the view at last."""
    if link.path[:1] != ("maps",):
        _refuse(link, "is no map link")
    stops = re.findall(rf"(?:point|pos)\.({_NUMBER})_({_NUMBER})", link.first("sp", "rtp"))
    if stops:
        return _point(*stops[-1])
    if asked := link.first("where1", "q", "ss"):
        return _point_or_text(asked)
    view = re.fullmatch(rf"({_NUMBER})~({_NUMBER})", link.first("cp"))
    return _point(view[1], view[2], VIEW_ERROR_M) if view else None


def _plus_codes(link: _Link) -> Target | None:
    return link.path[0] if link.path else None


_SERVICES: tuple[tuple[str, Callable[[_Link], Target | None]], ...] = (
    (r"(?:[\w-]+\.)*google\.[a-z]{2,3}(?:\.[a-z]{2})?|comgooglemaps", _google),
    (r"(?:.+\.)?naver\.com|nmap", _naver),
    (r".*map\.kakao\.com|kakaomap", _kakao),
    (r"(?:.+\.)?openstreetmap\.org|osm\.org", _openstreetmap),
    (r"maps\.apple\.com|maps", _apple),
    (r"(?:[\w-]+\.)*waze\.com|waze", _waze),
    (r"(?:[\w-]+\.)*bing\.com", _bing),
    (r"plus\.codes", _plus_codes),
)
