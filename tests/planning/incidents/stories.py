"""Cases to check by hand: minutes after a call at 02:00 on a day long past."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from planning.incidents.cases import Case
from planning.incidents.events import Change, PlaceSeen, TimeTold
from planning.incidents.store import Store

CALL = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
NOW = CALL + timedelta(days=1)
HOUR_S = 3600.0


def after(minutes: float) -> datetime:
    """So many minutes after the call."""
    return CALL + timedelta(minutes=minutes)


def seen(minutes: float = 0.0, *, text: str = "Town 2", error_m: float = 50.0) -> PlaceSeen:
    """The victim in the town, so many minutes after the call."""
    return PlaceSeen(after(minutes), 12.0, 104.1, error_m, text)


def call(place: PlaceSeen | None = None) -> list[Change]:
    """What a case begins with."""
    return [TimeTold("called", CALL), place or seen()]


def case(
    *, closed: float | None = None, golden_s: float = HOUR_S, number: int = 1, **minutes: float
) -> Case:
    """A case with times so many minutes after the call, which is itself at `called`."""
    times: Mapping[str, datetime] = {"called": CALL} | {
        name: after(value) for name, value in minutes.items()
    }
    return Case(
        id=f"C{number:04d}",
        pack="TOY",
        golden_s=golden_s,
        times=MappingProxyType(times),
        track=(seen(),),
        closed_at=None if closed is None else after(closed),
    )


def begun(store: Store, pack: str = "TOY") -> str:
    """Begin a case in a file; give its id."""
    return store.open_case(pack, call(), golden_s=HOUR_S, now=NOW).id
