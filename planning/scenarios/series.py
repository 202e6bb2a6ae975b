"""A time series: several scenarios, each at the same hours of the week."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise

from geo.errors import MomentError
from geo.notation.reading import excerpt
from planning.cover.demand import DemandKind
from planning.packs import Pack
from planning.scenarios.assessing import KINDS, Assessed, assess
from planning.scenarios.compare import compared
from planning.scenarios.differences import Difference
from planning.scenarios.scenario import Scenario, applied, asked

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour of the week, local time.

    Parameters
    ----------
    day
        0 is Monday.
    at
        Time of day.
    """

    day: int
    at: time

    def __str__(self) -> str:
        return f"{DAYS[self.day]} {self.at:%H:%M}"


HOURS = (Hour(6, time(3)), Hour(2, time(10)))
"""Sunday 03:00 and Wednesday 10:00: a night off and a morning at work."""


@dataclass(frozen=True, slots=True)
class Step:
    """One scenario of a series.

    Parameters
    ----------
    scenario
        Which.
    figures
        Its figures at each hour, in the order of the hours.
    """

    scenario: Scenario
    figures: tuple[Assessed, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """Several scenarios at the same hours.

    Parameters
    ----------
    hours
        Of the week.
    steps
        The scenarios in the order given.
    differences
        Between each step and the one before, at the first hour: settings that are not the
        same, among them the instant.
    """

    hours: tuple[Hour, ...]
    steps: tuple[Step, ...]
    differences: tuple[tuple[Difference, ...], ...]


def series(
    pack: Pack,
    scenarios: Sequence[Scenario],
    *,
    hours: Sequence[Hour] = HOURS,
    kinds: Sequence[DemandKind] = KINDS,
) -> Series:
    """Count what each scenario reaches at the same hours of the week.

    The hours are taken from the seven days that begin on the day of the scenario's own
    instant; a scenario that names none is asked as of now.

    Parameters
    ----------
    pack
        The baseline of all.
    scenarios
        In the order of time, usually.
    hours
        Of the week.
    kinds
        What is to be covered.

    Raises
    ------
    FaultsError, NoResourceError
        As `planning.scenarios.assessing.assess`.
    """
    steps = tuple(_step(pack, one, hours, kinds=kinds) for one in scenarios)
    return Series(
        tuple(hours),
        steps,
        tuple(
            compared(one.figures[0], other.figures[0]).differences for one, other in pairwise(steps)
        ),
    )


def _step(
    pack: Pack, scenario: Scenario, hours: Sequence[Hour], *, kinds: Sequence[DemandKind]
) -> Step:
    base = asked(applied(pack, scenario), scenario).when
    instants = _instants(base, hours)
    return Step(
        scenario, tuple(assess(pack, scenario, when=instant, kinds=kinds) for instant in instants)
    )


def _instants(base: datetime, hours: Sequence[Hour]) -> Iterator[datetime]:
    for hour in hours:
        day = base.date() + timedelta(days=(hour.day - base.weekday()) % 7)
        yield datetime.combine(day, hour.at, tzinfo=base.tzinfo)


def parse_hour(text: str) -> Hour:
    """Read an hour of the week, such as ``Su 03:00``.

    Raises
    ------
    MomentError
        If it is none.

    Examples
    --------
    >>> str(parse_hour("su 3:00"))
    'Su 03:00'
    """
    day, _, clock = text.strip().partition(" ")
    hour, _, minute = clock.strip().partition(":")
    try:
        return Hour(DAYS.index(day.capitalize()), time(int(hour), int(minute or "0")))
    except ValueError:
        raise MomentError(f"{excerpt(text)} is no hour of the week; write Su 03:00") from None
