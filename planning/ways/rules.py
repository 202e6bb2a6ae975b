"""What a traveller keeps to on the way, and what is told but not enforced."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.coordinates import Place
from geo.crs import Metric, distances_m
from geo.errors import Fault, FaultsError
from geo.files import file_content, read_upload
from planning.moment import Moment
from planning.supply.trust import trusted_posts
from planning.ways.alarms import Alarm, alarms_of
from routing.closures import Closures
from routing.exposure import EdgeHazard
from routing.limits import Limit, keep_away, keep_below, keep_inland, keep_out
from routing.network import FloatArray

BAN_LEVEL: Final = 4.0
# A place this near a site, or as near as either is known, is at the site.
_AT_SITE_M: Final = 500.0
# No degree of latitude is shorter.
_LEAST_M_PER_DEGREE: Final = 110_500.0
# Bans are areas of many kilometres: at least so often along a road is asked which one holds.
_ASK_EVERY_M: Final = 1000.0


@dataclass(frozen=True, slots=True)
class WayRules:
    """What a traveller keeps to; by default nothing but the closures of the moment.

    Parameters
    ----------
    keep_out
        Areas not to enter, EPSG:4326, by name.
    most_hazard
        Greatest hazard of any road, 0..1; None for no limit.
    avoid_gates
        Whether border gates must not be passed.
    keep_bans
        Whether roads under a travel ban (level 4) must be kept out of. They bind travellers,
        and lie where the victims are.
    avoid_police_m
        Metres to keep away from posts marked ``avoid``; None to pay them no heed.
    """

    keep_out: tuple[tuple[str, BaseGeometry], ...] = ()
    most_hazard: float | None = None
    avoid_gates: bool = False
    keep_bans: bool = False
    avoid_police_m: float | None = None


NO_RULES: Final = WayRules()


def wary_rules(moment: Moment) -> WayRules:
    """Give what one keeps to who prices danger: away from posts marked ``avoid``.

    As far as the pack says; not on schematic roads, which run kilometres beside the true ones.
    """
    pack = moment.pack
    return NO_RULES if pack.is_schematic else WayRules(avoid_police_m=pack.settings.avoid_police_m)


def read_areas(moment: Moment, path: Path) -> tuple[tuple[str, BaseGeometry], ...]:
    """Read areas to keep out of from any file of polygons.

    Raises
    ------
    FaultsError
        Naming every fault of the file; a shape that is no area is one.
    """
    upload = read_upload(path.name, file_content(path), bounds=moment.pack.bounds)
    areas, faults = [], []
    for layer in upload.layers.values():
        for row, shape, name in zip(layer.index, layer.geometry, layer["id"], strict=True):
            if shape.area > 0:
                areas.append((f"area {name}", shape))
            else:
                what = "is no area; draw a polygon to keep out of"
                faults.append(Fault("GEOMETRY", what, row=int(row)))
    if faults:
        raise FaultsError(path.name, faults)
    return tuple(areas)


def limits_of(moment: Moment, rules: WayRules, hazard: EdgeHazard) -> list[Limit]:
    """Turn rules into limits on the pack's roads.

    Parameters
    ----------
    moment
        The roads at an instant.
    rules
        What is kept to.
    hazard
        Danger along the roads; without the site at which the trip starts.
    """
    network = moment.pack.network
    limits = [keep_out(network, area, name=f"keep out of {name}") for name, area in rules.keep_out]
    if rules.most_hazard is not None:
        name = f"no road with hazard above {rules.most_hazard:g}"
        limits.append(keep_below(hazard, rules.most_hazard, name=name))
    if rules.avoid_gates:
        limits.append(keep_inland(network, name="pass no border gate"))
    if rules.avoid_police_m is not None:
        limits.append(_away_from_posts(moment, rules.avoid_police_m))
    if rules.keep_bans:
        limits.append(_out_of_bans(moment))
    return limits


def sites_at(moment: Moment, place: Place) -> list[str]:
    """Name the reported sites that a place may be at, and that make it dangerous.

    A place is at a site where it is no further from it than either is known.
    """
    lon, lat, error_m = (np.array([one]) for one in (place.lon, place.lat, place.error_m))
    return list(sites_at_each(moment, (lon, lat), error_m)[0])


def sites_at_each(
    moment: Moment, points: tuple[FloatArray, FloatArray], error_m: FloatArray
) -> list[tuple[str, ...]]:
    """Name the reported sites that each of many places may be at, as `sites_at` does for one.

    Parameters
    ----------
    moment
        The instant.
    points
        Longitudes and latitudes, degrees, EPSG:4326, shape (places,) each.
    error_m
        How far each true place may be, metres, shape (places,).
    """
    lon, lat = points
    found: list[list[str]] = [[] for _ in error_m]
    if not len(moment.hazard.site_id):
        return [()] * len(found)
    sites = moment.layer("sites")
    sites = sites[sites["id"].isin(moment.hazard.site_id)]
    columns = (sites[name].to_numpy() for name in ("id", "lon", "lat", "precision_m"))
    for site, site_lon, site_lat, precision_m in zip(*columns, strict=True):
        reach_m = np.maximum(error_m, max(precision_m, _AT_SITE_M))
        near = np.flatnonzero(np.abs(lat - site_lat) * _LEAST_M_PER_DEGREE <= reach_m)
        away_m = distances_m(lon[near], lat[near], to=(site_lon, site_lat))
        for place in near[away_m <= reach_m[near]].tolist():
            found[place].append(str(site))
    return [tuple(sites_of) for sites_of in found]


def bans_along(moment: Moment, lon: FloatArray, lat: FloatArray) -> list[Alarm]:
    """List the travel bans in force that a course runs through, in the order met.

    Parameters
    ----------
    moment
        The instant.
    lon, lat
        Course, degrees, EPSG:4326; at least two positions.
    """
    if not _has_bans(moment):
        return []
    asked_lon, asked_lat, _ = _asked_along(moment, lon, lat, owner=np.zeros_like(lon, dtype=int))
    bans = [one for one in alarms_of(moment, asked_lon, asked_lat) if one and _is_ban(one)]
    return list({one.area: one for one in bans}.values())


def _away_from_posts(moment: Moment, radius_m: float) -> Limit:
    posts = trusted_posts(moment)
    posts = posts[posts["trust"] == "avoid"]
    x, y = Metric(moment.pack.crs).to_metres(posts["lon"].to_numpy(), posts["lat"].to_numpy())
    name = f"keep {radius_m:g} m away from police posts to avoid"
    return keep_away(moment.pack.network, x, y, radius_m=radius_m, name=name)


def _asked_along(
    moment: Moment, lon: FloatArray, lat: FloatArray, *, owner: NDArray[np.int_]
) -> tuple[FloatArray, FloatArray, NDArray[np.int_]]:
    """Give positions of courses, and more between those that lie far apart, with their owners."""
    x, y = Metric(moment.pack.crs).to_metres(lon, lat)
    goes_on = np.diff(owner, append=-1) == 0
    step_m = np.hypot(np.diff(x, append=x[-1:]), np.diff(y, append=y[-1:]))
    pieces = np.where(goes_on, np.ceil(step_m / _ASK_EVERY_M), 1).clip(1).astype(np.int_)
    at = np.repeat(np.arange(len(lon)), pieces)
    number = np.arange(len(at)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    after = np.minimum(at + 1, len(lon) - 1)
    part = number / pieces[at]
    return (
        lon[at] + part * (lon[after] - lon[at]),
        lat[at] + part * (lat[after] - lat[at]),
        owner[at],
    )


def _is_ban(alarm: Alarm | None) -> bool:
    return alarm is not None and alarm.level >= BAN_LEVEL


def _has_bans(moment: Moment) -> bool:
    alarms = moment.layer("travel_alarms")
    return bool((alarms["level"].to_numpy() >= BAN_LEVEL).any())


def _out_of_bans(moment: Moment) -> Limit:
    """Keep out of every road of which some position lies under a ban."""
    network = moment.pack.network
    banned: tuple[int, ...] = ()
    if _has_bans(moment):
        owner = np.repeat(np.arange(network.record_count), np.diff(network.course_start))
        lon, lat, number = _asked_along(moment, network.course_lon, network.course_lat, owner=owner)
        is_banned = [_is_ban(one) for one in alarms_of(moment, lon, lat)]
        banned = tuple(np.unique(number[is_banned]).tolist())
    return Limit("keep out of travel bans", Closures(records=banned))
