"""The week: per cent in time at each hour; one that is chosen becomes the page's moment."""

import streamlit as st
from markupsafe import Markup

from planning.cover.week import Floats, Week, assess_week
from views import frame, ui
from views.cover.ask import Asked
from views.cover.gaps import gap_list, spoken_names
from views.cover.week_grid import week_grid
from views.cover.week_words import week_sentence, week_table
from views.question import moment_heading, pick
from views.words import Words

_MOST_GAPS = 5


def week_panel(asked: Asked, t: Words) -> None:
    """Show the week of the moment, and the hour that is chosen beside it."""
    week = assess_week(asked.moment, asked.demand, **asked.options)
    left, right = st.columns([10, 4], gap="small")
    with left:
        shares = week.shares(at_least=2 if _ask_depth(t) == "twice" else 1)
        _picture(week, shares, t)
    with right:
        _hour(asked, t)


def jump(number: int) -> None:
    """Make an hour of the week, 0 to 167 from Monday 00:00, the moment of the page."""
    day, hour = divmod(number, 24)
    st.session_state.update(when="hour", day=day, hour=hour)


def _ask_depth(t: Words) -> str:
    words = {"once": t("In time"), "twice": t("With a backup")}
    return pick(t("What the week shows"), words, key="depth", default="once")


def _picture(week: Week, shares: Floats, t: Words) -> None:
    first, last = week.instants[0], week.instants[-1]
    aside = t(
        "{first} to {last}, per cent; hours of {city}, below them those of {home}",
        first=t.date(first),
        last=t.date(last),
        city=t.city(first.tzinfo),
        home=t.city(t.home),
    )
    ui.html(ui.heading(t("Every hour of the week"), aside))
    ui.html(Markup('<div class="kv">{}</div>').format(ui.rich(week_sentence(week, shares, t))))
    week_grid(week, shares, now=frame.this_minute(), t=t, on_choose=jump)
    ui.html(_key(t))
    with st.expander(t("The week, as a table"), key="week_table", on_change="rerun") as box:
        if box.open:
            ui.html(week_table(week, shares, t))


def _key(t: Words) -> Markup:
    signs = (("chosen", t("chosen hour")), ("now", t("now")), ("worst", t("worst hour")))
    return Markup('<div class="leg weekkey" role="note">{}<span class="n">{}</span></div>').format(
        ui.join(
            Markup('<span><i class="{}"></i>{}</span>').format(name, word) for name, word in signs
        ),
        t("Choose an hour to see its gaps; from the keyboard with arrows and Enter."),
    )


def _hour(asked: Asked, t: Words) -> None:
    """Show what is reached at the hour that is chosen, and its gaps."""
    coverage = asked.coverage()
    moment_heading(asked.moment.when, t)
    figure = Markup(
        '<div class="big"><div><div class="v">{}</div><div class="u">{}</div></div></div>'
    )
    ui.html(
        ui.card(
            figure.format(t.share(coverage.covered_share), t("in time"))
            + Markup('<div class="kv">{}</div>').format(
                t("With a backup: {share}", share=t.share(coverage.backup_share))
            )
        )
    )
    st.button(
        t("Open this hour on the map"),
        icon=":material/map:",
        type="primary",
        width="stretch",
        on_click=_to_the_map,
    )
    ui.html(
        ui.heading(
            t("Gaps, the heaviest first"),
            t("{count} of {all} places", count=len(coverage.gaps), all=len(coverage.covered)),
        )
    )
    ui.html(gap_list(coverage, spoken_names(coverage, t), t, most=_MOST_GAPS))


def _to_the_map() -> None:
    st.session_state["show"] = "moment"
