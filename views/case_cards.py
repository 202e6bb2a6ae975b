"""Cases as cards: the open ones with what is left, and one with its times, units and notes."""

from collections.abc import Mapping
from datetime import datetime

from markupsafe import Markup

from planning.incidents.cases import Case, Note
from planning.incidents.events import TIMES
from views.dispatch_others import both_clocks
from views.ui import NOTHING, badge, card, join, rich, row
from views.words import Words

_MANY_S = 60.0


def step_word(name: str, t: Words) -> str:
    """Name one of the times of a case."""
    return {
        "called": t("Called"),
        "answered": t("Answered"),
        "sent": t("Sent"),
        "arrived": t("Arrived"),
        "admitted": t("Admitted"),
    }[name]


def urgency(case: Case) -> tuple[bool, datetime]:
    """Order cases: those without help first, the one that is due first before the others."""
    return (case.helped_at is not None, case.due_at)


def case_row(case: Case, now: datetime, t: Words) -> Markup:
    """Show one open case on a line, with its countdown."""
    said = [t.moment(case.called.astimezone(now.tzinfo), now), f"±{t.distance(case.place.error_m)}"]
    if case.units_now:
        said.append(t("units busy with it: {count}", count=len(case.units_now)))
    below = join((Markup("{}").format(one) for one in said), " · ")
    name = f"{case.id} · {case.place.text}"
    return Markup('<div class="case">{}</div>').format(
        row(NOTHING, name, right=state_badge(case, now, t), below=below)
    )


def state_badge(case: Case, now: datetime, t: Words) -> Markup:
    """Say what is left of the golden time, how long it is over, or that help came."""
    helped = case.helped_at
    if helped is not None:
        clock = t.clock(helped, now.tzinfo)
        if helped <= case.due_at:
            return badge("ok", t("help {clock}, in time", clock=clock))
        return badge("late", t("help {clock}, late", clock=clock))
    left = round((case.due_at - now).total_seconds())
    if left < 0:
        return badge("late", t("{duration} overdue", duration=t.duration(max(-left, 60))))
    ticking = f"animation:tick {left}s steps({max(left, 1)}) forwards;" if left else ""
    label = t("{duration} left", duration=t.duration(left))
    return Markup(
        '<span class="left" role="timer" aria-label="{}"><i class="n" style="--start:{};--left:{};{}"></i> {}</span>'
    ).format(label, left, left, ticking, t("left"))


def case_card(case: Case, names: Mapping[str, str], *, now: datetime, t: Words) -> Markup:
    """Show a case: its times, the units busy with it, what was noted."""
    steps = join(_step(case, name, now=now, t=t) for name in TIMES)
    units = "; ".join(names.get(unit, unit) for unit in sorted(case.units_now))
    told = []
    if units:
        told.append(t("Busy with it: **{units}**.", units=units))
    elif not case.units_sent and (now - case.called).total_seconds() > _MANY_S:
        gone = t.duration((now - case.called).total_seconds())
        told.append(
            t(
                "Nobody is sent yet. Times below count from the call: who leaves now comes {gone} later.",
                gone=gone,
            )
        )
    notes = [_note(note, now, t) for note in case.notes]
    body = Markup('<div class="steps">{}</div>{}{}').format(
        steps,
        join(Markup('<div class="kv">{}</div>').format(rich(one)) for one in told),
        join(notes),
    )
    called = case.called.astimezone(now.tzinfo)
    aside = t("called {clock}", clock=both_clocks(called, now, t))
    return card(body, tone="brand", title=t("Case {id}", id=case.id), aside=aside)


def _step(case: Case, name: str, *, now: datetime, t: Words) -> Markup:
    at = case.times.get(name)
    if at is None:
        clock, after = "–", ""
    else:
        clock = t.moment(at.astimezone(now.tzinfo), now)
        seconds = (at - case.called).total_seconds()
        after = "" if name == "called" else f"+{t.duration(seconds)}"
    return Markup('<div class="{}"><span>{}</span><b>{}</b><small>{}</small></div>').format(
        "done" if at else "", step_word(name, t), clock, after
    )


def _note(note: Note, now: datetime, t: Words) -> Markup:
    at = note.at.astimezone(now.tzinfo)
    return Markup('<div class="note"><b>{}</b> {}</div>').format(t.moment(at, now), note.text)
