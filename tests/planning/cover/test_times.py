"""Timing only the ways that can matter gives every answer that timing all of them gives."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from planning.cover import times
from planning.cover.demand import demand_of
from planning.coverage import Coverage, assess_coverage
from planning.moment import moment_of
from planning.packs import Pack
from tests.planning.worlds import make_pack, rows, spot

MONDAY = datetime(2025, 1, 13, tzinfo=ZoneInfo("Asia/Phnom_Penh"))
TEXTS = ("24/7", "Mo-Fr 08:00-16:00", "")


def crowded(seed: int) -> Pack:
    """Twelve doors and eight units on the one road, of few kinds; some roads are closed."""
    rng = np.random.default_rng(seed)
    zones = (
        {"id": f"Z{n}", "name": f"Z{n}", "kind": "gate", "host": f"H{n % 7}", "status": "open"}
        | {"admits_anyone": "yes", "hours": str(rng.choice(TEXTS)), "at": spot(rng.uniform(0, 4))}
        for n in range(12)
    )
    units = (
        {"id": f"U{n}", "name": f"U{n}", "name_ko": "", "base": f"B{n}", "kind": "partner"}
        | {"country": "KR", "shifts": str(rng.choice(TEXTS)), "at": spot(rng.uniform(0, 4))}
        | {"on_call": str(rng.choice(["yes", "no"]))}
        for n in range(8)
    )
    closed = {"id": "C", "name": "slide", "kind": "road", "target": "r2", "at": spot(0)}
    people = (
        {"id": f"D{n}", "name": f"D{n}", "people": n + 1, "at": spot(rng.uniform(0, 4))}
        for n in range(15)
    )
    return make_pack(
        green_zones=rows(*zones),
        units=rows(*units),
        people=rows(*people),
        **({"closures": rows(closed)} if seed % 2 else {}),
    )


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("direction", ["reach", "response", "either"])
def test_answers_are_the_same(seed: int, direction: str, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = moment_of(crowded(seed), MONDAY + timedelta(hours=19 * seed)).with_busy(["U3"])
    demand = demand_of(moment, "people")

    def ask(share: float) -> Coverage:
        monkeypatch.setattr(times, "_FEW_OF_MANY", share)
        return assess_coverage(moment, demand, golden_s=700.0 * (1 + seed % 3), direction=direction)  # type: ignore[arg-type]

    every, leading = ask(-1.0), ask(2.0)
    assert leading.houses.tolist() == every.houses.tolist()
    assert leading.eta_s == pytest.approx(every.eta_s)
    for one, other in zip(leading.gaps, every.gaps, strict=True):
        assert (one.id, one.cause, one.by, one.eta_by) == (
            *(other.id, other.cause, other.by),
            other.eta_by,
        )
        assert one.arrival_s == pytest.approx(other.arrival_s)
        assert one.why.late_s == pytest.approx(other.why.late_s)
        assert one.why.opens_at == other.why.opens_at
        assert one.why.blocked_by == other.why.blocked_by
