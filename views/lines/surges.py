"""A mass release through the doors, for a terminal: a JSON value and plain lines."""

import math
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final
from unicodedata import east_asian_width

import numpy as np

from planning.trials.mass_releases import Group
from planning.trials.surge import DoorLoad, Surge
from views.lines.texts import Value, finite, one_line
from views.words import Language, Words

_HOURLY_UP_TO: Final = 36
_WORDS: Mapping[Language, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "desk": "Desks: {origin}.",
            "figures": "What stands behind the figures:",
            "reported": "{people} from {begin} over {hours} h",
            "totals": "{released} people set out or came; {on_way} are on the way at the end,"
            " {stranded} found no road to any door.",
            "door": "{name} [{id}]: {arrived} came, most there at once {peak} ({when}), longest wait"
            " {wait}",
            "staff": "desk: {officers} officers x {rate} an hour, room {capacity}, hours {hours}",
            "over": "more than there is room for from {when}",
            "within": "never more than there is room for",
            "no_limit": "room is not known: no limit is set, and nobody is sent on",
            "enough": "enough for all who come here first, none waiting over {wait}: {officers}"
            " officers and room for {room}",
            "never_enough": "no number of officers is enough, for it is shut too long; room for"
            " {room}",
            "when": "when", "came": "came", "in_": "let in", "waiting": "waiting",
            "inside": "inside", "none": "no place", "on": "sent on",
            "by_hour": "by the hour; waiting, inside and without a place at its end",
            "by_day": "by the day; waiting, inside and without a place: the most in any hour",
            "moves": "Sent on for want of room:",
            "move": "{people} from {origin} to {goal}",
            "no_moves": "Nobody is sent on to another door.",
            "nobody": "Nobody came to any door.",
            "no_hours": "not known: it opens to nobody",
            "not_known": "not known",
            "under": "under 1 h",
            "hours": "{hours} h",
        },
        "ko": {
            "desk": "창구: {origin}.",
            "figures": "수치의 근거:",
            "reported": "{begin}부터 {hours}시간 동안 {people}명",
            "totals": "출발했거나 도착한 사람 {released}명, 마지막에 이동 중 {on_way}명,"
            " 어느 곳으로도 길이 없는 사람 {stranded}명.",
            "door": "{name} [{id}]: 도착 {arrived}명, 동시 최대 {peak}명({when}), 최장 대기 {wait}",
            "staff": "창구: 직원 {officers}명 x 시간당 {rate}명, 수용 {capacity}, 운영 {hours}",
            "over": "{when}부터 수용 한도 초과",
            "within": "수용 한도를 넘지 않음",
            "no_limit": "수용 규모를 알 수 없어 한도를 두지 않았고, 다른 곳으로 보내지 않음",
            "enough": "이곳에 먼저 온 모두가 {wait} 넘게 기다리지 않으려면: 직원 {officers}명, 수용 {room}명",
            "never_enough": "닫혀 있는 시간이 길어 직원 수로는 해결되지 않음. 수용 {room}명",
            "when": "시각", "came": "도착", "in_": "들어감", "waiting": "대기",
            "inside": "안", "none": "자리 없음", "on": "보냄",
            "by_hour": "시간별. 대기, 안, 자리 없음은 그 시간의 끝",
            "by_day": "날짜별. 대기, 안, 자리 없음은 그날 가장 많은 시각",
            "moves": "자리가 없어 다른 곳으로:",
            "move": "{origin}에서 {goal}(으)로 {people}명",
            "no_moves": "다른 곳으로 보낸 사람은 없습니다.",
            "nobody": "어느 곳에도 도착한 사람이 없습니다.",
            "no_hours": "알 수 없음: 아무에게도 열리지 않음",
            "not_known": "알 수 없음",
            "under": "1시간 미만",
            "hours": "{hours}시간",
        },
    }
)  # fmt: skip


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
        "figures": [_group_value(one, language) for one in _groups(found)],
        "doors": [_load_value(found, load, language) for load in found.loads],
        "moves": [
            {"from": one.origin.id, "to": one.goal.id, "people": one.people} for one in found.moves
        ],
    }


def _groups(found: Surge) -> list[Group]:
    """Give every group of the file once."""
    groups = [one.group for one in (*found.mass.arrivals, *found.mass.releases)]
    return [one for number, one in enumerate(groups) if one not in groups[:number]]


def _group_value(group: Group, language: Language) -> Value:
    return {
        "people": group.people,
        "begin": group.begin.isoformat(),
        "over_h": group.over_h,
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
        self._words, self._speech = _WORDS[language], Words(language)

    def lines(self, found: Surge) -> Iterator[str]:
        mass = found.mass
        yield one_line(mass.title[self._language])
        if mass.note[self._language]:
            yield one_line(mass.note[self._language])
        yield one_line(self._words["desk"].format(origin=mass.origin[self._language]))
        yield from self._figures(found)
        yield self._words["totals"].format(
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
        yield self._words["figures"]
        for group in _groups(found):
            said = self._words["reported"].format(
                people=self._people(group.people),
                begin=f"{group.begin:%Y-%m-%d %H:%M}",
                hours=self._speech.number(group.over_h, 1),
            )
            more = [text for text in (group.assumed[self._language], group.source) if text]
            yield f"  {one_line('; '.join([said, *more]))}"

    def _door(self, found: Surge, load: DoorLoad) -> Iterator[str]:
        words, desk, door = self._words, load.staffed.desk, load.staffed.door
        yield one_line(
            words["door"].format(
                name=_name(load, self._language),
                id=door.id,
                arrived=self._people(load.arrived.sum()),
                peak=self._people(load.present.max()),
                when=f"{_hour(found, load.peak_hour):%Y-%m-%d %H:00}",
                wait=self._wait(load.longest_wait_h),
            )
        )
        is_limited = math.isfinite(desk.capacity)
        capacity = self._people(desk.capacity) if is_limited else words["not_known"]
        is_open = bool(door.hours.text) or door.admission == "yes"
        said = words["staff"].format(
            officers=self._speech.number(desk.officers, 1),
            rate=self._speech.number(desk.per_officer_hour, 2),
            capacity=capacity,
            hours=(door.hours.text or "24/7") if is_open else words["no_hours"],
        )
        origin = load.staffed.origin[self._language]
        yield f"  {one_line(f'{said} ({origin})' if origin else said)}"
        yield f"  {self._limit(found, load)}"
        key = "never_enough" if load.officers_enough is None else "enough"
        yield "  " + words[key].format(
            wait=self._wait(desk.wait_h),
            officers=load.officers_enough,
            room=self._people(load.capacity_enough),
        )
        yield from self._table(found, load)

    def _limit(self, found: Surge, load: DoorLoad) -> str:
        if math.isinf(load.staffed.desk.capacity):
            return self._words["no_limit"]
        if load.first_over is None:
            return self._words["within"]
        return self._words["over"].format(when=f"{_hour(found, load.first_over):%Y-%m-%d %H:00}")

    def _wait(self, hours: float) -> str:
        whole = self._speech.number(hours, 1)
        return self._words["under"] if hours < 1 else self._words["hours"].format(hours=whole)

    def _people(self, count: float) -> str:
        """Write people whole: a begun one counts, so that a load is never told short."""
        return self._speech.number(math.ceil(round(float(count), 6)))

    def _table(self, found: Surge, load: DoorLoad) -> Iterator[str]:
        words = self._words
        is_hourly = found.hours <= _HOURLY_UP_TO
        columns = ("when", "came", "in_", "waiting", "inside", "none", "on")
        yield f"  {words['by_hour' if is_hourly else 'by_day']}"
        yield _row([words[name] for name in columns])
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
            yield self._words["nobody"]
        elif not found.moves:
            yield self._words["no_moves"]
        else:
            yield self._words["moves"]
        for one in found.moves:
            names = {
                "origin": (one.origin.name_ko if self._language == "ko" else "") or one.origin.name,
                "goal": (one.goal.name_ko if self._language == "ko" else "") or one.goal.name,
            }
            said = self._words["move"].format(people=self._people(one.people), **names)
            yield f"  {one_line(said)}"
