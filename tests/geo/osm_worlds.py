"""Small OpenStreetMap worlds, written as XML by hand and as PBF by osmium."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

import osmium

Tags = Mapping[str, str]


def _tags(tags: Tags) -> str:
    return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items())


def node(number: int, lon: float, lat: float, /, **tags: str) -> str:
    """A node; `_` in a key stands for `:`."""
    return f'<node id="{number}" lon="{lon}" lat="{lat}">{_tags(_keys(tags))}</node>'


def way(number: int, nodes: Sequence[int], tags: Tags) -> str:
    refs = "".join(f'<nd ref="{ref}"/>' for ref in nodes)
    return f'<way id="{number}">{refs}{_tags(tags)}</way>'


def relation(number: int, members: Sequence[str], tags: Tags) -> str:
    """A relation; members such as ``"w5 outer"`` or ``"n7 via"``."""
    kinds = {"n": "node", "w": "way", "r": "relation"}
    parts = [(kinds[m[0]], *m[1:].split(" ", 1)) for m in members]
    rows = "".join(f'<member type="{t}" ref="{r}" role={quoteattr(role)}/>' for t, r, role in parts)
    return f'<relation id="{number}">{rows}{_tags(tags)}</relation>'


def world(*objects: str) -> str:
    return f'<?xml version="1.0"?><osm version="0.6">{"".join(objects)}</osm>'


def as_pbf(path: Path, xml: str, header: osmium.io.Header | None = None) -> Path:
    """Write a world as PBF."""
    source = path.with_name(f"{path.name}.source")
    source.write_text(xml, encoding="utf-8")
    with osmium.SimpleWriter(path, header=header, overwrite=True) as writer:
        for thing in osmium.FileProcessor(osmium.io.File(source, "osm")):
            writer.add(thing)
    source.unlink()
    return path


def _keys(tags: Tags) -> Tags:
    return {key.replace("_", ":"): value for key, value in tags.items()}
