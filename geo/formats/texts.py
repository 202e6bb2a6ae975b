"""Tables as text: the cells of a CSV file or a workbook, with or without a place on the map."""

from collections.abc import Sequence
from dataclasses import dataclass

from geo.errors import Fault, FaultsError
from geo.formats.delimited import delimited_rows
from geo.formats.drafts import Source, counted
from geo.formats.tables import Row, clean_cell, column_name, find_header
from geo.formats.workbooks import workbook_rows


@dataclass(frozen=True, slots=True)
class TextTable:
    """One table.

    Parameters
    ----------
    columns
        Names, each once.
    rows
        Number of each row as a person counts it, and its cells, one a column.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class TextTables:
    """What a file of tables holds.

    Parameters
    ----------
    name
        File name fit to show.
    tables
        By name: the sheets of a workbook, or the one table of a CSV file.
    faults
        Rows with too many or too few cells, which are not among the others.
    warnings
        What was decided while reading.
    """

    name: str
    tables: dict[str, TextTable]
    faults: tuple[Fault, ...]
    warnings: tuple[str, ...]


def text_tables(source: Source, kind: str) -> TextTables:
    """Read every table of a file as text.

    The header is the first row that names coordinates, else the first that holds anything.

    Parameters
    ----------
    source
        The file.
    kind
        ``csv`` or ``xlsx``.

    Raises
    ------
    FaultsError
        As `read_delimited` and `read_workbook`, without NO_COORDS.
    """
    if kind == "csv":
        rows, notes = delimited_rows(source)
        sheets = {source.stem: rows}
    else:
        sheets, notes = workbook_rows(source)
    faults: list[Fault] = []
    tables = {name: _table(source, rows, faults) for name, rows in sheets.items()}
    kept = {name: table for name, table in tables.items() if table.rows}
    if not kept and not faults:
        raise source.refusal("NO_ROWS", "there is no row below a header: add rows")
    if not kept:
        raise FaultsError(source.name, faults)
    return TextTables(source.name, kept, tuple(faults), notes)


def _table(source: Source, rows: Sequence[Row], faults: list[Fault]) -> TextTable:
    filled = [(number, cells) for number, cells in rows if any(cell.strip() for cell in cells)]
    if not filled:
        return TextTable((), ())
    header = find_header(source, filled)
    first, names = filled[0][0], tuple(column_name(cell) for cell in filled[0][1])
    if header is not None:
        first, names = header.row, header.names
    named = [(place, name) for place, name in enumerate(names) if name]
    twice = {name for _, name in named if [one for _, one in named].count(name) > 1}
    if twice:
        told = f"column {min(twice)[:40]!r} occurs twice: rename one of them"
        raise source.refusal("DUP_COLUMN", told)
    below = [(number, cells) for number, cells in filled if number > first]
    if len(below) > source.limits.rows:
        told = f"more than {counted(source.limits.rows, 'row')}: cut it in parts"
        raise source.refusal("TOO_MANY", told)
    good = []
    for number, cells in below:
        if any(cell.strip() for cell in cells[len(names) :]):
            told = f"{counted(len(cells), 'cell')} under {counted(len(names), 'column')}"
            faults.append(Fault("CSV_SHAPE", f"{told}: check separators and quotes", number))
            continue
        padded = [*cells, *[""] * (len(names) - len(cells))]
        good.append((number, tuple(clean_cell(padded[place]) for place, _ in named)))
    return TextTable(tuple(name for _, name in named), tuple(good))
