"""A reported chronology beside the model, for a terminal: a JSON value and plain lines."""

from collections.abc import Iterator

from planning.trials.chronology import Event, Origin
from planning.trials.replay import Outcome, Replay
from planning.trials.spans import Span
from planning.trials.steps import FIGURES, Step
from views.lines.texts import Value, one_line
from views.lines.trial_words import REPLAY_WORDS
from views.words import Language, Words


def replay_value(found: Replay, language: Language) -> Value:
    """Give a replay: every step, the model without any measure, and every measure."""
    story = found.chronology
    return {
        "title": story.title[language],
        "note": story.note[language],
        "days": [day.isoformat() for day in story.days],
        "day_known": story.is_day_known,
        "golden_s": found.golden_s,
        "from": story.escaped_from.name,
        "door": story.door,
        "steps": [_step_value(step, language) for step in found.steps],
        "as_it_was": _outcome_value(found.as_it_was, language),
        "measures": [_outcome_value(one, language) for one in found.outcomes],
    }


def _step_value(step: Step, language: Language) -> Value:
    event = step.event
    return {
        "kind": event.kind,
        "what": event.what[language],
        "figure": FIGURES.get(event.kind, "clock"),
        **_origin_value(event.origin, language),
        "reported_s": _span_value(step.reported),
        "modelled_s": _span_value(step.modelled),
        "difference_s": _span_value(step.difference),
        "states": list(step.states),
        "model_by": list(step.by),
        "contested": [
            {"what": one.what[language], **_origin_value(one.origin, language)}
            for one in event.contested
        ],
    }


def _origin_value(origin: Origin, language: Language) -> Value:
    return {
        "reported_by": origin.by[language],
        "reported_on": origin.on or None,
        "source": origin.source,
    }


def _span_value(span: Span | None) -> list[float] | None:
    return None if span is None else [span.least_s, span.most_s]


def _outcome_value(one: Outcome, language: Language) -> Value:
    return {
        "id": one.measure.id if one.measure else None,
        "name": one.measure.name[language] if one.measure else None,
        "note": (one.measure.note[language] or None) if one.measure else None,
        "by": list(one.by_ko if language == "ko" else one.by),
        "met": one.is_met,
        "let_in": one.is_let_in,
        "at_s": _span_value(one.at),
        "since_escape_s": _span_value(one.since_escape),
        "saved_s": _span_value(one.saved),
        "in_time": one.in_time,
    }


def replay_lines(found: Replay, language: Language) -> str:
    """Write a replay for a person: what was reported, what the model says, what would change."""
    return "\n".join(one_line(line) if line else "" for line in _Speech(language).lines(found))


class _Speech:
    """Says a replay in one language."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._speech = Words(language)

    def _say(self, key: str, **values: object) -> str:
        return self._speech(REPLAY_WORDS[key], **values)

    def lines(self, found: Replay) -> Iterator[str]:
        story = found.chronology
        key = "one_day" if story.is_day_known else "days"
        yield story.title[self._language]
        yield self._say(key, first=story.days[0], last=story.days[-1], count=len(story.days))
        yield story.note[self._language]
        yield ""
        yield self._say("steps")
        for number, step in enumerate(found.steps, start=1):
            yield from self._step(number, step)
        yield ""
        yield self._say("measures", golden=self._speech.minutes(found.golden_s))
        for outcome in (found.as_it_was, *found.outcomes):
            yield from self._outcome(outcome)

    def _step(self, number: int, step: Step) -> Iterator[str]:
        event = step.event
        when = "" if step.reported is None else f"{self._figure(step.event, step.reported)}: "
        derived = event.kind == "escaped" and event.at_s is None and event.lasting_s is None
        yield f"{number}. {when}{event.what[self._language]}"
        yield f"– {self._origin(event.origin)}"
        if derived:
            yield f"– {self._say('derived')}"
        for account in event.contested:
            other = self._say("contested", what=account.what[self._language])
            yield f"– {other}; {self._origin(account.origin)}"
        said = self._model(step)
        if said:
            yield f"→ {said}"

    def _origin(self, origin: Origin) -> str:
        on = self._say("on", day=origin.on) if origin.on else self._say("undated")
        by = origin.by[self._language]
        return self._say("reported", by=by, on=on, source=origin.source)

    def _model(self, step: Step) -> str:
        """Say what the model says of a step; nothing where it says nothing."""
        key = _model_key(step)
        if not key:
            return ""
        modelled = self._figure(step.event, step.modelled) if step.modelled else ""
        gap = step.difference
        if gap is not None and step.event.kind == "on_the_way":
            gap = Span(-gap.most_s, -gap.least_s)
        return self._say(
            key,
            modelled=modelled,
            difference=self._duration(gap) if gap else "",
            by=", ".join(step.by),
        )

    def _figure(self, event: Event, span: Span) -> str:
        if FIGURES.get(event.kind) == "duration":
            return self._duration(span)
        return self._clocks(span)

    def _duration(self, span: Span) -> str:
        least, most = (self._speech.duration(max(s, 0.0)) for s in (span.least_s, span.most_s))
        return self._between(least, most)

    def _between(self, least: str, most: str) -> str:
        return least if least == most else self._say("range", least=least, most=most)

    def _clocks(self, span: Span) -> str:
        """Write times of the day, with the day where it is another; a begun minute counts."""
        minutes = (-(-round(seconds, 3) // 60) for seconds in (span.least_s, span.most_s))
        ends = [divmod(int(minute), 24 * 60) for minute in minutes]
        clocks = [f"{minute // 60:02d}:{minute % 60:02d}" for _, minute in ends]
        (first_day, _), (last_day, _) = ends
        if first_day == last_day:
            return self._on_day(self._between(*clocks), first_day)
        return self._between(self._on_day(clocks[0], first_day), self._on_day(clocks[1], last_day))

    def _on_day(self, clock: str, days: int) -> str:
        if not days:
            return clock
        key = f"day{'s' if abs(days) > 1 else ''}_{'before' if days < 0 else 'after'}"
        return self._say(key, clock=clock, count=abs(days))

    def _outcome(self, one: Outcome) -> Iterator[str]:
        name = one.measure.name[self._language] if one.measure else self._say("as_it_was")
        yield f"• {name}"
        if one.at is None or one.since_escape is None:
            yield f"→ {self._say('nobody')}; {self._say(one.in_time)}"
            return
        by = ", ".join(one.by_ko if self._language == "ko" else one.by)
        at = self._clocks(one.at)
        since = self._duration(one.since_escape)
        both = one.is_met and one.is_let_in
        key = "helped_at" if both else "met_at" if one.is_met else "in_at"
        said = self._say(key, at=at, by=by, since=since)
        saved = f"; {self._saved(one.saved)}" if one.measure and one.saved else ""
        yield f"→ {said}{saved}; {self._say(one.in_time)}"
        if one.measure and one.measure.note[self._language]:
            yield f"– {one.measure.note[self._language]}"

    def _saved(self, saved: Span) -> str:
        if saved.most_s <= 0 <= saved.least_s:
            return self._say("no_change")
        if saved.most_s <= 0:
            return self._say("lost", lost=self._speech.duration(-saved.least_s))
        said = self._say("saved", saved=self._duration(saved))
        if saved.least_s < 0:
            said = self._say("less", most=self._speech.duration(saved.most_s))
            lost = self._say("lost", lost=self._speech.duration(-saved.least_s))
            said = f"{self._say('saved', saved=said)}, {lost}"
        return said


def _model_key(step: Step) -> str:
    """Choose the words for what the model says of a step."""
    has = step.modelled is not None
    kind = step.event.kind
    if kind == "on_the_way" and has:
        is_less = step.difference is not None and step.difference.most_s < 0
        return "on_the_way" if is_less else "on_the_way_more"
    if kind == "at_door":
        return _door_key(step)
    keys = {
        "on_the_way": ("", "no_road"),
        "phone_answered": ("phone", "phone_none"),
        "counter_open": ("counter", "door_unknown"),
        "admitted": ("inside", "inside_none"),
        "met": ("inside", "inside_none"),
    }
    said, unsaid = keys.get(kind, ("", ""))
    return said if has else unsaid


def _door_key(step: Step) -> str:
    if len(step.states) > 1:
        return "door_mixed"
    if step.states == ("closed",):
        return "door_closed" if step.modelled is not None else "door_shut"
    return "door_open" if step.states == ("open",) else "door_unknown"
