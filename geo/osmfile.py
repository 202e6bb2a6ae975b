"""The door for OpenStreetMap files: one call gives roads, turns, places of interest, areas."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from geo.errors import NoNetworkError, OsmFileError
from geo.openstreetmap.extract import (
    OsmExtract,
    OsmFeature,
    OsmPoints,
    OsmRestriction,
    OsmWays,
)
from geo.openstreetmap.kinds import osm_form
from geo.openstreetmap.lines import OsmLine, read_line
from geo.openstreetmap.reading import Reading
from geo.openstreetmap.roads import POINT_MARKS
from geo.openstreetmap.sifting import Wish, sifted

__all__ = [
    "NO_FEATURES", "OsmExtract", "OsmFeature", "OsmPoints", "OsmRestriction", "OsmWays",
    "Progress", "read_osm",
]  # fmt: skip

Progress = Callable[[str, int], None]
"""Told a stage (``relations``, ``points`` or ``ways``) and how many of it were read so far."""

NO_FEATURES: Mapping[str, frozenset[str]] = MappingProxyType({})

_TELL_EVERY = 50_000
_STAGES = {"r": "relations", "n": "points", "w": "ways"}
_RELATION_TAGS = (("type", "restriction"), ("route", "ferry"), ("boundary", "administrative"))


def read_osm(
    path: Path,
    *,
    features: Mapping[str, frozenset[str]] = NO_FEATURES,
    progress: Progress | None = None,
) -> OsmExtract:
    """Read an OpenStreetMap extract.

    Every way of people is kept, whoever may use it: all values of ``highway`` but those that
    are no way (`geo.openstreetmap.roads.NO_WAYS`), and ferries, also those of which only a
    route relation tells. An outline closed by one way alone is a feature, never a boundary.

    Parameters
    ----------
    path
        An .osm.pbf, .osm, .osm.gz or .osm.bz2 file: one version of each object, numbers
        above 0.
    features
        Which places to read: key -> values, such as ``{"amenity": frozenset({"fuel"})}``.
    progress
        Called now and then, and as each stage ends.

    Raises
    ------
    MissingFileError
        If it is not there or may not be read.
    OsmEmptyError
        If it holds no byte.
    OsmDamagedError
        If it is cut short or damaged.
    OsmFileError
        If it is something else than OpenStreetMap or than its name says, holds a history, or
        roads that were never uploaded (numbers below 1).
    NoNetworkError
        If it holds no road whose points are in it too.
    """
    form = osm_form(path)
    wish = Wish(
        node_keys=tuple(dict.fromkeys(("amenity", *POINT_MARKS, *features))),
        way_keys=tuple(dict.fromkeys(("highway", "route", *features))),
        way_tags=(("natural", "coastline"),),
        relation_tags=(
            *_RELATION_TAGS,
            *((key, value) for key, values in features.items() for value in sorted(values)),
        ),
    )
    reading = Reading(features)
    with sifted(path, form, wish=wish) as source:
        for line in _told(map(read_line, source.lines), progress):
            if line.osm_id < 1:
                raise OsmFileError(
                    f"{path}: it holds objects that were never uploaded (number {line.osm_id}): "
                    "give them numbers above 0, as `osmium renumber` does"
                )
            reading.take(line)
    extract = reading.finished(source.date)
    if len(extract.roads.way_id) == 0:
        raise NoNetworkError(
            f"{path}: there is no road in it: give an extract with ways and their points"
        )
    return extract if extract.as_of else replace(extract, as_of=_last_change(path))


def _last_change(path: Path) -> str:
    return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC).date().isoformat()


def _told(lines: Iterator[OsmLine], progress: Progress | None) -> Iterator[OsmLine]:
    """Hand the lines on, and tell how far they are: now and then, and as a stage ends."""
    if progress is None:
        yield from lines
        return
    stage, count = "", 0
    for line in lines:
        if line.kind != stage and stage:
            progress(_STAGES[stage], count)
        count = count + 1 if line.kind == stage else 1
        stage = line.kind
        if count % _TELL_EVERY == 0:
            progress(_STAGES[stage], count)
        yield line
    if stage:
        progress(_STAGES[stage], count)
