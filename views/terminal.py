"""Answers for a terminal: JSON values for programs, plain lines for people."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from geo.coordinates import Place
from geo.errors import Fault
from geo.text import plain
from planning.coverage import Coverage, Gap
from planning.dispatch import DispatchCard, Responder, SafePoint
from planning.exports import phone_links, route_gpx, route_kml, route_text
from planning.packs import Pack
from planning.report import CAUSE_WORDS
from planning.routes import (
    Route,
    route_cautions,
    route_geojson,
    route_line,
    route_summary,
    route_words,
)
from planning.slices import slice_words
from routing.slices import SlicedDrive
from views.words import Words

Value = dict[str, Any]
_OPEN_WORDS = {True: "open on arrival", False: "closed on arrival", None: "hours not known"}


def one_line(text: object, limit: int | None = None) -> str:
    r"""Give a run-time text on one line: no escape sequence, no line break, no turned direction.

    Examples
    --------
    >>> one_line("Gate\x1b[2J of the\u202e\n embassy")
    'Gate[2J of the embassy'
    """
    return " ".join(plain(text, limit).split())


def pack_value(pack: Pack) -> Value:
    """Say what a pack holds."""
    about, network = pack.manifest.about, pack.network
    return {
        "name": pack.name,
        "title": about["title"],
        "country": about["country"],
        "zone": about["zone"],
        "home_country": about["home_country"],
        "home_zone": about["home_zone"],
        "crs": pack.crs,
        "resolution": about["resolution"],
        "as_of": about.get("as_of"),
        "road_km": round(network.road_km, 1),
        "road_nodes": network.node_count,
        "road_edges": network.edge_count,
        "layers": {kind: len(rows) for kind, rows in pack.layers.items()},
        "bounds": [round(degree, 4) for degree in pack.bounds],
    }


def table_lines(value: Value) -> str:
    """Write a value as one line for each of its names."""
    return "\n".join(f"{name}: {one_line(_listed(content))}" for name, content in value.items())


def _listed(content: object) -> object:
    """Write several things one after the other, without brackets."""
    if isinstance(content, Mapping):
        return ", ".join(f"{count} {kind}" for kind, count in content.items())
    if isinstance(content, list):
        return "; ".join(map(str, content)) or "none"
    return content


def route_value(route: Route, language: str, sliced: SlicedDrive | None = None) -> Value:
    """Give a route: seconds of the drive alone, metres, words and course.

    Parameters
    ----------
    route
        It.
    language
        ``en`` or ``ko``.
    sliced
        The same drive timed by slices of the day, if it is long.
    """
    path = route.path
    return {
        "from": route.origin.name,
        "to": route.goal.name,
        "seconds": path.seconds,
        "length_m": path.length_m,
        "exposure": path.exposure_s,
        "peak_hazard": path.peak_hazard,
        "access_m": path.access_m,
        "access_s": path.access_s,
        "egress_m": path.egress_m,
        "egress_s": path.egress_s,
        "approximate": route.is_approximate,
        "summary": route_summary(route, language),
        "directions": route_words(route, language),
        "sliced_s": None if sliced is None else sliced.seconds,
        "broken": list(route.broken),
        "bans": [one.area for one in route.bans],
        "own_sites": list(route.own_sites),
        "links": phone_links(route),
        "geometry": route_line(route),
    }


def route_lines(route: Route, language: str, sliced: SlicedDrive | None = None) -> str:
    """Write a route for a person: each step on a line of its own, then what to mind."""
    steps = (
        replace(
            step,
            ref=one_line(step.ref),
            name=one_line(step.name),
            border_gate=one_line(step.border_gate),
        )
        for step in route.steps
    )
    roads = route.network
    shown = replace(
        route,
        origin=_named(route.origin),
        goal=_named(route.goal),
        network=replace(
            roads, refs=tuple(map(one_line, roads.refs)), names=tuple(map(one_line, roads.names))
        ),
        steps=tuple(steps),
    )
    more = [*route_cautions(shown, language)]
    if sliced is not None:
        more += slice_words(sliced, language)
    return plain("\n".join([route_text(shown, language), *map(one_line, more)]), None)


def written(route: Route, form: str, language: str) -> str:
    """Write a route as ``geojson``, ``gpx``, ``kml``, ``text``, or ``links`` for phones."""
    match form:
        case "geojson":
            return route_geojson([route])
        case "gpx":
            return route_gpx(route)
        case "kml":
            return route_kml(route)
        case "links":
            return "\n".join(f"{app}: {link}" for app, link in phone_links(route).items())
        case _:
            return route_lines(route, language)


def _named(place: Place) -> Place:
    return replace(place, name=one_line(place.name))


def card_value(card: DispatchCard) -> Value:
    """Give the dispatch card of one incident."""
    place = card.place
    return {
        "place": {
            "name": place.name,
            "lat": place.lat,
            "lon": place.lon,
            "error_m": place.error_m,
        },
        "when": card.when.isoformat(),
        "golden_s": card.golden_s,
        "responders": [_responder_value(one) for one in card.responders],
        "safe_points": [_safe_point_value(one) for one in card.safe_points],
        "absent": list(card.absent),
    }


def _responder_value(one: Responder) -> Value:
    return {
        "unit": one.unit.id,
        "name": one.unit.name,
        "base": one.unit.base,
        "on_duty": one.unit.on_duty,
        "answer_s": one.parts.answer_s,
        "processing_s": one.parts.processing_s,
        "turnout_s": one.parts.turnout_s,
        "access_s": _finite(one.parts.access_s),
        "drive_s": _finite(one.parts.drive_s),
        "egress_s": _finite(one.parts.egress_s),
        "admission_wait_s": one.parts.admission_wait_s,
        "eta_s": _finite(one.parts.eta_s),
        "p50_s": _finite(one.p50_s),
        "p90_s": _finite(one.p90_s),
        "chance": one.chance,
        "in_time": one.in_time,
    }


def _safe_point_value(one: SafePoint) -> Value:
    return {
        "id": one.door.id,
        "name": one.door.name,
        "kind": one.door.kind,
        "open_on_arrival": one.open_on_arrival,
        "opens_at": one.opens_at.isoformat() if one.opens_at else None,
        "arrival_s": _finite(one.arrival_s),
        "access_s": _finite(one.access_s),
        "drive_s": _finite(one.drive_s),
        "egress_s": _finite(one.egress_s),
        "admission_wait_s": one.admission_wait_s,
        "eta_s": one.eta_s,
        "p90_s": _finite(one.p90_s),
        "in_time": one.in_time,
    }


def card_lines(card: DispatchCard) -> str:
    """Write the dispatch card for a person."""
    place = f"{one_line(card.place.name)} (±{card.place.error_m:,.0f} m)"
    when = f"{card.when:%Y-%m-%d %H:%M %Z}"
    lines = [f"{place} at {when}, golden time {_time(card.golden_s)}", "Who gets there first:"]
    for one in card.responders:
        state = "on duty" if one.unit.on_duty else "on call"
        verdict = "in time" if one.in_time else "late"
        lines.append(
            f"  {one_line(one.unit.name)} ({state}): {_time(one.parts.eta_s)}, 9 in 10 within "
            f"{_time(one.p90_s)}, chance in time {100 * one.chance:.0f} %: {verdict}"
        )
    lines += [f"  {one_line(name)}: not on duty, not known to be on call" for name in card.absent]
    if not card.responders:
        lines.append("  nobody: no unit on the map is on duty or on call")
    lines.append("Where the victim can go now:")
    for point in card.safe_points:
        opens = f", opens {point.opens_at:%a %H:%M}" if point.opens_at else ""
        state = _OPEN_WORDS[point.open_on_arrival] + opens
        lines.append(f"  {one_line(point.door.name)}: {_time(point.arrival_s)}, {state}")
    if not card.safe_points:
        lines.append("  nowhere: no door that counts is on the map")
    return "\n".join(lines)


def coverage_value(found: Coverage) -> Value:
    """Give the coverage at a moment with the cause of every gap."""
    return {
        "when": found.moment.when.isoformat(),
        "golden_s": found.golden_s,
        "demand": found.demand.kind,
        "covered_share": found.covered_share,
        "covered_weight": found.covered_weight,
        "total_weight": found.total_weight,
        "causes": found.causes,
        "gaps": [
            {
                "id": gap.id,
                "name": gap.name,
                "province": gap.province,
                "weight": gap.weight,
                "eta_s": gap.eta_s,
                "cause": gap.cause,
                "by": gap.by,
                "arrival_s": gap.arrival_s,
                "eta_by": gap.eta_by,
            }
            for gap in found.gaps
        ],
    }


def coverage_lines(found: Coverage) -> str:
    """Write the coverage for a person, the heaviest gaps first."""
    share = f"{100 * found.covered_share:.1f} % of {found.demand.kind}"
    lines = [f"{share} inside {_time(found.golden_s)} at {found.moment.when:%Y-%m-%d %H:%M %Z}"]
    for cause, weight in found.causes.items():
        lines.append(f"  {100 * weight / found.total_weight:5.1f} % {CAUSE_WORDS[cause]}")
    lines.append("Gaps, the heaviest first:")
    digits = 0 if found.demand.kind == "people" else 2
    lines += [
        f"  {gap.weight:,.{digits}f}  {one_line(gap.name)}, {one_line(gap.province)}: {_why(gap)}"
        for gap in found.gaps
    ]
    return "\n".join(lines)


def _why(gap: Gap) -> str:
    """Say the cause of a gap in one line, with who would help and who does first."""
    said = CAUSE_WORDS[gap.cause]
    if gap.by:
        said += f": {one_line(gap.by)} {_time(gap.arrival_s)} away"
    if gap.eta_by:
        said += f"; first known help {_time(gap.eta_s)}, {one_line(gap.eta_by)}"
    return said


def faults_value(file: Path, faults: Sequence[Fault]) -> Value:
    """Give every fault of a file."""
    return {
        "file": file.name,
        "faults": [
            {"code": one.code, "message": one.message, "row": one.row, "column": one.column}
            for one in faults
        ],
    }


def faults_lines(file: Path, faults: Sequence[Fault]) -> str:
    """Write every fault of a file for a person."""
    if not faults:
        return f"{one_line(file.name, 80)}: no fault"
    return "\n".join(one_line(fault) for fault in faults)


def faults_summary(file: Path, faults: Sequence[Fault]) -> str:
    """Write in one line how many faults a file has, and the first.

    Examples
    --------
    >>> faults_summary(Path("sites.csv"), [Fault("BLANK", "is empty", row=2, column="name")])
    'sites.csv: 1 fault: row 2, name: is empty'
    """
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults, the first"
    return f"{one_line(file.name, 80)}: {count}: {one_line(faults[0])}"


def error_value(code: str, message: str) -> Value:
    """Give an error: its stable code and its one line."""
    return {"error": {"code": code, "message": message}}


def _time(seconds: float | None) -> str:
    """Write seconds in hours and minutes; a dash for a time that does not exist."""
    known = _finite(seconds)
    return "–" if known is None else Words("en").duration(known)


def _finite(seconds: float | None) -> float | None:
    """Give None for a time that does not exist, since JSON knows no infinity."""
    return None if seconds is None or not math.isfinite(seconds) else seconds
