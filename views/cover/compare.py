"""Compare: two scenarios of the pack side by side, and in which settings they differ."""

from dataclasses import replace

import streamlit as st
from markupsafe import Markup

from geo.text import plain
from planning.cover.areas import cover_by_area
from planning.coverage import Coverage
from planning.reporting.change_words import change_words
from planning.scenarios.assessing import Assessed
from planning.scenarios.compare import Comparison, compare
from planning.scenarios.files import find_scenario, kept
from planning.scenarios.scenario import Scenario
from views import frame, maps, ui
from views.cover.areas import hexagon_legend, hexagon_marks
from views.cover.ask import Asked
from views.cover.differences import differences_card, instant_word
from views.cover.gaps import spoken_names
from views.cover.kept import kept_panel, own_scenarios, scenario_title
from views.cover.marks import result_pile
from views.cover.turns import headline_table, turn_table
from views.legend import legend
from views.maps import Group
from views.overlays import country_groups
from views.question import choose
from views.words import Words

_LEGEND = ("answer", "sites", "missions", "zones")
_MAP_HEIGHT = 408


def compare_panel(asked: Asked, t: Words) -> None:
    """Ask for two scenarios and show what the second reaches that the first does not."""
    own = own_scenarios()
    titles = {name: scenario_title(one.scenario, t) for name, one in own.items()} | {
        name: name for name in kept(frame.pack()) if name not in own
    }
    first, second, is_same_hour = _ask_two(titles, t)
    loaded = [own.get(name) or find_scenario(frame.pack(), name) for name in (first, second)]
    pair = [put(one.scenario, asked) for one in loaded]
    found = compare(
        frame.pack(),
        *pair,
        when=asked.moment.when if is_same_hour else None,
        kinds=[asked.demand.kind],
    )
    if any(one.cautions for one in loaded):
        ui.html(
            Markup('<div class="warn">{}</div>').format(
                t("The pack has changed since a scenario was saved: its figures may differ.")
            )
        )
    _show(found, t)


def put(scenario: Scenario, asked: Asked) -> Scenario:
    """Put the page's question to a scenario; its instant and its changes stay."""
    own_s = asked.moment.pack.settings.golden_s
    return replace(
        scenario,
        golden_min=scenario.golden_min if asked.golden_s == own_s else asked.golden_s / 60,
        direction=asked.direction,
        police=asked.police,
        demand=asked.demand.kind,
    )


def _ask_two(titles: dict[str, str], t: Words) -> tuple[str, str, bool]:
    names, say = list(titles), titles.__getitem__
    with st.container(key="two", horizontal=True, gap="small", vertical_alignment="bottom"):
        first = choose("A", names, say, key="a", default=names[0], width=300)
        second = choose("B", names, say, key="b", default=names[min(1, len(names) - 1)], width=300)
        st.session_state.setdefault("same_hour", True)
        is_same_hour = st.toggle(
            t("Both at the hour above"),
            value=st.session_state["same_hour"],
            key="same_hour",
            help=t("Otherwise each at its own instant, if it names one."),
            persist_state="session",
        )
        kept_panel(t)
    return first, second, is_same_hour


def _show(found: Comparison, t: Words) -> None:
    (tally,) = found.tallies.values()
    difference = t.points(100 * tally.share_difference)
    head = t(
        "{before} in time becomes {after}: **{difference} points**.",
        before=t.share(tally.before.covered_share),
        after=t.share(tally.after.covered_share),
        difference=difference,
    )
    ui.html(Markup('<div class="certain">{}</div>').format(ui.rich(head)))
    ui.html(differences_card(found, t))
    sides = (("A", found.before, tally.before), ("B", found.after, tally.after))
    for column, side in zip(st.columns(2, gap="small"), sides, strict=True):
        with column:
            _side(*side, t=t)
    with st.container(key="step-legend"):
        hexagon_legend(t)
        legend(_LEGEND)
    left, right = st.columns([5, 8], gap="small")
    with left:
        ui.html(ui.heading(t("Side by side")))
        ui.html(headline_table(tally, t))
        for mark, one, _ in sides:
            ui.html(_about(f"{mark} · {scenario_title(one.scenario, t)}", one, t))
    with right:
        names = spoken_names(tally.after, t)
        ui.html(ui.heading(t("Gains and losses by place")))
        ui.html(turn_table(tally, names, t))


def _side(mark: str, one: Assessed, coverage: Coverage, *, t: Words) -> None:
    """Draw one side on a map; what is done to it is done to the map of the other side."""
    title = f"{mark} · {scenario_title(one.scenario, t)}"
    ui.html(ui.heading(title, instant_word(one.question.when, t)))
    look, names = ui.colours(), spoken_names(coverage, t)
    areas = cover_by_area(coverage.demand, coverage.houses, "hex")
    result = result_pile(coverage, names, t=t, look=look)
    groups = (
        Group(t("Hexagons"), hexagon_marks(areas, names=names, t=t, look=look), moves=True),
        *country_groups(coverage.moment, t, look, quiet=True),
        Group(t("Coverage"), (), (result,), moves=True),
    )
    with st.container(key=f"step-map-{mark}"), st.container(key=f"mapbox-{mark}"):
        frame.map_note()
        page_map = maps.map_of(groups, frame.look(), title=title, circle="compare")
        moving = maps.moving_group((), groups=groups)
        maps.show(page_map, key=f"compare_map_{mark}", height=_MAP_HEIGHT, moving=moving)


def _about(title: str, one: Assessed, t: Words) -> Markup:
    """Say of one side at which instant it is asked, under which digits, and what it changes."""
    when = instant_word(one.question.when, t)
    line = t("{when}, settings {digits}", when=when, digits=one.hash)
    changes = ui.join(
        Markup("<li>{}</li>").format(plain(change_words(change, t)))
        for change in one.scenario.changes
    )
    told = Markup("<ul>{}</ul>").format(changes) if changes else t("Nothing is changed.")
    return Markup('<div class="kv"><b>{}</b><br>{}<br>{}</div>').format(title, line, told)
