"""From the layers of a moment to what the map shows: one group for each kind of thing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import geopandas as gpd

from layers.hours import Hours
from planning.moment import Moment
from planning.supply.facilities import hours_of, unit_of
from planning.supply.trust import trusted_posts
from planning.supply.values import Unit
from views import symbols
from views.alarm_marks import alarm_group
from views.danger_picture import danger_group
from views.layer_store import STORE, Same
from views.maps import Group
from views.marks import About, Disc, Pile, Symbol
from views.records import Row, name_of, provenance, spot_of
from views.road_marks import closed_road_group, gate_group, road_group
from views.signal_marks import signal_group
from views.tokens import Tokens
from views.ui import evidence_word, trust_word, zone_word
from views.words import Language, Words

_EVIDENCE_RANK = {"confirmed": 3, "corroborated": 2, "suspected": 1}
_SITE_STYLE: dict[str, tuple[float, str | None, float]] = {
    "confirmed": (1.8, None, 0.24),
    "corroborated": (1.3, None, 0.10),
    "suspected": (1.3, "4 4", 0.0),
}
_WIDE_M = 16_000
_MOST_INLINE = 1_000  # rows of a layer that stand in a map itself


def country_groups(
    moment: Moment, t: Words, look: Tokens, *, quiet: bool = False, units: bool = True
) -> tuple[Group, ...]:
    """Gather everything that is on the map of a country at a moment.

    Parameters
    ----------
    quiet
        Leave room for another layer: sites without chips; police, units and gates wait in
        the list of layers, as public places, alarms, reports, roads and danger always do.
    units
        Whether units are among the groups; Dispatch draws them itself, with letters.
    """
    return _country_groups(Same(moment), t.language, look, quiet=quiet, units=units)


@lru_cache(maxsize=12)
def _country_groups(
    same: Same[Moment], language: Language, look: Tokens, *, quiet: bool, units: bool
) -> tuple[Group, ...]:
    """Gather them once for a moment: most runs of a page ask about the one before."""
    moment, t = same.thing, Words(language)
    groups = (
        site_group(moment.layer("sites"), t, look, chips=not quiet),
        zone_group(moment.layer("green_zones"), t, look),
        *mission_groups(moment, t, look),
        *((unit_group(moment, t, look),) if units else ()),
        police_group(trusted_posts(moment), t, look),
        gate_group(moment, t, look),
        closed_road_group(moment, t, look),
        *public_groups(moment, t, look),
        alarm_group(moment, t, look),
        signal_group(moment.layer("signals"), t, look),
        road_group(moment, t, look),
        danger_group(moment, t, look),
    )
    if not quiet:
        return groups
    hidden = {t("Units"), t("Police"), t("Border gates")}
    return tuple(replace(one, shown=one.shown and one.name not in hidden) for one in groups)


def site_group(sites: gpd.GeoDataFrame, t: Words, look: Tokens, *, chips: bool = True) -> Group:
    """Draw reported sites as circles as wide as their position error, with counting chips."""
    rows = sorted(sites.to_dict("records"), key=lambda row: -float(row["precision_m"]))
    discs = tuple(_site_disc(row, t, look) for row in rows)
    diamonds = tuple(
        Symbol(
            spot_of(row),
            symbols.diamond(str(row["evidence"]), look),
            f"{t('Reported sites')}: {evidence_word(str(row['evidence']), t)}",
            about=_site_about(row, t),
        )
        for row in rows
    )
    ranks = tuple(_EVIDENCE_RANK[str(row["evidence"])] for row in rows)
    pile = Pile(diamonds, ranks, style="count", size=10, reach=30, offset=(0, 33))
    return Group(t("Reported sites"), discs, (pile,) if chips else ())


def _site_disc(row: Row, t: Words, look: Tokens) -> Disc:
    weight, dash, fill = _SITE_STYLE[str(row["evidence"])]
    radius = float(row["precision_m"])
    return Disc(
        spot_of(row),
        radius,
        look.site,
        weight=weight,
        dash=dash,
        fill=fill if radius <= _WIDE_M else fill * 0.35,
        about=_site_about(row, t),
    )


def _site_about(row: Row, t: Words) -> tuple[About, ...]:
    status = {
        "reported_active": t("reported active"),
        "raided": t("raided"),
        "closed": t("closed"),
        "unknown": t("status unknown"),
    }[str(row["status"])]
    lines = (
        t("Reported by {who}, {date}", who=row["claimed_by"], date=row["claim_date"]),
        f"{evidence_word(str(row['evidence']), t)} · {status}",
        *provenance(row, t),
    )
    return (About(name_of(row, t), lines),)


def mission_groups(moment: Moment, t: Words, look: Tokens) -> tuple[Group, Group]:
    """Draw our own missions and, switched off at first, those of other countries."""
    rows = moment.layer("missions").to_dict("records")
    home = moment.pack.home_country
    ours = [row for row in rows if row["country"] == home]
    others = [row for row in rows if row["country"] != home]
    return (
        Group(t("Missions"), (), (_mission_pile(moment, ours, t=t, look=look),)),
        Group(
            t("Other missions"), (), (_mission_pile(moment, others, t=t, look=look),), shown=False
        ),
    )


def _mission_pile(moment: Moment, rows: Sequence[Row], *, t: Words, look: Tokens) -> Pile:
    marks = []
    for row in rows:
        hours = hours_of(moment.pack, row["hours"], row.get("holidays", ""))
        state = open_state(hours, moment)
        lines = (_open_words(state, t), *_hours_line(hours, t), *provenance(row, t))
        about = (About(name_of(row, t), lines),)
        marks.append(
            Symbol(spot_of(row), symbols.mission(state, look), name_of(row, t), about=about)
        )
    return _pile(marks, size=18, offset=(13, 17))


def open_state(hours: Hours, moment: Moment) -> str:
    """Say whether a door is open, closed or unknown at the moment."""
    if hours.is_unknown:
        return "unknown"
    return "open" if hours.is_open(moment.when) else "closed"


def _open_words(state: str, t: Words) -> str:
    return {"open": t("open now"), "closed": t("closed now"), "unknown": t("hours unknown")}[state]


def _hours_line(hours: Hours, t: Words) -> tuple[str, ...]:
    return () if hours.is_unknown else (t("Hours: {hours}", hours=hours.text),)


def zone_group(zones: gpd.GeoDataFrame, t: Words, look: Tokens) -> Group:
    """Draw Green Zones by how ready they are."""
    marks = [
        Symbol(
            spot_of(row),
            symbols.zone(str(row["status"]), look),
            name_of(row, t),
            about=(
                About(name_of(row, t), (zone_word(str(row["status"]), t), *provenance(row, t))),
            ),
        )
        for row in zones.to_dict("records")
    ]
    return Group(t("Green Zone"), (), (_pile(marks, size=20, offset=(-13, -18)),))


def police_group(posts: gpd.GeoDataFrame, t: Words, look: Tokens) -> Group:
    """Draw police posts by trust."""
    marks = [
        Symbol(
            spot_of(row),
            symbols.police(str(row["trust"]), look),
            str(row["name"]),
            about=(
                About(str(row["name"]), (trust_word(str(row["trust"]), t), *provenance(row, t))),
            ),
        )
        for row in posts.to_dict("records")
    ]
    ranks = {"trusted": 3, "avoid": 2, "unverified": 1}
    order = [ranks[str(row)] for row in posts["trust"]]
    pile = Pile(tuple(marks), tuple(order), size=16, reach=20, offset=(13, -17), from_zoom=7.5)
    return Group(t("Police"), (), (pile,))


def public_groups(moment: Moment, t: Words, look: Tokens) -> tuple[Group, ...]:
    """Draw hospitals and fuel stations, where one can wait among people; off at first.

    A pack without them has no such layer in its list.
    """
    kinds = (
        ("hospitals", t("Hospitals"), symbols.hospital(look)),
        ("fuel_stations", t("Fuel stations"), symbols.fuel(look)),
    )
    return tuple(
        _public_group(moment, layer, Group(name, shown=False), svg=svg, t=t)
        for layer, name, svg in kinds
        if len(moment.layer(layer))
    )


def _public_group(moment: Moment, layer: str, group: Group, *, svg: str, t: Words) -> Group:
    """Draw one layer, which may be that of a whole country: made once for all of one edition.

    Where no server gives layers by address the map itself holds them: every second row, or
    third, of a large one, and its name says so.
    """
    rows = moment.layer(layer)
    if not STORE.is_served and len(rows) > _MOST_INLINE:
        few = rows.iloc[:: -(-len(rows) // _MOST_INLINE)]
        of_all = t(
            "{name} ({count} of {all})",
            name=group.name,
            count=t.number(len(few)),
            all=t.number(len(rows)),
        )
        rows, group = few, replace(group, name=of_all)
    states = {
        text: open_state(hours_of(moment.pack, text), moment) for text in rows["hours"].unique()
    }
    whole = Same(moment.pack.layers[layer])
    key = (layer, whole, len(rows), svg, t.language, tuple(sorted(states.items())))
    return replace(group, late=lambda: (_public_pile(rows, states, svg, t=t),), key=key)


def _public_pile(rows: gpd.GeoDataFrame, states: Mapping[str, str], svg: str, *, t: Words) -> Pile:
    marks = []
    for row in rows.to_dict("records"):
        text = str(row["hours"])
        lines = (
            _open_words(states[text], t),
            *((t("Hours: {hours}", hours=text),) if text else ()),
        )
        about = About(name_of(row, t), (*lines, *provenance(row, t)))
        marks.append(Symbol(spot_of(row), svg, about.title, about=(about,)))
    ranks = tuple(0 for _ in marks)
    return Pile(tuple(marks), ranks, size=16, reach=20, from_zoom=9.0)


def unit_group(moment: Moment, t: Words, look: Tokens) -> Group:
    """Draw the bases of units that can be sent."""
    marks = []
    for row in moment.layer("units").to_dict("records"):
        unit = unit_of(row, moment.pack).at(moment.when)
        state = unit_state(unit, str(row["on_call"]))
        about = About(name_of(row, t), (duty_word(state, t), *provenance(row, t)))
        marks.append(
            Symbol(spot_of(row), symbols.unit(state, "", look), about.title, about=(about,))
        )
    return Group(t("Units"), (), (_pile(marks, size=17, offset=(-13, 17)),))


def unit_state(unit: Unit, on_call: str) -> str:
    """Say whether a unit is on duty, on call, off, or of unknown duty."""
    is_unknown = unit.duty.is_unknown or on_call == "unknown"
    return "unknown" if unit.state == "off" and is_unknown else unit.state


def duty_word(state: str, t: Words) -> str:
    """Name the duty of a unit."""
    return {
        "duty": t("on duty"),
        "call": t("on call"),
        "off": t("off duty"),
        "unknown": t("duty unknown"),
    }[state]


def _pile(marks: Iterable[Symbol], *, size: int, offset: tuple[int, int]) -> Pile:
    gathered = tuple(marks)
    return Pile(gathered, tuple(0 for _ in gathered), size=size, reach=20, offset=offset)
