"""A siting question as a problem on a pure matrix: what covers what, what is scarce."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, hstack, vstack
from scipy.spatial import cKDTree

from geo.crs import Metric
from geo.errors import Fault, FaultsError
from planning.location.problem import Covering, Limits
from planning.moment import Moment
from planning.siting.candidates import Candidate
from planning.siting.options import Option
from planning.siting.questions import SitingQuestion
from planning.siting.timing import Timing

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int_]
FADING_STEPS = 8
"""Steps in which cover fades from the golden time to twice of it; each counts as its far end."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """A covering problem, and what its rows and columns stand for.

    Parameters
    ----------
    covering
        Columns: first the houses that stand already, then the options. Rows: a point in a kind
        of hour, and with ``fading`` within one of the times.
    point, kind
        Of each row, shape (rows,).
    houses
        Number of columns that stand already.
    """

    covering: Covering
    point: Ints
    kind: Ints
    houses: int


def rows_of(timing: Timing, options: Sequence[Option], asked: SitingQuestion) -> Rows:
    """Write a question of cover down.

    Parameters
    ----------
    timing, options
        The ways, and what may be chosen.
    asked
        The question.
    """
    steps = FADING_STEPS if asked.model == "fading" else 1
    times_s = [asked.golden_s * (1.0 + step / steps) for step in range(steps)]
    kinds = timing.kinds(*times_s)
    each = [(number, one) for number, one in enumerate(kinds) for _ in times_s]
    blocks = [_columns(in_time, timing, asked) for hours in kinds for in_time in hours.in_time]
    weight = timing.demand.weight
    houses = blocks[0].shape[1] - len(options)
    decided = decided_of(options, asked)
    must = [*(range(houses) if asked.keep == "existing" else ()), *(houses + decided)]
    covering = Covering(
        csc_array(vstack(blocks)),
        np.concatenate([weight * one.share / steps for _, one in each]),
        most_of(asked, options, houses=houses) - len(decided),
        _reward(asked, houses + len(options)),
        tuple(int(one) for one in must),
        limits_of(timing, options, asked, decided=decided, houses=houses),
    )
    point = np.tile(np.arange(len(weight)), len(each))
    return Rows(covering, point, np.repeat([number for number, _ in each], len(weight)), houses)


def _columns(in_time: Bools, timing: Timing, asked: SitingQuestion) -> csc_array:
    """Give a column for each house that stands, if it counts, and for each option.

    What an option adds to the house it belongs to is what that one does not cover.
    """
    standing = len(timing.supply)
    mine, others = in_time[:, :standing], in_time[:, standing:]
    if asked.keep == "none" or not standing:
        return csc_array(others.astype(np.float64))
    numbers = np.unique(timing.house[:standing])
    houses = np.column_stack(
        [mine[:, timing.house[:standing] == number].any(axis=1) for number in numbers]
    )
    own = {int(number): column for column, number in enumerate(numbers.tolist())}
    if asked.keep == "existing":
        others = others.copy()
        for option, number in enumerate(timing.house[standing:].tolist()):
            if number in own:
                others[:, option] &= ~houses[:, own[number]]
    return csc_array(np.hstack([houses, others]).astype(np.float64))


def _reward(asked: SitingQuestion, columns: int) -> tuple[float, ...]:
    if asked.model == "backup":
        return (0.0, 1.0)
    if asked.model == "mexclp" and asked.busy:
        # Beyond a dozen houses another one adds less than anybody can tell.
        return tuple((1.0 - asked.busy) * asked.busy**k for k in range(min(columns, 12)))
    return (1.0,)


def most_of(asked: SitingQuestion, options: Sequence[Option], *, houses: int) -> int:
    """Give the most columns of a plan, musts included.

    Parameters
    ----------
    houses
        Number of houses that stand and, with ``closable``, are columns.
    """
    everything = len(options) + (houses if asked.keep == "closable" else 0)
    return everything if asked.sites is None else min(asked.sites, everything)


def decided_of(options: Sequence[Option], asked: SitingQuestion) -> Ints:
    """Give the options that are musts; of a candidate with several hours the first."""
    first: dict[str, int] = {}
    for number, option in enumerate(options):
        first.setdefault(option.id, number)
        first.setdefault(option.candidate.id, number)
    return np.array(sorted({first[one] for one in asked.must if one in first}), dtype=np.int_)


def limits_of(
    timing: Timing,
    options: Sequence[Option],
    asked: SitingQuestion,
    *,
    decided: Ints,
    houses: int,
) -> Limits | None:
    """Give what is scarce: money, officers, one option of a house, room between sites.

    Parameters
    ----------
    decided
        Options that are musts: what they use is gone.
    houses
        Number of columns before those of the options; they use nothing.

    Raises
    ------
    FaultsError
        If a cost is not known, or the musts alone use more than there is.
    """
    size = len(options)
    lines: list[tuple[Floats, float]] = []
    for most, amounts, name in (
        (asked.budget, [option.cost for option in options], "cost of a year"),
        (asked.officers, [option.officers for option in options], "number of officers"),
    ):
        if most is None:
            continue
        unknown = [
            option.id for option, amount in zip(options, amounts, strict=True) if amount is None
        ]
        if unknown:
            told = ", ".join(unknown[:5]) + (" …" if len(unknown) > 5 else "")
            raise FaultsError("the question", [Fault("COST", f"no {name} is known for {told}")])
        use = np.array(amounts, dtype=np.float64)
        left = most - float(use[decided].sum())
        if left < 0:
            told = f"the musts alone take more than the {name} of {most:g}"
            raise FaultsError("the question", [Fault("COST", told)])
        lines.append((use, left))
    groups = (
        _alike(timing.house[len(timing.supply) :])
        if asked.model in {"lscp", "backup", "mexclp"}
        else []
    )
    groups += _alike([option.candidate.id for option in options])
    groups += _too_near(timing.moment, options, asked.spacing_m)
    for group in groups:
        taken = np.isin(group, decided)
        use = np.zeros(size)
        use[group] = 1.0
        lines.append((use, 0.0 if taken.any() else 1.0))
    if not lines:
        return None
    table = np.array([use for use, _ in lines])
    table[:, decided] = 0.0
    wide = hstack([csc_array((len(lines), houses)), csc_array(table)])
    return Limits(csc_array(wide), np.array([most for _, most in lines]))


def _alike(keys: Iterable[object]) -> list[Ints]:
    """Group by key those of which there are two or more."""
    groups: dict[object, list[int]] = {}
    for number, key in enumerate(keys):
        groups.setdefault(key, []).append(number)
    return [np.array(group) for group in groups.values() if len(group) > 1]


def _too_near(moment: Moment, options: Sequence[Option], spacing_m: float) -> list[Ints]:
    """Pair the options that are nearer to each other than they may be."""
    if not spacing_m:
        return []
    pairs = cKDTree(metres_of(moment, [option.candidate for option in options])).query_pairs(
        spacing_m, output_type="ndarray"
    )
    apart = np.array([options[a].candidate.id != options[b].candidate.id for a, b in pairs])
    return list(pairs[apart]) if len(pairs) else []


def metres_of(moment: Moment, spots: Sequence[Candidate]) -> Floats:
    """Give where candidates stand in the metres of the pack, shape (candidates, 2)."""
    lon, lat = (np.array([getattr(one, name) for one in spots]) for name in ("lon", "lat"))
    return np.column_stack(Metric(moment.pack.crs).to_metres(lon, lat))
