"""Travel alarms on the map and in words: the strictest level at each place that has a badge."""

from collections.abc import Mapping

import streamlit as st
from markupsafe import Markup

from geo.coordinates import Place
from planning.moment import Moment
from planning.ways.alarms import Alarm, alarm_of, alarms_in_force, alarms_of
from views import frame, symbols
from views.legend import alarm_word
from views.maps import Group
from views.marks import About, Disc, Mark, Pile, Symbol
from views.records import Row, name_of, spot_of
from views.tokens import Tokens
from views.ui import NOTHING, picture_word, table
from views.words import Words

_SEATS = ("capital", "provincial_seat")


def alarm_label(alarm: Alarm, t: Words) -> str:
    """Give the ministry's words for an alarm."""
    return alarm.label_ko if t.language == "ko" and alarm.label_ko else alarm.label_en


def alarm_badge(moment: Moment, place: Place, *, t: Words, look: Tokens) -> Markup:
    """Say which travel alarm a place is under."""
    alarm = alarm_of(moment, place.lon, place.lat)
    if alarm is None:
        return picture_word(NOTHING, t("No travel alarm is known for this place."))
    words = t(
        "Travel alarm {level}: {label}", level=f"{alarm.level:g}", label=alarm_word(alarm.level, t)
    )
    return picture_word(symbols.picture(symbols.alarm(alarm.level, look), 18), words)


def alarm_group(moment: Moment, t: Words, look: Tokens) -> Group:
    """Draw a badge at each province seat and named municipality, and a circle round named areas."""
    alarms = alarms_in_force(moment)
    marks: list[Mark] = []
    badges, levels = [], []
    for alarm in alarms:
        if alarm.lat is not None and alarm.lon is not None:
            at = (alarm.lat, alarm.lon)
            about: tuple[About, ...] = (_about(alarm.area, alarm, t),)
            marks.append(
                Disc(at, alarm.extent_m or 1000.0, look.ink2, dash="2 5", fill=0.08, about=about)
            )
            badges.append(Symbol(at, symbols.alarm(alarm.level, look), about[0].title, about=about))
            levels.append(alarm.level)
    for row, level in _levels(moment):
        at, name = spot_of(row), name_of(row, t)
        about = tuple(
            _about(name, alarm, t)
            for alarm in alarms
            if alarm.level == level and _names(alarm, row)
        ) or (About(_title(name, level, t)),)
        badges.append(Symbol(at, symbols.alarm(level, look), about[0].title, about=about))
        levels.append(level)
    ranks = tuple(round(10 * level) for level in levels)
    pile = Pile(tuple(badges), ranks, size=20, reach=18, offset=(0, -19))
    return Group(t("Travel alarms"), tuple(marks), (pile,), shown=False)


@st.cache_resource(
    show_spinner=False,
    max_entries=50,
    hash_funcs={Moment: lambda one: (frame.kept_for(), tuple(one.layer("travel_alarms")["id"]))},
)
def _levels(moment: Moment) -> list[tuple[Row, float]]:
    """Find the strictest level at each province seat and municipality, once for what is in force."""
    named = {alarm.area for alarm in alarms_in_force(moment) if alarm.area_kind == "municipality"}
    places = moment.pack.layers["places"]
    chosen = places[places["kind"].isin(_SEATS) | places["name"].isin(named)]
    alarms = alarms_of(moment, chosen["lon"].to_numpy(), chosen["lat"].to_numpy())
    rows = zip(chosen.to_dict("records"), alarms, strict=True)
    return [(row, alarm.level) for row, alarm in rows if alarm is not None]


def _names(alarm: Alarm, row: Row) -> bool:
    return alarm.area in {row["name"], row["province"]} or alarm.area_kind in {
        "remainder",
        "border_strip",
    }


def _title(name: str, level: float, t: Words) -> str:
    return t("{place}: travel alarm {level}", place=name, level=f"{level:g}")


def _about(name: str, alarm: Alarm, t: Words) -> About:
    lines = (alarm_label(alarm, t), t("Source: {source}", source=alarm.source))
    return About(_title(name, alarm.level, t), lines)


def alarm_table(moment: Moment, t: Words) -> Markup:
    """List every alarm in force in words, the strictest first."""
    places = moment.pack.layers["places"].to_dict("records")
    names = {str(row["name"]): name_of(row, t) for row in places}
    rows = [
        (f"{alarm.level:g}", alarm_word(alarm.level, t), area_words(alarm, names, t))
        for alarm in alarms_in_force(moment)
    ]
    return table((t("Level"), t("Meaning"), t("Where")), rows)


def area_words(alarm: Alarm, names: Mapping[str, str], t: Words) -> str:
    """Say what area an alarm speaks of; `names` holds names in the visitor's language."""
    reach = t.distance(alarm.extent_m) if alarm.extent_m else ""
    name = names.get(alarm.area, alarm.area)
    if alarm.area_kind == "remainder":
        return t("the rest of the country")
    if alarm.area_kind == "border_strip":
        borders = {"Thai-Cambodian border": t("the border with Thailand")}
        border = borders.get(alarm.area, alarm.area)
        return t("within {distance} of {border}", distance=reach, border=border)
    if alarm.area_kind == "province":
        return t("{name} (province)", name=name)
    if reach:
        return t("{name}, within {distance}", name=name, distance=reach)
    return name
