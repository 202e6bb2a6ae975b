"""The dispatch card of one incident."""

from planning.dispatch import DispatchCard, Responder, SafePoint
from views.lines.texts import Value, finite, one_line, time_words

_OPEN_WORDS = {True: "open on arrival", False: "closed on arrival", None: "hours not known"}


def card_value(card: DispatchCard) -> Value:
    """Give the dispatch card of one incident."""
    place = card.place
    return {
        "place": {
            "name": place.name,
            "lat": place.lat,
            "lon": place.lon,
            "error_m": place.error_m,
        },
        "when": card.when.isoformat(),
        "golden_s": card.golden_s,
        "responders": [_responder_value(one) for one in card.responders],
        "safe_points": [_safe_point_value(one) for one in card.safe_points],
        "absent": list(card.absent),
        "busy": list(card.busy),
    }


def _responder_value(one: Responder) -> Value:
    return {
        "unit": one.unit.id,
        "name": one.unit.name,
        "base": one.unit.base,
        "on_duty": one.unit.on_duty,
        "answer_s": one.parts.answer_s,
        "processing_s": one.parts.processing_s,
        "turnout_s": one.parts.turnout_s,
        "access_s": finite(one.parts.access_s),
        "drive_s": finite(one.parts.drive_s),
        "egress_s": finite(one.parts.egress_s),
        "admission_wait_s": one.parts.admission_wait_s,
        "eta_s": finite(one.parts.eta_s),
        "p50_s": finite(one.p50_s),
        "p90_s": finite(one.p90_s),
        "chance": one.chance,
        "in_time": one.in_time,
    }


def _safe_point_value(one: SafePoint) -> Value:
    return {
        "id": one.door.id,
        "name": one.door.name,
        "kind": one.door.kind,
        "open_on_arrival": one.open_on_arrival,
        "opens_at": one.opens_at.isoformat() if one.opens_at else None,
        "arrival_s": finite(one.arrival_s),
        "access_s": finite(one.access_s),
        "drive_s": finite(one.drive_s),
        "egress_s": finite(one.egress_s),
        "admission_wait_s": one.admission_wait_s,
        "eta_s": one.eta_s,
        "p90_s": finite(one.p90_s),
        "in_time": one.in_time,
    }


def card_lines(card: DispatchCard) -> str:
    """Write the dispatch card for a person."""
    place = f"{one_line(card.place.name)} (±{card.place.error_m:,.0f} m)"
    when = f"{card.when:%Y-%m-%d %H:%M %Z}"
    lines = [f"{place} at {when}, golden time {time_words(card.golden_s)}", "Who gets there first:"]
    for one in card.responders:
        state = "on duty" if one.unit.on_duty else "on call"
        verdict = "in time" if one.in_time else "late"
        lines.append(
            f"  {one_line(one.unit.name)} ({state}): {time_words(one.parts.eta_s)}, 9 in 10 within "
            f"{time_words(one.p90_s)}, chance in time {100 * one.chance:.0f} %: {verdict}"
        )
    lines += [f"  {one_line(name)}: not on duty, not known to be on call" for name in card.absent]
    if card.busy:
        lines.append(f"  busy with a case: {one_line(', '.join(card.busy))}")
    if not card.responders:
        lines.append("  nobody: no unit on the map is free, and on duty or on call")
    lines.append("Where the victim can go now:")
    for point in card.safe_points:
        opens = f", opens {point.opens_at:%a %H:%M}" if point.opens_at else ""
        state = _OPEN_WORDS[point.open_on_arrival] + opens
        lines.append(f"  {one_line(point.door.name)}: {time_words(point.arrival_s)}, {state}")
    if not card.safe_points:
        lines.append("  nowhere: no door that counts is on the map")
    return "\n".join(lines)
