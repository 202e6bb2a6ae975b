"""Two scenarios on a page: in which settings they differ, who is gained and who is lost."""

from planning.coverage import DemandKind
from planning.reporting.report_words import (
    DEMAND_WORDS,
    DIFFERENCE_WORDS,
    DIRECTION_WORDS,
    POLICE_WORDS,
)
from planning.reporting.speech import ReportSpeech
from planning.scenarios.compare import Comparison, Turn

_VALUES = {"direction": DIRECTION_WORDS, "police": POLICE_WORDS}


def difference_rows(found: Comparison, speech: ReportSpeech) -> list[tuple[str, str, str]]:
    """Give (setting, before, after) of every setting in which two scenarios differ."""
    rows = []
    for one in found.differences:
        kind = one.key.removeprefix("demand (").removesuffix(")")
        if kind != one.key:
            rows.append(_demand_row(found, kind, speech))
            continue
        label = DIFFERENCE_WORDS.get(one.key)
        values = _VALUES.get(one.key, DIFFERENCE_WORDS)
        before, after = (
            speech(values[text]) if text in values else text for text in (one.before, one.after)
        )
        rows.append((speech(label) if label else one.key, before, after))
    return rows


def _demand_row(found: Comparison, kind: str, speech: ReportSpeech) -> tuple[str, str, str]:
    tally = next(tally for name, tally in found.tallies.items() if name == kind)
    before, after = (
        speech(
            "{count} points that weigh {weight}",
            count=f"{len(one.demand.ids):,}",
            weight=f"{one.total_weight:,.2f}",
        )
        for one in (tally.before, tally.after)
    )
    return speech(DEMAND_WORDS[kind]), before, after


def turn_rows(found: Comparison | None, kind: DemandKind) -> list[tuple[bool, Turn]]:
    """Give (is it a gain, the place) of every place that one scenario alone reaches."""
    if found is None:
        return []
    tally = found.tallies[kind]
    return [(True, turn) for turn in tally.gains] + [(False, turn) for turn in tally.losses]
