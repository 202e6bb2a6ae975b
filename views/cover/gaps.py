"""The places of a coverage as a list of gaps and as a table that equals the map."""

import math
from collections.abc import Mapping

import numpy as np
from markupsafe import Markup

from planning.coverage import Coverage, Gap
from planning.reporting.speech import local_names
from views.cover.causes import TONES, cause_word
from views.cover.sentences import gap_sentence
from views.records import korean_names
from views.ui import badge, join, rich, table
from views.words import Words

Names = Mapping[str, str]
"""Local names by id and by English name."""


def spoken_names(coverage: Coverage, t: Words) -> Names:
    """Give Korean names by id and by English name, where they are known."""
    if t.language != "ko":
        return {}
    moment = coverage.moment
    return {**local_names(moment.pack, t.language), **korean_names(moment.pack)}


def gap_name(gap: Gap, names: Names) -> str:
    """Give a gap's name in the visitor's language."""
    return place_name(gap.id, gap.name, names)


def place_name(place: str, name: str, names: Names) -> str:
    """Give the name of a place in the visitor's language, by its id, else by its English name."""
    return names.get(place) or names.get(name, name)


def gap_list(
    coverage: Coverage, names: Names, t: Words, *, after: int = 0, most: int | None = None
) -> Markup:
    """List the gaps from one number to another, with their weight, cause and what mends it."""
    rows = join(
        Markup(
            '<div class="gap"><div class="w">{}</div><div class="p"><span>{}</span>{}</div>'
            '<div class="c">{}</div></div>'
        ).format(
            t.share(gap.weight / coverage.total_weight),
            gap_name(gap, names),
            badge(TONES[gap.cause], cause_word(gap.cause, t)),
            rich(gap_sentence(gap, coverage, names=names, t=t)),
        )
        for gap in coverage.gaps[after:most]
    )
    if not coverage.gaps:
        return Markup('<div class="card ok">{}</div>').format(t("No gap: everything is in time."))
    return Markup(
        '<div class="card gaps" role="group" tabindex="0" aria-label="{}"'
        ' style="padding:.3rem .95rem .3rem .6rem">{}</div>'
    ).format(t("Gaps, the heaviest first"), rows)


def point_table(coverage: Coverage, names: Names, t: Words) -> Markup:
    """Show every counted place with its answer and its first known help: equal to the map."""
    gaps = {gap.id: gap for gap in coverage.gaps}
    demand, never = coverage.demand, t("never")
    rows = []
    for index in np.argsort(-demand.weight, kind="stable").tolist():
        place = demand.ids[index]
        gap, eta_s = gaps.get(place), float(coverage.eta_s[index])
        state = (
            badge(TONES[gap.cause], cause_word(gap.cause, t)) if gap else badge("ok", t("in time"))
        )
        share = t.share(float(demand.weight[index]) / coverage.total_weight)
        known = t.duration(eta_s) if math.isfinite(eta_s) else never
        name, province = demand.names[index], demand.provinces[index]
        rows.append(
            (place_name(place, name, names), names.get(province, province), share, state, known)
        )
    head = (t("Place"), t("Province"), t("Weight"), t("In time?"), t("First known help"))
    return table(head, rows)
