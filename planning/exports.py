"""Routes in the formats that phones, GPS devices and messengers take."""

from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import numpy as np

from planning.routes import Route, route_legs, route_summary, route_words

_GPX = "http://www.topografix.com/GPX/1/1"
# Google Maps takes at most three of them on a phone's browser.
_WAYPOINTS = 3
_KML = "http://www.opengis.net/kml/2.2"


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
    return "\n".join([*lines, _caveat(route)]) if route.is_approximate else "\n".join(lines)


def phone_links(route: Route) -> dict[str, str]:
    """Give links that open the same trip in the map apps that phones have.

    The apps find their own way: waypoints that hold them to this one are given where an app
    takes them. Whoever opens a link tells the app's maker both places.

    Returns
    -------
    dict of str to str
        App -> address: ``Google Maps``, ``Apple Maps``, ``Waze`` (to the goal alone),
        ``OsmAnd``, ``Organic Maps``, ``KakaoMap`` and ``NAVER Map`` (their own schemes), and
        ``geo`` for whatever app a phone opens places with.
    """
    start, end = (f"{place.lat:.6f},{place.lon:.6f}" for place in (route.origin, route.goal))
    (from_lat, from_lon), (to_lat, to_lon) = start.split(","), end.split(",")
    names = {"sname": route.origin.name, "dname": route.goal.name}
    google = {"api": 1, "origin": start, "destination": end, "travelmode": "driving"}
    if via := _waypoints(route):
        google["waypoints"] = "|".join(via)
    naver = {
        "slat": from_lat, "slng": from_lon, "dlat": to_lat, "dlng": to_lon, **names,
        "appname": "green-zone",
    }  # fmt: skip
    organic = {"sll": start, "saddr": names["sname"], "dll": end, "daddr": names["dname"]}
    return {
        "Google Maps": f"https://www.google.com/maps/dir/?{urlencode(google)}",
        "Apple Maps": f"https://maps.apple.com/?{urlencode({'saddr': start, 'daddr': end, 'dirflg': 'd'})}",
        "Waze": f"https://waze.com/ul?{urlencode({'ll': end, 'navigate': 'yes'})}",
        "OsmAnd": f"https://osmand.net/map/navigate/?{urlencode({'start': start, 'end': end, 'profile': 'car'})}",
        "Organic Maps": f"om://route?{urlencode({**organic, 'type': 'vehicle'})}",
        "KakaoMap": f"kakaomap://route?{urlencode({'sp': start, 'ep': end, 'by': 'CAR'})}",
        "NAVER Map": f"nmap://route/car?{urlencode(naver)}",
        "geo": f"geo:{end}",
    }


def _waypoints(route: Route) -> list[str]:
    """Positions along a way, evenly apart, that hold an app to it; a place reached at once needs none."""
    lon, lat = route.path.lon, route.path.lat
    at = np.linspace(0, len(lon) - 1, _WAYPOINTS + 2).round().astype(int)[1:-1]
    return [
        f"{lat[number]:.6f},{lon[number]:.6f}"
        for number in np.unique(at)
        if 0 < number < len(lon) - 1
    ]


def _title(route: Route) -> str:
    return f"{route.origin.name} → {route.goal.name}"


def _caveat(route: Route) -> str:
    if not route.is_approximate:
        return ""
    return "Approximate: schematic roads or a place known only roughly. Check before you drive."
