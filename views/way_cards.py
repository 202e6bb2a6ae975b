"""The victim's side of Dispatch as cards: doors, routes with their price, whom to call."""

from collections.abc import Sequence
from datetime import timedelta

from markupsafe import Markup, escape

from geo.coordinates import Place
from geo.crs import distance_m
from geo.text import plain
from planning.answers.responders import Responder
from planning.answers.safe_points import SafePoint
from planning.dispatch import DispatchCard
from planning.moment import Moment
from planning.routes import (
    Route,
    price_of,
    route_cautions,
    route_legs,
    route_words,
)
from planning.ways.choices import Choices
from planning.ways.slices import slice_words
from routing.slices import SlicedDrive
from views import symbols
from views.dispatch_cards import reachable
from views.dispatch_others import both_clocks
from views.records import Row, name_of, own_name
from views.tokens import Tokens
from views.ui import NOTHING, badge, card, colours, heading, join, picture_of_door, rich, row
from views.words import Words

_SHOWN_DOORS = 6


def doors(
    answer: DispatchCard, t: Words, look: Tokens, *, police_counted: bool, note: str = ""
) -> Markup:
    """Say where the victim can go now, and why the others cannot help.

    Parameters
    ----------
    note
        A sentence below the doors, such as that of `zone_note`.
    """
    golden = t.minutes(answer.golden_s)
    inside = [point for point in answer.safe_points if point.in_time]
    title = t("Where can the victim go now?")
    if inside:
        name = own_name(inside[0].door, t)
        verdict, tone = t("{name} is open when they get there.", name=name), "ok"
    else:
        verdict, tone = t("No open door within {golden}.", golden=golden), "late"
        first = next(iter(reachable(answer)), None)
        if first and _before_any_door(first, answer.safe_points):
            clock = t.moment(answer.when + timedelta(seconds=first.parts.eta_s), answer.when)
            verdict += " " + t("Help comes first: unit A at {clock}.", clock=clock)
    rows = [_door_row(point, answer, t=t, look=look) for point in answer.safe_points[:_SHOWN_DOORS]]
    if not police_counted:
        sign = symbols.picture(symbols.police("unverified", look), 18)
        rows.append(row(sign, t("Police posts"), right=badge("unk", t("not counted"))))
    if note:
        rows.append(Markup('<div class="note">{}</div>').format(note))
    body = Markup('<div class="verdict {}">{}</div>{}').format(tone, verdict, join(rows))
    return card(body, tone=tone, title=title)


def _before_any_door(first: Responder, points: Sequence[SafePoint]) -> bool:
    return all(point.eta_s is None or first.parts.eta_s < point.eta_s for point in points)


def _door_row(point: SafePoint, answer: DispatchCard, *, t: Words, look: Tokens) -> Markup:
    state = {True: "open", False: "closed", None: "unknown"}[point.open_on_arrival]
    sign = picture_of_door(point.door.kind, state, look)
    name = own_name(point.door, t)
    if point.arrival_s == float("inf"):
        return row(sign, name, right=badge("late", t("no open road")))
    arrives = answer.when + timedelta(seconds=point.arrival_s)
    away = t.duration(point.arrival_s)
    clock = t.moment(arrives, answer.when)
    if state == "open":
        tone = "ok" if point.in_time else "late"
        sentence = t(
            "Open on arrival; **{away}** away ({home}).",
            away=away,
            home=t.home_clock(arrives),
        )
        return row(sign, name, right=badge(tone, clock), below=_flagged(sentence, point, t))
    if state == "unknown":
        sentence = t(
            "**{away}** away, but its hours are not on file. One phone call settles this.",
            away=away,
        )
        return row(
            sign, name, right=badge("unk", t("hours unknown")), below=_flagged(sentence, point, t)
        )
    opens = (
        t("opens {clock}", clock=t.moment(point.opens_at, answer.when))
        if point.opens_at
        else t("closed")
    )
    sentence = t("**{away}** away; closed at {clock}.", away=away, clock=clock)
    if point.opens_at:
        both = both_clocks(point.opens_at, answer.when, t)
        sentence += " " + t("It opens **{clock}**.", clock=both)
    return row(sign, name, right=badge("shut", opens), below=_flagged(sentence, point, t))


def _flagged(sentence: str, point: SafePoint, t: Words) -> Markup:
    """Add how sure it is to be inside in time, and what to know about the door."""
    said = {
        "admission_contested": t("Admission after hours is contested: it counts as closed."),
        "admission_unknown": t("Admission after hours is not known: it counts as closed."),
        "after_hours": t("After hours: it is known to let people in."),
    }
    chance = t("Inside in time: {chance}.", chance=t.share(point.chance)) if point.chance else ""
    flags = [said[flag] for flag in point.flags if flag in said]
    return rich(" ".join(filter(None, [sentence, chance, *flags])))


def route_cards(routes: Sequence[Route], t: Words, *, chosen: int) -> Markup:
    """Show the named routes with the price of safety."""
    boxes = [
        Markup(
            '<div class="rt {on}"><div class="h"><span><i class="ln {line}"></i>{number} {name}</span>'
            "<span>{time}</span></div>{way}<br>{price}</div>"
        ).format(
            on="on" if index == chosen else "",
            line=("", "b", "c")[index] if index != chosen else "",
            number=index + 1,
            name=route_name(route, t),
            time=t.duration(route.path.total_s),
            way=route_way(route, t),
            price=route_price(route, routes[0], t),
        )
        for index, route in enumerate(routes)
    ]
    return Markup('<div class="rts">{}</div>').format(join(boxes))


def route_way(route: Route, t: Words) -> str:
    """Name the roads and their length, and the minutes between them and the places."""
    path = route.path
    way = " · ".join([*path.refs[:3], t.distance(path.length_m)])
    off_road_s = path.access_s + path.egress_s
    if off_road_s < 60:
        return way
    return f"{way} " + t("+ {duration} off the road", duration=t.duration(off_road_s))


def route_name(route: Route, t: Words) -> str:
    """Name a route."""
    return {
        "fastest": t("Fastest"),
        "balanced": t("Balanced"),
        "safest": t("Safest"),
    }.get(route.name, t("Way"))


def route_price(route: Route, fastest: Route, t: Words) -> Markup:
    """Say what a safer way costs and buys."""
    if route is fastest:
        exposed = route.path.exposure_s
        if exposed < 60:
            return rich(t("no reported danger on the way"))
        return rich(t("**{duration}** of it in reported danger", duration=t.duration(exposed)))
    price = price_of(route, fastest)
    return rich(
        t(
            "**+{duration}** buys {share} less danger",
            duration=t.duration(price.more_s),
            share=t.share(price.less_exposure_share),
        )
    )


def way_in_words(route: Route, t: Words, *, sliced: SlicedDrive | None = None) -> Markup:
    """List the directions to read out, and below them what the hours on the way change.

    Parameters
    ----------
    route
        The way; the ways off the road stand before and after it.
    t
        Words of the language.
    sliced
        The same drive timed by slices of the day, if it is long.
    """
    before, after = route_legs(route, t.language)
    steps = [*before, *route_words(route, t.language), *after]
    said = join(Markup("<li>{}</li>").format(plain(step, 300)) for step in steps)
    slices = [] if sliced is None else slice_words(sliced, t.language)
    notes = join(
        Markup('<div class="note">{}</div>').format(plain(f"{note[:1].upper()}{note[1:]}", 300))
        for note in slices
    )
    return Markup('<ol class="say">{}</ol>{}').format(said, notes)


def routes_heading(goal: str, travel: str, t: Words) -> Markup:
    """Say what the routes lead to and how, and that danger never changes a stated time."""
    said = t("to {goal}; danger changes the choice of road, never the stated time", goal=goal)
    return heading(t("The victim's way out"), f"{travel} · {said}")


def cautions(route: Route, t: Words) -> Markup:
    """Say in the open what a traveller must know of a way: rules broken, bans, danger left out."""
    told = [
        row(symbols.picture(symbols.answer("late", colours()), 16), one)
        for one in route_cautions(route, t.language)
    ]
    return Markup('<div class="mind" role="note">{}</div>').format(join(told)) if told else NOTHING


def choice_list(found: Choices, t: Words) -> Markup:
    """List every way that trades time for safety, with its price against the fastest."""
    rows = [
        row(
            escape(number),
            route_way(route, t),
            right=escape(t.duration(route.path.total_s)),
            below=route_price(route, found.routes[0], t),
        )
        for number, route in enumerate(found.routes, start=1)
    ]
    said = t("Of {total} ways none left out is both quicker and safer.", total=found.total)
    if not found.is_exact:
        near = t.share(found.epsilon)
        said = t("A way that was not found may be up to {share} better in both.", share=near)
    return Markup('{}<div class="note">{}</div>').format(join(rows), said)


def zone_note(moment: Moment, place: Place, t: Words) -> str:
    """Say that the nearest Green Zone is not open yet, where that is so."""
    zones = moment.layer("green_zones").to_dict("records")
    if not zones:
        return t("No Green Zone is on the map.")
    nearest = min(zones, key=lambda row: _away(row, place))
    status = str(nearest["status"])
    if status == "open":
        return ""
    said = {
        "candidate": t("The nearest Green Zone is only a candidate and is not counted: {name}."),
        "promised": t("The nearest Green Zone is only promised and is not counted: {name}."),
    }.get(status, t("The nearest Green Zone is closed: {name}."))
    return said.format(name=name_of(nearest, t))


def _away(row: Row, place: Place) -> float:
    return distance_m((float(row["lon"]), float(row["lat"])), (place.lon, place.lat))
