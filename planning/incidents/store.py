"""Cases kept in one small file: an append-only log that survives a kill at any moment."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Self

from geo.errors import Fault, FaultsError, NoCaseError
from planning.incidents.cases import Case, case_of
from planning.incidents.checks import NO_CALL, NO_PLACE, faults_of, tidy
from planning.incidents.database import connect, damaged, make_private, told_plainly, writing
from planning.incidents.events import (
    TIMES,
    Change,
    Event,
    Opened,
    UnitSent,
    from_text,
    kind_of,
    read_instant,
    to_text,
)

_ID = re.compile(r"C[0-9]{4,12}")
_COLUMNS = "SELECT case_id, recorded_at, kind, content, seq FROM events"
_CHANGED = "somebody else has changed it meanwhile; look at it again, then repeat"
_STILL_OPEN = "case_id NOT IN (SELECT case_id FROM events WHERE kind = 'closed')"


class Store:
    """A file of cases, open; use it in a ``with`` block.

    Parameters
    ----------
    path
        The file.
    create
        Make it, private to its owner, where it is not there yet.

    Raises
    ------
    MissingFileError, CorruptFileError, WriteError
        See `planning.incidents.database`.
    """

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self._path = path.absolute()  # else ":memory:" would be no file
        if create and not self._path.exists():
            make_private(self._path)
        self._link = connect(self._path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._link.close()

    def open_case(
        self,
        pack: str,
        changes: Sequence[Change],
        *,
        golden_s: float,
        now: datetime,
        faults: Sequence[Fault] = (),
    ) -> Case:
        """Begin a case; when this returns it is on the disk.

        Parameters
        ----------
        pack
            Short name of the country pack.
        changes
            At least the time of the call and a place.
        golden_s
            Golden time, seconds from the call.
        now
            The instant of writing, with its zone.
        faults
            What was wrong before the changes came here: named with all the rest.

        Raises
        ------
        FaultsError
            Naming everything for which it is refused; nothing is saved then.
        WriteError
            If the file cannot take it; nothing is saved then.
        """
        with told_plainly(self._path), writing(self._link):
            count = self._link.execute("SELECT count(*) FROM events WHERE kind = 'opened'")
            case_id = f"C{int(count.fetchone()[0]) + 1:04d}"
            whole = (Opened(pack, golden_s), *map(tidy, changes))
            self._check(Case(case_id, pack), whole, now=now, faults=faults, subject="new case")
            return self._append(case_id, whole, now)

    def update(
        self,
        pack: str,
        case_id: str,
        changes: Sequence[Change],
        *,
        now: datetime,
        faults: Sequence[Fault] = (),
        seen: Case | None = None,
    ) -> Case:
        """Write changes to an open case, all or none; when this returns they are on the disk.

        Parameters
        ----------
        pack, changes, now, faults
            As for `open_case`.
        case_id
            Its id.
        seen
            The case as the writer saw it: refused if somebody has changed it since.

        Raises
        ------
        NoCaseError
            If the pack has no such case.
        FaultsError
            Naming everything for which they are refused; nothing is saved then.
        WriteError
            If the file cannot take them; nothing is saved then.
        """
        with told_plainly(self._path), writing(self._link):
            before = self.case(pack, case_id)
            kept = [tidy(one) for one in changes]
            if seen is not None and seen != before:
                faults = [*faults, Fault("CHANGED", _CHANGED)]
            self._check(before, kept, now=now, faults=faults, subject=f"case {case_id}")
            return self._append(case_id, kept, now)

    def _check(
        self,
        before: Case,
        changes: Sequence[Change],
        *,
        now: datetime,
        faults: Sequence[Fault],
        subject: str,
    ) -> None:
        is_sent = any(isinstance(one, UnitSent) for one in changes)
        busy = self._busy(before) if is_sent else {}
        found = faults_of(before, changes, now=now, busy=busy)
        if faults:  # what could not be read is not missing
            found = [fault for fault in found if fault.code not in {NO_CALL, NO_PLACE}]
        if faults or found:
            raise FaultsError(subject, dict.fromkeys([*faults, *found]))

    def _append(self, case_id: str, changes: Sequence[Change], now: datetime) -> Case:
        recorded_at = now.astimezone(UTC).isoformat()
        self._link.executemany(
            "INSERT INTO events (case_id, recorded_at, kind, content) VALUES (?, ?, ?, ?)",
            [(case_id, recorded_at, kind_of(one), to_text(one)) for one in changes],
        )
        return case_of(Case(case_id), self._log(case_id))

    def _busy(self, before: Case) -> dict[str, str]:
        """Give each unit that is busy with another open case, and the case."""
        others = self.cases(before.pack, open_only=True)
        return {unit: case.id for case in others if case.id != before.id for unit in case.units_now}

    def case(self, pack: str, case_id: str) -> Case:
        """Give one case as it stands.

        Raises
        ------
        NoCaseError
            If the pack has no such case.
        """
        return case_of(Case(case_id), self.log(pack, case_id))

    def log(self, pack: str, case_id: str) -> tuple[Event, ...]:
        """Give everything that was written about a case, the oldest first.

        Raises
        ------
        NoCaseError
            If the pack has no such case.
        """
        log = self._log(case_id) if _ID.fullmatch(case_id) else ()
        if not log or self._whole(case_id, log).pack != pack:
            raise NoCaseError(
                f"no case {case_id[:40]!r} of {pack[:40]}; `incident list` names them"
            )
        return log

    def cases(self, pack: str, *, open_only: bool = False) -> tuple[Case, ...]:
        """List the cases of a pack as they stand, the first opened first."""
        where = f" WHERE {_STILL_OPEN}" if open_only else ""
        log = self._events(f"{_COLUMNS}{where} ORDER BY case_id, seq")
        found = [
            self._whole(case_id, events) for case_id, events in groupby(log, lambda one: one.case)
        ]
        return tuple(
            sorted((case for case in found if case.pack == pack), key=lambda case: int(case.id[1:]))
        )

    def _whole(self, case_id: str, log: Iterable[Event]) -> Case:
        """Add up a log; one that only another program can have written is told of."""
        case = case_of(Case(case_id), log)
        if not (
            case.pack and case.track and "called" in case.times and case.times.keys() <= {*TIMES}
        ):
            raise damaged(self._path, f"case {case_id} has no beginning")
        return case

    def _log(self, case_id: str) -> tuple[Event, ...]:
        return tuple(self._events(f"{_COLUMNS} WHERE case_id = ? ORDER BY seq", case_id))

    def _events(self, question: str, *values: str) -> Iterable[Event]:
        with told_plainly(self._path):
            rows = self._link.execute(question, values).fetchall()
        return [self._event(*row) for row in rows]

    def _event(self, *row: str | int) -> Event:
        case_id, recorded_at, kind, content, seq = row
        try:
            at, change = read_instant(str(recorded_at)), from_text(str(kind), str(content))
        except ValueError as error:
            raise damaged(self._path, f"line {seq}: {error}") from None
        if not _ID.fullmatch(str(case_id)):
            raise damaged(self._path, f"line {seq}: {case_id!r} is no case")
        return Event(str(case_id), at, change)


def busy_units(store: Store, pack: str) -> frozenset[str]:
    """Give the ids of the units of a pack that are busy with an open case.

    They are not free for the next one: `planning.moment.Moment.busy`.
    """
    return frozenset().union(*(case.units_now for case in store.cases(pack, open_only=True)))
