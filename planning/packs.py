"""Country packs: find one, check that it is whole, open it as one value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.crs import Bounds, metric_crs
from geo.errors import (
    CrsError,
    Fault,
    FaultsError,
    MissingFileError,
    PackError,
    UnknownPlaceError,
)
from geo.files import file_content, read_upload
from geo.gazetteer import Gazetteer
from geo.notation.entries import Entry, entries_from_rows
from geo.notation.reading import excerpt
from layers.holidays import Calendar, calendar_of, known_countries
from layers.rows import read_rows
from layers.tables import layer_of_rows, read_layer
from planning.landmarks import landmarks_of
from planning.manifests import MANIFEST, Manifest, read_manifest
from planning.settings import Settings, read_settings
from routing.closures import find_closures
from routing.network import RoadNetwork
from routing.tables.build import network_from_records

PACKS = Path(__file__).resolve().parents[1] / "data"
BUILT_IN = "KHM"
LAYERS = (
    "sites", "missions", "contacts", "green_zones", "police_posts", "units", "travel_alarms",
    "closures", "signals", "places", "people", "hospitals", "fuel_stations", "police_areas", "notices",
)  # fmt: skip
MAY_LACK = ("police_areas", "notices")
"""Layers whose file a pack may do without: it has no row of them then."""
NEVER_EMPTY = ("places", "people")
"""Layers without which there is no country, unless its source had none of them."""
ROADS_FILE = "roads.npz"
"""A saved network; a pack without it has a table of roads, drawn by hand."""
_JUNCTION_COLUMNS = ("id", "name", "lat", "lon", "kind")
_WORLD: Bounds = (-180.0, -90.0, 180.0, 90.0)
# An area of use is given in whole degrees and an outline is coarse.
_SLACK_DEG = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """A country, opened: its roads, its layers and its settings. Never mutated.

    Parameters
    ----------
    folder
        Where it lies.
    manifest, settings
        What it says of itself; its numbers.
    network
        Its roads.
    junctions
        Named junctions of the road table: ``id``, ``name``, ``kind``, ``lat``, ``lon``.
    layers
        Layer name -> rows in EPSG:4326.
    gazetteer
        Names of places.
    outline
        The country in EPSG:4326.
    neighbours
        Countries around it, column ``name``, in EPSG:4326.
    """

    folder: Path
    manifest: Manifest
    settings: Settings
    network: RoadNetwork
    junctions: pd.DataFrame
    layers: Mapping[str, gpd.GeoDataFrame]
    gazetteer: Gazetteer
    outline: BaseGeometry
    neighbours: gpd.GeoDataFrame

    @property
    def name(self) -> str:
        """Short name, such as ``KHM``."""
        return self.manifest.about["name"]

    @property
    def crs(self) -> str:
        """The one metric CRS of the pack."""
        return self.manifest.about["crs"]

    @property
    def zone(self) -> ZoneInfo:
        """Time zone of the country."""
        return ZoneInfo(self.manifest.about["zone"])

    @property
    def calendar(self) -> Calendar | None:
        """Public holidays of the country; None if they are not known."""
        code = self.manifest.about["country"]
        return calendar_of(code) if code in known_countries() else None

    @property
    def home_zone(self) -> ZoneInfo:
        """Time zone of the ministry whose citizens are looked for."""
        return ZoneInfo(self.manifest.about["home_zone"])

    @property
    def home_country(self) -> str:
        """ISO 3166 alpha-2 code of the ministry whose citizens are looked for."""
        return self.manifest.about["home_country"]

    @property
    def is_schematic(self) -> bool:
        """Whether the roads are a sketch of the trunk network, not streets."""
        return self.manifest.about["resolution"] == "schematic"

    @property
    def landmarks(self) -> Gazetteer:
        """Names of reported sites, missions, Green Zones, posts and border gates."""
        return _landmarks(self)

    def entry(self, entry_id: str) -> Entry:
        """Give the place or landmark with this id.

        Raises
        ------
        UnknownPlaceError
            If there is none.
        """
        try:
            return self.gazetteer.entry(entry_id)
        except UnknownPlaceError:
            return self.landmarks.entry(entry_id)

    @property
    def bounds(self) -> Bounds:
        """West, south, east, north of the country, degrees."""
        west, south, east, north = self.outline.bounds
        return float(west), float(south), float(east), float(north)


@lru_cache(maxsize=8)
def _landmarks(pack: Pack) -> Gazetteer:
    return landmarks_of(pack.layers, pack.junctions, pack.outline)


def with_layers(pack: Pack, layers: Mapping[str, gpd.GeoDataFrame]) -> Pack:
    """Give the pack with other layers in place of some of its own; names of places follow.

    Raises
    ------
    FaultsError
        If a row names what is in no layer any more, as in `check_references`.
    """
    every = {**pack.layers, **layers}
    check_references(every, pack.network)
    gazetteer = pack.gazetteer
    if "places" in layers:
        gazetteer = _gazetteer(layers["places"], pack.manifest.country_names)
    return replace(pack, layers=MappingProxyType(every), gazetteer=gazetteer)


def find_pack(name: str) -> Path:
    """Give the folder of a pack from its short name or its own path.

    Raises
    ------
    PackError
        If there is no such pack; the message lists the ones that are.
    """
    for folder in (PACKS / name, Path(name)):
        if name.strip() and _is_pack(folder):
            return folder
    known = sorted(path.parent.name for path in PACKS.glob(f"*/{MANIFEST}"))
    raise PackError(
        f"no pack {name[:80]!r}: name one of {', '.join(known)}, or a folder with a {MANIFEST}"
    )


def _is_pack(folder: Path) -> bool:
    try:
        return (folder / MANIFEST).is_file()
    except OSError:  # a name too long, or a folder that may not be looked into
        return False


def open_pack(name: str = BUILT_IN) -> Pack:
    """Open a pack by its short name or its folder.

    Raises
    ------
    PackError
        If there is no such pack.
    FaultsError
        If one of its files has faults; all faults of that file are named.
    """
    folder = find_pack(name)
    manifest = read_manifest(folder)
    about = manifest.about
    outline = _read_outline(folder / "outline.geojson")
    _check_crs(about["crs"], outline)
    settings = read_settings(folder / "settings.toml")
    layers = {kind: _read_layer(folder, kind) for kind in LAYERS}
    junctions = _read_junctions(folder / "junctions.csv")
    network = _read_network(folder, manifest, junctions)
    check_references(layers, network)
    return Pack(
        folder=folder,
        manifest=manifest,
        settings=settings,
        network=network,
        junctions=junctions,
        layers=MappingProxyType(layers),
        gazetteer=_gazetteer(layers["places"], manifest.country_names),
        outline=outline,
        neighbours=_read_neighbours(folder / "neighbours.geojson"),
    )


def _read_layer(folder: Path, kind: str) -> gpd.GeoDataFrame:
    path = folder / f"{kind}.csv"
    if kind in MAY_LACK and not path.exists():
        return layer_of_rows([], kind)
    return read_layer(path, kind, may_be_empty=may_be_empty(folder, kind))


def _read_network(folder: Path, manifest: Manifest, junctions: pd.DataFrame) -> RoadNetwork:
    crs = manifest.about["crs"]
    if (folder / ROADS_FILE).is_file():
        network = RoadNetwork.load(folder / ROADS_FILE)
        if network.crs != crs:
            message = f"crs {excerpt(crs)} is not that of {ROADS_FILE}, {excerpt(network.crs)}"
            raise FaultsError(MANIFEST, [Fault(CrsError.code, message)])
        return network
    return network_from_records(
        _read_shapes(folder / "roads.geojson"),
        junctions,
        crs=crs,
        resolution="street" if manifest.about["resolution"] == "street" else "schematic",
    )


def may_be_empty(folder: Path, kind: str) -> bool:
    """Whether a layer may have no row: places and people only where the source had none."""
    return kind not in NEVER_EMPTY or (folder / ROADS_FILE).is_file()


def _read_neighbours(path: Path) -> gpd.GeoDataFrame:
    """Read the countries around; a pack may do without."""
    if not path.exists():
        return gpd.GeoDataFrame({"name": []}, geometry=[], crs="EPSG:4326")
    return _read_shapes(path, columns=("name",))


def check_references(layers: Mapping[str, gpd.GeoDataFrame], network: RoadNetwork) -> None:
    """Make sure that what one file of a pack names in another is there.

    A unit starts from a mission or a post, a Green Zone stands at one or at none that is
    known, a closure closes a road record or a junction, and a notice is about a site, a post,
    a Green Zone or a mission.

    Parameters
    ----------
    layers
        Layer name -> rows, as read.
    network
        The pack's roads.

    Raises
    ------
    FaultsError
        Naming every such name that leads nowhere; the subject is the file it stands in.
    """
    hosts = {*layers["missions"]["id"], *layers["police_posts"]["id"]}
    subjects = {*hosts, *layers["sites"]["id"], *layers["green_zones"]["id"]}
    found = {
        "closures.csv": _unknown_targets(layers["closures"], network),
        "units.csv": _unknown(layers["units"], "base", hosts, what="mission and no post"),
        "green_zones.csv": _unknown(
            layers["green_zones"], "host", {*hosts, ""}, what="mission and no post"
        ),
        "notices.csv": _unknown(
            layers["notices"], "about", subjects, what="site, post, Green Zone or mission"
        ),
    }
    wrong = {name: faults for name, faults in found.items() if faults}
    if len(wrong) == 1:
        raise FaultsError(*wrong.popitem())
    if wrong:
        told = (f"{name}: {fault}" for name, faults in wrong.items() for fault in faults)
        raise FaultsError(" and ".join(wrong), [Fault("UNKNOWN_ID", line) for line in told])


def _unknown_targets(closures: gpd.GeoDataFrame, network: RoadNetwork) -> list[Fault]:
    try:
        find_closures(network, closures["target"].to_numpy(dtype=np.str_))
    except FaultsError as error:
        return list(error.faults)
    return []


def _unknown(rows: gpd.GeoDataFrame, column: str, known: set[str], *, what: str) -> list[Fault]:
    return [
        Fault("UNKNOWN_ID", f"{column} {excerpt(named)} of {excerpt(own)} is no {what}")
        for own, named in zip(rows["id"], rows[column], strict=True)
        if named not in known
    ]


def _check_crs(crs: str, outline: BaseGeometry) -> None:
    """Refuse a metric system made for another part of the Earth: it bends every length."""
    try:
        area = metric_crs(crs).area_of_use
    except CrsError as error:
        raise FaultsError(MANIFEST, [Fault(error.code, f"crs: {error}")]) from None
    if area is None or area.west > area.east:  # not stated, or across the 180th meridian
        return
    west, south, east, north = outline.bounds
    beyond_deg = max(area.west - west, area.south - south, east - area.east, north - area.north)
    if beyond_deg > _SLACK_DEG:
        message = (
            f"crs {excerpt(crs)} is made for {area.west:g} to {area.east:g} degrees east and "
            f"{area.south:g} to {area.north:g} north, yet the country spans {west:.1f} to {east:.1f} "
            f"and {south:.1f} to {north:.1f}; name the system that covers it"
        )
        raise FaultsError(MANIFEST, [Fault(CrsError.code, message)])


def _read_shapes(path: Path, *, columns: Iterable[str] = ()) -> gpd.GeoDataFrame:
    """Read one of the pack's own GeoJSON files as carefully as an upload.

    What would be a warning for an upload, such as a row left out, is a fault here: nothing
    of a sealed file may be missing or mended in silence.
    """
    try:
        upload = read_upload(path.name, file_content(path), bounds=_WORLD)
    except MissingFileError:
        raise FaultsError(path.name, [Fault("NO_FILE", "the file is missing")]) from None
    remarks = (warning.removeprefix(f"{path.name}: ") for warning in upload.warnings)
    faults = [*upload.left_out, *(Fault("LEFT_OUT", remark) for remark in remarks)]
    shapes = next(iter(upload.layers.values()))
    faults += _missing(shapes.columns, columns)
    if faults:
        raise FaultsError(path.name, faults)
    return shapes


def _read_outline(path: Path) -> BaseGeometry:
    """Read the country as one shape, made ready for many questions."""
    shapes = _read_shapes(path).geometry
    outline: BaseGeometry = shapes.iloc[0] if len(shapes) == 1 else shapes.union_all()
    shapely.prepare(outline)
    return outline


def _read_junctions(path: Path) -> pd.DataFrame:
    table = read_rows(path)
    faults = _missing(table.columns, _JUNCTION_COLUMNS)
    if faults:
        raise FaultsError(path.name, faults)
    cells = [cells for _, cells in table.rows]
    junctions = pd.DataFrame(cells, columns=list(table.columns), dtype=str)
    for column in ("lat", "lon"):
        junctions[column] = pd.to_numeric(junctions[column], errors="coerce").astype(np.float64)
    return junctions


def _missing(present: Iterable[str], needed: Iterable[str]) -> list[Fault]:
    lacking = [name for name in needed if name not in set(present)]
    return [Fault("NO_COLUMN", "the column is missing", column=name) for name in lacking]


def _gazetteer(places: gpd.GeoDataFrame, country_names: Iterable[str]) -> Gazetteer:
    rows = places.drop(columns="geometry").astype(object)
    records = rows.where(rows.notna(), "").to_dict("records")
    return Gazetteer(entries_from_rows(records), country_names=country_names)
