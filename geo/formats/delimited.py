"""CSV, TSV and tables that spreadsheets save as text."""

import csv
import io
from collections.abc import Iterator

from geo.formats.drafts import Draft, Source, counted
from geo.formats.encodings import decode_text
from geo.formats.tables import Header, Row, find_header, no_coordinates, points_draft

_SEPARATORS = (",", ";", "\t", "|")
_SAMPLE_ROWS = 20
_BLANK_ROWS = 10_000


def read_delimited(source: Source) -> Draft:
    """Read a table of points; every cell stays text, so that "001" and "NA" stay themselves.

    Raises
    ------
    FaultsError
        ENCODING, BINARY, EMPTY_FILE, CSV_SHAPE, NO_COORDS, DUP_COLUMN, NO_ROWS or TOO_MANY.
    """
    decoded = decode_text(source)
    if not decoded.text.strip():
        raise source.refusal("EMPTY_FILE", "the table is empty: choose another")
    separator, header, head = _layout(source, decoded.text)
    if header is None:
        raise no_coordinates(source, head)
    rows = [row for row in _rows(source, decoded.text, separator) if row[0] > header.row]
    draft = points_draft(source, source.stem, header=header, rows=rows)
    return Draft(draft.layers, draft.faults, decoded.warnings + draft.warnings)


def delimited_rows(source: Source) -> tuple[list[Row], tuple[str, ...]]:
    """Give the rows of a table as text, and what was decided about its encoding.

    Raises
    ------
    FaultsError
        ENCODING, BINARY, EMPTY_FILE, CSV_SHAPE or TOO_MANY.
    """
    decoded = decode_text(source)
    if not decoded.text.strip():
        raise source.refusal("EMPTY_FILE", "the table is empty: choose another")
    separator, _, _ = _layout(source, decoded.text)
    return list(_rows(source, decoded.text, separator)), decoded.warnings


def _layout(source: Source, text: str) -> tuple[str, Header | None, list[Row]]:
    """Return the separator under which a header is found, else the one with most columns."""
    heads = {separator: _head(source, text, separator) for separator in _SEPARATORS}
    for separator, head in heads.items():
        header = find_header(source, head)
        if header is not None:
            return separator, header, head
    widest = max(heads, key=lambda separator: max(len(cells) for _, cells in heads[separator]))
    return widest, None, heads[widest]


def _head(source: Source, text: str, separator: str) -> list[Row]:
    """Return the leading rows as far as they can be parsed with a separator."""
    head: list[Row] = []
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=True, strict=False)
    try:
        for number, cells in enumerate(reader, start=1):
            head.append((number, cells))
            if number == _SAMPLE_ROWS:
                break
    except csv.Error:
        pass
    return head or [(1, [text[: source.limits.columns]])]


def _rows(source: Source, text: str, separator: str) -> Iterator[Row]:
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True
    )
    limit = source.limits.rows + _BLANK_ROWS
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if number > limit:
                raise source.refusal(
                    "TOO_MANY", f"more than {counted(source.limits.rows, 'row')}: cut it in parts"
                )
            yield number, cells
    except csv.Error as error:
        raise source.refusal(
            "CSV_SHAPE",
            f"row {number + 1}, line {reader.line_num}: {error}; "
            "a quotation mark may be missing or left over",
        ) from error
