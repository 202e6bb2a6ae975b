"""What the cases tell, as tables: answered at once, in time, by hour, where the minutes went."""

from collections.abc import Mapping

from markupsafe import Markup

from planning.incidents.stats import HELP_PERCENTS, Share, Stage, Statistics
from views.case_cards import step_word
from views.ui import heading, hint, join, table
from views.words import Words

_NONE = "–"


def statistics_tables(found: Statistics, answer_s: float, t: Words) -> Markup:
    """Show what the cases of a span tell."""
    if not found.cases:
        return hint(t("No case has been opened yet."))
    counts = t("{cases} cases, {open} of them open", cases=found.cases, open=found.open_cases)
    return Markup('<div class="tables">{}</div>').format(
        join(
            (
                heading(t("How often, how soon"), counts),
                _shares_table(found, answer_s, t),
                heading(t("Where the minutes went"), _whole(found, t)),
                _stages_table(found.stages, t),
                heading(t("In time by the hour of the call"), t("the clock there")),
                _hours_table(found.by_hour, t),
            )
        )
    )


def _shares_table(found: Statistics, answer_s: float, t: Words) -> Markup:
    head = [t("Measure"), t("Share"), t("Cases"), *(f"{one}%" for one in HELP_PERCENTS)]
    at_once = t("Answered within {seconds} s", seconds=f"{answer_s:g}")
    return table(
        head,
        (
            [at_once, *_cells(found.answered_at_once, found.answer_s, t)],
            [t("Help in time"), *_cells(found.in_time, found.help_s, t)],
        ),
    )


def _cells(one: Share, percentiles: Mapping[int, float | None], t: Words) -> list[str]:
    """Give a share, and the time within which each part was served; a dash where none is."""
    asked = [percent in percentiles and one.decided > 0 for percent in HELP_PERCENTS]
    served = [
        _seconds(percentiles[percent], t) if is_asked else _NONE
        for percent, is_asked in zip(HELP_PERCENTS, asked, strict=True)
    ]
    return [*_share_cells(one, t), *served]


def _share_cells(one: Share, t: Words) -> tuple[str, str]:
    share = _NONE if one.share is None else t.share(one.share)
    counted = t("{good} of {decided}", good=one.good, decided=one.decided)
    running = t("{count} running", count=one.running) if one.running else ""
    return share, ", ".join(filter(None, (counted, running)))


def _seconds(seconds: float | None, t: Words) -> str:
    if seconds is None:
        return t("never")
    return t("{count} s", count=round(seconds)) if seconds < 60 else t.duration(seconds)


def _whole(found: Statistics, t: Words) -> str:
    if found.complete_mean_s is None:
        return t("no case has every time yet")
    return t(
        "{count} complete cases, {mean} from the call to the admission",
        count=found.complete_cases,
        mean=t.duration(found.complete_mean_s),
    )


def _stages_table(stages: tuple[Stage, ...], t: Words) -> Markup:
    head = [t("Stretch"), t("Cases"), t("Mean"), t("Median")]
    rows = (
        [
            f"{step_word(one.start, t)} → {step_word(one.end, t)}",
            str(one.cases),
            _NONE if one.mean_s is None else _seconds(one.mean_s, t),
            _NONE if one.median_s is None else _seconds(one.median_s, t),
        ]
        for one in stages
    )
    return table(head, rows)


def _hours_table(by_hour: tuple[Share, ...], t: Words) -> Markup:
    rows = (
        [f"{hour:02d}:00–{hour:02d}:59", *_share_cells(one, t)]
        for hour, one in enumerate(by_hour)
        if one.decided or one.running
    )
    return table([t("Called"), t("Share"), t("Cases")], rows)
