"""Public holidays against the library read directly, and what is not known."""

from datetime import date

import holidays
import pytest

from geo.errors import FaultsError
from layers.holidays import NO_HOLIDAYS, Calendar, calendar_of


@pytest.mark.parametrize("year", [2000, 2025, 2026, 2099])
@pytest.mark.parametrize("code", ["KH", "KR"])
def test_dates_and_names_are_those_of_the_library(code: str, year: int) -> None:
    wanted = holidays.country_holidays(code, years=year, language="en_US")
    found = calendar_of(code).of_year(year)
    assert dict(found) == dict(wanted)
    assert list(found) == sorted(wanted)


@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        ("KH", date(2025, 4, 14), "Khmer New Year's Day"),
        ("KH", date(2025, 11, 5), "Water Festival"),
        ("KR", date(2025, 10, 6), "Chuseok"),
        ("KR", date(2025, 10, 8), "Alternative holiday for Chuseok"),
        ("KH", date(2025, 10, 6), ""),
    ],
)
def test_days_one_can_look_up(code: str, day: date, name: str) -> None:
    assert calendar_of(code).name_on(day) == name


def test_two_countries_are_one_calendar() -> None:
    both = calendar_of("KR KH")
    assert both == calendar_of(" KH  KR KH ")
    year = both.of_year(2026)
    assert set(year) == {*calendar_of("KH").of_year(2026), *calendar_of("KR").of_year(2026)}
    assert list(year) == sorted(year)
    assert "New Year" in year[date(2026, 1, 1)].split("; ")[0]
    assert len(year[date(2026, 1, 1)].split("; ")) == 2


def test_names_in_korean_where_there_are_any() -> None:
    day = date(2026, 9, 25)
    assert calendar_of("KR").name_on(day, "ko") == "추석"
    water_festival = date(2026, 11, 24)
    assert calendar_of("KH").name_on(water_festival, "ko") == "Water Festival"


def test_dates_that_wait_for_the_moon_are_estimates() -> None:
    malaysia = calendar_of("MY")
    eid = next(day for day, name in malaysia.of_year(2040).items() if "Aidilfitri" in name or "Eid" in name)  # fmt: skip
    assert malaysia.is_estimate(eid)
    assert not malaysia.is_estimate(date(2040, 5, 1))
    assert not calendar_of("KH").is_estimate(date(2026, 11, 24))


def test_years_that_the_library_has_not_are_not_known() -> None:
    assert calendar_of("KH").covers(2100)
    assert not calendar_of("KH").covers(2101)
    assert not calendar_of("KH LK").covers(2090)
    assert dict(calendar_of("LK").of_year(2090)) == {}
    assert calendar_of("LK").name_on(date(2090, 12, 25)) == ""


@pytest.mark.parametrize("codes", ["ZZ", "KHM", "kh", "Cambodia", "KH;KR", "", " ", "KH ZZ XQ"])
def test_a_country_that_is_not_known_is_an_error(codes: str) -> None:
    with pytest.raises(FaultsError) as caught:
        calendar_of(codes)
    unknown = [word for word in codes.split() if word != "KH"]
    assert [fault.code for fault in caught.value.faults] == ["BAD_COUNTRY"] * max(len(unknown), 1)
    assert all(word in str(caught.value) for word in unknown)


def test_calendars_are_values() -> None:
    assert calendar_of("KH") == Calendar(("KH",))
    assert NO_HOLIDAYS.covers(2026)
    assert dict(NO_HOLIDAYS.of_year(2026)) == {}
    with pytest.raises(TypeError):
        calendar_of("KH").of_year(2026)[date(2026, 2, 2)] = "mine"  # type: ignore[index]
