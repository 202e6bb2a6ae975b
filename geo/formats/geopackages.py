"""GeoPackages: the schema is read as plain SQLite first, then each layer through GDAL."""

import re
import sqlite3
import struct
import tempfile
from contextlib import closing
from pathlib import Path

from geo.errors import FaultsError
from geo.formats.drafts import Draft, Source, counted
from geo.formats.shapes import Door, list_layers, read_layer

# SQL in the schema runs when a table is read; these functions and modules open files
# or addresses. An R-tree is the index of every GeoPackage.
_REACHES_OUT = re.compile(
    r"\b(?:ogr|gdal)_\w+[\"'`\]]?\s*\(|load_extension|\breadfile\b|\bfts\d_tokenizer\b",
    re.IGNORECASE,
)
_VIRTUAL = re.compile(
    r"^\s*CREATE\s+VIRTUAL\s+TABLE\b.*?\bUSING\s+[\"'`\[]?(\w+)", re.IGNORECASE | re.DOTALL
)
_HARMLESS_MODULES = frozenset({"rtree", "fts3", "fts4", "fts5"})


def read_geopackage(source: Source) -> Draft:
    """Read every layer of a GeoPackage.

    Raises
    ------
    FaultsError
        READ if it is damaged or still open in another program, NOT_GPKG, GPKG_UNSAFE
        if its schema reaches out of the file, NO_GEOMETRY, TOO_MANY or CRS_UNKNOWN.
    """
    _check_whole(source)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "layer.gpkg"
        path.write_bytes(source.content)
        tables, notes = _check_schema(source, path)
        door = Door(path, "GPKG", options={"LIST_ALL_TABLES": "NO"})
        drafts = [
            read_layer(source, door, name)
            for name in list_layers(source, door)
            if name.lower() in tables
        ]
    if not drafts:
        raise source.refusal("NO_GEOMETRY", "it holds tables, yet no map layer: export a layer")
    return Draft(
        {name: layer for draft in drafts for name, layer in draft.layers.items()},
        tuple(fault for draft in drafts for fault in draft.faults),
        notes + tuple(note for draft in drafts for note in draft.warnings),
    )


def _check_whole(source: Source) -> None:
    """Compare the header with the length of the file: a cut file opens, and then fails late."""
    head = source.content[:100]
    if len(head) < 100:
        raise source.refusal("READ", "the file is cut short: send it again")
    if 2 in head[18:20]:
        raise source.refusal(
            "READ",
            "another program still has it open and the newest rows may be missing: "
            "close the project there, then choose the file again",
        )
    page_bytes = struct.unpack(">H", head[16:18])[0]
    page_bytes = 65_536 if page_bytes == 1 else page_bytes
    pages = struct.unpack(">I", head[28:32])[0]
    if page_bytes < 512 or len(source.content) < pages * page_bytes:
        raise source.refusal("READ", "the file is damaged or cut short: send it again")


def _check_schema(source: Source, path: Path) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the names of feature tables in lower case, and notes on what is left out."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            database.text_factory = _text
            database.execute("PRAGMA trusted_schema = OFF")
            schema = database.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
            if any(
                kind == "view" and str(name).lower().startswith("gpkg") for kind, name, _ in schema
            ):
                raise _unsafe(source)
            contents = database.execute(
                "SELECT table_name, data_type FROM gpkg_contents"
            ).fetchall()
    except (sqlite3.Error, UnicodeDecodeError, OverflowError) as error:
        code = "NOT_GPKG" if "no such table" in str(error) else "READ"
        raise source.refusal(
            code, "its GeoPackage tables cannot be read: export it again"
        ) from error
    for _, _, sql in schema:
        if _is_unsafe(str(sql or "")):
            raise _unsafe(source)
    real = {str(name).lower() for kind, name, _ in schema if kind == "table"}
    features = {str(name).lower() for name, kind in contents if kind == "features"}
    others = len(contents) - len(features & real)
    notes = (f"{counted(others, 'table')} or views without a map layer were not read",)
    return frozenset(features & real), notes if others else ()


def _text(raw: bytes) -> str:
    """Decode what a damaged file calls text."""
    return raw.decode("utf-8", "replace")


def _unsafe(source: Source) -> FaultsError:
    return source.refusal(
        "GPKG_UNSAFE", "its tables run functions when they are read: export plain layers"
    )


def _is_unsafe(sql: str) -> bool:
    virtual = _VIRTUAL.match(sql)
    is_foreign = virtual is not None and virtual[1].lower() not in _HARMLESS_MODULES
    return is_foreign or _REACHES_OUT.search(sql) is not None
