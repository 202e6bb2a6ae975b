"""The same jobs for a terminal and for scripts.

One JSON value on stdout with --json, progress on stderr, exit code 2 and one clear line on
bad input.
"""

import json
import math
import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, cast

import typer
from typer.exceptions import TyperException

from geo.coordinates import Place
from geo.errors import FaultsError, GreenZoneError, SettingError
from geo.files import atomic_write
from layers.tables import check_layer
from planning import exports, packs
from planning.coverage import Coverage, DemandKind, Direction, Gap, assess_coverage, demand_of
from planning.dispatch import DispatchCard, assess_incident
from planning.facilities import PolicePolicy
from planning.matrix import drive_matrix
from planning.moment import Moment, moment_of, parse_when
from planning.places import locate
from planning.report import CAUSE_WORDS, coverage_report
from planning.routes import Route, plan_route, route_geojson, route_line, route_summary, route_words
from planning.settings import golden_seconds
from planning.surface import write_hazard
from views.words import Words

app = typer.Typer(
    help="Green Zone: where citizens held abroad can be reached, how fast, how sure.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
pack_app = typer.Typer(help="Country packs.", no_args_is_help=True)
hazard_app = typer.Typer(help="The risk surface.", no_args_is_help=True)
layers_app = typer.Typer(help="Layers of a map.", no_args_is_help=True)
app.add_typer(pack_app, name="pack")
app.add_typer(hazard_app, name="hazard")
app.add_typer(layers_app, name="layers")


class RouteFormat(StrEnum):
    """Formats of a route."""

    GEOJSON = "geojson"
    GPX = "gpx"
    KML = "kml"
    TEXT = "text"


Police = StrEnum("Police", ["none", "trusted", "all"])
Toward = StrEnum("Toward", ["reach", "response", "either"])
Kind = StrEnum("Kind", ["sites", "people", "places"])
Language = StrEnum("Language", ["en", "ko"])
LayerKind = StrEnum(
    "LayerKind",
    [
        "sites",
        "missions",
        "contacts",
        "green_zones",
        "police_posts",
        "units",
        "travel_alarms",
        "closures",
        "signals",
        "places",
        "people",
    ],
)

PackOption = Annotated[str | None, typer.Option("--pack", help="Pack name or folder.")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON value on stdout.")]
WhenOption = Annotated[
    str | None, typer.Option("--when", help="ISO date and time; local time there without offset.")
]
GoldenOption = Annotated[float | None, typer.Option("--golden-min", help="Golden time, minutes.")]
PoliceOption = Annotated[Police, typer.Option("--police", help="Which police posts count.")]
TowardOption = Annotated[Toward, typer.Option("--direction", help="Who travels.")]
KindOption = Annotated[Kind, typer.Option("--demand", help="What is to be covered.")]


@dataclass(slots=True)
class _Asked:
    """What was said before the command; a value said after it wins."""

    pack: str = packs.BUILT_IN
    as_json: bool = False


_asked = _Asked()


@app.callback()
def before(*, pack: PackOption = None, as_json: JsonOption = False) -> None:
    """Green Zone: where citizens held abroad can be reached, how fast, how sure."""
    _asked.pack, _asked.as_json = pack or packs.BUILT_IN, as_json


def _moment(pack: str | None, when: str | None) -> Moment:
    opened = packs.open_pack(pack or _asked.pack)
    return moment_of(opened, parse_when(when, opened) if when is not None else None)


def _place(moment: Moment, text: str) -> Place:
    return locate(moment.pack, text, when=moment.when)


def _answer(value: object, as_json: bool, words: Callable[[], str]) -> None:
    """Print one JSON value, or words for a person."""
    if as_json or _asked.as_json:
        print(json.dumps(value, ensure_ascii=False, allow_nan=False))
    else:
        print(words())


@pack_app.command("info")
def pack_info(
    name: Annotated[str | None, typer.Argument(help="Pack name or folder.")] = None,
    *,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what a pack holds."""
    opened = packs.open_pack(name or pack or _asked.pack)
    value = {
        "name": opened.name,
        "crs": opened.crs,
        "resolution": opened.manifest.about["resolution"],
        "as_of": opened.manifest.about.get("as_of"),
        "road_km": round(opened.network.road_km, 1),
        "road_nodes": opened.network.node_count,
        "road_edges": opened.network.edge_count,
        "layers": {kind: len(rows) for kind, rows in opened.layers.items()},
        "bounds": [round(degree, 4) for degree in opened.bounds],
    }
    _answer(value, as_json, lambda: _table(value))


@pack_app.command("verify")
def pack_verify(
    name: Annotated[str | None, typer.Argument(help="Pack name or folder.")] = None,
    *,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compare every file of a pack with its manifest, then open it whole."""
    folder = packs.find_pack(name or pack or _asked.pack)
    faults = packs.verify_pack(folder)
    if faults:
        raise FaultsError(f"pack {folder.name}", faults)
    opened = packs.open_pack(str(folder))
    files = len(opened.manifest.files)
    value = {"name": opened.name, "files": files, "faults": []}
    _answer(value, as_json, lambda: f"{opened.name}: {files} files are what was sealed")


@pack_app.command("seal")
def pack_seal(
    name: Annotated[str | None, typer.Argument(help="Pack name or folder.")] = None,
    *,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write sha256 and row counts of a pack's files into its manifest, after a correction."""
    folder = packs.find_pack(name or pack or _asked.pack)
    opened = packs.open_pack(str(folder))
    packs.seal_pack(folder)
    files = len(packs.read_manifest(folder).files)
    _answer({"name": opened.name, "files": files}, as_json, lambda: f"sealed {files} files")


@app.command()
def route(
    origin: Annotated[str, typer.Argument(metavar="FROM")],
    goal: Annotated[str, typer.Argument(metavar="TO")],
    *,
    when: WhenOption = None,
    caution: Annotated[float, typer.Option(help="Price of danger; 0 is the fastest way.")] = 0.0,
    form: Annotated[RouteFormat | None, typer.Option("--format")] = None,
    lang: Annotated[Language, typer.Option(help="Language of the directions.")] = Language.en,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find the fastest safe way between two places."""
    if not 0 <= caution < float("inf"):
        raise SettingError(f"--caution {caution:g}: give 0 or more")
    moment = _moment(pack, when)
    found = plan_route(moment, _place(moment, origin), _place(moment, goal), caution=caution)
    if form is not None:
        print(_written(found, form, lang))
        return
    _answer(_route_value(found, lang), as_json, lambda: exports.route_text(found, lang))


def _written(found: Route, form: RouteFormat, lang: str) -> str:
    match form:
        case RouteFormat.GEOJSON:
            return route_geojson([found])
        case RouteFormat.GPX:
            return exports.route_gpx(found)
        case RouteFormat.KML:
            return exports.route_kml(found)
        case RouteFormat.TEXT:
            return exports.route_text(found, lang)


def _route_value(found: Route, lang: str) -> dict[str, Any]:
    path = found.path
    return {
        "from": found.origin.name,
        "to": found.goal.name,
        "seconds": path.seconds,
        "length_m": path.length_m,
        "exposure": path.exposure_s,
        "peak_hazard": path.peak_hazard,
        "access_m": path.access_m,
        "access_s": path.access_s,
        "egress_m": path.egress_m,
        "egress_s": path.egress_s,
        "approximate": found.is_approximate,
        "summary": route_summary(found, lang),
        "directions": route_words(found, lang),
        "geometry": route_line(found),
    }


@app.command()
def eta(
    place: str,
    *,
    when: WhenOption = None,
    golden_min: GoldenOption = None,
    police: PoliceOption = Police("none"),
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say who gets to a place first, how sure, and where a victim can go from there."""
    moment = _moment(pack, when)
    card = assess_incident(
        moment,
        _place(moment, place),
        golden_s=golden_seconds(moment.pack.settings, golden_min),
        police=cast("PolicePolicy", str(police)),
    )
    _answer(_card_value(card), as_json, lambda: _card_words(card))


def _card_value(card: DispatchCard) -> dict[str, Any]:
    return {
        "place": {
            "name": card.place.name,
            "lat": card.place.lat,
            "lon": card.place.lon,
            "error_m": card.place.error_m,
        },
        "when": card.when.isoformat(),
        "golden_s": card.golden_s,
        "responders": [
            {
                "unit": one.unit.id,
                "name": one.unit.name,
                "base": one.unit.base,
                "on_duty": one.unit.on_duty,
                "answer_s": one.parts.answer_s,
                "processing_s": one.parts.processing_s,
                "turnout_s": one.parts.turnout_s,
                "access_s": _number(one.parts.access_s),
                "drive_s": _number(one.parts.drive_s),
                "egress_s": _number(one.parts.egress_s),
                "admission_wait_s": one.parts.admission_wait_s,
                "eta_s": _number(one.parts.eta_s),
                "p50_s": _number(one.p50_s),
                "p90_s": _number(one.p90_s),
                "chance": one.chance,
                "in_time": one.in_time,
            }
            for one in card.responders
        ],
        "safe_points": [
            {
                "id": one.door.id,
                "name": one.door.name,
                "kind": one.door.kind,
                "open_on_arrival": one.open_on_arrival,
                "opens_at": one.opens_at.isoformat() if one.opens_at else None,
                "arrival_s": _number(one.arrival_s),
                "access_s": _number(one.access_s),
                "drive_s": _number(one.drive_s),
                "egress_s": _number(one.egress_s),
                "admission_wait_s": one.admission_wait_s,
                "eta_s": one.eta_s,
                "p90_s": _number(one.p90_s),
                "in_time": one.in_time,
            }
            for one in card.safe_points
        ],
        "absent": list(card.absent),
    }


def _card_words(card: DispatchCard) -> str:
    lines = [
        (
            f"{card.place.name} (±{card.place.error_m:,.0f} m) at {card.when:%Y-%m-%d %H:%M %Z}, "
            f"golden time {_time(card.golden_s)}"
        )
    ]
    lines.append("Who gets there first:")
    for one in card.responders:
        state = "on duty" if one.unit.on_duty else "on call"
        verdict = "in time" if one.in_time else "late"
        lines.append(
            f"  {one.unit.name} ({state}): {_time(_number(one.parts.eta_s))}, 9 in 10 within "
            f"{_time(_number(one.p90_s))}, chance in time {100 * one.chance:.0f} %: {verdict}"
        )
    lines += [f"  {name}: not on duty, not known to be on call" for name in card.absent]
    lines.append("Where the victim can go now:")
    for point in card.safe_points:
        state = {True: "open on arrival", False: "closed on arrival", None: "hours not known"}[
            point.open_on_arrival
        ]
        opens = f", opens {point.opens_at:%a %H:%M}" if point.opens_at else ""
        lines.append(f"  {point.door.name}: {_time(_number(point.arrival_s))}, {state}{opens}")
    return "\n".join(lines)


@app.command()
def coverage(
    *,
    when: WhenOption = None,
    golden_min: GoldenOption = None,
    police: PoliceOption = Police("none"),
    direction: TowardOption = Toward("either"),
    demand: KindOption = Kind("sites"),
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what share is inside the golden time, and the cause of every gap."""
    found = _coverage(pack, when, golden_min, police=police, direction=direction, demand=demand)
    value = {
        "when": found.moment.when.isoformat(),
        "golden_s": found.golden_s,
        "demand": found.demand.kind,
        "covered_share": found.covered_share,
        "covered_weight": found.covered_weight,
        "total_weight": found.total_weight,
        "causes": found.causes,
        "gaps": [
            {
                "id": gap.id,
                "name": gap.name,
                "province": gap.province,
                "weight": gap.weight,
                "eta_s": gap.eta_s,
                "cause": gap.cause,
                "by": gap.by,
                "arrival_s": gap.arrival_s,
                "eta_by": gap.eta_by,
            }
            for gap in found.gaps
        ],
    }
    _answer(value, as_json, lambda: _coverage_words(found))


def _coverage(
    pack: str | None,
    when: str | None,
    golden_min: float | None,
    *,
    police: Police,
    direction: Toward,
    demand: Kind,
) -> Coverage:
    moment = _moment(pack, when)
    return assess_coverage(
        moment,
        demand_of(moment, cast("DemandKind", str(demand))),
        golden_s=golden_seconds(moment.pack.settings, golden_min),
        direction=cast("Direction", str(direction)),
        police=cast("PolicePolicy", str(police)),
    )


def _coverage_words(found: Coverage) -> str:
    when = found.moment.when
    lines = [
        (
            f"{100 * found.covered_share:.1f} % of {found.demand.kind} inside "
            f"{_time(found.golden_s)} at {when:%Y-%m-%d %H:%M %Z}"
        )
    ]
    for cause, weight in found.causes.items():
        lines.append(f"  {100 * weight / found.total_weight:5.1f} % {CAUSE_WORDS[cause]}")
    lines.append("Gaps, the heaviest first:")
    lines += [
        f"  {gap.weight:,.{0 if found.demand.kind == 'people' else 2}f}  {gap.name}, {gap.province}: {_why(gap)}"
        for gap in found.gaps
    ]
    return "\n".join(lines)


def _why(gap: Gap) -> str:
    """Say the cause of a gap in one line, with who would help and who does first."""
    said = CAUSE_WORDS[gap.cause]
    if gap.by:
        said += f": {gap.by} {_time(gap.arrival_s)} away"
    if gap.eta_by:
        said += f"; first known help {_time(gap.eta_s)}, {gap.eta_by}"
    return said


@app.command()
def matrix(
    origins: Annotated[Path, typer.Argument(metavar="FROM.csv")],
    destinations: Annotated[Path, typer.Argument(metavar="TO.csv")],
    out: Annotated[Path, typer.Option("--out", help="Where to write the table.")],
    *,
    when: WhenOption = None,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write drive seconds from each place to each place, without the legs to the road."""
    moment = _moment(pack, when)
    table = drive_matrix(moment, origins, destinations, out=out)
    value = {"rows": len(table.rows), "columns": len(table.columns), "out": str(out)}
    words = f"{len(table.rows)} x {len(table.columns)} drive times in {out}"
    _answer(value, as_json, lambda: words)


@hazard_app.command("build")
def hazard_build(
    out: Annotated[Path, typer.Option("--out", help="GeoTIFF to write.")],
    *,
    when: WhenOption = None,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the hazard surface as a GeoTIFF in the pack's metric CRS."""
    moment = _moment(pack, when)
    grid = write_hazard(moment, out)
    rows, columns = grid.shape
    value = {"out": str(out), "rows": rows, "columns": columns, "cell_m": grid.cell_m}
    _answer(value, as_json, lambda: f"{rows} x {columns} cells of {grid.cell_m:g} m in {out}")


@layers_app.command("check")
def layers_check(
    file: Path,
    *,
    kind: Annotated[LayerKind, typer.Option("--as", help="What the rows are.")],
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Name every fault of a layer file; exit code 2 when there is one."""
    opened = packs.open_pack(pack or _asked.pack)
    faults = check_layer(file, str(kind), bounds=opened.bounds)
    value = {
        "file": file.name,
        "faults": [
            {"code": one.code, "message": one.message, "row": one.row, "column": one.column}
            for one in faults
        ],
    }
    words = [str(fault) for fault in faults] or [f"{file.name}: no fault"]
    _answer(value, as_json, lambda: "\n".join(words))
    if faults:
        print(f"error: {file.name}: {len(faults)} faults", file=sys.stderr)
        raise typer.Exit(2)


@app.command()
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
    found = _coverage(pack, when, golden_min, police=police, direction=direction, demand=demand)
    page = coverage_report(found, Words("ko" if lang == Language.ko else "en"))
    atomic_write(out, page.encode())
    value = {"out": str(out), "covered_share": found.covered_share, "gaps": len(found.gaps)}
    _answer(value, as_json, lambda: f"report in {out}")


def _time(seconds: float | None) -> str:
    """Write seconds in hours and minutes; a dash for a time that does not exist."""
    return "–" if seconds is None else Words("en").duration(seconds)


def _number(seconds: float | None) -> float | None:
    """Give None for a time that does not exist, since JSON knows no infinity."""
    return None if seconds is None or math.isinf(seconds) else seconds


def _table(value: dict[str, Any]) -> str:
    return "\n".join(f"{name}: {content}" for name, content in value.items())


def _fail(error: GreenZoneError) -> int:
    """Print one line, and with --json the error as the one JSON value."""
    line = " ".join(str(error).split())
    if _asked.as_json or "--json" in sys.argv:
        told = {"code": error.code, "message": line}
        print(json.dumps({"error": told}, ensure_ascii=False))
    print(f"error: {line}", file=sys.stderr)
    return 2


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; give the exit code."""
    try:
        code = app(args=arguments, standalone_mode=False)
    except GreenZoneError as error:
        return _fail(error)
    except TyperException as error:
        print(f"error: {' '.join(error.format_message().split())}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"error: {error.filename or 'file'}: {error.strerror}", file=sys.stderr)
        return 2
    return code if isinstance(code, int) else 0


if __name__ == "__main__":
    sys.exit(main())
