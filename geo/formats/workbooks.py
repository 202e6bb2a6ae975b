"""XLSX workbooks: every sheet with coordinate columns becomes a layer, all cells as text."""

import datetime as dt
import io
import re
import warnings
from typing import Any

from geo.errors import GreenZoneError
from geo.formats.archives import Archive, open_archive
from geo.formats.drafts import Draft, Source, counted, preview, unique_names
from geo.formats.markup import parse_safely
from geo.formats.tables import Header, Row, find_header, no_coordinates, points_draft

_BLANK_ROWS = 10_000
_XML_PARTS = ("xml", "rels")
_BOOK = "xl/workbook.xml"
_FORMULA_WITHOUT_VALUE = re.compile(
    rb"<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>"
)


class _Nothing:
    """Parser target that takes nothing in: only the rules against entities remain."""

    def close(self) -> None:
        """Nothing was built."""


def read_workbook(source: Source) -> Draft:
    """Read the sheets of a workbook.

    Returns
    -------
    Draft
        One layer a sheet; row numbers are those of the sheet.

    Raises
    ------
    FaultsError
        A rule of archives, XML_ENTITY, READ, NO_COORDS, NO_ROWS, DUP_COLUMN or TOO_MANY.
    """
    sheets, notes = workbook_rows(source)
    return _draft(source, sheets, notes)


def workbook_rows(source: Source) -> tuple[dict[str, list[Row]], tuple[str, ...]]:
    """Give the rows of every sheet as text, and what could not be read of its formulas.

    Raises
    ------
    FaultsError
        A rule of archives, XML_ENTITY, READ or TOO_MANY.
    """
    notes = _check_parts(open_archive(source))
    try:
        return _sheets(source), notes
    except GreenZoneError:
        raise
    except Exception as error:  # what openpyxl raises on damaged files is documented nowhere
        raise source.refusal("READ", "the workbook is damaged: save it again as .xlsx") from error


def _check_parts(archive: Archive) -> tuple[str, ...]:
    """Refuse entities in any part; note formulas whose values were never saved."""
    source = archive.source
    if _BOOK not in {member.path for member in archive.members}:
        raise source.refusal("READ", "it is an archive, yet no workbook: save it as .xlsx")
    uncounted = 0
    for member in archive.members:
        if member.extension in _XML_PARTS:
            content = archive.read(member)
            parse_safely(source, content, target=_Nothing())
            uncounted += len(_FORMULA_WITHOUT_VALUE.findall(content))
    if not uncounted:
        return ()
    cells = counted(uncounted, "formula cell")
    return (f"{cells} without a saved value read as blank: open and save it in a spreadsheet",)


def _sheets(source: Source) -> dict[str, list[Row]]:
    import openpyxl  # noqa: PLC0415 - slow to load, and few files are workbooks

    with warnings.catch_warnings():
        # openpyxl warns of styles, extensions and pictures, none of which are read here.
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(
            io.BytesIO(source.content), read_only=True, data_only=True, keep_links=False
        )
        try:
            sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]
            names = unique_names(sheet.title for sheet in sheets)
            return {name: _rows(source, sheet) for name, sheet in zip(names, sheets, strict=True)}
        finally:
            book.close()


def _rows(source: Source, sheet: Any) -> list[Row]:
    """Return the rows that hold something; the size a sheet claims to have is not believed."""
    sheet.reset_dimensions()
    width, limit = source.limits.columns + 1, source.limits.rows + _BLANK_ROWS
    rows: list[Row] = []
    for number, values in enumerate(sheet.iter_rows(values_only=True, max_col=width), start=1):
        if number > limit:
            raise source.refusal(
                "TOO_MANY", f"more than {counted(source.limits.rows, 'row')}: cut it in parts"
            )
        if values.count(None) < len(values):
            filled = [place for place, value in enumerate(values, start=1) if value is not None]
            rows.append((number, [_text(value) for value in values[: filled[-1]]]))
    return rows


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _draft(source: Source, sheets: dict[str, list[Row]], notes: tuple[str, ...]) -> Draft:
    filled = {name: rows for name, rows in sheets.items() if rows}
    if not filled:
        raise source.refusal("NO_ROWS", "the workbook is empty: choose another")
    headers = {name: find_header(source, rows) for name, rows in filled.items()}
    drafts = [
        _sheet_draft(source, name, header=header, rows=filled[name])
        for name, header in headers.items()
        if header is not None
    ]
    if not drafts:
        raise no_coordinates(source, next(iter(filled.values())))
    left_out = [preview(name) for name, header in headers.items() if header is None]
    if left_out:
        notes += (f"sheets without coordinate columns were not read: {', '.join(left_out)}",)
    return Draft(
        {name: layer for draft in drafts for name, layer in draft.layers.items()},
        tuple(fault for draft in drafts for fault in draft.faults),
        notes + tuple(note for draft in drafts for note in draft.warnings),
    )


def _sheet_draft(source: Source, name: str, *, header: Header, rows: list[Row]) -> Draft:
    """Make points of a sheet; its rows end where the last filled cell is, so they are padded."""
    width = len(header.names)
    below = [
        (number, [*cells, *[""] * (width - len(cells))])
        for number, cells in rows
        if number > header.row
    ]
    return points_draft(source, name, header=header, rows=below)
