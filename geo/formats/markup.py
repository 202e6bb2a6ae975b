"""KML, KMZ and GPX: the XML is walked safely first, then read through GDAL."""

import io
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import geopandas as gpd
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from geo.formats.archives import open_archive
from geo.formats.drafts import Draft, Source, preview, unique_names
from geo.formats.shapes import Door, list_layers, read_layer

_GPX_LAYERS = ("waypoints", "routes", "tracks")
_DRIVERS = {"kml": "LIBKML", "gpx": "GPX"}
_CHUNK_BYTES = 1 << 16
# What LIBKML adds to every layer, with the values that say nothing.
_KML_FILLERS: dict[str, tuple[object, ...]] = {
    "id": (), "description": (), "timestamp": (), "begin": (), "end": (), "altitudeMode": (),
    "tessellate": (-1,), "extrude": (0,), "visibility": (-1,), "drawOrder": (), "icon": (),
}  # fmt: skip


class _DepthError(ValueError):
    """Elements too deep inside one another."""


@dataclass(slots=True)
class _Walk:
    """Parser target that remembers the root and links, and keeps no text."""

    depth_limit: int
    root: str = ""
    links: int = 0
    _depth: int = field(default=0)

    def start(self, tag: str, _attributes: Any) -> None:
        local = tag.rpartition("}")[2]
        self.root = self.root or local
        self.links += local == "NetworkLink"
        self._depth += 1
        if self._depth > self.depth_limit:
            raise _DepthError

    def end(self, _tag: str) -> None:
        self._depth -= 1

    def close(self) -> None:
        """Nothing was built."""


def walk_xml(source: Source, content: bytes) -> _Walk:
    """Walk XML without building it.

    Raises
    ------
    FaultsError
        XML_DEPTH, or a fault named in `parse_safely`.
    """
    walk = _Walk(source.limits.depth)
    try:
        parse_safely(source, content, target=walk)
    except _DepthError as error:
        raise source.refusal("XML_DEPTH", "it is nested too deeply to be a map layer") from error
    return walk


def parse_safely(source: Source, content: bytes, *, target: object) -> None:
    """Parse XML into a target; document types and entities are refused.

    Raises
    ------
    FaultsError
        XML_ENTITY, XML_SYNTAX or ENCODING.
    """
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    stream = io.BytesIO(content)
    try:
        while chunk := stream.read(_CHUNK_BYTES):
            parser.feed(chunk)
        parser.close()
    except DefusedXmlException as error:
        raise source.refusal(
            "XML_ENTITY",
            "it defines a document type or entities, which are refused: export it anew",
        ) from error
    except ParseError as error:
        raise source.refusal(
            "XML_SYNTAX", f"{str(error)[:80]}; the file may be cut short: export it again"
        ) from error
    except _DepthError:
        raise
    except (ValueError, LookupError) as error:  # an encoding the parser does not know
        raise source.refusal(
            "ENCODING", "its encoding is not supported: save it as UTF-8"
        ) from error


def read_kml(source: Source) -> Draft:
    """Read every folder of a KML file as a layer.

    Raises
    ------
    FaultsError
        NOT_KML, NO_ROWS, READ, or a fault of its XML.
    """
    walk = walk_xml(source, source.content)
    if walk.root == "gpx" and source.extension != "kml":
        return read_gpx(source)
    if walk.root != "kml":
        raise source.refusal(
            "NOT_KML", f"the XML starts with {preview(walk.root)}, not with 'kml': export it as KML"
        )
    draft = _read(source, "kml", None)
    layers = {name: _without_fillers(layer) for name, layer in draft.layers.items()}
    notes = draft.warnings
    if walk.links:
        notes += (f"NetworkLink ignored ({walk.links}): links are not followed",)
    return Draft(layers, draft.faults, notes)


def read_gpx(source: Source) -> Draft:
    """Read waypoints, routes and tracks.

    Raises
    ------
    FaultsError
        NOT_GPX, NO_ROWS, READ, or a fault of its XML.
    """
    walk = walk_xml(source, source.content)
    if walk.root != "gpx":
        raise source.refusal(
            "NOT_GPX", f"the XML starts with {preview(walk.root)}, not with 'gpx': export it as GPX"
        )
    draft = _read(source, "gpx", _GPX_LAYERS)
    layers = {
        name: layer.dropna(axis="columns", how="all")
        for name, layer in draft.layers.items()
        if len(layer) > 0
    }
    return replace(draft, layers=layers)


def read_kmz(source: Source) -> Draft:
    """Read every .kml in a .kmz archive.

    Raises
    ------
    FaultsError
        NO_KML, a rule of archives, or a fault of the KML.
    """
    archive = open_archive(source)
    members = [member for member in archive.members if member.extension == "kml"]
    if not members:
        raise source.refusal("NO_KML", "there is no .kml in the .kmz: save it again")
    drafts = [read_kml(replace(source, content=archive.read(member))) for member in members]
    pairs = [pair for draft in drafts for pair in draft.layers.items()]
    names = unique_names(name for name, _ in pairs)
    return Draft(
        {name: layer for name, (_, layer) in zip(names, pairs, strict=True)},
        tuple(fault for draft in drafts for fault in draft.faults),
        tuple(note for draft in drafts for note in draft.warnings),
    )


def _read(source: Source, kind: str, wanted: tuple[str, ...] | None) -> Draft:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"layer.{kind}"
        path.write_bytes(source.content)
        door = Door(path, _DRIVERS[kind])
        names = [name for name in list_layers(source, door) if wanted is None or name in wanted]
        drafts = [read_layer(source, door, name) for name in names]
    if not any(len(layer) for draft in drafts for layer in draft.layers.values()):
        raise source.refusal("NO_ROWS", "it holds no place and no line: export it again")
    pairs = [pair for draft in drafts for pair in draft.layers.items()]
    shown = unique_names(source.stem if name == "layer" else name for name, _ in pairs)
    return Draft(
        {name: layer for name, (_, layer) in zip(shown, pairs, strict=True)},
        tuple(fault for draft in drafts for fault in draft.faults),
        tuple(note for draft in drafts for note in draft.warnings),
    )


def _without_fillers(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Drop the columns LIBKML always adds where they say nothing; name them in lower case."""
    silent = [
        column
        for column, fillers in _KML_FILLERS.items()
        if column in layer and (layer[column].isna() | layer[column].isin(fillers)).all()
    ]
    kept = layer.drop(columns=silent)
    return kept if "name" in kept else kept.rename(columns={"Name": "name"})
