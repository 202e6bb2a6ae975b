"""Small countries by chance: junctions, roads, closures, doors and units with their hours."""

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import pandas as pd
from shapely.geometry import LineString

from planning.packs import Pack
from planning.settings import settings_from_table
from routing.tables.build import network_from_records
from tests.planning.worlds import COMMON, SETTINGS, make_pack, rows

ZONE = ZoneInfo("Asia/Phnom_Penh")
MONDAY = datetime(2025, 1, 13, tzinfo=ZONE)
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
WEEK_MIN = 7 * 24 * 60
NEVER = math.inf
KPH = {"trunk": 60.0, "primary": 45.0, "secondary": 30.0}
CHANGE = MONDAY + timedelta(days=2, hours=13)
"""When some records come into force, and others go out of it."""
ROAD = {
    "name": "", "surface": "asphalt", "carriageways": 1, "bridge": "no", "toll": "no",
    "built_up_share": 0.0, "limit_kph": None, "ferry_min": None, "ref": "",
}  # fmt: skip


@dataclass(frozen=True)
class Shifts:
    """Hours as text, and as the minutes of the week at which they are open; None: not known."""

    text: str
    minutes: frozenset[int] | None

    @cached_property
    def next_open(self) -> list[float]:
        """Of each minute of the week: minutes until one that is open, that one included."""
        found, ahead = [NEVER] * WEEK_MIN, NEVER
        for minute in range(2 * WEEK_MIN - 1, -1, -1):
            ahead = 0.0 if minute % WEEK_MIN in (self.minutes or ()) else ahead + 1.0
            found[minute % WEEK_MIN] = ahead
        return found

    def is_open(self, at_s: float) -> bool:
        return self.minutes is not None and int(at_s // 60) % WEEK_MIN in self.minutes

    def inside_s(self, at_s: float) -> float:
        """First second of the week, counted on, at which one who comes at `at_s` finds it open."""
        minute = int(at_s // 60)
        ahead = self.next_open[minute % WEEK_MIN]
        return at_s if ahead == 0.0 else (minute + ahead) * 60.0


@dataclass(frozen=True)
class Spot:
    """A door or a unit: its row, and when it is there."""

    row: dict[str, Any]
    node: int
    hours: Shifts
    since: datetime | None
    until: datetime | None

    def is_in_force(self, when: datetime) -> bool:
        return (self.since is None or self.since <= when) and (
            self.until is None or when < self.until
        )


def some_hours(dice: random.Random) -> Shifts:
    kind = dice.choice(["always", "unknown", "night", "day", "days", "days", "never"])
    if kind == "unknown":
        return Shifts("", None)
    if kind == "always":
        return Shifts("24/7", frozenset(range(WEEK_MIN)))
    if kind == "never":
        return Shifts("off", frozenset())
    if kind == "night":
        spans = [(day, 22 * 60, 29 * 60 + 30) for day in range(7)]
        text = "22:00-05:30"
    else:
        days = sorted(dice.sample(range(7), 7 if kind == "day" else dice.randint(1, 4)))
        spans = []
        for day in days:
            begin = dice.randrange(0, 23 * 60)
            spans.append((day, begin, dice.randint(begin + 1, 24 * 60)))
        text = "; ".join(f"{DAYS[day]} {_clock(a)}-{_clock(b)}" for day, a, b in spans)
    minutes = {(day * 1440 + minute) % WEEK_MIN for day, a, b in spans for minute in range(a, b)}
    return Shifts(text, frozenset(minutes))


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


class World:
    """A country by chance: 6 to 12 junctions, roads, closures, doors, units, people."""

    def __init__(self, seed: int) -> None:
        self.dice = dice = random.Random(seed)  # noqa: S311 - no secret
        self.size = dice.randint(6, 12)
        cells = dice.sample(list(product(range(6), range(5))), self.size)
        self.place = [
            (103.7 + 0.17 * x + dice.uniform(0, 0.03), 11.7 + 0.15 * y + dice.uniform(0, 0.03))
            for x, y in cells
        ]
        self.roads = self._roads()
        self.closed = [
            (dice.choice(self.roads)["id"], *self._force()) for _ in range(dice.randint(0, 3))
        ]
        self.known = [some_hours(dice) for _ in range(dice.choice([2, 20]))]
        self.admission = dice.choice(["yes", "no", "contested", "unknown"])
        self.mission = self._spot("M1", {"host": "M1"})
        self.zones = [
            self._spot(f"Z{n}", {"host": dice.choice(["", "", "M1", "H"])})
            for n in range(dice.choice([0, 2, 4, 9]))
        ]
        self.units = [self._unit(f"U{n}") for n in range(dice.choice([0, 1, 3, 7]))]
        self.call_hours = {one.row["id"]: dice.choice(self.known) for one in self.units}
        self.busy = {one.row["id"] for one in self.units if dice.random() < 0.3}
        self.people = [
            (dice.randrange(self.size), dice.randint(1, 900)) for _ in range(dice.randint(3, 8))
        ]
        self.golden_s = dice.choice([dice.uniform(60, 4000), dice.uniform(2000, 30_000)])
        self.doors = [self.mission, *self.zones]

    def _roads(self) -> list[dict[str, Any]]:
        dice = self.dice
        pairs: set[tuple[int, int]] = set()
        while len(pairs) < self.size + 2:
            a, b = dice.sample(range(self.size), 2)
            pairs.add((a, b))
        return [
            {"id": f"r{number}", "from": f"J{a}", "to": f"J{b}", "ends": (a, b)}
            | {"class": dice.choice(list(KPH)), "oneway": "yes" if dice.random() < 0.2 else "no"}
            for number, (a, b) in enumerate(sorted(pairs))
        ]

    def _force(self) -> tuple[datetime | None, datetime | None]:
        return self.dice.choice([(None, None), (None, None), (CHANGE, None), (None, CHANGE)])

    def _spot(self, key: str, more: dict[str, Any]) -> Spot:
        node = self.dice.randrange(self.size)
        since, until = self._force()
        return Spot({"id": key, **more}, node, self.dice.choice(self.known), since, until)

    def _unit(self, key: str) -> Spot:
        dice = self.dice
        own_min = dice.choice([math.nan, math.nan, float(dice.randint(1, 90))])
        return self._spot(
            key,
            {"base": dice.choice([key, "M1", "H"]), "on_call": dice.choice(["yes", "no"])}
            | {"turnout_on_call_min": own_min},
        )

    # ---- as the project is given it

    def pack(self) -> Pack:
        base = make_pack(
            missions=self._layer([self.mission], self._mission_row),
            green_zones=self._layer(self.zones, self._zone_row),
            units=self._layer(self.units, self._unit_row),
            closures=rows(
                *(
                    {"id": f"C{n}", "name": "", "kind": "road", "target": road}
                    | {"at": self.place[0], **_written(since, until)}
                    for n, (road, since, until) in enumerate(self.closed)
                ),
                columns=("target", "kind"),
            ),
            people=rows(
                *(
                    {"id": f"D{n}", "name": f"D{n}", "people": weight, "at": self.place[node]}
                    for n, (node, weight) in enumerate(self.people)
                )
            ),
            police_posts=rows(columns=("kind", "hours", "trust", "safe_point")),
        )
        table: dict[str, Any] = {**SETTINGS, "access": {**SETTINGS["access"], "limit_m": 1.0}}
        kph = {**SETTINGS["speeds"]["free_kph"], **KPH}
        table["speeds"] = {**SETTINGS["speeds"], "free_kph": kph, "built_up_kph": kph}
        junctions = pd.DataFrame(
            [
                {"id": f"J{n}", "name": f"J{n}", "lon": lon, "lat": lat, "kind": "town"}
                for n, (lon, lat) in enumerate(self.place)
            ]
        )
        lines = [LineString([self.place[end] for end in one["ends"]]) for one in self.roads]
        records = [{k: v for k, v in one.items() if k != "ends"} | ROAD for one in self.roads]
        roads = gpd.GeoDataFrame(records, geometry=lines, crs=4326)
        network = network_from_records(roads, junctions, crs="EPSG:32648", resolution="street")
        settings = settings_from_table(table, subject="oracle")
        return replace(base, settings=settings, network=network, junctions=junctions)

    def _layer(
        self, spots: Sequence[Spot], more: Callable[[Spot], dict[str, Any]]
    ) -> gpd.GeoDataFrame:
        records = [
            COMMON
            | {"name": one.row["id"], "name_ko": "", "country": "KR", "at": self.place[one.node]}
            | more(one)
            | _written(one.since, one.until)
            for one in spots
        ]
        columns = ("status", "admits_anyone", "kind", "hours", "shifts", "on_call")
        return rows(*records, columns=columns)

    def _mission_row(self, one: Spot) -> dict[str, Any]:
        return {
            "id": "M1", "kind": "embassy", "host_country": "TT", "hours": one.hours.text,
            "after_hours_admission": self.admission,
        }  # fmt: skip

    def _zone_row(self, one: Spot) -> dict[str, Any]:
        fixed = {"kind": "gate", "status": "open", "admits_anyone": "yes"}
        return fixed | one.row | {"hours": one.hours.text}

    def _unit_row(self, one: Spot) -> dict[str, Any]:
        called = self.call_hours[one.row["id"]].text if one.row["on_call"] == "yes" else ""
        hours = {"shifts": one.hours.text, "on_call_hours": called}
        return {"kind": "partner"} | one.row | hours


def _written(since: datetime | None, until: datetime | None) -> dict[str, str]:
    return {
        "valid_from": since.isoformat() if since else "",
        "valid_to": until.isoformat() if until else "",
    }
