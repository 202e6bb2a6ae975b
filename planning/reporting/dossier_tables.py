"""The tables of a report for a spreadsheet or a map; names of columns are those of the layers."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from geo.spreadsheets import Table
from planning.cover.areas import AreaCover, AreaKind, hexagon
from planning.cover.week import HOURS
from planning.coverage import Coverage
from planning.reporting.dossier import Dossier
from planning.reporting.numbers import setting_numbers
from planning.reporting.tables import readiness_tables, trust_tables
from planning.scenarios.compare import Comparison

_AREA = (
    *("id", "name", "province", "points", "total_weight", "covered_weight"),
    *("backup_weight", "covered_share", "backup_share"),
)
_GAP = ("id", "name", "province", "lat", "lon", "weight")
_WHY = ("kind", "by", "arrival_s", "late_s", "opens_at", "needs_hazard", "blocked_by")
_TURN = ("id", "name", "province", "lat", "lon", "weight", "before", "after")


def dossier_tables(dossier: Dossier) -> list[Table]:
    """Give every table of a report.

    Parameters
    ----------
    dossier
        The figures.

    Returns
    -------
    list of Table
        Weights, seconds and shares as they were reckoned, none rounded. Gaps and hexagons
        have a place on the map.
    """
    found = dossier.coverage
    readiness = readiness_tables(dossier.readiness)
    trust = trust_tables(dossier.moment)
    return [
        _figures(dossier),
        _gaps("gaps", found),
        *([_gaps("gaps_safe", dossier.safe)] if dossier.safe else []),
        _causes(found),
        *(_areas(name, dossier.areas[kind]) for kind, name in _AREA_NAMES.items()),
        _week(dossier),
        _police(dossier),
        *(_comparison(dossier.comparison) if dossier.comparison else ()),
        *(replace(one, name=f"readiness_{one.name}") for one in readiness),
        *(replace(one, name=f"trust_{one.name}") for one in trust),
        Table("settings", ("setting", "value"), list(_settings(dossier))),
        Table(
            "data",
            ("layer", "rows", "oldest", "newest"),
            [(one.layer, one.rows, one.oldest, one.newest) for one in dossier.layers],
        ),
    ]


_AREA_NAMES: Mapping[AreaKind, str] = {
    "province": "provinces",
    "district": "districts",
    "hex": "hexagons",
}


def _figures(dossier: Dossier) -> Table:
    found, week = dossier.coverage, dossier.week
    rows: list[tuple[str, float | None]] = [
        ("total_weight", found.total_weight),
        ("covered_weight", found.covered_weight),
        ("covered_share", found.covered_share),
        ("backup_share", found.backup_share),
        ("safe_share", dossier.safe.covered_share if dossier.safe else None),
        ("ready_zones_share", dossier.effect.ready_zones.covered_share),
        ("week_mean_share", week.mean_share),
        ("worst_hour_share", float(week.shares().ravel()[week.worst_hour])),
        *((f"reached_{100 * share:.0f}_s", found.time_to_reach(share)) for share in (0.5, 0.8, 0.9)),
    ]  # fmt: skip
    return Table("figures", ("figure", "value"), rows)


def _gaps(name: str, found: Coverage) -> Table:
    rows = []
    for gap in found.gaps:
        why = gap.why
        opens_at = why.opens_at.isoformat() if why.opens_at else None
        cells = (why.kind, why.by, why.arrival_s, why.late_s, opens_at, why.needs_hazard)
        place = [getattr(gap, column) for column in _GAP]
        rows.append((*place, *cells, ", ".join(why.blocked_by), gap.eta_s, gap.eta_by))
    return Table(name, (*_GAP, "cause", *_WHY[1:], "eta_s", "eta_by"), rows)


def _causes(found: Coverage) -> Table:
    rows = [(cause, weight, weight / found.total_weight) for cause, weight in found.causes.items()]
    return Table("causes", ("cause", "weight", "share"), rows)


def _areas(name: str, areas: tuple[AreaCover, ...]) -> Table:
    rows = [tuple(getattr(area, column) for column in _AREA) for area in areas]
    shapes = [hexagon(area.id) for area in areas] if name == "hexagons" else ()
    return Table(name, _AREA, rows, shapes)


def _week(dossier: Dossier) -> Table:
    week = dossier.week
    shares, backup = week.shares().ravel(), week.shares(at_least=2).ravel()
    rows = [
        (n // 24, n % 24, week.instants[n].isoformat(), float(shares[n]), float(backup[n]))
        for n in range(HOURS)
    ]
    return Table("week", ("day", "hour", "when", "covered_share", "backup_share"), rows)


def _police(dossier: Dossier) -> Table:
    rows = [
        (policy, one.covered_weight, one.covered_share, one.backup_share)
        for policy, one in dossier.by_police.items()
    ]
    return Table("police", ("police", "covered_weight", "covered_share", "backup_share"), rows)


def _comparison(found: Comparison) -> Iterator[Table]:
    shares = [
        (
            *(kind, tally.before.covered_share, tally.after.covered_share),
            *(tally.before.covered_weight, tally.after.covered_weight),
        )
        for kind, tally in found.tallies.items()
    ]
    turns = [
        (kind, word, *(getattr(turn, column) for column in _TURN))
        for kind, tally in found.tallies.items()
        for word, listed in (("gain", tally.gains), ("loss", tally.losses))
        for turn in listed
    ]
    yield Table(
        "scenarios",
        ("demand", "share_before", "share_after", "weight_before", "weight_after"),
        shares,
    )
    yield Table(
        "scenario_settings",
        ("setting", "before", "after"),
        [
            ("scenario", found.before.scenario.name, found.after.scenario.name),
            ("hash", found.before.hash, found.after.hash),
            *((one.key, one.before, one.after) for one in found.differences),
        ],
    )
    yield Table("scenario_places", ("demand", "turn", *_TURN), turns)


def _settings(dossier: Dossier) -> Iterator[tuple[str, object]]:
    """List the question, then every number, each as text where another is one."""
    found, about = dossier.coverage, dossier.moment.pack.manifest.about
    yield from (
        ("hash", dossier.hash),
        ("pack_hash", dossier.pack_hash),
        ("pack", about["name"]),
        ("scenario", dossier.loaded.scenario.name),
        ("when", dossier.moment.when.isoformat()),
        ("golden_s", found.golden_s),
        ("direction", found.direction),
        ("police", found.police),
        ("demand", found.demand.kind),
        ("most_hazard", dossier.safe.most_hazard if dossier.safe else found.most_hazard),
        ("busy", " ".join(sorted(dossier.moment.busy))),
    )
    numbers = setting_numbers(dossier.moment.pack.settings)
    yield from ((f"pack.{key}", value) for key, value in numbers.items())
