"""Readiness and trust as tables for a spreadsheet; names of columns are those of the layers."""

from geo.spreadsheets import Table
from planning.moment import Moment
from planning.reporting.words import MISSING_WORDS
from planning.supply.checklists import ITEMS
from planning.supply.readiness import NationalTable
from planning.supply.trust import Trust, province_table, trust_table

_PLACE = ("id", "name", "name_ko", "kind", "status", "town", "province", "lat", "lon")
_POST = ("id", "name", "kind", "town", "province", "lat", "lon")
_TRUST = ("trust", "reason", "source", "date")


def readiness_tables(found: NationalTable) -> list[Table]:
    """Give the zones with one column an item, what each lacks, and the counts by province.

    Parameters
    ----------
    found
        From `planning.supply.readiness.national_table`.
    """
    zones = Table(
        "zones",
        (*_PLACE, "is_zone", "is_ready", *ITEMS),
        [
            (
                *(getattr(one, name) for name in _PLACE),
                one.is_zone,
                one.is_ready,
                *(item.answer for item in one.items),
            )
            for one in found.checklists
        ],
    )
    missing = Table(
        "missing",
        ("id", "name", "item", "answer", "missing", "days_ago"),
        [
            (one.id, one.name, item.name, item.answer, MISSING_WORDS[item.missing], item.days_ago)
            for one in found.checklists
            for item in one.missing
        ],
    )
    counts = [(province, *count) for province, count in found.by_province().items()]
    return [zones, missing, Table("provinces", ("province", "ready", "zones"), counts)]


def trust_tables(moment: Moment) -> list[Table]:
    """Give the trust of every post and province, with the report that decides it."""
    table = trust_table(moment)
    rows = moment.layer("police_posts").to_dict("records")
    posts = [
        (*(row.get(name) for name in _POST), row["trust"], *_cells(table[row["id"]]))
        for row in rows
    ]
    provinces = [(name, *_cells(one)) for name, one in province_table(moment).items()]
    return [
        Table("posts", (*_POST, "own_trust", *_TRUST), posts),
        Table("provinces", ("province", *_TRUST), provinces),
    ]


def _cells(one: Trust) -> tuple[str, str, str, str]:
    return one.level, one.reason, one.source, one.date
