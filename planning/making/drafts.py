"""What a source of roads gives for a new pack: roads, layers, outline, before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.crs import metric_crs
from geo.errors import FaultsError, NoNetworkError, OutsideError
from geo.formats.drafts import shown_name
from geo.osmfile import OsmExtract, Progress, read_osm
from layers.osm import OSM_FEATURES, layers_from_osm
from planning.making.profiles import surfaces_by_class
from planning.making.shores import outline_by_shore
from planning.making.whereabouts import (
    NO_BORDERS,
    Whereabouts,
    check_zone,
    country_name,
    metric_crs_for,
    whereabouts_of,
)
from planning.manifests import COARSE_OUTLINE_M
from planning.packs import PACKS
from routing.assembly import projected
from routing.interchange.graph_checks import check_graph
from routing.interchange.graph_fields import written_crs
from routing.interchange.graphs_nx import network_from_osmnx
from routing.lines.files import read_lines
from routing.lines.roads import network_from_lines
from routing.network import FloatArray, RoadNetwork
from routing.openstreetmap.roads import network_from_osm
from routing.openstreetmap.speeds import read_zone_limits
from routing.osmnx_io import read_graphml
from routing.tables.jemss import read_jemss

NO_LAYERS: Mapping[str, gpd.GeoDataFrame] = MappingProxyType({})
COUNTRY_LEVEL = 2
ZONE_LIMITS = PACKS / "speed_limits.csv"
# Metres for the time until it is known where the roads lie.
_ANYWHERE = "EPSG:6933"
# Of the roads, how many an area must hold to be the outline of the pack.
_MOST = 0.9
_ISO_LETTERS = 2
_HALF_ROUND_DEG = 180.0
# Where no outline is drawn: so far around the roads still counts as inside.
_AROUND_M = 5000.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person may say about a new pack; what is None is found out.

    Parameters
    ----------
    country
        ISO 3166 alpha-2 of the country the roads lie in.
    zone
        Its time zone.

    Raises
    ------
    SettingError
        If there is no such country or zone.
    """

    country: str | None = None
    zone: str | None = None

    def __post_init__(self) -> None:
        if self.country is not None:
            country_name(self.country)
        if self.zone is not None:
            check_zone(self.zone)


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """A pack before it is written.

    Parameters
    ----------
    network
        Its roads.
    where
        Its country and time zone.
    outline
        EPSG:4326.
    as_of
        ISO date of the source.
    attribution
        Whom the data are owed to, and their licence.
    layers
        Layers found in the source, by name; the others are empty.
    notes
        What was left out or assumed, a sentence each.
    outline_m
        How far the outline may stray from the true border and shore, metres.
    """

    network: RoadNetwork
    where: Whereabouts
    outline: BaseGeometry
    as_of: str
    attribution: str
    layers: Mapping[str, gpd.GeoDataFrame] = field(default_factory=lambda: NO_LAYERS)
    notes: tuple[str, ...] = ()
    outline_m: float = COARSE_OUTLINE_M


# What `geo.osmfile.read_osm` counts, for people.
_LEFT_OUT = {
    "cut_ways": "roads of which the file holds fewer than two points",
    "cut_features": "places of which the file does not hold the outline",
    "cut_boundaries": "areas of which the file does not hold the whole border",
    "broken_restrictions": "turn restrictions that lack a part",
    "missing_points": "points of roads that lie outside the file",
}
OSM_ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0, https://www.openstreetmap.org/copyright"


def draft_from_osm(path: Path, wanted: Wanted, *, progress: Progress | None = None) -> Draft:
    """Read a whole country out of an OpenStreetMap file.

    Raises
    ------
    GreenZoneError
        As `geo.osmfile.read_osm` and `routing.openstreetmap.roads.network_from_osm`.
    """
    return draft_from_extract(read_osm(path, features=OSM_FEATURES, progress=progress), wanted)


def draft_from_extract(extract: OsmExtract, wanted: Wanted) -> Draft:
    """Make roads and layers of what was read from OpenStreetMap."""
    lon, lat = extract.points.lon, extract.points.lat
    crs = _metric_crs(lon, lat)
    where = settled(lon, lat, wanted, borders=_borders(extract.boundaries))
    roads = network_from_osm(
        extract.roads,
        extract.points,
        extract.restrictions,
        crs=crs,
        country=where.country,
        zones=read_zone_limits(ZONE_LIMITS),
        surfaces_by_class=surfaces_by_class(where.country),
    )
    found = layers_from_osm(
        extract.features, extract.boundaries, as_of=extract.as_of, host_country=where.country
    )
    outline = outline_by_shore(
        _area(extract.boundaries, roads.network), extract.coast, roads.network
    )
    cut = {**extract.left_out, "missing_points": extract.missing_points}
    left_out = {**{_LEFT_OUT[what]: n for what, n in cut.items()}, **roads.left_out}
    return Draft(
        network=roads.network,
        where=where,
        outline=outline.shape,
        outline_m=outline.coarse_m,
        as_of=extract.as_of,
        attribution=OSM_ATTRIBUTION,
        layers=found.layers,
        notes=(
            *outline.notes,
            *found.notes,
            *(f"left out: {n} {what}" for what, n in left_out.items() if n),
        ),
    )


def draft_from_graphml(path: Path, wanted: Wanted) -> Draft:
    """Make a pack of the roads of a GraphML file of OSMnx.

    Raises
    ------
    GreenZoneError
        As `routing.osmnx_io.read_graphml` and `routing.interchange.graphs_nx.network_from_osmnx`.
    """
    graph = read_graphml(path)
    faults = check_graph(graph)
    if faults:
        raise FaultsError(path.name, faults)
    lon, lat = (np.array(list(dict(graph.nodes(axis)).values()), dtype=float) for axis in "xy")
    crs = _metric_crs(lon, lat)
    where = settled(lon, lat, wanted)
    network, _ = network_from_osmnx(
        graph,
        crs=written_crs(graph) or crs,
        country=where.country,
        zones=read_zone_limits(ZONE_LIMITS),
        surfaces_by_class=surfaces_by_class(where.country),
    )
    closed = graph.number_of_edges() - network.edge_count
    notes = (f"left out: {closed} edges that nobody may use",) if closed else ()
    return _draft_of_roads(network, path, where, notes=notes)


def draft_from_lines(
    path: Path, wanted: Wanted, *, classes: Mapping[str, str | None], layer: str | None = None
) -> Draft:
    """Make a pack of the roads of a line layer.

    Parameters
    ----------
    path
        GeoPackage, GeoJSON, KML or Shapefile.
    wanted
        What a person says of it.
    classes
        Words of its class column and which classes of road they are.
    layer
        Name of the layer, if several hold lines.

    Raises
    ------
    GreenZoneError
        As `routing.lines.files.read_lines` and `routing.lines.roads.network_from_lines`.
    """
    file = read_lines(path, layer=layer)
    lon, lat = shapely.get_coordinates(file.lines.geometry.array).T
    crs = _metric_crs(lon, lat)
    where = settled(lon, lat, wanted)
    roads = network_from_lines(
        file.lines,
        crs=crs,
        classes=classes,
        surfaces_by_class=surfaces_by_class(where.country),
    )
    return _draft_of_roads(roads.network, path, where, notes=(*file.warnings, *roads.notes))


def draft_from_jemss(path: Path, wanted: Wanted, *, travel_mode: str) -> Draft:
    """Make a pack of the arcs of an ambulance simulator, with the times they give.

    Raises
    ------
    GreenZoneError
        As `routing.tables.jemss.read_jemss`.
    """
    network = read_jemss(path, crs=_ANYWHERE, travel_mode=travel_mode)
    crs = _metric_crs(network.lon, network.lat)
    where = settled(network.lon, network.lat, wanted)
    notes = ("driving times are those of the file, at every hour and in every season",)
    return _draft_of_roads(projected(network, crs), path, where, notes=notes)


def _draft_of_roads(
    network: RoadNetwork, path: Path, where: Whereabouts, *, notes: tuple[str, ...] = ()
) -> Draft:
    """Make a pack of roads alone, as old as their file."""
    written = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC).date()
    name = shown_name(path.name)
    return Draft(
        network=network,
        where=where,
        outline=outline_around(network),
        as_of=written.isoformat(),
        attribution=f"roads: {name}; whose they are and their licence are not stated in it",
        notes=(*notes, f"the roads are taken to be as old as their file, of {written}"),
    )


def settled(
    lon: FloatArray,
    lat: FloatArray,
    wanted: Wanted,
    *,
    borders: Mapping[str, BaseGeometry] = NO_BORDERS,
) -> Whereabouts:
    """Say where roads lie, a person's word before what towns and borders say.

    Who names both the country and its zone is believed.

    Raises
    ------
    GreenZoneError
        As `planning.making.whereabouts.whereabouts_of`.
    """
    if wanted.country is not None and wanted.zone is not None:
        return Whereabouts(wanted.country, wanted.zone, country_name(wanted.country))
    found = whereabouts_of(lon, lat, country=wanted.country, borders=borders)
    return replace(found, zone=wanted.zone or found.zone)


def _borders(boundaries: gpd.GeoDataFrame) -> dict[str, BaseGeometry]:
    """Give the outlines of the countries that a source has whole, by ISO 3166 alpha-2."""
    countries = boundaries[boundaries["admin_level"] == COUNTRY_LEVEL]
    return {
        iso: area
        for iso, area in zip(countries["iso"], countries.geometry, strict=True)
        if len(iso) == _ISO_LETTERS
    }


def _metric_crs(lon: FloatArray, lat: FloatArray) -> str:
    if not len(lon):
        raise NoNetworkError("roads: no position at all; give a source that holds roads")
    west, east, south, north = map(float, (lon.min(), lon.max(), lat.min(), lat.max()))
    if east - west > _HALF_ROUND_DEG:
        raise OutsideError(
            f"these roads span {east - west:.0f} degrees of longitude: one pack does not reach "
            "over the 180th meridian or round the Earth; cut the source into parts"
        )
    return metric_crs_for((west, south, east, north))


def _area(boundaries: gpd.GeoDataFrame, network: RoadNetwork) -> BaseGeometry:
    """Give the country's border, at sea too, where the source has it whole; else one around."""
    points = shapely.points(network.lon, network.lat)
    for area in boundaries[boundaries["admin_level"] == COUNTRY_LEVEL].geometry:
        shapely.prepare(area)
        if shapely.contains(area, points).mean() >= _MOST:
            whole: BaseGeometry = area
            return whole
    return outline_around(network)


def outline_around(network: RoadNetwork) -> BaseGeometry:
    """Draw the least convex outline around the roads and what is near them, EPSG:4326."""
    nodes = shapely.multipoints(np.column_stack([network.x, network.y]))
    around = shapely.buffer(shapely.convex_hull(nodes), _AROUND_M, quad_segs=4)
    system = metric_crs(network.crs)
    shape: BaseGeometry = (
        gpd.GeoSeries([around], crs=system).to_crs("EPSG:4326").make_valid().iloc[0]
    )
    return shape
