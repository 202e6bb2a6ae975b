"""Where the next Green Zones, desks and officers could stand, from the layers or a table."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo.crs import Metric, distances_m
from geo.errors import Fault, FaultsError
from planning.cover.demand import weighed_points
from planning.matrix import read_places
from planning.moment import Moment
from planning.supply.facilities import PolicePolicy, hours_of
from planning.supply.trust import with_trust
from planning.ways.alarms import alarms_of
from routing.network import NODE_KINDS

Floats = NDArray[np.float64]
CandidateKind = Literal[
    "missions",
    "abroad",
    "zones",
    "posts",
    "gates",
    "hospitals",
    "hotels",
    "towns",
    "embassies",
    "junctions",
    "points",
]
KINDS: tuple[CandidateKind, ...] = get_args(CandidateKind)[:-1]
"""Kinds that a pack has; ``points`` are a user's own."""
Why = Literal[
    "hazard",
    "far_from_road",
    "police_avoid",
    "police_policy",
    "no_consent",
    "no_agreement",
    "closed_gate",
    "low_confidence",
    "too_near",
]
TRAVEL_BAN = "travel_ban"
_BAN_LEVEL = 4.0
_BORDER_GATE = NODE_KINDS.index("border_gate")
_TOWN_KINDS = ("capital", "provincial_seat", "district_town", "border_town", "town")
_MOST_NUMBER = 1e12


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place where something could stand.

    Parameters
    ----------
    id
        Own over all kinds.
    name, name_ko
        As on file; of a junction, by the nearest place.
    kind
        One of `CandidateKind`.
    lon, lat
        EPSG:4326, with `precision_m` metres of doubt.
    host
        Id of the mission or post that would keep it, or its own. Candidates of one host are
        one house.
    province
        Of the nearest place on file where its row does not say.
    hazard
        At the point, 0..1.
    access_m
        To the nearest open road, straight metres; inf where none is in reach.
    extra_s
        Seconds beyond the way: for a mission over the border the drive on its side and the
        border.
    flags
        ``travel_ban``: in an area under an alarm of level 4. It is told, and not left out.
    hours
        OSM opening_hours text of a user's own; empty: to be chosen.
    cost, officers, capacity
        Of a year, of its hours, and most weight it can serve, of a user's own; None: not said.
    """

    id: str
    name: str
    name_ko: str = ""
    kind: CandidateKind
    lon: float
    lat: float
    precision_m: float
    host: str
    province: str = ""
    hazard: float = 0.0
    access_m: float = 0.0
    extra_s: float = 0.0
    flags: tuple[str, ...] = ()
    hours: str = ""
    cost: float | None = None
    officers: float | None = None
    capacity: float | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A candidate that was not taken, why, and the figure that decided, if one did."""

    candidate: Candidate
    why: Why
    figure: float | None = None


@dataclass(frozen=True, slots=True)
class Candidates:
    """Those that may be chosen, and those that were left out."""

    kept: tuple[Candidate, ...]
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement that a mission over the border may act at a gate.

    Parameters
    ----------
    mission, gate
        Ids of the mission and of the border post.
    drive_min, border_min
        Minutes of the drive on its own side, and of the border.
    """

    mission: str
    gate: str
    drive_min: float
    border_min: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateRules:
    """Which candidates are left out.

    Parameters
    ----------
    most_hazard
        Greatest hazard at the point, 0..1, inclusive. By default none is too great: a zone in
        a dangerous town may be the one that is needed, and the planner decides.
    most_access_m
        Greatest distance to an open road, metres; None: the pack's limit.
    police
        Which posts may be asked, as for coverage; one marked `avoid`, or in an area whose
        police are, never.
    consents
        Ids of foreign missions, hotels and hospitals whose hosts agreed.
    agreements
        With missions over the border.
    grid_m
        Cell in which one junction is taken, metres.
    """

    most_hazard: float = 1.0
    most_access_m: float | None = None
    police: PolicePolicy = "trusted"
    consents: frozenset[str] = frozenset()
    agreements: tuple[Agreement, ...] = ()
    grid_m: float = 25_000.0

    def __post_init__(self) -> None:
        """Refuse numbers out of range.

        Raises
        ------
        FaultsError
            Naming every fault.
        """
        ranges: list[tuple[str, float, float, float]] = [
            ("most hazard", self.most_hazard, 0, 1),
            ("distance to a road, metres,", self.most_access_m or 0.0, 0, 1e6),
            ("grid, metres,", self.grid_m, 1000, 1e6),
        ]
        for one in self.agreements:
            ranges.append((f"drive of {one.mission}, minutes,", one.drive_min, 0, 1e4))
            ranges.append((f"border of {one.mission}, minutes,", one.border_min, 0, 1e4))
        faults = [
            Fault("RANGE", f"{name} {value:g}: give {low:g} to {high:g}")
            for name, value, low, high in ranges
            if not low <= value <= high
        ]
        if faults:
            raise FaultsError("candidates", faults)


def candidates_of(
    moment: Moment, kinds: Sequence[CandidateKind], rules: CandidateRules | None = None
) -> Candidates:
    """Take candidates from the layers in force at a moment.

    Parameters
    ----------
    moment
        The country.
    kinds
        Which; an id that is in several counts once, as its first kind.
    rules
        Which are left out.

    Raises
    ------
    FaultsError
        If an agreement names a mission or gate that is not on file.
    """
    rules = rules or CandidateRules()
    _check_agreements(moment, rules)
    found: dict[str, tuple[Candidate, Why | None]] = {}
    for kind in dict.fromkeys(kinds):
        for candidate, why in _KINDS[kind](moment, rules):
            found.setdefault(candidate.id, (candidate, why))
    return _sifted(moment, list(found.values()), rules)


def candidates_from_file(
    moment: Moment, path: Path, rules: CandidateRules | None = None
) -> Candidates:
    """Read candidates of one's own from a table.

    It needs ``id``, ``lat``, ``lon``, and may have ``name``, ``host``, ``precision_m``,
    ``hours``, ``cost``, ``officers``, ``capacity``.

    Raises
    ------
    FaultsError
        Naming every fault of the file at its row.
    """
    rows = read_places(path, moment)
    faults: list[Fault] = []
    names = ("precision_m", "cost", "officers", "capacity")
    numbers = {name: _numbers(rows, name, faults) for name in names}
    hours = [str(text).strip() for text in rows["hours"]] if "hours" in rows else [""] * len(rows)
    for row, text in enumerate(hours, start=2):
        try:
            if text:
                hours_of(moment.pack, text)
        except FaultsError as error:
            faults += [Fault(one.code, str(one), row, "hours") for one in error.faults]
    if faults:
        raise FaultsError(path.name, faults)
    found: list[tuple[Candidate, Why | None]] = []
    for number, row in enumerate(rows.to_dict("records")):
        candidate = Candidate(
            id=str(row["id"]),
            name=str(row.get("name") or row["id"]),
            kind="points",
            lon=row["geometry"].x,
            lat=row["geometry"].y,
            precision_m=numbers["precision_m"][number] or 0.0,
            host=str(row.get("host") or row["id"]),
            hours=hours[number],
            cost=numbers["cost"][number],
            officers=numbers["officers"][number],
            capacity=numbers["capacity"][number],
        )
        found.append((candidate, None))
    return _sifted(moment, found, rules or CandidateRules())


def _numbers(rows: gpd.GeoDataFrame, column: str, faults: list[Fault]) -> list[float | None]:
    found: list[float | None] = []
    for row, cell in enumerate(rows[column] if column in rows else [""] * len(rows), start=2):
        text = str(cell).strip()
        number = None
        if text and text != "nan":
            with suppress(ValueError):
                number = float(text)
            if number is None or not 0 <= number <= _MOST_NUMBER:
                told = f"{text[:40]!r} is no number of 0 to {_MOST_NUMBER:g}"
                faults.append(Fault("NUMBER", told, row=row, column=column))
        found.append(number)
    return found


def _sifted(
    moment: Moment, found: Sequence[tuple[Candidate, Why | None]], rules: CandidateRules
) -> Candidates:
    """Add what the map says of each, and leave out what the rules do."""
    placed = _placed(moment, [candidate for candidate, _ in found])
    most_m = moment.access.limit_m if rules.most_access_m is None else rules.most_access_m
    kept, left_out = [], []
    for candidate, (_, why) in zip(placed, found, strict=True):
        reasons: list[tuple[Why, float | None]] = []
        if why is not None:
            reasons.append((why, None))
        if not candidate.access_m <= most_m:
            known_m = candidate.access_m if np.isfinite(candidate.access_m) else None
            reasons.append(("far_from_road", known_m))
        if candidate.hazard > rules.most_hazard:
            reasons.append(("hazard", candidate.hazard))
        if reasons:
            left_out.append(LeftOut(candidate, *reasons[0]))
        else:
            kept.append(candidate)
    return Candidates(tuple(kept), tuple(left_out))


def _placed(moment: Moment, some: Sequence[Candidate]) -> list[Candidate]:
    """Say of each its hazard, its road, its province and its alarm."""
    if not some:
        return []
    lon = np.array([one.lon for one in some])
    lat = np.array([one.lat for one in some])
    hazard = moment.hazard.at(lon, lat)
    access_m = np.full(len(some), np.inf)
    snaps = moment.snap(lon, lat)
    np.minimum.at(access_m, snaps.point, snaps.access_m)
    alarms = alarms_of(moment, lon, lat)
    rows = gpd.GeoDataFrame(
        {
            "id": [one.id for one in some],
            "name": [one.name for one in some],
            "province": [one.province for one in some],
            "lon": lon,
            "lat": lat,
            "precision_m": [one.precision_m for one in some],
        }
    )
    provinces = weighed_points(moment, rows, np.ones(len(some))).provinces
    return [
        replace(
            one,
            hazard=float(hazard[place]),
            access_m=float(access_m[place]),
            province=provinces[place],
            flags=(TRAVEL_BAN,) if alarm is not None and alarm.level >= _BAN_LEVEL else (),
        )
        for place, (one, alarm) in enumerate(zip(some, alarms, strict=True))
    ]


Found = list[tuple[Candidate, Why | None]]


def _candidate(row: Mapping[str, Any], kind: CandidateKind, *, prefix: str = "") -> Candidate:
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


def _records(rows: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = rows.to_dict("records")
    return records


def _unsure(row: Mapping[str, Any]) -> Why | None:
    return "low_confidence" if row["confidence"] == "low" else None


def _missions(moment: Moment, _: CandidateRules) -> Found:
    rows = _missions_of(moment, ours=True, here=True)
    return [(_candidate(row, "missions"), _unsure(row)) for row in rows]


def _missions_of(moment: Moment, *, ours: bool, here: bool) -> list[dict[str, Any]]:
    rows = moment.layer("missions")
    is_ours = rows["country"] == moment.pack.home_country
    is_here = rows["host_country"] == moment.pack.manifest.about["country"]
    return _records(rows[(is_ours == ours) & (is_here == here)])


def _abroad(moment: Moment, rules: CandidateRules) -> Found:
    """Put a mission over the border at the gate where it may act."""
    gates = {row["id"]: row for row in _gate_rows(moment)}
    agreed = {one.mission: one for one in rules.agreements}
    found: Found = []
    for row in _missions_of(moment, ours=True, here=False):
        if not (np.isfinite(row["lat"]) and np.isfinite(row["lon"])):
            continue  # several towns in one row: it stands nowhere
        candidate = _candidate(row, "abroad")
        agreement = agreed.get(row["id"])
        if agreement is None:
            found.append((candidate, "no_agreement"))
            continue
        gate = gates[agreement.gate]
        moved = replace(
            candidate,
            lon=float(gate["lon"]),
            lat=float(gate["lat"]),
            precision_m=float(gate["precision_m"]),
            extra_s=60.0 * (agreement.drive_min + agreement.border_min),
        )
        found.append((moved, "closed_gate" if _is_closed(moment, gate) else None))
    return found


def _check_agreements(moment: Moment, rules: CandidateRules) -> None:
    missions = {row["id"] for row in _missions_of(moment, ours=True, here=False)}
    gates = {row["id"] for row in _gate_rows(moment)}
    faults = []
    for one in rules.agreements:
        if one.mission not in missions:
            told = f"no mission of ours over the border {one.mission[:40]!r}"
            faults.append(Fault("AGREEMENT", told))
        if one.gate not in gates:
            faults.append(Fault("AGREEMENT", f"no border gate {one.gate[:40]!r}"))
    if faults:
        raise FaultsError("agreements", faults)


def _zones(moment: Moment, _: CandidateRules) -> Found:
    rows = moment.layer("green_zones")
    rows = rows[rows["status"].isin(["candidate", "promised"]) & (rows["kind"] != "hotel")]
    return [(_candidate(row, "zones"), _unsure(row)) for row in _records(rows)]


def _hotels(moment: Moment, rules: CandidateRules) -> Found:
    rows = moment.layer("green_zones")
    rows = rows[(rows["kind"] == "hotel") & rows["status"].isin(["candidate", "promised"])]
    return _hosted(rows, "hotels", rules)


def _hospitals(moment: Moment, rules: CandidateRules) -> Found:
    if "hospitals" not in moment.pack.layers:
        return []
    return _hosted(moment.layer("hospitals"), "hospitals", rules)


def _embassies(moment: Moment, rules: CandidateRules) -> Found:
    rows = _missions_of(moment, ours=False, here=True)
    return [(_candidate(row, "embassies"), _asked(row, rules)) for row in rows]


def _hosted(rows: gpd.GeoDataFrame, kind: CandidateKind, rules: CandidateRules) -> Found:
    return [(_candidate(row, kind), _asked(row, rules)) for row in _records(rows)]


def _asked(row: Mapping[str, Any], rules: CandidateRules) -> Why | None:
    return _unsure(row) if row["id"] in rules.consents else "no_consent"


def _posts(moment: Moment, rules: CandidateRules) -> Found:
    posts = with_trust(moment, moment.layer("police_posts"))
    posts = posts[posts["kind"] != "border_gate"]
    found: Found = []
    for row in _records(posts):
        why = _unsure(row)
        is_trusted = row["trust"] == "trusted" or row["safe_point"] == "yes"
        if row["trust"] == "avoid":
            why = "police_avoid"
        elif rules.police == "none" or (rules.police == "trusted" and not is_trusted):
            why = "police_policy"
        found.append((_candidate(row, "posts"), why))
    return found


def _gates(moment: Moment, _: CandidateRules) -> Found:
    return [
        (_candidate(row, "gates"), "closed_gate" if _is_closed(moment, row) else _unsure(row))
        for row in _gate_rows(moment)
    ]


def _gate_rows(moment: Moment) -> list[dict[str, Any]]:
    posts = moment.layer("police_posts")
    return _records(posts[posts["kind"] == "border_gate"])


def _is_closed(moment: Moment, row: Mapping[str, Any]) -> bool:
    """Whether the nearest border gate on the roads is closed at the moment."""
    network = moment.pack.network
    gates = np.flatnonzero(network.node_kind == _BORDER_GATE)
    if not len(gates):
        return False
    away_m = distances_m(network.lon[gates], network.lat[gates], to=(row["lon"], row["lat"]))
    return int(gates[int(np.argmin(away_m))]) in moment.travel.closures.nodes


def _towns(moment: Moment, _: CandidateRules) -> Found:
    rows = moment.layer("places")
    rows = rows[rows["kind"].isin(_TOWN_KINDS)]
    return [(_candidate(row, "towns", prefix="town-"), None) for row in _records(rows)]


def _junctions(moment: Moment, rules: CandidateRules) -> Found:
    """Take of each cell of a grid the junction at which most roads meet."""
    network = moment.pack.network
    degree = np.bincount(network.tail, minlength=network.node_count)
    degree += np.bincount(network.head, minlength=network.node_count)
    metric = Metric(moment.pack.crs)
    x, y = metric.to_metres(network.lon, network.lat)
    cell = np.column_stack([np.floor(x / rules.grid_m), np.floor(y / rules.grid_m)])
    order = np.lexsort([network.node_key, -degree])
    _, first = np.unique(cell[order], axis=0, return_index=True)
    places = moment.pack.layers["places"]
    found: Found = []
    for node in np.sort(order[first]).tolist():
        lon, lat = float(network.lon[node]), float(network.lat[node])
        away_m = distances_m(places["lon"].to_numpy(), places["lat"].to_numpy(), to=(lon, lat))
        near = str(places["name"].iloc[int(np.argmin(away_m))]) if len(places) else ""
        row = {
            "id": str(network.node_key[node]),
            "name": f"Junction near {near}" if near else f"Junction {network.node_key[node]}",
            "lon": lon,
            "lat": lat,
            "precision_m": float(moment.pack.manifest.outline_m),
        }
        found.append((_candidate(row, "junctions", prefix="junction-"), None))
    return found


_KINDS: Mapping[str, Callable[[Moment, CandidateRules], Found]] = MappingProxyType(
    {
        "missions": _missions,
        "abroad": _abroad,
        "zones": _zones,
        "posts": _posts,
        "gates": _gates,
        "hospitals": _hospitals,
        "hotels": _hotels,
        "towns": _towns,
        "embassies": _embassies,
        "junctions": _junctions,
    }
)
