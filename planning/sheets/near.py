"""The police posts near a site, and how far they may be relied on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from geo.crs import distances_m
from planning.moment import Moment
from planning.supply.trust import Trust, trust_of


@dataclass(frozen=True, slots=True)
class NearPost:
    """A police post near a site.

    Parameters
    ----------
    id, name, name_ko, kind, hours
        As in its layer.
    distance_m
        Straight distance between the two points on file, metres.
    error_m
        How far the true distance may be from it: both precisions together, metres.
    trust
        How far it may be relied on.
    """

    id: str
    name: str
    name_ko: str
    kind: str
    hours: str
    distance_m: float
    error_m: float
    trust: Trust


def near_posts(moment: Moment, site: Mapping[str, Any]) -> tuple[NearPost, ...]:
    """Give the nearest post, and the nearest one that is not to be avoided if that is another."""
    rows = moment.layer("police_posts")
    if rows.empty:
        return ()
    away_m = distances_m(rows["lon"], rows["lat"], to=(site["lon"], site["lat"]))
    order = np.argsort(away_m, kind="stable")
    records = rows.to_dict("records")
    nearest = _near_post(moment, site, records[order[0]], away_m=float(away_m[order[0]]))
    if nearest.trust.level != "avoid":
        return (nearest,)
    for place in order[1:]:
        other = _near_post(moment, site, records[place], away_m=float(away_m[place]))
        if other.trust.level != "avoid":
            return nearest, other
    return (nearest,)


def _near_post(
    moment: Moment, site: Mapping[str, Any], post: Mapping[str, Any], *, away_m: float
) -> NearPost:
    return NearPost(
        **{key: post[key] for key in ("id", "name", "kind", "hours")},
        name_ko=post.get("name_ko") or "",
        distance_m=away_m,
        error_m=float(site["precision_m"]) + float(post["precision_m"]),
        trust=trust_of(moment, post["id"]),
    )
