"""The tables of nodes and arcs that a simulator brings: read once, every fault named."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd

from geo.errors import Fault
from routing.columns import (
    NO,
    YES,
    file_rows,
    is_on_earth,
    missing_columns,
    numbers,
    row_faults,
    texts,
)
from routing.course_checks import GEOD, LEAST_OF_STRAIGHT
from routing.network import SURFACES, BoolArray, FloatArray, IntArray, StrArray
from routing.road_words import CLASS_OF_WORD, distinct_words

NODE_COLUMNS = ("id", "lon", "lat")
ARC_COLUMNS = ("from", "to", "seconds")
LENGTH_COLUMNS = {"length_m": 1.0, "length_km": 1000.0, "km": 1000.0}
# Places of nodes are rounded: a short arc may be this much shorter than the straight line.
ROUNDING_M = 1.0
LONGEST_S = 7 * 86_400.0  # heuristic: more is another unit
LONGEST_M = 2_000_000.0  # heuristic, as for road records

Words = tuple[IntArray, list[str]]
"""Number of its word for each row, and the words."""


def columns_missing(nodes: pd.DataFrame, arcs: pd.DataFrame) -> list[Fault]:
    """Name the columns without which nothing can be read."""
    return [
        *missing_columns(nodes, NODE_COLUMNS, name="nodes"),
        *missing_columns(arcs, ARC_COLUMNS, name="arcs"),
    ]


def words_of(table: pd.DataFrame, column: str) -> Words:
    """Read the words of a column; empty ones where there is no such column."""
    return distinct_words(table, column if column in table else None)


def spelt_out(words: Words) -> StrArray:
    """Give the word of each row."""
    number, distinct = words
    return np.array(distinct, dtype=np.str_)[number]


@dataclass(frozen=True, slots=True, eq=False)
class Nodes:
    """Nodes as read.

    Parameters
    ----------
    key
        Per node: its id.
    lon, lat
        Per node: degrees, EPSG:4326; NaN where that is no number.
    rows
        Per node: number of its row in the file.
    """

    key: StrArray
    lon: FloatArray
    lat: FloatArray
    rows: IntArray

    @classmethod
    def read(cls, table: pd.DataFrame) -> Self:
        """Read a table with the columns `NODE_COLUMNS`."""
        key = spelt_out(words_of(table, "id"))
        return cls(key, numbers(table, "lon"), numbers(table, "lat"), file_rows(table))

    def faults(self) -> list[Fault]:
        """Name what is wrong with the nodes alone."""
        key, rows = self.key, self.rows
        nameless, listed = "a node without an id", "node {} is listed twice"
        no_place = "node {}: latitude {}, longitude {} is no point on Earth"
        off_earth = ~is_on_earth(self.lon, self.lat)
        return [
            *row_faults(key == "", "EMPTY", nameless, column="id", rows=rows),
            *row_faults(_is_repeated(key), "DUPLICATE", listed, key, column="id", rows=rows),
            *row_faults(
                off_earth, "BAD_COORD", no_place, key, self.lat, self.lon, column="lat", rows=rows
            ),
        ]

    def find(self, keys: StrArray) -> IntArray:
        """Find the nodes with some ids, -1 where there is none."""
        place = pd.Series(np.arange(len(self.key)), self.key)
        place = place[~place.index.duplicated()]
        return place.reindex(keys).fillna(-1).to_numpy(dtype=np.int32)

    def straight_m(self, ends: tuple[IntArray, IntArray]) -> FloatArray:
        """Measure the straight line between pairs of nodes; NaN where one is nowhere."""
        known = is_on_earth(self.lon, self.lat)[np.array(ends)].all(axis=0)
        known &= (np.array(ends) >= 0).all(axis=0)
        tail, head = (end[known] for end in ends)
        straight = np.full(len(ends[0]), np.nan)
        straight[known] = GEOD.inv(self.lon[tail], self.lat[tail], self.lon[head], self.lat[head])[
            2
        ]
        return straight


@dataclass(frozen=True, slots=True, eq=False)
class ArcTable:
    """Arcs as read.

    Parameters
    ----------
    table
        The table itself.
    key
        Per arc: its id, the number of its row where it has none.
    tail_key, head_key
        Per arc: ids of the nodes it leaves and comes to.
    seconds
        Per arc: driving time; NaN where that is no number.
    length_m
        Per arc: metres as stated; NaN where nothing is.
    length_column
        Where its length stands, empty where nowhere.
    rows
        Per arc: number of its row in the file.
    """

    table: pd.DataFrame
    key: StrArray
    tail_key: StrArray
    head_key: StrArray
    seconds: FloatArray
    length_m: FloatArray
    length_column: str
    rows: IntArray

    @classmethod
    def read(cls, table: pd.DataFrame) -> Self:
        """Read a table with the columns `ARC_COLUMNS`."""
        rows, key = file_rows(table), spelt_out(words_of(table, "id"))
        column = next((name for name in LENGTH_COLUMNS if name in table), "")
        length_m = numbers(table, column) * LENGTH_COLUMNS.get(column, 1.0)
        return cls(
            table=table,
            key=np.where(key == "", rows.astype(np.str_), key),
            tail_key=spelt_out(words_of(table, "from")),
            head_key=spelt_out(words_of(table, "to")),
            seconds=numbers(table, "seconds"),
            length_m=length_m,
            length_column=column,
            rows=rows,
        )

    def faults(self) -> list[Fault]:
        """Name what is wrong with the arcs alone."""
        key, rows, again = self.key, self.rows, _is_repeated(self.key)
        listed = "arc {} is listed twice"
        same = "arc {}: one with the same ends, time and length is listed before"
        timed = "arc {}: its driving time must be seconds from 0 to a week"
        sized = "arc {}: its length must be a number above 0, at most 2000 km"
        wrong_s = ~((self.seconds >= 0) & (self.seconds <= LONGEST_S))
        wrong_m = ~((self.length_m > 0) & (self.length_m <= LONGEST_M))
        if self.length_column:
            wrong_m &= texts(self.table, self.length_column) != ""
        else:
            wrong_m[:] = False
        column = self.length_column
        return [
            *row_faults(again, "DUPLICATE", listed, key, column="id", rows=rows),
            *row_faults(self._is_same() & ~again, "DUPLICATE", same, key, column="from", rows=rows),
            *row_faults(wrong_s, "VALUE", timed, key, column="seconds", rows=rows),
            *row_faults(wrong_m, "VALUE", sized, key, column=column, rows=rows),
            *self._word_faults(),
        ]

    def end_faults(self, nodes: Nodes) -> list[Fault]:
        """Name what is wrong between the arcs and their nodes."""
        key, rows = self.key, self.rows
        wanted = {"from": self.tail_key, "to": self.head_key}
        ends = self.ends(nodes)
        faults = []
        for (column, keys), end in zip(wanted.items(), ends, strict=True):
            text = "arc {}: no node {!r}"
            faults += row_faults(end < 0, "UNKNOWN_NODE", text, key, keys, column=column, rows=rows)
        straight_m = nodes.straight_m(ends)
        text = "arc {} begins and ends at one place; leave it out"
        faults += row_faults(straight_m == 0, "COURSE", text, key, column="to", rows=rows)
        short = self.length_m < LEAST_OF_STRAIGHT * straight_m - ROUNDING_M
        text = "arc {}: {:g} m is less than the straight line of {:.1f} m; is it another unit?"
        said, column = (key, self.length_m, straight_m), self.length_column
        return [*faults, *row_faults(short, "COURSE", text, *said, column=column, rows=rows)]

    def ends(self, nodes: Nodes) -> tuple[IntArray, IntArray]:
        """Nodes each arc leaves and comes to, -1 where there is no such node."""
        return nodes.find(self.tail_key), nodes.find(self.head_key)

    def _is_same(self) -> BoolArray:
        said = {
            "tail": self.tail_key,
            "head": self.head_key,
            "seconds": self.seconds,
            "length_m": self.length_m,
        }
        return pd.DataFrame(said).duplicated().to_numpy(dtype=np.bool_)

    def _word_faults(self) -> list[Fault]:
        known = {
            "class": {"", *(word for word, name in CLASS_OF_WORD.items() if name is not None)},
            "surface": {"", *SURFACES},
            "oneway": {*YES, *NO},
        }
        faults = []
        for column, words in known.items():
            number, said = words_of(self.table, column)
            wrong = np.array([word.lower() not in words for word in said], dtype=np.bool_)[number]
            if wrong.any():
                text = f"arc {{}}: {{!r}} is not known as {column}"
                values = self.key, spelt_out((number, said))
                faults += row_faults(wrong, "VALUE", text, *values, column=column, rows=self.rows)
        return faults


def _is_repeated(keys: StrArray) -> BoolArray:
    repeated: BoolArray = pd.Series(keys).duplicated().to_numpy(dtype=np.bool_)
    named: BoolArray = keys != ""
    return repeated & named
