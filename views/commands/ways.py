"""Commands about ways: one, the choices, several that share little, times between many, calibration."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, cast

import typer

from geo.errors import SettingError
from geo.exports import write_geopackage
from geo.files import atomic_write
from planning.calibrating.calibration import calibrate
from planning.calibrating.words import calibration_words, settings_text
from planning.matrix import drive_matrix
from planning.routes import plan_route
from planning.settings import MOST_CAUTION
from planning.supply.facilities import PolicePolicy
from planning.ways.choices import choices_between, variety_between
from planning.ways.meeting import MOST_HAZARD, plan_meetings
from planning.ways.rules import NO_RULES, WayRules, read_areas, wary_rules
from planning.ways.slices import long_trip_slices
from routing.choices.alternatives import LONGEST
from routing.interchange.graphs_nx import to_osmnx
from routing.interchange.road_layers import save_geopackage
from routing.isochrones import isochrones
from routing.osmnx_io import write_graphml
from views.commands.asked import (
    JsonOption,
    LangOption,
    Language,
    Mode,
    ModeOption,
    OutOption,
    PackOption,
    Police,
    PoliceOption,
    WhenOption,
    answer,
    mode_of,
    moment_asked,
    opened_pack,
    place_asked,
    wants_json,
)
from views.lines.routes import route_lines, route_value, written
from views.lines.texts import one_line
from views.lines.ways import (
    calibration_value,
    choices_lines,
    choices_value,
    meetings_lines,
    meetings_value,
    variety_lines,
    variety_value,
)

RouteFormat = StrEnum("RouteFormat", ["geojson", "gpx", "kml", "text", "links"])

From = Annotated[str, typer.Argument(metavar="FROM")]
To = Annotated[str, typer.Argument(metavar="TO")]
Caution = Annotated[float, typer.Option(help="Price of danger; 0 is the fastest way.")]


def route(
    origin: From,
    goal: To,
    *,
    when: WhenOption = None,
    caution: Caution = 0.0,
    by: ModeOption = Mode("car"),
    keep_out: Annotated[
        Path | None, typer.Option(help="File of polygons that the way keeps out of.")
    ] = None,
    most_hazard: Annotated[
        float | None, typer.Option(help="No road with a hazard above this, 0 to 1.")
    ] = None,
    no_gates: Annotated[bool, typer.Option("--no-gates", help="Pass no border gate.")] = False,
    keep_bans: Annotated[
        bool, typer.Option("--keep-bans", help="Keep out of travel bans; else they are only told.")
    ] = False,
    avoid_police: Annotated[
        float | None,
        typer.Option(help="Metres to keep away from posts marked avoid; the pack's with caution."),
    ] = None,
    form: Annotated[RouteFormat | None, typer.Option("--format")] = None,
    lang: LangOption = Language("en"),
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find the fastest safe way between two places."""
    _check_caution(caution)
    if form is not None and wants_json(as_json):
        raise typer.BadParameter("--json and --format exclude each other: give one of them")
    moment = moment_asked(pack, when, by)
    wary = wary_rules(moment) if caution > 0 else NO_RULES
    rules = WayRules(
        keep_out=read_areas(moment, keep_out) if keep_out is not None else (),
        most_hazard=most_hazard,
        avoid_gates=no_gates,
        keep_bans=keep_bans,
        avoid_police_m=wary.avoid_police_m if avoid_police is None else avoid_police,
    )
    ends = place_asked(moment, origin), place_asked(moment, goal)
    found = plan_route(moment, *ends, caution=caution, rules=rules)
    sliced = long_trip_slices(moment, found)
    if form is not None:
        typer.echo(written(found, form, lang))
        return
    value = route_value(found, lang, sliced)
    answer(value, lambda: route_lines(found, lang, sliced), as_json=as_json)


def ways(
    origin: From,
    goal: To,
    *,
    when: WhenOption = None,
    by: ModeOption = Mode("car"),
    at_most: Annotated[int, typer.Option(help="Greatest number of ways to show.")] = 7,
    lang: LangOption = Language("en"),
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find every way of which none is both quicker and safer, and what each minute buys."""
    if at_most < 1:
        raise SettingError(f"--at-most {at_most}: give 1 or more")
    moment = moment_asked(pack, when, by)
    found = choices_between(
        moment, place_asked(moment, origin), place_asked(moment, goal), at_most=at_most
    )
    value = choices_value(found, lang)
    answer(value, lambda: choices_lines(found, lang), as_json=as_json)


def alternatives(
    origin: From,
    goal: To,
    *,
    when: WhenOption = None,
    by: ModeOption = Mode("car"),
    count: Annotated[int, typer.Option(help="Greatest number of ways.")] = 3,
    most_shared: Annotated[
        float, typer.Option(help="Length two ways may share, of the shorter one, 0 to 1.")
    ] = 0.5,
    longest: Annotated[
        float, typer.Option(help="Greatest cost of a way, in costs of the best, 1 or more.")
    ] = LONGEST,
    caution: Caution = 0.0,
    lang: LangOption = Language("en"),
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find several ways that share little, so that none is a known ambush line."""
    _check_caution(caution)
    moment = moment_asked(pack, when, by)
    found = variety_between(
        moment,
        place_asked(moment, origin),
        place_asked(moment, goal),
        count=count,
        most_shared=most_shared,
        longest=longest,
        caution=caution,
    )
    value = variety_value(found, lang)
    answer(value, lambda: variety_lines(found, lang), as_json=as_json)


def meet(
    place: Annotated[str, typer.Argument(help="Where the victim is.")],
    *,
    when: WhenOption = None,
    by: ModeOption = Mode("foot"),
    police: PoliceOption = Police("trusted"),
    most_hazard: Annotated[
        float, typer.Option(help="No place with a hazard above this, 0 to 1.")
    ] = MOST_HAZARD,
    count: Annotated[int, typer.Option(help="Greatest number of places.")] = 3,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find the safe public place where a victim who can move and a unit meet soonest."""
    moment = moment_asked(pack, when)
    found = plan_meetings(
        moment,
        place_asked(moment, place),
        mode=mode_of(by),
        police=cast("PolicePolicy", str(police)),
        most_hazard=most_hazard,
        count=count,
    )
    value = meetings_value(found)
    answer(value, lambda: meetings_lines(found), as_json=as_json)


def reach(
    place: str,
    out: Annotated[Path, typer.Option("--out", help="GeoJSON or GeoPackage to write.")],
    *,
    when: WhenOption = None,
    by: ModeOption = Mode("car"),
    minutes: Annotated[str, typer.Option(help="Upper ends of the bands.")] = "15,30,45,60",
    toward: Annotated[
        bool, typer.Option("--toward", help="From where one gets to the place, not from it.")
    ] = False,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Draw what is reached from a place, or from where it is reached, in bands of minutes."""
    moment = moment_asked(pack, when, by)
    start = moment.snap_place(place_asked(moment, place))
    bands = isochrones(moment.travel, start, minutes=_minutes(minutes), inbound=toward)
    if out.suffix == ".gpkg":
        write_geopackage({"reach": bands}, out)
    elif out.suffix in {".geojson", ".json"}:
        atomic_write(out, bands.to_json(drop_id=True).encode())
    else:
        raise SettingError(f"{out.name}: write to a file that ends in .geojson or .gpkg")
    value = {"out": str(out), "bands_min": [float(most) for most in bands["minutes"]]}
    answer(value, lambda: f"minutes {minutes} in {one_line(out)}", as_json=as_json)


def _minutes(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(number) for number in text.split(","))
    except ValueError:
        raise SettingError(f"--minutes {text[:40]!r}: write them as 15,30,45,60") from None


def matrix(
    origins: Annotated[Path, typer.Argument(metavar="FROM.csv")],
    destinations: Annotated[Path, typer.Argument(metavar="TO.csv")],
    out: OutOption,
    *,
    when: WhenOption = None,
    by: ModeOption = Mode("car"),
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write drive seconds from each place to each place, without the legs to the road."""
    moment = moment_asked(pack, when, by)
    table = drive_matrix(moment, origins, destinations, out=out)
    value = {"rows": len(table.rows), "columns": len(table.columns), "out": str(out)}
    words = f"{len(table.rows)} x {len(table.columns)} drive times in {one_line(out)}"
    answer(value, lambda: words, as_json=as_json)


def calibrate_speeds(
    log: Annotated[Path, typer.Argument(metavar="TRIPS.csv")],
    *,
    out: Annotated[
        Path | None, typer.Option("--out", help="Where to write the lines for settings.toml.")
    ] = None,
    lang: LangOption = Language("en"),
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Fit factors of driving time to a log of real trips, or say why not."""
    found = calibrate(opened_pack(pack), log)
    if out is not None:
        atomic_write(out, settings_text(found).encode())
    value = calibration_value(found)
    answer(value, lambda: "\n".join(calibration_words(found, lang)), as_json=as_json)


def roads(
    out: Annotated[Path, typer.Option("--out", help="File to write: .gpkg or .graphml.")],
    *,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the roads for QGIS (.gpkg) or for OSMnx (.graphml)."""
    opened = opened_pack(pack)
    network = opened.network
    if out.suffix == ".gpkg":
        save_geopackage(network, out)
    elif out.suffix == ".graphml":
        write_graphml(to_osmnx(network), out)
    else:
        raise SettingError(f"{out.name}: write to a file that ends in .gpkg or .graphml")
    value = {"out": str(out), "nodes": network.node_count, "edges": network.edge_count}
    answer(value, lambda: f"{network.edge_count:,} edges in {one_line(out)}", as_json=as_json)


def _check_caution(caution: float) -> None:
    if not 0 <= caution <= MOST_CAUTION:
        raise SettingError(f"--caution {caution:g}: give 0 to {MOST_CAUTION:.0f}")
