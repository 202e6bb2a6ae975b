"""The map of a report: what is in time, what is not, and the doors and units that count."""

from collections.abc import Iterable

from planning.coverage import Coverage, Gap
from planning.moment import Moment
from planning.reporting.charts import share_text
from planning.reporting.picture import Mark, country_picture
from planning.reporting.report_words import CAUSE_WORDS
from planning.reporting.speech import Speech, local_names
from planning.supply.facilities import doors_at, units_at
from planning.supply.values import Door


def cover_map(coverage: Coverage, speech: Speech) -> str:
    """Draw an answer on the country as one SVG element; shapes tell the marks apart."""
    moment, direction = coverage.moment, coverage.direction
    names = local_names(moment.pack, speech.language)
    marks = _demand_marks(coverage, names, speech)
    helpers: list[Mark] = []
    if direction != "response":
        doors = doors_at(moment, police=coverage.police)
        helpers += door_marks(doors, moment)
    if direction != "reach":
        units = units_at(moment, police=coverage.police)
        helpers += [Mark(one.lon, one.lat, kind="unit", title=one.name) for one in units]
    marks += [
        Mark(one.lon, one.lat, kind=one.kind, title=names.get(one.title, one.title))
        for one in helpers
    ]
    alt = f"{speech('Inside the golden time')}: {share_text(coverage.covered_share, 1)} %"
    return country_picture(moment.pack, marks, names=names, alt=alt)


def door_marks(doors: Iterable[Door], moment: Moment) -> list[Mark]:
    """Mark doors, those that are not known to be open at the moment as shut."""
    return [
        Mark(
            one.lon,
            one.lat,
            kind="door" if one.hours.is_open(moment.when) else "shut",
            title=one.name,
        )
        for one in doors
    ]


def _demand_marks(coverage: Coverage, names: dict[str, str], speech: Speech) -> list[Mark]:
    demand = coverage.demand
    gaps = {gap.id: gap for gap in coverage.gaps}
    return [
        Mark(
            float(demand.points.lon[row]),
            float(demand.points.lat[row]),
            kind="gap" if point in gaps else "covered",
            title=_title(names.get(demand.names[row], demand.names[row]), gaps.get(point), speech),
            precision_m=float(demand.points.error_m[row]) if demand.kind == "sites" else 0.0,
        )
        for row, point in enumerate(demand.ids)
    ]


def _title(name: str, gap: Gap | None, speech: Speech) -> str:
    return name if gap is None else f"{name}: {speech(CAUSE_WORDS[gap.cause])}"
