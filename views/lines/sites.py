"""A siting plan as one JSON value, and as plain lines."""

import math
from typing import Literal

from planning.location.matrices import CostTable
from planning.location.problem import Centers, Medians, Problem, Solution, Spanning
from views.lines.texts import Value

Aim = Literal["cover", "cost", "count"]


def matrix_value(table: CostTable, problem: Problem, answer: Solution) -> Value:
    """Give an answer over a cost table by the names of its rows and columns."""
    value: Value = {
        "chosen": [table.columns[number] for number in answer.chosen],
        "bound": known(answer.bound),
        "gap": answer.gap,
        "status": answer.status,
        "seconds": round(answer.seconds, 3),
        "curve": [
            {"sites": one.sites, "value": known(one.value), "bound": known(one.bound)}
            for one in answer.curve
        ],
        "marginal": [known(one) for one in answer.marginal],
        "loss": [known(one) for one in answer.loss],
        "unreachable": [table.rows[number] for number in answer.unreachable],
    }
    if isinstance(problem, Medians | Centers):
        value["objective"] = known(answer.value)
        return value
    covered = sum(answer.marginal)
    value["covered_weight"] = covered
    value["covered_share"] = covered / float(table.weight.sum())
    if isinstance(problem, Spanning):
        value["sites"] = len(answer.chosen)
    return value


def matrix_lines(table: CostTable, problem: Problem, answer: Solution) -> str:
    """Say an answer in plain lines, the certificate first."""
    lines = [certificate(answer, _aim(problem))]
    if not isinstance(problem, Medians | Centers):
        share = sum(answer.marginal) / float(table.weight.sum())
        lines.append(f"{100 * share:.1f} % of the weight is covered.")
    lines += [
        f"{place}. {table.columns[number]}: {_adds(answer, place - 1)}"
        for place, number in enumerate(answer.chosen, start=1)
    ]
    if answer.unreachable:
        names = ", ".join(table.rows[number] for number in answer.unreachable[:20])
        lines.append(f"Out of every candidate's reach ({len(answer.unreachable)}): {names}")
    lines.append(f"{answer.status}, {answer.seconds:.1f} s")
    return "\n".join(lines)


def _aim(problem: Problem) -> Aim:
    if isinstance(problem, Medians | Centers):
        return "cost"
    return "count" if isinstance(problem, Spanning) else "cover"


def certificate(answer: Solution, aim: Aim, *, target: str = "all that can be covered") -> str:
    """Say in one sentence how good a plan is bound to be.

    The share is rounded down: it is never said to be better than it is.

    Parameters
    ----------
    answer
        The plan.
    aim
        What is best: the most ``cover``, the least ``cost``, the fewest sites (``count``).
    target
        What the fewest sites are to cover, in words.
    """
    count = f"{len(answer.chosen)} {'site' if len(answer.chosen) == 1 else 'sites'}"
    if answer.status == "infeasible":
        return f"No plan of {count} serves every point that can be served."
    if not math.isfinite(answer.value):
        return f"No plan of {count} that serves every point was found in the time."
    if aim == "count":
        if answer.status == "optimal":
            return f"Proven: {count} cover {target}, and no fewer do."
        return f"{count} cover {target}; fewer than {answer.bound:.0f} cannot."
    if answer.status == "optimal":
        return f"Proven: no plan of {count} is better."
    return _short_of(answer, aim, count)


def _short_of(answer: Solution, aim: Aim, count: str) -> str:
    if aim == "cover":
        return f"At least {answer.least_percent:.1f} % of the best possible with {count}."
    if answer.over_percent is None:
        return f"{count} found; how far above the least possible is not known."
    return f"At most {answer.over_percent:.1f} % over the least possible with {count}."


def _adds(answer: Solution, place: int) -> str:
    adds, loss = answer.marginal[place], answer.loss[place]
    told = f"adds {adds:g}" if math.isfinite(adds) else "the first"
    return told + (
        f"; {loss:g} is lost if it fails" if math.isfinite(loss) else "; none without it"
    )


def known(number: float) -> float | None:
    """Give a number that JSON can hold; None where it is not finite."""
    return number if math.isfinite(number) else None
