"""Sentences of a report in the reader's language: what would mend a gap, what the method is."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from planning.cover.causes import Cause
from planning.coverage import Coverage
from planning.reporting import report_words as words
from planning.reporting.dossier import Dossier
from planning.reporting.speech import ReportSpeech
from planning.supply.days_off import Holiday, holiday_of, is_silent_on_holidays

_MOST_NAMES = 3
"""Closed roads that a sentence names; the tables hold every one."""


def mend_words(why: Cause, coverage: Coverage, speech: ReportSpeech) -> str:
    """Give the figure that would mend a gap; empty where the cause says it all."""
    late = "" if why.late_s is None else speech.duration(why.late_s)
    opening = "" if why.opens_at is None else _opening(why.opens_at, coverage, speech)
    said: list[str] = []
    match why.kind:
        case "closed_on_arrival" if opening:
            said.append(speech("opens {opening}", opening=opening))
        case "nobody_on_duty":
            said += [speech("turnout on call {late} too long", late=late)] if late else []
            said += [speech("on duty {opening}", opening=opening)] if opening else []
        case "too_far" if late:
            said.append(speech("{late} too far", late=late))
        case "hazard" if why.needs_hazard is not None:
            said.append(speech("in time with a limit of {limit}", limit=f"{why.needs_hazard:g}"))
        case "no_road" if why.blocked_by:
            said.append(speech("closed: {names}", names=_some(why.blocked_by, speech)))
        case "hours_unknown":
            said.append(speech("find out its hours"))
    return "; ".join(said)


def _some(names: Sequence[str], speech: ReportSpeech) -> str:
    """Write the first few of many names, and how many more there are."""
    first, more = ", ".join(names[:_MOST_NAMES]), len(names) - _MOST_NAMES
    return f"{first} {speech('and {count} more', count=more)}" if more > 0 else first


def _opening(opens_at: datetime, coverage: Coverage, speech: ReportSpeech) -> str:
    """Write an instant there, and how long it is until then."""
    local = opens_at.astimezone(coverage.moment.pack.zone)
    wait_s = opens_at.timestamp() - coverage.moment.when.timestamp()
    clock = f"{speech.weekday(local)} {local:%H:%M}"
    return speech("{clock}, in {wait}", clock=clock, wait=speech.duration(wait_s))


def method_words(dossier: Dossier, speech: ReportSpeech) -> Iterator[str]:
    """Say in plain words how the figures came about, a paragraph each."""
    found, settings = dossier.coverage, dossier.moment.pack.settings
    golden, origin = speech.duration(found.golden_s), settings.golden_origin
    if origin in words.ORIGIN_WORDS:
        origin = speech(origin)
    yield speech(
        "A place is in time if help comes within the golden time of {golden}, its last second included.",
        golden=golden,
    )
    if found.golden_s == settings.golden_s:
        yield speech("Origin of the golden time: {origin}.", origin=origin)
    else:
        yield speech(
            "The golden time was chosen for this report. The pack's own is {golden}: {origin}.",
            golden=speech.duration(settings.golden_s),
            origin=origin,
        )
    yield _counted(found, speech)
    yield _denominator(found, speech)
    yield speech(
        "The time until help is the sum of its parts: answer, processing and turnout of a unit; the way between the place and the road; the drive; the way from the road to the door; and the wait until the door opens. All times come from one model of the roads, so every figure here agrees with the others."
    )
    yield speech(
        "A door counts if it is open when the victim gets there, or opens before the golden time is over. A unit that is off duty counts with its turnout on call; one that is neither on duty nor on call, or is busy with another case, does not count. Hours that nobody has confirmed count as closed."
    )
    yield speech(
        "Backup means two independent houses in time. Doors and units of one host, or at one point of the map, are one house: what shuts one shuts the other."
    )
    yield speech(
        "Reported danger chooses between ways but never changes a stated time. Safe means: by a way whose hazard, beyond that of the reported sites at the place itself, is nowhere above the limit."
    )
    yield speech(
        "The week is the one of the moment, Monday first, in local time. Weights are those of the moment."
    )


def _counted(found: Coverage, speech: ReportSpeech) -> str:
    return speech(
        "In time means: {direction}; {police}.",
        direction=speech(words.DIRECTION_WORDS[found.direction]),
        police=speech(words.POLICE_WORDS[found.police]),
    )


def _denominator(found: Coverage, speech: ReportSpeech) -> str:
    """Name what every share on the page is a share of."""
    digits = 0 if found.demand.kind == "people" else 2
    return speech(
        "Every share is one of {count} points that weigh {weight} together: {demand}. Residents are never counted as victims; how many people are held where is not known.",
        count=f"{len(found.demand.ids):,}",
        weight=f"{found.total_weight:,.{digits}f}",
        demand=speech(words.DEMAND_WORDS[found.demand.kind]),
    )


def holidays_of_week(dossier: Dossier, speech: ReportSpeech) -> list[tuple[date, Holiday]]:
    """List the public holidays of the week, of the country and of home, with their days."""
    moment = dossier.moment
    found = []
    for instant in dossier.week.instants[::24]:
        for country in dict.fromkeys(
            (moment.pack.manifest.about["country"], moment.pack.home_country)
        ):
            noon = replace(moment, when=instant)
            holiday = holiday_of(noon, country, language=speech.language)
            if holiday:
                found.append((instant.date(), holiday))
    return found  # fmt: skip


def silent_on_holidays(dossier: Dossier) -> tuple[int, int]:
    """Count the doors and units whose hours say nothing of holidays, and all that count."""
    supply = dossier.week.supply.at(dossier.moment.when)
    hours = [*(door.hours for door in supply.doors), *(unit.duty for unit in supply.units)]
    return sum(map(is_silent_on_holidays, hours)), len(hours)
