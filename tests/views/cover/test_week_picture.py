"""The picture of the week: every cell its own figure, the marks, the words, the jump."""

from datetime import timedelta
from functools import cache

import numpy as np
import pytest
import streamlit

from planning.cover.demand import demand_of
from planning.cover.week import Week, assess_week
from planning.coverage import assess_coverage
from tests.views.clock import NOW
from views import frame
from views.cover.week import jump
from views.cover.week_grid import grid_data, hour_of, step_of
from views.cover.week_words import week_sentence, week_table
from views.question import hour_of_week
from views.tokens import ramp
from views.words import Words

EN, KO = Words("en"), Words("ko")
NOON = hour_of_week(NOW.astimezone(frame.pack().zone), weekday=2, hour=12)


@cache
def week() -> Week:
    moment = frame.moment_at(NOON)
    return assess_week(moment, demand_of(moment, "people"), golden_s=3600.0)


def test_every_cell_says_the_figure_of_its_hour() -> None:
    data = grid_data(week(), week().shares(), now=NOON, t=EN)
    assert len(data["cells"]) == 168
    flat = week().shares().ravel()
    for number in (0, 23, 24, 2 * 24 + 12, 167):
        cell = data["cells"][number]
        assert cell["text"] + "%" == EN.share(flat[number])
        assert cell["say"].startswith(f"{EN.weekday(week().instants[number])} ")
    moment = frame.moment_at(NOON)
    here = assess_coverage(moment, demand_of(moment, "people"), golden_s=3600.0).covered_share
    assert data["cells"][data["chosen"]]["text"] + "%" == EN.share(here)


def test_chosen_now_and_worst_are_marked_in_words_too() -> None:
    now = NOON + timedelta(hours=3, minutes=20)
    data = grid_data(week(), week().shares(), now=now, t=EN)
    assert (data["chosen"], data["now"]) == (2 * 24 + 12, 2 * 24 + 15)
    assert data["worst"] == week().worst_hour
    assert data["cells"][data["now"]]["say"].endswith(", now")
    assert ", worst hour" in data["cells"][data["worst"]]["say"]
    assert sum("chosen" in cell["say"] for cell in data["cells"]) == 1


@pytest.mark.parametrize(
    ("hours", "number"), [(-0.01, None), (0, 0), (0.99, 0), (167.5, 167), (168, None)]
)
def test_an_instant_lies_in_one_hour_or_outside(hours: float, number: int | None) -> None:
    assert hour_of(week(), week().instants[0] + timedelta(hours=hours)) == number


def test_the_ramp_has_a_colour_for_every_step() -> None:
    for dark in (False, True):
        assert len(ramp(dark=dark)) == 1 + max(step_of(share) for share in np.linspace(0, 1, 101))


def test_the_worst_hour_is_named_in_words() -> None:
    said = week_sentence(week(), week().shares(), EN)
    when = week().instants[week().worst_hour]
    assert f"Worst hour: **{EN.weekday(when)} {EN.clock(when)}** ({EN.home_clock(when)})" in said
    alike = np.full((7, 24), 0.04)
    assert week_sentence(week(), alike, EN) == "Every hour of the week is alike: **4%**."
    assert grid_data(week(), alike, now=NOON, t=EN)["worst"] is None


def test_the_table_equals_the_picture() -> None:
    table = str(week_table(week(), week().shares(), KO))
    assert table.count("<tr>") == 25
    assert table.count("<td>") == 24 * 8
    assert f"<td>{KO.share(week().shares()[6, 23])}</td>" in table


def test_a_chosen_hour_becomes_the_moment_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    state: dict[str, object] = {}
    monkeypatch.setattr(streamlit, "session_state", state)
    jump(6 * 24 + 3)
    assert state == {"when": "hour", "day": 6, "hour": 3}
