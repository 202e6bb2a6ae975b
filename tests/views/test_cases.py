"""Cases on Dispatch as an officer meets them: opened, worked on, closed; two officers at once."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from planning.incidents.cases import Case
from planning.incidents.database import default_path
from planning.incidents.desk import Draft
from planning.incidents.events import Change, PlaceSeen, TimeTold, UnitSent
from planning.incidents.store import Store
from planning.supply.facilities import units_at
from tests.views.test_pages import opened, said
from views import dispatch, frame
from views.case_cards import case_row, state_badge
from views.case_store import in_its_minute
from views.dispatch_others import both_clocks
from views.words import Words

PLACE = "11.56, 104.92"
EN, KO = Words("en"), Words("ko")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home of a user, for each test."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return default_path("KHM")


@pytest.fixture
def desk_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the map and the meeting places out: they are slow, and no part of a case."""
    monkeypatch.setattr(dispatch, "_show", lambda *_: None)
    monkeypatch.setattr(dispatch, "find_meetings", lambda *_: ())


def begun(path: Path, *more: Change, ago: timedelta = timedelta(minutes=10)) -> Case:
    """A case that another officer has opened."""
    now = frame.this_second()
    seen = PlaceSeen(now - ago, 11.56, 104.92, 300.0, "Phnom Penh")
    with Store(path, create=True) as store:
        return store.open_case(
            "KHM", [TimeTold("called", now - ago), seen, *more], golden_s=3600.0, now=now
        )


def now_of(path: Path, case_id: str = "C0001") -> Case:
    with Store(path) as store:
        return store.case("KHM", case_id)


def first_unit() -> str:
    return units_at(frame.moment_at(frame.this_minute()))[0].id


@pytest.mark.usefixtures("desk_only")
def test_a_case_is_opened_worked_on_and_closed(home: Path) -> None:
    page = opened("dispatch", place_text=PLACE)
    assert not home.exists()
    page.text_area(key="open_note").set_value("Two at the gate.")
    page.button(key="open_case").click().run()
    case = now_of(home)
    assert not page.error
    assert (case.place.lat, case.place.lon, case.golden_s) == (11.56, 104.92, 3600.0)
    assert [note.text for note in case.notes] == ["Two at the gate."]
    text = said(page)
    assert "Case C0001" in text
    assert "Two at the gate." in text
    page.button(key="answered_C0001").click().run()
    unit = page.selectbox(key="unit_C0001").value
    page.button(key="send_C0001").click().run()
    case = now_of(home)
    assert {"called", "answered", "sent"} == set(case.times)
    assert case.units_now == {unit}
    assert page.button(key="answered_C0001").disabled
    page.button(key="arrived_C0001").click().run()
    page.button(key="admitted_C0001").click().run()
    page.button(key=f"free_C0001_{unit}").click().run()
    page.text_area(key="note_C0001").set_value("Handed over.").run()
    page.button(key="add_note_C0001").click().run()
    assert page.text_area(key="note_C0001").value == ""
    page.button(key="close_C0001").click().run()
    case = now_of(home)
    assert not page.error
    assert case.closed_at is not None
    assert case.units_now == frozenset()
    assert "Open cases" not in said(page)
    assert page.text_input(key="place_text").value == ""


@pytest.mark.usefixtures("desk_only")
def test_two_units_are_sent_in_one_step_and_marked_as_sent(home: Path) -> None:
    begun(home)
    page = opened("dispatch")
    page.button(key="take_C0001").click().run()
    assert page.button(key="both_C0001").label.startswith("Send A and ")
    assert ">sent<" not in said(page)
    page.button(key="both_C0001").click().run()
    assert not page.error
    case = now_of(home)
    assert len(case.units_now) == 2
    assert "sent" in case.times
    assert said(page).count("sent</span>") == 2
    assert "both_C0001" not in {button.key for button in page.button}
    labels = [button.label for button in page.button if str(button.key).startswith("free_")]
    assert len(labels) == 2
    assert all(label.startswith("Release ") for label in labels)


@pytest.mark.usefixtures("desk_only")
@pytest.mark.parametrize(
    ("language", "head"), [("en", "case C0001: the note looks"), ("ko", "메모에 사람의 번호로")]
)
def test_a_note_with_a_number_is_refused_and_kept_in_its_field(
    home: Path, language: str, head: str
) -> None:
    begun(home)
    page = opened("dispatch", language)
    page.button(key="take_C0001").click().run()
    page.text_area(key="note_C0001").set_value("call +855 12 345 678").run()
    page.button(key="add_note_C0001").click().run()
    assert [error.value.startswith(head) for error in page.error] == [True]
    assert page.text_area(key="note_C0001").value == "call +855 12 345 678"
    assert now_of(home).notes == ()
    assert not page.run().error


@pytest.mark.usefixtures("desk_only")
def test_a_call_still_to_come_opens_no_case(home: Path) -> None:
    page = opened("dispatch", place_text=PLACE, call_mode="then")
    later = frame.this_minute() + timedelta(days=2)
    page.date_input(key="call_day").set_value(later.date()).run()
    page.button(key="open_case").click().run()
    assert len(page.error) == 1
    assert "is still to come" in page.error[0].value
    with Store(home) as store:
        assert store.cases("KHM") == ()


@pytest.mark.usefixtures("desk_only")
def test_a_case_fills_the_question_and_leaves_busy_units_out(home: Path) -> None:
    unit = first_unit()
    begun(home, UnitSent(unit), ago=timedelta(minutes=70))
    begun(home)
    page = opened("dispatch")
    assert said(page).index("C0001") < said(page).index("C0002")
    assert "10 min overdue" in said(page)
    page.button(key="take_C0002").click().run()
    assert page.text_input(key="place_text").value == "Phnom Penh"
    text = said(page)
    assert "Read as <b>Phnom Penh</b>" in text
    assert "at another case" in text
    assert "Nobody is sent yet." in text
    assert unit not in page.selectbox(key="unit_C0002").options
    page.button(key="aside_C0002").click().run()
    page.button(key="take_C0001").click().run()
    assert "at another case" not in said(page)
    assert "The golden time of <b>60 min</b> is over" in said(page)


@pytest.mark.usefixtures("desk_only")
def test_a_place_that_is_typed_leaves_the_case(home: Path) -> None:
    begun(home)
    page = opened("dispatch")
    page.button(key="take_C0001").click().run()
    page.text_input(key="place_text").set_value("Sihanoukville").run()
    assert "Case C0001" not in said(page)
    assert page.button(key="open_case")


@pytest.mark.usefixtures("desk_only")
def test_two_officers_never_write_over_each_other(home: Path) -> None:
    begun(home)
    mine, yours = opened("dispatch"), opened("dispatch")
    for page in (mine, yours):
        page.button(key="take_C0001").click().run()
    mine.button(key="answered_C0001").click().run()
    answered = now_of(home).times["answered"]
    yours.button(key="answered_C0001").click().run()
    assert len(yours.error) == 1
    assert "somebody else has changed it meanwhile" in yours.error[0].value
    assert now_of(home).times["answered"] == answered
    yours.button(key="arrived_C0001").click().run()
    assert not yours.error
    mine.button(key="close_C0001").click().run()
    assert len(mine.error) == 1
    mine.button(key="close_C0001").click().run()
    yours.run()
    assert [info.value for info in yours.info] == ["The case you worked on is closed."]
    assert not yours.error


@pytest.mark.usefixtures("desk_only")
def test_one_unit_goes_to_one_case(home: Path) -> None:
    begun(home)
    begun(home)
    mine, yours = opened("dispatch"), opened("dispatch")
    mine.button(key="take_C0001").click().run()
    yours.button(key="take_C0002").click().run()
    mine.button(key="send_C0001").click().run()
    yours.button(key="send_C0002").click().run()
    assert len(yours.error) == 1
    assert "is busy with case C0001" in yours.error[0].value
    assert now_of(home, "C0002").units_now == frozenset()
    assert "at another case" in said(yours)


@pytest.mark.usefixtures("desk_only")
def test_a_time_is_corrected_by_naming_another(home: Path) -> None:
    called = begun(home, ago=timedelta(minutes=30)).called
    page = opened("dispatch")
    page.button(key="take_C0001").click().run()
    page.button(key="answered_C0001").click().run()
    page.segmented_control(key="at_C0001").set_value("then").run()
    then = (called + timedelta(minutes=5)).astimezone(frame.pack().zone).replace(second=0)
    page.date_input(key="day_C0001").set_value(then.date()).run()
    page.time_input(key="clock_C0001").set_value(then.time()).run()
    page.button(key="answered_C0001").click().run()
    assert now_of(home).times["answered"] == then


@pytest.mark.usefixtures("desk_only")
def test_a_file_that_is_no_file_of_cases_is_one_sentence(home: Path) -> None:
    home.parent.mkdir(parents=True)
    home.write_text("no database at all, but long enough to look at")
    page = opened("dispatch", place_text=PLACE)
    assert len(page.error) == 1
    assert "no file of cases" in page.error[0].value
    assert "Who gets there first?" in said(page)


@pytest.mark.parametrize(("language", "words"), [("en", "How often, how soon"), ("ko", "사건 2건")])
def test_statistics_are_told_once_asked_for(home: Path, language: str, words: str) -> None:
    case = begun(home, ago=timedelta(minutes=90))
    draft = Draft(frame.pack(), frame.this_second())
    draft.changes += [TimeTold(name, case.called) for name in ("answered", "sent", "arrived")]
    begun(home)
    with Store(home) as store:
        store.update("KHM", "C0001", draft.changes, now=frame.this_second())
    assert words not in said(opened("dispatch", language))
    text = said(opened("dispatch", language, case_stats=True))
    assert words in text
    assert "100%" in text


def test_a_hostile_name_of_a_unit_or_place_is_text() -> None:
    now = frame.this_second()
    case = Case(
        "C0001",
        "KHM",
        3600.0,
        {"called": now},
        (PlaceSeen(now, 11.0, 104.0, 1.0, "<script>alert(1)</script>"),),
    )
    assert "<script>" not in case_row(case, now, EN)


@pytest.mark.parametrize(
    ("minutes", "helped", "said_en", "said_ko"),
    [
        (10, None, "50 min left", "50분 남음"),
        (60, None, "0 min left", "0분 남음"),
        (75, None, "15 min overdue", "15분 초과"),
        (75, 60, "in time", "시간 안"),
        (75, 61, "late", "늦음"),
    ],
)
def test_a_badge_says_how_a_case_stands(
    minutes: int, helped: int | None, said_en: str, said_ko: str
) -> None:
    now = datetime(2026, 11, 26, 12, tzinfo=frame.pack().zone)
    called = now - timedelta(minutes=minutes)
    times = {"called": called}
    if helped is not None:
        times["arrived"] = called + timedelta(minutes=helped)
    case = Case("C0001", "KHM", 3600.0, times)
    assert said_en in state_badge(case, now, EN)
    assert said_ko in state_badge(case, now, KO)


def test_a_chosen_minute_is_never_before_the_call_in_it() -> None:
    called = datetime(2026, 11, 26, 12, 0, 30, tzinfo=frame.pack().zone)
    case = Case("C0001", "KHM", 3600.0, {"called": called})
    assert in_its_minute(case, called.replace(second=0)) == called
    before = called.replace(minute=0, second=0) - timedelta(minutes=1)
    assert in_its_minute(case, before) == before


def test_a_far_day_is_named_by_its_date() -> None:
    now = datetime(2026, 11, 26, 12, tzinfo=frame.pack().zone)
    assert both_clocks(now, now, EN) == "12:00 (Seoul 14:00)"
    far = now + timedelta(days=30)
    assert both_clocks(far, now, EN) == "26 Dec 2026 12:00 (Seoul 14:00)"


@pytest.mark.usefixtures("desk_only")
def test_dispatch_warns_of_a_holiday_and_names_the_next_duty() -> None:
    page = opened("dispatch", place_text=PLACE, call_mode="then")
    page.date_input(key="call_day").set_value(datetime(2026, 11, 24).date()).run()  # noqa: DTZ001
    page.time_input(key="call_clock").set_value(datetime(2026, 11, 24, 3).time()).run()  # noqa: DTZ001
    text = said(page)
    assert "24 Nov 2026 is <b>Water Festival</b> in Cambodia." in text
    assert "the hours on file say nothing about holidays for Embassy" in text
    assert "On duty again <b>08:00 (Seoul 10:00)</b>." in text
    assert "It opens <b>08:00 (Seoul 10:00)</b>." in text


def test_the_drive_radius_is_drawn_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened("dispatch", place_text=PLACE, reach=True)
    assert not page.error
    assert page.toggle(key="reach").label.startswith("How far unit A comes in ")
    assert len(page.session_state["rings"][1]) >= 1
