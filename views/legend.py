"""What the symbols of a map mean: one table for legend, list and map."""

from collections.abc import Sequence

from markupsafe import Markup

from views import frame, symbols, ui
from views.tokens import Tokens
from views.ui import evidence_word, road_word, trust_word, zone_word
from views.words import Words

Entries = list[tuple[str, str]]

WAITING = ("public", "alarms", "signals", "danger", "gates", "roads")


def legend(groups: Sequence[str]) -> None:
    """Show what the symbols mean; `groups` names which: answer, sites, missions, zones, ...

    The layers that wait in the map's list of layers are explained below, once opened.
    """
    t = ui.words()
    known = legend_groups(t, ui.colours())
    shown = _line(groups, known, t)
    layers = frame.pack().layers
    has_public = len(layers["hospitals"]) + len(layers["fuel_stations"]) > 0
    waiting = [name for name in WAITING if name != "public" or has_public]
    more = _line(waiting, known, t)
    titles = ", ".join(known[name][0] for name in waiting)
    ui.html(
        Markup(
            '<div class="leg" role="note">{}</div><details class="leg more"><summary>{}</summary>'
            '<div class="leg">{}</div></details>'
        ).format(shown, t("More layers, in the list on the map: {names}", names=titles), more)
    )


def _line(groups: Sequence[str], known: dict[str, tuple[str, Entries]], t: Words) -> Markup:
    parts: list[Markup] = []
    for name in groups:
        title, entries = known[name]
        parts.append(Markup('<span class="g">{}</span>').format(title))
        parts.extend(
            Markup("<span>{}{}</span>").format(symbols.picture(svg, 16), text)
            for svg, text in entries
        )
    for name, note in (
        ("sites", t("A circle is as wide as the position error.")),
        *(
            [("roads", t("The roads are schematic: the true course may lie beside the line."))]
            if frame.pack().is_schematic
            else []
        ),
        ("alarms", t("No official borders exist: the level is that of the place with the sign.")),
    ):
        if name in groups:
            parts.append(Markup('<span class="n">{}</span>').format(note))
    return ui.join(parts)


def legend_groups(t: Words, look: Tokens) -> dict[str, tuple[str, Entries]]:
    """Name every symbol once: the same words serve legend, list and map."""
    return _answer_groups(t, look) | _country_groups(t, look) | _waiting_groups(t, look)


def _answer_groups(t: Words, look: Tokens) -> dict[str, tuple[str, Entries]]:
    states = {
        "ok": t("in time"),
        "late": t("too far"),
        "shut": t("closed"),
        "unk": t("unknown"),
    }
    units = {"duty": t("on duty"), "call": t("on call")}
    return {
        "answer": (
            t("In time?"),
            [(symbols.answer(state, look), word) for state, word in states.items()],
        ),
        "plan": (
            t("Plan"),
            [
                (symbols.tried_zone("1", look), t("chosen site")),
                (symbols.zone("candidate", look), t("candidate")),
                (symbols.must_zone(look), t("must have")),
                (symbols.zone("closed", look), t("forbidden")),
            ],
        ),
        "units": (
            t("Units"),
            [(symbols.unit(duty, "A", look), word) for duty, word in units.items()],
        ),
    }


def _country_groups(t: Words, look: Tokens) -> dict[str, tuple[str, Entries]]:
    open_now = {
        "open": t("open now"),
        "closed": t("closed now"),
        "unknown": t("hours unknown"),
    }
    return {
        "sites": (
            t("Reported sites"),
            [(symbols.site(one, look), evidence_word(one, t)) for one in symbols.EVIDENCE],
        ),
        "missions": (
            t("Missions"),
            [(symbols.mission(state, look), word) for state, word in open_now.items()],
        ),
        "zones": (
            t("Green Zone"),
            [
                (symbols.zone(one, look), zone_word(one, t))
                for one in ("open", "promised", "candidate")
            ],
        ),
        "police": (
            t("Police"),
            [
                (symbols.police(one, look), trust_word(one, t))
                for one in ("trusted", "unverified", "avoid")
            ],
        ),
    }


def _waiting_groups(t: Words, look: Tokens) -> dict[str, tuple[str, Entries]]:
    steps = len(symbols.DANGER_OPACITY)
    ends = {0: t("low"), steps - 1: t("high")}
    return {
        "public": (
            t("Public places"),
            [(symbols.hospital(look), t("hospital")), (symbols.fuel(look), t("fuel station"))],
        ),
        "alarms": (
            t("Travel alarms"),
            [(symbols.alarm(level, look), alarm_word(level, t)) for level in symbols.LEVELS],
        ),
        "signals": (
            t("Dated reports"),
            [(symbols.signal(one, look), family_word(one, t)) for one in symbols.SIGNALS],
        ),
        "danger": (
            t("Reported danger"),
            [(symbols.danger(step, look), ends.get(step, "")) for step in range(steps)],
        ),
        "gates": (
            t("Border gates"),
            [(symbols.gate(one, look), gate_word(one, t)) for one in symbols.GATES],
        ),
        "roads": (
            t("Roads"),
            [(symbols.road(one, look), road_word(one, t)) for one in symbols.ROADS],
        ),
    }


def alarm_word(level: float, t: Words) -> str:
    """Name a level of travel alarm."""
    return {
        1.0: t("caution"),
        2.0: t("restraint"),
        2.5: t("special advisory"),
        3.0: t("departure recommended"),
        4.0: t("travel ban"),
    }[level]


def family_word(family: str, t: Words) -> str:
    """Name what a dated report is about."""
    return {
        "recruitment": t("recruitment"),
        "raid": t("raid or strike"),
        "escape": t("escape"),
        "report": t("other report"),
    }[family]


def gate_word(state: str, t: Words) -> str:
    """Name the state of a border gate; nothing says that a gate is really open."""
    return {"open": t("no closure on file"), "closed": t("reported closed")}[state]
