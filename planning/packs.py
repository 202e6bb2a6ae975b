"""Country packs: find one, check that it is whole, open it as one value."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from geo.errors import Fault, FaultsError, PackError
from geo.files import file_content, read_upload
from geo.gazetteer import Gazetteer
from geo.notation.entries import entries_from_rows
from layers.tables import read_layer
from planning.settings import Settings, read_settings
from routing.build import network_from_records
from routing.network import RoadNetwork

PACKS = Path(__file__).resolve().parents[1] / "data"
BUILT_IN = "KHM"
LAYERS = (
    "sites", "missions", "contacts", "green_zones", "police_posts", "units", "travel_alarms",
    "closures", "signals", "places", "people",
)  # fmt: skip
MANIFEST = "manifest.toml"
_KEYS = ("name", "title", "country", "crs", "zone", "home_country", "home_zone", "resolution")

Bounds = tuple[float, float, float, float]
_WORLD: Bounds = (-180.0, -90.0, 180.0, 90.0)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a pack says of itself.

    Parameters
    ----------
    about
        ``name``, ``title``, ``country`` (ISO 3166 alpha-2), ``crs`` (the pack's one metric
        CRS), ``zone`` (time zone there), ``home_country``, ``home_zone`` (whose citizens),
        ``resolution`` (``schematic`` or ``street``), ``as_of``.
    files
        File name -> (sha256, rows) as sealed.
    """

    about: Mapping[str, str]
    files: Mapping[str, tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Pack:
    """A country, opened: its roads, its layers and its settings. Never mutated.

    Parameters
    ----------
    folder
        Where it lies.
    manifest, settings
        What it says of itself; its numbers.
    network
        Its roads.
    junctions
        Named junctions of the road table: ``id``, ``name``, ``kind``, ``lat``, ``lon``.
    layers
        Layer name -> rows in EPSG:4326.
    gazetteer
        Names of places.
    outline
        The country in EPSG:4326.
    neighbours
        Countries around it, column ``name``, in EPSG:4326.
    """

    folder: Path
    manifest: Manifest
    settings: Settings
    network: RoadNetwork
    junctions: pd.DataFrame
    layers: Mapping[str, gpd.GeoDataFrame]
    gazetteer: Gazetteer
    outline: BaseGeometry
    neighbours: gpd.GeoDataFrame

    @property
    def name(self) -> str:
        """Short name, such as ``KHM``."""
        return self.manifest.about["name"]

    @property
    def crs(self) -> str:
        """The one metric CRS of the pack."""
        return self.manifest.about["crs"]

    @property
    def zone(self) -> ZoneInfo:
        """Time zone of the country."""
        return ZoneInfo(self.manifest.about["zone"])

    @property
    def home_zone(self) -> ZoneInfo:
        """Time zone of the ministry whose citizens are looked for."""
        return ZoneInfo(self.manifest.about["home_zone"])

    @property
    def home_country(self) -> str:
        """ISO 3166 alpha-2 code of the ministry whose citizens are looked for."""
        return self.manifest.about["home_country"]

    @property
    def is_schematic(self) -> bool:
        """Whether the roads are a sketch of the trunk network, not streets."""
        return self.manifest.about["resolution"] == "schematic"

    @property
    def bounds(self) -> Bounds:
        """West, south, east, north of the country, degrees."""
        west, south, east, north = self.outline.bounds
        return float(west), float(south), float(east), float(north)


def find_pack(name: str) -> Path:
    """Give the folder of a pack from its short name or its own path.

    Raises
    ------
    PackError
        If there is no such pack; the message lists the ones that are.
    """
    for folder in (PACKS / name, Path(name)):
        if (folder / MANIFEST).is_file():
            return folder
    known = sorted(path.parent.name for path in PACKS.glob(f"*/{MANIFEST}"))
    raise PackError(
        f"no pack {name[:80]!r}: name one of {', '.join(known)}, or a folder with a {MANIFEST}"
    )


def read_manifest(folder: Path) -> Manifest:
    """Read what a pack says of itself.

    Raises
    ------
    FaultsError
        If the manifest cannot be read or lacks a key.
    """
    path = folder / MANIFEST
    try:
        table: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FaultsError(str(path.name), [Fault("TOML", str(error))]) from None
    faults = [
        Fault("NO_KEY", f"{key} is missing; write it as text")
        for key in _KEYS
        if not isinstance(table.get(key), str)
    ]
    for key in ("zone", "home_zone"):
        try:
            ZoneInfo(str(table.get(key)))
        except (ZoneInfoNotFoundError, ValueError):
            faults.append(Fault("ZONE", f"{key} {table.get(key)!r} is no time zone"))
    if table.get("resolution") not in {"schematic", "street"}:
        faults.append(Fault("BAD_WORD", "resolution must be schematic or street"))
    if faults:
        raise FaultsError(path.name, faults)
    files = {
        name: (str(entry.get("sha256", "")), int(entry.get("rows", 0)))
        for name, entry in table.get("files", {}).items()
    }
    about = {key: str(value) for key, value in table.items() if isinstance(value, str)}
    return Manifest(MappingProxyType(about), MappingProxyType(files))


def open_pack(name: str = BUILT_IN) -> Pack:
    """Open a pack by its short name or its folder.

    Raises
    ------
    PackError
        If there is no such pack.
    FaultsError
        If one of its files has faults; all faults of that file are named.
    """
    folder = find_pack(name)
    manifest = read_manifest(folder)
    settings = read_settings(folder / "settings.toml")
    layers = {kind: read_layer(folder / f"{kind}.csv", kind) for kind in LAYERS}
    junctions = _read_table(folder / "junctions.csv")
    network = network_from_records(
        _read_shapes(folder / "roads.geojson"),
        junctions,
        crs=manifest.about["crs"],
        resolution="street" if manifest.about["resolution"] == "street" else "schematic",
    )
    return Pack(
        folder=folder,
        manifest=manifest,
        settings=settings,
        network=network,
        junctions=junctions,
        layers=MappingProxyType(layers),
        gazetteer=_gazetteer(layers["places"], manifest.about["title"]),
        outline=_read_shapes(folder / "outline.geojson").union_all(),
        neighbours=_read_shapes(folder / "neighbours.geojson"),
    )


def _read_shapes(path: Path) -> gpd.GeoDataFrame:
    """Read one of the pack's own GeoJSON files as carefully as an upload."""
    upload = read_upload(path.name, file_content(path), bounds=_WORLD)
    return next(iter(upload.layers.values()))


def _read_table(path: Path) -> pd.DataFrame:
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        raise FaultsError(path.name, [Fault("READ", f"cannot be read: {error}")]) from None
    for column in ("lat", "lon"):
        table[column] = pd.to_numeric(table[column], errors="coerce")
    return table


def _gazetteer(places: gpd.GeoDataFrame, title: str) -> Gazetteer:
    rows = places.drop(columns="geometry").astype(object)
    records = rows.where(rows.notna(), "").to_dict("records")
    return Gazetteer(entries_from_rows(records), country_names=[title])


def verify_pack(folder: Path) -> list[Fault]:
    """Compare every file of a pack with its manifest: sha256 and number of rows.

    Returns
    -------
    list of Fault
        One for each file that is missing, altered or not listed; empty when all is well.
    """
    sealed = read_manifest(folder).files
    present = {path.name for path in _data_files(folder)}
    faults = [Fault("MISSING", f"{name} is not there") for name in sorted(set(sealed) - present)]
    for path in _data_files(folder):
        if path.name not in sealed:
            faults.append(Fault("UNLISTED", f"{path.name} is not in the manifest"))
        elif sealed[path.name] != _seal(path):
            faults.append(Fault("ALTERED", f"{path.name} is not what was sealed"))
    return faults


def seal_pack(folder: Path) -> None:
    """Write the sha256 and the rows of every file into the manifest; the rest of it stays."""
    path = folder / MANIFEST
    head = path.read_text(encoding="utf-8").split("\n[files", maxsplit=1)[0].rstrip()
    lines = [head, ""]
    for file in _data_files(folder):
        sha256, rows = _seal(file)
        lines += [f'[files."{file.name}"]', f'sha256 = "{sha256}"', f"rows = {rows}", ""]
    path.write_text("\n".join(lines), encoding="utf-8")


def _data_files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.iterdir()
        if path.is_file() and path.name != MANIFEST and not path.name.startswith(".")
    )


def _seal(path: Path) -> tuple[str, int]:
    content = path.read_bytes()
    rows = content.count(b"\n")
    if path.suffix == ".csv":
        rows -= 1
    elif path.suffix == ".geojson":
        rows = content.count(b'"Feature"')
    return hashlib.sha256(content).hexdigest(), rows
