"""How far the first unit comes on the roads in the time left to drive, drawn when asked for."""

import shapely
import streamlit as st

from planning.answers.budget import budget_reach
from planning.dispatch import DispatchCard
from planning.moment import Moment
from planning.supply.values import Unit
from views import ui
from views.dispatch_cards import LETTERS, reachable
from views.marks import About, Area, LatLon, Mark
from views.tokens import Tokens
from views.words import Words

# Degrees, about 200 m: finer than the band that is drawn around a road.
_SMOOTH_DEG = 0.002


def ask_reach(answer: DispatchCard, t: Words) -> bool:
    """Ask whether the drive radius left of the first unit is drawn; says why where there is none."""
    best = next(iter(reachable(answer)), None)
    if best is None:
        return False
    values = {"letter": LETTERS[0], "left": t.duration(max(best.budget_s, 0.0))}
    if best.budget_s <= 0:
        ui.html(ui.hint(t("Unit {letter} has no time left to drive.", **values)))
        return False
    return st.toggle(t("How far unit {letter} comes in {left}", **values), key="reach")


def reach_marks(moment: Moment, answer: DispatchCard, *, t: Words, look: Tokens) -> list[Mark]:
    """Draw the drive radius left of the first unit, if it has any: a picture, not a count."""
    best = next(iter(reachable(answer)), None)
    if best is None or best.budget_s <= 0:
        return []
    about = About(
        t(
            "Unit {letter} comes this far in {left}",
            letter=LETTERS[0],
            left=t.duration(best.budget_s),
        ),
        (t("A picture of the roads reached; what counts is the arrival at the place."),),
    )
    return [
        Area(ring, look.ok, weight=1.6, dash="6 4", fill=0.12, about=(about,))
        for ring in _rings(moment, answer, best.unit)
    ]


def _rings(moment: Moment, answer: DispatchCard, unit: Unit) -> tuple[tuple[LatLon, ...], ...]:
    """Find the outlines once for each answer."""
    key = (answer.when, answer.golden_s, unit.id)
    kept: tuple[object, tuple[tuple[LatLon, ...], ...]] | None = st.session_state.get("rings")
    if kept is not None and kept[0] == key:
        return kept[1]
    found = budget_reach(moment, unit, answer.golden_s)
    shapes = [] if found is None else shapely.get_parts(found.geometry.to_numpy()).tolist()
    outlines = [shapely.simplify(shape.exterior, _SMOOTH_DEG) for shape in shapes]
    rings = tuple(tuple((lat, lon) for lon, lat in outline.coords) for outline in outlines)
    st.session_state["rings"] = (key, rings)
    return rings
