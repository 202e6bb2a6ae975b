"""The coverage report: one HTML page that opens anywhere, prints well and hides nothing."""

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from geo.text import plain
from planning.coverage import Coverage, Gap
from planning.packs import Pack
from planning.reporting.picture import Mark, country_picture
from planning.supply.facilities import doors_at, units_at

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=select_autoescape(default=True, default_for_string=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
CAUSE_WORDS = {
    "closed_on_arrival": "Closed on arrival",
    "hours_unknown": "Hours not known",
    "nobody_on_duty": "Nobody on duty",
    "busy": "Busy with another case",
    "hazard": "Only through more hazard than the limit",
    "too_far": "Too far even when open",
    "no_road": "No open road",
    "no_help": "No help that counts on the map",
}
DEMAND_WORDS = {
    "sites": "reported sites, weighted by evidence, status and age",
    "people": "residents as their source counts them (not victims)",
    "places": "places, each counted once",
    "points": "points of one's own, by their own weight",
}
DIRECTION_WORDS = {
    "reach": "the victim comes to an open door",
    "response": "a unit comes to the victim",
    "either": "a door or a unit, whichever is in time",
}
POLICE_WORDS = {
    "none": "no police post counts",
    "trusted": "police posts marked trusted count",
    "all": "every police post not marked avoid counts",
}


class Speech(Protocol):
    """Speaks one language: calling it translates an English text."""

    @property
    def language(self) -> str:
        """Language code, such as ``en`` or ``ko``."""

    def __call__(self, message: str, /, **values: object) -> str:
        """Translate a text and fill in its ``{names}``."""

    def duration(self, seconds: float) -> str:
        """Write a duration."""


def coverage_report(coverage: Coverage, speech: Speech) -> str:
    """Write a coverage answer as one self-contained HTML page with an inline SVG map.

    Parameters
    ----------
    coverage
        The answer.
    speech
        The language of the page.

    Returns
    -------
    str
        HTML that loads nothing from anywhere; every run-time text is escaped.
    """
    pack, when = coverage.moment.pack, coverage.moment.when
    names = local_names(pack, speech.language)
    return _TEMPLATES.get_template("report.html.j2").render(
        _=speech,
        language=speech.language,
        coverage=coverage,
        pack=pack,
        title=pack.manifest.about.get(f"title_{speech.language}", pack.manifest.about["title"]),
        named=lambda name: plain(names.get(name, name)),
        when=when,
        home_when=when.astimezone(pack.home_zone),
        picture=_picture(coverage, speech),
        causes=coverage.causes,
        cause_words=CAUSE_WORDS,
        demand_words=DEMAND_WORDS[coverage.demand.kind],
        direction_words=DIRECTION_WORDS[coverage.direction],
        police_words=POLICE_WORDS[coverage.police],
        provinces=coverage.by_province(),
        times=[(share, coverage.time_to_reach(share)) for share in (0.5, 0.8, 0.9)],
        duration=lambda seconds: "–" if seconds is None else speech.duration(seconds),
        settings_hash=settings_hash(coverage),
        made=datetime.now(tz=pack.zone),
    )


def local_names(pack: Pack, language: str) -> dict[str, str]:
    """Map the English names of a pack's records and provinces to a language's, where known."""
    column = f"name_{language}"
    names: dict[str, str] = {}
    for rows in pack.layers.values():
        if column in rows.columns:
            known = rows[rows[column] != ""]
            names |= dict(zip(known["name"], known[column], strict=True))
    return names


def settings_hash(coverage: Coverage) -> str:
    """Give twelve hexadecimal digits that change when any setting of the question does."""
    pack = coverage.moment.pack
    question = {
        "golden_s": coverage.golden_s,
        "direction": coverage.direction,
        "police": coverage.police,
        "demand": coverage.demand.kind,
        "files": dict(sorted(pack.manifest.files.items())),
        "settings": repr(pack.settings),
    }
    text = json.dumps(question, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _picture(coverage: Coverage, speech: Speech) -> str:
    demand = coverage.demand
    names = local_names(coverage.moment.pack, speech.language)
    gaps = {gap.id: gap for gap in coverage.gaps}
    marks = [
        Mark(
            float(demand.points.lon[row]),
            float(demand.points.lat[row]),
            kind="gap" if name in gaps else "covered",
            title=_title(demand.names[row], gaps.get(name), speech),
            precision_m=float(demand.points.error_m[row]) if demand.kind == "sites" else 0.0,
        )
        for row, name in enumerate(demand.ids)
    ]
    if coverage.direction in {"reach", "either"}:
        doors = doors_at(coverage.moment, police=coverage.police)
        marks += [
            Mark(door.lon, door.lat, kind="door", title=names.get(door.name, door.name))
            for door in doors
        ]
    if coverage.direction in {"response", "either"}:
        units = units_at(coverage.moment, police=coverage.police)
        marks += [
            Mark(unit.lon, unit.lat, kind="unit", title=names.get(unit.name, unit.name))
            for unit in units
        ]
    share = round(100 * coverage.covered_share)
    alt = f"{speech('Inside the golden time')}: {share} %"
    return country_picture(coverage.moment.pack, marks, names=names, alt=alt)


def _title(name: str, gap: Gap | None, speech: Speech) -> str:
    return name if gap is None else f"{name}: {speech(CAUSE_WORDS[gap.cause])}"
