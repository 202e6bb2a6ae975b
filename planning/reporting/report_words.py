"""What the words of an answer are called in a report, in English; catalogues hold the Korean."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from planning.reporting.words import EVIDENCE_WORDS, STATUS_WORDS
from planning.scenarios.compare import COVERED, NOT_COUNTED

CAUSE_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "closed_on_arrival": "Closed on arrival",
        "hours_unknown": "Hours not known",
        "nobody_on_duty": "Nobody on duty",
        "busy": "Busy with another case",
        "hazard": "Only through danger",
        "too_far": "Too far even when open",
        "no_road": "No open road",
        "no_help": "No help that counts on the map",
    }
)
STATE_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {**CAUSE_WORDS, COVERED: "In time", NOT_COUNTED: "Not counted there"}
)
"""How a place stands in a scenario."""
DEMAND_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sites": "reported sites, weighted by evidence, status and age",
        "people": "residents as their source counts them (not victims)",
        "places": "places, each counted once",
        "points": "points of one's own, by their own weight",
    }
)
SPAN_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "week": "mean of all 168 hours of the week",
        "worst": "measured by the worst hour of the week",
        "moment": "at this hour alone",
    }
)
DIRECTION_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "reach": "the victim comes to an open door",
        "response": "a unit comes to the victim",
        "either": "a door or a unit, whichever is in time",
    }
)
POLICE_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "none": "no police post counts",
        "trusted": "police posts marked trusted count",
        "all": "every police post not marked avoid counts",
    }
)
LAYER_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sites": "Reported sites",
        "missions": "Missions",
        "contacts": "Contacts",
        "green_zones": "Green Zones",
        "police_posts": "Police posts",
        "police_areas": "Reports about the police of an area",
        "units": "Units",
        "travel_alarms": "Travel alarms",
        "closures": "Closures",
        "signals": "Dated reports",
        "notices": "Notices",
        "places": "Places",
        "people": "People",
        "hospitals": "Hospitals",
        "fuel_stations": "Fuel stations",
    }
)
DIFFERENCE_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "golden time": "Golden time",
        "direction": "In time means",
        "police": "Police",
        "instant": "Instant",
        "season": "Season",
        "time of day": "Time of day",
        "pack": "Country pack",
        "pack files": "Files of the pack",
        "wet": "wet season",
        "dry": "dry season",
        "day": "by day",
        "peak": "in the rush hour",
        "night": "by night",
    }
)
"""Settings in which two scenarios may differ, and their values; other keys stand as they are."""
SETTING_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "delays.answer_s": "From the first ring to an answer",
        "delays.processing_s": "From the answer to the order to go",
        "delays.turnout_on_duty_s": "From the order to a moving car, on duty",
        "delays.turnout_on_call_s": "From the order to a moving car, on call",
        "access.limit_m": "Longest way between a place and a road",
        "access.speed_kph": "Speed between a place and a road",
        "access.detour_factor": "Way there over the straight line",
        "hazard.kernel_m": "How far a reported site makes a road dangerous",
        "hazard.half_life_days": "A report loses half its weight in",
        "briefed_within_days": "A briefing holds for",
        **{f"hazard.evidence.{key}": text for key, text in EVIDENCE_WORDS.items()},
        **{f"hazard.status.{key}": text for key, text in STATUS_WORDS.items()},
    }
)
"""The numbers that a report prints; the tables hold all of them."""
ORIGIN_WORDS: Final = (
    "heuristic: the golden hour of trauma care (contested); no numeric consular standard was found",
)
"""Origins of the golden time that have a translation; others stand as they are on file."""
TABLES: Final = (
    *(CAUSE_WORDS, STATE_WORDS, DEMAND_WORDS, DIRECTION_WORDS, POLICE_WORDS, LAYER_WORDS),
    *(SPAN_WORDS, DIFFERENCE_WORDS, SETTING_WORDS, MappingProxyType(dict(enumerate(ORIGIN_WORDS)))),
)
"""All of them, for the catalogues."""
