"""The checklist of a Green Zone: each thing it needs before it can admit, and what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from layers.dates import days_since
from planning.moment import Moment

Hosts = Mapping[str, tuple[str, str]]
"""Town and province of missions and posts by id; empty where their records are silent."""
Answer = Literal["yes", "no", "unknown"]
ITEMS: Final = (
    *("open", "admits_anyone", "authority", "hours", "line_24h", "staff_briefed"),
    "guard_informed",
)
"""What a zone needs before it can admit, in the order in which it is asked."""
ANSWERS: Final[tuple[Answer, ...]] = ("yes", "no", "unknown")


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a checklist.

    Parameters
    ----------
    name
        One of `ITEMS`.
    answer
        Whether it is so; what nobody wrote down is unknown, never yes.
    missing
        A key for what is missing (`planning.reporting.words.MISSING_WORDS`); empty when yes.
    days_ago
        For a day of the past: how many days ago at most, since the whole month may be all
        that is known. None where the item has no day, or it is not known.
    """

    name: str
    answer: Answer
    missing: str
    days_ago: int | None = None


@dataclass(frozen=True, slots=True)
class Checklist:
    """What one place needs before it can admit.

    Parameters
    ----------
    id, name, name_ko, kind, status
        As in its layer; the status of a mission door is empty.
    town, province
        Those of its host, else of the place of the gazetteer nearest to it.
    lon, lat
        EPSG:4326.
    is_zone
        Whether it is a Green Zone; else a mission's own door that no zone stands at yet.
    items
        One of each of `ITEMS`.
    """

    id: str
    name: str
    name_ko: str
    kind: str
    status: str
    town: str
    province: str
    lon: float
    lat: float
    is_zone: bool
    items: tuple[Item, ...]

    @property
    def is_ready(self) -> bool:
        """Whether it is a zone and everything is there."""
        return self.is_zone and all(item.answer == "yes" for item in self.items)

    @property
    def missing(self) -> tuple[Item, ...]:
        """What is not there, or not known to be."""
        return tuple(item for item in self.items if item.answer != "yes")


def zone_items(moment: Moment, row: Mapping[str, Any]) -> tuple[Item, ...]:
    """Go through what a Green Zone needs, a row of its layer."""
    on, within = moment.when.date(), moment.pack.settings.briefed_within_days
    return (
        _opened(row),
        _told("admits_anyone", row["admits_anyone"]),
        _told("authority", row["authority"]),
        _known_hours(row),
        _told("line_24h", row["line_24h"]),
        _dated("staff_briefed", row["staff_briefed_on"], on=on, within=within),
        _dated("guard_informed", row["guard_informed_on"], on=on),
    )


def of_zone(moment: Moment, row: Mapping[str, Any], hosts: Hosts) -> Checklist:
    """Give the checklist of a Green Zone.

    Parameters
    ----------
    moment
        The country at an instant: days are counted back from it.
    row
        A row of the layer.
    hosts
        From `hosts_of`.
    """
    town, province = _whereabouts(moment, row, hosts.get(row["host"]))
    items = zone_items(moment, row)
    return _listed(row, items, status=row["status"], town=town, province=province)


def of_door(moment: Moment, row: Mapping[str, Any], hosts: Hosts) -> Checklist:
    """Give that of a mission's own door: only its hours are on file until it is made a zone."""
    known = {"open": Item("open", "no", "no_zone"), "hours": _known_hours(row)}
    items = tuple(known.get(name) or Item(name, "unknown", f"{name}_unknown") for name in ITEMS)
    town, province = _whereabouts(moment, row, hosts.get(row["id"]))
    return _listed(row, items, status="", town=town, province=province)


def hosts_of(moment: Moment) -> Hosts:
    """Give town and province of every mission and post, as far as its record says, by its id."""
    layers = moment.pack.layers
    return {
        row["id"]: (row.get(column) or "", row.get("province") or "")
        for kind, column in (("missions", "city"), ("police_posts", "town"))
        for row in layers[kind].to_dict("records")
    }


def _listed(
    row: Mapping[str, Any], items: tuple[Item, ...], *, status: str, town: str, province: str
) -> Checklist:
    return Checklist(
        id=row["id"],
        name=row["name"],
        name_ko=row.get("name_ko") or "",
        kind=row["kind"],
        status=status,
        town=town,
        province=province,
        lon=float(row["lon"]),
        lat=float(row["lat"]),
        is_zone=bool(status),
        items=items,
    )


def _opened(row: Mapping[str, Any]) -> Item:
    """Ask whether it is open; a record of low confidence opens nothing."""
    if row["confidence"] == "low":
        return Item("open", "unknown", "low_confidence")
    is_open = row["status"] == "open"
    return Item("open", "yes" if is_open else "no", "" if is_open else f"is_{row['status']}")


def _told(name: str, word: str) -> Item:
    answer: Answer = next((one for one in ANSWERS if one == word), "unknown")
    return Item(name, answer, "" if answer == "yes" else f"{name}_{answer}")


def _known_hours(row: Mapping[str, Any]) -> Item:
    return Item("hours", "yes", "") if row["hours"] else Item("hours", "unknown", "hours_unknown")


def _dated(name: str, day: str, *, on: date, within: float | None = None) -> Item:
    """Ask whether a day is past, and not longer ago than `within` days.

    Of a month alone its first day counts: the longest that it may be ago.
    """
    ago = days_since(day, on)
    if ago is None:
        return Item(name, "unknown", f"{name}_unknown")
    least, most = ago
    if most < 0:
        return Item(name, "no", f"{name}_ahead")
    if least < 0:  # the month has begun and nobody wrote down the day
        return Item(name, "unknown", f"{name}_vague")
    if within is not None and most > within:
        return Item(name, "no", f"{name}_long_ago", most)
    return Item(name, "yes", "", most)


def _whereabouts(
    moment: Moment, row: Mapping[str, Any], host: tuple[str, str] | None
) -> tuple[str, str]:
    """Give town and province: what the host's record says, the nearest known place for the rest."""
    town, province = host or ("", "")
    near = None if town and province else moment.pack.gazetteer.nearest(row["lat"], row["lon"])
    return (town or near[0].name, province or near[0].province) if near else (town, province)
