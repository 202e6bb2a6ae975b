"""Packs end at the shore: two islands on squared paper, and the Maldives."""

from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely import MultiLineString, box

from geo.crs import Metric
from geo.errors import FaultsError, OutsideError, TooFarError
from planning.making.building import Ministry, write_pack
from planning.making.drafts import Wanted, draft_from_osm
from planning.making.shores import SHORE_OUTLINE_M, outline_by_shore
from planning.manifests import COARSE_OUTLINE_M, read_manifest
from planning.moment import Moment, moment_of, parse_when
from planning.packs import Pack, open_pack
from planning.places import check_inside, locate
from routing.network import FERRY
from tests.geo.osm_worlds import node, relation, way, world
from tests.planning.worlds import make_pack

COAST = {"natural": "coastline"}
# A thousandth of a degree is 111 m at the equator. West island: 73.000 to 73.020, with a road
# and a jetty that ends 333 m off its east shore; east island: 73.030 to 73.040, no road.
NODES = [
    *(node(i, 72.9 + 0.3 * (i in {2, 3}), -0.1 + 0.3 * (i in {3, 4})) for i in range(1, 5)),
    *(node(10 + i, 73.0 + 0.02 * (i in {1, 2}), 0.02 * (i in {2, 3})) for i in range(4)),
    *(node(20 + i, 73.03 + 0.01 * (i in {1, 2}), 0.02 * (i in {2, 3})) for i in range(4)),
    *(node(30 + i, lon, 0.01) for i, lon in enumerate((73.005, 73.015, 73.023))),
]
COUNTRY = relation(
    9, ["w1 outer"], {"type": "boundary", "boundary": "administrative", "admin_level": "2"}
)
ISLANDS = [
    way(1, [1, 2, 3, 4, 1], {"boundary": "administrative"}),
    way(2, [10, 11, 12], COAST),
    way(3, [12, 13, 10], COAST),
    way(4, [20, 21, 22, 23, 20], COAST),
    way(5, [30, 31], {"highway": "residential"}),
    way(6, [31, 32], {"highway": "service"}),
    way(7, [32, 20], {"route": "ferry", "foot": "yes"}),
]
JETTY, BETWEEN, WEST, EAST = (73.0215, 0.01), (73.0265, 0.01), (73.002, 0.01), (73.031, 0.01)


def build(folder: Path, file: Path) -> Pack:
    draft = draft_from_osm(file, Wanted("MV", "Indian/Maldives"))
    return write_pack("ISLES", draft, folder / "pack", ministry=Ministry(), source="a test").pack


def built(folder: Path, *objects: str) -> Pack:
    file = folder / "isles.osm"
    file.write_text(world(*NODES, *objects), encoding="utf-8")
    return build(folder, file)


def at_noon(pack: Pack) -> Moment:
    return moment_of(pack, parse_when("2025-10-18T12:00", pack))


@pytest.fixture(scope="module")
def isles(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return built(tmp_path_factory.mktemp("isles"), *ISLANDS, COUNTRY)


def test_the_outline_is_the_islands_and_the_jetty(isles: Pack) -> None:
    west, east = box(73.0, 0, 73.02, 0.02), box(73.03, 0, 73.04, 0.02)
    assert len(shapely.get_parts(isles.outline)) == 2
    assert shapely.covers(isles.outline.buffer(1e-5), west | east)  # written to a metre
    beyond = shapely.get_parts(isles.outline - (west | east).buffer(1e-5))
    x, y = Metric(isles.crs).to_metres(*shapely.get_coordinates(beyond[0]).T)
    # The jetty: 333 m and a round end of 50 m, 100 m wide; the ferry is none of it.
    assert len(beyond) == 1
    assert float(np.ptp(x)) == pytest.approx(383, abs=4)
    assert float(np.ptp(y)) == pytest.approx(100, abs=4)
    assert isles.manifest.outline_m == SHORE_OUTLINE_M


@pytest.mark.parametrize("place", [WEST, EAST, JETTY])
def test_a_place_on_land_or_on_a_jetty_is_in_the_country(
    isles: Pack, place: tuple[float, float]
) -> None:
    check_inside(isles, lon=place[0], lat=place[1])


def test_a_place_in_the_sea_is_told_how_far_land_is(isles: Pack) -> None:
    # 73.0265 is 340 m from the end of the jetty and its 50 m, and 389 m from the east island.
    with pytest.raises(OutsideError, match=r"in the sea .* nearest land is 34\d m from there"):
        check_inside(isles, lon=BETWEEN[0], lat=BETWEEN[1])


def test_within_the_fineness_of_the_outline_the_sea_is_land(isles: Pack) -> None:
    check_inside(isles, lon=73.0417, lat=0.01)  # 189 m off the east island
    with pytest.raises(OutsideError, match=r"21\d m from there"):
        check_inside(isles, lon=73.0419, lat=0.01)


def test_no_way_leads_over_the_sea(isles: Pack) -> None:
    noon = at_noon(isles)
    with pytest.raises(TooFarError, match=r"lies 89\d m from the nearest road, .* crosses the sea"):
        noon.snap_place(locate(isles, f"{EAST[1]}, {EAST[0]}"))
    reached = noon.snap(*np.array([WEST, EAST, JETTY]).T).is_reached
    assert reached.tolist() == [True, False, True]
    # A hut 150 m off the end of the jetty is joined to it: less water than the outline is coarse.
    assert noon.snap([73.0243], [0.01]).is_reached.tolist() == [True]
    assert noon.snap([73.0255], [0.01]).is_reached.tolist() == [False]


def test_the_coarse_outline_still_lets_pass(isles: Pack, tmp_path: Path) -> None:
    """The same islands in a pack that says nothing of its outline: 6 km of water are none."""
    for file in isles.folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    manifest = tmp_path / "manifest.toml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace(f"outline_m = {SHORE_OUTLINE_M}\n", ""), encoding="utf-8")
    coarse = open_pack(str(tmp_path))
    assert coarse.manifest.outline_m == COARSE_OUTLINE_M
    assert at_noon(coarse).snap([EAST[0]], [EAST[1]]).is_reached.tolist() == [True]
    check_inside(coarse, lon=BETWEEN[0], lat=BETWEEN[1])


@pytest.mark.parametrize("value", ["0", "-5.0", "inf", "nan", '"200"', "true"])
def test_a_fineness_that_is_none(isles: Pack, tmp_path: Path, value: str) -> None:
    text = (isles.folder / "manifest.toml").read_text(encoding="utf-8")
    text = text.replace(f"outline_m = {SHORE_OUTLINE_M}", f"outline_m = {value}")
    (tmp_path / "manifest.toml").write_text(text, encoding="utf-8")
    with pytest.raises(FaultsError, match="outline_m must be a number of metres above 0"):
        read_manifest(tmp_path)


def test_without_a_border_the_sea_near_the_roads_is_still_sea(tmp_path: Path) -> None:
    pack = built(tmp_path, *ISLANDS[1:])
    assert shapely.intersects_xy(pack.outline, *JETTY)
    assert not shapely.intersects_xy(pack.outline, *BETWEEN)


def shore(*points: tuple[float, float]) -> MultiLineString:
    return MultiLineString([points])


def test_what_is_not_certain_is_said() -> None:
    network, area = make_pack().network, box(103.0, 11.0, 106.0, 13.0)
    inland = outline_by_shore(area, MultiLineString(), network)
    assert inland.shape.equals(area)
    assert inland.coarse_m == COARSE_OUTLINE_M
    assert "no coastline in the source" in inland.notes[0]
    whole = outline_by_shore(area, shore((102, 11.2), (104, 11.2), (107, 11.2)), network)
    assert whole.shape.area == pytest.approx(3 * 1.8)
    assert whole.notes == ()
    # Cut off at 104: straight south to the edge, 0.2 degrees away.
    cut = outline_by_shore(area, shore((102, 11.2), (103.5, 11.2), (104, 11.2)), network)
    assert cut.shape.area == pytest.approx(6 - 0.2)
    assert "cut off, and led straight on: 1;" in cut.notes[0]


@pytest.fixture(scope="module")
def maldives(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Pack:
    file = shared / "data" / "osm" / "maldives-latest.osm.pbf"
    return build(tmp_path_factory.mktemp("maldives"), file)


def test_the_maldives_are_islands(maldives: Pack) -> None:
    outline, network = maldives.outline, maldives.network
    assert len(shapely.get_parts(outline)) > 1000
    assert shapely.is_valid(outline)
    assert shapely.get_num_coordinates(outline) < 30_000
    x, y = Metric(maldives.crs).to_metres(*shapely.get_coordinates(outline).T)
    points = iter(np.column_stack([x, y]))
    land_m2 = shapely.transform(outline, lambda old: np.array([next(points) for _ in old])).area
    # Land is given as about 300 km2 (general knowledge); the waters of the country as 3,000 times.
    assert 200e6 < land_m2 < 320e6
    edges = network.first_edges()
    is_land = (network.road_class[edges] != FERRY)[
        np.repeat(np.arange(network.record_count), np.diff(network.course_start))
    ]
    roads = shapely.points(network.course_lon[is_land], network.course_lat[is_land])
    # A vertex within 50 m may be left out, and the outline is written to a metre.
    assert shapely.dwithin(outline, roads, 51 / 110_000).all()


def test_a_place_in_the_maldives(maldives: Pack) -> None:
    noon = at_noon(maldives)
    # Malé; then a reef 1 km off any island; then the clinic of an island without a road.
    male, clinic = (locate(maldives, text) for text in ("4.1750, 73.5090", "5.27341, 73.58748"))
    assert noon.snap_place(male).foot_count >= 1
    with pytest.raises(OutsideError, match=r"in the sea .* nearest land is 99\d m from there"):
        locate(maldives, "5.5007, 73.5103")
    with pytest.raises(TooFarError, match="the way there crosses the sea"):
        noon.snap_place(clinic)


def test_no_way_to_a_road_of_the_maldives_crosses_the_sea(maldives: Pack) -> None:
    """Against the difference with the whole outline, place by place."""
    places = maldives.layers["places"].geometry
    snaps = at_noon(maldives).snap(places.x.to_numpy(), places.y.to_numpy())
    assert snaps.foot_count > 250
    ends = [np.column_stack([snaps.lon, snaps.lat])[snaps.point]]
    ends += [np.column_stack([snaps.foot_lon, snaps.foot_lat])]
    ways = np.asarray(shapely.linestrings(np.stack(ends, axis=1)))
    wet_m = shapely.length(shapely.difference(ways, maldives.outline)) * 111_000
    assert wet_m.max() <= SHORE_OUTLINE_M * 1.01
    assert (wet_m[snaps.access_m > SHORE_OUTLINE_M] > 10).any()
