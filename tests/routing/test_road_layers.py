"""The GeoPackage of a network, opened by the programs that others use."""

import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import osmnx
import pyogrio
import pytest
import shapely

from geo.errors import WriteError
from routing.graphs_nx import to_osmnx
from routing.network import RoadNetwork
from routing.road_layers import road_layers, save_geopackage
from tests.routing.towns import build, road

PLACES = {"A": (0.0, 0.0), "B": (1.0, 0.0), "C": (1.0, 1.0)}


@pytest.fixture
def network() -> RoadNetwork:
    street = road("A", "B", key="ab", name="ផ្លូវ ៥", ref="NR 5", limit_kph=40, via=[(0.5, 0.5)])
    return build([street, road("B", "C", key="bc", oneway="yes", toll="yes")], PLACES, C="town")


def test_the_file_says_in_words_what_the_network_holds(
    network: RoadNetwork, tmp_path: Path
) -> None:
    path = tmp_path / "roads.gpkg"
    save_geopackage(network, path)
    nodes, edges = (gpd.read_file(path, layer=layer) for layer in ("nodes", "edges"))
    assert nodes[["id", "name", "kind"]].to_numpy().tolist() == [
        ["A", "Junction A", "junction"], ["B", "Junction B", "junction"], ["C", "Junction C", "town"],
    ]  # fmt: skip
    assert edges["road"].tolist() == ["ab", "bc"]
    street = edges.iloc[0]
    assert street[["from_node", "to_node", "class", "surface"]].tolist() == [
        "A", "B", "urban", "asphalt",
    ]  # fmt: skip
    assert street[["name", "ref", "limit_kph", "length_m"]].tolist() == [
        "ផ្លូវ ៥", "NR 5", 40.0, network.length_m[0],
    ]  # fmt: skip
    assert edges[["oneway", "toll"]].to_numpy().tolist() == [[False, False], [True, True]]
    assert edges["car"].tolist() == ["yes", "yes"]
    assert shapely.get_coordinates(street.geometry).tolist() == [
        list(position) for position in zip(*network.course(0), strict=True)
    ]


def test_each_direction_is_a_line_of_its_own_if_asked(network: RoadNetwork) -> None:
    edges = road_layers(network, directed=True)["edges"]
    assert edges[["road", "from_node", "to_node"]].to_numpy().tolist() == [
        ["ab", "A", "B"], ["bc", "B", "C"], ["ab", "B", "A"],
    ]  # fmt: skip
    assert edges.geometry.iloc[2].equals(edges.geometry.iloc[0].reverse())


def test_it_has_the_layers_shapes_and_system_that_osmnx_writes(
    network: RoadNetwork, tmp_path: Path
) -> None:
    save_geopackage(network, tmp_path / "ours.gpkg")
    osmnx.save_graph_geopackage(to_osmnx(network), tmp_path / "theirs.gpkg")
    told = []
    for name in ("ours.gpkg", "theirs.gpkg"):
        with closing(sqlite3.connect(tmp_path / name)) as database:
            columns = "table_name, geometry_type_name, srs_id, z, m"
            query = f"SELECT {columns} FROM gpkg_geometry_columns ORDER BY 1"  # noqa: S608 - own words
            told.append(database.execute(query).fetchall())
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        counts = [pyogrio.read_info(tmp_path / name, layer=layer) for layer in ("nodes", "edges")]
        told.append([(info["features"], info["crs"]) for info in counts])
    assert (
        told[0] == told[2] == [("edges", "LINESTRING", 4326, 0, 0), ("nodes", "POINT", 4326, 0, 0)]
    )
    assert told[1] == told[3] == [(3, "EPSG:4326"), (2, "EPSG:4326")]


def test_what_was_there_stays_where_it_cannot_be_written(
    network: RoadNetwork, tmp_path: Path
) -> None:
    with pytest.raises(WriteError):
        save_geopackage(network, tmp_path / "none" / "roads.gpkg")
    assert list(tmp_path.iterdir()) == []
