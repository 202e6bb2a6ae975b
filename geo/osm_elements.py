"""OpenStreetMap elements as Overpass answers them in JSON, and the OSM XML file they make."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard
from xml.sax.saxutils import quoteattr

Element = Mapping[str, Any]
"""One node, way or relation of an Overpass answer."""

KINDS = ("node", "way", "relation")
# What XML 1.0 cannot hold: control characters and halves of letters.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class OsmElements:
    """Elements of one area, each once: nodes, then ways, then relations, by id.

    Parameters
    ----------
    elements
        As Overpass wrote them: type, id, tags, and lat and lon, nodes or members.
    as_of
        Instant of the database they are from (ISO text, UTC), the earliest of all
        answers; empty where no answer said it.
    """

    elements: tuple[Element, ...]
    as_of: str

    def count(self, kind: str) -> int:
        """Count the elements of a kind: node, way or relation."""
        return Counter(element["type"] for element in self.elements)[kind]


def is_answer(answer: object) -> TypeGuard[dict[str, Any]]:
    """Tell whether a value read from JSON is a whole Overpass answer of known elements.

    Examples
    --------
    >>> is_answer({"elements": [{"type": "node", "id": 1, "lat": 11.5, "lon": 105}]})
    True
    >>> is_answer({"elements": [{"type": "node", "id": 1}]})
    False
    """
    if not isinstance(answer, dict) or not isinstance(answer.get("elements"), list):
        return False
    return all(_is_element(element) for element in answer["elements"])


def _is_element(element: object) -> bool:
    if not isinstance(element, dict) or not isinstance(element.get("id"), int):
        return False
    whole = _WHOLE.get(str(element.get("type")))
    tags = element.get("tags", {})
    return whole is not None and whole(element) and isinstance(tags, dict)


def _is_whole_node(node: Element) -> bool:
    return all(isinstance(node.get(axis), float | int) for axis in ("lat", "lon"))


def _is_whole_way(way: Element) -> bool:
    points = way.get("nodes")
    return isinstance(points, list) and all(isinstance(point, int) for point in points)


def _is_whole_relation(relation: Element) -> bool:
    members = relation.get("members")
    return isinstance(members, list) and all(
        isinstance(member, dict)
        and member.get("type") in KINDS
        and isinstance(member.get("ref"), int)
        for member in members
    )


_WHOLE: dict[str, Callable[[Element], bool]] = {
    "node": _is_whole_node,
    "way": _is_whole_way,
    "relation": _is_whole_relation,
}


def merge_answers(answers: Iterable[Mapping[str, Any]]) -> OsmElements:
    """Join answers of one area: what several of them hold is taken once.

    Parameters
    ----------
    answers
        Overpass answers for which `is_answer` holds.
    """
    found: dict[tuple[int, int], Element] = {}
    instants = []
    for answer in answers:
        instants.append(str(answer.get("osm3s", {}).get("timestamp_osm_base", "")))
        for element in answer["elements"]:
            found[KINDS.index(element["type"]), element["id"]] = element
    elements = tuple(found[key] for key in sorted(found))
    return OsmElements(elements, as_of=min(filter(None, instants), default=""))


def osm_xml(merged: OsmElements) -> bytes:
    """Write elements as an OSM XML file (version 0.6), positions to 7 decimals as OSM keeps them.

    Examples
    --------
    >>> node = {"type": "node", "id": 7, "lat": 11.5, "lon": 105, "tags": {"name": "<A>"}}
    >>> print(osm_xml(merge_answers([{"elements": [node]}])).decode().splitlines()[2])
    <node id="7" lat="11.5000000" lon="105.0000000"><tag k="name" v="&lt;A&gt;"/></node>
    """
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    root = '<osm version="0.6" generator="Overpass API" copyright="OpenStreetMap contributors"'
    meta = [f"<meta osm_base={_quoted(merged.as_of)}/>"] if merged.as_of else []
    lines = [head, f"{root}>", *meta, *map(_element_xml, merged.elements), "</osm>\n"]
    return "\n".join(lines).encode()


def _element_xml(element: Element) -> str:
    kind, attributes = element["type"], f'id="{element["id"]}"'
    if kind == "node":
        attributes += f' lat="{element["lat"]:.7f}" lon="{element["lon"]:.7f}"'
    points = "".join(f'<nd ref="{point}"/>' for point in element.get("nodes", ()))
    members = "".join(map(_member_xml, element.get("members", ())))
    tags = "".join(
        f"<tag k={_quoted(key)} v={_quoted(value)}/>"
        for key, value in element.get("tags", {}).items()
    )
    return f"<{kind} {attributes}>{points}{members}{tags}</{kind}>"


def _member_xml(member: Element) -> str:
    role = _quoted(member.get("role", ""))
    return f'<member type="{member["type"]}" ref="{member["ref"]}" role={role}/>'


def _quoted(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return quoteattr(_UNWRITABLE.sub("", text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
