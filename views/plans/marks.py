"""The map of Siting: candidates, musts, the forbidden, and the sites of the plan."""

from collections.abc import Sequence

from planning.siting.candidates import Candidate
from views import symbols, ui
from views.maps import Group
from views.marks import About, Symbol
from views.plans.ask import AskedPlan
from views.plans.outcome import Outcome
from views.plans.spots import candidate_name
from views.plans.words import kind_words
from views.tokens import Tokens
from views.words import Words

_NEAR_DEG = 0.12
_FRONT = 24


def candidate_group(asked: AskedPlan, t: Words, look: Tokens) -> Group:
    """Mark every candidate that is free to be chosen."""
    return Group(
        t("Candidates"),
        tuple(
            _mark(one, symbols.zone("candidate", look), t, size=13) for one in asked.candidates.kept
        ),
    )


def plan_marks(asked: AskedPlan, found: Outcome | None, t: Words) -> tuple[Symbol, ...]:
    """Mark musts, the forbidden, and the chosen sites by their place in the plan."""
    look, question = ui.colours(), asked.question
    by_id = {one.id: one for one in asked.candidates.kept}
    marks = [
        _mark(by_id[one], drawn, t, size=_FRONT, state=word)
        for ids, drawn, word in (
            (question.must, symbols.must_zone(look), t("must have")),
            (question.never, symbols.zone("closed", look), t("forbidden")),
        )
        for one in ids
        if one in by_id
    ]
    for place, pick in enumerate(found.plan.picks if found is not None else (), start=1):
        drawn = symbols.tried_zone(str(place), look)
        marks.append(_mark(pick.option.candidate, drawn, t, size=28, state=pick.option.hours))
    return tuple(marks)


def _mark(one: Candidate, drawn: str, t: Words, *, size: int, state: str = "") -> Symbol:
    name = candidate_name(one, t)
    lines = [kind_words(t)[one.kind]]
    if state:
        lines.insert(0, state)
    if "travel_ban" in one.flags:
        lines.append(t("in a level 4 area"))
    about = About(name, tuple(lines))
    return Symbol((one.lat, one.lon), drawn, name, size=size, front=size >= _FRONT, about=(about,))


def candidate_at(candidates: Sequence[Candidate], lat: float, lon: float) -> Candidate | None:
    """Give the candidate nearest to a click; None where none is near."""
    near = min(
        candidates,
        key=lambda one: (one.lat - lat) ** 2 + (one.lon - lon) ** 2,
        default=None,
    )
    if near is None or max(abs(near.lat - lat), abs(near.lon - lon)) > _NEAR_DEG:
        return None
    return near
