"""Rows of a file that somebody sent, as rows of a layer: columns matched, good rows and faulty ones."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import geopandas as gpd

from geo.errors import Fault
from geo.files import Upload, read_tables, read_upload
from layers.cells import read_number
from layers.schemas import COLUMNS, Cell
from layers.tables import cell_text, row_faults
from planning.packs import LAYERS, Pack

_WORLD = (-180.0, -90.0, 180.0, 90.0)
_GEOMETRY = ("lat", "lon")
_SAMPLE = 50  # rows that are looked at to guess a layer
_NAMED = 1.5  # how much the name of a file speaks for a layer
_PLACED = 1.5  # how much a place in every row speaks against a layer without
_ID_DIGITS = 10
_ALSO: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": ("번호", "식별자", "코드", "code"),
        "confidence": ("신뢰도", "확실성", "certainty"),
        "lat": ("latitude", "위도", "y"),
        "lon": ("lng", "long", "longitude", "경도", "x"),
        "name": ("title", "명칭", "이름"),
        "name_ko": ("korean name", "한글명", "한국어 이름"),
        "kind": ("type", "종류", "구분"),
        "hours": ("opening_hours", "opening hours", "운영시간", "영업시간"),
        "shifts": ("hours", "opening_hours", "근무시간"),
        "phone": ("tel", "telephone", "전화", "전화번호"),
        "source": ("url", "link", "출처"),
        "as_of": ("date", "updated", "기준일"),
        "note": ("remarks", "comment", "description", "비고"),
        "town": ("city", "도시"),
        "city": ("town", "도시"),
        "province": ("region", "state", "주", "지역"),
        "district": ("군", "구", "시군구"),
        "country": ("국가", "나라"),
        "status": ("state", "상태"),
        "people": ("population", "인구"),
        "precision_m": ("accuracy", "accuracy_m", "오차"),
    }
)
"""What files call a column, beside its own name."""


@dataclass(frozen=True, slots=True, eq=False)
class Sent:
    """What a file holds.

    Parameters
    ----------
    name
        Of the file, fit to show.
    tables
        By the name each has in the file: cells by column as text, with the number of the row
        in the file; ``lat`` and ``lon`` where rows have a place.
    left_out
        Rows that could not be read at all, each with the reason.
    warnings
        What was decided while reading.
    """

    name: str
    tables: Mapping[str, Sequence[tuple[int, Mapping[str, str]]]]
    left_out: tuple[Fault, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """Rows as a layer would hold them.

    Parameters
    ----------
    rows, numbers
        Cells by column, and the number of each row in its file.
    faults
        Of rows, each with its number.
    """

    rows: tuple[dict[str, str], ...]
    numbers: tuple[int, ...]
    faults: tuple[Fault, ...]

    @property
    def good(self) -> tuple[tuple[dict[str, str], ...], tuple[int, ...]]:
        """The rows without a fault, and their numbers."""
        wrong = {fault.row for fault in self.faults}
        pairs = [
            (row, number)
            for row, number in zip(self.rows, self.numbers, strict=True)
            if number not in wrong
        ]
        return tuple(row for row, _ in pairs), tuple(number for _, number in pairs)

    @property
    def swapped(self) -> tuple[int, ...]:
        """Numbers of rows whose latitude and longitude seem to have changed places."""
        return tuple(fault.row or 0 for fault in self.faults if fault.code == "SWAPPED")


def read_sent(name: str, content: bytes) -> Sent:
    """Read a file that somebody sent, whatever kind of table or map it is.

    Raises
    ------
    FaultsError
        If nothing in it can be read; every fault is named.
    """
    found = read_tables(name, content)
    if found is not None:
        plain = {
            title: [
                (number, dict(zip(table.columns, cells, strict=True)))
                for number, cells in table.rows
            ]
            for title, table in found.tables.items()
        }
        return Sent(found.name, plain, found.faults, found.warnings)
    upload = read_upload(name, content, bounds=_WORLD, keep_good=True)
    tables = {title: _rows(layer) for title, layer in upload.layers.items()}
    return Sent(upload.name, tables, upload.left_out, _told(upload))


def _told(upload: Upload) -> tuple[str, ...]:
    """Give the warnings without those that repeat a row left out."""
    return tuple(one for one in upload.warnings if ": left out: " not in one)


def _rows(layer: gpd.GeoDataFrame) -> list[tuple[int, dict[str, str]]]:
    names = [name for name in layer.columns if name != layer.geometry.name]
    points = layer.geometry.representative_point()
    found = []
    for number, cells, point in zip(
        layer.index, layer[names].to_numpy(dtype=object), points, strict=True
    ):
        row = {str(n): cell_text(cell) for n, cell in zip(names, cells, strict=True)}
        if point is not None and not point.is_empty:
            row |= {"lat": f"{point.y:.7f}".rstrip("0"), "lon": f"{point.x:.7f}".rstrip("0")}
        found.append((int(number), row))
    return found


def columns_in(rows: Sequence[tuple[int, Mapping[str, str]]]) -> list[str]:
    """Give the columns of rows, in the order they are met."""
    return list(dict.fromkeys(name for _, row in rows for name in row))


def likely_layer(table: Sequence[tuple[int, Mapping[str, str]]], named: str = "") -> str:
    """Give the layer that a table fits best.

    A column counts the more, the fewer layers have one of its name; one that a layer needs
    counts against it where it is lacking, and so do words that the layer does not know.

    Parameters
    ----------
    table
        Rows with their numbers.
    named
        What the file or its part is called: a layer whose name stands in it is likelier.
    """
    columns = columns_in(table)
    sample, called = [row for _, row in table[:_SAMPLE]], named.lower()
    places = likely_columns("sites", columns)
    has_places = all(places[name] for name in _GEOMETRY)

    def likeness(kind: str) -> float:
        score = _NAMED if kind.rsplit("_", 1)[-1].removesuffix("s") in called else 0.0
        if has_places and not set(_GEOMETRY) <= COLUMNS[kind].keys():
            score -= _PLACED
        pairs = likely_columns(kind, columns)
        for name, cell in COLUMNS[kind].items():
            rarity = 1.0 / sum(name in COLUMNS[one] for one in LAYERS)
            column = pairs[name]
            if not column:
                score -= rarity * cell.required
                continue
            score += rarity
            if cell.words:
                known = sum(row.get(column, "") in {"", *cell.words} for row in sample)
                score += 2.0 * known / max(len(sample), 1) - 1.0
        return score

    return max(LAYERS, key=likeness)


def likely_columns(kind: str, columns: Sequence[str]) -> dict[str, str]:
    """Match the columns of a layer with those of a table; empty where none is alike."""
    own = {_key(name): name for name in reversed(columns)}
    exact = {name: own.get(_key(name), "") for name in COLUMNS[kind]}
    taken = set(exact.values())
    for name, column in exact.items():
        if not column:
            others = (own.get(_key(other), "") for other in _ALSO.get(name, ()))
            exact[name] = next((one for one in others if one and one not in taken), "")
            taken.add(exact[name])
    return exact


def matched(
    pack: Pack,
    kind: str,
    table: Sequence[tuple[int, Mapping[str, str]]],
    *,
    columns: Mapping[str, str],
    everywhere: Mapping[str, str],
    swap: Sequence[int] = (),
) -> Matched:
    """Make rows of a layer out of a table's.

    Parameters
    ----------
    pack
        The country in which the rows must lie.
    kind
        The layer.
    table
        Numbered rows, as in `Sent.tables`.
    columns
        For each column of the layer the table's, or empty. Where none is its ``id``, a row
        gets one made of its name and place: the same file taken twice adds nothing twice.
    everywhere
        What every row has in a column that its own cell leaves empty.
    swap
        Numbers of rows whose latitude and longitude change places.
    """
    numbers = tuple(number for number, _ in table)
    rows = []
    for number, cells in table:
        row = {name: cells.get(column, "") for name, column in columns.items() if column}
        row = {name: _canonical(text, COLUMNS[kind][name]) for name, text in row.items()}
        row |= {name: text for name, text in everywhere.items() if text and not row.get(name)}
        if not columns.get("id"):
            row["id"] = _made_id(row)
        if number in swap and set(_GEOMETRY) <= row.keys():
            row["lat"], row["lon"] = row["lon"], row["lat"]
        rows.append(row)
    faults = row_faults(
        rows, kind, bounds=pack.bounds, home=pack.manifest.about["country"], numbers=numbers
    )
    return Matched(tuple(rows), numbers, tuple(faults))


def _made_id(row: Mapping[str, str]) -> str:
    """Make an id of a row's name and place, or of all its cells where it has no name."""
    cells = (
        [row.get(name, "") for name in ("name", *_GEOMETRY)] if row.get("name") else row.values()
    )
    digest = hashlib.sha256("|".join(cells).encode()).hexdigest()
    return f"f-{digest[:_ID_DIGITS]}"


def _canonical(text: str, cell: Cell) -> str:
    """Write a number as the layers do: 4.0 is 4."""
    if cell.kind != "number":
        return text
    try:
        return cell_text(read_number(text))
    except ValueError:
        return text


def _key(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
