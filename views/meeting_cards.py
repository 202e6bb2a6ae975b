"""Where the victim and a unit can meet, as a card of Dispatch."""

from collections.abc import Sequence
from datetime import timedelta

from markupsafe import Markup

from planning.dispatch import DispatchCard
from planning.golden import latest_s
from planning.ways.meeting import Meeting
from views.dispatch_cards import LETTERS, reachable
from views.question import travel_word
from views.records import own_name
from views.tokens import Tokens
from views.ui import badge, card, join, picture_of_door, rich, row
from views.words import Words


def meeting_card(
    meetings: Sequence[Meeting], answer: DispatchCard, *, t: Words, look: Tokens
) -> Markup:
    """Show the safe public places where both are together sooner than where the victim is."""
    title = t("Where can both meet?")
    if not meetings:
        none = t("No safe public place to meet: nobody can come, or all are shut or out of reach.")
        return card(rich(none), title=title)
    sooner = [one for one in meetings if one.is_sooner]
    if not sooner:
        comes = t.moment(answer.when + timedelta(seconds=meetings[0].stay_s), answer.when)
        stay = t(
            "Nowhere sooner than where the victim is: help is there at **{clock}**.", clock=comes
        )
        return card(rich(stay), title=title)
    rows = [_meeting_row(one, answer, t=t, look=look) for one in sooner]
    aside = t("the victim {travel}", travel=travel_word(answer.mode, t))
    return card(join(rows), title=title, aside=aside)


def _meeting_row(one: Meeting, answer: DispatchCard, *, t: Words, look: Tokens) -> Markup:
    state, tone = ("open", "ok") if one.is_open else ("unknown", "unk")
    together = answer.when + timedelta(seconds=one.meeting_s)
    if one.is_open and one.meeting_s > latest_s(answer.golden_s):
        tone = "late"
    said = t(
        "Victim there after **{victim}**, {unit} after **{drive}**.",
        victim=t.duration(one.victim_s),
        unit=_unit_name(one, answer, t),
        drive=t.duration(one.unit_s),
    )
    if one.is_open is None:
        said += " " + t("Its hours are not on file.")
    return row(
        picture_of_door(one.door.kind, state, look),
        own_name(one.door, t),
        right=badge(tone, t("together {clock}", clock=t.moment(together, answer.when))),
        below=rich(said),
    )


def _unit_name(one: Meeting, answer: DispatchCard, t: Words) -> str:
    """Name a unit by its letter in the answer, where it has one, else by its name."""
    letters = {
        responder.unit.id: letter
        for responder, letter in zip(reachable(answer), LETTERS, strict=False)
    }
    letter = letters.get(one.unit.id)
    if letter:
        return t("unit {letter}", letter=letter)
    return own_name(one.unit, t)
