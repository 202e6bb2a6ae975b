"""What is on file about one site or post: its case sheet."""

from planning.reporting.words import EVENT_WORDS
from planning.sheets.events import Event
from planning.sheets.near import NearPost
from planning.sheets.notices import Notice
from planning.sheets.sheet import CaseSheet, Claim
from views.lines.texts import Value, one_line
from views.lines.trust import one_trust_value


def sheet_value(sheet: CaseSheet) -> Value:
    """Give all that is on file about a site or a post."""
    subject = sheet.subject
    return {
        "when": sheet.moment.when.isoformat(),
        "id": subject.id,
        "name": subject.name,
        "layer": subject.layer,
        "town": subject.town,
        "province": subject.province,
        "lat": subject.lat,
        "lon": subject.lon,
        "precision_m": subject.precision_m,
        "status": sheet.status,
        "status_date": sheet.status_date,
        "trust": one_trust_value(sheet.trust),
        "claims": [_claim_value(one) for one in sheet.claims],
        "events": [_event_value(one) for one in sheet.events],
        "notices": [_notice_value(one) for one in sheet.notices],
        "posts": [_post_value(one) for one in sheet.posts],
        "open_questions": [
            {
                "question": one.name,
                "distance_m": one.distance_m,
                "date": one.date,
                "subject": one.subject,
            }
            for one in sheet.questions
        ],
    }


def _claim_value(claim: Claim) -> Value:
    return {
        "by": claim.by,
        "kind": claim.kind,
        "date": claim.date,
        "age_days": claim.age_days,
        "evidence": claim.evidence,
        "words": claim.words,
        "note": claim.note,
        "source": claim.source,
        "confidence": claim.confidence,
    }


def _event_value(event: Event) -> Value:
    return {
        "date": event.date,
        "age_days": event.age_days,
        "kind": event.kind,
        "summary": event.summary,
        "notice": event.notice.id if event.notice else None,
        "source": event.source,
    }


def _post_value(post: NearPost) -> Value:
    return {
        "id": post.id,
        "name": post.name,
        "distance_m": post.distance_m,
        "error_m": post.error_m,
        "trust": one_trust_value(post.trust),
    }


def _notice_value(one: Notice) -> Value:
    return {
        "id": one.id,
        "about": one.about,
        "date": one.date,
        "told": one.told,
        "by_role": one.by_role,
        "what": one.what,
        "outcome": one.outcome,
        "outcome_date": one.outcome_date,
        "source": one.source,
    }


def sheet_lines(sheet: CaseSheet, out: object) -> str:
    """Say in a few lines what a sheet holds and where it was written."""
    subject = sheet.subject
    lines = [f"{one_line(subject.name)}: sheet in {one_line(out)}"]
    for event in sheet.events:
        when = one_line(event.date) or "undated"
        lines.append(f"  {when}  {EVENT_WORDS[event.kind]}: {one_line(event.source)}")
    lines.append(f"  {len(sheet.questions)} open questions, {len(sheet.notices)} notices")
    return "\n".join(lines)
