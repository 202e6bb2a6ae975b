"""Location problems on pure matrices, and what an answer to one carries."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Status = Literal["optimal", "limit", "infeasible", "cancelled"]


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """What a plan may use of things that are scarce: money, officers, one variant of a site.

    Parameters
    ----------
    use
        What each column uses of each thing, 0 or more, shape (things, columns).
    most
        How much there is of each, 0 or more, shape (things,).
    """

    use: csc_array
    most: Floats

    @property
    def enough(self) -> Floats:
        """`most`, and what rounding may add to a sum of uses, shape (things,)."""
        return self.most.astype(np.float64) * (1.0 + 1e-12) + 1e-9

    def keeps(self, chosen: NDArray[np.int64]) -> bool:
        """Whether columns, by number, together use no more than there is."""
        used = np.asarray(self.use[:, chosen].sum(axis=1)).ravel()
        return bool((used <= self.enough).all())


@dataclass(frozen=True, slots=True, eq=False)
class Covering:
    """Choose at most `p` columns so that the rows they cover weigh most.

    Parameters
    ----------
    gives
        1 where a column covers a row, shape (rows, columns); nothing else is stored.
    weight
        Of each row, 0 or more, shape (rows,).
    p
        Most columns beside those of `must`.
    reward
        What the first, second, … chosen column that covers a row adds, as a share of its
        weight; beyond the last nothing. ``(1,)`` is maximal covering (Church and ReVelle
        1974), ``(0, 1)`` counts rows that are covered twice, ``(1 - q) q**k`` is maximum
        expected covering with busy probability q (Daskin 1983).
    must
        Columns of every plan: what stands already, or was decided. They are not counted in
        `p`, and use nothing of `limits`.
    limits
        What the other columns use, and how much of it there is; None: nothing is scarce.
    """

    gives: csc_array
    weight: Floats
    p: int
    reward: tuple[float, ...] = (1.0,)
    must: tuple[int, ...] = ()
    limits: Limits | None = None

    @property
    def is_must(self) -> Bools:
        """Whether each column is in every plan, shape (columns,)."""
        given = np.zeros(self.gives.shape[1], dtype=np.bool_)
        given[list(self.must)] = True
        return given

    @property
    def unreachable(self) -> tuple[int, ...]:
        """Rows of positive weight that no column ever covers."""
        return never_served(self.gives.sum(axis=1) > 0, self.weight)

    @property
    def is_concave(self) -> bool:
        """Whether no further column of a row adds more than the one before."""
        return all(
            later <= first for first, later in zip(self.reward, self.reward[1:], strict=False)
        )


@dataclass(frozen=True, slots=True, eq=False)
class Medians:
    """Choose `p` columns so that the weighted cost of each row to its nearest is least.

    Parameters
    ----------
    cost
        0 or more, inf where there is no way, shape (rows, columns).
    weight
        Of each row, 0 or more, shape (rows,).
    p
        Most columns (Hakimi 1964).
    limits
        As in `Covering`.
    standing
        What each row costs from what stands already and stays (the conditional p-median,
        Minieka 1980), inf where there is no way, shape (rows,); None: nothing stands.
    """

    cost: Floats
    weight: Floats
    p: int
    limits: Limits | None = None
    standing: Floats | None = None

    @property
    def base(self) -> Floats:
        """Cost of each row without any column, shape (rows,)."""
        return base_of(self.standing, len(self.weight))


@dataclass(frozen=True, slots=True, eq=False)
class Centers:
    """Choose `p` columns so that the farthest row of any weight is nearest to its column.

    Parameters
    ----------
    cost, weight, p, limits, standing
        As in `Medians`; a weight says only whether a row counts.
    """

    cost: Floats
    weight: Floats
    p: int
    limits: Limits | None = None
    standing: Floats | None = None

    @property
    def base(self) -> Floats:
        """Cost of each row without any column, shape (rows,)."""
        return base_of(self.standing, len(self.weight))


@dataclass(frozen=True, slots=True, eq=False)
class Spanning:
    """Choose the fewest columns that cover every row of any weight (Toregas et al. 1971).

    Parameters
    ----------
    gives, weight
        As in `Covering`. Rows that no column covers are left out, and told.
    """

    gives: csc_array
    weight: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Fair:
    """Cover so that no group of rows is left behind.

    Parameters
    ----------
    covering
        What is covered.
    group
        Of each row, shape (rows,): a province, or an hour of the week.
    floor
        None: the least covered share of all groups is to be greatest. A share, 0..1: the
        covered weight is to be greatest, and no group's covered share below it. Groups of no
        weight do not count.
    """

    covering: Covering
    group: NDArray[np.int64]
    floor: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """Cover a weight with the fewest columns.

    Parameters
    ----------
    covering
        What is covered; its `p` is not asked.
    least
        Weight that must be covered at least, 0 or more.
    """

    covering: Covering
    least: float


@dataclass(frozen=True, slots=True, eq=False)
class Capacitated:
    """Cover the most weight with columns that can serve only so much each.

    A row may be served by several of the chosen columns that cover it, a part by each.

    Parameters
    ----------
    covering
        What is covered, with the reward ``(1,)``.
    capacity
        Most weight that each column can serve, 0 or more, inf for no limit, shape (columns,).
    """

    covering: Covering
    capacity: Floats


def covers_within(cost: Floats, radius: float) -> csc_array:
    """Give 1 where a cost is within a radius, inclusive, shape (rows, columns)."""
    return csc_array((cost <= radius).astype(np.float64))


def base_of(standing: Floats | None, rows: int) -> Floats:
    """Give what rows cost without any column; inf where nothing stands."""
    return np.full(rows, np.inf) if standing is None else standing


def never_served(is_served: Bools, weight: Floats) -> tuple[int, ...]:
    """List the rows of positive weight that no column can ever serve.

    Parameters
    ----------
    is_served
        Whether any column serves it, shape (rows,).
    weight
        Shape (rows,).
    """
    return tuple(np.flatnonzero(~is_served & (weight > 0)).tolist())


Problem = Covering | Medians | Centers | Spanning | Fair | Target | Capacitated


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search is.

    Parameters
    ----------
    stage
        What is at work: ``search``, ``bound``, ``exact``, ``curve``.
    value, bound
        Of the best plan, and of any plan; None as long as there is none.
    seconds
        Since the start.
    """

    stage: str
    value: float | None
    bound: float | None
    seconds: float


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The best plan found with so many sites, and what no plan of so many can beat."""

    sites: int
    value: float
    bound: float


@dataclass(frozen=True, slots=True)
class Solution:
    """A plan with its certificate.

    Parameters
    ----------
    chosen
        Columns beside those of ``must``, in the order of what each adds to those before it;
        those that would add nothing are left out.
    value
        Of the plan: covered weight, weighted cost, greatest cost or number of sites.
    bound
        No plan is better than this.
    gap
        ``|bound - value| / max(|value|, |bound|)``, 0..1: 0 is proof that no plan is better.
    status
        ``optimal``: proven; ``limit``: time ran out with `gap` left; ``cancelled``;
        ``infeasible``: no plan serves all that must be served.
    seconds
        Taken.
    marginal
        What each of `chosen` adds to those before it; inf for the first of a cost where nothing
        stands.
    loss
        What is lost if one of `chosen` fails.
    unreachable
        Rows of positive weight that no column can ever serve.
    curve
        Value and bound by number of sites.
    """

    chosen: tuple[int, ...]
    value: float
    bound: float
    gap: float
    status: Status
    seconds: float
    marginal: tuple[float, ...] = ()
    loss: tuple[float, ...] = ()
    unreachable: tuple[int, ...] = ()
    curve: tuple[CurvePoint, ...] = ()

    @property
    def least_percent(self) -> float:
        """Per cent of the best possible that a plan of cover is at least, rounded down."""
        return math.floor(1000 * (1.0 - self.gap)) / 10

    @property
    def over_percent(self) -> float | None:
        """Per cent by which a cost is at most over the least possible, rounded up.

        None where the bound is 0, and nothing is known.
        """
        return math.ceil(1000 * (self.value / self.bound - 1)) / 10 if self.bound > 0 else None
