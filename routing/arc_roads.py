"""From the arcs of a simulator, each with its own driving time, to a RoadNetwork."""

from typing import Any

import numpy as np
import pandas as pd

from geo.crs import metric_crs
from geo.errors import CrsError, Fault, FaultsError, NoNetworkError
from geo.formats.drafts import shortened
from routing.arc_tables import ArcTable, Nodes, columns_missing, spelt_out, words_of
from routing.assembly import TextTable, assemble
from routing.columns import NO
from routing.network import ROAD_CLASSES, SURFACES, BoolArray, IntArray, RoadNetwork
from routing.road_words import CLASS_OF_WORD


def network_from_arcs(nodes: pd.DataFrame, arcs: pd.DataFrame, *, crs: str) -> RoadNetwork:
    """Build a network from directed arcs with given driving times.

    Two arcs that run each way between the same nodes with equal length, class, surface and
    name are one record with two edges; every other arc is a record of its own. Courses are
    straight, lengths as stated. Each mode may use an arc in its direction, but an expressway
    is for cars alone; the times are those of cars, at every hour.

    Parameters
    ----------
    nodes
        Columns ``id``, ``lon``, ``lat`` (degrees, EPSG:4326) and, where known, ``name``.
    arcs
        Columns ``from``, ``to`` (node ids), ``seconds`` (0 to a week) and, where known,
        ``length_m`` or ``length_km`` (else the straight line), ``id``, ``class`` (of
        `ROAD_CLASSES` or a word of OpenStreetMap; else ``minor``), ``surface``, ``name``,
        ``ref``, ``oneway`` (``no`` for arcs driven both ways; else one way).
    crs
        Metric CRS, such as ``EPSG:32648``.

    Raises
    ------
    NoNetworkError
        If there is no arc.
    FaultsError
        With every fault of both tables and of `crs`; rows are counted with the header as
        row 1, or as an index named ``row`` numbers them.
    """
    if not len(arcs):
        raise NoNetworkError("arcs: no arc at all; a network needs at least one road")
    faults = [*_check_crs(crs), *columns_missing(nodes, arcs)]
    if faults:
        raise FaultsError("arcs", faults)
    places, table = Nodes.read(nodes), ArcTable.read(arcs)
    faults = [*places.faults(), *table.faults(), *table.end_faults(places)]
    if faults:
        raise FaultsError("arcs", shortened(faults))
    names, refs = TextTable(), TextTable()
    node_name = names.numbers(spelt_out(words_of(nodes, "name")))
    edges = _with_back(_arc_columns(table, places, names, refs=refs), table)
    source = edges.pop("source")
    record, forward = _pair(edges)
    first = np.flatnonzero(forward)
    course = np.column_stack([edges["tail"][first], edges["head"][first]]).ravel()
    return assemble(
        {"node_key": places.key, "node_name": node_name, "lon": places.lon, "lat": places.lat},
        {**edges, "record": record, "forward": forward},
        {
            "course_start": 2 * np.arange(len(first) + 1),
            "course_lon": places.lon[course],
            "course_lat": places.lat[course],
        },
        crs=crs,
        resolution="street",
        record_key=table.key[source[first]],
        names=names.entries,
        refs=refs.entries,
    )


def _check_crs(crs: str) -> list[Fault]:
    try:
        metric_crs(crs)
    except CrsError as error:
        return [Fault(error.code, str(error))]
    return []


def _arc_columns(
    table: ArcTable, nodes: Nodes, names: TextTable, *, refs: TextTable
) -> dict[str, Any]:
    """Columns of the edges, one value for each arc."""
    tail, head = table.ends(nodes)
    classes, class_words = words_of(table.table, "class")
    surfaces, surface_words = words_of(table.table, "surface")
    found = [CLASS_OF_WORD[word.lower()] if word else "minor" for word in class_words]
    road_class = np.array([ROAD_CLASSES.index(str(name)) for name in found], dtype=np.int8)
    surface = [SURFACES.index(word.lower() or "asphalt") for word in surface_words]
    is_told = np.isfinite(table.length_m)
    return {
        "tail": tail,
        "head": head,
        "source": np.arange(len(tail)),
        "length_m": np.where(is_told, table.length_m, nodes.straight_m((tail, head))),
        "road_class": road_class[classes],
        "surface": np.array(surface, dtype=np.int8)[surfaces],
        "given_s": table.seconds,
        "name": names.numbers(spelt_out(words_of(table.table, "name"))),
        "ref": refs.numbers(spelt_out(words_of(table.table, "ref"))),
    }


def _with_back(columns: dict[str, Any], table: ArcTable) -> dict[str, Any]:
    """Add the way back of arcs that are driven both ways."""
    number, words = words_of(table.table, "oneway")
    is_both = np.array([word != "" and word.lower() in NO for word in words], dtype=np.bool_)
    back = np.flatnonzero(is_both[number])
    edges = {name: np.concatenate([values, values[back]]) for name, values in columns.items()}
    edges["tail"] = np.concatenate([columns["tail"], columns["head"][back]])
    edges["head"] = np.concatenate([columns["head"], columns["tail"][back]])
    return edges


def _pair(edges: dict[str, Any]) -> tuple[IntArray, BoolArray]:
    """Record of each edge, and whether it is the one whose way the course is written.

    The k-th edge there goes with the k-th equal edge back.
    """
    tail, head = edges["tail"], edges["head"]
    alike = {name: edges[name] for name in ("length_m", "road_class", "surface", "name", "ref")}
    road = pd.DataFrame({"low": np.minimum(tail, head), "high": np.maximum(tail, head), **alike})
    number = road.groupby(list(road.columns), sort=False).ngroup().to_numpy()
    way = pd.DataFrame({"road": number, "up": tail < head})
    rank = way.groupby(["road", "up"], sort=False).cumcount().to_numpy()
    pair = pd.DataFrame({"road": number, "rank": rank})
    record: IntArray = np.asarray(
        pair.groupby(["road", "rank"], sort=False).ngroup(), dtype=np.int32
    )
    forward: BoolArray = ~np.asarray(pair.duplicated(), dtype=np.bool_)
    return record, forward
