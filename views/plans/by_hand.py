"""Zones tried by hand: drop a Green Zone and see what it would change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from geo.coordinates import Place
from planning.cover.demand import demand_of
from planning.moment import Moment
from planning.places import locate
from planning.siting.what_if import WhatIf, dropped_zone, what_if
from planning.supply.values import Door
from views import frame, maps, symbols, ui
from views.cover.ask import ask_coverage
from views.cover.causes import cause_word
from views.cover.figures import cause_bar, coverage_figures
from views.cover.gaps import gap_name, spoken_names
from views.cover.marks import result_pile
from views.dispatch import clicked_place
from views.dispatch_ways import place_name
from views.faults import told
from views.legend import legend
from views.maps import Group
from views.marks import About, Symbol
from views.overlays import country_groups
from views.question import moment_heading
from views.words import Words

MAP_KEY = "siting_map"
MOST_ZONES = 9

_LEGEND = ("answer", "zones", "sites", "missions")
_HOURS = ("24/7", "Mo-Fr 08:00-17:00", "Mo-Su 06:00-22:00")


@dataclass(frozen=True, slots=True)
class Trial:
    """A Green Zone on trial: where, and when somebody would open."""

    place: Place
    hours: str


def by_hand(t: Words) -> None:
    """Show the zones on trial, what they change, and the map on which they are dropped."""
    question, direction, kind = ask_coverage(t)
    moment = frame.moment_at(question.when)
    left, right = st.columns([5, 8], gap="small")
    with left:
        with st.container(key="step-ask"):
            _ask_place(t)
        answer = what_if(
            moment,
            demand_of(moment, kind),
            doors(moment, trials()),
            golden_s=question.golden_s,
            direction=direction,
            police=question.police,
        )
        names = spoken_names(answer.before, t)
        with st.container(key="step-first"):
            _certificate(answer, t)
        with st.container(key="step-answers"):
            _trial_list(t)
            ui.html(coverage_figures(answer.after, t))
            ui.html(cause_bar(answer.after, t))
    with right:
        _show(answer, names, t)
        with st.container(key="step-ways"):
            _gained(answer, names, t)


def trials() -> tuple[Trial, ...]:
    """Give the zones that this visitor is trying out."""
    kept: tuple[Trial, ...] = st.session_state.get("trials", ())
    return kept


def doors(moment: Moment, zones: Sequence[Trial]) -> list[Door]:
    """Make doors out of the zones on trial."""
    return [dropped_zone(moment, zone.place, hours=zone.hours) for zone in zones]


def add_trial(place: Place, hours: str) -> None:
    """Add a zone, the newest last; beyond nine the oldest goes."""
    st.session_state["trials"] = (*trials(), Trial(place, hours))[-MOST_ZONES:]


def _ask_place(t: Words) -> None:
    st.session_state.setdefault("zone_picking", True)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        st.text_input(
            t("New Green Zone: where?"),
            key="zone_text",
            placeholder=t("Name, coordinates, map link …"),
            on_change=_typed,
            width="stretch",
        )
        st.selectbox(t("Open"), _HOURS, key="zone_hours", width=180)
        st.toggle(t("Map click drops a zone"), key="zone_picking")
    fault = st.session_state.pop("zone_fault", None)
    if fault is not None:
        with told():
            raise fault


def _typed() -> None:
    text = str(st.session_state.get("zone_text") or "").strip()
    if not text:
        return
    try:
        place = locate(frame.pack(), text, when=frame.this_minute())
    except ValueError as error:
        st.session_state["zone_fault"] = error
    except LookupError as error:
        st.session_state["zone_fault"] = error
    else:
        add_trial(place, st.session_state.get("zone_hours") or _HOURS[0])
        st.session_state["zone_text"] = ""


def _clicked() -> None:
    spot = maps.clicked(st.session_state.get(MAP_KEY))
    if spot is None or not st.session_state.get("zone_picking"):
        return
    try:
        place = clicked_place(*spot, ui.words())
    except ValueError as error:
        st.session_state["zone_fault"] = error
    else:
        add_trial(place, st.session_state.get("zone_hours") or _HOURS[0])


def _certificate(answer: WhatIf, t: Words) -> None:
    moment_heading(answer.before.moment.when, t)
    if trials():
        ui.html(ui.card(_gain(answer, t), tone="brand"))
        return
    share = t.share(answer.before.covered_share)
    hint = t(
        "Click the map or type a place to drop a Green Zone there. "
        "Now **{share}** of the weight is reached in time.",
        share=share,
    )
    ui.html(Markup('<div class="hint">{}</div>').format(ui.rich(hint)))


def _gain(answer: WhatIf, t: Words) -> Markup:
    """Say what the zones on trial change, in a sentence, a bar and points."""
    before, after = answer.before.covered_share, answer.after.covered_share
    shares = {"before": t.share(before), "after": t.share(after)}
    title = t("One new Green Zone: {before} becomes {after}.", **shares)
    if len(trials()) > 1:
        many = len(trials())
        title = t("{count} new Green Zones: {before} becomes {after}.", count=many, **shares)
    gained = t(
        "**+{points}** points of the weight inside {golden}; {count} more places in time.",
        points=t.number(100 * (after - before), 1),
        golden=t.minutes(answer.before.golden_s),
        count=len(answer.gained),
    )
    return Markup(
        '<div class="certain">{}</div><div class="cb"><i style="width:{:.2f}%"></i>'
        '<u style="left:{:.2f}%;width:{:.2f}%"></u><em>{}</em><em class="r">{}</em></div>'
        '<div class="kv">{}</div>'
    ).format(
        title,
        100 * before,
        100 * before,
        100 * (after - before),
        t("without {share}", share=t.share(before)),
        t("with {share}", share=t.share(after)),
        ui.rich(gained),
    )


def _trial_list(t: Words) -> None:
    look = ui.colours()
    for index, zone in enumerate(trials()):
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            sign = symbols.picture(symbols.tried_zone(str(index + 1), look), 20)
            hours = Markup('<span class="kv">{}</span>').format(zone.hours)
            ui.html(ui.row(sign, place_name(zone.place, t), right=hours))
            st.button(
                t("Remove"),
                key=f"remove_{index}",
                on_click=_remove,
                args=(index,),
                icon=":material/delete:",
            )


def _remove(index: int) -> None:
    kept = trials()
    st.session_state["trials"] = kept[:index] + kept[index + 1 :]


def _show(answer: WhatIf, names: Mapping[str, str], t: Words) -> None:
    look = ui.colours()
    after = answer.after
    result = Group(t("Coverage"), (), (result_pile(after, names, t=t, look=look),), moves=True)
    groups = (*country_groups(answer.before.moment, t, look, quiet=True), result)
    signs = tuple(
        Symbol(
            (zone.place.lat, zone.place.lon),
            symbols.tried_zone(str(index + 1), look),
            place_name(zone.place, t),
            size=28,
            front=True,
            about=(About(place_name(zone.place, t), (zone.hours,)),),
        )
        for index, zone in enumerate(trials())
    )
    moving = maps.moving_group(
        signs,
        groups=groups,
        pick=bool(st.session_state.get("zone_picking")),
    )
    with st.container(key="step-map"), st.container(key="mapbox-siting"):
        frame.map_note()
        page_map = maps.map_of(groups, frame.look(), title=t("Map for trying out Green Zones"))
        maps.show(page_map, key=MAP_KEY, height=520, moving=moving, on_change=_clicked)
    with st.container(key="step-legend"):
        legend(_LEGEND)


def _gained(answer: WhatIf, names: Mapping[str, str], t: Words) -> None:
    if not trials():
        return
    if not answer.gained:
        ui.html(Markup('<div class="kv">{}</div>').format(t("No place is gained in time.")))
        return
    rows = [
        (
            gap_name(gap, names),
            gap.province,
            t.share(gap.weight / answer.before.total_weight),
            cause_word(gap.cause, t),
        )
        for gap in answer.gained
    ]
    head = (t("Place gained"), t("Province"), t("Weight"), t("Cause before"))
    ui.html(ui.table(head, rows))
