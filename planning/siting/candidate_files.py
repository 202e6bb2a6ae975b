"""Candidates of a user's own, from a table: read whole, or refused with every fault at its row."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np

from geo.crs import distance_m, distance_words
from geo.errors import Fault, FaultsError, OutsideError
from geo.notation.reading import excerpt
from layers.cells import number, read_angle, read_number
from layers.rows import read_rows
from layers.tables import check_layer
from planning.moment import Moment
from planning.packs import Pack
from planning.places import check_inside
from planning.siting.candidate_values import USUAL_RULES, Candidate, CandidateRules, Candidates
from planning.siting.filters import sifted
from planning.supply.facilities import hours_of

Row = Mapping[str, str]
_NUMBERS = MappingProxyType(
    {
        "precision_m": number(0, 1e6),
        "cost": number(0, 1e12),
        "officers": number(0, 1e6),
        "capacity": number(0, 1e12),
    }
)
_KEEPERS = ("missions", "police_posts")
_ON_FILE = (*_KEEPERS, "green_zones", "hospitals")
# What is entered with few decimals is still the place on file.
_SAME_M = 100.0


def candidates_from_file(
    moment: Moment, path: Path, rules: CandidateRules = USUAL_RULES
) -> Candidates:
    """Read candidates of one's own from a table.

    It needs ``id``, ``lat``, ``lon``, and may have ``name``, ``precision_m``, ``host`` (a
    mission, a post, or another row; facilities of one host are one house), ``hours``,
    ``cost``, ``officers`` and ``capacity``.

    Parameters
    ----------
    moment
        The country, in which all must lie.
    path
        CSV, as `planning.matrix.read_places` takes it.
    rules
        Which are left out: by danger and by distance to a road.

    Raises
    ------
    FaultsError
        Naming every fault of the file at its row.
    """
    table = read_rows(path)
    rows = {line: dict(zip(table.columns, cells, strict=True)) for line, cells in table.rows}
    faults = check_layer(path, "points")
    unplaced = {fault.row for fault in faults if fault.column in {"lat", "lon"}}
    own_ids = {row["id"] for row in rows.values() if row.get("id")}
    for line, row in rows.items():
        found = [*_own_faults(moment.pack, row, own_ids)]
        if line not in unplaced:
            found += _place_faults(moment, row)
        faults += [replace(fault, row=line) for fault in found]
    if faults:
        order = {name: column for column, name in enumerate(table.columns)}
        faults.sort(key=lambda fault: (fault.row or 0, order.get(fault.column or "", -1)))
        raise FaultsError(path.name, faults)
    return sifted(moment, [(_candidate(row), None) for row in rows.values()], rules)


def _candidate(row: Row) -> Candidate:
    numbers = {name: _number(row, name) for name in _NUMBERS}
    return Candidate(
        id=row["id"],
        name=row.get("name") or row["id"],
        kind="points",
        lon=read_angle(row["lon"], sides="EW"),
        lat=read_angle(row["lat"], sides="NS"),
        precision_m=numbers["precision_m"] or 0.0,
        host=row.get("host") or row["id"],
        hours=row.get("hours", ""),
        cost=numbers["cost"],
        officers=numbers["officers"],
        capacity=numbers["capacity"],
    )


def _number(row: Row, column: str) -> float | None:
    text = row.get(column, "")
    return read_number(text) if text else None


def _own_faults(pack: Pack, row: Row, own_ids: set[str]) -> Iterator[Fault]:
    """Name what is wrong with the columns that only candidates have."""
    for column, rule in _NUMBERS.items():
        if wrong := rule(row.get(column, "")):
            yield Fault(*wrong, column=column)
    if hours := row.get("hours"):
        try:
            hours_of(pack, hours)
        except FaultsError as error:
            yield from (Fault(one.code, one.message, column="hours") for one in error.faults)
    host = row.get("host")
    if (
        host
        and host not in own_ids
        and not any((pack.layers[k]["id"] == host).any() for k in _KEEPERS)
    ):
        told = f"{excerpt(host)} is no mission, no post and no row of this table"
        yield Fault("UNKNOWN_ID", told, column="host")


def _place_faults(moment: Moment, row: Row) -> Iterator[Fault]:
    """Name what is wrong with where a row lies: abroad, or not where its id lies on file."""
    try:
        lat, lon = (
            read_angle(row.get("lat", ""), sides="NS"),
            read_angle(row.get("lon", ""), sides="EW"),
        )
    except ValueError:
        return
    if not (np.isfinite(lat) and np.isfinite(lon)):
        return
    try:
        check_inside(moment.pack, lat=lat, lon=lon, when=moment.when)
    except OutsideError as error:
        yield Fault(error.code, str(error))
        return
    layers = moment.pack.layers
    for layer in (layers[kind] for kind in _ON_FILE if kind in layers):
        for record in layer[layer["id"] == row.get("id")].to_dict("records"):
            away_m = distance_m((lon, lat), (record["lon"], record["lat"]))
            if away_m > max(record["precision_m"], _SAME_M):
                told = (
                    f"{excerpt(record['id'])} is {excerpt(record['name'])} on file, "
                    f"{distance_words(away_m)} from here; give it another id"
                )
                yield Fault("DUP_ID", told, column="id")
