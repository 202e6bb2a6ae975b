"""What every command shares: the options, the pack and moment asked about, the answer."""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, cast

import typer

from geo.coordinates import Place
from geo.errors import FaultsError
from planning import packs
from planning.editing.edited import with_edits
from planning.editing.ledger import ledger_of
from planning.incidents.desk import unit_faults, without
from planning.incidents.store import Store, busy_units
from planning.moment import Moment, parse_when
from planning.places import locate
from planning.scenarios.files import LoadedScenario, find_scenario
from planning.scenarios.fingerprint import scenario_hash
from planning.scenarios.scenario import BASELINE, Question, asked, moment_in
from routing.network import Mode as TravelMode
from views.lines.scenarios import scenario_lines, scenario_value
from views.lines.texts import Value, one_line
from views.words import Words

Language = StrEnum("Language", ["en", "ko"])
Mode = StrEnum("Mode", ["car", "motorbike", "foot"])
Police = StrEnum("Police", ["none", "trusted", "all"])

PackName = Annotated[str | None, typer.Argument(help="Pack name or folder.")]
PackOption = Annotated[str | None, typer.Option("--pack", help="Pack name or folder.")]
EditedOption = Annotated[
    bool, typer.Option("--edited", help="With the edits saved in your own folder.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON value on stdout.")]
WhenOption = Annotated[
    str | None, typer.Option("--when", help="ISO date and time; local time there without offset.")
]
LangOption = Annotated[Language, typer.Option("--lang", help="Language of the words.")]
TellLangOption = Annotated[
    Language, typer.Option("--lang", help="Language of what to tell the victim.")
]
ModeOption = Annotated[Mode, typer.Option("--by", help="Who travels how.")]
PoliceOption = Annotated[Police, typer.Option("--police", help="Which police posts count.")]
DbOption = Annotated[Path | None, typer.Option("--db", help="File of cases; else the user's own.")]
BusyOption = Annotated[
    list[str] | None, typer.Option("--busy", help="Id of a unit that is not free; may be repeated.")
]
PoliceIfAny = Annotated[
    Police | None, typer.Option("--police", help="Which police posts count; else the scenario's.")
]
ScenarioOption = Annotated[
    str | None, typer.Option("--scenario", help="Scenario file, or the name of one in the pack.")
]
GoldenOption = Annotated[float | None, typer.Option("--golden-min", help="Golden time, minutes.")]
OutOption = Annotated[Path, typer.Option("--out", help="Where to write it.")]


@dataclass(slots=True)
class _Asked:
    """What was said before the command; a value said after it wins."""

    pack: str = packs.BUILT_IN
    as_json: bool = False
    edited: bool = False


_asked = _Asked()


def begin(*, as_json: bool) -> None:
    """Forget the last call."""
    _asked.pack, _asked.as_json, _asked.edited = packs.BUILT_IN, as_json, False


def wants_json(as_json: bool = False) -> bool:
    """Tell whether one JSON value is asked for, before the command or after it."""
    return as_json or _asked.as_json


def before(
    *, pack: PackOption = None, edited: EditedOption = False, as_json: JsonOption = False
) -> None:
    """Take what is said before the command, or between a group and its command."""
    _asked.pack = chosen(pack)
    _asked.edited |= edited
    _asked.as_json |= as_json


def group(help_text: str) -> typer.Typer:
    """Make a group of commands that takes --pack and --json before its command, too."""
    commands = typer.Typer(help=help_text, no_args_is_help=True)
    commands.callback()(before)
    return commands


def chosen(*names: str | None) -> str:
    """Give the first pack named, even by the empty text; else what was said before."""
    return next((name for name in names if name is not None), _asked.pack)


def opened_pack(*names: str | None) -> packs.Pack:
    """Open the pack asked about, with the edits of the user's own where these are asked for."""
    shipped = packs.open_pack(chosen(*names))
    if not _asked.edited:
        return shipped
    found = with_edits(shipped, ledger_of(shipped.name).read())
    for changeset, why in found.left_out:
        tell(f"caution: edit {changeset.number} does not fit and is left out: {one_line(str(why))}")
    return found.pack


@dataclass(frozen=True, slots=True)
class Scene:
    """What a scenario is asked: its moment, its question, what was read, and its hash.

    The hash is empty where no scenario is named. The baseline is the pack without the scenario.
    """

    moment: Moment
    question: Question
    loaded: LoadedScenario
    baseline: packs.Pack
    digits: str = ""


def scene_asked(pack: str | None, when: str | None, scenario: str | None) -> Scene:
    """Open the pack asked about as it is in a scenario, which is the baseline if none is named."""
    opened = opened_pack(pack)
    loaded = LoadedScenario(BASELINE) if scenario is None else find_scenario(opened, scenario)
    instant = parse_when(when, opened) if when is not None else None
    moment = moment_in(opened, loaded.scenario, instant)
    if instant is not None and loaded.scenario.instant:
        said = f"asked at {moment.when.isoformat()}, not at the instant of the scenario"
        loaded = replace(loaded, cautions=(*loaded.cautions, said))
    for caution in loaded.cautions:
        tell(f"caution: {loaded.scenario.name}: {caution}")
    question = asked(moment.pack, loaded.scenario, moment.when)
    digits = "" if scenario is None else scenario_hash(opened, loaded.scenario)
    return Scene(moment, question, loaded, opened, digits)


def moment_asked(
    pack: str | None, when: str | None, by: Mode = Mode("car"), *, scenario: str | None = None
) -> Moment:
    """Open the pack asked about at the instant asked about, for a mode of travel."""
    moment = scene_asked(pack, when, scenario).moment
    return moment if by == Mode.car else moment.travelling(mode_of(by))


def without_busy(moment: Moment, units: Sequence[str] | None, db: Path | None) -> Moment:
    """Leave out the units named as busy, and those busy with an open case of a file.

    Raises
    ------
    FaultsError
        Naming every unit that the pack does not have.
    """
    named = units or []
    if faults := unit_faults(moment.pack, named):
        raise FaultsError("--busy", faults)
    if db is None:
        return without(moment, named)
    with Store(db) as store:
        return without(moment, {*named, *busy_units(store, moment.pack.name)})


def words_of(lang: Language, pack: packs.Pack) -> Words:
    """Give the words of a language, with the clock of a pack's home."""
    return Words("ko" if lang == Language.ko else "en", home=pack.home_zone)


def mode_of(by: Mode) -> TravelMode:
    """Give a mode of travel as roads know it."""
    return cast("TravelMode", str(by))


def place_asked(moment: Moment, text: str) -> Place:
    """Read a place in the pack's country."""
    return locate(moment.pack, text, when=moment.when)


def answer(value: Value, words: Callable[[], str], *, as_json: bool) -> None:
    """Print one JSON value, or words for a person."""
    if wants_json(as_json):
        print_json(value)
    else:
        sys.stdout.write(words() + "\n")


def print_json(value: Value) -> None:
    """Print a value whole: a terminal that knows few letters gets the others as escapes."""
    knows_all = (sys.stdout.encoding or "").lower().startswith("utf")
    sys.stdout.write(json.dumps(value, ensure_ascii=not knows_all, allow_nan=False) + "\n")


def tell(line: str) -> None:
    """Say on stderr how far a long job is."""
    sys.stderr.write(f"{one_line(line)}\n")
    sys.stderr.flush()


def in_scenario(scene: Scene) -> Value:
    """Give the scenario of an answer under a key of its own; nothing for the pack as it is."""
    return {"scenario": scenario_value(scene.loaded, scene.digits)} if scene.digits else {}


def headed(scene: Scene, lines: str) -> str:
    """Put the scenario above an answer; nothing for the pack as it is."""
    return f"{scenario_lines(scene.loaded, scene.digits)}\n{lines}" if scene.digits else lines
