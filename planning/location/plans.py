"""A plan looked at site by site: in what order, what each adds, and what is lost without it."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from planning.location.problem import Covering, Floats

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Columns in the order of what each adds to those before it.

    Parameters
    ----------
    chosen
        Columns, shape (sites,).
    marginal
        What each adds, or saves, after those before it; 0 where that is not finite.
    loss
        What is lost, or costs more, without it; inf where nothing makes up for it.
    """

    chosen: Ints
    marginal: tuple[float, ...]
    loss: tuple[float, ...]


def covering_plan(problem: Covering, chosen: Ints) -> Plan:
    """Order the columns of a plan that covers; those that add nothing to the others go.

    Parameters
    ----------
    problem
        What is covered, by the columns of ``must`` as well.
    chosen
        The other columns.
    """
    gives = csc_array(problem.gives)
    reward = np.append(problem.reward, 0.0)
    counts = np.asarray(gives[:, list(problem.must)].sum(axis=1)).ravel().astype(np.int64)
    reached = counts + np.asarray(gives[:, chosen].sum(axis=1)).ravel().astype(np.int64)

    def each(number: Ints) -> Floats:
        return np.asarray(problem.weight * reward[np.minimum(number, len(reward) - 1)])

    while len(chosen):
        loss = gives[:, chosen].T @ np.where(reached > 0, each(np.maximum(reached - 1, 0)), 0.0)
        idle = int(np.argmin(loss))
        if loss[idle] > 0.0:
            break
        reached = reached - gives[:, [chosen[idle]]].toarray().ravel().astype(np.int64)
        chosen = np.delete(chosen, idle)
    mine = gives[:, chosen]
    ordered, marginal = list[int](), list[float]()
    is_left = np.ones(len(chosen), dtype=bool)
    for _ in range(len(chosen)):
        # Where a first column adds nothing yet, the one that reaches most comes first.
        gain = mine.T @ each(counts) + 1e-12 * (mine.T @ problem.weight)
        best = int(np.argmax(np.where(is_left, gain, -np.inf)))
        is_left[best] = False
        ordered.append(best)
        column = mine[:, [best]].toarray().ravel()
        marginal.append(float(column @ each(counts)))
        counts = counts + column.astype(np.int64)
    if not ordered:
        return Plan(chosen, (), ())
    return Plan(chosen[ordered], tuple(marginal), tuple(loss[ordered].tolist()))


def costing_plan(
    costs: tuple[Floats, Floats], chosen: Ints, total: Callable[[Floats], Floats]
) -> Plan:
    """Order the columns of a plan that serves each row from its nearest.

    Parameters
    ----------
    costs
        Of the rows that count, inf where there is no way: by column, shape (rows, columns),
        and without any, shape (rows,).
    chosen
        Columns.
    total
        What plans cost, from the cost of each row, shape (rows, plans) -> (plans,).
    """
    cost, base = costs
    mine = np.minimum(cost[:, chosen], base[:, None])
    filled, nearest = filled_in(mine, base)
    ordered, values = list[int](), [float(total(base[:, None])[0])]
    is_left = np.ones(len(chosen), dtype=bool)
    for _ in range(len(chosen)):
        worth = total(np.minimum(nearest[:, None], filled))
        best = int(np.argmin(np.where(is_left, worth, np.inf)))
        is_left[best] = False
        ordered.append(best)
        nearest = np.minimum(nearest, filled[:, best])
        values.append(float(total(mine[:, ordered].min(axis=1)[:, None])[0]))
    marginal = [before - after if np.isfinite(after) else 0.0 for before, after in pairwise(values)]
    others = [np.delete(mine, one, axis=1).min(axis=1, initial=np.inf) for one in ordered]
    loss = [
        float(total(np.minimum(base, without)[:, None])[0]) - values[-1]
        if np.isfinite(values[-1])
        else 0.0
        for without in others
    ]
    return Plan(chosen[ordered], tuple(marginal), tuple(loss))


def filled_in(cost: Floats, base: Floats) -> tuple[Floats, Floats]:
    """Put a cost far beyond any other where there is no way, so that it can be summed.

    Parameters
    ----------
    cost, base
        Of each row, by column and without any.
    """
    most = max(float(one[np.isfinite(one)].max(initial=0.0)) for one in (cost, base))
    beyond = 1e5 * (most + 1.0)
    return np.where(np.isfinite(cost), cost, beyond), np.where(np.isfinite(base), base, beyond)
