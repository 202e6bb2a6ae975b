"""What was reported to have happened at a place, and who was told, in the order of the days."""

from dataclasses import dataclass

from layers.dates import days_since, first_day
from planning.moment import Moment
from planning.sheets.notices import Days, Notice


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was reported to have happened, or somebody who was told.

    Parameters
    ----------
    date, age_days
        When, and how long ago; empty and None when undated.
    kind
        A kind of signal, ``notice`` or ``outcome``.
    summary
        A signal in the words on file; empty for the other two.
    notice
        The notice that was given or answered; None for a signal.
    source, confidence
        As in the layer.
    """

    date: str
    age_days: Days | None
    kind: str
    summary: str
    notice: Notice | None
    source: str
    confidence: str


def events_of(moment: Moment, subject: str, notices: tuple[Notice, ...]) -> tuple[Event, ...]:
    """Put the signals about a site and the notices into one order; a later day is not known yet."""
    on = moment.when.date()
    signals = moment.pack.layers["signals"]
    found = [
        Event(
            date=row["date"],
            age_days=days_since(row["date"], on),
            kind=row["kind"],
            summary=row["summary"],
            notice=None,
            source=row["source"],
            confidence=row["confidence"],
        )
        for row in signals[signals["site"] == subject].to_dict("records")
    ]
    for one in notices:
        found.append(_told(one, "notice", day=one.date, age_days=one.age_days))
        if one.outcome_date:
            found.append(_told(one, "outcome", day=one.outcome_date, age_days=one.outcome_age_days))
    undated = [event for event in found if not event.date]
    dated = [event for event in found if event.date and first_day(event.date) <= on]
    return (*sorted(dated, key=lambda event: first_day(event.date)), *undated)


def _told(notice: Notice, kind: str, *, day: str, age_days: Days | None) -> Event:
    return Event(
        date=day,
        age_days=age_days,
        kind=kind,
        summary="",
        notice=notice,
        source=notice.source,
        confidence=notice.confidence,
    )
