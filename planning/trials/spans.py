"""Ranges over all cases of a chronology, in seconds."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from planning.trials.outcomes import Case


@dataclass(frozen=True, slots=True)
class Span:
    """From the least to the most over all cases, seconds.

    A time of the day counts from midnight before the reported arrival: it is negative on the
    day before, and 86,400 or more on the day after.
    """

    least_s: float
    most_s: float


def clock_of(case: Case, before_arrival_s: float) -> float:
    """Give a time of the day, seconds from midnight before the arrival."""
    midnight = case.arrived.replace(hour=0, minute=0, second=0)
    return (case.arrived - midnight).total_seconds() - before_arrival_s


def span_of(seconds: Iterable[float]) -> Span | None:
    """Give the least and the most of what is finite; None where nothing is."""
    values = [one for one in seconds if np.isfinite(one)]
    return Span(min(values), max(values)) if values else None
