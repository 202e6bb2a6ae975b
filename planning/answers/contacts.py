"""Whom to call: lines without a place, and the telephones of our missions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from planning.moment import Moment
from planning.supply.facilities import hours_of

_KINDS = ("duty_phone", "call_centre", "crisis_centre", "hotline")
_OPEN_ORDER = {True: 0, None: 1, False: 2}


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who can be called.

    Parameters
    ----------
    id, name, name_ko, kind
        As in its layer: a kind of line, or of mission.
    phone
        The number; empty if none is on file, or none that is confirmed.
    hours
        When it is answered, as OSM opening_hours text; empty if that is not known.
    is_open
        Whether it is answered at this moment; None if that is not known.
    opens_at
        When it is answered next, if it is not now and known to be.
    """

    id: str
    name: str
    name_ko: str
    kind: str
    phone: str
    hours: str
    is_open: bool | None
    opens_at: datetime | None

    @property
    def is_for_victims(self) -> bool:
        """Whether a victim is told to call it: answered now, and by our own people.

        A hotline of the country is listed for the officer, who knows whether the police of
        the place can be trusted; a victim is not sent there silently.
        """
        return bool(self.phone and self.is_open) and self.kind != "hotline"


def contacts_at(moment: Moment) -> list[Contact]:
    """List whom to call, those who answer now first.

    Lines of the contacts layer, and our missions in the country that have a telephone. A
    number of low confidence is not confirmed, so it is not shown.
    """
    missions = moment.layer("missions")
    ours = missions[
        (missions["country"] == moment.pack.home_country)
        & (missions["host_country"] == moment.pack.manifest.about["country"])
    ]
    lines = [_contact(moment, row) for row in _records(moment.layer("contacts"))]
    houses = [_contact(moment, row) for row in _records(ours)]
    return sorted([*lines, *(one for one in houses if one.phone)], key=_rank)


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): cell for key, cell in row.items()} for row in rows.to_dict("records")]


def _rank(one: Contact) -> tuple[bool, int, int, str]:
    kind = _KINDS.index(one.kind) if one.kind in _KINDS else len(_KINDS)
    return (not one.phone, _OPEN_ORDER[one.is_open], kind, one.id)


def _contact(moment: Moment, row: Mapping[str, Any]) -> Contact:
    hours = hours_of(moment.pack, row.get("hours") or "", row.get("holidays", ""))
    state = hours.state(moment.when)
    is_open = {"open": True, "closed": False, "unknown": None}[state]
    is_confirmed = row["confidence"] != "low"
    return Contact(
        id=str(row["id"]),
        name=str(row["name"]),
        name_ko=str(row.get("name_ko") or ""),
        kind=str(row["kind"]),
        phone=str(row.get("phone") or "") if is_confirmed else "",
        hours=hours.text,
        is_open=is_open,
        opens_at=hours.next_opening(moment.when) if is_open is False else None,
    )
