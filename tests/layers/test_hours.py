"""Opening hours against minutes of a week painted by hand, and the answers they refuse."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.errors import FaultsError, MomentError
from layers.hours import Hours, open_on_arrival, open_throughout, parse_hours

ZONE = ZoneInfo("Asia/Phnom_Penh")
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONDAY = datetime(2025, 10, 13, tzinfo=ZONE)
WEEK = 7 * 24 * 60
Rule = tuple[int, int, int, int]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def hours(text: str) -> Hours:
    return parse_hours(text, zone=ZONE)


@pytest.mark.parametrize(
    ("text", "when", "state"),
    [
        pytest.param("24/7", "2025-10-18T02:00+07:00", "open", id="always"),
        pytest.param("Mo-Fr 08:00-15:30", "2025-10-17T08:00+07:00", "open", id="opening minute"),
        pytest.param("Mo-Fr 08:00-15:30", "2025-10-17T15:29:59+07:00", "open", id="last second"),
        pytest.param("Mo-Fr 08:00-15:30", "2025-10-17T15:30+07:00", "closed", id="closing minute"),
        pytest.param("Mo-Fr 08:00-15:30", "2025-10-18T09:00+07:00", "closed", id="Saturday"),
        pytest.param("Mo-Fr 08:00-15:30", "2025-10-17T01:00+00:00", "open", id="asked in UTC"),
        pytest.param(
            "Mo-Fr 08:00-15:30", "2025-10-20T09:00+09:00", "closed", id="Seoul is 7 there"
        ),
        pytest.param("Mo-Fr 08:00-15:30", "2025-10-20T10:00+09:00", "open", id="Seoul is 8 there"),
        pytest.param("Fr 22:00-05:00", "2025-10-18T04:59+07:00", "open", id="night runs on"),
        pytest.param("Fr 22:00-05:00", "2025-10-18T05:00+07:00", "closed", id="night ends"),
        pytest.param(
            "Fr 22:00-05:00", "2025-10-17T04:59+07:00", "closed", id="not the night before"
        ),
        pytest.param(
            "Mo-Fr 08:00-12:00 unknown", "2025-10-17T09:00+07:00", "unknown", id="said so"
        ),
        pytest.param("closed", "2025-10-17T09:00+07:00", "closed", id="never"),
        pytest.param("", "2025-10-17T09:00+07:00", "unknown", id="nothing known"),
        pytest.param("  ", "2025-10-17T09:00+07:00", "unknown", id="blanks"),
    ],
)
def test_state(text: str, when: str, state: str) -> None:
    assert hours(text).state(at(when)) == state
    assert hours(text).is_open(at(when)) is (state == "open")


def test_unknown_hours_are_not_closed() -> None:
    nothing = hours("")
    assert nothing.is_unknown
    assert nothing.state(MONDAY) == "unknown"
    assert nothing.next_opening(MONDAY) is None
    assert not hours("closed").is_unknown


@pytest.mark.parametrize(
    ("text", "when", "opens"),
    [
        ("Mo-Fr 08:00-15:30", "2025-10-18T02:00+07:00", "2025-10-20T08:00+07:00"),
        ("Mo-Fr 08:00-15:30", "2025-10-17T09:15+07:00", "2025-10-17T09:15+07:00"),
        ("22:00-05:00", "2025-10-17T05:00+07:00", "2025-10-17T22:00+07:00"),
        (
            "Mo 08:00-09:00 unknown, Tu 10:00-11:00",
            "2025-10-12T00:00+07:00",
            "2025-10-14T10:00+07:00",
        ),
        ("24/7", "2025-10-18T02:00+09:00", "2025-10-18T02:00+09:00"),
    ],
)
def test_next_opening(text: str, when: str, opens: str) -> None:
    found = hours(text).next_opening(at(when))
    assert found == at(opens)
    assert found is not None
    assert found.utcoffset() == timedelta(hours=7)


@pytest.mark.parametrize("text", ["closed", "2020 Mo 08:00-09:00", "24/7 unknown"])
def test_a_door_that_never_opens_has_no_next_opening(text: str) -> None:
    assert hours(text).next_opening(MONDAY) is None


@pytest.mark.parametrize(
    "text",
    [
        "월-금 09:00-18:00",
        "24 h",
        "8-15",
        "abc",
        "25:99-26:00",
        "Mo-Fr 08.00-15.30",
        "civil affairs 08:00-15:30; afterwards main/emergency number",
        "x" * 501,
        "Feb 30 08:00-09:00",
        "Jun 28-31 08:00-09:00",
    ],
)
def test_garbage_is_an_error_and_never_closed(text: str) -> None:
    with pytest.raises(FaultsError) as caught:
        hours(text)
    assert [fault.code for fault in caught.value.faults] == ["BAD_HOURS"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Mo-Fr 08:00-15:30; PH off", "holidays"),
        ("PH 10:00-12:00", "holidays"),
        ("SH Mo 10:00-12:00", "holidays"),
        ("sunrise-sunset", "clock times"),
        ("Mo-Fr 08:00+", "closing time"),
        ("Mo-Fr 22:00-05:00; Fr off", 'join rules with ","'),
    ],
)
def test_text_without_a_safe_answer_says_why(text: str, why: str) -> None:
    with pytest.raises(FaultsError, match=why):
        hours(text)


def test_a_comment_may_say_anything() -> None:
    assert hours('24/7 "ring twice; PH too"').is_open(MONDAY)


def test_subject_of_an_error_is_the_callers() -> None:
    with pytest.raises(FaultsError, match="gate of M001"):
        parse_hours("garbage", zone=ZONE, subject="gate of M001")


def test_dashes_and_wide_digits_are_read() -> None:
    assert hours("Mo–Fr ０８:00–15:30") == hours("mo-fr 8:00-15:30")


@pytest.mark.parametrize("ask", [Hours.state, Hours.is_open, Hours.next_opening])
@pytest.mark.parametrize("text", ["24/7", ""])
def test_an_instant_without_a_zone_is_refused(
    ask: Callable[[Hours, datetime], object], text: str
) -> None:
    with pytest.raises(MomentError, match="no zone"):
        ask(hours(text), datetime(2025, 10, 17, 9))  # noqa: DTZ001 - the very mistake


def test_hours_are_values() -> None:
    one, two = hours("Mo-Fr 08:00-15:30"), hours("Mo-Fr 8:00-15:30")
    assert one == two
    assert len({one, two}) == 1
    with pytest.raises(AttributeError):
        one.text = "24/7"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "admission", "state"),
    [
        pytest.param("Mo-Fr 08:00-15:30", "yes", "open", id="let in by night"),
        pytest.param("Mo-Fr 08:00-15:30", "no", "closed", id="not let in"),
        pytest.param("Mo-Fr 08:00-15:30", "contested", "closed", id="contested opens no door"),
        pytest.param("Mo-Fr 08:00-15:30", "unknown", "closed", id="unknown opens no door"),
        pytest.param("", "contested", "unknown", id="nothing known"),
        pytest.param("", "no", "unknown", id="no hours, none outside them"),
        pytest.param("", "yes", "open", id="let in whatever the hours"),
        pytest.param("24/7", "no", "open", id="always inside its hours"),
    ],
)
def test_open_on_arrival_at_two_in_the_morning(text: str, admission: str, state: str) -> None:
    assert open_on_arrival(hours(text), admission, at("2025-10-18T02:00+07:00")) == state


@pytest.mark.parametrize(
    ("text", "admission", "span", "state"),
    [
        pytest.param("Mo-Fr 08:00-15:30", "no", ("09:00", "15:29"), "open", id="within the hours"),
        pytest.param("Mo-Fr 08:00-15:30", "no", ("15:00", "15:30"), "closed", id="till it closes"),
        pytest.param("Mo-Fr 08:00-12:00,13:00-16:00", "no", ("11:00", "14:00"), "closed", id="over noon"),
        pytest.param("Mo-Fr 08:00-12:00,13:00-16:00", "yes", ("11:00", "14:00"), "open", id="let in at noon"),
        pytest.param("Mo-Fr 08:00-12:00,13:00-16:00", "no", ("13:00", "13:00"), "open", id="an instant"),
        pytest.param("08:00-16:00, Mo-Su 12:00-13:00 unknown", "no", ("11:00", "14:00"), "unknown", id="doubt at noon"),
        pytest.param("", "no", ("11:00", "14:00"), "unknown", id="hours not known"),
        pytest.param("", "yes", ("11:00", "14:00"), "open", id="let in at any hour"),
    ],
)  # fmt: skip
def test_a_door_is_open_throughout_a_wait(
    text: str, admission: str, span: tuple[str, str], state: str
) -> None:
    begin, end = (at(f"2025-10-17T{clock}+07:00") for clock in span)
    assert open_throughout(hours(text), admission, (begin, end)) == state


def test_a_wait_without_a_zone_is_refused() -> None:
    naive = datetime(2025, 10, 17, 9)  # noqa: DTZ001 - the case
    with pytest.raises(MomentError):
        open_throughout(hours("24/7"), "no", (naive, naive))


# ---- an independent oracle: minutes of the week, painted by hand
@st.composite
def rules(draw: st.DrawFn) -> list[Rule]:
    parts: list[Rule] = []
    for _ in range(draw(st.integers(1, 3))):
        first, last = draw(st.integers(0, 6)), draw(st.integers(0, 6))
        begin = draw(st.integers(0, 24 * 60 - 1))
        end = draw(st.integers(0, 24 * 60 - 1))
        parts.append((first, last, begin, end))
    return parts


def clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def written(parts: list[Rule]) -> str:
    return ", ".join(
        f"{DAYS[first] if first == last else f'{DAYS[first]}-{DAYS[last]}'} {clock(begin)}-{clock(end)}"
        for first, last, begin, end in parts
    )


def painted(parts: list[Rule]) -> list[bool]:
    minutes = [False] * WEEK
    for first, last, begin, end in parts:
        length = (end - begin) % 1440 or 1440
        for step in range((last - first) % 7 + 1):
            day = (first + step) % 7
            for minute in range(length):
                minutes[(day * 1440 + begin + minute) % WEEK] = True
    return minutes


@settings(max_examples=30, deadline=None)
@given(rules())
@example([(4, 4, 22 * 60, 5 * 60)])
@example([(6, 0, 23 * 60, 60)])
@example([(5, 1, 600, 600)])
def test_every_minute_of_a_week_agrees_with_minutes_painted_by_hand(parts: list[Rule]) -> None:
    table = hours(written(parts))
    asked = [table.is_open(MONDAY + timedelta(minutes=minute)) for minute in range(WEEK)]
    assert asked == painted(parts)


@settings(max_examples=60, deadline=None)
@given(rules(), st.integers(0, WEEK - 1))
def test_next_opening_is_the_first_painted_minute(parts: list[Rule], minute: int) -> None:
    minutes = painted(parts)
    wait = next(step for step in range(WEEK) if minutes[(minute + step) % WEEK])
    when = (MONDAY + timedelta(minutes=minute)).astimezone(UTC)
    assert hours(written(parts)).next_opening(when) == when + timedelta(minutes=wait)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="MoTuFrPHSa0123456789:-,;/+ []\"'월금|", max_size=24))
def test_any_text_is_understood_or_a_fault(text: str) -> None:
    fault, found = None, None
    try:
        found = hours(text)
    except FaultsError as error:
        fault = error.faults[0].code
    assert fault == (None if found else "BAD_HOURS")
    if found:
        assert found.state(MONDAY) in {"open", "closed", "unknown"}
        assert hours(found.text) == found
