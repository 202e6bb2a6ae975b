"""Public holidays on the card: named only where the hours on file say nothing about them."""

from datetime import datetime

from planning.dispatch import DispatchCard
from tests.planning.answers.calls import ZONE, ask, at, changed, embassy, in_cambodia, units
from tests.planning.worlds import OFFICE_HOURS, spot

WATER_FESTIVAL = datetime(2026, 11, 24, 10, tzinfo=ZONE)
HANGUL_DAY = datetime(2026, 10, 9, 10, tzinfo=ZONE)
WORKDAY = datetime(2026, 11, 19, 10, tzinfo=ZONE)


def silent(card: DispatchCard) -> dict[str, list[str]]:
    return {one.country: [silent.id for silent in one.silent] for one in card.holidays}


def test_hours_that_name_no_holiday_are_told_on_one() -> None:
    pack = in_cambodia()
    card = ask(pack, WATER_FESTIVAL, at(1))
    assert silent(card) == {"KH": ["M1", "U1"]}
    [caution] = card.holidays
    assert (caution.name, caution.is_estimate) == ("Water Festival", False)
    assert ask(pack, WORKDAY, at(1)).holidays == ()


def test_a_holiday_at_home_asks_for_the_mission_and_who_leaves_from_it() -> None:
    post = {"id": "post", "base": "P4", "at": spot(4)}
    pack = in_cambodia(units=units({"id": "ours"}, post))
    assert silent(ask(pack, HANGUL_DAY, at(1))) == {"KR": ["M1", "ours"]}
    assert silent(ask(pack, WATER_FESTIVAL, at(1))) == {"KH": ["M1", "ours", "post"]}


def test_day_and_night_unknown_and_named_holidays_are_no_caution() -> None:
    always = units({"shifts": "24/7", "on_call": "no"})
    for hours in ("24/7", "", f"{OFFICE_HOURS}; PH off"):
        missions = embassy(hours=hours, holidays="KH")
        assert (
            ask(in_cambodia(missions=missions, units=always), WATER_FESTIVAL, at(1)).holidays == ()
        )


def test_a_unit_that_is_away_is_among_them() -> None:
    away = units({"on_call": "no"})
    card = ask(in_cambodia(units=away), WATER_FESTIVAL.replace(hour=20), at(1))
    assert silent(card) == {"KH": ["M1", "U1"]}
    [absence] = card.absences
    assert absence.next_duty == WATER_FESTIVAL.replace(day=25, hour=8)
    assert absence.next_call is None


def test_a_country_whose_holidays_are_not_known_has_none() -> None:
    assert ask(changed(), WATER_FESTIVAL, at(1)).holidays == ()
