"""Laws that hold on every network, whatever its roads."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import NoRouteError
from routing.network import FloatArray
from routing.paths import EdgeHazard, Path, RiskPreference, fastest_safe_path
from routing.reach import seconds_between
from routing.snap import SnapRule, Snaps, snap_points
from routing.travel import TravelModel
from tests.routing.towns import Town, road, town_of

# On a curve: no road runs over a junction that it does not join.
JUNCTIONS = {key: (n, n * n / 4) for n, key in enumerate("abcdefg")}
AT_JUNCTIONS = SnapRule(limit_m=0.5, speed_kph=5.0)
RELAXED = settings(max_examples=40, deadline=None)

ends = st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg"))
streets = st.tuples(
    ends.filter(lambda pair: pair[0] != pair[1]),
    st.sampled_from([1.0, 2.0, 3.0, 5.0, 8.0]),
    st.sampled_from(["yes", "no"]),
)
towns = st.lists(streets, min_size=3, max_size=14)
hazards = st.lists(st.sampled_from([0.0, 0.2, 0.9, 1.0]), min_size=14, max_size=14)

Street = tuple[tuple[str, str], float, str]


def town_from(drawn: list[Street], *, two_way: bool = False) -> Town:
    roads: list[dict[str, Any]] = [
        road(*pair, key=f"r{n}", oneway="no" if two_way else oneway)
        for n, (pair, _, oneway) in enumerate(drawn)
    ]
    seconds = {f"r{n}": time for n, (_, time, _) in enumerate(drawn)}
    return town_of(roads, JUNCTIONS, seconds=seconds)


def at_junctions(town: Town) -> Snaps:
    return snap_points(town.network, town.network.lon, town.network.lat, rule=AT_JUNCTIONS)


def all_seconds(town: Town, travel: TravelModel | None = None) -> FloatArray:
    snaps = at_junctions(town)
    return seconds_between(travel or town.travel, snaps, snaps).drive_s


def paths_at(town: Town, hazard: EdgeHazard, caution: float) -> dict[tuple[int, int], Path]:
    """Every path between two junctions with roads, by their numbers."""
    snaps, found = list(at_junctions(town)), {}
    for row, start in enumerate(snaps):
        for column, end in enumerate(snaps):
            try:
                found[row, column] = fastest_safe_path(
                    town.travel, RiskPreference(hazard, caution), start=start, end=end
                )
            except NoRouteError:
                continue
    return found


@given(drawn=towns)
@RELAXED
def test_a_detour_is_never_shorter(drawn: list[Street]) -> None:
    seconds = all_seconds(town_from(drawn))
    over = (seconds[:, :, None] + seconds[None, :, :]).min(axis=1)
    assert (seconds <= over + 1e-9).all()


@given(drawn=towns)
@RELAXED
def test_on_two_way_roads_there_and_back_are_equal(drawn: list[Street]) -> None:
    seconds = all_seconds(town_from(drawn, two_way=True))
    np.testing.assert_allclose(seconds, seconds.T)


@given(drawn=towns, closed=st.sampled_from(["r0", "r1", "a", "d"]))
@RELAXED
def test_a_closure_never_shortens_a_drive(drawn: list[Street], closed: str) -> None:
    town = town_from(drawn)
    before, after = all_seconds(town), all_seconds(town, town.travel_with(closed))
    assert (after >= before - 1e-9).all()


@given(drawn=towns, more=streets)
@RELAXED
def test_a_new_road_never_lengthens_a_drive(drawn: list[Street], more: Street) -> None:
    before, after = town_from(drawn), town_from([*drawn, more])
    kept = at_junctions(before).is_reached
    kept = kept[:, None] & kept[None, :]
    assert (all_seconds(after)[kept] <= all_seconds(before)[kept] + 1e-9).all()


@given(drawn=towns, levels=hazards)
@settings(max_examples=15, deadline=None)
def test_caution_buys_safety_with_time_and_never_changes_the_clock(
    drawn: list[Street], levels: list[float]
) -> None:
    town = town_from(drawn)
    hazard = EdgeHazard.from_records(town.network, levels[: len(drawn)])
    by_caution = [paths_at(town, hazard, caution) for caution in (0.0, 1.0, 30.0)]
    for pair, fastest in by_caution[0].items():
        times = [paths[pair].seconds for paths in by_caution]
        exposures = [paths[pair].exposure_s for paths in by_caution]
        assert times == sorted(times)
        assert (np.diff(exposures) <= 1e-9).all()
        for paths in by_caution:
            path = paths[pair]
            own_times = town.travel.seconds[path.edges] * np.diff(path.edge_share)[:, 0]
            assert np.isclose(path.seconds, own_times.sum())
            assert path.seconds >= fastest.seconds - 1e-9
            assert 0 <= path.exposure_s <= path.peak_hazard * path.seconds + 1e-9


@given(drawn=towns)
@settings(max_examples=15, deadline=None)
def test_matrix_and_paths_tell_one_time(drawn: list[Street]) -> None:
    town = town_from(drawn)
    seconds = all_seconds(town)
    paths = paths_at(town, EdgeHazard.none(town.network), 0.0)
    expected = np.full(seconds.shape, np.inf)
    for pair, path in paths.items():
        expected[pair] = path.seconds
    np.testing.assert_allclose(seconds, expected, rtol=0, atol=1e-6)
