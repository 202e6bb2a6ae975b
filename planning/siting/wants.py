"""What a plan is measured by: risk, people, places or reports, alone or mixed."""

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

import numpy as np

from geo.errors import Fault, FaultsError, NoResourceError
from planning.cover.demand import Demand, DemandKind, demand_of, weighed_points
from planning.eta import Points
from planning.moment import Moment

Want = Literal["sites", "people", "places", "reports"]
WANTS: tuple[Want, ...] = get_args(Want)


def read_wants(text: str) -> dict[Want, float]:
    """Read kinds of demand and their shares of a mix, such as ``sites:2,people:1``.

    Parameters
    ----------
    text
        Kinds of `WANTS`, each with a number above 0 after a colon, or 1.

    Raises
    ------
    FaultsError
        Naming every fault.

    Examples
    --------
    >>> read_wants("sites:2,people")
    {'sites': 2.0, 'people': 1.0}
    """
    wants: dict[Want, float] = {}
    faults = []
    for part in text.split(","):
        name, _, share = (piece.strip() for piece in part.partition(":"))
        try:
            number = float(share or 1)
        except ValueError:
            number = -1.0
        if name not in WANTS or name in wants:
            told = "twice" if name in wants else f"unknown; give {', '.join(WANTS)}"
            faults.append(Fault("DEMAND", f"{name[:40]!r} is {told}"))
        elif not 0 < number < 1e6:
            faults.append(Fault("DEMAND", f"{share[:40]!r} is no share above 0 of {name}"))
        else:
            wants[name] = number
    if faults:
        raise FaultsError("demand", faults)
    return wants


def wanted(moment: Moment, wants: Mapping[Want, float]) -> Demand:
    """Give demand of several kinds, each with its share of a weight of 1; alone, its own weight.

    ``reports`` counts signals of what was reported that say where, by their weight.

    Parameters
    ----------
    moment
        Whose layers.
    wants
        Shares of the mix, above 0.

    Raises
    ------
    NoResourceError
        If nothing of a kind has any weight.
    """
    parts = [_of_kind(moment, kind) for kind in wants]
    if len(parts) == 1:
        return parts[0]
    total = sum(wants.values())
    shares = [share / total for share in wants.values()]
    return Demand(
        "points",
        _joined(
            [[f"{kind}:{one}" for one in part.ids] for kind, part in zip(wants, parts, strict=True)]
        ),
        _joined([part.names for part in parts]),
        _joined([part.provinces for part in parts]),
        Points(
            *(
                np.concatenate([getattr(part.points, name) for part in parts])
                for name in ("lon", "lat", "error_m")
            )
        ),
        np.concatenate(
            [
                share * part.weight / part.weight.sum()
                for share, part in zip(shares, parts, strict=True)
            ]
        ),
        _joined([part.districts for part in parts]),
    )


def _joined(lists: Sequence[Sequence[str]]) -> list[str]:
    return [one for some in lists for one in some]


def _of_kind(moment: Moment, kind: Want) -> Demand:
    if kind != "reports":
        known: DemandKind = kind
        return demand_of(moment, known)
    rows = moment.layer("signals")
    rows = rows[rows["lat"].notna() & (rows["weight"] > 0)]
    if rows.empty:
        raise NoResourceError(
            "no report on file says where, so there is nothing to cover; count over sites"
        )
    return weighed_points(moment, rows, rows["weight"].to_numpy(dtype=np.float64))
