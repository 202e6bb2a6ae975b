"""Cases and what they tell, for a terminal: JSON values and plain lines."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from planning.incidents.cases import Case
from planning.incidents.events import TIMES, Event, PlaceSeen, kind_of, values_of
from planning.incidents.stats import Share, Statistics
from views.lines.texts import Value, one_line, time_words
from views.words import Words


def case_value(case: Case, now: datetime) -> Value:
    """Give a case as it stands; times on the clock of `now`."""
    zone = now.tzinfo
    return {
        "id": case.id,
        "pack": case.pack,
        "golden_s": case.golden_s,
        "state": case_state(case, now),
        "due_at": _instant(case.due_at, zone),
        "left_s": _left_s(case, now),
        **{name: _instant(case.times.get(name), zone) for name in TIMES},
        "help_s": _help_s(case),
        "place": _place_value(case.place, zone),
        "track": [_place_value(seen, zone) for seen in case.track],
        "units_now": sorted(case.units_now),
        "units_sent": list(case.units_sent),
        "notes": [{"at": _instant(note.at, zone), "text": note.text} for note in case.notes],
        "closed_at": _instant(case.closed_at, zone),
    }


def case_state(case: Case, now: datetime) -> str:
    """Name how a case stands: running, overdue, helped_in_time, helped_late or closed_without_help."""
    helped = _help_s(case)
    if helped is not None:
        return "helped_in_time" if helped <= case.golden_s else "helped_late"
    if case.closed_at is not None:
        return "closed_without_help"
    return "running" if now <= case.due_at else "overdue"


def _help_s(case: Case) -> float | None:
    return None if case.helped_at is None else (case.helped_at - case.called).total_seconds()


def _left_s(case: Case, now: datetime) -> float | None:
    """Give what is left of the golden time, below 0 when overdue; None when it runs no more."""
    is_over = case.helped_at is not None or case.closed_at is not None
    return None if is_over else (case.due_at - now).total_seconds()


def _place_value(seen: PlaceSeen, zone: tzinfo | None) -> Value:
    return {
        "seen_at": _instant(seen.seen_at, zone),
        "lat": seen.lat,
        "lon": seen.lon,
        "error_m": seen.error_m,
        "text": seen.text,
    }


def _instant(at: datetime | None, zone: tzinfo | None) -> str | None:
    return None if at is None else at.astimezone(zone).isoformat()


def log_value(log: Sequence[Event], zone: tzinfo) -> list[Value]:
    """Give everything that was written about a case, the oldest first."""
    return [
        {"recorded_at": _instant(event.recorded_at, zone), "kind": kind_of(event.change)}
        | values_of(event.change, zone)
        for event in log
    ]


def case_line(case: Case, now: datetime) -> str:
    """Write a case on one line."""
    place = f"{one_line(case.place.text)} (±{case.place.error_m:,.0f} m)"
    units = (
        f"; busy with it: {one_line(', '.join(sorted(case.units_now)))}" if case.units_now else ""
    )
    called = f"called {case.called.astimezone(now.tzinfo):%Y-%m-%d %H:%M %Z}"
    closed = "" if case.closed_at is None else "closed, "
    return f"{case.id} {place}, {called}: {closed}{_state_words(case, now)}{units}"


def _state_words(case: Case, now: datetime) -> str:
    golden = f"golden time {time_words(case.golden_s)}"
    left_s = _left_s(case, now)
    if left_s is not None:
        if left_s < 0:
            return f"{time_words(-left_s)} overdue, {golden}"
        return f"{Words('en').duration(60 * (left_s // 60))} left of {golden}"
    helped = _help_s(case)
    if helped is None:
        return f"nobody came, {golden}"
    verdict = "in time" if helped <= case.golden_s else "late"
    return f"help after {time_words(helped)}, {verdict}, {golden}"


def list_lines(cases: Sequence[Case], now: datetime) -> str:
    """Write cases for a person, one on a line."""
    return "\n".join(case_line(case, now) for case in cases) or "no case"


def case_lines(case: Case, log: Sequence[Event], now: datetime) -> str:
    """Write a case and its log for a person."""
    lines = [case_line(case, now)]
    for event in log:
        values = values_of(event.change, now.tzinfo)
        told = ", ".join(f"{name} {one_line(value)}" for name, value in values.items())
        at = event.recorded_at.astimezone(now.tzinfo)
        lines.append(f"  {at:%Y-%m-%d %H:%M:%S} {kind_of(event.change).replace('_', ' ')}: {told}")
    return "\n".join(lines)


def statistics_value(found: Statistics, answer_s: float) -> Value:
    """Give what the cases of a span tell."""
    return {
        "cases": found.cases,
        "open_cases": found.open_cases,
        "at_once_s": answer_s,
        "answered_at_once": _share_value(found.answered_at_once),
        "answer_s": {f"p{percent}": value for percent, value in found.answer_s.items()},
        "in_time": _share_value(found.in_time),
        "help_s": {f"p{percent}": value for percent, value in found.help_s.items()},
        "by_hour": [{"hour": hour} | _share_value(one) for hour, one in enumerate(found.by_hour)],
        "stages": [
            {
                "from": stage.start,
                "to": stage.end,
                "cases": stage.cases,
                "mean_s": stage.mean_s,
                "median_s": stage.median_s,
                "complete_mean_s": stage.complete_mean_s,
            }
            for stage in found.stages
        ],
        "complete_cases": found.complete_cases,
        "complete_mean_s": found.complete_mean_s,
    }


def _share_value(one: Share) -> Value:
    return {"share": one.share, "good": one.good, "decided": one.decided, "running": one.running}


def statistics_lines(found: Statistics, answer_s: float) -> str:
    """Write what the cases of a span tell for a person."""
    speech = Words("en")
    lines = [
        f"{_cases(found.cases)}, {found.open_cases} open",
        f"answered within {answer_s:g} s: {_share_words(found.answered_at_once, speech)}",
        f"  answer: {_percentile_words(found.answer_s)}",
        f"help inside the golden time: {_share_words(found.in_time, speech)}",
        f"  help: {_percentile_words(found.help_s)}",
    ]
    lines += [
        f"  called {hour:02d}:00-{hour:02d}:59: {_share_words(one, speech)}"
        for hour, one in enumerate(found.by_hour)
        if one.decided or one.running
    ]
    lines += [
        f"{stage.start} to {stage.end}: mean {time_words(stage.mean_s)}, median "
        f"{time_words(stage.median_s)} ({_cases(stage.cases)})"
        for stage in found.stages
    ]
    whole = f"the whole way: mean {time_words(found.complete_mean_s)}"
    return "\n".join([*lines, f"{whole} ({_cases(found.complete_cases, 'complete ')})"])


def _share_words(one: Share, speech: Words) -> str:
    share = "–" if one.share is None else speech.share(one.share)
    running = f", {one.running} still running" if one.running else ""
    return f"{share} ({one.good} of {one.decided}{running})"


def _percentile_words(found: Mapping[int, float | None]) -> str:
    return ", ".join(
        f"{percent} % {'not yet' if value is None else f'within {time_words(value)}'}"
        for percent, value in found.items()
    )


def _cases(count: int, which: str = "") -> str:
    return f"{count} {which}case" + ("" if count == 1 else "s")
