"""What stands beside the first unit: the others, who is away or busy, and the public holiday."""

from collections.abc import Container
from datetime import datetime, timedelta

from markupsafe import Markup

from planning.dispatch import DispatchCard
from planning.supply.values import Absence
from views import symbols
from views.dispatch_cards import LETTERS, arrival_badge, reachable, sent_badge
from views.records import own_name
from views.tokens import Tokens
from views.ui import NOTHING, badge, card, join, rich, row
from views.words import Words

_NAMED = 4
_WEEKDAY_IS_CLEAR = timedelta(days=6)


def both_clocks(at: datetime, now: datetime, t: Words) -> str:
    """Write an instant on the clock there and on that at home, with the day where it is another.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> at = datetime(2026, 11, 27, 23, 30, tzinfo=ZoneInfo("Asia/Phnom_Penh"))
    >>> both_clocks(at, at - timedelta(days=1), Words("en"))
    'Fri 23:30 (Seoul Sat 01:30)'
    """
    is_far = abs(at - now) > _WEEKDAY_IS_CLEAR
    here = f"{t.date(at)} {t.clock(at)}" if is_far else t.moment(at, now)
    is_other_day = at.astimezone(t.home).date() != at.date()
    return f"{here} ({t.home_clock(at, day=is_other_day)})"


def other_units(
    answer: DispatchCard, t: Words, look: Tokens, *, sent: Container[str] = ()
) -> Markup:
    """List the other units, and those that cannot be sent, with the reason.

    Parameters
    ----------
    sent
        Ids of the units that are sent to this case already.
    """
    rows = []
    for index, one in enumerate(reachable(answer)[1:], start=1):
        arrives = answer.when + timedelta(seconds=one.parts.eta_s)
        sign = symbols.unit("duty" if one.unit.on_duty else "call", LETTERS[index % 26], look)
        right = Markup("{} {} &nbsp;{}").format(
            sent_badge(one, sent, t),
            t.moment(arrives, answer.when),
            arrival_badge(one, answer.golden_s, t),
        )
        name = own_name(one.unit, t)
        rows.append(row(symbols.picture(sign, 20), name, right=right))
    sign = symbols.picture(symbols.unit("off", "", look), 20)
    busy, absent = badge("shut", t("at another case")), badge("shut", t("nobody on duty"))
    rows.extend(row(sign, own_name(unit, t), right=busy) for unit in answer.tied_up)
    rows.extend(
        row(sign, own_name(one.unit, t), right=absent, below=rich(again_words(one, answer.when, t)))
        for one in answer.absences
    )
    return card(join(rows)) if rows else NOTHING


def again_words(one: Absence, now: datetime, t: Words) -> str:
    """Say when an absent unit can be sent again, on both clocks."""
    said = []
    if one.next_duty is not None:
        said.append(t("On duty again **{clock}**.", clock=both_clocks(one.next_duty, now, t)))
    if one.next_call is not None:
        said.append(t("On call again **{clock}**.", clock=both_clocks(one.next_call, now, t)))
    return " ".join(said) or t("When they are on duty again is not known.")


def holiday_note(answer: DispatchCard, today: datetime, t: Words) -> Markup:
    """Warn of a public holiday that hours on file say nothing about; nothing if there is none."""
    notes = []
    for one in answer.holidays:
        names = [own_name(silent, t) for silent in one.silent[:_NAMED]]
        more = len(one.silent) - _NAMED
        if more > 0:
            names.append(t("and {count} more", count=more))
        values = {
            "holiday": one.name_ko if t.language == "ko" else one.name,
            "country": t.territory(one.country) or one.country,
        }
        if answer.when.date() == today.date():
            day = t("Today is **{holiday}** in {country}.", **values)
        else:
            date = t.date(answer.when)
            day = t("{date} is **{holiday}** in {country}.", date=date, **values)
        if one.is_estimate:
            day += " " + t("The date is an estimate.")
        call = t(
            "Call before you send anybody: the hours on file say nothing about holidays for {names}.",
            names="; ".join(names),
        )
        notes.append(Markup('<div class="warn" role="note">{}</div>').format(rich(f"{day} {call}")))
    return join(notes)
