"""What the tags of OpenStreetMap say, in the words of our layers; what they do not say is empty."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from zoneinfo import ZoneInfo

from geo.errors import FaultsError
from geo.openstreetmap.extract import Tags
from geo.text import plain
from layers.cells import phone
from layers.holidays import NO_HOLIDAYS
from layers.hours import parse_hours

PLACE_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "city": "city",
        "town": "town",
        "village": "village",
        "hamlet": "hamlet",
        "isolated_dwelling": "hamlet",
        "borough": "suburb",
        "suburb": "suburb",
        "quarter": "suburb",
        "neighbourhood": "suburb",
        "island": "island",
        "islet": "island",
    }
)
"""Value of `place` -> kind of a place."""
SETTLEMENTS = frozenset(
    {"capital", "provincial_seat", "district_town", "city", "town", "village", "hamlet"}
)
"""Kinds of places whose people do not live in another place too, as those of a suburb do."""

_SEATS = {"yes": "capital", "2": "capital", "4": "provincial_seat", "6": "district_town"}
_MISSIONS = {
    "embassy": "embassy",
    "high_commission": "embassy",
    "nunciature": "embassy",
    "consulate": "consulate",
    "consulate_general": "consulate",
    "honorary_consulate": "consulate",
    "liaison": "branch_office",
}
_NO_DOORS = frozenset({"ambassadors_residence", "residence"})
_HONORARY = frozenset({"honorary_consul", "honorary_consulate"})
# Only what the name says in so many words; every other police post is a station.
_POSTS = (("tourist police", "tourist_police"), ("immigration", "immigration"))
_POPULATION = re.compile(r"\d{1,9}|\d{1,3}(?:[ ,.'\u00a0\u202f]\d{3}){1,2}")
_MOST_PEOPLE = 50_000_000  # general knowledge: no city on Earth holds more
_LONGEST = 255  # OpenStreetMap's own limit; a file may break it
_UTC = ZoneInfo("UTC")


def one_line(text: str) -> str:
    """Return text on one line, without anything a reader cannot see, cut at 255 characters."""
    return " ".join(plain(text, _LONGEST).split())


def tagged(tags: Tags, *keys: str) -> str:
    """Give the first of some tags that says anything; empty if none does."""
    return next((text for key in keys if (text := one_line(tags.get(key, "")))), "")


def readable(tags: Tags, *keys: str) -> str:
    """Give the first of some tags that has a letter or a digit; empty if none does."""
    texts = (tagged(tags, key) for key in keys)
    return next((text for text in texts if any(map(str.isalnum, text))), "")


def english_name(tags: Tags) -> str:
    """Give the English name, else the local one; empty where there is none to be read."""
    return readable(tags, "name:en", "int_name", "name", "official_name")


def local_name(tags: Tags) -> str:
    """Give the local name where it differs from the one shown."""
    name = tagged(tags, "name")
    return "" if name == english_name(tags) else name


def other_names(tags: Tags) -> str:
    """Give further names for the search, parted by ``;``."""
    shown = {english_name(tags), tagged(tags, "name:ko"), tagged(tags, "name:km")}
    keys = ("name", "alt_name", "alt_name:en", "old_name", "short_name", "official_name")
    found = (part.strip() for key in keys for part in tagged(tags, key).split(";"))
    return ";".join(dict.fromkeys(name for name in found if name and name not in shown))


def phone_number(tags: Tags) -> str:
    """Give the first telephone number that is one; empty if none is."""
    numbers = tagged(tags, "phone", "contact:phone").split(";")
    return next((text for number in numbers if (text := number.strip()) and not phone(text)), "")


def opening_hours(tags: Tags) -> tuple[str, str]:
    """Give the hours as our layers write them, else nothing and a note with what stands there.

    Examples
    --------
    >>> opening_hours({"opening_hours": "mo-fr 8:00-15:30"})
    ('Mo-Fr 08:00-15:30', '')
    >>> opening_hours({"opening_hours": "when the flag is up"})
    ('', 'hours in OpenStreetMap, not understood: when the flag is up')
    """
    text = tagged(tags, "opening_hours")
    try:
        return parse_hours(text, zone=_UTC, calendar=NO_HOLIDAYS).text, ""
    except FaultsError:
        return "", f"hours in OpenStreetMap, not understood: {text[:200]}"


def post_kind(tags: Tags) -> str:
    """Say of which kind a police post is."""
    name = english_name(tags).lower()
    return next((kind for words, kind in _POSTS if words in name), "station")


def mission_kind(tags: Tags) -> str:
    """Say of which kind a mission is; empty if it is none that people can turn to."""
    diplomatic = tags.get("diplomatic", "embassy" if tags.get("amenity") == "embassy" else "")
    if {diplomatic, tags.get("embassy"), tags.get("consulate")} & _NO_DOORS:
        return ""
    if tags.get("embassy") == "branch_embassy":
        return "branch_office"
    return _MISSIONS.get(diplomatic, "")


def is_honorary(tags: Tags) -> bool:
    """Say whether a consulate is an honorary consul's: somebody's own office or home."""
    return bool({tags.get("consulate"), tags.get("diplomatic")} & _HONORARY)


def sending_country(tags: Tags) -> str:
    """Give the ISO 3166 alpha-2 code of the country that a mission is of; empty if not known.

    It is the tag ``country``; ``target`` names the country that it is in.
    """
    code = tagged(tags, "country").upper()
    return code if re.fullmatch("[A-Z]{2}", code) else ""


def place_kind(tags: Tags) -> str:
    """Say of which kind a place is."""
    kind = PLACE_KINDS[tags["place"]]
    return _SEATS.get(tags.get("capital", ""), kind) if kind in SETTLEMENTS else kind


def population(tags: Tags) -> int | None:
    """Read how many people live in a place; None where no figure can be read.

    Examples
    --------
    >>> population({"population": "12,345"}), population({"population": "3000+"})
    (12345, None)
    """
    text = tagged(tags, "population")
    if not _POPULATION.fullmatch(text):
        return None
    people = int(re.sub(r"\D", "", text))
    return people if 0 < people <= _MOST_PEOPLE else None


def population_source(tags: Tags) -> str:
    """Say where the figure of a population is from, as far as its tags tell."""
    date, source = tagged(tags, "population:date"), tagged(tags, "source:population")
    parts = ("population in OpenStreetMap", f"of {date}" if date else "", source)
    return ", ".join(part for part in parts if part)
