"""How old the data are: the oldest and the newest record of each layer."""

from dataclasses import dataclass

from layers.dates import first_day
from planning.packs import Pack

_WHAT_IF = "scenario"  # the source of a record that a scenario adds


@dataclass(frozen=True, slots=True)
class LayerAge:
    """One layer of a pack.

    Parameters
    ----------
    layer
        Its name.
    rows
        Number of records, in force or not.
    oldest, newest
        For which day the oldest and the newest record is true, ISO, as deep as known; empty
        without records.
    """

    layer: str
    rows: int
    oldest: str
    newest: str


def layer_ages(pack: Pack) -> tuple[LayerAge, ...]:
    """Say of every layer of a pack how old its records are; what a scenario adds has no age."""
    return tuple(
        _age(kind, list(rows.loc[rows["source"] != _WHAT_IF, "as_of"]))
        for kind, rows in sorted(pack.layers.items())
    )


def _age(kind: str, dates: list[str]) -> LayerAge:
    known = sorted((date for date in dates if date), key=first_day)
    return LayerAge(kind, len(dates), *((known[0], known[-1]) if known else ("", "")))
