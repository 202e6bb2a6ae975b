"""The causes of gaps as words and tones: one table for the bar, the list and the map."""

from collections.abc import Mapping
from types import MappingProxyType

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
    """Name the cause of a gap."""
    return {
        "closed_on_arrival": t("Closed on arrival"),
        "hours_unknown": t("Hours not known"),
        "nobody_on_duty": t("Nobody on duty"),
        "busy": t("Busy with another case"),
        "hazard": t("Only through danger"),
        "too_far": t("Too far even when open"),
        "no_road": t("No open road"),
        "no_help": t("No help that counts on the map"),
    }[cause]
