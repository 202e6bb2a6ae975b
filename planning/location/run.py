"""One run of the solver: its clock, its seed, who is told, and whether to go on."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from time import perf_counter

from planning.location.exact import solve_program
from planning.location.plans import Plan
from planning.location.problem import CurvePoint, Floats, Progress, Solution, Status
from planning.location.programs import Program, ProgramAnswer

PROVEN = 1e-9
"""Part of a value by which a bound may differ from it and still be the same number."""


@dataclass(slots=True)
class Run:
    """What all parts of one solve share.

    Parameters
    ----------
    limit_s
        Seconds in all.
    seed
        Of the searches.
    progress, is_cancelled
        As in `planning.location.solving.solve`.
    """

    limit_s: float
    seed: int = 0
    progress: Callable[[Progress], None] | None = None
    is_cancelled: Callable[[], bool] | None = None
    begun: float = field(default_factory=perf_counter)

    @property
    def elapsed_s(self) -> float:
        """Seconds since the start."""
        return perf_counter() - self.begun

    @property
    def left_s(self) -> float:
        """Seconds left, 0 or more; 0 once it is cancelled."""
        return 0.0 if self.is_stopped else max(0.0, self.limit_s - self.elapsed_s)

    @property
    def is_stopped(self) -> bool:
        """Whether somebody asked to stop."""
        return self.is_cancelled is not None and self.is_cancelled()

    def tell(self, stage: str, value: float | None, bound: float | None) -> None:
        """Report a step."""
        if self.progress is not None:
            self.progress(Progress(stage, value, bound, self.elapsed_s))

    def until(self, share: float) -> "Run":
        """Give the same run, ended when a share of the seconds that are left is over."""
        return replace(self, limit_s=self.elapsed_s + share * self.left_s)

    def prove(
        self,
        program: Program,
        *,
        start: Floats | None = None,
        meanwhile: Callable[[], None] | None = None,
    ) -> ProgramAnswer:
        """Let the exact solver work for the seconds that are left.

        Parameters
        ----------
        program, start, meanwhile
            As in `planning.location.exact.solve_program`.
        """
        return solve_program(
            program,
            limit_s=self.left_s,
            start=start,
            seed=self.seed,
            on_progress=lambda value, bound: self.tell("exact", value, bound),
            is_cancelled=self.is_cancelled,
            meanwhile=meanwhile,
        )

    def solution(
        self,
        plan: Plan,
        certificate: tuple[float, float, bool],
        *,
        unreachable: tuple[int, ...],
        curve: tuple[CurvePoint, ...],
        is_impossible: bool = False,
    ) -> Solution:
        """Put an answer together.

        Parameters
        ----------
        plan
            The columns, site by site.
        certificate
            Value, bound, and whether the plan is proven to be the best.
        unreachable, curve
            As in `planning.location.problem.Solution`.
        is_impossible
            Whether no plan does what is asked.
        """
        value, bound, is_proven = certificate
        bound = value if is_proven else bound
        return Solution(
            tuple(plan.chosen.tolist()),
            value,
            bound,
            gap_of(value, bound),
            "infeasible" if is_impossible else self.status(is_proven=is_proven),
            self.elapsed_s,
            marginal=plan.marginal,
            loss=plan.loss,
            unreachable=unreachable,
            curve=curve,
        )

    def status(self, *, is_proven: bool) -> Status:
        """Say how it ended."""
        if is_proven:
            return "optimal"
        return "cancelled" if self.is_stopped else "limit"


def gap_of(value: float, bound: float) -> float:
    """Give ``|bound - value|`` as a share of the greater, 0..1; 0 when both are 0.

    Examples
    --------
    >>> gap_of(99.0, 100.0), gap_of(5.0, 5.0), gap_of(float("inf"), 3.0)
    (0.01, 0.0, 1.0)
    """
    most = max(abs(value), abs(bound))
    if most == float("inf"):
        return 0.0 if value == bound else 1.0
    return abs(bound - value) / most if most else 0.0
