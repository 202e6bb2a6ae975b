"""What the victim is told: go to a door that is open, or stay; who comes, whom to call."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from planning.answers.contacts import Contact
from planning.answers.responders import Responder
from planning.answers.safe_points import SafePoint


@dataclass(frozen=True, slots=True)
class Advice:
    """The answer, as a victim needs it.

    Parameters
    ----------
    move
        ``go`` to `door`, or ``stay``.
    help
        Whether anybody comes: ``in_time``, ``late`` (after the golden time) or ``nobody``.
    door
        The door to go to, known to be open on arrival; None to stay.
    unit
        Who comes; None if nobody can.
    contact
        Whom to call, answered now; None if no confirmed number is.
    """

    move: Literal["go", "stay"]
    help: Literal["in_time", "late", "nobody"]
    door: SafePoint | None
    unit: Responder | None
    contact: Contact | None


def advise(
    responders: Sequence[Responder], points: Sequence[SafePoint], contacts: Sequence[Contact]
) -> Advice:
    """Choose the surer of going and waiting; of equally sure ones the sooner.

    A victim is sent only to a door that is known to be open whenever they are likely to get
    there, only by a way that a road leads, and beyond the golden time only if nobody can come.

    Parameters
    ----------
    responders, points, contacts
        Each the best first.
    """
    unit = next((one for one in responders if one.is_reachable), None)
    doors = [point for point in points if point.is_reachable and point.open_throughout]
    door = min(doors, key=lambda point: _rank(point.chance, point.p50_s), default=None)
    if door and unit and not _is_better(door, unit):
        door = None
    comes: Literal["in_time", "late", "nobody"] = "nobody"
    if unit is not None:
        comes = "in_time" if unit.in_time else "late"
    contact = next((one for one in contacts if one.is_for_victims), None)
    return Advice("go" if door else "stay", comes, door, unit, contact)


def _is_better(door: SafePoint, unit: Responder) -> bool:
    return door.in_time and _rank(door.chance, door.p50_s) <= _rank(unit.chance, unit.p50_s)


def _rank(chance: float, p50_s: float) -> tuple[float, float]:
    return (-round(chance, 2), p50_s)
