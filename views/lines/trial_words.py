"""The sentences in which a replay and a surge are told, by key; the catalogues translate them."""

from collections.abc import Mapping
from types import MappingProxyType

REPLAY_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "one_day": "Day of arrival: {first}.",
        "days": "Day of arrival: no source names it. {count} days from {first} to {last} stand in"
        " for it: what is told spans all of them, and the shortest and the longest way.",
        "steps": "What was reported, and what the model says:",
        "reported": "reported by {by} {on}: {source}",
        "on": "on {day}",
        "undated": "(no date found)",
        "derived": "time not reported; the arrival less the way",
        "contested": "other account: {what}",
        "on_the_way": "model: {modelled} by car without a stop, {difference} less than reported",
        "on_the_way_more": "model: {modelled} by car without a stop, not less than reported",
        "no_road": "model: no road leads there",
        "door_open": "model: open",
        "door_closed": "model: closed; opens {modelled}, a wait of {difference}",
        "door_mixed": "model: open or closed by the day; opens {modelled}",
        "door_shut": "model: closed, and not known to open",
        "door_unknown": "model: its hours are not known",
        "phone": "model: an officer sent at this call is at the door {modelled} ({by})",
        "phone_none": "model: nobody is on duty or known to be on call",
        "counter": "model: opens {modelled}",
        "inside": "model: inside {modelled} ({by})",
        "inside_none": "model: nobody is known to open or to come",
        "measures": "What each measure would have changed (times not exceeded half of the time"
        " to nine times in ten; golden time {golden} from the escape):",
        "as_it_was": "As it was",
        "in_at": "inside {at} ({by}), {since} after the escape",
        "helped_at": "inside or met {at} ({by}), {since} after the escape",
        "met_at": "met {at} ({by}), {since} after the escape",
        "nobody": "nobody helps in every case that it may have been",
        "saved": "{saved} earlier",
        "no_change": "nothing changes",
        "lost": "up to {lost} later",
        "yes": "inside the golden time",
        "no": "not inside the golden time",
        "in_part": "inside the golden time only in part",
        "range": "{least} to {most}",
        "less": "none to {most}",
        "day_before": "{clock} the day before",
        "days_before": "{clock} {count} days before",
        "day_after": "{clock} the day after",
        "days_after": "{clock} {count} days later",
    }
)

SURGE_WORDS: Mapping[str, str] = MappingProxyType(
    {
    "desk": "Desks: {origin}.",
    "figures": "What stands behind the figures:",
    "reported": "{people} from {begin} over {hours} h",
    "set_out": "of whom {share} set out",
    "still": "{people} still wait at the end",
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
    }
)  # fmt: skip
