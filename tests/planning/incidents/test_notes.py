"""A note is about the case: numbers and addresses of a person are refused, in any disguise."""

import pytest

from planning.incidents.notes import MOST_CHARACTERS, clean_note, note_faults


@pytest.mark.parametrize(
    "note",
    [
        "Two at the gate since 02:00, guard told.",
        "Call back 2025-10-18 02:00; moved 2 km north at 2025-10-19T03:30+07:00.",
        "3 of 12 out, NR4 km 198, room 4, floor 12, gate 2",
        "ransom 1,500,000 won asked",
        "경비원에게 알림, 2명 문 앞",
        "U001 and U002 busy, C0012 next",
    ],
)
def test_notes_about_the_case_pass(note: str) -> None:
    assert note_faults(note) == []


@pytest.mark.parametrize(
    "note",
    [
        "ring +855 12 345 678",
        "ring 012-345-678",
        "010.1234.5678",
        "passport M12345678",
        "passport m 123a4567",
        "passport AB1234567",
        "900101-1234567",
        "born 1990-05-01",
        "0 1 0 1 2 3 4 5",
        "０１０１２３４５６７８",
        "០១២៣៤៥៦៧",
        "0\u200b1\u200b0\u200b1\u200b2\u200b3\u200b4",
        "①②③④⑤⑥⑦",
        "(02) 721\n9000",
        "2025-10-1812345678",
        "12:3412345678",
    ],
)
def test_numbers_of_a_person_are_refused(note: str) -> None:
    (fault,) = note_faults(note)
    assert fault.code == "NOTE_NUMBER"
    assert "never about the person" in fault.message


@pytest.mark.parametrize(
    "note", ["kim@example.org", "kim＠example.org", "@kim_86", "t.me/kim", "https://x.example/kim"]
)
def test_addresses_are_refused(note: str) -> None:
    (fault,) = note_faults(note)
    assert fault.code == "NOTE_ADDRESS"
    assert "kim" not in fault.message


def test_length_and_emptiness() -> None:
    assert note_faults("a" * MOST_CHARACTERS) == []
    assert [fault.code for fault in note_faults("a" * (MOST_CHARACTERS + 1))] == ["NOTE_LENGTH"]
    assert [fault.code for fault in note_faults(" \u200b\x1b ")] == ["NOTE_EMPTY"]


def test_a_note_is_kept_without_what_cannot_be_seen() -> None:
    assert clean_note(" gate\x1b[2J\u202e open\x00 ") == "gate[2J open"
