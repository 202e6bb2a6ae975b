"""Commands that choose sites."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from geo.errors import SettingError
from planning.location.matrices import read_costs
from planning.location.models import Model, problem_of
from planning.location.problem import Progress
from planning.location.solving import solve
from views.commands.asked import JsonOption, answer, tell
from views.lines.sites import matrix_lines, matrix_value

MOST_S = 24 * 3600.0


def site_matrix(
    cost: Annotated[
        Path, typer.Argument(metavar="COST.csv", help="id, then one column a candidate.")
    ],
    demand: Annotated[Path, typer.Argument(metavar="DEMAND.csv", help="id,weight")],
    *,
    model: Annotated[Model, typer.Option("--model", help="What is best.")] = "mclp",
    p: Annotated[int | None, typer.Option("--p", help="Number of sites.")] = None,
    radius: Annotated[
        float | None, typer.Option("--radius", help="Covered within, inclusive.")
    ] = None,
    busy: Annotated[
        float, typer.Option("--busy", help="mexclp: chance that a site is busy.")
    ] = 0.3,
    time_limit: Annotated[float, typer.Option("--time-limit", help="Seconds.")] = 60.0,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the search.")] = 0,
    as_json: JsonOption = False,
) -> None:
    """Choose sites by a cost matrix alone, with a bound on what any choice can reach."""
    if not 0 < time_limit <= MOST_S:
        raise SettingError(f"time limit {time_limit:g} s: give more than 0, at most {MOST_S:g}")
    table = read_costs(cost, demand)
    problem = problem_of(model, table.cost, table.weight, p=p, radius=radius, busy=busy)
    found = solve(problem, time_limit_s=time_limit, seed=seed, progress=teller())
    value = {"model": model, **matrix_value(table, problem, found)}
    answer(value, lambda: matrix_lines(table, problem, found), as_json=as_json)


def teller() -> Callable[[Progress], None]:
    """Say on stderr whenever the plan or the bound gets better."""
    last: list[tuple[float | None, float | None]] = [(None, None)]

    def told(step: Progress) -> None:
        now = (step.value, step.bound)
        if step.stage == "curve" or now == last[0]:
            return
        last[0] = now
        value, bound = ("none yet" if one is None else f"{one:.6g}" for one in now)
        tell(f"{step.seconds:.1f} s, {step.stage}: plan {value}, bound {bound}")

    return told
