"""The models of the field by their names, each a problem made of a cost matrix."""

from typing import Final, Literal

import numpy as np

from geo.errors import Fault, FaultsError
from planning.location.problem import (
    Centers,
    Covering,
    Floats,
    Medians,
    Problem,
    Spanning,
    covers_within,
)

Model = Literal["mclp", "lscp", "pmedian", "pcenter", "backup", "mexclp"]
WITH_RADIUS: Final = ("mclp", "lscp", "backup", "mexclp")


def problem_of(
    model: Model,
    cost: Floats,
    weight: Floats,
    *,
    p: int | None = None,
    radius: float | None = None,
    busy: float = 0.3,
) -> Problem:
    """Make the problem of a model.

    Parameters
    ----------
    model
        ``mclp`` covers the most weight; ``lscp`` covers all with the fewest sites;
        ``pmedian`` and ``pcenter`` make the weighted sum, and the greatest, of the costs
        least; ``backup`` covers the most weight twice; ``mexclp`` covers the most when
        each site is busy with a probability.
    cost
        0 or more, inf where there is no way, shape (rows, columns).
    weight
        Of each row, shape (rows,).
    p
        Number of sites; not asked by ``lscp``.
    radius
        Cost within which a row is covered, inclusive; not asked by the two of least cost.
    busy
        Probability that a site is busy, 0 to below 1; asked by ``mexclp`` alone.

    Raises
    ------
    FaultsError
        Naming every fault of matrix and question.
    """
    faults = [
        *_faults_of_matrix(cost, weight),
        *_faults_of(model, cost, p=p, radius=radius, busy=busy),
    ]
    if faults:
        raise FaultsError("the question", faults)
    sites = cost.shape[1] if p is None else p
    if model == "pmedian":
        return Medians(cost, weight, sites)
    if model == "pcenter":
        return Centers(cost, weight, sites)
    gives = covers_within(cost, radius or 0.0)
    if model == "lscp":
        return Spanning(gives, weight)
    rewards = {
        "mclp": (1.0,),
        "backup": (0.0, 1.0),
        "mexclp": tuple((1.0 - busy) * busy**k for k in range(sites if busy else 1)),
    }
    return Covering(gives, weight, sites, rewards[model])


def _faults_of_matrix(cost: Floats, weight: Floats) -> list[Fault]:
    if cost.ndim != 2 or 0 in cost.shape:
        return [Fault("NO_ROWS", "the cost matrix needs a row and a column at least")]
    faults = []
    if len(weight) != len(cost):
        message = f"{len(weight)} weights do not fit {len(cost)} rows of the cost matrix"
        faults.append(Fault("SHAPE", message))
    if np.isnan(cost).any() or (cost < 0).any():
        count = int((np.isnan(cost) | (cost < 0)).sum())
        faults.append(Fault("RANGE", f"{count} costs are negative or no number; inf is no way"))
    if not np.isfinite(weight).all() or (weight < 0).any():
        faults.append(Fault("RANGE", "weights must be finite numbers of 0 or more"))
    elif not (weight > 0).any():
        faults.append(Fault("RANGE", "every weight is 0, so there is nothing to serve"))
    return faults


def _faults_of(
    model: Model, cost: Floats, *, p: int | None, radius: float | None, busy: float
) -> list[Fault]:
    faults = []
    columns = cost.shape[1] if cost.ndim == 2 else 0
    if model != "lscp" and (p is None or not 1 <= p <= columns):
        told = "is missing" if p is None else f"is {p}"
        faults.append(Fault("RANGE", f"p {told}: give 1 to {columns}, the number of candidates"))
    if model in WITH_RADIUS and (radius is None or not 0 < radius < np.inf):
        told = "is missing" if radius is None else f"is {radius:g}"
        faults.append(Fault("RANGE", f"radius {told}: {model} needs a finite one above 0"))
    if not 0 <= busy < 1:
        faults.append(Fault("RANGE", f"busy probability {busy:g}: give 0 to below 1"))
    return faults
