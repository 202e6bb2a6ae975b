"""From a layer of lines, joined where their ends meet, to a RoadNetwork."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, get_args

import geopandas as gpd
import numpy as np
import shapely

from geo.crs import Metric, metric_crs, require_degrees
from geo.errors import CrsError, Fault, FaultsError, NoNetworkError
from geo.formats.drafts import counted, shortened
from routing.assembly import assemble
from routing.joints import Looks, chain_pieces
from routing.lines.columns import LineColumns
from routing.lines.ends import JoinedLines, cut_lines, join_lines, shared_positions, taken
from routing.lines.records import LineRecords
from routing.lines.towns import with_towns
from routing.lines.traits import LineReader, LineTraits, side_columns
from routing.network import FERRY, BoolArray, IntArray, RoadNetwork, StrArray
from routing.tables.columns import file_rows
from routing.tables.course_checks import Lines, line_problems

COLUMNS_BY_NAME = LineColumns()
NO_WORDS: Mapping[str, Any] = MappingProxyType({})
TOLERANCE_M = 0.5
WIDEST_TOLERANCE_M = 50.0
Join = Literal["vertices", "ends"]
JOINS: tuple[Join, ...] = get_args(Join)


@dataclass(frozen=True, slots=True, eq=False)
class LineRoads:
    """Roads read from a line layer.

    Parameters
    ----------
    network
        The roads.
    unjoined_touches
        With ``join="ends"``: places where lines share a position, or one passes over the end
        of another, without ending there. They are not joined, as with a bridge; many of them
        mean that the layer is not cut at its junctions. Else 0.
    notes
        What was not understood or left out, for people.
    """

    network: RoadNetwork
    unjoined_touches: int
    notes: tuple[str, ...]


def network_from_lines(
    lines: gpd.GeoDataFrame,
    *,
    crs: str,
    columns: LineColumns = COLUMNS_BY_NAME,
    classes: Mapping[str, str | None] = NO_WORDS,
    surfaces_by_class: Mapping[str, str] = NO_WORDS,
    join: Join = "vertices",
    tolerance_m: float = TOLERANCE_M,
) -> LineRoads:
    """Build a network from lines that share their ends, as any GIS exports them.

    Lines join where their ends are within the tolerance of one another. Unless told to
    join at ends alone, they also join where they share a position (as ways of
    OpenStreetMap do), and where one ends within the tolerance of a position of another.
    Lines that merely cross are bridges. Lines that go on in one another and are
    alike become one record with the id of one of them. Every connected part is kept;
    lengths are geodesic. Who may use a road is what OpenStreetMap says of its class,
    unless a column says otherwise; on foot one walks against a one-way street. What lies
    in towns is guessed from how densely streets meet.

    Parameters
    ----------
    lines
        LineStrings or MultiLineStrings in EPSG:4326; where the index is named ``row`` it
        numbers the rows in messages, as `geo.files.read_upload` gives it.
    crs
        Metric CRS, such as ``EPSG:32648``.
    columns
        Which column says what; those not told are found by name. What no column says is
        unknown: no limit, no name, both ways, the usual surface of the class.
    classes
        Words of the class column, in any case, that are not known by themselves, and which
        of `ROAD_CLASSES` they are: ``{"major": "primary"}``. None leaves such lines out; the
        empty word stands for lines without a class.
    surfaces_by_class
        Surface (of `SURFACES`) by road class, for lines that do not say theirs.
    join
        ``vertices``, or ``ends`` for a layer that is cut at all its junctions, in which a
        line that passes over the end of another is a bridge.
    tolerance_m
        Greatest distance of two ends that are one junction, metres, inclusive, at most 50.
        Lines no longer than this whose ends fall together are left out.

    Raises
    ------
    NoNetworkError
        If there is no line, or none that anybody may use.
    FaultsError
        With every fault of the layer: its systems, columns, words, ids and courses.
    """
    if not len(lines):
        raise NoNetworkError("roads: no line at all; a network needs at least one road")
    found = columns.found_in(lines)
    faults = _check_measures(lines, crs, join=join, tolerance_m=tolerance_m)
    if not faults:
        faults += _check_courses(lines)
    reader = LineReader(lines, found, classes=classes, surfaces=surfaces_by_class)
    traits = reader.read()
    faults += reader.faults
    if faults or traits is None:
        raise FaultsError("roads", shortened(faults))
    owner, courses = _split(lines, traits)
    metric = Metric(crs)
    shared = shared_positions(courses, metric=metric, tolerance_m=tolerance_m)
    touches = 0
    if join == "vertices":
        courses, line = cut_lines(courses, shared)
        owner = owner[line]
    else:
        touches = len(np.unique(shapely.get_coordinates(courses)[shared], axis=0))
    joined = join_lines(courses, metric=metric, tolerance_m=tolerance_m)
    petty = _is_petty(joined, tolerance_m)
    if petty.all():
        raise NoNetworkError("roads: no line is longer than the tolerance of its ends")
    joined, kept = taken(joined, ~petty), owner[~petty]
    network = _assembled(joined, kept, traits, crs=crs)
    return LineRoads(network, touches, (*traits.notes, *_notes(petty, touches, tolerance_m)))


def _check_measures(
    lines: gpd.GeoDataFrame, crs: str, *, join: str, tolerance_m: float
) -> list[Fault]:
    faults = []
    for check in (lambda: require_degrees(lines), lambda: metric_crs(crs)):
        try:
            check()
        except CrsError as error:
            faults.append(Fault(error.code, str(error)))
    if join not in JOINS:
        faults.append(Fault("VALUE", f"join {join!r}: write {' or '.join(JOINS)}"))
    if not 0 <= tolerance_m <= WIDEST_TOLERANCE_M:
        text = f"tolerance {tolerance_m} m: give metres from 0 to {WIDEST_TOLERANCE_M:g}"
        faults.append(Fault("TOLERANCE", text))
    return faults


def _check_courses(lines: gpd.GeoDataFrame) -> list[Fault]:
    """Find lines that are none; of many lines in one, each counts."""
    shapes, rows = np.asarray(lines.geometry.array), file_rows(lines)
    parts, owner = _parts(shapes)
    faults: dict[int, Fault] = {}
    absent = np.flatnonzero(shapely.is_missing(shapes) | shapely.is_empty(shapes)).tolist()
    for row in absent:
        faults[row] = Fault("COURSE", "no course; draw a line", int(rows[row]), "geometry")
    for wrong, problem in line_problems(parts):
        for row in owner[wrong].tolist():
            faults.setdefault(row, Fault("COURSE", problem, int(rows[row]), "geometry"))
    return [faults[row] for row in sorted(faults)]


def _parts(shapes: Lines) -> tuple[Lines, IntArray]:
    """Split all shapes into single lines, with the row of each; what is no line stays as it is."""
    is_many = shapely.get_type_id(shapes) == shapely.GeometryType.MULTILINESTRING
    single = np.flatnonzero(~is_many)
    parts, owner = shapely.get_parts(shapes[is_many], return_index=True)
    owners = np.concatenate([single, np.flatnonzero(is_many)[owner]])
    order = np.argsort(owners, kind="stable")
    return np.concatenate([shapes[single], parts])[order], owners[order].astype(np.int32)


def _split(lines: gpd.GeoDataFrame, traits: LineTraits) -> tuple[IntArray, Lines]:
    """Give the single lines to build from, and the row of each."""
    parts, owner = _parts(np.asarray(lines.geometry.array))
    is_taken = traits.is_taken[owner]
    if not is_taken.any():
        raise NoNetworkError("roads: there is no line in this layer that anybody may use")
    return owner[is_taken], shapely.remove_repeated_points(parts[is_taken])


def _is_petty(joined: JoinedLines, tolerance_m: float) -> BoolArray:
    """Tell the lines that shrink to a point when their ends are joined."""
    is_short = joined.length_m <= tolerance_m
    petty: BoolArray = ((joined.tail == joined.head) & is_short) | (joined.length_m == 0)
    return petty


def _notes(petty: BoolArray, touches: int, tolerance_m: float) -> list[str]:
    notes = []
    if petty.any():
        what = counted(int(petty.sum()), "line")
        notes.append(f"left out: {what} no longer than {tolerance_m:g} m with one end at the other")
    if touches:
        what = counted(touches, "place")
        notes.append(f"{what} where lines touch but do not end are not joined")
    return notes


def _assembled(
    joined: JoinedLines, owner: IntArray, traits: LineTraits, *, crs: str
) -> RoadNetwork:
    look, forward, backward = (
        values[owner] for values in (traits.look, traits.forward, traits.backward)
    )
    # A crossing keeps its own time and wait.
    is_joinable = traits.looks["road_class"][look] != FERRY
    looks = Looks(look, forward, backward, is_joinable)
    records = LineRecords(joined, chain_pieces(joined.tail, joined.head, looks))
    used, (tail, head) = _used_nodes(*records.ends)
    first, chains = records.first, records.chains
    turned = chains.is_reversed[chains.start[:-1]]
    sides = np.column_stack([forward[first], backward[first]])
    sides[turned] = sides[turned, ::-1]
    record, back = np.nonzero(sides)  # the closed side is number 0
    edges = {
        **{name: values[look[first]][record] for name, values in traits.looks.items()},
        **side_columns(traits.sides, sides[record, back]),
        "tail": np.where(back, head[record], tail[record]),
        "head": np.where(back, tail[record], head[record]),
        "record": record,
        "forward": back == 0,
        "length_m": records.lengths_m[record],
    }
    nodes = {
        "node_key": np.char.add("n", (used + 1).astype(np.str_)),
        "lon": joined.node_lon[used],
        "lat": joined.node_lat[used],
    }
    roads = assemble(
        nodes,
        edges,
        records.courses,
        crs=crs,
        resolution="street",
        record_key=_record_keys(first, owner, traits),
        names=traits.names,
        refs=traits.refs,
    )
    return with_towns(roads)


def _used_nodes(tail: IntArray, head: IntArray) -> tuple[IntArray, tuple[IntArray, IntArray]]:
    """Nodes that are left when lines go on in one another, and the ends in their numbers."""
    used, place = np.unique(np.concatenate([tail, head]), return_inverse=True)
    ends = place.astype(np.int32).reshape(2, -1)
    return used, (ends[0], ends[1])


def _record_keys(first: IntArray, owner: IntArray, traits: LineTraits) -> StrArray:
    """Id of the line each record begins with, and for parts of one which part it is."""
    begins = np.flatnonzero(np.insert(owner[1:] != owner[:-1], 0, True))
    counts = np.diff(np.append(begins, len(owner)))
    number = np.arange(len(owner)) - np.repeat(begins, counts) + 1
    keys = [
        f"{key}:{part}" if several > 1 else key
        for key, part, several in zip(
            traits.key[owner[first]].tolist(),
            number[first].tolist(),
            np.repeat(counts, counts)[first].tolist(),
            strict=True,
        )
    ]
    return np.array(keys, dtype=np.str_)
