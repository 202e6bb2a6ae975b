"""What Dispatch hands on: two sentences for the victim, two units to send, whom to call."""

import re
from datetime import datetime

import streamlit as st
from markupsafe import Markup, escape

from planning.answers.contacts import Contact
from planning.dispatch import DispatchCard
from views import ui
from views.dispatch_cards import LETTERS, reachable
from views.dispatch_others import both_clocks
from views.records import own_name
from views.say import sentences
from views.ui import NOTHING, card, heading, join, rich, row
from views.words import Words

_NO_GAIN = 0.005
_PARAGRAPH = Markup("<p>{}</p>")
_PHONE = re.compile(r"^\+?[0-9][0-9 -]{1,20}$")


def show_say(answer: DispatchCard, t: Words, *, now: datetime | None) -> None:
    """Show the two sentences for the victim, to read out, and to copy once that is asked for.

    What copies is one and a half megabytes of the browser's: nobody waits for it before.
    """
    said = sentences(answer, t, now=now)
    ui.html(heading(t("What to tell the victim")))
    ui.html(Markup('<div class="say told">{}</div>').format(join(map(_PARAGRAPH.format, said))))
    with st.popover(
        t("Copy these words"), icon=":material/content_copy:", key="copy_say", on_change="rerun"
    ) as copy:
        if copy.open:
            st.code("\n".join(said), language=None, wrap_lines=True)


def pair_card(answer: DispatchCard, t: Words) -> Markup:
    """Say which two units are best sent together and who is first; nothing if two cannot come."""
    pair = answer.pair
    if pair is None:
        return NOTHING
    letters = {one.unit.id: LETTERS[at % 26] for at, one in enumerate(reachable(answer))}
    first, second = (letters[one.unit.id] for one in (pair.first, pair.second))
    values = {"first": first, "second": second, "chance": t.share(pair.chance)}
    if pair.gain < _NO_GAIN:
        chance = t("**{first}** and **{second}**: {chance}, no surer than one alone.", **values)
    else:
        chance = t(
            "One of **{first}** and **{second}** in time: **{chance}**, {gain} points more than "
            "the surest alone.",
            gain=t.number(100 * pair.gain),
            **values,
        )
    order = t(
        "**{first}** is first in {share} of cases.", first=first, share=t.share(pair.first_chance)
    )
    base = t("Both leave from one base by one road.") if pair.same_base else ""
    said = rich(" ".join(filter(None, [chance, order, base])))
    return card(Markup('<div class="kv">{}</div>').format(said), title=t("Send two?"))


def contacts_card(answer: DispatchCard, t: Words) -> Markup:
    """List whom to call, those who answer at the instant of the call first."""
    rows = [
        row(NOTHING, own_name(one, t), right=_line_of(one, t), below=_hours_of(one, answer, t))
        for one in answer.contacts
    ]
    return card(Markup('<div class="calls">{}</div>').format(join(rows)), title=t("Whom to call"))


def _line_of(contact: Contact, t: Words) -> Markup:
    if not _PHONE.match(contact.phone):
        return Markup('<span class="kv">{}</span>').format(t("number not on file"))
    return Markup('<a class="tel" href="tel:{}">{}</a>').format(contact.phone, contact.phone)


def _hours_of(contact: Contact, answer: DispatchCard, t: Words) -> Markup:
    if contact.hours == "24/7":
        return escape(t("day and night"))
    if not contact.hours:
        return escape(t("hours unknown"))
    if contact.opens_at:
        opens = both_clocks(contact.opens_at, answer.called_at, t)
        return escape(t("opens {clock}", clock=opens))
    return escape(t("Hours: {hours}", hours=contact.hours))
