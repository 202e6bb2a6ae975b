"""What is loaded: each layer with its rows, how sure, how old, from where, and what is missing."""

from datetime import date

from markupsafe import Markup

from planning.holdings import Holding, holdings_of
from views import frame, symbols, ui
from views.holdings.words import layer_symbol, layer_words, state_words
from views.words import Words

_SHOWN = 3


def overview(t: Words) -> None:
    """Show one row for each layer, and what the roads are."""
    pack, today = frame.pack(), frame.this_minute().date()
    head = (
        *(t("Layer"), t("rows"), t("how sure: high, medium, low"), t("as of"), t("from")),
        t("state"),
    )
    rows = [_row(held, today, t) for held in holdings_of(pack)]
    junctions, edges = (
        t.number(count) for count in (pack.network.node_count, pack.network.edge_count)
    )
    kind = t("schematic") if pack.is_schematic else t("street level")
    rows.append(
        (
            _named(symbols.road("trunk", ui.colours()), t("Roads")),
            t("{junctions} junctions, {edges} ways", junctions=junctions, edges=edges),
            "",
            "",
            pack.manifest.about.get("attribution")
            or (t("drawn by hand from public sources") if pack.is_schematic else ""),
            ui.badge("late" if pack.is_schematic else "ok", kind),
        )
    )
    ui.html(ui.table(head, rows, stacks=True))


def roads_warning(t: Words) -> None:
    """Warn plainly where the roads are a sketch."""
    if not frame.pack().is_schematic:
        return
    said = t(
        "**The roads are schematic.** Streets inside towns are not real, and times between towns "
        "are those of a trunk network. Build street-level roads from an OpenStreetMap file before "
        "you rely on a minute."
    )
    sign = symbols.picture(symbols.answer("late", ui.colours()), 22)
    ui.html(
        Markup('<div class="card late"><div class="kv">{} {}</div></div>').format(
            sign, ui.rich(said)
        )
    )


def _row(held: Holding, today: date, t: Words) -> tuple[Markup | str, ...]:
    badges = [ui.badge(state, text) for state, text in state_words(held, today, t)]
    as_of = held.newest if held.newest == held.oldest else f"{held.oldest} – {held.newest}"
    return (
        _named(layer_symbol(held.kind, ui.colours()), layer_words(t)[held.kind]),
        t.number(held.rows),
        _sure(held.sure, t),
        Markup('<span class="nw">{}</span>').format(as_of),
        _origins(held, t),
        ui.join(badges, " "),
    )


def _named(drawn: str, name: str) -> Markup:
    sign = symbols.picture(drawn, 18) if drawn else ui.NOTHING
    return Markup('<span class="nw">{} <b>{}</b></span>').format(sign, name)


def _sure(sure: tuple[int, ...], t: Words) -> Markup:
    """Draw the shares of rows of high, medium and low confidence, with their numbers in words."""
    total = sum(sure)
    if not total:
        return ui.NOTHING
    high, medium, low = sure
    told = t("high {high}, medium {medium}, low {low}", high=high, medium=medium, low=low)
    return Markup(
        '<span class="sure" role="img" aria-label="{}" title="{}"><i style="width:{:.1f}%"></i>'
        '<u style="width:{:.1f}%"></u></span>'
    ).format(told, told, 100 * high / total, 100 * medium / total)


def _origins(held: Holding, t: Words) -> str:
    named = [host for host, _ in held.origins if host]
    more, bare = len(named) - _SHOWN, dict(held.origins).get("", 0)
    said = ", ".join(named[:_SHOWN])
    if more > 0:
        said += " " + t("and {count} more", count=more)
    if bare:
        without = t("{count} without an address", count=t.number(bare))
        said = f"{said}; {without}" if said else without
    return said
