"""A mass release as a file says it: who leaves where and when, which doors, and their desks."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from planning.moment import moment_of
from planning.packs import Pack
from planning.trials.mass_doors import Staffed, read_desk, read_doors
from planning.trials.mass_releases import (
    MOST_HOURS,
    Arrival,
    Group,
    Release,
    read_arrival,
    read_release,
)
from planning.trials.reading import Texts, TrialTable, must_be_sound, read_table

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Mass:
    """A surge file, read.

    Parameters
    ----------
    title, note, origin
        In both languages; `origin` tells where the figures of the usual desk are from.
    country
        ISO code of the country whose doors are counted.
    begin
        First full hour of it.
    after_h
        Hours that are run after the last departure or arrival of the file.
    doors
        Every door and its desk.
    releases, arrivals
        What happens.
    """

    title: Texts
    note: Texts
    origin: Texts
    country: str
    begin: datetime
    after_h: int
    doors: tuple[Staffed, ...]
    releases: tuple[Release, ...]
    arrivals: tuple[Arrival, ...]

    @property
    def groups(self) -> tuple[Group, ...]:
        """Every group of the file, once."""
        groups = [one.group for one in self.arrivals] + [one.group for one in self.releases]
        return tuple(one for number, one in enumerate(groups) if one not in groups[:number])

    @property
    def hours(self) -> int:
        """Hours of the run."""
        ends_h = [(one.begin - self.begin) / _HOUR + one.over_h for one in self.groups]
        return math.ceil(max(ends_h)) + self.after_h


def read_mass(path: Path, pack: Pack) -> Mass:
    """Read a surge file.

    Parameters
    ----------
    path
        TOML: ``title``, ``note``, ``country``, ``after_h``; ``desk`` (``officers``,
        ``registered_per_officer_hour``, ``capacity``, ``stay_h``, ``wait_h``, ``origin``);
        ``[[doors]]`` that differ from it or are further ones; ``[[releases]]``, ``[[arrivals]]``.
    pack
        The country.

    Raises
    ------
    MissingFileError
        If there is no such file.
    FaultsError
        Naming every fault of it.
    """
    table = read_table(path, pack)
    table.word("kind", ["surge"])
    title, note = table.texts("title"), table.texts("note", needed=False)
    country = table.text("country") if table.has("country") else pack.home_country
    after_h = table.number("after_h", least=0, most=24 * 14, default=72)
    usual = table.table("desk")
    desk, origin = read_desk(usual), usual.texts("origin")
    usual.close()
    releases, arrivals = (table.tables(key, needed=False) for key in ("releases", "arrivals"))
    begin = _begin(table, [*releases, *arrivals])
    moment = moment_of(pack, begin)
    doors = read_doors(table, moment, country=country, desk=desk)
    mass = Mass(
        title=title,
        note=note,
        origin=origin,
        country=country,
        begin=begin,
        after_h=0 if math.isnan(after_h) else int(after_h),
        doors=tuple(doors),
        releases=tuple(one for each in releases for one in read_release(each, moment)),
        arrivals=tuple(read_arrival(each, {one.door.id for one in doors}) for each in arrivals),
    )
    table.close()
    if not doors:
        table.fault("doors", "NO_KEY", f"no door of {country[:8]!r} is on the map; name one")
    if not table.faults and mass.hours > MOST_HOURS:
        table.fault("", "RANGE", f"{mass.hours} hours are too many to run; at most {MOST_HOURS}")
    must_be_sound(path, table)
    return mass


def _begin(table: TrialTable, happenings: list[TrialTable]) -> datetime:
    """Give the full hour at which the first of it begins."""
    if not happenings:
        table.fault("releases", "NO_KEY", "nothing happens; write [[releases]] or [[arrivals]]")
        return datetime(2000, 1, 1, tzinfo=table.pack.zone)
    first = min(one.instant("begin") for one in happenings)
    return first.replace(minute=0, second=0, microsecond=0)
