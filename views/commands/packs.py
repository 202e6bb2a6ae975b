"""Commands about country packs: what is in one, whether it is whole, and making a new one."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from geo.errors import FaultsError, SettingError
from geo.formats.drafts import shown_name
from layers.osm import OSM_FEATURES
from planning import manifests, packs
from planning.making import drafts
from planning.making.building import BuiltPack, Ministry, check_target, write_pack
from routing.download.fetch import area_from_bounds, area_from_file, fetch_osm, find_area
from routing.osmnx_io import NOMINATIM_URL, OVERPASS_URL, USER_AGENT, Area, FetchSettings
from views.commands.asked import (
    JsonOption,
    PackName,
    PackOption,
    answer,
    chosen,
    group,
    opened_pack,
    tell,
)
from views.lines.packs import pack_value
from views.lines.texts import one_line, table_lines

commands = group("Country packs.")
DrivingTimes = StrEnum("DrivingTimes", ["urgent", "normal"])

NewName = Annotated[str, typer.Argument(metavar="NAME", help="Short name, such as KHM.")]
OutFolder = Annotated[Path, typer.Option("--out", help="Folder of the new pack.")]
Replace = Annotated[
    bool,
    typer.Option(
        "--replace", help="Put it in the place of the pack there, whose folder goes with all in it."
    ),
]
Country = Annotated[
    str | None, typer.Option(help="ISO code of the country the roads lie in; else found out.")
]
Zone = Annotated[str | None, typer.Option(help="Time zone there; else found out.")]
HomeCountry = Annotated[str, typer.Option(help="ISO code of the country whose citizens count.")]
HomeZone = Annotated[str, typer.Option(help="Time zone of its ministry.")]


@commands.command("info")
def pack_info(
    name: PackName = None, *, pack: PackOption = None, as_json: JsonOption = False
) -> None:
    """Say what a pack holds."""
    value = pack_value(opened_pack(name, pack))
    answer(value, lambda: table_lines(value), as_json=as_json)


@commands.command("verify")
def pack_verify(
    name: PackName = None, *, pack: PackOption = None, as_json: JsonOption = False
) -> None:
    """Compare every file of a pack with its manifest, then open it whole."""
    folder = packs.find_pack(chosen(name, pack))
    faults = manifests.verify_pack(folder)
    if faults:
        raise FaultsError(f"pack {folder.name}", faults)
    opened = packs.open_pack(str(folder))
    files = len(opened.manifest.files)
    said = f"{one_line(opened.name)}: {files} files are what was sealed"
    answer({"name": opened.name, "files": files, "faults": []}, lambda: said, as_json=as_json)


@commands.command("seal")
def pack_seal(
    name: PackName = None, *, pack: PackOption = None, as_json: JsonOption = False
) -> None:
    """Write sha256 and row counts of a pack's files into its manifest, after a correction."""
    folder = packs.find_pack(chosen(name, pack))
    opened = packs.open_pack(str(folder))
    manifests.seal_pack(folder)
    files = len(manifests.read_manifest(folder).files)
    value = {"name": opened.name, "files": files}
    answer(value, lambda: f"sealed {files} files", as_json=as_json)


@commands.command("build")
def pack_build(
    name: NewName,
    out: OutFolder,
    *,
    pbf: Annotated[
        Path | None, typer.Option(help="OpenStreetMap: .osm.pbf, .osm, .osm.gz, .osm.bz2.")
    ] = None,
    graphml: Annotated[Path | None, typer.Option(help="A graph that OSMnx saved.")] = None,
    lines: Annotated[
        Path | None, typer.Option(help="Lines: GeoPackage, GeoJSON, KML, Shapefile.")
    ] = None,
    jemss: Annotated[
        Path | None, typer.Option(help="Arcs with times of the simulator JEMSS.")
    ] = None,
    layer: Annotated[str | None, typer.Option(help="Layer of --lines.")] = None,
    road_class: Annotated[
        list[str] | None,
        typer.Option("--class", help="WORD=CLASS: what a word of --lines' class column means."),
    ] = None,
    driving: Annotated[DrivingTimes, typer.Option(help="Which times of --jemss.")] = DrivingTimes(
        "urgent"
    ),
    country: Country = None,
    zone: Zone = None,
    home_country: HomeCountry = "KR",
    home_zone: HomeZone = "Asia/Seoul",
    replace: Replace = False,
    as_json: JsonOption = False,
) -> None:
    """Build a whole country pack from one file of roads."""
    sources = {"--pbf": pbf, "--graphml": graphml, "--lines": lines, "--jemss": jemss}
    given = {option: path for option, path in sources.items() if path is not None}
    if len(given) != 1:
        raise SettingError(
            f"give one source of roads: {', '.join(sources)}; {len(given)} are given"
        )
    if lines is None and (layer is not None or road_class):
        raise SettingError("--layer and --class go with --lines alone; leave them out")
    classes, path = _classes(road_class or []), next(iter(given.values()))
    wanted, ministry = drafts.Wanted(country, zone), Ministry(home_country, home_zone)
    check_target(name, out, replace=replace)
    if pbf is not None:
        draft = drafts.draft_from_osm(pbf, wanted, progress=lambda what, n: tell(f"{n:,} {what}"))
    elif graphml is not None:
        draft = drafts.draft_from_graphml(graphml, wanted)
    elif lines is not None:
        draft = drafts.draft_from_lines(lines, wanted, classes=classes, layer=layer)
    else:
        draft = drafts.draft_from_jemss(path, wanted, travel_mode=str(driving))
    tell(f"{draft.network.node_count:,} junctions, {draft.network.road_km:,.1f} km of road")
    source = shown_name(path.name)
    built = write_pack(name, draft, out, ministry=ministry, source=source, replace=replace)
    _answer_built(built, as_json=as_json)


@commands.command("fetch")
def pack_fetch(
    name: NewName,
    out: OutFolder,
    *,
    place: Annotated[str | None, typer.Option(help="Name of a town, province or country.")] = None,
    bbox: Annotated[str | None, typer.Option(help="W,S,E,N in degrees.")] = None,
    polygon: Annotated[Path | None, typer.Option(help="File with the area as polygons.")] = None,
    cache: Annotated[
        Path, typer.Option(help="Where answers are kept; the same command goes on from there.")
    ] = Path(".green-zone-fetch"),
    overpass: Annotated[str, typer.Option(help="Address of the Overpass server.")] = OVERPASS_URL,
    nominatim: Annotated[
        str, typer.Option(help="Address of the Nominatim server.")
    ] = NOMINATIM_URL,
    user_agent: Annotated[
        str, typer.Option(help="Who asks: a name and a way to reach you, as the servers want it.")
    ] = USER_AGENT,
    timeout_s: Annotated[int, typer.Option(help="Seconds a server may take for an answer.")] = 180,
    tries: Annotated[int, typer.Option(help="How often a busy server is asked.")] = 5,
    pause_s: Annotated[float, typer.Option(help="Seconds before the second try.")] = 15.0,
    country: Country = None,
    zone: Zone = None,
    home_country: HomeCountry = "KR",
    home_zone: HomeZone = "Asia/Seoul",
    replace: Replace = False,
    as_json: JsonOption = False,
) -> None:
    """Download roads and places from OpenStreetMap and build a country pack of them."""
    asked = [one for one in (place, bbox, polygon) if one is not None]
    if len(asked) != 1:
        raise SettingError(f"give one area: --place, --bbox or --polygon; {len(asked)} are given")
    wanted, ministry = drafts.Wanted(country, zone), Ministry(home_country, home_zone)
    check_target(name, out, replace=replace)
    settings = FetchSettings(
        cache=cache,
        overpass_url=overpass,
        nominatim_url=nominatim,
        user_agent=user_agent,
        timeout_s=timeout_s,
        tries=tries,
        first_pause_s=pause_s,
    )
    area = _area(place, bbox, polygon, settings=settings)
    file = cache / f"{name}.osm"
    found = fetch_osm(area, file, features=OSM_FEATURES, settings=settings, tell=tell)
    tell(f"{found.ways:,} ways, {found.asked} answers asked for now")
    draft = drafts.draft_from_osm(file, wanted, progress=lambda what, n: tell(f"{n:,} {what}"))
    source = f"OpenStreetMap through {urlsplit(overpass).hostname}"
    built = write_pack(name, draft, out, ministry=ministry, source=source, replace=replace)
    _answer_built(built, as_json=as_json)


def _area(
    place: str | None, bbox: str | None, polygon: Path | None, *, settings: FetchSettings
) -> Area:
    if polygon is not None:
        return area_from_file(polygon)
    if bbox is not None:
        try:
            west, south, east, north = (float(number) for number in bbox.split(","))
        except ValueError:
            raise SettingError(f"--bbox {bbox[:60]!r}: give W,S,E,N in degrees") from None
        return area_from_bounds((west, south, east, north))
    area, found = find_area(str(place), settings=settings, tell=tell)
    tell(f"found: {found}")
    return area


def _classes(pairs: Sequence[str]) -> dict[str, str | None]:
    """Read WORD=CLASS pairs; WORD= leaves such lines out."""
    classes: dict[str, str | None] = {}
    for pair in pairs:
        word, equals, name = pair.partition("=")
        if not equals:
            raise SettingError(f"--class {pair[:60]!r}: write WORD=CLASS, such as major=primary")
        classes[word.strip()] = name.strip() or None
    return classes


def _answer_built(built: BuiltPack, *, as_json: bool) -> None:
    value = pack_value(built.pack) | {
        "parts": int(built.pack.network.part.max()) + 1,
        "out": str(built.pack.folder),
        "notes": list(built.notes),
    }
    answer(value, lambda: table_lines(value), as_json=as_json)
