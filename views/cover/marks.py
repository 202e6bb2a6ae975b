"""The map of Coverage: every counted place with the sign of its answer."""

from collections.abc import Mapping

from planning.coverage import Coverage, Gap
from views import symbols
from views.cover.causes import TONES, cause_word
from views.cover.gaps import place_name
from views.marks import About, Pile, Symbol
from views.tokens import Tokens
from views.words import Words


def result_pile(coverage: Coverage, names: Mapping[str, str], *, t: Words, look: Tokens) -> Pile:
    """Mark every counted place: in time, late, closed, unknown; gaps win over the rest."""
    gaps = {gap.id: gap for gap in coverage.gaps}
    demand = coverage.demand
    marks, ranks = [], []
    for index, place in enumerate(demand.ids):
        gap = gaps.get(place)
        at = (float(demand.points.lat[index]), float(demand.points.lon[index]))
        tone = TONES[gap.cause] if gap else "ok"
        name = place_name(place, demand.names[index], names)
        eta_s = float(coverage.eta_s[index])
        about = (About(name, _lines(gap, eta_s, t)),)
        marks.append(
            Symbol(at, symbols.answer(tone, look), f"{name}: {about[0].lines[0]}", about=about)
        )
        ranks.append(round(1000 * float(demand.weight[index]) / coverage.total_weight))
    return Pile(tuple(marks), tuple(ranks), size=17, reach=19, offset=(0, -20))


def _lines(gap: Gap | None, eta_s: float, t: Words) -> tuple[str, ...]:
    best = t("Best known: {duration}.", duration=t.duration(eta_s)) if eta_s < float("inf") else ""
    word = cause_word(gap.cause, t) if gap else t("in time")
    return (word, best) if best else (word,)
