"""The dispatch card of one incident."""

from collections.abc import Iterator

from planning.answers.cautions import HolidayCaution
from planning.answers.contacts import Contact
from planning.answers.pairs import Pair
from planning.answers.responders import Responder
from planning.answers.safe_points import SafePoint
from planning.dispatch import DispatchCard
from planning.supply.values import Absence
from views.lines.texts import Value, finite, one_line, time_words
from views.say import sentences
from views.words import Words

_OPEN_WORDS = {True: "open on arrival", False: "closed on arrival", None: "hours not known"}
_ANSWERED_WORDS = {True: "answered now", False: "not answered now", None: "hours not known"}
_FLAG_WORDS = {
    "admission_contested": "admission after hours is contested: counts as closed",
    "admission_unknown": "admission after hours is not known: counts as closed",
    "after_hours": "after hours",
}


def card_value(card: DispatchCard, t: Words) -> Value:
    """Give the dispatch card of one incident; what to tell the victim is in the language of `t`."""
    place = card.place
    return {
        "place": {
            "name": place.name,
            "lat": place.lat,
            "lon": place.lon,
            "error_m": place.error_m,
        },
        "when": card.when.isoformat(),
        "called_at": card.called_at.isoformat(),
        "golden_s": card.golden_s,
        "deadline": card.deadline.isoformat(),
        "deadline_home": card.deadline.astimezone(t.home).isoformat(),
        "responders": [_responder_value(one) for one in card.responders],
        "pair": _pair_value(card.pair) if card.pair else None,
        "safe_points": [_safe_point_value(one) for one in card.safe_points],
        "absent": list(card.absent),
        "absent_until": [_absence_value(one) for one in card.absences],
        "busy": list(card.busy),
        "holidays": [_holiday_value(one) for one in card.holidays],
        "contacts": [_contact_value(one) for one in card.contacts],
        "say": list(sentences(card, t)),
    }


def _absence_value(one: Absence) -> Value:
    return {
        "unit": one.unit.id,
        "name": one.unit.name,
        "next_duty": one.next_duty.isoformat() if one.next_duty else None,
        "next_call": one.next_call.isoformat() if one.next_call else None,
    }


def _holiday_value(one: HolidayCaution) -> Value:
    return {
        "country": one.country,
        "name": one.name,
        "is_estimate": one.is_estimate,
        "silent": [silent.id for silent in one.silent],
    }


def _responder_value(one: Responder) -> Value:
    return {
        "unit": one.unit.id,
        "name": one.unit.name,
        "base": one.unit.base,
        "on_duty": one.unit.on_duty,
        "answer_s": one.parts.answer_s,
        "processing_s": one.parts.processing_s,
        "turnout_s": one.parts.turnout_s,
        "access_s": finite(one.parts.access_s),
        "drive_s": finite(one.parts.drive_s),
        "egress_s": finite(one.parts.egress_s),
        "admission_wait_s": one.parts.admission_wait_s,
        "eta_s": finite(one.parts.eta_s),
        "budget_s": one.budget_s,
        "p50_s": finite(one.p50_s),
        "p90_s": finite(one.p90_s),
        "chance": one.chance,
        "chance_in_time": one.chance,
        "in_time": one.in_time,
    }


def _pair_value(pair: Pair) -> Value:
    return {
        "first": pair.first.unit.id,
        "second": pair.second.unit.id,
        "first_chance": pair.first_chance,
        "chance_in_time": pair.chance,
        "gain": pair.gain,
        "p50_s": pair.p50_s,
        "p90_s": pair.p90_s,
        "same_base": pair.same_base,
    }


def _safe_point_value(one: SafePoint) -> Value:
    return {
        "id": one.door.id,
        "name": one.door.name,
        "kind": one.door.kind,
        "open_on_arrival": one.open_on_arrival,
        "opens_at": one.opens_at.isoformat() if one.opens_at else None,
        "arrival_s": finite(one.arrival_s),
        "access_s": finite(one.access_s),
        "drive_s": finite(one.drive_s),
        "egress_s": finite(one.egress_s),
        "admission_wait_s": one.admission_wait_s,
        "eta_s": one.eta_s,
        "p50_s": finite(one.p50_s),
        "p90_s": finite(one.p90_s),
        "chance_in_time": one.chance,
        "in_time": one.in_time,
        "flags": list(one.flags),
    }


def _contact_value(one: Contact) -> Value:
    return {
        "id": one.id,
        "name": one.name,
        "kind": one.kind,
        "phone": one.phone or None,
        "hours": one.hours or None,
        "answered_now": one.is_open,
        "opens_at": one.opens_at.isoformat() if one.opens_at else None,
    }


def card_lines(card: DispatchCard, t: Words) -> str:
    """Write the dispatch card for a person."""
    place = f"{one_line(card.place.name)} (±{card.place.error_m:,.0f} m)"
    home = Words("en", home=t.home)
    when = f"{card.called_at:%Y-%m-%d %H:%M %Z} ({home.home_clock(card.called_at)})"
    ends = f"{card.deadline:%a %H:%M} ({home.home_clock(card.deadline)})"
    golden = f"golden time {time_words(card.golden_s)}, ends {ends}"
    lines = [f"{place} at {when}, {golden}", *map(_holiday_line, card.holidays)]
    lines.append("Who gets there first:")
    lines += [_responder_line(one) for one in card.responders]
    lines += [f"  {one_line(name)}: busy with another case" for name in card.busy]
    lines += [_absence_line(one) for one in card.absences]
    if not card.responders:
        lines.append("  nobody: no unit on the map is free, and on duty or on call")
    if card.pair:
        lines += ["Send two:", _pair_line(card.pair)]
    lines.append("Where the victim can go now:")
    lines += [_door_line(point) for point in card.safe_points]
    if not card.safe_points:
        lines.append("  nowhere: no door that counts is on the map")
    lines += _contact_lines(card)
    lines.append("What to tell the victim:")
    lines += [f"  {one_line(sentence)}" for sentence in sentences(card, t)]
    return "\n".join(lines)


def _responder_line(one: Responder) -> str:
    state = "on duty" if one.unit.on_duty else "on call"
    verdict = "in time" if one.in_time else "late"
    left = f"{time_words(one.budget_s)} left to drive" if one.budget_s > 0 else "no time to drive"
    return (
        f"  {one_line(one.unit.name)} ({state}): {time_words(one.parts.eta_s)}, 9 in 10 within "
        f"{time_words(one.p90_s)}, {left}, chance in time {100 * one.chance:.0f} %: {verdict}"
    )


def _absence_line(one: Absence) -> str:
    again = [
        f", {state} again {at:%a %d %b %H:%M}"
        for state, at in (("on duty", one.next_duty), ("on call", one.next_call))
        if at is not None
    ]
    unknown = "" if again else ", when they are again is not known"
    return f"  {one_line(one.unit.name)}: not on duty, not known to be on call{''.join(again)}{unknown}"


def _holiday_line(one: HolidayCaution) -> str:
    names = "; ".join(one_line(silent.name) for silent in one.silent)
    estimate = " (estimated date)" if one.is_estimate else ""
    where = Words("en").territory(one.country) or one.country
    return (
        f"Holiday: {one_line(one.name)} in {one_line(where)}{estimate}; the hours on file say nothing "
        f"about holidays, so call first: {names}"
    )


def _pair_line(pair: Pair) -> str:
    first, second = (one_line(one.unit.name) for one in (pair.first, pair.second))
    base = ", both from one base" if pair.same_base else ""
    return (
        f"  {first} and {second}{base}: one of them in time {100 * pair.chance:.0f} % "
        f"(+{100 * pair.gain:.0f} points), {first} is first in {100 * pair.first_chance:.0f} %"
    )


def _door_line(point: SafePoint) -> str:
    opens = f", opens {point.opens_at:%a %H:%M}" if point.opens_at else ""
    flags = "".join(f", {_FLAG_WORDS[flag]}" for flag in point.flags if flag in _FLAG_WORDS)
    return (
        f"  {one_line(point.door.name)}: {time_words(point.arrival_s)}, "
        f"{_OPEN_WORDS[point.open_on_arrival]}{opens}{flags}, "
        f"chance to be inside in time {100 * point.chance:.0f} %"
    )


def _contact_lines(card: DispatchCard) -> Iterator[str]:
    if card.contacts:
        yield "Whom to call:"
    for one in card.contacts:
        phone = one_line(one.phone)
        line = (
            f"{phone}, {_ANSWERED_WORDS[one.is_open]}" if phone else "no confirmed number on file"
        )
        yield f"  {one_line(one.name)}: {line}"
