"""Costs and demand from two CSV files: every fault of both named at once."""

import csv
import io
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from geo.errors import Fault, FaultsError
from geo.files import file_content
from planning.location.problem import Floats

_MOST_FAULTS = 30


@dataclass(frozen=True, slots=True, eq=False)
class CostTable:
    """A cost matrix with the names of its rows and columns.

    Parameters
    ----------
    rows, columns
        Ids of demand points and candidates.
    cost
        0 or more; inf where there is no way; shape (rows, columns).
    weight
        Of each row, shape (rows,).
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cost: Floats
    weight: Floats


def read_costs(cost: Path, demand: Path) -> CostTable:
    """Read a cost matrix and the weights of its rows.

    Parameters
    ----------
    cost
        CSV: first column ``id``, a row per demand point, a column per candidate; an empty
        cell or ``inf`` is no way.
    demand
        CSV with ``id`` and ``weight``, in any order of rows.

    Raises
    ------
    FaultsError
        Naming the faults at their rows: what is no number, negative, missing or twice, ids
        that are in one file alone, a candidate that reaches nothing.
    """
    faults: list[Fault] = []
    table, weights = _table(cost, faults), _table(demand, faults)
    head = table[0] if table else []
    if head[:1] != ["id"] or len(head) < 2:
        faults.append(Fault("MISSING_COLUMN", f"{cost.name}: the header is id and candidates"))
    if len(table) < 2:
        faults.append(Fault("NO_ROWS", f"{cost.name}: there is no demand point"))
    if not weights or not {"id", "weight"} <= set(weights[0]):
        faults.append(Fault("MISSING_COLUMN", f"{demand.name}: needs the columns id and weight"))
    if faults:
        raise _told(cost, faults)
    rows, columns = [row[0] for row in table[1:]], head[1:]
    faults += _twice(cost, "candidate", columns) + _twice(cost, "id", rows)
    costs = _costs(cost, table, faults)
    given = _weights(demand, weights, faults)
    faults += [
        Fault("ID", f"{name!r} is in {here} and not in {there}")
        for here, mine, there, other in (
            (cost.name, rows, demand.name, given),
            (demand.name, list(given), cost.name, dict.fromkeys(rows)),
        )
        for name in mine
        if name not in other
    ]
    for number in np.flatnonzero(~np.isfinite(costs).any(axis=0)).tolist():
        message = f"{cost.name}: candidate {columns[number]!r} reaches no demand point; drop it"
        faults.append(Fault("NO_WAY", message))
    if faults:
        raise _told(cost, faults)
    weight = np.array([given[name] for name in rows])
    return CostTable(tuple(rows), tuple(columns), costs, weight)


def _table(path: Path, faults: list[Fault]) -> list[list[str]]:
    try:
        text = file_content(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        faults.append(Fault("ENCODING", f"{path.name}: save it as UTF-8"))
        return []
    rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text)) if row]
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(rows[0]):
            message = f"{path.name}: {len(row)} cells, the header has {len(rows[0])}"
            faults.append(Fault("CSV_SHAPE", message, row=number))
    return rows


def _twice(path: Path, what: str, names: Sequence[str]) -> list[Fault]:
    seen: set[str] = set()
    faults = []
    for name in names:
        if name in seen or not name:
            told = f"{what} {name!r} stands there twice" if name else f"an empty {what}"
            faults.append(Fault("DUP_ID", f"{path.name}: {told}"))
        seen.add(name)
    return faults


def _costs(path: Path, table: list[list[str]], faults: list[Fault]) -> Floats:
    costs = np.full((len(table) - 1, len(table[0]) - 1), np.nan)
    for number, row in enumerate(table[1:]):
        filled = [cell or "inf" for cell in row[1:]]
        with suppress(ValueError):
            costs[number] = np.array(filled, dtype=np.float64)
            if (costs[number] >= 0).all():
                continue
        for place, cell in enumerate(filled):
            if not _number(cell) >= 0:
                message = f"{path.name}: {cell[:40]!r} is no cost of 0 or more; empty is no way"
                faults.append(Fault("NUMBER", message, row=number + 2, column=table[0][place + 1]))
    return costs


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return float("nan")


def _weights(path: Path, table: list[list[str]], faults: list[Fault]) -> dict[str, float]:
    at, weigh = table[0].index("id"), table[0].index("weight")
    faults += _twice(path, "id", [row[at] for row in table[1:]])
    weights = {}
    for number, row in enumerate(table[1:], start=2):
        weights[row[at]] = _number(row[weigh])
        if not 0 <= weights[row[at]] < float("inf"):
            message = f"{path.name}: {row[weigh][:40]!r} is no weight of 0 or more"
            faults.append(Fault("NUMBER", message, row=number, column="weight"))
    return weights


def _told(path: Path, faults: list[Fault]) -> FaultsError:
    more = len(faults) - _MOST_FAULTS
    kept = faults[:_MOST_FAULTS]
    if more > 0:
        kept.append(Fault("MORE", f"and {more} more faults"))
    return FaultsError(path.name, kept)
