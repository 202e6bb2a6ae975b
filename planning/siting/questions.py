"""A siting question: what is best, of how many, over which hours, under which rules."""

from dataclasses import dataclass
from typing import Literal, TypedDict, get_args

from geo.errors import Fault, FaultsError
from planning.cover.houses import Direction
from planning.settings import GOLDEN_MIN
from planning.siting.options import ALWAYS, Role
from planning.supply.facilities import PolicePolicy

SitingModel = Literal["mclp", "lscp", "pmedian", "pcenter", "backup", "mexclp", "fading"]
Span = Literal["moment", "worst", "week"]
Keep = Literal["existing", "closable", "none"]
Setting = Literal["span", "least_share", "phases"]
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
    def is_plain(self) -> bool:
        """Whether it is maximal covering and nothing else, which capacities go with."""
        is_apart = self.phases or self.span == "worst" or self.least_share is not None
        return self.model == "mclp" and not is_apart

    @property
    def is_limited(self) -> bool:
        """Whether more than the number of sites limits the choice."""
        limits = (self.must, self.never, self.phases, self.budget, self.officers)
        return any(limits) or self.spacing_m > 0 or self.least_share is not None

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
    terms = Terms(span=asked.span, least_share=asked.least_share, phases=asked.phases)
    faults += [Fault("TOGETHER", why) for why in misfits(asked.model, terms).values()]
    both = sorted(set(asked.must) & set(asked.never))
    faults += [Fault("TOGETHER", f"{one!r} is both a must and forbidden") for one in both]
    return faults


class Terms(TypedDict):
    """Settings that do not go with every aim, nor all with each other.

    Parameters
    ----------
    span, least_share, phases
        As in `SitingQuestion`.
    """

    span: Span
    least_share: float | None
    phases: tuple[int, ...]


def misfits(model: SitingModel, terms: Terms) -> dict[Setting, str]:
    """Name the settings that do not go with an aim or with one another, and why.

    Examples
    --------
    >>> misfits("lscp", Terms(span="worst", least_share=None, phases=()))
    {'span': 'lscp does not go with the worst hour'}
    """
    found: dict[Setting, str] = {}
    if model in COSTING and terms["span"] != "moment":
        found["span"] = f"{model} is asked at one moment"
    if model == "lscp" and terms["span"] == "worst":
        found["span"] = "lscp does not go with the worst hour"
    if terms["least_share"] is not None:
        share = "a least share of each province"
        if model == "lscp" or model in COSTING:
            found["least_share"] = f"{model} does not go with {share}"
        elif terms["span"] == "worst":
            found["least_share"] = f"{share} and the worst hour: ask one of them"
    if terms["phases"]:
        if model == "pcenter":
            found["phases"] = "pcenter knows no phases: the first has the farthest place anyway"
        elif model == "lscp":
            found["phases"] = "lscp does not go with phases"
        elif terms["span"] == "worst" or terms["least_share"] is not None:
            found["phases"] = "phases go neither with the worst hour nor a least share"
    return found


def fitted(model: SitingModel, terms: Terms) -> tuple[Terms, tuple[Setting, ...]]:
    """Leave out, one by one, what does not go with an aim.

    Returns
    -------
    terms
        That go together.
    left_out
        What was asked and is not among them.

    Examples
    --------
    >>> fitted("pmedian", Terms(span="week", least_share=0.5, phases=(1, 3)))
    ({'span': 'moment', 'least_share': None, 'phases': (1, 3)}, ('span', 'least_share'))
    """
    kept, left_out = terms.copy(), list[Setting]()
    while names := list(misfits(model, kept)):
        first = names[0]
        if first == "span":
            kept["span"] = "moment"
        elif first == "least_share":
            kept["least_share"] = None
        else:
            kept["phases"] = ()
        left_out.append(first)
    return kept, tuple(left_out)
