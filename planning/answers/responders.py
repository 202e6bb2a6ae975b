"""The units that can be sent to one place: ranked by their chance, not by their mean."""

from dataclasses import dataclass

import numpy as np

from planning.answers.spreads import response_spread
from planning.eta import EtaParts, Response
from planning.golden import latest_s
from planning.supply.values import Unit


@dataclass(frozen=True, slots=True)
class Responder:
    """One unit and its way to the incident.

    Parameters
    ----------
    unit
        Who.
    parts
        The ETA in its parts, seconds.
    budget_s
        Seconds of the golden time that are left to drive after the fixed delays: below 0 if
        these take longer than it.
    p50_s, p90_s
        Seconds not exceeded half of the time and nine times in ten.
    chance
        Probability of being there within the golden time.
    in_time
        Whether the ETA is within the golden time (inclusive): then access, drive and egress
        are within the budget, by the one rule of `planning.golden`.
    """

    unit: Unit
    parts: EtaParts
    budget_s: float
    p50_s: float
    p90_s: float
    chance: float
    in_time: bool

    @property
    def is_reachable(self) -> bool:
        """Whether any open road leads from the unit to the incident."""
        return bool(np.isfinite(self.parts.eta_s))


def responders_of(response: Response, *, error_m: float, golden_s: float) -> list[Responder]:
    """Judge every unit of a response to one place, in the order of its rows.

    Parameters
    ----------
    response
        Times of units to one place.
    error_m
        How far the true place may be, metres.
    golden_s
        Golden time, seconds, inclusive.
    """
    return [
        _responder(response, row, error_m=error_m, golden_s=golden_s)
        for row in range(len(response.units))
    ]


def rank_of_unit(one: Responder) -> tuple[float, float]:
    """Rank by the chance as it is told (to a tenth of a per cent), then by the ETA."""
    return (-round(one.chance, 3), one.parts.eta_s)


def _responder(response: Response, row: int, *, error_m: float, golden_s: float) -> Responder:
    unit, parts = response.units[row], response.parts(row, 0)
    budget_s = golden_s - parts.fixed_s
    if not np.isfinite(parts.eta_s):
        return Responder(unit, parts, budget_s, np.inf, np.inf, 0.0, in_time=False)
    spread = response_spread(response, row, 0, error_m=error_m)
    return Responder(
        unit=unit,
        parts=parts,
        budget_s=budget_s,
        p50_s=spread.percentile(0.5),
        p90_s=spread.percentile(0.9),
        chance=spread.chance_within(golden_s),
        in_time=parts.eta_s <= latest_s(golden_s),
    )
