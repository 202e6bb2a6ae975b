"""What may admit: the checklist of every Green Zone, and what hangs on those that are not ready."""

from planning.coverage import Coverage
from planning.moment import Moment
from planning.reporting.words import ANSWER_WORDS, ITEM_WORDS, MISSING_WORDS
from planning.supply.checklists import Checklist, Item
from planning.supply.readiness import NationalTable, ReadinessEffect
from views.lines.texts import Value, one_line, percent


def readiness_value(moment: Moment, table: NationalTable, effect: ReadinessEffect | None) -> Value:
    """Give every zone with its checklist, the counts, and the coverage with the ready ones only."""
    return {
        "when": moment.when.isoformat(),
        "briefed_within_days": table.briefed_within_days,
        "zones": len(table.zones),
        "ready": len(table.ready),
        "answers": table.answers,
        "by_province": {
            province: {"ready": ready, "zones": zones}
            for province, (ready, zones) in table.by_province().items()
        },
        "checklists": [_checklist_value(one) for one in table.checklists],
        "coverage": None
        if effect is None
        else {"all": _coverage(effect.all_zones), "ready": _coverage(effect.ready_zones)},
    }


def _checklist_value(one: Checklist) -> Value:
    return {
        "id": one.id,
        "name": one.name,
        "kind": one.kind,
        "status": one.status,
        "town": one.town,
        "province": one.province,
        "lat": one.lat,
        "lon": one.lon,
        "is_zone": one.is_zone,
        "is_ready": one.is_ready,
        "items": {
            item.name: {"answer": item.answer, "missing": item.missing, "days_ago": item.days_ago}
            for item in one.items
        },
    }


def _coverage(found: Coverage) -> Value:
    return {
        "demand": found.demand.kind,
        "golden_s": found.golden_s,
        "covered_share": found.covered_share,
        "covered_weight": found.covered_weight,
        "total_weight": found.total_weight,
    }


def readiness_lines(table: NationalTable, effect: ReadinessEffect | None) -> str:
    """Write the national table for a person: each zone, and what it lacks."""
    lines = [f"{len(table.ready)} of {len(table.zones)} Green Zones can admit"]
    if effect is not None:
        every, ready = effect.all_zones, effect.ready_zones
        lines.append(
            f"  {every.demand.kind} inside the golden time: {percent(every.covered_share)} with "
            f"every open zone, {percent(ready.covered_share)} with the ready ones only"
        )
    for one in table.checklists:
        state = "ready" if one.is_ready else "not ready" if one.is_zone else "door, no zone"
        where = ", ".join(dict.fromkeys(filter(None, (one.town, one.province))))
        lines.append(f"{one_line(one.id)}  {one_line(one.name)}, {one_line(where)}: {state}")
        lines += [f"  {_item_line(item)}" for item in one.items]
    return "\n".join(lines)


def _item_line(item: Item) -> str:
    said = f"{ITEM_WORDS[item.name]}: {ANSWER_WORDS[item.answer]}"
    if item.missing:
        said += f". {MISSING_WORDS[item.missing]}"
    return said if item.days_ago is None else f"{said} ({item.days_ago:,} days ago at most)"
