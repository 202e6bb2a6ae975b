"""The week as a picture that can be touched: 7 days by 24 hours, each a button with its per cent."""

from bisect import bisect_right
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import streamlit as st

from planning.cover.week import Floats, Week
from views import ui
from views.tokens import ramp
from views.words import Words

KEY = "week_hours"
STEPS = (0.02, 0.1, 0.2, 0.35, 0.5, 0.7)
"""Shares at which the next darker step of the ramp begins."""

_HERE = Path(__file__).parent
_GRID = st.components.v2.component(
    "green_zone_week",
    css=(_HERE / "week_grid.css").read_text(encoding="utf-8"),
    js=(_HERE / "week_grid.js").read_text(encoding="utf-8"),
)


def week_grid(
    week: Week, shares: Floats, *, now: datetime, t: Words, on_choose: Callable[[int], None]
) -> None:
    """Show the shares of a week, and hand the number of the hour that is chosen to `on_choose`.

    Parameters
    ----------
    week
        The week; its moment is the hour that is marked as chosen.
    shares
        One of its tables, shape (7, 24).
    now
        The present instant, marked if it lies in the week.
    """

    def chosen() -> None:
        hour = st.session_state[KEY]["hour"]
        if isinstance(hour, int) and 0 <= hour < len(week.instants):
            on_choose(hour)

    data = grid_data(week, shares, now=now, t=t) | {"ramp": ramp(dark=ui.is_dark())}
    _GRID(key=KEY, data=data, on_hour_change=chosen)


def grid_data(week: Week, shares: Floats, *, now: datetime, t: Words) -> dict[str, Any]:
    """Give what the grid shows: plain words and numbers, Monday 00:00 first."""
    marks = {
        "chosen": hour_of(week, week.moment.when),
        "now": hour_of(week, now),
        "worst": int(shares.argmin()) if shares.min() < shares.max() else None,
    }
    flat = shares.ravel().tolist()
    first = week.instants[:24]
    return {
        "label": t("Per cent in time at each hour of the week"),
        "days": [t.weekday(when) for when in week.instants[::24]],
        "hours": [(f"{hour:02d}", home_hour(when, t)) for hour, when in enumerate(first)],
        "cells": [
            {
                "text": t.share(share).removesuffix("%"),
                "step": step_of(share),
                "say": _said(week.instants[number], share, number, marks=marks, t=t),
            }
            for number, share in enumerate(flat)
        ],
        **marks,
    }


def hour_of(week: Week, when: datetime) -> int | None:
    """Give the number of the hour of a week an instant lies in; None outside it."""
    number = bisect_right(week.instants, when) - 1
    is_inside = number >= 0 and when < week.instants[-1] + timedelta(hours=1)
    return number if is_inside else None


def step_of(share: float) -> int:
    """Give the step of the ramp for a share; what reads alike looks alike.

    Examples
    --------
    >>> [step_of(share) for share in (0.0, 0.02, 0.11, 0.196, 0.204, 1.0)]
    [0, 1, 2, 3, 3, 6]
    """
    return sum(round(share, 2) >= least for least in STEPS)


def home_hour(when: datetime, t: Words) -> str:
    """Write the hour at home in short; with its minutes where they are not whole hours apart."""
    home = when.astimezone(t.home)
    return f"{home:%H:%M}" if home.minute else f"{home:%H}"


def _said(
    when: datetime, share: float, number: int, *, marks: dict[str, int | None], t: Words
) -> str:
    words = {"chosen": t("chosen"), "now": t("now"), "worst": t("worst hour")}
    said = f"{t.weekday(when)} {t.clock(when)} ({t.home_clock(when)}): {t.share(share)}"
    return ", ".join([said, *(words[name] for name, at in marks.items() if at == number)])
