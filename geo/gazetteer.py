"""Names of places to positions: exact first, small typos next, never a guess between two."""

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from typing import Final

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from geo.crs import distance_m, distances_m
from geo.errors import (
    AmbiguousPlaceError,
    Fault,
    FaultsError,
    GreenZoneError,
    PlaceError,
    UnknownPlaceError,
)
from geo.notation.entries import Entry, entries_from_rows
from geo.notation.reading import clean, excerpt

__all__ = ["SAME_PLACE_M", "Entry", "Gazetteer", "entries_from_rows", "squeeze", "typos_allowed"]

SAME_PLACE_M: Final = (1_000.0, 5_000.0)
"""Entries of like name no further apart than the larger of their errors, held
between these two, are one place."""

_MUST_KNOW_RANK = 4  # a seat's bare name means the seat ...
_MAY_FORGET_RANK = 1  # ... beside a village, though not beside another town
_SUGGESTIONS = 3
_LONGEST_NAME = 80
_TOWN_WORDS = re.compile(
    r"\b(city|town|municipality|village|krong|phum)\b|(?<=\w)\s*(시|읍|마을)$|ក្រុង|ភូមិ",
    re.IGNORECASE,
)
_AREA_WORDS = re.compile(
    r"\b(province|district|commune|srok|khan|khum|sangkat|khaet)\b|(?<=\w)\s*(주|군|구)$"
    r"|ខេត្ត|ស្រុក|ខណ្ឌ|ឃុំ|សង្កាត់",
    re.IGNORECASE,
)


def squeeze(name: str) -> str:
    """Reduce a name to what counts: letters and digits, no case, accents or spaces.

    Hangul falls apart into its letters, so that one wrong stroke is one typo.

    Examples
    --------
    >>> squeeze("O'Smach"), squeeze("Krong  Preah-Sihanouk"), squeeze("Đà Nẵng")
    ('osmach', 'krongpreahsihanouk', 'danang')
    >>> len(squeeze("바벳"))
    5
    """
    lowered = unicodedata.normalize("NFKD", name.casefold()).replace("đ", "d")
    return "".join(
        character
        for character in lowered
        if unicodedata.category(character)[0] in "LNM" and not "\u0300" <= character <= "\u036f"
    )


def typos_allowed(letters: int) -> int:
    """Say how many wrong letters a name of so many letters may have.

    Examples
    --------
    >>> [typos_allowed(letters) for letters in (4, 5, 7, 8, 12, 13)]
    [0, 1, 1, 2, 2, 3]
    """
    return (letters >= 5) + (letters >= 8) + (letters >= 13)


class Gazetteer:
    """Places that can be found by name.

    Parameters
    ----------
    entries
        The places; may be empty.
    country_names
        Names of the country itself in any script: understood behind a place.

    Raises
    ------
    FaultsError
        All faults: a double id, no name, no position.

    Examples
    --------
    >>> towns = Gazetteer([Entry("bavet", "Bavet", 11.07, 106.18, 1000.0, other_names=("바벳",))])
    >>> towns.find("Bavett").id, towns.find("바벳시").id
    ('bavet', 'bavet')
    """

    __slots__ = ("_by_id", "_countries", "_entries", "_full", "_keys", "_lat", "_lon", "_shown")

    def __init__(self, entries: Iterable[Entry], *, country_names: Iterable[str] = ()) -> None:
        self._entries = tuple(entries)
        _require_sound(self._entries)
        self._by_id = {entry.id: entry for entry in self._entries}
        self._countries = {squeeze(clean(name)) for name in country_names}
        self._keys: dict[str, list[Entry]] = {}
        self._full: dict[str, list[Entry]] = {}
        self._shown: dict[str, list[Entry]] = {}
        for entry in self._entries:
            for name in map(clean, entry.names):
                _add(self._keys, squeeze(name), entry)
                _add(self._shown, name.casefold(), entry)
                for context in map(clean, entry.around):
                    _add(self._full, squeeze(name + context), entry)
                    _add(self._full, squeeze(context + name), entry)
        self._lat = np.array([entry.lat for entry in self._entries], dtype=float)
        self._lon = np.array([entry.lon for entry in self._entries], dtype=float)

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def entry(self, entry_id: str) -> Entry:
        """Return the entry with this id.

        Raises
        ------
        UnknownPlaceError
            If there is none.
        """
        try:
            return self._by_id[entry_id]
        except KeyError:
            raise UnknownPlaceError(f"no place has the id {excerpt(entry_id)}") from None

    def nearest(self, lat: float, lon: float) -> tuple[Entry, float] | None:
        """Find the place closest to a point.

        Returns
        -------
        tuple | None
            The entry and its distance in metres; None if the gazetteer is empty.
        """
        if not self._entries:
            return None
        metres = distances_m(self._lon, self._lat, to=(lon, lat))
        index = int(np.argmin(metres))
        return self._entries[index], float(metres[index])

    def holds_exactly(self, name: str) -> bool:
        """Say whether some place bears just this name, apart from case and accents."""
        return squeeze(clean(name)) in self._keys

    def find(self, name: str) -> Entry:
        """Find the one place that a name means.

        Parameters
        ----------
        name
            A name, with its district or province behind a comma if need be, or
        with ``#`` and its id.

        Returns
        -------
        Entry
            The place. Of like-named places a seat wins over villages only.

        Raises
        ------
        AmbiguousPlaceError
            If two places are as likely, with choices that can be typed; or if
            a name is too short to forgive a typo in it.
        UnknownPlaceError
            If no name is near, with the three nearest.
        PlaceError
            If it names an area, such as a province.
        """
        name = clean(name)
        key = squeeze(name)
        if "#" in name:
            return self.entry(name.rpartition("#")[2].strip())
        if key in self._keys:
            return self._one(self._keys[key], name)
        parts = [part for part in re.split(r"\s*[,;/()|]\s*", name) if squeeze(part)]
        if len(parts) > 1:
            return self._in_context(parts, name)
        if key in self._full:
            return self._one(self._full[key], name)
        bare = squeeze(_TOWN_WORDS.sub(" ", name))
        if bare in self._keys:
            return self._one(self._keys[bare], name)
        if _AREA_WORDS.search(name):
            raise PlaceError(f"{excerpt(name)} is an area and not a place: name a town in it")
        near = self._near(key) or self._near(bare)
        if not near:
            raise self._not_found(name, self._almost(key))
        return self._one(near, name)

    def _near(self, key: str) -> list[Entry]:
        """List the entries within the typos allowed, all that are nearly as near as the best."""
        found = self._within(key, typos_allowed(_LONGEST_NAME) + 1)
        good = [typos for hit, typos in found if typos <= typos_allowed(max(len(key), len(hit)))]
        if not good:
            return []
        most = min(good) + (min(good) > 1)
        return [entry for hit, typos in found if typos <= most for entry in self._keys[hit]]

    def _almost(self, key: str) -> list[Entry]:
        """List the entries one typo away whose names are too short to forgive it."""
        return [entry for hit, _ in self._within(key, 1) for entry in self._keys[hit]]

    def _within(self, key: str, reach: int) -> list[tuple[str, int]]:
        """List the squeezed names within so many typos, with their typos."""
        if not key or len(key) > _LONGEST_NAME:
            return []
        found = process.extract(
            key, list(self._keys), scorer=OSA.distance, score_cutoff=reach, limit=None
        )
        return [(hit, int(typos)) for hit, typos, _ in found]

    def _in_context(self, parts: Sequence[str], name: str) -> Entry:
        """Find a place given with its district, province or country, in either order."""
        parts = [part for part in parts if squeeze(part) not in self._countries]
        if len(parts) < 2:
            return self.find(parts[0] if parts else name)
        tries = ((parts[0], parts[1:]), (parts[-1], parts[:-1]))
        known: list[Entry] = []
        for own, around in tries:
            entries = self._keys.get(squeeze(own)) or self._near(squeeze(own))
            fitting = [entry for entry in entries if _lies_in(entry, around)]
            if fitting:
                return self._one(fitting, name)
            known += entries
        if known:
            labels = _listed(self._labels(_unlike(known))[:_SUGGESTIONS])
            raise UnknownPlaceError(f"{excerpt(name)}: no such place there; known: {labels}")
        raise self._not_found(name, [])

    def _one(self, entries: Sequence[Entry], name: str) -> Entry:
        """Pick the one place meant, or ask."""
        meant = _settled(entries)
        if meant is not None:
            return meant
        choices = self._labels(_unlike(entries))
        raise AmbiguousPlaceError(
            f"{excerpt(name)} may be {len(choices)} places; choose: {_listed(choices)}", choices
        )

    def _not_found(self, name: str, almost: Sequence[Entry]) -> GreenZoneError:
        """Make the error for a name that is none: with a question where one is almost it."""
        if almost:
            choices = self._labels(_unlike(almost))
            return AmbiguousPlaceError(
                f"{excerpt(name)} is not quite a name; did you mean {_listed(choices)}?", choices
            )
        return UnknownPlaceError(f"{excerpt(name)} is no known place{self._suggested(name)}")

    def _suggested(self, name: str) -> str:
        found = process.extract(
            name.casefold()[:_LONGEST_NAME],
            list(self._shown),
            scorer=fuzz.WRatio,
            limit=4 * _SUGGESTIONS,
        )
        nearest = [entry for shown, _, _ in found for entry in self._shown[shown]]
        labels = self._labels(list(dict.fromkeys(nearest)))[:_SUGGESTIONS]
        return f"; the nearest names are {_listed(labels)}" if labels else ""

    def _labels(self, entries: Sequence[Entry]) -> list[str]:
        """Name entries so that each name, typed again, finds its entry."""
        return [
            next(label for label in _candidates(entry) if self._means(label, entry))
            for entry in entries
        ]

    def _means(self, label: str, entry: Entry) -> bool:
        if "#" in label:
            return True
        own, *around = label.split(", ")
        bearers = self._keys.get(squeeze(own), [])
        meant = _settled([bearer for bearer in bearers if _lies_in(bearer, around)])
        return meant is not None and _is_same_place(meant, entry)


def _candidates(entry: Entry) -> Iterator[str]:
    """Yield labels from the shortest: name, with province, with district too, with the id."""
    if squeeze(entry.province) in ("", squeeze(entry.name)):
        yield entry.name
    yield ", ".join(name for name in (entry.name, entry.province) if name)
    longest = ", ".join(name for name in (entry.name, entry.district, entry.province) if name)
    yield longest
    yield f"{longest} #{entry.id}"


def _listed(labels: Sequence[str]) -> str:
    return "; ".join(labels[:8]) + ("; …" if len(labels) > 8 else "")


def _add(index: dict[str, list[Entry]], key: str, entry: Entry) -> None:
    if key and entry not in (bearers := index.setdefault(key, [])):
        bearers.append(entry)


def _lies_in(entry: Entry, around: Iterable[str]) -> bool:
    """Say whether every context named is one of the entry's, small typos forgiven."""
    own = {squeeze(context) for context in entry.around}
    for context in around:
        key = squeeze(_AREA_WORDS.sub(" ", _TOWN_WORDS.sub(" ", context)))
        typos = typos_allowed(len(key))
        if not any(OSA.distance(key, mine, score_cutoff=typos) <= typos for mine in own):
            return False
    return True


def _unlike(entries: Iterable[Entry]) -> list[Entry]:
    """Keep one of each place, the most prominent first."""
    ordered = sorted(entries, key=lambda entry: (-entry.rank, -entry.population, entry.id))

    def kept(places: list[Entry], entry: Entry) -> list[Entry]:
        is_known = any(_is_same_place(place, entry) for place in places)
        return places if is_known else [*places, entry]

    start: list[Entry] = []
    return reduce(kept, ordered, start)


def _is_same_place(one: Entry, other: Entry) -> bool:
    least, most = SAME_PLACE_M
    reach = min(max(least, one.precision_m, other.precision_m), most)
    return distance_m((one.lon, one.lat), (other.lon, other.lat)) <= reach


def _settled(entries: Sequence[Entry]) -> Entry | None:
    """Return the one place that the entries are; None if they are several.

    A seat's own name means the seat, beside villages of that name and beside
    places for which it is another name.
    """
    if not entries:
        return None
    best, *rest = _unlike(entries)
    key = squeeze(best.name)
    is_plain = best.rank >= _MUST_KNOW_RANK and all(
        key in map(squeeze, other.names)
        and (other.rank <= _MAY_FORGET_RANK or key != squeeze(other.name))
        for other in rest
    )
    return best if is_plain or not rest else None


def _require_sound(entries: Sequence[Entry]) -> None:
    faults = []
    seen: set[str] = set()
    for entry in entries:
        if entry.id in seen:
            faults.append(Fault("DUP_ID", f"{excerpt(entry.id)} is there twice"))
        seen.add(entry.id)
        if not squeeze(clean(entry.name)):
            faults.append(Fault("NO_NAME", f"{excerpt(entry.id)} has no name"))
        if not (abs(entry.lat) <= 90 and abs(entry.lon) <= 180):
            faults.append(Fault("BAD_COORD", f"{excerpt(entry.id)} has no place on Earth"))
        if not 0 <= entry.precision_m < math.inf:
            faults.append(Fault("RANGE", f"{excerpt(entry.id)}: precision_m is not >= 0"))
    if faults:
        raise FaultsError("gazetteer", faults)
