"""Roads by class, border gates with their state, closed roads."""

from collections.abc import Mapping

import numpy as np
from markupsafe import Markup

from planning.moment import Moment
from routing.network import ROAD_CLASSES, RoadNetwork
from views import symbols
from views.legend import gate_word
from views.maps import Group
from views.marks import About, LatLon, Line, Pile, Symbol
from views.records import Row, provenance, spot_of
from views.tokens import Tokens
from views.ui import road_word, table
from views.words import Words

_DRAWN = {
    "expressway": ("expressway",),
    "trunk": ("trunk",),
    "other": ("primary", "secondary", "tertiary", "urban"),
    "ferry": ("ferry",),
}
_LOOK: Mapping[str, tuple[float, str | None]] = {
    "expressway": (5.0, None),
    "trunk": (3.4, None),
    "other": (1.8, None),
    "ferry": (2.2, "5 6"),
}


def road_group(moment: Moment, t: Words, look: Tokens) -> Group:
    """Draw the roads that times are counted on, one mark for each class; off at first.

    Of a street network only the great ones: all others are in the base map.
    """
    network = moment.pack.network
    lines = []
    for name in reversed(_DRAWN):
        if name == "other" and not moment.pack.is_schematic:
            continue
        courses, metres = _courses(network, _DRAWN[name])
        if not courses:
            continue
        weight, dash = _LOOK[name]
        about = About(road_word(name, t), (*_length(metres, t), *_schematic(moment, t)))
        casing = look.surface if name == "expressway" else None
        lines.append(
            Line(courses, look.ink3, weight=weight, dash=dash, casing=casing, about=(about,))
        )
    return Group(t("Roads"), tuple(lines), shown=False)


def _length(metres: float, t: Words) -> tuple[str, ...]:
    return (t("{distance} in all", distance=t.distance(metres)),)


def _schematic(moment: Moment, t: Words) -> tuple[str, ...]:
    if not moment.pack.is_schematic:
        return ()
    return (t("The roads are schematic: the true course may lie beside the line."),)


def _courses(
    network: RoadNetwork, classes: tuple[str, ...]
) -> tuple[tuple[tuple[LatLon, ...], ...], float]:
    """Give the courses of all roads of some classes, and their length in metres."""
    codes = [ROAD_CLASSES.index(name) for name in classes]
    edges = np.isin(network.road_class, codes)
    records = np.unique(network.record[edges])
    _, first = np.unique(network.record, return_index=True)
    metres = float(network.length_m[first][np.isin(network.record[first], records)].sum())
    return tuple(course_of(network, int(record)) for record in records), metres


def course_of(network: RoadNetwork, record: int) -> tuple[LatLon, ...]:
    """Give the course of one road record."""
    piece = slice(int(network.course_start[record]), int(network.course_start[record + 1]))
    lat, lon = network.course_lat[piece], network.course_lon[piece]
    return tuple(zip(lat.tolist(), lon.tolist(), strict=True))


def gate_group(moment: Moment, t: Words, look: Tokens) -> Group:
    """Draw border gates with their state, once the map is near enough to tell them apart."""
    marks = []
    for row, closure in gates(moment):
        state = "closed" if closure else "open"
        title = f"{row['name']}: {gate_word(state, t)}"
        lines = closure_lines(closure, t) if closure else ()
        about = (About(title, (*lines, t("Source: {source}", source=row["source"]))),)
        marks.append(Symbol(spot_of(row), symbols.gate(state, look), title, about=about))
    ranks = tuple(0 for _ in marks)
    pile = Pile(tuple(marks), ranks, size=17, reach=18, offset=(0, -18), from_zoom=8.0)
    return Group(t("Border gates"), (), (pile,))


def gates(moment: Moment) -> list[tuple[Row, Row | None]]:
    """List every border gate with the closure it is under, if any."""
    junctions = moment.pack.junctions
    closed = {str(row["target"]): row for row in moment.layer("closures").to_dict("records")}
    rows = junctions[junctions["kind"] == "border_gate"].to_dict("records")
    return [(row, closed.get(str(row["id"]))) for row in rows]


def closure_lines(closure: Row, t: Words) -> tuple[str, ...]:
    """Say why and since when something is closed."""
    since = str(closure["valid_from"] or "")
    reason = str(closure["reason"] or "")
    return (
        t("Closed since {date}: {reason}", date=since[:10], reason=reason),
        *provenance(closure, t),
    )


def closed_road_group(moment: Moment, t: Words, look: Tokens) -> Group:
    """Draw roads that are reported closed, whatever the zoom."""
    network = moment.pack.network
    keys = {str(key): index for index, key in enumerate(network.record_key.tolist())}
    lines, marks = [], []
    for row in moment.layer("closures").to_dict("records"):
        if str(row["target"]) not in keys:
            continue
        course = course_of(network, keys[str(row["target"])])
        title = t("Closed: {name}", name=row["name"] or row["target"])
        about = (About(title, closure_lines(row, t)),)
        lines.append(Line(course, look.late, weight=4.0, dash="2 6", about=about))
        spot = course[len(course) // 2]
        marks.append(Symbol(spot, symbols.closure(look), title, about=about))
    pile = Pile(tuple(marks), tuple(2 for _ in marks), size=15, reach=18, offset=(0, -17))
    return Group(t("Closed roads"), tuple(lines), (pile,))


def gate_table(moment: Moment, t: Words) -> Markup:
    """List the border gates and the closed roads with their state."""
    rows = [
        (
            str(row["name"]),
            gate_word("closed" if closure else "open", t),
            closure_lines(closure, t)[0] if closure else "",
        )
        for row, closure in gates(moment)
    ]
    gate_ids = {str(row["id"]) for row, _ in gates(moment)}
    rows += [
        (str(row["name"] or row["target"]), t("reported closed"), closure_lines(row, t)[0])
        for row in moment.layer("closures").to_dict("records")
        if str(row["target"]) not in gate_ids
    ]
    return table((t("Gate or road"), t("State"), t("Reported")), rows)
