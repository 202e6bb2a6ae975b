"""A place where something could stand, why another cannot, and the rules that part the two."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from geo.errors import Fault, FaultsError
from planning.supply.facilities import PolicePolicy

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
KINDS: Final[tuple[CandidateKind, ...]] = get_args(CandidateKind)[:-1]
"""Kinds that a pack has; ``points`` are a user's own."""
USUAL_KINDS: Final[tuple[CandidateKind, ...]] = ("missions", "zones", "posts", "towns")
"""Kinds from which candidates are taken unless others are asked for."""
Why = Literal[
    "police_avoid",
    "low_confidence",
    "closed_gate",
    "police_policy",
    "no_consent",
    "no_agreement",
    "no_road",
    "far_from_road",
    "hazard",
    "too_near",
]
"""Why a candidate is left out; of several reasons the first in this order is told."""
TRAVEL_BAN, POLICE_AVOID, LOW_CONFIDENCE = "travel_ban", "police_avoid", "low_confidence"
"""Flags: what is told of a candidate that is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place where something could stand.

    Parameters
    ----------
    id
        Own over all kinds: of a record its own, of a town and of a junction with the kind
        before it, such as ``town-`` and the id of the place.
    name, name_ko
        As on file; of a junction by the nearest place.
    kind
        One of `CandidateKind`.
    lon, lat
        EPSG:4326, with `precision_m` metres of doubt. A mission over the border stands at the
        gate of its agreement; without one it is left out where it is.
    host
        Id of the mission or post that keeps it, otherwise its own. Candidates of one host stay
        apart, even at one point: facilities of one host are one house, and no two of them are
        independent (`planning.cover.houses`).
    province
        Of the record, otherwise of the nearest place on file; empty abroad.
    hazard
        At the point, 0..1.
    access_m
        Straight metres to the nearest open road; inf where no way over land is known.
    extra_s
        Seconds beyond the way: of a mission over the border the drive on its side and the
        formalities, otherwise 0.
    flags
        What a planner should know, though it leaves nothing out: ``travel_ban``, an alarm of
        level 4 is in force there; of a mission over the border also ``police_avoid`` and
        ``low_confidence``, of the gate or of its own record.
    hours
        OSM opening_hours text of a user's own; empty: to be chosen.
    cost, officers
        Of a year, and of its hours, from a user's own table; None: not said.
    capacity
        Most that it can serve, from a user's own table; None: not said.
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


Found = tuple[Candidate, Why | None]
"""A candidate as its record has it, and why the record alone leaves it out."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A candidate that may not be chosen.

    Parameters
    ----------
    candidate
        Which.
    why
        One of `Why`.
    figure
        That decided: its hazard (``hazard``) or metres to the road (``far_from_road``);
        otherwise None.
    """

    candidate: Candidate
    why: Why
    figure: float | None = None


@dataclass(frozen=True, slots=True)
class Candidates:
    """Those that may be chosen, and those that were left out; each id once, in one of the two."""

    kept: tuple[Candidate, ...]
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement that a mission over the border may act at a gate.

    Parameters
    ----------
    mission, gate
        Ids of the mission, and of the border-gate post on this side.
    drive_min, border_min
        Minutes of the drive from the mission to the gate, on its own side, and of the
        formalities.
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
        Greatest hazard at the point, 0..1, inclusive. By default none is too great: people are
        held where the danger is, and a door far from it is one that they do not reach. The
        hazard is told of each, and where to draw the line is the planner's to say.
    most_access_m
        Greatest distance to an open road, metres, inclusive. None, or more than it: the
        pack's limit, beyond which nothing is timed.
    police
        Which posts may be asked, as for coverage. One that is marked `avoid`, or in an area
        whose police are, never.
    consents
        Ids of foreign missions, hotels and hospitals whose hosts agreed.
    agreements
        With missions over the border, one for each.
    grid_m
        Side of the square cell of which one junction is taken, metres.

    Raises
    ------
    FaultsError
        Naming every number that is out of its range, and every mission with two agreements.
    """

    most_hazard: float = 1.0
    most_access_m: float | None = None
    police: PolicePolicy = "trusted"
    consents: frozenset[str] = frozenset()
    agreements: tuple[Agreement, ...] = ()
    grid_m: float = 25_000.0

    def __post_init__(self) -> None:
        """Refuse numbers that mean nothing."""
        asked = [
            ("most hazard", self.most_hazard, 0.0, 1.0),
            ("distance to a road, metres,", self.most_access_m or 0.0, 0.0, 1e6),
            ("grid, metres,", self.grid_m, 1000.0, 1e6),
        ]
        for one in self.agreements:
            asked.append((f"drive of {one.mission[:40]}, minutes,", one.drive_min, 0.0, 1e4))
            asked.append((f"border of {one.mission[:40]}, minutes,", one.border_min, 0.0, 1e4))
        faults = [
            Fault("RANGE", f"{name} {value:g}: give {least:g} to {most:g}")
            for name, value, least, most in asked
            if not least <= value <= most
        ]
        missions = [one.mission for one in self.agreements]
        faults += [
            Fault("AGREEMENT", f"mission {name[:40]!r} has several agreements; give the one meant")
            for name in dict.fromkeys(missions)
            if missions.count(name) > 1
        ]
        if faults:
            raise FaultsError("candidates", faults)


USUAL_RULES: Final = CandidateRules()
