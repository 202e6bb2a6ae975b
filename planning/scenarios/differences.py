"""In which settings two figures differ: told always, so that nothing is compared in silence."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import tzinfo

import numpy as np

from planning.cover.demand import Demand
from planning.scenarios.scenario import Question
from planning.settings import Settings

_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Difference:
    """One setting that is not the same on both sides.

    Parameters
    ----------
    key
        Which, such as ``golden time``.
    before, after
        What it is, in words.
    """

    key: str
    before: str
    after: str

    @property
    def text(self) -> str:
        """Say it in one line."""
        return f"{self.key} {self.before} vs {self.after}"


@dataclass(frozen=True, slots=True)
class Setting:
    """The question and the numbers under which figures hold.

    Parameters
    ----------
    question
        What was asked.
    numbers
        The settings after all changes.
    zone
        Zone of the country.
    """

    question: Question
    numbers: Settings
    zone: tzinfo

    @property
    def season(self) -> str:
        """Season of the instant, by these settings."""
        return self.numbers.speeds.conditions_at(self.question.when, self.zone).season

    @property
    def band(self) -> str:
        """Band of the instant: day, peak or night."""
        return self.numbers.speeds.conditions_at(self.question.when, self.zone).band


def differing(before: Setting, after: Setting) -> Iterator[Difference]:
    """Name every setting in which two sides differ."""
    for key, one, other in (
        ("golden time", _minutes(before), _minutes(after)),
        ("direction", before.question.direction, after.question.direction),
        ("police", before.question.police, after.question.police),
        ("instant", _instant(before), _instant(after)),
        ("season", before.season, after.season),
        ("time of day", before.band, after.band),
        *_number_pairs(before.numbers, after.numbers),
    ):
        if one != other:
            yield Difference(key, one, other)


def demand_difference(kind: str, before: Demand, after: Demand) -> Iterator[Difference]:
    """Say if what was to be covered is not the same: other points, or other weights."""
    is_same = list(before.ids) == list(after.ids) and np.allclose(
        before.weight, after.weight, rtol=_TOLERANCE, atol=0
    )
    if not is_same:
        yield Difference(f"demand ({kind})", _demand(before), _demand(after))


def _minutes(setting: Setting) -> str:
    return f"{setting.question.golden_s / 60:g} min"


def _instant(setting: Setting) -> str:
    return setting.question.when.isoformat(timespec="minutes")


def _demand(demand: Demand) -> str:
    return f"{len(demand.ids)} points that weigh {demand.weight.sum():,.2f}"


def _number_pairs(before: Settings, after: Settings) -> Iterator[tuple[str, str, str]]:
    """Give (name, before, after) of each number; the golden time and the season are told apart."""
    for part in ("delays", "access", "speeds", "hazard"):
        one, other = getattr(before, part), getattr(after, part)
        for field in fields(one):
            if field.name != "wet_months":
                name = f"{part} {field.name}"
                yield name, *_shown(getattr(one, field.name), getattr(other, field.name))


def _shown(before: object, after: object) -> tuple[str, str]:
    """Write two values; of two tables, by how much the second is the first."""
    if isinstance(before, float) and isinstance(after, float):
        return f"{before:g}", f"{after:g}"
    if before != after and isinstance(before, tuple) and isinstance(after, tuple):
        pairs = list(zip(before, after, strict=False))
        if all(isinstance(one, float) and one > 0 for one, _ in pairs):
            ratios = sorted({f"{other / one:.3g}" for one, other in pairs}, key=float)
            return "x1", " or ".join(f"x{ratio}" for ratio in ratios)
    return str(before), str(after)
