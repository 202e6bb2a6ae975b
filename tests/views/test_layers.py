"""Every layer of the country on the map and in words, at an instant whose facts are known."""

import base64
import io
from datetime import datetime

import numpy as np
import pytest
from PIL import Image

from layers.tables import layer_of_rows
from planning.moment import Moment, moment_of
from planning.packs import with_layers
from planning.ways.alarms import alarm_of
from views import danger_picture, frame
from views.alarm_marks import alarm_group, alarm_table
from views.layer_store import STORE
from views.legend import WAITING, legend_groups
from views.maps import Group
from views.marks import Disc, Line
from views.overlays import country_groups, public_groups
from views.road_marks import closed_road_group, gate_group, gate_table, road_group
from views.signal_marks import has_spot, signal_group, signal_table
from views.symbols import DANGER_OPACITY
from views.tokens import DARK, LIGHT
from views.words import Words

T = Words("en")


@pytest.fixture
def moment() -> Moment:
    """The night of 18 October 2025: two days after the travel bans, gates to Thailand closed."""
    return frame.moment_at(datetime(2025, 10, 18, 2, tzinfo=frame.pack().zone))


def test_a_large_layer_is_thinned_and_says_so_only_where_no_server_gives_it(
    moment: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = {"kind": "clinic", "precision_m": "50", "emergency": "unknown", "confidence": "low"}
    cells |= {"lat": "11.5", "lon": "104.9", "source": "synthetic", "as_of": "2026-01-01"}
    clinics = [{"id": f"c{one}", "name": f"Clinic {one}"} | cells for one in range(2500)]
    pack = with_layers(moment.pack, {"hospitals": layer_of_rows(clinics, "hospitals")})
    large = moment_of(pack, moment.when)
    for served, drawn, name in (
        (False, 834, "Hospitals (834 of 2,500)"),
        (True, 2500, "Hospitals"),
    ):
        monkeypatch.setattr(STORE, "is_served", served)
        (group,) = public_groups(large, T, LIGHT)
        assert group.late is not None
        assert sum(len(pile.symbols) for pile in group.late()) == drawn
        assert group.name == name


def titles(group: Group) -> list[str]:
    return [symbol.about[0].title for pile in group.piles for symbol in pile.symbols]


def test_every_layer_is_in_the_list_of_layers_and_most_wait_there(moment: Moment) -> None:
    groups = country_groups(moment, T, LIGHT)
    shown = {group.name: group.shown for group in groups}
    waiting = {"Travel alarms", "Dated reports", "Roads", "Reported danger", "Other missions"}
    assert {name for name, on in shown.items() if not on} == waiting
    assert {"Reported sites", "Missions", "Green Zone", "Police", "Units"} <= set(shown)
    assert {"Border gates", "Closed roads"} <= set(shown)


def test_the_legend_names_every_layer_that_waits() -> None:
    assert set(WAITING) <= set(legend_groups(T, LIGHT))


@pytest.mark.parametrize(
    ("place", "level"),
    [
        ("Sihanoukville", "3"),
        ("Poipet", "4"),
        ("Bavet", "4"),
        ("Phnom Penh", "2.5"),
        ("Siem Reap", "2"),
        ("Samraong", "2.5"),
    ],
)
def test_a_badge_shows_the_strictest_alarm_of_its_place(
    moment: Moment, place: str, level: str
) -> None:
    assert f"{place}: travel alarm {level}" in titles(alarm_group(moment, T, LIGHT))


def test_badges_agree_with_the_engine_everywhere(moment: Moment) -> None:
    for pile in alarm_group(moment, T, LIGHT).piles:
        for symbol in pile.symbols:
            alarm = alarm_of(moment, symbol.at[1], symbol.at[0])
            assert alarm is not None
            assert symbol.about[0].title.endswith(f" {alarm.level:g}")


def test_a_named_area_is_a_circle_of_its_extent(moment: Moment) -> None:
    (disc,) = alarm_group(moment, T, LIGHT).marks
    assert isinstance(disc, Disc)
    assert disc.radius_m == 12_000
    assert "Bokor, within 12 km" in alarm_table(moment, T)


def test_a_strip_is_said_in_words_alone() -> None:
    later = frame.moment_at(datetime(2026, 1, 1, tzinfo=frame.pack().zone))
    assert "within 50 km of the border with Thailand" in alarm_table(later, T)
    assert all("border" not in title for title in titles(alarm_group(later, T, LIGHT)))


def test_reports_without_a_place_are_only_listed(moment: Moment) -> None:
    signals = moment.layer("signals")
    rows = signals.to_dict("records")
    placed = sum(has_spot(row) for row in rows)
    assert 0 < placed < len(rows)
    assert len(titles(signal_group(signals, T, LIGHT))) == placed
    listed = signal_table(signals, T, LIGHT)
    assert listed.count("<tr>") == 1 + len(rows)
    assert listed.count("Reported by") == sum("Reported by" in row["summary"] for row in rows)


def test_gates_to_thailand_are_closed_and_the_others_are_not_called_open(moment: Moment) -> None:
    gates = titles(gate_group(moment, T, LIGHT))
    closed = [title for title in gates if title.endswith("reported closed")]
    assert len(closed) == len(moment.layer("closures"))
    assert any(title.startswith("Poipet") for title in closed)
    assert "Bavet border gate (Moc Bai): no closure on file" in gates
    assert gate_table(moment, T).count("<tr>") == 1 + len(gates)


def test_a_closed_road_is_drawn_along_its_course() -> None:
    later = frame.moment_at(datetime(2025, 12, 20, tzinfo=frame.pack().zone))
    group = closed_road_group(later, T, LIGHT)
    assert len(group.marks) == 2
    assert len(titles(group)) == 2
    assert (
        closed_road_group(
            frame.moment_at(datetime(2025, 10, 1, tzinfo=frame.pack().zone)), T, LIGHT
        ).marks
        == ()
    )


def test_roads_are_drawn_by_class_and_each_once(moment: Moment) -> None:
    group = road_group(moment, T, LIGHT)
    names = [mark.about[0].title for mark in group.marks if isinstance(mark, Line)]
    assert sorted(names) == ["expressway", "ferry", "national road", "other road"]
    courses = sum(len(mark.at) for mark in group.marks)
    assert courses == len(moment.pack.network.record_key)


def test_the_danger_picture_lies_where_the_danger_is(moment: Moment) -> None:
    ((south, west), (north, east)), steps = danger_picture.danger_steps(moment)
    lat, lon = 10.60932, 103.52958
    height = [np.arcsinh(np.tan(np.radians(one))) for one in (south, lat, north)]
    row = int((height[2] - height[1]) / (height[2] - height[0]) * steps.shape[0])
    column = int((lon - west) / (east - west) * steps.shape[1])
    assert steps[row, column] == steps.max() == len(DANGER_OPACITY)
    quiet = moment.hazard.at(np.array([105.5]), np.array([13.2]))
    assert quiet[0] < danger_picture.LEAST[0]


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_the_danger_picture_is_one_hue_that_grows(look: object) -> None:
    steps = np.array([[0, 1, 2], [3, 4, 5]], dtype=np.uint8)
    address = danger_picture.png_address(steps, "#7A1040")
    picture = Image.open(io.BytesIO(base64.b64decode(address.split(",")[1]))).convert("RGBA")
    pixels = np.asarray(picture)
    assert picture.size == (3, 2)
    assert {tuple(colour) for colour in pixels[:, :, :3].reshape(-1, 3)} == {(0x7A, 0x10, 0x40)}
    alphas = pixels[:, :, 3].ravel()
    assert alphas[0] == 0
    assert (np.diff(alphas.astype(int)) > 0).all()
