"""The words of the Data page: names of layers, how old a day is, what an edit was."""

from collections.abc import Callable, Mapping
from datetime import date

from planning.editing.changesets import Changeset
from planning.holdings import Holding
from views import symbols
from views.tokens import Tokens
from views.words import Words

OLD_MONTHS = 6


def layer_words(t: Words) -> dict[str, str]:
    """Name every layer."""
    return {
        "sites": t("Reported sites"),
        "missions": t("Missions"),
        "contacts": t("Telephone lines"),
        "green_zones": t("Green Zones"),
        "police_posts": t("Police posts"),
        "units": t("Units and shifts"),
        "travel_alarms": t("Travel alarms"),
        "closures": t("Closures"),
        "signals": t("Dated reports"),
        "places": t("Places"),
        "people": t("People"),
        "hospitals": t("Hospitals"),
        "fuel_stations": t("Fuel stations"),
        "police_areas": t("Police by area"),
        "notices": t("Notices to offices"),
    }


def layer_symbol(kind: str, look: Tokens) -> str:
    """Give the symbol that the map draws for a layer; empty where it draws none."""
    drawn: Mapping[str, Callable[[], str]] = {
        "sites": lambda: symbols.site("confirmed", look),
        "missions": lambda: symbols.mission("open", look),
        "green_zones": lambda: symbols.zone("open", look),
        "police_posts": lambda: symbols.police("unverified", look),
        "police_areas": lambda: symbols.police("avoid", look),
        "units": lambda: symbols.unit("duty", "A", look),
        "travel_alarms": lambda: symbols.alarm(3.0, look),
        "closures": lambda: symbols.gate("closed", look),
        "signals": lambda: symbols.signal("report", look),
        "hospitals": lambda: symbols.hospital(look),
        "fuel_stations": lambda: symbols.fuel(look),
    }
    return drawn[kind]() if kind in drawn else ""


def months_since(day: str, today: date) -> int | None:
    """Count the whole months since a day known to the day, the month or the year.

    Examples
    --------
    >>> months_since("2026-02", date(2026, 11, 27)), months_since("", date(2026, 11, 27))
    (9, None)
    """
    parts = [int(part) for part in day[:10].split("-") if part.isdecimal()]
    if not parts:
        return None
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    return max(0, 12 * (today.year - year) + today.month - month)


def state_words(held: Holding, today: date, t: Words) -> list[tuple[str, str]]:
    """Say what is missing or doubtful in a layer, each with its state: ok, late or unk."""
    said: list[tuple[str, str]] = []
    if held.without_hours:
        said.append(("late", t("hours missing for {count}", count=t.number(held.without_hours))))
    if held.sure and held.sure[2]:
        said.append(("unk", t("{count} of low confidence", count=t.number(held.sure[2]))))
    if held.states:
        words = stated_words(t)
        parts = [f"{t.number(count)} {words.get(word, word)}" for word, count in held.states]
        said.append(("unk", ", ".join(parts)))
    age = months_since(held.newest, today)
    if age is not None and age >= OLD_MONTHS:
        years = age // 12
        said.append(
            ("late", t("{count} years without a change", count=years))
            if years > 1
            else ("late", t("{count} months without a change", count=age))
        )
    if not held.rows:
        said.append(("unk", t("no row")))
    return said or [("ok", t("complete"))]


def stated_words(t: Words) -> dict[str, str]:
    """Name the states by which rows of a layer are told apart."""
    return {
        "confirmed": t("confirmed"),
        "corroborated": t("corroborated"),
        "suspected": t("suspected"),
        "open": t("open"),
        "promised": t("promised"),
        "candidate": t("candidate"),
        "closed": t("closed"),
        "trusted": t("trusted"),
        "unverified": t("unverified"),
        "avoid": t("avoid"),
        "road": t("roads"),
        "gate": t("gates"),
    }


def changeset_words(changeset: Changeset, t: Words) -> str:
    """Say what an edit was."""
    added, changed, removed = changeset.counts()
    parts = [
        t("{count} added", count=added) if added else "",
        t("{count} changed", count=changed) if changed else "",
        t("{count} removed", count=removed) if removed else "",
    ]
    counts = ", ".join(part for part in parts if part)
    layer = layer_words(t).get(changeset.layer, changeset.layer)
    if changeset.what == "undo":
        return t("{layer}: edit {number} undone", layer=layer, number=changeset.undoes or 0)
    return f"{layer}: {counts}"
