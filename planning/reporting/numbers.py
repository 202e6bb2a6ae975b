"""Every number of the settings by its name, and those that a report prints in words."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from planning.reporting.report_words import SETTING_WORDS
from planning.reporting.speech import ReportSpeech
from planning.settings import Settings


def setting_numbers(settings: Settings) -> dict[str, Any]:
    """List every setting under its dotted name, in the order of the settings."""
    return dict(_flat("", settings))


def _flat(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if is_dataclass(value):
        parts = [(one.name, getattr(value, one.name)) for one in fields(value)]
    elif isinstance(value, Mapping):
        parts = [(str(key), one) for key, one in value.items()]
    elif isinstance(value, tuple | list | set | frozenset):
        listed = sorted(value) if isinstance(value, set | frozenset) else value
        yield name, " ".join(map(str, listed))
        return
    else:
        yield name, value
        return
    for key, one in parts:
        yield from _flat(f"{name}.{key}" if name else key, one)


def printed_settings(settings: Settings, speech: ReportSpeech) -> list[tuple[str, str]]:
    """Give (what, how much) of the settings that a report prints."""
    numbers = setting_numbers(settings)
    return [
        (_label(key, speech(label), speech), _amount(key, numbers[key], speech))
        for key, label in SETTING_WORDS.items()
        if key in numbers
    ]


def _label(key: str, label: str, speech: ReportSpeech) -> str:
    is_weight = key.startswith(("hazard.evidence.", "hazard.status."))
    return speech("Weight of a report: {what}", what=label) if is_weight else label


def _amount(key: str, value: float, speech: ReportSpeech) -> str:
    if key.endswith("_s"):
        return speech.duration(value)
    if key.endswith("_m"):
        return speech.distance(value)
    if key.endswith("_kph"):
        return f"{value:g} km/h"
    if key.endswith("_days"):
        return speech("{days} days", days=speech.number(value))
    return f"{value:g}"
