"""A case sheet as one HTML page to take to a meeting: it prints on A4 and loads nothing."""

from datetime import datetime
from typing import Final, Protocol

from planning.reporting import words
from planning.reporting.speech import Speech, local_names
from planning.reporting.templates import templates_in
from planning.sheets.near import NearPost
from planning.sheets.notices import Days, Notice
from planning.sheets.questions import Question
from planning.sheets.sheet import CaseSheet
from planning.supply.trust import TrustReport

_TEMPLATES: Final = templates_in()


class PageSpeech(Speech, Protocol):
    """Speaks one language, and writes distances in it."""

    def distance(self, metres: float) -> str:
        """Write a distance."""


def case_page(sheet: CaseSheet, speech: PageSpeech) -> str:
    """Write a case sheet as one self-contained HTML page.

    Parameters
    ----------
    sheet
        What is on file.
    speech
        The language of the page. Reports stand in the words in which they are on file.

    Returns
    -------
    str
        HTML that loads nothing from anywhere; every run-time text is escaped, and addresses
        are text, not links.
    """
    moment, subject = sheet.moment, sheet.subject
    pack, when = moment.pack, moment.when
    names = local_names(pack, speech.language)
    return _TEMPLATES.get_template("case_sheet.html.j2").render(
        _=speech,
        w=words,
        language=speech.language,
        sheet=sheet,
        subject=subject,
        name=(speech.language == "ko" and subject.name_ko) or subject.name,
        country=pack.manifest.about.get(f"title_{speech.language}", pack.manifest.about["title"]),
        named=lambda name: names.get(name, name),
        when=when,
        home_when=when.astimezone(pack.home_zone),
        as_of=pack.manifest.about.get("as_of", "?"),
        is_site=subject.layer == "sites",
        age=lambda days: age_words(days, speech),
        reported=lambda who, day: reported_words(who, day, speech),
        told=lambda notice: notice_words(notice, speech),
        question=lambda one: question_words(one, speech),
        away=lambda post: away_words(post, speech),
        area_reports=_more_reports(sheet),
        distance=speech.distance,
        made=datetime.now(tz=pack.zone),
    )


def age_words(days: Days | None, speech: Speech) -> str:
    """Say how many days ago something was; between two numbers where its day is not known."""
    if days is None or days[1] < 0:
        return ""
    least, most = max(days[0], 0), days[1]
    if most == 0:
        return speech("today")
    if least == most:
        return speech("1 day ago") if most == 1 else speech("{days} days ago", days=f"{most:,}")
    return speech("{least} to {most} days ago", least=f"{least:,}", most=f"{most:,}")


def reported_words(who: str, day: str, speech: Speech) -> str:
    """Word a claim as the report that it is."""
    if not day:
        return speech("Reported by {who}, undated", who=who)
    if len(day) < len("2025-10-16"):
        return speech("Reported by {who} in {date}", who=who, date=day)
    return speech("Reported by {who} on {date}", who=who, date=day)


def notice_words(notice: Notice, speech: Speech) -> str:
    """Say in one line which office told whom what."""
    return speech(
        "{role} to {told}: {what}",
        role=speech(words.ROLE_WORDS[notice.by_role]),
        told=notice.told,
        what=speech(words.WHAT_WORDS[notice.what]),
    )


def away_words(post: NearPost, speech: PageSpeech) -> str:
    """Say how far away a post is; where the positions on file leave it open, how far at most."""
    if post.distance_m <= post.error_m:
        return speech("up to {distance}", distance=speech.distance(post.distance_m + post.error_m))
    return f"{speech.distance(post.distance_m)} ±{speech.distance(post.error_m)}"


def _more_reports(sheet: CaseSheet) -> list[TrustReport]:
    """Give the reports about the province's police that no post on the page repeats."""
    said = {post.trust.reason for post in sheet.posts}
    return [report for report in sheet.trust.reports if report.claim not in said]


def question_words(question: Question, speech: PageSpeech) -> str:
    """Ask what is not known."""
    return speech(
        words.QUESTION_WORDS[question.name],
        distance=speech.distance(question.distance_m),
        date=question.date,
        subject=question.subject,
    )
