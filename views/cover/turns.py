"""The figures of two scenarios beside each other, and the places that turn from one to the other."""

from collections.abc import Callable
from itertools import chain

from markupsafe import Markup

from planning.coverage import Coverage
from planning.scenarios.compare import COVERED, NOT_COUNTED, Tally, Turn
from views import ui
from views.cover.causes import TONES, cause_word
from views.cover.gaps import Names
from views.words import Words

_MOST = 100


def headline_table(tally: Tally, t: Words) -> Markup:
    """Set the headlines of A and B beside each other, with the difference."""
    pairs: list[tuple[str, Callable[[Coverage], float]]] = [
        (t("In time"), lambda one: one.covered_share),
        (t("With a backup"), lambda one: one.backup_share),
    ]
    rows: list[tuple[str | Markup, ...]] = [
        (
            name,
            t.share(figure(tally.before)),
            t.share(figure(tally.after)),
            Markup("<b>{}</b>").format(
                t.points(100 * (figure(tally.after) - figure(tally.before)))
            ),
        )
        for name, figure in pairs
    ]
    rows += [
        (name, *(_reached(one, share, t) for one in (tally.before, tally.after)), "")
        for name, share in ((t("Half reached in"), 0.5), (t("80% reached in"), 0.8))
    ]
    return ui.table(("", "A", "B", t("Difference")), rows)


def _reached(coverage: Coverage, share: float, t: Words) -> str:
    seconds = coverage.time_to_reach(share)
    return t("never") if seconds is None else t.duration(seconds)


def turn_table(tally: Tally, names: Names, t: Words) -> Markup:
    """List the places gained, then those lost, with what they were and are."""
    if not (tally.gains or tally.losses):
        return Markup('<div class="hint">{}</div>').format(
            t("No place is reached in one and not in the other.")
        )
    gained, lost = t("gained"), t("lost")
    rows = [
        _row(turn, word, of, names=names, t=t)
        for turn, word, of in chain(
            ((turn, f"+ {gained}", tally.after) for turn in tally.gains[:_MOST]),
            ((turn, f"− {lost}", tally.before) for turn in tally.losses[:_MOST]),
        )
    ]
    more = max(0, len(tally.gains) - _MOST) + max(0, len(tally.losses) - _MOST)
    table = ui.table((t("Place"), t("Weight"), "A", "B"), rows)
    if not more:
        return table
    return table + Markup('<div class="kv">{}</div>').format(t("and {count} more", count=more))


def _row(
    turn: Turn, word: str, of: Coverage, *, names: Names, t: Words
) -> tuple[str | Markup, ...]:
    place = names.get(turn.id, turn.name)
    province = names.get(turn.province, turn.province)
    return (
        Markup('<b>{}</b><br><span class="kv">{} · {}</span>').format(place, province, word),
        t.share(turn.weight / of.total_weight),
        _state(turn.before, t),
        _state(turn.after, t),
    )


def _state(state: str, t: Words) -> Markup:
    if state == COVERED:
        return ui.badge("ok", t("in time"))
    if state == NOT_COUNTED:
        return ui.badge("unk", t("not counted there"))
    return ui.badge(TONES[state], cause_word(state, t))
