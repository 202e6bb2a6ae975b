"""Dated reports: recruitment, raids, escapes; on the map where they have a place, all in a list."""

import re

import geopandas as gpd
from markupsafe import Markup

from views import symbols
from views.legend import family_word
from views.maps import Group
from views.marks import About, Pile, Symbol
from views.records import Row, spot_of
from views.tokens import Tokens
from views.ui import table
from views.words import Words

_FAMILIES = {
    "channel": "recruitment",
    "advertisement": "recruitment",
    "route": "recruitment",
    "raid": "raid",
    "strike": "raid",
    "escape": "escape",
    "exodus": "escape",
}
_DATE = re.compile(r"^\d{4}(-\d\d){0,2}$")


def family_of(row: Row) -> str:
    """Say what a report is about: recruitment, raid, escape or report."""
    return _FAMILIES.get(str(row["kind"]), "report")


def date_of(row: Row, t: Words) -> str:
    """Give a report's date as it is known, or say that it has none."""
    date = str(row["date"] or "")
    return date if _DATE.match(date) else t("undated")


def has_spot(row: Row) -> bool:
    """Say whether a report has a place of its own."""
    return float(row["lat"]) == float(row["lat"])


def signal_group(signals: gpd.GeoDataFrame, t: Words, look: Tokens) -> Group:
    """Draw the reports that have a place; the newest is on top of a pile."""
    rows = sorted(signals.to_dict("records"), key=lambda row: str(row["date"]))
    marks = tuple(_symbol(row, t, look) for row in rows if has_spot(row))
    pile = Pile(marks, tuple(range(2, len(marks) + 2)), size=17, reach=20, offset=(17, 17))
    return Group(t("Dated reports"), (), (pile,), shown=False)


def _symbol(row: Row, t: Words, look: Tokens) -> Symbol:
    family = family_of(row)
    title = f"{date_of(row, t)} · {family_word(family, t)}"
    lines = (str(row["name"]), str(row["summary"]), t("Source: {source}", source=row["source"]))
    return Symbol(spot_of(row), symbols.signal(family, look), title, about=(About(title, lines),))


def signal_table(signals: gpd.GeoDataFrame, t: Words, look: Tokens) -> Markup:
    """List every report, the newest first; those without a place are only here."""
    rows = sorted(signals.to_dict("records"), key=lambda row: str(row["date"]), reverse=True)
    return table(
        (t("Date"), t("What"), t("Where"), t("As it was reported")),
        [
            (
                Markup('<span class="nw">{}</span>').format(date_of(row, t)),
                symbols.picture(symbols.signal(family_of(row), look), 15)
                + " "
                + family_word(family_of(row), t),
                str(row["place"] or row["province"] or t("no place given")),
                f"{row['name']}. {row['summary']}",
            )
            for row in rows
        ],
    )
