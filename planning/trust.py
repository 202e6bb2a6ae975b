"""Trust: how far the police of a post or an area may be relied on, and who says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import geopandas as gpd

from geo.crs import distance_m
from geo.errors import NoResourceError
from geo.notation.reading import excerpt
from layers.dates import first_day
from planning.moment import Moment

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
    found = posts[posts["id"] == post].to_dict("records")
    if not found:
        raise NoResourceError(f"no police post {excerpt(post)} is in force then")
    return _of_row(found[0], _areas(moment))


def _of_row(row: Mapping[str, Any], areas: list[dict[Any, Any]]) -> Trust:
    own = TrustReport(
        about=row["name"],
        level=_held(row["trust"], row["confidence"]),
        claim=row.get("reported_issue") or "",
        source=row["source"],
        confidence=row["confidence"],
        date=row["as_of"],
        is_area=False,
    )
    return _strictest([*(_said(area) for area in areas if _reaches(area, row)), own])


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
    areas = _areas(moment)
    rows = moment.layer("police_posts").to_dict("records")
    return {row["id"]: _of_row(row, areas) for row in rows}


def province_table(moment: Moment) -> dict[str, Trust]:
    """Say of every province with a post or a report how far its police may be relied on."""
    areas = _areas(moment)
    names = {*moment.layer("police_posts")["province"], *(area["province"] for area in areas)}
    return {name: _in_province(name, areas) for name in sorted(names - {""})}


def areas_at(moment: Moment) -> gpd.GeoDataFrame:
    """Give the reports about areas that were known at the moment."""
    areas = moment.pack.layers["police_areas"]
    on = moment.when.date()
    is_known = [not day or first_day(day) <= on for day in areas["report_date"]]
    return areas[is_known]


def _areas(moment: Moment) -> list[dict[Any, Any]]:
    return list(areas_at(moment).to_dict("records"))


def _reaches(area: Mapping[str, Any], post: Mapping[str, Any]) -> bool:
    if area["lat"] == area["lat"]:  # NaN: no position
        away_m = distance_m((area["lon"], area["lat"]), (post["lon"], post["lat"]))
        if away_m <= area["precision_m"]:
            return True
    if area["town"]:
        in_province = area["province"] in {"", post["province"]}
        return bool(area["town"] == post.get("town") and in_province)
    return area["province"] in {"", post["province"]}


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
