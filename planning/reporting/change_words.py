"""The changes of a scenario as sentences in the reader's language."""

from typing import Final

from planning.reporting.speech import Speech
from planning.scenarios.changes import Change, OpenZone, SetZone
from planning.scenarios.conditions import SetTurnout
from planning.scenarios.scenario import CHANGES

SAYS: Final = {key: kind.says for key, kind in CHANGES.items() if kind.says}
"""Sentences of the kinds of change that have one of their own."""
VALUE_WORDS: Final = {
    word: word
    for word in (
        *("yes", "no", "unknown", "contested", "trusted", "unverified", "avoid", "none", "all"),
        *("wet", "dry", "candidate", "promised", "open", "closed", "not known", "every unit"),
        *("consular_officer", "police_attache", "task_force", "partner", "status"),
        *("admits anyone", "on duty", "on call", "as it is"),
    )
}
"""Words of a scenario file that a page translates; all others are names and numbers."""
TABLES: Final = (SAYS, VALUE_WORDS)


def change_words(change: Change, speech: Speech) -> str:
    """Say a change in one sentence; in English it is `Change.text`."""
    values = {name: _spoken(value, speech) for name, value in change.settings.items()}
    match change:
        case OpenZone() if change.at:
            return speech("A new Green Zone at {at} is open to anyone, hours {hours}.", **values)
        case OpenZone():
            return speech("Green Zone {zone} is open to anyone, hours {hours}.", **values)
        case SetZone():
            said = [(name.replace("_", " "), cell) for name, cell in change.cells.items()]
            return speech("Green Zone {zone}: {said}.", zone=change.zone, said=_list(said, speech))
        case SetTurnout():
            parts = {"on duty": change.on_duty_min, "on call": change.on_call_min}
            minutes = [
                (name, speech("{minutes} min", minutes=f"{one:g}"))
                for name, one in parts.items()
                if one is not None
            ]
            unit = _spoken(change.unit or "every unit", speech)
            return speech("Turnout of {unit}: {said}.", unit=unit, said=_list(minutes, speech))
        case _:
            return speech(SAYS[change.key], **values)


def _list(parts: list[tuple[str, str]], speech: Speech) -> str:
    said = ", ".join(f"{_spoken(name, speech)} {_spoken(value, speech)}" for name, value in parts)
    return said or speech(VALUE_WORDS["as it is"])


def _spoken(value: object, speech: Speech) -> str:
    """Write a value; an empty one is not known."""
    text = f"{value:g}" if isinstance(value, float) else str(value or "not known")
    return speech(VALUE_WORDS[text]) if text in VALUE_WORDS else text
