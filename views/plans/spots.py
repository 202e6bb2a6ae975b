"""From where a plan may choose: kinds or a table of candidates, who agreed, musts, the forbidden."""

import tempfile
from collections import Counter
from datetime import datetime
from pathlib import Path

import streamlit as st

from geo.errors import FaultsError
from geo.text import markdown_escaped, plain
from planning.moment import Moment
from planning.siting.candidates import (
    KINDS,
    USUAL_KINDS,
    USUAL_RULES,
    Agreement,
    Candidate,
    CandidateKind,
    CandidateRules,
    Candidates,
    candidates_from_file,
    candidates_of,
)
from views import frame, ui
from views.faults import told
from views.plans.words import kind_words, why_words
from views.words import Words

MUST, NEVER = "plan_must", "plan_never"
_BY_CONSENT: tuple[CandidateKind, ...] = ("hospitals", "hotels", "embassies")
_MOST_MIN = 10_000


def ask_spots(moment: Moment, t: Words) -> Candidates:
    """Ask, behind a fold, from where sites are chosen, which are musts and which forbidden."""
    with st.expander(t("Candidates")):
        kinds = _ask_kinds(t)
        hazard = st.select_slider(
            t("Most reported danger at a site"),
            [number / 20 for number in range(21)],
            key="plan_hazard",
            value=1.0,
            help=t("From 0 to 1; level 4 areas are flagged, and not left out."),
        )
        by_consent = tuple(kind for kind in _BY_CONSENT if kind in kinds)
        consents = _ask_consents(moment, by_consent, t) if by_consent else frozenset[str]()
        agreements = _ask_agreements(moment, t) if "abroad" in kinds else ()
        rules = CandidateRules(
            most_hazard=float(hazard), consents=consents, agreements=tuple(agreements)
        )
        candidates = _own_table(moment, rules, t) or _from_kinds(moment.when, tuple(kinds), rules)
        _ask_names(candidates.kept, t)
        _left_out(candidates, t)
    return candidates


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


def _from_kinds(
    when: datetime, kinds: tuple[CandidateKind, ...], rules: CandidateRules
) -> Candidates:
    """Take candidates once for all visitors who ask for the same."""
    return _taken(when, kinds, rules, edition=frame.kept_for())


@st.cache_resource(show_spinner=False, max_entries=50)
def _taken(
    when: datetime,
    kinds: tuple[CandidateKind, ...],
    rules: CandidateRules,
    *,
    edition: frame.Edition,  # noqa: ARG001 - a key of the cache
) -> Candidates:
    return candidates_of(frame.moment_at(when), kinds, rules)


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


def _waiting(moment: Moment, kinds: tuple[CandidateKind, ...], *, why: str) -> dict[str, Candidate]:
    """Give what is left out for want of a word of its host, by id."""
    found = _from_kinds(moment.when, kinds, USUAL_RULES)
    return {one.candidate.id: one.candidate for one in found.left_out if one.why == why}


def _ask_consents(moment: Moment, kinds: tuple[CandidateKind, ...], t: Words) -> frozenset[str]:
    hosts = _waiting(moment, kinds, why="no_consent")
    chosen = st.multiselect(
        t("Hosts who agreed"),
        list(hosts),
        format_func=lambda one: candidate_name(hosts[one], t),
        key="plan_consents",
        placeholder=t("none"),
        help=t("A hotel, a hospital or another embassy is a candidate once its host has agreed."),
    )
    return frozenset(chosen)


def _ask_agreements(moment: Moment, t: Words) -> list[Agreement]:
    """Ask which missions over the border may act, at which gate, and in how many minutes."""
    missions = _waiting(moment, ("abroad",), why="no_agreement")
    posts = moment.layer("police_posts")
    gates = posts[posts["kind"] == "border_gate"].set_index("id")["name"].to_dict()
    chosen = st.multiselect(
        t("Missions over the border that may act"),
        list(missions),
        format_func=lambda one: candidate_name(missions[one], t),
        key="plan_abroad",
        placeholder=t("none"),
        help=t("By an agreement between the states; each acts at the gate that is named here."),
    )
    agreements, unsaid = [], []
    for mission in chosen:
        name = candidate_name(missions[mission], t)
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            gate = st.selectbox(
                t("Gate of {name}", name=markdown_escaped(name)),
                list(gates),
                format_func=gates.__getitem__,
                index=None,
                key=f"plan_gate_{mission}",
                placeholder=t("choose a gate"),
                width=240,
            )
            drive, border = (
                st.number_input(label, 0, _MOST_MIN, value=None, key=key, width=150)
                for label, key in (
                    (t("Minutes to the gate"), f"plan_drive_{mission}"),
                    (t("Minutes at the border"), f"plan_border_{mission}"),
                )
            )
        if gate is None or drive is None or border is None:
            unsaid.append(name)
        else:
            agreements.append(Agreement(mission, gate, float(drive), float(border)))
    if unsaid:
        ui.html(
            ui.hint(
                t(
                    "Not counted before gate and minutes are given: {names}.",
                    names=", ".join(unsaid),
                )
            )
        )
    return agreements


def _own_table(moment: Moment, rules: CandidateRules, t: Words) -> Candidates | None:
    """Take candidates from a table of the visitor's own; None without one, or with faults in it."""
    given = st.file_uploader(
        t("Own candidates in place of these (CSV)"),
        type=["csv"],
        key="plan_table",
        max_upload_size=5,
        help=t("Columns id, lat, lon; and name, host, hours, cost, officers, capacity."),
    )
    if given is None:
        return None
    name = plain(Path(given.name).name)[:60] or "candidates.csv"
    found: list[Candidates] = []
    with told():
        found.append(
            _from_table(moment.when, given.getvalue(), rules, name=name, edition=frame.kept_for())
        )
    return found[0] if found else None


@st.cache_resource(show_spinner=False, max_entries=20)
def _from_table(
    when: datetime,
    content: bytes,
    rules: CandidateRules,
    *,
    name: str,
    edition: frame.Edition,  # noqa: ARG001 - a key of the cache
) -> Candidates:
    """Read a table that was sent; it lies in a folder of its own for as long as that takes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "candidates.csv"
        path.write_bytes(content)
        try:
            return candidates_from_file(frame.moment_at(when), path, rules)
        except FaultsError as error:
            raise FaultsError(name, error.faults) from None


def _ask_names(candidates: tuple[Candidate, ...], t: Words) -> None:
    """Ask for musts and the forbidden by name: the same as a click on the map, by keyboard."""
    names = {one.id: candidate_name(one, t) for one in candidates}
    for key, label in ((MUST, t("Must have")), (NEVER, t("Forbidden"))):
        kept = [one for one in st.session_state.get(key, ()) if one in names]
        st.session_state[key] = kept
        st.multiselect(
            label,
            list(names),
            default=kept,
            format_func=names.__getitem__,
            key=key,
            placeholder=t("none"),
        )


def _left_out(candidates: Candidates, t: Words) -> None:
    """Say how many candidates there are, and why others are left out."""
    words = why_words(t)
    counts = Counter(words[one.why] for one in candidates.left_out)
    reasons = ", ".join(f"{count} {why}" for why, count in counts.most_common())
    line = t("{count} candidates.", count=len(candidates.kept))
    if reasons:
        line += " " + t("Left out: {reasons}.", reasons=reasons)
    ui.html(ui.hint(line))
