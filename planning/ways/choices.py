"""More than one way: every trade of time for safety, and ways that share little."""

from dataclasses import dataclass

from geo.coordinates import Place
from planning.moment import Moment
from planning.routes import Route, danger_from, described
from routing.choices.alternatives import LONGEST, alternative_paths
from routing.choices.pareto import Tradeoff, pareto_paths, tradeoff_of
from routing.network import FloatArray
from routing.paths import RiskPreference

MOST_SHOWN = 7
"""So many ways of a long front are shown to people; heuristic."""


@dataclass(frozen=True, slots=True)
class Choices:
    """Ways between two places of which none is both quicker and less exposed.

    Parameters
    ----------
    routes
        From the fastest to the safest, well apart.
    prices
        What each costs and buys against the fastest.
    total
        How many such ways there are; more than `routes` where the front was thinned.
    is_exact
        Whether all were found; else each one missed is within `epsilon` of one found.
    epsilon
        Share by which time and exposure of a missed way may be better, such as 0.01.
    """

    routes: tuple[Route, ...]
    prices: tuple[Tradeoff, ...]
    total: int
    is_exact: bool
    epsilon: float


@dataclass(frozen=True, slots=True)
class Variety:
    """Ways that share at most a chosen part of their length: no known ambush line.

    Parameters
    ----------
    routes
        The best way first.
    shared_share
        Shape (routes, routes): length two of them share, of the shorter one, 0..1.
    """

    routes: tuple[Route, ...]
    shared_share: FloatArray


def choices_between(
    moment: Moment, origin: Place, goal: Place, *, at_most: int = MOST_SHOWN
) -> Choices:
    """Find every trade of time for safety between two places.

    Parameters
    ----------
    moment
        The roads at an instant, for one mode of travel.
    origin, goal
        The places.
    at_most
        Greatest number of ways to give, 1 or more; the fastest and the safest are among them.

    Raises
    ------
    TooFarError
        If a place lies further from any road than the pack allows.
    NoRouteError
        If no open road joins the two.
    """
    danger = danger_from(moment, origin)
    front = pareto_paths(
        moment.travel, danger, start=moment.snap_place(origin), end=moment.snap_place(goal)
    )
    paths = [front.path(number) for number in front.spread(at_most).tolist()]
    return Choices(
        routes=tuple(
            described(moment, path, (origin, goal), danger=danger, name=f"choice {number}")
            for number, path in enumerate(paths, start=1)
        ),
        prices=tuple(tradeoff_of(path, paths[0]) for path in paths),
        total=len(front),
        is_exact=front.is_exact,
        epsilon=front.epsilon,
    )


def variety_between(
    moment: Moment,
    origin: Place,
    goal: Place,
    *,
    count: int = 3,
    most_shared: float = 0.5,
    longest: float = LONGEST,
    caution: float = 0.0,
) -> Variety:
    """Find ways that share at most a chosen part of their length.

    Parameters
    ----------
    moment
        The roads at an instant, for one mode of travel.
    origin, goal
        The places.
    count
        Greatest number of ways, 1 or more.
    most_shared
        Greatest shared length, of the shorter way, 0..1, inclusive.
    longest
        Greatest cost of a way, in costs of the best, 1 or more, inclusive.
    caution
        Price of danger, 0 or more.

    Raises
    ------
    TooFarError, NoRouteError, SettingError
        As for one way; or if a number is out of its range.
    """
    danger = danger_from(moment, origin)
    found = alternative_paths(
        moment.travel,
        RiskPreference(danger, caution=caution),
        start=moment.snap_place(origin),
        end=moment.snap_place(goal),
        count=count,
        most_shared=most_shared,
        longest=longest,
    )
    routes = tuple(
        described(moment, path, (origin, goal), danger=danger, name=f"way {number}")
        for number, path in enumerate(found.paths, start=1)
    )
    return Variety(routes, found.shared_share)
