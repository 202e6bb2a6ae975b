"""Commands about cases: open one, write into it, see what is running, and what all of them tell."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from geo.errors import FaultsError, GreenZoneError, SettingError
from planning.dispatch import DispatchCard, assess_incident
from planning.incidents.cases import Case
from planning.incidents.database import default_path
from planning.incidents.desk import Draft, place_of, without
from planning.incidents.stats import statistics_of, within
from planning.incidents.store import Store, busy_units
from planning.moment import moment_of
from planning.packs import Pack
from views.commands.asked import (
    DbOption,
    JsonOption,
    Language,
    PackOption,
    TellLangOption,
    answer,
    group,
    opened_pack,
    words_of,
)
from views.lines.cards import card_lines, card_value
from views.lines.incidents import (
    case_line,
    case_lines,
    case_value,
    list_lines,
    log_value,
    statistics_lines,
    statistics_value,
)
from views.lines.texts import one_line

commands = group("Cases: calls for help, from the first ring to the admission.")

CaseId = Annotated[str, typer.Argument(metavar="ID", help="Id of the case, such as C0001.")]
NoteOption = Annotated[
    str | None, typer.Option("--note", help="About the case, never about the person.")
]
ErrorOption = Annotated[
    float | None, typer.Option("--error-m", help="How far the true place may be, metres.")
]
CalledOption = Annotated[str | None, typer.Option(help="When the call came: ISO, or now.")]
TimeOption = Annotated[str | None, typer.Option(help="When, ISO, or now; corrects an earlier one.")]


@commands.command("open")
def incident_open(
    place: str,
    *,
    called: CalledOption = None,
    error_m: ErrorOption = None,
    golden_min: Annotated[
        float | None, typer.Option("--golden-min", help="Golden time, minutes; else the pack's.")
    ] = None,
    note: NoteOption = None,
    db: DbOption = None,
    lang: TellLangOption = Language("en"),
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Open a case, and say who could go: units busy with another one cannot."""
    opened = opened_pack(pack)
    now = _now(opened)
    draft = Draft(opened, now)
    begun = draft.time("called", called or "now") or now
    draft.place(place, when=begun, error_m=error_m)
    draft.note(note)
    golden_s = opened.settings.golden_s if golden_min is None else 60.0 * golden_min
    with Store(_file(opened, db), create=True) as store:
        case = store.open_case(
            opened.name, draft.changes, golden_s=golden_s, now=now, faults=draft.faults
        )
        busy = busy_units(store, opened.name)
    card, why = _who_could_go(opened, case, busy, now=now)
    words = words_of(lang, opened)
    value = case_value(case, now) | {"card": card and card_value(card, words), "card_error": why}
    answer(
        value,
        lambda: f"{case_line(case, now)}\n{card_lines(card, words) if card else one_line(why)}",
        as_json=as_json,
    )


def _who_could_go(
    pack: Pack, case: Case, busy: frozenset[str], *, now: datetime
) -> tuple[DispatchCard | None, str | None]:
    """Rank who could go within what is left; a case is kept even where nobody can be timed."""
    left_s = (case.due_at - now).total_seconds()
    try:
        moment = without(moment_of(pack, now), busy)
        card = assess_incident(moment, place_of(case.place), golden_s=max(left_s, 0.0))
    except GreenZoneError as error:
        return None, str(error)
    return card, None


@commands.command("update")
def incident_update(
    case_id: CaseId,
    *,
    called: CalledOption = None,
    answered: TimeOption = None,
    sent: TimeOption = None,
    unit: Annotated[
        list[str] | None, typer.Option("--unit", help="Id of a unit that goes; may be repeated.")
    ] = None,
    arrived: TimeOption = None,
    admitted: TimeOption = None,
    place: Annotated[str | None, typer.Option("--place", help="Where the victim is now.")] = None,
    error_m: ErrorOption = None,
    free: Annotated[
        list[str] | None, typer.Option("--free", help="Id of a unit that is free again.")
    ] = None,
    note: NoteOption = None,
    close: Annotated[bool, typer.Option("--close", help="The case is over.")] = False,
    db: DbOption = None,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write into an open case, all that is given or nothing."""
    opened = opened_pack(pack)
    now = _now(opened)
    draft = Draft(opened, now)
    told = {
        "called": called,
        "answered": answered,
        "sent": sent,
        "arrived": arrived,
        "admitted": admitted,
    }
    for name, text in told.items():
        draft.time(name, text)
    draft.place(place, when=now, error_m=error_m)
    draft.units(sent=unit or [], freed=free or [])
    draft.note(note)
    if close:
        draft.close()
    if not draft.changes and not draft.faults:
        raise SettingError("nothing to write is given; incident update --help lists what can be")
    with Store(_file(opened, db)) as store:
        case = store.update(opened.name, case_id, draft.changes, now=now, faults=draft.faults)
    answer(case_value(case, now), lambda: case_line(case, now), as_json=as_json)


@commands.command("list")
def incident_list(
    *,
    everything: Annotated[bool, typer.Option("--all", help="Closed cases, too.")] = False,
    db: DbOption = None,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the open cases, the first opened first."""
    opened = opened_pack(pack)
    now = _now(opened)
    cases = _cases(opened, db, open_only=not everything)
    value = {"cases": [case_value(case, now) for case in cases]}
    answer(value, lambda: list_lines(cases, now), as_json=as_json)


@commands.command("show")
def incident_show(
    case_id: CaseId,
    *,
    db: DbOption = None,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a case: what is left of its golden time, and everything that was written."""
    opened = opened_pack(pack)
    now = _now(opened)
    with Store(_file(opened, db)) as store:
        case, log = store.case(opened.name, case_id), store.log(opened.name, case_id)
    value = case_value(case, now) | {"log": log_value(log, opened.zone)}
    answer(value, lambda: case_lines(case, log, now), as_json=as_json)


@commands.command("stats")
def incident_stats(
    *,
    since: Annotated[str | None, typer.Option(help="Calls from this instant on, ISO.")] = None,
    until: Annotated[str | None, typer.Option(help="Calls before this instant, ISO.")] = None,
    db: DbOption = None,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say how calls were answered, how often help was in time, where the minutes went."""
    opened = opened_pack(pack)
    now = _now(opened)
    span = Draft(opened, now)
    ends = span.time("since", since), span.time("until", until)
    if span.faults:
        raise FaultsError("span", span.faults)
    cases = within(_cases(opened, db), since=ends[0], until=ends[1])
    answer_s = opened.settings.delays.answer_s
    found = statistics_of(cases, now=now, answer_s=answer_s, zone=opened.zone)
    value = statistics_value(found, answer_s)
    answer(value, lambda: statistics_lines(found, answer_s), as_json=as_json)


def _now(pack: Pack) -> datetime:
    return datetime.now(tz=pack.zone).replace(microsecond=0)


def _file(pack: Pack, db: Path | None) -> Path:
    return default_path(pack.name) if db is None else db


def _cases(pack: Pack, db: Path | None, *, open_only: bool = False) -> tuple[Case, ...]:
    """List the cases of a file; the user's own need not be there before the first case."""
    path = _file(pack, db)
    if db is None and not path.exists():
        return ()
    with Store(path) as store:
        return store.cases(pack.name, open_only=open_only)
