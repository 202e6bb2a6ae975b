"""Which columns each layer has and what their cells may hold, as pandera schemas over text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pandera.pandas as pa

from geo.errors import Fault
from geo.notation.reading import excerpt
from layers.cells import (
    CellRule,
    Finding,
    angle,
    countries,
    day,
    day_or_instant,
    filled,
    free,
    hours,
    instant,
    needed,
    number,
    phone,
    word,
)
from layers.dates import canonical_date, first_day, last_day, read_instant

CONFIDENCE = ("high", "medium", "low")
EVIDENCE = ("confirmed", "corroborated", "suspected")
STATUS = ("reported_active", "raided", "closed", "unknown")
TRUST = ("trusted", "unverified", "avoid")
"""How far police may be relied on, the strictest last."""
OUTCOMES = (
    *("rescued", "raided", "visited", "nobody_found", "refused", "no_answer", "under_way"),
    "unknown",
)
"""What came of telling somebody."""
OFTEN_EMPTY = (
    *("closures", "contacts", "fuel_stations", "green_zones", "hospitals", "notices"),
    *("police_areas", "signals", "travel_alarms", "units"),
)
"""Layers of which a country may truly have no row; an empty table of another is lost data."""

_UTC = ZoneInfo("UTC")
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one column asks of its cells.

    Parameters
    ----------
    rule
        Names what is wrong with a cell's text, or nothing.
    kind
        How the text is typed after the check: ``text``, ``number``, ``lat``, ``lon`` or ``date``.
    required
        Whether the column must be there. One that may lack is added with `default`.
    unique
        Whether no two rows may agree.
    words
        The only texts it may hold, or none if it is free.
    """

    rule: CellRule
    kind: str = "text"
    required: bool = True
    default: str = ""
    unique: bool = False
    words: tuple[str, ...] = ()


def _words(*words: str, default: str | None = None) -> Cell:
    return Cell(
        word(*words, blank=default == ""),
        required=default is None,
        default=default or "",
        words=words,
    )


_TEXT = Cell(free, required=False)
_NEEDED_TEXT = Cell(filled)
_DAY = Cell(day, kind="date", required=False)
_HOURS = Cell(hours, required=False)
_HOLIDAYS = Cell(countries, required=False)
_TURNOUT = Cell(number(0, 7 * 24 * 60), kind="number", required=False)
_COUNT = Cell(number(0), kind="number", required=False)
_YES_NO_UNKNOWN = ("yes", "no", "unknown")
_LAT = angle("latitude", sides="NS", most=90)
_LON = angle("longitude", sides="EW", most=180)
_PRECISION = number(0, above=True)

_KEY = {"id": Cell(filled, unique=True), "name": _NEEDED_TEXT}
_POINT = {
    "lat": Cell(needed(_LAT), kind="lat"),
    "lon": Cell(needed(_LON), kind="lon"),
    "precision_m": Cell(needed(_PRECISION), kind="number"),
}
_MAYBE_POINT = {
    "lat": Cell(_LAT, kind="lat", required=False),
    "lon": Cell(_LON, kind="lon", required=False),
    "precision_m": Cell(_PRECISION, kind="number", required=False),
}
_ORIGIN = {
    "source": _NEEDED_TEXT,
    "as_of": Cell(needed(day), kind="date"),
    "confidence": _words(*CONFIDENCE),
    "note": _TEXT,
}
_SPAN = {
    "valid_from": Cell(day_or_instant, required=False),
    "valid_to": Cell(day_or_instant, required=False),
}

_COLUMNS: Mapping[str, Mapping[str, Cell]] = {
    "sites": {
        **_KEY,
        "name_ko": _TEXT,
        "alt_names": _TEXT,
        **_POINT,
        "town": _TEXT,
        "province": _NEEDED_TEXT,
        "level": _words("site", "area", default="site"),
        "claim": _words(
            *("sanctions", "government_raid", "government_statement", "ngo", "press"),
            *("court", "military"),
        ),
        "claimed_by": _NEEDED_TEXT,
        "claim_date": _DAY,
        "evidence": _words(*EVIDENCE),
        "status": _words(*STATUS),
        "status_date": _DAY,
        "in_risk": _words("yes", "no", default="yes"),
        **_ORIGIN,
        **_SPAN,
    },
    "missions": {
        **_KEY,
        "name_ko": _TEXT,
        "alt_names": _TEXT,
        "name_local": _TEXT,
        "kind": _words("embassy", "consulate", "branch_office", "korean_desk", "task_force"),
        "country": _NEEDED_TEXT,
        "city": _TEXT,
        "host_country": _NEEDED_TEXT,
        **_POINT,
        "hours": _HOURS,
        "holidays": _HOLIDAYS,
        "after_hours_admission": _words(*_YES_NO_UNKNOWN, "contested", default="unknown"),
        "phone": Cell(phone, required=False),
        **_ORIGIN,
        **_SPAN,
    },
    "contacts": {
        **_KEY,
        "name_ko": _TEXT,
        "kind": _words("hotline", "call_centre", "crisis_centre", "duty_phone"),
        "phone": Cell(phone, required=False),
        "hours": _HOURS,
        "holidays": _HOLIDAYS,
        **_ORIGIN,
    },
    "green_zones": {
        **_KEY,
        "name_ko": _TEXT,
        "host": _TEXT,
        "kind": _words("gate", "guard_post", "police_hq", "hospital", "hotel"),
        "status": _words("candidate", "promised", "open", "closed"),
        **_POINT,
        "hours": _HOURS,
        "holidays": _HOLIDAYS,
        "admits_anyone": _words(*_YES_NO_UNKNOWN, default="unknown"),
        "line_24h": _words(*_YES_NO_UNKNOWN, default="unknown"),
        "authority": _words(*_YES_NO_UNKNOWN, default="unknown"),
        "staff_briefed_on": _DAY,
        "guard_informed_on": _DAY,
        "capacity": _COUNT,
        **_ORIGIN,
        **_SPAN,
    },
    "police_posts": {
        **_KEY,
        "name_ko": _TEXT,
        "kind": _words(
            *("national_hq", "ministry", "commissariat", "immigration", "tourist_police"),
            *("border_gate", "station"),
        ),
        "town": _TEXT,
        "province": _NEEDED_TEXT,
        **_POINT,
        "hours": _HOURS,
        "holidays": _HOLIDAYS,
        "trust": _words(*TRUST),
        "safe_point": _words("yes", "no", default="no"),
        "reported_issue": _TEXT,
        **_ORIGIN,
        **_SPAN,
    },
    "police_areas": {
        **_KEY,
        "name_ko": _TEXT,
        "town": _TEXT,
        "province": _TEXT,
        **_MAYBE_POINT,
        "trust": _words(*TRUST),
        "reported_by": _NEEDED_TEXT,
        "report_date": _DAY,
        "claim": _NEEDED_TEXT,
        **_ORIGIN,
    },
    "notices": {
        "id": Cell(filled, unique=True),
        "about": _NEEDED_TEXT,
        "date": Cell(needed(day), kind="date"),
        "told": _NEEDED_TEXT,
        "by_role": _words(
            *("embassy", "consulate", "ministry", "task_force", "police_attache", "police"),
            *("ngo", "other_office"),
        ),
        "what": _words("tip", "rescue_request", "protest", "follow_up"),
        "outcome": _words(*OUTCOMES, default="unknown"),
        "outcome_date": _DAY,
        **_ORIGIN,
    },
    "hospitals": {
        **_KEY,
        "name_ko": _TEXT,
        "name_local": _TEXT,
        "kind": _words("hospital", "clinic"),
        **_POINT,
        "hours": _HOURS,
        "phone": Cell(phone, required=False),
        "emergency": _words(*_YES_NO_UNKNOWN, default="unknown"),
        **_ORIGIN,
    },
    "fuel_stations": {
        **_KEY,
        "name_ko": _TEXT,
        "name_local": _TEXT,
        "kind": _words("fuel"),
        **_POINT,
        "hours": _HOURS,
        "phone": Cell(phone, required=False),
        **_ORIGIN,
    },
    "units": {
        **_KEY,
        "name_ko": _TEXT,
        "base": _NEEDED_TEXT,
        "kind": _words("consular_officer", "police_attache", "task_force", "partner"),
        "country": _TEXT,
        **_POINT,
        "shifts": _HOURS,
        "on_call": _words(*_YES_NO_UNKNOWN, default="unknown"),
        "on_call_hours": _HOURS,
        "holidays": _HOLIDAYS,
        "turnout_on_duty_min": _TURNOUT,
        "turnout_on_call_min": _TURNOUT,
        "officers": _COUNT,
        **_ORIGIN,
        **_SPAN,
    },
    "travel_alarms": {
        **_KEY,
        "label_en": _TEXT,
        "label_ko": _TEXT,
        "area_name": _NEEDED_TEXT,
        "area_kind": _words(
            *("province", "municipality", "named_area", "border_strip", "remainder")
        ),
        "province": _TEXT,
        "level": Cell(word("1", "2", "2.5", "3", "4"), kind="number"),
        **_MAYBE_POINT,
        "extent_m": Cell(number(0, above=True), kind="number", required=False),
        "valid_from": Cell(needed(instant)),
        "valid_to": Cell(instant),
        **_ORIGIN,
    },
    "closures": {
        "id": Cell(filled, unique=True),
        "name": _TEXT,
        "kind": _words("road", "gate"),
        "target": _NEEDED_TEXT,
        **_SPAN,
        "reason": _TEXT,
        **_ORIGIN,
    },
    "signals": {
        **_KEY,
        "kind": _words(
            *("channel", "advertisement", "route", "call", "raid", "escape", "exodus", "report"),
            *("sanctions", "licence_suspended", "strike"),
        ),
        "date": Cell(day, kind="date"),
        "place": _TEXT,
        "province": _TEXT,
        "site": _TEXT,
        **_MAYBE_POINT,
        "indicators": _TEXT,
        "weight": Cell(needed(number(0, 1)), kind="number"),
        "summary": _TEXT,
        **_ORIGIN,
    },
    "places": {
        **_KEY,
        "name_ko": _TEXT,
        "name_km": _TEXT,
        "alt_names": _TEXT,
        "kind": _words(
            *("capital", "provincial_seat", "district_town", "border_town", "city", "town"),
            *("village", "hamlet", "suburb", "island"),
        ),
        "district": _TEXT,
        "province": _NEEDED_TEXT,
        **_POINT,
        "population": _COUNT,
        "population_source": _TEXT,
        **_ORIGIN,
    },
    "people": {
        "id": Cell(filled, unique=True),
        "name": _TEXT,
        "place": _NEEDED_TEXT,
        "province": _NEEDED_TEXT,
        "district": _TEXT,
        "people": Cell(needed(number(0)), kind="number"),
        **_MAYBE_POINT,
    },
    "points": {"id": Cell(filled, unique=True), "lat": _POINT["lat"], "lon": _POINT["lon"]},
}
COLUMNS: Mapping[str, Mapping[str, Cell]] = MappingProxyType(dict(_COLUMNS))


def _column(cell: Cell) -> pa.Column:
    def holds(texts: "pd.Series[str]") -> "pd.Series[bool]":
        cells = texts.tolist()
        sound = {text: cell.rule(text) is None for text in set(cells)}
        return pd.Series([sound[text] for text in cells], index=texts.index, dtype=bool)

    return pa.Column(
        checks=None if cell.rule is free else pa.Check(holds, name="cell"),
        required=cell.required,
        unique=cell.unique,
        report_duplicates="exclude_first",
    )


def _schema(cells: Mapping[str, Cell], name: str) -> pa.DataFrameSchema:
    return pa.DataFrameSchema({key: _column(cell) for key, cell in cells.items()}, name=name)


SCHEMAS: Mapping[str, pa.DataFrameSchema] = MappingProxyType(
    {kind: _schema(cells, kind) for kind, cells in COLUMNS.items()}
)


def faults_of(texts: pd.DataFrame, kind: str) -> Iterator[Fault]:
    """Name every fault of a table of text.

    Parameters
    ----------
    texts
        Cells as text; the index is the row number as a person counts (the header is row 1).
        All required columns are there.
    kind
        A layer of `SCHEMAS`.

    Yields
    ------
    Fault
        In no order.
    """
    try:
        SCHEMAS[kind].validate(texts, lazy=True)
    except pa.errors.SchemaErrors as errors:
        for failure in errors.failure_cases.to_dict("records"):
            is_double = failure["check"] == "field_uniqueness"
            if is_double and not str(failure["failure_case"]).strip():
                continue  # that it is empty is said already
            yield _fault(failure, texts, COLUMNS[kind])
    for row, cells in zip(texts.index, texts.to_dict("records"), strict=True):
        texts_of_row = {str(column): str(text) for column, text in cells.items()}
        for column, (code, message) in _row_findings(kind, texts_of_row):
            yield Fault(code, message, row=row, column=column)


def _fault(failure: Mapping[Any, Any], texts: pd.DataFrame, cells: Mapping[str, Cell]) -> Fault:
    column, row, text = str(failure["column"]), int(failure["index"]), str(failure["failure_case"])
    if failure["check"] == "field_uniqueness":
        first = int(texts.index[texts[column] == text][0])
        return Fault("DUP_ID", f"{excerpt(text)} stands in row {first} too", row=row, column=column)
    code, message = cells[column].rule(text) or ("BAD_CELL", f"{excerpt(text)} is not allowed")
    return Fault(code, message, row=row, column=column)


def _row_findings(kind: str, row: Row) -> Iterator[tuple[str, Finding]]:
    """Name what is wrong with a row although each of its cells is right."""
    if "lat" in COLUMNS[kind] and not COLUMNS[kind]["lat"].required:
        yield from _half_position(row)
    if _ends_early(row):
        yield "valid_to", ("RANGE", "lies before valid_from, or at it")
    if kind == "travel_alarms":
        yield from _area_findings(row)
    if kind == "units" and row["on_call_hours"] and row["on_call"] != "yes":
        yield "on_call_hours", ("CONFLICT", "names hours, yet on_call is not yes")
    if kind == "notices":
        yield from _notice_findings(row)
    doubtful = row.get("confidence") == "low" or row.get("trust") == "avoid"
    if kind == "police_posts" and row["safe_point"] == "yes" and doubtful:
        yield "safe_point", ("UNSAFE", "no post of low confidence or to avoid is a safe point")
    if kind == "green_zones" and row["status"] == "open" and doubtful:
        yield "status", ("UNSAFE", "a zone of low confidence cannot be open")
    if kind == "police_areas" and row["trust"] == "trusted" and row["confidence"] == "low":
        yield "trust", ("UNSAFE", "a report of low confidence cannot make the police trusted")


def _notice_findings(row: Row) -> Iterator[tuple[str, Finding]]:
    told, ended = row["date"], row["outcome_date"]
    if not told or not ended or day(told) or day(ended):
        return
    if last_day(canonical_date(ended)) < first_day(canonical_date(told)):
        yield "outcome_date", ("RANGE", "lies before the day on which somebody was told")


def _half_position(row: Row) -> Iterator[tuple[str, Finding]]:
    if bool(row["lat"]) != bool(row["lon"]):
        lacking = "lon" if row["lat"] else "lat"
        yield lacking, ("BAD_COORD", "is empty, yet the other half of the position is not")
    elif row["lat"] and not row["precision_m"]:
        yield "precision_m", ("BLANK", "is empty; a position says how far the true one may be")


def _ends_early(row: Row) -> bool:
    begin, end = row.get("valid_from", ""), row.get("valid_to", "")
    if not begin or not end or day_or_instant(begin) or day_or_instant(end):
        return False
    return read_instant(end, _UTC) <= read_instant(begin, _UTC)


def _area_findings(row: Row) -> Iterator[tuple[str, Finding]]:
    kind = row["area_kind"]
    if kind in {"province", "municipality"} and not row.get("province"):
        yield "province", ("BLANK", f"is empty; a {kind} needs it")
    if kind in {"named_area", "border_strip"} and not row.get("extent_m"):
        yield "extent_m", ("BLANK", f"is empty; a {kind} needs its reach in metres")
