"""Where the next Green Zones, desks and officers could stand, and why not elsewhere."""

from collections.abc import Sequence

from geo.errors import Fault, FaultsError, SettingError
from geo.notation.reading import excerpt
from planning.moment import Moment
from planning.packs import Pack
from planning.siting.candidate_files import candidates_from_file
from planning.siting.candidate_kinds import FINDERS, ZONES_BY_CONSENT, missions_of
from planning.siting.candidate_values import (
    KINDS,
    LOW_CONFIDENCE,
    POLICE_AVOID,
    TRAVEL_BAN,
    USUAL_KINDS,
    USUAL_RULES,
    Agreement,
    Candidate,
    CandidateKind,
    CandidateRules,
    Candidates,
    Found,
    LeftOut,
    Why,
)
from planning.siting.filters import sifted

__all__ = [
    "KINDS",
    "LOW_CONFIDENCE",
    "POLICE_AVOID",
    "TRAVEL_BAN",
    "USUAL_KINDS",
    "USUAL_RULES",
    "Agreement",
    "Candidate",
    "CandidateKind",
    "CandidateRules",
    "Candidates",
    "LeftOut",
    "Why",
    "candidates_from_file",
    "candidates_of",
]


def candidates_of(
    moment: Moment, kinds: Sequence[CandidateKind], rules: CandidateRules = USUAL_RULES
) -> Candidates:
    """Take candidates from the layers in force at a moment.

    Towns and junctions are points to look around from, no records of a door: they are never
    left out for the confidence of their row. Areas under a travel ban are flagged, never left
    out.

    Parameters
    ----------
    moment
        The country.
    kinds
        Which, in the order of the answer; an id that is in several counts once, as its first.
    rules
        Which are left out.

    Raises
    ------
    FaultsError
        If an agreement or a consent names what is not on file.
    SettingError
        If there is no such kind.
    """
    _check_named(moment.pack, rules)
    found: dict[str, Found] = {}
    for kind in dict.fromkeys(kinds):
        if kind not in FINDERS:
            raise SettingError(f"no candidates {kind[:40]!r}: name of {', '.join(FINDERS)}")
        for candidate, why in FINDERS[kind](moment, rules):
            found.setdefault(candidate.id, (candidate, why))
    return sifted(moment, list(found.values()), rules)


def _check_named(pack: Pack, rules: CandidateRules) -> None:
    """Refuse agreements and consents of nobody on file, in force or not."""
    missions, posts, zones = (
        pack.layers[kind] for kind in ("missions", "police_posts", "green_zones")
    )
    abroad = set(missions_of(pack, missions, ours=True, here=False)["id"])
    gates = set(posts["id"][posts["kind"] == "border_gate"])
    hosts = {
        *missions_of(pack, missions, ours=False, here=True)["id"],
        *zones["id"][zones["kind"].isin(list(ZONES_BY_CONSENT))],
    }
    for kind in ZONES_BY_CONSENT.values():
        if kind in pack.layers:
            hosts.update(pack.layers[kind]["id"])
    faults = []
    for one in rules.agreements:
        if one.mission not in abroad:
            told = f"no mission of ours over the border {excerpt(one.mission)}"
            faults.append(Fault("AGREEMENT", told))
        if one.gate not in gates:
            faults.append(Fault("AGREEMENT", f"no border gate {excerpt(one.gate)}"))
    for name in sorted(rules.consents - hosts):
        told = f"no foreign mission, hotel or hospital {excerpt(name)}"
        faults.append(Fault("CONSENT", told))
    if faults:
        raise FaultsError("candidates", faults)
