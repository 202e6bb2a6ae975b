"""What might have been otherwise: changes as a scenario makes them, police counted, a call made."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from geo.errors import FaultsError
from planning.packs import Pack
from planning.scenarios.changes import Change
from planning.scenarios.conditions import AsOf, GoldenTime, Police
from planning.scenarios.scenario import Scenario, applied
from planning.scenarios.tables import changes_of
from planning.supply.facilities import PolicePolicy
from planning.trials.reading import Texts, TrialTable

CallAt = Literal["", "escape", "door"]
_POLICIES: Final[tuple[PolicePolicy, ...]] = ("none", "trusted", "all")
_CALLS: Final[tuple[CallAt, ...]] = ("", "escape", "door")
_ASKED_OTHERWISE: Final = {
    AsOf.key: "the days are those of the period",
    GoldenTime.key: "the golden time is asked for when the file is run",
    Police.key: "write police beside the changes",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One proposal.

    Parameters
    ----------
    id
        Its key in the file.
    name, note
        In both languages; the note may be empty.
    changes
        What is other than in the pack, as in a scenario.
    police
        Which posts count as help.
    call
        When the help line is called and answered: at the ``escape``, at the ``door``, or not.
    """

    id: str
    name: Texts
    note: Texts
    changes: tuple[Change, ...]
    police: PolicePolicy
    call: CallAt

    def pack_of(self, pack: Pack) -> Pack:
        """Give the pack with the changes made; itself where there are none.

        Raises
        ------
        FaultsError
            Naming every change that cannot be made to it.
        """
        return applied(pack, Scenario("measure", changes=self.changes)) if self.changes else pack


def read_measure(table: TrialTable) -> Measure:
    """Read one of the ``[[measures]]``; its ``[[measures.change]]`` are those of a scenario."""
    police, call = (
        table.word("police", _POLICIES, default="none"),
        table.word("call", _CALLS, default=""),
    )
    listed = table.values("change")
    measure = Measure(
        id=table.text("id"),
        name=table.texts("name"),
        note=table.texts("note", needed=False),
        changes=_changes(table, listed),
        police=next(one for one in _POLICIES if one == police),
        call=next(one for one in _CALLS if one == call),
    )
    if not listed and police == "none" and not call:
        table.fault("", "NO_KEY", "changes nothing; give [[measures.change]], police or call")
    table.close()
    return measure


def _changes(table: TrialTable, listed: Sequence[Any]) -> tuple[Change, ...]:
    """Read changes and try them on the pack: every fault of either is noted."""
    for number, entry in enumerate(listed, start=1):
        key = entry.get("do") if isinstance(entry, dict) else None
        if why := _ASKED_OTHERWISE.get(key) if isinstance(key, str) else None:
            table.fault("", "BAD_WORD", f"change {number}: {key} is no change of a measure; {why}")
    try:
        changes = changes_of(listed)
        applied(table.pack, Scenario("measure", changes=changes))
    except FaultsError as error:
        for fault in error.faults:
            table.fault("", fault.code, fault.message)
        return ()
    return changes
