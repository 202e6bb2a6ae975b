"""Whom one may tell: how far the police of every post and province may be relied on."""

from collections.abc import Mapping

from planning.moment import Moment
from planning.reporting.words import TRUST_WORDS
from planning.supply.trust import Trust, areas_at
from views.lines.texts import Value, one_line


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
                **one_trust_value(posts[row["id"]]),
            }
            for row in rows
        ],
        "provinces": [
            {"province": name, **one_trust_value(one)} for name, one in provinces.items()
        ],
        "areas": [
            {
                key: row[key]
                for key in ("id", "name", "town", "province", "trust", "claim", "source")
            }
            for row in areas_at(moment).to_dict("records")
        ],
    }


def one_trust_value(one: Trust) -> Value:
    """Give how far a post or province may be relied on, and the reports behind it."""
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
