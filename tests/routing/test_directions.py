"""Paths in words."""

import numpy as np
import pytest

from routing.directions import Step, directions, say, summarise
from routing.paths import EdgeHazard, Path, RiskPreference, fastest_safe_path
from tests.routing.towns import Town, road, town_of


@pytest.fixture(name="town")
def long_way() -> Town:
    """a - b - c north, right to d, ferry to e, gravel to f, over the gate to g, back west."""
    ferry = {"class": "ferry", "surface": "water", "ferry_min": 5}
    roads = [
        road("a", "b", ref="NR4", name="National Road 4"),
        road("b", "c", ref="NR4", name="National Road 4", bridge="yes"),
        road("c", "d", ref="E4", toll="yes"),
        road("d", "e", name="Neak Loeung", **ferry),
        road("e", "f", ref="NR1", key="paved"),
        road("f", "g", ref="NR1", key="rough", surface="gravel"),
        road("g", "h", name="Border Street"),
    ]
    spots = [(0, 0), (0, 1), (0, 2), (3, 2), (4, 2), (5, 2), (6, 2.5), (6, 1)]
    places = dict(zip("abcdefgh", spots, strict=True))
    seconds = {"r2": 3600.0, "r3": 1200.0}
    return town_of(roads, places, seconds=seconds, g="border_gate")


def path_of(town: Town, start: str, end: str) -> Path:
    calm = RiskPreference(EdgeHazard.none(town.network))
    return fastest_safe_path(town.travel, calm, start=town[start], end=town[end])


def test_a_step_is_a_stretch_of_one_road(town: Town) -> None:
    path = path_of(town, "a", "h")
    steps = directions(town.network, path)
    assert [(step.turn, step.ref or step.name) for step in steps] == [
        ("start", "NR4"),
        ("right", "E4"),
        ("straight", "Neak Loeung"),
        ("straight", "NR1"),
        ("slight_left", "NR1"),
        ("right", "Border Street"),
        ("arrive", path.end.label[0]),
    ]
    assert [step.bridge for step in steps] == [True, *[False] * 6]
    assert [step.toll for step in steps] == [False, True, *[False] * 5]
    assert [step.ferry for step in steps] == [False, False, True, *[False] * 4]
    assert steps[4].worse_surface == "gravel"
    assert steps[5].border_gate == "Junction g"


def test_the_steps_add_up_to_the_path(town: Town) -> None:
    start, end = town.place(0, 0.5), town.place(6, 1.5)
    calm = RiskPreference(EdgeHazard.none(town.network))
    path = fastest_safe_path(town.travel, calm, start=start, end=end)
    steps = directions(town.network, path)
    assert sum(step.seconds for step in steps) == pytest.approx(path.seconds)
    assert sum(step.length_m for step in steps) == pytest.approx(path.length_m)
    assert (steps[0].lon, steps[0].lat) == (path.lon[0], path.lat[0])
    assert (steps[-1].lon, steps[-1].lat) == (path.lon[-1], path.lat[-1])


def test_the_way_back_turns_the_other_way(town: Town) -> None:
    steps = directions(town.network, path_of(town, "h", "a"))
    assert [step.turn for step in steps] == [
        "start", "left", "straight", "straight", "left", "arrive",
    ]  # fmt: skip
    assert [step.worse_surface for step in steps] == ["", "gravel", "", "", "", ""]


def test_risky_stretches_are_measured_where_they_are_driven(town: Town) -> None:
    path = path_of(town, "a", "h")
    hazard = EdgeHazard.from_records(town.network, np.isin(town.network.record_key, ["r1", "r3"]))
    risky_m = [step.risky_m for step in directions(town.network, path, hazard)]
    length_m = {
        key: town.network.length_m[town.network.record_edges()[record, 0]]
        for record, key in enumerate(town.network.record_key.tolist())
    }
    assert risky_m == pytest.approx([length_m["r1"], 0, length_m["r3"], 0, 0, 0, 0])
    # Half of r1 is driven, and hazard lies on its first half alone, in two pieces.
    half = EdgeHazard(
        first=np.arange(0, 2 * town.network.record_count + 1, 2, dtype=np.int32),
        mean=np.tile([0.0, 0.5], town.network.record_count),
        peak=np.tile([0.0, 0.5], town.network.record_count),
    )
    calm = RiskPreference(EdgeHazard.none(town.network))
    path = fastest_safe_path(town.travel, calm, start=town.place(0, 1.25), end=town["c"])
    steps = directions(town.network, path, half)
    assert steps[0].risky_m == pytest.approx(length_m["r1"] / 2)
    back = fastest_safe_path(town.travel, calm, start=town["c"], end=town.place(0, 1.25))
    assert directions(town.network, back, half)[0].risky_m == pytest.approx(length_m["r1"] / 2)


def test_a_path_of_no_length_is_an_arrival(town: Town) -> None:
    steps = directions(town.network, path_of(town, "a", "a"))
    assert [step.turn for step in steps] == ["arrive"]


@pytest.mark.parametrize(
    ("step", "english", "korean"),
    [
        (
            Step("left", "NR4", "National Road 4", 12_340, 840, 0, 0, toll=True, bridge=True),
            "Turn left onto NR4, 12.3 km, 14 min (toll, bridge)",
            "좌회전: NR4, 12.3 km, 14분 (유료, 교량)",
        ),
        (
            Step("straight", "", "", 400, 20, 0, 0, worse_surface="dirt"),
            "Continue on a local road, 0.4 km, 0 min (surface worsens to dirt)",
            "직진: 이름 없는 도로, 0.4 km, 0분 (노면 악화: 흙길)",
        ),
        (
            Step("straight", "", "Neak Loeung", 900, 7500, 0, 0, ferry=True),
            "Take the ferry Neak Loeung, 0.9 km, 2 h 05",
            "도선 승선: Neak Loeung, 0.9 km, 2시간 5분",
        ),
        (
            Step("right", "NR5", "", 1000, 60, 0, 0, border_gate="Poipet"),
            "Turn right onto NR5, 1.0 km, 1 min (border gate Poipet)",
            "우회전: NR5, 1.0 km, 1분 (국경 검문소 Poipet)",
        ),
        (
            Step("left", "", "ផ្លូវ ២៧១", 2000, 120, 0, 0, name_en="Street 271", risky_m=1240),
            "Turn left onto Street 271, 2.0 km, 2 min (reported danger near 1.2 km of it)",
            "좌회전: Street 271, 2.0 km, 2분 (위험 신고 지점 인근 1.2 km)",
        ),
        (
            Step("right", "", "", 300, 60, 0, 0, restricted=True, risky_m=49),
            "Turn right onto a local road, 0.3 km, 1 min (private or restricted road)",
            "우회전: 이름 없는 도로, 0.3 km, 1분 (사유지 또는 통행 제한 도로)",
        ),
        (Step("arrive", "", "Bavet", 0, 0, 0, 0), "Arrive: Bavet", "도착: Bavet"),
    ],
)
def test_steps_are_said_in_english_and_korean(step: Step, english: str, korean: str) -> None:
    assert say(step) == english
    assert say(step, "ko") == korean


def test_a_summary_names_main_roads_and_time(town: Town) -> None:
    path = path_of(town, "a", "g")
    assert summarise(town.network, path) == "NR4 · E4 · NR1 · 1 h 21"
    assert summarise(town.network, path, "ko") == "NR4 · E4 · NR1 · 1시간 21분"
    assert summarise(town.network, path_of(town, "a", "a")) == "0 min"
