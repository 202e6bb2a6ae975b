"""Commands about scenarios: two compared, one shown or written, a series, what moves a headline."""

from pathlib import Path
from typing import Annotated

import typer

from geo.errors import MissingFileError
from geo.notation.reading import excerpt
from planning.moment import parse_when
from planning.packs import Pack
from planning.scenarios.compare import compare
from planning.scenarios.files import (
    LoadedScenario,
    find_scenario,
    kept,
    save_scenario,
    shipped,
)
from planning.scenarios.fingerprint import scenario_hash
from planning.scenarios.kept import forget_scenario, keep_scenario
from planning.scenarios.phrases import EXAMPLE, change_table
from planning.scenarios.scenario import BASELINE
from planning.scenarios.sensitivity import sensitivity
from planning.scenarios.series import HOURS, parse_hour, series
from planning.scenarios.tables import scenario_of_table
from views.commands.asked import (
    JsonOption,
    PackOption,
    WhenOption,
    answer,
    group,
    opened_pack,
    tell,
)
from views.lines.scenarios import (
    comparison_lines,
    comparison_value,
    scenario_lines,
    scenario_value,
    sensitivity_lines,
    sensitivity_value,
    series_lines,
    series_value,
)

commands = group("Scenarios: a baseline plus changes.")

_HELP = "Scenario file, the name of one in the pack or kept, or baseline."
Named = Annotated[str, typer.Argument(metavar="SCENARIO", help=_HELP)]


def compare_command(
    before: Annotated[str, typer.Argument(metavar="A", help=_HELP)],
    after: Annotated[str, typer.Argument(metavar="B", help=_HELP)],
    *,
    when: WhenOption = None,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what B reaches that A does not, and in which settings the two differ."""
    opened = opened_pack(pack)
    first, second = find_scenario(opened, before), find_scenario(opened, after)
    instant = parse_when(when, opened) if when is not None else None
    found = compare(opened, first.scenario, second.scenario, when=instant)
    cautions = [*_cautions(first), *_cautions(second)]
    answer(
        comparison_value(found, cautions),
        lambda: comparison_lines(found, cautions),
        as_json=as_json,
    )


@commands.command("show")
def scenario_show(name: Named, *, pack: PackOption = None, as_json: JsonOption = False) -> None:
    """Say what a scenario changes."""
    opened = opened_pack(pack)
    loaded = find_scenario(opened, name)
    _answer_scenario(opened, loaded, as_json=as_json)


@commands.command("list")
def scenario_list(*, pack: PackOption = None, as_json: JsonOption = False) -> None:
    """List the scenarios that have a name: the pack's, and those kept beside it."""
    opened = opened_pack(pack)
    own, others = list(shipped(opened)), list(kept(opened))
    answer(
        {"pack": own, "kept": others},
        lambda: "\n".join([BASELINE.name, *own, *(f"{name} (kept)" for name in others)]),
        as_json=as_json,
    )


@commands.command("keep")
def scenario_keep(
    file: Annotated[Path, typer.Argument(metavar="FILE.toml", help="Scenario file.")],
    *,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Keep a scenario beside the pack, for the app and for every command; say its name."""
    opened = opened_pack(pack)
    name = keep_scenario(opened, find_scenario(opened, str(file)).scenario)
    answer({"kept": name}, lambda: f"kept as {name}", as_json=as_json)


@commands.command("forget")
def scenario_forget(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of a kept scenario.")],
    *,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a kept scenario away."""
    opened = opened_pack(pack)
    if name not in kept(opened):
        names = ", ".join(kept(opened)) or "none"
        raise MissingFileError(f"no scenario {excerpt(name)} is kept; kept: {names}")
    forget_scenario(opened, name)
    answer({"forgotten": name}, lambda: f"{name} is forgotten", as_json=as_json)


@commands.command("series")
def scenario_series(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="SCENARIO...", help=f"{_HELP} None: all of the pack."),
    ] = None,
    *,
    hour: Annotated[
        list[str] | None, typer.Option("--hour", help="Hour of the week, such as 'Su 03:00'.")
    ] = None,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Count several scenarios at the same hours of the week."""
    opened = opened_pack(pack)
    loaded = [find_scenario(opened, name) for name in names or _own(opened)]
    for one in loaded:
        for caution in _cautions(one):
            tell(f"caution: {caution}")
    hours = [parse_hour(text) for text in hour] if hour else HOURS
    found = series(opened, [one.scenario for one in loaded], hours=hours)
    answer(series_value(found), lambda: series_lines(found), as_json=as_json)


@commands.command("sensitivity")
def scenario_sensitivity(
    name: Named = BASELINE.name,
    *,
    when: WhenOption = None,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say how far the headlines move with golden time, speeds and what is not known."""
    opened = opened_pack(pack)
    loaded = find_scenario(opened, name)
    for caution in _cautions(loaded):
        tell(f"caution: {caution}")
    instant = parse_when(when, opened) if when is not None else None
    found = sensitivity(opened, loaded.scenario, when=instant)
    answer(sensitivity_value(found), lambda: sensitivity_lines(found), as_json=as_json)


@commands.command("new")
def scenario_new(
    out: Annotated[Path, typer.Argument(metavar="OUT.toml", help="File to write.")],
    *,
    name: Annotated[str, typer.Option("--name", help="Name of the scenario.")],
    like: Annotated[
        str, typer.Option("--like", help=f"Scenario to begin with. {_HELP}")
    ] = BASELINE.name,
    change: Annotated[
        list[str] | None, typer.Option("--change", help=f"A change, such as '{EXAMPLE}'.")
    ] = None,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a scenario to a file: another one, and changes."""
    opened = opened_pack(pack)
    table = {"name": name, "change": [change_table(text) for text in change or ()]}
    more = scenario_of_table(table, subject="scenario")
    first = find_scenario(opened, like).scenario
    scenario = first.renamed(name, pack=opened.name).but(*more.changes)
    save_scenario(opened, scenario, out)
    _answer_scenario(opened, LoadedScenario(scenario), as_json=as_json)


def _answer_scenario(opened: Pack, loaded: LoadedScenario, *, as_json: bool) -> None:
    digits = scenario_hash(opened, loaded.scenario)
    value = scenario_value(loaded, digits)
    answer(value, lambda: scenario_lines(loaded, digits), as_json=as_json)


def _cautions(loaded: LoadedScenario) -> list[str]:
    return [f"{loaded.scenario.name}: {one}" for one in loaded.cautions]


def _own(opened: Pack) -> list[str]:
    """Name the scenarios of a pack by their instants; of one instant the plainest comes first."""
    names = list(shipped(opened)) or [BASELINE.name]
    found = {name: find_scenario(opened, name).scenario for name in names}
    return sorted(names, key=lambda name: (found[name].instant, len(found[name].changes)))
