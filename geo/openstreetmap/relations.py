"""Relations: turn restrictions, ferry routes, and whose outlines their member ways draw."""

import re
from collections.abc import Iterator, Mapping

from geo.openstreetmap.extract import OsmRestriction, Tags
from geo.openstreetmap.lines import OsmLine, OsmMember, read_members

# From the general to the special; a general one does not bind those who have their own.
_VEHICLE_KEYS = {
    "restriction": frozenset[str](),
    "restriction:motor_vehicle": frozenset[str](),
    "restriction:motorcar": frozenset({"motorcycle"}),
    "restriction:motorcycle": frozenset({"motorcar"}),
}
_CLAUSE = re.compile(r"\s*([a-z_]+)\s*@\s*(\([^()]*\)|[^;]*)\s*(?:;|$)")
_LINE_ROLES = frozenset({"outer", "inner", ""})
_LANDING_ROLES = ("platform", "stop")


def read_restrictions(line: OsmLine) -> tuple[OsmRestriction, ...]:
    """Read the turns that one relation forbids or allows; empty if it is broken.

    Parameters
    ----------
    line
        A relation of ``type=restriction``. One that binds no car and no motorcycle gives
        nothing, which `is_for_motors` tells apart.
    """
    members = read_members(line.body)
    from_ways, to_ways = _ways(members, "from"), _ways(members, "to")
    via_ways = _ways(members, "via")
    via_points = tuple(m.osm_id for m in members if m.role == "via" and m.kind == "n")
    if not from_ways or not to_ways or len(via_points) + bool(via_ways) != 1:
        return ()
    return tuple(
        OsmRestriction(
            relation_id=line.osm_id,
            kind=kind,
            from_ways=from_ways,
            via_point=via_points[0] if via_points else None,
            via_ways=via_ways,
            to_ways=to_ways,
            exceptions=exceptions,
            condition=condition,
        )
        for kind, condition, exceptions in _rules(line.tags)
    )


def is_for_motors(tags: Tags) -> bool:
    """Say whether a restriction binds cars or motorcycles at all, whatever else it says."""
    return any(key.removesuffix(":conditional") in _VEHICLE_KEYS for key in tags)


def _ways(members: tuple[OsmMember, ...], role: str) -> tuple[int, ...]:
    return tuple(m.osm_id for m in members if m.role == role and m.kind == "w")


def _rules(tags: Tags) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Yield kind, condition and exceptions of all that a relation says."""
    named = frozenset(word.strip() for word in tags.get("except", "").split(";")) - {""}
    for key, others in _VEHICLE_KEYS.items():
        own = {"motorcar", "motorcycle"} if key == "restriction" else set[str]()
        exceptions = named | others | {word for word in own if f"restriction:{word}" in tags}
        if tags.get(key):
            yield tags[key], "", exceptions
        for kind, when in _CLAUSE.findall(tags.get(f"{key}:conditional", "")):
            yield kind, f"{kind} @ {when.strip()}", exceptions


def ferry_tags(line: OsmLine) -> Mapping[int, Tags]:
    """Give the tags that a ferry relation lends to each of its ways, by OSM way number.

    The duration is that of the whole journey: a way gets it only if it is the only one.
    """
    ways = [
        member.osm_id
        for member in read_members(line.body)
        if member.kind == "w" and not member.role.startswith(_LANDING_ROLES)
    ]
    not_lent = {"type"} if len(ways) == 1 else {"type", "duration"}
    lent = {key: value for key, value in line.tags.items() if key not in not_lent}
    return dict.fromkeys(ways, lent)


def outline_ways(line: OsmLine) -> tuple[int, ...]:
    """Give the OSM numbers of the ways that draw the outline of an area, each once."""
    ways = (m.osm_id for m in read_members(line.body) if m.kind == "w" and m.role in _LINE_ROLES)
    return tuple(dict.fromkeys(ways))
