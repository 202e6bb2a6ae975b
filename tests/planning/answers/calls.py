"""Calls from the small country: where, when, and its units and doors changed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

import geopandas as gpd

from geo.coordinates import Place
from planning.dispatch import DispatchCard, assess_incident
from planning.moment import moment_of
from planning.packs import Pack
from planning.settings import SPREADS
from tests.planning.worlds import make_pack, rows, spot

ZONE = ZoneInfo("Asia/Phnom_Penh")
MORNING = datetime(2025, 1, 15, 10, tzinfo=ZONE)
EVENING = datetime(2025, 1, 15, 19, tzinfo=ZONE)


WORLD = make_pack()


def changed(**layers: gpd.GeoDataFrame) -> Pack:
    """The small country with some of its layers replaced, its roads built once."""
    return replace(WORLD, layers=MappingProxyType({**WORLD.layers, **layers}))


def at(step: float, *, error_m: float = 1.0, north_m: float = 0.0) -> Place:
    lon, lat = spot(step, north_m=north_m)
    return Place(lat=lat, lon=lon, error_m=error_m, name="here", kind="coordinate", text="")


def ask(pack: Pack, when: datetime, place: Place, **question: object) -> DispatchCard:
    return assess_incident(moment_of(pack, when), place, **{"golden_s": 3600.0, **question})  # type: ignore[arg-type]


def sure(pack: Pack) -> Pack:
    """The pack without a spread: every time is certain."""
    delays = replace(pack.settings.delays, spread=dict.fromkeys(SPREADS, 0.0))
    return replace(pack, settings=replace(pack.settings, delays=delays))


def units(*changes: Mapping[str, object]) -> gpd.GeoDataFrame:
    unit = WORLD.layers["units"].iloc[0].to_dict()
    return rows(*({**unit, "at": spot(0), **change} for change in changes))


def embassy(**changes: object) -> gpd.GeoDataFrame:
    return WORLD.layers["missions"].assign(**changes)


def lines(*changes: Mapping[str, object]) -> gpd.GeoDataFrame:
    line = {"name": "Line", "name_ko": "", "kind": "call_centre", "phone": "", "hours": "24/7"}
    return rows(*({**line, "at": (0.0, 0.0), **change} for change in changes))


def in_cambodia(**layers: gpd.GeoDataFrame) -> Pack:
    """The small country under a code whose holidays are known."""
    pack = changed(**layers)
    about = MappingProxyType({**pack.manifest.about, "country": "KH"})
    missions = pack.layers["missions"].assign(host_country="KH")
    layered = MappingProxyType({**pack.layers, "missions": missions})
    manifest = replace(pack.manifest, about=about)
    return replace(pack, manifest=manifest, layers=layered)
