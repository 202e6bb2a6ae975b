"""What is met along a record: signals, stops, level crossings, roundabouts; and how built up it is."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from routing.network import BoolArray, FloatArray, IntArray
from routing.osm_chains import Courses
from routing.osm_tags import Tags

CROSSING_M = 30.0  # heuristic: signals (or tracks) nearer to each other belong to one crossing
CELL_M = 300.0
JUNCTIONS_PER_KM2 = 25.0  # heuristic: see `built_up_shares`
FORWARD, BACKWARD, BOTH = 1, 2, 3

Cells = NDArray[np.int64]

_DIRECTIONS = {"forward": FORWARD, "backward": BACKWARD}
_HIGHWAY_KINDS = {
    "traffic_signals": "signals",
    "stop": "give_ways",
    "give_way": "give_ways",
    "mini_roundabout": "roundabouts",
}
_CROSSINGS = ("level_crossing", "tram_level_crossing")


@dataclass(frozen=True, slots=True)
class Control:
    """What a point asks of those who drive over it.

    Parameters
    ----------
    kind
        One of `routing.network.CONTROLS`.
    direction
        `FORWARD` or `BACKWARD` along the way as drawn, or `BOTH` where it does not say.
    """

    kind: str
    direction: int = BOTH


def point_control(tags: Tags) -> Control | None:
    """Read the control that stands at a point.

    A stop that binds the minor road only (``stop=minor``) and stands on the junction
    itself does not say which road that is, and is left out. Pedestrian crossings
    with lights of their own are not counted.

    Examples
    --------
    >>> point_control({"highway": "stop", "direction": "backward"})
    Control(kind='give_ways', direction=2)
    """
    if tags.get("railway") in _CROSSINGS:
        return Control("level_crossings")
    for value in tags.get("highway", "").split(";"):
        kind = _HIGHWAY_KINDS.get(value.strip())
        if kind is not None and tags.get("stop") != "minor":
            said = tags.get("traffic_signals:direction", tags.get("direction", ""))
            return Control(kind, _DIRECTIONS.get(said, BOTH))
    return None


def count_controls(
    courses: Courses,
    controls: Mapping[int, Control],
    *,
    x: FloatArray,
    y: FloatArray,
    on_ring: BoolArray,
    one_way: BoolArray,
) -> dict[str, IntArray]:
    """Count the controls of each record, inside it and at its head, never at its tail.

    Signals of one crossing, and the tracks of one level crossing, count once: those
    within `CROSSING_M` of each other, also where the edge begins among them
    (heuristic). A sign beside a two-way road that does not say its direction is
    for those who come to the nearer end; signals so near to an end likewise.
    Where more than two arms meet a direction means nothing and is not asked.

    Parameters
    ----------
    courses
        Courses of the records.
    controls
        By point.
    x, y
        Per point: metres.
    on_ring
        Per record: whether it is part of a roundabout.
    one_way
        Per record: whether it is driven one way only.

    Returns
    -------
    dict
        By name of `routing.network.CONTROLS`: counts driven forward and backward,
        shape (2, records).
    """
    entries = _find_entries(courses, controls, one_way=one_way)
    counts = {
        kind: entries.count(kind, x=x, y=y) for kind in ("signals", "give_ways", "level_crossings")
    }
    rings = np.zeros(len(x), dtype=np.bool_)
    rings[courses.point[on_ring[courses.record]]] = True
    rings[[point for point, control in controls.items() if control.kind == "roundabouts"]] = True
    heads = courses.point[courses.start[1:] - 1], courses.point[courses.start[:-1]]
    counts["roundabouts"] = np.array([rings[head] & ~on_ring for head in heads], dtype=np.int32)
    return counts


@dataclass(frozen=True, slots=True, eq=False)
class _Entries:
    """Entries of courses at which a control stands.

    Parameters
    ----------
    control
        The controls.
    record, point
        Where.
    binds
        Shape (2, entries): whether they bind those who drive forward, backward.
    at_tail
        Shape (2, entries): whether it is there that they set out.
    record_count
        Number of records.
    """

    control: list[Control]
    record: IntArray
    point: IntArray
    binds: BoolArray
    at_tail: BoolArray
    record_count: int

    def count(self, kind: str, *, x: FloatArray, y: FloatArray) -> IntArray:
        """Count the crossings with a control of a kind, per direction and record."""
        is_kind = np.array([control.kind == kind for control in self.control], dtype=np.bool_)
        reach_m = 0.0 if kind == "give_ways" else CROSSING_M
        crossing = _group(self.point, x, y, reach_m=reach_m)
        width = len(crossing) + 1
        counts = []
        for binds, at_tail in zip(self.binds, self.at_tail, strict=True):
            key = self.record * np.int64(width) + crossing
            met = np.unique(key[is_kind & binds & ~at_tail])
            met = np.setdiff1d(met, key[is_kind & at_tail])
            counts.append(np.bincount(met // width, minlength=self.record_count))
        return np.array(counts, dtype=np.int32)


def _find_entries(
    courses: Courses, controls: Mapping[int, Control], *, one_way: BoolArray
) -> _Entries:
    is_controlled = np.zeros(int(courses.point.max(initial=-1)) + 1, dtype=np.bool_)
    is_controlled[[point for point in controls if point < len(is_controlled)]] = True
    at = np.flatnonzero(is_controlled[courses.point])
    record, point = courses.record[at], courses.point[at]
    found = [controls[number] for number in point.tolist()]
    ends = courses.start[record + 1] - 1
    is_first, is_last = at == courses.start[record], at == ends
    behind_m = np.cumsum(courses.step_m) - courses.step_m
    to_end_m = behind_m[ends] - behind_m[at]
    from_start_m = behind_m[at] - behind_m[courses.start[record]]
    said = np.array([control.direction for control in found], dtype=np.int8)
    turned = np.where(courses.is_reversed[at] & (said != BOTH), BOTH - said, said)
    is_sign = np.array([control.kind == "give_ways" for control in found], dtype=np.bool_)
    is_signal = np.array([control.kind == "signals" for control in found], dtype=np.bool_)
    inside = ~is_first & ~is_last & ~one_way[record] & (turned == BOTH)
    nearer = np.where(to_end_m <= from_start_m, FORWARD, BACKWARD)
    near_end = np.minimum(to_end_m, from_start_m) <= CROSSING_M
    turned = np.where(inside & (is_sign | (is_signal & near_end)), nearer, turned)
    arms = np.bincount(
        np.concatenate([courses.point[courses.start[:-1]], courses.point[courses.start[1:] - 1]]),
        minlength=len(is_controlled),
    )
    turned = np.where(arms[point] > 2, BOTH, turned)
    binds = np.array([turned & FORWARD, turned & BACKWARD]) > 0
    return _Entries(found, record, point, binds, np.array([is_first, is_last]), len(one_way))


def _group(point: IntArray, x: FloatArray, y: FloatArray, *, reach_m: float) -> IntArray:
    """Give numbers to the groups of points that hang together by steps of at most `reach_m` metres."""
    places, place = np.unique(point, return_inverse=True)
    if not len(places):
        return place.astype(np.int32)
    tree = cKDTree(np.column_stack([x[places], y[places]]))
    one, other = tree.query_pairs(reach_m, output_type="ndarray").reshape(-1, 2).T
    near = coo_array((np.ones(len(one)), (one, other)), shape=(len(places), len(places)))
    _, group = connected_components(near, directed=False)
    return group[place].astype(np.int32)


def built_up_shares(
    courses: Courses, *, x: FloatArray, y: FloatArray, is_street: BoolArray
) -> FloatArray:
    """Guess the share of each record that lies in towns, from how densely streets meet.

    Heuristic, after the idea of GraphHopper's urban density (streets near a road
    tell what its tags do not): a cell of `CELL_M` metres is built up if within it
    and its eight neighbours at least `JUNCTIONS_PER_KM2` junctions of three or more
    streets lie.

    Parameters
    ----------
    courses
        Courses of the records.
    x, y
        Per point: metres.
    is_street
        Per record: whether its junctions count; tracks, paths and ferries should not.

    Returns
    -------
    FloatArray
        0..1, shape (records,).
    """
    ends = np.concatenate([courses.point[courses.start[:-1]], courses.point[courses.start[1:] - 1]])
    arms = np.bincount(ends[np.tile(is_street, 2)], minlength=len(x))
    junction = np.flatnonzero(arms > 2)
    cells, counts = np.unique(_cell(x[junction], y[junction]), return_counts=True)
    point = courses.point
    onward = np.append(point[1:], point[-1:])
    asked, place = np.unique(
        _cell((x[point] + x[onward]) / 2, (y[point] + y[onward]) / 2), return_inverse=True
    )
    least = JUNCTIONS_PER_KM2 * (3 * CELL_M / 1000) ** 2
    is_town = _around(asked, cells, counts) >= least
    metres = np.bincount(courses.record, weights=courses.step_m * is_town[place])
    whole = np.bincount(courses.record, weights=courses.step_m)
    return np.divide(metres, whole, out=np.zeros(len(whole)), where=whole > 0).clip(0.0, 1.0)


_ROW = np.int64(1) << 32


def _cell(x: FloatArray, y: FloatArray) -> Cells:
    column, row = (np.floor(axis / CELL_M).astype(np.int64) for axis in (x, y))
    cell: Cells = column * _ROW + row
    return cell


def _around(asked: Cells, cells: Cells, counts: Cells) -> Cells:
    """Sum the counts of each asked cell and its eight neighbours."""
    total = np.zeros(len(asked), dtype=np.int64)
    if not len(cells):
        return total
    for column in (-1, 0, 1):
        for row in (-1, 0, 1):
            wanted = asked + column * _ROW + row
            place = np.searchsorted(cells, wanted).clip(max=len(cells) - 1)
            total += np.where(cells[place] == wanted, counts[place], 0)
    return total
