"""What kind of thing went wrong, by its code, in one short sentence of the visitor's language."""

from collections.abc import Mapping
from types import MappingProxyType

from geo.errors import Fault
from geo.text import plain
from views.words import Words


def headline(code: str, t: Words) -> str:
    """Name the kind of error in one short sentence; empty for a code without one."""
    return (_of_questions(t) | _of_files(t) | _of_cells(t)).get(code, "")


def fault_words(fault: Fault, t: Words, names: Mapping[str, str] = MappingProxyType({})) -> str:
    """Say a fault: what kind it is in the visitor's language, then the exact detail.

    Parameters
    ----------
    names
        What columns are called, by their names in the file.
    """
    column = f"{names.get(fault.column, fault.column)}: " if fault.column else ""
    detail = f"{column}{plain(fault.message, 300)}"
    head = headline(fault.code, t) if t.language != "en" else ""
    return f"{head} {detail}" if head else detail


def _of_questions(t: Words) -> dict[str, str]:
    return {
        "BAD_COORD": t("The place could not be read."),
        "UNKNOWN_PLACE": t("This place is not known."),
        "AMBIGUOUS": t("The place may mean two things; please choose."),
        "SWAPPED": t("Latitude and longitude seem to be swapped."),
        "OUTSIDE": t("The place lies outside the country."),
        "TOO_FAR": t("The place is too far from any road."),
        "NO_ROUTE": t("No open road leads there."),
        "BAD_TIME": t("The date or time could not be read."),
        "RANGE": t("A setting is outside its range."),
        "NO_RESOURCE": t("There is nobody and nothing on the map to answer with."),
        "PACK": t("The country data are not complete."),
        "FAULTS": t("The data have faults."),
        "NOTE_NUMBER": t("The note looks as if it held a number of a person."),
        "NOTE_ADDRESS": t("The note looks as if it held an address or an account."),
        "NOTE_EMPTY": t("The note is empty."),
        "NOTE_LENGTH": t("The note is too long."),
        "BUSY": t("The unit is busy with a case."),
        "NOT_BUSY": t("The unit is not busy with this case."),
        "ORDER": t("The times stand in an impossible order."),
        "FUTURE": t("The time is still to come."),
        "CLOSED": t("The case is closed."),
        "CHANGED": t("Somebody else has changed the case meanwhile."),
        "NO_CASE": t("There is no such case."),
        "TOGETHER": t("These settings do not go together."),
        "CONFLICT": t("Another has changed the same thing meanwhile."),
        "WRITE": t("Nothing could be saved."),
    } | dict.fromkeys(
        ("AGREEMENT", "CANDIDATE", "CONSENT", "COST"),
        t("The candidates do not fit the question."),
    )


def _of_files(t: Words) -> dict[str, str]:
    """Name what is wrong with a file as a whole."""
    kinds = {
        t("The file is not of a kind that can be read here."): (
            *("ARCHIVE_TYPE", "BINARY", "JSON_TYPE", "NOT_GPKG", "NOT_GPX", "NOT_KML", "NO_KML"),
            *("NO_SHP", "RASTER_TYPE", "SHP_ALONE", "SHP_PART", "TYPE_MISMATCH", "UNKNOWN_TYPE"),
        ),
        t("The file holds no rows."): ("EMPTY_FILE", "EMPTY_ZIP", "NO_FEATURES", "NO_ROWS"),
        t("The file is damaged or cut short."): (
            *("BAD_ZIP", "CORRUPT", "JSON_CONSTANT", "JSON_SYNTAX", "OSM_DAMAGED", "READ"),
            *("SHP_READ", "XML_SYNTAX"),
        ),
        t("The file is built in a way that is refused for safety."): (
            *("GPKG_UNSAFE", "JSON_DEPTH", "XML_DEPTH", "XML_ENTITY", "ZIP_BOMB", "ZIP_FILES"),
            *("ZIP_LINK", "ZIP_LOCKED", "ZIP_PATH"),
        ),
        t("The file is too large."): ("RASTER_TOO_LARGE", "TOO_LARGE", "TOO_MANY"),
        t("The letters of the file could not be read."): ("ENCODING",),
        t("The columns do not fit."): (
            *("BAD_COLUMN", "CSV_SHAPE", "DUP_COLUMN", "NO_COLUMN", "WRONG_KIND"),
        ),
        t("There is no place on the map in it."): ("GEOMETRY", "NO_COORDS", "NO_GEOMETRY"),
        t("The coordinate system does not fit."): (
            *("CRS_MISSING", "CRS_UNKNOWN", "CRS_WRONG", "RASTER_CRS"),
        ),
        t("The file is not there."): ("NO_FILE",),
        t("The file is no OpenStreetMap file."): ("OSM_EMPTY", "OSM_FILE"),
        t("There is no road in it."): ("NO_NETWORK",),
    }
    return {code: sentence for sentence, codes in kinds.items() for code in codes}


def _of_cells(t: Words) -> dict[str, str]:
    """Name what is wrong with one cell of a table."""
    return {
        "BAD_CELL": t("A cell holds a word that is not known."),
        "BAD_COUNTRY": t("A cell holds a word that is not known."),
        "BAD_DATE": t("The date or time could not be read."),
        "BAD_HOURS": t("The hours could not be understood."),
        "BAD_NUMBER": t("A number could not be read."),
        "BAD_PHONE": t("The telephone number could not be read."),
        "BAD_WORD": t("A cell holds a word that is not known."),
        "BLANK": t("A cell is empty that must be filled in."),
        "DUP_ID": t("An id stands there twice."),
        "UNKNOWN_ID": t("Something is named that is not on file."),
        "UNSAFE": t("It would be unsafe to say so."),
    }
