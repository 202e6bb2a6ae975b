"""Cover by province, district or hexagon: a table, and the hexagons on the map."""

import streamlit as st
from markupsafe import Markup

from planning.cover.areas import AreaCover, AreaKind, cover_by_area, hexagon
from planning.coverage import Coverage
from views import frame, maps, ui
from views.cover.ask import Asked
from views.cover.gaps import Names, spoken_names
from views.cover.marks import result_pile
from views.legend import legend
from views.maps import Group
from views.marks import About, Area
from views.overlays import country_groups
from views.question import pick
from views.tokens import Tokens
from views.words import Words

KINDS: tuple[AreaKind, ...] = ("province", "district", "hex")

_LEGEND = ("sites", "missions", "zones")
_WHOLE = 1.0 - 1e-9


def areas_panel(asked: Asked, t: Words) -> None:
    """Show how much of each area is in time, as a table and on the map."""
    coverage = asked.coverage()
    names = spoken_names(coverage, t)
    left, right = st.columns([6, 7], gap="small")
    with left, st.container(key="step-first"):
        kind = _ask_kind(t)
        areas = cover_by_area(coverage.demand, coverage.houses, kind)
        ui.html(
            ui.heading(
                t("In time by area, the heaviest first"),
                t("{count} areas", count=t.number(len(areas))),
            )
        )
        ui.html(area_table(areas, kind, coverage=coverage, names=names, t=t))
    with right:
        _show(areas if kind == "hex" else [], coverage, names=names, t=t)


def _ask_kind(t: Words) -> AreaKind:
    words = {"province": t("Province"), "district": t("District"), "hex": t("Hexagon")}
    picked = pick(t("Which areas"), words, key="by", default="hex")
    return next(kind for kind in KINDS if kind == picked)


def area_table(
    areas: list[AreaCover], kind: AreaKind, *, coverage: Coverage, names: Names, t: Words
) -> Markup:
    """Show weight and shares of each area, in a box that scrolls."""
    digits = 2 if coverage.demand.kind == "sites" else 0
    rows = [
        (
            Markup("<b>{}</b>").format(area_name(area, kind, names=names, t=t)),
            t.share(area.covered_share),
            t.share(area.backup_share),
            t.number(area.total_weight, digits),
            t.number(area.points),
        )
        for area in areas
    ]
    head = (t("Area"), t("In time"), t("With a backup"), t("Weight"), t("Points"))
    return Markup('<div class="tall">{}</div>').format(ui.table(head, rows))


def area_name(area: AreaCover, kind: AreaKind, *, names: Names, t: Words) -> str:
    """Name an area in the visitor's language; a hexagon by its heaviest place."""
    province = names.get(area.province, area.province)
    name = names.get(area.name, area.name)
    if kind == "province":
        return province
    if kind == "hex":
        return t("around {name}, {province}", name=name, province=province)
    return f"{name or t('district not known')}, {province}"


def hexagon_marks(
    areas: list[AreaCover], *, names: Names, t: Words, look: Tokens
) -> tuple[Area, ...]:
    """Draw hexagons: filled and solid where all is in time, pale in part, dashed where nothing is."""
    return tuple(_hexagon(area, names=names, t=t, look=look) for area in areas)


def _hexagon(area: AreaCover, *, names: Names, t: Words, look: Tokens) -> Area:
    corners = tuple((lat, lon) for lon, lat in hexagon(area.id).exterior.coords)
    said = (
        t("In time: {share}", share=t.share(area.covered_share)),
        t("With a backup: {share}", share=t.share(area.backup_share)),
    )
    about = (About(area_name(area, "hex", names=names, t=t), said),)
    if area.covered_share >= _WHOLE:
        return Area(corners, look.ok, weight=2.4, fill=0.5, about=about)
    if area.covered_share > 0:
        return Area(corners, look.ok, weight=1.2, fill=0.2, about=about)
    return Area(corners, look.late, weight=1.2, dash="4 4", fill=0.04, about=about)


def _show(areas: list[AreaCover], coverage: Coverage, *, names: Names, t: Words) -> None:
    look = ui.colours()
    if areas:
        result = Group(t("Hexagons"), hexagon_marks(areas, names=names, t=t, look=look), moves=True)
    else:
        result = Group(
            t("Coverage"), (), (result_pile(coverage, names, t=t, look=look),), moves=True
        )
    groups = (result, *country_groups(coverage.moment, t, look, quiet=True))
    with st.container(key="step-map"), st.container(key="mapbox-areas"):
        frame.map_note()
        page_map = maps.map_of(groups, frame.look(), title=t("Map of what is reached by area"))
        moving = maps.moving_group((), groups=groups)
        maps.show(page_map, key="areas_map", height=640, moving=moving)
    with st.container(key="step-legend"):
        if areas:
            hexagon_legend(t)
        legend(_LEGEND if areas else ("answer", *_LEGEND))


def hexagon_legend(t: Words) -> None:
    """Say what the lines and fills of hexagons mean."""
    signs = (("all", t("all in time")), ("part", t("part in time")), ("none", t("none in time")))
    key = Markup('<div class="leg hexkey" role="note"><span class="g">{}</span>{}</div>').format(
        t("Hexagons"),
        ui.join(
            Markup('<span><i class="{}"></i>{}</span>').format(name, word) for name, word in signs
        ),
    )
    ui.html(key)
