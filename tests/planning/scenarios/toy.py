"""The small country with a Green Zone that is not open yet, and a clock on its one road.

J0 ---- J1 ---- J2 ---- J3 ---- J4      (600 s between neighbours, by day, dry)
M1, U1  S1      Z1, T2  S3      P4
"""

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from planning.packs import Pack
from planning.scenarios.scenario import Scenario
from tests.planning.worlds import make_pack, rows, spot

ZONE = ZoneInfo("Asia/Phnom_Penh")
NOON = "2025-01-15T10:00"
EVENING = "2025-01-15T19:00"
EVENING_AT = datetime(2025, 1, 15, 19, tzinfo=ZONE)
EMPTY_ZONE = {
    "id": "Z1",
    "name": "Gate",
    "name_ko": "",
    "host": "M1",
    "kind": "gate",
    "status": "candidate",
    "hours": "",
    "admits_anyone": "unknown",
    "line_24h": "unknown",
    "staff_briefed_on": "",
    "capacity": float("nan"),
}


@cache
def toy(**zone: object) -> Pack:
    """The small country; `zone` changes cells of its Green Zone."""
    return make_pack(green_zones=rows(EMPTY_ZONE | {"at": spot(2)} | zone))


def at(when: str, **fields: object) -> Scenario:
    """A scenario of the small country at an instant."""
    return Scenario("toy", when=when, **fields)  # type: ignore[arg-type]
