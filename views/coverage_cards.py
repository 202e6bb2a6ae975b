"""The answers of Coverage as cards: figures, the bar of causes, the list of gaps, the table."""

import math
from collections.abc import Mapping

import numpy as np
from markupsafe import Markup

from planning.coverage import CAUSES, Coverage, Gap
from views.ui import badge, join, rich, table
from views.words import Words

TONES = {
    "closed_on_arrival": "shut",
    "hours_unknown": "unk",
    "nobody_on_duty": "shut",
    "too_far": "late",
    "no_road": "late",
    "no_help": "unk",
}
_WIDE_ENOUGH = 0.16


def cause_word(cause: str, t: Words) -> str:
    """Name the cause of a gap."""
    return {
        "closed_on_arrival": t("Closed on arrival"),
        "hours_unknown": t("Hours not known"),
        "nobody_on_duty": t("Nobody on duty"),
        "too_far": t("Too far even when open"),
        "no_road": t("No open road"),
        "no_help": t("No help that counts on the map"),
    }[cause]


def figures(items: list[tuple[str, str, str]]) -> Markup:
    """Show figures side by side: label, number, remark."""
    boxes = join(
        Markup(
            '<div><div class="lab">{}</div><div class="v">{}</div><div class="s">{}</div></div>'
        ).format(label, value, remark)
        for label, value, remark in items
    )
    return Markup('<div class="kp">{}</div>').format(boxes)


def coverage_figures(coverage: Coverage, t: Words) -> Markup:
    """Show the share in time, the count, and the times for half and four fifths."""
    half, most = coverage.time_to_reach(0.5), coverage.time_to_reach(0.8)
    never = t("never")
    inside = f"{int(coverage.covered.sum())} / {len(coverage.covered)}"
    golden = t.minutes(coverage.golden_s)
    return figures(
        [
            (
                t("In time"),
                t.share(coverage.covered_share),
                t("of the weight, within {golden}", golden=golden),
            ),
            (t("Places in time"), inside, t("each counted once")),
            (
                t("Half reached in"),
                t.duration(half) if half is not None else never,
                t("best known help"),
            ),
            (
                t("80 % reached in"),
                t.duration(most) if most is not None else never,
                t("waits included"),
            ),
        ]
    )


def cause_bar(coverage: Coverage, t: Words) -> Markup:
    """Show what is covered and, by cause, what is not: the pieces add up to all."""
    whole = coverage.total_weight
    pieces = [("ok", coverage.covered_share, t("in time"))]
    causes = coverage.causes
    pieces += [
        (TONES[cause], causes[cause] / whole, cause_word(cause, t))
        for cause in CAUSES
        if cause in causes
    ]
    spans = join(
        Markup('<span class="{}" style="width:{:.2f}%" title="{}">{}</span>').format(
            tone,
            100 * share,
            f"{word} {t.share(share)}",
            f"{word} {t.share(share)}"
            if share > _WIDE_ENOUGH
            else (t.share(share) if share > 0.05 else ""),
        )
        for tone, share, word in pieces
        if share > 0
    )
    key = join(
        Markup("<span>{} <b>{}</b></span>").format(word, t.share(share))
        for _, share, word in pieces
        if share > 0
    )
    title = t(
        "Why {share} is not reached: the causes add up", share=t.share(1 - coverage.covered_share)
    )
    return Markup(
        '<div class="lab">{}</div><div class="stack">{}</div><div class="key">{}</div>'
    ).format(title, spans, key)


def gap_list(coverage: Coverage, names: Mapping[str, str], t: Words) -> Markup:
    """List the gaps with their weight, their cause and what stands behind it."""
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
        for gap in coverage.gaps
    )
    if not coverage.gaps:
        return Markup('<div class="card ok">{}</div>').format(t("No gap: everything is in time."))
    return Markup(
        '<div class="card gaps" tabindex="0" style="padding:.3rem .95rem .3rem .6rem">{}</div>'
    ).format(rows)


def gap_name(gap: Gap, names: Mapping[str, str]) -> str:
    """Give a gap's name in the visitor's language."""
    return names.get(gap.id, gap.name)


def gap_sentence(gap: Gap, coverage: Coverage, *, names: Mapping[str, str], t: Words) -> str:
    """Say in words why a place is not reached: the cause, then the first known help."""
    by = _spoken(gap.by, names)
    say = {
        "closed_on_arrival": _closed,
        "hours_unknown": _hours_unknown,
        "nobody_on_duty": _nobody,
        "too_far": _too_far,
    }.get(gap.cause)
    if say is None:
        is_road = gap.cause == "no_road"
        return t("No open road leads from here to help.") if is_road else _no_help(coverage, t)
    return say(gap, by, t) + _first_help(gap, coverage.golden_s, names=names, t=t)


def _spoken(name: str, names: Mapping[str, str]) -> str:
    return names.get(name, name).replace("*", "")


def _no_help(coverage: Coverage, t: Words) -> str:
    return {
        "reach": t("No door that counts is on the map."),
        "response": t("No unit that counts is on the map."),
        "either": t("No door and no unit that counts is on the map."),
    }[coverage.direction]


def _closed(gap: Gap, by: str, t: Words) -> str:
    away = t.duration(gap.arrival_s or 0.0)
    return t("{by} is **{away}** away but closed on arrival.", by=by, away=away)


def _hours_unknown(gap: Gap, by: str, t: Words) -> str:
    away = t.duration(gap.arrival_s or 0.0)
    return t(
        "{by} is **{away}** away, but its hours are not on file, so it does not count. "
        "**One phone call settles this.**",
        by=by,
        away=away,
    )


def _nobody(gap: Gap, by: str, t: Words) -> str:
    if not by or gap.arrival_s is None:
        return t("Nobody can be sent at this moment.")
    after = t.duration(gap.arrival_s)
    return t(
        "{by} is only on call and comes after {after}; **on duty it would be in time.**",
        by=by,
        after=after,
    )


def _too_far(gap: Gap, by: str, t: Words) -> str:
    if gap.arrival_s is None:
        return t("Nearest help: {by}.", by=by)
    return t("Nearest help: {by}, **{away}**.", by=by, away=t.duration(gap.arrival_s))


def _first_help(gap: Gap, golden_s: float, *, names: Mapping[str, str], t: Words) -> str:
    """Say who helps first and how much too late; the cause may speak of somebody else."""
    if gap.eta_s is None:
        return " " + t("No help is known at any time.")
    late = t.duration(max(60.0, gap.eta_s - golden_s))
    if gap.eta_by == gap.by and gap.eta_s == gap.arrival_s:
        return " " + t("**{late} too late.**", late=late)
    return " " + t(
        "First known help: {by} after {duration}, **{late} too late.**",
        by=_spoken(gap.eta_by, names),
        duration=t.duration(gap.eta_s),
        late=late,
    )


def point_table(coverage: Coverage, names: Mapping[str, str], t: Words) -> Markup:
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
        name = names.get(place, demand.names[index])
        rows.append((name, demand.provinces[index], share, state, known))
    head = (t("Place"), t("Province"), t("Weight"), t("In time?"), t("First known help"))
    return table(head, rows)


def province_table(coverage: Coverage, t: Words) -> Markup:
    """Show covered and whole weight by province, the same numbers as on the map."""
    rows = [
        (
            province,
            t.number(inside, 2),
            t.number(whole, 2),
            t.share(inside / whole if whole else 0.0),
        )
        for province, (inside, whole) in coverage.by_province().items()
    ]
    return table((t("Province"), t("In time"), t("All"), t("Share")), rows)
