"""What to tell the victim: exactly two sentences, made from the answer."""

import math
from datetime import datetime, timedelta

from planning.dispatch import DispatchCard
from views.records import own_name
from views.words import Words

_STEP_MIN = 5
_SOON_MIN = 10
_LEAST_MIN = 2
_LONG_MIN = 90


def sentences(answer: DispatchCard, t: Words, *, now: datetime | None = None) -> tuple[str, str]:
    """Say where to go or to stay hidden, and who comes, what will be open, whom to call.

    Parameters
    ----------
    now
        The instant at which it is told: what has passed since the call is taken off the time
        in which somebody comes. The instant of the call by default.
    """
    if answer.advice.door is not None:
        return _go(answer, t), _at_the_door(answer, t)
    if answer.advice.help == "in_time":
        return t("Stay hidden where you are and wait for us."), _who_comes(answer, t, now)
    stay = t("Stay hidden where you are and keep your phone on, without sound.")
    return stay, _who_comes(answer, t, now) if answer.advice.unit else _nobody(answer, t)


def about(low_s: float, high_s: float, t: Words) -> str:
    """Speak of a time as a range: to the minute, then outwards to five minutes from ten on.

    Examples
    --------
    >>> about(2450, 3500, Words("en")), about(130, 400, Words("en"))
    ('about 40 to 60 minutes', 'about 2 to 7 minutes')
    >>> about(2450, 3500, Words("ko")), about(7900, 11000, Words("en"))
    ('약 40~60분', 'about 2 h 10 to 3 h 05')
    """
    step = 1 if high_s <= 60 * _SOON_MIN else _STEP_MIN
    high = max(_LEAST_MIN, step * math.ceil(high_s / 60 / step))
    low = min(high, max(_LEAST_MIN, step * math.floor(round(low_s / 60) / step)))
    if high > _LONG_MIN:
        return t("about {low} to {high}", low=t.duration(60 * low), high=t.duration(60 * high))
    if low == high:
        return t("about {minutes} minutes", minutes=high)
    return t("about {low} to {high} minutes", low=low, high=high)


def _go(answer: DispatchCard, t: Words) -> str:
    point = answer.advice.door
    if point is None:
        return ""
    travel = {
        "foot": t("on foot"),
        "motorbike": t("by motorbike or tuk-tuk"),
        "car": t("by car"),
    }[answer.mode]
    return t(
        "Go to {door} now: {time} {travel}.",
        door=own_name(point.door, t),
        time=about(point.p50_s, point.p90_s, t),
        travel=travel,
    )


def _at_the_door(answer: DispatchCard, t: Words) -> str:
    contact, nobody = answer.advice.contact, answer.advice.help == "nobody"
    values = {
        "contact": own_name(contact, t) if contact else "",
        "phone": contact.phone if contact else "",
    }
    if contact is None:
        if nobody:
            return t("Nobody can be sent to you, but it is open when you get there.")
        return t("It is open when you get there; if you cannot go, stay hidden and call us again.")
    if nobody:
        return t(
            "Nobody can be sent to you, but it is open when you get there; if you cannot go, stay "
            "hidden and call {contact}, {phone}.",
            **values,
        )
    return t(
        "It is open when you get there; if you cannot go, stay hidden and call {contact}, {phone}.",
        **values,
    )


def _who_comes(answer: DispatchCard, t: Words, now: datetime | None) -> str:
    unit, contact = answer.advice.unit, answer.advice.contact
    if unit is None:
        return ""
    gone_s = max(0.0, ((now or answer.called_at) - answer.called_at) / timedelta(seconds=1))
    values = {
        "unit": own_name(unit.unit, t),
        "time": about(unit.p50_s - gone_s, unit.p90_s - gone_s, t),
        "clock": t.moment(answer.deadline, answer.called_at),
        "contact": own_name(contact, t) if contact else "",
        "phone": contact.phone if contact else "",
    }
    if answer.advice.help == "in_time":
        if contact is None:
            return t(
                "{unit} can be with you in {time}; call us again if anything changes.", **values
            )
        return t(
            "{unit} can be with you in {time}; if anything changes, call {contact}, {phone}.",
            **values,
        )
    if contact is None:
        return t(
            "Nobody can be with you by {clock}: {unit} can be there in {time}, so call us again if you "
            "are in danger before.",
            **values,
        )
    return t(
        "Nobody can be with you by {clock}: {unit} can be there in {time}, so if you are in danger "
        "before, call {contact}, {phone}.",
        **values,
    )


def _nobody(answer: DispatchCard, t: Words) -> str:
    contact = answer.advice.contact
    if contact is None:
        return t("Nobody can be sent to you now, so call us again as soon as you can.")
    return t(
        "Nobody can be sent to you now, so call {contact}, {phone}, and say where you are.",
        contact=own_name(contact, t),
        phone=contact.phone,
    )
