"""The rescuers' side of Dispatch as cards: countdown, who gets there first, the others."""

from collections.abc import Container, Sequence
from datetime import datetime, timedelta

from markupsafe import Markup

from planning.answers.responders import Responder
from planning.dispatch import DispatchCard
from views import symbols
from views.records import own_name
from views.tokens import Tokens
from views.ui import NOTHING, badge, card, join, rich
from views.words import Words

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WIDE_ENOUGH = 0.13


def reachable(answer: DispatchCard) -> list[Responder]:
    """Keep the units that an open road joins to the incident, best first."""
    return [one for one in answer.responders if one.is_reachable]


def countdown(answer: DispatchCard, now: datetime, t: Words, *, live: bool) -> Markup:
    """Show the golden time running out; it counts in the browser when `live`."""
    end = answer.deadline
    left = round(answer.left_s(now) if live else answer.golden_s)
    gone = answer.golden_s - left
    ticking = f"animation:tick {left}s steps({max(left, 1)}) forwards;" if live and left else ""
    golden = t.minutes(answer.golden_s)
    words = rich(_left_words(golden, left, t, live=live))
    called = t.clock(answer.when) if live else f"{t.date(answer.when)} {t.clock(answer.when)}"
    times = rich(
        t("call **{call}**", call=called)
        + " · "
        + _end_words(answer, left, t, live=live)
        + " · "
        + t.home_clock(end)
    )
    ends = t("Golden time ends at {end}", end=t.clock(end))
    return Markup(
        '<div class="cd" role="timer" aria-label="{}"><div class="n" style="--start:{};--left:{};{}">'
        '</div><div class="d">{}<br>{}</div>{}</div>'
    ).format(ends, left, left, ticking, words, times, _bar(answer, gone, t=t, live=live))


def _left_words(golden: str, left: float, t: Words, *, live: bool) -> str:
    if not live:
        return t("**{golden}** golden time, from that call on", golden=golden)
    if left:
        return t("left of **{golden}** golden time", golden=golden)
    return t("The golden time of **{golden}** is over", golden=golden)


def _end_words(answer: DispatchCard, left: float, t: Words, *, live: bool) -> str:
    """Say when the golden time ends; if it runs now, in how many minutes as this is shown."""
    clock = t.moment(answer.deadline, answer.called_at)
    if not live:
        return t("golden time ends **{end}**", end=clock)
    if left <= 0:
        return t("golden time ended **{end}**", end=clock)
    return t("golden time ends **{end}** (in {left})", end=clock, left=t.duration(left))


def _bar(answer: DispatchCard, gone: float, *, t: Words, live: bool) -> Markup:
    best = next(iter(reachable(answer)), None)
    scale = answer.golden_s * 1.25
    if best:
        scale = max(scale, min(best.p90_s, answer.golden_s * 2.2) * 1.04)

    def percent(seconds: float) -> str:
        return f"{100 * min(max(seconds / scale, 0.0), 1.0):.1f}%"

    golden = answer.golden_s
    marks = [Markup('<div class="gone" style="width:{}"></div>').format(percent(gone))]
    labels = [(gone, "", t("now") if live else t("call"))]
    if best:
        marks.extend(_spread_bars(best, golden, scale))
        marks.append(
            Markup('<div class="mk" style="left:{}"></div>').format(percent(best.parts.eta_s))
        )
        arrives = answer.when + timedelta(seconds=best.parts.eta_s)
        labels.append((best.parts.eta_s, "team", t("help {clock}", clock=t.clock(arrives))))
    marks.append(Markup('<div class="end" style="left:{}"></div>').format(percent(golden)))
    end = answer.when + timedelta(seconds=golden)
    labels.append((golden, "late", t("end {clock}", clock=t.clock(end))))
    text = join(
        Markup('<span class="{}" style="left:{}">{}</span>').format(tone, place, words)
        for place, tone, words in _spaced(labels, scale)
    )
    return Markup('<div class="bar">{}</div><div class="barx">{}</div>').format(join(marks), text)


def _spread_bars(best: Responder, golden: float, scale: float) -> list[Markup]:
    """Draw from the likely arrival to nine in ten; the part after the end is late."""
    begin, last = best.p50_s, best.p90_s
    pieces = []
    for tone, low, high in (("", begin, min(last, golden)), ("l", max(begin, golden), last)):
        width = min(high, scale) - low
        if width > 0:
            style = f"left:{100 * low / scale:.1f}%;width:{100 * width / scale:.1f}%"
            pieces.append(Markup('<div class="rng {}" style="{}"></div>').format(tone, style))
    return pieces


def _spaced(labels: Sequence[tuple[float, str, str]], scale: float) -> list[tuple[str, str, str]]:
    """Keep the words under the bar apart: at least 17 % of its width, inside its ends."""
    apart, spots = 17.0, []
    last = -apart
    for seconds, tone, words in sorted(labels, key=lambda label: label[0]):
        last = max(100 * min(seconds / scale, 1.0), last + apart)
        spots.append((last, tone, words))
    over = max(0.0, spots[-1][0] - 92)
    return [(f"{min(max(spot - over, 6), 94):.1f}%", tone, words) for spot, tone, words in spots]


def who_first(answer: DispatchCard, t: Words, look: Tokens, *, sent: Container[str] = ()) -> Markup:
    """Show who gets there first, when, how sure, and the parts of the time.

    Parameters
    ----------
    sent
        Ids of the units that are sent to this case already.
    """
    units = reachable(answer)
    question = t("Who gets there first?")
    if not units:
        text = rich(t("No unit can be sent: none that is on duty or known to be on call is free."))
        return card(text, tone="shut", title=question)
    best = units[0]
    arrives = answer.when + timedelta(seconds=best.parts.eta_s)
    latest = answer.when + timedelta(seconds=best.p90_s)
    sign = symbols.unit("duty" if best.unit.on_duty else "call", LETTERS[0], look)
    duty = t("on duty") if best.unit.on_duty else t("on call, must be woken first")
    body = Markup(
        '<div class="who">{sign}<span>{name}</span>{sent}</div><div class="big">'
        '<div><div class="v">{clock}</div><div class="u">{home}</div></div>'
        '<div><div class="v">{chance}</div><div class="u">{chance_words}</div></div>'
        '<div>{badge}<div class="u">{latest}</div></div></div>{parts}<div class="note">{budget}</div>'
    ).format(
        sign=symbols.picture(sign, 24, duty),
        name=own_name(best.unit, t),
        sent=sent_badge(best, sent, t),
        clock=t.moment(arrives, answer.when),
        home=t.home_clock(arrives),
        chance=t.share(best.chance),
        chance_words=t("chance in time"),
        badge=arrival_badge(best, answer.golden_s, t),
        latest=t("at the latest {clock} (9 in 10)", clock=t.moment(latest, answer.when)),
        parts=parts_bar(best, t),
        budget=rich(budget_words(best, answer.golden_s, t)),
    )
    many = t("{count} units compared", count=len(units))
    count = many if len(units) > 1 else t("the only unit")
    tone = "ok" if best.in_time else "late"
    return card(body, tone=tone, title=question, aside=f"{duty} · {count}")


def budget_words(one: Responder, golden_s: float, t: Words) -> str:
    """Say what answer, processing and turnout leave of the golden time, beside what is needed."""
    golden = t.minutes(golden_s)
    if one.budget_s <= 0:
        over = t.duration(-one.budget_s)
        return t(
            "Call and turnout alone take **{golden}** and {over} more.", golden=golden, over=over
        )
    return t(
        "Left to drive: **{left}** of {golden}; this way takes {needed}.",
        left=t.duration(one.budget_s),
        golden=golden,
        needed=t.duration(one.parts.road_s),
    )


def sent_badge(one: Responder, sent: Container[str], t: Words) -> Markup:
    """Say that a unit is sent already; nothing if it is not."""
    return badge("ok", t("sent")) if one.unit.id in sent else NOTHING


def arrival_badge(one: Responder, golden_s: float, t: Words) -> Markup:
    """Say in time, or by how much too late."""
    if one.in_time:
        return badge("ok", t("in time"))
    late = t.duration(max(60.0, one.parts.eta_s - golden_s))
    return badge("late", t("{duration} late", duration=late))


def parts_bar(one: Responder, t: Words) -> Markup:
    """Show the parts of a unit's time; they add up to the whole."""
    parts = one.parts
    pieces = (
        (parts.answer_s + parts.processing_s, t("call"), ""),
        (parts.turnout_s, t("turnout"), ""),
        (parts.drive_s, t("drive"), "d"),
        (parts.access_s + parts.egress_s, t("off road"), "o"),
        (parts.admission_wait_s, t("wait"), ""),
    )
    whole = parts.eta_s
    spans = join(
        Markup('<span class="{}" style="width:{:.1f}%" title="{}">{}</span>').format(
            tone,
            100 * seconds / whole,
            f"{words} {t.duration(seconds)}",
            f"{words} {t.duration(seconds)}" if seconds / whole > _WIDE_ENOUGH else "",
        )
        for seconds, words, tone in pieces
        if seconds > 0
    )
    spoken = ", ".join(f"{words} {t.duration(seconds)}" for seconds, words, _ in pieces if seconds)
    label = t("{whole} in all: {parts}", whole=t.duration(whole), parts=spoken)
    return Markup('<div class="parts" role="img" aria-label="{}">{}</div>').format(label, spans)
