"""A step of a way in words, English and Korean."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Language = Literal["en", "ko"]
Turn = Literal[
    "start", "straight", "slight_left", "left", "slight_right", "right", "back", "arrive"
]

# A shorter stretch is not worth a warning.
LEAST_RISKY_M = 50.0


@dataclass(frozen=True, slots=True)
class Step:
    """One stretch of one road.

    Parameters
    ----------
    turn
        How it is entered.
    ref, name, name_en
        Number, local name and English name of the road, empty where there is none; `name`
        of the last step is the end of the path.
    length_m, seconds
        Metres and driving seconds.
    lon, lat
        Where it begins, degrees, EPSG:4326.
    toll, ferry, bridge
        Whether any of it is tolled, a ferry (the wait is in `seconds`), a bridge.
    border_gate
        Name of the border gate passed on the way onto or along it, else empty.
    worse_surface
        The surface, where it is rougher than what was driven before, else empty.
    risky_m
        Metres of it whose hazard is at least `directions`' limit.
    restricted
        Whether any of it may be driven only to begin or end a trip there.
    """

    turn: Turn
    ref: str
    name: str
    length_m: float
    seconds: float
    lon: float
    lat: float
    toll: bool = False
    ferry: bool = False
    bridge: bool = False
    border_gate: str = ""
    worse_surface: str = ""
    name_en: str = ""
    risky_m: float = 0.0
    restricted: bool = False


WORDS: Mapping[Language, Mapping[str, str]] = MappingProxyType(
    {
        "en": MappingProxyType(
            {
                "start": "Start on {road}",
                "straight": "Continue on {road}",
                "slight_left": "Bear left onto {road}",
                "left": "Turn left onto {road}",
                "slight_right": "Bear right onto {road}",
                "right": "Turn right onto {road}",
                "back": "Turn back onto {road}",
                "arrive": "Arrive: {road}",
                "ferry": "Take the ferry {road}",
                "unnamed": "a local road",
                "toll": "toll",
                "bridge": "bridge",
                "border_gate": "border gate {gate}",
                "worse_surface": "surface worsens to {surface}",
                "risky": "reported danger near {km:.1f} km of it",
                "restricted": "private or restricted road",
                "gravel": "gravel",
                "dirt": "dirt",
                "cobbles": "cobbles",
                "minutes": "{minutes} min",
                "hours": "{hours} h {minutes:02}",
            }
        ),
        "ko": MappingProxyType(
            {
                "start": "출발: {road}",
                "straight": "직진: {road}",
                "slight_left": "왼쪽 방향: {road}",
                "left": "좌회전: {road}",
                "slight_right": "오른쪽 방향: {road}",
                "right": "우회전: {road}",
                "back": "유턴: {road}",
                "arrive": "도착: {road}",
                "ferry": "도선 승선: {road}",
                "unnamed": "이름 없는 도로",
                "toll": "유료",
                "bridge": "교량",
                "border_gate": "국경 검문소 {gate}",
                "worse_surface": "노면 악화: {surface}",
                "risky": "위험 신고 지점 인근 {km:.1f} km",
                "restricted": "사유지 또는 통행 제한 도로",
                "gravel": "자갈길",
                "dirt": "흙길",
                "cobbles": "돌길",
                "minutes": "{minutes}분",
                "hours": "{hours}시간 {minutes}분",
            }
        ),
    }
)


def say(step: Step, language: Language = "en") -> str:
    """Put a step into words.

    Examples
    --------
    >>> say(Step("left", "NR4", "", 12300.0, 840.0, 104.9, 11.5, toll=True))
    'Turn left onto NR4, 12.3 km, 14 min (toll)'
    >>> say(Step("left", "NR4", "", 12300.0, 840.0, 104.9, 11.5, toll=True), "ko")
    '좌회전: NR4, 12.3 km, 14분 (유료)'
    """
    words = WORDS[language]
    road = step.ref or step.name_en or step.name or words["unnamed"]
    sentence = words["ferry" if step.ferry else step.turn].format(road=road)
    if step.turn == "arrive":
        return sentence
    notes = [words[flag] for flag in ("toll", "bridge") if getattr(step, flag)]
    if step.border_gate:
        notes.append(words["border_gate"].format(gate=step.border_gate))
    if step.worse_surface:
        notes.append(words["worse_surface"].format(surface=words[step.worse_surface]))
    if step.risky_m >= LEAST_RISKY_M:
        notes.append(words["risky"].format(km=step.risky_m / 1000))
    if step.restricted:
        notes.append(words["restricted"])
    told = f" ({', '.join(notes)})" if notes else ""
    return f"{sentence}, {step.length_m / 1000:.1f} km, {duration(step.seconds, language)}{told}"


def duration(seconds: float, language: Language) -> str:
    """Say a time in hours and minutes."""
    hours, minutes = divmod(round(seconds / 60), 60)
    pattern = WORDS[language]["hours" if hours else "minutes"]
    return pattern.format(hours=hours, minutes=minutes)
