"""The headline of a coverage: figures side by side, and the bar of causes that adds up."""

from markupsafe import Markup

from planning.cover.causes import CAUSES
from planning.coverage import Coverage
from views.cover.causes import TONES, cause_word
from views.ui import join
from views.words import Words

_LETTER, _SYLLABLE = 0.0145, 0.026
"""Share of the bar that a sign takes up on a phone: of Latin, of Korean."""
_WIDE_ENOUGH = 0.05


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
    """Show the share in time, that with a backup, and the times for half and four fifths."""
    half, most = coverage.time_to_reach(0.5), coverage.time_to_reach(0.8)
    never = t("never")
    golden = t.minutes(coverage.golden_s)
    return figures(
        [
            (
                t("In time"),
                t.share(coverage.covered_share),
                t("of the weight, within {golden}", golden=golden),
            ),
            (
                t("With a backup"),
                t.share(coverage.backup_share),
                t("two independent houses in time"),
            ),
            (
                t("Half reached in"),
                t.duration(half) if half is not None else never,
                t("best known help"),
            ),
            (
                t("80% reached in"),
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
            tone, 100 * share, f"{word} {t.share(share)}", _fitting(word, share, t)
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


def _fitting(word: str, share: float, t: Words) -> str:
    """Give what has room in a piece of the bar: word and share, the share alone, or nothing."""
    text = f"{word} {t.share(share)}"
    room = sum(_LETTER if sign.isascii() else _SYLLABLE for sign in text)
    if share >= room:
        return text
    return t.share(share) if share > _WIDE_ENOUGH else ""
