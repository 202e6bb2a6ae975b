"""The heat map of the week: every cell is the share of its hour, and shows it without colour."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.reporting.charts import share_text, week_chart
from planning.reporting.report import report_page
from tests.planning.reporting.dossiers import full_dossier
from views.words import LANGUAGES, Language, Words

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
CELL = re.compile(
    r'<rect x="([\d.]+)" y="([\d.]+)"[^>]*fill="#(\w{6})" class="cell"/><text[^>]*>([^<]*)</text>'
)


def cells(chart: str) -> list[tuple[float, float, int, str]]:
    """Place, brightness and text of every cell."""
    return [
        (float(y), float(x), sum(bytes.fromhex(fill)), text)
        for x, y, fill, text in CELL.findall(chart)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_cells_are_the_hours_of_the_week(language: Language) -> None:
    dossier = full_dossier()
    shares = dossier.week.shares().ravel()
    found = cells(report_page(dossier, Words(language)))
    assert len(found) == 168
    assert found == sorted(found, key=lambda cell: cell[:2])  # by day, then by hour
    assert [text for *_, text in found] == [f"{100 * share:.0f}" for share in shares]


def test_the_darker_the_more_and_the_marks_lie_on_their_hours() -> None:
    shares = np.linspace(0, 1, 168).reshape(7, 24)
    chart = week_chart(shares, days=DAYS, worst=25, asked=167, alt="<b>")
    found = cells(chart)
    brightness = [one for _, _, one, _ in found]
    assert brightness == sorted(brightness, reverse=True)
    for kind, hour in (("worst", 25), ("asked", 167)):
        x, y = re.findall(rf'<rect x="([\d.]+)" y="([\d.]+)"[^>]*class="{kind}"', chart)[0]
        assert (float(y) - 1, float(x) - 1) == found[hour][:2]
    assert 'aria-label="&lt;b&gt;"' in chart


@given(st.floats(0, 1), st.integers(0, 2))
def test_a_share_is_never_told_as_none_or_all_when_it_is_not(share: float, digits: int) -> None:
    text = share_text(share, digits)
    assert (float(text.strip("<>")) == 0) == (share == 0)
    if text.startswith((">", "<")):
        assert 0 < share < 1
    else:
        assert abs(float(text) - 100 * share) <= 0.5 * 10**-digits + 1e-9
        assert (float(text) == 100) == (share == 1)
