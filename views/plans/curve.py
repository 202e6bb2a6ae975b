"""The curve of sites against cover, each point a button that asks for its plan."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from planning.location.curves import knee
from planning.location.problem import CurvePoint
from planning.siting.questions import COSTING
from views import ui
from views.plans.ask import MOST_SITES
from views.plans.outcome import Outcome
from views.words import Words

KEY = "plan_curve"
_HERE = Path(__file__).parent
_CURVE = st.components.v2.component(
    "green_zone_curve",
    css=(_HERE / "curve.css").read_text(encoding="utf-8"),
    js=(_HERE / "curve.js").read_text(encoding="utf-8"),
)


def curve(found: Outcome, t: Words, *, on_choose: Callable[[int], None]) -> None:
    """Show what each further site buys, and hand the number of the point chosen to `on_choose`."""
    plan = found.plan
    if plan.asked.model in COSTING or len(plan.solution.curve) < 3:
        return

    def chosen() -> None:
        sites = st.session_state[KEY]["sites"]
        if isinstance(sites, int) and 1 <= sites <= MOST_SITES:
            on_choose(sites)

    ui.html(ui.heading(t("Each further site buys less"), t("click a point to ask for its plan")))
    _CURVE(key=KEY, data=curve_data(found, t), on_sites_change=chosen)


def curve_data(found: Outcome, t: Words) -> dict[str, Any]:
    """Give what the curve shows: plain words and numbers."""
    plan = found.plan
    whole = plan.total
    bend = knee(plan.solution.curve)
    points = [one for one in plan.solution.curve if one.sites <= MOST_SITES]
    return {
        "label": t("Share in time by number of new sites"),
        "axis": t("new sites"),
        "bound": t("upper bound"),
        "chosen": len(plan.picks),
        "points": [
            {
                "sites": one.sites,
                "value": one.value / whole,
                "bound": min(one.bound / whole, 1.0),
                "say": _said(one, whole, bend, t=t),
                "isKnee": one.sites == bend,
            }
            for one in points
        ],
    }


def _said(one: CurvePoint, whole: float, bend: int | None, *, t: Words) -> str:
    said = t(
        "{count} sites: {share}, at most {bound}",
        count=t.number(one.sites),
        share=t.share(one.value / whole),
        bound=t.share(min(one.bound / whole, 1.0)),
    )
    return f"{said}, {t('the bend')}" if one.sites == bend else said
