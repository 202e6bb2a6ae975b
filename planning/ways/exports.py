"""Routes in the formats that phones, GPS devices and messengers take."""

from typing import Final
from urllib.parse import quote, urlencode
from xml.etree import ElementTree as ET

import numpy as np

from planning.routes import Route, route_legs, route_summary, route_words
from routing.network import Mode

_APPROXIMATE: Final = {
    "en": "Approximate: schematic roads or a place known only roughly. Check before you drive.",
    "ko": "어림값: 도로가 개략도이거나 장소가 대략만 알려져 있습니다. 출발 전에 확인하세요.",
}
_GPX = "http://www.topografix.com/GPX/1/1"
# Google Maps takes at most three of them on a phone's browser.
_WAYPOINTS = 3
_KML = "http://www.opengis.net/kml/2.2"
# How each app calls a mode of travel; those that know no motorbike take it for a car.
_GOOGLE: Final[dict[Mode, str]] = {"car": "driving", "motorbike": "two-wheeler", "foot": "walking"}
_APPLE: Final[dict[Mode, str]] = {"car": "d", "motorbike": "d", "foot": "w"}
_OSMAND: Final[dict[Mode, str]] = {"car": "car", "motorbike": "car", "foot": "pedestrian"}
_ORGANIC: Final[dict[Mode, str]] = {"car": "vehicle", "motorbike": "vehicle", "foot": "pedestrian"}
_KAKAO: Final[dict[Mode, str]] = {"car": "CAR", "motorbike": "CAR", "foot": "FOOT"}
_NAVER: Final[dict[Mode, str]] = {"car": "car", "motorbike": "car", "foot": "walk"}


def route_gpx(route: Route) -> str:
    """Write a route as GPX 1.1: one track, with the two places as waypoints."""
    root = ET.Element("gpx", {"version": "1.1", "creator": "Green Zone", "xmlns": _GPX})
    for place in (route.origin, route.goal):
        point = ET.SubElement(root, "wpt", {"lat": f"{place.lat:.6f}", "lon": f"{place.lon:.6f}"})
        ET.SubElement(point, "name").text = place.name
    track = ET.SubElement(root, "trk")
    ET.SubElement(track, "name").text = _title(route)
    ET.SubElement(track, "desc").text = _caveat(route)
    segment = ET.SubElement(track, "trkseg")
    for lon, lat in zip(route.path.lon.tolist(), route.path.lat.tolist(), strict=True):
        ET.SubElement(segment, "trkpt", {"lat": f"{lat:.6f}", "lon": f"{lon:.6f}"})
    return ET.tostring(root, encoding="unicode", xml_declaration=True)


def route_kml(route: Route) -> str:
    """Write a route as KML 2.2: one LineString."""
    root = ET.Element("kml", {"xmlns": _KML})
    document = ET.SubElement(root, "Document")
    mark = ET.SubElement(document, "Placemark")
    ET.SubElement(mark, "name").text = _title(route)
    ET.SubElement(mark, "description").text = _caveat(route)
    line = ET.SubElement(mark, "LineString")
    course = zip(route.path.lon.tolist(), route.path.lat.tolist(), strict=True)
    ET.SubElement(line, "coordinates").text = " ".join(
        f"{lon:.6f},{lat:.6f}" for lon, lat in course
    )
    return ET.tostring(root, encoding="unicode", xml_declaration=True)


def route_text(route: Route, language: str = "en") -> str:
    """Write a route as plain lines for a messenger: title, summary, each step, each leg."""
    before, after = route_legs(route, language)
    words = [*before, *route_words(route, language), *after]
    lines = [_title(route), route_summary(route, language), *words]
    return (
        "\n".join([*lines, _caveat(route, language)]) if route.is_approximate else "\n".join(lines)
    )


def phone_links(route: Route) -> dict[str, str]:
    """Give links that open the same trip, travelled in the same way, in the map apps of phones.

    The apps find their own way: waypoints that hold them to this one are given where an app
    takes them. Whoever opens a link tells the app's maker both places.

    Returns
    -------
    dict of str to str
        App -> address: ``Google Maps``, ``Apple Maps``, ``Waze`` (to the goal alone; it guides
        nobody on foot and is left out then), ``OsmAnd``, ``Organic Maps``, ``KakaoMap`` and
        ``NAVER Map`` (their own schemes), and ``geo`` for whatever app a phone opens places with.
    """
    start, end = (f"{place.lat:.6f},{place.lon:.6f}" for place in (route.origin, route.goal))
    (from_lat, from_lon), (to_lat, to_lon) = start.split(","), end.split(",")
    mode, names = route.mode, (route.origin.name, route.goal.name)
    google = {"api": "1", "origin": start, "destination": end, "travelmode": _GOOGLE[mode]}
    if via := _waypoints(route):
        google["waypoints"] = "|".join(via)
    apple = {"saddr": start, "daddr": end, "dirflg": _APPLE[mode]}
    osmand = {"start": start, "end": end, "profile": _OSMAND[mode]}
    organic = {
        "sll": start, "saddr": names[0], "dll": end, "daddr": names[1], "type": _ORGANIC[mode],
    }  # fmt: skip
    naver = {
        "slat": from_lat, "slng": from_lon, "sname": names[0],
        "dlat": to_lat, "dlng": to_lon, "dname": names[1], "appname": "green-zone",
    }  # fmt: skip
    waze = {"Waze": _link("https://waze.com/ul", {"ll": end, "navigate": "yes"})}
    return {
        "Google Maps": _link("https://www.google.com/maps/dir/", google),
        "Apple Maps": _link("https://maps.apple.com/", apple),
        **(waze if mode != "foot" else {}),
        "OsmAnd": _link("https://osmand.net/map/navigate/", osmand),
        "Organic Maps": _link("om://route", organic),
        "KakaoMap": _link("kakaomap://route", {"sp": start, "ep": end, "by": _KAKAO[mode]}),
        "NAVER Map": _link(f"nmap://route/{_NAVER[mode]}", naver),
        "geo": f"geo:{end}",
    }


def _link(address: str, asked: dict[str, str]) -> str:
    """Write an address; a space becomes %20, for not every app reads + as one."""
    return f"{address}?{urlencode(asked, quote_via=quote)}"


def _waypoints(route: Route) -> list[str]:
    """Positions that cut a way into equal lengths; a place reached at once needs none."""
    lon, lat = route.path.lon, route.path.lat
    east = np.diff(lon) * np.cos(np.radians((lat[1:] + lat[:-1]) / 2))
    along = np.concatenate([[0.0], np.cumsum(np.hypot(east, np.diff(lat)))])
    if along[-1] == 0:
        return []
    at = np.linspace(0, along[-1], _WAYPOINTS + 2)[1:-1]
    held = zip(np.interp(at, along, lat).tolist(), np.interp(at, along, lon).tolist(), strict=True)
    return [f"{lat:.6f},{lon:.6f}" for lat, lon in held]


def _title(route: Route) -> str:
    return f"{route.origin.name} → {route.goal.name}"


def _caveat(route: Route, language: str = "en") -> str:
    if not route.is_approximate:
        return ""
    return _APPROXIMATE["ko" if language == "ko" else "en"]
