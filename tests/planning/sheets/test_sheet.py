"""Case sheets of a small country: every line by hand, and nothing that was not known yet."""

from dataclasses import replace
from datetime import date, datetime
from functools import cache
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import FaultsError, NoResourceError
from layers.dates import days_since, first_day, last_day
from layers.schemas import COLUMNS, OUTCOMES
from layers.tables import layer_of_rows
from planning.moment import Moment, moment_of
from planning.packs import check_references, open_pack
from planning.reporting import words
from planning.sheets.notices import notices_of
from planning.sheets.sheet import CaseSheet, case_sheet
from tests.planning.worlds import make_pack, rows, spot

ZONE = ZoneInfo("Asia/Phnom_Penh")
WHEN = datetime(2025, 1, 15, 10, tzinfo=ZONE)
ORIGIN = {"source": "https://a.example/1", "as_of": "2025-01", "confidence": "medium"}
SITE = {
    "id": "S1",
    "name": "Near site",
    "name_ko": "가까운 곳",
    "claim": "ngo",
    "claimed_by": "An NGO",
    "claim_date": "2024-12",
    "evidence": "suspected",
    "status": "raided",
    "status_date": "2025-01-05",
    "in_risk": "yes",
    "level": "site",
    "at": spot(1),
}
POST = {
    "kind": "commissariat",
    "hours": "24/7",
    "trust": "unverified",
    "safe_point": "no",
    "reported_issue": "",
}
NOTICE = {
    "about": "S1",
    "date": "2025-01-02",
    "told": "P4",
    "by_role": "embassy",
    "what": "rescue_request",
    "outcome": "visited",
    "outcome_date": "2025-01-04",
}


@cache
def bare() -> Moment:
    return moment_of(make_pack(), WHEN)


def moment(
    *,
    site: dict[str, Any] | None = None,
    posts: tuple[dict[str, Any], ...] = ({"id": "P2", "at": spot(2)}, {"id": "P4", "at": spot(4)}),
    notices: tuple[dict[str, str], ...] = (),
    signals: tuple[dict[str, str], ...] = (),
    when: datetime = WHEN,
) -> Moment:
    given_notices = [
        {"id": f"N{i}"} | ORIGIN | NOTICE | one for i, one in enumerate(notices, start=1)
    ]
    given_signals = [
        {"id": f"X{i}", "name": "x", "weight": "1", "site": "S1"} | ORIGIN | one
        for i, one in enumerate(signals, start=1)
    ]
    layers = {
        **bare().pack.layers,
        "sites": rows(SITE | (site or {})),
        "police_posts": rows(*(POST | {"name": f"Post {one['id']}"} | one for one in posts)),
        "green_zones": layer_of_rows([], "green_zones"),
        "notices": layer_of_rows(given_notices, "notices"),
        "signals": layer_of_rows(given_signals, "signals"),
    }
    return replace(bare(), pack=replace(bare().pack, layers=MappingProxyType(layers)), when=when)


def asked(sheet: CaseSheet) -> list[str]:
    return [question.name for question in sheet.questions]


def test_who_reported_what_and_when() -> None:
    sheet = case_sheet(moment(), "S1")
    (claim,) = sheet.claims
    assert (claim.by, claim.kind, claim.date, claim.evidence) == (
        "An NGO", "ngo", "2024-12", "suspected",
    )  # fmt: skip
    assert claim.age_days == (15, 45)  # from 31 and from 1 December to 15 January
    assert (sheet.status, sheet.status_date, sheet.status_age_days) == (
        "raided", "2025-01-05", (10, 10),
    )  # fmt: skip
    assert (sheet.subject.layer, sheet.subject.name_ko) == ("sites", "가까운 곳")


def test_events_and_notices_in_the_order_of_their_days() -> None:
    sheet = case_sheet(
        moment(
            notices=({}, {"date": "2024-11", "told": "the prosecutor's office", "outcome": "unknown",
                          "outcome_date": ""}),
            signals=({"kind": "raid", "date": "2025-01-03", "summary": "Reported by X."},
                     {"kind": "report", "date": ""},
                     {"kind": "escape", "date": "2024", "site": "S1"},
                     {"kind": "raid", "date": "2024-12-30", "site": "S9"}),
        ),
        "S1",
    )  # fmt: skip
    assert [(event.date, event.kind) for event in sheet.events] == [
        ("2024", "escape"),
        ("2024-11", "notice"),
        ("2025-01-02", "notice"),
        ("2025-01-03", "raid"),
        ("2025-01-04", "outcome"),
        ("", "report"),
    ]
    first, second = sheet.notices
    assert (first.told, first.told_id) == ("the prosecutor's office", "")
    assert (second.told, second.told_id, second.outcome) == ("Post P4", "P4", "visited")
    assert (second.age_days, second.outcome_age_days) == ((13, 13), (11, 11))
    assert sheet.events[3].summary == "Reported by X."
    assert [event.notice.id for event in sheet.events if event.notice] == ["N2", "N1", "N1"]


@pytest.mark.parametrize(
    ("day", "notices", "outcome", "kinds"),
    [
        (1, 0, "", []),
        (2, 1, "unknown", ["notice"]),
        (3, 1, "unknown", ["notice"]),
        (4, 1, "visited", ["notice", "outcome"]),
    ],
)
def test_nothing_of_a_later_day_is_on_the_sheet(
    *, day: int, notices: int, outcome: str, kinds: list[str]
) -> None:
    here = moment(notices=({},), when=datetime(2025, 1, day, 10, tzinfo=ZONE))
    sheet = case_sheet(here, "S1")
    assert [one.outcome for one in sheet.notices] == [outcome] * notices
    assert [event.kind for event in sheet.events] == kinds


def test_a_signal_of_a_later_day_is_not_known_yet() -> None:
    later = {"kind": "raid", "date": "2025-01-16"}
    today = {"kind": "escape", "date": "2025-01-15"}
    sheet = case_sheet(moment(signals=(later, today)), "S1")
    assert [event.kind for event in sheet.events] == ["escape"]


def test_a_site_of_a_later_day_is_not_known_yet() -> None:
    with pytest.raises(NoResourceError, match="'S1' was reported in 2025-02, after 2025-01-15"):
        case_sheet(moment(site={"claim_date": "2025-02"}), "S1")
    sheet = case_sheet(moment(site={"status_date": "2025-01-16"}), "S1")
    assert (sheet.status, sheet.status_date, sheet.status_age_days) == ("unknown", "", None)
    assert "status_unknown" in asked(sheet)
    assert "in_use_again" not in asked(sheet)


def test_the_nearest_post_and_the_nearest_that_is_not_to_be_avoided() -> None:
    near = case_sheet(moment(), "S1").posts
    assert [(post.id, post.trust.level) for post in near] == [("P2", "unverified")]
    assert near[0].distance_m == pytest.approx(6000, abs=1)
    assert near[0].error_m == 2.0
    posts = (
        {"id": "P0", "at": spot(1.1), "trust": "avoid"},
        {"id": "P2", "at": spot(2), "trust": "avoid"},
        {"id": "P3", "at": spot(3), "trust": "trusted"},
    )
    both = case_sheet(moment(posts=posts), "S1").posts
    assert [(post.id, post.trust.level) for post in both] == [("P0", "avoid"), ("P3", "trusted")]
    only = case_sheet(moment(posts=posts[:2]), "S1").posts
    assert [post.id for post in only] == ["P0"]
    assert (
        case_sheet(
            moment(posts=({"id": "P0", "at": spot(1), "valid_from": "2026-01-01"},)), "S1"
        ).posts
        == ()
    )


@pytest.mark.parametrize(
    ("change", "question", "is_asked"),
    [
        ({"precision_m": 501.0}, "where", True),
        ({"precision_m": 500.0}, "where", False),
        ({"claim_date": ""}, "undated", True),
        ({"claim_date": "2024"}, "undated", False),
        ({"evidence": "suspected"}, "second_source", True),
        ({"evidence": "confirmed"}, "second_source", False),
        ({"status": "unknown"}, "status_unknown", True),
        ({"status": "raided"}, "status_unknown", False),
        ({"status": "closed", "status_date": ""}, "status_undated", True),
        ({"status": "unknown", "status_date": ""}, "status_undated", False),
        ({"status": "closed"}, "in_use_again", True),
        ({"status": "reported_active"}, "in_use_again", False),
    ],
)
def test_what_is_not_known_of_a_site(
    *, change: dict[str, Any], question: str, is_asked: bool
) -> None:
    assert (question in asked(case_sheet(moment(site=change), "S1"))) is is_asked


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_an_open_notice_is_a_question(outcome: str) -> None:
    is_open = outcome in {"unknown", "no_answer", "under_way"}
    sheet = case_sheet(moment(notices=({"outcome": outcome, "outcome_date": ""},)), "S1")
    found = [one for one in sheet.questions if one.name == "what_came_of_it"]
    assert [(one.date, one.subject) for one in found] == [("2025-01-02", "Post P4")] * is_open
    assert "nobody_told" not in asked(sheet)
    assert "nobody_told" in asked(case_sheet(moment(), "S1"))


def test_a_post_has_its_own_sheet() -> None:
    told = {"about": "S1", "told": "P4"}
    of_it = {
        "about": "P4",
        "told": "U1",
        "what": "protest",
        "date": "2025-01-09",
        "outcome_date": "",
    }
    posts = (
        {"id": "P4", "at": spot(4), "reported_issue": "Reported by Y in 2024: leaks.", "hours": "",
         "confidence": "low"},
    )  # fmt: skip
    sheet = case_sheet(moment(posts=posts, notices=(told, of_it)), "P4")
    assert sheet.subject.layer == "police_posts"
    assert [claim.words for claim in sheet.claims] == ["Reported by Y in 2024: leaks."]
    assert [(one.about, one.told) for one in sheet.notices] == [
        ("S1", "Post P4"),
        ("P4", "Officers"),
    ]
    assert sheet.trust.level == "unverified"
    assert sheet.posts == ()
    assert asked(sheet) == ["hours_unknown", "who_vouches", "does_it_exist"]
    avoided = case_sheet(moment(posts=({"id": "P4", "at": spot(4), "trust": "avoid"},)), "P4")
    assert asked(avoided) == ["what_was_done", "nobody_told"]


@pytest.mark.parametrize("subject", ["", "S9", "U1", "x" * 5000, "S1\x1b[2J"])
def test_no_such_place_is_said_in_one_line(subject: str) -> None:
    with pytest.raises(NoResourceError) as caught:
        case_sheet(moment(), subject)
    said = str(caught.value)
    assert len(said) < 300
    assert said.isprintable()


def test_a_notice_about_nothing_is_refused() -> None:
    pack = moment(notices=({"about": "S9"}, {"about": "P4"})).pack
    with pytest.raises(
        FaultsError, match="about 'S9' of 'N1' is no site, post, Green Zone"
    ) as caught:
        check_references(pack.layers, pack.network)
    assert len(caught.value.faults) == 1


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(4, 10), st.dates(date(2000, 1, 1)))
def test_days_since_hold_the_true_day(day: date, depth: int, on: date) -> None:
    text = day.isoformat()[: {4: 4, 7: 7, 10: 10}.get(depth, 10)]
    found = days_since(text, on)
    assert found is not None
    assert found[0] <= (on - day).days <= found[1]
    assert found[1] - found[0] == (last_day(text) - first_day(text)).days


def test_every_word_of_the_layers_is_on_the_pages() -> None:
    def of(kind: str, column: str) -> set[str]:
        message = COLUMNS[kind][column].rule("-")
        assert message is not None
        return set(message[1].partition("none of ")[2].partition(";")[0].split(", "))

    assert set(words.CLAIM_WORDS) == of("sites", "claim")
    assert set(words.EVIDENCE_WORDS) == of("sites", "evidence")
    assert set(words.STATUS_WORDS) == of("sites", "status")
    assert set(words.CONFIDENCE_WORDS) == of("sites", "confidence")
    assert set(words.POST_WORDS) == of("police_posts", "kind")
    assert set(words.TRUST_WORDS) == of("police_posts", "trust")
    assert set(words.EVENT_WORDS) == of("signals", "kind") | {"notice", "outcome"}
    assert set(words.ROLE_WORDS) == of("notices", "by_role")
    assert set(words.WHAT_WORDS) == of("notices", "what")
    assert set(words.OUTCOME_WORDS) == of("notices", "outcome") == set(OUTCOMES)


def test_every_site_and_post_of_the_built_in_country_has_a_sheet() -> None:
    here = moment_of(open_pack(), datetime(2026, 11, 22, 12, tzinfo=ZONE))
    for kind in ("sites", "police_posts"):
        for subject in here.layer(kind)["id"].tolist()[::5]:
            sheet = case_sheet(here, subject)
            assert sheet.claims
            assert "nobody_told" in asked(sheet)
            assert {question.name for question in sheet.questions} <= set(words.QUESTION_WORDS)
            assert all(claim.source for claim in sheet.claims)
    assert notices_of(here, "KH-S001") == ()
