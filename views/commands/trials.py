"""Commands that hold the model against what happened: a chronology, a mass release."""

from typing import Annotated

import typer

from planning.settings import golden_seconds
from planning.trials.finding import find_trial
from planning.trials.replay import replay as run_replay
from planning.trials.surge import surge as run_surge
from views.commands.asked import JsonOption, LangOption, Language, PackOption, answer, opened_pack
from views.lines.replays import replay_lines, replay_value
from views.lines.surges import surge_lines, surge_value
from views.words import Language as Spoken

File = Annotated[
    str | None,
    typer.Argument(metavar="FILE", help="A file, or the name of one of the pack; else its own."),
]
GoldenOption = Annotated[float | None, typer.Option("--golden-min", help="Golden time, minutes.")]


def replay(
    file: File = None,
    *,
    golden_min: GoldenOption = None,
    lang: LangOption = Language("en"),
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run a reported chronology through the model, and each measure it proposes."""
    opened = opened_pack(pack)
    golden_s = golden_seconds(opened.settings, golden_min)
    found = run_replay(opened, find_trial(opened, file, "replay"), golden_s=golden_s)
    language = _spoken(lang)
    value = replay_value(found, language)
    answer(value, lambda: replay_lines(found, language), as_json=as_json)


def surge(
    file: File = None,
    *,
    lang: LangOption = Language("en"),
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run a mass release through the doors: load by the hour, and who overflows where."""
    opened = opened_pack(pack)
    found = run_surge(opened, find_trial(opened, file, "surge"))
    language = _spoken(lang)
    answer(surge_value(found, language), lambda: surge_lines(found, language), as_json=as_json)


def _spoken(lang: Language) -> Spoken:
    return "ko" if lang == Language.ko else "en"
