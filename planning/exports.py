"""Routes in the formats that phones, GPS devices and messengers take."""

from xml.etree import ElementTree as ET

from planning.routes import Route, route_legs, route_summary, route_words

_GPX = "http://www.topografix.com/GPX/1/1"
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


def _title(route: Route) -> str:
    return f"{route.origin.name} → {route.goal.name}"


def _caveat(route: Route) -> str:
    if not route.is_approximate:
        return ""
    return "Approximate: schematic roads or a place known only roughly. Check before you drive."
