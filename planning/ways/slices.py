"""Long trips by slices of the day, and what that changes against the band of the start."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from planning.moment import Moment
from planning.routes import Route
from routing.slices import SlicedDrive, timed_by_slices

LONG_TRIP_S: Final = 3600.0
"""A trip longer than this (60 min itself is not) is timed by slices of the day."""
_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "day": "day",
            "peak": "rush hour",
            "night": "night",
            "wet": "wet season",
            "dry": "dry season",
            "slice": "from {clock}, {band}, {season}: {minutes} min, {km:.0f} km",
            "more": "by slices of the day {minutes} min, {more} min more than at the start's speeds",
            "less": "by slices of the day {minutes} min, {more} min less than at the start's speeds",
            "same": "by slices of the day {minutes} min, as at the start's speeds",
        },
        "ko": {
            "day": "낮",
            "peak": "혼잡 시간",
            "night": "밤",
            "wet": "우기",
            "dry": "건기",
            "slice": "{clock}부터 {band}, {season}: {minutes}분, {km:.0f} km",
            "more": "시간대별 {minutes}분, 출발 시각 속도보다 {more}분 더",
            "less": "시간대별 {minutes}분, 출발 시각 속도보다 {more}분 덜",
            "same": "시간대별 {minutes}분, 출발 시각 속도와 같음",
        },
    }
)


def long_trip_slices(moment: Moment, route: Route) -> SlicedDrive | None:
    """Time a trip of over 60 minutes by slices of the day; None for a shorter one or on foot.

    Who walks is as fast at any hour and in any season.

    Parameters
    ----------
    moment
        The moment the route was found at: its instant is the departure.
    route
        The trip; its way is kept.
    """
    if route.path.total_s <= LONG_TRIP_S or moment.travel.mode == "foot":
        return None
    return timed_by_slices(
        route.path,
        moment.travel,
        moment.pack.settings.speeds,
        departure=moment.when,
        zone=moment.pack.zone,
    )


def slice_words(sliced: SlicedDrive, language: str = "en") -> list[str]:
    """Say the difference to the start's band, then each slice, where there are several.

    The minutes are those of the drive, without the ways to and from the road.
    """
    words = _WORDS["ko" if language == "ko" else "en"]
    minutes, start = round(sliced.seconds / 60), round(sliced.start_band_s / 60)
    which = "same" if minutes == start else "more" if minutes > start else "less"
    return [
        words[which].format(minutes=minutes, more=abs(minutes - start)),
        *(
            words["slice"].format(
                clock=one.begins.strftime("%H:%M"),
                band=words[one.conditions.band],
                season=words[one.conditions.season],
                minutes=round(one.seconds / 60),
                km=one.length_m / 1000,
            )
            for one in sliced.slices
            if len(sliced.slices) > 1
        ),
    ]
