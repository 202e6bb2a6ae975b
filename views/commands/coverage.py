"""Commands about cover: at a moment, over the week, by area, with backup, out of danger."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from geo.errors import SettingError
from geo.files import atomic_write
from geo.spreadsheets import write_tables
from planning.cover.areas import HEX_RESOLUTION, AreaKind, cover_by_area
from planning.cover.demand import Demand, DemandKind, demand_from_file, demand_of
from planning.cover.houses import Direction
from planning.cover.week import assess_week
from planning.coverage import Coverage, assess_coverage
from planning.reporting.against import held_against
from planning.reporting.dossier import dossier_of
from planning.reporting.dossier_tables import dossier_tables
from planning.reporting.report import report_page
from planning.scenarios.files import LoadedScenario, find_scenario
from planning.settings import golden_seconds
from planning.supply.facilities import PolicePolicy
from views.commands.asked import (
    GoldenOption,
    JsonOption,
    Language,
    PackOption,
    Police,
    PoliceIfAny,
    ScenarioOption,
    Scene,
    WhenOption,
    answer,
    headed,
    in_scenario,
    opened_pack,
    scene_asked,
    words_of,
)
from views.lines import coverage as lines
from views.lines.reports import report_lines, report_value
from views.lines.texts import Value

Toward = StrEnum("Toward", ["reach", "response", "either"])
Kind = StrEnum("Kind", ["sites", "people", "places"])
By = StrEnum("By", ["province", "district", "hex"])

TowardOption = Annotated[Toward, typer.Option("--direction", help="Who travels.")]
KindOption = Annotated[Kind, typer.Option("--demand", help="What is to be covered.")]
TowardIfAny = Annotated[
    Toward | None, typer.Option("--direction", help="Who travels; else as the scenario has it.")
]
KindIfAny = Annotated[
    Kind | None,
    typer.Option("--demand", help="What is to be covered; else as the scenario has it."),
]


@dataclass(frozen=True, slots=True)
class _Question:
    """One question of cover; `asked` are the options of every way to count."""

    scene: Scene
    demand: Demand
    asked: dict[str, Any]

    def at_the_moment(self, most_hazard: float | None = None) -> Coverage:
        moment = self.scene.moment
        return assess_coverage(moment, self.demand, **self.asked, most_hazard=most_hazard)


def coverage(
    *,
    when: WhenOption = None,
    golden_min: GoldenOption = None,
    police: PoliceIfAny = None,
    direction: TowardIfAny = None,
    demand: KindIfAny = None,
    points: Annotated[
        Path | None,
        typer.Option("--points", help="Table of points to be covered: id, lat, lon, weight."),
    ] = None,
    week: Annotated[bool, typer.Option("--week", help="All 168 hours of the week.")] = False,
    by: Annotated[By | None, typer.Option("--by", help="Sum by area, too.")] = None,
    hex_resolution: Annotated[
        int, typer.Option("--hex-resolution", help="H3 resolution of the hexagons, 2 to 8.")
    ] = HEX_RESOLUTION,
    backup: Annotated[
        bool, typer.Option("--backup", help="Also with two independent houses in time.")
    ] = False,
    safe: Annotated[
        float | None,
        typer.Option("--safe", help="Also by ways of no more hazard than this, 0 to 1."),
    ] = None,
    busy_chance: Annotated[
        float | None,
        typer.Option("--busy-chance", help="Also as expected if each house is busy so often."),
    ] = None,
    gaps: Annotated[
        int, typer.Option("--gaps", min=0, help="How many gaps are written; --json has them all.")
    ] = 20,
    scenario: ScenarioOption = None,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what share is inside the golden time, and the cause of every gap."""
    scene = scene_asked(pack, when, scenario)
    if points is not None and demand is not None:
        raise SettingError("give --points or --demand, not both")
    question = _question(
        scene, golden_min, police=police, direction=direction, demand=demand, points=points
    )
    found = question.at_the_moment()
    value, told = lines.coverage_value(found), [lines.coverage_lines(found)]

    def add(more: Value, words: str) -> None:
        value.update(more)
        told.append(words)

    if backup:
        add(lines.backup_value(found), lines.backup_lines(found))
    if busy_chance is not None:
        add(lines.busy_value(found, busy_chance), lines.busy_lines(found, busy_chance))
    if safe is not None:
        kept = question.at_the_moment(most_hazard=safe)
        add(lines.safe_value(kept), lines.safe_lines(kept))
    if by is not None:
        kind = cast("AreaKind", str(by))
        areas = cover_by_area(question.demand, found.houses, kind, resolution=hex_resolution)
        add(lines.areas_value(areas, kind), lines.areas_lines(areas, kind))
    if week:
        hours = assess_week(scene.moment, question.demand, **question.asked)
        more = lines.week_value(hours, backup=backup, busy=busy_chance)
        add(more, lines.week_lines(hours))
        if safe is not None:
            calm = assess_week(scene.moment, question.demand, **question.asked, most_hazard=safe)
            add({"safe_week": calm.shares().tolist()}, lines.week_lines(calm))
    told.append(lines.gap_lines(found, most=gaps))
    answer(value | in_scenario(scene), lambda: headed(scene, "\n".join(told)), as_json=as_json)


def _question(
    scene: Scene,
    golden_min: float | None,
    *,
    police: Police | None,
    direction: Toward | None,
    demand: Kind | None,
    points: Path | None = None,
) -> _Question:
    """Put a question to a scene; what is not given is as the scenario has it."""
    moment, question = scene.moment, scene.question
    if points is not None:
        wanted = demand_from_file(moment, points)
    else:
        wanted = demand_of(moment, cast("DemandKind", str(demand or question.demand)))
    asked = {
        "golden_s": golden_seconds(moment.pack.settings, golden_min),
        "direction": cast("Direction", str(direction or question.direction)),
        "police": cast("PolicePolicy", str(police or question.police)),
    }
    return _Question(scene, wanted, asked)


def report(
    out: Annotated[Path, typer.Option("--out", help="HTML page to write.")],
    *,
    when: WhenOption = None,
    golden_min: GoldenOption = None,
    police: PoliceIfAny = None,
    direction: TowardIfAny = None,
    demand: KindIfAny = None,
    lang: Annotated[Language, typer.Option(help="Language of the page.")] = Language.en,
    safe: Annotated[
        float | None,
        typer.Option("--safe", help="Also by ways of no more hazard than this, 0 to 1."),
    ] = None,
    scenario: ScenarioOption = None,
    against: Annotated[
        str | None, typer.Option("--against", help="Scenario to hold it against; may be baseline.")
    ] = None,
    tables: Annotated[
        Path | None,
        typer.Option("--tables", help="Also its tables: a file .xlsx, .zip (CSV) or .gpkg."),
    ] = None,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the coverage report: one HTML page that opens anywhere, and its tables."""
    scene = scene_asked(pack, when, scenario)
    question = _question(scene, golden_min, police=police, direction=direction, demand=demand)
    loaded, comparison = scene.loaded, None
    if against is not None:
        opened = opened_pack(pack)
        other = find_scenario(opened, against)
        loaded = LoadedScenario(loaded.scenario, (*loaded.cautions, *other.cautions))
        said = {
            "when": when and scene.moment.when,
            "golden_s": golden_min and question.asked["golden_s"],
            **{name: word and str(word) for name, word in (
                ("police", police), ("direction", direction), ("demand", demand)
            )},
        }  # fmt: skip
        comparison = held_against(
            opened,
            other.scenario,
            loaded.scenario,
            when=scene.moment.when,
            given={name: value for name, value in said.items() if value is not None},
        )
    dossier = dossier_of(
        question.at_the_moment(), most_hazard=safe, loaded=loaded, comparison=comparison
    )
    page = report_page(dossier, words_of(lang, scene.moment.pack))
    if tables is not None:
        write_tables(dossier_tables(dossier), tables)
    atomic_write(out, page.encode())
    value = report_value(dossier, out=out, tables=tables) | in_scenario(scene)
    answer(
        value,
        lambda: headed(scene, report_lines(dossier, out=out, tables=tables)),
        as_json=as_json,
    )
