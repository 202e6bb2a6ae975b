"""Ready zones: what each Green Zone lacks, and the coverage with the ready ones only."""

import streamlit as st
from markupsafe import Markup

from planning.reporting.speech import local_names
from planning.reporting.words import ANSWER_WORDS, ITEM_WORDS, MISSING_WORDS
from planning.supply.checklists import ITEMS, Checklist, Item
from planning.supply.readiness import (
    NationalTable,
    ReadinessEffect,
    national_table,
    readiness_effect,
)
from views import ui
from views.cover.ask import Asked
from views.cover.figures import figures
from views.cover.gaps import Names
from views.words import Words

_SIGNS = {"yes": ("ok", "✓"), "no": ("late", "✗"), "unknown": ("unk", "?")}


def ready_panel(asked: Asked, t: Words) -> None:
    """Show the checklist of every zone, and what is covered by those that can admit."""
    table = national_table(asked.moment)
    effect = readiness_effect(
        asked.moment,
        asked.demand,
        golden_s=asked.golden_s,
        direction=asked.direction,
        police=asked.police,
    )
    ui.html(ui.heading(t("Which Green Zones can admit?"), t.date(asked.moment.when)))
    ui.html(ready_figures(table, effect, t))
    if not table.checklists:
        ui.html(
            Markup('<div class="hint">{}</div>').format(t("No zone and no door is on the map."))
        )
        return
    names = local_names(asked.moment.pack, t.language)
    ui.html(ready_table(table, names, t))
    with st.expander(t("What each of them lacks")):
        ui.html(lacks(table, t))


def ready_figures(table: NationalTable, effect: ReadinessEffect, t: Words) -> Markup:
    """Show how many zones are ready, and the same coverage with and without the others."""
    every, ready = effect.all_zones, effect.ready_zones
    points = 100 * (ready.covered_share - every.covered_share)
    return figures(
        [
            (
                t("Ready zones"),
                f"{len(table.ready)} / {len(table.zones)}",
                t("everything below is there"),
            ),
            (t("In time"), t.share(every.covered_share), t("with every open zone")),
            (t("In time"), t.share(ready.covered_share), t("with the ready zones only")),
            (
                t("Difference"),
                t.points(points),
                t("points that rest on doors nobody has made sure of"),
            ),
        ]
    )


def ready_table(found: NationalTable, names: Names, t: Words) -> Markup:
    """Show a zone a line, an item a column: yes, no or not known."""
    rows = [
        (
            _place(one, names, t),
            *(_answer(item, t) for item in one.items),
        )
        for one in found.checklists
    ]
    table = ui.table((t("Place"), *(t(ITEM_WORDS[name]) for name in ITEMS)), rows)
    return Markup('<div class="ready">{}</div>').format(table)


def _place(one: Checklist, names: Names, t: Words) -> Markup:
    name = one.name_ko if t.language == "ko" and one.name_ko else one.name
    if one.is_ready:
        state = ui.badge("ok", t("ready"))
    elif one.is_zone:
        state = ui.badge("shut", t("not ready"))
    else:
        state = ui.badge("unk", t("a door, no zone yet"))
    province = names.get(one.province, one.province)
    return Markup('<b>{}</b><br><span class="kv">{}</span> {}').format(name, province, state)


def _answer(item: Item, t: Words) -> Markup:
    tone, sign = _SIGNS[item.answer]
    word = t(ANSWER_WORDS[item.answer])
    return Markup('<span class="said {}"><b aria-hidden="true">{}</b> {}</span>').format(
        tone, sign, word
    )


def lacks(table: NationalTable, t: Words) -> Markup:
    """List what each zone lacks, in sentences."""
    return ui.join(
        Markup('<div class="kv"><b>{}</b> {}</div>').format(
            one.name_ko if t.language == "ko" and one.name_ko else one.name,
            " ".join(_lack(item, t) for item in one.missing) or t("Nothing is missing."),
        )
        for one in table.checklists
    )


def _lack(item: Item, t: Words) -> str:
    said = t(MISSING_WORDS[item.missing])
    if item.days_ago is None:
        return said
    return f"{said} " + t("({days} days ago at most)", days=t.number(item.days_ago))
