"""The log of cases: whole or unchanged, right with two dispatchers at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from geo.errors import (
    FaultsError,
    GreenZoneError,
    NoCaseError,
)
from planning.incidents.events import (
    Change,
    Closed,
    Noted,
    PlaceSeen,
    TimeTold,
    UnitFreed,
    UnitSent,
)
from planning.incidents.store import Store, busy_units
from tests.planning.incidents.stories import CALL, HOUR_S, NOW, after, begun, call, seen


def test_a_case_is_there_after_the_file_is_opened_again(path: Path) -> None:
    with Store(path, create=True) as store:
        first = begun(store)
        told = store.update("TOY", first, [TimeTold("answered", after(1)), UnitSent("U1")], now=NOW)
    with Store(path) as store:
        assert store.case("TOY", first) == told
        assert begun(store) == "C0002"
        assert [case.id for case in store.cases("TOY")] == ["C0001", "C0002"]


def test_a_refused_write_leaves_nothing_behind(path: Path) -> None:
    with Store(path, create=True) as store:
        case_id = begun(store)
        before = store.log("TOY", case_id)
        with pytest.raises(FaultsError) as caught:
            store.update(
                "TOY", case_id, [Noted("fine"), Noted("a@b"), UnitFreed("U9")], now=NOW
            )  # fmt: skip
        assert [fault.code for fault in caught.value.faults] == ["NOTE_ADDRESS", "NOT_BUSY"]
        with pytest.raises(FaultsError, match="new case"):
            store.open_case("TOY", [Noted("no place")], golden_s=HOUR_S, now=NOW)
        assert store.log("TOY", case_id) == before
        assert len(store.cases("TOY")) == 1


def test_a_correction_keeps_the_old_value_in_the_log(path: Path) -> None:
    with Store(path, create=True) as store:
        case_id = begun(store)
        for minutes in (5, 3):
            store.update("TOY", case_id, [TimeTold("answered", after(minutes))], now=NOW)
        assert store.case("TOY", case_id).times["answered"] == after(3)
        told = [event.change for event in store.log("TOY", case_id)]
        assert [one.at for one in told if isinstance(one, TimeTold)] == [CALL, after(5), after(3)]


def test_units_of_open_cases_are_busy(path: Path) -> None:
    with Store(path, create=True) as store:
        first, second, other = begun(store), begun(store), begun(store, "OTHER")
        store.update("TOY", first, [UnitSent("U1"), UnitSent("U2")], now=NOW)
        store.update("OTHER", other, [UnitSent("U1")], now=NOW)
        assert busy_units(store, "TOY") == {"U1", "U2"}
        with pytest.raises(FaultsError, match="U1 is busy with case C0001; free it there first"):
            store.update("TOY", second, [UnitSent("U1")], now=NOW)
        store.update("TOY", first, [UnitFreed("U1")], now=NOW)
        store.update("TOY", second, [UnitSent("U1")], now=NOW)
        store.update("TOY", first, [Closed(NOW)], now=NOW)
        assert busy_units(store, "TOY") == {"U1"}
        assert [case.id for case in store.cases("TOY", open_only=True)] == [second]


@pytest.mark.parametrize(
    "case_id", ["C9999", "", "C0001' OR '1'='1", "\x1b[2J", "\udcff", "C" * 9999, "C٠٠٠١", "c0001"]
)
def test_an_unknown_case_is_told_of(path: Path, case_id: str) -> None:
    with Store(path, create=True) as store:
        begun(store)
        with pytest.raises(NoCaseError, match="no case"):
            store.case("TOY", case_id)
        with pytest.raises(NoCaseError, match="no case"):
            store.update("TOY", case_id, [Noted("x")], now=NOW)


def test_a_case_of_another_pack_is_not_shown(path: Path) -> None:
    with Store(path, create=True) as store:
        case_id = begun(store, "OTHER")
        with pytest.raises(NoCaseError):
            store.case("TOY", case_id)
        assert store.cases("TOY") == ()


def test_texts_are_kept_without_what_cannot_be_seen(path: Path) -> None:
    with Store(path, create=True) as store:
        hostile = seen(text="Town\x1b[2J\u202e\n2" + "x" * 999)
        case_id = store.open_case("TOY", call(hostile), golden_s=HOUR_S, now=NOW).id
        case = store.update("TOY", case_id, [Noted("a\x1b]0;b\x07")], now=NOW)
    assert case.notes[0].text == "a]0;b"
    assert case.place.text.startswith("Town[2J 2")
    assert len(case.place.text) <= 101


def test_a_case_that_was_changed_meanwhile_is_not_written_over(path: Path) -> None:
    with Store(path, create=True) as store, Store(path) as other:
        case_id = begun(store)
        shown = store.case("TOY", case_id)
        other.update("TOY", case_id, [TimeTold("answered", after(1))], now=NOW, seen=shown)
        with pytest.raises(FaultsError, match="somebody else has changed it") as caught:
            store.update("TOY", case_id, [TimeTold("answered", after(2))], now=NOW, seen=shown)
        assert [fault.code for fault in caught.value.faults] == ["CHANGED"]
        assert store.case("TOY", case_id).times["answered"] == after(1)
        store.update("TOY", case_id, [Noted("later")], now=NOW, seen=store.case("TOY", case_id))


def test_two_dispatchers_at_once(path: Path) -> None:
    Store(path, create=True).close()

    def dispatcher(number: int) -> list[str]:
        with Store(path) as store:
            ids = [begun(store) for _ in range(10)]
            for case_id in ids:
                try:
                    store.update("TOY", case_id, [UnitSent("U1"), Noted("U1 goes")], now=NOW)
                except FaultsError:
                    store.update("TOY", case_id, [Noted("nobody is free")], now=NOW)
            return ids

    with ThreadPoolExecutor(2) as pool:
        ids = [one for found in pool.map(dispatcher, range(2)) for one in found]
    assert len(set(ids)) == 20
    with Store(path) as store:
        cases = store.cases("TOY")
        assert sorted(case.id for case in cases) == sorted(ids)
        assert sum("U1" in case.units_now for case in cases) == 1
        assert [len(case.notes) for case in cases] == [1] * 20


def test_a_future_time_of_another_clock_is_refused(path: Path) -> None:
    with Store(path, create=True) as store, pytest.raises(GreenZoneError, match="still to come"):
        store.open_case("TOY", call(), golden_s=HOUR_S, now=CALL - timedelta(hours=1))


def test_the_hour_that_comes_twice_is_no_step_back(path: Path) -> None:
    zone = ZoneInfo("America/New_York")
    first = datetime(2025, 11, 2, 1, 50, tzinfo=zone)
    again = datetime(2025, 11, 2, 1, 10, fold=1, tzinfo=zone)  # 20 minutes later
    place = PlaceSeen(first, 40.0, -74.0, 10.0, "x")
    with Store(path, create=True) as store:
        changes: list[Change] = [TimeTold("called", first), place, TimeTold("answered", again)]
        case = store.open_case("TOY", changes, golden_s=HOUR_S, now=NOW)
    assert case.seconds_to("answered") == 1200.0


@pytest.mark.parametrize("year", [1, 1999, 9999])
def test_years_at_the_end_of_the_calendar(path: Path, year: int) -> None:
    at = datetime(year, 1, 1, tzinfo=ZoneInfo("Asia/Phnom_Penh"))
    with Store(path, create=True) as store, pytest.raises(FaultsError, match="new case"):
        store.open_case("TOY", [TimeTold("called", at), seen()], golden_s=HOUR_S, now=NOW)
