"""One run of the solver: its clock, its seed, who is told, and whether to go on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

from planning.location.problem import Progress, Status


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

    def part(self, share: float) -> "Run":
        """Give a run over a share of the seconds left, for a step on the way."""
        return Run(share * self.left_s, self.seed, None, self.is_cancelled)

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
