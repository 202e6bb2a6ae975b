"""The network value and its file: equal bit for bit, or refused."""

import dataclasses
import hashlib
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from geo.errors import CorruptFileError, FaultsError
from routing.closures import Closures, find_closures, targets_named
from routing.network import RoadNetwork
from routing.network_file import ALIGN_BYTES, DIGEST_BYTES, MAGIC, read_arrays, write_arrays
from tests.routing.towns import SOUTH, WEST, build, road, three_by_three


@pytest.fixture(name="network")
def small_network() -> RoadNetwork:
    roads = [
        road("a", "b", key="ab", name="Preah Sihanouk 도로", ref="NR4", via=[(0.5, 0.2)]),
        road("b", "c", key="bc", oneway="yes"),
        road("c", "d", key="cd", **{"class": "ferry", "surface": "water", "ferry_min": 5}),
    ]
    return build(roads, {"a": (0, 0), "b": (1, 0), "c": (1, 1), "d": (5, 5)})


def assert_equal(first: RoadNetwork, second: RoadNetwork) -> None:
    for field in dataclasses.fields(RoadNetwork):
        one, other = getattr(first, field.name), getattr(second, field.name)
        if isinstance(one, np.ndarray):
            assert (one.dtype, one.shape) == (other.dtype, other.shape)
            assert one.tobytes() == other.tobytes(), field.name
        else:
            assert one == other


def test_a_saved_network_comes_back_bit_for_bit(network: RoadNetwork, tmp_path: Path) -> None:
    path = tmp_path / "roads.npz"
    network.save(path)
    assert_equal(network, RoadNetwork.load(path))
    assert [file.name for file in tmp_path.iterdir()] == ["roads.npz"]


def test_the_same_network_gives_the_same_bytes(network: RoadNetwork, tmp_path: Path) -> None:
    network.save(tmp_path / "one.npz")
    RoadNetwork.load(tmp_path / "one.npz").save(tmp_path / "two.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_the_file_is_a_plain_npz_without_pickle(network: RoadNetwork, tmp_path: Path) -> None:
    network.save(tmp_path / "roads.npz")
    with np.load(tmp_path / "roads.npz", allow_pickle=False) as archive:
        assert np.array_equal(archive["length_m"], network.length_m)


def is_refused(path: Path) -> bool:
    try:
        RoadNetwork.load(path)
    except CorruptFileError:
        return True
    return False


def test_a_file_cut_short_anywhere_is_refused(network: RoadNetwork, tmp_path: Path) -> None:
    path = tmp_path / "roads.npz"
    network.save(path)
    for length in reversed(range(path.stat().st_size)):
        os.truncate(path, length)
        assert is_refused(path), length


def test_a_file_altered_anywhere_is_refused(network: RoadNetwork, tmp_path: Path) -> None:
    path = tmp_path / "roads.npz"
    network.save(path)
    content = path.read_bytes()
    with path.open("r+b", buffering=0) as file:
        for place, byte in enumerate(content):
            file.seek(place)
            file.write(bytes([byte ^ 1]))
            assert is_refused(path), place
            file.seek(place)
            file.write(bytes([byte]))
    assert not is_refused(path)
    path.write_bytes(content + b"\0")
    assert is_refused(path)


def test_arrays_lie_in_the_file_where_they_can_be_used(
    network: RoadNetwork, tmp_path: Path
) -> None:
    path = tmp_path / "roads.npz"
    network.save(path)
    loaded = RoadNetwork.load(path)
    for field in dataclasses.fields(RoadNetwork):
        value = getattr(loaded, field.name)
        if isinstance(value, np.ndarray):
            assert value.ctypes.data % value.itemsize == 0, field.name
            assert value.flags.aligned
            assert not value.flags.writeable
    _, arrays = read_arrays(path)
    assert all(array.ctypes.data % ALIGN_BYTES == 0 for array in arrays.values() if array.size)


def test_a_file_replaced_while_it_is_open_stays_as_it_was(
    network: RoadNetwork, tmp_path: Path
) -> None:
    path = tmp_path / "roads.npz"
    network.save(path)
    loaded = RoadNetwork.load(path)
    three_by_three().network.save(path)
    assert_equal(network, loaded)
    assert RoadNetwork.load(path).record_count == 12
    path.unlink()
    assert_equal(network, loaded)


def test_a_file_of_an_older_version_is_to_be_built_again(
    network: RoadNetwork, tmp_path: Path
) -> None:
    path = tmp_path / "roads.npz"
    network.save(path)
    body = path.read_bytes()[:-DIGEST_BYTES].replace(MAGIC, MAGIC.replace(b"/2", b"/1"))
    path.write_bytes(body + hashlib.sha256(body).hexdigest().encode())
    with pytest.raises(CorruptFileError, match=r"roads\.npz: .*version.*build it again"):
        RoadNetwork.load(path)


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((0, 3)),
        np.arange(6.0).reshape(2, 3),
        np.array(7, dtype=np.int8),
        np.array(["", "프놈펜"]),
        np.array([True, False]),
    ],
)
def test_any_array_comes_back_as_it_was(array: NDArray[Any], tmp_path: Path) -> None:
    path = tmp_path / "one.npz"
    write_arrays(path, {"of": "one"}, {"array": array})
    header, arrays = read_arrays(path)
    assert header == {"of": "one"}
    assert (arrays["array"].dtype, arrays["array"].shape) == (array.dtype, array.shape)
    assert arrays["array"].tolist() == array.tolist()


def test_what_is_not_ours_is_refused_even_with_a_true_digest(tmp_path: Path) -> None:
    """Columns first, or objects: written by somebody else, and never by `write_arrays`."""
    path = tmp_path / "one.npz"
    with pytest.raises(ValueError, match="Object arrays"):
        write_arrays(path, {}, {"array": np.array([object()])})
    assert list(tmp_path.iterdir()) == []
    write_arrays(path, {}, {"array": np.asfortranarray(np.arange(6.0).reshape(2, 3))})
    with pytest.raises(CorruptFileError, match="not one of ours"):
        read_arrays(path)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.npz"
    np.savez(other, lon=np.zeros(3))
    for path, content in ((other, None), (tmp_path / "text.npz", b"roads"), (tmp_path / "0", b"")):
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(CorruptFileError, match=path.name):
            RoadNetwork.load(path)
    for missing in (tmp_path / "none.npz", tmp_path):
        with pytest.raises(CorruptFileError, match="cannot be read"):
            RoadNetwork.load(missing)


def test_arrays_cannot_be_written_to(network: RoadNetwork, tmp_path: Path) -> None:
    network.save(tmp_path / "roads.npz")
    for value in (network, RoadNetwork.load(tmp_path / "roads.npz")):
        with pytest.raises(ValueError, match="read-only"):
            value.length_m[0] = 1.0
        with pytest.raises(dataclasses.FrozenInstanceError):
            value.crs = "EPSG:3857"  # type: ignore[misc]


def test_courses_run_the_way_an_edge_is_driven(network: RoadNetwork) -> None:
    there, back = network.record_edges()[0]
    lon, lat = network.course(there)
    assert lon.tolist() == [WEST, WEST + 0.0005, WEST + 0.001]
    assert lat.tolist() == [SOUTH, SOUTH + 0.0002, SOUTH]
    assert network.course(back)[0].tolist() == lon.tolist()[::-1]


def test_counts_tell_roads_from_edges(network: RoadNetwork) -> None:
    assert (network.node_count, network.record_count, network.edge_count) == (4, 3, 5)
    assert network.record_edges().tolist() == [[0, 3], [1, -1], [2, 4]]


def test_road_km_counts_each_road_once_and_no_ferry(network: RoadNetwork) -> None:
    assert network.road_km == pytest.approx(sum(network.length_m[:2]) / 1000)


def test_bounds_hold_every_course(network: RoadNetwork) -> None:
    assert network.bounds == (WEST, SOUTH, WEST + 0.005, SOUTH + 0.005)


def test_ids_are_found_or_minus_one(network: RoadNetwork) -> None:
    assert network.find_records(["cd", "ab", "zz", ""]).tolist() == [2, 0, -1, -1]
    assert network.find_nodes(["d", "x"]).tolist() == [3, -1]


def test_closures_take_roads_and_gates(network: RoadNetwork) -> None:
    assert find_closures(network, ["cd", "a", "ab"]) == Closures(records=(0, 2), nodes=(0,))
    assert find_closures(network, []) == Closures()


def test_every_unknown_closure_is_named(network: RoadNetwork) -> None:
    with pytest.raises(FaultsError) as caught:
        find_closures(network, ["ab", "NR99", "gate-x"])
    assert [fault.code for fault in caught.value.faults] == ["UNKNOWN_TARGET"] * 2
    assert "NR99" in str(caught.value)
    assert "gate-x" in str(caught.value)


def test_a_road_is_named_by_id_by_junction_or_by_number(network: RoadNetwork) -> None:
    found = {name: targets_named(network, name) for name in ("ab", "a", "NR4", "nr4 ", "NR5", "")}
    assert found == {
        "ab": ("ab",),
        "a": ("a",),
        "NR4": ("ab",),
        "nr4 ": ("ab",),
        "NR5": (),
        "": (),
    }


def test_networks_are_equal_only_to_themselves() -> None:
    one, other = three_by_three().network, three_by_three().network
    assert one != other
    assert len({one, other, one}) == 2
