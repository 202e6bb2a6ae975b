"""Commands about golden time: who gets there, what share is covered, danger, layers."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, cast

import typer

from layers.tables import check_layer
from planning import packs
from planning.dispatch import assess_incident
from planning.settings import golden_seconds
from planning.supply.facilities import PolicePolicy
from planning.surface import write_hazard
from views.commands.asked import (
    BusyOption,
    DbOption,
    GoldenOption,
    JsonOption,
    Language,
    PackOption,
    PoliceIfAny,
    ScenarioOption,
    TellLangOption,
    WhenOption,
    answer,
    group,
    headed,
    in_scenario,
    moment_asked,
    opened_pack,
    place_asked,
    scene_asked,
    tell,
    without_busy,
    words_of,
)
from views.lines.cards import card_lines, card_value
from views.lines.texts import faults_lines, faults_summary, faults_value, one_line

hazard_commands = group("The risk surface.")
layer_commands = group("Layers of a map.")

LayerKind = StrEnum(
    "LayerKind",
    [
        "sites", "missions", "contacts", "green_zones", "police_posts", "units", "travel_alarms",
        "closures", "signals", "places", "people", "hospitals", "fuel_stations", "police_areas",
        "notices",
    ],
)  # fmt: skip


def eta(
    place: str,
    *,
    when: WhenOption = None,
    golden_min: GoldenOption = None,
    police: PoliceIfAny = None,
    scenario: ScenarioOption = None,
    busy: BusyOption = None,
    db: DbOption = None,
    lang: TellLangOption = Language("en"),
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
    words = words_of(lang, moment.pack)
    value = card_value(card, words) | in_scenario(scene)
    answer(value, lambda: headed(scene, card_lines(card, words)), as_json=as_json)


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
    opened = opened_pack(pack)
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
