"""What a plan is asked: how many, what is best, over which hours, from which candidates."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st

from planning.moment import Moment
from planning.siting.candidates import Candidates
from planning.siting.options import ALWAYS, Role
from planning.siting.questions import Setting, SitingModel, SitingQuestion, Span, Terms, fitted
from planning.siting.staffing import Staffing
from planning.siting.wants import Want
from planning.supply.facilities import PolicePolicy
from views import frame, ui
from views.plans.spots import MUST, NEVER, ask_spots
from views.plans.words import model_words, span_words, want_words
from views.question import ask_golden, ask_hour, ask_police, choose, pick
from views.words import Words

Choice = TypeVar("Choice", bound=str)
MOST_SITES = 12
_SITES, _AGAIN = "plan_sites", "plan_again"
_OFFICE = "Mo-Fr 08:00-17:00"
_SAME_S = 900.0
_SPACINGS = (0, 25, 50, 100, 150)
_MOST_PHASES = 4


@dataclass(frozen=True, slots=True)
class Counts:
    """At which hour, how long, with which police, over what is counted."""

    moment: Moment
    golden_s: float
    police: PolicePolicy
    want: Want


@dataclass(frozen=True, slots=True)
class Rules:
    """What sites do, in which hours, what is scarce, and the rules of work; 0 is no limit.

    Parameters
    ----------
    role, hours
        As in `SitingQuestion`.
    spacing_km
        Least kilometres between two sites.
    officers, budget
        Most officers, and most cost of a year, in all.
    least_percent
        Of the weight of each province that must be in time.
    phases
        In how many steps the sites are opened, 1 or more.
    staffing
        How many officers keep hours, and what one costs.
    """

    role: Role
    hours: tuple[str, ...]
    spacing_km: int
    officers: int
    budget: float
    least_percent: int
    phases: int
    staffing: Staffing


@dataclass(frozen=True, slots=True)
class AskedPlan:
    """One question, whole: what the planner asks of whom, over what, from where."""

    moment: Moment
    want: Want
    candidates: Candidates
    question: SitingQuestion
    staffing: Staffing

    def is_like(self, other: "AskedPlan") -> bool:
        """Whether another question is the same; a minute that has passed does not count."""
        mine, theirs = (
            (one.want, one.question, one.staffing, one.candidates.kept) for one in (self, other)
        )
        apart_s = abs((self.moment.when - other.moment.when).total_seconds())
        return mine == theirs and apart_s < _SAME_S


def ask_counts(t: Words) -> Counts:
    """Ask in one row at which hour, how long, and over what is counted."""
    with st.container(key="ctl", horizontal=True, gap="small", vertical_alignment="bottom"):
        when, golden_s, police = ask_hour(t), ask_golden(t), ask_police(t)
        usual: Want = "sites" if len(frame.pack().layers["sites"]) else "people"
        want = _one_of(
            t("Counted over"),
            want_words(t),
            key="want",
            default=usual,
            width=150,
            hint=t("Reported sites weigh by evidence, status and age; people are residents."),
        )
    return Counts(frame.moment_at(when), golden_s, police, want)


def ask_sites(t: Words) -> int:
    """Ask for how many sites."""
    st.session_state.setdefault(_SITES, 4)
    return int(
        st.slider(
            t("How many new sites?"),
            1,
            MOST_SITES,
            st.session_state[_SITES],
            key=_SITES,
            persist_state="session",
        )
    )


def ask_again(sites: int) -> None:
    """Ask for another number of sites, as if the slider had been moved and Solve pressed."""
    st.session_state[_SITES] = min(max(sites, 1), MOST_SITES)
    st.session_state[_AGAIN] = True


def is_asked_again() -> bool:
    """Whether a plan is asked for without a press of Solve; says so once."""
    return bool(st.session_state.pop(_AGAIN, False))


def ask_aim(t: Words) -> tuple[SitingModel, Span]:
    """Ask what is best, and over which hours."""
    left, right = st.columns(2, gap="small")
    with left:
        model = _one_of(t("Aim"), model_words(t), key="aim", default="mclp")
    with right:
        span = _one_of(t("Over which hours"), span_words(t), key="span", default="week")
    return model, span


def _one_of(
    label: str,
    words: Mapping[Choice, str],
    *,
    key: str,
    default: Choice,
    width: int = 400,
    hint: str | None = None,
) -> Choice:
    """Ask for one of some words of the house, by what they are called."""
    names = {str(one): word for one, word in words.items()}
    chosen = choose(
        label, list(names), names.__getitem__, key=key, default=str(default), width=width, hint=hint
    )
    return next(one for one in words if str(one) == chosen)


def ask_rules(t: Words) -> Rules:
    """Ask, behind a fold, for whom, in which hours, what is scarce, and by which rules of work."""
    with st.expander(t("Hours and limits")):
        roles: dict[str, str] = {
            "zone": t("They let people in"),
            "officers": t("Officers are sent"),
        }
        role = pick(t("New sites"), roles, key="role", default="zone", shows_label=True)
        both = st.toggle(
            t("Also try office hours"),
            key="plan_office",
            help=t(
                "Each site then keeps the better of day and night and Monday to Friday, 8 to 17."
            ),
        )
        spacing_km = choose(
            t("Least distance between sites"),
            _SPACINGS,
            lambda km: t.distance(1000 * km) if km else t("any"),
            key="spacing",
            default=0,
            width=220,
        )
        least_percent = st.select_slider(
            t("Least share of every province"),
            range(0, 100, 5),
            format_func=lambda percent: t.share(percent / 100) if percent else t("any"),
            key="plan_least",
            help=t("No province is left with less of its weight in time."),
        )
        phases = choose(
            t("Opened in phases"),
            range(1, _MOST_PHASES + 1),
            lambda count: t.number(count) if count > 1 else t("all at once"),
            key="phases",
            default=1,
            width=220,
            hint=t("What is opened in one phase stays; each phase counts alike."),
        )
        officers = st.number_input(
            t("Most officers in all (0: any)"), 0, 1000, key="plan_officers", step=1
        )
        budget = st.number_input(
            t("Most cost of a year in all (0: any)"), 0, 10**12, key="plan_budget", step=10_000
        )
        staffing = _ask_staffing(t, has_budget=budget > 0)
    return Rules(
        "officers" if role == "officers" else "zone",
        (ALWAYS, _OFFICE) if both else (ALWAYS,),
        spacing_km,
        int(officers),
        float(budget),
        int(least_percent),
        phases,
        staffing,
    )


def _ask_staffing(t: Words, *, has_budget: bool) -> Staffing:
    """Ask for the rules of work that officers and costs are counted by."""
    usual = Staffing()
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        at_once = st.number_input(
            t("Officers at a time"), 1, 100, value=usual.at_once, key="plan_at_once", width=150
        )
        week_h = st.number_input(
            t("Hours a week of one"),
            1,
            168,
            value=round(usual.week_h),
            key="plan_week_h",
            width=150,
        )
        present = st.number_input(
            t("Working time present, %"),
            5,
            100,
            value=round(100 * usual.present),
            key="plan_present",
            width=150,
        )
        cost = st.number_input(
            t("Cost of one for a year (0: not known)"),
            0,
            10**9,
            key="plan_cost",
            step=10_000,
            width=220,
        )
    if has_budget and not cost:
        ui.html(ui.hint(t("A budget needs what an officer costs, or a table with costs.")))
    ui.html(ui.hint(t("These rules of work are assumptions of yours; no source states them.")))
    return Staffing(
        at_once=int(at_once),
        week_h=float(week_h),
        present=present / 100,
        cost_per_officer=float(cost) or None,
    )


def ask_plan(counts: Counts, t: Words) -> AskedPlan:
    """Ask for all the rest; what does not go with the aim is left out, and the page says so."""
    sites = ask_sites(t)
    model, span = ask_aim(t)
    candidates, rules = ask_spots(counts.moment, t), ask_rules(t)
    known = {one.id for one in candidates.kept}
    p = min(sites, max(len(known), 1))
    terms, left_out_terms = fitted(
        model,
        Terms(
            span=span,
            least_share=rules.least_percent / 100 if rules.least_percent else None,
            phases=even_phases(p, rules.phases) if rules.phases > 1 else (),
        ),
    )
    _say_left_out(left_out_terms, t)
    question = SitingQuestion(
        golden_s=counts.golden_s,
        model=model,
        p=None if model == "lscp" else p,
        role=rules.role,
        hours=rules.hours,
        direction="response" if rules.role == "officers" else "reach",
        police=counts.police,
        must=tuple(one for one in st.session_state.get(MUST, ()) if one in known),
        never=tuple(one for one in st.session_state.get(NEVER, ()) if one in known),
        budget=rules.budget or None,
        officers=float(rules.officers) if rules.officers else None,
        spacing_m=1000.0 * rules.spacing_km,
        **terms,
    )
    return AskedPlan(counts.moment, counts.want, candidates, question, rules.staffing)


def _say_left_out(settings: Sequence[Setting], t: Words) -> None:
    words: dict[Setting, str] = {
        "span": t("Over which hours"),
        "least_share": t("Least share of every province"),
        "phases": t("Opened in phases"),
    }
    if names := ", ".join(words[one] for one in settings):
        ui.html(
            ui.hint(t("Does not go with this question, and is left out: {names}.", names=names))
        )


def even_phases(sites: int, phases: int) -> tuple[int, ...]:
    """Spread sites evenly over phases: how many stand after each.

    Examples
    --------
    >>> even_phases(7, 3), even_phases(2, 4)
    ((3, 5, 7), (1, 2))
    """
    return tuple(sorted({math.ceil(sites * phase / phases) for phase in range(1, phases + 1)}))
