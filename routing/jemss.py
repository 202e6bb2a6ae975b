"""The road files of JEMSS, an ambulance simulator: several tables in one CSV.

The format is what ``src/file/read_sim_files.jl`` of github.com/uoa-ems-research/JEMSS.jl reads.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
import pandas as pd

from geo.errors import Fault, FaultsError, MissingFileError
from geo.files import file_content
from geo.formats.archives import open_archive
from geo.formats.drafts import ROW_INDEX, Limits, Source, counted, preview, shown_name
from geo.formats.encodings import decode_text
from routing.arc_roads import network_from_arcs
from routing.columns import numbers
from routing.network import BoolArray, RoadNetwork

SECONDS_A_DAY = 86_400.0
TRAVEL_MODES: Mapping[str, int] = {"urgent": 1, "normal": 2}
ARC_FORMS = ("directed", "undirected")
_FILES = ("nodes.csv", "arcs.csv")
_COLUMNS = {
    "nodes": ("index", "x", "y"),
    "arcs": ("index", "fromNode", "toNode"),
}


def read_jemss(
    path: Path, *, crs: str, travel_mode: str | int = "urgent", limits: Limits | None = None
) -> RoadNetwork:
    """Read a road network of JEMSS with the driving times it gives.

    Arcs between two nodes that both forbid access off the road are expressways (nobody can
    be met beside them), the others roads of the class ``minor``: the files know no classes.

    Parameters
    ----------
    path
        A folder or zip archive with ``nodes.csv`` and ``arcs.csv``: nodes in degrees
        (EPSG:4326), arcs in km and, for each mode of driving, in days.
    crs
        Metric CRS, such as ``EPSG:2193``.
    travel_mode
        ``urgent`` (with lights and siren, the first mode), ``normal`` (the second), or the
        number of a mode, from 1.
    limits
        How large the files may be; `Limits()` if None.

    Raises
    ------
    MissingFileError
        If there is no such folder or file.
    FaultsError
        With every fault of the archive or of the tables.
    """
    texts = _read_texts(path, limits or Limits())
    name = shown_name(path.name)
    tables: dict[str, pd.DataFrame] = {}
    faults = list[Fault]()
    for file, text in texts.items():
        found, wrong = _split_tables(text, file)
        tables |= found
        faults += wrong
    faults += _missing(tables)
    if faults:
        raise FaultsError(name, faults)
    directed, mode = _about(tables, travel_mode, name)
    nodes, arcs = _node_table(tables["nodes"]), _arc_table(tables["arcs"], mode)
    both_off = _leads_nowhere(tables["nodes"], arcs)
    arcs = arcs.assign(
        **{
            "class": np.where(both_off, "expressway", "minor"),
            "oneway": "yes" if directed else "no",
        }
    )
    try:
        return network_from_arcs(nodes, arcs, crs=crs)
    except FaultsError as error:
        raise FaultsError(name, error.faults) from error


@dataclass(frozen=True, slots=True)
class _Text:
    source: Source
    text: str


def _read_texts(path: Path, limits: Limits) -> dict[str, _Text]:
    """Text of each of the two files."""
    contents = _from_folder(path, limits) if path.is_dir() else _from_archive(path, limits)
    sources = {name: Source(name, content, limits) for name, content in contents.items()}
    return {name: _Text(source, decode_text(source).text) for name, source in sources.items()}


def _from_folder(path: Path, limits: Limits) -> dict[str, bytes]:
    missing = [name for name in _FILES if not (path / name).is_file()]
    if missing:
        raise MissingFileError(f"{path}: no {' and no '.join(missing)} in this folder")
    return {name: file_content(path / name, limits=limits) for name in _FILES}


def _from_archive(path: Path, limits: Limits) -> dict[str, bytes]:
    source = Source(shown_name(path.name), file_content(path, limits=limits), limits)
    archive = open_archive(source)
    contents = {}
    for name in _FILES:
        found = [m for m in archive.members if PurePosixPath(m.path).name.lower() == name]
        if len(found) != 1:
            told = f"it holds {len(found)} files named {name}: pack one nodes.csv and one arcs.csv"
            raise source.refusal("NO_TABLE", told)
        contents[name] = archive.read(found[0])
    return contents


def _split_tables(text: _Text, file: str) -> tuple[dict[str, pd.DataFrame], list[Fault]]:
    """Split a file into its tables: a name, a header, rows, and a blank row or the end."""
    tables: dict[str, pd.DataFrame] = {}
    faults = list[Fault]()
    block: list[tuple[int, list[str]]] = []
    rows = _rows(text)
    for number, cells in [*rows, (len(rows) + 1, [])]:
        if any(cell.strip() for cell in cells):
            block.append((number, cells))
            continue
        if len(block) > 1:
            title, table, wrong = _table(block, file)
            faults += wrong
            if title in tables:
                told = f"{file}: table {preview(title)} comes twice"
                faults.append(Fault("DUPLICATE", told, block[0][0]))
            tables[title] = table
        elif block:
            told = f"{file}: a table without a header; is there a blank row too many?"
            faults.append(Fault("CSV_SHAPE", told, block[0][0]))
        block = []
    return tables, faults


def _rows(text: _Text) -> list[tuple[int, list[str]]]:
    limits = text.source.limits
    rows = []
    try:
        reader = csv.reader(io.StringIO(text.text, newline=""), strict=True)
        for number, cells in enumerate(reader, start=1):
            if number > limits.rows or len(cells) > limits.columns:
                told = f"over {counted(limits.rows, 'row')} or {counted(limits.columns, 'column')}"
                raise text.source.refusal("TOO_MANY", told)
            rows.append((number, cells))
    except csv.Error as error:
        raise text.source.refusal("CSV_SHAPE", f"row {len(rows) + 1}: {error}") from error
    return rows


def _table(block: list[tuple[int, list[str]]], file: str) -> tuple[str, pd.DataFrame, list[Fault]]:
    (_, title), (_, header), *body = block
    names = [cell.strip() for cell in header]
    width = max((at + 1 for at, name in enumerate(names) if name), default=0)
    faults = [
        Fault("CSV_SHAPE", f"{file}: {counted(len(cells), 'cell')} for {width} columns", number)
        for number, cells in body
        if len(cells) < width or any(cell.strip() for cell in cells[width:])
    ]
    if len(set(names[:width])) < width:
        faults.append(
            Fault("DUP_COLUMN", f"{file}: a column is nameless or comes twice", block[1][0])
        )
        return title[0].strip(), pd.DataFrame(), faults
    index = pd.Index([number for number, _ in body], name=ROW_INDEX, dtype="int64")
    cells = [
        [*(cell.strip() for cell in row[:width]), *[""] * (width - len(row))] for _, row in body
    ]
    return title[0].strip(), pd.DataFrame(cells, index, names[:width], dtype=object), faults


def _missing(tables: Mapping[str, pd.DataFrame]) -> list[Fault]:
    faults = []
    for title, columns in _COLUMNS.items():
        if title not in tables:
            faults.append(Fault("NO_TABLE", f"there is no table {title}"))
            continue
        faults += [
            Fault("COLUMN", f"table {title}: the column is missing", column=column)
            for column in columns
            if column not in tables[title]
        ]
    return faults


def _about(
    tables: Mapping[str, pd.DataFrame], travel_mode: str | int, name: str
) -> tuple[bool, int]:
    """Tell whether arcs are directed, and which mode's time is to be read."""
    about = tables.get("miscData", pd.DataFrame())
    form = str(about["arcForm"].iloc[0]) if "arcForm" in about and len(about) else "nothing"
    faults = []
    if form not in ARC_FORMS:
        told = f"arcs.csv: miscData says {preview(form)} of arcForm; write {' or '.join(ARC_FORMS)}"
        faults.append(Fault("VALUE", told, column="arcForm"))
    mode = TRAVEL_MODES.get(travel_mode, 0) if isinstance(travel_mode, str) else travel_mode
    modes = [column for column in tables["arcs"] if str(column).startswith("mode_")]
    if f"mode_{mode}" not in modes:
        told = (
            f"no travel mode {travel_mode!r}: there are {', '.join(map(preview, modes)) or 'none'}"
        )
        faults.append(Fault("VALUE", told, column=f"mode_{mode}"))
    if faults:
        raise FaultsError(name, faults)
    return form == "directed", mode


def _node_table(table: pd.DataFrame) -> pd.DataFrame:
    return table.rename(columns={"index": "id", "x": "lon", "y": "lat"})[["id", "lon", "lat"]]


def _arc_table(table: pd.DataFrame, mode: int) -> pd.DataFrame:
    named = {"index": "id", "fromNode": "from", "toNode": "to", "distance": "length_km"}
    seconds = numbers(table, f"mode_{mode}") * SECONDS_A_DAY
    taken = [column for column in named if column in table]
    return table[taken].rename(columns=named).assign(seconds=seconds)


def _leads_nowhere(nodes: pd.DataFrame, arcs: pd.DataFrame) -> BoolArray:
    """Tell the arcs between two nodes without access off the road."""
    is_shut = numbers(nodes, "offRoadAccess", default=1.0) == 0
    shut = numbers(nodes, "index")[is_shut]
    leads: BoolArray = np.isin(numbers(arcs, "from"), shut) & np.isin(numbers(arcs, "to"), shut)
    return leads
