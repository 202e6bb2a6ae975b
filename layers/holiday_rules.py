"""Holiday rules (PH) of opening_hours text, written out as dates: the parser has no calendar."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from layers.hours_rules import DAY, DAYS, Rule, rules_of, without_comments

_PH = re.compile(r"\bPH\b")
_PH_AMONG_DAYS = re.compile(rf"\bPH\s+{DAY}\b|{DAY}\]?\s+PH\b", re.IGNORECASE)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HOW = "write PH off, PH 10:00-12:00 or Mo-Fr,PH 08:00-12:00"


def names_holidays(text: str) -> bool:
    """Say whether hours have a rule for public holidays, outside their comments."""
    return bool(_PH.search(without_comments(text)))


def why_not_written_out(written: str, rules: Sequence[Rule]) -> str | None:
    """Say why holiday rules cannot be written out as dates, or nothing if they can.

    Parameters
    ----------
    written
        The text as a person wrote it, cleaned.
    rules
        The rules that the parser made of it.
    """
    if _PH_AMONG_DAYS.search(without_comments(written)):
        return f"whether PH beside a weekday means both or either is not clear: {_HOW}"
    for place, rule in enumerate(rules):
        if not names_holidays(rule.text):
            continue
        if rule.parts is None:
            return f"a holiday rule with months, dates or day offsets is not understood: {_HOW}"
        if any(one.joint == " || " for one in rules):
            return "holidays and || do not go together: join rules with ; or ,"
        later = rules[place + 1 :]
        if not rule.is_open and any(one.is_open and not names_holidays(one.text) for one in later):
            return "a rule after the holiday rule opens on the holidays again: write PH last"
    return None


def written_out(canonical: str, days: Sequence[date]) -> str:
    """Put dates in the place of PH.

    A rule for weekdays and holidays becomes two, joined as the rule itself was: each day keeps
    the hours it had. The first rule replaces nothing, so its two are added to each other: a
    night of one is not cut by the other.

    Parameters
    ----------
    canonical
        Text that `why_not_written_out` has no fault with.
    days
        The holidays, ascending.

    Returns
    -------
    str
        Text without PH; ``closed`` if nothing else stood there and there is no holiday.

    Examples
    --------
    >>> written_out("Mo-Fr 08:00-12:00; PH,Sa closed", [date(2026, 4, 14), date(2026, 4, 15)])
    'Mo-Fr 08:00-12:00; Sa closed; 2026 Apr 14-2026 Apr 15 closed'
    """
    parts: list[str] = []
    for rule in rules_of(canonical):
        for text in _on_dates(rule, days):
            parts += [rule.joint or ", ", text] if parts else [text]
    return "".join(parts) or "closed"


def _on_dates(rule: Rule, days: Sequence[date]) -> list[str]:
    found = rule.parts
    if found is None or not names_holidays(rule.text):
        return [rule.text]
    weekdays = [word for word in re.findall(rf"PH|{DAYS}", found["days"]) if word != "PH"]
    lists = (",".join(weekdays), ",".join(_in_runs(days)))
    rest = rule.text.removeprefix(found["days"])
    return [chosen + rest for chosen in lists if chosen]


def _in_runs(days: Sequence[date]) -> Iterator[str]:
    """Write dates, those that follow each other as one run."""
    first = 0
    for place, day in enumerate(days, start=1):
        if place == len(days) or days[place] - day != timedelta(days=1):
            begin, end = _written(days[first]), _written(day)
            yield begin if begin == end else f"{begin}-{end}"
            first = place


def _written(day: date) -> str:
    return f"{day.year} {_MONTHS[day.month - 1]} {day.day:02d}"
