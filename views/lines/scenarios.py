"""Scenarios: what one changes, two compared, a series, and what moves a headline."""

from collections.abc import Iterable, Mapping

from planning.cover.demand import DemandKind
from planning.reporting.report_words import STATE_WORDS
from planning.scenarios.assessing import Assessed
from planning.scenarios.compare import Comparison, Tally, Turn
from planning.scenarios.differences import Difference
from planning.scenarios.files import LoadedScenario
from planning.scenarios.scenario import Scenario
from planning.scenarios.sensitivity import Sensitivity, Shares
from planning.scenarios.series import Series
from views.lines.texts import Value, one_line, percent

_MOST_TURNS = 10


def scenario_value(loaded: LoadedScenario, digits: str) -> Value:
    """Give a scenario, its hash and its cautions."""
    scenario = loaded.scenario
    return {
        "name": scenario.name,
        "title_en": scenario.title_en,
        "title_ko": scenario.title_ko,
        "hash": digits,
        "changes": [
            {"do": one.key, **one.settings, "text": one.text, "source": one.source}
            for one in scenario.changes
        ],
        "cautions": list(loaded.cautions),
    }


def scenario_lines(loaded: LoadedScenario, digits: str) -> str:
    """Write a scenario for a person."""
    scenario = loaded.scenario
    lines = [f"{_title(scenario)} (settings {digits})"]
    lines += [f"caution: {one}" for one in loaded.cautions]
    for change in scenario.changes:
        lines.append(f"  {one_line(change.text)}")
        if change.source:
            lines.append(f"    {one_line(change.source)}")
    if not scenario.changes:
        lines.append("  nothing is changed")
    return "\n".join(lines)


def comparison_value(found: Comparison, cautions: Iterable[str] = ()) -> Value:
    """Give two scenarios side by side."""
    return {
        "before": _assessed_value(found.before),
        "after": _assessed_value(found.after),
        "comparable": found.is_like_for_like,
        "differences": _differences_value(found.differences),
        "demand": {kind: _tally_value(tally) for kind, tally in found.tallies.items()},
        "cautions": list(cautions),
    }


def _assessed_value(one: Assessed) -> Value:
    question = one.question
    return {
        "name": one.scenario.name,
        "pack": one.pack_name,
        "hash": one.hash,
        "when": question.when.isoformat(),
        "golden_s": question.golden_s,
        "direction": question.direction,
        "police": question.police,
        "changes": [change.text for change in one.scenario.changes],
    }


def _differences_value(differences: Iterable[Difference]) -> list[Value]:
    return [{"key": one.key, "before": one.before, "after": one.after} for one in differences]


def _tally_value(tally: Tally) -> Value:
    return {
        "share_before": tally.before.covered_share,
        "share_after": tally.after.covered_share,
        "share_difference": tally.share_difference,
        "weight_before": tally.before.covered_weight,
        "weight_after": tally.after.covered_weight,
        "weight_difference": tally.weight_difference,
        "total_before": tally.before.total_weight,
        "total_after": tally.after.total_weight,
        "gains": [_turn_value(turn) for turn in tally.gains],
        "losses": [_turn_value(turn) for turn in tally.losses],
        "provinces": [
            {
                "province": name,
                "covered_before": before[0],
                "total_before": before[1],
                "covered_after": after[0],
                "total_after": after[1],
            }
            for name, (before, after) in tally.by_province().items()
        ],
    }


def _turn_value(turn: Turn) -> Value:
    return {
        "id": turn.id,
        "name": turn.name,
        "province": turn.province,
        "lat": turn.lat,
        "lon": turn.lon,
        "weight": turn.weight,
        "before": turn.before,
        "after": turn.after,
    }


def comparison_lines(found: Comparison, cautions: Iterable[str] = ()) -> str:
    """Write two scenarios side by side for a person; what else differs comes first."""
    lines = [f"{_title(found.before.scenario)} -> {_title(found.after.scenario)}"]
    lines += [f"caution: {one_line(one)}" for one in cautions]
    lines += _told(found.differences)
    for one in (found.before, found.after):
        when = f"{one.question.when:%Y-%m-%d %H:%M %Z}"
        lines.append(f"  {one_line(one.scenario.name)}: {when}, settings {one.hash}")
        lines += [f"    {one_line(change.text)}" for change in one.scenario.changes]
    for kind, tally in found.tallies.items():
        before, after = tally.before.covered_share, tally.after.covered_share
        lines.append(
            f"{kind}: {percent(before)} -> {percent(after)} "
            f"({100 * tally.share_difference:+.1f} points)"
        )
        lines += _turn_lines("gained", tally.gains, kind)
        lines += _turn_lines("lost", tally.losses, kind)
    return "\n".join(lines)


def _turn_lines(word: str, turns: tuple[Turn, ...], kind: DemandKind) -> list[str]:
    digits = 0 if kind == "people" else 2
    lines = [
        f"  {word} {turn.weight:,.{digits}f}  {one_line(turn.name)}, {one_line(turn.province)}: "
        f"{STATE_WORDS[turn.before]} -> {STATE_WORDS[turn.after]}"
        for turn in turns[:_MOST_TURNS]
    ]
    more = len(turns) - _MOST_TURNS
    return [*lines, f"  {word}: {more} more"] if more > 0 else lines


def _told(differences: Iterable[Difference]) -> list[str]:
    said = "; ".join(one_line(one.text) for one in differences)
    return [f"not comparable as they stand: {said}"] if said else []


def series_value(found: Series) -> Value:
    """Give a time series."""
    return {
        "hours": [str(hour) for hour in found.hours],
        "steps": [
            {
                "name": step.scenario.name,
                "title_en": step.scenario.title_en,
                "title_ko": step.scenario.title_ko,
                "hash": step.figures[0].hash,
                "figures": [
                    {
                        "hour": str(hour),
                        "when": one.question.when.isoformat(),
                        "covered_share": {
                            kind: each.covered_share for kind, each in one.coverage.items()
                        },
                    }
                    for hour, one in zip(found.hours, step.figures, strict=True)
                ],
            }
            for step in found.steps
        ],
        "differences": [_differences_value(each) for each in found.differences],
    }


def series_lines(found: Series) -> str:
    """Write a time series for a person."""
    lines = []
    for number, step in enumerate(found.steps):
        if number:
            lines += [f"  {told}" for told in _told(found.differences[number - 1])]
        lines.append(f"{_title(step.scenario)} (settings {step.figures[0].hash})")
        lines += [
            f"  {hour}, {one.question.when:%Y-%m-%d}: "
            + _shares({kind: each.covered_share for kind, each in one.coverage.items()})
            for hour, one in zip(found.hours, step.figures, strict=True)
        ]
    return "\n".join(lines)


def sensitivity_value(found: Sensitivity) -> Value:
    """Give how far the headlines move."""
    return {
        "name": found.scenario.name,
        "when": found.question.when.isoformat(),
        "golden_s": found.question.golden_s,
        "headline": dict(found.headline),
        "golden_min": [{"minutes": k, **shares} for k, shares in found.golden_min.items()],
        "speed_factor": [{"factor": k, **shares} for k, shares in found.speed_factor.items()],
        "worst_gaps": {
            kind: [
                {
                    "id": one.gap.id,
                    "name": one.gap.name,
                    "unknown": list(one.gap.unknown),
                    "best": [change.text for change in one.gap.best],
                    "share": one.share,
                    "moves": one.moves,
                }
                for one in effects
            ]
            for kind, effects in found.worst_gaps.items()
        },
        "gaps": found.gap_count,
    }


def sensitivity_lines(found: Sensitivity) -> str:
    """Write how far the headlines move for a person."""
    when = f"{found.question.when:%Y-%m-%d %H:%M %Z}"
    lines = [f"{_title(found.scenario)} at {when}: {_shares(found.headline)}"]
    lines += [f"  golden time {k:g} min: {_shares(one)}" for k, one in found.golden_min.items()]
    lines += [f"  speeds x{k:g}: {_shares(one)}" for k, one in found.speed_factor.items()]
    for kind, effects in found.worst_gaps.items():
        lines.append(f"Not known, and would move {kind} most ({found.gap_count} gaps looked at):")
        lines += [
            f"  {100 * one.moves:+.1f} points at best: {one_line(one.gap.name)} "
            f"({one.gap.id}: {', '.join(one.gap.unknown)})"
            for one in effects
        ]
        if not effects:
            lines.append("  none moves it")
    return "\n".join(lines)


def _title(scenario: Scenario) -> str:
    return one_line(scenario.title_en or scenario.name)


def _shares(shares: Shares | Mapping[DemandKind, float]) -> str:
    return ", ".join(f"{kind} {percent(share)}" for kind, share in shares.items())
