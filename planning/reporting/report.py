"""The coverage report: one HTML page that opens anywhere, prints well and hides nothing."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from markupsafe import Markup

from planning.coverage import Coverage
from planning.reporting import report_words, words
from planning.reporting.change_words import change_words
from planning.reporting.charts import share_bar, share_text, week_chart
from planning.reporting.cover_map import cover_map
from planning.reporting.dossier import Dossier, dossier_of
from planning.reporting.numbers import printed_settings
from planning.reporting.scenario_words import difference_rows, turn_rows
from planning.reporting.sentences import (
    holidays_of_week,
    mend_words,
    method_words,
    silent_on_holidays,
)
from planning.reporting.speech import ReportSpeech, local_names
from planning.reporting.templates import templates_in
from planning.supply.checklists import ITEMS
from planning.supply.days_off import holiday_of
from planning.supply.trust import LEVELS, trust_table

MOST_GAPS: Final = 40
"""Gaps that a page lists; the tables hold every one."""
MOST_AREAS: Final = 25
MOST_TURNS: Final = 12


_TEMPLATES: Final = templates_in("pages")


def coverage_report(coverage: Coverage, speech: ReportSpeech) -> str:
    """Write the report of a coverage answer; see `report_page`."""
    return report_page(dossier_of(coverage), speech)


def report_page(dossier: Dossier, speech: ReportSpeech) -> str:
    """Write a report as one self-contained HTML page with inline SVG maps and charts.

    Parameters
    ----------
    dossier
        The figures.
    speech
        The language of the page. Reports stand in the words in which they are on file.

    Returns
    -------
    str
        HTML that loads nothing from anywhere; every run-time text is escaped.
    """
    return _TEMPLATES.get_template("report.html.j2").render(
        _=speech,
        language=speech.language,
        d=dossier,
        w=words,
        r=report_words,
        most={"gaps": MOST_GAPS, "areas": MOST_AREAS, "turns": MOST_TURNS},
        made=datetime.now(tz=dossier.moment.pack.zone),
        **_front(dossier, speech),
        **_body(dossier, speech),
    )


def _front(dossier: Dossier, speech: ReportSpeech) -> Mapping[str, Any]:
    moment = dossier.moment
    pack, about, found = moment.pack, moment.pack.manifest.about, dossier.coverage
    names = local_names(pack, speech.language)
    scenario = dossier.loaded.scenario
    return {
        "about": about,
        "pack": pack,
        "coverage": found,
        "title": about.get(f"title_{speech.language}", about["title"]),
        "scenario_title": lambda one: getattr(one, f"title_{speech.language}", "") or one.name,
        "is_changed": bool(scenario.changes),
        "named": lambda name: names.get(name, name),
        "when": moment.when,
        "home_when": moment.when.astimezone(pack.home_zone),
        "map": Markup(cover_map(found, speech)),  # noqa: S704 - escaped where it is made
        "times": [(share, found.time_to_reach(share)) for share in (0.5, 0.8, 0.9)],
        "duration": lambda seconds: "–" if seconds is None else speech.duration(seconds),
        "percent": lambda share: f"{share_text(share, 1)} %",
        "points": points_text,
        "weighed": lambda weight, kind=found.demand.kind: weight_text(weight, kind),
        "holidays": [
            (place, holiday_of(moment, country, language=speech.language))
            for place, country in (("there", about["country"]), ("at home", pack.home_country))
        ],
    }


def points_text(share: float) -> str:
    """Write a difference of shares in percentage points.

    Examples
    --------
    >>> points_text(0.0125), points_text(-0.5), points_text(-1e-9)
    ('+1.2', '-50.0', '0.0')
    """
    return f"{100 * share:+.1f}" if abs(share) >= 0.0005 else "0.0"


def weight_text(weight: float, kind: str) -> str:
    """Write a weight; people are whole.

    Examples
    --------
    >>> weight_text(1234.5, "sites"), weight_text(1234.5, "people")
    ('1,234.50', '1,234')
    """
    return f"{weight:,.0f}" if kind == "people" else f"{weight:,.2f}"


def _body(dossier: Dossier, speech: ReportSpeech) -> Mapping[str, Any]:
    moment, found = dossier.moment, dossier.coverage
    comparison = dossier.comparison
    return {
        "week": _week(dossier, speech),
        "mend": lambda why: mend_words(why, found, speech),
        "bar": lambda share: Markup(share_bar(share)),  # noqa: S704 - numbers only
        "items": ITEMS,
        "spoken_areas": [one for one in dossier.trust.items() if one[1].reports],
        "posts": Counter(one.level for one in trust_table(moment).values()),
        "levels": tuple(reversed(LEVELS)),
        "method": list(method_words(dossier, speech)),
        "settings": printed_settings(moment.pack.settings, speech),
        "week_holidays": holidays_of_week(dossier, speech),
        "silent": silent_on_holidays(dossier),
        "said": lambda change: change_words(change, speech),
        "differences": difference_rows(comparison, speech) if comparison else [],
        "turns": lambda kind: turn_rows(dossier.comparison, kind),
    }


def _week(dossier: Dossier, speech: ReportSpeech) -> Mapping[str, Any]:
    """Give the heat map, and what it shows in words."""
    week, when = dossier.week, dossier.moment.when
    shares = week.shares()
    worst = week.worst_hour
    least, most = float(shares.min()), float(shares.max())
    at = week.instants[worst]
    alt = speech("Share in time by day and hour of the week")
    chart = week_chart(
        shares,
        days=[speech.weekday(instant + timedelta(hours=12)) for instant in week.instants[::24]],
        worst=worst,
        asked=24 * when.weekday() + when.hour,
        alt=alt,
    )
    return {
        "chart": Markup(chart),  # noqa: S704 - escaped where it is made
        "mean": week.mean_share,
        "least": least,
        "most": most,
        "worst": f"{speech.weekday(at)} {at:%H:%M}",
        "as_bad": int((shares <= least).sum()),
        "first": week.instants[0].date(),
        "last": week.instants[-1].date(),
    }
