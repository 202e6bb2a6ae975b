"""What a change of the question or of the numbers does to a pack: its settings, and no more."""

import math
from dataclasses import replace

from geo.errors import Fault, FaultsError, GreenZoneError
from planning.moment import moment_of, parse_when
from planning.packs import Pack
from planning.scenarios.applying import apply_change, changed_row, fail
from planning.scenarios.conditions import (
    AsOf,
    GoldenTime,
    Police,
    Season,
    SeasonName,
    SetTurnout,
    SpeedFactor,
)
from planning.settings import Settings, golden_seconds
from routing.network import FERRY
from routing.speeds import FASTEST_KPH

FACTOR = (0.1, 5.0)
"""Least and greatest factor of speed."""
MOST_TURNOUT_MIN = 24 * 60.0
_ALL_YEAR = frozenset(range(1, 13))


@apply_change.register
def _season(change: Season, pack: Pack) -> Pack:
    return replace(pack, settings=in_season(pack.settings, change.season))


@apply_change.register
def _golden_time(change: GoldenTime, pack: Pack) -> Pack:
    return with_golden(pack, change.minutes)


@apply_change.register
def _police(change: Police, pack: Pack) -> Pack:  # noqa: ARG001 - it changes the question only
    return pack


@apply_change.register
def _as_of(change: AsOf, pack: Pack) -> Pack:
    try:
        moment_of(pack, parse_when(change.when, pack))
    except GreenZoneError as error:
        raise fail(Fault(error.code, str(error))) from None
    return pack


@apply_change.register
def _speed_factor(change: SpeedFactor, pack: Pack) -> Pack:
    least, most = FACTOR
    if not least <= change.factor <= most:
        message = f"speed factor {change.factor:g}: give {least:g} to {most:g}"
        raise fail(Fault("RANGE", message))
    return replace(pack, settings=at_speed(pack.settings, change.factor))


@apply_change.register
def _set_turnout(change: SetTurnout, pack: Pack) -> Pack:
    stated = change.stated
    faults = [
        Fault("RANGE", f"{name} {minutes:g}: give 0 to {MOST_TURNOUT_MIN:g} minutes")
        for name, minutes in stated.items()
        if not 0 <= minutes <= MOST_TURNOUT_MIN
    ]
    if not stated:
        faults.append(Fault("BLANK", "no turnout is given; give that on duty or that on call"))
    if faults:
        raise fail(*faults)
    if change.unit:
        cells = {name: f"{minutes:g}" for name, minutes in stated.items()}
        return changed_row(pack, change.unit, ["units"], cells=cells)
    delays = pack.settings.delays
    if change.on_duty_min is not None:
        delays = replace(delays, turnout_on_duty_s=60 * change.on_duty_min)
    if change.on_call_min is not None:
        delays = replace(delays, turnout_on_call_s=60 * change.on_call_min)
    return replace(pack, settings=replace(pack.settings, delays=delays))


def with_golden(pack: Pack, minutes: float | None) -> Pack:
    """Give the pack with another golden time; None leaves its own.

    Raises
    ------
    FaultsError
        If the minutes are out of range.
    """
    try:
        golden_s = golden_seconds(pack.settings, minutes)
    except GreenZoneError as error:
        raise FaultsError("golden time", [Fault(error.code, str(error))]) from None
    if minutes is None or math.isclose(golden_s, pack.settings.golden_s):
        return pack
    settings = replace(pack.settings, golden_s=golden_s, golden_origin="set by the scenario")
    return replace(pack, settings=settings)


def in_season(settings: Settings, season: SeasonName) -> Settings:
    """Give the settings with one season the whole year round."""
    months = _ALL_YEAR if season == "wet" else frozenset[int]()
    return replace(settings, speeds=replace(settings.speeds, wet_months=months))


def at_speed(settings: Settings, factor: float) -> Settings:
    """Give the settings with every driving speed multiplied; no speed passes the greatest."""
    speeds = settings.speeds
    profile = replace(
        speeds,
        free_kph=_faster(speeds.free_kph, factor),
        built_up_kph=_faster(speeds.built_up_kph, factor),
        motorbike_kph=min(speeds.motorbike_kph * factor, FASTEST_KPH),
    )
    access = replace(settings.access, speed_kph=settings.access.speed_kph * factor)
    return replace(settings, speeds=profile, access=access)


def _faster(kph: tuple[float, ...], factor: float) -> tuple[float, ...]:
    return tuple(
        value if road_class == FERRY else min(value * factor, FASTEST_KPH)
        for road_class, value in enumerate(kph)
    )
