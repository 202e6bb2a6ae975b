"""Commands about golden time: who gets there, what share is covered, danger, layers."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, cast

import typer

from geo.files import atomic_write
from layers.tables import check_layer
from planning import packs
from planning.coverage import Coverage, DemandKind, Direction, assess_coverage, demand_of
from planning.dispatch import assess_incident
from planning.facilities import PolicePolicy
from planning.report import coverage_report
from planning.settings import golden_seconds
from planning.surface import write_hazard
from views.commands.asked import (
    BusyOption,
    DbOption,
    JsonOption,
    LangOption,
    Language,
    PackOption,
    Police,
    PoliceIfAny,
    PoliceOption,
    ScenarioOption,
    Scene,
    WhenOption,
    answer,
    chosen,
    group,
    moment_asked,
    place_asked,
    scene_asked,
    tell,
    without_busy,
    words_of,
)
from views.lines.cards import card_lines, card_value
from views.lines.coverage import coverage_lines, coverage_value
from views.lines.scenarios import scenario_lines, scenario_value
from views.lines.texts import Value, faults_lines, faults_summary, faults_value, one_line

hazard_commands = group("The risk surface.")
layer_commands = group("Layers of a map.")

Toward = StrEnum("Toward", ["reach", "response", "either"])
Kind = StrEnum("Kind", ["sites", "people", "places"])
LayerKind = StrEnum(
    "LayerKind",
    [
        "sites", "missions", "contacts", "green_zones", "police_posts", "units", "travel_alarms",
        "closures", "signals", "places", "people", "hospitals", "fuel_stations", "police_areas",
        "notices",
    ],
)  # fmt: skip

GoldenOption = Annotated[float | None, typer.Option("--golden-min", help="Golden time, minutes.")]
TowardOption = Annotated[Toward, typer.Option("--direction", help="Who travels.")]
KindOption = Annotated[Kind, typer.Option("--demand", help="What is to be covered.")]
TowardIfAny = Annotated[
    Toward | None, typer.Option("--direction", help="Who travels; else as the scenario has it.")
]
KindIfAny = Annotated[
    Kind | None,
    typer.Option("--demand", help="What is to be covered; else as the scenario has it."),
]


def eta(
    place: str,
    *,
    when: WhenOption = None,
    golden_min: GoldenOption = None,
    police: PoliceIfAny = None,
    scenario: ScenarioOption = None,
    busy: BusyOption = None,
    db: DbOption = None,
    lang: LangOption = Language("en"),
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say who gets to a place first, how sure, where a victim can go, and what to tell them."""
    scene = scene_asked(pack, when, scenario)
    moment = without_busy(scene.moment, busy, db)
    card = assess_incident(
        moment,
        place_asked(moment, place),
        golden_s=golden_seconds(moment.pack.settings, golden_min),
        police=cast("PolicePolicy", str(police or scene.question.police)),
    )
    words = words_of(lang)
    value = card_value(card, words) | in_scenario(scene)
    answer(value, lambda: headed(scene, card_lines(card, words)), as_json=as_json)


def coverage(
    *,
    when: WhenOption = None,
    golden_min: GoldenOption = None,
    police: PoliceIfAny = None,
    direction: TowardIfAny = None,
    demand: KindIfAny = None,
    scenario: ScenarioOption = None,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what share is inside the golden time, and the cause of every gap."""
    scene = scene_asked(pack, when, scenario)
    found = _coverage(scene, golden_min, police=police, direction=direction, demand=demand)
    value = coverage_value(found) | in_scenario(scene)
    answer(value, lambda: headed(scene, coverage_lines(found)), as_json=as_json)


def _coverage(
    scene: Scene,
    golden_min: float | None,
    *,
    police: Police | None,
    direction: Toward | None,
    demand: Kind | None,
) -> Coverage:
    """Count at a scene; what is not given is as the scenario has it."""
    moment, question = scene.moment, scene.question
    return assess_coverage(
        moment,
        demand_of(moment, cast("DemandKind", str(demand or question.demand))),
        golden_s=golden_seconds(moment.pack.settings, golden_min),
        direction=cast("Direction", str(direction or question.direction)),
        police=cast("PolicePolicy", str(police or question.police)),
    )


def report(
    out: Annotated[Path, typer.Option("--out", help="HTML page to write.")],
    *,
    when: WhenOption = None,
    golden_min: GoldenOption = None,
    police: PoliceOption = Police("none"),
    direction: TowardOption = Toward("either"),
    demand: KindOption = Kind("sites"),
    lang: Annotated[Language, typer.Option(help="Language of the page.")] = Language.en,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the coverage report: one HTML page that opens anywhere."""
    scene = scene_asked(pack, when, None)
    found = _coverage(scene, golden_min, police=police, direction=direction, demand=demand)
    page = coverage_report(found, words_of(lang))
    atomic_write(out, page.encode())
    value = {"out": str(out), "covered_share": found.covered_share, "gaps": len(found.gaps)}
    answer(value, lambda: f"report in {one_line(out)}", as_json=as_json)


def in_scenario(scene: Scene) -> Value:
    """Give the scenario of an answer under a key of its own; nothing for the pack as it is."""
    return {"scenario": scenario_value(scene.loaded, scene.digits)} if scene.digits else {}


def headed(scene: Scene, lines: str) -> str:
    """Put the scenario above an answer; nothing for the pack as it is."""
    return f"{scenario_lines(scene.loaded, scene.digits)}\n{lines}" if scene.digits else lines


@hazard_commands.command("build")
def hazard_build(
    out: Annotated[Path, typer.Option("--out", help="GeoTIFF to write.")],
    *,
    when: WhenOption = None,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the hazard surface as a GeoTIFF in the pack's metric CRS."""
    moment = moment_asked(pack, when)
    grid = write_hazard(moment, out)
    rows, columns = grid.shape
    value = {"out": str(out), "rows": rows, "columns": columns, "cell_m": grid.cell_m}
    words = f"{rows} x {columns} cells of {grid.cell_m:g} m in {one_line(out)}"
    answer(value, lambda: words, as_json=as_json)


@layer_commands.command("check")
def layers_check(
    file: Path,
    *,
    kind: Annotated[LayerKind, typer.Option("--as", help="What the rows are.")],
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Name every fault of a layer file; exit code 2 when there is one."""
    opened = packs.open_pack(chosen(pack))
    home = opened.manifest.about["country"]
    is_own = file.resolve().parent == opened.folder.resolve()
    faults = check_layer(
        file,
        str(kind),
        bounds=opened.bounds,
        home=home,
        may_be_empty=is_own and packs.may_be_empty(opened.folder, str(kind)),
    )
    value = faults_value(file, faults)
    answer(value, lambda: faults_lines(file, faults), as_json=as_json)
    if faults:
        tell(f"error: {faults_summary(file, faults)}")
        raise typer.Exit(2)
