"""A path in words: which road, how far, which turn."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

import numpy as np

from routing.network import FERRY, NODE_KINDS, SURFACES, FloatArray, RoadNetwork
from routing.paths import Path

Language = Literal["en", "ko"]
Turn = Literal[
    "start", "straight", "slight_left", "left", "slight_right", "right", "back", "arrive"
]

BORDER_GATE = NODE_KINDS.index("border_gate")
# How rough a surface is, in the order of SURFACES; only a step to a higher number is told.
ROUGHNESS = (0, 0, 1, 2, 0)
# Degrees off straight on up to which a turn is none, slight, and a turn; beyond it is a way back.
STRAIGHT_DEG, SLIGHT_DEG, TURN_DEG = 20.0, 55.0, 155.0
# A road that makes up less of the drive is not named in its summary.
MAIN_ROAD_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Step:
    """One stretch of one road.

    Parameters
    ----------
    turn
        How it is entered.
    ref, name
        Number and name of the road, empty where there is none; `name` of the last
        step is the end of the path.
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
                "gravel": "gravel",
                "dirt": "dirt",
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
                "gravel": "자갈길",
                "dirt": "흙길",
                "minutes": "{minutes}분",
                "hours": "{hours}시간 {minutes}분",
            }
        ),
    }
)


def directions(network: RoadNetwork, path: Path) -> list[Step]:
    """Describe a path, one step for each stretch of one road.

    A new step begins where the road's number (or name, where it has no number)
    changes, at each end of a ferry, and where the surface gets rougher. Turns
    come from the courses; on a schematic network they are as coarse as these.

    Parameters
    ----------
    network
        The roads the path was found on.
    path
        From `fastest_safe_path`.

    Returns
    -------
    list of Step
        The last one is the arrival, of length 0.
    """
    steps: list[Step] = []
    for leg in range(path.edge_count):
        step = _step(network, path, leg)
        if steps and _goes_on(steps[-1], step):
            steps[-1] = _joined(steps[-1], step)
        else:
            steps.append(step)
    end = path.end.label[0]
    return [*steps, Step("arrive", "", end, 0.0, 0.0, float(path.lon[-1]), float(path.lat[-1]))]


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
    road = step.ref or step.name or words["unnamed"]
    sentence = words["ferry" if step.ferry else step.turn].format(road=road)
    if step.turn == "arrive":
        return sentence
    notes = [words[flag] for flag in ("toll", "bridge") if getattr(step, flag)]
    if step.border_gate:
        notes.append(words["border_gate"].format(gate=step.border_gate))
    if step.worse_surface:
        notes.append(words["worse_surface"].format(surface=words[step.worse_surface]))
    told = f" ({', '.join(notes)})" if notes else ""
    return f"{sentence}, {step.length_m / 1000:.1f} km, {_duration(step.seconds, language)}{told}"


def summarise(network: RoadNetwork, path: Path, language: Language = "en") -> str:
    """Name the main roads of a path and its driving time, such as ``NR4 · E4 · 2 h 10``.

    Parameters
    ----------
    network
        The roads the path was found on.
    path
        From `fastest_safe_path`.
    language
        ``en`` or ``ko``.
    """
    length_m = network.length_m[path.edges] * np.diff(path.edge_share, axis=1)[:, 0]
    driven_m: dict[str, float] = {}
    for edge, metres in zip(path.edges.tolist(), length_m.tolist(), strict=True):
        road = network.refs[network.ref[edge]]
        driven_m[road] = driven_m.get(road, 0.0) + metres
    least_m = MAIN_ROAD_SHARE * path.length_m
    main = [road for road, metres in driven_m.items() if road and metres >= least_m]
    return " · ".join([*main, _duration(path.seconds, language)])


def _step(network: RoadNetwork, path: Path, leg: int) -> Step:
    """Describe one edge of a path as a step of its own."""
    edge = int(path.edges[leg])
    before = int(path.edges[leg - 1]) if leg else None
    lon, lat = network.course(edge)
    rougher = _roughness(network, edge) > (0 if before is None else _roughness(network, before))
    tail = int(network.tail[edge])
    at_gate = before is not None and network.node_kind[tail] == BORDER_GATE
    return Step(
        turn="start" if before is None else _turn(network.course(before), (lon, lat)),
        ref=network.refs[network.ref[edge]],
        name=network.names[network.name[edge]],
        length_m=float(network.length_m[edge] * np.diff(path.edge_share[leg])[0]),
        seconds=float(path.edge_seconds[leg]),
        lon=float(path.lon[0] if before is None else lon[0]),
        lat=float(path.lat[0] if before is None else lat[0]),
        toll=bool(network.toll[edge]),
        ferry=bool(network.road_class[edge] == FERRY),
        bridge=bool(network.bridge[edge]),
        border_gate=network.names[network.node_name[tail]] if at_gate else "",
        worse_surface=SURFACES[network.surface[edge]] if rougher else "",
    )


def _roughness(network: RoadNetwork, edge: int) -> int:
    return ROUGHNESS[network.surface[edge]]


def _goes_on(before: Step, step: Step) -> bool:
    same_road = (before.ref or before.name) == (step.ref or step.name)
    return same_road and before.ferry == step.ferry and not step.worse_surface


def _joined(before: Step, step: Step) -> Step:
    return replace(
        before,
        name=before.name or step.name,
        length_m=before.length_m + step.length_m,
        seconds=before.seconds + step.seconds,
        toll=before.toll or step.toll,
        bridge=before.bridge or step.bridge,
        border_gate=before.border_gate or step.border_gate,
    )


def _turn(before: tuple[FloatArray, FloatArray], after: tuple[FloatArray, FloatArray]) -> Turn:
    """Name the turn from the end of one course to the beginning of the next."""
    bearing = _bearing_deg(before[0][-2:], before[1][-2:])
    off_deg = (_bearing_deg(after[0][:2], after[1][:2]) - bearing + 180) % 360 - 180
    if abs(off_deg) <= STRAIGHT_DEG:
        return "straight"
    if abs(off_deg) > TURN_DEG:
        return "back"
    if abs(off_deg) <= SLIGHT_DEG:
        return "slight_right" if off_deg > 0 else "slight_left"
    return "right" if off_deg > 0 else "left"


def _bearing_deg(lon: FloatArray, lat: FloatArray) -> float:
    """Bearing from the first of two positions to the second, degrees clockwise from north."""
    east = (lon[1] - lon[0]) * np.cos(np.radians(lat.mean()))
    return float(np.degrees(np.arctan2(east, lat[1] - lat[0])))


def _duration(seconds: float, language: Language) -> str:
    hours, minutes = divmod(round(seconds / 60), 60)
    pattern = WORDS[language]["hours" if hours else "minutes"]
    return pattern.format(hours=hours, minutes=minutes)
