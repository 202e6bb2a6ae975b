"""What a cell may hold, and what a row may not say although its cells are right."""

import pandas as pd
import pandera.pandas as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import MomentError
from layers.cells import (
    CellRule,
    day,
    day_or_instant,
    hours,
    instant,
    number,
    phone,
    read_angle,
    read_number,
    word,
)
from layers.dates import canonical_date, first_day, last_day, read_instant
from layers.schemas import COLUMNS, SCHEMAS, faults_of

ORIGIN = {"source": "a report", "as_of": "2025-10-16", "confidence": "high", "note": ""}
POINT = {"lat": "11.5", "lon": "104.9", "precision_m": "1000"}
GOOD: dict[str, dict[str, str]] = {
    "sites": {
        "name": "A site",
        "province": "Kampot",
        "claim": "press",
        "claimed_by": "A paper",
        "evidence": "suspected",
        "status": "unknown",
        **POINT,
        **ORIGIN,
    },
    "missions": {
        "name": "An embassy",
        "kind": "embassy",
        "country": "KR",
        "host_country": "KH",
        "hours": "Mo-Fr 08:00-15:30",
        **POINT,
        **ORIGIN,
    },
    "contacts": {"name": "A line", "kind": "hotline", "phone": "117", **ORIGIN},
    "green_zones": {"name": "A gate", "kind": "gate", "status": "candidate", **POINT, **ORIGIN},
    "police_posts": {
        "name": "A post",
        "kind": "commissariat",
        "province": "Kampot",
        "trust": "unverified",
        **POINT,
        **ORIGIN,
    },
    "police_areas": {
        "name": "A town",
        "town": "Kampot",
        "province": "Kampot",
        "trust": "avoid",
        "reported_by": "A paper",
        "report_date": "2025-10",
        "claim": "Reported by A paper in 2025-10: raids leaked.",
        **ORIGIN,
    },
    "notices": {
        "about": "S1",
        "date": "2025-10-16",
        "told": "P1",
        "by_role": "embassy",
        "what": "rescue_request",
        "outcome": "rescued",
        "outcome_date": "2025-10",
        **ORIGIN,
    },
    "hospitals": {"name": "A hospital", "kind": "hospital", **POINT, **ORIGIN},
    "fuel_stations": {"name": "A pump", "kind": "fuel", **POINT, **ORIGIN},
    "units": {"name": "Officers", "base": "M1", "kind": "consular_officer", **POINT, **ORIGIN},
    "travel_alarms": {
        "name": "Kampot",
        "area_name": "Kampot",
        "area_kind": "province",
        "province": "Kampot",
        "level": "2.5",
        "valid_from": "2025-10-16T00:00+09:00",
        "valid_to": "",
        **ORIGIN,
    },
    "closures": {"kind": "gate", "target": "J1", "valid_from": "2025-06-24", **ORIGIN},
    "signals": {"name": "An ad", "kind": "advertisement", "date": "", "weight": "0.5", **ORIGIN},
    "places": {"name": "Kampot", "kind": "town", "province": "Kampot", **POINT, **ORIGIN},
    "people": {"place": "kampot", "province": "Kampot", "people": "1000"},
    "points": {"lat": "11.5", "lon": "104.9"},
}


def table(kind: str, **changes: str) -> pd.DataFrame:
    """One row of a layer, number 2 in its file, with some cells changed."""
    cells = {name: cell.default for name, cell in COLUMNS[kind].items()}
    cells |= {"id": "001"} | GOOD[kind] | changes
    return pd.DataFrame([cells], index=[2], dtype=str)


def codes(kind: str, **changes: str) -> list[tuple[str, str | None]]:
    return [(fault.code, fault.column) for fault in faults_of(table(kind, **changes), kind)]


def test_every_layer_of_the_plan_has_a_schema() -> None:
    assert set(SCHEMAS) == set(COLUMNS) == set(GOOD)
    assert all(isinstance(schema, pa.DataFrameSchema) for schema in SCHEMAS.values())


@pytest.mark.parametrize("kind", GOOD)
def test_a_sound_row_has_no_fault(kind: str) -> None:
    assert codes(kind) == []
    SCHEMAS[kind].validate(table(kind), lazy=True)


@pytest.mark.parametrize("kind", GOOD)
def test_required_columns_are_what_a_sound_row_gives_and_no_more(kind: str) -> None:
    required = {name for name, cell in COLUMNS[kind].items() if cell.required}
    assert required <= {"id", *GOOD[kind]}


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("id", "", "BLANK"),
        ("name", " ", "BLANK"),
        ("lat", "", "BLANK"),
        ("lat", "95", "BAD_COORD"),
        ("lat", "north", "BAD_COORD"),
        ("lat", "nan", "BAD_COORD"),
        ("lon", "1e400", "BAD_COORD"),
        ("lon", "181", "BAD_COORD"),
        ("precision_m", "0", "RANGE"),
        ("precision_m", "-5", "RANGE"),
        ("precision_m", "inf", "BAD_NUMBER"),
        ("precision_m", "", "BLANK"),
        ("source", "", "BLANK"),
        ("as_of", "", "BLANK"),
        ("as_of", "2025-02-30", "BAD_DATE"),
        ("as_of", "03/04/2025", "BAD_DATE"),
        ("as_of", "2568-03-04", "RANGE"),
        ("confidence", "High", "BAD_WORD"),
        ("confidence", "", "BLANK"),
        ("evidence", "proven", "BAD_WORD"),
        ("status", "opened", "BAD_WORD"),
        ("level", "town", "BAD_WORD"),
        ("in_risk", "area_only", "BAD_WORD"),
        ("claim", "rumour", "BAD_WORD"),
        ("claim_date", "yesterday", "BAD_DATE"),
        ("valid_from", "2025-10", "BAD_DATE"),
        ("valid_from", "2025-10-16T08:00", "BAD_DATE"),
    ],
)
def test_a_wrong_cell_of_a_site_is_named(column: str, text: str, code: str) -> None:
    assert codes("sites", **{column: text}) == [(code, column)]


@pytest.mark.parametrize(
    ("kind", "changes", "code", "column"),
    [
        ("missions", {"hours": "9 to 5"}, "BAD_HOURS", "hours"),
        ("missions", {"hours": "Mo-Fr 08:00-15:30; SH off"}, "BAD_HOURS", "hours"),
        ("missions", {"hours": "Mo-Fr 08:00-15:30; PH +1 day off"}, "BAD_HOURS", "hours"),
        ("missions", {"holidays": "KH ZZ"}, "BAD_COUNTRY", "holidays"),
        ("contacts", {"holidays": "KHM"}, "BAD_COUNTRY", "holidays"),
        ("units", {"turnout_on_call_min": "-1"}, "RANGE", "turnout_on_call_min"),
        ("units", {"on_call": "yes", "on_call_hours": "18:00"}, "BAD_HOURS", "on_call_hours"),
        ("units", {"on_call": "no", "on_call_hours": "24/7"}, "CONFLICT", "on_call_hours"),
        ("missions", {"phone": "abc"}, "BAD_PHONE", "phone"),
        ("missions", {"after_hours_admission": "maybe"}, "BAD_WORD", "after_hours_admission"),
        ("units", {"shifts": "all day"}, "BAD_HOURS", "shifts"),
        ("units", {"officers": "-1"}, "RANGE", "officers"),
        ("units", {"officers": "five"}, "BAD_NUMBER", "officers"),
        ("signals", {"weight": "1.1"}, "RANGE", "weight"),
        ("signals", {"weight": ""}, "BLANK", "weight"),
        ("signals", {"lat": "11.5"}, "BAD_COORD", "lon"),
        ("signals", {"lat": "11.5", "lon": "104.9"}, "BLANK", "precision_m"),
        ("people", {"people": "-1"}, "RANGE", "people"),
        ("travel_alarms", {"level": "5"}, "BAD_WORD", "level"),
        ("travel_alarms", {"valid_from": ""}, "BLANK", "valid_from"),
        ("travel_alarms", {"valid_from": "2025-10-16"}, "BAD_DATE", "valid_from"),
        ("travel_alarms", {"valid_to": "2025-10-16T00:00+09:00"}, "RANGE", "valid_to"),
        ("travel_alarms", {"valid_to": "2025-10-15T15:00+00:00"}, "RANGE", "valid_to"),
        ("travel_alarms", {"province": ""}, "BLANK", "province"),
        ("travel_alarms", {"area_kind": "border_strip"}, "BLANK", "extent_m"),
        ("closures", {"valid_to": "2025-06-24"}, "RANGE", "valid_to"),
        ("green_zones", {"status": "open", "confidence": "low"}, "UNSAFE", "status"),
        ("police_areas", {"trust": "trusted", "confidence": "low"}, "UNSAFE", "trust"),
        ("police_areas", {"trust": "good"}, "BAD_WORD", "trust"),
        ("police_areas", {"claim": ""}, "BLANK", "claim"),
        ("green_zones", {"authority": "maybe"}, "BAD_WORD", "authority"),
        ("green_zones", {"guard_informed_on": "soon"}, "BAD_DATE", "guard_informed_on"),
        ("notices", {"date": ""}, "BLANK", "date"),
        ("notices", {"by_role": "A person"}, "BAD_WORD", "by_role"),
        ("notices", {"outcome_date": "2025-10-15"}, "RANGE", "outcome_date"),
        ("notices", {"outcome_date": "2025-09"}, "RANGE", "outcome_date"),
        ("notices", {"outcome": "freed"}, "BAD_WORD", "outcome"),
        ("police_posts", {"safe_point": "yes", "confidence": "low"}, "UNSAFE", "safe_point"),
        ("police_posts", {"safe_point": "yes", "trust": "avoid"}, "UNSAFE", "safe_point"),
    ],
)
def test_a_wrong_cell_of_another_layer_is_named(
    *, kind: str, changes: dict[str, str], code: str, column: str
) -> None:
    assert codes(kind, **changes) == [(code, column)]


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("sites", {"claim_date": "2025", "status_date": "2025-10"}),
        ("sites", {"valid_from": "2025-10-16", "valid_to": "2025-10-17T00:00+07:00"}),
        ("green_zones", {"status": "open"}),
        ("police_posts", {"safe_point": "yes"}),
        ("police_areas", {"trust": "trusted"}),
        ("police_areas", {"town": "", "province": ""}),
        ("notices", {"outcome": "unknown", "outcome_date": ""}),
        ("notices", {"outcome_date": "2025-10-16"}),
        ("notices", {"outcome_date": "2025"}),
        ("travel_alarms", {"valid_to": "2025-10-15T15:01+00:00"}),
        ("travel_alarms", {"area_kind": "remainder", "province": ""}),
        ("missions", {"phone": "+82-2-3210-0404"}),
        ("missions", {"hours": ""}),
    ],
)
def test_what_is_allowed_stays_allowed(kind: str, changes: dict[str, str]) -> None:
    assert codes(kind, **changes) == []


def test_every_fault_of_a_table_is_named_at_its_row() -> None:
    rows = pd.concat([table("sites"), table("sites", lat="95"), table("sites", id="", as_of="x")])
    rows.index = pd.Index([2, 3, 7])
    found = {(fault.row, fault.code, fault.column) for fault in faults_of(rows, "sites")}
    assert found == {
        (3, "DUP_ID", "id"),
        (3, "BAD_COORD", "lat"),
        (7, "BLANK", "id"),
        (7, "BAD_DATE", "as_of"),
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("11.5", 11.5),
        ("-11.5", -11.5),
        ("１１．５", 11.5),
        ("11,56", 11.56),
        ("11°30'", 11.5),
        ("11° 30' 0\" N", 11.5),
        ("11 30 00", 11.5),
        ("N11 30.00", 11.5),
        ("11.5 S", -11.5),
        ("11°30′S", -11.5),
        ("-0 30", -0.5),
    ],
)
def test_angles_are_read(text: str, value: float) -> None:
    assert read_angle(text, sides="NS") == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "11 60",
        "11 30 60",
        "11.5 30",
        "11 30.5 10",
        "104 E",
        "N11S",
        "inf",
        "1_0",
        "11°33'44\"N 104E",
        "0x11",
    ],
)
def test_what_is_no_angle_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_angle(text, sides="NS")


@given(st.floats(-180, 180).filter(lambda value: abs(value) > 1e-6 or value == 0))
def test_an_angle_survives_degrees_minutes_and_seconds(value: float) -> None:
    tenths = round(abs(value) * 36_000)
    text = (
        f"{tenths // 36_000}°{tenths // 600 % 60}'{tenths % 600 / 10}\"{'W' if value < 0 else 'E'}"
    )
    assert read_angle(text, sides="EW") == pytest.approx(value, abs=0.051 / 3600)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_survives_its_text(value: float) -> None:
    assert read_number(repr(value)) == value


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2025", "2025"),
        (" 2025-10\u200b", "2025-10"),
        ("2025-10", "2025-10"),
        ("2025-10-16", "2025-10-16"),
        ("2025/10/16", "2025-10-16"),
        ("2025.3.4.", "2025-03-04"),
        ("2025년 3월 4일", "2025-03-04"),
        ("2025년 3월", "2025-03"),
        ("２０２５-10-16", "2025-10-16"),
        ("", ""),
    ],
)
def test_dates_come_out_as_iso_text(text: str, iso: str) -> None:
    assert canonical_date(text) == iso


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("03/04/2025", "2025-03-04 or 2025-04-03"),
        ("30/04/2025", "may be 2025-04-30;"),
        ("2025-02-30", "no day"),
        ("2025-13", "no day"),
        ("2568-03-04", "2025 in the common era"),
        ("1850", "outside"),
        ("16 October", "write it as"),
        ("20251016", "write it as"),
    ],
)
def test_what_is_no_date_says_why(text: str, why: str) -> None:
    with pytest.raises(MomentError, match=why):
        canonical_date(text)


def test_a_coarse_date_spans_its_days() -> None:
    assert [str(first_day("2024-02")), str(last_day("2024-02"))] == ["2024-02-01", "2024-02-29"]
    assert [str(first_day("2025")), str(last_day("2025"))] == ["2025-01-01", "2025-12-31"]


def test_one_instant_in_two_offsets_is_one_instant() -> None:
    assert read_instant("2025-10-16T00:00+09:00") == read_instant("2025-10-15T22:00+07:00")


@pytest.mark.parametrize(
    ("rule", "text", "code"),
    [
        (instant, "2025-10-16", "BAD_DATE"),
        (instant, "2025-10-16T00:00", "BAD_DATE"),
        (instant, "2025-02-30T00:00+07:00", "BAD_DATE"),
        (instant, "2568-10-16T00:00+07:00", "RANGE"),
        (instant, "", None),
        (day_or_instant, "2025-10-16", None),
        (day_or_instant, "2025-10", "BAD_DATE"),
        (day, "2025-10", None),
        (phone, "117", None),
        (phone, "012 999 999", None),
        (phone, "1", "BAD_PHONE"),
        (phone, "call us", "BAD_PHONE"),
        (hours, "24/7", None),
        (hours, "", None),
        (number(0, 1), "", None),
        (number(0, 1), "1", None),
        (number(0, above=True), "0", "RANGE"),
        (word("yes", "no"), "", "BLANK"),
        (word("yes", "no", blank=True), "", None),
    ],
)
def test_rules(rule: CellRule, text: str, code: str | None) -> None:
    finding = rule(text)
    assert (finding and finding[0]) == code


def test_a_misspelt_word_gets_a_hint() -> None:
    finding = word("corroborated", "confirmed")("corroberated")
    assert finding is not None
    assert "did you mean corroborated?" in finding[1]
