"""Which column of a line layer says what, found by its name or told."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

import pandas as pd

from geo.errors import Fault

# By preference, in lower case. `fclass` is Geofabrik's, `cls` and `type` are met in exports.
_NAMES = {
    "id": ("id",),
    "road_class": ("highway", "fclass", "class", "road_class", "roadclass", "cls", "type"),
    "oneway": ("oneway", "one_way"),
    "maxspeed": ("maxspeed", "max_speed", "speed_limit"),
    "surface": ("surface",),
    "name": ("name", "street", "street_name"),
    "name_en": ("name:en", "name_en"),
    "ref": ("ref", "road_ref"),
    "bridge": ("bridge",),
    "access": ("access",),
    "junction": ("junction",),
}


@dataclass(frozen=True, slots=True)
class LineColumns:
    """Columns of a line layer; None where there is none, or where it is to be found by name.

    Parameters
    ----------
    id
        What closures and messages call the line.
    road_class
        Words of OpenStreetMap's ``highway``, of Geofabrik's ``fclass``, of `ROAD_CLASSES`,
        or others that a mapping explains.
    oneway
        ``yes``, ``no``, ``1``, ``-1``; ``F``, ``T``, ``B``; ``FT``, ``TF``; ``reversible``.
    maxspeed
        km/h, or with ``mph``; 0 where it is not known.
    surface
        Words of OpenStreetMap's ``surface``.
    name, name_en, ref
        Local name, English name, number.
    bridge
        Any word but a no.
    access
        Words of OpenStreetMap's ``access``.
    junction
        ``roundabout`` makes a line one-way.
    """

    id: str | None = None
    road_class: str | None = None
    oneway: str | None = None
    maxspeed: str | None = None
    surface: str | None = None
    name: str | None = None
    name_en: str | None = None
    ref: str | None = None
    bridge: str | None = None
    access: str | None = None
    junction: str | None = None

    def found_in(self, lines: pd.DataFrame) -> "LineColumns":
        """Fill in what is None by the names of columns, in any case.

        Examples
        --------
        >>> LineColumns().found_in(pd.DataFrame(columns=["NAME", "fclass"])).road_class
        'fclass'
        """
        by_name: dict[str, str] = {}
        for column in lines.columns:
            by_name.setdefault(str(column).lower(), column)
        return LineColumns(
            **{
                field.name: getattr(self, field.name) or _first(_NAMES[field.name], by_name)
                for field in fields(self)
            }
        )

    def faults(self, lines: pd.DataFrame) -> list[Fault]:
        """Name the columns told that are not there."""
        told = (getattr(self, field.name) for field in fields(self))
        there = ", ".join(str(column) for column in lines.columns)
        return [
            Fault("COLUMN", f"there is no such column; there are {there}", column=column)
            for column in told
            if column is not None and column not in lines
        ]


def _first(names: Iterable[str], by_name: dict[str, str]) -> str | None:
    return next((by_name[name] for name in names if name in by_name), None)
