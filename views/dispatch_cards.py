"""The answers of Dispatch as cards: countdown, who, the others, doors, routes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from markupsafe import Markup

from planning.dispatch import DispatchCard, Responder, SafePoint
from planning.routes import Route, price_of
from views import symbols
from views.tokens import Tokens
from views.ui import NOTHING, badge, card, heading, join, picture_of_door, rich, row
from views.words import SEOUL, Words

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SHOWN_DOORS = 6
_WIDE_ENOUGH = 0.13


def door_name(name: str, name_ko: str, t: Words) -> str:
    """Give a unit's or door's name in the visitor's language."""
    return name_ko if t.language == "ko" and name_ko else name


def reachable(answer: DispatchCard) -> list[Responder]:
    """Keep the units that an open road joins to the incident, best first."""
    return [one for one in answer.responders if one.is_reachable]


def countdown(answer: DispatchCard, now: datetime, t: Words, *, live: bool) -> Markup:
    """Show the golden time running out; it counts in the browser when `live`."""
    end = answer.when + timedelta(seconds=answer.golden_s)
    gone = min(max((now - answer.when).total_seconds(), 0.0), answer.golden_s) if live else 0.0
    left = round(answer.golden_s - gone)
    ticking = f"animation:tick {left}s steps({max(left, 1)}) forwards;" if live and left else ""
    golden = t.minutes(answer.golden_s)
    words = rich(
        t("left of **{golden}** golden time", golden=golden)
        if left
        else t("The golden time of **{golden}** is over", golden=golden)
    )
    times = rich(
        t("call **{call}** · ends **{end}**", call=t.clock(answer.when), end=t.clock(end))
        + " · "
        + t("Seoul {clock}", clock=t.clock(end, SEOUL))
    )
    ends = t("Golden time ends at {end}", end=t.clock(end))
    return Markup(
        '<div class="cd" role="timer" aria-label="{}"><div class="n" style="--start:{};--left:{};{}">'
        '</div><div class="d">{}<br>{}</div>{}</div>'
    ).format(ends, left, left, ticking, words, times, _bar(answer, gone, t))


def _bar(answer: DispatchCard, gone: float, t: Words) -> Markup:
    best = next(iter(reachable(answer)), None)
    scale = answer.golden_s * 1.25
    if best:
        scale = max(scale, min(best.p90_s, answer.golden_s * 2.2) * 1.04)

    def percent(seconds: float) -> str:
        return f"{100 * min(max(seconds / scale, 0.0), 1.0):.1f}%"

    golden = answer.golden_s
    marks = [Markup('<div class="gone" style="width:{}"></div>').format(percent(gone))]
    labels = [(gone, "", t("now"))]
    if best:
        marks.extend(_spread_bars(best, golden, scale))
        marks.append(
            Markup('<div class="mk" style="left:{}"></div>').format(percent(best.parts.eta_s))
        )
        arrives = answer.when + timedelta(seconds=best.parts.eta_s)
        labels.append((best.parts.eta_s, "team", t("help {clock}", clock=t.clock(arrives))))
    marks.append(Markup('<div class="end" style="left:{}"></div>').format(percent(golden)))
    end = answer.when + timedelta(seconds=golden)
    labels.append((golden, "late", t("end {clock}", clock=t.clock(end))))
    text = join(
        Markup('<span class="{}" style="left:{}">{}</span>').format(tone, place, words)
        for place, tone, words in _spaced(labels, scale)
    )
    return Markup('<div class="bar">{}</div><div class="barx">{}</div>').format(join(marks), text)


def _spread_bars(best: Responder, golden: float, scale: float) -> list[Markup]:
    """Draw from the likely arrival to nine in ten; the part after the end is late."""
    begin, last = best.p50_s, best.p90_s
    pieces = []
    for tone, low, high in (("", begin, min(last, golden)), ("l", max(begin, golden), last)):
        width = min(high, scale) - low
        if width > 0:
            style = f"left:{100 * low / scale:.1f}%;width:{100 * width / scale:.1f}%"
            pieces.append(Markup('<div class="rng {}" style="{}"></div>').format(tone, style))
    return pieces


def _spaced(labels: Sequence[tuple[float, str, str]], scale: float) -> list[tuple[str, str, str]]:
    """Keep the words under the bar apart: at least 17 % of its width, inside its ends."""
    apart, spots = 17.0, []
    last = -apart
    for seconds, tone, words in sorted(labels, key=lambda label: label[0]):
        last = max(100 * min(seconds / scale, 1.0), last + apart)
        spots.append((last, tone, words))
    over = max(0.0, spots[-1][0] - 92)
    return [(f"{min(max(spot - over, 6), 94):.1f}%", tone, words) for spot, tone, words in spots]


def who_first(answer: DispatchCard, t: Words, look: Tokens) -> Markup:
    """Show who gets there first, when, how sure, and the parts of the time."""
    units = reachable(answer)
    question = t("Who gets there first?")
    if not units:
        text = rich(t("No unit can be sent: nobody is on duty or known to be on call."))
        return card(text, tone="shut", title=question)
    best = units[0]
    arrives = answer.when + timedelta(seconds=best.parts.eta_s)
    latest = answer.when + timedelta(seconds=best.p90_s)
    sign = symbols.unit("duty" if best.unit.on_duty else "call", LETTERS[0], look)
    duty = t("on duty") if best.unit.on_duty else t("on call, must be woken first")
    body = Markup(
        '<div class="who">{sign}<span>{name}</span></div><div class="big">'
        '<div><div class="v">{clock}</div><div class="u">{seoul}</div></div>'
        '<div><div class="v">{chance}</div><div class="u">{chance_words}</div></div>'
        '<div>{badge}<div class="u">{latest}</div></div></div>{parts}'
    ).format(
        sign=symbols.picture(sign, 24, duty),
        name=door_name(best.unit.name, best.unit.name_ko, t),
        clock=t.moment(arrives, answer.when),
        seoul=t("Seoul {clock}", clock=t.clock(arrives, SEOUL)),
        chance=t.share(best.chance),
        chance_words=t("chance in time"),
        badge=arrival_badge(best, answer.golden_s, t),
        latest=t("at the latest {clock} (9 in 10)", clock=t.moment(latest, answer.when)),
        parts=parts_bar(best, t),
    )
    count = t("{count} units compared", count=len(units))
    tone = "ok" if best.in_time else "late"
    return card(body, tone=tone, title=question, aside=f"{duty} · {count}")


def arrival_badge(one: Responder, golden_s: float, t: Words) -> Markup:
    """Say in time, or by how much too late."""
    if one.in_time:
        return badge("ok", t("in time"))
    late = t.duration(max(60.0, one.parts.eta_s - golden_s))
    return badge("late", t("{duration} late", duration=late))


def parts_bar(one: Responder, t: Words) -> Markup:
    """Show the parts of a unit's time; they add up to the whole."""
    parts = one.parts
    pieces = (
        (parts.answer_s + parts.processing_s, t("call"), ""),
        (parts.turnout_s, t("turnout"), ""),
        (parts.drive_s, t("drive"), "d"),
        (parts.access_s + parts.egress_s, t("off road"), "o"),
        (parts.admission_wait_s, t("wait"), ""),
    )
    whole = parts.eta_s
    spans = join(
        Markup('<span class="{}" style="width:{:.1f}%" title="{}">{}</span>').format(
            tone,
            100 * seconds / whole,
            f"{words} {t.duration(seconds)}",
            f"{words} {t.duration(seconds)}" if seconds / whole > _WIDE_ENOUGH else "",
        )
        for seconds, words, tone in pieces
        if seconds > 0
    )
    spoken = ", ".join(f"{words} {t.duration(seconds)}" for seconds, words, _ in pieces if seconds)
    label = t("{whole} in all: {parts}", whole=t.duration(whole), parts=spoken)
    return Markup('<div class="parts" role="img" aria-label="{}">{}</div>').format(label, spans)


def other_units(answer: DispatchCard, t: Words, look: Tokens) -> Markup:
    """List the other units, and those that cannot be sent."""
    rows = []
    for index, one in enumerate(reachable(answer)[1:], start=1):
        arrives = answer.when + timedelta(seconds=one.parts.eta_s)
        sign = symbols.unit("duty" if one.unit.on_duty else "call", LETTERS[index % 26], look)
        right = Markup("{} &nbsp;{}").format(
            t.moment(arrives, answer.when), arrival_badge(one, answer.golden_s, t)
        )
        name = door_name(one.unit.name, one.unit.name_ko, t)
        rows.append(row(symbols.picture(sign, 20), name, right=right))
    if answer.absent:
        sign = symbols.picture(symbols.unit("off", "", look), 20)
        absent = badge("shut", t("nobody on duty"))
        rows.extend(row(sign, name, right=absent) for name in answer.absent)
    return card(join(rows)) if rows else NOTHING


def doors(answer: DispatchCard, t: Words, look: Tokens, *, police_counted: bool) -> Markup:
    """Say where the victim can go now, and why the others cannot help."""
    golden = t.minutes(answer.golden_s)
    inside = [point for point in answer.safe_points if point.in_time]
    title = t("Where can the victim go now?")
    if inside:
        name = door_name(inside[0].door.name, inside[0].door.name_ko, t)
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
    body = Markup('<div class="verdict {}">{}</div>{}').format(tone, verdict, join(rows))
    return card(body, tone=tone, title=title)


def _before_any_door(first: Responder, points: Sequence[SafePoint]) -> bool:
    return all(point.eta_s is None or first.parts.eta_s < point.eta_s for point in points)


def _door_row(point: SafePoint, answer: DispatchCard, *, t: Words, look: Tokens) -> Markup:
    state = {True: "open", False: "closed", None: "unknown"}[point.open_on_arrival]
    sign = picture_of_door(point.door.kind, state, look)
    name = door_name(point.door.name, point.door.name_ko, t)
    if point.arrival_s == float("inf"):
        return row(sign, name, right=badge("late", t("no open road")))
    arrives = answer.when + timedelta(seconds=point.arrival_s)
    away = t.duration(point.arrival_s)
    clock = t.moment(arrives, answer.when)
    if state == "open":
        tone = "ok" if point.in_time else "late"
        sentence = t(
            "Open on arrival; **{away}** away (Seoul {clock}).",
            away=away,
            clock=t.clock(arrives, SEOUL),
        )
        return row(sign, name, right=badge(tone, clock), below=rich(sentence))
    if state == "unknown":
        sentence = t(
            "**{away}** away, but its hours are not on file. One phone call settles this.",
            away=away,
        )
        return row(sign, name, right=badge("unk", t("hours unknown")), below=rich(sentence))
    opens = (
        t("opens {clock}", clock=t.moment(point.opens_at, answer.when))
        if point.opens_at
        else t("closed")
    )
    sentence = t("**{away}** away; closed at {clock}.", away=away, clock=clock)
    if point.door.admission == "contested":
        sentence += " " + t("Admission after hours is contested.")
    return row(sign, name, right=badge("shut", opens), below=rich(sentence))


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
    """Name the roads, their length, and the way beside them where it is long."""
    path = route.path
    parts = [*path.refs[:3], t.distance(path.length_m)]
    off_road_s = path.access_s + path.egress_s
    if off_road_s >= 300:
        parts.append(t("off road {duration}", duration=t.duration(off_road_s)))
    return " · ".join(parts)


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


def routes_heading(goal: str, t: Words) -> Markup:
    """Say what the routes lead to, and that danger never changes a stated time."""
    return heading(
        t("The victim's way out"),
        t("to {goal}; danger changes the choice of road, never the stated time", goal=goal),
    )
