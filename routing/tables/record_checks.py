"""What can be wrong with a road table: every fault of it, with its row and column."""

from collections.abc import Callable, Iterator

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.crs import metric_crs, require_degrees
from geo.errors import CrsError, Fault
from routing.network import NODE_KINDS, RESOLUTIONS, ROAD_CLASSES, SURFACES, BoolArray, StrArray
from routing.tables.columns import NO, YES, is_on_earth, missing_columns, numbers, row_faults, texts
from routing.tables.course_checks import JUNCTION_COLUMNS, check_courses

RECORD_COLUMNS = ("id", "from", "to", "class", "surface")
YES_NO_COLUMNS = ("bridge", "toll", "oneway")


def check_frame(records: gpd.GeoDataFrame, crs: str, resolution: str) -> list[Fault]:
    """Find what is wrong with the reference systems and the resolution."""
    faults = []
    checks: tuple[Callable[[], object], ...] = (
        lambda: require_degrees(records),
        lambda: metric_crs(crs),
    )
    for check in checks:
        try:
            check()
        except CrsError as error:
            faults.append(Fault(error.code, str(error)))
    if resolution not in RESOLUTIONS:
        faults.append(
            Fault("VALUE", f"resolution {resolution!r}: write {' or '.join(RESOLUTIONS)}")
        )
    return faults


def check_junctions(junctions: pd.DataFrame) -> list[Fault]:
    """Find what is wrong with the junctions alone."""
    faults = missing_columns(junctions, JUNCTION_COLUMNS, name="junctions")
    if faults:
        return faults
    keys, kinds = texts(junctions, "id"), texts(junctions, "kind")
    lon, lat = numbers(junctions, "lon"), numbers(junctions, "lat")
    off_earth = ~is_on_earth(lon, lat)
    no_place = "junction {}: latitude {}, longitude {} is no point on Earth"
    no_kind = f"junction {{}}: kind {{!r}} is not one of {', '.join(NODE_KINDS)}"
    unknown = ~np.isin(kinds, (*NODE_KINDS, ""))
    return [
        *row_faults(keys == "", "EMPTY", "a junction without an id", column="id"),
        *row_faults(
            _is_repeated(keys), "DUPLICATE", "junction {} is listed twice", keys, column="id"
        ),
        *row_faults(off_earth, "BAD_COORD", no_place, keys, lat, lon, column="lat"),
        *row_faults(unknown, "VALUE", no_kind, keys, kinds, column="kind"),
    ]


def check_records(records: gpd.GeoDataFrame, junctions: pd.DataFrame) -> list[Fault]:
    """Find what is wrong with the road records, their courses and their junctions."""
    faults = missing_columns(records, RECORD_COLUMNS, name="roads")
    if faults:
        return faults
    keys = texts(records, "id")
    return [
        *row_faults(keys == "", "EMPTY", "a road without an id", column="id"),
        *row_faults(_is_repeated(keys), "DUPLICATE", "road {} is listed twice", keys, column="id"),
        *_check_words(records, keys),
        *_check_numbers(records, keys),
        *check_courses(records, junctions),
    ]


def _check_words(records: gpd.GeoDataFrame, keys: StrArray) -> Iterator[Fault]:
    for column, allowed in (("class", ROAD_CLASSES), ("surface", SURFACES)):
        words = texts(records, column)
        message = f"road {{}}: {column} {{!r}} is not one of {', '.join(allowed)}"
        yield from row_faults(
            ~np.isin(words, allowed), "VALUE", message, keys, words, column=column
        )
    for column in YES_NO_COLUMNS:
        words = texts(records, column)
        unclear = ~np.isin(np.char.lower(words), (*YES, *NO))
        message = f"road {{}}: {column} {{!r}}; write yes or no"
        yield from row_faults(unclear, "VALUE", message, keys, words, column=column)
    is_ferry, on_water = texts(records, "class") == "ferry", texts(records, "surface") == "water"
    message = "road {}: a ferry runs on water, and nothing else does"
    yield from row_faults(is_ferry != on_water, "VALUE", message, keys, column="surface")


def _check_numbers(records: gpd.GeoDataFrame, keys: StrArray) -> Iterator[Fault]:
    ranges = (
        ("built_up_share", 0.0, 1.0, "a share from 0 to 1"),
        ("limit_kph", 5.0, 200.0, "km/h from 5 to 200"),
        ("ferry_min", 1.0, 24 * 60.0, "minutes from 1 to 1440"),
        ("length_km", 0.001, 2000.0, "km from 0.001 to 2000"),
    )
    for column, least, most, what in ranges:
        words, values = texts(records, column), numbers(records, column)
        # What is not known at all is no fault; text that is no number is one.
        wrong = (words != "") & ~((values >= least) & (values <= most))
        message = f"road {{}}: {column} {{}}; give {what}, or nothing"
        yield from row_faults(wrong, "VALUE", message, keys, words, column=column)
    words = texts(records, "carriageways")
    wrong = ~np.isin(numbers(records, "carriageways", default=1.0), (1, 2))
    message = "road {}: {} carriageways; give 1 or 2"
    yield from row_faults(wrong, "VALUE", message, keys, words, column="carriageways")
    is_land = texts(records, "class") != "ferry"
    message = "road {}: minutes of a ferry on a road that is none"
    timed = is_land & (texts(records, "ferry_min") != "")
    yield from row_faults(timed, "VALUE", message, keys, column="ferry_min")


def _is_repeated(keys: StrArray) -> BoolArray:
    repeated: BoolArray = pd.Series(keys).duplicated().to_numpy(dtype=np.bool_)
    named: BoolArray = keys != ""
    return repeated & named
