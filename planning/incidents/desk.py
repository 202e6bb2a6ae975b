"""The dispatcher's desk: what is typed about a case, checked against the country pack."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from geo.coordinates import Place
from geo.crs import distance_m, distance_words
from geo.errors import Fault, GreenZoneError, MomentError
from planning.incidents.events import (
    Change,
    Closed,
    Noted,
    PlaceSeen,
    TimeTold,
    UnitFreed,
    UnitSent,
)
from planning.moment import Moment, parse_when
from planning.packs import Pack
from planning.places import locate


def read_sighting(
    pack: Pack, text: str, *, when: datetime, error_m: float | None = None
) -> PlaceSeen:
    """Read where a victim was seen; what was typed is not kept, only the place.

    Parameters
    ----------
    text
        Coordinates, a map link or a name, as vague as it is.
    when
        The instant at which the victim was there.
    error_m
        How far the true place may be, metres; never less than what the text itself allows.

    Raises
    ------
    GreenZoneError
        If the text is no place in the country: see `planning.places.locate`.
    """
    place = locate(pack, text, when=when)
    doubt_m = place.error_m
    if error_m is not None:  # a wrong one goes on as it is, to be refused with the other faults
        doubt_m = max(error_m, place.error_m) if error_m > 0 else error_m
    return replace(sighting_of(pack, place, when=when), error_m=doubt_m)


def sighting_of(pack: Pack, place: Place, *, when: datetime) -> PlaceSeen:
    """Give a place that was read before as one where a victim was seen at an instant.

    Parameters
    ----------
    pack
        Whose gazetteer names it.
    place
        As read; never its words, only a name of the gazetteer or its coordinates.
    when
        Aware instant.
    """
    label = label_of(pack, place)
    return PlaceSeen(when, round(place.lat, 6), round(place.lon, 6), place.error_m, label)


def label_of(pack: Pack, place: Place) -> str:
    """Name a place by the gazetteer alone, or by its coordinates: never by what was typed."""
    if place.gazetteer_id is None:
        return f"{place.lat:.5f}, {place.lon:.5f}"
    entry = pack.entry(place.gazetteer_id)
    away_m = distance_m((entry.lon, entry.lat), (place.lon, place.lat))
    if away_m >= 1.0:
        return f"{distance_words(away_m)} from {entry.name}"
    return entry.name if place.name == entry.name else f"near {entry.name}"


def place_of(seen: PlaceSeen) -> Place:
    """Give the place of a case as every other job reads a place."""
    return Place(seen.lat, seen.lon, seen.error_m, seen.text, "coordinate", seen.text)


@dataclass(slots=True)
class Draft:
    """What was typed about a case, read as far as it can be; every fault is kept for the end.

    Parameters
    ----------
    pack
        The country.
    now
        The instant of writing, on the clock there.
    changes, faults
        What was read, and what could not be.
    """

    pack: Pack
    now: datetime
    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def time(self, name: str, text: str | None) -> datetime | None:
        """Take one of the times of a case: ISO 8601, local without an offset, or "now"."""
        if text is None:
            return None
        try:
            at = self.now if text.strip().lower() == "now" else parse_when(text, self.pack)
        except MomentError as error:
            self.faults.append(Fault(error.code, str(error), column=name))
            return None
        self.changes.append(TimeTold(name, at))
        return at

    def place(self, text: str | None, *, when: datetime, error_m: float | None) -> None:
        """Take where the victim is, or was at an instant."""
        if text is None:
            return
        try:
            self.changes.append(read_sighting(self.pack, text, when=when, error_m=error_m))
        except GreenZoneError as error:
            self.faults.append(Fault(error.code, str(error), column="place"))

    def units(self, *, sent: Iterable[str] = (), freed: Iterable[str] = ()) -> None:
        """Take units that go, and units that are free again."""
        gone, back = dict.fromkeys(sent), dict.fromkeys(freed)
        self.faults += unit_faults(self.pack, gone)
        self.changes += [*map(UnitFreed, back), *map(UnitSent, gone)]

    def note(self, text: str | None) -> None:
        """Take a hand-over note."""
        if text is not None:
            self.changes.append(Noted(text))

    def close(self) -> None:
        """Take that the case is over."""
        self.changes.append(Closed(self.now))


def unit_faults(pack: Pack, units: Iterable[str]) -> list[Fault]:
    """Name every id that is no unit and no police post of the pack."""
    known = {*pack.layers["units"]["id"], *pack.layers["police_posts"]["id"]}
    ids = sorted(pack.layers["units"]["id"])
    listed = ", ".join(ids[:12]) + (", ..." if len(ids) > 12 else "") or "none"
    return [
        Fault("UNKNOWN_ID", f"no unit {unit[:40]!r}; the units of this pack are {listed}")
        for unit in dict.fromkeys(units)
        if unit not in known
    ]


def without(moment: Moment, busy: Iterable[str]) -> Moment:
    """Give the same moment with these units tied up."""
    return replace(moment, busy=moment.busy | frozenset(busy))
