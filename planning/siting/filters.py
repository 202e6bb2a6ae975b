"""What the map says of candidates, and which of them the rules leave out."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.crs import Metric
from planning.moment import Moment
from planning.siting.candidate_values import (
    TRAVEL_BAN,
    Candidate,
    CandidateRules,
    Candidates,
    Found,
    LeftOut,
    Why,
)
from planning.ways.alarms import alarms_of
from routing.snap_index import snap_index

Floats = NDArray[np.float64]
Ints = NDArray[np.int_]
_BAN_LEVEL = 4.0


def sifted(moment: Moment, found: Sequence[Found], rules: CandidateRules) -> Candidates:
    """Add what the map says of each candidate, and part them by the rules.

    Parameters
    ----------
    moment
        Roads, danger and alarms.
    found
        Candidates as their records have them, each id once; the order stays.
    rules
        What is too far and too dangerous.
    """
    kept, left_out = [], []
    for candidate, why in _placed(moment, found):
        reason, figure = why, None
        if reason is None:
            reason, figure = _on_the_map(candidate, moment, rules)
        if reason is None:
            kept.append(candidate)
        else:
            left_out.append(LeftOut(candidate, reason, figure))
    return Candidates(tuple(kept), tuple(left_out))


def _on_the_map(
    candidate: Candidate, moment: Moment, rules: CandidateRules
) -> tuple[Why | None, float | None]:
    """Say why a place will not do, and the figure that decides."""
    limit_m, access_m = moment.access.limit_m, candidate.access_m
    if not np.isfinite(access_m):
        return "no_road", None
    if access_m > (limit_m if rules.most_access_m is None else min(rules.most_access_m, limit_m)):
        return "far_from_road", access_m
    if candidate.hazard > rules.most_hazard:
        return "hazard", candidate.hazard
    return None, None


def _placed(moment: Moment, found: Sequence[Found]) -> list[Found]:
    """Say of each in the country its hazard, road, province and alarm."""
    here = [number for number, (_, why) in enumerate(found) if why != "no_agreement"]
    placed = [(replace(candidate, access_m=np.inf), why) for candidate, why in found]
    if not here:
        return placed
    lon, lat = (
        np.array([getattr(found[number][0], name) for number in here]) for name in ("lon", "lat")
    )
    provinces = moment.pack.layers["places"]["province"].tolist()
    told = zip(
        here,
        moment.hazard.at(lon, lat).tolist(),
        _access_m(moment, lon, lat).tolist(),
        alarms_of(moment, lon, lat),
        nearest_places(moment, lon, lat).tolist(),
        strict=True,
    )
    for number, hazard, access_m, alarm, near in told:
        candidate, why = found[number]
        is_banned = alarm is not None and alarm.level >= _BAN_LEVEL
        known = replace(
            candidate,
            hazard=hazard,
            access_m=access_m,
            province=candidate.province or (str(provinces[near]) if near >= 0 else ""),
            flags=(*((TRAVEL_BAN,) if is_banned else ()), *candidate.flags),
        )
        placed[number] = known, why
    return placed


def _access_m(moment: Moment, lon: Floats, lat: Floats) -> Floats:
    """Metres to the nearest open road, beyond the limit too; inf where only the sea leads there."""
    snaps = moment.snap(lon, lat)
    access_m = np.full(len(lon), np.inf)
    np.minimum.at(access_m, snaps.point, snaps.access_m)
    pack, travel = moment.pack, moment.travel
    index = snap_index(pack.network, travel.closures, travel.mode)
    x, y = Metric(pack.crs).to_metres(lon, lat)
    for place in np.flatnonzero(~np.isfinite(access_m)).tolist():
        away_m = index.distance_m(float(x[place]), float(y[place]))
        if away_m > moment.access.limit_m:
            access_m[place] = away_m
    return access_m


def nearest_places(moment: Moment, lon: Floats, lat: Floats) -> Ints:
    """Give the number of the place on file nearest to each point (EPSG:4326); -1 without places."""
    places, metres = moment.pack.layers["places"], Metric(moment.pack.crs).to_metres
    if not len(places):
        return np.full(len(lon), -1, dtype=np.int_)
    towns = np.column_stack(metres(places["lon"].to_numpy(), places["lat"].to_numpy()))
    return np.asarray(cKDTree(towns).query(np.column_stack(metres(lon, lat)))[1], dtype=np.int_)
