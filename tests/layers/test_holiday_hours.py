"""Hours with holidays against a slow reader of its own, and spans against the state of each minute."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.errors import FaultsError
from layers.cells import hours as hours_cell
from layers.holidays import NO_HOLIDAYS, calendar_of
from layers.hours import Hours, open_throughout, parse_hours

ZONE = ZoneInfo("Asia/Phnom_Penh")
KH = calendar_of("KH")
MINUTE = timedelta(minutes=1)
WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
Rule = tuple[str, frozenset[str], tuple[int, int] | None, str]
"""Joint, days (PH among them), minutes of the day (None: all of it) and state of one rule."""


def hours(text: str, zone: ZoneInfo = ZONE) -> Hours:
    return parse_hours(text, zone=zone, calendar=KH)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+07:00")


# ---- the slow reader: no parser, no dates written out, holidays from the library itself
CAMBODIA = holidays.country_holidays("KH", years=range(1999, 2101), language="en_US")


def written(rules: Sequence[Rule]) -> str:
    text = ""
    for joint, days, span, state in rules:
        clock = f" {span[0] // 60:02d}:{span[0] % 60:02d}-{span[1] // 60:02d}:{span[1] % 60:02d}" if span else ""  # fmt: skip
        text += (
            (joint if text else "")
            + ",".join(sorted(days, key=("PH", *WEEKDAYS).index))
            + clock
            + state
        )
    return text


def read_slowly(rules: Sequence[Rule], when: datetime) -> str:
    """Read one minute: the last matching rule wins its times, and after ; the whole day."""
    minute = when.hour * 60 + when.minute
    found = "closed"
    for joint, days, span, state in rules:
        names = {WEEKDAYS[when.weekday()]} | ({"PH"} if when.date() in CAMBODIA else set())
        if not names & days:
            continue
        if joint == "; ":
            found = "closed"
        if span is None or span[0] <= minute < span[1]:
            found = {"": "open", " off": "closed", " unknown": "unknown"}[state]
    return found


@st.composite
def some_rules(draw: st.DrawFn) -> list[Rule]:
    """Rules of days and holidays, those that close after those that open."""
    days = st.frozensets(st.sampled_from((*WEEKDAYS, "PH", "PH")), min_size=1, max_size=4)
    rules: list[Rule] = []
    for _ in range(draw(st.integers(1, 3))):
        begin, end = sorted(draw(st.lists(st.integers(0, 1439), min_size=2, max_size=2, unique=True)))  # fmt: skip
        joint = draw(st.sampled_from(("; ", ", ")))
        rules.append((joint, draw(days), (begin, end), ""))
    if draw(st.booleans()):
        rules.append(("; ", draw(days), None, draw(st.sampled_from((" off", " unknown")))))
    return rules


NEW_YEAR = datetime(2026, 4, 12, 21, tzinfo=ZONE)  # Khmer New Year is 14-16 April
TURN_OF_YEAR = datetime(2025, 12, 28, 3, tzinfo=ZONE)


@settings(max_examples=40, deadline=None)
@given(some_rules(), st.sampled_from((NEW_YEAR, TURN_OF_YEAR)))
@example([("", frozenset({"Mo", "Tu"}), (480, 720), ""), ("; ", frozenset({"PH"}), None, " off")], NEW_YEAR)  # fmt: skip
@example([("", frozenset({"Tu", "PH"}), (480, 720), ""), (", ", frozenset({"PH"}), (660, 900), "")], NEW_YEAR)  # fmt: skip
@example([("", frozenset({"PH"}), (0, 1), "")], TURN_OF_YEAR)
def test_each_minute_agrees_with_the_slow_reader(rules: list[Rule], begin: datetime) -> None:
    read = hours(written(rules))
    for step in range(0, 6 * 1440, 7):
        when = begin + step * MINUTE
        assert read.state(when) == read_slowly(rules, when), f"{read.text} at {when}"


@settings(max_examples=25, deadline=None)
@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_any_day_of_the_century(day: date) -> None:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)
    assert hours("24/7; PH off").is_open(noon) is (day not in CAMBODIA)
    assert hours("PH 12:00-13:00").is_open(noon) is (day in CAMBODIA)


@pytest.mark.parametrize(
    ("text", "when", "state"),
    [
        pytest.param("Mo-Fr 08:00-15:30; PH off", "2026-11-24T09:00", "closed", id="Water Festival"),
        pytest.param("Mo-Fr 08:00-15:30; PH off", "2026-11-26T09:00", "open", id="the day after"),
        pytest.param("Mo-Fr 08:00-15:30", "2026-11-24T09:00", "open", id="not mentioned"),
        pytest.param("PH 10:00-12:00", "2026-11-24T10:00", "open", id="only then"),
        pytest.param("PH 10:00-12:00", "2026-11-26T10:00", "closed", id="only then, another day"),
        pytest.param("Mo-Fr,PH 08:00-12:00", "2026-10-11T08:00", "open", id="holiday on a Sunday"),
        pytest.param("Mo-Fr 08:00-12:00; PH,Sa,Su off", "2026-11-24T09:00", "closed", id="list off"),
        pytest.param("Mo-Fr 08:00-12:00; PH,Sa 09:00-12:00 ", "2026-11-24T08:30", "closed", id="replaces"),
        pytest.param("Mo-Fr 08:00-12:00, PH,Sa 09:00-13:00", "2026-11-24T08:30", "open", id="adds"),
        pytest.param("Mo-Fr 08:00-12:00, PH off", "2026-11-24T09:00", "closed", id="comma off"),
        pytest.param("24/7; PH unknown", "2026-11-24T09:00", "unknown", id="says so"),
        pytest.param('24/7; PH off "call; PH"', "2026-11-24T09:00", "closed", id="comment"),
        pytest.param("PH,Mo-Fr 22:00-05:00", "2026-11-26T03:00", "open", id="night of a holiday"),
        pytest.param("PH 22:00-05:00", "2026-11-26T03:00", "open", id="runs into a workday"),
        pytest.param("PH 22:00-05:00", "2026-11-26T05:00", "closed", id="night ends"),
        pytest.param("PH 22:00-05:00", "2027-01-01T03:00", "closed", id="29 December is the last"),
        pytest.param("PH off", "2026-11-24T09:00", "closed", id="nothing but off"),
        pytest.param("PH", "2026-11-24T23:59", "open", id="all of it"),
    ],
)  # fmt: skip
def test_states_one_can_look_up(text: str, when: str, state: str) -> None:
    assert hours(text).state(at(when)) == state


def test_the_calendar_is_the_one_given() -> None:
    chuseok = at("2026-09-25T10:00")
    assert hours("24/7; PH off").is_open(chuseok)
    of_both = parse_hours("24/7; PH off", zone=ZONE, calendar=calendar_of("KH KR"))
    assert not of_both.is_open(chuseok)


def test_a_night_of_the_last_day_of_a_year_runs_into_the_next() -> None:
    japan = parse_hours("PH 22:00-05:00", zone=ZONE, calendar=calendar_of("TH"))
    eve = next(y for y in range(2000, 2050) if calendar_of("TH").name_on(date(y, 12, 31)))
    assert japan.is_open(datetime(eve + 1, 1, 1, 4, 59, tzinfo=ZONE))


@pytest.mark.parametrize("text", ["Mo-Fr 08:00-15:30; PH off", "PH 10:00-12:00", "PH,Sa off"])
def test_without_a_calendar_a_holiday_rule_is_an_error(text: str) -> None:
    with pytest.raises(FaultsError, match="need a calendar") as caught:
        parse_hours(text, zone=ZONE)
    assert [fault.code for fault in caught.value.faults] == ["BAD_HOURS"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("SH off", "school holidays"),
        ("Mo-Fr 08:00-12:00; PH,SH off", "school holidays"),
        ("PH +1 day 10:00-12:00", "offsets"),
        ("PH -1 day off", "offsets"),
        ("PH Mo-Fr 10:00-12:00", "both or either"),
        ("Mo-Fr PH 10:00-12:00", "both or either"),
        ("Jan-Mar PH off", "months"),
        ("2026 PH off", "months"),
        ("week 01-10 PH off", "months"),
        ("Mo-Fr 08:00-12:00 || PH 10:00-12:00", "do not go together"),
        ("PH off; Mo-Fr 08:00-12:00", "write PH last"),
        ("PH,Sa off, Mo-Fr 08:00-12:00", "write PH last"),
        ("PH, Mo-Fr 08:00-12:00", "without blanks"),
        ("Sa, PH 08:00-12:00", "without blanks"),
        ("Mo-Fr 22:00-05:00; PH off", 'join rules with ","'),
        ("Mo-Fr 22:00-05:00, PH off", "day off cut each other"),
        ("Mo-Fr 22:00-05:00, Sa,Su off", "day off cut each other"),
        ("Mo-Fr 22:00-05:00, PH unknown", "day off cut each other"),
    ],
)
def test_what_cannot_be_written_out_faithfully_is_refused(text: str, why: str) -> None:
    with pytest.raises(FaultsError, match=why):
        hours(text)
    found = hours_cell(text)
    assert found is not None
    assert found[0] == "BAD_HOURS"


@pytest.mark.parametrize("text", ["Mo-Fr 08:00-15:30; PH off", "Mo-Fr,PH 22:00-05:00", ""])
def test_a_cell_may_name_holidays(text: str) -> None:
    assert hours_cell(text) is None


def test_only_hours_that_name_holidays_keep_the_calendar() -> None:
    assert hours("Mo-Fr 08:00-15:30") == parse_hours("Mo-Fr 08:00-15:30", zone=ZONE)
    assert not hours("Mo-Fr 08:00-15:30").names_holidays
    assert not hours('24/7 "PH too"').names_holidays
    one = hours("Mo-Fr 08:00-15:30; PH off")
    assert one.names_holidays
    assert len({one, hours("mo-fr 8:00-15:30;PH off")}) == 1
    assert hours(one.text) == one


def test_next_opening_passes_over_holidays() -> None:
    friday_night = at("2026-11-20T16:00")  # 23-25 November are holidays
    assert hours("Mo-Fr 08:00-15:30; PH off").next_opening(friday_night) == at("2026-11-26T08:00")
    assert hours("PH 10:00-12:00").next_opening(at("2026-12-30T00:00")) == at("2027-01-01T10:00")
    new_year_2100 = hours("PH 10:00-12:00").next_opening(at("2099-12-31T00:00"))
    assert new_year_2100 == at("2100-01-01T10:00")


def test_a_year_without_a_calendar_is_not_known() -> None:
    lanka = parse_hours("24/7; PH off", zone=ZONE, calendar=calendar_of("LK"))
    new_year = datetime(2090, 1, 1, tzinfo=ZONE)
    assert lanka.state(new_year) == "unknown"
    assert lanka.spans(new_year, new_year + MINUTE) == [(new_year, new_year + MINUTE, "unknown")]
    assert lanka.next_opening(new_year) is None


def test_no_holidays_leave_the_other_days() -> None:
    assert parse_hours("PH,Mo 08:00-12:00", zone=ZONE, calendar=NO_HOLIDAYS).is_open(
        at("2026-11-23T09:00")
    )
    assert not parse_hours("PH 08:00-12:00", zone=ZONE, calendar=NO_HOLIDAYS).is_open(
        at("2026-11-23T09:00")
    )


# ---- spans
TEXTS = (
    "24/7", "", "closed", "24/7 unknown", "Mo-Fr 08:00-15:30", "22:00-05:00", "00:00-24:00; PH off",
    "Mo-Fr 08:00-12:00 unknown, Tu 10:00-14:00", "PH 22:00-05:00", "Mo-Fr,PH 08:00-12:00,13:00-17:00",
    'Mo 08:00-12:00 "a", Mo 12:00-14:00 "b"', "02:15-02:45", "Su 01:00-03:00",
)  # fmt: skip
BEGINS = {
    "Asia/Phnom_Penh": (datetime(2026, 11, 22, 13, 7, tzinfo=UTC), datetime(2025, 12, 31, 10, tzinfo=UTC)),
    "Europe/Berlin": (datetime(2026, 3, 28, 20, tzinfo=UTC), datetime(2026, 10, 24, 21, tzinfo=UTC)),
}  # fmt: skip


@pytest.mark.parametrize("name", BEGINS)
@pytest.mark.parametrize("text", TEXTS)
def test_spans_are_the_state_of_every_minute(text: str, name: str) -> None:
    read = hours(text, ZoneInfo(name))
    for begin in BEGINS[name]:
        end = begin + timedelta(days=2, minutes=11)
        spans = read.spans(begin, end)
        asked = [begin + step * MINUTE for step in range(int((end - begin) / MINUTE))]
        told = [next((s for a, b, s in spans if a <= when < b), "closed") for when in asked]
        assert told == [read.state(when) for when in asked]
        _are_tidy(spans, begin, end)


def _are_tidy(
    spans: Sequence[tuple[datetime, datetime, str]], begin: datetime, end: datetime
) -> None:
    spans = [(a.astimezone(UTC), b.astimezone(UTC), state) for a, b, state in spans]
    for first, last, state in spans:
        assert begin <= first < last <= end
        assert state in {"open", "unknown"}
    for before, after in pairwise(spans):
        assert before[1] <= after[0]
        assert before[1] < after[0] or before[2] != after[2]


@settings(max_examples=40, deadline=None)
@given(some_rules(), st.integers(0, 6 * 86400), st.integers(0, 4 * 86400))
def test_spans_of_any_rules_end_where_the_state_changes(
    rules: list[Rule], after_s: int, length_s: int
) -> None:
    read, begin = hours(written(rules)), NEW_YEAR + timedelta(seconds=after_s)
    end = begin + timedelta(seconds=length_s)
    spans = read.spans(begin, end)
    _are_tidy(spans, begin, end)
    tick = timedelta(microseconds=1)
    for first, last, state in spans:
        assert {read.state(first), read.state(last - tick)} == {state}
        assert first == begin or read.state(first - tick) != state
        assert last == end or read.state(last) != state
    known = sum(((last - first) for first, last, _ in spans), timedelta())
    minutes = [begin + step * MINUTE for step in range(int((end - begin) / MINUTE))]
    assert sum(read.state(when) != "closed" for when in minutes) == pytest.approx(known / MINUTE, abs=len(spans) + 1)  # fmt: skip


def test_spans_of_nothing() -> None:
    assert hours("24/7").spans(NEW_YEAR, NEW_YEAR) == []
    assert hours("24/7").spans(NEW_YEAR, NEW_YEAR - MINUTE) == []


def test_spans_are_told_in_the_zone_of_the_hours() -> None:
    begin = datetime(2026, 11, 25, 17, tzinfo=UTC)
    ((first, last, state),) = hours("Mo-Fr 08:00-15:30").spans(begin, begin + timedelta(days=1))
    assert (first.isoformat(), last.isoformat(), state) == (
        "2026-11-26T08:00:00+07:00", "2026-11-26T15:30:00+07:00", "open",
    )  # fmt: skip
    assert first.tzinfo == ZONE
    ((first, last, state),) = hours("").spans(begin, begin + MINUTE)
    assert (first, last, state) == (begin, begin + MINUTE, "unknown")
    assert (first.tzinfo, last.tzinfo) == (ZONE, ZONE)


def test_one_span_over_the_turn_of_a_year() -> None:
    begin = datetime(2026, 12, 30, tzinfo=ZONE)
    end = datetime(2027, 1, 1, tzinfo=ZONE)
    assert hours("24/7; Mo off; PH 00:00-24:00").spans(begin, end + MINUTE * 5) == [
        (begin, end + MINUTE * 5, "open")
    ]


def test_a_wait_through_a_clock_put_back_is_as_long_as_it_is() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    begin, end = (datetime(2026, 10, 25, hour, tzinfo=UTC) for hour in (0, 2))
    assert open_throughout(hours("02:00-03:30", berlin), "no", (begin, end)) == "open"
    assert open_throughout(hours("02:00-02:30", berlin), "no", (begin, end)) == "closed"
