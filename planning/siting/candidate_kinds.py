"""One finder for each kind of candidate: what the records in force have, and what they rule out."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any, Final

import geopandas as gpd
import numpy as np

from geo.crs import distances_m
from planning.moment import Moment
from planning.packs import Pack
from planning.siting.candidate_values import (
    LOW_CONFIDENCE,
    POLICE_AVOID,
    Candidate,
    CandidateKind,
    CandidateRules,
    Found,
    Why,
)
from planning.siting.filters import nearest_places
from planning.supply.trust import with_trust
from routing.network import FERRY, NODE_KINDS, OPEN_ACCESS, Mode, RoadNetwork

Row = Mapping[str, Any]
Finder = Callable[[Moment, CandidateRules], list[Found]]
TOWN_PREFIX, JUNCTION_PREFIX = "town-", "junction-"
ZONES_BY_CONSENT: Final[Mapping[str, CandidateKind]] = MappingProxyType(
    {"hotel": "hotels", "hospital": "hospitals"}
)
"""Kinds of Green Zones that stand in somebody's house, and the kind of candidate they are."""
_TOWN_KINDS = ("capital", "provincial_seat", "district_town", "border_town", "city", "town")
_UNOPENED = ("candidate", "promised")
_GATE = "border_gate"
_GATE_NODE = NODE_KINDS.index(_GATE)


def missions_of(
    pack: Pack, missions: gpd.GeoDataFrame, *, ours: bool, here: bool
) -> gpd.GeoDataFrame:
    """Keep missions by whose they are, and whether they are in the pack's country."""
    is_ours = missions["country"] == pack.home_country
    is_here = missions["host_country"] == pack.manifest.about["country"]
    return missions[(is_ours == ours) & (is_here == here)]


def _missions(moment: Moment, _: CandidateRules) -> list[Found]:
    rows = missions_of(moment.pack, moment.layer("missions"), ours=True, here=True)
    return [(_candidate(row, "missions"), _unsure(row)) for row in _records(rows)]


def _abroad(moment: Moment, rules: CandidateRules) -> list[Found]:
    """Put each mission over the border at the gate of its agreement.

    Who agreed vouches for the mission and for the gate: what their records say against them is
    told with it, and does not leave it out. A closed gate does.
    """
    rows = missions_of(moment.pack, moment.layer("missions"), ours=True, here=False)
    agreed = {one.mission: one for one in rules.agreements}
    gates = {row["id"]: row for row in _gates_at(moment)}
    found: list[Found] = []
    for row in _records(rows):
        candidate, agreement = _candidate(row, "abroad"), agreed.get(row["id"])
        gate = gates.get(agreement.gate) if agreement else None
        if agreement is None or gate is None:  # no gate: on file, and not in force
            found.append((candidate, "no_agreement"))
            continue
        doubts = {
            POLICE_AVOID: gate["trust"] == "avoid",
            LOW_CONFIDENCE: "low" in {row["confidence"], gate["confidence"]},
        }
        moved = replace(
            candidate,
            lon=float(gate["lon"]),
            lat=float(gate["lat"]),
            precision_m=float(gate["precision_m"]),
            province=str(gate["province"]),
            extra_s=60.0 * (agreement.drive_min + agreement.border_min),
            flags=tuple(flag for flag, is_so in doubts.items() if is_so),
        )
        found.append((moved, "closed_gate" if _is_closed(moment, gate) else None))
    return found


def _zones(moment: Moment, _: CandidateRules) -> list[Found]:
    zones = _unopened(moment)
    avoided = {row["id"] for row in _all_posts(moment) if row["trust"] == "avoid"}
    return [
        (_candidate(row, "zones"), "police_avoid" if row["host"] in avoided else _unsure(row))
        for row in _records(zones[~zones["kind"].isin(list(ZONES_BY_CONSENT))])
    ]


def _posts(moment: Moment, rules: CandidateRules) -> list[Found]:
    found: list[Found] = []
    for row in _all_posts(moment):
        if row["kind"] == _GATE:
            continue
        why = _shunned(row)
        is_trusted = row["trust"] == "trusted" or row["safe_point"] == "yes"
        is_asked = rules.police == "all" or (rules.police == "trusted" and is_trusted)
        found.append((_candidate(row, "posts"), why or (None if is_asked else "police_policy")))
    return found


def _gates(moment: Moment, _: CandidateRules) -> list[Found]:
    return [
        (
            _candidate(row, "gates"),
            _shunned(row) or ("closed_gate" if _is_closed(moment, row) else None),
        )
        for row in _gates_at(moment)
    ]


def _by_consent(moment: Moment, rules: CandidateRules, *, kind: CandidateKind) -> list[Found]:
    """Take a layer, where a pack has it, and the Green Zones that are to stand in such houses."""
    zones = _unopened(moment)
    rows = _records(zones[zones["kind"].map(ZONES_BY_CONSENT) == kind])
    if kind in moment.pack.layers:
        rows = [*rows, *_records(moment.layer(kind))]
    return [(_candidate(row, kind), _unasked(row, rules)) for row in rows]


def _towns(moment: Moment, _: CandidateRules) -> list[Found]:
    rows = moment.layer("places")
    rows = rows[rows["kind"].isin(_TOWN_KINDS)]
    return [(_candidate(row, "towns", prefix=TOWN_PREFIX), None) for row in _records(rows)]


def _embassies(moment: Moment, rules: CandidateRules) -> list[Found]:
    rows = missions_of(moment.pack, moment.layer("missions"), ours=False, here=True)
    return [(_candidate(row, "embassies"), _unasked(row, rules)) for row in _records(rows)]


def _junctions(moment: Moment, rules: CandidateRules) -> list[Found]:
    network = moment.pack.network
    nodes = np.array(_grid_nodes(network, moment.travel.mode, rules.grid_m), dtype=np.int_)
    near = nearest_places(moment, network.lon[nodes], network.lat[nodes])
    names, known_m = moment.pack.layers["places"]["name"].tolist(), _precision_m(moment.pack)
    # Roads that are a sketch stray as far as the outline does.
    sketch_m = moment.pack.manifest.outline_m if moment.pack.is_schematic else 0.0
    found: list[Found] = []
    for node, place in zip(nodes.tolist(), near.tolist(), strict=True):
        key = str(network.node_key[node])
        row = {
            "id": key,
            "name": f"Junction near {names[place]}" if place >= 0 else f"Junction {key}",
            "lon": network.lon[node],
            "lat": network.lat[node],
            "precision_m": known_m.get(key, sketch_m),
        }
        found.append((_candidate(row, "junctions", prefix=JUNCTION_PREFIX), None))
    return found


@lru_cache(maxsize=8)
def _grid_nodes(network: RoadNetwork, mode: Mode, grid_m: float) -> tuple[int, ...]:
    """Take of each cell the node at which most roads meet, of as many the first by id.

    Roads count that the mode may drive through, closed or not: a junction stays where it is.
    A border gate is none; it has its own kind, by its own rules.
    """
    is_road = (network.access(mode) == OPEN_ACCESS) & (network.road_class != FERRY)
    edges = network.first_edges()[np.unique(network.record[is_road])]
    ends = np.concatenate([network.tail[edges], network.head[edges]])
    degree = np.bincount(ends, minlength=network.node_count)
    nodes = np.flatnonzero((degree > 0) & (network.node_kind != _GATE_NODE))
    order = nodes[np.lexsort([network.node_key[nodes], -degree[nodes]])]
    cell = np.floor(np.column_stack([network.x[order], network.y[order]]) / grid_m)
    first = np.unique(cell, axis=0, return_index=True)[1]
    return tuple(np.sort(order[first]).tolist())


def _precision_m(pack: Pack) -> dict[str, float]:
    """Give the doubt of the junctions whose table states it, by id."""
    table = pack.junctions
    if "precision_m" not in table:
        return {}
    stated = zip(table["id"].tolist(), table["precision_m"].tolist(), strict=True)
    return {key: float(text) for key, text in stated if text}


def _candidate(row: Row, kind: CandidateKind, *, prefix: str = "") -> Candidate:
    own_id = f"{prefix}{row['id']}"
    return Candidate(
        id=own_id,
        name=str(row["name"]),
        name_ko=str(row.get("name_ko") or ""),
        kind=kind,
        lon=float(row["lon"]),
        lat=float(row["lat"]),
        precision_m=float(row["precision_m"]),
        host=str(row.get("host") or own_id),
        province=str(row.get("province") or ""),
    )


def _records(rows: gpd.GeoDataFrame) -> list[Row]:
    records: list[Row] = rows.to_dict("records")
    return records


def _unopened(moment: Moment) -> gpd.GeoDataFrame:
    zones = moment.layer("green_zones")
    return zones[zones["status"].isin(_UNOPENED)]


def _all_posts(moment: Moment) -> list[Row]:
    """Give the police posts in force, border gates too, with the trust that holds for each."""
    return _records(with_trust(moment, moment.layer("police_posts")))


def _gates_at(moment: Moment) -> list[Row]:
    return [row for row in _all_posts(moment) if row["kind"] == _GATE]


def _unsure(row: Row) -> Why | None:
    return "low_confidence" if row["confidence"] == "low" else None


def _shunned(row: Row) -> Why | None:
    return "police_avoid" if row["trust"] == "avoid" else _unsure(row)


def _unasked(row: Row, rules: CandidateRules) -> Why | None:
    return _unsure(row) or (None if row["id"] in rules.consents else "no_consent")


def _is_closed(moment: Moment, row: Row) -> bool:
    """Whether the border gate on the roads that a post keeps is closed at the moment.

    It is the nearest one as far off as the post's doubt and the pack's way to a road allow.
    """
    network = moment.pack.network
    gates = np.flatnonzero(network.node_kind == _GATE_NODE)
    if not len(gates):
        return False
    away_m = distances_m(network.lon[gates], network.lat[gates], to=(row["lon"], row["lat"]))
    nearest = int(np.argmin(away_m))
    is_near = float(away_m[nearest]) <= row["precision_m"] + moment.access.limit_m
    return is_near and int(gates[nearest]) in moment.travel.closures.nodes


FINDERS: Final[Mapping[CandidateKind, Finder]] = MappingProxyType(
    {
        "missions": _missions,
        "abroad": _abroad,
        "zones": _zones,
        "posts": _posts,
        "gates": _gates,
        "hospitals": partial(_by_consent, kind="hospitals"),
        "hotels": partial(_by_consent, kind="hotels"),
        "towns": _towns,
        "embassies": _embassies,
        "junctions": _junctions,
    }
)
