"""Zipped Shapefiles: several in one archive, in folders, with Korean names and text."""

import re
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import NoReturn

from geo.errors import Fault, FaultsError
from geo.formats.archives import NESTED, Archive, Member, open_archive
from geo.formats.drafts import Draft, Source, preview, unique_names
from geo.formats.encodings import KOREAN_WINDOWS, inferred_encoding, korean_warning
from geo.formats.shapes import Door, read_layer
from geo.formats.systems import check_definition

_PARTS = ("shp", "shx", "dbf", "prj", "cpg")
_MAGIC = b"\x00\x00\x27\x0a"
_DBF_HEADER_BYTES = 32
_KOREAN_PAGES = frozenset({"949", "51949", "CP949", "MS949", "UHC", "EUC-KR", "EUCKR", "KSC5601"})


def read_shapefiles(source: Source) -> Draft:
    """Read every Shapefile of a zip archive.

    Returns
    -------
    Draft
        One layer a Shapefile; one that cannot be read is a fault.

    Raises
    ------
    FaultsError
        NO_SHP, ZIP_FILES for an archive inside the archive, or another rule of archives.
    """
    archive = open_archive(source)
    groups = _groups(archive)
    if not groups:
        _refuse_without_shapes(archive)
    layers, faults, notes = {}, list[Fault](), list[str]()
    for name, parts in zip(_names(groups), groups.values(), strict=True):
        try:
            draft = _read_one(archive, parts, name)
        except FaultsError as error:
            faults.extend(error.faults)
            continue
        layers.update(draft.layers)
        faults.extend(draft.faults)
        notes.extend(draft.warnings)
    return Draft(layers, tuple(faults), tuple(notes))


def _groups(archive: Archive) -> dict[str, dict[str, Member]]:
    """Group the parts of each Shapefile by path without extension, in any case."""
    groups: dict[str, dict[str, Member]] = defaultdict(dict)
    for member in archive.members:
        if member.extension in _PARTS:
            groups[member.base.lower()][member.extension] = member
    return {base: parts for base, parts in groups.items() if "shp" in parts}


def _names(groups: Mapping[str, Mapping[str, Member]]) -> list[str]:
    return unique_names(PurePosixPath(parts["shp"].base).name for parts in groups.values())


def _refuse_without_shapes(archive: Archive) -> NoReturn:
    source, found = archive.source, [member.path for member in archive.members]
    if any(path.lower().endswith(NESTED) for path in found):
        raise source.refusal(
            "ZIP_FILES", "archives inside archives are not opened: unpack it first"
        )
    shown = ", ".join(map(preview, found[:3]))
    raise source.refusal(
        "NO_SHP", f"there is no .shp in the archive, only {shown}: send other kinds unpacked"
    )


def _read_one(archive: Archive, parts: Mapping[str, Member], name: str) -> Draft:
    source, title = archive.source, f"{PurePosixPath(parts['shp'].base).name}.shp"
    for needed in ("shx", "dbf"):
        if needed not in parts:
            raise source.refusal(
                "SHP_PART", f"{preview(title)}: .{needed} is missing beside it: pack it as well"
            )
    content = {extension: archive.read(member) for extension, member in parts.items()}
    if not (content["shp"].startswith(_MAGIC) and content["shx"].startswith(_MAGIC)):
        raise source.refusal("SHP_READ", f"{preview(title)} is no Shapefile: export it again")
    check_definition(source, content.get("prj", b"").decode("latin-1"))
    encoding = _encoding(source, content, title)
    with tempfile.TemporaryDirectory() as folder:
        for extension in ("shp", "shx", "dbf", "prj"):
            if extension in content:
                (Path(folder) / f"layer.{extension}").write_bytes(content[extension])
        door = Door(
            Path(folder) / "layer.shp", "ESRI Shapefile", encoding=encoding, refused_as="SHP_READ"
        )
        draft = read_layer(source, door, "layer")
    notes = tuple(note.replace("'layer'", preview(name)) for note in draft.warnings)
    if "cpg" not in content and encoding == KOREAN_WINDOWS:
        notes += (f"{title}: {korean_warning(_korean_sample(content['dbf']))}",)
    return Draft({name: draft.layers["layer"]}, draft.faults, notes)


def _encoding(source: Source, content: Mapping[str, bytes], title: str) -> str:
    """Return the encoding of the attribute text: declared, or inferred from the text itself."""
    declared = content.get("cpg", b"").decode("ascii", "replace").strip().upper()
    if declared in _KOREAN_PAGES:
        return KOREAN_WINDOWS
    if declared:
        return declared if re.fullmatch(r"[\w-]{1,20}", declared, re.ASCII) else "UTF-8"
    found = inferred_encoding(content["dbf"][_DBF_HEADER_BYTES:])
    if found is None:
        raise source.refusal(
            "ENCODING",
            f"{preview(title)}: its text is neither Unicode nor Korean CP949: add a .cpg file",
        )
    return found


def _korean_sample(table: bytes) -> str:
    text = table[_DBF_HEADER_BYTES:].decode(KOREAN_WINDOWS, "replace")
    return re.sub(r"[\x00-\x20]+", " ", text)
