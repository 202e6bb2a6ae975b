"""Two scenarios on a page: in which settings they differ, who is gained and who is lost."""

from planning.cover.demand import DemandKind
from planning.reporting.report_words import (
    DEMAND_WORDS,
    DIFFERENCE_WORDS,
    DIRECTION_WORDS,
    POLICE_WORDS,
)
from planning.reporting.speech import ReportSpeech
from planning.scenarios.assessing import Assessed
from planning.scenarios.compare import Comparison, Turn

_WORDS = {"direction": DIRECTION_WORDS, "police": POLICE_WORDS}


def difference_rows(found: Comparison, speech: ReportSpeech) -> list[tuple[str, str, str]]:
    """Give (setting, before, after) of every setting in which two scenarios differ."""
    return [
        (
            _label(one.key, speech),
            _value(one.key, one.before, found.before, speech=speech),
            _value(one.key, one.after, found.after, speech=speech),
        )
        for one in found.differences
    ]


def _label(key: str, speech: ReportSpeech) -> str:
    """Name a setting; a number of the pack goes by its own name."""
    if kind := _demand_kind(key):
        return speech(DEMAND_WORDS[kind])
    return speech(DIFFERENCE_WORDS[key]) if key in DIFFERENCE_WORDS else key


def _value(key: str, text: str, side: Assessed, *, speech: ReportSpeech) -> str:
    """Write a setting of one side in the reader's language; else as it is."""
    if kind := _demand_kind(key):
        counted = next(one for name, one in side.coverage.items() if name == kind)
        return speech(
            "{count} points that weigh {weight}",
            count=f"{len(counted.demand.ids):,}",
            weight=f"{counted.total_weight:,.2f}",
        )
    if key == "golden time":
        return speech.duration(side.question.golden_s)
    if key == "instant":
        return f"{side.question.when:%Y-%m-%d %H:%M}"
    words = _WORDS.get(key, DIFFERENCE_WORDS)
    return speech(words[text]) if text in words else text


def _demand_kind(key: str) -> str:
    """Give the kind of demand that a setting is about; empty for every other setting."""
    return key.removeprefix("demand (").removesuffix(")") if key.startswith("demand (") else ""


def turn_rows(found: Comparison | None, kind: DemandKind) -> list[tuple[bool, Turn]]:
    """Give (is it a gain, the place) of every place that one scenario alone reaches."""
    if found is None:
        return []
    tally = found.tallies[kind]
    return [(True, turn) for turn in tally.gains] + [(False, turn) for turn in tally.losses]
