"""One question being solved beside the page: how far it is, how it ends, and how it is stopped."""

import threading
from dataclasses import dataclass, field

import streamlit as st

from geo.errors import GreenZoneError
from planning.location.problem import Progress
from planning.siting.plan import SitingPlan, plan_sites
from planning.siting.solved import Effort
from planning.siting.stability import Stability, shaken
from planning.siting.wants import wanted
from views.faults import LOG
from views.plans.ask import AskedPlan

LIMIT_S = 20.0
"""Longest search of a plan; the best plan and bound until then are shown."""
SHAKEN_S = 0.2
"""Longest search in each shaken world: a good plan is enough there, and needs no proof."""
_JOB = "siting_job"
_DONE = "siting_done"


@dataclass(eq=False)
class Job:
    """A question on its way to an answer.

    Parameters
    ----------
    asked
        The question.
    step
        The last that the solver told; None before it does.
    plan, firm
        The answer, and how firm it is; None until it is there.
    error
        What went wrong, if something did.
    """

    asked: AskedPlan
    step: Progress | None = None
    plan: SitingPlan | None = None
    firm: Stability | None = None
    error: Exception | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    answered: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, in a thread of its own that asks nothing of the page."""
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    @property
    def is_running(self) -> bool:
        """Whether it is still at work, be it on how firm the plan is."""
        return self.thread is not None and self.thread.is_alive()

    @property
    def stage(self) -> tuple[bool, bool]:
        """Whether it is at work, and whether it is answered: what a page that waits waits for."""
        return self.is_running, self.is_answered

    @property
    def is_answered(self) -> bool:
        """Whether there is a plan, or an error."""
        return self.answered.is_set()

    def wait(self, seconds: float) -> None:
        """Wait for the next thing it comes to, so long at most."""
        if self.thread is not None and self.is_answered:
            self.thread.join(seconds)
        else:
            self.answered.wait(seconds)

    def _run(self) -> None:
        try:
            plan = plan_sites(
                self.asked.moment,
                wanted(self.asked.moment, {self.asked.want: 1.0}),
                self.asked.candidates,
                asked=self.asked.question,
                staffing=self.asked.staffing,
                effort=Effort(LIMIT_S, 0, self._told, self.stop.is_set),
            )
            self.plan = plan
            self.answered.set()
            self.firm = shaken(plan, seconds_each=SHAKEN_S, is_cancelled=self.stop.is_set)
        except GreenZoneError as error:
            self.error = error
        except Exception as error:  # noqa: BLE001 - a thread must tell it to the page
            LOG.exception("siting failed")
            self.error = error
        finally:
            self.answered.set()

    def _told(self, step: Progress) -> None:
        self.step = step


def begin(asked: AskedPlan) -> None:
    """Solve a question for this visitor; one that is still running is stopped."""
    cancel()
    job = Job(asked)
    st.session_state[_JOB] = job
    job.start()


def cancel() -> None:
    """Stop the running question of this visitor; the best plan until then is kept."""
    job = latest()
    if job is not None:
        job.stop.set()


def latest() -> Job | None:
    """Give the last question of this visitor, answered or not."""
    job: Job | None = st.session_state.get(_JOB)
    return job


def at_work() -> Job | None:
    """Give the question that is at work for this visitor, answered already or not."""
    job = latest()
    return job if job is not None and job.is_running else None


def answered() -> Job | None:
    """Give the last question of this visitor that has an answer."""
    job = latest()
    if job is not None and job.is_answered:
        st.session_state[_DONE] = job
    done: Job | None = st.session_state.get(_DONE)
    return done
