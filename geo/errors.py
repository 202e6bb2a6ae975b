"""Every way an input can be wrong: one root, leaves that are also builtins, stable codes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar


class GreenZoneError(Exception):
    """Root of every error that a user can mend; anything else is a bug.

    The message says where, what, and what to do. `code` is stable: tests and
    other programs rely on it, translations are keyed by it.
    """

    code: ClassVar[str] = "ERROR"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an input.

    Parameters
    ----------
    code
        Stable upper-case word, such as ``BAD_COORD``.
    message
        What is wrong and what to do.
    row
        Row number as a person counts it in the file (the header is row 1),
        or None when the fault is not in a row.
    column
        Column name, or None.
    """

    code: str
    message: str
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        where = f"row {self.row}" if self.row is not None else ""
        if self.column is not None:
            where = f"{where}, {self.column}" if where else self.column
        return f"{where}: {self.message}" if where else self.message


class FaultsError(ValueError, GreenZoneError):
    """An input with one or more faults, all of them named at once.

    Parameters
    ----------
    subject
        The file or thing that is wrong, as a person would call it.
    faults
        Every fault found; never empty.

    Examples
    --------
    >>> error = FaultsError("sites.csv", [Fault("BAD_COORD", "latitude 95 is over 90", row=3)])
    >>> print(error)
    sites.csv: row 3: latitude 95 is over 90
    >>> error.faults[0].code
    'BAD_COORD'
    """

    code: ClassVar[str] = "FAULTS"

    def __init__(self, subject: str, faults: Iterable[Fault]) -> None:
        self.subject = subject
        self.faults = tuple(faults)
        count = len(self.faults)
        head = f"{subject}: " if count == 1 else f"{subject}: {count} faults: "
        super().__init__(head + "; ".join(str(fault) for fault in self.faults))


class PlaceError(ValueError, GreenZoneError):
    """A place that cannot be read."""

    code: ClassVar[str] = "BAD_COORD"


class UnknownPlaceError(LookupError, GreenZoneError):
    """A name that no gazetteer entry bears; `choices` are those that are at least alike."""

    code: ClassVar[str] = "UNKNOWN_PLACE"

    def __init__(self, message: str, choices: Iterable[str] = ()) -> None:
        self.choices = tuple(choices)
        super().__init__(message)


class AmbiguousPlaceError(PlaceError):
    """A text that may mean two places: the person must choose, nothing is guessed."""

    code: ClassVar[str] = "AMBIGUOUS"

    def __init__(self, message: str, choices: Iterable[str]) -> None:
        self.choices = tuple(choices)
        super().__init__(message)


class SwappedError(AmbiguousPlaceError):
    """Latitude and longitude seem to have changed places."""

    code: ClassVar[str] = "SWAPPED"


class OutsideError(PlaceError):
    """A point that lies outside the country of the pack, or in the sea."""

    code: ClassVar[str] = "OUTSIDE"


class TooFarError(ValueError, GreenZoneError):
    """A point further from any road than the pack allows."""

    code: ClassVar[str] = "TOO_FAR"


class NoRouteError(LookupError, GreenZoneError):
    """No open road joins two places."""

    code: ClassVar[str] = "NO_ROUTE"


class NoNetworkError(ValueError, GreenZoneError):
    """A road network without a single usable road."""

    code: ClassVar[str] = "NO_NETWORK"


class OsmFileError(ValueError, GreenZoneError):
    """A file that is no OpenStreetMap extract, or not of the kind its name says."""

    code: ClassVar[str] = "OSM_FILE"


class OsmEmptyError(OsmFileError):
    """An OpenStreetMap file without a single byte."""

    code: ClassVar[str] = "OSM_EMPTY"


class OsmDamagedError(OsmFileError):
    """An OpenStreetMap file that is cut short or damaged."""

    code: ClassVar[str] = "OSM_DAMAGED"


class CorruptFileError(OSError, GreenZoneError):
    """A file of ours that is cut short, altered or of another kind."""

    code: ClassVar[str] = "CORRUPT"


class CrsError(ValueError, GreenZoneError):
    """A coordinate reference system that is missing or not the one needed."""

    code: ClassVar[str] = "CRS_WRONG"


class MomentError(ValueError, GreenZoneError):
    """A date or time that does not exist or cannot be read."""

    code: ClassVar[str] = "BAD_TIME"


class SettingError(ValueError, GreenZoneError):
    """A setting or option outside its range."""

    code: ClassVar[str] = "RANGE"


class CalibrationError(ValueError, GreenZoneError):
    """A log of trips from which no better table of speeds can be fitted."""

    code: ClassVar[str] = "CALIBRATION"


class PackError(LookupError, GreenZoneError):
    """A country pack that is not there, or not whole."""

    code: ClassVar[str] = "PACK"


class NoCaseError(LookupError, GreenZoneError):
    """A case that is not in the file of cases."""

    code: ClassVar[str] = "NO_CASE"


class NoResourceError(LookupError, GreenZoneError):
    """Nobody and nothing on the map that could answer the question."""

    code: ClassVar[str] = "NO_RESOURCE"


class MissingFileError(FileNotFoundError, GreenZoneError):
    """A file that is not there, or may not be read."""

    code: ClassVar[str] = "NO_FILE"


class WriteError(OSError, GreenZoneError):
    """A file that cannot be written; what was saved before is untouched."""

    code: ClassVar[str] = "WRITE"


class ConflictError(RuntimeError, GreenZoneError):
    """Another has changed the same thing since it was shown."""

    code: ClassVar[str] = "CONFLICT"


class FetchError(ConnectionError, GreenZoneError):
    """A map server that does not answer, or not with what was asked; nothing half is kept."""

    code: ClassVar[str] = "FETCH"


class RasterCrsError(ValueError, GreenZoneError):
    """A raster without a reference system, or without one in metres."""

    code: ClassVar[str] = "RASTER_CRS"


class RasterTooLargeError(ValueError, GreenZoneError):
    """A raster that declares more pixels than may be read."""

    code: ClassVar[str] = "RASTER_TOO_LARGE"


class RasterTypeError(ValueError, GreenZoneError):
    """A raster that is no GeoTIFF of one band of figures, north up."""

    code: ClassVar[str] = "RASTER_TYPE"
