"""Changes on the map, each one value: zones, hours, officers, roads, trust."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import ClassVar, Literal

Admission = Literal["yes", "no", "contested", "unknown"]
Known = Literal["yes", "no", "unknown"]
ZoneStatus = Literal["candidate", "promised", "open", "closed"]
TrustLevel = Literal["trusted", "unverified", "avoid"]
UnitKind = Literal["consular_officer", "police_attache", "task_force", "partner"]
Claim = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that is other than in the baseline.

    A kind of change has a `key` (its name in a file), a sentence `says` with its fields in
    braces, and in `settles` the field that names whose setting it is, and which it settles.

    Parameters
    ----------
    source
        Where it is from, in words; decides no number.
    """

    key: ClassVar[str]
    says: ClassVar[str] = ""
    settles: ClassVar[tuple[str, str] | None] = None
    source: str = ""

    @property
    def settings(self) -> dict[str, object]:
        """Every field that decides a number, by name."""
        names = [one.name for one in fields(self)]
        return {name: getattr(self, name) for name in names if name != "source"}

    @property
    def text(self) -> str:
        """Say the change in one plain sentence."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return self.says.format(**{name: _shown(value) for name, value in values.items()})

    @property
    def claims(self) -> Mapping[Claim, object]:
        """What is settled: (whose, field) -> value. Two changes may not settle one otherwise."""
        if self.settles is None:
            return {}
        whose, field = self.settles
        return {(getattr(self, whose, whose), field): getattr(self, field)}


def _shown(value: object) -> str:
    """Write a value; an empty one is not known."""
    return f"{value:g}" if isinstance(value, float) else str(value or "not known")


@dataclass(frozen=True, slots=True)
class OpenZone(Change):
    """Open a Green Zone to anyone, whatever its record says of when it began.

    Parameters
    ----------
    zone
        Id of the zone; of a new one the id it gets, or empty: one is made.
    at
        Where a new zone stands: a name or coordinates. Empty: the zone is on the map already.
    hours
        OSM opening_hours text.
    name, name_ko, host
        Of a new zone: its names, and the id of the mission or post that keeps it. Empty: it
        is called as the place is.
    """

    key: ClassVar[str] = "open_zone"
    zone: str = ""
    at: str = ""
    hours: str = "24/7"
    name: str = ""
    name_ko: str = ""
    host: str = ""

    @property
    def text(self) -> str:
        """Say the change in one plain sentence."""
        which = f"A new Green Zone at {self.at}" if self.at else f"Green Zone {self.zone}"
        return f"{which} is open to anyone, hours {_shown(self.hours)}."

    @property
    def claims(self) -> Mapping[Claim, object]:
        """The zone's hours, status and admission."""
        settled = {"hours": self.hours, "status": "open", "admits_anyone": "yes"}
        return {(self.zone, name): value for name, value in settled.items() if self.zone}


@dataclass(frozen=True, slots=True)
class SetHours(Change):
    """Give a mission, zone or post other hours, or a unit other shifts; empty: not known."""

    key: ClassVar[str] = "set_hours"
    says: ClassVar[str] = "The hours of {target}: {hours}."
    settles: ClassVar[tuple[str, str] | None] = ("target", "hours")
    target: str
    hours: str


@dataclass(frozen=True, slots=True)
class SetAdmission(Change):
    """Say whether a mission lets people in outside its hours."""

    key: ClassVar[str] = "set_admission"
    says: ClassVar[str] = "Admission at {mission} outside its hours: {admission}."
    settles: ClassVar[tuple[str, str] | None] = ("mission", "admission")
    mission: str
    admission: Admission


@dataclass(frozen=True, slots=True)
class SetZone(Change):
    """Change what a Green Zone's record says; None leaves a field as it is."""

    key: ClassVar[str] = "set_zone"
    zone: str
    status: ZoneStatus | None = None
    admits_anyone: Known | None = None

    @property
    def cells(self) -> dict[str, str]:
        """The fields that are given."""
        stated = {"status": self.status, "admits_anyone": self.admits_anyone}
        return {name: value for name, value in stated.items() if value is not None}

    @property
    def text(self) -> str:
        """Say the change in one plain sentence."""
        said = ", ".join(f"{name.replace('_', ' ')} {cell}" for name, cell in self.cells.items())
        return f"Green Zone {self.zone}: {said or 'as it is'}."

    @property
    def claims(self) -> Mapping[Claim, object]:
        """The fields that are given."""
        return {(self.zone, name): value for name, value in self.cells.items()}


@dataclass(frozen=True, slots=True)
class PostOfficers(Change):
    """Post officers to a place or to a base.

    Parameters
    ----------
    at
        Id of a mission or post, or a place: a name or coordinates.
    officers
        How many.
    shifts
        When they are at work, OSM opening_hours text; empty: not known.
    on_call
        Whether they can be called out otherwise.
    kind
        What they are.
    name, name_ko
        What they are called; empty: by how many there are and where.
    """

    key: ClassVar[str] = "post_officers"
    says: ClassVar[str] = (
        "Officers posted to {at}: {officers} ({kind}), shifts {shifts}, on call: {on_call}."
    )
    at: str
    officers: int = 1
    shifts: str = "24/7"
    on_call: Known = "yes"
    kind: UnitKind = "consular_officer"
    name: str = ""
    name_ko: str = ""


@dataclass(frozen=True, slots=True)
class SetOnCall(Change):
    """Say whether a unit can be called out when it is off duty."""

    key: ClassVar[str] = "set_on_call"
    says: ClassVar[str] = "Unit {unit} on call: {on_call}."
    settles: ClassVar[tuple[str, str] | None] = ("unit", "on_call")
    unit: str
    on_call: Known


@dataclass(frozen=True, slots=True)
class RemoveUnit(Change):
    """Take a unit off the map."""

    key: ClassVar[str] = "remove_unit"
    says: ClassVar[str] = "Unit {unit} is withdrawn."
    unit: str


@dataclass(frozen=True, slots=True)
class CloseRoad(Change):
    """Close a road record, every record of a road number such as NR4, or a junction or gate.

    Places are joined to the roads that stay open: one beside a closed road may be joined to
    another one, further off, that happens to lead on faster.
    """

    key: ClassVar[str] = "close_road"
    says: ClassVar[str] = "{road} is closed."
    road: str

    @property
    def claims(self) -> Mapping[Claim, object]:
        """Whether the road is open."""
        return {(self.road, "state"): "closed"}


@dataclass(frozen=True, slots=True)
class OpenRoad(Change):
    """Lift every closure of a road record, of a road number, or of a junction or gate."""

    key: ClassVar[str] = "open_road"
    says: ClassVar[str] = "{road} is open again."
    road: str

    @property
    def claims(self) -> Mapping[Claim, object]:
        """Whether the road is open."""
        return {(self.road, "state"): "open"}


@dataclass(frozen=True, slots=True)
class Trust(Change):
    """Trust a police post more or less."""

    key: ClassVar[str] = "trust"
    says: ClassVar[str] = "Police post {post} counts as {trust}."
    settles: ClassVar[tuple[str, str] | None] = ("post", "trust")
    post: str
    trust: TrustLevel
