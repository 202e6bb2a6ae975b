"""Asking a map server with patience, and judging its answers before any of them is kept."""

import datetime as dt
import re
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from html import unescape
from typing import TypeVar
from urllib.parse import urlsplit

import requests

from geo.errors import FetchError, GreenZoneError, UnknownPlaceError, WriteError
from routing.osmnx_io import FetchSettings

Tell = Callable[[str], None]
"""Called with each line of progress."""

Pause = Callable[[float], None]
"""Called with the seconds to wait before the next try."""

Answer = TypeVar("Answer")

BUSY = (429, 502, 503, 504)
"""Codes of a server that may answer a little later."""

_LATER = "go on later with the same command; what has been fetched is kept"
_SHOWN = 160  # characters of a foreign text in a message
_NOT_SEEN = re.compile(r"<(style|script|head)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_PLACE_KEYS = frozenset({"boundingbox", "display_name", "geojson", "importance", "lat", "lon"})


class BusyError(Exception):
    """A server that asks for patience.

    Parameters
    ----------
    reason
        What it said.
    wait_s
        Seconds it asks to wait, None where it does not say.
    """

    def __init__(self, reason: str, wait_s: float | None = None) -> None:
        self.reason, self.wait_s = reason, wait_s
        super().__init__(reason)


class Judge:
    """Hears each answer before OSMnx does, and lets no bad one pass into the cache.

    Parameters
    ----------
    server
        What the server is called.
    is_sound
        Whether a value read from JSON is an answer of this server.
    tell
        Called with a line for each answer.
    """

    def __init__(
        self, server: str, is_sound: Callable[[object], bool], tell: Callable[[str], None]
    ) -> None:
        self._server, self._is_sound, self._tell = server, is_sound, tell
        self.heard = 0

    def __call__(self, answer: requests.Response, **_options: object) -> None:
        """Let a good answer pass.

        Raises
        ------
        BusyError
            If the same question may be answered later.
        FetchError
            If it will not be.
        UnknownPlaceError
            If a place was asked for and none is known.
        """
        if answer.is_redirect:
            return  # the answer comes from where it points
        host = f"{self._server} at {urlsplit(answer.url).netloc}"
        if answer.status_code in BUSY:
            raise BusyError(f"{host} is busy ({answer.status_code})", _asked_wait_s(answer))
        if not answer.ok:
            raise FetchError(f"{host} refused ({answer.status_code}): {_shown(answer.text)}")
        self._judge_content(answer, host)
        self.heard += 1
        self._tell(f"{host}: answer {self.heard}, {len(answer.content) / 1e6:.1f} MB")

    def _judge_content(self, answer: requests.Response, host: str) -> None:
        try:
            value = answer.json()
        except ValueError as error:
            if answer.text.lstrip()[:1] in {"{", "["}:
                raise BusyError(f"{host} sent an answer that is cut short") from error
            message = f"{host} sent no data but: {_shown(answer.text)}; check its address"
            raise FetchError(message) from error
        if isinstance(value, dict) and "remark" in value:
            raise FetchError(
                f"{host} gave up: {_shown(str(value['remark']))}; allow it more seconds, or "
                "fetch a smaller area"
            )
        if not self._is_sound(value):
            raise FetchError(f"{host} sent something else than was asked for; check its address")
        if value == []:
            raise UnknownPlaceError(f"{host} knows no such place: check the name, add its country")


def ask_patiently(
    ask: Callable[[], Answer], settings: FetchSettings, *, tell: Tell, pause: Pause
) -> Answer:
    """Ask until there is an answer, waiting longer each time, or as the server says.

    Raises
    ------
    FetchError
        If the server cannot be reached, or is busy at the last try too.
    WriteError
        If an answer cannot be kept.
    """
    for number in range(1, settings.tries + 1):
        try:
            return ask()
        except BusyError as busy:
            reason, wait_s = busy.reason, busy.wait_s
        except requests.RequestException as error:
            reason, wait_s = _silence(error, settings), None
        except OSError as error:
            if isinstance(error, GreenZoneError):
                raise
            raise WriteError(f"{settings.cache}: {error.strerror or error}") from error
        backoff_s = min(settings.first_pause_s * 2 ** (number - 1), settings.longest_pause_s)
        wait_s = backoff_s if wait_s is None else wait_s
        if wait_s > settings.longest_pause_s:
            raise FetchError(f"{reason} and asks to wait {wait_s:.0f} s: {_LATER}")
        if number < settings.tries:
            tell(f"{reason}: waiting {wait_s:.0f} s, then try {number + 1} of {settings.tries}")
            pause(wait_s)
    raise FetchError(f"{reason}, {settings.tries} times: {_LATER}")


def _silence(error: requests.RequestException, settings: FetchSettings) -> str:
    """Say what kept an answer from coming.

    Raises
    ------
    FetchError
        If asking again is of no use.
    """
    host = urlsplit(str(error.request.url)).netloc if error.request else "the server"
    if isinstance(error, requests.ReadTimeout):
        return f"{host} did not answer within {settings.timeout_s} s"
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.ChunkedEncodingError):
        return f"the connection to {host} broke off"
    if isinstance(error, requests.ConnectionError) and "Connection aborted" in str(error):
        return f"the connection to {host} broke off"
    raise FetchError(
        f"{host} cannot be reached: check the connection to the internet and the address"
    ) from error


def is_place_list(answer: object) -> bool:
    """Tell whether a value read from JSON is a list of places as Nominatim gives it."""
    return isinstance(answer, list) and all(
        isinstance(place, dict) and place.keys() >= _PLACE_KEYS for place in answer
    )


def _asked_wait_s(answer: requests.Response) -> float | None:
    """Read ``Retry-After``: seconds, or a date (RFC 9110, section 10.2.3)."""
    text = answer.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=dt.UTC)
    return max((until - dt.datetime.now(dt.UTC)).total_seconds(), 0.0)


def _shown(text: str) -> str:
    """Return the beginning of what a person would read of a page, on one line."""
    words = " ".join(unescape(_NOT_SEEN.sub(" ", text[:20_000])).split())
    seen = "".join(sign for sign in words if sign.isprintable())
    return f"{seen[:_SHOWN]}…" if len(seen) > _SHOWN else seen or "nothing"
