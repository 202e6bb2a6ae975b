"""Commands about readiness and trust: which zones can admit, which police, one case sheet."""

from pathlib import Path
from typing import Annotated, cast

import typer

from geo.errors import NoResourceError
from geo.files import atomic_write
from geo.spreadsheets import write_tables
from planning.cover.demand import DemandKind, demand_of
from planning.cover.houses import Direction
from planning.moment import Moment
from planning.reporting.case_pages import case_page
from planning.reporting.tables import readiness_tables, trust_tables
from planning.settings import golden_seconds
from planning.sheets.sheet import case_sheet
from planning.supply.facilities import PolicePolicy
from planning.supply.readiness import ReadinessEffect, national_table, readiness_effect
from planning.supply.trust import province_table, trust_table
from views.commands.asked import (
    GoldenOption,
    JsonOption,
    LangOption,
    Language,
    OutOption,
    PackOption,
    Police,
    PoliceOption,
    WhenOption,
    answer,
    moment_asked,
)
from views.commands.coverage import Kind, KindOption, Toward, TowardOption
from views.lines.readiness import readiness_lines, readiness_value
from views.lines.sheets import sheet_lines, sheet_value
from views.lines.trust import trust_lines, trust_value
from views.words import Words

TablesOption = Annotated[
    Path | None, typer.Option("--out", help="Tables to write: .xlsx, .zip (CSV) or .gpkg.")
]


def readiness(
    *,
    when: WhenOption = None,
    golden_min: GoldenOption = None,
    police: PoliceOption = Police("none"),
    direction: TowardOption = Toward("either"),
    demand: KindOption = Kind("sites"),
    out: TablesOption = None,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say which Green Zones can admit, what the others lack, and what share hangs on it."""
    moment = moment_asked(pack, when)
    table = national_table(moment)
    golden_s = golden_seconds(moment.pack.settings, golden_min)
    effect = _effect(
        moment,
        cast("DemandKind", str(demand)),
        golden_s=golden_s,
        direction=cast("Direction", str(direction)),
        police=cast("PolicePolicy", str(police)),
    )
    if out is not None:
        write_tables(readiness_tables(table), out)
    value = readiness_value(moment, table, effect)
    answer(value, lambda: readiness_lines(table, effect), as_json=as_json)


def _effect(
    moment: Moment,
    demand: DemandKind,
    *,
    golden_s: float,
    direction: Direction,
    police: PolicePolicy,
) -> ReadinessEffect | None:
    """Compare the coverage; None in a pack that has nothing to cover."""
    try:
        wanted = demand_of(moment, demand)
    except NoResourceError:
        return None
    return readiness_effect(moment, wanted, golden_s=golden_s, direction=direction, police=police)


def trust(
    *,
    when: WhenOption = None,
    out: TablesOption = None,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say how far the police of every post and province may be relied on, and who says so."""
    moment = moment_asked(pack, when)
    posts, provinces = trust_table(moment), province_table(moment)
    if out is not None:
        write_tables(trust_tables(moment), out)
    value = trust_value(moment, posts, provinces)
    answer(value, lambda: trust_lines(moment, posts, provinces), as_json=as_json)


def sheet(
    subject: Annotated[str, typer.Argument(metavar="ID", help="Id of a site or police post.")],
    out: OutOption,
    *,
    when: WhenOption = None,
    lang: LangOption = Language("en"),
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the case sheet of a site or police post: one HTML page to take to a meeting."""
    found = case_sheet(moment_asked(pack, when), subject)
    page = case_page(found, Words("ko" if lang == Language.ko else "en"))
    atomic_write(out, page.encode())
    value = {"out": str(out), **sheet_value(found)}
    answer(value, lambda: sheet_lines(found, out), as_json=as_json)
