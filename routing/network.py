"""The road network: an immutable value of junctions, directed edges and their courses."""

from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, Self, cast, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import CorruptFileError
from routing.network_file import read_arrays, write_arrays

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]
CodeArray = NDArray[np.int8]
CountArray = NDArray[np.int16]
BoolArray = NDArray[np.bool_]
StrArray = NDArray[np.str_]
Resolution = Literal["schematic", "street"]
Mode = Literal["car", "motorbike", "foot"]

RESOLUTIONS: tuple[Resolution, ...] = get_args(Resolution)
MODES: tuple[Mode, ...] = get_args(Mode)
# May not; only to begin or end a trip there (private, destination, customers); may.
NO_ACCESS, ENDS_ONLY, OPEN_ACCESS = 0, 1, 2
ROAD_CLASSES = (
    *("expressway", "trunk", "primary", "secondary", "tertiary", "urban", "ferry"),
    *("minor", "residential", "service", "track", "path"),
)
SURFACES = ("asphalt", "concrete", "gravel", "dirt", "water", "cobbles")
CONTROLS = ("signals", "give_ways", "roundabouts", "level_crossings")
NODE_KINDS = (
    "junction",
    "town",
    "interchange",
    "toll_gate",
    "border_gate",
    "ferry_landing",
    "bridge_end",
    "end",
)
EXPRESSWAY = ROAD_CLASSES.index("expressway")
FERRY = ROAD_CLASSES.index("ferry")


@dataclass(frozen=True, slots=True, eq=False)
class RoadNetwork:
    """Junctions and directed edges of a country's roads; never changed once made.

    A *record* is one road as its source lists it, with one course. It gives one
    edge a direction it may be driven in. All arrays are read-only. Networks are
    equal only when they are the same object, so that they can key a cache.

    Parameters
    ----------
    crs
        Metric CRS of `x` and `y`, such as ``EPSG:32648``.
    resolution
        ``schematic`` (trunk roads, coarse courses) or ``street``.
    node_key, node_name, node_kind
        Per node: id in the source, index into `names`, index into `NODE_KINDS`.
    lon, lat
        Per node: degrees, EPSG:4326.
    x, y
        Per node: metres in `crs`.
    part
        Per node: number of the weakly connected part, 0 the one with most nodes.
    tail, head
        Per edge: the node it leaves and the node it comes to.
    record, forward
        Per edge: index into `record_key`, and whether it runs the way the
        record's course is written.
    length_m
        Per edge: geodesic length along the course, metres, above 0.
    road_class, surface
        Per edge: index into `ROAD_CLASSES` and `SURFACES`.
    built_up
        Per edge: share of its length inside towns, 0..1.
    limit_kph
        Per edge: legal limit, NaN where none is given.
    carriageways
        Per edge: 1 or 2.
    ferry_s
        Per edge: crossing time in seconds without the wait, NaN on land.
    given_s
        Per edge: driving seconds that the source states, whatever the hour; NaN where it
        states none and a speed profile times the edge.
    toll, bridge
        Per edge: whether it is tolled, whether it is a bridge.
    car, motorbike, foot
        Per edge: `NO_ACCESS`, `ENDS_ONLY` or `OPEN_ACCESS` for that mode. At least one
        mode may use each edge.
    signals, give_ways, roundabouts, level_crossings
        Per edge: how many of them are met when it is driven whole, inside it or at its
        head, never at its tail; roundabouts are counted where one enters them.
    ref, name, name_en
        Per edge: index into `refs`, `names` and `names` (0 where no English name is given).
    condition
        Per edge: index into `conditions`.
    turn_start, turn_edge
        Sequences of edges that cars and motorbikes may not drive one after another, all in
        one array, and where each starts; one more entry at the end.
    record_key
        Per record: its id in the source.
    course_start
        Per record: first of its course positions; one more entry at the end.
    course_lon, course_lat
        Degrees, EPSG:4326, all courses one after another, both ends included.
    names, refs, conditions
        Text tables; the empty text is entry 0. A condition is the OpenStreetMap text of who
        may drive when, such as ``no @ (Mo-Fr 07:00-09:00)``.
    """

    crs: str
    resolution: Resolution
    node_key: StrArray
    node_name: IntArray
    node_kind: CodeArray
    lon: FloatArray
    lat: FloatArray
    x: FloatArray
    y: FloatArray
    part: IntArray
    tail: IntArray
    head: IntArray
    record: IntArray
    forward: BoolArray
    length_m: FloatArray
    road_class: CodeArray
    surface: CodeArray
    built_up: FloatArray
    limit_kph: FloatArray
    carriageways: CodeArray
    ferry_s: FloatArray
    given_s: FloatArray
    toll: BoolArray
    bridge: BoolArray
    car: CodeArray
    motorbike: CodeArray
    foot: CodeArray
    signals: CountArray
    give_ways: CountArray
    roundabouts: CountArray
    level_crossings: CountArray
    ref: IntArray
    name: IntArray
    name_en: IntArray
    condition: IntArray
    turn_start: IntArray
    turn_edge: IntArray
    record_key: StrArray
    course_start: IntArray
    course_lon: FloatArray
    course_lat: FloatArray
    names: tuple[str, ...]
    refs: tuple[str, ...]
    conditions: tuple[str, ...]

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    def __repr__(self) -> str:
        counts = f"{self.node_count} nodes, {self.edge_count} edges"
        return f"RoadNetwork({self.crs}, {self.resolution}, {counts})"

    @property
    def node_count(self) -> int:
        """Number of nodes."""
        return len(self.node_key)

    @property
    def edge_count(self) -> int:
        """Number of directed edges."""
        return len(self.tail)

    @property
    def record_count(self) -> int:
        """Number of records: roads as the source lists them."""
        return len(self.record_key)

    @property
    def road_km(self) -> float:
        """Kilometres of road, ferries left out, each road counted once whatever its directions."""
        edges = self.first_edges()
        return float(self.length_m[edges][self.road_class[edges] != FERRY].sum()) / 1000

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north end of all courses, degrees, EPSG:4326."""
        return (
            float(self.course_lon.min()),
            float(self.course_lat.min()),
            float(self.course_lon.max()),
            float(self.course_lat.max()),
        )

    def access(self, mode: Mode) -> CodeArray:
        """Per edge: what a mode of travel may do on it, as in `car`."""
        return {"car": self.car, "motorbike": self.motorbike, "foot": self.foot}[mode]

    def record_edges(self) -> IntArray:
        """Edges of each record: shape (records, 2), forward and backward, -1 where none."""
        return _record_edges(self)

    def first_edges(self) -> IntArray:
        """One edge of each record, the forward one where there is one; shape (records,)."""
        return _first_edges(self)

    def course(self, edge: int) -> tuple[FloatArray, FloatArray]:
        """Longitudes and latitudes along an edge, the way it is driven (degrees, EPSG:4326)."""
        record = self.record[edge]
        span = slice(self.course_start[record], self.course_start[record + 1])
        step = 1 if self.forward[edge] else -1
        return self.course_lon[span][::step], self.course_lat[span][::step]

    def find_records(self, keys: ArrayLike) -> IntArray:
        """Index of each record id, -1 where there is no such record."""
        return _find(self.record_key, keys)

    def find_nodes(self, keys: ArrayLike) -> IntArray:
        """Index of each junction id, -1 where there is no such junction."""
        return _find(self.node_key, keys)

    def save(self, path: Path) -> None:
        """Write the network to one file, replaced in one step."""
        content = {field.name: getattr(self, field.name) for field in fields(self)}
        arrays = {name: value for name, value in content.items() if isinstance(value, np.ndarray)}
        header = {name: value for name, value in content.items() if name not in arrays}
        write_arrays(path, header, arrays)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a network that `save` wrote.

        Raises
        ------
        CorruptFileError
            If the file is missing, cut short, altered, or not a road network of this version.
        """
        header, arrays = read_arrays(path)
        content: dict[str, Any] = {**arrays, **header}
        if set(content) != {field.name for field in fields(cls)}:
            raise CorruptFileError(f"{path}: not a road network of this version; build it again")
        for table in ("names", "refs", "conditions"):
            content[table] = tuple(content[table])
        return cls(**content)


@lru_cache(maxsize=8)
def _record_edges(network: RoadNetwork) -> IntArray:
    edges = np.full((network.record_count, 2), -1, dtype=np.int32)
    edges[network.record, np.where(network.forward, 0, 1)] = np.arange(network.edge_count)
    edges.setflags(write=False)
    return edges


@lru_cache(maxsize=8)
def _first_edges(network: RoadNetwork) -> IntArray:
    both = _record_edges(network)
    edges = np.where(both[:, 0] >= 0, both[:, 0], both[:, 1]).astype(np.int32)
    edges.setflags(write=False)
    return edges


def _find(table: StrArray, keys: ArrayLike) -> IntArray:
    wanted = np.atleast_1d(np.asarray(keys, dtype=np.str_))
    order = np.argsort(table, kind="stable")
    place = np.searchsorted(table, wanted, sorter=order).clip(max=max(len(table) - 1, 0))
    if not len(table):
        return np.full(len(wanted), -1, dtype=np.int32)
    found = order[place]
    return cast("IntArray", np.where(table[found] == wanted, found, -1).astype(np.int32))
