"""What is not known about a site or a post: the questions to take to a meeting."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from planning.sheets.notices import Notice
from planning.supply.trust import Trust

FINDABLE_M: Final = 500.0
"""Heuristic: a building that lies further off than this is not found by its position."""
_OPEN_OUTCOMES = ("unknown", "no_answer", "under_way")


@dataclass(frozen=True, slots=True)
class Question:
    """One open question.

    Parameters
    ----------
    name
        A key of `planning.reporting.words.QUESTION_WORDS`.
    distance_m, date, subject
        What its words name: metres, a day, a name; 0 and empty where they name none.
    """

    name: str
    distance_m: float = 0.0
    date: str = ""
    subject: str = ""


def site_questions(
    site: Mapping[str, Any], notices: Iterable[Notice], posts: Iterable[tuple[str, Trust]]
) -> tuple[Question, ...]:
    """List what is not known about a site.

    Parameters
    ----------
    site
        A row of the layer.
    notices
        Who was told about it.
    posts
        Name and trust of the posts near it.
    """
    near = list(posts)
    asked = [
        (site["precision_m"] > FINDABLE_M, Question("where", distance_m=site["precision_m"])),
        (not site["claim_date"], Question("undated")),
        (site["evidence"] == "suspected", Question("second_source")),
        (site["status"] == "unknown", Question("status_unknown")),
        (
            site["status"] != "unknown" and not site["status_date"],
            Question("status_undated"),
        ),
        (site["status"] in {"raided", "closed"}, Question("in_use_again")),
        (not near, Question("no_post")),
    ]
    found = [question for is_open, question in asked if is_open]
    found += [
        Question("post_unverified", subject=name)
        for name, trust in near
        if trust.level == "unverified"
    ]
    return (*found, *_notice_questions(notices))


def post_questions(
    post: Mapping[str, Any], notices: Iterable[Notice], trust: Trust
) -> tuple[Question, ...]:
    """List what is not known about a police post.

    Parameters
    ----------
    post
        A row of the layer.
    notices
        What it was told, and what others were told about it.
    trust
        How far it may be relied on.
    """
    asked = [
        (post["precision_m"] > FINDABLE_M, Question("where", distance_m=post["precision_m"])),
        (not post["hours"], Question("hours_unknown")),
        (trust.level == "unverified", Question("who_vouches")),
        (trust.level == "avoid", Question("what_was_done")),
        (post["confidence"] == "low", Question("does_it_exist")),
    ]
    found = [question for is_open, question in asked if is_open]
    return (*found, *_notice_questions(notices))


def _notice_questions(notices: Iterable[Notice]) -> list[Question]:
    given = list(notices)
    if not given:
        return [Question("nobody_told")]
    return [
        Question("what_came_of_it", date=one.date, subject=one.told)
        for one in given
        if one.outcome in _OPEN_OUTCOMES
    ]
