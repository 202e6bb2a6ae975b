"""Which entries of a gazetteer are one place, and which of several is meant."""

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Final

from rapidfuzz.distance import OSA

from geo.crs import distance_m
from geo.notation.entries import Entry
from geo.notation.spelling import squeeze, typos_allowed, without_area_words, without_town_words

SAME_PLACE_M: Final = (1_000.0, 5_000.0)
"""Entries of like name no further apart than the larger of their errors, held
between these two, are one place."""

_MUST_KNOW_RANK = 4  # a seat's bare name means the seat ...
_MAY_FORGET_RANK = 1  # ... beside a village, though not beside another town


def lies_in(entry: Entry, around: Iterable[str]) -> bool:
    """Say whether every context named is one of the entry's, small typos forgiven."""
    own = {squeeze(context) for context in entry.around}
    for context in around:
        key = squeeze(without_area_words(without_town_words(context)))
        typos = typos_allowed(len(key))
        if not any(OSA.distance(key, mine, score_cutoff=typos) <= typos for mine in own):
            return False
    return True


def unlike(entries: Iterable[Entry]) -> list[Entry]:
    """Keep one of each place, the most prominent first."""
    ordered = sorted(entries, key=lambda entry: (-entry.rank, -entry.population, entry.id))

    def kept(places: list[Entry], entry: Entry) -> list[Entry]:
        is_known = any(is_same_place(place, entry) for place in places)
        return places if is_known else [*places, entry]

    start: list[Entry] = []
    return reduce(kept, ordered, start)


def is_same_place(one: Entry, other: Entry) -> bool:
    """Say whether two entries stand as near to each other as their errors (`SAME_PLACE_M`)."""
    least, most = SAME_PLACE_M
    reach = min(max(least, one.precision_m, other.precision_m), most)
    return distance_m((one.lon, one.lat), (other.lon, other.lat)) <= reach


def settled(entries: Sequence[Entry]) -> Entry | None:
    """Return the one place that the entries are; None if they are several.

    A seat's own name means the seat, beside villages of that name and beside
    places for which it is another name.
    """
    if not entries:
        return None
    best, *rest = unlike(entries)
    key = squeeze(best.name)
    is_plain = best.rank >= _MUST_KNOW_RANK and all(
        key in map(squeeze, other.names)
        and (other.rank <= _MAY_FORGET_RANK or key != squeeze(other.name))
        for other in rest
    )
    return best if is_plain or not rest else None
