"""A mass release through the doors, for a terminal: a JSON value and plain lines."""

import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from unicodedata import east_asian_width

import numpy as np

from planning.trials.mass_releases import Group
from planning.trials.surge import DoorLoad, Surge
from views.lines.texts import Value, finite, one_line
from views.lines.trial_words import SURGE_WORDS
from views.words import Language, Words

_HOURLY_UP_TO: Final = 36


def surge_value(found: Surge, language: Language) -> Value:
    """Give a surge: totals by the hour, every loaded door by the hour, who is sent on to where."""
    mass = found.mass
    return {
        "title": mass.title[language],
        "note": mass.note[language],
        "desk_origin": mass.origin[language],
        "country": mass.country,
        "begin": found.begin.isoformat(),
        "hours": found.hours,
        "released": found.released.tolist(),
        "on_way": found.on_way.tolist(),
        "stranded": found.stranded.tolist(),
        "figures": [_group_value(one, language) for one in found.mass.groups],
        "doors": [_load_value(found, load, language) for load in found.loads],
        "moves": [
            {"from": one.origin.id, "to": one.goal.id, "people": one.people} for one in found.moves
        ],
    }


def _group_value(group: Group, language: Language) -> Value:
    return {
        "people": group.people,
        "begin": group.begin.isoformat(),
        "over_h": group.over_h,
        "share": group.share,
        "source": group.source or None,
        "assumed": group.assumed[language] or None,
    }


def _load_value(found: Surge, load: DoorLoad, language: Language) -> Value:
    door, desk = load.staffed.door, load.staffed.desk
    over = load.first_over
    return {
        "id": door.id,
        "name": _name(load, language),
        "hours_text": door.hours.text or None,
        "officers": desk.officers,
        "registered_per_officer_hour": desk.per_officer_hour,
        "capacity": finite(desk.capacity),
        "origin": load.staffed.origin[language] or None,
        "peak": float(load.present.max()),
        "peak_at": _hour(found, load.peak_hour).isoformat(),
        "first_over_capacity": None if over is None else _hour(found, over).isoformat(),
        "longest_wait_h": load.longest_wait_h,
        "still_waiting": load.still_waiting,
        "officers_enough": load.officers_enough,
        "capacity_enough": load.capacity_enough,
        "arrived": load.arrived.tolist(),
        "registered": load.registered.tolist(),
        "moved_on": load.moved_on.tolist(),
        "waiting": load.waiting.tolist(),
        "without_place": load.without_place.tolist(),
        "inside": load.inside.tolist(),
        "left": load.left.tolist(),
    }


def _name(load: DoorLoad, language: Language) -> str:
    door = load.staffed.door
    return (door.name_ko if language == "ko" else "") or door.name


def _hour(found: Surge, hour: int) -> datetime:
    return found.begin + timedelta(hours=hour)


def surge_lines(found: Surge, language: Language) -> str:
    """Write a surge for a person: a table for each loaded door, and who is sent on to where."""
    return "\n".join(_Speech(language).lines(found))


def _row(cells: list[str]) -> str:
    """Write a row of a table: the first cell to the left, figures to the right."""
    first, *others = cells
    return (
        "  "
        + first
        + " " * (12 - _width(first))
        + "".join(" " * (11 - _width(cell)) + cell for cell in others)
    )


def _width(text: str) -> int:
    """Count the columns that a text takes on a terminal: a Korean letter takes two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


class _Speech:
    """Says a surge in one language."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._speech = Words(language)

    def _say(self, key: str, **values: object) -> str:
        return self._speech(SURGE_WORDS[key], **values)

    def lines(self, found: Surge) -> Iterator[str]:
        mass = found.mass
        yield one_line(mass.title[self._language])
        if mass.note[self._language]:
            yield one_line(mass.note[self._language])
        yield one_line(self._say("desk", origin=mass.origin[self._language]))
        yield from self._figures(found)
        yield self._say(
            "totals",
            released=self._people(found.released[-1]),
            on_way=self._people(found.on_way[-1]),
            stranded=self._people(found.stranded[-1]),
        )
        for load in found.loads:
            yield ""
            yield from self._door(found, load)
        yield ""
        yield from self._moves(found)

    def _figures(self, found: Surge) -> Iterator[str]:
        yield self._say("figures")
        for group in found.mass.groups:
            said = self._say(
                "reported",
                people=self._people(group.people),
                begin=f"{group.begin:%Y-%m-%d %H:%M}",
                hours=self._speech.number(group.over_h, 2),
            )
            if group.share < 1:
                share = self._speech.share(group.share)
                said = f"{said}, {self._say('set_out', share=share)}"
            more = [text for text in (group.assumed[self._language], group.source) if text]
            yield f"  {one_line('; '.join([said, *more]))}"

    def _door(self, found: Surge, load: DoorLoad) -> Iterator[str]:
        desk, door = load.staffed.desk, load.staffed.door
        still = self._people(load.still_waiting) if load.still_waiting > 1e-6 else ""
        after = f"; {self._say('still', people=still)}" if still else ""
        said = (
            self._say(
                "door",
                name=_name(load, self._language),
                id=door.id,
                arrived=self._people(load.arrived.sum()),
                peak=self._people(load.present.max()),
                when=f"{_hour(found, load.peak_hour):%Y-%m-%d %H:00}",
                wait=self._wait(load.longest_wait_h),
            )
            + after
        )
        yield one_line(said)
        is_limited = math.isfinite(desk.capacity)
        capacity = self._people(desk.capacity) if is_limited else self._say("not_known")
        is_open = bool(door.hours.text) or door.admission == "yes"
        said = self._say(
            "staff",
            officers=self._speech.number(desk.officers, 1),
            rate=self._speech.number(desk.per_officer_hour, 2),
            capacity=capacity,
            hours=(door.hours.text or "24/7") if is_open else self._say("no_hours"),
        )
        origin = load.staffed.origin[self._language]
        yield f"  {one_line(f'{said} ({origin})' if origin else said)}"
        yield f"  {self._limit(found, load)}"
        key = "never_enough" if load.officers_enough is None else "enough"
        yield "  " + self._say(
            key,
            wait=self._wait(desk.wait_h),
            officers=load.officers_enough,
            room=self._people(load.capacity_enough),
        )
        yield from self._table(found, load)

    def _limit(self, found: Surge, load: DoorLoad) -> str:
        if math.isinf(load.staffed.desk.capacity):
            return self._say("no_limit")
        if load.first_over is None:
            return self._say("within")
        return self._say("over", when=f"{_hour(found, load.first_over):%Y-%m-%d %H:00}")

    def _wait(self, hours: float) -> str:
        whole = self._speech.number(hours, 1)
        return self._say("under") if hours < 1 else self._say("hours", hours=whole)

    def _people(self, count: float) -> str:
        """Write people whole: a begun one counts, so that a load is never told short."""
        return self._speech.number(math.ceil(round(float(count), 6)))

    def _table(self, found: Surge, load: DoorLoad) -> Iterator[str]:
        is_hourly = found.hours <= _HOURLY_UP_TO
        columns = ("when", "came", "in_", "waiting", "inside", "none", "on")
        yield f"  {self._say('by_hour' if is_hourly else 'by_day')}"
        yield _row([self._say(name) for name in columns])
        hours = [_hour(found, hour) for hour in range(found.hours)]
        form = "%m-%d %H:00" if is_hourly else "%Y-%m-%d"
        labels = [f"{when:{form}}" for when in hours]
        for label in dict.fromkeys(labels):
            now = np.array([one == label for one in labels])
            counts = [one[now].sum() for one in (load.arrived, load.registered)]
            counts += [one[now].max() for one in (load.waiting, load.inside, load.without_place)]
            yield _row([label, *map(self._people, [*counts, load.moved_on[now].sum()])])

    def _moves(self, found: Surge) -> Iterator[str]:
        if not found.loads:
            yield self._say("nobody")
        elif not found.moves:
            yield self._say("no_moves")
        else:
            yield self._say("moves")
        for one in found.moves:
            names = {
                "origin": (one.origin.name_ko if self._language == "ko" else "") or one.origin.name,
                "goal": (one.goal.name_ko if self._language == "ko" else "") or one.goal.name,
            }
            said = self._say("move", people=self._people(one.people), **names)
            yield f"  {one_line(said)}"
