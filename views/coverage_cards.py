"""The answers of Coverage as cards: figures, the bar of causes, the list of gaps, the table."""

from collections.abc import Mapping

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
    """Say in words why a place is not reached."""
    by = names.get(gap.by, gap.by).replace("*", "")
    say = {
        "closed_on_arrival": _closed,
        "hours_unknown": _hours_unknown,
        "nobody_on_duty": _nobody,
        "too_far": _too_far,
    }.get(gap.cause)
    if say is None:
        return t("No open road leads from here to help.")
    return say(gap, by, t) + _how_late(gap, coverage.golden_s, t)


def _closed(gap: Gap, by: str, t: Words) -> str:
    if not by:
        return t("No door counts at this moment.")
    if gap.arrival_s is None:
        return t("{by} is closed on arrival.", by=by)
    away = t.duration(gap.arrival_s)
    return t("{by} is **{away}** away but closed on arrival.", by=by, away=away)


def _hours_unknown(_gap: Gap, by: str, t: Words) -> str:
    return t(
        "The hours of {by} are not on file, so it counts as closed. **One phone call settles this.**",
        by=by,
    )


def _nobody(_gap: Gap, by: str, t: Words) -> str:
    if not by:
        return t("Nobody can be sent at this moment.")
    return t("{by} is only on call; **on duty it would be in time.**", by=by)


def _too_far(_gap: Gap, by: str, t: Words) -> str:
    return t("{by} comes nearest.", by=by)


def _how_late(gap: Gap, golden_s: float, t: Words) -> str:
    if gap.eta_s is None:
        return ""
    late = t.duration(max(60.0, gap.eta_s - golden_s))
    return " " + t(
        "Best known: {duration}, **{late} too late.**", duration=t.duration(gap.eta_s), late=late
    )


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
