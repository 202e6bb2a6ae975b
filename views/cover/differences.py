"""In which settings two scenarios differ, in words: always told, before any figure."""

from datetime import datetime

from markupsafe import Markup, escape

from planning.cover.demand import Demand
from planning.scenarios.compare import Comparison, Tally
from planning.scenarios.differences import Difference
from views import ui
from views.cover.ask import demand_words, direction_words
from views.question import POLICIES, police_words
from views.words import Words

_SPOKEN = ("direction", "police", "season", "time of day")


def differences_card(found: Comparison, t: Words) -> Markup:
    """Say that both sides were asked alike, or list every setting that differs."""
    if found.is_like_for_like:
        return ui.card(
            escape(t("The same settings on both sides: the figures compare.")),
            tone="ok",
        )
    counted = {f"demand ({kind})": tally for kind, tally in found.tallies.items()}
    rows = [
        (key_word(one.key, t), *_values(one, counted.get(one.key), t)) for one in found.differences
    ]
    return ui.card(
        ui.table((t("Setting"), "A", "B"), rows),
        tone="late",
        title=t("Not the same on both sides: the figures do not compare as they stand."),
    )


def _values(one: Difference, counted: Tally | None, t: Words) -> tuple[str, str]:
    if counted is None:
        return value_word(one.key, one.before, t), value_word(one.key, one.after, t)
    return demand_word(counted.before.demand, t), demand_word(counted.after.demand, t)


def demand_word(demand: Demand, t: Words) -> str:
    """Say how much there is to be covered."""
    return t(
        "{count} places of weight {weight}",
        count=t.number(len(demand.ids)),
        weight=t.number(float(demand.weight.sum()), 2),
    )


def instant_word(when: datetime, t: Words) -> str:
    """Write a date with its day of the week and the time of day."""
    return f"{t.date(when)} ({t.weekday(when)}) {t.clock(when)}"


def key_word(key: str, t: Words) -> str:
    """Name a setting; a number of the pack goes by its own name."""
    return {
        "golden time": t("Golden time"),
        "direction": t("What counts"),
        "police": t("Police"),
        "instant": t("When"),
        "season": t("Season"),
        "time of day": t("Time of day"),
        **{f"demand ({kind})": word for kind, word in demand_words(t).items()},
        "pack": t("Country data"),
        "pack files": t("Files of the country data"),
    }.get(key, key)


def value_word(key: str, value: str, t: Words) -> str:
    """Write a setting's value in the visitor's language; else as it is."""
    if key == "instant":
        return instant_word(datetime.fromisoformat(value), t)
    words = {
        **{str(policy): police_words(policy, t) for policy in POLICIES},
        **direction_words(t),
        "wet": t("wet season"),
        "dry": t("dry season"),
        "day": t("day"),
        "peak": t("rush hour"),
        "night": t("night"),
    }
    return words.get(value, value) if key in _SPOKEN else value
