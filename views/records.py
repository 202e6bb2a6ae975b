"""What every record of a layer says of itself: its name, where it is, where it is from."""

from collections.abc import Mapping
from typing import Any

from planning.answers.contacts import Contact
from planning.landmarks import LANDMARKS
from planning.packs import Pack
from planning.supply.values import Door, Unit
from views.marks import LatLon
from views.words import Words

Row = Mapping[Any, Any]


def name_of(row: Row, t: Words) -> str:
    """Give the name in the visitor's language; English where the Korean one is not known."""
    korean = row.get("name_ko")
    if t.language == "ko" and isinstance(korean, str) and korean:
        return korean
    return str(row["name"])


def record_of(pack: Pack, record_id: str | None) -> Row | None:
    """Give the record of a place or a landmark; None if no layer of them has its id."""
    for kind in ("places", *LANDMARKS):
        rows = pack.layers[kind]
        known = rows[rows["id"] == record_id]
        if len(known):
            row: Row = known.iloc[0]
            return row
    return None


def own_name(one: Door | Unit | Contact, t: Words) -> str:
    """Give the name of a door, a unit or a line in the visitor's language."""
    return one.name_ko if t.language == "ko" and one.name_ko else one.name


def korean_names(pack: Pack) -> dict[str, str]:
    """Give the Korean name of every record that has one, by its id."""
    names: dict[str, str] = {}
    for rows in pack.layers.values():
        if {"id", "name_ko"} <= set(rows.columns):
            known = rows[rows["name_ko"].fillna("") != ""]
            names.update(zip(known["id"].astype(str), known["name_ko"].astype(str), strict=True))
    return names


def provenance(row: Row, t: Words) -> tuple[str, ...]:
    """Say how well the position is known, as of when, how sure, and by which source."""
    sure = {"high": t("high"), "medium": t("medium"), "low": t("low")}
    lines = []
    precision = row.get("precision_m")
    if precision is not None and precision == precision:  # noqa: PLR0124 - NaN is unlike itself
        lines.append(t("Position known to ±{distance}", distance=t.distance(float(precision))))
    confidence = sure.get(str(row.get("confidence")), "")
    lines.append(
        t("As of {date}, how sure: {confidence}", date=row["as_of"], confidence=confidence)
    )
    lines.append(t("Source: {source}", source=row["source"]))
    return tuple(lines)


def spot_of(row: Row) -> LatLon:
    """Give a record's place: latitude, longitude."""
    return float(row["lat"]), float(row["lon"])
