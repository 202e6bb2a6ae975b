"""A hand-over note is about the case: what looks like a person's number or address is refused."""

import re
import unicodedata
from typing import Final

from geo.errors import Fault
from geo.text import plain

MOST_CHARACTERS: Final = 500
"""Longest note: enough to hand a case over, too short for a story about somebody."""
_ABOUT = "a note is about the case, never about the person"
_DAY = re.compile(r"(?<!\d)20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)")
_CLOCK = re.compile(r"(?<!\d)(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?!\d)")
# Seven digits or more, however they are parted: a phone, a passport, an identity number.
_NUMBER = re.compile(r"\d(?:[\s.()\-‐-―_/·•+]{0,3}\d){6,}")
# Korean passports since December 2021: M 123 A 4567.
_PASSPORT = re.compile(r"(?<![^\W\d_])[A-Z][\s-]?\d{3}[\s-]?[A-Z][\s-]?\d{4}(?!\d)", re.IGNORECASE)
_ADDRESS = re.compile(r"@|://|\bwww\.|\b(?:t|wa)\.me/", re.IGNORECASE)


def clean_note(text: str) -> str:
    """Give a note as it is kept: nothing that cannot be seen, no space around it."""
    return plain(text, None).strip()


def note_faults(text: str) -> list[Fault]:
    """Name everything for which a note is refused; the note itself is never repeated.

    Days since 2000 (2025-10-18) and times of day (02:00) are no numbers of a person.

    Examples
    --------
    >>> note_faults("Two at the gate since 2025-10-18 02:00; guard was told.")
    []
    >>> [fault.code for fault in note_faults("call +855 12 345 678 or kim@example.org")]
    ['NOTE_NUMBER', 'NOTE_ADDRESS']
    """
    note = clean_note(text)
    faults = []
    if not note:
        faults.append(Fault("NOTE_EMPTY", "the note is empty; leave it out"))
    if len(note) > MOST_CHARACTERS:
        message = f"the note has {len(note)} characters; give at most {MOST_CHARACTERS}"
        faults.append(Fault("NOTE_LENGTH", message))
    bare = _CLOCK.sub(" at ", _DAY.sub(" on ", unicodedata.normalize("NFKC", note)))
    if _NUMBER.search(bare) or _PASSPORT.search(bare):
        message = (
            f"the note looks as if it held a phone, passport or identity number; {_ABOUT}: leave "
            "the number out (a place goes into the place of the case)"
        )
        faults.append(Fault("NOTE_NUMBER", message))
    if _ADDRESS.search(bare):
        message = (
            f"the note looks as if it held an e-mail address, an account or a link; {_ABOUT}: "
            "leave it out"
        )
        faults.append(Fault("NOTE_ADDRESS", message))
    return faults
