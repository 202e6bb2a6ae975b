"""More than one way, and calibrations, for a terminal: JSON values and plain lines."""

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from planning.calibrating.calibration import Calibration
from planning.routes import Route, route_cautions, route_summary
from planning.ways.choices import Choices, Variety
from planning.ways.meeting import Meeting
from views.lines.routes import route_value
from views.lines.texts import Value, one_line
from views.words import Language, Words

_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "head": "{start} → {end}: {shown} of {total} ways",
            "exact": "none left out is both quicker and safer",
            "near": "a way not found may be up to {percent:g} % better in both",
            "first": "{number}. {way}",
            "price": "{number}. {way}: +{time} for {share} less exposure",
            "shared": "   shares {share} with way 1",
            "risk": "exposure {minutes:.1f} min, peak {peak:.2f}",
        },
        "ko": {
            "head": "{start} → {end}: {total}개 중 {shown}개 경로",
            "exact": "더 빠르면서 더 안전한 길은 없음",
            "near": "찾지 못한 길은 두 값 모두 최대 {percent:g} % 더 나을 수 있음",
            "first": "{number}. {way}",
            "price": "{number}. {way}: +{time}으로 노출 {share} 감소",
            "shared": "   1번 경로와 {share} 겹침",
            "risk": "노출 {minutes:.1f}분, 최고 위험 {peak:.2f}",
        },
    }
)


def choices_value(found: Choices, language: str) -> Value:
    """Give every way shown, with what it costs and buys against the fastest."""
    return {
        "ways": [
            route_value(route, language)
            | {
                "total_s": route.path.total_s,
                "more_s": price.more_s,
                "less_exposure_share": price.less_exposure_share,
            }
            for route, price in zip(found.routes, found.prices, strict=True)
        ],
        "total": found.total,
        "exact": found.is_exact,
        "epsilon": found.epsilon,
    }


def choices_lines(found: Choices, language: str) -> str:
    """Write the ways for a person: each a line, as "+6 min for 58 % less exposure"."""
    words, speech = _WORDS[_known(language)], Words(_known(language))
    first = found.routes[0]
    lines = [_head(first, len(found.routes), found.total, words=words)]
    for number, (route, price) in enumerate(zip(found.routes, found.prices, strict=True), start=1):
        form = words["first"] if number == 1 else words["price"]
        said = form.format(
            number=number,
            way=one_line(route_summary(route, language)),
            time=speech.duration(price.more_s),
            share=speech.share(price.less_exposure_share),
        )
        lines.append(f"{said} ({_risk(route, words)})")
    near = words["near"].format(percent=100 * found.epsilon)
    lines.append(words["exact"] if found.is_exact else near)
    return "\n".join([*lines, *_cautions(found.routes, language)])


def variety_value(found: Variety, language: str) -> Value:
    """Give the ways and the length that each two of them share."""
    return {
        "ways": [route_value(route, language) for route in found.routes],
        "shared_share": [[float(share) for share in row] for row in found.shared_share],
    }


def variety_lines(found: Variety, language: str) -> str:
    """Write ways that share little for a person."""
    words, speech = _WORDS[_known(language)], Words(_known(language))
    count = len(found.routes)
    lines = [_head(found.routes[0], count, count, words=words)]
    for number, route in enumerate(found.routes, start=1):
        way = one_line(route_summary(route, language))
        lines.append(f"{words['first'].format(number=number, way=way)} ({_risk(route, words)})")
        if number > 1:
            share = speech.share(float(found.shared_share[0, number - 1]))
            lines.append(words["shared"].format(share=share))
    return "\n".join([*lines, *_cautions(found.routes, language)])


def meetings_value(found: Sequence[Meeting]) -> Value:
    """Give where a victim and a unit meet, and when each is there."""
    return {
        "meetings": [
            {
                "place": one.door.name,
                "id": one.door.id,
                "kind": one.door.kind,
                "lat": one.door.lat,
                "lon": one.door.lon,
                "open": one.is_open,
                "hazard": one.hazard,
                "unit": one.unit.name,
                "victim_s": one.victim_s,
                "unit_s": one.unit_s,
                "meeting_s": one.meeting_s,
                "wait_s": one.wait_s,
                "stay_s": one.stay_s if math.isfinite(one.stay_s) else None,
                "sooner": one.is_sooner,
            }
            for one in found
        ]
    }


def meetings_lines(found: Sequence[Meeting]) -> str:
    """Write the meeting places for a person, the soonest first."""
    time = Words("en").duration
    lines = []
    for one in found:
        state = "open" if one.is_open else "hours not known"
        lines.append(
            f"{one_line(one.door.name)} ({state}): together after {time(one.meeting_s)}: "
            f"victim {time(one.victim_s)}, {one_line(one.unit.name)} {time(one.unit_s)}"
        )
    if not any(one.is_sooner for one in found):
        lines.append(f"Stay: a unit is with the victim after {time(found[0].stay_s)}, sooner.")
    return "\n".join(lines)


def calibration_value(found: Calibration) -> Value:
    """Give the fitted factors, how sure they are, and what was set aside."""
    return {
        "factors": [
            {
                "group": one.group,
                "factor": one.factor,
                "low": one.low,
                "high": one.high,
                "trips": one.trip_count,
                "fitted": one.is_fitted,
            }
            for one in found.factors
        ],
        "spread": found.spread,
        "error_before": found.error_before,
        "error_after": found.error_after,
        "used": found.used,
        "set_aside": [{"id": one.id, "reason": one.reason} for one in found.set_aside],
        "stable": found.is_stable,
        "notes": list(found.notes),
    }


def _head(route: Route, shown: int, total: int, *, words: Mapping[str, str]) -> str:
    start, end = one_line(route.origin.name), one_line(route.goal.name)
    return words["head"].format(start=start, end=end, shown=shown, total=total)


def _cautions(routes: Sequence[Route], language: str) -> list[str]:
    """Say each caution once, behind the numbers of its ways where it is not about all."""
    ways: dict[str, list[str]] = {}
    for number, route in enumerate(routes, start=1):
        for caution in map(one_line, route_cautions(route, language)):
            ways.setdefault(caution, []).append(str(number))
    return [
        caution if len(numbers) == len(routes) else f"{', '.join(numbers)}: {caution}"
        for caution, numbers in ways.items()
    ]


def _risk(route: Route, words: Mapping[str, str]) -> str:
    return words["risk"].format(minutes=route.path.exposure_s / 60, peak=route.path.peak_hazard)


def _known(language: str) -> Language:
    return "ko" if language == "ko" else "en"
