"""Reference systems that files name: understood by EPSG code, never by following a text."""

import re

from pyproj import CRS
from pyproj.exceptions import CRSError as ProjCrsError

from geo.formats.drafts import Source, preview

CHOICES = {
    "EPSG:4326": "degrees (WGS 84, GPS)",
    "EPSG:32648": "metres, UTM zone 48N",
    "EPSG:32647": "metres, UTM zone 47N (west of 102°E)",
    "EPSG:3857": "web maps",
    "EPSG:5179": "metres, Korea 2000 unified",
    "EPSG:5186": "metres, Korea 2000 central belt",
}
"""Systems offered when a file does not say which one it uses."""

CHOICE_WORDS = ", ".join(f"{code} ({words})" for code, words in CHOICES.items())

_EPSG = re.compile(r"EPSG:(\d{4,6})", re.IGNORECASE | re.ASCII)
# A definition may name grid files on the server or strings for another library.
_REACHES_OUT = re.compile(r"nadgrids|geoidgrids|PROJ4|\+init|PARAMETERFILE|https?:", re.IGNORECASE)


def epsg_crs(source: Source, code: str) -> CRS:
    """Return the system of an EPSG code such as ``EPSG:32648``.

    Raises
    ------
    FaultsError
        CRS_UNKNOWN if there is none.
    """
    match = _EPSG.fullmatch(code.strip())
    try:
        if match is not None:
            return CRS.from_epsg(int(match[1]))
    except ProjCrsError:
        pass
    raise source.refusal(
        "CRS_UNKNOWN", f"{preview(code)} is no known reference system: choose {CHOICE_WORDS}"
    )


def check_definition(source: Source, definition: str) -> None:
    """Refuse a definition of a reference system that names files or addresses.

    Raises
    ------
    FaultsError
        CRS_UNKNOWN.
    """
    if _REACHES_OUT.search(definition):
        raise source.refusal(
            "CRS_UNKNOWN",
            f"its reference system refers to other files: save it in one of {CHOICE_WORDS}",
        )
