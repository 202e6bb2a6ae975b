"""From the bytes of a table somebody sent to its rows of text, nothing guessed in silence."""

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from geo.errors import Fault, FaultsError
from geo.notation.reading import clean, excerpt

MAX_BYTES = 50_000_000
_MAGIC = (
    (b"PK\x03\x04", "an Excel workbook or a ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF"),
    (b"SQLite format 3", "a GeoPackage or another SQLite file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"II*\x00", "a GeoTIFF"),
    (b"{", "JSON"),
    (b"[", "JSON"),
    (b"<", "a web page or XML"),
)
_KOREAN = re.compile(r"[가-힣ㄱ-ㆎ一-鿿\u3000-\u303f\uff01-\uff5e·…‥―∼“”‘’°±×÷℃§※→←↑↓]*")


@dataclass(frozen=True, slots=True)
class TextRows:
    """A table as text.

    Parameters
    ----------
    columns
        Names of the columns, stripped; never two alike.
    rows
        (row number as a person counts, cells); the header is row 1.
    notes
        What a person should know although it is no fault, such as the encoding taken.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    notes: tuple[str, ...]


def read_rows(path: Path) -> TextRows:
    """Read a CSV table: UTF-8, UTF-16 or CP949, parted by commas, semicolons or tabs.

    Raises
    ------
    FaultsError
        Codes ``NO_FILE``, ``READ``, ``TOO_LARGE``, ``EMPTY_FILE``, ``TYPE_MISMATCH``,
        ``BINARY``, ``ENCODING``, ``CSV_SHAPE``, ``DUP_COLUMN`` or ``BAD_COLUMN``; every
        fault of the shape at once.
    """
    text, notes = _decoded(_content(path), path.name)
    records, faults = _records(text)
    if not records and not faults:
        raise FaultsError(path.name, [Fault("EMPTY_FILE", "the file holds nothing")])
    columns = tuple(clean(name) for name in records[0][1]) if records else ()
    width = len(columns)
    while width and not columns[width - 1] and not any(any(r[width - 1 :]) for _, r in records):
        width -= 1
    columns = columns[:width]
    faults += _column_faults(columns)
    rows = []
    for number, cells in records[1:]:
        if len(cells) < width or any(cells[width:]):
            message = (
                f"has {len(cells)} cells where the header has {width}; check quotes and commas"
            )
            faults.append(Fault("CSV_SHAPE", message, row=number))
        rows.append((number, tuple(cells[:width])))
    if faults:
        raise FaultsError(path.name, faults)
    return TextRows(columns, tuple(rows), notes)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            limit = f"the file is over {MAX_BYTES // 1_000_000} MB; split it"
            raise FaultsError(path.name, [Fault("TOO_LARGE", limit)])
        return path.read_bytes()
    except FileNotFoundError:
        raise FaultsError(path.name, [Fault("NO_FILE", "the file is not there")]) from None
    except OSError as error:
        why = error.strerror or "it cannot be opened"
        raise FaultsError(path.name, [Fault("READ", f"cannot be read: {why}")]) from None


def _decoded(content: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    head = content.lstrip()[:16]
    if not head:
        raise FaultsError(name, [Fault("EMPTY_FILE", "the file holds nothing")])
    for magic, what in _MAGIC:
        if head.startswith(magic):
            message = f"this is {what}, not a CSV table; save it as CSV UTF-8"
            raise FaultsError(name, [Fault("TYPE_MISMATCH", message)])
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\x00" in content:
        message = "there are NUL bytes in it: no text table; save it as CSV UTF-8"
        raise FaultsError(name, [Fault("BINARY", message)])
    else:
        encodings = ("utf-8-sig", "cp949")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "cp949" and not _is_korean(text):
            continue
        if "\x00" in text:
            break
        note = () if encoding == "utf-8-sig" else (f"read as {encoding.upper()}: check the names",)
        return text, note
    raise FaultsError(name, [Fault("ENCODING", _where_undecodable(content))])


def _is_korean(text: str) -> bool:
    """Whether all that is not ASCII is Korean: CP949 also reads what was never written in it."""
    foreign = re.sub(r"[\x00-\x7f]+", "", text)
    return bool(_KOREAN.fullmatch(foreign)) and bool(re.search("[가-힣]", foreign))


def _where_undecodable(content: bytes) -> str:
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return f"line {line} is neither UTF-8, UTF-16 nor CP949; save it as CSV UTF-8"
    return "the text cannot be decoded; save it as CSV UTF-8"


def _records(text: str) -> tuple[list[tuple[int, list[str]]], list[Fault]]:
    """Part text into (row number, stripped cells), blank rows left out but counted."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    records: list[tuple[int, list[str]]] = []
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                records.append((number, stripped))
    except csv.Error as error:
        message = f"cannot be parted into cells ({error}); check the quotes"
        return records, [Fault("CSV_SHAPE", message, row=number + 1)]
    return records, []


def _delimiter(text: str) -> str:
    header = next((line for line in text.splitlines() if line.strip()), "")
    unquoted = re.sub(r'"[^"]*"', "", header)
    return max(",;\t", key=unquoted.count)


def _column_faults(columns: tuple[str, ...]) -> list[Fault]:
    faults = []
    for place, name in enumerate(columns, start=1):
        if not name:
            faults.append(Fault("BAD_COLUMN", f"column {place} has no name", row=1))
        elif name in columns[: place - 1]:
            message = f"stands twice in the header: {excerpt(name)}; rename or drop one"
            faults.append(Fault("DUP_COLUMN", message, row=1, column=name))
    return faults
