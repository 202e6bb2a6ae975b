"""A siting question: what is best, of how many, over which hours, under which rules."""

from dataclasses import dataclass
from typing import Literal, get_args

from geo.errors import Fault, FaultsError
from planning.cover.houses import Direction
from planning.settings import GOLDEN_MIN
from planning.siting.options import ALWAYS, Role
from planning.supply.facilities import PolicePolicy

SitingModel = Literal["mclp", "lscp", "pmedian", "pcenter", "backup", "mexclp", "fading"]
Span = Literal["moment", "worst", "week"]
Keep = Literal["existing", "closable", "none"]
MODELS: tuple[SitingModel, ...] = get_args(SitingModel)
COSTING: tuple[SitingModel, ...] = ("pmedian", "pcenter")
"""Models of least time; the others cover within the golden time."""
MOST_SITES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class SitingQuestion:
    """What is asked of a plan.

    Parameters
    ----------
    golden_s
        Golden time, seconds, inclusive.
    model
        As in `planning.location.models.problem_of`; ``fading`` counts a place whole within
        the golden time, and in eight steps less and less up to twice of it.
    p
        Most new sites; with ``closable`` most sites in all. Not asked by ``lscp``; None: as
        many as budget or officers allow.
    span
        ``moment``; ``week``: the mean of all 168 hours; ``worst``: the hour of the week in
        which least is covered.
    keep
        Whether what stands already counts (``existing``), not (``none``), or may be given up
        for a better place (``closable``).
    role, hours
        Whether new sites let people in (``zone``) or send officers, and in which hours, as
        OSM opening_hours texts; with several each site gets the best of them at most once.
    direction
        How help counts that stands already: ``reach`` doors, ``response`` units.
    police
        Which police posts count as standing already.
    must, never
        Ids of candidates that are in every plan, and in none.
    budget, officers
        Most cost of a year, and most officers, of new sites.
    spacing_m
        Least metres, as the crow flies, between two new sites, and from one to a house that
        is kept.
    least_share
        Share of the weight of each province that a plan must cover, 0..1.
    target_share
        ``lscp``: share of what can be covered that must be, above 0 to 1.
    busy
        ``mexclp``: probability that a house is busy.
    phases
        Numbers of new sites, ascending, as they are opened one after the other; what was
        opened stays. The last is `p`.
    """

    golden_s: float
    model: SitingModel = "mclp"
    p: int | None = None
    span: Span = "week"
    keep: Keep = "existing"
    role: Role = "zone"
    hours: tuple[str, ...] = (ALWAYS,)
    direction: Direction = "reach"
    police: PolicePolicy = "none"
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    budget: float | None = None
    officers: float | None = None
    spacing_m: float = 0.0
    least_share: float | None = None
    target_share: float = 1.0
    busy: float = 0.3
    phases: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a question that has no answer, whatever the map.

        Raises
        ------
        FaultsError
            Naming every fault.
        """
        faults = [*_ranges(self), *_together(self)]
        if faults:
            raise FaultsError("the question", faults)

    @property
    def sites(self) -> int | None:
        """Most new sites, by phases where they are given."""
        return self.phases[-1] if self.phases else self.p


def _ranges(asked: SitingQuestion) -> list[Fault]:
    low, high = GOLDEN_MIN
    numbers: list[tuple[str, float | None, float, float]] = [
        ("golden time, minutes,", asked.golden_s / 60.0, low, high),
        ("p", asked.p, 1, MOST_SITES),
        ("budget", asked.budget, 0, 1e15),
        ("number of officers", asked.officers, 1, 1e6),
        ("spacing, metres,", asked.spacing_m, 0, 1e6),
        ("least share of a province", asked.least_share, 0, 1),
        ("busy probability", asked.busy, 0, 0.999),
    ]
    faults = [
        Fault("RANGE", f"{name} {value:g}: give {least:g} to {most:.12g}")
        for name, value, least, most in numbers
        if value is not None and not least <= value <= most
    ]
    if not 0 < asked.target_share <= 1:
        faults.append(
            Fault("RANGE", f"target share {asked.target_share:g}: give more than 0, to 1")
        )
    if asked.phases and (
        min(asked.phases) < 1
        or list(asked.phases) != sorted(set(asked.phases))
        or asked.phases[-1] > MOST_SITES
    ):
        told = ", ".join(map(str, asked.phases))
        faults.append(Fault("RANGE", f"phases {told}: give rising numbers of sites, from 1"))
    if not asked.hours:
        faults.append(Fault("MISSING", "no hours for new sites: give 24/7, for instance"))
    return faults


def _together(asked: SitingQuestion) -> list[Fault]:
    """Name what does not go together."""
    faults = []
    scarce = asked.budget is not None or asked.officers is not None
    if asked.model != "lscp" and asked.sites is None and not scarce:
        faults.append(Fault("MISSING", "p is missing: give the number of sites, or a budget"))
    if asked.model in COSTING:
        odd = {
            "a budget or officers": scarce,
            "a spacing": bool(asked.spacing_m),
            "phases": bool(asked.phases),
            "a least share": asked.least_share is not None,
            "several hours": len(asked.hours) > 1,
            "closable sites": asked.keep == "closable",
        }
        faults += [
            Fault("TOGETHER", f"{asked.model} knows no {name[2:] if name[:2] == 'a ' else name}")
            for name, is_asked in odd.items()
            if is_asked
        ]
        if asked.span != "moment":
            faults.append(Fault("TOGETHER", f"{asked.model} is asked at one moment"))
    if asked.model == "lscp":
        odd = {"phases": bool(asked.phases), "the worst hour": asked.span == "worst"}
        odd["a least share of each province"] = asked.least_share is not None
        faults += [
            Fault("TOGETHER", f"lscp does not go with {name}")
            for name, is_asked in odd.items()
            if is_asked
        ]
    if asked.least_share is not None and asked.span == "worst":
        faults.append(
            Fault("TOGETHER", "a least share of each province and the worst hour: ask one of them")
        )
    if asked.phases and (asked.span == "worst" or asked.least_share is not None):
        faults.append(Fault("TOGETHER", "phases go neither with the worst hour nor a least share"))
    both = sorted(set(asked.must) & set(asked.never))
    faults += [Fault("TOGETHER", f"{one!r} is both a must and forbidden") for one in both]
    return faults
