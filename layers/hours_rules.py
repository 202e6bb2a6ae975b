"""Rules of opening_hours text, as the parser prints it: cut apart, and where they hurt each other."""

import re
from dataclasses import dataclass

# The parser prints one blank between words, "," within a list, and ", ", "; " or " || " between
# rules.
DAY = r"(?:Mo|Tu|We|Th|Fr|Sa|Su)"
DAYS = rf"{DAY}(?:-{DAY}|\[[^\]]*\](?: -?\d+ days)?)?"
_CLOCK = r"\d\d:\d\d-\d\d:\d\d"
_SIMPLE = re.compile(
    rf"(?P<days>(?:PH|{DAYS})(?:,(?:PH|{DAYS}))*)"
    rf"(?P<times>(?: {_CLOCK}(?:,{_CLOCK})*)?)"
    r'(?P<state>(?: closed| unknown)?)(?P<comment>(?: "[^"]*")?)'
)
_JOINTS = re.compile(r'((?:"[^"]*"|(?!; |, | \|\| ).)+)(; |, | \|\| )?')
_COMMENT = re.compile(r'"[^"]*"')
_SPAN = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
_MONTH_DAY = re.compile(r"\b(Feb|Apr|Jun|Sep|Nov) (\d\d)(?!:)(?:-(\d\d)(?!:))?")
_REFUSED = (
    (r"\bSH\b", "school holidays (SH) are on no calendar: leave them out"),
    (r"\b(sunrise|sunset|dawn|dusk)\b", "sunrise and sunset differ by place: write clock times"),
    (r"\d\+", "an open end names no closing time: write one"),
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a text.

    Parameters
    ----------
    joint
        What joins it to the rules before it: ``; ``, ``, `` or `` || ``; empty for the first.
    text
        The rule itself, its comment included.
    """

    joint: str
    text: str

    @property
    def said(self) -> str:
        """The rule without its comment."""
        return without_comments(self.text)

    @property
    def parts(self) -> re.Match[str] | None:
        """Its days, times, state and comment; None if it has months, dates or offsets too."""
        return _SIMPLE.fullmatch(self.text)

    @property
    def is_open(self) -> bool:
        """Whether it opens, as opposed to one that closes or says that nothing is known."""
        return not re.search(r"\b(closed|unknown)\b", self.said)

    @property
    def has_times(self) -> bool:
        """Whether it holds for a part of the day."""
        return bool(_SPAN.search(self.said))

    @property
    def has_night(self) -> bool:
        """Whether it runs past midnight."""
        return any(map(_crosses_midnight, _SPAN.findall(self.said)))


def without_comments(text: str) -> str:
    """Take the comments out of a text."""
    return _COMMENT.sub("", text)


def rules_of(canonical: str) -> list[Rule]:
    """Cut a text into its rules.

    Examples
    --------
    >>> [rule.text for rule in rules_of('Mo-Fr 08:00-12:00 "a; b"; Sa,Su closed')]
    ['Mo-Fr 08:00-12:00 "a; b"', 'Sa,Su closed']
    """
    found = _JOINTS.findall(canonical)
    joints = ["", *(joint for _, joint in found)]
    return [Rule(joint, text) for joint, (text, _) in zip(joints, found, strict=False)]


def why_unanswerable(canonical: str) -> str | None:
    """Say why text that is understood has no safe answer, or nothing if it has."""
    text = without_comments(canonical)
    for pattern, why in _REFUSED:
        if re.search(pattern, text):
            return why
    for month, *days in _MONTH_DAY.findall(text):
        last = max(int(day) for day in days if day)
        if last > (29 if month == "Feb" else 30):
            return f"there is no {month} {last}"
    return None


def why_rules_clash(rules: list[Rule]) -> str | None:
    """Say why rules do not do together what each of them says, or nothing if they do.

    By the standard a rule after ``;`` replaces whole calendar days: it cuts the night before at
    midnight and leaves the early hours of the night after. So does a day off after ``,``. And a
    day without times is open for all of it, which a list with blanks does not mean.
    """
    later = rules[1:]
    if any(rule.has_night for rule in rules):
        if any(rule.joint == "; " for rule in later):
            return 'a night and a rule after ";" cut each other at midnight: join rules with ","'
        if any(not rule.is_open and not rule.has_times for rule in later):
            return "a night and a day off cut each other at midnight: name the days that open"
    for rule, after in zip(rules, later, strict=False):
        found = rule.parts
        if found and found["days"] == rule.text and after.joint == ", ":
            return f"{rule.text} would be open day and night: write a list of days without blanks"
    return None


def _crosses_midnight(span: tuple[str, str, str, str]) -> bool:
    from_hour, from_minute, to_hour, to_minute = map(int, span)
    begin = 60 * from_hour + from_minute
    end = 60 * to_hour + to_minute
    return end > 24 * 60 or end <= begin
