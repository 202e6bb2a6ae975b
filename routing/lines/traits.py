"""What each line of a road layer is, read through the one understanding of road tags."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.errors import Fault
from geo.formats.drafts import counted, preview
from routing.assembly import TextTable
from routing.lines.columns import LineColumns
from routing.lines.kinds import LAND_SURFACES, NO_ROAD, Body, Kind, kind_of
from routing.network import (
    MODES,
    ROAD_CLASSES,
    SURFACES,
    BoolArray,
    CodeArray,
    IntArray,
    StrArray,
)
from routing.openstreetmap.access import NOBODY, Access, access_level
from routing.openstreetmap.speeds import parse_speed
from routing.openstreetmap.tags import surface
from routing.openstreetmap.traits import SURFACE_BY_CLASS
from routing.tables.columns import file_rows
from routing.tables.road_words import CLASS_OF_WORD, ONEWAY_OF_WORD, distinct_words

CLOSED_SIDE = 0
"""Number of the access that nobody has."""

_SHOWN_WORDS = 10


@dataclass(frozen=True, slots=True, eq=False)
class LineTraits:
    """Traits of all lines.

    Parameters
    ----------
    key
        Per line: its id.
    is_taken
        Per line: whether it is a road that somebody may use.
    look
        Per line: number of its row in `looks`; equal ones look alike.
    forward, backward
        Per line: index into `sides`, the way it is drawn and the other way.
    looks
        Columns of `RoadNetwork` by name, one value a look.
    sides
        Tables of access; `CLOSED_SIDE` is closed to all.
    names, refs
        Text tables.
    notes
        What was not understood or left out.
    """

    key: StrArray
    is_taken: BoolArray
    look: IntArray
    forward: IntArray
    backward: IntArray
    looks: Mapping[str, Any]
    sides: tuple[Access, ...]
    names: tuple[str, ...]
    refs: tuple[str, ...]
    notes: tuple[str, ...]


class LineReader:
    """Reads the words of a line layer; `faults` holds every one that cannot be understood.

    Parameters
    ----------
    lines
        The layer.
    columns
        Its columns.
    classes
        Words of the class column that are not known by themselves, and what they are; None
        for lines to leave out, the empty word for lines without a class.
    surfaces
        Surface by road class, for lines that do not say theirs.
    """

    def __init__(
        self,
        lines: gpd.GeoDataFrame,
        columns: LineColumns,
        *,
        classes: Mapping[str, str | None],
        surfaces: Mapping[str, str],
    ) -> None:
        self.lines, self.columns = lines, columns
        self.class_of = {**CLASS_OF_WORD, **{word.lower(): name for word, name in classes.items()}}
        self.surfaces = {**SURFACE_BY_CLASS, **surfaces}
        self.notes: list[str] = []
        self.faults = [
            *columns.faults(lines),
            *_wrong_names(classes, ROAD_CLASSES, what="class"),
            *_wrong_names(surfaces, SURFACES, what="surface"),
        ]

    def read(self) -> LineTraits | None:
        """Read all lines; None where there are faults."""
        if self.faults:
            return None
        self._check_words()
        key = self._keys()
        if self.faults:
            return None
        number, kinds = self._kinds()
        names, refs = TextTable(), TextTable()
        texts = [
            self._texts("name", names),
            self._texts("name_en", names),
            self._texts("ref", refs),
        ]
        bodies = _numbered([kind.body for kind in kinds])
        sides = {NOBODY: CLOSED_SIDE}
        forward, backward = (
            np.array(
                [sides.setdefault(getattr(kind, way), len(sides)) for kind in kinds], dtype=np.int32
            )
            for way in ("forward", "backward")
        )
        body = np.array([bodies[kind.body] for kind in kinds], dtype=np.int32)
        rows, look = np.unique(np.column_stack([body[number], *texts]), axis=0, return_inverse=True)
        by_body = dict(zip(Body._fields, map(np.array, zip(*bodies, strict=True)), strict=True))
        is_used = np.array([kind.body.road_class >= 0 for kind in kinds], dtype=np.bool_)
        is_used &= (forward != CLOSED_SIDE) | (backward != CLOSED_SIDE)
        return LineTraits(
            key=key,
            is_taken=is_used[number],
            look=look.astype(np.int32).ravel(),
            forward=forward[number],
            backward=backward[number],
            looks={
                **{name: values[rows[:, 0]] for name, values in by_body.items()},
                **dict(zip(("name", "name_en", "ref"), rows[:, 1:].T, strict=True)),
            },
            sides=tuple(sides),
            names=names.entries,
            refs=refs.entries,
            notes=tuple(self.notes),
        )

    def _words(self, role: str) -> tuple[IntArray, list[str]]:
        return distinct_words(self.lines, getattr(self.columns, role))

    def _texts(self, role: str, table: TextTable) -> IntArray:
        number, words = self._words(role)
        return table.numbers(np.array(words, dtype=np.str_))[number]

    def _keys(self) -> StrArray:
        number, words = self._words("id")
        if words == [""] or not words:
            return file_rows(self.lines).astype(np.str_)
        keys = np.array(words, dtype=np.str_)[number]
        column, rows = self.columns.id, file_rows(self.lines)
        again = pd.Series(number).duplicated().to_numpy()
        for row in np.flatnonzero((keys == "") | again).tolist():
            code = "DUPLICATE" if keys[row] else "EMPTY"
            text = f"line {keys[row]} is listed twice" if keys[row] else "a line without an id"
            self.faults.append(Fault(code, text, int(rows[row]), column))
        return keys

    def _check_words(self) -> None:
        """Find classes and directions that mean nothing, and tell what else is not known."""
        self._check_classes()
        rows = file_rows(self.lines)
        number, words = self._words("oneway")
        unclear = [bool(word) and word.lower() not in ONEWAY_OF_WORD for word in words]
        for row in np.flatnonzero(np.array(unclear, dtype=np.bool_)[number]).tolist():
            text = f"{preview(words[number[row]])} is no direction: write yes, no or -1"
            self.faults.append(Fault("ONEWAY", text, int(rows[row]), self.columns.oneway))
        known: dict[str, Callable[[str], bool]] = {
            "surface": lambda word: surface({"surface": word}) is not None or word in LAND_SURFACES,
            "maxspeed": lambda word: word == "0" or not math.isnan(parse_speed(word, zones={})),
            "access": lambda word: access_level(word) is not None,
        }
        for role, is_known in known.items():
            number, words = self._words(role)
            strange = np.array([bool(word) and not is_known(word.lower()) for word in words])
            if strange.any():
                shown = _counted_words(
                    words, np.bincount(number[strange[number]], minlength=len(words))
                )
                self.notes.append(f"{getattr(self.columns, role)}: not understood: {shown}")

    def _check_classes(self) -> None:
        number, words = self._words("road_class")
        count = np.bincount(number, minlength=len(words))
        strange = np.array([word.lower() not in self.class_of for word in words])
        if strange.any():
            shown = _counted_words(words, np.where(strange, count, 0))
            which = "no column says" if self.columns.road_class is None else "they do not say"
            told = f"{which} which class of road they are" if words == [""] else "no class of road"
            text = (
                f"{shown}: {told}; say it for each word, such as major=primary, with one of"
                f" {', '.join(ROAD_CLASSES)}"
            )
            self.faults.append(Fault("CLASS", text, column=self.columns.road_class))
        left_out = [self.class_of.get(word.lower(), "") is None for word in words]
        if any(left_out):
            shown = _counted_words(words, np.where(left_out, count, 0))
            self.notes.append(f"no roads to drive on, left out: {shown}")

    def _kinds(self) -> tuple[IntArray, list[Kind]]:
        """Find the kind of each line: one for each combination of words."""
        roles = ("road_class", "oneway", "maxspeed", "surface", "bridge", "access", "junction")
        numbers, words = zip(*(self._words(role) for role in roles), strict=True)
        rows, number = np.unique(np.column_stack(numbers), axis=0, return_inverse=True)
        said = [[words[role][word] for role, word in enumerate(row)] for row in rows.tolist()]
        kinds = [self._kind(dict(zip(roles, row, strict=True))) for row in said]
        return number.astype(np.int32).ravel(), kinds

    def _kind(self, word: Mapping[str, str]) -> Kind:
        said = {role: text.lower() for role, text in word.items()}
        found = self.class_of[said["road_class"]]
        has_oneway = self.columns.oneway is not None
        if found is None:
            return NO_ROAD
        return kind_of(said, found, surface=self.surfaces[found], has_oneway=has_oneway)


def _numbered(bodies: list[Body]) -> dict[Body, int]:
    return {body: number for number, body in enumerate(dict.fromkeys(bodies))}


def _wrong_names(
    mapping: Mapping[str, str | None], known: tuple[str, ...], *, what: str
) -> list[Fault]:
    names = sorted({name for name in mapping.values() if name is not None} - {*known})
    return [
        Fault("VALUE", f"{what} {preview(name)} is not one of {', '.join(known)}") for name in names
    ]


def _counted_words(words: list[str], counts: Any) -> str:
    """Say which words occur how often, the frequent ones first."""
    order = [at for at in np.argsort(-counts, kind="stable").tolist() if counts[at]]
    shown = [f"{preview(words[at])} ({counted(int(counts[at]), 'line')})" for at in order]
    more = len(shown) - _SHOWN_WORDS
    tail = [f"and {counted(more, 'more word')}"] if more > 0 else []
    return ", ".join([*shown[:_SHOWN_WORDS], *tail])


def side_columns(sides: tuple[Access, ...], side: IntArray) -> dict[str, CodeArray]:
    """Access of each mode by name, for numbers of sides."""
    return {
        mode: np.array([getattr(access, mode) for access in sides], dtype=np.int8)[side]
        for mode in MODES
    }
