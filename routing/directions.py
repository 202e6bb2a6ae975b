"""A path as steps: which road, how far, which turn, and what to mind on the way."""

from collections.abc import Iterator

import numpy as np

from routing.direction_words import Language, Step, Turn, duration, say
from routing.exposure import EdgeHazard
from routing.network import (
    ENDS_ONLY,
    FERRY,
    NODE_KINDS,
    SURFACES,
    BoolArray,
    FloatArray,
    IntArray,
    Mode,
    RoadNetwork,
)
from routing.paths import Path

__all__ = ["Language", "Step", "Turn", "directions", "say", "summarise"]

BORDER_GATE = NODE_KINDS.index("border_gate")
# How rough a surface is, in the order of SURFACES; only a step to a higher number is told.
ROUGHNESS = np.array([0, 0, 2, 3, 0, 1])
# Degrees off straight on up to which a turn is none, slight, and a turn; beyond it is a way back.
STRAIGHT_DEG, SLIGHT_DEG, TURN_DEG = 20.0, 55.0, 155.0
# A road that makes up less of the drive is not named in its summary.
MAIN_ROAD_SHARE = 0.05
# Hazard 0..1 from which a stretch is told as risky; heuristic: a suspected site close by.
RISKY = 0.3


def directions(
    network: RoadNetwork, path: Path, hazard: EdgeHazard | None = None, *, mode: Mode = "car"
) -> list[Step]:
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
    hazard
        Hazard along the roads, to tell the stretches where it is at least `RISKY`.
    mode
        Who travels: decides which roads count as restricted.

    Returns
    -------
    list of Step
        The last one is the arrival, of length 0.
    """
    legs = path.edges
    steps: list[Step] = []
    if len(legs):
        starts = np.flatnonzero(_is_new_step(network, legs)).astype(np.int32)
        risky_m = _risky_metres(network, path, hazard)
        restricted = network.access(mode)[legs] == ENDS_ONLY
        steps = list(_steps(network, path, starts, risky_m=risky_m, restricted=restricted))
    end = path.end.label[0]
    return [*steps, Step("arrive", "", end, 0.0, 0.0, float(path.lon[-1]), float(path.lat[-1]))]


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
    for ref, metres in zip(network.ref[path.edges].tolist(), length_m.tolist(), strict=True):
        driven_m[network.refs[ref]] = driven_m.get(network.refs[ref], 0.0) + metres
    least_m = MAIN_ROAD_SHARE * path.length_m
    main = [road for road, metres in driven_m.items() if road and metres >= least_m]
    return " · ".join([*main, duration(path.seconds, language)])


def _steps(
    network: RoadNetwork,
    path: Path,
    starts: IntArray,
    *,
    risky_m: FloatArray,
    restricted: BoolArray,
) -> Iterator[Step]:
    """Describe the stretches between the legs at which a step starts."""
    legs, first = path.edges, path.edges[starts]
    length_m = network.length_m[legs] * np.diff(path.edge_share, axis=1)[:, 0]
    sums = [np.add.reduceat(each, starts) for each in (length_m, path.edge_seconds, risky_m)]
    flags = [
        np.logical_or.reduceat(each, starts)
        for each in (network.toll[legs], network.bridge[legs], restricted)
    ]
    turns, worse = _turns(network, legs, starts), _is_rougher(network, legs)[starts]
    last = np.append(starts[1:], len(legs))
    for number, edge in enumerate(first.tolist()):
        span = slice(int(starts[number]), int(last[number]))
        lon, lat = network.course(edge)
        yield Step(
            turn=turns[number],
            ref=network.refs[network.ref[edge]],
            name=_first_name(network, network.name[legs[span]]),
            name_en=_first_name(network, network.name_en[legs[span]]),
            length_m=float(sums[0][number]),
            seconds=float(sums[1][number]),
            lon=float(lon[0] if number else path.lon[0]),
            lat=float(lat[0] if number else path.lat[0]),
            toll=bool(flags[0][number]),
            ferry=bool(network.road_class[edge] == FERRY),
            bridge=bool(flags[1][number]),
            border_gate=_gate(network, legs[max(span.start, 1) : span.stop]),
            worse_surface=SURFACES[network.surface[edge]] if worse[number] else "",
            risky_m=float(sums[2][number]),
            restricted=bool(flags[2][number]),
        )


def _is_new_step(network: RoadNetwork, legs: IntArray) -> BoolArray:
    """Tell at which legs a step begins."""
    is_new = np.ones(len(legs), dtype=np.bool_)
    ref, name = network.ref[legs], network.name[legs]
    same_road = np.where((ref[1:] > 0) | (ref[:-1] > 0), ref[1:] == ref[:-1], name[1:] == name[:-1])
    is_ferry = network.road_class[legs] == FERRY
    is_new[1:] = ~same_road | (is_ferry[1:] != is_ferry[:-1]) | _is_rougher(network, legs)[1:]
    return is_new


def _is_rougher(network: RoadNetwork, legs: IntArray) -> BoolArray:
    """Tell which legs are rougher than the one before, the first than asphalt."""
    roughness = ROUGHNESS[network.surface[legs]]
    rougher: BoolArray = np.diff(roughness, prepend=0) > 0
    return rougher


def _first_name(network: RoadNetwork, names: IntArray) -> str:
    return network.names[int(names[np.argmax(names > 0)])]


def _gate(network: RoadNetwork, legs: IntArray) -> str:
    """Name the first border gate at which one of the legs begins."""
    tails = network.tail[legs]
    at_gate = tails[network.node_kind[tails] == BORDER_GATE]
    return network.names[network.node_name[at_gate[0]]] if len(at_gate) else ""


def _risky_metres(network: RoadNetwork, path: Path, hazard: EdgeHazard | None) -> FloatArray:
    """Metres of each leg whose hazard is at least `RISKY`."""
    risky_m = np.zeros(len(path.edges))
    if hazard is None:
        return risky_m
    records = network.record[path.edges]
    for leg in np.flatnonzero(hazard.record_peak[records] >= RISKY).tolist():
        edge, (start, stop) = int(path.edges[leg]), path.edge_share[leg].tolist()
        shares = (start, stop) if network.forward[edge] else (1 - stop, 1 - start)
        share = hazard.share_above(int(records[leg]), shares, least=RISKY)
        risky_m[leg] = network.length_m[edge] * share
    return risky_m


def _turns(network: RoadNetwork, legs: IntArray, starts: IntArray) -> list[Turn]:
    """Name the turn onto the first leg of each step, from the ends of both courses."""
    after, before = legs[starts[1:]], legs[starts[1:] - 1]
    off_deg = _bearings_deg(network, after, at_head=False)
    off_deg = (off_deg - _bearings_deg(network, before, at_head=True) + 180) % 360 - 180
    return ["start", *map(_turn, off_deg.tolist())]


def _turn(off_deg: float) -> Turn:
    if abs(off_deg) <= STRAIGHT_DEG:
        return "straight"
    if abs(off_deg) > TURN_DEG:
        return "back"
    if abs(off_deg) <= SLIGHT_DEG:
        return "slight_right" if off_deg > 0 else "slight_left"
    return "right" if off_deg > 0 else "left"


def _bearings_deg(network: RoadNetwork, edges: IntArray, *, at_head: bool) -> FloatArray:
    """Bearing of the first or last piece of edges as driven, degrees clockwise from north."""
    record, forward = network.record[edges], network.forward[edges]
    first, last = network.course_start[record], network.course_start[record + 1] - 1
    at_last = forward if at_head else ~forward
    start = np.where(at_last, last - 1, first)
    lon, lat = network.course_lon, network.course_lat
    step_lon, step_lat = lon[start + 1] - lon[start], lat[start + 1] - lat[start]
    east = step_lon * np.cos(np.radians((lat[start] + lat[start + 1]) / 2))
    ahead = np.where(forward, 1.0, -1.0)
    bearing: FloatArray = np.degrees(np.arctan2(ahead * east, ahead * step_lat))
    return bearing
