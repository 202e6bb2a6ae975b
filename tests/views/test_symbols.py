"""Symbols and colours: every state has its shape, every text can be read."""

import pytest
from defusedxml import ElementTree

from views import symbols
from views.tokens import DARK, LIGHT, Tokens

THEMES = [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")]


def drawings(look: Tokens) -> dict[str, str]:
    named = {
        f"{kind.__name__} {state}": kind(state, look)
        for kind, states in (
            (symbols.site, symbols.EVIDENCE),
            (symbols.diamond, symbols.EVIDENCE),
            (symbols.mission, ("open", "closed", "unknown")),
            (symbols.zone, ("open", "promised", "candidate", "closed")),
            (symbols.police, ("trusted", "unverified", "avoid")),
            (symbols.answer, ("ok", "late", "shut", "unk")),
            (symbols.road, symbols.ROADS),
            (symbols.gate, symbols.GATES),
            (symbols.signal, symbols.SIGNALS),
        )
        for state in states
    }
    named |= {f"alarm {level}": symbols.alarm(level, look) for level in symbols.LEVELS}
    named |= {
        f"danger {step}": symbols.danger(step, look) for step in range(len(symbols.DANGER_OPACITY))
    }
    named |= {
        f"unit {duty}": symbols.unit(duty, "A", look) for duty in ("duty", "call", "off", "unknown")
    }
    return named | {"incident": symbols.incident(look), "closure": symbols.closure(look)}


@pytest.mark.parametrize("look", THEMES)
def test_every_state_has_a_shape_of_its_own(look: Tokens) -> None:
    drawn = drawings(look)
    assert len(set(drawn.values())) == len(drawn)
    for svg in drawn.values():
        ElementTree.fromstring(svg)


def test_shapes_differ_without_any_colour() -> None:
    grey = Tokens(**dict.fromkeys(Tokens.__dataclass_fields__, "#777777"))
    drawn = drawings(grey)
    assert len(set(drawn.values())) == len(drawn)


def test_an_unknown_state_names_the_known_ones() -> None:
    with pytest.raises(KeyError, match="confirmed, corroborated, suspected"):
        symbols.site("rumour", LIGHT)


def luminance(colour: str) -> float:
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("look", THEMES)
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *(
            (text, ground)
            for text in ("ink", "ink2", "ink3")
            for ground in ("page", "surface", "raised")
        ),
        *((state, "surface") for state in ("ok", "late", "shut", "unk", "site", "mis", "brand")),
        *((state, f"{state}bg") for state in ("ok", "late", "shut", "unk", "site", "mis")),
        ("onbrand", "brand"),
    ],
)
def test_text_has_enough_contrast(look: Tokens, text: str, ground: str) -> None:
    assert contrast(getattr(look, text), getattr(look, ground)) >= 4.5
