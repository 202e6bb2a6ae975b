"""A case sheet: all that is on file about one site or police post, and what is not known."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from geo.errors import NoResourceError
from geo.notation.reading import excerpt
from layers.dates import days_since, first_day
from planning.moment import Moment
from planning.sheets.events import Event, events_of
from planning.sheets.near import NearPost, near_posts
from planning.sheets.notices import Days, Notice, notices_of
from planning.sheets.questions import Question, post_questions, site_questions
from planning.supply.trust import Trust, trust_at, trust_of


@dataclass(frozen=True, slots=True)
class Subject:
    """What a sheet is about.

    Parameters
    ----------
    id, name, name_ko, town, province
        As in its layer.
    layer
        Of which layer it is.
    kind
        Kind of claim of a site, kind of a post: words of the layer.
    lon, lat
        EPSG:4326, with `precision_m` metres of doubt.
    """

    id: str
    name: str
    name_ko: str
    layer: Literal["sites", "police_posts"]
    kind: str
    town: str
    province: str
    lon: float
    lat: float
    precision_m: float


@dataclass(frozen=True, slots=True)
class Claim:
    """What was reported of it, by whom and when.

    Parameters
    ----------
    by
        Who reported; empty where the words themselves say so.
    kind
        Kind of claim, a word of the layer; empty for words about the police.
    words
        What was reported of the police, in the words on file; empty for a site.
    note
        What else the record says; may be empty.
    date, age_days
        When it was reported, and how long ago; empty and None when undated.
    evidence
        How well it is supported, a word of the layer; empty for words about the police.
    source, as_of, confidence
        As in the layer.
    """

    by: str
    kind: str
    words: str
    note: str
    date: str
    age_days: Days | None
    evidence: str
    source: str
    as_of: str
    confidence: str


@dataclass(frozen=True, slots=True)
class CaseSheet:
    """One site or post, as it is known at a moment.

    Parameters
    ----------
    moment
        The country at an instant; what was reported later is not on the sheet.
    subject
        What the sheet is about.
    claims
        Who reported what.
    status, status_date, status_age_days
        A site's reported status and of when it is; empty for a post.
    events
        In the order of their dates, those without a date last.
    notices
        Who was told, the oldest first.
    posts
        The nearest post, and the nearest that is not to be avoided; none for a post.
    trust
        A post's own trust; for a site that of its province's police.
    questions
        What is not known.
    """

    moment: Moment
    subject: Subject
    claims: tuple[Claim, ...]
    status: str
    status_date: str
    status_age_days: Days | None
    events: tuple[Event, ...]
    notices: tuple[Notice, ...]
    posts: tuple[NearPost, ...]
    trust: Trust
    questions: tuple[Question, ...]


def case_sheet(moment: Moment, subject: str) -> CaseSheet:
    """Gather what is on file about a site or a police post.

    Parameters
    ----------
    moment
        The country at an instant.
    subject
        The id of a site or a post.

    Raises
    ------
    NoResourceError
        If no site and no post of this id is in force then, or the site was reported later.
    """
    for kind, make in (("sites", _of_site), ("police_posts", _of_post)):
        rows = moment.layer(kind)
        found = rows[rows["id"] == subject].to_dict("records")
        if found:
            return make(moment, found[0])
    raise NoResourceError(
        f"no site and no police post {excerpt(subject)} is in force then; give an id as it "
        "stands in sites.csv or police_posts.csv"
    )


def _of_site(moment: Moment, row: Mapping[str, Any]) -> CaseSheet:
    on = moment.when.date()
    day = row["claim_date"]
    if day and first_day(day) > on:
        raise NoResourceError(
            f"{excerpt(row['id'])} was reported in {day}, after {on}; ask for a later day"
        )
    is_later = bool(row["status_date"]) and first_day(row["status_date"]) > on
    status, status_date = ("unknown", "") if is_later else (row["status"], row["status_date"])
    claim = Claim(
        by=row["claimed_by"],
        kind=row["claim"],
        words="",
        note=row["note"],
        date=day,
        age_days=days_since(day, on),
        evidence=row["evidence"],
        source=row["source"],
        as_of=row["as_of"],
        confidence=row["confidence"],
    )
    notices = notices_of(moment, row["id"])
    posts = near_posts(moment, row)
    return CaseSheet(
        moment=moment,
        subject=_subject(row, "sites", row["claim"]),
        claims=(claim,),
        status=status,
        status_date=status_date,
        status_age_days=days_since(status_date, on),
        events=events_of(moment, row["id"], notices),
        notices=notices,
        posts=posts,
        trust=trust_at(moment, row["province"]),
        questions=site_questions(
            {**row, "status": status}, notices, [(post.name, post.trust) for post in posts]
        ),
    )


def _of_post(moment: Moment, row: Mapping[str, Any]) -> CaseSheet:
    on = moment.when.date()
    trust = trust_of(moment, row["id"])
    claims = tuple(
        Claim(
            by="",
            kind="",
            words=report.claim,
            note="" if report.is_area else row["note"],
            date=report.date if report.is_area else "",
            age_days=days_since(report.date, on) if report.is_area else None,
            evidence="",
            source=report.source,
            as_of=report.date,
            confidence=report.confidence,
        )
        for report in trust.reports
    )
    notices = notices_of(moment, row["id"])
    return CaseSheet(
        moment=moment,
        subject=_subject(row, "police_posts", row["kind"]),
        claims=claims,
        status="",
        status_date="",
        status_age_days=None,
        events=events_of(moment, row["id"], notices),
        notices=notices,
        posts=(),
        trust=trust,
        questions=post_questions(row, notices, trust),
    )


def _subject(row: Mapping[str, Any], layer: Literal["sites", "police_posts"], kind: str) -> Subject:
    return Subject(
        **{key: row[key] for key in ("id", "name", "province", "lon", "lat", "precision_m")},
        name_ko=row.get("name_ko") or "",
        layer=layer,
        kind=kind,
        town=row.get("town") or "",
    )
