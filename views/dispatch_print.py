"""Dispatch on one page to print: the same cards as on screen, on paper, loading nothing."""

from datetime import datetime
from pathlib import Path

from markupsafe import Markup

from planning.dispatch import DispatchCard
from planning.incidents.cases import Case
from planning.moment import Moment
from planning.routes import Route
from views import dispatch_cards as cards
from views import pictures, symbols, ui, way_cards
from views.dispatch_help import contacts_card, pair_card
from views.dispatch_others import both_clocks, other_units
from views.dispatch_ways import goal_name, place_name
from views.question import travel_word
from views.say import sentences
from views.tokens import css_variables, ground, tokens
from views.words import Words

_STYLE = Path(__file__).with_name("style.css")
_PAPER = """
@page { size: A4; margin: 11mm; }
* { box-sizing: border-box; }
.two > * { min-width: 0; }
body { margin: 0 auto; max-width: 820px; padding: 12px; background: #fff; color: var(--ink);
  font: 12.5px/1.4 "Pretendard Variable", "Noto Sans KR", "Noto Sans CJK KR", system-ui, sans-serif;
  word-break: keep-all; overflow-wrap: anywhere; }
h1 { font-size: 19px; margin: 0 0 2px; }
.card, .mind, table, ol, .calls { break-inside: avoid; }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 10px; align-items: start; }
.card { margin: 5px 0; }
ol.say { columns: 2; font-size: 12px; line-height: 1.35; }
.told { font-size: 15px; font-weight: 650; margin: 4px 0; }
.plan { display: block; width: 100%; max-height: 300px; object-fit: contain; border: 1px solid var(--line); }
@media (max-width: 620px) { .two { grid-template-columns: 1fr; } }
@media print { .two { grid-template-columns: 1fr 1fr; } body { padding: 0; max-width: none; zoom: .74; } }
"""


def print_page(
    moment: Moment,
    answer: DispatchCard,
    t: Words,
    *,
    case: Case | None = None,
    ways: tuple[Route | None, tuple[Route, ...]] = (None, ()),
) -> str:
    """Write the answer as one HTML page that prints on A4 and loads nothing.

    Parameters
    ----------
    moment
        The country at the instant of the call.
    answer
        The answer.
    t
        Words of the language.
    case
        The case it is about, if one is open.
    ways
        The way that was chosen, and all there are.
    """
    with ui.on_paper():
        body = _body(moment, answer, t, case=case, ways=ways)
    style = css_variables(tokens(dark=False)) + _STYLE.read_text(encoding="utf-8") + _PAPER
    return str(
        Markup(
            '<!doctype html><html lang="{}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
            "img-src data:; style-src 'unsafe-inline'\">"
            "<title>{}</title><style>{}</style></head><body>{}</body></html>"
        ).format(
            t.language,
            f"Green Zone · {place_name(answer.place, t)}",
            Markup(style),  # noqa: S704 - a file of ours, no run-time text
            body,
        )
    )


def _body(
    moment: Moment,
    answer: DispatchCard,
    t: Words,
    *,
    case: Case | None,
    ways: tuple[Route | None, tuple[Route, ...]],
) -> Markup:
    look = tokens(dark=False)
    sent = case.units_now if case else frozenset[str]()
    route, routes = ways
    return ui.join(
        [
            _head(answer, t, case),
            Markup('<div class="two"><div>{}</div><div>{}</div></div>').format(
                ui.join(
                    [
                        cards.who_first(answer, t, look, sent=sent),
                        other_units(answer, t, look, sent=sent),
                        pair_card(answer, t),
                    ]
                ),
                _picture(moment, answer, route, language=t.language),
            ),
            ui.heading(t("What to tell the victim")),
            *(Markup('<p class="told">{}</p>').format(one) for one in sentences(answer, t)),
            way_cards.doors(
                answer,
                t,
                look,
                police_counted=True,
                note=way_cards.zone_note(moment, answer.place, t),
            ),
            _way(answer, t, route=route, routes=routes),
            contacts_card(answer, t) if answer.contacts else ui.NOTHING,
            _foot(moment, t),
        ]
    )


def _head(answer: DispatchCard, t: Words, case: Case | None) -> Markup:
    place = answer.place
    spot = f"{place.lat:.5f}, {place.lon:.5f} ±{t.distance(place.error_m)}"
    ends = both_clocks(answer.deadline, answer.called_at, t)
    said = t(
        "Call **{call}** ({home}); golden time {golden}, ends **{end}**.",
        call=f"{t.date(answer.called_at)} {t.clock(answer.called_at)}",
        home=t.home_clock(answer.called_at),
        golden=t.minutes(answer.golden_s),
        end=ends,
    )
    name = place_name(place, t)
    title = f"{t('Case {id}', id=case.id)} · {name}" if case else name
    return Markup("<h1>{}</h1><div>{}</div><div>{}</div>").format(title, spot, ui.rich(said))


def _picture(moment: Moment, answer: DispatchCard, route: Route | None, *, language: str) -> Markup:
    pack, look, land = moment.pack, tokens(dark=False), ground(dark=False)
    marks = [*pictures.doors_marks(moment), pictures.call_mark(answer.place)]
    drawn = (
        pictures.country_svg(pack, marks, look=look, land=land)
        if route is None
        else pictures.way_svg(pack, marks, route, look=look, land=land, language=language)
    )
    return Markup('<img class="plan" alt="" src="{}">').format(symbols.address(drawn))


def _way(
    answer: DispatchCard, t: Words, *, route: Route | None, routes: tuple[Route, ...]
) -> Markup:
    if route is None:
        return ui.NOTHING
    chosen = routes.index(route)
    return ui.join(
        [
            way_cards.routes_heading(goal_name(answer, route, t), travel_word(answer.mode, t), t),
            way_cards.route_cards(routes, t, chosen=chosen),
            way_cards.cautions(route, t),
            way_cards.way_in_words(route, t),
        ]
    )


def _foot(moment: Moment, t: Words) -> Markup:
    notes = [
        t("Reported sites are reports by the sources named in the data, never findings of ours."),
        t("Times are approximate: the roads are schematic.") if moment.pack.is_schematic else "",
        t("made {when}", when=f"{datetime.now(tz=moment.pack.zone):%Y-%m-%d %H:%M}"),
    ]
    return Markup('<p class="note">{}</p>').format(" ".join(filter(None, notes)))
