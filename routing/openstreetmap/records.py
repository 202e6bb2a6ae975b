"""The columns of records and edges that the pieces of OpenStreetMap ways make up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.osmfile import OsmWays
from routing.assembly import TextTable
from routing.joints import Chains
from routing.network import (
    CONTROLS,
    MODES,
    BoolArray,
    CodeArray,
    FloatArray,
    IntArray,
    StrArray,
)
from routing.openstreetmap.chains import Courses, Pieces
from routing.openstreetmap.strands import Strands
from routing.openstreetmap.traits import CLOSED_SIDE, Body, Side, WayTraits
from routing.openstreetmap.turns import WayEdge

SHORTEST_M = 0.001  # two junctions drawn at one place: a length must be above 0


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """Records that somebody may use.

    Parameters
    ----------
    piece
        Per record: the piece it begins with.
    key
        Per record: its id.
    sides
        Shape (2, records): index into `sides` of `edge_columns`, forward and backward.
    body
        Per record: index into `WayTraits.bodies`.
    length_m
        Per record: metres.
    """

    piece: IntArray
    key: StrArray
    sides: IntArray
    body: IntArray
    length_m: FloatArray

    @property
    def edges(self) -> tuple[IntArray, BoolArray]:
        """Record of each edge, and whether it runs forward: all forward ones come first."""
        is_open = self.sides != CLOSED_SIDE
        there, back = (np.flatnonzero(row).astype(np.int32) for row in is_open)
        record = np.concatenate([there, back])
        return record, np.arange(len(record)) < len(there)


def lay_records(
    pieces: Pieces, chains: Chains, courses: Courses, *, roads: OsmWays, body: IntArray
) -> Records:
    """Gather what each record is; all its pieces are alike, so the first one tells.

    Parameters
    ----------
    pieces, chains, courses
        The records.
    roads
        The ways they come from.
    body
        Per look: its body.
    """
    piece = chains.piece[chains.start[:-1]]
    turned = chains.is_reversed[chains.start[:-1]]
    forward, backward = pieces.forward[piece], pieces.backward[piece]
    way_id = roads.way_id[pieces.way]
    number = _numbers_by_way(way_id)[piece]
    key = np.char.add("w", way_id[piece].astype(np.str_))
    key = np.char.add(np.char.add(key, ":"), number.astype(np.str_))
    metres = np.add.reduceat(courses.step_m, courses.start[:-1])
    return Records(
        piece=piece,
        key=key,
        sides=np.where(turned, [backward, forward], [forward, backward]),
        body=body[pieces.look[piece]],
        length_m=np.maximum(metres, SHORTEST_M),
    )


def _numbers_by_way(way_id: NDArray[np.int64]) -> IntArray:
    """Give numbers to the pieces of each way; a way that the extract cut in two goes on counting."""
    order = np.argsort(way_id, kind="stable")
    ordered = way_id[order]
    begins = np.flatnonzero(np.insert(ordered[1:] != ordered[:-1], 0, True))
    counts = np.diff(np.append(begins, len(ordered)))
    number = np.empty(len(order), dtype=np.int32)
    number[order] = np.arange(len(order)) - np.repeat(begins, counts)
    return number


def edge_columns(
    records: Records,
    traits: WayTraits,
    *,
    look: IntArray,
    sides: Sequence[Side],
    ferry_s: FloatArray,
    built_up: FloatArray,
    met: Mapping[str, IntArray],
    conditions: TextTable,
) -> dict[str, Any]:
    """Make the per-edge columns, but for tail and head.

    Parameters
    ----------
    records, traits, sides
        What the edges come from.
    look
        Per record: its look.
    ferry_s, built_up
        Per record: as in `RoadNetwork`.
    met
        By name of `CONTROLS`: counts, shape (2, records).
    conditions
        Table of conditions; those of the sides are added.
    """
    record, forward = records.edges
    row = np.where(forward, 0, 1)
    side = records.sides[row, record]
    body = records.body[record]
    edge_look = look[record]
    texts = conditions.numbers(np.array([side.condition for side in sides], dtype=np.str_))
    limits = [np.nan if side.limit_kph is None else side.limit_kph for side in sides]
    return {
        "record": record,
        "forward": forward,
        "length_m": records.length_m[record],
        "ferry_s": ferry_s[record],
        "name": traits.name[edge_look],
        "name_en": traits.name_en[edge_look],
        "ref": traits.ref[edge_look],
        "limit_kph": np.array(limits)[side],
        "condition": texts[side],
        "built_up": _in_towns(traits.bodies, built_up, records.body)[record],
        **{mode: _levels(sides, mode)[side] for mode in MODES},
        **{kind: met[kind][row, record] for kind in CONTROLS},
        **{name: values[body] for name, values in _body_columns(traits.bodies).items()},
    }


def _levels(sides: Sequence[Side], mode: str) -> CodeArray:
    return np.array([getattr(side.access, mode) for side in sides], dtype=np.int8)


def _body_columns(bodies: Sequence[Body]) -> dict[str, Any]:
    return {
        "road_class": np.array([body.road_class for body in bodies]),
        "surface": np.array([body.surface for body in bodies]),
        "carriageways": np.array([body.carriageways for body in bodies]),
        "bridge": np.array([body.is_bridge for body in bodies]),
        "toll": np.array([body.is_toll for body in bodies]),
    }


def _in_towns(bodies: Sequence[Body], guessed: FloatArray, body: IntArray) -> FloatArray:
    """Share inside towns: what the zone of the limit says, else what was guessed."""
    said = np.array([np.nan if each.is_town is None else float(each.is_town) for each in bodies])
    return np.where(np.isnan(said[body]), guessed, said[body])


def crossing_seconds(
    records: Records, pieces: Pieces, strands: Strands, *, bodies: Sequence[Body]
) -> FloatArray:
    """Seconds of each ferry record: its share of the time that its whole way takes."""
    whole_s = np.array([np.nan if body.crossing_s is None else body.crossing_s for body in bodies])
    way_m = np.bincount(strands.run.way, weights=strands.segment_m)
    share = records.length_m / np.maximum(way_m[pieces.way[records.piece]], SHORTEST_M)
    return whole_s[records.body] * np.minimum(share, 1.0)


def way_stretches(
    pieces: Pieces,
    chains: Chains,
    *,
    ends: IntArray,
    edges: IntArray,
    roads: OsmWays,
    ways: set[int],
) -> dict[int, list[WayEdge]]:
    """Find the stretches of some ways, for turn restrictions.

    Parameters
    ----------
    pieces, chains
        The records.
    ends
        Shape (2, pieces): nodes at the first and last end, -1 inside a record.
    edges
        Shape (records, 2): edges forward and backward, -1 where none.
    roads
        The ways.
    ways
        Ids of the ways wanted.
    """
    counts = np.diff(chains.start)
    record, turned = np.empty((2, len(pieces.first)), dtype=np.int64)
    record[chains.piece] = np.repeat(np.arange(len(counts)), counts)
    turned[chains.piece] = chains.is_reversed
    way_id = roads.way_id[pieces.way]
    found: dict[int, list[WayEdge]] = {}
    for piece in np.flatnonzero(np.isin(way_id, np.array(sorted(ways), dtype=np.int64))).tolist():
        pair = edges[record[piece]]
        along, against = pair[::-1] if turned[piece] else pair
        stretch = WayEdge(int(ends[0, piece]), int(ends[1, piece]), int(along), int(against))
        found.setdefault(int(way_id[piece]), []).append(stretch)
    return found
