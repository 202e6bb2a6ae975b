"""What is covered, and the cause of every gap."""

from planning.coverage import Coverage, Gap
from planning.report import CAUSE_WORDS
from views.lines.texts import Value, one_line, time_words


def coverage_value(found: Coverage) -> Value:
    """Give the coverage at a moment with the cause of every gap."""
    return {
        "when": found.moment.when.isoformat(),
        "golden_s": found.golden_s,
        "demand": found.demand.kind,
        "covered_share": found.covered_share,
        "covered_weight": found.covered_weight,
        "total_weight": found.total_weight,
        "causes": found.causes,
        "gaps": [
            {
                "id": gap.id,
                "name": gap.name,
                "province": gap.province,
                "weight": gap.weight,
                "eta_s": gap.eta_s,
                "cause": gap.cause,
                "by": gap.by,
                "arrival_s": gap.arrival_s,
                "eta_by": gap.eta_by,
            }
            for gap in found.gaps
        ],
    }


def coverage_lines(found: Coverage) -> str:
    """Write the coverage for a person, the heaviest gaps first."""
    share = f"{100 * found.covered_share:.1f} % of {found.demand.kind}"
    lines = [
        f"{share} inside {time_words(found.golden_s)} at {found.moment.when:%Y-%m-%d %H:%M %Z}"
    ]
    for cause, weight in found.causes.items():
        lines.append(f"  {100 * weight / found.total_weight:5.1f} % {CAUSE_WORDS[cause]}")
    lines.append("Gaps, the heaviest first:")
    digits = 0 if found.demand.kind == "people" else 2
    lines += [
        f"  {gap.weight:,.{digits}f}  {one_line(gap.name)}, {one_line(gap.province)}: {_why(gap)}"
        for gap in found.gaps
    ]
    return "\n".join(lines)


def _why(gap: Gap) -> str:
    """Say the cause of a gap in one line, with who would help and who does first."""
    said = CAUSE_WORDS[gap.cause]
    if gap.by:
        said += f": {one_line(gap.by)} {time_words(gap.arrival_s)} away"
    if gap.eta_by:
        said += f"; first known help {time_words(gap.eta_s)}, {one_line(gap.eta_by)}"
    return said
