"""The same jobs for a terminal and for scripts.

With --json exactly one JSON value on stdout, whatever happens; progress on stderr; exit code 2
and one clear line on bad input.
"""

import io
import json
import os
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, cast

import typer
from typer.exceptions import TyperException

from geo.coordinates import Place
from geo.errors import FaultsError, GreenZoneError, SettingError
from geo.files import atomic_write
from layers.tables import check_layer
from planning import manifests, packs
from planning.coverage import Coverage, DemandKind, Direction, assess_coverage, demand_of
from planning.dispatch import assess_incident
from planning.facilities import PolicePolicy
from planning.matrix import drive_matrix
from planning.moment import Moment, moment_of, parse_when
from planning.places import locate
from planning.report import coverage_report
from planning.routes import plan_route
from planning.settings import MOST_CAUTION, golden_seconds
from planning.surface import write_hazard
from views import terminal
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


RouteFormat = StrEnum("RouteFormat", ["geojson", "gpx", "kml", "text"])
Police = StrEnum("Police", ["none", "trusted", "all"])
Toward = StrEnum("Toward", ["reach", "response", "either"])
Kind = StrEnum("Kind", ["sites", "people", "places"])
Language = StrEnum("Language", ["en", "ko"])
LayerKind = StrEnum(
    "LayerKind",
    [
        "sites", "missions", "contacts", "green_zones", "police_posts", "units", "travel_alarms",
        "closures", "signals", "places", "people",
    ],
)  # fmt: skip

PackName = Annotated[str | None, typer.Argument(help="Pack name or folder.")]
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
@pack_app.callback()
@hazard_app.callback()
@layers_app.callback()
def before(*, pack: PackOption = None, as_json: JsonOption = False) -> None:
    """Take what is said before the command, or between a group and its command."""
    _asked.pack = _chosen(pack)
    _asked.as_json |= as_json


def _chosen(*names: str | None) -> str:
    """Give the first pack named, even by the empty text; else what was said before."""
    return next((name for name in names if name is not None), _asked.pack)


def _moment(pack: str | None, when: str | None) -> Moment:
    opened = packs.open_pack(_chosen(pack))
    return moment_of(opened, parse_when(when, opened) if when is not None else None)


def _place(moment: Moment, text: str) -> Place:
    return locate(moment.pack, text, when=moment.when)


def _answer(value: terminal.Value, as_json: bool, words: Callable[[], str]) -> None:
    """Print one JSON value, or words for a person."""
    if as_json or _asked.as_json:
        _print_json(value)
    else:
        print(words())


def _print_json(value: terminal.Value) -> None:
    """Print a value whole: a terminal that knows few letters gets the others as escapes."""
    knows_all = (sys.stdout.encoding or "").lower().startswith("utf")
    print(json.dumps(value, ensure_ascii=not knows_all, allow_nan=False))


@pack_app.command("info")
def pack_info(
    name: PackName = None,
    *,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what a pack holds."""
    opened = packs.open_pack(_chosen(name, pack))
    value = terminal.pack_value(opened)
    _answer(value, as_json, lambda: terminal.table_lines(value))


@pack_app.command("verify")
def pack_verify(
    name: PackName = None,
    *,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compare every file of a pack with its manifest, then open it whole."""
    folder = packs.find_pack(_chosen(name, pack))
    faults = manifests.verify_pack(folder)
    if faults:
        raise FaultsError(f"pack {folder.name}", faults)
    opened = packs.open_pack(str(folder))
    files = len(opened.manifest.files)
    value = {"name": opened.name, "files": files, "faults": []}
    _answer(
        value,
        as_json,
        lambda: f"{terminal.one_line(opened.name)}: {files} files are what was sealed",
    )


@pack_app.command("seal")
def pack_seal(
    name: PackName = None,
    *,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write sha256 and row counts of a pack's files into its manifest, after a correction."""
    folder = packs.find_pack(_chosen(name, pack))
    opened = packs.open_pack(str(folder))
    manifests.seal_pack(folder)
    files = len(manifests.read_manifest(folder).files)
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
    if not 0 <= caution <= MOST_CAUTION:
        raise SettingError(f"--caution {caution:g}: give 0 to {MOST_CAUTION:.0f}")
    if form is not None and (as_json or _asked.as_json):
        raise typer.BadParameter("--json and --format exclude each other: give one of them")
    moment = _moment(pack, when)
    found = plan_route(moment, _place(moment, origin), _place(moment, goal), caution=caution)
    if form is not None:
        print(terminal.written(found, form, lang))
        return
    value = terminal.route_value(found, lang)
    _answer(value, as_json, lambda: terminal.route_lines(found, lang))


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
    _answer(terminal.card_value(card), as_json, lambda: terminal.card_lines(card))


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
    value = terminal.coverage_value(found)
    _answer(value, as_json, lambda: terminal.coverage_lines(found))


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
    words = f"{len(table.rows)} x {len(table.columns)} drive times in {terminal.one_line(out)}"
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
    words = f"{rows} x {columns} cells of {grid.cell_m:g} m in {terminal.one_line(out)}"
    _answer(value, as_json, lambda: words)


@layers_app.command("check")
def layers_check(
    file: Path,
    *,
    kind: Annotated[LayerKind, typer.Option("--as", help="What the rows are.")],
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Name every fault of a layer file; exit code 2 when there is one."""
    opened = packs.open_pack(_chosen(pack))
    home = opened.manifest.about["country"]
    faults = check_layer(file, str(kind), bounds=opened.bounds, home=home)
    value = terminal.faults_value(file, faults)
    _answer(value, as_json, lambda: terminal.faults_lines(file, faults))
    if faults:
        print(f"error: {terminal.faults_summary(file, faults)}", file=sys.stderr)
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
    _answer(value, as_json, lambda: f"report in {terminal.one_line(out)}")


def _fail(code: str, message: str) -> int:
    """Print one line, and with --json the error as the one JSON value."""
    line = terminal.one_line(message)
    if _asked.as_json:
        _print_json(terminal.error_value(code, line))
    print(f"error: {line}", file=sys.stderr)
    return 2


def _usage(error: TyperException, words: Sequence[str]) -> int:
    """Say what is wrong with the words of a call; no words at all are a call for help."""
    message = error.format_message()
    if type(error).__name__ == "NoArgsIsHelpError":
        if _asked.as_json:
            return _fail("USAGE", "no command is given; --help lists them")
        print(message)
        return 0
    if any(re.match(r"-\d", word) for word in words) and "No such option" in message:
        message += "; put -- before a place that begins with a minus: eta -- -10.5,104"
    return _fail("USAGE", message)


def _run(words: Sequence[str]) -> int:
    """Run a call; with --json its help is one JSON value too."""
    if not (_asked.as_json and "--help" in words):
        code = app(args=list(words), standalone_mode=False)
    else:
        with redirect_stdout(io.StringIO()) as said:
            code = app(args=list(words), standalone_mode=False)
        _print_json({"help": said.getvalue()})
    return code if isinstance(code, int) else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; give the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    options = words[: words.index("--")] if "--" in words else words
    _asked.pack, _asked.as_json = packs.BUILT_IN, "--json" in options
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        return _run(words)
    except GreenZoneError as error:
        return _fail(error.code, str(error))
    except TyperException as error:
        return _usage(error, options)
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except BrokenPipeError:  # the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        name = Path(str(error.filename)).name if error.filename else "file"
        code = "NO_FILE" if isinstance(error, FileNotFoundError) else "FILE"
        return _fail(code, f"{name}: {error.strerror or error}")


if __name__ == "__main__":
    sys.exit(main())
