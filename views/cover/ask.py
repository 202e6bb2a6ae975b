"""What a coverage is asked about: who travels, what is counted, how much danger is borne."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from planning.cover.demand import Demand, DemandKind
from planning.cover.houses import Direction
from planning.coverage import Coverage, assess_coverage
from planning.moment import Moment
from planning.packs import Pack
from planning.supply.facilities import PolicePolicy
from views import frame
from views.question import Question, ask_golden, ask_hour, ask_police, choose
from views.words import Words

DIRECTIONS: tuple[Direction, ...] = ("either", "response", "reach")
DEMANDS: tuple[DemandKind, ...] = ("sites", "people", "places")
ANY_WAY = 100
LIMITS = (ANY_WAY, *range(0, 100, 5))
"""Limits of danger that can be asked for, in hundredths."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of cover, as `planning.coverage.assess_coverage` takes it."""

    moment: Moment
    demand: Demand
    golden_s: float
    direction: Direction
    police: PolicePolicy
    most_hazard: float | None = None

    @property
    def options(self) -> dict[str, Any]:
        """The options that every way of counting takes."""
        return {
            "golden_s": self.golden_s,
            "direction": self.direction,
            "police": self.police,
            "most_hazard": self.most_hazard,
        }

    def coverage(self) -> Coverage:
        """Count what is covered at the moment."""
        return assess_coverage(self.moment, self.demand, **self.options)


def ask_coverage(t: Words) -> tuple[Question, Direction, DemandKind]:
    """Ask what a coverage is counted over, in one row."""
    with st.container(key="ctl", horizontal=True, gap="small", vertical_alignment="bottom"):
        return ask_counted(t)


def ask_counted(t: Words) -> tuple[Question, Direction, DemandKind]:
    """Ask what a coverage is counted over, in the row that is open."""
    question = Question(ask_hour(t), ask_golden(t), ask_police(t))
    return question, ask_direction(t), ask_demand(t)


def direction_words(t: Words) -> dict[str, str]:
    """Say what each direction means."""
    return {
        "either": t("Either in time"),
        "response": t("Help reaches them"),
        "reach": t("They reach a door"),
    }


def ask_direction(t: Words) -> Direction:
    """Ask what in time means."""
    words = direction_words(t)
    chosen = choose(
        t("What counts"),
        list(words),
        words.__getitem__,
        key="direction",
        default="either",
        width=180,
    )
    return next(direction for direction in DIRECTIONS if direction == chosen)


def usual_demand(pack: Pack) -> DemandKind:
    """Say over what to count unless asked: the first that the pack has any of."""
    return next((kind for kind in DEMANDS if len(pack.layers[kind])), "sites")


def demand_words(t: Words) -> dict[str, str]:
    """Name what can be counted over."""
    return {"sites": t("Reported sites"), "people": t("People"), "places": t("Places")}


def ask_demand(t: Words) -> DemandKind:
    """Ask what is to be covered."""
    words = demand_words(t)
    chosen = choose(
        t("Counted over"),
        list(words),
        words.__getitem__,
        key="demand",
        default=usual_demand(frame.pack()),
        width=150,
        hint=t("Reported sites weigh by evidence, status and age; people are residents."),
    )
    return next(kind for kind in DEMANDS if kind == chosen)


def ask_most_hazard(t: Words) -> float | None:
    """Ask how much reported danger a way may pass, 0 to 1; None where any way counts."""
    chosen = choose(
        t("Danger on the way"),
        LIMITS,
        lambda limit: t("any") if limit == ANY_WAY else t("up to {limit}", limit=limit / 100),
        key="limit",
        default=ANY_WAY,
        width=160,
        hint=t(
            "Counts only ways on which the reported danger, from 0 to 1, is nowhere above this. "
            "The danger of the place itself does not count against it."
        ),
    )
    return None if chosen == ANY_WAY else chosen / 100
