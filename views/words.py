"""The words of the app: gettext catalogues, numbers, dates and durations in English and Korean."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_time, get_timezone_location
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

Language = Literal["en", "ko"]

LANGUAGES: tuple[Language, ...] = ("en", "ko")
LOCALE = Path(__file__).parent.parent / "locale"
SEOUL = ZoneInfo("Asia/Seoul")


@cache
def catalogue(language: Language) -> Mapping[str, str]:
    """Read a language's catalogue straight from its ``.po`` file: nothing to compile."""
    path = LOCALE / language / "LC_MESSAGES" / "green_zone.po"
    if not path.is_file():
        return {}
    with path.open("rb") as stream:
        entries = read_po(stream, locale=language)
    return {
        entry.id: entry.string
        for entry in entries
        if isinstance(entry.id, str) and entry.id and isinstance(entry.string, str)
    }


def language_of(browser: str | None) -> Language:
    """Choose the language for a browser's locale; English unless it is Korean.

    Examples
    --------
    >>> language_of("ko-KR"), language_of("km"), language_of(None)
    ('ko', 'en', 'en')
    """
    return "ko" if (browser or "").lower().startswith("ko") else "en"


@dataclass(frozen=True, slots=True)
class Words:
    """Speaks one language; calling it translates a message.

    Parameters
    ----------
    language
        The language.
    home
        Time zone of the ministry, told beside the country's own.

    Examples
    --------
    >>> Words("en")("{minutes} min late", minutes=17)
    '17 min late'
    """

    language: Language
    home: ZoneInfo = SEOUL

    def __call__(self, message: str, /, **values: object) -> str:
        """Translate `message` and fill in its ``{names}``."""
        text = catalogue(self.language).get(message) or message
        return text.format(**values) if values else text

    def duration(self, seconds: float) -> str:
        """Write a duration to the minute, a begun minute counted: a time is never told short.

        Examples
        --------
        >>> Words("en").duration(7320), Words("ko").duration(7320), Words("en").duration(95)
        ('2 h 02', '2시간 2분', '2 min')
        """
        minutes = max(0, math.ceil(round(seconds, 3) / 60))
        hours, rest = divmod(minutes, 60)
        if not hours:
            return f"{rest}분" if self.language == "ko" else f"{rest} min"
        return f"{hours}시간 {rest}분" if self.language == "ko" else f"{hours} h {rest:02d}"

    def minutes(self, seconds: float) -> str:
        """Write a duration in minutes alone, as the golden time is spoken of.

        Examples
        --------
        >>> Words("en").minutes(3600), Words("ko").minutes(5400)
        ('60 min', '90분')
        """
        return f"{round(seconds / 60)}" + ("분" if self.language == "ko" else " min")

    def distance(self, metres: float) -> str:
        """Write a distance: metres below one kilometre, else kilometres.

        Examples
        --------
        >>> Words("en").distance(80), Words("en").distance(4200), Words("ko").distance(187_400)
        ('80 m', '4.2 km', '187 km')
        """
        if metres < 1000:
            return f"{round(metres)} m"
        kilometres = metres / 1000
        return f"{self.number(kilometres, 1 if kilometres < 10 else 0)} km"

    def number(self, value: float, digits: int = 0) -> str:
        """Write a number with at most `digits` decimals."""
        pattern = "#,##0" + ("." + "#" * digits if digits else "")
        return str(format_decimal(value, format=pattern, locale=self.language))

    def share(self, value: float) -> str:
        """Write a share 0..1 as a whole percentage; a small remainder is not called 0.

        Examples
        --------
        >>> Words("en").share(0.11), Words("en").share(0.002), Words("en").share(0.998)
        ('11%', '<1%', '>99%')
        """
        if 0 < value < 0.005:
            return "<1%"
        if 0.995 <= value < 1:
            return ">99%"
        return str(format_percent(value, locale=self.language))

    def points(self, value: float) -> str:
        """Write a difference of percentages with its sign, to a tenth.

        Examples
        --------
        >>> Words("en").points(1.26), Words("ko").points(-0.5), Words("en").points(0.0)
        ('+1.3', '−0.5', '0')
        """
        size = self.number(abs(value), 1)
        sign = "+" if value > 0 else "\N{MINUS SIGN}"
        return size if size == "0" else sign + size

    def clock(self, when: datetime, zone: tzinfo | None = None) -> str:
        """Write the time of day, 24 hours, in `zone`; else in that of `when`.

        Examples
        --------
        >>> noon = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("Indian/Maldives"))
        >>> Words("en").clock(noon), Words("en").clock(noon, SEOUL)
        ('12:00', '16:00')
        """
        return str(format_time(when.astimezone(zone or when.tzinfo), "HH:mm", locale=self.language))

    def home_clock(self, when: datetime, *, day: bool = False) -> str:
        """Write the time of day at home after its city; with the day of the week if asked.

        Examples
        --------
        >>> noon = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("Indian/Maldives"))
        >>> Words("en").home_clock(noon), Words("ko").home_clock(noon, day=True)
        ('Seoul 16:00', '서울 일 16:00')
        """
        weekday = f"{self.weekday(when, self.home)} " if day else ""
        return f"{self.city(self.home)} {weekday}{self.clock(when, self.home)}"

    def weekday(self, when: datetime, zone: tzinfo | None = None) -> str:
        """Write the short name of the day of the week in `zone`; else in that of `when`."""
        local = when.astimezone(zone or when.tzinfo)
        return str(format_datetime(local, "EEE", locale=self.language))

    def date(self, when: datetime) -> str:
        """Write the date in the zone of `when`."""
        day = when.date()
        return str(format_date(day, "d MMM y" if self.language == "en" else "long", self.language))

    def moment(self, when: datetime, now: datetime) -> str:
        """Write the time of day, with the day of the week unless it is the day of `now`."""
        clock = self.clock(when)
        same_day = when.date() == now.astimezone(when.tzinfo).date()
        return clock if same_day else f"{self.weekday(when)} {clock}"

    def territory(self, code: str) -> str:
        """Name a country by its ISO 3166 alpha-2 code; empty where there is none of that code.

        Examples
        --------
        >>> Words("ko").territory("MV"), Words("ko").territory("?")
        ('몰디브', '')
        """
        return str(Locale(self.language).territories.get(code, ""))

    def city(self, zone: tzinfo | None) -> str:
        """Name the city by which a time zone goes, or its country where it is the only one.

        Examples
        --------
        >>> zones = ZoneInfo("Asia/Phnom_Penh"), ZoneInfo("America/Sao_Paulo")
        >>> [Words(language).city(zone) for zone in zones for language in ("en", "ko")]
        ['Phnom Penh', '프놈펜', 'Sao Paulo', '상파울루']
        """
        return str(get_timezone_location(zone, locale=self.language, return_city=True))
