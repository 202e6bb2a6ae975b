"""What may admit, whom one may tell, and what is on file about one site or post."""

from collections.abc import Mapping

from planning.coverage import Coverage
from planning.moment import Moment
from planning.reporting.words import (
    ANSWER_WORDS,
    EVENT_WORDS,
    ITEM_WORDS,
    MISSING_WORDS,
    TRUST_WORDS,
)
from planning.sheets.notices import Notice
from planning.sheets.sheet import CaseSheet
from planning.supply.checklists import Checklist, Item
from planning.supply.readiness import NationalTable, ReadinessEffect
from planning.supply.trust import Trust, areas_at
from views.lines.texts import Value, one_line


def readiness_value(moment: Moment, table: NationalTable, effect: ReadinessEffect | None) -> Value:
    """Give every zone with its checklist, the counts, and the coverage with the ready ones only."""
    return {
        "when": moment.when.isoformat(),
        "briefed_within_days": table.briefed_within_days,
        "zones": len(table.zones),
        "ready": len(table.ready),
        "answers": table.answers,
        "by_province": {
            province: {"ready": ready, "zones": zones}
            for province, (ready, zones) in table.by_province().items()
        },
        "checklists": [_checklist_value(one) for one in table.checklists],
        "coverage": None
        if effect is None
        else {"all": _coverage(effect.all_zones), "ready": _coverage(effect.ready_zones)},
    }


def _checklist_value(one: Checklist) -> Value:
    return {
        "id": one.id,
        "name": one.name,
        "kind": one.kind,
        "status": one.status,
        "town": one.town,
        "province": one.province,
        "lat": one.lat,
        "lon": one.lon,
        "is_zone": one.is_zone,
        "is_ready": one.is_ready,
        "items": {
            item.name: {"answer": item.answer, "missing": item.missing, "days_ago": item.days_ago}
            for item in one.items
        },
    }


def _coverage(found: Coverage) -> Value:
    return {
        "demand": found.demand.kind,
        "golden_s": found.golden_s,
        "covered_share": found.covered_share,
        "covered_weight": found.covered_weight,
        "total_weight": found.total_weight,
    }


def readiness_lines(table: NationalTable, effect: ReadinessEffect | None) -> str:
    """Write the national table for a person: each zone, and what it lacks."""
    lines = [f"{len(table.ready)} of {len(table.zones)} Green Zones can admit"]
    if effect is not None:
        every, ready = effect.all_zones, effect.ready_zones
        lines.append(
            f"  {every.demand.kind} inside the golden time: {100 * every.covered_share:.1f} % with "
            f"every open zone, {100 * ready.covered_share:.1f} % with the ready ones only"
        )
    for one in table.checklists:
        state = "ready" if one.is_ready else "not ready" if one.is_zone else "door, no zone"
        where = ", ".join(dict.fromkeys(filter(None, (one.town, one.province))))
        lines.append(f"{one_line(one.id)}  {one_line(one.name)}, {one_line(where)}: {state}")
        lines += [f"  {_item_line(item)}" for item in one.items]
    return "\n".join(lines)


def _item_line(item: Item) -> str:
    said = f"{ITEM_WORDS[item.name]}: {ANSWER_WORDS[item.answer]}"
    if item.missing:
        said += f". {MISSING_WORDS[item.missing]}"
    return said if item.days_ago is None else f"{said} ({item.days_ago:,} days ago at most)"


def trust_value(
    moment: Moment, posts: Mapping[str, Trust], provinces: Mapping[str, Trust]
) -> Value:
    """Give the trust of every post and of every province, each with its reports."""
    rows = moment.layer("police_posts").to_dict("records")
    return {
        "when": moment.when.isoformat(),
        "posts": [
            {
                **{key: row[key] for key in ("id", "name", "kind", "province")},
                "own_trust": row["trust"],
                **_trust(posts[row["id"]]),
            }
            for row in rows
        ],
        "provinces": [{"province": name, **_trust(one)} for name, one in provinces.items()],
        "areas": [
            {
                key: row[key]
                for key in ("id", "name", "town", "province", "trust", "claim", "source")
            }
            for row in areas_at(moment).to_dict("records")
        ],
    }


def _trust(one: Trust) -> Value:
    return {
        "level": one.level,
        "reason": one.reason,
        "source": one.source,
        "date": one.date,
        "reports": [
            {
                "about": report.about,
                "level": report.level,
                "claim": report.claim,
                "source": report.source,
                "date": report.date,
                "confidence": report.confidence,
                "is_area": report.is_area,
            }
            for report in one.reports
        ],
    }


def trust_lines(moment: Moment, posts: Mapping[str, Trust], provinces: Mapping[str, Trust]) -> str:
    """Write the trust of provinces and posts for a person."""
    lines = ["Provinces with a report about their police:"]
    lines += [f"  {_trust_line(name, one)}" for name, one in provinces.items() if one.reports]
    lines.append("Posts:")
    rows = moment.layer("police_posts").to_dict("records")
    lines += [f"  {_trust_line(row['id'] + '  ' + row['name'], posts[row['id']])}" for row in rows]
    return "\n".join(lines)


def _trust_line(name: str, one: Trust) -> str:
    why = f": {one_line(one.reason)}" if one.reason else ""
    return f"{one_line(name)}: {TRUST_WORDS[one.level]}{why} [{one_line(one.source)}]"


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
        "trust": _trust(sheet.trust),
        "claims": [
            {
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
            for claim in sheet.claims
        ],
        "events": [
            {
                "date": event.date,
                "age_days": event.age_days,
                "kind": event.kind,
                "summary": event.summary,
                "notice": event.notice.id if event.notice else None,
                "source": event.source,
            }
            for event in sheet.events
        ],
        "notices": [_notice_value(one) for one in sheet.notices],
        "posts": [
            {
                "id": post.id,
                "name": post.name,
                "distance_m": post.distance_m,
                "error_m": post.error_m,
                "trust": _trust(post.trust),
            }
            for post in sheet.posts
        ],
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
