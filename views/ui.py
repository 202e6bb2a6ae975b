"""Pieces of a page: cards, badges, the strip with both clocks, the legend, tables."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path

import streamlit as st
from markupsafe import Markup, escape

from geo.text import plain
from views import address, symbols
from views.assets import vendored
from views.chosen import home_zone
from views.tokens import Tokens, css_variables, tokens
from views.words import LANGUAGES, Words, language_of

NOTHING = Markup("")
_ON_PAPER: ContextVar[bool] = ContextVar("on_paper", default=False)

_STYLE = Path(__file__).with_name("style.css")
_FONTS = '@import url("/app/static/fonts/fonts.css");'
_MISSIONS = {"embassy", "consulate", "branch_office", "korean_desk", "task_force"}
_POSTS = {
    *("national_hq", "ministry", "commissariat", "station"),
    *("immigration", "tourist_police", "border_gate"),
}
_PUBLIC = {"hospital": symbols.hospital, "clinic": symbols.hospital, "fuel": symbols.fuel}
_TINT = {"ok": "okbg", "late": "latebg", "shut": "shutbg", "unk": "unkbg"}


def html(fragment: Markup) -> None:
    """Show an HTML fragment; only markup built by this room is taken, never a bare text."""
    st.html(str(fragment))


def words() -> Words:
    """Give the words of this visitor: the chosen language, else the browser's."""
    browser = language_of(st.context.locale)
    chosen = st.session_state.get("lang") or address.asked("lang", LANGUAGES, browser)
    return Words("ko" if chosen == "ko" else "en", home=home_zone())


def is_dark() -> bool:
    """Say whether this visitor sees the dark theme."""
    return not _ON_PAPER.get() and st.context.theme.type == "dark"


@contextmanager
def on_paper() -> Iterator[None]:
    """Draw in the light theme, whatever this visitor sees: the page is to be printed."""
    token = _ON_PAPER.set(True)
    try:
        yield
    finally:
        _ON_PAPER.reset(token)


def colours() -> Tokens:
    """Give the colours of this visitor's theme."""
    return tokens(dark=is_dark())


def style() -> None:
    """Send the style sheet, once a run."""
    fonts = _FONTS if vendored() else ""
    sheet = _STYLE.read_text(encoding="utf-8")
    st.html(f"<style>{fonts}{css_variables(colours())}{sheet}</style>")


def rich(text: str) -> Markup:
    """Turn ``**words**`` of a plain text into bold; everything else is shown as it is.

    Examples
    --------
    >>> str(rich("left of **60 min** <golden>"))
    'left of <b>60 min</b> &lt;golden&gt;'
    """
    pieces = plain(text).split("**")
    marked = [
        Markup("<b>{}</b>").format(piece) if index % 2 else escape(piece)
        for index, piece in enumerate(pieces)
    ]
    return join(marked)


def join(fragments: Iterable[Markup], between: str = "") -> Markup:
    """Put fragments one after the other."""
    return escape(between).join(fragments)


def badge(state: str, text: str) -> Markup:
    """Give a small coloured word with its sign; `state` is ok, late, shut or unk."""
    look = colours()
    sign = symbols.answer(state, look, paper=getattr(look, _TINT[state]))
    return Markup('<span class="badge {}">{}{}</span>').format(
        state, symbols.picture(sign, 13), text
    )


def picture_word(picture: Markup, text: str) -> Markup:
    """Give a picture with its word in a frame, without the meaning of a badge."""
    return Markup('<span class="tag">{}{}</span>').format(picture, text)


def card(content: Markup, *, tone: str = "", title: str = "", aside: str = "") -> Markup:
    """Give a card; `tone` is ok, late, shut, unk, brand or empty."""
    head = NOTHING
    if title:
        head = Markup('<h2 class="q"><span>{}</span><small>{}</small></h2>').format(title, aside)
    return Markup('<div class="card {}">{}{}</div>').format(tone, head, content)


def hint(text: str) -> Markup:
    """Give a quiet explanation; ``**words**`` are bold."""
    return Markup('<div class="hint">{}</div>').format(rich(text))


def row(sign: Markup, name: str, *, right: Markup = NOTHING, below: Markup = NOTHING) -> Markup:
    """Give one line of a list: sign, name, something at the right, a sentence below."""
    sub = Markup('<span class="sub">{}</span>').format(below) if below else NOTHING
    return Markup(
        '<div class="row"><span>{}</span><span class="nm">{}</span><span class="r">{}</span>{}</div>'
    ).format(sign, plain(name, 160), right, sub)


def heading(text: str, aside: str = "") -> Markup:
    """Give a heading between cards."""
    return Markup('<h2 class="h2">{}<small>{}</small></h2>').format(text, aside)


def table(
    head: Sequence[str], rows: Iterable[Sequence[Markup | str]], *, stacks: bool = False
) -> Markup:
    """Give a plain table; every cell that is not markup is shown as text.

    Its box takes the focus: a table wider than a phone is moved with the arrow keys.

    Parameters
    ----------
    stacks
        Whether on a phone each row becomes a card, with the heads beside the cells.
    """
    columns = ", ".join(cell for cell in head if cell)
    # What is drawn as blocks is no table to a screen reader unless it says so.
    kind, line, cell = (
        Markup(' role="{}"').format(one) if stacks else NOTHING for one in ("table", "row", "cell")
    )
    top = join(
        Markup('<th scope="col">{}</th>').format(name) if name else Markup("<td></td>")
        for name in head
    )
    body = join(
        Markup("<tr{}>{}</tr>").format(
            line,
            join(
                Markup('<td{} data-head="{}"><div>{}</div></td>').format(cell, name, content)
                if stacks
                else Markup("<td>{}</td>").format(content)
                for name, content in zip(head, contents, strict=True)
            ),
        )
        for contents in rows
    )
    return Markup(
        '<div class="scroll" role="group" tabindex="0" aria-label="{}"><table class="tb{}"{}>'
        "<thead><tr{}>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(columns, " stacks" if stacks else "", kind, line, top, body)


def strip(title: str, now: datetime, about: str) -> None:
    """Show the line that stands on every page: title, both clocks, state, language."""
    words()
    with st.container(key="strip", horizontal=True, vertical_alignment="center", gap="small"):
        html(_strip_markup(title, now, about))
        _ask_language()


def tell_refused() -> None:
    """Say which parts of the link that was followed are not known here."""
    if keys := address.refused():
        t = words()
        said = t("Not known here, and left out of the link: {keys}.", keys=", ".join(keys))
        st.toast(plain(said), icon=":material/link_off:", duration="long")


def _ask_language() -> None:
    browser = language_of(st.context.locale)
    address.begin("lang", LANGUAGES, browser)
    chosen = st.segmented_control(
        "Language / 언어",
        LANGUAGES,
        default=st.session_state["lang"],
        key="lang",
        required=True,
        format_func={"en": "EN", "ko": "한국어"}.__getitem__,
        label_visibility="collapsed",
        persist_state="session",
    )
    address.keep("lang", chosen or browser, browser)


def _strip_markup(title: str, now: datetime, about: str) -> Markup:
    t = words()
    return Markup(
        '<div class="strip"><h1 class="t">{title}</h1>'
        '<span class="clk"><b>{day} {local}</b>{here}</span>'
        '<span class="clk"><b>{home}</b>{there}</span>'
        '<span class="onlydesk">{about}</span></div>'
    ).format(
        title=title,
        day=t.weekday(now),
        local=t.clock(now),
        here=t.city(now.tzinfo),
        home=t.clock(now, t.home),
        there=t.city(t.home),
        about=about,
    )


def evidence_word(evidence: str, t: Words) -> str:
    """Name how well a site is attested."""
    return {
        "confirmed": t("confirmed"),
        "corroborated": t("corroborated"),
        "suspected": t("suspected"),
    }[evidence]


def zone_word(status: str, t: Words) -> str:
    """Name the readiness of a Green Zone."""
    return {
        "open": t("open"),
        "promised": t("promised"),
        "candidate": t("candidate"),
        "closed": t("closed"),
    }[status]


def trust_word(trust: str, t: Words) -> str:
    """Name the trust in a police post."""
    return {"trusted": t("trusted"), "unverified": t("unverified"), "avoid": t("avoid")}[trust]


def road_word(road_class: str, t: Words) -> str:
    """Name a class of road."""
    return {
        "expressway": t("expressway"),
        "trunk": t("national road"),
        "other": t("other road"),
        "ferry": t("ferry"),
    }[road_class]


def picture_of_door(kind: str, state: str, look: Tokens) -> Markup:
    """Give the symbol of a door by its kind: mission, post, public place or Green Zone."""
    if kind in _MISSIONS:
        return symbols.picture(symbols.mission(state, look), 18)
    if kind in _POSTS:
        return symbols.picture(symbols.police("trusted", look), 18)
    if kind in _PUBLIC:
        return symbols.picture(_PUBLIC[kind](look), 18)
    ready = {"open": "open", "closed": "closed", "unknown": "promised"}
    return symbols.picture(symbols.zone(ready[state], look), 19)
