"""Provinces and districts by name: areas that people type where a place is asked for."""

from collections.abc import Iterable
from dataclasses import dataclass

from geo.notation.entries import Entry
from geo.notation.spelling import squeeze


@dataclass(frozen=True, slots=True)
class Area:
    """A province or a district.

    Parameters
    ----------
    kind
        ``province`` or ``district``.
    name
        As the entries spell it.
    entries
        The places in it.
    """

    kind: str
    name: str
    entries: tuple[Entry, ...]


def areas_of(entries: Iterable[Entry]) -> dict[str, Area]:
    """Index the areas that entries lie in by their squeezed names; a province goes first.

    Examples
    --------
    >>> town = Entry("k", "Ta Khmau", 11.48, 104.95, 3000.0, district="Ta Khmau", province="Kandal")
    >>> [(key, area.kind) for key, area in areas_of([town]).items()]
    [('kandal', 'province'), ('takhmau', 'district')]
    """
    rows = tuple(entries)
    areas: dict[str, Area] = {}
    for kind in ("province", "district"):
        within: dict[str, list[Entry]] = {}
        for entry in rows:
            within.setdefault(getattr(entry, kind), []).append(entry)
        for name, held in within.items():
            if key := squeeze(name):
                areas.setdefault(key, Area(kind, name, tuple(held)))
    for entry in rows:
        for name in map(squeeze, entry.context):
            if province := areas.get(squeeze(entry.province)):
                areas.setdefault(name, province)
    return areas
