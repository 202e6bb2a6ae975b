"""The sieve: a program that reads an OSM file with osmium and prints the objects asked for.

`geo.osmfile` runs it as a process of its own, for two reasons. osmium ends its whole process on
some broken files (a writer that has met bad UTF-8 or a latitude of 91 aborts when it is dropped),
and text made in C++ and split in Python is three times faster than a Python object per tag.

The only importer of osmium. Imports nothing of the house, so that it starts at once.
"""

import json
import os
import sys
from dataclasses import dataclass

import osmium
from osmium import osm

REFUSED = 65
"""Exit code when osmium refuses the file; its words stand on stderr."""

_BUFFER_BYTES = 1 << 18


@dataclass(frozen=True, slots=True)
class Wish:
    """What to let through.

    Parameters
    ----------
    path
        The file, absolute.
    form
        Format as osmium names it: ``pbf``, ``osm``, ``osm.gz`` or ``osm.bz2``.
    node_keys, way_keys
        A node or way with any of these keys passes.
    way_tags
        So does a way with any of these (key, value) pairs.
    relation_tags
        A relation with any of these (key, value) pairs passes, and with it its member ways,
        but for those of turn restrictions.
    """

    path: str
    form: str
    node_keys: tuple[str, ...]
    way_keys: tuple[str, ...]
    way_tags: tuple[tuple[str, str], ...]
    relation_tags: tuple[tuple[str, str], ...]


def sift(wish: Wish) -> None:
    """Print a line about the file (JSON), then the objects in OPL, the ways with positions.

    Relations come first, then nodes, then ways: those with a key, with a tag, mere members.

    Raises
    ------
    RuntimeError, ValueError, IndexError, osmium.InvalidLocationError
        What osmium raises when it cannot read the file.
    """
    source = osmium.io.File(wish.path, wish.form)
    date = _tell_header(source)
    locations = osmium.NodeLocationsForWays(osmium.index.create_map("flex_mem"))
    locations.ignore_errors()
    stamps = "false" if date else "timestamp"
    out = osmium.io.File("-", f"opl,add_metadata={stamps},locations_on_ways=true")
    with osmium.SimpleWriter(out, bufsz=_BUFFER_BYTES) as writer:
        members = _print_relations(source, wish, writer)
        _print_tagged(source, wish, writer, locations=locations)
        # A filter knows one wish, and two filters are both to be passed: a reading for each.
        by_tag = osmium.filter.TagFilter(*wish.way_tags)
        told = _print_more(source, wish, writer, locations=locations, wanted=by_tag)
        if members - told:
            by_number = osmium.filter.IdFilter(members - told)
            _print_more(source, wish, writer, locations=locations, wanted=by_number)


def _tell_header(source: osmium.io.File) -> str:
    """Print what the file says of itself; return its date, empty if it tells none."""
    with osmium.io.Reader(source, osm.NOTHING) as reader:
        header = reader.header()
        date = header.get("osmosis_replication_timestamp") or header.get("timestamp")
        is_history = header.has_multiple_object_versions
    sys.stdout.write(json.dumps({"date": date, "is_history": is_history}) + "\n")
    sys.stdout.flush()
    return date


def _print_relations(
    source: osmium.io.File, wish: Wish, writer: osmium.SimpleWriter
) -> frozenset[int]:
    # A filter must have a name of its own: osmium does not keep it alive.
    tags = osmium.filter.TagFilter(*wish.relation_tags)
    members: set[int] = set()
    with osmium.io.Reader(source, osm.RELATION) as reader:
        for relation in osmium.OsmFileIterator(reader, tags):
            writer.add_relation(relation)
            # A turn joins roads, which pass as ways.
            if isinstance(relation, osm.Relation) and relation.tags.get("type") != "restriction":
                members.update(m.ref for m in relation.members if m.type == "w" and m.ref > 0)
    return frozenset(members)


def _print_tagged(
    source: osmium.io.File,
    wish: Wish,
    writer: osmium.SimpleWriter,
    *,
    locations: osmium.NodeLocationsForWays,
) -> None:
    nodes, ways = osmium.filter.KeyFilter(*wish.node_keys), osmium.filter.KeyFilter(*wish.way_keys)
    nodes.enable_for(osm.NODE)
    ways.enable_for(osm.WAY)
    with osmium.io.Reader(source, osm.NODE | osm.WAY) as reader:
        osmium.apply(reader, locations, nodes, ways, writer)


def _print_more(
    source: osmium.io.File,
    wish: Wish,
    writer: osmium.SimpleWriter,
    *,
    locations: osmium.NodeLocationsForWays,
    wanted: osmium.filter.TagFilter | osmium.filter.IdFilter,
) -> frozenset[int]:
    """Print the ways that are wanted and had none of the keys; return their numbers."""
    told: set[int] = set()
    with osmium.io.Reader(source, osm.WAY) as reader:
        for way in osmium.OsmFileIterator(reader, locations, wanted):
            if not any(key in way.tags for key in wish.way_keys):
                writer.add_way(way)
                told.add(way.id)
    return frozenset(told)


def main(text: str) -> None:
    """Sift as a wish in JSON asks; end the process with `REFUSED` where osmium refuses."""
    given = json.loads(text)
    way_tags, relation_tags = (
        tuple((key, value) for key, value in given.pop(name))
        for name in ("way_tags", "relation_tags")
    )
    try:
        sift(Wish(**given, way_tags=way_tags, relation_tags=relation_tags))
    except (RuntimeError, ValueError, IndexError, osmium.InvalidLocationError) as error:
        sys.stderr.write(str(error))
        sys.stderr.flush()
        os._exit(REFUSED)  # a plain exit drops the writer, and that aborts


if __name__ == "__main__":
    main(sys.argv[1])
