"""Names of places to positions: exact first, small typos next, never a guess between two."""

import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from geo.crs import distances_m
from geo.errors import (
    AmbiguousPlaceError,
    GreenZoneError,
    OutsideError,
    PlaceError,
    UnknownPlaceError,
)
from geo.notation.abroad import abroad_like, abroad_named, names_of_country
from geo.notation.areas import areas_of
from geo.notation.entries import Entry, entries_from_rows, require_sound
from geo.notation.reading import EXAMPLE, clean, excerpt
from geo.notation.sameness import SAME_PLACE_M, is_same_place, lies_in, settled, unlike
from geo.notation.spelling import (
    LONGEST_NAME,
    distance,
    is_called_area,
    may_be_corrected,
    runs_of_words,
    squeeze,
    typos_allowed,
    without_area_words,
    without_town_words,
)

__all__ = ["SAME_PLACE_M", "Entry", "Gazetteer", "entries_from_rows", "squeeze", "typos_allowed"]

_SUGGESTIONS = 3
_ASKED = 8
_LIKENESS = 75.0  # per cent of the letters in common: below it a suggestion is noise
_FEWEST_LETTERS = 3  # of a word by which longer names are suggested


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

    __slots__ = (
        "_areas", "_by_id", "_countries", "_entries", "_full", "_keys", "_lat", "_lon", "_words",
    )  # fmt: skip

    def __init__(self, entries: Iterable[Entry], *, country_names: Iterable[str] = ()) -> None:
        self._entries = tuple(entries)
        require_sound(self._entries)
        self._by_id = {entry.id: entry for entry in self._entries}
        self._countries = names_of_country(squeeze(clean(name)) for name in country_names)
        self._keys: dict[str, list[Entry]] = {}
        self._full: dict[str, list[Entry]] = {}
        self._words: dict[str, list[Entry]] = {}
        for entry in self._entries:
            for name in map(clean, entry.names):
                _add(self._keys, squeeze(name), entry)
                for word in name.split():
                    _add(self._words, squeeze(word), entry)
                for context in map(clean, entry.around):
                    _add(self._full, squeeze(name + context), entry)
                    _add(self._full, squeeze(context + name), entry)
        self._areas = areas_of(self._entries)
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
            raise UnknownPlaceError(
                f"no place has the id {excerpt(entry_id)}; write the name without the #"
            ) from None

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
            The place. Of like-named places a seat wins over villages only. A
            typo is mended without asking in a long name only (see
            `geo.notation.spelling.may_be_corrected`).

        Raises
        ------
        AmbiguousPlaceError
            If two places are as likely, with choices that can be typed; or if
            a name is too short to forgive a typo in it.
        UnknownPlaceError
            If no name is near; with those that are at least alike.
        OutsideError
            If it is a well-known town or country elsewhere.
        PlaceError
            If it names an area, such as a province, or the country itself.
        """
        name = clean(name)
        if "#" in name:
            return self.entry(name.rpartition("#")[2].strip())
        if found := self._keys.get(squeeze(name)):
            return self._one(found, name)
        parts = [part for part in re.split(r"\s*[,;/()|]\s*", name) if squeeze(part)]
        if len(parts) > 1:
            return self._in_context(parts, name)
        bare = without_town_words(name)
        if found := self._full.get(squeeze(name)) or self._keys.get(squeeze(bare)):
            return self._one(found, name)
        within = " ".join(word for word in name.split() if squeeze(word) not in self._countries)
        if squeeze(within) not in ("", squeeze(name)) and squeeze(name) not in self._countries:
            return self.find(within)
        self._refuse_area(name)
        self._refuse_abroad([name, bare], name)
        return self._corrected(name)

    def _corrected(self, name: str) -> Entry:
        """Find a name with typos: at once where it is long, by asking where it is short."""
        bare = without_town_words(name)
        key = squeeze(bare)
        near = self._near(squeeze(name)) or self._near(key)
        foreign, foreign_typos = abroad_like(key)
        typos = min((distance(key, entry.names) for entry in near), default=foreign_typos + 1)
        longer = self._with_words(name)
        meant = settled([*near, *longer])
        if meant is not None and near and typos < foreign_typos and may_be_corrected(bare):
            return meant
        if foreign_typos < typos:
            self._refuse_abroad([foreign], name)
        if near := near or self._almost(key):
            choices = self._labels(unlike([*near, *longer]))[:_ASKED]
            raise AmbiguousPlaceError(
                f"{excerpt(name)} is not quite a name; did you mean {_listed(choices)}? "
                "Write the one you mean",
                choices,
            )
        self._refuse_area(name, typos=True)
        alike = self._alike(name)
        if not alike:
            self._refuse_abroad((run for run in runs_of_words(name) if abroad_named(run)[0]), name)
        raise self._unknown(name, alike)

    def _near(self, key: str) -> list[Entry]:
        """List the entries within the typos allowed, all that are nearly as near as the best."""
        found = self._within(key, typos_allowed(LONGEST_NAME) + 1)
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
        if not key or len(key) > LONGEST_NAME:
            return []
        found = process.extract(
            key, list(self._keys), scorer=OSA.distance, score_cutoff=reach, limit=None
        )
        return [(hit, int(typos)) for hit, typos, _ in found]

    def _in_context(self, parts: Sequence[str], name: str) -> Entry:
        """Find a place given with its district, province or country, in either order."""
        parts = [part for part in parts if squeeze(part) not in self._countries]
        if not parts:
            raise self._whole_country(name)
        if len(parts) < 2:
            return self.find(parts[0])
        tries = ((parts[0], parts[1:]), (parts[-1], parts[:-1]))
        known: list[Entry] = []
        for own, around in tries:
            entries = self._keys.get(squeeze(own)) or self._near(squeeze(own))
            fitting = [entry for entry in entries if lies_in(entry, around)]
            if fitting:
                return self._one(fitting, name)
            known += entries
        if not any(squeeze(part) in self._keys for part in parts):
            self._refuse_abroad(map(without_town_words, parts), name)
        if known:
            choices = self._labels(unlike(known))[:_SUGGESTIONS]
            raise UnknownPlaceError(
                f"{excerpt(name)}: no such place there; known: {_listed(choices)}; "
                "write one of these",
                choices,
            )
        raise self._unknown(name, self._alike(name))

    def _one(self, entries: Sequence[Entry], name: str) -> Entry:
        """Pick the one place meant, or ask."""
        meant = settled(entries)
        if meant is not None:
            return meant
        choices = self._labels(unlike(entries))
        raise AmbiguousPlaceError(
            f"{excerpt(name)} may be {len(choices)} places; choose: {_listed(choices)}", choices
        )

    def _refuse_area(self, name: str, *, typos: bool = False) -> None:
        """Refuse the name of a province, of a district or of the country, with a town in it."""
        key = own = squeeze(without_area_words(name))
        if squeeze(name) in self._countries or key in self._countries:
            raise self._whole_country(name)
        if typos and may_be_corrected(name):
            most = typos_allowed(len(key))
            hit = process.extractOne(key, list(self._areas), scorer=OSA.distance, score_cutoff=most)
            key = hit[0] if hit else key
        area = self._areas.get(key)
        if area is None:
            if is_called_area(name):
                raise PlaceError(
                    f"{excerpt(name)} is an area, not a place; name a town in it, or write a "
                    f"position such as {EXAMPLE}"
                )
            return
        said = excerpt(name) if own == key else f"{excerpt(name)} looks like {area.name}, which"
        example = self._labels(unlike(area.entries)[:1])[0]
        raise PlaceError(
            f"{said} is a {area.kind} (an area), not a place; name a town in it, for example {example}"
        )

    def _refuse_abroad(self, names: Iterable[str], name: str) -> None:
        """Refuse what is well known to lie elsewhere, by one of its names."""
        for own in names:
            town, country = abroad_named(own)
            if not country or squeeze(own) in self._keys or squeeze(country) in self._countries:
                continue
            like = "" if squeeze(own) in squeeze(name) else f" looks like {town or country}, which"
            where = f", in {country}" if town else ""
            raise OutsideError(
                f"{excerpt(name)}{like} lies outside the country{where}; {self._advice()}"
            )

    def _whole_country(self, name: str) -> GreenZoneError:
        return PlaceError(f"{excerpt(name)} is the country, not a place in it; {self._advice()}")

    def _unknown(self, name: str, alike: Sequence[Entry]) -> GreenZoneError:
        if not alike:
            return UnknownPlaceError(
                f"{excerpt(name)} is no known place, and no name is like it; {self._advice()}"
            )
        return unknown_name(name, self._labels(alike[:_SUGGESTIONS]))

    def _advice(self) -> str:
        """Say what can be typed."""
        largest = max(self._entries, key=lambda entry: (entry.rank, entry.population), default=None)
        if largest is None:
            return f"write a position such as {EXAMPLE}"
        town = f"name a town in the country, such as {self._labels([largest])[0]}, or "
        return f"{town}write a position such as {EXAMPLE}"

    def _alike(self, name: str) -> list[Entry]:
        """List entries that a sentence names, whose name holds the words, or that look like it."""
        named = [entry for key in runs_of_words(name) for entry in self._keys.get(key, ())]
        found = process.extract(
            squeeze(name)[:LONGEST_NAME],
            list(self._keys),
            scorer=fuzz.ratio,
            score_cutoff=_LIKENESS,
            limit=_SUGGESTIONS,
        )
        looking = [entry for hit, _, _ in found for entry in self._keys[hit]]
        return list(dict.fromkeys([*named, *self._with_words(name), *looking]))

    def _with_words(self, name: str) -> list[Entry]:
        """List entries, the most prominent first, in whose names every word typed stands."""
        words = [key for word in name.split() if len(key := squeeze(word)) >= _FEWEST_LETTERS]
        bearers = self._words.get(words[0], []) if words else []
        held = [
            entry for entry in bearers if all(entry in self._words.get(word, ()) for word in words)
        ]
        return unlike(held)[:_SUGGESTIONS]

    def _labels(self, entries: Sequence[Entry]) -> list[str]:
        """Name entries so that each name, typed again, finds its entry."""
        return [
            next(label for label in _candidates(entry) if self._means(label, entry))
            for entry in entries
        ]

    def _means(self, label: str, entry: Entry) -> bool:
        if "#" in label:
            return True
        bearers = self._keys.get(squeeze(label))
        if bearers is None:
            own, *around = label.split(", ")
            named = self._keys.get(squeeze(own), [])
            bearers = [bearer for bearer in named if lies_in(bearer, around)]
        meant = settled(bearers)
        return meant is not None and is_same_place(meant, entry)


def unknown_name(name: str, choices: Sequence[str]) -> UnknownPlaceError:
    """Give the error of a name that nothing bears, with names that are at least alike."""
    return UnknownPlaceError(
        f"{excerpt(name)} is no known place; the nearest names are {_listed(choices)}; "
        f"write one of these, or a position such as {EXAMPLE}",
        choices,
    )


def _candidates(entry: Entry) -> Iterator[str]:
    """Yield labels from the shortest: name, with province, with district too, with the id."""
    own = squeeze(entry.name)
    if squeeze(entry.province) in ("", own):
        yield entry.name
    short = ", ".join(name for name in (entry.name, entry.province) if name)
    yield short
    if squeeze(entry.district) not in ("", own):
        yield ", ".join(name for name in (entry.name, entry.district, entry.province) if name)
    yield f"{short} #{entry.id}"


def _listed(labels: Sequence[str]) -> str:
    return "; ".join(labels[:8]) + ("; …" if len(labels) > 8 else "")


def _add(index: dict[str, list[Entry]], key: str, entry: Entry) -> None:
    """Add an entry under a key once: entries come one after the other, so it would be the last."""
    if key:
        bearers = index.setdefault(key, [])
        if not bearers or bearers[-1] is not entry:
            bearers.append(entry)
