"""Charts as inline SVG: the week as a heat map, shares as bars. No figure by colour alone."""

from collections.abc import Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

from geo.text import plain

Floats = NDArray[np.float64]
_LEFT, _TOP, _WIDE, _HIGH = 42, 16, 28, 24
_LIGHT, _DARK = (255, 255, 255), (0, 74, 88)
_FEW = 0.2  # below it a share is written with one decimal
_LEAST_DARK = 0.05  # a week in which nobody is reached is not painted black


def week_chart(
    shares: Floats, *, days: Sequence[str], worst: int, asked: int | None = None, alt: str = ""
) -> str:
    """Draw the 168 hours of a week: a share in each cell, the darker the more.

    Parameters
    ----------
    shares
        0..1, shape (7, 24), Monday first.
    days
        What the seven days are called.
    worst, asked
        Numbers of the hours, 0..167, that get a thick frame and a dashed one.
    alt
        What the chart shows, in words.

    Returns
    -------
    str
        ``<svg>`` without any outside address; the lightness of a cell grows with its share up
        to the greatest of the week, so that it reads in black and white.
    """
    most = max(float(shares.max()), _LEAST_DARK)
    digits = 1 if most < _FEW else 0
    width, height = _LEFT + 24 * _WIDE + 2, _TOP + 7 * _HIGH + 2
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
            f'aria-label="{escape(plain(alt))}" class="week">'
        ),
        *(
            f'<text x="{_LEFT + (hour + 0.5) * _WIDE:g}" y="{_TOP - 5}" class="hour">{hour}</text>'
            for hour in range(24)
        ),
        *(
            f'<text x="{_LEFT - 6}" y="{_middle(day)}" class="day">{escape(plain(name))}</text>'
            for day, name in enumerate(days)
        ),
        *(
            _cell(day, hour, float(shares[day, hour]), most=most, digits=digits)
            for day in range(7)
            for hour in range(24)
        ),
        *(_frame(hour, kind) for hour, kind in ((asked, "asked"), (worst, "worst")) if hour is not None),
        "</svg>",
    ]  # fmt: skip
    return "".join(parts)


def share_text(share: float, digits: int = 0) -> str:
    """Write a share in percent, without its sign; a small remainder is not called 0, nor 100.

    Examples
    --------
    >>> share_text(0.0), share_text(0.001), share_text(0.501), share_text(0.9999), share_text(1.0)
    ('0', '<1', '50', '>99', '100')
    >>> share_text(0.0393, 1), share_text(0.0001, 1)
    ('3.9', '<0.1')
    """
    least = 10.0**-digits
    text = f"{100 * share:.{digits}f}"
    if share > 0 and float(text) == 0:
        return f"<{least:.{digits}f}"
    if share < 1 and float(text) == 100:
        return f">{100 - least:.{digits}f}"
    return text


def share_bar(share: float) -> str:
    """Draw a share 0..1 as a bar in its frame; the number stands beside it.

    Examples
    --------
    >>> 'width="25.0"' in share_bar(0.25)
    True
    """
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 101 9" class="bar" aria-hidden="true">'
        f'<rect x=".5" y=".5" width="100" height="8" class="whole"/>'
        f'<rect x=".5" y=".5" width="{100 * min(max(share, 0.0), 1.0):.1f}" height="8" class="part"/>'
        "</svg>"
    )


def _middle(day: int) -> float:
    return _TOP + (day + 0.5) * _HIGH + 3.5


def _cell(day: int, hour: int, share: float, *, most: float, digits: int) -> str:
    depth = share / most
    fill = "#" + "".join(
        f"{round(light + depth * (dark - light)):02x}"
        for light, dark in zip(_LIGHT, _DARK, strict=True)
    )
    x, y = _LEFT + hour * _WIDE, _TOP + day * _HIGH
    ink = "#fff" if depth > 0.5 else "#15211c"
    return (
        f'<rect x="{x}" y="{y}" width="{_WIDE}" height="{_HIGH}" fill="{fill}" class="cell"/>'
        f'<text x="{x + _WIDE / 2:g}" y="{_middle(day)}" fill="{ink}" class="share">'
        f"{escape(share_text(share, digits))}</text>"
    )


def _frame(hour: int, kind: str) -> str:
    x, y = _LEFT + hour % 24 * _WIDE + 1, _TOP + hour // 24 * _HIGH + 1
    frame = f'<rect x="{x}" y="{y}" width="{_WIDE - 2}" height="{_HIGH - 2}" class="'
    return f'{frame}{kind}"/>' + (f'{frame}dashes"/>' if kind == "asked" else "")
