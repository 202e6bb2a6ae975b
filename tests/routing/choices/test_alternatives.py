"""Ways that share little, on towns whose every answer is known and on random ones."""

from itertools import combinations, permutations
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import NoRouteError, SettingError
from routing.choices.alternatives import LONGEST, Alternatives, alternative_paths
from routing.network import RoadNetwork
from routing.paths import EdgeHazard, Path, RiskPreference, fastest_safe_path
from tests.routing.test_laws import Street, at_junctions, hazards, town_from, towns
from tests.routing.towns import (
    Town,
    grid_places,
    grid_roads,
    road,
    three_by_three,
    town_of,
)


@pytest.fixture(name="town")
def town_with_a_bridge() -> Town:
    """From a to z over one bridge b-c, and on either side of it two roads::

    a = b - c = z     and far round, without the bridge: a ----- f ----- z
    """
    roads = [
        road("a", "b", key="north1", via=[(0.5, 0.2)]),
        road("a", "b", key="south1", via=[(0.5, -0.2)]),
        road("b", "c", key="bridge"),
        road("c", "z", key="north2", via=[(2.5, 0.2)]),
        road("c", "z", key="south2", via=[(2.5, -0.2)]),
        road("a", "f", key="far1"),
        road("f", "z", key="far2"),
    ]
    places = {"a": (0, 0), "b": (1, 0), "c": (2, 0), "z": (3, 0), "f": (1.5, 1)}
    seconds = {"south1": 11.0, "south2": 12.0, "far1": 20.0, "far2": 20.0}
    return town_of(roads, places, seconds=seconds)


def calm(network: RoadNetwork) -> RiskPreference:
    return RiskPreference(EdgeHazard.none(network))


def keys_of(town: Town, found: Alternatives) -> list[list[str]]:
    keys, record = town.network.record_key, town.network.record
    return [[str(key) for key in keys[record[path.edges]]] for path in found.paths]


def shared_m(network: RoadNetwork, one: Path, other: Path) -> float:
    """Length of the roads two paths from junction to junction have in common."""
    common = set(network.record[one.edges].tolist()) & set(network.record[other.edges].tolist())
    record_m = dict(zip(network.record.tolist(), network.length_m.tolist(), strict=True))
    return float(sum(record_m[record] for record in common))


def test_the_first_is_the_best_and_the_others_share_little(town: Town) -> None:
    found = alternative_paths(
        town.travel, calm(town.network), start=town["a"], end=town["z"], most_shared=0.4
    )
    assert keys_of(town, found) == [["north1", "bridge", "north2"], ["far1", "far2"]]
    assert [path.seconds for path in found.paths] == [30.0, 40.0]
    assert found.shared_share.tolist() == [[1.0, 0.0], [0.0, 1.0]]


def test_more_may_be_shared_if_so_asked(town: Town) -> None:
    found = alternative_paths(
        town.travel, calm(town.network), start=town["a"], end=town["z"], count=9, most_shared=0.7
    )
    assert [path.seconds for path in found.paths] == [30.0, 31.0, 32.0, 40.0]
    kept_m = shared_m(town.network, found.paths[0], found.paths[1])  # the bridge and one road
    assert found.shared_share[0, 1] == pytest.approx(kept_m / found.paths[1].length_m, rel=1e-6)
    assert 0.6 < found.shared_share[0, 1] < 0.7


def test_a_detour_has_a_limit(town: Town) -> None:
    quiet = calm(town.network)
    for longest, count in ((40 / 30, 2), (1.3, 1)):
        found = alternative_paths(
            town.travel,
            quiet,
            start=town["a"],
            end=town["z"],
            most_shared=0.0,
            longest=longest,
        )
        assert len(found) == count


def test_never_more_than_asked(town: Town) -> None:
    for count in (1, 2, 3):
        found = alternative_paths(
            town.travel,
            calm(town.network),
            start=town["a"],
            end=town["z"],
            count=count,
            most_shared=0.9,
        )
        assert len(found) == count


def test_what_is_cheap_depends_on_caution(town: Town) -> None:
    risk = RiskPreference(town.hazard_on("bridge"), caution=10.0)
    found = alternative_paths(town.travel, risk, start=town["a"], end=town["z"], longest=4.0)
    assert keys_of(town, found)[0] == ["far1", "far2"]
    assert [path.exposure_s for path in found.paths] == [0.0, 10.0]
    assert [path.seconds for path in found.paths] == [40.0, 30.0]


def test_the_way_along_one_street_and_the_one_round_the_block() -> None:
    town = town_of(grid_roads(2, 2), grid_places(2, 2))
    found = alternative_paths(
        town.travel,
        calm(town.network),
        start=town.place(0.25, 0),
        end=town.place(0.75, 0),
        most_shared=0.0,
        longest=8.0,
    )
    assert [path.seconds for path in found.paths] == pytest.approx([5.0, 35.0], abs=1e-3)
    assert [path.edge_count for path in found.paths] == [1, 5]
    assert found.shared_share[0, 1] == 0


def test_what_two_ways_share_of_a_street_driven_in_part() -> None:
    """From 0.3 before the end of one street, and then by either of two roads."""
    roads = [
        road("a", "b", key="street"),
        road("b", "z", key="north", via=[(1.5, 0.2)]),
        road("b", "z", key="south", via=[(1.5, -0.2)]),
    ]
    places = {"a": (0, 0), "b": (1, 0), "z": (2, 0)}
    town = town_of(roads, places, seconds={"south": 11.0})
    found = alternative_paths(
        town.travel, calm(town.network), start=town.place(0.7, 0), end=town["z"]
    )
    assert [path.seconds for path in found.paths] == pytest.approx([13.0, 14.0], abs=1e-3)
    street_m, road_m = town.network.length_m[town.network.first_edges()[:2]]
    share = 0.3 * street_m / (0.3 * street_m + road_m)
    assert found.shared_share[0, 1] == pytest.approx(share, abs=1e-3)


def test_a_place_and_itself_have_one_way() -> None:
    town = three_by_three()
    found = alternative_paths(town.travel, calm(town.network), start=town[4], end=town[4])
    assert [path.seconds for path in found.paths] == [0.0]


def test_no_road_is_told_as_by_a_single_path() -> None:
    roads = [road("a", "b"), road("c", "d")]
    town = town_of(roads, {"a": (0, 0), "b": (1, 0), "c": (20, 0), "d": (21, 0)})
    with pytest.raises(NoRouteError, match="nearest place that can be reached is Junction b"):
        alternative_paths(town.travel, calm(town.network), start=town["a"], end=town["d"])


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"count": 0}, "0 ways"),
        ({"most_shared": 1.1}, "most_shared 1.1"),
        ({"longest": 0.9}, "longest 0.9"),
        ({"longest": np.nan}, "longest nan"),
    ],
)
def test_numbers_out_of_range_are_refused(town: Town, wrong: dict[str, Any], named: str) -> None:
    with pytest.raises(SettingError, match=named):
        alternative_paths(town.travel, calm(town.network), start=town["a"], end=town["z"], **wrong)


limits = st.sampled_from([0.0, 0.3, 0.5, 0.8])


@given(drawn=towns, levels=hazards, most_shared=limits, caution=st.sampled_from([0.0, 3.0]))
@settings(max_examples=25, deadline=None)
def test_laws_of_alternatives(
    drawn: list[Street], levels: list[float], *, most_shared: float, caution: float
) -> None:
    """The best first, distinct, within both limits, no junction twice, the same each time."""
    town = town_from(drawn)
    network = town.network
    risk = RiskPreference(EdgeHazard.from_records(network, levels[: len(drawn)]), caution)
    for start, end in permutations(list(at_junctions(town))[:4], 2):
        asked: dict[str, Any] = {"start": start, "end": end, "most_shared": most_shared}
        try:
            best = fastest_safe_path(town.travel, risk, start=start, end=end)
        except NoRouteError:
            with pytest.raises(NoRouteError):
                alternative_paths(town.travel, risk, **asked)
            continue
        found = alternative_paths(town.travel, risk, **asked)
        again = alternative_paths(town.travel, risk, **asked)
        costs = [path.seconds + caution * path.exposure_s for path in found.paths]
        assert 1 <= len(found) <= 3
        assert costs[0] == pytest.approx(best.seconds + caution * best.exposure_s, abs=1e-4)
        assert (np.diff(costs) >= -1e-4).all()
        assert costs[-1] <= LONGEST * costs[0] + 1e-4
        for number, path in enumerate(found.paths):
            assert path.edges.tolist() == again.paths[number].edges.tolist()
            nodes = [int(network.tail[path.edges[0]]), *network.head[path.edges].tolist()]
            assert len(set(nodes)) == len(nodes)
        for one, other in combinations(range(len(found)), 2):
            pair = found.paths[one], found.paths[other]
            share = shared_m(network, *pair) / min(path.length_m for path in pair)
            assert found.shared_share[one, other] == pytest.approx(share, abs=1e-6)
            assert share <= most_shared + 1e-6
            assert pair[0].edges.tolist() != pair[1].edges.tolist()


def test_a_grid_has_as_many_ways_as_networkx_has_disjoint_ones() -> None:
    """Corner to corner of a grid two ways share no street, and no more."""
    town = three_by_three()
    streets: Any = nx.Graph(key.split("-") for key in town.network.record_key.tolist())
    found = alternative_paths(
        town.travel, calm(town.network), start=town[0], end=town[8], count=5, most_shared=0.0
    )
    assert len(found) == len(list(nx.edge_disjoint_paths(streets, "0", "8"))) == 2
