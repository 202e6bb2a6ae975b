"""What each source of roads gives for a pack, on worlds of a few streets."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import networkx as nx
import numpy as np
import pytest
import shapely

from geo.errors import (
    FaultsError,
    GreenZoneError,
    MissingFileError,
    NoNetworkError,
    OsmDamagedError,
    OsmEmptyError,
    OsmFileError,
    OutsideError,
    SettingError,
)
from planning.making.drafts import (
    OSM_ATTRIBUTION,
    Draft,
    Wanted,
    draft_from_graphml,
    draft_from_jemss,
    draft_from_lines,
    draft_from_osm,
)
from routing.interchange.graphs_nx import to_osmnx
from routing.osmnx_io import write_graphml
from tests.geo.osm_worlds import as_pbf, node, relation, way, world

ANY = Wanted()
ROAD = {"highway": "residential", "name": "Street"}
WEST, SOUTH = 104.9, 11.55  # Phnom Penh
DAY = datetime(2024, 5, 6, 7, tzinfo=UTC)


def corner(number: int, east: int, north: int) -> str:
    """A node on a grid of a hundredth of a degree."""
    return node(number, WEST + east / 100, SOUTH + north / 100)


STREETS = [
    *(corner(1 + place, place, 0) for place in range(4)),
    way(1, [1, 2, 3, 4], ROAD),
]
FRAME = [corner(11, -9, -9), corner(12, 9, -9), corner(13, 9, 9), corner(14, -9, 9)]
BORDER = {"type": "boundary", "boundary": "administrative", "admin_level": "2", "name": "L"}


def with_border(iso: str) -> str:
    """The streets inside the whole border of a country."""
    return world(
        *FRAME,
        *STREETS,
        way(9, [11, 12, 13, 14, 11], {}),
        relation(1, ["w9 outer"], {**BORDER, "ISO3166-1:alpha2": iso}),
    )


def written(folder: Path, text: str, name: str = "world.osm") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    os.utime(path, (DAY.timestamp(), DAY.timestamp()))
    return path


def test_a_world_of_openstreetmap_gives_roads_layers_and_where_they_lie(tmp_path: Path) -> None:
    post = node(21, WEST, SOUTH, amenity="police", name="Post")
    town = node(22, WEST, SOUTH, place="town", name="Town", population="1200")
    nameless = node(23, WEST, SOUTH, place="village")
    draft = draft_from_osm(written(tmp_path, world(*STREETS, post, town, nameless)), ANY)
    assert (draft.where.country, draft.where.zone) == ("KH", "Asia/Phnom_Penh")
    assert draft.where.country_name == "Cambodia"
    assert draft.network.crs == "EPSG:32648"
    assert (draft.network.node_count, draft.network.edge_count) == (2, 2)
    assert draft.layers["police_posts"]["name"].tolist() == ["Post"]
    assert draft.layers["people"]["people"].tolist() == [1200]
    assert (draft.as_of, draft.attribution) == ("2024-05-06", OSM_ATTRIBUTION)
    assert draft.notes[-1] == "left out: 1 places without a name"


def test_what_the_file_cuts_off_is_said_in_words(tmp_path: Path) -> None:
    text = world(*STREETS, way(2, [4, 99], ROAD), relation(1, ["w8 outer"], BORDER))
    notes = draft_from_osm(written(tmp_path, text), ANY).notes
    assert notes[-3:] == (
        "left out: 1 areas of which the file does not hold the whole border",
        "left out: 1 roads of which the file holds fewer than two points",
        "left out: 1 points of roads that lie outside the file",
    )


def test_the_outline_is_the_border_where_the_file_has_it_whole(tmp_path: Path) -> None:
    draft = draft_from_osm(written(tmp_path, with_border("KH")), ANY)
    assert draft.outline.bounds == pytest.approx(
        (WEST - 0.09, SOUTH - 0.09, WEST + 0.09, SOUTH + 0.09)
    )
    alone = draft_from_osm(written(tmp_path, world(*STREETS)), ANY)
    west, south, east, north = alone.outline.bounds
    # 5 km around streets of 0.03 degrees: 5 / 110.6 of latitude, 5 / 109.0 of longitude
    assert (WEST - west, east - WEST - 0.03) == pytest.approx((0.0459, 0.0459), abs=2e-4)
    assert (SOUTH - south, north - SOUTH) == pytest.approx((0.0452, 0.0452), abs=2e-4)


def test_a_border_tells_the_country_before_the_nearest_town(tmp_path: Path) -> None:
    where = draft_from_osm(written(tmp_path, with_border("LA")), ANY).where
    assert (where.country, where.zone) == ("LA", "Asia/Vientiane")


@pytest.mark.parametrize(
    ("wanted", "country", "zone"),
    [
        (Wanted(country="KH"), "KH", "Asia/Phnom_Penh"),
        (Wanted(zone="Asia/Bangkok"), "KH", "Asia/Bangkok"),
        (Wanted("TH", "Asia/Bangkok"), "TH", "Asia/Bangkok"),
    ],
)
def test_a_person_overrules(tmp_path: Path, wanted: Wanted, country: str, zone: str) -> None:
    where = draft_from_osm(written(tmp_path, world(*STREETS)), wanted).where
    assert (where.country, where.zone) == (country, zone)


@pytest.mark.parametrize("country", ["XX", "kh", "", "Cambodia"])
def test_no_such_country(country: str) -> None:
    with pytest.raises(SettingError, match="no country code"):
        Wanted(country=country)


@pytest.mark.parametrize("zone", ["", "Asia", "../etc", "Asia/Atlantis", "x" * 999])
def test_no_such_zone(zone: str) -> None:
    with pytest.raises(SettingError, match="no time zone") as caught:
        Wanted(zone=zone)
    assert len(str(caught.value)) < 200


def test_roads_that_lie_in_another_country_than_said(tmp_path: Path) -> None:
    path = written(tmp_path, world(*STREETS))
    with pytest.raises(OutsideError, match=r"TH \(Thailand\).*KH \(Cambodia\).*--zone to insist"):
        draft_from_osm(path, Wanted(country="TH"))
    assert draft_from_osm(written(tmp_path, with_border("TH")), Wanted("TH")).where.country == "TH"


def test_roads_across_the_180th_meridian(tmp_path: Path) -> None:
    ends = [node(1, 179.9, -17.0), node(2, -179.9, -17.0)]
    with pytest.raises(OutsideError, match=r"360 degrees of longitude.*180th meridian"):
        draft_from_osm(written(tmp_path, world(*ends, way(1, [1, 2], ROAD))), ANY)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        pytest.param(b"<html><body>Log in</body></html>", OsmFileError, id="a web page"),
        pytest.param(bytes(range(256)) * 20, OsmFileError, id="any bytes"),
        pytest.param(b"", OsmEmptyError, id="empty"),
        pytest.param(world(*STREETS[:4]).encode(), NoNetworkError, id="points alone"),
        pytest.param(
            world(*STREETS[:4], way(1, [1, 2], {"building": "yes"})).encode(),
            NoNetworkError,
            id="a house",
        ),
    ],
)
def test_what_is_no_country_of_roads(
    tmp_path: Path, content: bytes, error: type[GreenZoneError]
) -> None:
    for name in ("bad.osm", "bad.osm.pbf"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(GreenZoneError) as caught:
            draft_from_osm(tmp_path / name, ANY)
        assert isinstance(caught.value, error) or name.endswith("pbf")
        assert name in str(caught.value)
        assert "\n" not in str(caught.value)


def test_a_file_cut_short(tmp_path: Path) -> None:
    whole = as_pbf(tmp_path / "w.osm.pbf", world(*STREETS)).read_bytes()
    (tmp_path / "w.osm.pbf").write_bytes(whole[:-9])
    with pytest.raises(OsmDamagedError, match="cut short"):
        draft_from_osm(tmp_path / "w.osm.pbf", ANY)
    with pytest.raises(MissingFileError, match=r"none\.osm"):
        draft_from_osm(tmp_path / "none.osm", ANY)


def saved_graph(folder: Path, **edge: str) -> Path:
    """Two junctions of Phnom Penh and a street each way."""
    graph: nx.MultiDiGraph[Any] = nx.MultiDiGraph(crs="epsg:4326")
    graph.add_nodes_from([(1, {"x": WEST, "y": SOUTH}), (2, {"x": WEST + 0.01, "y": SOUTH})])
    for tail, head in ((1, 2), (2, 1)):
        graph.add_edge(tail, head, osmid=5, highway="primary", length=1090.0)
    graph.add_edge(1, 2, osmid=6, highway="primary", length=2000.0, **edge)
    write_graphml(graph, folder / "graph.graphml")
    os.utime(folder / "graph.graphml", (DAY.timestamp(), DAY.timestamp()))
    return folder / "graph.graphml"


def test_a_graph_of_osmnx(tmp_path: Path) -> None:
    draft = draft_from_graphml(saved_graph(tmp_path, access="no"), ANY)
    assert draft.network.length_m.tolist() == [1090.0, 1090.0]
    assert (draft.where.country, draft.network.crs, draft.layers) == ("KH", "EPSG:32648", {})
    assert draft.as_of == "2024-05-06"
    assert draft.attribution.startswith("roads: graph.graphml; whose they are")
    assert draft.notes == (
        "left out: 1 edges that nobody may use",
        "the roads are taken to be as old as their file, of 2024-05-06",
    )


def test_roads_that_were_written_as_a_graph_come_back_in_their_own_system(tmp_path: Path) -> None:
    wide = [*STREETS, node(31, 97.5, 8.0), node(32, 97.51, 8.0), way(7, [31, 32], ROAD)]
    made = draft_from_osm(written(tmp_path, world(*wide)), ANY).network
    assert made.crs.startswith("+proj=laea")
    graph = to_osmnx(made)
    graph.remove_nodes_from([key for key, about in graph.nodes(data=True) if about["x"] < 100])
    write_graphml(graph, tmp_path / "part.graphml")
    part = draft_from_graphml(tmp_path / "part.graphml", ANY).network
    assert (part.crs, part.node_count) == (made.crs, 2)


def test_a_graph_in_metres_is_refused_before_anything_is_looked_up(tmp_path: Path) -> None:
    graph: nx.MultiDiGraph[Any] = nx.MultiDiGraph(crs="epsg:32648")
    graph.add_nodes_from([(1, {"x": 49e4, "y": 127e4}), (2, {"x": 49.1e4, "y": 127e4})])
    graph.add_edge(1, 2, osmid=5, highway="primary", length=1000.0)
    write_graphml(graph, tmp_path / "m.graphml")
    with pytest.raises(FaultsError, match="reproject it") as caught:
        draft_from_graphml(tmp_path / "m.graphml", ANY)
    assert (caught.value.subject, len(caught.value.faults)) == ("m.graphml", 3)


def lines_file(folder: Path, **words: str) -> Path:
    course = [[WEST, SOUTH], [WEST + 0.01, SOUTH], [WEST + 0.02, SOUTH]]
    feature = {
        "type": "Feature",
        "properties": words,
        "geometry": {"type": "LineString", "coordinates": course},
    }
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    return written(folder, text, "roads.geojson")


@pytest.mark.parametrize(
    ("words", "classes"),
    [
        ({"highway": "primary"}, {}),
        ({"highway": "major"}, {"major": "primary"}),
        ({"title": "A"}, {"": "primary"}),
    ],
)
def test_lines_of_any_words(
    tmp_path: Path, words: dict[str, str], classes: dict[str, str | None]
) -> None:
    draft = draft_from_lines(lines_file(tmp_path, **words), ANY, classes=classes)
    assert (draft.where.country, draft.network.crs) == ("KH", "EPSG:32648")
    assert draft.network.length_m == pytest.approx([2181.0] * 2, abs=1.0)  # 0.02 degrees east
    assert draft.as_of == "2024-05-06"


@pytest.mark.parametrize(
    ("classes", "says"),
    [
        ({}, "'major' .1 line.: no class of road; say it for each word, such as major=primary"),
        ({"major": "autobahn"}, "class 'autobahn' is not one of expressway, trunk"),
    ],
)
def test_words_that_are_no_class(tmp_path: Path, classes: dict[str, str | None], says: str) -> None:
    with pytest.raises(FaultsError, match=says):
        draft_from_lines(lines_file(tmp_path, highway="major"), ANY, classes=classes)


def jemss_file(folder: Path) -> Path:
    """Two nodes and an arc each way: 60 s with siren, 90 s without."""
    nodes = f"nodes\nindex,x,y,offRoadAccess\n1,{WEST},{SOUTH},1\n2,{WEST + 0.01},{SOUTH},1\n"
    about = "miscData\narcForm,numModes\ndirected,2\n\narcs"
    arcs = "\n".join(
        f"{n},{u},{v},1.09,{60 / 86400},{90 / 86400}" for n, u, v in ((1, 1, 2), (2, 2, 1))
    )
    head = "index,fromNode,toNode,distance,mode_1,mode_2"
    with ZipFile(folder / "j.zip", "w") as archive:
        archive.writestr("nodes.csv", nodes)
        archive.writestr("arcs.csv", f"{about}\n{head}\n{arcs}\n")
    return folder / "j.zip"


@pytest.mark.parametrize(("mode", "seconds"), [("urgent", 60.0), ("normal", 90.0)])
def test_arcs_of_an_ambulance_simulator(tmp_path: Path, mode: str, seconds: float) -> None:
    draft = draft_from_jemss(jemss_file(tmp_path), ANY, travel_mode=mode)
    assert draft.network.given_s == pytest.approx([seconds, seconds])
    assert (draft.where.country, draft.network.crs) == ("KH", "EPSG:32648")
    assert draft.notes[0].startswith("driving times are those of the file")


@pytest.mark.parametrize(
    "read",
    [
        pytest.param(lambda path: draft_from_graphml(path, ANY), id="graph"),
        pytest.param(lambda path: draft_from_lines(path, ANY, classes={}), id="lines"),
        pytest.param(lambda path: draft_from_jemss(path, ANY, travel_mode="urgent"), id="jemss"),
    ],
)
def test_a_web_page_is_no_source(tmp_path: Path, read: Callable[[Path], Draft]) -> None:
    for name in ("x.graphml", "x.geojson", "x.zip"):
        with pytest.raises(FaultsError, match=name):
            read(written(tmp_path, "<html><body>Log in</body></html>", name))


def test_every_outline_holds_its_roads(tmp_path: Path) -> None:
    for text in (world(*STREETS), with_border("KH")):
        draft = draft_from_osm(written(tmp_path, text), ANY)
        points = shapely.points(draft.network.lon, draft.network.lat)
        assert np.all(shapely.contains(draft.outline, points))
