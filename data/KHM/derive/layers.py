"""Write the layers that rest on gathered facts: the facts' many words become our few.

Run: `python data/KHM/derive/layers.py FACTS_FOLDER [OUT_FOLDER]`. FACTS_FOLDER holds
sites.csv, missions.csv, police.csv, travel_alarms.csv, signals.csv and statistics.csv;
OUT_FOLDER is data/KHM unless another is named. The mapping is words.toml beside the
layers: a word that does not stand there stops the run with the whole list of such words,
and nothing is written. Rows that do not ship are printed with the reason.
"""

import csv
import io
import math
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

Row = dict[str, str]

PACK = Path(__file__).resolve().parents[1]
EARTH_RADIUS_M = 6_371_008.8
AREA_LEVELS = ("town", "province")
COMMON = ("id", "name", "lat", "lon", "precision_m", "source", "as_of", "confidence", "note")
SPAN = ("valid_from", "valid_to")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "sites": (
        *("id", "name", "name_ko", "alt_names", "lat", "lon", "precision_m"),
        *("town", "province", "level"),
        *("claim", "claimed_by", "claim_date", "evidence", "status", "status_date", "in_risk"),
        *("source", "as_of", "confidence", "note", *SPAN),
    ),
    "missions": (
        *("id", "name", "name_ko", "name_local", "kind", "country", "city", "host_country"),
        *("lat", "lon", "precision_m", "hours", "after_hours_admission", "phone"),
        *("source", "as_of", "confidence", "note", *SPAN),
    ),
    "contacts": (
        *("id", "name", "name_ko", "kind", "phone", "hours"),
        *("source", "as_of", "confidence", "note"),
    ),
    "green_zones": (
        *("id", "name", "name_ko", "host", "kind", "status", "lat", "lon", "precision_m"),
        *("hours", "admits_anyone", "line_24h", "authority", "staff_briefed_on"),
        *("guard_informed_on", "capacity"),
        *("source", "as_of", "confidence", "note", *SPAN),
    ),
    "police_posts": (
        *("id", "name", "kind", "town", "province", "lat", "lon", "precision_m", "hours"),
        *("trust", "safe_point", "reported_issue", "source", "as_of", "confidence", "note", *SPAN),
    ),
    "police_areas": (
        *("id", "name", "name_ko", "town", "province", "lat", "lon", "precision_m", "trust"),
        *("reported_by", "report_date", "claim", "source", "as_of", "confidence", "note"),
    ),
    "notices": (
        *("id", "about", "date", "told", "by_role", "what", "outcome", "outcome_date"),
        *("source", "as_of", "confidence", "note"),
    ),
    "units": (
        *("id", "name", "name_ko", "base", "kind", "country", "lat", "lon", "precision_m"),
        *("shifts", "on_call", "officers", "source", "as_of", "confidence", "note", *SPAN),
    ),
    "travel_alarms": (
        *("id", "name", "label_en", "label_ko", "area_name", "area_kind", "province", "level"),
        *("lat", "lon", "precision_m", "extent_m", *SPAN),
        *("source", "as_of", "confidence", "note"),
    ),
    "signals": (
        *("id", "name", "kind", "date", "place", "province", "site", "lat", "lon", "precision_m"),
        *("indicators", "weight", "summary", "source", "as_of", "confidence", "note"),
    ),
}


class Words:
    """The mapping of words.toml, remembering every word it does not know.

    Parameters
    ----------
    table
        The parsed words.toml.
    """

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._table = table
        self.unmapped: list[str] = []
        self.refusals: list[str] = []

    def section(self, name: str) -> Any:
        """Return the table (or list of tables) under a dotted name."""
        found: Any = self._table
        for part in name.split("."):
            found = found[part]
        return found

    def known(self, name: str, word: str) -> str | None:
        """Return what a word becomes, or None where words.toml leaves it as it is."""
        found = self.section(name).get(word)
        return None if found is None else str(found)

    def of(self, name: str, word: str) -> str:
        """Return what a word becomes; a word that is not there is kept for the final error."""
        found = self.known(name, word)
        if found is None:
            self.unmapped.append(f"[{name}] {word!r}")
            return ""
        return found

    def destination(self, name: str, row_id: str, word: str) -> tuple[str, str]:
        """Return (layer, kind) of a row, or ("refused", reason), which is remembered."""
        layer, _, kind = self.of(name, word).partition("/")
        if layer == "refused":
            self.refuse(row_id, kind)
        return layer, kind

    def refuse(self, row_id: str, reason: str) -> None:
        """Remember a row that does not ship and why."""
        self.refusals.append(f"{row_id}: {reason}")


# --------------------------------------------------------------------------------- small pieces
def date_in_address(address: str) -> str:
    """Return the date an address carries as ISO text (day or month), or an empty text.

    Examples
    --------
    >>> date_in_address("https://a.example/2025/10/16/20251016500028")
    '2025-10-16'
    >>> date_in_address("https://a.example/2026/02/massive-raid")
    '2026-02'
    >>> date_in_address("https://a.example/view.do?seq=376676")
    ''
    """
    day = re.search(
        r"(?<!\d)(20[12]\d)([-/]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?=\D|\d{4,}|$)", address
    )
    if day:
        return f"{day[1]}-{day[3]}-{day[4]}"
    month = re.search(r"/(20[12]\d)[-/](0[1-9]|1[0-2])(?!\d)", address)
    return f"{month[1]}-{month[2]}" if month else ""


def iso_date(words: Words, text: str) -> str:
    """Return a year, month or day as it is, anything else as words.toml says."""
    if not text or re.fullmatch(r"\d{4}(-\d{2}){0,2}", text):
        return text
    return words.of("date", text)


def spoken_date(date: str) -> str:
    """Return a date as the end of "reported by X": on a day, in a month or year, undated."""
    if not date:
        return ", undated"
    return f" on {date}" if len(date) == 10 else f" in {date}"


def province_of(words: Words, text: str) -> str:
    """Return a province as every layer spells it."""
    return text if text in words.section("provinces") else words.of("province", text)


def source_text(words: Words, source: str) -> str:
    """Return the source: an address as it is, other words as words.toml says."""
    return source if source.startswith("http") else words.of("source", source)


def as_of_date(words: Words, source: str, *dates: str) -> str:
    """Return the source's date, else the last of the row's own dates, else the research date."""
    known = words.known("source_date", source) or date_in_address(source)
    return known or max(dates, default="") or str(words.section("researched"))


def sentences(*parts: str) -> str:
    """Join parts into one text, each ended by a full stop (none after an address)."""
    whole = [part.strip() for part in parts if part.strip()]
    ended = [part.endswith(".") or part.split()[-1].startswith("http") for part in whole]
    return " ".join(part if end else f"{part}." for part, end in zip(whole, ended, strict=True))


def placed(words: Words, fact: Row, key: str) -> Row:
    """Return the fact, moved where words.toml puts its point right (section point)."""
    better = words.section("point").get(fact[key], {})
    return {**fact, **better} if better else fact


def position_of(words: Words, fact: Row) -> str:
    """Return where the point is from, and why it is not the gathered one."""
    if "why" in fact:
        return f"Position: general knowledge; {fact['why']}"
    return f"Position: {words.of('position', fact['coord_source'])}"


def publisher(source: str) -> str:
    """Return the outlet of an address (its host), anything else as it is.

    Examples
    --------
    >>> publisher("https://www.vice.com/en/article/g5vwn3")
    'vice.com'
    """
    host = urlsplit(source).netloc.removeprefix("www.")
    return host or source


def hangul_name(alternatives: str) -> str:
    """Return the first alternative name written in Hangul, or an empty text."""
    return next((n.strip() for n in alternatives.split(";") if re.search("[가-힣]", n)), "")


def distance_m(a: Row, b: Row) -> float:
    """Return the great-circle distance in metres between two rows with lat and lon (EPSG:4326)."""
    lat_a, lat_b = math.radians(float(a["lat"])), math.radians(float(b["lat"]))
    lon_step = math.radians(float(b["lon"]) - float(a["lon"]))
    chord = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin(lon_step / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(chord))


# --------------------------------------------------------------------------------------- layers
def evidence_of(words: Words, fact: Row) -> str:
    """Return confirmed, corroborated or suspected by the rule written in words.toml."""
    by_row = words.known("sites.evidence", fact["site_id"])
    if by_row:
        return by_row
    if fact["confidence"] == "low":
        return "suspected"
    official = fact["claim_type"] in {"sanctions_designation", "police_raid"}
    if official and fact["confidence"] == "high":
        return "confirmed"
    hosts = {urlsplit(fact[c]).netloc.removeprefix("www.") for c in ("source", "source2")} - {""}
    if len(hosts) == 2 or fact["claim_type"] in {"police_raid", "government_statement"}:
        return "corroborated"
    return "suspected"


def site_row(words: Words, fact: Row) -> Row:
    """Return one reported site or area."""
    fact = placed(words, fact, "site_id")
    claim_date, status_date = (iso_date(words, fact[c]) for c in ("claim_date", "status_date"))
    korean = hangul_name(fact["alt_names"])
    others = ";".join(n.strip() for n in fact["alt_names"].split(";") if n.strip() != korean)
    status = fact["status"].replace("_", " ")
    return {
        **{c: fact[c] for c in ("lat", "lon", "precision_m", "claimed_by")},
        "name": words.known("name", fact["site_id"]) or fact["name"],
        "confidence": words.of("confidence", fact["confidence"]),
        "id": fact["site_id"],
        "name_ko": korean,
        "alt_names": others,
        "town": words.of("sites.town", fact["town"]),
        "province": province_of(words, fact["province"]),
        "level": words.of("sites.level", fact["level"]),
        "claim": words.of("sites.claim", fact["claim_type"]),
        "claim_date": claim_date,
        "evidence": evidence_of(words, fact),
        "status": words.of("sites.status", fact["status"]),
        "status_date": status_date,
        "in_risk": words.of("sites.in_risk", fact["use_in_risk_surface"]),
        "source": source_text(words, fact["source"]),
        "as_of": as_of_date(words, fact["source"], claim_date, status_date),
        "note": sentences(
            f"Reported by {fact['claimed_by']}{spoken_date(claim_date)}"
            f" ({fact['claim_type'].replace('_', ' ')}; {fact['site_kind']})",
            f"Reported status: {status}{spoken_date(status_date)}" if status != "unknown" else "",
            f"Place as reported: {fact['town']}, {fact['province']}",
            position_of(words, fact),
            f"Reported details and remarks: {fact['notes']}" if fact["notes"] else "",
            f"Also {fact['source2']}" if fact["source2"] else "",
        ),
    }


def mission_note(words: Words, fact: Row) -> str:
    """Return a mission's note: a sourced address, an unverified telephone as such, the rest."""
    address = fact["address"]
    usable = address and "unverified" not in address + fact["source"] and address != "not found"
    number = fact["phone"].partition("(")[0].strip()
    return sentences(
        f"Address: {address}" if usable else "",
        f"Telephone {number} is from an unverified text: confirm before use"
        if "unverified" in fact["phone"]
        else "",
        f"Position: {words.of('position', fact['coord_source'])}" if fact["lat"] else "",
        fact["notes"],
    )


def mission_row(words: Words, fact: Row, kind: str) -> Row:
    """Return one embassy, consulate, branch office or task force."""
    phone = fact["phone"]
    country = fact["country_represented"]
    return {
        **{c: fact[c] for c in ("name_ko", "city", "host_country")},
        "confidence": words.of("confidence", fact["confidence"]),
        **{c: fact[c] for c in ("lat", "lon", "precision_m")},
        "id": fact["mission_id"],
        "name": words.known("name", fact["mission_id"]) or fact["name"],
        "kind": kind,
        "country": country if len(country) == 2 else words.of("missions.country", country),
        "hours": words.of("missions.hours", fact["hours"]),
        "after_hours_admission": words.of(
            "missions.after_hours_admission", fact["after_hours_admission"]
        ),
        "phone": "" if "unverified" in phone or phone == "not found" else phone,
        "source": source_text(words, fact["source"]),
        "as_of": as_of_date(words, fact["source"]),
        "note": mission_note(words, fact),
        "valid_from": words.known("valid_from", fact["mission_id"]) or "",
    }


def mission_contact(words: Words, fact: Row, kind: str) -> Row:
    """Return a line without a door: a call or crisis centre."""
    return {
        **{c: fact[c] for c in ("name_ko", "phone")},
        "confidence": words.of("confidence", fact["confidence"]),
        "id": fact["mission_id"],
        "name": words.known("name", fact["mission_id"]) or fact["name"],
        "kind": kind,
        "hours": words.of("missions.hours", fact["hours"]),
        "source": source_text(words, fact["source"]),
        "as_of": as_of_date(words, fact["source"]),
        "note": sentences(f"City: {fact['city']}", fact["notes"]),
    }


def police_contact(words: Words, fact: Row, kind: str) -> Row:
    """Return a police hotline."""
    number, _, remark = fact["phone"].partition("(")
    return {
        "name": fact["name"],
        "confidence": words.of("confidence", fact["confidence"]),
        "id": fact["police_id"],
        "kind": kind,
        "phone": number.strip(),
        "hours": words.of("police.hours", fact["hours"]),
        "source": source_text(words, fact["source"]),
        "as_of": as_of_date(words, fact["source"], fact["issue_period"]),
        "note": sentences(remark.rstrip(") "), fact["reported_issue"], fact["notes"]),
    }


def police_row(words: Words, fact: Row, *, kind: str, areas: Iterable[Row]) -> Row:
    """Return one police post with its own issue and those of the areas that reach it."""
    fact = placed(words, fact, "police_id")
    near = [area for area in areas if distance_m(area, fact) <= float(area["precision_m"])]
    suggested = [row["safe_destination_default_suggested"] for row in (fact, *near)]
    trust = words.known("police.trust_of", fact["police_id"])
    mapped = [words.of("police.trust", word) for word in suggested]
    issues = [dated_issue(words, fact)]
    issues += [dated_issue(words, area, of=f" of {area['name']}") for area in near]
    return {
        **{c: fact[c] for c in ("name", "town", "lat", "lon", "precision_m")},
        "id": fact["police_id"],
        "province": province_of(words, fact["province"]),
        "kind": kind,
        "hours": words.of("police.hours", fact["hours"]),
        "trust": trust or ("avoid" if "avoid" in mapped else mapped[0]),
        "safe_point": "no",
        "reported_issue": sentences(*issues),
        "source": source_text(words, fact["source"]),
        "as_of": as_of_date(words, fact["source"], issue_date(fact)),
        "confidence": words.of("confidence", fact["confidence"]),
        "note": sentences(
            position_of(words, fact),
            fact["notes"],
            *(f"Also {area['source']}" for area in near),
        ),
        "valid_from": words.known("valid_from", fact["police_id"]) or "",
    }


def issue_date(fact: Row) -> str:
    """Return the period of an issue where it is a year, a month or a day, else an empty text."""
    period = fact["issue_period"]
    return period if re.fullmatch(r"\d{4}(-\d{2}){0,2}", period) else ""


def dated_issue(words: Words, fact: Row, *, of: str = "") -> str:
    """Return a reported issue: by whom, of what and when it was reported."""
    issue = fact["reported_issue"]
    known = words.known("police.reported_issue", issue)
    if known is not None:
        return known
    if not issue:
        return ""
    period = fact["issue_period"]
    when = f" ({period})" if period else ", undated"
    return f"Reported by {publisher(fact['source'])}{of}{when}: {issue}"


def police_areas(words: Words, facts: Iterable[Row]) -> list[Row]:
    """Return the area reports that reach the posts inside them."""
    areas = [fact for fact in facts if fact["type"] == "area_trust"]
    verdicts = [words.of("police.areas", area["police_id"]) for area in areas]
    return [area for area, verdict in zip(areas, verdicts, strict=True) if verdict in AREA_LEVELS]


def area_row(words: Words, fact: Row, level: str) -> Row:
    """Return the report about the police of a town or of a province."""
    day = issue_date(fact)
    by = publisher(fact["source"])
    return {
        **{c: fact[c] for c in ("name", "lat", "lon", "precision_m")},
        "id": fact["police_id"],
        "town": fact["town"] if level == "town" else "",
        "province": province_of(words, fact["province"]),
        "trust": words.of("police.trust", fact["safe_destination_default_suggested"]),
        "reported_by": by,
        "report_date": day,
        "claim": sentences(f"Reported by {by}{spoken_date(day)}: {fact['reported_issue']}"),
        "source": source_text(words, fact["source"]),
        "as_of": as_of_date(words, fact["source"], day),
        "confidence": words.of("confidence", fact["confidence"]),
        "note": sentences(position_of(words, fact), fact["notes"]),
    }


def zone_row(words: Words, entry: Row, fact: Row) -> Row:
    """Return one candidate or promised Green Zone; where a fact is silent, so is the row."""
    return {
        **{c: entry[c] for c in ("id", "name", "host", "kind", "status", "note")},
        **{c: fact[c] for c in ("lat", "lon", "precision_m")},
        "hours": entry.get("hours", words.of("missions.hours", fact["hours"])),
        "admits_anyone": "unknown",
        "line_24h": "unknown",
        "authority": "unknown",
        "source": source_text(words, fact["source"]),
        "as_of": as_of_date(words, fact["source"]),
        "confidence": "medium" if fact["confidence"] == "high" else fact["confidence"],
        "valid_from": words.known("valid_from", fact["mission_id"]) or "",
    }


def unit_row(words: Words, entry: Row, *, fact: Row, statistics: Mapping[str, Row]) -> Row:
    """Return one unit; its head count is the statistic's or stands in the fact's own words."""
    figure = statistics[entry["statistic"]] if "statistic" in entry else fact
    officers = entry.get("officers") or figure["value"]
    if entry.get("figure_in", "") not in fact["notes"]:
        words.unmapped.append(f"[units] {entry['id']}: {entry['figure_in']!r} is not in the fact")
    return {
        **{c: entry[c] for c in ("id", "name", "base", "kind", "shifts", "on_call", "confidence")},
        **{c: fact[c] for c in ("lat", "lon", "precision_m")},
        "country": "KR",
        "officers": officers,
        "source": source_text(words, figure["source"]),
        "as_of": as_of_date(words, figure["source"], figure.get("period_end", "")),
        "note": sentences(entry["note"], f"Also {fact['source']}" if figure is not fact else ""),
        "valid_from": words.known("valid_from", fact["mission_id"]) or "",
    }


def alarm_row(words: Words, fact: Row, places: Mapping[str, Row]) -> Row:
    """Return one travel alarm; only a named area has a point."""
    kind = words.of("travel_alarms.area_type", fact["area_type"])
    area = words.of("travel_alarms.area_name", fact["area_name"])
    parent = words.of("travel_alarms.parent_area", fact["parent_area"])
    point = words.section("travel_alarms.point").get(area, {})
    place = places[point["fact"]] if point else {}
    source = source_text(words, fact["source"])
    return {
        **{c: fact[c] for c in ("label_en", "label_ko", "valid_from", "valid_to")},
        "confidence": words.of("confidence", fact["confidence"]),
        "id": fact["alarm_id"],
        "name": fact["area_name"],
        "area_name": area,
        "area_kind": kind,
        "province": area if kind == "province" else parent,
        "level": words.of("travel_alarms.level", fact["level"]),
        "lat": place.get("lat", ""),
        "lon": place.get("lon", ""),
        "precision_m": point.get("precision_m", ""),
        "extent_m": words.known("travel_alarms.extent", area) or "",
        "source": source,
        "as_of": as_of_date(words, source, fact["valid_from"][:10]),
        "note": sentences(fact["notes"]),
    }


def signal_row(words: Words, fact: Row, *, kind: str, places: Mapping[str, Row]) -> Row:
    """Return one signal of recruitment; most have no place and some no date."""
    date = words.known("signals.date", fact["signal_id"]) or date_in_address(fact["source"])
    where = words.section("signals.place").get(fact["signal_id"], {})
    point = places[where["fact"]] if where else {}
    return {
        "name": fact["name"],
        "confidence": words.of("confidence", fact["confidence"]),
        **{c: point.get(c, "") for c in ("lat", "lon", "precision_m")},
        "id": fact["signal_id"],
        "kind": kind,
        "date": date,
        "place": where.get("place", ""),
        "province": where.get("province", ""),
        "indicators": words.of("signals.indicators", fact["signal_id"]),
        "weight": words.of("signals.weight", fact["confidence"]),
        "summary": f"Reported by {publisher(fact['source'])}"
        f"{spoken_date(date_in_address(fact['source']))}: {fact['description']}",
        "source": source_text(words, fact["source"]),
        "as_of": as_of_date(words, fact["source"], date),
        "note": sentences(fact["notes"]),
    }


def event_row(words: Words, fact: Row, *, site: Row, kind: str) -> Row:
    """Return the dated event that a site row carries, as coarse as the site is known."""
    return {
        **{c: site[c] for c in ("name", "province", "lat", "lon", "precision_m")},
        **{c: site[c] for c in ("source", "as_of", "confidence")},
        "id": f"E-{fact['site_id']}",
        "kind": kind,
        "date": site["claim_date"],
        "place": site["town"],
        "site": fact["site_id"],
        "indicators": words.of("signals.indicators", kind),
        "weight": words.of("signals.weight", fact["confidence"]),
        "summary": f"Reported by {fact['claimed_by']}{spoken_date(site['claim_date'])}"
        f" ({fact['claim_type'].replace('_', ' ')}).",
    }


# ----------------------------------------------------------------------------------- whole files
def mission_layers(words: Words, facts: Iterable[Row]) -> dict[str, list[Row]]:
    """Sort the mission facts into missions and contacts; green zones are built elsewhere."""
    layers: dict[str, list[Row]] = {"missions": [], "contacts": []}
    for fact in facts:
        layer, kind = words.destination("missions.type", fact["mission_id"], fact["type"])
        words.of("missions.role_in_tool", fact["role_in_tool"])
        if layer == "missions":
            layers[layer].append(mission_row(words, fact, kind))
        elif layer == "contacts":
            layers[layer].append(mission_contact(words, fact, kind))
    return layers


def police_layers(words: Words, facts: list[Row]) -> dict[str, list[Row]]:
    """Sort the police facts into posts, contacts and reports about areas."""
    layers: dict[str, list[Row]] = {"police_posts": [], "contacts": [], "police_areas": []}
    areas = police_areas(words, facts)
    for fact in facts:
        reason = words.known("police.refused", fact["police_id"])
        if reason:
            words.refuse(fact["police_id"], reason)
            continue
        layer, kind = words.destination("police.type", fact["police_id"], fact["type"])
        if layer == "police_posts":
            layers[layer].append(police_row(words, fact, kind=kind, areas=areas))
        elif layer == "contacts":
            layers[layer].append(police_contact(words, fact, kind))
        elif layer == "police_areas":
            level, _, why = words.of("police.areas", fact["police_id"]).partition("/")
            if level in AREA_LEVELS:
                layers[layer].append(area_row(words, fact, level))
            else:
                words.refuse(fact["police_id"], why)
    return layers


def signal_layer(
    words: Words,
    facts: Iterable[Row],
    *,
    sites: Mapping[str, tuple[Row, Row]],
    places: Mapping[str, Row],
) -> list[Row]:
    """Return the recruitment signals, then the dated events of the sites."""
    signals = []
    for fact in facts:
        layer, kind = words.destination("signals.kind", fact["signal_id"], fact["kind"])
        if layer == "signals":
            signals.append(signal_row(words, fact, kind=kind, places=places))
    for site_fact, site in sites.values():
        event_id = f"E-{site_fact['site_id']}"
        layer, kind = words.destination("signals.event", event_id, site_fact["claim_type"])
        if layer == "signals" and not site["claim_date"]:
            words.refuse(event_id, "no date was reported")
        elif layer == "signals":
            signals.append(event_row(words, site_fact, site=site, kind=kind))
    return signals


def build(words: Words, facts: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    """Return all layers as rows of text; no fact says who was told what, so no notice ships."""
    by_id = {fact["mission_id"]: fact for fact in facts["missions"]}
    statistics = {fact["stat_id"]: fact for fact in facts["statistics"]}
    sites = {fact["site_id"]: (fact, site_row(words, fact)) for fact in facts["sites"]}
    places = {fact["site_id"]: fact for fact in facts["sites"]}
    places |= {fact["police_id"]: fact for fact in facts["police"]}
    missions = mission_layers(words, facts["missions"])
    police = police_layers(words, facts["police"])
    return {
        "sites": [site for _, site in sites.values()],
        "missions": missions["missions"],
        "contacts": missions["contacts"] + police["contacts"],
        "green_zones": [
            zone_row(words, entry, by_id[entry["fact"]]) for entry in words.section("green_zones")
        ],
        "police_posts": police["police_posts"],
        "police_areas": police["police_areas"],
        "notices": [],
        "units": [
            unit_row(words, entry, fact=by_id[entry["fact"]], statistics=statistics)
            for entry in words.section("units")
        ],
        "travel_alarms": [alarm_row(words, fact, places) for fact in facts["travel_alarms"]],
        "signals": signal_layer(words, facts["signals"], sites=sites, places=places),
    }


def read_facts(folder: Path) -> dict[str, list[Row]]:
    """Return every fact file as rows of text, exactly as written."""
    names = ("sites", "missions", "police", "travel_alarms", "signals", "statistics")
    facts = {}
    for name in names:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            facts[name] = list(csv.DictReader(lines, strict=True))
    return facts


def as_csv(rows: Iterable[Row], columns: tuple[str, ...]) -> str:
    """Return rows as CSV text; an absent cell is empty, an unknown column is an error."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def main(arguments: list[str]) -> int:
    """Read the facts, apply words.toml, write the layers."""
    if len(arguments) not in {1, 2}:
        print(__doc__, file=sys.stderr)
        return 2
    out = Path(arguments[1]) if len(arguments) == 2 else PACK
    words = Words(tomllib.loads((PACK / "words.toml").read_text(encoding="utf-8")))
    layers = build(words, read_facts(Path(arguments[0])))
    if words.unmapped:
        print("words.toml maps or refuses every word; missing:", file=sys.stderr)
        print("\n".join(dict.fromkeys(words.unmapped)), file=sys.stderr)
        return 1
    for name, rows in layers.items():
        (out / f"{name}.csv").write_text(as_csv(rows, COLUMNS[name]), encoding="utf-8")
        print(f"{name}.csv: {len(rows)} rows")
    print("not shipped:", *dict.fromkeys(words.refusals), sep="\n  ")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
