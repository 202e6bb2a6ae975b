"""Open roads behind private ones: only the ends of trips, and nothing cut off."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.osm_enclaves import close_enclaves

Edge = tuple[int, int, int]  # tail, head, level


def closed(edges: list[Edge]) -> list[int]:
    tail, head, level = (np.array(row) for row in zip(*edges, strict=True))
    metres = np.where(np.maximum(tail, head) < 2, 100.0, 10.0)
    found = close_enclaves(level.astype(np.int8), tail, head, length_m=metres)
    return [int(level) for level in found]


def both(one: int, other: int, level: int) -> list[Edge]:
    return [(one, other, level), (other, one, level)]


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        pytest.param(both(0, 1, 2) + both(1, 2, 2), [2, 2, 2, 2], id="nothing is private"),
        pytest.param(both(0, 1, 1) + both(1, 2, 1), [1, 1, 1, 1], id="everything is private"),
        pytest.param(
            both(0, 1, 2) + both(1, 2, 1) + both(2, 3, 2), [2, 2, 1, 1, 1, 1], id="an estate"
        ),
        pytest.param(
            both(0, 1, 2) + both(1, 2, 1) + both(2, 3, 2) + both(3, 0, 2),
            [2, 2, 1, 1, 2, 2, 2, 2],
            id="a second way in that is public",
        ),
        pytest.param(
            [*both(0, 1, 2), (1, 2, 1), (2, 0, 2)], [2, 2, 1, 1], id="in by leave, out by right"
        ),
        pytest.param(
            both(0, 1, 2) + both(2, 3, 2) + both(3, 4, 1), [2, 2, 2, 2, 1, 1], id="two islands"
        ),
        pytest.param([(0, 1, 2)], [2], id="a one-way street alone"),
    ],
)
def test_levels(edges: list[Edge], expected: list[int]) -> None:
    assert closed(edges) == expected


def reach(edges: list[Edge], levels: list[int], start: int) -> set[int]:
    """Nodes to which one may drive from a public node: by right, then by leave to the end."""
    found = {(start, 2)}
    todo = [(start, 2)]
    while todo:
        node, phase = todo.pop()
        for (tail, head, _), level in zip(edges, levels, strict=True):
            onward = (head, level)
            if tail == node and 0 < level <= phase and onward not in found:
                found.add(onward)
                todo.append(onward)
    return {node for node, _ in found}


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(2, 7), st.integers(2, 7), st.integers(0, 2)), min_size=1, max_size=14
    )
)
def test_what_private_roads_lead_to_is_still_come_to(streets: list[Edge]) -> None:
    """A public street 0-1, the longest by far, with a private drive to 2 and whatever follows."""
    edges = [*both(0, 1, 2), *both(1, 2, 1), *streets]
    plain = [min(level, 1) for _, _, level in edges]
    levels = closed(edges)
    assert reach(edges, levels, 0) == reach(edges, [2 * level for level in plain], 0)
    assert all(new in {old, 1} for (_, _, old), new in zip(edges, levels, strict=True) if old)
