"""The question that all views share: which instant, how long, which police posts count."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import streamlit as st

from planning.settings import golden_seconds
from planning.supply.facilities import PolicePolicy
from routing.network import Mode
from views import address, frame, ui
from views.words import Words

POLICIES: tuple[PolicePolicy, ...] = ("none", "trusted", "all")
MINUTES = (30, 45, 60, 90, 120, 180, 240)
TRAVELS: tuple[Mode, ...] = ("foot", "motorbike", "car")

_MODE_ICONS: Mapping[Mode, str] = MappingProxyType(
    {
        "foot": ":material/directions_walk:",
        "motorbike": ":material/two_wheeler:",
        "car": ":material/directions_car:",
    }
)


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: the instant, the golden time in seconds, the police policy, the travel."""

    when: datetime
    golden_s: float
    police: PolicePolicy
    mode: Mode = "car"


def choose(
    label: str,
    options: Sequence[address.Value],
    say: Callable[[address.Value], str],
    *,
    key: str,
    default: address.Value,
    width: int,
    hint: str | None = None,
) -> address.Value:
    """Ask for one of `options` in a list; the choice stands in the address under `key`.

    The present choice is given as the first one too: a list that comes to stand on another page
    begins anew in the browser, there with its first option, and would tell that as a choice.
    """
    address.begin(key, options, default)
    chosen = st.selectbox(
        label,
        options,
        index=options.index(st.session_state[key]),
        format_func=say,
        key=key,
        help=hint,
        persist_state="session",
        width=width,
    )
    address.keep(key, chosen, default)
    return chosen


def pick(
    label: str,
    options: Mapping[address.Value, str],
    *,
    key: str,
    default: address.Value,
    shows_label: bool = False,
) -> address.Value:
    """Ask for one of `options`, by what they are called, side by side; else as `choose`."""
    address.begin(key, list(options), default)
    chosen = st.segmented_control(
        label,
        list(options),
        default=st.session_state[key],
        key=key,
        required=True,
        format_func=options.__getitem__,
        label_visibility="visible" if shows_label else "collapsed",
        persist_state="session",
    )
    picked = default if chosen is None else chosen
    address.keep(key, picked, default)
    return picked


def police_words(policy: PolicePolicy, t: Words) -> str:
    """Name a police policy."""
    return {
        "none": t("No police post counts"),
        "trusted": t("Trusted police posts count"),
        "all": t("All police posts count, except avoid"),
    }[policy]


def ask_golden(t: Words) -> float:
    """Ask for the golden time; the pack's own is the default. Seconds."""
    settings = frame.pack().settings
    default = round(settings.golden_s / 60)
    minutes = choose(
        t("Golden time"),
        sorted({*MINUTES, default}),
        lambda minutes: t.minutes(minutes * 60),
        key="golden",
        default=default,
        width=150,
        hint=t(
            "Help must arrive within this time of the call. The default: {origin}.",
            origin=settings.golden_origin,
        ),
    )
    return golden_seconds(settings, float(minutes))


def ask_police(t: Words) -> PolicePolicy:
    """Ask which police posts count."""
    names = {str(policy): police_words(policy, t) for policy in POLICIES}
    chosen = choose(
        t("Police"),
        list(names),
        names.__getitem__,
        key="police",
        default="none",
        width=250,
        hint=t("Reports name police who handed victims back. A post marked avoid never counts."),
    )
    return next(policy for policy in POLICIES if policy == chosen)


def travel_word(mode: Mode, t: Words) -> str:
    """Say how somebody travels."""
    return {
        "foot": t("on foot"),
        "motorbike": t("by motorbike or tuk-tuk"),
        "car": t("by car"),
    }[mode]


def ask_mode(t: Words) -> Mode:
    """Ask how the victim travels."""
    names = {
        str(mode): f"{_MODE_ICONS[mode]} {travel_word(mode, t).capitalize()}" for mode in TRAVELS
    }
    picked = pick(t("How the victim travels"), names, key="travel", default="car")
    return next(mode for mode in TRAVELS if mode == picked)


def ask_hour(t: Words) -> datetime:
    """Ask for now, or for a day and an hour; gives that instant of the present week."""
    now = frame.this_minute()
    modes = {"now": t("Now"), "hour": t("Another hour")}
    if pick(t("When"), modes, key="when", default="now", shows_label=True) == "now":
        return now
    days = day_names(t)
    day = choose(t("Day"), range(7), days.__getitem__, key="day", default=6, width=120)
    address.begin("hour", range(24), 3)
    hour = st.select_slider(
        t("Hour, {city}", city=t.city(now.tzinfo)),
        range(24),
        value=st.session_state["hour"],
        format_func=lambda hour: f"{hour:02d}:00",
        key="hour",
        persist_state="session",
        width=220,
    )
    address.keep("hour", hour, 3)
    return hour_of_week(now, weekday=day, hour=hour)


def day_names(t: Words) -> list[str]:
    """Give the names of the days, Monday first."""
    monday = datetime(2024, 1, 1, 12, tzinfo=UTC)
    return [t.weekday(monday + timedelta(days=day)) for day in range(7)]


def hour_of_week(now: datetime, *, weekday: int, hour: int) -> datetime:
    """Give a full hour on a weekday (0 is Monday) of the week of `now`, be it past or to come.

    All hours that can be asked for lie in one week: the one that the picture of the week shows.

    Examples
    --------
    >>> hour_of_week(datetime(2026, 11, 18, 14, 30, tzinfo=UTC), weekday=6, hour=3).isoformat()
    '2026-11-22T03:00:00+00:00'
    >>> hour_of_week(datetime(2026, 11, 18, 14, 30, tzinfo=UTC), weekday=0, hour=3).isoformat()
    '2026-11-16T03:00:00+00:00'
    """
    at = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    return at + timedelta(days=weekday - now.weekday())


def moment_heading(when: datetime, t: Words) -> None:
    """Show the instant asked about, with that at home beside it."""
    local = f"{t.weekday(when)} {t.clock(when)}"
    ui.html(ui.heading(local, t.home_clock(when, day=True)))
