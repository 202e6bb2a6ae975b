"""Trust: how far the police of a post or an area may be relied on, and who says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo.crs import distances_m
from geo.errors import NoResourceError
from geo.notation.reading import excerpt
from layers.dates import first_day
from planning.moment import Moment

Bools = NDArray[np.bool_]
Level = Literal["trusted", "unverified", "avoid"]
LEVELS: Final[tuple[Level, ...]] = ("trusted", "unverified", "avoid")
"""From the most to the least that may be relied on."""


@dataclass(frozen=True, slots=True)
class TrustReport:
    """One record that speaks about the police.

    Parameters
    ----------
    about
        Name of the post or the area.
    level
        What the record allows at most.
    claim
        What was reported, worded "Reported by X on DATE: ..."; empty where nothing was.
    source, confidence
        Where it is from and how sure.
    date
        When it was reported, else the day for which the record is true; ISO, as deep as known.
    is_area
        Whether it speaks about an area, not about the post itself.
    """

    about: str
    level: Level
    claim: str
    source: str
    confidence: str
    date: str
    is_area: bool


@dataclass(frozen=True, slots=True)
class Trust:
    """How far the police may be relied on, by the strictest record that speaks of them.

    Parameters
    ----------
    level
        One of `LEVELS`. Where no record speaks it is ``unverified``: unknown is not safe.
    reports
        The records, the strictest first; those of the areas before a post's own, whose words may
        rest on theirs.
    """

    level: Level
    reports: tuple[TrustReport, ...]

    @property
    def reason(self) -> str:
        """What was reported by the first record that says why; empty where none does."""
        decisive = (one for one in self.reports if one.level == self.level)
        return next((one.claim for one in decisive if one.claim), "")

    @property
    def source(self) -> str:
        """Where the strictest record is from; empty without records."""
        return self._decisive.source if self.reports else ""

    @property
    def date(self) -> str:
        """Of when the strictest record is, ISO; empty without records."""
        return self._decisive.date if self.reports else ""

    @property
    def _decisive(self) -> TrustReport:
        """The strictest record that says why, else the strictest."""
        strict = [one for one in self.reports if one.level == self.reports[0].level]
        return next((one for one in strict if one.claim), strict[0])


def trust_of(moment: Moment, post: str) -> Trust:
    """Say how far a post may be relied on: never further than its own record, nor its areas'.

    An area's report reaches the posts inside its extent, and those of its town, of its
    province where it names no town, of the country where it names neither.

    Parameters
    ----------
    moment
        The country at an instant; what was reported later is not known yet.
    post
        The id of a police post.

    Raises
    ------
    NoResourceError
        If no such post is in force.
    """
    posts = moment.layer("police_posts")
    found = _table(moment, posts[posts["id"] == post])
    if not found:
        raise NoResourceError(f"no police post {excerpt(post)} is in force then")
    return found[post]


def trust_at(moment: Moment, province: str) -> Trust:
    """Say how far the police of a province may be relied on.

    A warning about one of its towns is one about the province; a town that is trusted does
    not make the province so.
    """
    return _in_province(province, _areas(moment))


def _in_province(province: str, areas: list[dict[Any, Any]]) -> Trust:
    spoken = [
        area
        for area in areas
        if not (area["town"] or area["province"])
        or (area["province"] == province and not (area["town"] and area["trust"] == "trusted"))
    ]
    return _strictest([_said(area) for area in spoken])


def trust_table(moment: Moment) -> dict[str, Trust]:
    """Say of every post in force how far it may be relied on, by its id."""
    return _table(moment, moment.layer("police_posts"))


def _table(moment: Moment, posts: gpd.GeoDataFrame) -> dict[str, Trust]:
    spoken: list[list[TrustReport]] = [[] for _ in range(len(posts))]
    for area in _areas(moment):
        for place in np.flatnonzero(_reached(area, posts)):
            spoken[place].append(_said(area))
    rows = posts.to_dict("records")
    return {
        row["id"]: _strictest([*areas, _own(row)]) for row, areas in zip(rows, spoken, strict=True)
    }


def province_table(moment: Moment) -> dict[str, Trust]:
    """Say of every province with a post or a report how far its police may be relied on."""
    areas = _areas(moment)
    names = {*moment.layer("police_posts")["province"], *(area["province"] for area in areas)}
    return {name: _in_province(name, areas) for name in sorted(names - {""})}


def trusted_posts(moment: Moment) -> gpd.GeoDataFrame:
    """Give the posts in force with the trust that holds for each, areas' reports counted."""
    return with_trust(moment, moment.layer("police_posts"))


def with_trust(moment: Moment, posts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give rows of police posts with the trust that holds for each at a moment."""
    own = zip(posts["trust"], posts["confidence"], strict=True)
    strict = np.array([LEVELS.index(_held(word, sure)) for word, sure in own], dtype=int)
    for area in _areas(moment):
        held = LEVELS.index(_held(area["trust"], area["confidence"]))
        strict[_reached(area, posts) & (strict < held)] = held
    return posts.assign(trust=[LEVELS[level] for level in strict])


def areas_at(moment: Moment) -> gpd.GeoDataFrame:
    """Give the reports about areas that were known at the moment."""
    areas = moment.pack.layers["police_areas"]
    on = moment.when.date()
    is_known = [not day or first_day(day) <= on for day in areas["report_date"]]
    return areas[is_known]


def _areas(moment: Moment) -> list[dict[Any, Any]]:
    return list(areas_at(moment).to_dict("records"))


def _reached(area: Mapping[str, Any], posts: gpd.GeoDataFrame) -> Bools:
    """Whether an area's report speaks of each post, by its extent or by its names."""
    named = np.ones(len(posts), dtype=bool)
    for name in ("town", "province"):
        if area[name]:
            named &= (posts[name] == area[name]).to_numpy(dtype=bool)
    if np.isnan(area["lat"]):
        return named
    away_m = distances_m(posts["lon"], posts["lat"], to=(area["lon"], area["lat"]))
    return np.asarray(named | (away_m <= area["precision_m"]), dtype=bool)


def _own(row: Mapping[str, Any]) -> TrustReport:
    return TrustReport(
        about=row["name"],
        level=_held(row["trust"], row["confidence"]),
        claim=row.get("reported_issue") or "",
        source=row["source"],
        confidence=row["confidence"],
        date=row["as_of"],
        is_area=False,
    )


def _said(area: Mapping[str, Any]) -> TrustReport:
    return TrustReport(
        about=area["name"],
        level=_held(area["trust"], area["confidence"]),
        claim=area["claim"],
        source=area["source"],
        confidence=area["confidence"],
        date=area["report_date"] or area["as_of"],
        is_area=True,
    )


def _held(word: str, confidence: str) -> Level:
    """Give the level of a record; one of low confidence makes nobody trusted, yet it warns."""
    level: Level = next((one for one in LEVELS if one == word), "unverified")
    return "unverified" if level == "trusted" and confidence == "low" else level


def _strictest(reports: list[TrustReport]) -> Trust:
    ordered = sorted(reports, key=lambda one: -LEVELS.index(one.level))
    return Trust(ordered[0].level if ordered else "unverified", tuple(ordered))
