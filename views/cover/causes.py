"""The causes of gaps as tones and words: the same on the bar, the list and the map."""

from collections.abc import Mapping
from types import MappingProxyType

from planning.reporting.report_words import CAUSE_WORDS
from views.words import Words

TONES: Mapping[str, str] = MappingProxyType(
    {
        "closed_on_arrival": "shut",
        "hours_unknown": "unk",
        "nobody_on_duty": "shut",
        "busy": "shut",
        "hazard": "late",
        "too_far": "late",
        "no_road": "late",
        "no_help": "unk",
    }
)


def cause_word(cause: str, t: Words) -> str:
    """Name the cause of a gap, in the words of the report."""
    return t(CAUSE_WORDS[cause])
