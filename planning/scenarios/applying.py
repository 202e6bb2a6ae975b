"""What each change does to a pack: a new pack, or every reason why not."""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import singledispatch
from types import MappingProxyType

import geopandas as gpd
import numpy as np

from geo.coordinates import Place
from geo.errors import Fault, FaultsError, GreenZoneError
from geo.notation.reading import excerpt
from layers.edits import with_cells, with_rows, without_rows
from planning.packs import Pack
from planning.places import check_inside, locate
from planning.scenarios.changes import (
    Change,
    CloseRoad,
    OpenRoad,
    OpenZone,
    PostOfficers,
    RemoveUnit,
    SetAdmission,
    SetHours,
    SetOnCall,
    SetZone,
    Trust,
)
from routing.closures import targets_named

HOURS_COLUMN: Mapping[str, str] = MappingProxyType(
    {"missions": "hours", "green_zones": "hours", "police_posts": "hours", "units": "shifts"}
)
"""Layers whose rows have hours, and the column these stand in."""
MOST_OFFICERS = 1000
_BASES = ("missions", "police_posts")
_AS_OF = "2000-01-01"  # a row needs a day; of a what-if none is true
_WORDS = {"missions": "mission", "green_zones": "Green Zone", "police_posts": "post"}


@singledispatch
def apply_change(change: Change, pack: Pack) -> Pack:
    """Give the pack with one change made; the pack itself stays as it is.

    Raises
    ------
    FaultsError
        Naming every reason why the change cannot be made to this pack.
    """
    raise TypeError(f"no rule for {type(change).__name__} on {pack.name}")


def fail(*faults: Fault) -> FaultsError:
    """Make the error of a change that cannot be made."""
    return FaultsError("change", faults)


def with_layer(pack: Pack, kind: str, rows: gpd.GeoDataFrame) -> Pack:
    """Give the pack with one layer in another's place."""
    return replace(pack, layers=MappingProxyType({**pack.layers, kind: rows}))


@apply_change.register
def _open_zone(change: OpenZone, pack: Pack) -> Pack:
    settled = {"hours": change.hours, "status": "open", "admits_anyone": "yes"}
    if not change.at:
        return changed_row(
            pack, change.zone, ["green_zones"], cells=settled | {"valid_from": "", "valid_to": ""}
        )
    zone = change.zone or _free_id(pack, "green_zones", "opened")
    row = settled | {"id": zone, "kind": "gate", "host": change.host}
    faults = []
    if _kind_of(pack, zone, HOURS_COLUMN.keys() - {"green_zones"}):
        faults.append(Fault("DUP_ID", f"there is a {excerpt(zone)} already; give another id"))
    if change.host and not _kind_of(pack, change.host, _BASES):
        faults.append(_unknown(pack, change.host, _BASES))
    row |= _position(pack, change.at, faults)
    row |= {"name": change.name or row.get("name", ""), "name_ko": change.name_ko}
    return _added(pack, "green_zones", row, faults=faults)


@apply_change.register
def _set_hours(change: SetHours, pack: Pack) -> Pack:
    kind = _kind_of(pack, change.target, HOURS_COLUMN)
    column = HOURS_COLUMN[kind or "missions"]
    return changed_row(pack, change.target, list(HOURS_COLUMN), cells={column: change.hours})


@apply_change.register
def _set_admission(change: SetAdmission, pack: Pack) -> Pack:
    cells = {"after_hours_admission": change.admission}
    return changed_row(pack, change.mission, ["missions"], cells=cells)


@apply_change.register
def _set_zone(change: SetZone, pack: Pack) -> Pack:
    if not change.cells:
        raise fail(Fault("BLANK", "neither status nor admits_anyone is given; give one"))
    return changed_row(pack, change.zone, ["green_zones"], cells=change.cells)


@apply_change.register
def _post_officers(change: PostOfficers, pack: Pack) -> Pack:
    unit = _free_id(pack, "units", "posted")
    faults = []
    if not 1 <= change.officers <= MOST_OFFICERS:
        message = f"{change.officers} officers: give 1 to {MOST_OFFICERS}"
        faults.append(Fault("RANGE", message))
    position = _position(pack, change.at, faults)
    is_base = _kind_of(pack, change.at, _BASES) is not None
    count = "1 officer" if change.officers == 1 else f"{change.officers} officers"
    row = {
        "id": unit,
        **position,
        "name": change.name or f"{count} posted to {position.get('name', '')}",
        "name_ko": change.name_ko,
        "base": change.at if is_base else unit,
        "kind": change.kind,
        "country": pack.home_country,
        "shifts": change.shifts,
        "on_call": change.on_call,
        "officers": str(change.officers),
    }
    return _added(pack, "units", row, faults=faults)


@apply_change.register
def _set_on_call(change: SetOnCall, pack: Pack) -> Pack:
    return changed_row(pack, change.unit, ["units"], cells={"on_call": change.on_call})


@apply_change.register
def _remove_unit(change: RemoveUnit, pack: Pack) -> Pack:
    if not _kind_of(pack, change.unit, ["units"]):
        raise fail(_unknown(pack, change.unit, ["units"]))
    return with_layer(pack, "units", without_rows(pack.layers["units"], [change.unit]))


@apply_change.register
def _close_road(change: CloseRoad, pack: Pack) -> Pack:
    closed = set(pack.layers["closures"]["id"])
    gates = set(pack.junctions["id"])
    rows = [
        _noted({"id": f"scenario-{target}", "target": target})
        | {"kind": "gate" if target in gates else "road"}
        for target in _targets(pack, change.road)
        if f"scenario-{target}" not in closed
    ]
    return with_layer(pack, "closures", with_rows(pack.layers["closures"], rows, kind="closures"))


@apply_change.register
def _open_road(change: OpenRoad, pack: Pack) -> Pack:
    closures = pack.layers["closures"]
    lifted = closures["id"][closures["target"].isin(_targets(pack, change.road))]
    if not len(lifted):
        message = f"nothing on file closes {excerpt(change.road)}, so nothing can be lifted"
        raise fail(Fault("NO_CLOSURE", message))
    return with_layer(pack, "closures", without_rows(closures, list(lifted)))


@apply_change.register
def _trust(change: Trust, pack: Pack) -> Pack:
    return changed_row(pack, change.post, ["police_posts"], cells={"trust": change.trust})


def _targets(pack: Pack, road: str) -> tuple[str, ...]:
    targets = targets_named(pack.network, road)
    if targets:
        return targets
    hint = _hint(road, [ref for ref in pack.network.refs if ref])
    message = f"no road, gate or junction {excerpt(road)}{hint}; give a road's number, or an id"
    raise fail(Fault("UNKNOWN_TARGET", message))


def _kind_of(pack: Pack, row_id: str, kinds: Iterable[str]) -> str | None:
    """Name the first of these layers that has a row with an id."""
    return next((kind for kind in kinds if (pack.layers[kind]["id"] == row_id).any()), None)


def _unknown(pack: Pack, row_id: str, kinds: Sequence[str]) -> Fault:
    known = [str(one) for kind in kinds for one in pack.layers[kind]["id"]]
    what = " or ".join(_WORDS.get(kind, kind.removesuffix("s")) for kind in kinds)
    return Fault("UNKNOWN_ID", f"{excerpt(row_id)} is no {what}{_hint(row_id, known)}")


def _hint(text: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(text, known, n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def changed_row(pack: Pack, row_id: str, kinds: Sequence[str], *, cells: Mapping[str, str]) -> Pack:
    """Give the pack with other cells in the row with an id, in whichever of the layers has it.

    Raises
    ------
    FaultsError
        If none has it, or with every fault of the row as it would be.
    """
    kind = _kind_of(pack, row_id, kinds)
    if kind is None:
        raise fail(_unknown(pack, row_id, kinds))
    rows = _checked(lambda: with_cells(pack.layers[kind], row_id, cells, kind=kind))
    return with_layer(pack, kind, rows)


def _added(pack: Pack, kind: str, row: Mapping[str, str], *, faults: Sequence[Fault]) -> Pack:
    """Add a row; its own faults are told after those found before."""
    has_place = "lat" in row
    whole = _noted(row) | ({} if has_place else {"lat": "1", "lon": "1", "precision_m": "1"})
    whole |= {} if whole["name"] else {"name": "new"}
    try:
        rows = _checked(lambda: with_rows(pack.layers[kind], [whole], kind=kind))
    except FaultsError as error:
        raise fail(*faults, *error.faults) from None
    if faults:
        raise fail(*faults)
    return with_layer(pack, kind, rows)


def _checked(make: Callable[[], gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Make a layer; a fault names its column but no row: there is no file."""
    try:
        return make()
    except FaultsError as error:
        raise fail(*(replace(fault, row=None) for fault in error.faults)) from None


def _noted(row: Mapping[str, str]) -> dict[str, str]:
    return {"source": "scenario", "as_of": _AS_OF, "confidence": "high", **row}


def _free_id(pack: Pack, kind: str, stem: str) -> str:
    taken = set(pack.layers[kind]["id"])
    return next(name for n in range(1, len(taken) + 2) if (name := f"{stem}-{n}") not in taken)


def _position(pack: Pack, at: str, faults: list[Fault]) -> dict[str, str]:
    """Find a place or a base in the country; where there is none, say why and give nothing."""
    try:
        place = _base(pack, at) or locate(pack, at)
        check_inside(pack, lat=place.lat, lon=place.lon)
    except GreenZoneError as error:
        faults.append(Fault(error.code, f"place {excerpt(at)}: {error}"))
        return {}
    numbers = {"lat": place.lat, "lon": place.lon, "precision_m": max(place.error_m, 1.0)}
    return {"name": place.name} | {
        name: np.format_float_positional(value, trim="-") for name, value in numbers.items()
    }


def _base(pack: Pack, row_id: str) -> Place | None:
    kind = _kind_of(pack, row_id, _BASES)
    if kind is None:
        return None
    rows = pack.layers[kind]
    row = rows[rows["id"] == row_id].iloc[0]
    lat, lon, error_m = (float(row[name]) for name in ("lat", "lon", "precision_m"))
    return Place(lat=lat, lon=lon, error_m=error_m, name=str(row["name"]), kind="base", text=row_id)
