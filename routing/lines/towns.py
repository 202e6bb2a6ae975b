"""Which roads of a layer of lines lie in towns, guessed from how densely streets meet."""

from dataclasses import replace

import numpy as np

from routing.courses import measure_courses
from routing.network import ROAD_CLASSES, RoadNetwork
from routing.openstreetmap.chains import Courses
from routing.openstreetmap.controls import built_up_shares

_NO_STREETS = tuple(ROAD_CLASSES.index(name) for name in ("ferry", "track", "path"))


def with_towns(network: RoadNetwork) -> RoadNetwork:
    """Give a network with the share of each road that lies in towns, see `built_up_shares`."""
    courses = measure_courses(network)
    first, last = network.course_start[:-1], network.course_start[1:] - 1
    edges = network.first_edges()
    forward = network.forward[edges]
    # Positions are points of their own, but those at which roads meet are the nodes.
    point = network.node_count + np.arange(len(courses.x), dtype=np.int32)
    point[first] = np.where(forward, network.tail[edges], network.head[edges])
    point[last] = np.where(forward, network.head[edges], network.tail[edges])
    x, y = np.append(network.x, courses.x), np.append(network.y, courses.y)
    step_m = np.hypot(
        np.diff(courses.x, append=courses.x[-1:]), np.diff(courses.y, append=courses.y[-1:])
    )
    step_m[last] = 0.0
    drawn = Courses(network.course_start, point, step_m, np.zeros(len(point), dtype=np.bool_))
    is_street = ~np.isin(network.road_class[edges], _NO_STREETS)
    shares = built_up_shares(drawn, x=x, y=y, is_street=is_street)
    return replace(network, built_up=shares[network.record])
