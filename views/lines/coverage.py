"""What is covered, how well, at which hours, in which areas, and the cause of every gap."""

from collections.abc import Sequence

import numpy as np

from planning.cover.areas import AreaCover
from planning.cover.week import HOURS, Week
from planning.coverage import Coverage, Gap
from planning.reporting.charts import share_text
from planning.reporting.report_words import CAUSE_WORDS, DEMAND_WORDS
from planning.reporting.sentences import mend_words
from views.lines.texts import Value, finite, one_line, percent, time_words
from views.words import Words

_ENGLISH = Words("en")
_SHARES = (0.5, 0.8, 0.9)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def coverage_value(found: Coverage) -> Value:
    """Give the coverage at a moment with the cause of every gap."""
    return {
        "when": found.moment.when.isoformat(),
        "golden_s": found.golden_s,
        "demand": found.demand.kind,
        "denominator": DEMAND_WORDS[found.demand.kind],
        "covered_share": found.covered_share,
        "covered_weight": found.covered_weight,
        "total_weight": found.total_weight,
        "reached_in_s": {f"{share:g}": found.time_to_reach(share) for share in _SHARES},
        "causes": found.causes,
        "gaps": [_gap_value(gap) for gap in found.gaps],
    }


def _gap_value(gap: Gap) -> Value:
    why = gap.why
    return {
        "id": gap.id,
        "name": gap.name,
        "province": gap.province,
        "weight": gap.weight,
        "eta_s": gap.eta_s,
        "cause": gap.cause,
        "by": gap.by,
        "arrival_s": gap.arrival_s,
        "eta_by": gap.eta_by,
        "late_s": finite(why.late_s),
        "opens_at": why.opens_at.isoformat() if why.opens_at else None,
        "needs_hazard": why.needs_hazard,
        "blocked_by": list(why.blocked_by),
    }


def coverage_lines(found: Coverage) -> str:
    """Write the coverage for a person, its gaps apart."""
    share = f"{percent(found.covered_share)} of {found.demand.kind}"
    lines = [
        f"{share} inside {time_words(found.golden_s)} at {found.moment.when:%Y-%m-%d %H:%M %Z}",
        f"Counted over {DEMAND_WORDS[found.demand.kind]}.",
    ]
    for cause, weight in found.causes.items():
        lines.append(f"  {percent(weight / found.total_weight, width=5)} {CAUSE_WORDS[cause]}")
    reached = (f"{share:.0%} in {time_words(found.time_to_reach(share))}" for share in _SHARES)
    lines.append(f"Reached at all, waits included: {', '.join(reached)}")
    return "\n".join(lines)


def gap_lines(found: Coverage, *, most: int) -> str:
    """Write the heaviest gaps, each with its cause and what would mend it."""
    digits = 0 if found.demand.kind == "people" else 2
    shown = [
        f"  {gap.weight:,.{digits}f}  {one_line(gap.name)}, {one_line(gap.province)}: "
        f"{_why(gap, found)}"
        for gap in found.gaps[:most]
    ]
    head = "Gaps, the heaviest first:" if found.gaps else "No gap."
    left = sum(gap.weight for gap in found.gaps[most:])
    count = len(found.gaps) - len(shown)
    more = [f"  and {count} more of weight {left:,.{digits}f}: --gaps {len(found.gaps)} lists them"]
    return "\n".join([head, *shown, *(more if count else [])])


def _why(gap: Gap, found: Coverage) -> str:
    """Say the cause of a gap in one line, what would mend it, and who helps first."""
    said = CAUSE_WORDS[gap.cause]
    if gap.by:
        away = "" if gap.arrival_s is None else f" {time_words(gap.arrival_s)} away"
        said += f": {one_line(gap.by)}{away}"
    if mend := mend_words(gap.why, found, _ENGLISH):
        said += f" ({one_line(mend)})"
    if gap.eta_by:
        said += f"; first known help {time_words(gap.eta_s)}, {one_line(gap.eta_by)}"
    return said


def backup_value(found: Coverage) -> Value:
    """Give the share with two independent houses in time."""
    return {"backup_share": found.backup_share}


def backup_lines(found: Coverage) -> str:
    """Write the share with two independent houses in time."""
    return f"{percent(found.backup_share)} with two independent houses in time"


def busy_value(found: Coverage, busy: float) -> Value:
    """Give the share expected when each house is busy with a probability."""
    return {"busy_chance": busy, "expected_share": found.expected_share(busy)}


def busy_lines(found: Coverage, busy: float) -> str:
    """Write the share expected when each house is busy with a probability."""
    share = percent(found.expected_share(busy))
    return f"{share} expected if each house is busy with a probability of {busy:g}"


def safe_value(found: Coverage) -> Value:
    """Give the cover by ways out of danger, with its own causes."""
    return {
        "safe_share": found.covered_share,
        "safe": {
            "most_hazard": found.most_hazard,
            "covered_share": found.covered_share,
            "covered_weight": found.covered_weight,
            "backup_share": found.backup_share,
            "causes": found.causes,
            "gaps": [_gap_value(gap) for gap in found.gaps],
        },
    }


def safe_lines(found: Coverage) -> str:
    """Write the cover by ways out of danger, and where only danger stands in the way."""
    head = (
        f"{percent(found.covered_share)} by ways with hazard of {found.most_hazard:g} at most, "
        "beyond that of the sites a place is at"
    )
    only = [gap for gap in found.gaps if gap.cause == "hazard"]
    lines = [
        f"  {one_line(gap.name)}, {one_line(gap.province)}: {_why(gap, found)}" for gap in only
    ]
    return "\n".join([head, *lines])


def areas_value(areas: Sequence[AreaCover], kind: str) -> Value:
    """Give cover by area, the heaviest first."""
    return {
        "by": kind,
        "areas": [
            {
                "id": area.id,
                "name": area.name,
                "province": area.province,
                "points": area.points,
                "total_weight": area.total_weight,
                "covered_weight": area.covered_weight,
                "covered_share": area.covered_share,
                "backup_share": area.backup_share,
            }
            for area in areas
        ],
    }


def areas_lines(areas: Sequence[AreaCover], kind: str) -> str:
    """Write cover by area, the heaviest first."""
    return "\n".join(
        [
            f"By {kind}, the heaviest first:",
            *(
                f"  {percent(area.covered_share, width=5)}  {_area_name(area, kind)}"
                f" ({area.points} of them, weight {area.total_weight:,.1f})"
                for area in areas
            ),
        ]
    )


def _area_name(area: AreaCover, kind: str) -> str:
    name, province = one_line(area.name) or "district not known", one_line(area.province)
    return {"province": name, "district": f"{name}, {province}"}.get(
        kind, f"{area.id} around {name}, {province}"
    )


def week_value(week: Week, *, backup: bool = False, busy: float | None = None) -> Value:
    """Give the shares of the 168 hours, Monday first, and the worst hour."""
    worst = week.worst_hour
    value: Value = {
        "week": week.shares().tolist(),
        "week_mean": week.mean_share,
        "worst_hour": {
            "day": worst // 24,
            "day_name": _DAYS[worst // 24],
            "hour": worst % 24,
            "when": week.instants[worst].isoformat(),
            "share": float(week.shares().ravel()[worst]),
        },
    }
    if backup:
        value["backup_week"] = week.shares(at_least=2).tolist()
    if busy is not None:
        value["expected_week"] = week.expected_shares(busy).tolist()
    return value


def week_lines(week: Week) -> str:
    """Write the week as a table of per cents, a day a line."""
    shares, worst = week.shares(), week.worst_hour
    limit = "" if week.most_hazard is None else f" by ways of hazard up to {week.most_hazard:g}"
    lines = [
        f"The week{limit}, per cent in time at each hour:",
        "     " + " ".join(f"{hour:>3}" for hour in range(24)),
        *(
            f"{day}  " + " ".join(f"{share_text(share):>3}" for share in shares[number])
            for number, day in enumerate(_DAYS)
        ),
    ]
    least, mean = percent(shares.ravel()[worst]), percent(week.mean_share)
    name = f"{_DAYS[worst // 24]} {worst % 24:02d}:00"
    alike = int(np.isclose(shares, shares.min()).sum()) - 1
    also = {0: "", HOURS - 1: ", as at every hour"}.get(alike, f", as at {alike} other hours")
    return "\n".join([*lines, f"Worst: {name} with {least}{also}; {mean} over all hours alike"])
