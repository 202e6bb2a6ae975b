"""Notices: which office told which unit what and when, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from layers.dates import days_since, first_day
from planning.moment import Moment

Days = tuple[int, int]
"""Days ago, at least and at most: of a report dated "2025" the day is not known."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One time that somebody was told.

    Parameters
    ----------
    id
        Its key.
    about
        The id of the site, post, zone or mission.
    date, age_days
        When, ISO and as deep as it is known, and how long ago.
    told
        The name of the post, unit or mission that was told, or of an office as it was entered.
    told_id
        Its id; empty for an office that is on no layer.
    by_role
        The office that told, a word of the layer; never a person.
    what
        ``tip``, ``rescue_request``, ``protest`` or ``follow_up``.
    outcome
        What came of it, a word of `layers.schemas.OUTCOMES`; ``unknown`` until it is known.
    outcome_date, outcome_age_days
        When; empty and None where that is not known.
    source, confidence, note
        As in the layer.
    """

    id: str
    about: str
    date: str
    age_days: Days | None
    told: str
    told_id: str
    by_role: str
    what: str
    outcome: str
    outcome_date: str
    outcome_age_days: Days | None
    source: str
    confidence: str
    note: str


def notices_of(moment: Moment, subject: str) -> tuple[Notice, ...]:
    """Give the notices about a site, post or zone, and those that a post or unit was given.

    Parameters
    ----------
    moment
        The country at an instant: notices and outcomes of a later day are not known yet.
    subject
        An id.

    Returns
    -------
    tuple of Notice
        The oldest first.
    """
    on = moment.when.date()
    rows = moment.pack.layers["notices"]
    rows = rows[(rows["about"] == subject) | (rows["told"] == subject)]
    names = _names(moment)
    found = [_notice(row, names, on=on) for row in rows.to_dict("records")]
    known = [one for one in found if first_day(one.date) <= on]
    return tuple(sorted(known, key=lambda one: (first_day(one.date), one.id)))


def _notice(row: Mapping[str, Any], names: Mapping[str, str], *, on: date) -> Notice:
    is_known = not row["outcome_date"] or first_day(row["outcome_date"]) <= on
    outcome_date = row["outcome_date"] if is_known else ""
    return Notice(
        **{key: row[key] for key in ("id", "about", "date", "by_role", "what", "source")},
        confidence=row["confidence"],
        note=row["note"],
        age_days=days_since(row["date"], on),
        told=names.get(row["told"], row["told"]),
        told_id=row["told"] if row["told"] in names else "",
        outcome=row["outcome"] if is_known else "unknown",
        outcome_date=outcome_date,
        outcome_age_days=days_since(outcome_date, on),
    )


def _names(moment: Moment) -> dict[str, str]:
    """Name every unit, post and mission that may have been told, by its id."""
    layers = moment.pack.layers
    return {
        row["id"]: row["name"]
        for kind in ("units", "missions", "police_posts")
        for row in layers[kind].to_dict("records")
    }
