"""Travel alarms of the Cambodia pack, held by the chronology that the ministry announced."""

import pytest

from planning.alarms import alarm_of, alarms_in_force
from planning.moment import moment_of, parse_when
from planning.packs import Pack, open_pack
from planning.places import locate


@pytest.fixture(scope="module")
def pack() -> Pack:
    return open_pack()


@pytest.mark.parametrize(
    ("when", "place", "level"),
    [
        ("2025-09-01T12:00+09:00", "Phnom Penh", 1.0),
        ("2025-09-16T17:00+09:00", "Phnom Penh", 2.0),
        ("2025-10-10T20:59+09:00", "Phnom Penh", 2.0),
        ("2025-10-10T21:00+09:00", "Phnom Penh", 2.5),
        ("2025-12-04T16:00+09:00", "Phnom Penh", 2.0),
        ("2025-09-20T12:00+09:00", "Sihanoukville", 2.5),
        ("2025-10-16T00:00+09:00", "Sihanoukville", 3.0),
        ("2025-10-20T12:00+09:00", "Bavet", 4.0),
        ("2025-10-20T12:00+09:00", "Svay Rieng", 2.0),
        ("2025-10-20T12:00+09:00", "Poipet", 4.0),
        ("2025-10-20T12:00+09:00", "Sisophon", 2.5),
        ("2025-10-20T12:00+09:00", "10.63, 104.03", 4.0),
        ("2025-10-20T12:00+09:00", "Kratie", 2.0),
        ("2025-12-09T12:00+09:00", "O'Smach", 2.5),
        ("2025-12-10T17:00+09:00", "O'Smach", 3.0),
        ("2025-12-10T17:00+09:00", "Kratie", 1.0),
    ],
)
def test_level_of_a_place(pack: Pack, when: str, place: str, level: float) -> None:
    moment = moment_of(pack, parse_when(when, pack))
    here = locate(pack, place)
    alarm = alarm_of(moment, here.lon, here.lat)
    assert alarm is not None
    assert alarm.level == level
    assert alarm.source.startswith("http")


def test_nothing_is_known_before_the_first_alarm(pack: Pack) -> None:
    moment = moment_of(pack, parse_when("2024-01-01T12:00+09:00", pack))
    assert alarms_in_force(moment) == []
    assert alarm_of(moment, 104.9, 11.56) is None


def test_alarms_in_force_come_strictest_first(pack: Pack) -> None:
    moment = moment_of(pack, parse_when("2025-10-20T12:00+09:00", pack))
    levels = [alarm.level for alarm in alarms_in_force(moment)]
    assert levels == sorted(levels, reverse=True)
    bokor = next(alarm for alarm in alarms_in_force(moment) if alarm.area == "Bokor")
    assert bokor.extent_m == 12_000
    assert bokor.lat == pytest.approx(10.625)
