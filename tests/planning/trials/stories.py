"""A chronology and a mass release in the small country, to be changed by each test."""

from pathlib import Path
from typing import Any

REPLAY = """
kind = "replay"
title = { en = "By hand", ko = "손으로" }
[period]
first = 2025-01-15
last = 2025-01-15
[[events]]
kind = "escaped"
place = "Town 3"
what = { en = "gone", ko = "탈출" }
by = { en = "a paper", ko = "신문" }
source = "by hand"
[[events]]
kind = "on_the_way"
lasting_h = [1, 2]
what = { en = "away", ko = "이동" }
by = { en = "a paper", ko = "신문" }
source = "by hand"
[[events]]
kind = "at_door"
at = "07:00"
door = "M1"
what = { en = "there", ko = "도착" }
by = { en = "a paper", ko = "신문" }
on = "2025-02"
source = "by hand"
"""
MEASURES = """
[[measures]]
id = "gate"
name = { en = "gate", ko = "정문" }
[[measures.change]]
do = "open_zone"
at = "M1"
host = "M1"
hours = "24/7"
[[measures]]
id = "hours"
name = { en = "hours", ko = "시간" }
[[measures.change]]
do = "set_hours"
target = "M1"
hours = "Mo-Su 07:30-16:00"
[[measures]]
id = "town"
name = { en = "zone", ko = "그린존" }
[[measures.change]]
do = "open_zone"
at = "Town 2"
hours = "24/7"
[[measures]]
id = "call"
call = "escape"
name = { en = "call", ko = "전화" }
[[measures]]
id = "phone"
call = "door"
name = { en = "phone", ko = "당직" }
[[measures]]
id = "posted"
call = "escape"
name = { en = "officers", ko = "담당관" }
[[measures.change]]
do = "post_officers"
at = "Town 3"
shifts = "24/7"
[[measures]]
id = "police"
police = "trusted"
name = { en = "police", ko = "경찰" }
"""
SURGE = """
kind = "surge"
title = { en = "By hand", ko = "손으로" }
after_h = 4
[desk]
officers = 2
registered_per_officer_hour = 3
origin = { en = "heuristic", ko = "어림값" }
[[arrivals]]
door = "M1"
people = 12
begin = 2025-01-15T08:00:00+07:00
over_h = 1
"""


def written(folder: Path, text: str, name: str = "story.toml") -> Path:
    """Write a trial file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def event(kind: str, **more: Any) -> str:
    """One more event of a chronology, as TOML."""
    lines = [f'{key} = "{value}"' for key, value in {"kind": kind, **more}.items()]
    texts = 'what = { en = "so", ko = "그래서" }\nby = { en = "a paper", ko = "신문" }\nsource = "by hand"'
    return "\n".join(["", "[[events]]", *lines, texts, ""])
