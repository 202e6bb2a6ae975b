"""What a plan is asked: how many, what is best, over which hours, from which candidates."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import streamlit as st

from planning.moment import Moment
from planning.siting.candidates import (
    KINDS,
    USUAL_KINDS,
    Candidate,
    CandidateKind,
    CandidateRules,
    Candidates,
    candidates_of,
)
from planning.siting.options import ALWAYS, Role
from planning.siting.questions import Setting, SitingModel, SitingQuestion, Span, Terms, fitted
from planning.siting.staffing import Staffing
from planning.siting.wants import Want
from planning.supply.facilities import PolicePolicy
from views import frame, ui
from views.plans.words import kind_words, model_words, span_words, want_words, why_words
from views.question import ask_golden, ask_hour, ask_police, choose, pick
from views.words import Words

Choice = TypeVar("Choice", bound=str)
MOST_SITES = 12
MUST, NEVER = "plan_must", "plan_never"
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
    """From where, what they do, in which hours, and the limits; 0 is no limit.

    Parameters
    ----------
    candidates, role, hours
        As in `SitingQuestion`.
    spacing_km
        Least kilometres between two sites.
    officers
        Most in all.
    least_percent
        Of the weight of each province that must be in time.
    phases
        In how many steps the sites are opened, 1 or more.
    """

    candidates: Candidates
    role: Role
    hours: tuple[str, ...]
    spacing_km: int
    officers: int
    least_percent: int
    phases: int


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
            (one.want, one.question, [spot.id for spot in one.candidates.kept])
            for one in (self, other)
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
        st.slider(t("How many new sites?"), 1, MOST_SITES, key=_SITES, persist_state="session")
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


def ask_rules(moment: Moment, t: Words) -> Rules:
    """Ask, behind a fold, from where, for whom, in which hours, and what is scarce."""
    with st.expander(t("Candidates, hours and limits")):
        kinds = _ask_kinds(t)
        hazard = st.select_slider(
            t("Most reported danger at a site"),
            [number / 20 for number in range(21)],
            key="plan_hazard",
            value=1.0,
            help=t("From 0 to 1; level 4 areas are flagged, and not left out."),
        )
        candidates = _candidates(moment.when, tuple(kinds), float(hazard))
        _ask_names(candidates.kept, t)
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
        officers = st.number_input(
            t("Most officers in all (0: any)"), 0, 1000, key="plan_officers", step=1
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
        left_out(candidates, t)
    return Rules(
        candidates,
        "officers" if role == "officers" else "zone",
        (ALWAYS, _OFFICE) if both else (ALWAYS,),
        spacing_km,
        int(officers),
        int(least_percent),
        phases,
    )


@st.cache_resource(show_spinner=False, max_entries=50)
def _candidates(when: datetime, kinds: tuple[CandidateKind, ...], most_hazard: float) -> Candidates:
    """Take candidates once for all visitors who ask for the same."""
    return candidates_of(frame.moment_at(when), kinds, CandidateRules(most_hazard=most_hazard))


def left_out(candidates: Candidates, t: Words) -> None:
    """Say how many candidates there are, and why others are left out."""
    words = why_words(t)
    counts = Counter(words[one.why] for one in candidates.left_out)
    told = ", ".join(f"{count} {why}" for why, count in counts.most_common())
    line = t("{count} candidates.", count=len(candidates.kept))
    if told:
        line += " " + t("Left out: {reasons}.", reasons=told)
    ui.html(ui.hint(line))


def ask_plan(counts: Counts, t: Words) -> AskedPlan:
    """Ask for all the rest; what does not go with the aim is left out, and the page says so."""
    sites = ask_sites(t)
    model, span = ask_aim(t)
    rules = ask_rules(counts.moment, t)
    known = {one.id for one in rules.candidates.kept}
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
        officers=float(rules.officers) if rules.officers else None,
        spacing_m=1000.0 * rules.spacing_km,
        **terms,
    )
    return AskedPlan(counts.moment, counts.want, rules.candidates, question, Staffing())


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


def _ask_kinds(t: Words) -> list[CandidateKind]:
    words = kind_words(t)
    chosen = st.multiselect(
        t("Candidates from"),
        KINDS,
        default=USUAL_KINDS,
        format_func=words.__getitem__,
        key="plan_kinds",
    )
    return [kind for kind in KINDS if kind in (chosen or USUAL_KINDS)]


def _ask_names(candidates: tuple[Candidate, ...], t: Words) -> None:
    """Ask for musts and the forbidden by name: the same as a click on the map, by keyboard."""
    names = {one.id: candidate_name(one, t) for one in candidates}
    for key, label in ((MUST, t("Must have")), (NEVER, t("Forbidden"))):
        kept = [one for one in st.session_state.get(key, ()) if one in names]
        st.session_state[key] = kept
        st.multiselect(
            label, list(names), format_func=names.__getitem__, key=key, placeholder=t("none")
        )


def candidate_name(candidate: Candidate, t: Words) -> str:
    """Give a candidate's name in the visitor's language."""
    return candidate.name_ko if t.language == "ko" and candidate.name_ko else candidate.name


def turn(candidate: str) -> None:
    """Make a candidate a must, then forbidden, then free again."""
    must = list(st.session_state.get(MUST, ()))
    never = list(st.session_state.get(NEVER, ()))
    if candidate in must:
        must.remove(candidate)
        never.append(candidate)
    elif candidate in never:
        never.remove(candidate)
    else:
        must.append(candidate)
    st.session_state[MUST], st.session_state[NEVER] = must, never
