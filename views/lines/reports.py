"""A report that was written: where it is, its headline, and the hash of all that it rests on."""

from pathlib import Path

from planning.reporting.dossier import Dossier
from views.lines.texts import Value, one_line


def report_value(dossier: Dossier, *, out: Path, tables: Path | None) -> Value:
    """Give where a report and its tables are, and its headline."""
    found = dossier.coverage
    return {
        "out": str(out),
        "covered_share": found.covered_share,
        "gaps": len(found.gaps),
        "hash": dossier.hash,
        "tables": None if tables is None else str(tables),
    }


def report_lines(dossier: Dossier, *, out: Path, tables: Path | None) -> str:
    """Write where a report and its tables are."""
    said = [f"report in {one_line(out)} (settings {dossier.hash})"]
    said += [f"tables in {one_line(tables)}"] if tables is not None else []
    return "\n".join(said)
