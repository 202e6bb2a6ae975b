"""What each change does to the small country, what it leaves alone, and every fault named."""

from collections.abc import Mapping

import geopandas as gpd
import pytest
from geopandas.testing import assert_geodataframe_equal

from geo.errors import FaultsError
from planning.packs import Pack
from planning.scenarios.changes import (
    Change,
    CloseRoad,
    OpenRoad,
    OpenZone,
    PostOfficers,
    RemoveUnit,
    SetAdmission,
    SetHours,
    SetOnCall,
    SetZone,
    Trust,
)
from planning.scenarios.conditions import (
    AsOf,
    GoldenTime,
    Police,
    Season,
    SetTurnout,
    SpeedFactor,
)
from planning.scenarios.scenario import CHANGES, Scenario, applied, asked, moment_in
from tests.planning.scenarios.toy import EVENING, NOON, at, toy
from tests.planning.worlds import STEP_S, spot

ONE_OF_EACH: tuple[Change, ...] = (
    OpenZone("Z1", hours="24/7"),
    OpenZone("Z2", at="Town 3", hours="Mo-Su 06:00-22:00", host="M1"),
    SetHours("M1", "24/7"),
    SetAdmission("M1", "yes"),
    SetZone("Z2", admits_anyone="no"),
    PostOfficers("Town 4", 2),
    SetOnCall("U1", "no"),
    RemoveUnit("U1"),
    CloseRoad("NR1"),
    OpenRoad("r2"),
    Trust("P2", "unverified"),
    Season("wet"),
    GoldenTime(30),
    Police("all"),
    SpeedFactor(0.5),
    SetTurnout(on_duty_min=1),
    AsOf(NOON),
)


def test_there_is_one_of_each() -> None:
    assert {change.key for change in ONE_OF_EACH} == set(CHANGES)


def row(pack: Pack, kind: str, row_id: str) -> Mapping[str, object]:
    rows = pack.layers[kind]
    return dict(rows[rows["id"] == row_id].iloc[0])


def test_the_baseline_is_left_alone() -> None:
    pack = toy()
    layers = {kind: rows.copy(deep=True) for kind, rows in pack.layers.items()}
    settings = repr(pack.settings)
    # the new zone's "no" contradicts its opening: it is another scenario
    changes = [one for one in ONE_OF_EACH if not isinstance(one, SetZone)]
    changed = applied(pack, at(EVENING, changes=tuple(changes)))
    assert changed is not pack
    assert changed.network is pack.network
    assert repr(pack.settings) == settings
    for kind, rows in layers.items():
        assert_geodataframe_equal(pack.layers[kind], rows)
    with pytest.raises(TypeError):
        changed.layers["units"] = gpd.GeoDataFrame()  # type: ignore[index]


def test_no_change_gives_the_same_pack() -> None:
    pack = toy()
    assert applied(pack, Scenario("x")) is pack


def test_a_zone_on_the_map_is_opened_whenever_its_record_began() -> None:
    changed = applied(toy(valid_from="2026-01-01"), at(NOON, changes=(OpenZone("Z1"),)))
    zone = row(changed, "green_zones", "Z1")
    assert [zone[name] for name in ("status", "admits_anyone", "hours", "valid_from")] == [
        *("open", "yes", "24/7", ""),
    ]


def test_a_new_zone_stands_where_it_is_said() -> None:
    change = OpenZone(at="Town 3", hours="Mo-Fr 09:00-17:00", host="M1")
    changed = applied(toy(), at(NOON, changes=(change,)))
    zone = row(changed, "green_zones", "opened-1")
    lon, lat = spot(3)
    assert zone["lon"] == pytest.approx(lon)
    assert zone["lat"] == pytest.approx(lat)
    assert (zone["name"], zone["host"]) == ("Town 3", "M1")
    assert zone["hours"] == "Mo-Fr 09:00-17:00"


def test_a_later_change_finds_what_an_earlier_one_made() -> None:
    changes = (PostOfficers("M1"), SetHours("posted-1", "Mo-Fr 08:00-12:00"))
    unit = row(applied(toy(), at(NOON, changes=changes)), "units", "posted-1")
    assert (unit["shifts"], unit["base"], unit["officers"]) == ("Mo-Fr 08:00-12:00", "M1", 1)


def test_officers_may_be_posted_to_a_place_without_a_base() -> None:
    changes = (PostOfficers("Town 3", 2), PostOfficers("Town 3", 2))
    units = applied(toy(), at(NOON, changes=changes)).layers["units"]
    assert list(units["id"]) == ["U1", "posted-1", "posted-2"]
    assert units["lon"].iloc[1] == pytest.approx(spot(3)[0])
    assert units["base"].iloc[1] == "posted-1"
    assert units["country"].iloc[1] == "KR"


@pytest.mark.parametrize(
    ("change", "kind", "row_id", "column", "cell"),
    [
        (SetHours("M1", "24/7"), "missions", "M1", "hours", "24/7"),
        (SetHours("M1", ""), "missions", "M1", "hours", ""),
        (SetHours("Z1", "24/7"), "green_zones", "Z1", "hours", "24/7"),
        (SetHours("P4", "Mo off"), "police_posts", "P4", "hours", "Mo off"),
        (SetHours("U1", "24/7"), "units", "U1", "shifts", "24/7"),
        (SetAdmission("M1", "yes"), "missions", "M1", "after_hours_admission", "yes"),
        (SetZone("Z1", status="closed"), "green_zones", "Z1", "status", "closed"),
        (SetZone("Z1", admits_anyone="no"), "green_zones", "Z1", "admits_anyone", "no"),
        (SetOnCall("U1", "no"), "units", "U1", "on_call", "no"),
        (Trust("P4", "avoid"), "police_posts", "P4", "trust", "avoid"),
        (SetTurnout(on_duty_min=2, unit="U1"), "units", "U1", "turnout_on_duty_min", 2.0),
    ],
)
def test_a_change_sets_its_cell_and_no_other(
    change: Change, kind: str, row_id: str, column: str, cell: object
) -> None:
    pack = toy()
    before, after = pack.layers[kind], applied(pack, at(NOON, changes=(change,))).layers[kind]
    found = after[after["id"] == row_id][column].iloc[0]
    assert found == cell or float(found) == cell
    others = [name for name in before.columns if name != column]
    assert_geodataframe_equal(before[others], after[others])


def test_a_road_is_closed_by_its_number_its_id_or_a_junction() -> None:
    closed = {
        road: set(applied(toy(), at(NOON, changes=(CloseRoad(road),))).layers["closures"]["target"])
        for road in ("NR1", "nr1", "r2", "J3")
    }
    every = {"r0", "r1", "r2", "r3"}
    assert closed == {"NR1": every, "nr1": every, "r2": {"r2"}, "J3": {"J3"}}


def test_a_closed_road_opens_again() -> None:
    changes = (CloseRoad("NR1"), OpenRoad("r1"))
    closures = applied(toy(), at(NOON, changes=changes)).layers["closures"]
    assert set(closures["target"]) == {"r0", "r2", "r3"}
    assert moment_in(toy(), at(NOON, changes=changes)).travel.closures.records == (0, 2, 3)


def test_units_go_and_numbers_change() -> None:
    changes = (RemoveUnit("U1"), GoldenTime(30), SetTurnout(1, 2), Season("wet"))
    changed = applied(toy(), at(NOON, changes=changes))
    assert changed.layers["units"].empty
    assert changed.settings.golden_s == 1800
    assert changed.settings.golden_origin == "set by the scenario"
    assert changed.settings.delays.turnout_on_duty_s == 60
    assert changed.settings.delays.turnout_on_call_s == 120
    # one stretch takes 600 s, in the wet 600 / 0.8
    wet = moment_in(toy(), at(NOON, changes=changes)).travel.seconds
    assert wet == pytest.approx(STEP_S / 0.8, rel=1e-4)


def test_speeds_are_multiplied_off_the_road_too() -> None:
    changed = applied(toy(), at(NOON, changes=(SpeedFactor(2),)))
    assert changed.settings.access.speed_kph == 72
    assert changed.settings.speeds.foot_kph == 3.6
    moment = moment_in(toy(), at(NOON, changes=(SpeedFactor(2),)))
    assert moment.travel.seconds == pytest.approx(STEP_S / 2, rel=1e-4)


def test_the_question_is_the_baselines_and_then_the_changes() -> None:
    base = at(NOON, golden_min=40, direction="reach", police="trusted", demand="people")
    question = asked(applied(toy(), base), base)
    assert (question.when.hour, question.golden_s) == (10, 2400)
    assert (question.direction, question.police, question.demand) == ("reach", "trusted", "people")
    other = base.but(GoldenTime(20), Police("all"), AsOf(EVENING))
    question = asked(applied(toy(), other), other)
    assert (question.when.hour, question.golden_s, question.police) == (19, 1200, "all")


FAULTS = [
    (OpenZone("Z9"), "UNKNOWN_ID", "'Z9' is no Green Zone"),
    (OpenZone("M1"), "UNKNOWN_ID", "'M1' is no Green Zone"),
    (OpenZone("Z1", at="Town 3"), "DUP_ID", "'Z1'"),
    (OpenZone(at="Town 3", host="M9"), "UNKNOWN_ID", "'M9' is no mission or post"),
    (OpenZone(at="Atlantis"), "UNKNOWN_PLACE", "Atlantis"),
    (OpenZone(at="12.0, 105.5"), "OUTSIDE", "12.0, 105.5"),
    (OpenZone("Z1", hours="sometimes"), "BAD_HOURS", "sometimes"),
    (SetHours("X", "24/7"), "UNKNOWN_ID", "'X' is no mission or Green Zone or post or unit"),
    (SetHours("M1", "Mo-Fr 8-"), "BAD_HOURS", "hours"),
    (SetHours("U1", "Mo-Fr 8-"), "BAD_HOURS", "shifts"),
    (SetAdmission("Z1", "yes"), "UNKNOWN_ID", "'Z1' is no mission"),
    (SetAdmission("M1", "perhaps"), "BAD_WORD", "after_hours_admission"),  # type: ignore[arg-type]
    (SetZone("Z1"), "BLANK", "neither"),
    (PostOfficers("Town 3", 0), "RANGE", "0 officers"),
    (PostOfficers("Town 3", shifts="x"), "BAD_HOURS", "shifts"),
    (PostOfficers("0, 0"), "OUTSIDE", "0, 0"),
    (RemoveUnit("U2"), "UNKNOWN_ID", "'U2' is no unit"),
    (CloseRoad("NR2"), "UNKNOWN_TARGET", "did you mean NR1"),
    (OpenRoad("NR1"), "NO_CLOSURE", "nothing on file closes"),
    (Trust("P2", "avoid"), "UNSAFE", "safe point"),
    (GoldenTime(0), "RANGE", "golden time 0 min"),
    (SpeedFactor(0), "RANGE", "speed factor 0"),
    (SpeedFactor(float("nan")), "RANGE", "speed factor nan"),
    (SetTurnout(), "BLANK", "no turnout"),
    (SetTurnout(-1), "RANGE", "turnout_on_duty_min -1"),
    (SetTurnout(1, unit="U9"), "UNKNOWN_ID", "'U9' is no unit"),
    (AsOf("2025-02-30"), "BAD_TIME", "2025-02-30"),
    (AsOf("1900-01-01"), "BAD_TIME", "2000"),
]


@pytest.mark.parametrize(("change", "code", "words"), FAULTS)
def test_a_fault_is_named(change: Change, code: str, words: str) -> None:
    with pytest.raises(FaultsError) as caught:
        applied(toy(), at(NOON, changes=(change,)))
    assert [fault.code for fault in caught.value.faults] == [code]
    assert words in str(caught.value)
    assert f"change 1, {change.key}" in str(caught.value)


def test_every_fault_is_named_at_once() -> None:
    changes = tuple(change for change, _, _ in FAULTS)
    wrong = Scenario(
        " ",
        pack="OTHER",
        when="soon",
        golden_min=-1,
        direction="up",  # type: ignore[arg-type]
        changes=changes,
    )
    with pytest.raises(FaultsError) as caught:
        applied(toy(), wrong)
    codes = [fault.code for fault in caught.value.faults]
    assert codes[:4] == ["BLANK", "OTHER_PACK", "BAD_WORD", "BAD_TIME"]
    for number, (change, code, _) in enumerate(FAULTS, start=1):
        where = f"change {number}, {change.key}"
        assert any(f.code == code and where in f.message for f in caught.value.faults)
    assert len(codes) > len(FAULTS) + 4  # contradictions of these changes come last


@pytest.mark.parametrize(
    "changes",
    [
        (GoldenTime(30), GoldenTime(40)),
        (SetHours("Z1", "Mo-Fr 08:00-12:00"), OpenZone("Z1", hours="24/7")),
        (OpenZone("Z1"), SetZone("Z1", status="closed")),
        (CloseRoad("r1"), OpenRoad("r1")),
        (Season("wet"), Season("dry")),
        (Police("all"), Police("none")),
        (AsOf(NOON), AsOf(EVENING)),
        (SetAdmission("M1", "yes"), SetAdmission("M1", "no")),
        (SetTurnout(1), SetTurnout(2)),
    ],
)
def test_a_contradiction_is_named(changes: tuple[Change, Change]) -> None:
    with pytest.raises(FaultsError, match="changes 1 and 2 contradict each other"):
        applied(toy(), at(NOON, changes=changes))


def test_the_same_change_twice_is_no_contradiction() -> None:
    changed = applied(toy(), at(NOON, changes=(GoldenTime(30), GoldenTime(30.0), OpenZone("Z1"))))
    assert changed.settings.golden_s == 1800


@pytest.mark.parametrize("change", ONE_OF_EACH, ids=lambda change: change.key)
def test_each_says_itself_in_one_sentence(change: Change) -> None:
    assert change.text.endswith(".")
    assert "{" not in change.text
    assert "\n" not in change.text
